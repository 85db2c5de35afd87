"""R_f, its rate and the clean multipliers in one state: a Kalman filter and smoother by day.

State of one exchanger: level, rate (per day), a share of sqrt(age) since the last event, then
constant coefficients of regressors (the film multipliers less one, a misfit of the clean model).
R_f is the level and the sqrt term: a fresh surface fouls fastest, and a straight line would not
find where it began. An event sets the first three free again. Many series run side by side, so
that a grid of variances costs little more than one.

Source: Durbin & Koopman, Time Series Analysis by State Space Methods, 2nd ed. 2012, ch. 4
(filter and state smoother); Harvey 1989, ch. 2 (local linear trend).
"""

from dataclasses import dataclass, replace

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
    seen = np.isfinite(y)
    passes = []
    for k in range(y.shape[1]):
        covs, gains, s = _gains(seen[:, k], trend, k)
        means, v = _forward(y[:, k : k + 1], gains, trend)
        passes.append((means[:, 0], covs, v[:, 0], s, gains))
    means, covs, v, s, gains = (np.stack(each, axis=1) for each in zip(*passes, strict=True))
    return Filtered(means, covs, v, s, gains, _likelihood(seen, s, v))


def _likelihood(seen: Bools, s: Floats, v: Floats) -> Floats:
    finite = np.where(seen, s, 1.0)
    each = np.where(seen, np.log(2.0 * np.pi * finite) + v**2 / finite, 0.0)
    return np.asarray(-0.5 * np.sum(each, axis=0))


def _gains(seen: Bools, trend: Trend, series: int = 0) -> tuple[Floats, Floats, Floats]:
    """Covariances (T, n, n), gains (T, n) and variances (T,) of one series; no value matters."""
    trend = _alone(trend, series)
    days, n = trend.h.shape
    covs, gains, s = np.empty((days, n, n)), np.zeros((days, n)), np.full(days, np.inf)
    spare = np.zeros((n, 1))  # the mean, of which nothing is asked here
    p = np.diag(trend.var0[0])[:, :, None].copy()
    _later(p, 0.5)
    flat = p[:, :, 0]
    for t in range(days):
        if t > 0:
            _next_day(spare, p, trend, t)
        covs[t] = flat
        if not seen[t]:
            continue
        h = trend.h[t]
        ph = flat @ h
        s[t] = ph @ h + trend.noise[t, 0]
        gains[t] = ph / s[t]
        flat -= gains[t][:, None] * ph
    return covs, gains, s


def _alone(trend: Trend, k: int) -> Trend:
    """One of the series."""
    one = slice(k, k + 1)
    return replace(
        trend,
        noise=trend.noise[:, one],
        q_level=trend.q_level[:, one],
        q_rate=trend.q_rate[:, one],
        early_var=trend.early_var[:, one],
        var0=trend.var0[one],
    )


def _forward(y: Floats, gains: Floats, trend: Trend) -> tuple[Floats, Floats]:
    """Predicted means (T, B, n) and innovations (T, B) of series that share their gains."""
    days, n = trend.h.shape
    series = y.shape[1]
    means, v = np.empty((days, series, n)), np.zeros((days, series))
    seen: Bools = np.asarray(np.isfinite(y).all(axis=1))
    a = np.zeros((series, n))
    for t in range(days):
        if t > 0 and trend.reset[t]:
            a[:, :OWN] = 0.0
        elif t > 0:
            a[:, 0] += a[:, 1]
        means[t] = a
        if seen[t]:
            v[t] = y[t] - a @ trend.h[t]
            a += v[t][:, None] * gains[t]
    return means, v


def responses(y: Floats, trend: Trend) -> Floats:
    """Smoothed means (T, B, n) of series `y` (T, B) with values on the same days, by one `trend`.

    Covariances and gains are those of one series: no value changes them.
    """
    covs, gains, s = _gains(np.asarray(np.isfinite(y).all(axis=1)), trend)
    means, v = _forward(y, gains, trend)
    r = np.zeros((y.shape[1], trend.h.shape[1]))
    back = np.empty_like(means)
    for t in range(len(y) - 1, -1, -1):
        if t < len(y) - 1 and trend.reset[t + 1]:
            r[:, :OWN] = 0.0
        elif t < len(y) - 1:
            r[:, 1] += r[:, 0]
        r += (v[t] / s[t] - r @ gains[t])[:, None] * trend.h[t]
        back[t] = r
    return np.asarray(means + np.einsum("tij,tbj->tbi", covs, back))


def log_likelihoods(y: Floats, trend: Trend) -> Floats:
    """Log-likelihood (B,) of one series `y` (T,) under B choices of the variances.

    What `filtered` gives, without keeping what only the smoother needs. The series lie along the
    last axis, over which the processor is quick.
    """
    series, n = trend.var0.shape
    a = np.zeros((n, series))
    p = np.zeros((n, n, series))
    p[np.arange(n), np.arange(n)] = trend.var0.T
    _later(p, 0.5)
    total = np.zeros(series)
    for t in range(len(y)):
        if t > 0:
            _next_day(a, p, trend, t)
        if not np.isfinite(y[t]):
            continue
        h = trend.h[t]
        ph = (h @ p.reshape(n, -1)).reshape(n, series)
        s = h @ ph + trend.noise[t]
        v = y[t] - h @ a
        gain = ph / s
        a += gain * v
        p -= gain[:, None] * ph
        total -= 0.5 * (np.log(2.0 * np.pi * s) + v * v / s)
    return total


def _next_day(a: Floats, p: Floats, trend: Trend, t: int) -> None:
    """Mean (n, B) and covariance (n, n, B) a day later, in place."""
    if trend.reset[t]:
        a[:OWN] = 0.0
        p[:OWN] = 0.0
        p[:, :OWN] = 0.0
        p[0, 0], p[1, 1], p[2, 2] = trend.level_var[t], trend.rate_var, trend.early_var[t]
        _later(p, 0.5)
        return
    a[0] += a[1]
    p[0] += p[1]
    p[:, 0] += p[:, 1]
    p[0, 0] += trend.q_level[t]
    p[1, 1] += trend.q_rate[t]


def _later(p: Floats, days: float) -> None:
    """Covariance (n, n, B) of level and rate that are independent, so much later, in place."""
    p[0, 0] += days**2 * p[1, 1]
    p[0, 1] += days * p[1, 1]
    p[1, 0] = p[0, 1]


def smoothed(result: Filtered, trend: Trend) -> Smoothed:
    """One pass backward over what the filter kept."""
    pairs = [
        _evidence(
            result.innovation[:, k], result.variance[:, k], result.gain[:, k], trend.h, trend.reset
        )
        for k in range(result.mean.shape[1])
    ]
    rs, bigs = (np.stack(each, axis=1) for each in zip(*pairs, strict=True))
    mean = result.mean + (result.cov @ rs[..., None])[..., 0]
    return Smoothed(mean, result.cov - result.cov @ bigs @ result.cov)


def _evidence(
    v: Floats, s: Floats, gains: Floats, h: Floats, reset: Bools
) -> tuple[Floats, Floats]:
    """What this day and all later ones say of one series: r (T, n) and N (T, n, n)."""
    days, n = h.shape
    rs, bigs = np.empty((days, n)), np.empty((days, n, n))
    r, big = np.zeros(n), np.zeros((n, n))
    for t in range(days - 1, -1, -1):
        if t < days - 1 and reset[t + 1]:
            r[:OWN] = 0.0
            big[:OWN] = 0.0
            big[:, :OWN] = 0.0
        elif t < days - 1:
            r[1] += r[0]
            big[1] += big[0]
            big[:, 1] += big[:, 0]
        if s[t] < np.inf:
            gain, row = gains[t], h[t]
            r += (v[t] / s[t] - gain @ r) * row
            seen = big @ gain
            seen -= 0.5 * (1.0 / s[t] + gain @ seen) * row
            cross = seen[:, None] * row
            big -= cross
            big -= cross.T
        rs[t], bigs[t] = r, big
    return rs, bigs
