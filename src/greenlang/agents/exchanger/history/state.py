"""R_f, its rate and the clean multipliers in one state: a Kalman filter and smoother by day.

State of one exchanger: level, rate (per day), a share of sqrt(age) since the last event, then
constant coefficients of regressors (the film multipliers less one, a misfit of the clean model).
R_f is the level and the sqrt term: a fresh surface fouls fastest, and a straight line would not
find where it began. An event sets the first three free again. Many series run side by side, so
that a grid of variances costs little more than one.

Source: Durbin & Koopman, Time Series Analysis by State Space Methods, 2nd ed. 2012, ch. 4
(filter and state smoother); Harvey 1989, ch. 2 (local linear trend).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OWN = 3  # states of a cycle: level, rate, share of sqrt(age)


@dataclass(frozen=True)
class Trend:
    """What the filter is told, for T days, B series and n = 3 + k states.

    `h` (T, n): what of each state a day's value holds. `noise` (T, B): variance of each day's
    value. `q_level`, `q_rate` (T, B): variances of a day's change. `reset` (T,): an event between
    yesterday and today frees level, rate and sqrt term, to the variances `level_var` (T,),
    `rate_var` and `early_var` (T, B) at half a day before; `var0` (B, n) holds half a day before
    the first day. All means are 0 there.
    """

    h: Floats
    noise: Floats
    q_level: Floats
    q_rate: Floats
    reset: Bools
    level_var: Floats
    early_var: Floats
    rate_var: float
    var0: Floats


@dataclass(frozen=True)
class Filtered:
    """Predictions of each day (mean, covariance), innovations and gains, for the smoother."""

    mean: Floats  # (T, B, n)
    cov: Floats  # (T, B, n, n)
    innovation: Floats  # (T, B)
    variance: Floats  # (T, B), inf on days without a value
    gain: Floats  # (T, B, n)
    log_likelihood: Floats  # (B,)


@dataclass(frozen=True)
class Smoothed:
    """Mean and covariance of each day's state, given all days."""

    mean: Floats  # (T, B, n)
    cov: Floats  # (T, B, n, n)


def filtered(y: Floats, trend: Trend) -> Filtered:
    """One pass forward; `y` (T, B), NaN where a day has no value."""
    days, series = y.shape
    n, h = trend.var0.shape[1], trend.h
    means, covs = np.empty((days, series, n)), np.empty((days, series, n, n))
    gains, v, s = np.empty((days, series, n)), np.zeros((days, series)), np.empty((days, series))
    a = np.zeros((series, n))
    p = _half_a_day_on(trend.var0[:, :, None] * np.eye(n))
    seen = np.isfinite(y)
    for t in range(days):
        if t > 0:
            a, p = _moved(a, p, trend, t)
        means[t], covs[t] = a, p
        ph = p @ h[t]
        s[t] = np.where(seen[t], ph @ h[t] + trend.noise[t], np.inf)
        v[t] = np.where(seen[t], y[t] - a @ h[t], 0.0)
        gains[t] = ph / s[t][:, None]
        a = a + gains[t] * v[t][:, None]
        p = p - gains[t][:, :, None] * ph[:, None, :]
    finite = np.where(seen, s, 1.0)
    likelihood = -0.5 * np.sum(
        np.where(seen, np.log(2.0 * np.pi * finite) + v**2 / finite, 0.0), axis=0
    )
    return Filtered(means, covs, v, s, gains, likelihood)


def log_likelihoods(y: Floats, trend: Trend) -> Floats:
    """Log-likelihood (B,) of one series `y` (T,) under B choices of the variances.

    What `filtered` gives, without keeping what only the smoother needs.
    """
    series, n = trend.var0.shape
    a = np.zeros((series, n))
    p = _half_a_day_on(trend.var0[:, :, None] * np.eye(n))
    total = np.zeros(series)
    for t in range(len(y)):
        if t > 0:
            a, p = _moved(a, p, trend, t, copied=False)
        if not np.isfinite(y[t]):
            continue
        h = trend.h[t]
        ph = (p.reshape(-1, n) @ h).reshape(series, n)
        s = ph @ h + trend.noise[t]
        v = y[t] - a @ h
        gain = ph / s[:, None]
        a += gain * v[:, None]
        p -= gain[:, :, None] * ph[:, None, :]
        total -= 0.5 * (np.log(2.0 * np.pi * s) + v * v / s)
    return total


def _moved(
    a: Floats, p: Floats, trend: Trend, t: int, *, copied: bool = True
) -> tuple[Floats, Floats]:
    """Mean and covariance a day later; in place unless `copied`."""
    if copied:
        a, p = a.copy(), p.copy()
    if trend.reset[t]:
        a[:, :OWN] = 0.0
        p[:, :OWN, :] = 0.0
        p[:, :, :OWN] = 0.0
        p[:, 0, 0], p[:, 1, 1], p[:, 2, 2] = trend.level_var[t], trend.rate_var, trend.early_var[t]
        p[:, :2, :2] = _half_a_day_on(p[:, :2, :2])
        return a, p
    a[:, 0] += a[:, 1]
    p[:, 0, :] += p[:, 1, :]
    p[:, :, 0] += p[:, :, 1]
    p[:, 0, 0] += trend.q_level[t]
    p[:, 1, 1] += trend.q_rate[t]
    return a, p


def _half_a_day_on(p: Floats) -> Floats:
    """Covariance half a day later: a day's value stands for its noon."""
    p = p.copy()
    p[..., 0, 0] += 0.25 * p[..., 1, 1]
    p[..., 0, 1] += 0.5 * p[..., 1, 1]
    p[..., 1, 0] = p[..., 0, 1]
    return p


def smoothed(result: Filtered, trend: Trend) -> Smoothed:
    """One pass backward over what the filter kept."""
    days, series, n = result.mean.shape
    h = trend.h
    mean, cov = np.empty_like(result.mean), np.empty_like(result.cov)
    r, big = np.zeros((series, n)), np.zeros((series, n, n))
    for t in range(days - 1, -1, -1):
        if t < days - 1:
            r, big = _back(r, big, reset=bool(trend.reset[t + 1]))
        u = result.innovation[t] / result.variance[t] - np.sum(result.gain[t] * r, axis=1)
        r = r + h[t] * u[:, None]
        ng = (big @ result.gain[t][:, :, None])[:, :, 0]
        curve = 1.0 / result.variance[t] + np.sum(result.gain[t] * ng, axis=1)
        cross = ng[:, :, None] * h[t]
        big = big - cross - np.swapaxes(cross, 1, 2) + curve[:, None, None] * np.outer(h[t], h[t])
        p = result.cov[t]
        mean[t] = result.mean[t] + (p @ r[:, :, None])[:, :, 0]
        cov[t] = p - p @ big @ p
    return Smoothed(mean, cov)


def _back(r: Floats, big: Floats, *, reset: bool) -> tuple[Floats, Floats]:
    """Tomorrow's evidence seen from today: the transposed step."""
    r, big = r.copy(), big.copy()
    if reset:
        r[:, :OWN] = 0.0
        big[:, :OWN, :] = 0.0
        big[:, :, :OWN] = 0.0
        return r, big
    r[:, 1] += r[:, 0]
    big[:, 1, :] += big[:, 0, :]
    big[:, :, 1] += big[:, :, 0]
    return r, big
