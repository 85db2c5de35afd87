"""Breaks: found where they are, not where they are not, and the best partition there is."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.core.errors import InputError, InsufficientData
from greenlang.library.series import breaks, penalty
from greenlang.library.series.arrays import Floats


def sawtooth(n: int = 730, cuts: tuple[int, ...] = (250, 550)) -> Floats:
    """Fouling that grows by 2e-6 a day and is cleaned at the cuts."""
    day = np.arange(n)
    start = np.zeros(n)
    for cut in cuts:
        start[cut:] = cut
    return 2e-6 * (day - start) + 5e-5


def chi2(y: Floats) -> float:
    t = np.arange(len(y))
    return float(np.sum((y - np.polyval(np.polyfit(t, y, 1), t)) ** 2))


def test_penalty_is_four_log_n_for_one_series_and_grows_with_more() -> None:
    assert penalty(730) == pytest.approx(4 * np.log(730))
    assert penalty(730) < penalty(730, 2) < penalty(730, 3) < 3 * penalty(730)


def test_cleanings_are_found_with_their_size() -> None:
    rng = np.random.default_rng(0)
    y = sawtooth() + rng.normal(0, 1e-5, 730)
    y[rng.random(730) < 0.1] = np.nan
    y[540:550] = np.nan
    got = breaks(y)
    assert got.breaks.tolist() == [250, 550]
    np.testing.assert_allclose(got.slope[:, 0], 2e-6, rtol=0.02)
    true = np.array([-249 * 2e-6, -(539 - 250) * 2e-6])
    assert np.all(np.abs(got.step[:, 0] - true) < 3 * got.step_sd[:, 0])
    assert np.all(got.step_sd < 5e-6)
    assert np.all(got.gain > 1000)
    assert got.end.tolist() == [250, 540, 730]
    assert got.scale[0] == pytest.approx(1e-5, rel=0.1)


def test_noise_on_a_line_has_no_break() -> None:
    for seed in range(40):
        rng = np.random.default_rng(seed)
        y = rng.normal(size=730) + 0.02 * np.arange(730)
        assert breaks(y).breaks.size == 0
        assert breaks(rng.normal(size=(300, 3))).breaks.size == 0


def test_change_of_slope_alone_is_a_break() -> None:
    y = np.concatenate([np.zeros(100), 0.5 * np.arange(100)])
    y = y + np.random.default_rng(1).normal(0, 0.5, 200)
    got = breaks(y)
    assert got.breaks.size == 1
    assert abs(int(got.breaks[0]) - 100) <= 3


def test_weak_steps_in_two_series_are_found_together() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(size=(200, 3))
    y[100:] += 1.0
    y[3, 1] = np.nan
    assert breaks(y).breaks.size == 1
    assert abs(int(breaks(y).breaks[0]) - 100) <= 4


def test_a_bad_weight_takes_an_outlier_out() -> None:
    rng = np.random.default_rng(3)
    y = rng.normal(size=100)
    y[40:46] += 30.0
    w = np.ones(100)
    w[40:46] = 1e-6
    assert breaks(y).breaks.size >= 1
    assert breaks(y, w).breaks.size == 0


def test_days_without_values_need_no_pieces_of_their_own() -> None:
    y = np.random.default_rng(4).normal(size=200)
    y[50:150] = np.nan
    got = breaks(y)
    assert got.start.tolist() == [0]
    assert got.end.tolist() == [200]


@pytest.mark.parametrize("seed", range(6))
def test_no_cheaper_partition_exists(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=24)
    y[rng.integers(5, 19) :] += 6.0
    cost = 7.0
    got = breaks(y, cost=cost, scale=1.0)
    cuts = [0, *got.breaks.tolist(), 24]
    found = sum(chi2(y[a:b]) + cost for a, b in itertools.pairwise(cuts))
    best = min(
        sum(chi2(y[a:b]) + cost for a, b in itertools.pairwise((0, *inner, 24)))
        for k in range(4)
        for inner in itertools.combinations(range(5, 20), k)
        if all(b - a >= 5 for a, b in itertools.pairwise((0, *inner, 24)))
    )
    assert found == pytest.approx(best, rel=1e-9)


def test_bands_of_slope_and_step_hold_for_autocorrelated_days() -> None:
    inside = []
    for seed in range(60):
        w = np.random.default_rng(seed).normal(size=300)
        e = np.zeros(300)
        for i in range(1, 300):
            e[i] = 0.5 * e[i - 1] + w[i]
        y = e + 0.1 * np.arange(300) - np.where(np.arange(300) >= 150, 25.0, 0.0)
        got = breaks(y, cost=200.0)
        assert abs(int(got.breaks[0]) - 150) <= 2
        inside.append(np.abs(got.slope[:, 0] - 0.1) < 1.645 * got.slope_sd[:, 0])
    assert 0.82 < np.mean(inside) < 0.97


def test_exact_lines_are_found_without_scatter() -> None:
    y = np.concatenate([np.arange(50.0), 3.0 - np.arange(50.0)])
    assert breaks(y).breaks.tolist() == [50]
    assert breaks(np.full(50, 3.0)).breaks.size == 0


def test_own_days_may_be_uneven() -> None:
    t = np.cumsum(np.random.default_rng(5).integers(1, 4, 100)).astype(float)
    y = np.where(t < t[50], 2.0 * t, 2.0 * t - 300.0) + np.random.default_rng(6).normal(size=100)
    got = breaks(y, t=t)
    assert got.breaks.tolist() == [50]
    np.testing.assert_allclose(got.slope[:, 0], 2.0, rtol=0.02)


def test_too_little_is_said() -> None:
    with pytest.raises(InsufficientData, match="9 days"):
        breaks(np.append(np.zeros(9), np.full(20, np.nan)))
    with pytest.raises(InputError, match="growing days"):
        breaks(np.zeros(20), t=np.zeros(20))


@settings(max_examples=25, deadline=None)
@given(
    shift=st.floats(-1e2, 1e2),
    slope=st.floats(-1, 1),
    factor=st.sampled_from([1e-6, 1e-2, 1.0, 1e5]),
    seed=st.integers(0, 50),
)
def test_breaks_do_not_depend_on_unit_level_or_trend(
    shift: float, slope: float, factor: float, seed: int
) -> None:
    y = np.random.default_rng(seed).normal(size=120)
    y[60:] += 8.0
    other = factor * (y + shift + slope * np.arange(120))
    assert breaks(other).breaks.tolist() == breaks(y).breaks.tolist()
