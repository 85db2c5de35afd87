"""Order, duplicates and the figures of a report: from readings as they stood to clean series."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.core.quality import Codes, Quality
from greenlang.services.files.history.numbers import known
from greenlang.services.files.history.report import Floats, Seconds, Series, TagReport

Index = NDArray[np.int64]
_NAMES = {int(q): q.name.lower() for q in Quality}
_SHOWN = 25  # unknown texts of a tag that are named; the rest is one sum


@dataclass(frozen=True)
class Order:
    """How stamps stood: `index` sorts them (None: they rise), equal ones in file order."""

    index: Index | None
    direction: str  # rising, falling, mixed
    out: int  # readings older than one before them, in the direction of the file


def order(time: Seconds) -> Order:
    """Order of (n,) stamps."""
    step = np.diff(time)
    back = int(np.count_nonzero(step < 0))
    if back == 0:
        return Order(None, "rising", 0)
    falling = back > step.size / 2
    forth = time[::-1] if falling else time
    out = int(np.count_nonzero(forth < np.maximum.accumulate(forth)))
    direction = "mixed" if out else "falling"
    return Order(np.argsort(time, kind="stable"), direction, out)


def groups(time: Seconds) -> Index | None:
    """First index of every stamp in sorted (n,) stamps; None if each occurs once."""
    new = np.flatnonzero(np.diff(time)) + 1
    return None if new.size + 1 == time.size else np.concatenate(([0], new))


@dataclass(frozen=True)
class Merged:
    """Values and codes of unique stamps, and how many stamps had two values."""

    value: Floats
    code: Codes
    conflicts: int


def merged(value: Floats, code: Codes, starts: Index) -> Merged:
    """One reading a stamp: the last that is a number; marked if another number stood there too."""
    n = value.size
    ends = np.append(starts[1:], n) - 1
    last = np.maximum.reduceat(np.where(np.isfinite(value), np.arange(n), -1), starts)
    last = np.where(last < 0, ends, last)
    conflict = np.fmax.reduceat(value, starts) > np.fmin.reduceat(value, starts)
    out = code[last]
    out[conflict] = Quality.CONFLICT
    return Merged(value[last], out, int(np.count_nonzero(conflict)))


@dataclass(frozen=True)
class Counts:
    """What was counted for one tag while it was read."""

    column: str
    rows: int
    texts: Mapping[str, int]
    conflicts: int
    out_of_order: int


def tag_report(series: Series, counted: Counts) -> TagReport:
    """Report of one clean series."""
    good = series.code == Quality.GOOD
    all_good = bool(good.all())
    time = series.time if all_good else series.time[good]
    value = series.value if all_good else series.value[good]
    step, gaps, longest = _gaps(time)
    number = np.bincount(series.code, minlength=1)
    return TagReport(
        column=counted.column,
        unit=series.unit,
        rows=counted.rows,
        good=int(time.size),
        codes={_NAMES[int(c)]: int(number[c]) for c in np.flatnonzero(number)},
        texts=_limited({t: n for t, n in counted.texts.items() if known(t)}),
        unknown=_limited({t: n for t, n in counted.texts.items() if not known(t)}),
        duplicates=counted.rows - series.time.size,
        conflicts=counted.conflicts,
        out_of_order=counted.out_of_order,
        first=int(time[0]) if time.size else None,
        last=int(time[-1]) if time.size else None,
        step=step,
        gaps=gaps,
        longest_gap=longest,
        low=float(value.min()) if value.size else None,
        high=float(value.max()) if value.size else None,
    )


def _gaps(time: Seconds) -> tuple[float | None, int, int]:
    """Median step, number and longest of the steps over three times the 90 % longest."""
    if time.size < 2:
        return None, 0, 0
    step = np.diff(time)
    middle, long = step.size // 2, (step.size - 1) * 9 // 10
    parted = np.partition(step, (middle, long))
    gaps = step[step > 3 * parted[long]]
    return float(parted[middle]), int(gaps.size), int(gaps.max(initial=0))


def _limited(texts: Mapping[str, int]) -> dict[str, int]:
    ranked = sorted(texts.items(), key=lambda item: (-item[1], item[0]))
    out = dict(ranked[:_SHOWN])
    rest = sum(n for _, n in ranked[_SHOWN:])
    return out | ({f"({len(ranked) - _SHOWN} other texts)": rest} if rest else {})
