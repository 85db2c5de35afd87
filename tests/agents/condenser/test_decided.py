"""From what a history says to what is done: cases, what is lacking, questions without readings."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from greenlang.agents.condenser import model
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.decide import asked, basis, what_if
from greenlang.agents.condenser.decide.basis import Bases, Basis, Growth
from greenlang.agents.condenser.decide.decided import decided
from greenlang.agents.condenser.history.declaration import HISTORY
from greenlang.agents.condenser.method.repair import air_repair
from greenlang.agents.condenser.results import Forecast
from greenlang.core.errors import DataError, InputError
from greenlang.core.provenance import audit
from greenlang.core.uncertainty import floats
from greenlang.core.verify import verify
from greenlang.library.economics import Series
from greenlang.library.flow.pumps import PumpRow, PumpTable
from greenlang.library.fouling.deposit import grown
from greenlang.library.turbine.response import ResponseCurve, ResponsePoint

EUR_MWH = 1 / 3.6e9
END = 20_453
PUMP = PumpTable(
    tuple(
        PumpRow(v, head, efficiency=eta)
        for v, head, eta in (
            (0.0, 28.0, 0.05), (2.0, 26.0, 0.65), (3.0, 24.0, 0.8), (4.0, 20.2, 0.87),
            (5.0, 15.0, 0.84), (5.8, 10.0, 0.72), (6.6, 5.0, 0.55),
        )
    ),
    998.0,
)  # fmt: skip
CURVE = ResponseCurve(
    "power", 4000.0,
    tuple(
        ResponsePoint(p, 1.0, c)
        for p, c in (
            (1500.0, 0.0098), (2000.0, 0.0096), (2500.0, 0.0094), (3000.0, 0.0079), (4000.0, 0.0),
            (5000.0, -0.0105), (6000.0, -0.0215), (8000.0, -0.043), (13000.0, -0.09),
        )
    ),
    any_load=True,
)  # fmt: skip
UNIT = model.PowerUnit(
    name="U1",
    gross=500e6,
    zones=(model.Zone("A", ("A1", "A2")),),
    bundle=model.Bundle(
        Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, f_b=0.75), {"A1": 0.5, "A2": 0.5}
    ),
    pumps=model.CwPumps(
        tuple(model.PumpUnit(name) for name in ("P1", "P2", "P3", "P4")), PUMP, 10.0, 16.0, 20.0
    ),
    vacuum=model.Vacuum("liquid_ring", ("V1", "V2"), power=110e3),
    turbine=model.Turbine(CURVE, alarm=16e3, trip=25e3),
    tags={("pump_on", "P4"): (model.Tag("U1.P4.ON", "", 0.0),)},
)
PLANT = model.Plant(
    name="Riverside",
    currency="EUR",
    timezone="UTC",
    barometer=100_800.0,
    ambient=284.0,
    units=(UNIT,),
    prices=model.Prices(power=Series(((0, 62 * EUR_MWH),))),
    methods=(
        model.CleaningMethod("brushes", 18e3, 15 * 3600.0, 0.8, half_box=True),
        model.CleaningMethod("jets", 45e3, 2 * 86400.0, 0.95, outage=True),
    ),
    plan=model.PlanSettings(END + 5, 26, outages=((END + 90, END + 110),)),
)
NOW = {
    "now t_in": 291.0, "now v": 13.7, "now q": 600e6, "now p": 5300.0, "now power": 490e6,
    "now vacuum_pumps": 1.0, "now pump P1": 1.0, "now pump P2": 1.0, "now pump P3": 1.0,
    "now pump P4": 0.0,
}  # fmt: skip
LATEST = {
    **NOW, "t_in": 291.0, "v": 13.7, "q": 600e6, "p": 5300.0, "power": 490e6, "r_f": 5e-5,
    "r_air": 1e-5, "day": float(END), "bias": 0.0,
}  # fmt: skip
WEEKS = np.arange(basis.WEEKS)
SEASON = {
    "t_in": tuple(285.0 + 7.0 * np.sin((WEEKS - 15) / 53 * 2 * np.pi)),
    "v": (16.0,) * 53,
    "q": (600e6,) * 53,
    "power": (490e6,) * 53,
    "p_used": (4500.0,) * 53,
}
AIR = {"m": 50 / 3600, "m_usual": 9 / 3600, "capacity": 45 / 3600, "r_air_usual": 2e-6}


def grows(r_now: float) -> Growth:
    return Growth(r_now, 5e-6, "kern_seaton", {"r_i": 1.4e-4, "t_c": 150 * 86400.0}, 0.2)


BASIS = Basis(
    "U1", "U1", ("A1", "A2"), END, 0.75, 1.0, LATEST, SEASON,
    {"A1": grows(6e-5), "A2": grows(4e-5)}, AIR, float(END - 3),
)  # fmt: skip


def known(**changes: Any) -> Bases:
    return Bases((replace(BASIS, **changes),))


def test_every_decision_comes_with_a_case_that_audits() -> None:
    found = decided(PLANT, known())
    (unit,) = found.units
    assert unit.cold_end is not None, unit.cold_end_why
    assert unit.cold_end.present.pumps == (3,)
    tags = {point.machine: point.tag for point in unit.cold_end.set_points}
    assert tags.get("P4", "U1.P4.ON") == "U1.P4.ON"
    assert {c.box for c in unit.cleanings} == {"A1", "A2"}
    for c in unit.cleanings:
        assert c.day is not None
        assert c.window is not None
        assert c.window[0] <= c.day <= c.window[1]
        assert c.pays.p10 < c.pays.p50 < c.pays.p90
        assert c.cost_curve[0].size > 5
    names = set(found.cases())
    assert names == {"U1_cold_end", "U1_cleaning", "U1_air_repair"}
    analysis, case = found.cases()["U1_air_repair"]
    assert analysis == "air_repair"
    verify(audit(air_repair, case).record)


def test_an_open_leak_asks_for_a_repair_and_the_spare_pump() -> None:
    repairs = decided(PLANT, known()).units[0].repairs
    assert [one.what for one in repairs] == ["repair the air leak", "start the spare vacuum pump"]
    assert all(one.pays.p50 > 0 for one in repairs)
    assert decided(PLANT, known(leak_since=None)).units[0].repairs == ()


def test_what_is_lacking_is_told_and_the_rest_decided() -> None:
    no_curve = replace(PLANT, units=(replace(UNIT, turbine=model.Turbine()),))
    (unit,) = decided(no_curve, known()).units
    assert "no turbine curve" in unit.cold_end_why
    assert {c.action for c in unit.cleanings} == {"insufficient data"}
    blind = {k: v for k, v in LATEST.items() if not k.startswith("now pump")}
    (unit,) = decided(PLANT, known(latest=blind)).units
    assert "pump_on" in unit.cold_end_why
    assert unit.cleanings[0].action != "insufficient data"
    (unit,) = decided(replace(PLANT, methods=()), known(growth={})).units
    assert "no ways to clean" in unit.cleanings[0].why[0]
    (unit,) = decided(PLANT, known(growth={"A1": grows(6e-5)})).units
    assert "no forecast of A2" in unit.cleanings[0].why[0]
    assert decided(PLANT, Bases(())).units[0].cold_end_why == "its history says nothing"


def test_a_question_needs_no_new_reading() -> None:
    text = json.dumps(basis.kept(known()))  # type: ignore[arg-type]
    again = basis.recalled(json.loads(text))
    base = decided(PLANT, again)
    assert [c.day for c in base.units[0].cleanings] == [
        c.day for c in decided(PLANT, known()).units[0].cleanings
    ]
    cheap = replace(PLANT, prices=model.Prices(power=Series(((0, EUR_MWH),))))
    found = what_if.what_if(PLANT, cheap, again, left_alone=("U1 A1",))
    title, columns, rows = what_if.table(found, "EUR")
    assert title == "What if"
    assert all(len(row) == len(columns) for row in rows)
    assert rows[0][0] == "clean U1 A1"
    assert rows[0][2] == "never"
    with pytest.raises(InputError, match="no unit or waterbox"):
        what_if.what_if(PLANT, PLANT, again, left_alone=("U1 A3",))
    whole = what_if.what_if(PLANT, PLANT, again, left_alone=("U1",)).other
    assert [c.action for c in whole.units[0].cleanings] == ["never", "never"]
    for spoilt in ({"format": "other"}, {}):
        with pytest.raises(DataError):
            basis.recalled(spoilt)


def test_the_history_declares_it_all() -> None:
    assert HISTORY.decided is decided
    assert None not in (HISTORY.kept, HISTORY.recalled, HISTORY.what_if, HISTORY.compared)


@pytest.mark.parametrize(
    ("rise", "law"), [((0.0, 4e-5, 6e-5), "kern_seaton"), ((0.0, 3e-5, 6e-5), "linear")]
)
def test_a_forecast_becomes_a_law_through_its_median(
    rise: tuple[float, float, float], law: str
) -> None:
    days = END + np.array([0, 182, 364])
    mid = 2e-5 + np.array(rise)
    band = np.array([0.0, 1e-5, 2e-5])
    forecast = Forecast("A1", days, (mid - band, mid, mid + band), (), END, np.zeros((2, 3)))
    found = basis.growing(forecast, 1e-5)
    assert found.law == law
    assert found.r_now == pytest.approx(2e-5)
    assert 0 < found.sigma_pace <= 1
    box = asked._box(UNIT, replace(BASIS, growth={"A1": found, "A2": found}), "A1")
    at = grown(floats(box).deposit, found.r_now, np.array([182.0, 364.0]) * 86400)
    assert at == pytest.approx(mid[1:], rel=1e-6)
