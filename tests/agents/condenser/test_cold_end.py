"""`cold_end`: the best of every way to run, what limits it, what it refuses."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from greenlang.agents.condenser.analyses.decisions import COLD_END, PUMP
from greenlang.agents.condenser.decide import exact, running
from greenlang.agents.condenser.decide.cold import ColdEndCase, Operation
from greenlang.agents.condenser.decide.search import way_of
from greenlang.agents.condenser.decide.table import table_of
from greenlang.agents.condenser.decide.ways import Way, every, joined, present, starts
from greenlang.core.cases import case_from
from greenlang.core.errors import (
    ImpossibleState,
    Infeasible,
    InputError,
    InsufficientData,
    OutsideValidity,
)
from greenlang.core.provenance import Trail, entered
from greenlang.core.uncertainty import floats
from greenlang.core.verify import verify
from tests.agents.condenser.made import audited, run

TOWER: dict[str, Any] = dict(COLD_END["tower"])
GROUP: dict[str, Any] = dict(COLD_END["pumps"][0])
VACUUM = {
    "units": [{"name": "V1", "step": 1}, {"name": "V2"}, {"name": "V3"}],
    "v": "1500 m3/h",
    "power": "110 kW",
    "m_air": "40 kg/h",
}
RIVER: dict[str, Any] = {"tower": None, "t_in": "14 degC"}


def pumps(**changes: Any) -> list[dict[str, Any]]:
    return [{**GROUP, **changes}]


def units(*steps: int, **each: Any) -> list[dict[str, Any]]:
    return [{"name": f"P{i}", "step": step, **each} for i, step in enumerate(steps, 1)]


def test_the_example_is_recomputed_from_its_record() -> None:
    found = audited("cold_end")
    verify(found.record)
    best = found.result
    assert (best.states, best.best.pumps, best.best.cells) == (112, (2,), (0, 0, 6))
    assert best.best.j > best.second.j > best.present.j
    assert float(best.gain) == pytest.approx(float(best.best.j - best.present.j))
    assert best.v_from - Decimal("1E-5") <= best.best.v <= best.v_to + Decimal("1E-5")
    assert best.set_points[0].machine == "P2"  # it has run longest
    assert best.advice.startswith("wait")
    assert "loss of a pump" in best.not_checked
    flows = [float(point.v) for point in best.curve]
    assert flows == sorted(flows)


def test_the_duty_falls_by_what_the_turbine_gives_more() -> None:
    found = run("cold_end")
    best, now = found.best, found.present
    assert abs(best.q + best.power - now.q - now.power) < Decimal("1E-9")
    assert best.p < now.p
    assert best.t_in > Decimal("280.15")  # the wet bulb


@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    q=st.floats(250, 600), t_wb=st.floats(2, 24), price=st.floats(10, 120),
    water=st.sampled_from([None, "1.5 EUR/m3"]), seed=st.integers(0, 99),
)  # fmt: skip
def test_no_way_to_run_is_better_than_the_best(
    q: float, t_wb: float, price: float, water: str | None, seed: int
) -> None:
    tower = {**TOWER, "t_wb": f"{t_wb} degC", "t_db": f"{t_wb + 4} degC", "coc": "4"}
    changes = {"q": f"{q} MW", "tower": tower, "prices": {"power": f"{price} EUR/MWh"}}
    if water is not None:
        changes["water"] = {"makeup": water}
    best = run("cold_end", **changes).best
    x = floats(case_from(ColdEndCase, {**COLD_END, **changes}))
    s = running.setup(x)
    table = table_of(s, joined(present(x), every(x)))
    good = np.flatnonzero(table.good & (table.at.p < 12500))
    assert float(best.j) >= np.max(table.at.j[good]) - 1e-6 * abs(float(best.j))
    rows = np.random.default_rng(seed).choice(good, 4)
    for row in rows:  # in Decimal, one by one
        one = _exactly(changes, way_of(s, table, int(row)), way_of(s, table, 0))
        assert float(one.j) <= float(best.j) * (1 + 2e-6)  # as near as floats see it
        assert float(one.p) == pytest.approx(table.at.p[row], abs=1.0)
        assert float(one.q) == pytest.approx(table.at.q[row], rel=1e-4)


def _exactly(changes: dict[str, Any], way: Way, home_way: Way) -> Operation:
    """One way of a case by Decimal, as audits do."""
    x = entered(Trail(), case_from(ColdEndCase, {**COLD_END, **changes}))
    plant, full = running.setup(x), (Decimal(1),)
    home = exact.operation(plant, replace(home_way, speeds=full), "", (), None)
    costs = [(int(n[0]), cost) for n, cost in starts(x, way.row)]
    return exact.operation(plant, replace(way, speeds=full), "", costs, home)


def test_a_permit_that_binds_is_named_with_what_it_costs() -> None:
    free = run("cold_end")
    held = run("cold_end", limits={"intake": "9.9 m3/s"}, pumps=pumps(units=units(1, 0, 0, 0)))
    assert held.best.pumps == (1,)
    assert held.binding[0].name == "intake of water"
    assert float(held.binding[0].worth) > 0
    assert held.best.j < free.best.j
    assert "intake of water" in held.checked


def test_where_no_way_is_left_the_limits_are_named() -> None:
    with pytest.raises(Infeasible, match=r"outlet temperature.*no way at all keeps"):
        run("cold_end", limits={"t_out": "12 degC"})


def test_the_present_way_may_break_a_limit_and_then_must_change() -> None:
    found = run("cold_end", limits={"v_least": "1.7 m/s"})
    assert found.best.pumps == (4,)
    assert found.advice.startswith("change: the present way breaks least velocity")


def test_rest_and_run_hold_machines() -> None:
    young = units(1, 1, 1, 0, since="30 min")
    assert run("cold_end", pumps=pumps(units=young)).best.pumps == (3,)
    locked = units(1, 1, 1, 0, locked=True)
    assert run("cold_end", pumps=pumps(units=locked)).best.pumps == (3,)
    worn_out = units(1, 0, 0, 0, starts=3)
    assert run("cold_end", pumps=pumps(units=worn_out), limits=None).best.pumps == (1,)


def test_few_machines_change_at_once() -> None:
    found = run("cold_end", limits={"changes": 1})
    assert len(found.set_points) == 1
    assert any(one.name.startswith("machines that change") for one in found.binding)


def test_a_speed_between_those_of_the_grid_is_found() -> None:
    drive = pumps(slowest="60 %", eta_drive="97 %", units=units(1, 1, 1, 0))
    found = run("cold_end", pumps=drive, **RIVER)
    speed = found.best.speeds[0]
    assert Decimal("0.6") < speed < 1
    assert found.best.pumps != found.second.pumps
    x = floats(
        case_from(ColdEndCase, {**COLD_END, "pumps": drive, "t_in": "14 degC", "tower": None})
    )
    s, ways = running.setup(x), every(x)
    near = ways.counts[:, 0] == found.best.pumps[0]
    assert near.sum() == 41
    grid = table_of(s, joined(present(x), ways))
    off = np.array([0.0, 0.0005, -0.0005, 0.003, -0.003])
    beside = replace(
        ways.at([int(np.flatnonzero(near)[0])] * 5), speeds=float(speed) + off[:, None]
    )
    j = table_of(s, joined(present(x), beside)).j[1:]
    assert j[0] == pytest.approx(float(found.best.j), rel=1e-9)
    assert np.all(j[1:] <= j[0] + 1e-9)
    assert np.max(grid.j) <= j[0] <= np.max(grid.j) + float(found.gap)


def test_between_speeds_of_the_grid_little_can_be_left() -> None:
    drive = pumps(slowest="80 %", eta_drive="97 %", units=units(1, 1, 1, 0))
    found = run("cold_end", pumps=drive)
    assert found.states == 4 * 21 * 28
    assert 0 < float(found.gap) < 1e-3 * float(found.best.j)


def test_a_machine_that_may_not_change_is_not_asked_to() -> None:
    tired = [{**one, "starts": 3} for one in units(1, 0, 0, 0)]
    tired[2]["starts"] = 0
    found = run("cold_end", pumps=pumps(units=tired), limits=None)
    assert found.best.pumps == (2,)
    assert [point.machine for point in found.set_points if point.machine[0] == "P"] == ["P3"]


def test_air_beyond_one_vacuum_pump_starts_the_spare_one() -> None:
    one = run("cold_end", vacuum=VACUUM, **RIVER)
    assert one.present.p > one.present.p_heat
    assert one.best.vacuum == 2
    assert any(point.machine == "V2" for point in one.set_points)
    dry = run("cold_end", vacuum={**VACUUM, "m_air": "5 kg/h"}, **RIVER)
    assert dry.best.vacuum == 1


def test_sea_water_is_heavier_and_holds_less_heat() -> None:
    fresh, sea = run("cold_end", **RIVER), run("cold_end", **RIVER, salinity="35 g/kg")
    assert sea.present.power_pumps > fresh.present.power_pumps
    assert sea.present.v == fresh.present.v
    assert sea.present.t_out > fresh.present.t_out


def test_fixed_net_power_burns_less_for_the_same() -> None:
    turbine = {**COLD_END["turbine"], "heat_rate": "9100 kJ/kWh"}
    prices = {
        "basis": "constant output", "fuel": "7.8 EUR/GJ", "co2": "70 EUR/t", "factor": "94 kg/GJ",
    }  # fmt: skip
    found = run("cold_end", turbine=turbine, prices=prices)
    assert abs(found.best.net - found.present.net) < Decimal("1E-9")
    assert found.best.heat_input < found.present.heat_input
    assert found.best.pumps == run("cold_end").best.pumps


def test_the_pressure_after_loss_of_a_pump_is_kept() -> None:
    free = run("cold_end", **RIVER, limits={})
    held = run("cold_end", **RIVER, limits={"p_most_after_loss": "36 mbar a"})
    assert held.best.pumps[0] > free.best.pumps[0]


def test_both_systems_of_units_are_one() -> None:
    us = {
        **TOWER, "t_wb": "44.6 degF", "recirculation": "0.72 degF",
    }  # fmt: skip
    a = run("cold_end")
    b = run("cold_end", tower=us, q=f"{400e6 / 1055.05585262 * 3600} Btu/h")
    assert float(a.best.j) == pytest.approx(float(b.best.j), rel=1e-9)
    assert a.best.what == b.best.what


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"tower": None}, InsufficientData, "t_in for once-through water, or a tower"),
        ({"t_in": "15 degC"}, InsufficientData, "one of the two"),
        ({"barometer": None}, InsufficientData, "barometer"),
        ({"prices": {"fuel": "7 EUR/GJ"}}, InsufficientData, "prices.power"),
        ({"prices": {"basis": "constant output"}}, InsufficientData, "heat_rate"),
        ({"pumps": pumps(units=units(0, 0))}, InsufficientData, "no cooling-water pump runs"),
        ({"pumps": pumps(slowest="60")}, InputError, "slowest"),
        (
            {"system": {"static": "2 m", "v": "16 m3/s", "head": "3 m"}},
            OutsideValidity,
            "runs out",
        ),
        ({"tower": {**TOWER, "c": "0.05"}}, ImpossibleState, "tower cannot carry"),
        ({"r_f": "2e-3 m2 K/W"}, OutsideValidity, "outside the turbine curve"),
    ],
)
def test_what_cannot_be_is_refused(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run("cold_end", **changes)


def test_a_turbine_curve_that_rises_above_its_choke_point_is_refused() -> None:
    turbine = {**COLD_END["turbine"]}
    points = [dict(point) for point in turbine["curve"]["points"]]
    points[6]["change"] = "-1.0 %"
    turbine["curve"] = {**turbine["curve"], "points": points}
    with pytest.raises(ImpossibleState, match="rises with back pressure"):
        run("cold_end", turbine=turbine)


def test_pumps_of_unlike_curves_are_told_apart() -> None:
    small = {**PUMP, "rows": [{**row, "v": f"{float(row['v'].split()[0]) / 2} m3/s"}
                              for row in PUMP["rows"]], "least": "0.8 m3/s"}  # fmt: skip
    groups = [{**GROUP, "units": units(1, 1)}, {**GROUP, "pump": small, "units": units(1, 0)}]
    found = run("cold_end", pumps=groups, **RIVER)
    assert found.states == 8
    assert len(found.best.flow_each) == 2
