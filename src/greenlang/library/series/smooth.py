"""A level and its rate on every day: local linear trend, Kalman filter and fixed-interval smoother.

level' = level + rate + noise, rate' = rate + noise, y = level + error (Harvey 1989, ch. 2 and 4; de
Jong, Annals of Statistics 17 (1989) 1073 for the smoother). The two noise variances, and a common
factor on the stated errors, are those of greatest likelihood. At known events level and rate may
jump by given standard deviations.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.core.errors import InputError, InsufficientData
from greenlang.library.series.arrays import Bools, Floats, floats

LEVEL_NOISE = 10.0 ** np.linspace(-5.0, 1.0, 12)  # variance a day over the error variance
RATE_NOISE = 10.0 ** np.linspace(-10.0, -1.0, 12)
BATCH = 16  # series whose likelihood grids are run together
PRIOR = 10.0  # days that the stated errors are worth against those that the data show
LEAST = 5  # values without which there is no trend
RATE_PRIOR = 0.01  # variance of the first rate over that of the first level, a step squared
FEWER_LOGS = 24  # factors multiplied before their logarithm is taken


@dataclass(frozen=True)
class Smoothed:
    """(n + ahead,) or (series, n + ahead): NaN where a series has fewer than five values.

    `rate` is per step (day). `scale` is the factor on the stated errors, `level_noise` and
    `rate_noise` the sd by which level and rate wander in a step, all one a series.
    """

    level: Floats
    level_sd: Floats
    rate: Floats
    rate_sd: Floats
    scale: Floats
    level_noise: Floats
    rate_noise: Floats


def smooth(
    y: Floats,
    sd: Floats | float,
    *,
    level_jump: Floats | None = None,
    rate_jump: Floats | None = None,
    ahead: int = 0,
    scaled: bool = True,
) -> Smoothed:
    """Level and rate on every day, across gaps and `ahead` days on, with their sd.

    Parameters
    ----------
    y : (n,) or (series, n)
        One value a day, NaN where missing.
    sd : scalar or as y
        Standard uncertainty of each value, random part.
    level_jump, rate_jump : as y, or (..., n + ahead)
        Sd by which level and rate may jump on entering that day; 0 elsewhere.
    scaled
        Let the data set a common factor on `sd`; else it is taken as given.

    Errors: InsufficientData if a single series has fewer than five values.
    """
    y = floats(y)
    table = np.atleast_2d(y)
    error = np.broadcast_to(floats(sd), table.shape)
    seen = np.isfinite(table) & np.isfinite(error) & (error > 0.0)
    enough = np.count_nonzero(seen, axis=1) >= LEAST
    if y.ndim == 1 and not enough[0]:
        raise InsufficientData(
            f"{np.count_nonzero(seen)} days with a value, at least {LEAST} needed for a trend"
        )
    jumps = [_jumps(jump, table.shape, ahead) for jump in (level_jump, rate_jump)]
    out = np.full((4, len(table), table.shape[1] + ahead), np.nan)
    noise = np.full((3, len(table)), np.nan)
    use = np.flatnonzero(enough)
    for part in np.array_split(use, -(-use.size // BATCH)) if use.size else []:
        done = _smoothed(
            table[part], error[part], seen[part], jumps[0][part], jumps[1][part], scaled=scaled
        )
        out[:, part], noise[:, part] = done
    results = (*out, *noise)
    return Smoothed(*(np.asarray(a[0]) for a in results) if y.ndim == 1 else results)


def _jumps(jump: Floats | None, shape: tuple[int, ...], ahead: int) -> Floats:
    """Jump sd (series, n + ahead), zero where none is given."""
    out = np.zeros((shape[0], shape[1] + ahead))
    if jump is None:
        return out
    jump = np.atleast_2d(floats(jump))
    if jump.shape[1] not in {shape[1], shape[1] + ahead}:
        raise InputError(f"jumps for {jump.shape[1]} days, the series has {shape[1]}+{ahead}")
    out[:, : jump.shape[1]] = jump
    return out


@dataclass(frozen=True)
class _Series:
    """Scaled series, time first: values, error variances, 1 where seen, jump variances, prior."""

    y: Floats
    r: Floats
    seen: Floats
    level_jump: Floats
    rate_jump: Floats
    prior: Floats


def _smoothed(
    y: Floats, error: Floats, seen: Bools, level_jump: Floats, rate_jump: Floats, *, scaled: bool
) -> tuple[Floats, Floats]:
    """Scale each series, find its noises on a grid, filter and smooth."""
    unit = np.array([np.median(e[s]) for e, s in zip(error, seen, strict=True)])
    zero = np.array([np.median(v[s]) for v, s in zip(y, seen, strict=True)])
    width = np.array([np.ptp(v[s]) for v, s in zip(y, seen, strict=True)]) / unit
    at = _Series(
        np.where(seen, (y - zero[:, None]) / unit[:, None], 0.0).T,
        np.where(seen, (error / unit[:, None]) ** 2, 1.0).T,
        seen.T.astype(np.float64),
        (level_jump.T / unit) ** 2,
        (rate_jump.T / unit) ** 2,
        (10.0 * (width + 1.0)) ** 2,
    )
    level_noise, rate_noise, variance = _likeliest(at, scaled=scaled)
    done = _levels(at, level_noise, rate_noise)
    factor = unit * np.sqrt(variance)
    level, level_sd, rate, rate_sd = (done[i] for i in range(4))
    out = np.stack([zero + unit * level, factor * level_sd, unit * rate, factor * rate_sd])
    noise = np.stack(
        [np.sqrt(variance), factor * np.sqrt(level_noise), factor * np.sqrt(rate_noise)]
    )
    return out.swapaxes(1, 2), noise


def _likeliest(at: _Series, *, scaled: bool) -> tuple[Floats, Floats, Floats]:
    """Noise variances of greatest likelihood on the grid, and the common factor on variances.

    Between grid points the maximum is that of a parabola along each axis.
    """
    shape = (len(LEVEL_NOISE), len(RATE_NOISE))
    q1, q2 = (q.ravel() for q in np.meshgrid(LEVEL_NOISE, RATE_NOISE, indexing="ij"))
    power, logs = _innovations(at, q1, q2)
    n = at.seen.sum(axis=0)[:, None]
    # The stated errors count as so many days, so that a few values cannot unsay them.
    both, worth = power + PRIOR, n + PRIOR
    fit = worth * np.log(both / worth) + logs if scaled else power + logs
    found = np.array([_peak(-half.reshape(shape)) for half in fit])
    level, rate = (
        10.0 ** np.interp(place, np.arange(len(q)), np.log10(q))
        for place, q in zip(found.T, (LEVEL_NOISE, RATE_NOISE), strict=True)
    )
    variance = np.ones(len(found))
    if scaled:
        corner = np.rint(found).astype(np.int64)
        best = np.ravel_multi_index((corner[:, 0], corner[:, 1]), shape)
        variance = both[np.arange(len(found)), best] / worth[:, 0]
    return level, rate, variance


def _peak(fit: Floats) -> tuple[float, float]:
    """Place (in grid steps) of the greatest value, refined by a parabola along each axis."""
    i, j = np.unravel_index(int(np.argmax(fit)), fit.shape)
    return _vertex(fit[:, j], int(i)), _vertex(fit[i], int(j))


def _vertex(f: Floats, i: int) -> float:
    if i in {0, len(f) - 1}:
        return float(i)
    bend = f[i - 1] - 2.0 * f[i] + f[i + 1]
    return float(i + 0.5 * (f[i - 1] - f[i + 1]) / bend) if bend < 0.0 else float(i)


def _innovations(at: _Series, q1: Floats, q2: Floats) -> tuple[Floats, Floats]:
    """Sum of v^2/F and of ln F for every series and pair of noises: (series, pairs)."""
    m1 = np.zeros((len(at.prior), len(q1)))
    m2, p12 = m1.copy(), m1.copy()
    p11 = m1 + at.prior[:, None]
    p22 = p11 * RATE_PRIOR
    power, logs, product = m1.copy(), m1.copy(), m1 + 1.0
    for t in range(len(at.y)):
        y, r, o = at.y[t][:, None], at.r[t][:, None], at.seen[t][:, None]
        if at.level_jump[t].any() or at.rate_jump[t].any():
            p11 = p11 + at.level_jump[t][:, None]
            p22 = p22 + at.rate_jump[t][:, None]
        if o.any():
            # Where nothing was seen F is 1 and the gain 0.
            f = p11 * o + r
            g = o / f
            v = y - m1
            k1, k2 = p11 * g, p12 * g
            power += v * v * g
            product *= f
            m1 += k1 * v
            m2 += k2 * v
            p22 = p22 - k2 * p12
            k1 = 1.0 - k1
            p12 *= k1
            p11 = p11 * k1
        if t % FEWER_LOGS == FEWER_LOGS - 1:
            logs += np.log(product)
            product.fill(1.0)
        m1 += m2
        p11 = p11 + 2.0 * p12 + p22 + q1
        p12 += p22
        p22 = p22 + q2
    return power, logs + np.log(product)


def _levels(at: _Series, q1: Floats, q2: Floats) -> Floats:
    """Smoothed level, its sd, rate and its sd: (4, days with those ahead, series)."""
    if len(q1) > 1:
        return np.array(_smoothing(_filtering(at.prior, q1, q2, _rows(at))))
    # One series runs several times faster in plain floats.
    rows = [tuple(float(value[0]) for value in row) for row in _rows(at)]
    path = _filtering(float(at.prior[0]), float(q1[0]), float(q2[0]), rows)
    return np.array(_smoothing(path))[:, :, None]


def _rows(at: _Series) -> list[tuple[Any, ...]]:
    """(y, error variance, seen, level jump, rate jump) of every day, those ahead unseen."""
    ahead = len(at.level_jump) - len(at.y)
    none, one = np.zeros((ahead, at.y.shape[1])), np.ones((ahead, at.y.shape[1]))
    columns = (
        np.concatenate([at.y, none]),
        np.concatenate([at.r, one]),
        np.concatenate([at.seen, none]),
        at.level_jump,
        at.rate_jump,
    )
    return list(zip(*columns, strict=True))


def _filtering(prior: Any, q1: Any, q2: Any, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Predicted state, its covariance, innovation and 1/F of every day (floats or arrays)."""
    m1, m2, p12 = 0.0 * prior, 0.0 * prior, 0.0 * prior
    p11, p22 = prior, prior * RATE_PRIOR
    path = []
    for y, r, o, jump_level, jump_rate in rows:
        p11, p22 = p11 + jump_level, p22 + jump_rate
        v = y - m1
        g = o / (p11 * o + r)
        path.append((m1, m2, p11, p12, p22, v, g))
        k1, k2 = p11 * g, p12 * g
        m2 = m2 + k2 * v
        m1 = m1 + k1 * v + m2
        a22 = p22 - k2 * p12
        a12 = p12 * (1.0 - k1)
        p11 = p11 * (1.0 - k1) + 2.0 * a12 + a22 + q1
        p12, p22 = a12 + a22, a22 + q2
    return path


def _smoothing(path: list[tuple[Any, ...]]) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    """Backward recursion of de Jong (1989): no covariance is inverted."""
    zero = 0.0 * path[0][0]
    r1, r2, n11, n12, n22 = zero, zero, zero, zero, zero
    level, level_sd, rate, rate_sd = [], [], [], []
    for m1, m2, p11, p12, p22, v, g in reversed(path):
        a, k2 = 1.0 - (p11 + p12) * g, p12 * g
        r1, r2 = v * g + a * r1 - k2 * r2, r1 + r2
        c1, c2 = a * n11 - k2 * n12, a * n12 - k2 * n22
        n22, n12 = n11 + 2.0 * n12 + n22, a * (n11 + n12) - k2 * (n12 + n22)
        n11 = g + a * c1 - k2 * c2
        level.append(m1 + p11 * r1 + p12 * r2)
        rate.append(m2 + p12 * r1 + p22 * r2)
        v11 = p11 - (p11 * p11 * n11 + 2.0 * p11 * p12 * n12 + p12 * p12 * n22)
        v22 = p22 - (p12 * p12 * n11 + 2.0 * p12 * p22 * n12 + p22 * p22 * n22)
        # Rounding may leave a variance of nothing a hair below 0.
        level_sd.append(abs(v11) ** 0.5)
        rate_sd.append(abs(v22) ** 0.5)
    return level[::-1], level_sd[::-1], rate[::-1], rate_sd[::-1]
