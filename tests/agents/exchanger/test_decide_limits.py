"""Every limit of the plan file is kept, costs what it costs, and says what to relax."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.fleet import Solved, fleet_of, solved
from greenlang.agents.exchanger.decide.polish import excess_cost, path_load, plan_cost, polished
from greenlang.agents.exchanger.decide.report import fleet_plan
from greenlang.agents.exchanger.history.declaration import HISTORY
from greenlang.agents.exchanger.method.plan import FleetPlanCase
from greenlang.agents.exchanger.method.plan import fleet_plan as proved_plan
from greenlang.agents.exchanger.model import (
    Budget,
    Capacity,
    CleaningMethod,
    FixedStart,
    Forbidden,
    Furnace,
    PlanSettings,
    Plant,
)
from greenlang.core.cases import Attachment
from greenlang.core.errors import Infeasible
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from greenlang.library.economics import Series
from greenlang.library.schedule import without
from tests.agents.exchanger import decide_example as example

FIRST = example.TODAY + 5
DAY = 86400.0


def plant(**changes: object) -> Plant:
    return example.with_settings(example.plant(), weeks=30, **changes)


@cache
def free() -> Solved:
    return solve(plant())


def solve(of: Plant) -> Solved:
    fleet, whole, _ = fleet_of(of, example.history())
    return solved(fleet, whole)


def starts(of: Solved) -> list[tuple[str, int, str]]:
    methods = [method.name for method in of.fleet.methods]
    return [
        (name, week, methods[m])
        for name, path in zip(of.fleet.names, of.paths, strict=True)
        for week, m in path
    ]


def test_crews_of_a_kind_and_cranes_limit_their_own_work() -> None:
    methods = (
        replace(example.METHODS[0], needs=("crew", "crane")),
        replace(example.METHODS[1], needs=("chemical crew",)),
    )
    capacity = (Capacity("crane", 1), Capacity("chemical crew", 0))
    found = solve(replace(plant(crews=3, capacity=capacity), methods=methods))
    assert {method for _, _, method in starts(found)} == {"hydroblast"}
    weeks = [week + k for _, week, _ in starts(found) for k in (0, 1)]
    assert len(weeks) == len(set(weeks))


def test_fewer_crews_in_a_span_are_kept() -> None:
    away = Capacity("crew", 1, ((FIRST, FIRST + 10 * WEEK - 1, 0),))
    found = solve(plant(capacity=(away,)))
    assert starts(found)
    assert min(week for _, week, _ in starts(found)) >= 10


def test_budgets_are_kept_in_total_and_by_year() -> None:
    found = solve(plant(budget=Budget(70_000.0, None)))
    cost = {method.name: method.cost for method in example.METHODS}
    assert 0 < sum(cost[method] for _, _, method in starts(found)) <= 70_000.0
    yearly = solve(plant(budget=Budget(None, 45_000.0)))
    spent: dict[int, float] = {}
    for _, week, method in starts(yearly):
        year = int(str(np.datetime64(FIRST + WEEK * week, "D"))[:4])
        spent[year] = spent.get(year, 0.0) + cost[method]
    assert spent
    assert max(spent.values()) <= 45_000.0


def test_fixed_and_forbidden_dates_hold() -> None:
    fixed = FixedStart("E-1", FIRST + 7 * 12 + 3, "chemical")
    found = solve(plant(fixed=(fixed,), forbidden=(Forbidden("E-4", FIRST, FIRST + 69),)))
    assert ("E-1", 12, "chemical") in starts(found)
    assert all(week >= 10 for name, week, _ in starts(found) if name == "E-4")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"fixed": (FixedStart("E-1", FIRST - 30),)}, "outside the plan"),
        (
            {"fixed": (FixedStart("E-1", FIRST + 8),), "closed": ((FIRST + 7, FIRST + 13),)},
            "closed or forbidden week",
        ),
        ({"fixed": (FixedStart("E-1", FIRST + 8), FixedStart("E-2", FIRST + 8))}, "crews"),
        (
            {"fixed": (FixedStart("E-1", FIRST + 8, "hydroblast"),), "budget": Budget(30_000.0)},
            "budget",
        ),
        (
            {"fixed": (FixedStart("E-1", FIRST + 8, "hydroblast"), FixedStart("E-1", FIRST + 15))},
            "starts before that of .* has ended",
        ),
    ],
)
def test_a_plan_that_cannot_be_names_what_to_relax(changes: dict[str, object], what: str) -> None:
    with pytest.raises(Infeasible, match=what):
        solve(plant(**changes))


def test_a_method_that_fits_some_and_one_that_must_wait() -> None:
    methods = (
        replace(example.METHODS[0], assets=("E-2",)),
        replace(example.METHODS[1], interval=8 * WEEK * DAY),
    )
    found = solve(replace(plant(), methods=methods))
    assert {name for name, _, method in starts(found) if method == "hydroblast"} <= {"E-2"}
    for name in found.fleet.names:
        mine = [week for each, week, method in starts(found) if each == name]
        assert all(b - a >= 8 for a, b in pairwise(mine))


def test_on_line_cleaning_costs_no_outage() -> None:
    balls = CleaningMethod("sponge_balls", 500.0, DAY, 0.5, needs=(), online=True)
    found = solve(replace(plant(), methods=(balls,)))
    assert starts(found)
    same = replace(balls, online=False)
    assert found.outcome.cost < solve(replace(plant(), methods=(same,))).outcome.cost


def limited(duty_max: float) -> Plant:
    of = plant()
    furnace = Furnace("H-1", 0.88, "gas", duty_max, 70e6, 0.19)
    prices = replace(of.prices, feed_margin=Series(((0, 6 / 0.158987),)))
    return replace(of, network=replace(of.network, furnace=furnace), prices=prices)


def test_a_furnace_at_its_limit_brings_cleanings_forward_and_costs_feed() -> None:
    of = example.with_settings(limited(70e6), weeks=16)
    fleet, whole, _ = fleet_of(of, example.history())
    found = solved(fleet, whole, gap=0.02, seconds=3.0)
    assert fleet.furnace is not None
    assert found.nothing.feed > 0.0
    assert found.outcome.feed < found.nothing.feed
    loads = [path_load(one, path) for one, path in zip(found.chains, found.paths, strict=True)]
    over = np.maximum(np.sum(loads, axis=0) - fleet.furnace.slack, 0.0)
    cost = float(np.sum(over * fleet.furnace.price) * WEEK * DAY)
    assert excess_cost(fleet, found.chains, found.paths) == pytest.approx(cost)
    eased = polished(
        replace(fleet, furnace=None), without(found.problem, "furnace duty"), found.paths,
        found.chains,
    )  # fmt: skip
    unlimited = plan_cost(replace(fleet, furnace=None), found.chains, eased)
    assert unlimited <= plan_cost(fleet, found.chains, found.paths) + 1.0


def test_a_joule_beyond_the_limit_is_paid_as_feed_and_not_as_fuel_too() -> None:
    fleet, _, _ = fleet_of(limited(70e6), example.history())
    assert fleet.furnace is not None
    margin = 6 / 0.158987 * 0.19 / 70e6
    assert fleet.furnace.price + fleet.price == pytest.approx(np.full(30, margin))


def test_pump_power_shortens_the_cycle() -> None:
    history = example.history()
    drops = {"hydraulic_power_tube": 4e4, "ln_dp_slope_tube": 700.0}
    units = tuple(replace(one, reference=dict(one.reference) | drops) for one in history.exchangers)
    prices = replace(example.PRICES, power=Series(((0, 90 / 3.6e9),)))
    fleet, whole, said = fleet_of(
        replace(plant(), prices=prices), replace(history, exchangers=units)
    )
    assert any("efficiency 0.7 assumed" in text for text in said)
    found = solved(fleet, whole)
    assert found.outcome.power > 0.0
    for with_pump, without_pump in zip(found.cycles, free().cycles, strict=True):
        for one, other in zip(with_pump, without_pump, strict=True):
            assert one.t <= other.t * (1 + 1e-6)


def test_limits_that_bind_are_priced_and_relaxing_never_costs() -> None:
    fixed, barred = FixedStart("E-1", FIRST + 40), Forbidden("E-4", FIRST, FIRST + 150)
    for limits, names in (
        ({"fixed": (fixed,), "budget": Budget(120_000.0)}, {"cleanings fixed", "budget"}),
        ({"forbidden": (barred,), "crews": 3}, {"forbidden dates"}),
    ):
        plan = fleet_plan(plant(**limits), example.history())
        assert names <= set(plan.binding)
        assert min(plan.binding.values()) > 0.0


@pytest.mark.parametrize(
    "changes",
    [
        {"crews": 2}, {"crews": 3}, {"budget": Budget(200_000.0)}, {"weeks": 30},
        {"together": (("E-3", "E-4"),)},
    ],
)  # fmt: skip
def test_a_plan_never_costs_more_than_nothing(changes: dict[str, object]) -> None:
    found = solve(example.with_settings(plant(), **changes))
    assert found.outcome.cost <= found.nothing.cost


def test_settings_without_limits_are_plain() -> None:
    assert PlanSettings(0, crews=2).limits() == (Capacity("crew", 2),)


def test_the_record_of_a_plan_proves_its_cost_and_its_gap() -> None:
    plan = fleet_plan(plant(crews=1, budget=Budget(150_000.0)), example.history())
    case = FleetPlanCase(Attachment(plan.problem), Attachment(plan.certificate))
    done = audit(proved_plan, case)
    assert verify(done.record).steps > 5
    assert [(one.asset, one.week - 1) for one in done.result.cleanings] == sorted(
        (one.asset, one.week) for one in plan.starts
    )
    assert 0.0 <= float(done.result.gap) < 0.05
    assert 0.0 <= plan.gap_followed_percent < 6.0  # a budget in lumps leaves its bound loose
    assert float(done.result.cost) == pytest.approx(plan.cost, rel=0.2)
    assert {one.limit for one in done.result.left} == {"crews", "budget"}


def test_a_fixed_cleaning_that_is_past_is_said_and_left() -> None:
    past = FixedStart("E-1", example.TODAY - 20)
    of = plant(fixed=(past,), start=example.TODAY - 30)
    plan = fleet_plan(of, example.history())
    assert any("is past" in text for text in plan.warnings)
    assert plan.starts


def test_a_plan_that_cannot_be_leaves_the_results_with_the_reason() -> None:
    of = plant(fixed=(FixedStart("E-1", FIRST + 8), FixedStart("E-2", FIRST + 8)))
    plan = HISTORY.decided(of, example.history())
    assert plan.starts == ()
    assert any("crews" in text for text in plan.warnings)
    assert {one.action for one in plan.decisions} == {"insufficient data"}
