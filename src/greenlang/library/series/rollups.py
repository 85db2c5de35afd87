"""What series did in each bucket of time: time-weighted means, extremes, ends.

A good reading stands until the next one, at most `hold`; a bad one stands for nothing. A bucket has
a row where it has a reading; how the reading before it stands into it counts too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Buckets:
    """A row a bucket, by series and time; NaN where a bucket has no good reading.

    `covered` is the time for which a value stood, `integral` that of the value over it; their unit
    of time is that of the readings. The time-weighted mean is `integral / covered`.
    """

    series: Ints
    start: Ints
    n: Ints
    bad: Ints
    covered: Ints
    integral: Floats
    total: Floats
    low: Floats
    high: Floats
    first: Floats
    last: Floats


def buckets(
    series: Ints, time: Ints, value: Floats, good: NDArray[np.bool_], width: int, hold: int
) -> Buckets:
    """Buckets of readings (parallel arrays, by series and time, no time twice in a series)."""
    if not len(time):
        none, nothing = np.empty(0, np.int64), np.empty(0)
        return Buckets(
            none, none, none, none, none, nothing, nothing, nothing, nothing, nothing, nothing
        )
    start = time // width * width
    same = series[1:] == series[:-1]
    until = np.minimum(time + hold, start + width)
    until[:-1] = np.where(same, np.minimum(until[:-1], time[1:]), until[:-1])
    after = np.where(good, until - time, 0)
    before = np.zeros_like(after)
    into = same & good[:-1] & (time[:-1] < start[1:])
    before[1:] = np.where(into, np.minimum(time[1:], time[:-1] + hold) - start[1:], 0).clip(0)
    stood = np.where(good, value, 0.0)
    earlier = np.concatenate([[0.0], stood[:-1]])
    begins = np.flatnonzero(np.concatenate([[True], ~same | (start[1:] != start[:-1])]))
    n = np.add.reduceat(good.astype(np.int64), begins)
    rows = np.diff(np.append(begins, len(time)))
    none = n == 0
    first, last = _ends(good, begins)
    return Buckets(
        series=series[begins],
        start=start[begins],
        n=n,
        bad=rows - n,
        covered=np.add.reduceat(after + before, begins),
        integral=np.add.reduceat(stood * after + earlier * before, begins),
        total=np.add.reduceat(stood, begins),
        low=_or_nan(np.minimum.reduceat(np.where(good, value, np.inf), begins), none),
        high=_or_nan(np.maximum.reduceat(np.where(good, value, -np.inf), begins), none),
        first=_or_nan(stood[first], none),
        last=_or_nan(stood[last], none),
    )


def _ends(good: NDArray[np.bool_], begins: Ints) -> tuple[Ints, Ints]:
    """Index of the first and the last good reading of each bucket (of any, where none is good)."""
    index = np.arange(len(good))
    first = np.minimum.reduceat(np.where(good, index, len(good) - 1), begins)
    last = np.maximum.reduceat(np.where(good, index, 0), begins)
    return first, last


def _or_nan(values: Floats, none: NDArray[np.bool_]) -> Floats:
    return np.where(none, np.nan, values)
