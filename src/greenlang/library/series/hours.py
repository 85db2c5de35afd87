"""Tags by the hour: readings on a grid, medians of hours, what is known of each tag's noise.

A tag whose readings lie an hour apart is judged by the hour: each reading stands for its hour and
nothing is held.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from greenlang.core.errors import InsufficientData
from greenlang.core.quality import Quality, usable
from greenlang.library.series.arrays import Bools, Codes, Floats, Ints
from greenlang.library.series.gates import calm, coded, hourly, reasons
from greenlang.library.series.grid import Aligned, Grid, align, grid_over

STEP = 600.0  # s, base grid
HOUR = 3600.0
DAY = 86400.0
SLOTS = round(HOUR / STEP)
JITTER = 60.0  # s by which a reading may miss its full hour
REGULAR = 0.9  # share of the readings that lie whole hours apart in a history by the hour


class Reading(Protocol):
    """Readings of one tag: seconds since 1970, values in the tag's unit, quality codes."""

    @property
    def time(self) -> Ints:
        """Stamps (n,), rising."""
        ...

    @property
    def value(self) -> Floats:
        """Values (n,), NaN where not usable."""
        ...

    @property
    def code(self) -> Codes:
        """`core.quality.Quality` of each value."""
        ...


class Readings(Protocol):
    """Readings by tag."""

    def __contains__(self, tag: object) -> bool: ...

    def __getitem__(self, tag: str) -> Reading: ...


@dataclass(frozen=True)
class TagHours:
    """One tag by hour: median in SI (flows still as metered), quality, counts on its own grid."""

    tag: str
    x: Floats
    code: Codes
    steady: Bools
    sigma: Floats  # SI, of one reading
    counts: Mapping[str, int]
    noise: float  # sd of a 10-minute value about its neighbours, SI; NaN if unknown
    by_hour: bool = False  # readings an hour apart: what passes within the hour is not seen
    volume: bool = False  # metered as a volume, m3/s


def span_of(names: Collection[str], readings: Readings, whose: str, offset: float = 0.0) -> Grid:
    """Whole days that hold every reading of some tags.

    `offset` is the start of the local day after midnight UTC, s. Errors: InsufficientData if none
    of them has a reading.
    """
    found = [readings[name].time for name in sorted(names) if name in readings]
    ends = [(float(t[0]), float(t[-1])) for t in found if t.size]
    if not ends:
        raise InsufficientData(
            f"none of the {len(names)} tags of {whose} has a reading; check the tag names"
        )
    return grid_over(min(a for a, _ in ends), max(b for _, b in ends), STEP, DAY, offset)


def by_the_hour(t: Floats) -> bool:
    """Whether stamps (s, rising) lie an hour or whole hours apart."""
    apart = np.diff(t)
    if apart.size == 0 or np.median(apart) < HOUR - JITTER:
        return False
    off = np.abs(apart - HOUR * np.rint(apart / HOUR))
    return bool(np.mean(off <= JITTER) >= REGULAR)


def on_grid(reading: Reading, grid: Grid) -> Aligned:
    """Readings on the base grid; those by the hour on a grid of hours, nothing held."""
    t = reading.time.astype(np.float64)
    there = t[reading.code != Quality.MISSING]
    if not by_the_hour(there):
        return align(t, reading.value, grid, reading.code)
    whole = Grid(grid.start, HOUR, grid.n // SLOTS)
    # An average is stamped anywhere in its hour, but always at the same minute.
    late = (there - there[0] + HOUR / 2.0) % HOUR - HOUR / 2.0
    phase = (there[0] - grid.start + float(np.median(late))) % HOUR
    place = (t - phase - grid.start) / HOUR
    if np.max(np.abs(place - np.rint(place))) * HOUR <= JITTER:
        t = grid.start + HOUR * np.rint(place)
    return align(t, reading.value, whole, reading.code, hold=0)


def resized(x: Floats, n: int) -> Floats:
    """A tag on a grid of `n` slots: hours repeated, or the means of their slots."""
    if len(x) == n:
        return x
    if len(x) < n:
        return np.repeat(x, n // len(x))
    rows = x.reshape(n, -1)
    seen = np.isfinite(rows)
    count = np.count_nonzero(seen, axis=1)
    return np.asarray(np.where(seen, rows, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan))


def sigmas(x: Floats, sigma: float, *, relative: bool) -> Floats:
    """Standard uncertainty of each reading; a share of it ends at a tenth of the usual value."""
    if not relative:
        return np.full(x.shape, sigma)
    usual = float(np.nanmedian(np.abs(x))) if np.isfinite(x).any() else 1.0
    return np.where(np.isfinite(x), sigma * np.maximum(np.abs(x), 0.1 * usual), np.nan)


def tag_hours(
    name: str, x: Floats, code: Codes, grid: Grid, sigma: tuple[float, bool], floor: float
) -> TagHours:
    """A tag on the grid (or by the hour already) as medians of hours, with all that is known of it.

    `sigma` is that of one reading, and whether it is a share; `floor` the least change that is
    unsteady.
    """
    whole = len(x) < grid.n
    typical = float(np.nanmedian(np.abs(x))) if np.isfinite(x).any() else 1.0
    s = sigma[0] * typical if sigma[1] else sigma[0]
    median, steady = _by_hour(x, s, floor) if whole else _medians(x, s, floor)
    return TagHours(
        name,
        median,
        _hour_codes(code, median),
        steady,
        sigmas(median, sigma[0], relative=sigma[1]),
        reasons(code[:, None])[0],
        np.nan if whole else _noise(x),
        by_hour=whole,
    )


def _medians(x: Floats, s: float, floor: float) -> tuple[Floats, Bools]:
    """Medians of hours and whether they were steady."""
    result = hourly(x[:, None], np.array([s]), np.array([floor]))
    return result.x[:, 0], result.steady


def _by_hour(x: Floats, s: float, floor: float) -> tuple[Floats, Bools]:
    """Values that are hours already, and whether they changed little beside their neighbours."""
    return x, calm(x, np.asarray(max(3.0 * s / np.sqrt(SLOTS / 2.0), floor)))


def _hour_codes(code: Codes, median: Floats) -> Codes:
    """Good where the hour has a median, else the commonest reason of its readings."""
    rows = code.reshape(len(median), -1)
    bad = np.where(usable(rows), 0, rows)
    count = np.stack([np.count_nonzero(bad == q, axis=1) for q in Quality], axis=1)
    count[:, : Quality.MISSING] = 0
    reason = count.argmax(axis=1).astype(np.uint8)
    reason = np.where(reason == 0, np.uint8(Quality.MISSING), reason)
    return np.where(np.isfinite(median), np.uint8(Quality.GOOD), reason)


def _noise(x: Floats) -> float:
    """Sd of the reading-to-reading noise, from second differences of what is there."""
    bend = np.diff(x[: 1 << 15], 2)
    seen = bend[np.isfinite(bend)]
    if seen.size < 50:
        return float("nan")
    return float(1.4826 * np.median(np.abs(seen)) / np.sqrt(6.0))


def with_code(hour: TagHours, reason: Quality, where: Bools) -> TagHours:
    """The tag with some of its hours taken out for a reason."""
    code = coded(hour.code, reason, where)
    return replace(hour, code=code, x=np.where(usable(code), hour.x, np.nan))
