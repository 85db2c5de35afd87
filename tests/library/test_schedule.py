"""Renewal plans against exhaustive search, and the properties that a plan must have."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.core.certificate import bound
from greenlang.core.errors import Infeasible, InputError
from greenlang.library.schedule import (
    Coupling,
    Renewal,
    Resource,
    along,
    best_plan,
    certificate,
    columns,
    exact_dual,
    exact_programme,
    exclusion,
    incidence,
    limit_costs,
    linear,
    outcome,
    plan_cost,
    programme,
    renewal,
    second_best,
    with_start,
    without_starts,
)
from greenlang.library.schedule.problem import Path


def fleet(
    seed: int, units: int, periods: int, *, crews: float = 1.0, furnace: bool = False
) -> Renewal:
    """Units that foul linearly at different rates, cleaned by one of two methods."""
    draw = np.random.default_rng(seed)
    rate, age = draw.uniform(1, 8, units), draw.uniform(0, 12, units)
    price, effect, duration = np.array([20.0, 9.0]), np.array([1.0, 0.6]), np.array([2, 1])
    run = np.zeros((units, periods + 1, 2, periods))
    week = np.arange(periods)
    run[:, 0, 0] = rate[:, None] * (age[:, None] + week)
    for t, m in product(range(periods), range(2)):
        back = np.maximum(week - t - duration[m], 0)
        left = (1 - effect[m]) * (age + t)
        busy = (week >= t) & (week < t + duration[m])
        run[:, t + 1, m] = np.where(busy, 15.0, rate[:, None] * (left[:, None] + back))
    cost = along(run)
    cost[:, 1:] += price[None, None, :, None]
    cost[:, 0, 1:] = np.inf
    couplings = []
    if furnace:
        slack = np.full(periods, 0.6 * run[:, 0, 0].sum(axis=0).max())
        couplings.append(Coupling("furnace", run, slack, np.full(periods, 0.7)))
    crew = Resource("crew", np.ones((units, 2)), np.full(periods, crews))
    return renewal(cost, np.tile(duration, (units, 1)), [crew], couplings)


def paths(problem: Renewal, unit: int) -> Iterator[Path]:
    """Every path of one unit."""

    def onward(s: int, m: int) -> Iterator[Path]:
        for e in range(problem.periods + 1):
            if not np.isfinite(problem.cost[unit, s, m, e]):
                continue
            if e == problem.periods:
                yield ()
                continue
            for after in range(problem.methods):
                for rest in onward(e + 1, after):
                    yield ((e, after), *rest)

    yield from onward(0, 0)


def exhaustive(problem: Renewal) -> float:
    """Least cost over all plans there are."""
    uses = incidence(problem)
    ways = [list(paths(problem, i)) for i in range(problem.units)]
    made = [[outcome(problem, uses, i, path) for path in way] for i, way in enumerate(ways)]
    costs = [np.array([one.cost for one in way]) for way in made]
    rows = [np.array([one.rows for one in way]) for way in made]
    loads = [np.array([one.loads for one in way]) for way in made]
    best = np.inf
    for a, b in product(range(len(ways[0])), range(len(ways[1]))):
        fits = (rows[0][a] + rows[1][b] + rows[2] <= uses.capacity + 1e-9).all(axis=1)
        total = costs[0][a] + costs[1][b] + costs[2]
        for k, coupling in enumerate(problem.couplings):
            over = np.maximum(loads[0][a, k] + loads[1][b, k] + loads[2][:, k] - coupling.slack, 0)
            hard = np.isinf(coupling.price)
            fits &= ~(over[:, hard] > 1e-9 * (1 + coupling.slack.max())).any(axis=1)
            total = total + over[:, ~hard] @ coupling.price[~hard]
        best = min(best, total[fits].min(initial=np.inf))
    return float(best)


@pytest.mark.parametrize("furnace", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_plan_is_the_exhaustive_optimum(seed: int, furnace: bool) -> None:
    problem = fleet(seed, units=3, periods=4, furnace=furnace)
    plan = best_plan(problem, gap=0.0)
    assert plan.cost == pytest.approx(exhaustive(problem), rel=1e-9)
    assert plan.bound == pytest.approx(plan.cost, rel=1e-9)
    assert plan.complete


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), crews=st.integers(1, 3), furnace=st.booleans())
def test_plan_beats_doing_nothing_and_stays_above_its_bound(
    seed: int, crews: int, furnace: bool
) -> None:
    problem = fleet(seed, units=5, periods=10, crews=crews, furnace=furnace)
    plan = best_plan(problem)
    uses = incidence(problem)
    assert plan.cost <= plan_cost(problem, uses, [()] * problem.units) * (1 + 1e-12)
    assert plan.cost == pytest.approx(plan_cost(problem, uses, plan.paths), rel=1e-12)
    assert plan.relaxed <= plan.bound * (1 + 1e-9)
    assert plan.gap <= 1e-3 + 1e-9


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), furnace=st.booleans())
def test_a_relaxed_limit_never_costs_more(seed: int, furnace: bool) -> None:
    problem = fleet(seed, units=5, periods=10, furnace=furnace)
    plan = best_plan(problem, gap=0.0)
    more = replace(problem, resources=(replace(problem.resources[0], capacity=np.full(10, 2.0)),))
    assert best_plan(more, gap=0.0).cost <= plan.cost + 1e-9 * abs(plan.cost)
    assert all(cost >= -1e-9 * abs(plan.cost) for cost in limit_costs(problem, plan).values())


def test_crews_work_on_one_unit_at_a_time() -> None:
    plan = best_plan(fleet(3, units=6, periods=12))
    busy = np.zeros(12)
    for path in plan.paths:
        for t, m in path:
            busy[t : t + (2, 1)[m]] += 1
    assert busy.max() == 1
    assert [limit.name for limit in plan.binding] == ["crew"]


def test_twins_are_not_out_together_and_that_costs() -> None:
    free = replace(fleet(0, units=2, periods=8, crews=2.0))
    alone = best_plan(free, gap=0.0)
    out = {t for path in alone.paths for t, _ in path}
    twins = replace(free, resources=(*free.resources, exclusion("twins", [0, 1], (2, 8, 2))))
    apart = best_plan(twins, gap=0.0)
    weeks = [{t + k for t, m in path for k in range((2, 1)[m])} for path in apart.paths]
    assert out
    assert not weeks[0] & weeks[1]
    assert apart.cost >= alone.cost


def test_fixed_and_forbidden_starts_hold() -> None:
    problem = fleet(1, units=2, periods=8, crews=2.0)
    fixed = best_plan(with_start(problem, 1, 5, 0))
    assert (5, 0) in fixed.paths[1]
    assert all(t != 5 for t, _ in best_plan(without_starts(problem, 1, [5])).paths[1])
    assert best_plan(problem, gap=0.0).cost <= best_plan(with_start(problem, 1, 5, 0), gap=0.0).cost


def test_budget_over_many_periods_limits_the_number_of_starts() -> None:
    problem = fleet(2, units=3, periods=5, crews=3.0)
    budget = Resource(
        "budget", np.tile([20.0, 9.0], (3, 1)), np.array([30.0]), True, np.zeros(5, np.int64)
    )
    plan = best_plan(replace(problem, resources=(*problem.resources, budget)), gap=0.0)
    spent = sum((20.0, 9.0)[m] for path in plan.paths for _, m in path)
    assert spent <= 30.0
    assert plan.cost == pytest.approx(
        exhaustive(replace(problem, resources=(*problem.resources, budget))), rel=1e-9
    )


def test_hard_coupling_is_kept() -> None:
    problem = fleet(4, units=3, periods=4, crews=3.0, furnace=True)
    load = problem.couplings[0].load
    free = best_plan(replace(problem, couplings=()), gap=0.0)
    uses = incidence(problem)
    last = sum(outcome(problem, uses, i, path).loads[0, 3] for i, path in enumerate(free.paths))
    slack = np.array([1e3, 1e3, 1e3, 0.9 * last])
    limited = replace(problem, couplings=(Coupling("furnace", load, slack, np.full(4, np.inf)),))
    plan = best_plan(limited, gap=0.0)
    assert plan.excess.max() == 0.0
    assert plan.cost > free.cost
    assert plan.cost == pytest.approx(exhaustive(limited), rel=1e-9)


def test_an_impossible_calendar_names_the_limit() -> None:
    problem = fleet(5, units=3, periods=6)
    for unit in range(3):
        problem = with_start(problem, unit, 2)
    with pytest.raises(Infeasible, match="crew"):
        best_plan(problem)
    with pytest.raises(Infeasible, match="unit 0 has no path"):
        best_plan(without_starts(with_start(fleet(5, 3, 6), 0, 2), 0, [2]))


def test_second_best_begins_otherwise_and_costs_no_less() -> None:
    problem = fleet(6, units=4, periods=10)
    plan = best_plan(problem, gap=0.0)
    other = second_best(problem, plan, gap=0.0)
    assert other is not None
    first = min((t, unit) for unit, path in enumerate(plan.paths) for t, _ in path)
    assert first not in {(t, unit) for unit, path in enumerate(other.paths) for t, _ in path}
    assert other.cost >= plan.cost


def test_nothing_to_change_has_no_second_best() -> None:
    cost = np.where(np.arange(5) == 4, 1.0, 50.0) * np.ones((2, 5, 1, 5))
    problem = renewal(cost, np.ones((2, 1), int))
    plan = best_plan(problem)
    assert plan.paths == ((), ())
    assert second_best(problem, plan) is None


def test_two_runs_are_equal() -> None:
    problem = fleet(7, units=6, periods=16, furnace=True)
    assert best_plan(problem) == best_plan(problem)


@pytest.mark.parametrize("furnace", [False, True])
def test_certificate_proves_the_bound_in_rational_numbers(furnace: bool) -> None:
    """A'y <= c holds exactly for every column and y has the right signs: b y is a bound."""
    problem = fleet(8, units=4, periods=8, furnace=furnace)
    problem = replace(problem, cost=problem.cost.round(2))
    plan = best_plan(problem, gap=0.0)
    proof = certificate(problem, plan.prices)
    model = programme(problem, incidence(problem), columns(problem))
    exact = [Fraction(repr(float(value))) for value in model.value]
    for j, cost in enumerate(model.cost):
        entries = range(model.start[j], model.start[j + 1])
        paid = sum((exact[k] * proof.dual[model.index[k]] for k in entries), Fraction(0))
        assert paid <= Fraction(repr(float(cost)))
    equal = model.row_lower == model.row_upper
    assert all(y <= 0 for y, free in zip(proof.dual, equal, strict=True) if not free)
    value = sum(
        (y * Fraction(repr(float(b))) for y, b in zip(proof.dual, model.row_upper, strict=True)),
        Fraction(0),
    )
    assert value == proof.bound
    assert float(proof.bound) == pytest.approx(plan.relaxed, rel=1e-7)


@pytest.mark.parametrize("furnace", [False, True])
def test_core_proves_the_same_bound_without_a_solver(furnace: bool) -> None:
    problem = fleet(8, units=3, periods=6, furnace=furnace)
    problem = replace(problem, cost=problem.cost.round(2))
    proof = certificate(problem, best_plan(problem, gap=0.0).prices)
    assert bound(exact_programme(problem), exact_dual(problem, proof)) == proof.bound


def test_relaxation_over_paths_equals_the_arc_programme() -> None:
    problem = fleet(9, units=6, periods=12, furnace=True)
    basis = linear(programme(problem, incidence(problem), columns(problem)))
    assert best_plan(problem).relaxed == pytest.approx(basis.value, rel=1e-6)
    assert (
        np.count_nonzero(basis.col_status == 1) + np.count_nonzero(basis.row_status == 1)
        == basis.row_status.size
    )


def test_bad_arrays_are_named() -> None:
    problem = fleet(0, units=2, periods=4)
    with pytest.raises(InputError, match="duration 0 is below one period"):
        renewal(problem.cost, np.zeros((2, 2), int))
    with pytest.raises(InputError, match="NaN"):
        renewal(np.full((2, 5, 2, 5), np.nan), problem.duration)
    with pytest.raises(InputError, match=r"use of crew has shape \(1, 2\)"):
        renewal(problem.cost, problem.duration, [Resource("crew", np.ones((1, 2)), np.ones(4))])
    with pytest.raises(InputError, match="capacity is negative"):
        renewal(problem.cost, problem.duration, [Resource("crew", np.ones((2, 2)), -np.ones(4))])


def test_a_unit_begins_as_it_is() -> None:
    """Before any start there is no method to choose, whatever an arc would cost."""
    cost = np.ones((1, 4, 3, 4))
    problem = renewal(cost, np.ones((1, 3), np.int64))
    assert np.isinf(problem.cost[:, 0, 1:]).all()
    assert np.isfinite(problem.cost[:, 0, 0]).all()
