"""`turbine_response`, and what power, money and CO2 do in `decomposition` and `zones`."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from greenlang.agents.condenser.analyses.turbine import CURVE, FUEL, TURBINE
from greenlang.agents.condenser.cases import Tubes, Turbine
from greenlang.agents.condenser.method.decomposition import (
    Conditions,
    DecompositionCase,
    decomposition,
)
from greenlang.core.errors import ImpossibleState, InsufficientData, OutsideValidity
from greenlang.core.quantities import si
from greenlang.core.units import Pa, Unit
from greenlang.library.turbine.response import ResponseCurve, ResponsePoint
from tests.agents.condenser.made import example, run

PRESSURE = Unit("Pa", Pa)


def curve(**changes: Any) -> dict[str, Any]:
    return {**TURBINE, "curve": {**CURVE, **changes}}


def points(scale: float) -> list[dict[str, str]]:
    return [{**one, "change": f"{float(one['change'][:-2]) * scale} %"} for one in CURVE["points"]]


def test_power_follows_the_curve_between_its_points_and_loads() -> None:
    found = run("turbine_response", p="70 mbar a", p_target="40 mbar a")
    change = 0.1 * -0.029 + 0.9 * -0.0195
    assert float(found.change) == pytest.approx(change, rel=1e-9)
    assert float(found.worth.power) == pytest.approx(-500e6 * change, rel=1e-9)
    rate = 8625 * 1055.05585262 / 3.6e6
    assert float(found.heat_rate) == pytest.approx(rate / (1 + change), rel=1e-9)
    assert float(found.p_choke) == pytest.approx(2700, abs=60)
    assert 0.25e6 < float(found.next_millibar) < 0.45e6


def test_constant_output_is_fuel_and_constant_heat_is_power() -> None:
    fuel = run("turbine_response")
    rise = float(fuel.worth.heat_rate)
    assert float(fuel.worth.fuel) == pytest.approx(float(fuel.power) * rise)
    price = 7.8e-9 + 94.6e-9 * 0.070
    assert float(fuel.worth.cost) == pytest.approx(float(fuel.worth.fuel) * price)
    assert float(fuel.worth.co2) == pytest.approx(float(fuel.worth.fuel) * 94.6e-9)
    bought = run("turbine_response", prices={"power": "62 EUR/MWh"})
    assert float(bought.worth.cost) == pytest.approx(float(bought.worth.power) * 62 / 3.6e9)
    assert (bought.worth.co2, bought.worth.fuel) == (None, None)
    assert any("displaced" in flag for flag in bought.flags)
    assert run("turbine_response", prices=None).worth.cost is None


def test_both_unit_systems_say_the_same() -> None:
    inches = run("turbine_response", p="1.87 inHg a", p_target=None)
    metric = run("turbine_response", p=f"{si('1.87 inHg a', PRESSURE)}", p_target=None)
    assert inches.power == metric.power


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"p": "1.87 mbar a"}, OutsideValidity, "inHg read as mbar"),
        ({"turbine": curve(points=points(100))}, OutsideValidity, "per cent given"),
        ({"turbine": curve(points=points(-1))}, ImpossibleState, "never falls|rises"),
        ({"turbine": curve(p_ref="55 mbar a")}, OutsideValidity, "not 0 at its reference"),
        ({"turbine": {**TURBINE, "m_ex": "96 t/h"}}, ImpossibleState, "times what"),
        ({"turbine": {**TURBINE, "load": "40 %", "m_ex": None}}, OutsideValidity, "load"),
        (
            {"turbine": {**TURBINE, "heat_rate": None}, "prices": FUEL},
            InsufficientData, "heat_rate",
        ),
        ({"prices": {**FUEL, "factor": None}}, InsufficientData, "factor"),
    ],
)  # fmt: skip
def test_a_curve_that_cannot_be_names_its_likely_mistake(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run("turbine_response", **changes)


def test_below_the_choke_point_vacuum_earns_nothing() -> None:
    found = run("turbine_response", p="26 mbar a")
    assert float(found.over_choke) < 0
    assert any("choke" in flag for flag in found.flags)


def test_parts_of_power_and_heat_rate_sum_each_by_itself() -> None:
    found = run("decomposition")
    for name in ("power", "heat_rate", "cost", "co2"):
        total = sum(getattr(one.worth, name) for one in found.parts)
        assert total == pytest.approx(getattr(found.worth, name), rel=Decimal("1e-18"))
    share = [float(one.worth.power / one.p) for one in found.parts]
    assert max(share) > 1.015 * min(share), "a curved response: mbar shares are not scaled"


def test_power_is_that_of_todays_load() -> None:
    found = run("decomposition")
    lost = 500e6 * float(run("turbine_response", p=f"{found.p_reference}", p_target=None).change)
    lost -= 500e6 * float(run("turbine_response", p=f"{found.p_actual}", p_target=None).change)
    assert float(found.worth.power) == pytest.approx(lost, rel=1e-9)


def test_parts_of_the_inlet_sum_to_its_own() -> None:
    inlet = [{"cause": "wet bulb", "dt": "9 K"}, {"cause": "fans", "dt": "-3 K"}]
    found = run("decomposition", inlet=inlet)
    own = found.parts[0]
    assert [one.cause for one in found.inlet] == ["wet bulb", "fans", "inlet, rest"]
    assert sum(one.p for one in found.inlet) == pytest.approx(own.p, abs=Decimal("1e-20"))
    power = sum(one.worth.power for one in found.inlet)
    assert power == pytest.approx(own.worth.power, rel=Decimal("1e-18"))
    assert float(found.inlet[1].p) < 0
    one = run("decomposition", inlet=[{"cause": "wet bulb", "dt": "7 K"}]).inlet
    assert one[0].p == pytest.approx(own.p, abs=Decimal("1e-20"))
    assert one[1].p == pytest.approx(0, abs=Decimal("1e-20"))


def test_parts_that_cancel_are_told_although_the_inlet_did_not_move() -> None:
    same = {**example("decomposition")["actual"], "t_in": "15 degC"}
    found = run("decomposition", actual=same, inlet=[{"cause": "wet bulb", "dt": "3 K"}])
    assert float(found.parts[0].p) == 0
    assert float(found.inlet[0].p) > 500
    assert found.inlet[1].p == pytest.approx(-found.inlet[0].p, abs=Decimal("1e-18"))


def test_columns_agree_with_the_case() -> None:
    rows = [(2500, 0.0052), (3000, 0.005), (4000, 0.0), (5000, -0.0065), (7000, -0.0195),
            (10000, -0.04), (15000, -0.066), (20000, -0.085)]  # fmt: skip
    made = ResponseCurve(
        "power", 4000.0, tuple(ResponsePoint(float(p), 1.0, c) for p, c in rows), any_load=True
    )
    case = DecompositionCase(
        Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, f_b=0.75),
        Conditions(288.15, 16.0, 6e8, 0.0, 0.0),
        Conditions(np.array([295.15, 288.15, 330.0]), 13.5, 5.6e8, 8e-5, 600.0),
        turbine=Turbine(made, 5e8, 0.95),
    )
    found: Any = decomposition(case)
    single = [{**one, "load": "1"} for one in CURVE["points"][8:]]
    turbine = {"curve": {**CURVE, "points": single, "any_load": True}, "power": "500 MW"}
    exact = run("decomposition", turbine={**turbine, "load": "95 %"}, inlet=None)
    assert found.worth.power[0] == pytest.approx(float(exact.worth.power), rel=1e-9)
    assert np.isnan(found.worth.power[2]), "beyond the curve there is no power"


def test_each_exhaust_of_a_multi_pressure_condenser_has_its_own_response() -> None:
    found = run("zones")
    cold, warm = found.zones
    assert float(cold.worth.power) < 0 < float(warm.worth.power)
    assert float(warm.above_worth.power) > 0
    assert float(found.power_lost) == pytest.approx(
        float(cold.worth.power) + float(warm.worth.power)
    )
    bare = [{k: v for k, v in one.items() if k != "turbine"} for one in example("zones")["zones"]]
    assert run("zones", zones=bare).power_lost is None
