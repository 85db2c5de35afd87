"""The true cost of a plan: what cleaning saves, what it costs, and what the train recovers."""

import numpy as np
import pytest

from greenlang.simulators.preheat_train import (
    METHODS,
    PRICES,
    PlannedCleaning,
    Simulation,
    deposits_at,
    extra_furnace_duty,
    growth,
    train_cost,
    train_costs,
)
from greenlang.simulators.preheat_train.plan import OUTAGES, PLAN_START

DAY = 86_400


def test_a_clean_train_costs_nothing(sim: Simulation) -> None:
    assert extra_furnace_duty(sim.truth, np.zeros((1, 8)), np.zeros((1, 8))) == pytest.approx(0.0)


def test_the_train_recovers_part_of_what_one_exchanger_loses(sim: Simulation) -> None:
    out = np.eye(8)
    extra = extra_furnace_duty(sim.truth, np.zeros((8, 8)), out)
    assert np.all(extra > 0.2e6)
    assert np.all(extra < 9e6)


def test_money_adds_up(sim: Simulation) -> None:
    cost = train_cost(sim.truth, [PlannedCleaning("E-107", PLAN_START, "hydroblast")], weeks=10)
    mwh = cost.furnace_extra.sum() * 24 / 1e6 / PRICES.efficiency
    assert cost.fuel == pytest.approx(mwh * PRICES.fuel)
    assert cost.co2 == pytest.approx(mwh * PRICES.co2_factor * PRICES.co2)
    assert cost.cleaning == METHODS["hydroblast"].cost
    assert cost.total == pytest.approx(cost.fuel + cost.co2 + cost.cleaning)


def test_cleaning_pays_for_some_and_not_for_all(sim: Simulation) -> None:
    nothing = train_cost(sim.truth)
    plans = [
        [PlannedCleaning(name, PLAN_START + 14 * DAY, "hydroblast")]
        for name in sim.truth.exchangers
    ]
    saved = [nothing.total - cost.total for cost in train_costs(sim.truth, plans)]
    assert sum(value > 20_000 for value in saved) >= 3
    assert sum(value < 20_000 for value in saved) >= 2


def test_many_plans_at_once_cost_what_each_costs(sim: Simulation) -> None:
    plans = [
        [],
        [PlannedCleaning("E-108", PLAN_START + 21 * DAY, "chemical")],
        [PlannedCleaning("E-104", OUTAGES[0][0], "hydroblast")],
    ]
    together = train_costs(sim.truth, plans, weeks=20)
    for plan, cost in zip(plans, together, strict=True):
        assert train_cost(sim.truth, plan, weeks=20).total == pytest.approx(cost.total, rel=1e-6)


def test_a_shutdown_makes_cleaning_cheaper(sim: Simulation) -> None:
    start = OUTAGES[0][0]
    plan = [PlannedCleaning("E-108", start, "hydroblast")]
    with_stop = train_cost(sim.truth, plan)
    without = train_cost(sim.truth, plan, outages=())
    nothing = train_cost(sim.truth, outages=()).total - train_cost(sim.truth).total
    assert with_stop.total < without.total
    assert (without.total - with_stop.total) > nothing


def test_true_growth_starts_where_told(sim: Simulation) -> None:
    starts = np.array([0.0, 1e-3, 2e-3])
    for name in sim.truth.exchangers:
        r_f = growth(sim.truth, name, starts, 120)
        assert r_f[0] == pytest.approx(starts)
        limit = sim.truth.exchangers[name].law.limit or np.inf
        rising = starts < limit
        assert np.all(np.diff(r_f[:, rising], axis=0) > 0)


def test_deposits_grow_on_to_the_plan_s_start(sim: Simulation) -> None:
    end = int(sim.time[-1])
    now = np.array([one.r_f[-1] for one in sim.truth.exchangers.values()])
    assert deposits_at(sim.truth, end) == pytest.approx(now)
    assert np.all(deposits_at(sim.truth, end + 20 * DAY) > now)


def test_unknown_names_are_refused(sim: Simulation) -> None:
    with pytest.raises(ValueError, match="E-999"):
        train_cost(sim.truth, [PlannedCleaning("E-999", PLAN_START, "chemical")])
