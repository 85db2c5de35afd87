"""The log of operation and maintenance against what the data show."""

import math
from collections.abc import Iterator

from greenlang.agents.condenser.figures.view import View
from greenlang.agents.condenser.figures.words import EVENTS, STATUSES
from greenlang.agents.condenser.model import LogEntry
from greenlang.agents.condenser.results import Cleaning, Event
from greenlang.agents.page import Column, Sheet, Table, date

STRAY = "for a unit that the plant file does not have"
NEAR = 3.0  # days between an entry and an event that may be one thing
COLUMNS = ("unit", "box", "what", "log from", "log to", "data from", "data to", "verdict")
Row = tuple[str, str, str, str, str, str, str, str]
_SAME = {
    "backwash": {"debris"}, "plugging": {"plugging"}, "calibration": {"gauge drift"},
    "repair": {"steam-side leak", "leak below the water line", "vacuum pump fault",
               "cooling-water pump", "not separable"},
}  # fmt: skip
"""What the log calls it -> causes of events that it may have ended."""


def rows(view: View) -> Iterator[Row]:
    """Cleanings and entries in order of time, then entries for units that nobody described."""
    found = [(c.start, _cleaning(c)) for one in view.history.condensers for c in one.cleanings]
    found += [(float(e.start), _entry(view, e)) for e in view.plant.log if e.what != "cleaning"]
    yield from (row for _, row in sorted(found, key=lambda pair: pair[0]))
    for e in view.plant.strays:
        yield e.asset, e.box, e.what, date(e.start), date(e.end), "", "", STRAY


def verdict(status: str) -> str:
    """What became of a cleaning."""
    return STATUSES.get(status, status)


def _cleaning(c: Cleaning) -> Row:
    seen = c.status in {"confirmed", "found_without_log"}
    data = (date(c.start), date(c.end)) if seen else ("", "")
    logged = ("", "") if c.logged is None else (date(c.logged[0]), date(c.logged[1]))
    what = f"cleaning, {c.method}" if c.method else "cleaning"
    return c.unit, c.box, what, *logged, *data, verdict(c.status)


def _entry(view: View, e: LogEntry) -> Row:
    """An entry with the event that ended with it, if there is one."""
    ended = [x for x in _events(view, e.asset) if x.cause in _SAME.get(e.what, set())]
    same = [x for x in ended if x.end is not None and abs(x.end - e.start) <= NEAR]
    said, span = "no event ended with it", ("", "")
    if same:
        first = min(same, key=lambda x: abs((x.end or math.inf) - e.start))
        said = f"ended: {EVENTS.get(first.cause, first.cause)}"
        span = date(first.start), date(first.end)
    elif e.what == "inspection":
        said = "nothing to see"
    what = f"{e.what}, {e.remark or e.method}" if e.remark or e.method else str(e.what)
    return e.asset, e.box, what, date(e.start), date(e.end), *span, said


def _events(view: View, unit: str) -> list[Event]:
    return [e for one in view.history.condensers if one.unit == unit for e in one.events]


def table(view: View) -> Table:
    """The table of the report."""
    names = tuple(Column(title.capitalize()) for title in COLUMNS)
    return Table(names, tuple(rows(view)), empty="Nothing is in the log, no cleaning in the data.")


def sheet(view: View) -> Sheet:
    """The same for other programs."""
    told = list(rows(view))
    columns = tuple(
        (name.replace(" ", "_"), "", [row[i] for row in told]) for i, name in enumerate(COLUMNS)
    )
    return Sheet("log", "the log of operation and maintenance against what the data show", columns)
