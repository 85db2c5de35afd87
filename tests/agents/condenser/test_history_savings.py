"""Savings of cleanings and repairs against the same plant without them."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.condenser.history.estimate import Estimate, estimate
from greenlang.agents.condenser.history.savings import Worth, savings
from tests.agents.condenser.known_zone import Known, Scenario, known

DONE = Scenario(
    days=400, cleanings=(("A1", 200.2, 200.8, 0.9),), leaks=((290, 320, 60.0),), rate=6e-7
)


@pytest.fixture(scope="module")
def plant() -> Known:
    return known(DONE)


@pytest.fixture(scope="module")
def found(plant: Known) -> Estimate:
    return estimate(("U1", "A"), plant.days, plant.hours, at=plant.at)


def worth(days: int, a_pascal: float = 50.0) -> Worth:
    """Every pascal costs 50 money, 1e6 J and 1 kg a day."""
    one = np.ones(days)
    return Worth(24.0 * one, 1e6 * one, a_pascal * one, one)


def test_a_cleaning_saves_what_the_uncleaned_plant_would_have_had_more(
    found: Estimate, plant: Known
) -> None:
    without = known(replace(DONE, cleanings=()))
    one = next(s for s in savings("U1", plant.days, found, worth(400)) if s.what == "cleaning")
    at = one.days - int(plant.days.time[0])
    true = float(np.mean((without.p - plant.p)[at]))
    assert one.box == "A1"
    assert true > 20.0
    assert one.pressure.p05 < true < one.pressure.p95
    assert one.pressure.p50 == pytest.approx(true, rel=0.25)
    assert one.money.p50 == pytest.approx(50.0 * one.pressure.p50 * one.days.size, rel=0.02)


def test_a_repair_saves_what_the_leak_would_have_cost_on(found: Estimate, plant: Known) -> None:
    unrepaired = known(replace(DONE, leaks=((290, 400, 60.0),)))
    one = next(s for s in savings("U1", plant.days, found, worth(400)) if s.what == "repair")
    at = one.days - int(plant.days.time[0])
    true = float(np.mean((unrepaired.p - plant.p)[at]))
    assert one.box is None
    assert true > 100.0
    assert one.pressure.p05 < true < one.pressure.p95


def test_without_prices_the_pressure_is_told_and_the_money_is_not(
    found: Estimate, plant: Known
) -> None:
    unknown = replace(worth(400), money=np.full(400, np.nan))
    one = next(s for s in savings("U1", plant.days, found, unknown) if s.what == "cleaning")
    assert np.isfinite(one.pressure.p50)
    assert np.isnan(one.money.p50)


def test_a_cleaning_at_the_end_has_too_few_days(plant: Known, found: Estimate) -> None:
    late = replace(found.cleanings[0], start=plant.days.time[-2], end=plant.days.time[-2] + 0.5)
    only = replace(found, cleanings=(late,), events=())
    (one,) = savings("U1", plant.days, only, worth(400))
    assert "few days" in one.note
    assert np.isnan(one.pressure.p50)
