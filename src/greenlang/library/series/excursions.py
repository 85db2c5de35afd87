"""Stretches of a daily series above what it usually is, and the hours that they begin and end.

The series is split into straight pieces (`breaks`); those above a slow base, the lower values of
the weeks around, are the stretches. Where one begins or ends within a day, hours tell.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.core.errors import InsufficientData
from greenlang.library.series.arrays import Bools, Floats
from greenlang.library.series.breaks import breaks
from greenlang.library.series.robust import difference_sd

LEAST = 2  # days of a piece
BASE, LOW = 75, 35.0  # days on each side that make the base, and which percentile of theirs it is
SURE = 4.0  # sd of a day above the base
BESIDE = 36  # hours on each side of a day's midnight in which an edge is sought
SOON = 3  # days next to an edge that tell how far it goes
WINDOW = 12  # hours on each side that an edge parts


@dataclass(frozen=True)
class Excursion:
    """Days `start` to `end` (the first after it), above the base by `size` with its sd.

    `open_start`, `open_end`: the series does not show where it began or ended. `begins`, `ends`:
    by how much the series is up within days of entering, and down within days of leaving.
    """

    start: int
    end: int
    size: float
    sd: float
    begins: float
    ends: float
    open_start: bool
    open_end: bool


def base(x: Floats, percent: float = LOW, days: int = BASE) -> Floats:
    """Lower values of the weeks around each day; NaN where there is no value within reach."""
    from numpy.lib.stride_tricks import sliding_window_view

    wide = np.concatenate([np.full(days, np.nan), x, np.full(days, np.nan)])
    rows = sliding_window_view(wide, 2 * days + 1)
    order = np.sort(rows, axis=1)  # NaN last
    many = np.count_nonzero(np.isfinite(rows), axis=1)
    place = np.maximum(many - 1, 0) * (percent / 100.0)
    at, low = np.arange(len(x)), np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(many - 1, 0))
    share = place - low
    return np.asarray((1.0 - share) * order[at, low] + share * order[at, high])


def excursions(x: Floats, least: float, *, usual: Floats | None = None) -> tuple[Excursion, ...]:
    """Stretches of at least two days above the base by `least` and by four sd of a day.

    `usual` (days,): the base, if known. None where the series is too short to tell.
    """
    try:
        pieces = breaks(x, least=LEAST)
    except InsufficientData:
        return ()
    low = base(x) if usual is None else usual
    scatter = difference_sd(x)
    bar = max(least, SURE * scatter)
    over = x - low
    level = np.array(
        [np.nanmedian(over[a:b]) for a, b in zip(pieces.start, pieces.end, strict=True)]
    )
    high = level > bar
    out = []
    for a, b in _runs(high):
        start, end = int(pieces.start[a]), int(pieces.end[b - 1])
        inside = over[start:end][np.isfinite(over[start:end])]
        begins = _soon(x[start:end]) - float(pieces.before[a - 1, 0]) if a > 0 else np.nan
        ends = np.nan
        if b < len(level):
            ends = _soon(x[start:end][::-1]) - float(pieces.after[b, 0])
        sd = scatter / np.sqrt(max(inside.size, 1))
        size = float(np.median(inside))
        out.append(Excursion(start, end, size, sd, begins, ends, a == 0, b == len(level)))
    return tuple(out)


def _soon(x: Floats) -> float:
    """Level next to an edge, a day of change left out."""
    seen = x[np.isfinite(x)]
    return float(np.median(seen[1 : 1 + SOON] if seen.size > 1 else seen))


def _runs(mask: Bools) -> list[tuple[int, int]]:
    edge = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    return [
        (int(a), int(b))
        for a, b in zip(np.flatnonzero(edge == 1), np.flatnonzero(edge == -1), strict=True)
    ]


def edge(x: Floats, hour: int, *, reach: int = BESIDE, window: int = WINDOW) -> int:
    """Hour (index) nearest to `hour` before and after which the series differs most; robust.

    The midnight itself where there are too few values to tell.
    """
    best, most = hour, 0.0
    for at in range(max(hour - reach, 3), min(hour + reach + 1, len(x) - 2)):
        before, after = x[max(at - window, 0) : at], x[at : at + window]
        before, after = before[np.isfinite(before)], after[np.isfinite(after)]
        if min(before.size, after.size) < 3:
            continue
        apart = abs(float(np.median(after) - np.median(before)))
        # Of equal ones the sharpest: where the values next to the edge lie on their own sides.
        apart += 0.1 * abs(float(after[:2].mean() - before[-2:].mean()))
        if apart > most:
            best, most = at, apart
    return best
