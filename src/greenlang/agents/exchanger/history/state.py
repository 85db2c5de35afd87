"""R_f, its rate and the clean multipliers in one state: a Kalman filter and smoother by day.

State of one exchanger: level, rate (per day), a share of sqrt(age) since the last event, then
constant coefficients of regressors (the film multipliers less one, a misfit of the clean model).
R_f is the level and the sqrt term: a fresh surface fouls fastest, and a straight line would not
find where it began. An event sets the first three free again. Many series run side by side, of one
exchanger or of several, so that all cost little more than one.

Source: Durbin & Koopman, Time Series Analysis by State Space Methods, 2nd ed. 2012, ch. 4
(filter and state smoother); Harvey 1989, ch. 2 (local linear trend).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OWN = 3  # states of a cycle: level, rate, share of sqrt(age)


@dataclass(frozen=True)
class Trend:
    """What the filter is told, for T days, B series and n = 3 + k states.

    `h` (T, n): what of each state a day's value holds, all of the level and none of the rate.
    `noise` (T, B): variance of each day's value. `q_level`, `q_rate` (T, B): variances of a day's
    change. `reset` (T,): an event between yesterday and today frees level, rate and sqrt term, to
    the variances `level_var` (T,), `rate_var` and `early_var` (T, B) at half a day before; `var0`
    (B, n) holds half a day before the first day. All means are 0 there.
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


@dataclass(frozen=True)
class _Beside:
    """The series of several trends, all by (day, series); `rate_var` (B,)."""

    h: Floats
    noise: Floats
    q_level: Floats
    q_rate: Floats
    reset: Bools
    level_var: Floats
    early_var: Floats
    rate_var: Floats
    var0: Floats

    @property
    def resets(self) -> Bools:
        """Days on which any of them is reset."""
        return np.asarray(self.reset.any(axis=1))


def _beside(trends: Sequence[Trend]) -> _Beside:
    """Series of equally many days and states side by side."""
    many = [one.var0.shape[0] for one in trends]

    def own(parts: Sequence[Floats | Bools]) -> Floats:
        return np.concatenate(
            [np.repeat(x[:, None], k, axis=1) for x, k in zip(parts, many, strict=True)], axis=1
        )

    return _Beside(
        own([one.h for one in trends]),
        np.concatenate([one.noise for one in trends], axis=1),
        np.concatenate([one.q_level for one in trends], axis=1),
        np.concatenate([one.q_rate for one in trends], axis=1),
        own([one.reset for one in trends]).astype(np.bool_),
        own([one.level_var for one in trends]),
        np.concatenate([one.early_var for one in trends], axis=1),
        np.repeat([one.rate_var for one in trends], many),
        np.concatenate([one.var0 for one in trends]),
    )


def filtered(y: Floats, trend: Trend) -> Filtered:
    """One pass forward; `y` (T, B), NaN where a day has no value."""
    return _filtered(y, _beside([trend]))


def smoothed(result: Filtered, trend: Trend) -> Smoothed:
    """One pass backward over what the filter kept."""
    return _smoothed(result, _beside([trend]))


def smoothings(ys: Sequence[Floats], trends: Sequence[Trend]) -> list[tuple[float, Smoothed]]:
    """Log-likelihood and smoothed states of several series (T,), each by its own trend."""
    of = _beside(trends)
    forward = _filtered(np.stack(ys, axis=1), of)
    both = _smoothed(forward, of)
    return [
        (float(log), Smoothed(both.mean[:, k : k + 1], both.cov[:, k : k + 1]))
        for k, log in enumerate(forward.log_likelihood)
    ]


def _filtered(y: Floats, of: _Beside) -> Filtered:
    seen = np.isfinite(y)
    covs, gains, s = _gains(seen, of)
    means, v = _forward(y[:, :, None], gains, of)
    v = v[:, :, 0]
    return Filtered(means[:, :, 0], covs, v, s, gains, _likelihood(seen, s, v))


def _likelihood(seen: Bools, s: Floats, v: Floats) -> Floats:
    finite = np.where(seen, s, 1.0)
    each = np.where(seen, np.log(2.0 * np.pi * finite) + v**2 / finite, 0.0)
    return np.asarray(-0.5 * np.sum(each, axis=0))


def _gains(seen: Bools, of: _Beside) -> tuple[Floats, Floats, Floats]:
    """Covariances (T, B, n, n), gains (T, B, n) and variances (T, B); no value matters."""
    days, series, n = of.h.shape
    covs, gains = np.empty((days, series, n, n)), np.zeros((days, series, n))
    s = np.full((days, series), np.inf)
    own = np.arange(n)
    p = np.zeros((series, n, n))
    p[:, own, own] = of.var0
    p[:, 0, 0] += 0.25 * p[:, 1, 1]
    p[:, 0, 1] = p[:, 1, 0] = 0.5 * p[:, 1, 1]
    h, noise, there = of.h[..., None], of.noise, np.asarray(seen.any(axis=1))
    for t in range(days):
        if t > 0:
            _next_day(p, of, t)
        covs[t] = p
        if not there[t]:
            continue
        ph = (p @ h[t])[:, :, 0]
        s[t] = _dots(ph, of.h[t]) + noise[t]
        s[t][~seen[t]] = np.inf
        gains[t] = ph / s[t][:, None]
        p -= gains[t][:, :, None] * ph[:, None, :]
    return covs, gains, s


def _dots(one: Floats, other: Floats) -> Floats:
    """Products of the rows of two (B, n): (B,)."""
    return np.asarray((one[:, None] @ other[:, :, None])[:, 0, 0])


def _next_day(p: Floats, of: _Beside, t: int) -> None:
    """Covariances (B, n, n) a day later, in place."""
    p[:, 0] += p[:, 1]
    p[:, :, 0] += p[:, :, 1]
    p[:, 0, 0] += of.q_level[t]
    p[:, 1, 1] += of.q_rate[t]
    at = of.reset[t]
    if at.any():
        p[at, :OWN] = 0.0
        p[at, :, :OWN] = 0.0
        rate = of.rate_var[at]
        p[at, 0, 0] = of.level_var[t, at] + 0.25 * rate
        p[at, 0, 1] = p[at, 1, 0] = 0.5 * rate
        p[at, 1, 1], p[at, 2, 2] = rate, of.early_var[t, at]


def _forward(y: Floats, gains: Floats, of: _Beside) -> tuple[Floats, Floats]:
    """Predicted means (T, B, m, n) and innovations (T, B, m): m columns of values a series."""
    days, series, many = y.shape
    means, v = np.empty((days, series, many, of.h.shape[2])), np.zeros(y.shape)
    seen: Bools = np.asarray(np.isfinite(y).all(axis=2))
    value = np.where(seen[:, :, None], y, 0.0)
    a = np.zeros(means.shape[1:])
    h, gain, resets = of.h[..., None], gains[:, :, None], of.resets
    for t in range(days):
        if t > 0:
            a[:, :, 0] += a[:, :, 1]
            if resets[t]:
                a[of.reset[t], :, :OWN] = 0.0
        means[t] = a
        np.subtract(value[t], (a @ h[t])[:, :, 0], out=v[t])
        a += v[t][:, :, None] * gain[t]
    v[~seen] = 0.0
    return means, v


def responses(ys: Sequence[Floats], trends: Sequence[Trend]) -> list[Floats]:
    """Smoothed means (T, m, n) of columns `y` (T, m) with values on the same days, by each trend.

    Covariances and gains are those of one series a trend: no value changes them.
    """
    of = _beside(trends)
    most = max(y.shape[1] for y in ys)
    y = np.stack([_widened(each, most) for each in ys], axis=1)
    covs, gains, s = _gains(np.asarray(np.isfinite(y).all(axis=2)), of)
    means, v = _forward(y, gains, of)
    r = np.zeros(means.shape[1:])
    back, h, gain = np.empty_like(means), of.h[:, :, None], gains[..., None]
    resets, share = of.resets, v / s[:, :, None]
    for t in range(len(y) - 1, -1, -1):
        if t < len(y) - 1:
            r[:, :, 1] += r[:, :, 0]
            if resets[t + 1]:
                r[of.reset[t + 1], :, :OWN] = 0.0
        r += (share[t][:, :, None] - r @ gain[t]) * h[t]
        back[t] = r
    # Covariances are symmetric: a row of means goes through them from the left.
    out = means + back @ covs
    return [out[:, k, : each.shape[1]] for k, each in enumerate(ys)]


def _widened(y: Floats, columns: int) -> Floats:
    """With columns of zeros to the right, on days that have values."""
    seen = np.isfinite(y).all(axis=1, keepdims=True)
    spare = np.where(seen, 0.0, np.nan) * np.ones(columns - y.shape[1])
    return np.hstack([y, spare])


def _smoothed(result: Filtered, of: _Beside) -> Smoothed:
    rs, bigs = _evidence(result, of)
    mean = result.mean + (result.cov @ rs[..., None])[..., 0]
    return Smoothed(mean, result.cov - result.cov @ bigs @ result.cov)


def _evidence(result: Filtered, of: _Beside) -> tuple[Floats, Floats]:
    """What this day and all later ones say of each series: r (T, B, n) and N (T, B, n, n)."""
    days, series, n = of.h.shape
    rs, bigs = np.empty((days, series, n)), np.empty((days, series, n, n))
    r, big = np.zeros((series, n)), np.zeros((series, n, n))
    gains, rows, resets = result.gain, of.h, of.resets
    seen = np.isfinite(result.variance)
    # Without a value there is no gain, and the day says nothing.
    rows = np.where(seen[..., None], rows, 0.0)
    share, inverse = result.innovation / result.variance, 1.0 / result.variance
    for t in range(days - 1, -1, -1):
        if t < days - 1:
            r[:, 1] += r[:, 0]
            big[:, 1] += big[:, 0]
            big[:, :, 1] += big[:, :, 0]
            if resets[t + 1]:
                at = of.reset[t + 1]
                r[at, :OWN] = 0.0
                big[at, :OWN] = 0.0
                big[at, :, :OWN] = 0.0
        gain, row = gains[t], rows[t]
        r += (share[t] - _dots(gain, r))[:, None] * row
        cross = (big @ gain[:, :, None])[:, :, 0]
        cross -= (0.5 * (inverse[t] + _dots(gain, cross)))[:, None] * row
        both = cross[:, :, None] * row[:, None, :]
        big -= both
        big -= both.swapaxes(1, 2)
        rs[t], bigs[t] = r, big
    return rs, bigs
