"""Multipliers, zero and R_f from days whose truth is known."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import fouling
from greenlang.core.errors import InsufficientData

Floats = NDArray[np.float64]
DAYS = 500
B = (1.15, 0.85)
NOISE = 5e-6


def days(r_f: Floats, seed: int = 1) -> fouling.Films:
    draw = np.random.default_rng(seed)
    load = np.repeat(draw.uniform(0.8, 1.1, DAYS // 10), 10) * (1 + 0.02 * draw.normal(size=DAYS))
    other = 1.0 + 0.05 * draw.normal(size=DAYS)
    shell, tube = 1.0e-3 * other**-0.6, 1.3e-3 * load**-0.8
    y = B[0] * shell + B[1] * tube + r_f + NOISE * draw.normal(size=DAYS)
    return fouling.Films(y, shell, tube, np.full(DAYS, 20))


def cycles(cleaned: int) -> Floats:
    day = np.arange(DAYS) + 0.5
    return 4e-6 * np.where(day < cleaned, day, day - cleaned)


def marks(*on: int) -> NDArray[np.bool_]:
    out = np.zeros(DAYS, np.bool_)
    out[list(on)] = True
    return out


def test_multipliers_and_r_f_with_a_known_zero() -> None:
    r_f = cycles(260)
    fit = fouling.fit(days(r_f), 0.25, marks(260), fouling.Datum(0))
    for found, sd, true in zip(fit.multipliers, fit.multipliers_sd, B, strict=True):
        assert abs(found - true) < 4.0 * sd < 0.1
    error = fit.level - r_f
    assert np.sqrt(np.mean(error**2)) < 1.5e-5
    assert np.mean(np.abs(error) < 1.645 * fit.level_sd) > 0.7


def test_the_zero_of_the_best_cleaning_is_where_it_is_put() -> None:
    fit = fouling.fit(days(cycles(260) + 2e-4), 0.25, marks(260), fouling.Datum(260))
    assert abs(fit.level[260]) < 2e-5
    shift = fit.level - cycles(260)
    assert np.std(shift) < 1.5e-5


def test_a_fast_start_does_not_move_the_zero() -> None:
    day = np.arange(DAYS) + 0.5
    r_f = 1e-4 * np.sqrt(day)
    fit = fouling.fit(days(r_f), 0.25, marks(), fouling.Datum(0))
    assert np.abs(np.mean(fit.level - r_f)) < 2e-5


def test_one_absurd_day_changes_nothing() -> None:
    clean = days(cycles(260))
    y = clean.y.copy()
    y[130] += 5e-2
    fit = fouling.fit(replace(clean, y=y), 0.25, marks(260), fouling.Datum(0))
    same = fouling.fit(clean, 0.25, marks(260), fouling.Datum(0))
    np.testing.assert_allclose(fit.level, same.level, atol=1e-5)


def test_gaps_are_bridged_with_a_wider_band() -> None:
    clean = days(cycles(260))
    y = clean.y.copy()
    y[320:360] = np.nan
    fit = fouling.fit(replace(clean, y=y), 0.25, marks(260), fouling.Datum(0))
    assert np.isfinite(fit.level).all()
    assert fit.level_sd[340] > fit.level_sd[318]
    assert np.isnan(fit.y[340])


def test_too_few_days_are_refused() -> None:
    clean = days(cycles(260))
    y = np.full(DAYS, np.nan)
    y[:29] = clean.y[:29]
    with pytest.raises(InsufficientData, match="29 days"):
        fouling.fit(replace(clean, y=y), 0.25, marks(), None)


def test_first_multipliers_survive_steps() -> None:
    r_f = cycles(260)
    r_f[100:] += 5e-4
    b = fouling.first_multipliers(days(r_f), 0.25)
    assert max(abs(found - true) for found, true in zip(b, B, strict=True)) < 0.1


def test_hours_far_off_hardly_move_their_day() -> None:
    draw = np.random.default_rng(3)
    shell, tube = np.full(240, 1e-3), np.full(240, 1.2e-3)
    y = shell + tube + 3e-4 + 1e-5 * draw.normal(size=240)
    spoiled = y.copy()
    spoiled[50] += 1e-2
    spoiled[120:140] = np.nan
    sd = np.full(240, 1e-5)
    none = np.zeros(0, np.int64)
    a = fouling.daily(fouling.Films(y, shell, tube, none), sd, (1.0, 1.0))
    b = fouling.daily(fouling.Films(spoiled, shell, tube, none), sd, (1.0, 1.0))
    assert abs(b.y[2] - a.y[2]) < 1e-5
    assert np.isnan(b.y[5])
    assert b.hours[5] == 4


def test_every_declared_zero_counts() -> None:
    r_f = cycles(260) + 2e-4
    one = fouling.fit(days(r_f), 0.25, marks(260), fouling.Datum(0, declared=True))
    both = fouling.fit(days(r_f), 0.25, marks(260), fouling.Datum(0, again=(260,), declared=True))
    assert abs(both.level[260]) < 5e-6
    assert both.level_sd[-1] <= one.level_sd[-1]
