"""Several signals of one state that changes from day to day: Kalman filter and smoother.

Every signal is taken in on its own, so that any of them may be missing on any day and no matrix is
inverted: Durbin & Koopman, Time Series Analysis by State Space Methods, 2nd ed. 2012, ch. 6.4; the
smoother is de Jong's, Annals of Statistics 17 (1989) 1073. States may be set free at known events.
"""

from dataclasses import dataclass, replace
from math import log

import numpy as np

from greenlang.library.series.arrays import Floats


@dataclass(frozen=True)
class Joint:
    """What the filter is told, for T days, m signals and n states; all means are 0 at first.

    `h` (T, m, n): what of each state a signal holds. `noise` (T, m): variance of each value.
    `grows`: pairs (level, rate), the level grows by the rate each day. `wander` (T, n): variance
    by which a state changes on entering the day. `fresh` (T, n): variance to which a state is set
    anew on entering the day, NaN where it goes on; on the first day that of all of them.
    """

    h: Floats
    noise: Floats
    grows: tuple[tuple[int, int], ...]
    wander: Floats
    fresh: Floats


@dataclass(frozen=True)
class JointStates:
    """Mean (T, n) and covariance (T, n, n) of each day's state, given all days.

    `z` (T, m): what each value was off its prediction by the days before, in standard deviations
    of that; NaN where there is no value.
    """

    mean: Floats
    cov: Floats
    z: Floats
    log_likelihood: float

    def of(self, h: Floats) -> tuple[Floats, Floats]:
        """Value and sd of h x, day by day; `h` (n,) or (T, n)."""
        h = np.broadcast_to(h, self.mean.shape)
        value = np.einsum("tn,tn->t", h, self.mean)
        variance = np.einsum("tn,tnm,tm->t", h, self.cov, h)
        return value, np.sqrt(np.maximum(variance, 0.0))


def log_likelihoods(y: Floats, model: Joint, noise: Floats, wander: Floats) -> Floats:
    """Log-likelihood (G,) of `y` (T, m) under G choices of the variances.

    `noise` (G, m) and `wander` (G, n) are factors on those of the model.
    """
    days, n = model.wander.shape
    series = len(noise)
    a, p = np.zeros((n, series)), np.zeros((n, n, series))
    total = np.zeros(series)
    seen = np.isfinite(y)
    for t in range(days):
        _enter(a, p, model, t, wander.T)
        for i in np.flatnonzero(seen[t]):
            h = model.h[t, i]
            on = np.flatnonzero(h)
            ph = np.tensordot(h[on], p[on], axes=1)
            s = h[on] @ ph[on] + model.noise[t, i] * noise[:, i]
            v = y[t, i] - h[on] @ a[on]
            gain = ph / s
            a += gain * v
            p -= gain[:, None] * ph
            total -= 0.5 * (np.log(2.0 * np.pi * s) + v * v / s)
    return total


def _enter(a: Floats, p: Floats, model: Joint, t: int, factor: Floats | None = None) -> None:
    """Mean (n, ...) and covariance (n, n, ...) as day t is entered, in place."""
    if t > 0:
        for level, rate in model.grows:
            a[level] += a[rate]
            p[level] += p[rate]
            p[:, level] += p[:, rate]
    new = model.fresh[t]
    for k in np.flatnonzero(np.isfinite(new)):
        a[k] = 0.0
        p[k] = 0.0
        p[:, k] = 0.0
        p[k, k] = new[k]
    on = np.arange(len(a))
    p[on, on] += model.wander[t] if factor is None else model.wander[t][:, None] * factor


def factored(model: Joint, noise: Floats, wander: Floats) -> Joint:
    """The model with its variances times these factors, (m,) and (n,)."""
    return replace(model, noise=model.noise * noise, wander=model.wander * wander)


Taken = list[tuple[Floats, float, float, Floats]]
"""Row, variance, innovation and gain of every value of a day."""


def joint(y: Floats, model: Joint) -> JointStates:
    """States by all days' signals; `y` (T, m), NaN where a signal has no value."""
    means, covs, steps, z, total = _forward(y, model)
    return JointStates(*_smoothed(means, covs, steps, model), z, total)


def innovations(y: Floats, model: Joint) -> Floats:
    """What each value is off its prediction, in standard deviations (T, m); NaN where none is."""
    return _forward(y, model)[3]


def _forward(y: Floats, model: Joint) -> tuple[Floats, Floats, list[Taken], Floats, float]:
    """One pass forward: predictions, what each value adds, innovations, log-likelihood."""
    days, m, n = model.h.shape
    means, covs = np.empty((days, n)), np.empty((days, n, n))
    z = np.full((days, m), np.nan)
    steps: list[Taken] = []
    a, p = np.zeros(n), np.zeros((n, n))
    total = 0.0
    for t in range(days):
        _enter(a, p, model, t)
        means[t], covs[t] = a, p
        taken: Taken = []
        for i in np.flatnonzero(np.isfinite(y[t])):
            h = model.h[t, i]
            ph = p @ h
            s = float(ph @ h + model.noise[t, i])
            v = float(y[t, i] - a @ h)
            gain = ph / s
            a = a + gain * v
            p = p - gain[:, None] * ph
            z[t, i] = v / s**0.5
            total -= 0.5 * (log(2.0 * np.pi * s) + v * v / s)
            taken.append((h, s, v, gain))
        steps.append(taken)
    return means, covs, steps, z, total


def _smoothed(
    means: Floats,
    covs: Floats,
    steps: list[Taken],
    model: Joint,
) -> tuple[Floats, Floats]:
    """One pass backward: what each day and all later ones say besides those before."""
    days, n = means.shape
    mean, cov = np.empty_like(means), np.empty_like(covs)
    r, big = np.zeros(n), np.zeros((n, n))
    for t in range(days - 1, -1, -1):
        for h, s, v, gain in reversed(steps[t]):
            r = r + (v / s - gain @ r) * h
            seen = big @ gain
            cross = (seen - 0.5 * (1.0 / s + gain @ seen) * h)[:, None] * h
            big = big - cross - cross.T
        mean[t] = means[t] + covs[t] @ r
        cov[t] = covs[t] - covs[t] @ big @ covs[t]
        if t == 0:
            break
        for k in np.flatnonzero(np.isfinite(model.fresh[t])):
            r[k] = 0.0
            big[k] = 0.0
            big[:, k] = 0.0
        for level, rate in model.grows:
            r[rate] += r[level]
            big[rate] += big[level]
            big[:, rate] += big[:, level]
    return mean, cov
