"""One state in full: the meter, the leak, the size, and what cannot be told apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, norm

from greenlang.core.errors import InputError
from greenlang.library.reconcile import (
    chi2_limit,
    diagnosis,
    linear,
    reconciled,
    sidak,
    smallest_bias,
    z_limit,
)
from greenlang.library.series.arrays import Floats

BYPASS = np.array(
    [[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, 0, 0], [0, 0, 1, 0, -1, 0], [0, 0, 0, 1, 1, -1.0]]
)
FLOWS = np.array([101.91, 68.45, 34.65, 64.20, 36.44, 98.88])

# Steam metering of a methanol plant, 28 flows (1000 kg/h) and 11 balances: Serth & Heenan, AIChE
# Journal 32 (1986) 733; (from, to) balance of each flow, 0 outside. Sigma 2.5 % as there.
ENDS = (
    (0, 1), (6, 1), (1, 5), (0, 1), (2, 3), (2, 6), (7, 2), (11, 2), (2, 0), (3, 4), (5, 4),
    (4, 9), (6, 5), (5, 7), (5, 8), (5, 9), (5, 0), (8, 7), (7, 10), (7, 11), (7, 0), (9, 8),
    (8, 10), (8, 0), (9, 0), (10, 11), (0, 10), (0, 11),
)  # fmt: skip
STEAM = np.array([
    0.86, 1.0, 111.82, 109.96, 53.27, 112.27, 2.32, 164.05, 0.83, 52.41, 14.86, 67.27, 111.27,
    91.86, 60.0, 23.64, 32.73, 16.23, 7.85, 10.6, 87.32, 5.45, 2.59, 46.63, 85.46, 81.23, 70.79,
    72.22,
])  # fmt: skip


def steam_network() -> tuple[Floats, Floats, Floats]:
    """Balances (11, 28), flows that meet them, sigmas."""
    a = np.zeros((11, 28))
    for j, (source, sink) in enumerate(ENDS):
        if source:
            a[source - 1, j] -= 1.0
        if sink:
            a[sink - 1, j] += 1.0
    # Flow 1 also leaves the third balance.
    a[2, 0] -= 1.0
    sigma = 0.025 * STEAM
    return a, reconciled(STEAM[None], sigma, linear(a)).x[0], sigma


def test_limits() -> None:
    assert sidak(6) == pytest.approx(1 - 0.95 ** (1 / 6))
    assert z_limit(6) == pytest.approx(norm.isf((1 - 0.95 ** (1 / 6)) / 2))
    assert z_limit(1) == pytest.approx(1.959964, abs=1e-6)
    np.testing.assert_allclose(chi2_limit(np.array([0, 1, 4])), [0, 3.841459, chi2.isf(0.05, 4)])
    assert smallest_bias(np.array([2.0]), 1)[0] == pytest.approx(2 * (1.959964 + 1.281552))


def test_bypass_with_a_wrong_meter() -> None:
    got = diagnosis(FLOWS, np.ones(6), linear(BYPASS))
    assert got.chi2 == pytest.approx(16.674, abs=1e-3)
    assert got.limit == pytest.approx(9.488, abs=1e-3)
    assert not got.passed
    np.testing.assert_allclose(np.abs(got.nodal), np.abs(BYPASS @ FLOWS) / np.sqrt([3, 2, 2, 3]))
    assert got.z_limit == pytest.approx(2.631, abs=1e-3)
    suspect = got.suspects[0]
    assert (suspect.kind, suspect.index) == ("bias", 1)
    # T = z^2, size = a/W for one meter.
    assert suspect.statistic == pytest.approx(got.z[1] ** 2)
    assert suspect.size == pytest.approx(3.925)
    assert suspect.size_sd == pytest.approx(np.sqrt(1.5))
    assert got.eliminated == (1,)
    assert got.explained
    assert (got.dof, got.dof_left) == (4, 3)
    assert got.chi2_left == pytest.approx(got.chi2 - suspect.statistic)


def test_removing_the_suspect_gives_what_measuring_it_not_gives() -> None:
    got = diagnosis(FLOWS, np.ones(6), linear(BYPASS))
    y = FLOWS.copy()
    y[1] = np.nan
    without = reconciled(y[None], np.ones(6), linear(BYPASS))
    assert got.suspects[0].size == pytest.approx(FLOWS[1] - without.x[0, 1])
    assert got.chi2_left == pytest.approx(without.chi2[0, 0])


def test_leak_competes_with_the_meters() -> None:
    y = np.array([100.0, 64.0, 36.0, 58.0, 36.0, 94.0])  # 6 lost in the exchanger
    got = diagnosis(y, np.ones(6), linear(BYPASS), leaks=np.eye(4))
    first = got.suspects[0]
    assert (first.kind, first.index) == ("leak", 1)
    assert first.size == pytest.approx(6.0)
    assert got.explained
    assert len(got.suspects) == 1
    # Inflow of flow 1 and leak of the splitter do the same to the balances.
    assert (0, 6) in got.same
    assert got.smallest_leak.shape == (4,)
    # Water appearing in the exchanger is no leak, so a meter must be wrong.
    gain = diagnosis(y[[5, 3, 2, 1, 4, 0]], np.ones(6), linear(BYPASS), leaks=np.eye(4))
    assert all(s.kind == "bias" for s in gain.suspects)


def test_one_balance_sees_a_fault_and_cannot_place_it() -> None:
    got = diagnosis(np.array([100.0, 60.0, 30.0]), np.ones(3), linear(np.array([[1.0, -1, -1]])))
    assert not got.passed
    np.testing.assert_allclose(np.abs(got.z), np.abs(got.z[0]))
    assert got.same == ((0, 1, 2),)
    assert {rival[1] for rival in got.suspects[0].rivals} == {0, 1, 2} - {got.suspects[0].index}
    assert not got.explained


def test_sound_state_has_no_suspects() -> None:
    a, x, sigma = steam_network()
    got = diagnosis(x, sigma, linear(a))
    assert got.passed
    assert got.suspects == ()
    assert got.eliminated == ()
    assert got.chi2 < 1e-20


def test_published_flows_of_the_steam_network_balance() -> None:
    a, x, sigma = steam_network()
    np.testing.assert_allclose(x, STEAM, atol=0.12)
    assert np.linalg.matrix_rank(a) == 11
    assert np.all(np.abs(x - STEAM) < sigma)


@pytest.mark.parametrize("meter", range(28))
def test_bias_in_the_steam_network_is_found_with_its_size(meter: int) -> None:
    a, x, sigma = steam_network()
    clean = diagnosis(x, sigma, linear(a))
    if not np.isfinite(clean.smallest[meter]):
        pytest.fail("every meter of this network is checked by others")
    bias = 3.0 * clean.smallest[meter]
    y = x.copy()
    y[meter] += bias
    got = diagnosis(y, sigma, linear(a))
    first = got.suspects[0]
    alike = next((s for s in got.same if meter in s), (meter,))
    assert first.index in alike
    if first.index == meter:
        assert first.size == pytest.approx(bias, rel=1e-6)
    else:
        sizes = {rival[1]: rival[2] for rival in first.rivals}
        assert sizes[meter] == pytest.approx(bias, rel=1e-6)
    assert len(got.suspects) == 1
    assert got.explained


def test_two_biases_are_found_one_after_the_other() -> None:
    a, x, sigma = steam_network()
    y = x + 0.3 * sigma * np.random.default_rng(0).normal(size=28)
    y[4] += 9.0 * sigma[4]
    y[20] -= 12.0 * sigma[20]
    got = diagnosis(y, sigma, linear(a))
    found = {s.index: s.size / sigma[s.index] for s in got.suspects}
    assert set(found) == {4, 20}
    assert found[4] == pytest.approx(9.0, abs=1.5)
    assert found[20] == pytest.approx(-12.0, abs=1.5)
    assert set(got.eliminated) == {4, 20}
    assert got.explained


def test_unmeasured_flows_leave_fewer_tests() -> None:
    y = FLOWS.copy()
    y[[2, 3]] = np.nan
    got = diagnosis(y, np.ones(6), linear(BYPASS))
    assert got.dof == 2
    assert np.isnan(got.nodal).all()
    assert np.isnan(got.smallest[[2, 3]]).all()
    y[4] = np.nan
    got = diagnosis(y, np.ones(6), linear(BYPASS))
    assert got.dof == 1
    assert np.isnan(got.smallest[1])
    # (101.91 - 98.88)^2/2: the global test alone fails, neither meter stands out from two.
    assert got.chi2 == pytest.approx(4.59045)
    assert not got.passed
    assert got.suspects == ()


def test_nothing_redundant_is_no_fault() -> None:
    y = FLOWS.copy()
    y[2:] = np.nan
    got = diagnosis(y, np.ones(6), linear(BYPASS))
    assert got.dof == 0
    assert got.passed
    assert got.suspects == ()
    assert got.same == ()


def test_correlated_errors_and_repeated_balances() -> None:
    c = np.eye(6)
    c[0, 5] = c[5, 0] = 0.5
    doubled = np.vstack([BYPASS, BYPASS[:1]])
    got = diagnosis(FLOWS, np.ones(6), linear(doubled), correlation=c)
    want = reconciled(FLOWS[None], np.ones(6), linear(BYPASS), correlation=c)
    assert got.dof == 4
    assert got.chi2 == pytest.approx(want.chi2[0, 0])
    np.testing.assert_allclose(got.z, want.z[0], rtol=1e-9)


def test_smallest_bias_is_found_nine_times_of_ten() -> None:
    _, x, _ = steam_network()
    a = steam_network()[0]
    sigma = 0.025 * STEAM
    rng = np.random.default_rng(1)
    meter = 13
    size = diagnosis(x, sigma, linear(a)).smallest[meter]
    y = x + sigma * rng.normal(size=(4000, 28))
    y[:, meter] += size
    got = reconciled(y, sigma, linear(a))
    assert np.mean(got.z[:, meter] > z_limit(28)) == pytest.approx(0.9, abs=0.02)
    sound = reconciled(x + sigma * rng.normal(size=(4000, 28)), sigma, linear(a))
    false = np.any(np.abs(sound.z) > z_limit(28), axis=1)
    assert np.mean(false) <= 0.05 + 0.01
    assert np.mean(sound.chi2[:, 0] > chi2_limit(11)) == pytest.approx(0.05, abs=0.012)


def test_shapes_are_checked() -> None:
    with pytest.raises(InputError, match="give"):
        diagnosis(FLOWS[None], np.ones(6), linear(BYPASS))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), size=st.floats(-30, 30), meter=st.integers(0, 5))
def test_bias_estimate_is_exact_without_noise(seed: int, size: float, meter: int) -> None:
    x = reconciled(FLOWS[None], np.ones(6), linear(BYPASS)).x[0]
    sigma = np.random.default_rng(seed).uniform(0.5, 2.0, 6)
    y = x.copy()
    y[meter] += size
    got = reconciled(y[None], sigma, linear(BYPASS))
    assert got.bias[0, meter] == pytest.approx(size, abs=1e-7)
    assert np.nanmax(np.abs(got.z)) == pytest.approx(abs(got.z[0, meter]), abs=1e-7)
