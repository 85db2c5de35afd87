"""Kinds of array that the series functions take, and medians of short rows."""

from functools import cache
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


@cache
def network(n: int, wanted: tuple[int, ...]) -> tuple[tuple[int, int, bool, bool], ...]:
    """Compare-and-swap steps that put the `wanted` ranks of `n` lanes in their places.

    Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2, algorithm M), less
    what no wanted rank needs: (lane, lane, whether the smaller is needed, whether the larger).
    """
    pairs = []
    top = 1 << max((n - 1).bit_length() - 1, 0)
    p = top
    while p > 0:
        q, r, d = top, 0, p
        while True:
            pairs += [(i, i + d) for i in range(n - d) if i & p == r]
            if q == p:
                break
            d, q, r = q - p, q // 2, p
        p //= 2
    needed, steps = set(wanted), []
    for a, b in reversed(pairs):
        if a in needed or b in needed:
            steps.append((a, b, a in needed, b in needed))
            needed |= {a, b}
    return tuple(reversed(steps))


def ranked(lanes: list[Floats], wanted: tuple[int, ...]) -> list[Floats]:
    """The lanes sorted element by element, right at the `wanted` ranks only."""
    lanes = list(lanes)
    for a, b, low, high in network(len(lanes), wanted):
        small = np.minimum(lanes[a], lanes[b]) if low else lanes[a]
        lanes[b] = np.maximum(lanes[a], lanes[b]) if high else lanes[b]
        lanes[a] = small
    return lanes


def row_median(x: Floats) -> Floats:
    """Median along the last axis of what is not NaN; NaN where nothing is.

    Made for very many short rows: sorts them side by side.
    """
    n = x.shape[-1]
    rows = x.reshape(-1, n)
    out = np.empty(len(rows))
    for i in range(0, len(rows), CHUNK):
        lanes = np.ascontiguousarray(rows[i : i + CHUNK].T)
        gap = np.isnan(lanes)
        there = n - np.count_nonzero(gap, axis=0)
        if gap.any():
            lanes = np.where(gap, np.inf, lanes)
        half = tuple(range(n // 2 + 1)) if gap.any() else tuple({(n - 1) // 2, n // 2})
        order = ranked(list(lanes), half)
        if not gap.any():
            out[i : i + CHUNK] = order[(n - 1) // 2] / 2.0 + order[n // 2] / 2.0
            continue
        stack, at = np.stack(order[: n // 2 + 1]), np.arange(len(there))
        two = stack[np.maximum(there - 1, 0) // 2, at] / 2.0 + stack[there // 2, at] / 2.0
        out[i : i + CHUNK] = np.where(there > 0, two, np.nan)
    return out.reshape(x.shape[:-1])


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
