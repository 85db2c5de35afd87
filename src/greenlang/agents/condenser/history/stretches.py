"""Stretches of air, debris and weak pumps in the signals of a zone, before they have a cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from greenlang.agents.condenser.history.corrected import Corrected
from greenlang.agents.condenser.history.signals import Bools, Floats
from greenlang.library.series.arrays import row_median
from greenlang.library.series.excursions import Excursion, base, edge, excursions

HOURS = 24
AIR = {"m_air": 0.3, "vent": 0.5}  # share of the usual above which air is looked at
OXYGEN = 5e-9  # kg/kg above the usual
TOUCHING, SHARE = 2.0, 0.5  # days between an end and a beginning; of its size, by which it steps
FAR = 72  # hours in which the beginning within another stretch is sought
OVERLAP = 0.5  # of the shorter, from which stretches of two signals are one
KAPPA, KAPPA_DAYS = 0.05, 30  # of ln kappa; days that make its base
SHARP = 0.4  # of its size by which debris comes and goes at once
LONG = 60  # days after which debris would have been washed away: tubes are plugged
JOIN = 10  # days between two stretches that are one
HALF, BEFORE = 0.4, 20  # share of a loss that the water's rise must show; days held against it
FLOW = 0.015  # of ln flow share by which pumps are weak


@dataclass(frozen=True)
class Stretch:
    """Days `start` to `end` (first after it), times (days from the first one) by the hours.

    `seen` holds the excursion of each signal that shows it.
    """

    start: int
    end: int
    begin: float
    finish: float | None
    seen: Mapping[str, Excursion] = field(default_factory=dict)

    def until(self, days: int) -> float:
        """When it ends, or the history."""
        return float(days) if self.finish is None else self.finish

    def inside(self, days: int) -> Bools:
        """Days that lie wholly in it."""
        day = np.arange(days)
        last = self.end if self.finish is None else int(np.floor(self.finish))
        whole = (day >= np.ceil(self.begin)) & (day < max(last, self.start + 1))
        return np.asarray(whole if whole.any() else (day >= self.start) & (day < self.end))

    def touched(self, days: int) -> Bools:
        """Days of which any part lies in it."""
        day = np.arange(days)
        last = self.end if self.finish is None else int(np.ceil(self.finish))
        return np.asarray((day >= int(np.floor(self.begin))) & (day < max(last, self.end)))


def of_air(days: Corrected, hours: Corrected) -> list[Stretch]:
    """Stretches with more air, or air less well drawn, than usual; in order of time."""
    found: list[tuple[str, Excursion]] = []
    for name, share in AIR.items():
        x = getattr(days, name)
        usual = np.nanmedian(x) if np.isfinite(x).any() else np.nan
        if usual > 0.0:
            found += [(name, one) for one in excursions(x, share * float(usual))]
    groups: list[list[tuple[str, Excursion]]] = []
    for name, one in sorted(found, key=lambda pair: pair[1].start):
        with_it = [g for g in groups if any(_same(one, other) for _, other in g)]
        if with_it:
            with_it[-1].append((name, one))
        else:
            groups.append([(name, one)])
    # What leaks below the water line may well do so while air leaks above it.
    groups += [[("oxygen", one)] for one in excursions(days.oxygen, OXYGEN)]
    timed = [_timed(group, hours, len(days.t_s)) for group in groups]
    air = [one for one in timed if "oxygen" not in one.seen]
    timed = [one if one in air else _earlier(one, air, days, hours) for one in timed]
    return sorted(timed, key=lambda one: one.start)


def _earlier(one: Stretch, air: Sequence[Stretch], days: Corrected, hours: Corrected) -> Stretch:
    """Oxygen that seems to come as an air leak ends may have come during it, on a lower level.

    Air above the water cools the condensate, which then could hold more than it does.
    """
    found = one.seen["oxygen"]
    before = [two for two in air if abs(two.until(len(days.t_s)) - one.begin) < TOUCHING]
    if not before or found.open_start:
        return one
    low, high = before[0].start + 1, one.start - 1
    splits = range(low + 2, high - 1)
    steps = [_step(days.oxygen[low:k], days.oxygen[k:high]) for k in splits]
    if not steps or not max(steps) > SHARE * found.size:
        return one
    start = splits[int(np.argmax(steps))]
    return replace(one, start=start, begin=edge(hours.oxygen, start * HOURS, reach=FAR) / HOURS)


def _step(before: Floats, after: Floats) -> float:
    a, b = before[np.isfinite(before)], after[np.isfinite(after)]
    return float(np.median(b) - np.median(a)) if min(a.size, b.size) > 1 else -np.inf


def _same(a: Excursion, b: Excursion) -> bool:
    both = min(a.end, b.end) - max(a.start, b.start)
    return both >= OVERLAP * min(a.end - a.start, b.end - b.start)


def _timed(group: Sequence[tuple[str, Excursion]], hours: Corrected, days: int) -> Stretch:
    """Dates of the plainest signal, by its hours."""
    name, best = max(group, key=lambda pair: pair[1].size / max(pair[1].sd, 1e-30))
    x = getattr(hours, name)
    begin, finish = _edges(x, best, days)
    return Stretch(best.start, best.end, begin, finish, dict(group))


def _edges(x: Floats, one: Excursion, days: int) -> tuple[float, float | None]:
    begin = 0.0 if one.open_start else edge(x, one.start * HOURS) / HOURS
    return begin, None if one.open_end or one.end >= days else edge(x, one.end * HOURS) / HOURS


def of_debris(days: Corrected, hours: Corrected, box: int) -> tuple[list[Stretch], list[Stretch]]:
    """Stretches in which a box's pressure drop is up at once and back at once; and those for good.

    A flow meter that drifts bends kappa slowly; debris comes within hours.
    """
    x, fine = _apart(days.kappa, box), _apart(hours.kappa, box)
    passing: list[Stretch] = []
    lasting: list[Stretch] = []
    for one in excursions(x, KAPPA, usual=base(x, days=KAPPA_DAYS)):
        sharp = SHARP * one.size
        came = one.open_start or one.begins > sharp
        went = one.open_end or one.ends > sharp
        if not (came and went):
            continue
        begin, finish = _edges(fine, one, len(x))
        stretch = Stretch(one.start, one.end, begin, finish, {"kappa": one})
        (passing if one.end - one.start <= LONG else lasting).append(stretch)
    return passing, lasting


def _apart(kappa: Floats, box: int) -> Floats:
    """Ln kappa of a box over that of the others: what all show alike is the flow's, not debris."""
    with np.errstate(invalid="ignore", divide="ignore"):
        x = np.log(kappa)
    others = np.delete(x, box, axis=1)
    usual = row_median(others) if others.shape[1] else np.zeros(len(x))
    return np.asarray(x[:, box] - np.where(np.isfinite(usual), usual, 0.0))


def of_flow(days: Corrected, hours: Corrected, rise: Floats) -> list[Stretch]:
    """Stretches in which the running pumps give less than they used to.

    `rise` (D,), K: with less water the rise goes up by the same share, where it is measured; else
    the meter drifts.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        x, fine = -np.log(days.flow), -np.log(hours.flow)
    found: list[Excursion] = []
    for one in excursions(x, FLOW):
        if found and one.start - found[-1].end <= JOIN:
            found[-1] = _joined(found[-1], one)
        else:
            found.append(one)
    told = [e for e in found if _confirmed(row_median(days.rise) / rise, e)]
    return [Stretch(e.start, e.end, *_edges(fine, e, len(x)), {"flow": e}) for e in told]


def _confirmed(over: Floats, one: Excursion) -> bool:
    """Whether the water grew warmer by at least half of the share that is missing."""
    if not np.isfinite(over).any():
        return True
    usual = np.concatenate([over[max(one.start - BEFORE, 0) : one.start], over[one.end :][:BEFORE]])
    inside, usual = over[one.start : one.end], usual[np.isfinite(usual)]
    inside = inside[np.isfinite(inside)]
    if not inside.size or not usual.size:
        return True
    return bool(np.median(inside) - np.median(usual) > HALF * one.size)


def _joined(a: Excursion, b: Excursion) -> Excursion:
    """One stretch of two that follow one another, its size by their days."""
    days = a.end - a.start, b.end - b.start
    size = (a.size * days[0] + b.size * days[1]) / sum(days)
    return replace(a, end=b.end, size=size, sd=max(a.sd, b.sd), ends=b.ends, open_end=b.open_end)
