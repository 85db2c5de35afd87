"""Cleanings found in the data against the maintenance log, one to one, and what each did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.days import Outage
from greenlang.agents.exchanger.model import LogEntry
from greenlang.agents.exchanger.results import Cleaning, ExchangerHistory
from greenlang.library.fouling.cleanings import NEAR, effect, matched

Floats = NDArray[np.float64]

CHECKED = 5  # days with values on each side without which a cleaning cannot be judged


@dataclass(frozen=True)
class Found:
    """A cleaning in the data: indices of the first day out and of the first day back."""

    start: int
    end: int
    before: float
    after: float
    sd: float  # of before - after
    earliest: int  # how far the outage may reach where readings are missing
    latest: int


def cleanings(
    asset: str,
    first: int,
    found: Sequence[Found],
    log: Sequence[LogEntry],
    level: Floats,
    level_sd: Floats,
    best: float,
    out: Sequence[Outage],
) -> tuple[Cleaning, ...]:
    """Every cleaning of the data or of the log, in order of time.

    `first` is the day of index 0, `level` the filtered R_f by day, NaN where there were no data,
    `best` the lowest level that the exchanger has shown after a cleaning.
    """
    of = matched(
        [(one.start, one.end) for one in found],
        [(entry.start - first, entry.end - first) for entry in log],
    )
    rows = [
        _seen_alone(asset, first, one, best, log[of[i]] if i in of else None)
        for i, one in enumerate(found)
    ]
    taken = {id(log[k]) for k in of.values()}
    rows += [
        _of_log(asset, first, entry, level, level_sd, best, out)
        for entry in log
        if id(entry) not in taken and first <= entry.end and entry.start < first + len(level)
    ]
    return tuple(sorted(rows, key=lambda row: row.start))


def _seen_alone(
    asset: str, first: int, one: Found, best: float, entry: LogEntry | None
) -> Cleaning:
    share, share_sd = effect(one.before, one.after, best, one.sd)
    start, end = one.start, one.end
    if entry is not None:
        # Where readings are missing the log knows better.
        start = min(start, max(entry.start - first, one.earliest))
        end = max(end, min(entry.end - first, one.latest))
    return Cleaning(
        asset=asset,
        start=first + start,
        end=first + end,
        status="found_without_log" if entry is None else "confirmed",
        method=None if entry is None else entry.method,
        r_f_before=one.before,
        r_f_after=one.after,
        effect=share,
        effect_sigma=share_sd,
        log_offset=None if entry is None else entry.start - first - one.start,
        log_offset_end=None if entry is None else entry.end - first - one.end,
        logged=None if entry is None else (entry.start, entry.end),
    )


def _of_log(
    asset: str,
    first: int,
    entry: LogEntry,
    level: Floats,
    level_sd: Floats,
    best: float,
    out: Sequence[Outage],
) -> Cleaning:
    """A log entry for which no step was found: without effect, or without data to tell."""
    start, end = entry.start - first, entry.end - first + 1
    for one in out:
        if one.start - NEAR <= end and start <= one.end + NEAR:
            start, end = min(start, one.start), max(end, one.end)
    before = np.flatnonzero(np.isfinite(level[: max(start, 0)]))[-CHECKED:]
    after = np.flatnonzero(np.isfinite(level[end:]))[:CHECKED] + end
    known = before.size == CHECKED and after.size == CHECKED
    r0 = float(level[before[-1]]) if known else float("nan")
    r1 = float(level[after[0]]) if known else float("nan")
    sd = float(np.hypot(level_sd[before[-1]], level_sd[after[0]])) if known else float("nan")
    share, share_sd = effect(r0, r1, best, sd) if known else (float("nan"), float("nan"))
    return Cleaning(
        asset=asset,
        start=entry.start,
        end=entry.end + 1,
        status="logged_without_effect" if known else "logged_no_data",
        method=entry.method,
        r_f_before=r0,
        r_f_after=r1,
        effect=share,
        effect_sigma=share_sd,
        logged=(entry.start, entry.end),
    )


def exchanged(units: Iterable[ExchangerHistory]) -> tuple[ExchangerHistory, ...]:
    """The exchangers, with cleanings told apart that were logged for another one.

    One exchanger shows a cleaning that nobody logged, another was logged on the same days and shows
    none: the entry most likely names the wrong one. Each pair is told on both sides; the method is
    taken over, the dates are those of the data.
    """
    known = list(units)
    missing = [(i, c) for i, one in enumerate(known) for c in one.cleanings if _unlogged(c)]
    empty = [(j, c) for j, one in enumerate(known) for c in one.cleanings if _unseen(c)]
    pairs = sorted(
        (abs(c.start - e.start) + abs(c.end - e.end), i, j, c.start, e.start)
        for i, c in missing
        for j, e in empty
        if i != j and c.start - NEAR <= e.end and e.start - NEAR <= c.end
    )
    taken: set[tuple[int, int]] = set()
    for _, i, j, start, logged in pairs:
        if (i, start) not in taken and (j, logged) not in taken:
            taken |= {(i, start), (j, logged)}
            entry = next(c for c in known[j].cleanings if _unseen(c) and c.start == logged)
            known[i] = _told(known[i], start, known[j].asset, entry)
            known[j] = _told(known[j], logged, known[i].asset, None)
    return tuple(known)


def _unlogged(c: Cleaning) -> bool:
    return c.status == "found_without_log"


def _unseen(c: Cleaning) -> bool:
    return c.status == "logged_without_effect"


def _told(
    one: ExchangerHistory, start: int, other: str, entry: Cleaning | None
) -> ExchangerHistory:
    """The exchanger, its cleaning that starts on this day told to belong to another's entry."""
    new = []
    for c in one.cleanings:
        if c.start == start and c.elsewhere is None and (_unlogged(c) or _unseen(c)):
            method = c.method if entry is None else entry.method
            logged = c.logged if entry is None else entry.logged
            new.append(replace(c, elsewhere=other, method=method, logged=logged))
        else:
            new.append(c)
    return replace(one, cleanings=tuple(new))
