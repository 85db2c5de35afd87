"""Moving cleanings with the deposits that they really meet: exhaustive search and properties."""

from functools import cache
from itertools import product

import numpy as np
import pytest

from greenlang.agents.exchanger.decide import polish
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.chains import chains
from greenlang.agents.exchanger.decide.fleet import Solved, fleet_of, solved
from greenlang.agents.exchanger.decide.polish import (
    best_path,
    first_costs,
    path_cost,
    plan_cost,
    polished,
    waits,
)
from greenlang.agents.exchanger.decide.sharing import one_by_one
from greenlang.agents.exchanger.decide.simulate import course
from greenlang.library.schedule import Path, without
from tests.agents.exchanger import decide_example as example


@cache
def short(weeks: int = 8) -> Solved:
    plant = example.with_settings(example.plant(), weeks=weeks)
    fleet, whole, _ = fleet_of(plant, example.history())
    return solved(fleet, whole)


def every_path(weeks: int, durations: tuple[int, ...]) -> list[Path]:
    paths: list[Path] = [()]
    grown: list[Path] = [((week, m),) for week in range(weeks) for m in range(len(durations))]
    while grown:
        paths += grown
        grown = [
            (*path, (week, m))
            for path in grown
            for week in range(path[-1][0] + durations[path[-1][1]], weeks)
            for m in range(len(durations))
        ]
    return paths


@pytest.mark.parametrize("unit", range(4))
def test_best_path_is_the_exhaustive_one(unit: int) -> None:
    found = short(6)
    one, after = found.chains[unit], waits(found.problem, unit)
    cost, path = best_path(one, np.ones((6, 2), dtype=np.bool_), after)
    every = min(path_cost(one, each) for each in every_path(6, (2, 1)))
    assert cost == pytest.approx(path_cost(one, path))
    assert cost <= every * 1.002 + 1.0


def test_first_cleaning_costs_are_those_of_the_best_paths_that_begin_so() -> None:
    found = short(5)
    one = found.chains[3]
    first = first_costs(one, np.ones((5, 2), dtype=np.bool_), waits(found.problem, 3))
    for week, method in product(range(5), range(2)):
        ways = [path for path in every_path(5, (2, 1)) if path[:1] == ((week, method),)]
        assert first[week, method] == pytest.approx(
            min(path_cost(one, path) for path in ways), rel=5e-3
        )


def test_nothing_is_dearer_after_moving() -> None:
    found = short(26)
    for start in (((),) * 4, ((), ((3, 0),), (), ((20, 1),)), found.plan.paths):
        moved = polished(found.fleet, found.problem, start, found.chains)
        assert (
            plan_cost(found.fleet, found.chains, moved)
            <= plan_cost(found.fleet, found.chains, start) + 1e-6
        )


def test_without_crews_it_is_never_dearer() -> None:
    found = short(26)
    freed = polished(found.fleet, without(found.problem, "crews"), found.paths, found.chains)
    assert (
        plan_cost(found.fleet, found.chains, freed)
        <= plan_cost(found.fleet, found.chains, found.paths) + 1e-6
    )


def test_forbidden_start_is_left() -> None:
    found = short(26)
    week, unit = min((week, i) for i, path in enumerate(found.paths) for week, _ in path)
    other = polished(found.fleet, found.problem, found.paths, found.chains, (unit, week))
    assert week not in {start for start, _ in other[unit]}
    assert (
        plan_cost(found.fleet, found.chains, other)
        >= plan_cost(found.fleet, found.chains, found.paths) - 1.0
    )


def test_deposits_are_those_of_the_day_by_day_course() -> None:
    found = short(26)
    paths: tuple[Path, ...] = ((), (), ((4, 1), (15, 0)), ((2, 0),))
    path = course(found.fleet, found.train, paths)
    for i in (2, 3):
        end = float(found.chains[i].idle_r_f[paths[i][0][0]])
        for k, (week, method) in enumerate(paths[i]):
            following = paths[i][k + 1][0] if k + 1 < len(paths[i]) else 25
            reached = found.chains[i].leg(week).reached[method, :, following]
            end = float(np.interp(end, found.chains[i].levels, reached))
            assert end == pytest.approx(path.r_f[WEEK * following - 1, i], rel=0.03, abs=1e-5)


def test_chains_at_zero_network_value_ask_for_nothing() -> None:
    found = short(26)
    free = chains(found.fleet, np.zeros(4), found.ends)
    assert [round(float(one.idle[-2])) for one in free] == [0, 0, 0, 0]


def test_moves_found_before_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polish, "LARGE", 1)
    found = short(26)
    fleet, arcs, of = found.fleet, found.problem, found.chains
    starts = [((),) * 4, found.plan.paths]
    alone = [polished(fleet, arcs, start, of) for start in starts]
    moves: polish.Moves = {}
    polish.first_moves(fleet, arcs, starts, of, moves, one_by_one)
    assert moves
    assert [polished(fleet, arcs, start, of, moves=moves) for start in starts] == alone
    freed = without(arcs, "crews")
    assert polished(fleet, freed, starts[1], of, moves=moves) == polished(
        fleet, freed, starts[1], of
    )
