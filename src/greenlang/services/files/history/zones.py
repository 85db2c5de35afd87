"""Local clock time to UTC through the changes of an IANA zone: the hour twice, the hour never."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InputError, near
from greenlang.services.files.history.report import Seconds

Bools = NDArray[np.bool_]
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?")
_DAY = 86400


def zone(name: str) -> tzinfo:
    """The zone of an IANA name ('Europe/Berlin'), of 'UTC' or of an offset ('+01:00').

    Raises InputError with the nearest known name.
    """
    offset = _OFFSET.fullmatch(name)
    if offset:
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if size < timedelta(hours=24):
            return timezone(-size if offset[1] == "-" else size)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"unknown time zone {name!r}{near(name, available_timezones())};"
            " give an IANA name such as Europe/Berlin, or an offset such as +01:00"
        ) from error


@dataclass(frozen=True)
class Clock:
    """Changes of a zone over a period: from UTC instant `since[k]` the clock is UTC + `shift[k]`.

    `since[0]` lies before the period.
    """

    since: Seconds
    shift: Seconds

    @property
    def changes(self) -> bool:
        """True if the offset changes within the period."""
        return self.since.size > 1


def clock(tz: tzinfo, first: int, last: int) -> Clock:
    """Changes of `tz` from two days before `first` to two days after `last`, s since 1970."""
    start, end = first - 2 * _DAY, last + 2 * _DAY
    since, shift = [start], [_shift(tz, start)]
    days = range(start, end + _DAY, _DAY)
    for a, b in pairwise(days):
        if _shift(tz, b) != shift[-1]:
            since.append(_change(tz, a, b))
            shift.append(_shift(tz, b))
    return Clock(np.array(since, dtype=np.int64), np.array(shift, dtype=np.int64))


def _shift(tz: tzinfo, at: int) -> int:
    shift = datetime.fromtimestamp(at, tz=UTC).astimezone(tz).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())


def _change(tz: tzinfo, low: int, high: int) -> int:
    """First second after `low` at which the offset of `high` holds, by bisection."""
    new = _shift(tz, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _shift(tz, middle) == new else (middle, high)
    return high


@dataclass(frozen=True)
class Utc:
    """UTC seconds of local ones, (n,), and what the clock change did to them."""

    time: Seconds
    absent: Bools  # local times that the clock never showed
    repeated: int  # readings of the hour that comes twice, told apart
    undecided: int  # and those that are not: taken as the first pass, summer time


def utc(local: Seconds, by: Clock, after: int | None = None) -> Utc:
    """UTC of the local stamps of ONE tag, in the order of the file.

    An hour that comes twice is told apart by that order: readings rise, fall back once, rise
    again; or each stamp stands there exactly twice; or the file begins there, and what came before
    it (newest stamp: `after`, UTC) had that time already.
    """
    if not by.changes:
        return Utc(local - by.shift[0], np.zeros(local.size, dtype=bool), 0, 0)
    begins = by.since + by.shift  # local time at which period k begins, by its own offset
    begins[0] = np.iinfo(np.int64).min
    ends = np.append(by.since[1:] + by.shift[:-1], np.iinfo(np.int64).max)
    k = np.searchsorted(begins, local, side="right") - 1
    absent = np.asarray(local >= ends[k])
    twice = np.flatnonzero((k > 0) & (local < ends[k - 1]))
    repeated = undecided = 0
    if twice.size:
        falling = np.count_nonzero(np.diff(local) < 0) > local.size / 2
        for period in np.unique(k[twice]):
            rows = twice[k[twice] == period]
            ordered = rows[::-1] if falling else rows
            second = _second_pass(local[ordered])
            begins_file = ordered[0] == (local.size - 1 if falling else 0)
            if second is None and after is not None and begins_file:
                passed = after >= local[ordered[0]] - by.shift[period - 1]
                second = np.ones(rows.size, dtype=bool) if passed else None
            if second is None:
                undecided += rows.size
                k[rows] -= 1
            else:
                repeated += rows.size
                k[ordered] -= ~second
    return Utc(local - by.shift[k], absent, repeated, undecided)


def _second_pass(stamps: Seconds) -> Bools | None:
    """True where a stamp of the repeated hour belongs to its second pass; None: cannot be told."""
    back = np.flatnonzero(np.diff(stamps) < 0)
    if back.size == 1:
        return np.asarray(np.arange(stamps.size) > back[0])
    if back.size == 0:
        _, index, counts = np.unique(stamps, return_index=True, return_counts=True)
        if (counts == 2).all():
            second = np.ones(stamps.size, dtype=bool)
            second[index] = False
            return second
    return None
