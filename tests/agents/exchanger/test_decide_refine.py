"""Moving cleanings in the train itself, by each exchanger's own share of the furnace."""

from functools import cache

import numpy as np
import pytest

from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.fleet import Solved, fleet_of, solved
from greenlang.agents.exchanger.decide.refine import marginal, refined
from greenlang.agents.exchanger.decide.simulate import outcome
from greenlang.agents.exchanger.train import furnace_extra, resimulated
from greenlang.library.schedule import incidence
from tests.agents.exchanger import decide_example as example


@cache
def found() -> Solved:
    plant = example.with_settings(example.plant(), weeks=20)
    fleet, whole, _ = fleet_of(plant, example.history())
    return solved(fleet, whole)


@pytest.mark.parametrize("unit", range(4))
def test_the_share_of_an_exchanger_is_what_the_train_says_at_any_deposit(unit: int) -> None:
    of = found()
    _, at = outcome(of.fleet, of.train, of.paths, of.ends)
    toll = marginal(of.fleet, of.train, at, unit)
    weeks = of.fleet.calendar.weeks
    r_f = at.r_f.reshape(weeks, WEEK, -1).mean(axis=1)
    out = at.out.reshape(weeks, WEEK, -1).mean(axis=1)
    out[:, unit] = 0.0
    for deposit in (0.0, 3e-4, 2e-3, 8e-3):
        r_f[:, unit] = deposit
        extra = furnace_extra(of.train, resimulated(of.train, r_f, out))
        assert toll.at(np.full(weeks, deposit)) + toll.others == pytest.approx(extra, rel=2e-3)
    out[:, unit] = 1.0
    extra = furnace_extra(of.train, resimulated(of.train, r_f, out))
    assert toll.whole + toll.others == pytest.approx(extra, rel=1e-9)


def test_a_refined_plan_costs_no_more_and_keeps_its_limits() -> None:
    of = found()
    for start in (((),) * 4, of.plan.paths):
        before, _ = outcome(of.fleet, of.train, start, of.ends)
        paths, reached = refined(
            of.fleet, of.train, of.problem, start, of.ends, of.plan.prices.rows
        )
        assert reached.cost <= before.cost
        assert reached.cost == outcome(of.fleet, of.train, paths, of.ends)[0].cost
        uses = incidence(of.problem)
        taken = sum(uses.taken(i, path) for i, path in enumerate(paths))
        assert (taken <= uses.capacity + 1e-9).all()
    assert len(of.paths[3]) > 0


def test_a_plan_solved_is_one_that_no_exchanger_betters_in_the_train() -> None:
    of = found()
    rows = of.plan.prices.rows
    _, again = refined(of.fleet, of.train, of.problem, of.paths, of.ends, rows)
    assert again.cost == pytest.approx(of.outcome.cost, rel=2e-3)


def test_the_second_plan_leaves_the_first_start_of_the_best() -> None:
    of = found()
    week, unit = min((week, i) for i, path in enumerate(of.paths) for week, _ in path)
    rows = of.plan.prices.rows
    paths, reached = refined(of.fleet, of.train, of.problem, of.paths, of.ends, rows, (unit, week))
    assert week not in {start for start, _ in paths[unit]}
    assert reached.cost > of.outcome.cost - 1.0
