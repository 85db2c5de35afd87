"""Today's practice carried on: each exchanger cleaned as often as it was."""

from collections import Counter

import numpy as np

from greenlang.agents.exchanger.decide.arcs import Fleet
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.units import Unit, out_days
from greenlang.library.schedule import Path

SEEN = 2  # cleanings that make an interval


def practice(fleet: Fleet) -> tuple[Path, ...] | None:
    """The plan that repeats past intervals, whatever crews there are; None if none is known."""
    paths = tuple(_path(fleet, unit) for unit in fleet.units)
    known = any(len(_done(unit)) >= SEEN for unit in fleet.units)
    return paths if known else None


def _done(unit: Unit) -> list[int]:
    return sorted(one.end for one in unit.known.cleanings if one.status != "logged_no_data")


def _path(fleet: Fleet, unit: Unit) -> Path:
    done = _done(unit)
    if len(done) < SEEN:
        return ()
    interval = float(np.mean(np.diff(done)))
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
