"""Hours as days: rows of 24, means and medians of days with enough of them."""

import numpy as np

from greenlang.library.series.arrays import Floats

HOURS = 24


def by_day(x: Floats) -> Floats:
    """(hours, ...) as (days, 24, ...)."""
    return x.reshape(-1, HOURS, *x.shape[1:])


def daily_mean(x: Floats, weight: Floats, least: int = 6) -> Floats:
    """Weighted mean of every day with at least `least` hours of weight; else NaN."""
    w = by_day(np.where(np.isfinite(x), weight, 0.0))
    total = w.sum(axis=1)
    enough = np.count_nonzero(w > 0.0, axis=1) >= least
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (w * by_day(np.where(np.isfinite(x), x, 0.0))).sum(axis=1) / total
    return np.where(enough, mean, np.nan)


def daily_median(x: Floats, least: int = 6) -> Floats:
    """Median of every day with at least `least` values; else NaN. `x` is (hours,) or (hours, k)."""
    rows = np.sort(by_day(x), axis=1)  # NaN last
    there = np.count_nonzero(~np.isnan(rows), axis=1)
    enough = np.count_nonzero(np.isfinite(rows), axis=1) >= least
    low, high = (
        np.take_along_axis(rows, np.maximum(k, 0)[:, None], axis=1)[:, 0]
        for k in ((there - 1) // 2, np.minimum(there // 2, HOURS - 1))
    )
    with np.errstate(invalid="ignore"):
        return np.where(enough, (low + high) / 2.0, np.nan)


def medians(x: Floats) -> Floats:
    """Median of what is not NaN along the first axis, NaN where nothing is; for long columns."""
    flat = x.reshape(len(x), -1)
    seen = np.isfinite(flat)
    columns = zip(flat.T, seen.T, strict=True)
    middle = [np.median(c[s]) if s.any() else np.nan for c, s in columns]
    return np.array(middle).reshape(x.shape[1:])
