"""Charts of the cold end: pumps, ways to run, tower, turbine, dates, water."""

import json
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest

from greenlang.agents.condenser.decisions import CleaningDecision, Decisions, UnitDecision
from greenlang.agents.condenser.figures import OF_UNIT, View
from greenlang.agents.condenser.model import CwPumps, Fan, PumpUnit, Tower
from greenlang.agents.condenser.results import Band, CondenserHistory
from greenlang.core.errors import InsufficientData
from greenlang.library.flow.pumps import PumpRow, PumpTable
from tests.agents.condenser import example_history as example
from tests.agents.condenser.test_figures import rows

HOUR = 3600.0


def way(what: str, v: float, j: float) -> SimpleNamespace:
    return SimpleNamespace(what=what, v=Decimal(str(v)), j=Decimal(str(j)))


def cold_end() -> SimpleNamespace:
    best, present = way("3 pumps", 17.0, 6.0), way("2 pumps", 16.0, 5.99)
    points = (way("1 pump", 10.0, 5.8), present, best, way("4 pumps", 19.0, 5.97))
    return SimpleNamespace(
        best=best, second=None, present=present, curve=points, v_from=Decimal("16.5"),
        v_to=Decimal("17.5"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def view() -> View:
    plant, history = example.plant(), example.history()
    table = PumpTable(
        tuple(PumpRow(v, h, p) for v, h, p in (
            (2.0, 30.0, 1.2e6), (6.0, 25.0, 1.9e6), (8.0, 20.0, 2.1e6), (10.0, 12.0, 2.2e6),
        )), 998.0,
    )  # fmt: skip
    units = (PumpUnit("P1"), PumpUnit("P2"))
    unit = replace(
        plant.unit("U1"), pumps=CwPumps(units, table, 10.0, 16.0, 20.0),
        tower=Tower(("C1", "C2", "C3", "C4"), Fan(150e3, 4000.0), 1.6, 0.6),
    )  # fmt: skip
    days = np.arange(example.LAST, example.LAST + 300, 7.0)
    clean = CleaningDecision(
        "U1", "A1", "later", "brushes", example.LAST + 70, (example.LAST + 50, example.LAST + 90),
        Band(1e4, 2e4, 3e4), 0.9, (days, 1e5 + (days - days[10]) ** 2),
    )  # fmt: skip
    decision = Decisions((UnitDecision("U1", cold_end(), "", (clean,)),))
    return View(replace(plant, units=(unit, plant.unit("U2"))), history, decision)


@pytest.fixture(scope="module")
def one(view: View) -> CondenserHistory:
    return view.history.condenser("U1")


@pytest.mark.parametrize(
    "name", ["pumps", "combinations", "tower", "turbine", "cleaning_cost", "plugged"]
)
def test_charts_of_the_cold_end_are_strict_json(
    view: View, one: CondenserHistory, name: str
) -> None:
    assert json.dumps(OF_UNIT[name].draw(one, view), allow_nan=False)


def test_flows_learnt_stand_on_the_system_curve(view: View, one: CondenserHistory) -> None:
    spec = OF_UNIT["pumps"].draw(one, view)
    dots = {row["v"]: row["h"] for row in rows(spec, "v", "h")}
    assert dots[16.0 * HOUR] == pytest.approx(20.0)
    assert dots[10.5 * HOUR] == pytest.approx(10.0 + 10.0 * (10.5 / 16.0) ** 2, rel=1e-4)


def test_the_best_way_loses_nothing(view: View, one: CondenserHistory) -> None:
    spec = OF_UNIT["combinations"].draw(one, view)
    less = {row["v"]: row["less"] for row in rows(spec, "v", "less")}
    assert less[17.0 * HOUR] == 0.0
    assert less[16.0 * HOUR] == pytest.approx(0.01 * HOUR)
    assert min(less.values()) == 0.0


def test_fewer_cells_give_warmer_water(view: View, one: CondenserHistory) -> None:
    layers = OF_UNIT["tower"].draw(one, view)["layer"][1:]
    cold = [layer["data"]["values"][10]["t"] for layer in layers]
    assert len(cold) == 3
    assert cold[0] < cold[1] < cold[2]
    assert cold[0] > layers[0]["data"]["values"][10]["wb"]


def test_the_choke_point_is_marked_where_the_curve_has_one(
    view: View, one: CondenserHistory
) -> None:
    spec = OF_UNIT["turbine"].draw(one, view)
    drawn = rows(spec, "p", "c")
    assert min(row["p"] for row in drawn) == pytest.approx(25.0)
    assert len([row for row in rows(spec, "p") if "c" not in row]) == 1


def test_the_cheapest_day_is_marked(view: View, one: CondenserHistory) -> None:
    spec = OF_UNIT["cleaning_cost"].draw(one, view)
    marked = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert marked[0]["data"]["values"][0]["v"] == pytest.approx(100.0)


def test_what_the_plant_does_not_have_is_said(view: View) -> None:
    plain = view.history.condenser("U2")
    for name, said in (
        ("pumps", "curve of the pumps"), ("combinations", "not decided"), ("tower", "no tower"),
        ("cleaning_cost", "date of a cleaning"), ("sankey", "make-up"),
    ):  # fmt: skip
        with pytest.raises(InsufficientData, match=said):
            OF_UNIT[name].draw(plain, view)


def test_water_goes_where_the_balance_says(view: View, one: CondenserHistory) -> None:
    full = np.full(example.DAYS, 1.0)
    wet = replace(one, more={"makeup": 0.5 * full, "blowdown": 0.2 * full})
    spec = OF_UNIT["sankey"].draw(wet, view)
    said = {row["said"] for row in rows(spec, "said")}
    assert said == {"make-up 1800 m³/h", "evaporation and drift 1080 m³/h", "blowdown 720 m³/h"}
    off = replace(one, more={"makeup": 0.1 * full, "blowdown": 0.2 * full})
    with pytest.raises(InsufficientData, match="a meter is off"):
        OF_UNIT["sankey"].draw(off, view)
