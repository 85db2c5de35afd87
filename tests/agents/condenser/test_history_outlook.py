"""Forecasts of R_f by waterbox, and growth that goes with the season."""

from dataclasses import replace

import numpy as np
import pytest

from greenlang.agents.condenser.history.estimate import Estimate, estimate
from greenlang.agents.condenser.history.outlook import forecasts
from greenlang.agents.condenser.history.season import Season, season
from tests.agents.condenser.known_zone import FIRST, Known, Scenario, known

CLEANED = Scenario(days=450, cleanings=(("A1", 150.2, 150.8, 0.9), ("A2", 160.2, 160.8, 0.9)))


@pytest.fixture(scope="module")
def plant() -> Known:
    return known(CLEANED)


@pytest.fixture(scope="module")
def found(plant: Known) -> Estimate:
    return estimate(("U1", "A"), plant.days, plant.hours)


def test_limits_are_reached_in_a_band_of_days_or_never(found: Estimate, plant: Known) -> None:
    limits = {"A1": {"twice": 3e-4}, "A2": {"far": 9e-3}}
    one, two = forecasts("U1", plant.days, found, limits)
    assert (one.box, one.origin) == ("A1", FIRST + 151)
    assert one.laws[0].weight > 0.3
    band = one.limits["twice"]
    pace = (plant.r_f[440, 0] - plant.r_f[200, 0]) / 240.0
    straight = FIRST + 450 + (3e-4 - plant.r_f[-1, 0]) / pace
    assert band.p10 < straight < band.p90
    assert two.limits["far"].p50 == np.inf
    assert one.backtest is not None
    assert abs(one.backtest) < 3.0


def test_the_same_data_give_the_same_draws(found: Estimate, plant: Known) -> None:
    a, b = (forecasts("U1", plant.days, found, {})[0].draws for _ in range(2))
    np.testing.assert_array_equal(a, b)


def test_a_season_is_told_where_growth_goes_with_the_water(plant: Known) -> None:
    days = plant.days
    t = np.asarray(days.t_in)
    grown = np.cumsum(np.exp(0.08 * (t - t.mean())))[:, None] * 3e-7 * np.ones(2)
    noise = 2e-6 * np.random.default_rng(5).normal(size=grown.shape)
    never = np.zeros(grown.shape, np.bool_)
    told = season(days, grown + noise, never)
    assert told.warmth == pytest.approx(0.08, abs=0.011)
    assert np.mean(told.growth) == pytest.approx(1.0)
    steady = season(days, np.arange(450)[:, None] * 3e-7 + noise, never)
    assert steady.warmth == 0.0


def test_the_year_to_come_is_as_the_last_one_and_a_short_history_as_its_mean() -> None:
    wave = 1.0 + 0.5 * np.sin(2.0 * np.pi * np.arange(500) / 365.0)
    ahead = Season(0.05, wave).ahead(730)
    assert len(ahead) == 730
    assert np.abs(ahead[:365] - ahead[365:]).max() == 0.0
    assert abs(ahead[10] - wave[500 - 365 + 10]) < 0.05
    assert np.all(Season(0.05, wave[:100]).ahead(30) == np.mean(wave[:100]))


def test_a_box_just_cleaned_has_no_forecast(found: Estimate, plant: Known) -> None:
    late = replace(found.marks, cleaned=found.marks.cleaned.copy())
    late.cleaned[-2, 0] = True
    (only,) = forecasts("U1", plant.days, replace(found, marks=late), {})
    assert only.box == "A2"
