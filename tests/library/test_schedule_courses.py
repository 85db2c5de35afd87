"""Courses of units by state: against every plan there is, with and without a shared crew."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.core.errors import Infeasible
from greenlang.library.schedule.courses import (
    Course,
    Shared,
    Stage,
    Unit,
    barred,
    best_course,
    course_cost,
    first_costs,
    second_plan,
    shared_plan,
)

T, M, LEVELS = 5, 2, 4


def unit(seed: int) -> Unit:
    """A unit that ages a level a period; a renewal takes it back, the dearer one further."""
    draw = np.random.default_rng(seed)
    loss = np.cumsum(draw.uniform(5, 40, LEVELS))
    stages = []
    for _ in range(T):
        season = draw.uniform(0.5, 1.5)
        older = np.minimum(np.arange(LEVELS) + 1, LEVELS - 1)
        back = np.stack([np.maximum(older - 2, 0), np.zeros(LEVELS, int)])
        renew = season * loss[back] + np.array([[draw.uniform(20, 60)], [draw.uniform(40, 90)]])
        stages.append(Stage(season * loss, older, renew, back))
    return Unit(tuple(stages), loss)


def courses() -> list[Course]:
    return [
        tuple((t, m) for t, m in enumerate(choice) if m >= 0)
        for choice in product(range(-1, M), repeat=T)
    ]


def crew(units: int) -> Shared:
    return Shared("crew", np.array([[1.0, 2.0]] * units), np.array([2.0, 1.0, 2.0, 2.0, 1.0]))


def fits(plan: tuple[Course, ...], one: Shared) -> bool:
    used = np.zeros(T)
    for i, course in enumerate(plan):
        for t, m in course:
            used[t] += one.use[i, m]
    return bool((used <= one.capacity + 1e-9).all())


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_alone_a_unit_takes_the_best_of_all_courses(seed: int) -> None:
    one = unit(seed)
    cost, course = best_course(one)
    every = [course_cost(one, each) for each in courses()]
    assert cost == pytest.approx(min(every)) == pytest.approx(course_cost(one, course))
    first, none = first_costs(one)
    assert none == pytest.approx(course_cost(one, ()))
    assert min(first.min(), none) == pytest.approx(cost)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_units_that_share_a_crew_find_the_best_of_all_plans(seed: int) -> None:
    units, one = [unit(seed), unit(seed + 1)], crew(2)
    found = shared_plan(units, [one])
    costs = [[course_cost(each, course) for course in courses()] for each in units]
    best = min(
        a + b
        for (x, a), (y, b) in product(*(zip(courses(), c, strict=True) for c in costs))
        if fits((x, y), one)
    )
    assert fits(found.courses, one)
    assert found.cost == pytest.approx(best)
    assert found.alone <= found.bound + 1e-9 <= found.cost + 2e-9
    assert found.gap < 1e-5
    second = second_plan(units, found, [one])
    if second is not None:
        assert second.cost >= found.cost - 1e-9


def test_what_may_not_be_is_not_done() -> None:
    one = unit(3)
    period, method = best_course(one)[1][0]
    assert (period, method) not in best_course(barred(one, period, method))[1]
    shut = Unit(one.stages, np.full(LEVELS, np.inf))
    with pytest.raises(Infeasible, match="no course"):
        best_course(shut)
