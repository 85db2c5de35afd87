"""Kinds of array that the series functions take, and medians of short rows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]

CHUNK = 1 << 15  # rows whose working set stays in the cache


def floats(x: Any) -> Floats:
    """`x` as float64, copied only if it is something else."""
    return np.asarray(x, dtype=np.float64)


def row_median(x: Floats) -> Floats:
    """Median along the last axis of what is not NaN; NaN where nothing is.

    Made for many short rows: sorts them (NaN goes last) and picks the middle.
    """
    ordered = np.sort(x, axis=-1)
    n = np.count_nonzero(~np.isnan(x), axis=-1)
    low = np.maximum(n - 1, 0) // 2
    high = np.minimum(n // 2, x.shape[-1] - 1)
    pick = np.stack([low, high], axis=-1)
    two = np.take_along_axis(ordered, pick, axis=-1)
    return np.asarray(two[..., 0] + (two[..., 1] - two[..., 0]) / 2.0)


def spread(x: Floats) -> float:
    """Median absolute deviation from the median, times 1.4826: the sd of a normal law."""
    seen = x[np.isfinite(x)]
    if seen.size == 0:
        return float("nan")
    return float(1.4826 * np.median(np.abs(seen - np.median(seen))))


def runs(mask: Bools) -> tuple[Ints, Ints]:
    """First index, and index after the last, of every stretch of True in a 1-d mask."""
    edge = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    return np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
