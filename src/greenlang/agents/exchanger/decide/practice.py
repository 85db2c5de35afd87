"""Today's practice carried on: each exchanger cleaned as often as it was."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.agents.exchanger.decide.arcs import Fleet
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.units import Unit, out_days
from greenlang.library.schedule import Path

SEEN = 2  # cleanings that make an interval
SHOWN, FIRST = 8, 3  # exchangers that a note names; of more than that, so many
SEEN_ALONE = "found_without_log"


@dataclass(frozen=True)
class Practice:
    """A plan that repeats past intervals, and what had to be taken for them."""

    paths: tuple[Path, ...]
    notes: tuple[str, ...]


def practice(fleet: Fleet) -> Practice | None:
    """What was done so far carried on, whatever crews there are; None if nothing was ever cleaned.

    With one cleaning only, the interval is the longest time seen without one: at least so long.
    """
    done = [_done(unit) for unit in fleet.units]
    if not any(done):
        return None
    paths = tuple(_path(fleet, unit, days) for unit, days in zip(fleet.units, done, strict=True))
    names = [unit.asset.name for unit in fleet.units]
    once = [name for name, days in zip(names, done, strict=True) if len(days) == 1]
    never = [name for name, days in zip(names, done, strict=True) if not days]
    notes = []
    if once:
        taken = "the longest time seen without a cleaning is taken for the interval"
        notes.append(f"today's practice: {_some(once)} cleaned once: {taken}")
    if never:
        notes.append(f"today's practice: {_some(never)} never cleaned in the record, nor ahead")
    return Practice(paths, tuple(notes))


def _some(names: Sequence[str]) -> str:
    """All names of a few; of many the count and the first."""
    if len(names) <= SHOWN:
        return ", ".join(names)
    return f"{len(names)} exchangers ({', '.join(names[:FIRST])} and others)"


def _done(unit: Unit) -> list[int]:
    """Days of return from a cleaning; those that the log alone knows count where too few show."""
    # An entry for the wrong exchanger is no cleaning of this one.
    known = [c for c in unit.known.cleanings if c.elsewhere is None or c.status == SEEN_ALONE]
    seen = sorted(one.end for one in known if one.status != "logged_no_data")
    return seen if len(seen) >= SEEN else sorted({one.end for one in known})


def _interval(fleet: Fleet, unit: Unit, done: Sequence[int]) -> float:
    if len(done) >= SEEN:
        return float(np.mean(np.diff(done)))
    first = int(unit.known.daily.days[0])
    return float(max(done[0] - first, fleet.seen - done[0], WEEK))


def _path(fleet: Fleet, unit: Unit, done: Sequence[int]) -> Path:
    if not done:
        return ()
    interval = _interval(fleet, unit, done)
    method = _usual(fleet, unit)
    weeks: list[tuple[int, int]] = []
    due = done[-1] + interval
    least = max(interval, out_days(fleet.methods[method]) + WEEK)
    while due < fleet.calendar.start + fleet.calendar.days:
        week = max(int((due - fleet.calendar.start) // WEEK), 0)
        open_weeks = np.flatnonzero(~fleet.calendar.closed[week:])
        if open_weeks.size == 0:
            break
        week += int(open_weeks[0])
        weeks.append((week, method))
        due = fleet.calendar.start + WEEK * week + least
    return tuple(weeks)


def _usual(fleet: Fleet, unit: Unit) -> int:
    """The method used most here; the first of the plant's methods if none is known."""
    names = [method.name for method in fleet.methods]
    used = Counter(one.method for one in unit.known.cleanings if one.method in names)
    return names.index(used.most_common(1)[0][0]) if used else 0
