"""`cleaning_plan`: the best of all courses, limits, boxes under one pressure, bad input."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from greenlang.agents.condenser.analyses.decisions import CLEANING_PLAN
from greenlang.agents.condenser.decide import seasons as se
from greenlang.agents.condenser.decide.cleaning import CleaningPlanCase
from greenlang.agents.condenser.decide.planned import Search
from greenlang.agents.condenser.method.expected import expected
from greenlang.core.cases import case_from
from greenlang.core.errors import InputError, InsufficientData, OutsideValidity
from greenlang.core.uncertainty import floats
from greenlang.core.verify import verify
from greenlang.library.schedule.courses import course_cost
from greenlang.library.steam import saturation
from tests.agents.condenser.made import audited, run

BRUSHES: dict[str, Any] = dict(CLEANING_PLAN["ways"][0])
ONE_BOX = [{**CLEANING_PLAN["boxes"][0], "share": "1"}]
LINEAR = {"law": "linear", "r_now": "0"}
DERATED = [{**BRUSHES, "derate": "2 %"}]
FEW: list[dict[str, Any]] = [dict(period) for period in CLEANING_PLAN["periods"][:8]]


def search(**changes: Any) -> Search:
    return Search(floats(case_from(CleaningPlanCase, {**CLEANING_PLAN, **changes})))


def test_the_example_is_recomputed_from_its_record() -> None:
    found = audited("cleaning_plan")
    verify(found.record)
    plan = found.result
    assert {box.action for box in plan.boxes} == {"next outage"}
    assert [start.period for start in plan.starts[:2]] == ["period 5", "period 5"]
    assert plan.cost < plan.cost_of_nothing
    assert float(plan.benefit) == pytest.approx(float(plan.cost_of_nothing - plan.cost))
    assert plan.benefit_p10 < plan.benefit_p50 < plan.benefit_p90
    assert plan.gap == 0
    assert plan.second_more > 0
    notes = {one.way: one.note for one in plan.boxes[0].ways}
    assert notes["acid"] == "not meant for soft"
    assert "debris" in notes["backwash"]
    assert len(plan.course) == 13


def test_boxes_of_one_deposit_are_one_condenser() -> None:
    s = search()
    season = s.seasons[3]
    whole = expected(s.b, season.w, (8e-5, 0.0))
    split = se.pressure(s.b, season.w, [(0.3, 8e-5), (0.7, 8e-5)], 0.0)
    assert float(split) == pytest.approx(float(saturation.pressure(whole.t_s)), rel=1e-9)
    one_dirty = se.pressure(s.b, season.w, [(0.5, 1.6e-4), (0.5, 0.0)], 0.0)
    assert one_dirty < split  # the clean box takes over


def test_no_course_of_a_box_is_better_than_the_plan() -> None:
    changes = {"boxes": ONE_BOX, "periods": FEW, "ways": [*DERATED, CLEANING_PLAN["ways"][1]]}
    s = search(**changes)
    found = s.found()
    unit = s.unit(0, s.tables([s.path(0, found.plan.courses[0])]))
    every = [
        tuple((t, m) for t, m in enumerate(choice) if m >= 0)
        for choice in product(range(-1, 2), repeat=8)
    ]
    costs = [course_cost(unit, course) for course in every]
    assert found.plan.cost == pytest.approx(min(costs))
    plan = run("cleaning_plan", **changes)
    assert float(plan.cost) == pytest.approx(found.plan.cost, rel=3e-3)
    assert float(plan.cost_of_nothing) == pytest.approx(found.none[0], rel=3e-3)


def test_one_crew_cleans_one_box_after_the_other() -> None:
    slow = [{**BRUSHES, "duration": "16 d", "derate": "0.05 %"}]
    held = run("cleaning_plan", ways=slow)
    free = run("cleaning_plan", ways=slow, crews=2)
    assert len({start.period for start in held.starts}) == len(held.starts)
    assert held.crew >= 0
    assert float(held.cost) >= 0.999 * float(free.cost)  # boxes cost by what others leave
    assert free.crew == 0


def test_nothing_is_cleaned_in_a_closed_period_or_without_an_outage() -> None:
    periods = [{**period, "outage": False, "closed": True} for period in FEW]
    shut = run("cleaning_plan", periods=periods)
    assert [box.action for box in shut.boxes] == ["never", "never"]
    assert shut.cost == shut.cost_of_nothing
    assert shut.odds is None
    assert all(one.note for box in shut.boxes for one in box.ways)
    open_ = [{**period, "outage": False} for period in FEW]
    found = run("cleaning_plan", periods=open_, ways=CLEANING_PLAN["ways"][:2])
    assert {start.way for start in found.starts} == {"brushes"}


def test_a_dear_cleaning_is_never_and_a_dirty_box_is_now() -> None:
    dear = run("cleaning_plan", ways=[{**BRUSHES, "cost": "9 MEUR"}])
    assert dear.starts == ()
    assert any("no cleaning pays" in flag for flag in dear.flags)
    dirty = [
        {**box, "deposit": {**box["deposit"], "r_now": "1.3e-4 m2 K/W"}}
        for box in CLEANING_PLAN["boxes"]
    ]
    warm = [{**period, "t_in": "20 degC", "on": "95 %", "outage": False} for period in FEW]
    now = run("cleaning_plan", boxes=dirty, periods=warm, ways=DERATED)
    assert [box.action for box in now.boxes] == ["now", "now"]
    assert all(float(box.break_even) < 1.3e-4 for box in now.boxes)
    assert all(start.derating > 0 for start in now.starts)


def test_one_box_cannot_be_half_out_without_a_derating() -> None:
    found = run("cleaning_plan", boxes=ONE_BOX, ways=[BRUSHES])
    assert found.starts == ()
    assert found.boxes[0].ways[0].note == "no period lets it in"


def test_power_that_is_dear_in_one_season_moves_the_cleaning() -> None:
    cheap = [{**period, "on": "95 %", "outage": False} for period in FEW]
    dear = [{**period, "price": "200 EUR/MWh" if i >= 4 else "20 EUR/MWh"}
            for i, period in enumerate(cheap)]  # fmt: skip
    found = run("cleaning_plan", periods=dear, ways=DERATED)
    assert found.starts[0].period in {"period 4", "period 5"}
    assert found.cost > run("cleaning_plan", periods=cheap, ways=DERATED).cost


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"boxes": []}, InsufficientData, "boxes and periods"),
        ({"boxes": [CLEANING_PLAN["boxes"][0]]}, InputError, "sum to 0.5"),
        ({"boxes": [CLEANING_PLAN["boxes"][0]] * 2}, InputError, "one name"),
        ({"ways": [{**BRUSHES, "effect": "75"}]}, InputError, "give 0 to 1"),
        ({"ways": [{**BRUSHES, "duration": "40 d"}]}, InputError, "longer than a period"),
        ({"ways": [{**BRUSHES, "kind": "brush"}]}, InputError, "brushes"),
        ({"ways": [{**BRUSHES, "cost": "-1 EUR"}]}, InputError, "negative"),
        ({"prices": {}}, InsufficientData, "prices"),
        (
            {"boxes": [{**ONE_BOX[0], "deposit": {**LINEAR, "k": "1e-10 m2 K/J"}}]},
            OutsideValidity,
            "beyond the turbine curve",
        ),
        (
            {"boxes": [{**ONE_BOX[0], "deposit": LINEAR}]},
            InputError,
            "linear needs k",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    if changes.get("ways", [{}])[0].get("kind") == "brush":
        changes = {"ways": [{k: v for k, v in changes["ways"][0].items() if k != "removes"}]}
    with pytest.raises(error, match=told):
        run("cleaning_plan", **changes)


def test_draws_are_the_same_every_time() -> None:
    a, b = search().found().benefit, search().found().benefit
    assert np.array_equal(a, b)
    assert np.isfinite(a).all()
