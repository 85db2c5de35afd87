"""Means and scatters that a few wrong readings do not move, with honest uncertainties."""

from dataclasses import dataclass

import numpy as np

from greenlang.core.errors import InputError
from greenlang.library.series.arrays import Bools, Floats, Ints, floats, row_median, spread

HUBER = (
    1.345  # 95 % efficiency for a normal law (Huber, Annals of Mathematical Statistics 35, 1964)
)
HUBER_POWER = 0.7102  # mean square of a normal law clipped at HUBER
PRIOR = 10.0  # readings that the scatter of the whole series is worth in that of one group


def difference_sd(x: Floats, w: Floats | None = None) -> float:
    """Sd of the scatter of a daily series, from differences between neighbours that are there.

    Steps and slopes hardly touch it: 1.4826 median |d_i|/sqrt(2) after von Neumann (1941), NaN with
    fewer than five differences. With weights `w` = 1/s^2 the differences are taken in units of
    their own s, and the result is a factor on s.
    """
    x = floats(x)
    s = np.ones_like(x) if w is None else 1.0 / np.sqrt(floats(w))
    seen = np.isfinite(x) & np.isfinite(s)
    d = np.diff(x[seen]) / np.hypot(s[seen][1:], s[seen][:-1])
    if d.size < 5:
        return float("nan")
    return float(1.4826 * np.median(np.abs(d - np.median(d))))


def lag_1(x: Floats) -> float:
    """Lag-1 autocorrelation of residuals in equal steps, NaN where missing; 0 if unknown.

    `x` is (n,), or (groups, n) pooled over groups whose own means were taken off: what that takes
    from r (Kendall, Biometrika 41, 1954) is put back, to all orders for AR(1). Never below 0.
    """
    x = np.atleast_2d(floats(x))
    seen = np.isfinite(x)
    pair = seen[:, 1:] & seen[:, :-1]
    count = np.count_nonzero(seen, axis=1)
    n = float(np.mean(count[count > 1])) if np.any(count > 1) else 0.0
    power = np.nansum(x * x) * np.count_nonzero(pair)
    if n <= 4.0 or power <= 0.0:
        return 0.0
    product = np.where(pair, x[:, 1:] * x[:, :-1], 0.0).sum()
    raw = float(product * np.count_nonzero(seen) / power)
    r, before = raw, float("nan")
    for _ in range(100):
        r = min(max(r, 0.0), 0.99)
        if r == before:
            break
        before = r
        # Sum of the correlations of n readings with one of them, on average (AR(1)).
        reach = (1.0 + r) / (1.0 - r) - 2.0 * r * (1.0 - r**n) / (n * (1.0 - r) ** 2)
        r = raw + (1.0 - raw) * reach / n
    return min(max(r, 0.0), 0.99)


def n_eff(n: Floats | float, r: float) -> Floats:
    """Independent readings that `n` readings with lag-1 autocorrelation `r` are worth.

    n (1 - r)/(1 + r), at least 1 (Bayley & Hammersley 1946; AR(1) noise).
    """
    n = floats(n)
    return np.asarray(np.maximum(n * (1.0 - r) / (1.0 + r), np.minimum(n, 1.0)))


def sd_of_mean(random: Floats, common: Floats, count: Floats) -> Floats:
    """Sd of a mean of `count` independent readings: what is common to them does not average out.

    u^2 = u_random^2/n_eff + u_common^2 (JCGM 100, 4.2.3 and F.1.2.4).
    """
    return np.asarray(np.sqrt(floats(random) ** 2 / floats(count) + floats(common) ** 2))


@dataclass(frozen=True)
class Means:
    """Robust mean of every group, its sd, readings used, and the common autocorrelation.

    `sd` is random scatter only; what is common to all readings (a bias) stays apart. `scatter` is
    the ratio of the scatter seen to the sigmas stated.
    """

    x: Floats
    sd: Floats
    n: Ints
    r: float
    scatter: float


def huber_mean(x: Floats, s: Floats | float, *, least: int = 6, tolerance: float = 1e-9) -> Means:
    """Huber mean of every row with weights 1/s^2.

    Parameters
    ----------
    x : (groups, n)
        Readings in order of time within a group (24 hours a day), NaN where not usable.
    s : scalar or as x
        Standard uncertainty of one reading.
    least
        Readings that a group must have; with fewer it is NaN.

    The scatter is that of the residuals: pooled over the whole series, where s counts as `PRIOR`
    readings, and drawn to that of the group as its own readings allow against `PRIOR` of the pool.
    Autocorrelated readings count for fewer: n_eff = n^2/sum_ij r^|i - j| over those present.
    """
    x = floats(x)
    if x.ndim != 2:
        raise InputError(f"readings of shape {x.shape}; give (groups, readings of a group)")
    s = np.broadcast_to(floats(s), x.shape)
    seen = np.isfinite(x) & np.isfinite(s) & (s > 0.0)
    w = np.where(seen, 1.0 / np.where(seen, s, 1.0) ** 2, 0.0)
    n = np.count_nonzero(seen, axis=1)
    x = np.where((n >= least)[:, None] & seen, x, np.nan)
    mean, z, scatter = _located(x, s, w, tolerance)
    r = lag_1(np.where(np.abs(z) <= 4.0 * scatter, z, np.nan))
    worth = _worth(np.isfinite(x), r)
    # Residuals about a mean of their own are small by sqrt(1 - 1/n_eff).
    freedom = np.maximum(n * (1.0 - 1.0 / np.maximum(worth, 2.0)), 1.0)
    usual = np.median(freedom[n >= least] / n[n >= least]) if np.any(n >= least) else 1.0
    total = float(freedom[n >= least].sum())
    scatter = float(np.sqrt((PRIOR + total * scatter**2 / usual) / (PRIOR + total)))
    k = np.clip(z, -HUBER * scatter, HUBER * scatter)
    power = np.nansum(k * k, axis=1) / HUBER_POWER
    variance = (PRIOR * scatter**2 + power) / (PRIOR + freedom)
    weight = np.where(n >= least, w.sum(axis=1), np.nan)
    sd = np.sqrt(variance / (0.95 * weight * worth / np.maximum(n, 1)))
    return Means(mean, sd, n, r, scatter)


def _worth(seen: Bools, r: float) -> Floats:
    """Independent readings that those present in every row are worth, for AR(1) scatter."""
    total = np.count_nonzero(seen, axis=1).astype(np.float64)
    n = total.copy()
    for lag in range(1, seen.shape[1]):
        if r**lag < 1e-6:
            break
        total += 2.0 * r**lag * np.count_nonzero(seen[:, lag:] & seen[:, :-lag], axis=1)
    return np.asarray(n * n / np.maximum(total, 1.0))


def _located(x: Floats, s: Floats, w: Floats, tolerance: float) -> tuple[Floats, Floats, float]:
    """Fixed point of the Huber mean from the median; residuals over s, and their scatter."""
    mean = row_median(x)
    z = (x - mean[:, None]) / s
    scatter = spread(z)
    limit = HUBER * scatter if np.isfinite(scatter) and scatter > 0.0 else HUBER
    for _ in range(50):
        z = (x - mean[:, None]) / s
        weight = np.where(np.isnan(z), 0.0, w * limit / np.maximum(np.abs(z), limit))
        total = weight.sum(axis=1)
        new = np.nansum(weight * x, axis=1) / np.where(total > 0.0, total, np.nan)
        moved = np.nanmax(np.abs(new - mean) * np.sqrt(total), initial=0.0)
        mean = new
        if moved < tolerance:
            break
    return mean, (x - mean[:, None]) / s, scatter if np.isfinite(scatter) else 1.0


def by_group(x: Floats, per: int) -> Floats:
    """A regular series (n,) as rows of `per` readings, the last filled up with NaN."""
    x = floats(x)
    return np.append(x, np.full(-len(x) % per, np.nan)).reshape(-1, per)


def grouped(x: Floats, group: Ints, groups: int) -> Floats:
    """An irregular series as (groups, most readings in one), NaN where there is none.

    `group` (n,) is the number of the group of every reading; order within a group is kept.
    """
    order = np.argsort(group, kind="stable")
    count = np.bincount(group, minlength=groups)
    first = np.cumsum(count) - count
    out = np.full((groups, max(int(count.max(initial=0)), 1)), np.nan)
    row = group[order]
    out[row, np.arange(len(row)) - first[row]] = floats(x)[order]
    return out
