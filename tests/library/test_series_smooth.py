"""The smoothed level: equal to the exact Gaussian answer, with bands that hold."""

import numpy as np
import pytest

from greenlang.core.errors import InputError, InsufficientData
from greenlang.library.series import Smoothed, smooth
from greenlang.library.series.arrays import Floats


def exact(
    y: Floats, sd: float, got: Smoothed, jump: Floats, ahead: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Level and rate by one dense generalised least squares with the same noises."""
    n = len(y) + ahead
    q1, q2 = float(got.level_noise), float(got.rate_noise)
    rows, right, weight = [], [], []
    for i, value in enumerate(y):
        if np.isfinite(value):
            row = np.zeros(2 * n)
            row[i] = 1.0
            rows.append(row)
            right.append(value)
            weight.append(1.0 / (sd * float(got.scale)))
    for i in range(1, n):
        level, rate = np.zeros(2 * n), np.zeros(2 * n)
        level[[i, i - 1, n + i - 1]] = 1.0, -1.0, -1.0
        rate[[n + i, n + i - 1]] = 1.0, -1.0
        extra = jump[i] * float(got.scale) if i < len(jump) else 0.0
        for row, noise in ((level, np.hypot(q1, extra)), (rate, q2)):
            rows.append(row)
            right.append(0.0)
            weight.append(1.0 / noise)
    a = np.array(rows) * np.array(weight)[:, None]
    covariance = np.linalg.inv(a.T @ a)
    best = covariance @ a.T @ (np.array(right) * np.array(weight))
    sds = np.sqrt(np.diag(covariance))
    return best[:n], sds[:n], best[n:], sds[n:]


def wandering(n: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """A level whose rate wanders, its rate, and readings of sd 1."""
    rng = np.random.default_rng(seed)
    rate = np.cumsum(rng.normal(0, 0.02, n))
    level = np.cumsum(rate + rng.normal(0, 0.1, n))
    return level, rate, level + rng.normal(0, 1.0, n)


def test_equals_generalised_least_squares_with_gap_jump_and_forecast() -> None:
    level, _, y = wandering(120, 0)
    y[60:] -= 40.0
    y[30:45] = np.nan
    jump = np.zeros(120)
    jump[60] = 50.0
    got = smooth(y, 1.0, level_jump=jump, ahead=20)
    want = exact(y, 1.0, got, jump, 20)
    np.testing.assert_allclose(got.level, want[0], atol=2e-3)
    np.testing.assert_allclose(got.level_sd, want[1], rtol=2e-3)
    np.testing.assert_allclose(got.rate, want[2], atol=2e-4)
    np.testing.assert_allclose(got.rate_sd, want[3], rtol=5e-3)
    assert got.level.shape == (140,)
    assert np.isfinite(level).all()


def test_forecast_is_a_line_whose_band_grows() -> None:
    _, _, y = wandering(200, 1)
    got = smooth(y, 1.0, ahead=60)
    np.testing.assert_allclose(np.diff(got.level[199:]), got.rate[199], rtol=1e-9)
    assert np.all(np.diff(got.level_sd[199:]) > 0.0)
    assert np.all(np.diff(got.rate_sd[199:]) > 0.0)


def test_several_series_are_those_alone() -> None:
    y = np.array([wandering(150, seed)[2] * 10.0**-seed for seed in range(18)])
    sd = 10.0 ** -np.arange(18.0)[:, None]
    got = smooth(y, sd)
    for k in (0, 7, 17):
        one = smooth(y[k], float(sd[k, 0]))
        np.testing.assert_allclose(got.level[k], one.level, rtol=1e-9)
        np.testing.assert_allclose(got.rate_sd[k], one.rate_sd, rtol=1e-6)
        assert got.scale[k] == pytest.approx(float(one.scale))


def test_bands_hold() -> None:
    level_in, rate_in, ahead_in, scale = [], [], [], []
    for seed in range(40):
        level, rate, y = wandering(400, seed)
        y[np.random.default_rng(seed + 999).random(400) < 0.15] = np.nan
        got = smooth(y[:340], 0.5, ahead=60)
        z = np.abs(got.level - level) / got.level_sd
        level_in.append(np.mean(z[:340] < 1.645))
        ahead_in.append(z[-1] < 1.645)
        rate_in.append(np.mean(np.abs(got.rate - rate)[:340] < 1.645 * got.rate_sd[:340]))
        scale.append(float(got.scale))
    assert 0.86 < np.mean(level_in) < 0.94
    assert 0.83 < np.mean(rate_in) < 0.97
    assert np.mean(ahead_in) > 0.8
    # The errors were stated half as large as they are.
    assert np.mean(scale) == pytest.approx(2.0, rel=0.05)


def test_straight_line_is_recovered_with_the_band_of_a_fit() -> None:
    rng = np.random.default_rng(3)
    y = 5.0 + 0.3 * np.arange(300) + rng.normal(0, 1.0, 300)
    got = smooth(y, 1.0, scaled=False)
    assert float(got.scale) == 1.0
    np.testing.assert_allclose(got.rate, 0.3, atol=0.02)
    middle = float(got.level_sd[150])
    assert 1.0 / np.sqrt(300) <= middle < 3.0 / np.sqrt(300)


def test_jump_lets_the_level_fall_in_a_day() -> None:
    y = 0.1 * np.arange(200.0)
    y[100:] -= 30.0
    y = y + np.random.default_rng(4).normal(0, 0.1, 200)
    jump = np.zeros(200)
    jump[100] = 100.0
    with_jump = smooth(y, 0.1, level_jump=jump, rate_jump=jump / 100)
    blind = smooth(y, 0.1)
    assert with_jump.level[99] == pytest.approx(9.9, abs=0.1)
    assert with_jump.level[100] == pytest.approx(-20.0, abs=0.1)
    assert with_jump.rate_sd.max() < blind.rate_sd.min()


def test_too_few_values() -> None:
    y = np.full((2, 50), np.nan)
    y[0, ::10] = 1.0
    y[1, :4] = 1.0
    got = smooth(y, 0.1)
    assert np.isfinite(got.level[0]).all()
    assert np.isnan(got.level[1]).all()
    assert np.isnan(got.scale[1])
    assert np.isnan(smooth(y[1:], 0.1).level).all()
    with pytest.raises(InsufficientData, match="4 days"):
        smooth(y[1], 0.1)
    with pytest.raises(InputError, match="jumps for 3"):
        smooth(y, 0.1, level_jump=np.zeros(3))


def test_units_do_not_matter() -> None:
    _, _, y = wandering(150, 5)
    one, two = smooth(y, 1.0), smooth(1e-6 * y + 3.0, 1e-6)
    np.testing.assert_allclose((two.level - 3.0) * 1e6, one.level, atol=1e-6)
    np.testing.assert_allclose(two.level_sd * 1e6, one.level_sd, rtol=1e-6)
