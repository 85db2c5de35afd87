"""Robust means: right where a plain mean is, unmoved where it is not, and with bands that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.core.errors import InputError
from greenlang.library.series import (
    aicc,
    aicc_unknown_sd,
    akaike_weights,
    by_group,
    difference_sd,
    grouped,
    huber_mean,
    lag_1,
    n_eff,
    sd_of_mean,
)
from greenlang.library.series.arrays import Floats, row_median, spread


def ar1(n: int, r: float, seed: int) -> Floats:
    """Stationary AR(1) noise of sd 1."""
    w = np.random.default_rng(seed).normal(size=n)
    out = np.empty(n)
    out[0] = w[0]
    for i in range(1, n):
        out[i] = r * out[i - 1] + np.sqrt(1 - r * r) * w[i]
    return out


def test_row_median_is_the_median_of_what_is_there() -> None:
    x = np.array([[3.0, 1.0, 2.0, np.nan], [4.0, 1.0, 2.0, 3.0], [np.nan] * 4])
    np.testing.assert_array_equal(row_median(x), [2.0, 2.5, np.nan])


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6, 7, 12, 24])
def test_row_median_is_that_of_numpy(n: int) -> None:
    rng = np.random.default_rng(n)
    x = rng.normal(size=(200, 3, n))
    np.testing.assert_allclose(row_median(x), np.median(x, axis=-1))
    x[rng.random(x.shape) < 0.4] = np.nan
    x[:, :, 0] = 1.0
    np.testing.assert_allclose(row_median(x), np.nanmedian(x, axis=-1))


def test_spread_of_a_normal_law_is_its_sd() -> None:
    x = np.random.default_rng(0).normal(5.0, 2.0, 50_000)
    assert spread(x) == pytest.approx(2.0, rel=0.02)
    assert np.isnan(spread(np.array([np.nan])))


def test_difference_sd_does_not_see_steps_slopes_and_gaps() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(0.0, 0.3, 2000) + 0.001 * np.arange(2000)
    x[700:] -= 20.0
    x[rng.random(2000) < 0.2] = np.nan
    assert difference_sd(x) == pytest.approx(0.3, rel=0.06)
    assert np.isnan(difference_sd(x[:4]))


def test_difference_sd_in_units_of_given_sigmas() -> None:
    rng = np.random.default_rng(2)
    s = rng.uniform(0.5, 3.0, 4000)
    x = 2.0 * s * rng.normal(size=4000)
    assert difference_sd(x, 1.0 / s**2) == pytest.approx(2.0, rel=0.06)


@pytest.mark.parametrize("r", [0.0, 0.4, 0.8])
def test_autocorrelation_is_recovered_from_short_days(r: float) -> None:
    x = ar1(700 * 24, r, 3).reshape(-1, 24)
    x = x - x.mean(axis=1, keepdims=True)
    assert lag_1(x) == pytest.approx(r, abs=0.04)
    assert lag_1(ar1(20_000, r, 4)) == pytest.approx(r, abs=0.02)


def test_autocorrelation_of_nothing_is_zero() -> None:
    assert lag_1(np.full(10, np.nan)) == 0.0
    assert lag_1(np.zeros(50)) == 0.0
    assert lag_1(np.array([1.0, -1.0, 1.0])) == 0.0


def test_effective_number() -> None:
    np.testing.assert_allclose(n_eff(np.array([90.0, 3.0, 0.0]), 0.8), [10.0, 1.0, 0.0])
    assert n_eff(24.0, 0.0) == 24.0


def test_a_bias_does_not_average_out() -> None:
    got = sd_of_mean(np.array([3.0, 3.0]), np.array([0.0, 4.0]), np.array([9.0, np.inf]))
    np.testing.assert_allclose(got, [1.0, 4.0])


def test_huber_mean_of_good_data_is_nearly_the_mean() -> None:
    x = np.random.default_rng(5).normal(10.0, 1.0, (400, 24))
    got = huber_mean(x, 1.0)
    assert np.std(got.x - x.mean(axis=1)) < 0.06
    assert np.median(got.sd) == pytest.approx(1.0 / np.sqrt(24), rel=0.06)


def test_huber_mean_is_not_moved_by_wrong_hours() -> None:
    x = np.random.default_rng(6).normal(10.0, 1.0, (400, 24))
    x[:, :3] += 50.0
    got = huber_mean(x, 1.0)
    assert np.abs(np.mean(got.x) - 10.0) < 0.3
    assert np.abs(np.mean(x) - 10.0) > 6.0


def test_weights_follow_the_sigmas() -> None:
    rng = np.random.default_rng(7)
    s = np.where(np.arange(24) < 12, 0.1, 10.0) * np.ones((300, 1))
    got = huber_mean(s * rng.normal(size=s.shape), s)
    assert np.median(got.sd) == pytest.approx(0.1 / np.sqrt(12), rel=0.1)
    assert np.std(got.x) == pytest.approx(0.1 / np.sqrt(12), rel=0.15)


def test_too_few_hours_say_nothing() -> None:
    x = np.full((3, 24), np.nan)
    x[0, :5] = x[1, :6] = 1.0
    got = huber_mean(x, 0.5)
    assert np.isnan(got.x[0])
    assert np.isnan(got.sd[0])
    assert got.x[1] == 1.0
    assert got.sd[1] > 0.0
    assert got.n.tolist() == [5, 6, 0]
    empty = huber_mean(np.full((4, 24), np.nan), 1.0)
    assert np.isnan(empty.x).all()
    with pytest.raises(InputError, match="groups"):
        huber_mean(np.zeros(24), 1.0)


@pytest.mark.parametrize("r", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("stated", [0.5, 2.0])
def test_band_holds_for_autocorrelated_gappy_spiky_hours(r: float, stated: float) -> None:
    rng = np.random.default_rng(8)
    e = ar1(700 * 24, r, 9)
    e[rng.random(e.size) < 0.02] += 15.0 * rng.choice([-1, 1])
    truth = np.sin(np.arange(700) / 50.0)
    x = by_group(e, 24) + truth[:, None]
    x[rng.random(x.shape) < 0.2] = np.nan
    got = huber_mean(x, stated)
    inside = np.mean(np.abs(got.x - truth) < 1.645 * got.sd)
    assert 0.85 < inside < 0.95


@settings(max_examples=30, deadline=None)
@given(shift=st.floats(-1e3, 1e3), factor=st.floats(1e-6, 1e6), seed=st.integers(0, 99))
def test_units_do_not_matter(shift: float, factor: float, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(10, 24))
    one = huber_mean(x, 1.0)
    two = huber_mean(factor * (x + shift), factor)
    np.testing.assert_allclose(two.x / factor - shift, one.x, atol=1e-6)
    np.testing.assert_allclose(two.sd / factor, one.sd, rtol=1e-5)


def test_groups() -> None:
    np.testing.assert_array_equal(by_group(np.arange(3.0), 2), [[0, 1], [2, np.nan]])
    got = grouped(np.array([1.0, 2.0, 3.0, 4.0]), np.array([2, 0, 2, 0]), 4)
    nan = np.nan
    np.testing.assert_array_equal(got, [[2, 4], [nan, nan], [1, 3], [nan, nan]])


def test_aicc_prefers_the_simpler_of_equal_fits() -> None:
    assert aicc(10.0, 20.0, 2) == pytest.approx(10.0 + 4.0 + 12.0 / 17.0)
    assert aicc(10.0, 20.0, 2) < aicc(10.0, 20.0, 3)
    assert aicc(1.0, 4.0, 3) == np.inf
    assert aicc_unknown_sd(5.0, 20.0, 1) == pytest.approx(20 * np.log(0.25) + 4 + 12 / 17)
    assert aicc_unknown_sd(5.0, 4.0, 2) == np.inf
    assert aicc_unknown_sd(0.0, 20.0, 2) == -np.inf


def test_akaike_weights_sum_to_one() -> None:
    # Differences 0, 2, 4: e^0, e^-1, e^-2 (Burnham & Anderson 2002, section 2.9).
    want = np.exp([0.0, -1.0, -2.0]) / np.exp([0.0, -1.0, -2.0]).sum()
    np.testing.assert_allclose(akaike_weights(np.array([100.0, 102.0, 104.0])), want)
    np.testing.assert_allclose(akaike_weights(np.array([np.inf, 3.0, np.inf])), [0, 1, 0])
    assert np.isnan(akaike_weights(np.array([np.inf, np.inf]))).all()
