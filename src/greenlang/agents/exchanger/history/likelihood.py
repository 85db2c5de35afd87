"""How likely a series is under many choices of its variances: a grid for little more than a point.

Level and rate are filtered, as in `state`; what else the value holds is linear in coefficients of
normal priors and goes through the same filter column by column, so that their share of the
likelihood follows at the end (de Jong, Annals of Statistics 19 (1991) 1073: the augmented filter).
The sqrt term is a coefficient of its cycle: choices that differ in nothing else share one pass.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.state import OWN, Trend

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EARLY = 2  # the state, and after the value the column, of the share of sqrt(age)


def log_likelihoods(y: Floats, trend: Trend) -> Floats:
    """Log-likelihood (B,) of one series `y` (T,) under B choices of the variances."""
    return many_log_likelihoods([y], [trend])[0]


def many_log_likelihoods(ys: Sequence[Floats], trends: Sequence[Trend]) -> list[Floats]:
    """Log-likelihoods (B,) of several series (T,), each under the choices of its own trend.

    Trends have equally many days and states.
    """
    leads = [_leads(one) for one in trends]
    width = max(len(lead) for lead, _ in leads)
    wide = [np.resize(lead, width) for lead, _ in leads]  # repeated, so that all have as many
    y = np.stack(ys, axis=1)
    seen = np.isfinite(y)
    columns = np.stack([_columns(one, of) for one, of in zip(ys, trends, strict=True)], axis=1)
    v, s = _innovations(seen, columns, trends, wide)
    return [
        _likelihood(v[:, :, k], s[:, k], seen[:, k], one, of)
        for k, (one, (_, of)) in enumerate(zip(trends, leads, strict=True))
    ]


def _leads(trend: Trend) -> tuple[Ints, Ints]:
    """Choices that begin a run of equal ones but for the sqrt term; of every choice, its run."""
    parts = (trend.noise, trend.q_level, trend.q_rate, trend.var0[:, [0, 1, *_constants(trend)]].T)
    new = np.any([np.any(x[:, 1:] != x[:, :-1], axis=0) for x in parts], axis=0)
    first = np.append(True, new)
    return np.flatnonzero(first), np.cumsum(first) - 1


def _constants(trend: Trend) -> range:
    return range(OWN, trend.h.shape[1])


def _columns(y: Floats, trend: Trend) -> Floats:
    """The value and what it holds of each coefficient, 0 on days without: (T, columns)."""
    return np.where(np.isfinite(y)[:, None], np.column_stack([y, trend.h[:, EARLY:]]), 0.0)


def _innovations(
    seen: NDArray[np.bool_], columns: Floats, trends: Sequence[Trend], leads: Sequence[Ints]
) -> tuple[Floats, Floats]:
    """Innovations over their sd (T, columns, series, choices), and variances (T, series, choices).

    `columns` (T, series, columns).
    """

    def chosen(x: str) -> Floats:
        parts = [getattr(one, x)[:, lead] for one, lead in zip(trends, leads, strict=True)]
        return np.stack(parts, axis=1)

    noise, q_level, q_rate = chosen("noise"), chosen("q_level"), chosen("q_rate")
    reset = np.stack([one.reset for one in trends], axis=1)
    days, series, width = noise.shape
    inverse, s = np.empty(noise.shape), np.empty(noise.shape)
    x = np.ascontiguousarray(columns.swapaxes(1, 2))[..., None]
    v = np.empty((days, x.shape[1], series, width))
    p11, p22 = (
        np.stack([one.var0[lead, k] for one, lead in zip(trends, leads, strict=True)])
        for k in (0, 1)
    )
    p11, p12 = p11 + 0.25 * p22, 0.5 * p22
    level, rate = np.zeros(v.shape[1:]), np.zeros(v.shape[1:])
    there = seen.astype(np.float64)[..., None]
    for t in range(days):
        if t > 0:
            level += rate
            p11 += 2.0 * p12
            p11 += p22
            p11 += q_level[t]
            p12 += p22
            p22 += q_rate[t]
            for k in np.flatnonzero(reset[t]).tolist():
                level[:, k] = rate[:, k] = 0.0
                p22[k] = trends[k].rate_var
                p11[k] = trends[k].level_var[t] + 0.25 * p22[k]
                p12[k] = 0.5 * p22[k]
        np.subtract(x[t], level, out=v[t])
        np.add(p11, noise[t], out=s[t])
        np.divide(there[t], s[t], out=inverse[t])
        k1, k2 = p11 * inverse[t], p12 * inverse[t]
        level += k1 * v[t]
        rate += k2 * v[t]
        p22 -= k2 * p12
        np.subtract(1.0, k1, out=k1)
        p12 *= k1
        p11 *= k1
    v *= np.sqrt(inverse)[:, None]
    return v, s


def _likelihood(v: Floats, s: Floats, seen: NDArray[np.bool_], trend: Trend, of: Ints) -> Floats:
    """Log-likelihood of every choice; `of`: the run that it belongs to."""
    runs = int(of[-1]) + 1
    logs = np.log(s[seen, :runs]).sum(axis=0) + np.count_nonzero(seen) * np.log(2.0 * np.pi)
    begin = np.flatnonzero(np.append(True, trend.reset[1:]))
    early = np.vstack([trend.var0[:, EARLY], trend.early_var[begin[1:]]])
    total, apart = np.zeros(()), np.zeros(len(of))
    w = np.ascontiguousarray(v[:, :, :runs].transpose(2, 0, 1))
    for part, var in zip(np.split(w, begin[1:], axis=1), early, strict=True):
        moments = (part.swapaxes(1, 2) @ part)[of]
        own = moments[:, :, 1]
        grown = 1.0 + var * own[:, 1]
        total = total + moments - (var / grown)[:, None, None] * own[:, :, None] * own[:, None, :]
        apart += np.log(grown)
    sd = np.sqrt(trend.var0[:, OWN:])
    m = np.eye(sd.shape[1]) + total[:, 2:, 2:] * sd[:, :, None] * sd[:, None, :]
    pull = total[:, 2:, 0] * sd
    explained = np.sum(pull * np.linalg.solve(m, pull[..., None])[..., 0], axis=1)
    return np.asarray(
        -0.5 * (logs[of] + apart + np.linalg.slogdet(m)[1] + total[:, 0, 0] - explained)
    )
