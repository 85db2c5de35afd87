"""Cleanings of waterboxes: boxes opened and outages, what R_f did there, and the log (spec 4.8).

A box that carries no water while the unit runs is open; an outage may have opened both. R_f is
judged on each side: against the other box where that one was left alone, since air, a gauge and
the season touch both alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.agents.condenser.history.signals import Bools, Floats, Signals
from greenlang.agents.condenser.history.stretches import HOURS
from greenlang.agents.condenser.model import LogEntry
from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.cleanings import matched
from greenlang.library.series.arrays import runs
from greenlang.library.series.breaks import breaks
from greenlang.library.series.robust import difference_sd
from greenlang.library.series.steps import UNKNOWN, Step, step_at

RUNS = 0.2  # of the load, below which the unit is down
OPEN = 4  # hours without water that an open box has at least
DOWN = 24  # hours of an outage in which a box may have been cleaned
CLEAR, LOGGED = 3.5, 2.0  # sd of a drop of R_f, and of one that the log tells of
PART = 0.5  # of the deposit, which a cleaning that cannot be told may have taken
RISE = 0.25  # K; a step of the rise of a box's water that a cleaning does not make
LEAST = 3e-6  # m2 K/W; smaller drops are not called cleanings
CURVE = 1e-6  # m2 K/W; what the bend of growth does to a step between two lines
NEAR = 5  # days by which log and data may differ
BESIDE = 3  # days from an edge of air or debris, within which a drop is its own
PLAIN, LARGE, GAP = 6.0, 1e-5, 3  # sd and m2 K/W of a fall without a known time, days it may take
SECONDS = 86_400.0

Span = tuple[int, float, float, str]
"""Box, start and end in days from the first one, and what it was."""


@dataclass(frozen=True)
class Work:
    """A time in which a box may have been cleaned: days from the first one, and the step of R_f.

    `unlikely`: the rise of some box's water stepped at once, or the box would have been seen open.
    """

    box: int
    start: float
    end: float
    kind: str  # "open", "outage", "log", "step"
    step: Step
    entry: LogEntry | None = None
    logged: tuple[float, float] | None = None
    unlikely: bool = False

    @property
    def cleaned(self) -> bool:
        """Whether R_f fell, surely."""
        size, sd = self.step.size, float(np.hypot(self.step.sd, CURVE))
        if not np.isfinite(size) or self.unlikely:
            return False
        clear = CLEAR if self.entry is None else LOGGED
        if size < -max(clear * sd, LEAST):
            return True
        # The log tells of it and the box was open: too much scatter to tell does not gainsay it.
        seen = self.entry is not None and self.kind in {"open", "outage"}
        return bool(seen and size - LOGGED * sd < -PART * max(self.step.before, 0.0) - LEAST)


def opened(hours: Signals) -> list[tuple[int, float, float]]:
    """(box, start, end): boxes without water while another carries some."""
    out = []
    on = hours.box_on.astype(np.bool_)
    for b in range(len(hours.boxes)):
        others = np.delete(on, b, axis=1).any(axis=1)
        running = np.nan_to_num(hours.load) > RUNS
        for a, z in zip(*(e.tolist() for e in runs(~on[:, b] & others & running)), strict=True):
            if z - a >= OPEN:
                out.append((b, a / HOURS, z / HOURS))
    return out


def outages(hours: Signals) -> list[tuple[float, float]]:
    """Times in which the unit was down for a day or more; hours that nobody knows are no outage."""
    load = hours.load
    down = np.isfinite(load) & (load <= RUNS)
    spans: list[tuple[int, int]] = []
    up = np.cumsum(np.nan_to_num(load) > RUNS)
    for a, z in zip(*(e.tolist() for e in runs(down)), strict=True):
        if spans and up[a] - up[spans[-1][1] - 1] < 6:
            spans[-1] = (spans[-1][0], z)
        else:
            spans.append((a, z))
    return [(a / HOURS, z / HOURS) for a, z in spans if z - a >= DOWN]


def works(
    days: Signals, hours: Signals, r: Floats, log: Sequence[LogEntry], busy: Bools
) -> tuple[Work, ...]:
    """Every time in which a box may have been cleaned, judged, with its entry in the log.

    `r` (D, B) is r less the gauge's bias; `busy` (D, B): days on which it is not of the deposit.
    """
    first, rows = int(np.floor(days.time[0])), len(days.time)
    entries = [one for one in log if one.what == "cleaning"]
    spans = [(b, a, z, "open") for b, a, z in opened(hours)]
    spans += [
        (b, *_within(entries, first, down, name), "outage")
        for down in outages(hours)
        for b, name in enumerate(days.boxes)
    ]
    out: list[Work] = []
    for b, name in enumerate(days.boxes):
        own = [(a, z, kind) for box, a, z, kind in spans if box == b]
        mine = [one for one in entries if one.box in {"", name}]
        times = [_times(one, first) for one in mine]
        taken = matched(_days([(a, z) for a, z, _ in own]), _days(times), NEAR)
        at = [(*span, taken.get(i)) for i, span in enumerate(own)]
        left = set(range(len(mine))) - set(taken.values())
        at += [(*times[k], "log", k) for k in sorted(left) if 0 <= times[k][0] < rows]
        for a, z, kind, k in at:
            step = _step(r, busy, (b, a, z), spans)
            if not np.isfinite(step.size):  # too near an outage that most likely did nothing
                step = _step(r, busy, (b, a, z), [s for s in spans if s[-1] == "open"])
            known = (None, None) if k is None else (mine[k], times[k])
            out.append(Work(b, a, z, kind, step, *known))
    out += _fallen(days, r, busy, out, spans)
    return tuple(sorted(out, key=lambda w: (w.start, w.box)))


def _fallen(
    days: Signals, r: Floats, busy: Bools, known: Sequence[Work], spans: Sequence[Span]
) -> list[Work]:
    """Falls of R_f at a time that nobody told of: where flows are not measured by box, say."""
    out = []
    boxes_seen = any(kind == "open" for *_, kind in spans)
    for b in range(r.shape[1]):
        free = np.where(busy[:, b], np.nan, r[:, b])
        try:
            pieces = breaks(free)
        except InsufficientData:
            continue
        for k, day in enumerate(pieces.breaks.tolist()):
            last = int(pieces.end[k])
            near = [w for w in known if w.start - BESIDE <= day and last <= w.end + BESIDE]
            touched = busy[max(last - BESIDE, 0) : day + BESIDE].any()
            plain = pieces.step[k, 0] < -max(PLAIN * pieces.step_sd[k, 0], LARGE)
            if near or touched or not plain or day - last > GAP:
                continue
            step = _step(r, busy, (b, float(last), float(day)), spans)
            if step.size < -max(PLAIN * step.sd, LARGE):
                # Over a day without readings the box may have been open unseen.
                unlikely = (boxes_seen and day == last) or _water_moved(days, last, day)
                out.append(Work(b, float(last), float(day), "step", step, unlikely=unlikely))
    return out


def _water_moved(days: Signals, start: int, end: int) -> bool:
    """Whether the mean rise of the boxes stepped there: a thermometer was seen to, say.

    A cleaning gives one box more of the heat and the others less, and leaves the mean.
    """
    rise = np.where(days.rise_excess.seen, days.rise_excess.x, np.nan).mean(axis=1)
    return bool(abs(_judged(rise, start, end, []).size) > RISE)


def _days(spans: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    return [(int(np.floor(a)), int(np.floor(z))) for a, z in spans]


def _times(entry: LogEntry, first: int) -> tuple[float, float]:
    """Start and end of an entry in days from the first one."""
    start = entry.start if entry.from_second is None else entry.from_second / SECONDS
    end = entry.end + 1 if entry.to_second is None else entry.to_second / SECONDS
    return float(start - first), float(end - first)


def _within(
    entries: Sequence[LogEntry], first: int, span: tuple[float, float], box: str
) -> tuple[float, float]:
    """The log's dates of a cleaning in this outage, else those of the outage itself."""
    for one in entries:
        a, z = _times(one, first)
        if one.box in {"", box} and a >= span[0] - 1.0 and z <= span[1] + 1.0:
            return max(a, span[0]), min(z, span[1])
    return span


def _step(
    r: Floats,
    busy: Bools,
    of: tuple[int, float, float],
    spans: Sequence[Span],
) -> Step:
    """Step of R_f over a time: the surest of the box alone and of the box against another."""
    b, a, z = of
    start, end = int(np.floor(a)), int(np.ceil(z))
    free = np.where(busy, np.nan, r)
    free[start:end, b] = np.nan
    edges = [(x, y) for box, x, y, _ in spans if box == b and (x, y) != (a, z)]
    found = [_judged(free[:, b], start, end, edges)]
    for other in range(r.shape[1]):
        touched = any(box == other and x < z + 1.0 and y > a - 1.0 for box, x, y, _ in spans)
        if other == b or touched:
            continue
        apart = r[:, b] - r[:, other]
        apart[start:end] = np.nan
        both = [(x, y) for _, x, y, _ in spans if (x, y) != (a, z)]
        found.append(_judged(apart, start, end, both))
    known = [one for one in found if np.isfinite(one.size)]
    return min(known, key=lambda one: one.sd) if known else UNKNOWN


def _judged(x: Floats, start: int, end: int, edges: Sequence[tuple[float, float]]) -> Step:
    low = max([0, *(int(np.ceil(y)) for _, y in edges if y <= start)])
    high = min([len(x), *(int(np.floor(a)) for a, _ in edges if a >= end)])
    sd = difference_sd(x)
    if not np.isfinite(sd):
        return UNKNOWN
    return step_at(x, np.full(len(x), sd), start, end, low, high)
