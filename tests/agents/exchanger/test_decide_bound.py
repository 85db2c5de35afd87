"""The bound of a plan with its own deposits followed: below every plan, and close."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from greenlang.agents.exchanger.decide.bound import bound, followed_gap
from greenlang.agents.exchanger.decide.fleet import Solved, fleet_of, solved
from greenlang.agents.exchanger.decide.memory import kept, recalled
from greenlang.agents.exchanger.decide.own import own_effects
from greenlang.agents.exchanger.decide.polish import best_path, plan_cost, polished, waits
from greenlang.agents.exchanger.model import Budget, Furnace, Plant
from greenlang.agents.exchanger.results import Cleaning
from greenlang.library.economics import Series
from greenlang.library.schedule import Path
from tests.agents.exchanger import decide_example as example


def tight() -> Plant:
    """One crew, a budget and a furnace that has almost nothing left."""
    plant = example.with_settings(example.plant(), weeks=16, crews=1, budget=Budget(90_000.0))
    prices = replace(plant.prices, feed_margin=Series(((0, 60.0),)))
    furnace = Furnace("H-1", 0.88, "gas", duty_max=42e6, duty_now=40e6, feed=0.09)
    return replace(plant, prices=prices, network=replace(plant.network, furnace=furnace))


def solve(plant: Plant) -> Solved:
    fleet, whole, _ = fleet_of(plant, example.history())
    return solved(fleet, whole)


@cache
def limited() -> Solved:
    return solve(tight())


def test_no_plan_costs_less_than_the_bound() -> None:
    found = limited()
    assert found.fleet.furnace is not None
    cost = plan_cost(found.fleet, found.chains, found.paths)
    least = bound(found, cost)
    starts: list[tuple[Path, ...]] = [
        ((),) * 4, ((), ((3, 0),), (), ((11, 1),)), ((), (), ((2, 0),), ((0, 1), (12, 1))),
    ]  # fmt: skip
    for start in starts:
        moved = polished(found.fleet, found.problem, start, found.chains)
        assert plan_cost(found.fleet, found.chains, moved) >= least * (1 - 1e-6)
    assert least <= cost
    assert 0.0 <= followed_gap(found) < 0.1  # a budget in lumps leaves it loose


def test_without_a_shared_limit_the_bound_is_the_sum_of_the_best_paths() -> None:
    found = solve(example.with_settings(example.plant(), weeks=26, crews=4))
    open_ = np.ones((26, 2), dtype=np.bool_)
    alone = [
        best_path(one, open_, waits(found.problem, i))[0] for i, one in enumerate(found.chains)
    ]
    assert bound(found, sum(alone)) == pytest.approx(sum(alone), rel=2e-3)
    assert followed_gap(found) < 5e-3


def test_a_worse_plan_has_a_wider_gap() -> None:
    found = limited()
    worse = replace(found, paths=((),) * 4)
    assert followed_gap(worse) > followed_gap(found) + 0.01


def test_a_better_bound_is_never_above_a_plan_without_deposits_left() -> None:
    """Perfect cleanings leave nothing to follow: programme and chains agree on what is least."""
    methods = tuple(replace(one, effect=1.0) for one in example.METHODS)
    found = solve(replace(example.with_settings(example.plant(), weeks=26), methods=methods))
    assert followed_gap(found) < 0.02


def test_a_history_recalled_rates_the_plants_own_cleanings_as_before() -> None:
    seen = [
        Cleaning("E-4", example.TODAY - 400 + 90 * k, example.TODAY - 391 + 90 * k, "confirmed",
                 "hydroblast", 1e-3, left, share, 0.05)
        for k, (left, share) in enumerate(((0.0, 1.0), (1e-4, 0.9), (2e-4, 0.8), (1.5e-4, 0.85)))
    ]  # fmt: skip
    whole = example.history()
    units = tuple(replace(one, datum="best_clean") for one in whole.exchangers)
    units = (*units[:-1], replace(units[-1], cleanings=tuple(seen)))
    found = replace(whole, exchangers=units)
    again = recalled(json.loads(json.dumps(kept(found))))
    told, said = own_effects(example.METHODS, found)
    assert told[0].effect == pytest.approx(0.85)
    assert own_effects(example.METHODS, again) == (told, said)
