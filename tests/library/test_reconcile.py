"""Reconciliation of many hours: against the textbook formulas, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.core.errors import InputError
from greenlang.library.reconcile import (
    Constraints,
    Reconciled,
    Standing,
    difference_check,
    linear,
    reconciled,
)
from greenlang.library.series.arrays import Floats, Ints

# Exchanger with bypass: splitter, exchanger, valve, mixer over six flows. Measured values:
# Narasimhan & Jordache, Data Reconciliation and Gross Error Detection (2000), ch. 1.
BYPASS = np.array(
    [[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, 0, 0], [0, 0, 1, 0, -1, 0], [0, 0, 0, 1, 1, -1.0]]
)
FLOWS = np.array([101.91, 68.45, 34.65, 64.20, 36.44, 98.88])


def train(number: int) -> Constraints:
    """`number` exchangers in a row: m, T_0..T_n of the cold side, then m, T_in, T_out of each hot.

    Enthalpy 1800 T + 1.8 T^2 J/kg, T in degC.
    """
    hot = number + 2 + 3 * np.arange(number)
    cols = np.stack(
        [np.zeros(number), 1 + np.arange(number), 2 + np.arange(number), hot, hot + 1, hot + 2]
    )
    row, col = np.repeat(np.arange(number), 6), cols.T.ravel().astype(np.int64)

    def at(x: Floats, hours: Ints) -> tuple[Floats, Floats]:
        assert len(hours) == len(x)
        m, t, m_hot, t_in, t_out = (
            x[:, :1], x[:, 1 : number + 2], x[:, hot], x[:, hot + 1], x[:, hot + 2]
        )  # fmt: skip
        gain = np.diff(1800 * t + 1.8 * t * t, axis=1)
        loss = 1800 * (t_in - t_out) + 1.8 * (t_in**2 - t_out**2)
        cp, cp_in, cp_out = 1800 + 3.6 * t, 1800 + 3.6 * t_in, 1800 + 3.6 * t_out
        a = [gain, -m * cp[:, :-1], m * cp[:, 1:], -loss, -m_hot * cp_in, m_hot * cp_out]
        return m * gain - m_hot * loss, np.stack(a, axis=-1).reshape(len(x), -1)

    return Constraints(number, number + 2 + 3 * number, at, row, col)


def true_states(number: int, hours: int, seed: int) -> tuple[Floats, Floats]:
    """States that meet the balances, and sigmas."""
    rng = np.random.default_rng(seed)
    m = 100.0 * (1 + 0.1 * rng.normal(size=(hours, 1)))
    t = 20.0 + 25.0 * np.arange(number + 1) + 3.0 * rng.normal(size=(hours, 1))
    t_in, t_out = t[:, 1:] + 50.0, t[:, :-1] + 30.0
    gain = m * np.diff(1800 * t + 1.8 * t * t, axis=1)
    m_hot = gain / (1800 * (t_in - t_out) + 1.8 * (t_in**2 - t_out**2))
    hot = np.stack([m_hot, t_in, t_out], axis=2).reshape(hours, -1)
    sigma = np.concatenate([[1.5], np.full(number + 1, 0.8), np.tile([1.0, 0.8, 0.8], number)])
    return np.hstack([m, t, hot]), sigma


def noisy(number: int, hours: int, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    x, sigma = true_states(number, hours, seed)
    return x + sigma * np.random.default_rng(seed + 1).normal(size=x.shape), sigma, x


def same(one: Reconciled, two: Reconciled, at: Ints | slice = slice(None)) -> None:
    for name in ("x", "sd", "z", "bias_sd", "adjustment", "chi2"):
        got, want = getattr(one, name)[at], getattr(two, name)
        np.testing.assert_allclose(got, want, rtol=2e-6, atol=1e-6, err_msg=name)
    np.testing.assert_array_equal(one.standing[at], two.standing)
    np.testing.assert_array_equal(one.dof[at], two.dof)


def test_bypass_by_the_textbook_formulas() -> None:
    got = reconciled(FLOWS[None], np.ones(6), linear(BYPASS))
    h = np.linalg.inv(BYPASS @ BYPASS.T)
    r = BYPASS @ FLOWS
    w = BYPASS.T @ h @ BYPASS
    np.testing.assert_allclose(got.x[0], FLOWS - BYPASS.T @ h @ r, rtol=1e-12)
    np.testing.assert_allclose(got.x[0, [0, 1, 2]], [100.8867, 65.8333, 35.0533], atol=1e-4)
    np.testing.assert_allclose(got.sd[0], np.sqrt(np.diag(np.eye(6) - w)), rtol=1e-12)
    np.testing.assert_allclose(got.z[0], BYPASS.T @ h @ r / np.sqrt(np.diag(w)), rtol=1e-12)
    assert got.chi2[0, 0] == pytest.approx(r @ h @ r)
    assert got.chi2[0, 0] == pytest.approx(np.sum(got.adjustment**2))
    assert got.dof.tolist() == [[4]]
    assert np.argmax(np.abs(got.z)) == 1


def test_unmeasured_flows_by_qr_projection() -> None:
    """A_u = Q R, G = Q2' A_x, u = R1^-1 Q1'(c - A_x x) (Crowe 1983)."""
    y = FLOWS.copy()
    y[[2, 3]] = np.nan
    s = np.array([1.0, 2.0, 1.0, 1.0, 0.5, 1.0])
    got = reconciled(y[None], s, linear(BYPASS, np.array([0.5, 0.0, 0.0, -0.5])))
    seen, unseen = [0, 1, 4, 5], [2, 3]
    q, r = np.linalg.qr(BYPASS[:, unseen], mode="complete")
    g, d = q[:, 2:].T @ BYPASS[:, seen], q[:, 2:].T @ np.array([0.5, 0, 0, -0.5])
    v = np.diag(s[seen] ** 2)
    h = np.linalg.inv(g @ v @ g.T)
    x = y[seen] - v @ g.T @ h @ (g @ y[seen] - d)
    u = np.linalg.solve(r[:2], q[:, :2].T @ ([0.5, 0, 0, -0.5] - BYPASS[:, seen] @ x))
    v_x = v - v @ g.T @ h @ g @ v
    j = -np.linalg.solve(r[:2], q[:, :2].T @ BYPASS[:, seen])
    np.testing.assert_allclose(got.x[0, seen], x, rtol=1e-10)
    np.testing.assert_allclose(got.x[0, unseen], u, rtol=1e-10)
    np.testing.assert_allclose(got.sd[0, seen], np.sqrt(np.diag(v_x)), rtol=1e-9)
    np.testing.assert_allclose(got.sd[0, unseen], np.sqrt(np.diag(j @ v_x @ j.T)), rtol=1e-9)
    assert got.dof.tolist() == [[2]]
    assert np.isnan(got.z[0, unseen]).all()


def test_what_follows_and_what_does_not() -> None:
    y = FLOWS.copy()
    y[[2, 3, 4]] = np.nan
    got = reconciled(y[None], np.ones(6), linear(BYPASS))
    kinds = [Standing(k) for k in got.standing[0]]
    assert kinds == [
        Standing.REDUNDANT, Standing.UNCHECKED, Standing.OBSERVABLE, Standing.OBSERVABLE,
        Standing.OBSERVABLE, Standing.REDUNDANT,
    ]  # fmt: skip
    np.testing.assert_allclose(got.x[0], [100.395, 68.45, 31.945, 68.45, 31.945, 100.395])
    y[1] = np.nan
    got = reconciled(y[None], np.ones(6), linear(BYPASS))
    assert got.standing[0, 1:5].tolist() == [Standing.UNOBSERVABLE] * 4
    assert np.isnan(got.x[0, 1:5]).all()
    assert np.isnan(got.sd[0, 1:5]).all()
    assert got.x[0, 0] == pytest.approx((101.91 + 98.88) / 2)
    y[:] = np.nan
    got = reconciled(y[None], np.ones(6), linear(BYPASS))
    assert np.isnan(got.x).all()
    assert got.dof.tolist() == [[0]]


def test_repeated_and_empty_balances_change_nothing() -> None:
    once = reconciled(FLOWS[None], np.ones(6), linear(BYPASS))
    doubled = np.vstack([BYPASS, 3.0 * BYPASS[0], BYPASS.sum(axis=0)])
    same(reconciled(FLOWS[None], np.ones(6), linear(doubled)), once)
    many = np.repeat(FLOWS[None], 40, axis=0)
    same(reconciled(many, np.ones(6), linear(doubled)), once, slice(0, 1))


def test_variable_in_no_balance_is_left_alone() -> None:
    a = np.hstack([BYPASS, np.zeros((4, 2))])
    y = np.append(FLOWS, [7.0, np.nan])[None]
    got = reconciled(y, np.full(8, 2.0), linear(a))
    assert got.x[0, 6] == 7.0
    assert got.sd[0, 6] == 2.0
    assert got.part.tolist() == [0] * 6 + [-1, -1]
    assert got.standing[0, 6:].tolist() == [Standing.UNCHECKED, Standing.UNOBSERVABLE]


def test_derivatives_of_the_train_are_right() -> None:
    x, sigma = true_states(4, 1, 3)
    assert difference_check(train(4), x[0], 0.1 * sigma) < 1e-9
    assert difference_check(linear(BYPASS), FLOWS, np.ones(6)) < 1e-12


def test_train_closes_and_its_statistics_are_those_of_theory() -> None:
    y, sigma, x = noisy(8, 3000)
    got = reconciled(y, sigma, train(8))
    assert got.closed.all()
    assert np.mean(got.chi2 / 8) == pytest.approx(1.0, abs=0.04)
    assert np.std(got.z) == pytest.approx(1.0, abs=0.02)
    assert np.std((got.x - x) / got.sd) == pytest.approx(1.0, abs=0.02)
    assert np.all(got.sd < sigma)
    # One bias a hundred hours long: its size comes out, on average, with the stated sd.
    y[:100, 3] += 4.0
    worse = reconciled(y[:100], sigma, train(8))
    z = (worse.bias[:, 3] - 4.0) / worse.bias_sd[:, 3]
    assert abs(np.mean(z)) < 0.35
    assert np.std(z) == pytest.approx(1.0, abs=0.2)


def test_one_exchanger_has_one_redundancy() -> None:
    y, sigma, _ = noisy(1, 50)
    got = reconciled(y, sigma, train(1))
    assert np.all(got.dof == 1)
    np.testing.assert_allclose(np.abs(got.z), np.sqrt(got.chi2) * np.ones(6), rtol=1e-4)


@pytest.mark.parametrize("missing", [(), (3,), (0,), (10, 11), (3, 13), (10, 11, 12), (2, 3, 4)])
def test_sparse_and_dense_ways_agree(missing: tuple[int, ...]) -> None:
    y, sigma, x = noisy(4, 60, seed=5)
    y[:, missing] = np.nan
    many = reconciled(y, sigma, train(4), guess=x)
    few = reconciled(y[:20], sigma, train(4), guess=x[:20])
    same(many, few, slice(0, 20))


def test_hours_with_different_tags_missing_are_those_alone() -> None:
    y, sigma, x = noisy(4, 300, seed=6)
    y[np.random.default_rng(0).random(y.shape) < 0.02] = np.nan
    whole = reconciled(y, sigma, train(4), guess=x)
    assert whole.closed.all()
    for hour in range(0, 300, 29):
        alone = reconciled(y[hour : hour + 1], sigma, train(4), guess=x[hour])
        same(whole, alone, slice(hour, hour + 1))


def test_correlated_errors() -> None:
    c = np.eye(6)
    c[0, 5] = c[5, 0] = 0.6
    s = np.array([1.0, 2, 1, 1, 1, 3])
    got = reconciled(FLOWS[None], s, linear(BYPASS), correlation=c)
    v = c * np.outer(s, s)
    h = np.linalg.inv(BYPASS @ v @ BYPASS.T)
    w = BYPASS.T @ h @ BYPASS
    r = BYPASS @ FLOWS
    np.testing.assert_allclose(got.x[0], FLOWS - v @ BYPASS.T @ h @ r, rtol=1e-10)
    np.testing.assert_allclose(got.sd[0], np.sqrt(np.diag(v - v @ w @ v)), rtol=1e-9)
    np.testing.assert_allclose(got.z[0], BYPASS.T @ h @ r / np.sqrt(np.diag(w)), rtol=1e-9)
    y = FLOWS.copy()
    y[2] = np.nan
    gap = reconciled(y[None], s, linear(BYPASS), correlation=c)
    far = reconciled(
        FLOWS[None], np.where(np.arange(6) == 2, 1e4, s), linear(BYPASS), correlation=c
    )
    np.testing.assert_allclose(gap.x, far.x, rtol=1e-6)
    others = [0, 1, 3, 4, 5]
    np.testing.assert_allclose(gap.sd[:, others], far.sd[:, others], rtol=1e-6)
    wide = np.where(np.arange(6) == 2, 1e5, s)
    assert reconciled(FLOWS[None], wide, linear(BYPASS)).closed.all()


def test_separate_parts_are_reconciled_apart() -> None:
    a = np.zeros((8, 12))
    a[:4, ::2], a[4:, 1::2] = BYPASS, BYPASS
    y = np.repeat(FLOWS, 2) + np.tile([0.0, 5.0], 6)
    got = reconciled(y[None], np.ones(12), linear(a))
    one = reconciled(FLOWS[None], np.ones(6), linear(BYPASS))
    np.testing.assert_allclose(got.x[0, ::2], one.x[0])
    assert got.chi2.shape == (1, 2)
    assert got.part.tolist() == [0, 1] * 6
    c = np.eye(12)
    c[0, 1] = c[1, 0] = 0.5
    joined = reconciled(y[None], np.ones(12), linear(a), correlation=c)
    assert joined.chi2.shape == (1, 1)


def test_balances_that_cannot_close_are_flagged() -> None:
    def at(x: Floats, hours: Ints) -> tuple[Floats, Floats]:
        del hours
        return x**2 + np.array([[1.0]]), 2.0 * x[:, :, None]

    got = reconciled(np.array([[0.7], [2.0]]), np.ones(1), Constraints(1, 1, at))
    assert not got.closed.any()


def test_shapes_and_sigmas_are_checked() -> None:
    with pytest.raises(InputError, match="give"):
        reconciled(FLOWS, np.ones(6), linear(BYPASS))
    with pytest.raises(InputError, match="sigma"):
        reconciled(FLOWS[None], np.zeros(6), linear(BYPASS))
    with pytest.raises(InputError, match="matrix"):
        linear(np.zeros(3))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), number=st.integers(1, 5), many=st.booleans())
def test_balances_hold_and_reconciling_again_changes_nothing(
    seed: int, number: int, many: bool
) -> None:
    y, sigma, _ = noisy(number, 40 if many else 2, seed)
    of = train(number)
    got = reconciled(y, sigma, of)
    g, a = of.at(got.x, np.arange(len(y)))
    assert of.row is not None
    assert of.col is not None
    size = np.zeros_like(g)
    for k, (i, c) in enumerate(zip(of.row, of.col, strict=True)):
        size[:, i] += np.abs(a[:, k] * got.x[:, c])
    assert np.all(np.abs(g) < 1e-9 * size)
    again = reconciled(got.x, sigma, of)
    np.testing.assert_allclose(again.x, got.x, rtol=1e-9)
    assert np.all(again.chi2 < 1e-9)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    exponents=st.lists(st.floats(-6, 6), min_size=9, max_size=9),
    gaps=st.sets(st.integers(0, 5), max_size=3),
)
def test_units_do_not_matter(seed: int, exponents: list[float], gaps: set[int]) -> None:
    unit, scale = 10.0 ** np.array(exponents[:6]), 10.0 ** np.array(exponents[5:])
    y = FLOWS + np.random.default_rng(seed).normal(size=6)
    y[list(gaps)] = np.nan
    a = BYPASS * scale[:, None] / unit
    one = reconciled(y[None], np.ones(6), linear(BYPASS))
    two = reconciled((y * unit)[None], unit, linear(a))
    np.testing.assert_allclose(two.x / unit, one.x, rtol=1e-7)
    np.testing.assert_allclose(two.sd / unit, one.sd, rtol=1e-7)
    np.testing.assert_allclose(two.chi2, one.chi2, rtol=1e-6, atol=1e-9)
    np.testing.assert_array_equal(two.standing, one.standing)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_more_meters_never_make_a_value_less_sure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    y = FLOWS + rng.normal(size=6)
    sigma = rng.uniform(0.2, 3.0, 6)
    gaps = y.copy()
    gaps[rng.random(6) < 0.4] = np.nan
    full = reconciled(y[None], sigma, linear(BYPASS)).sd[0]
    less = reconciled(gaps[None], sigma, linear(BYPASS)).sd[0]
    known = np.isfinite(less)
    assert np.all(full[known] <= less[known] * (1 + 1e-9))
