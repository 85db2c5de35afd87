"""The filter and smoother against the conditional normal law worked out in one piece."""

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.likelihood import log_likelihoods, many_log_likelihoods
from greenlang.agents.exchanger.history.state import (
    OWN,
    Trend,
    filtered,
    responses,
    smoothed,
    smoothings,
)

Floats = NDArray[np.float64]
DAYS = 14


def trend(reset_on: int | None) -> Trend:
    draw = np.random.default_rng(5)
    reset = np.zeros(DAYS, np.bool_)
    if reset_on is not None:
        reset[reset_on] = True
    age = np.array([d if reset_on is None or d < reset_on else d - reset_on for d in range(DAYS)])
    h = np.column_stack(
        [np.ones(DAYS), np.zeros(DAYS), np.sqrt(age + 0.5), draw.normal(size=(DAYS, 2))]
    )
    return Trend(
        h=h,
        noise=draw.uniform(0.5, 1.5, (DAYS, 1)),
        q_level=np.full((DAYS, 1), 0.2),
        q_rate=np.full((DAYS, 1), 0.05),
        reset=reset,
        level_var=np.full(DAYS, 4.0),
        early_var=np.full((DAYS, 1), 2.0),
        rate_var=0.7,
        var0=np.array([[3.0, 0.5, 1.0, 2.0, 1.5]]),
    )


def half_day(var: Floats) -> Floats:
    p = np.diag(var)
    move = np.eye(len(var))
    move[0, 1] = 0.5
    return move @ p @ move.T


def prior(of: Trend) -> Floats:
    """Covariance of all states of all days, (days n, days n)."""
    n = of.var0.shape[1]
    blocks = np.zeros((DAYS, DAYS, n, n))
    blocks[0, 0] = half_day(of.var0[0])
    for t in range(1, DAYS):
        step, noise = np.eye(n), np.zeros((n, n))
        if of.reset[t]:
            step[:OWN] = 0.0
            own = np.array([of.level_var[t], of.rate_var, of.early_var[t, 0]])
            noise[:OWN, :OWN] = half_day(own)
        else:
            step[0, 1] = 1.0
            noise[0, 0], noise[1, 1] = of.q_level[t, 0], of.q_rate[t, 0]
        for s in range(t):
            blocks[t, s] = step @ blocks[t - 1, s]
            blocks[s, t] = blocks[t, s].T
        blocks[t, t] = step @ blocks[t - 1, t - 1] @ step.T + noise
    return blocks.transpose(0, 2, 1, 3).reshape(DAYS * n, DAYS * n)


def conditional(of: Trend, y: Floats) -> tuple[Floats, Floats, float]:
    n = of.var0.shape[1]
    whole = prior(of)
    seen = np.flatnonzero(np.isfinite(y))
    h = np.zeros((seen.size, DAYS * n))
    for row, t in enumerate(seen):
        h[row, t * n : (t + 1) * n] = of.h[t]
    s = h @ whole @ h.T + np.diag(of.noise[seen, 0])
    gain = whole @ h.T @ np.linalg.inv(s)
    mean = (gain @ y[seen]).reshape(DAYS, n)
    cov = (whole - gain @ h @ whole).reshape(DAYS, n, DAYS, n)
    value = y[seen]
    log_likelihood = -0.5 * (
        value @ np.linalg.solve(s, value)
        + np.linalg.slogdet(s)[1]
        + seen.size * np.log(2.0 * np.pi)
    )
    return mean, np.array([cov[t, :, t] for t in range(DAYS)]), float(log_likelihood)


def check(reset_on: int | None) -> None:
    of = trend(reset_on)
    y = np.random.default_rng(6).normal(size=DAYS) * 2.0
    y[[3, 9]] = np.nan
    mean, cov, log_likelihood = conditional(of, y)
    forward = filtered(y[:, None], of)
    state = smoothed(forward, of)
    np.testing.assert_allclose(state.mean[:, 0], mean, rtol=0, atol=1e-10)
    np.testing.assert_allclose(state.cov[:, 0], cov, rtol=0, atol=1e-10)
    np.testing.assert_allclose(forward.log_likelihood[0], log_likelihood, rtol=1e-12)
    np.testing.assert_allclose(log_likelihoods(y, of)[0], log_likelihood, rtol=1e-12)


def test_smoother_is_the_conditional_law() -> None:
    check(None)


def test_a_reset_forgets_level_rate_and_early_term_and_keeps_the_coefficients() -> None:
    check(6)


def test_series_side_by_side_do_not_touch_one_another() -> None:
    of = trend(5)
    y = np.random.default_rng(7).normal(size=(DAYS, 3))
    wide = Trend(
        of.h,
        np.tile(of.noise, (1, 3)),
        np.tile(of.q_level, (1, 3)),
        np.tile(of.q_rate, (1, 3)),
        of.reset,
        of.level_var,
        np.tile(of.early_var, (1, 3)),
        of.rate_var,
        np.tile(of.var0, (3, 1)),
    )
    together = smoothed(filtered(y, wide), wide)
    for k in range(3):
        alone = smoothed(filtered(y[:, k : k + 1], of), of)
        np.testing.assert_allclose(together.mean[:, k], alone.mean[:, 0], atol=1e-12)


def test_a_grid_of_variances_is_as_likely_as_its_choices_one_by_one() -> None:
    of, draw = trend(5), np.random.default_rng(8)
    y = draw.normal(size=DAYS)
    y[[2, 7]] = np.nan
    # Choices that differ in the sqrt term alone share a pass: runs of them, and some of one.
    levels, early = np.repeat([0.0, 0.1, 0.4], 3)[:-1], np.tile([0.0, 0.3, 1.5], 3)[:-1]
    grid = Trend(
        of.h,
        np.tile(of.noise, (1, 8)),
        np.tile(levels, (DAYS, 1)),
        np.tile(of.q_rate, (1, 8)),
        of.reset,
        of.level_var,
        np.tile(early, (DAYS, 1)),
        of.rate_var,
        np.column_stack([np.tile(of.var0[:, :2], (8, 1)), early, np.tile(of.var0[:, 3:], (8, 1))]),
    )
    one_by_one = filtered(np.tile(y[:, None], (1, 8)), grid).log_likelihood
    np.testing.assert_allclose(log_likelihoods(y, grid), one_by_one, rtol=1e-12)


def test_exchangers_side_by_side_get_what_each_gets_alone() -> None:
    ys = [np.random.default_rng(k).normal(size=DAYS) for k in (10, 11)]
    ys[0][4], ys[1][[0, 8]] = np.nan, np.nan
    trends = [trend(None), trend(6)]
    for y, of, both in zip(ys, trends, many_log_likelihoods(ys, trends), strict=True):
        np.testing.assert_allclose(both, log_likelihoods(y, of), rtol=1e-13)
    for y, of, (log, state) in zip(ys, trends, smoothings(ys, trends), strict=True):
        forward = filtered(y[:, None], of)
        assert log == forward.log_likelihood[0]
        np.testing.assert_array_equal(state.mean, smoothed(forward, of).mean)
    wide = [np.outer(y, factors) for y, factors in zip(ys, ([1.0, -2.0], [0.5]), strict=True)]
    for y, of, both in zip(wide, trends, responses(wide, trends), strict=True):
        for k, column in enumerate(y.T):
            alone = smoothed(filtered(column[:, None], of), of).mean[:, 0]
            np.testing.assert_allclose(both[:, k], alone, atol=1e-12)
