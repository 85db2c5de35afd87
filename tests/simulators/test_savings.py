"""Savings scored against worths that are known."""

from dataclasses import dataclass

import numpy as np
import pytest

from greenlang.core.errors import InputError
from greenlang.simulators.kinds import SIMULATORS, mains, simulator
from greenlang.simulators.preheat_train import Simulation, simulate, worths
from greenlang.simulators.savings import savings, savings_coverage
from greenlang.simulators.truth import Floats, Ints, Worth

DAY = 86_400


@dataclass(frozen=True)
class Band:
    p05: float
    p95: float


@dataclass(frozen=True)
class Saving:
    cleaning_start: int
    days: Ints
    hours: Floats
    energy: Band


WORTH = Worth("A", 100 * DAY + 3600, 102 * DAY, np.arange(103, 113), np.full(10, 2e5))


def saving(low: float, high: float, start: int = 100) -> Saving:
    return Saving(start, np.arange(103, 108), np.full(5, 12.0), Band(low, high))


def test_the_truth_is_summed_over_the_hours_that_count() -> None:
    energy = 2e5 * 5 * 12 * 3600.0
    (one,) = savings([WORTH], {"A": [saving(0.9 * energy, 1.1 * energy)]})
    assert one.true == pytest.approx(energy)
    assert one.inside


def test_a_band_beside_the_truth_does_not_hold_it() -> None:
    scores = savings([WORTH], {"A": [saving(0.0, 1e9), saving(0.0, 1e12)]})
    assert [one.inside for one in scores] == [False, True]
    assert savings_coverage(scores) == 50.0


def test_what_says_nothing_or_was_no_cleaning_is_not_scored() -> None:
    nothing = saving(float("nan"), float("nan"))
    assert savings([WORTH], {"A": [nothing, saving(0.0, 1.0, start=90)], "B": [saving(0, 1)]}) == ()
    assert np.isnan(savings_coverage(()))


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(7, years=0.8)


def test_cleanings_of_the_train_are_worth_less_than_their_deposits_cost(sim: Simulation) -> None:
    found = worths(sim.truth)
    assert [(one.asset, one.start) for one in found] == sorted(
        ((one.asset, one.start) for one in sim.truth.cleanings), key=lambda x: (x[1], x[0])
    )
    for one in found:
        real = sim.truth.exchangers[one.asset]
        assert np.nanmin(one.power) > -1e3
        assert 0.002 < np.nanmean(one.power) / np.median(real.duty) < 0.5
        assert one.days[0] == one.end // DAY + 1


def test_simulators_by_name() -> None:
    exchangers = {name for name, each in SIMULATORS.items() if each.agent == "exchanger"}
    assert exchangers == {"preheat_train", "plate_cooler", "air_cooler", "feed_effluent"}
    assert [each.name for each in mains() if each.agent == "exchanger"] == ["preheat_train"]
    assert len({each.agent for each in mains()}) == len(mains())
    with pytest.raises(InputError, match="plate_cooler"):
        simulator("plate_coler")
