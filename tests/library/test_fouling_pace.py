"""Bands that know that a pace may change: steady pasts narrow them, broken ones widen them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.library.fouling.fit import fits
from greenlang.library.fouling.forecast import forecast
from greenlang.library.fouling.pace import (
    UNSTEADY,
    Pace,
    misses,
    next_miss,
    slope_scale,
    unsteadiness,
)

DAY = 86400.0
T: NDArray[np.float64] = np.arange(1.0, 201.0) * DAY
NONE: NDArray[np.float64] = np.zeros(0)
SD = 3e-6


def _line(rate: float, seed: int) -> NDArray[np.float64]:
    """Growth of `rate` in 1e-5 m2 K/W a day."""
    return 1e-5 * rate * T / DAY + np.random.default_rng(seed).normal(0, SD, len(T))


def test_a_steady_cycle_misses_nothing() -> None:
    found = misses(T, _line(0.3, 1), SD, ("linear", "power"))
    assert found.size == 2
    assert np.all(np.abs(found) < 0.1)


def test_a_pace_that_doubles_is_missed_by_as_much() -> None:
    y = _line(0.3, 2)
    y = y + np.where(T > 150 * DAY, 0.3e-5 * (T - 150 * DAY) / DAY, 0.0)
    late = misses(T, y, SD, ("linear",))[-1]
    assert late == pytest.approx(1.0, abs=0.15)


def test_misses_narrow_or_widen_from_what_rigs_show() -> None:
    assert unsteadiness(NONE, NONE) == pytest.approx(UNSTEADY)
    steady, broken = np.full(20, 0.05), np.full(20, 3.0)
    assert unsteadiness(steady, steady) < 0.2
    assert unsteadiness(steady, broken) > unsteadiness(steady, steady)
    assert unsteadiness(broken, broken) > 1.2


def test_the_next_cycle_is_held_against_the_one_before() -> None:
    laws = fits(T, _line(0.3, 3), np.full(len(T), SD), names=("linear",))
    scale = slope_scale(T, _line(0.3, 3), SD, laws)
    same = next_miss(laws, scale, T[:80], _line(0.3, 4)[:80], SD)
    twice = next_miss(laws, scale, T[:80], _line(0.6, 5)[:80], SD)
    assert same == pytest.approx(0.0, abs=0.1)
    assert twice == pytest.approx(1.0, abs=0.15)
    assert next_miss(laws, scale, T[:5], _line(0.3, 6)[:5], SD) is None


def test_the_band_widens_about_the_same_median_and_more_upwards() -> None:
    y = _line(0.3, 7)
    laws = fits(T, y, np.full(len(T), SD), names=("linear",))
    ahead = T[-1] + DAY * np.array([30.0, 90.0])
    anchor = (float(T[-1]), float(y[-1]), SD)
    pace = Pace(slope_scale(T, y, SD, laws), 0.8)
    plain = np.percentile(forecast(laws, ahead, anchor=anchor), [5, 50, 95], axis=0)
    wide = np.percentile(forecast(laws, ahead, anchor=anchor, pace=pace), [5, 50, 95], axis=0)
    np.testing.assert_allclose(wide[1], plain[1], rtol=0.03)
    below, above = wide[1] - wide[0], wide[2] - wide[1]
    assert np.all(above > 2 * below)
    assert np.all(below > 5 * (plain[1] - plain[0]))
    assert np.all(wide[0] > y[-1] - 4e-5)


def test_bands_hold_where_the_pace_changes_as_it_did_before() -> None:
    """A pace that changes by a factor every 50 days: own misses teach the width."""
    plain: list[bool] = []
    wide: list[bool] = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        rate = np.repeat(np.exp(rng.normal(0, 0.5, 6)), 50)
        t = np.arange(1.0, 301.0) * DAY
        y = 0.3e-5 * np.cumsum(rate) + rng.normal(0, SD, 300)
        first = slice(0, 250)
        laws = fits(t[first], y[first], np.full(250, SD), undecided=True)
        anchor = (float(t[249]), float(np.mean(y[245:250])), SD)
        own = misses(t[first], y[first], SD, ("linear", "power", "falling", "kern_seaton"))
        pace = Pace(slope_scale(t[first], y[first], SD, laws), unsteadiness(own, NONE))
        for kept, of in ((plain, None), (wide, pace)):
            low, high = np.percentile(
                forecast(laws, t[-1:], draws=400, seed=seed, anchor=anchor, pace=of), [5, 95]
            )
            kept.append(low <= y[-1] <= high)
    assert np.mean(plain) < 0.7
    assert np.mean(wide) >= 0.85
