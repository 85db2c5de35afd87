"""Events of a zone with their causes: air, pumps, debris, gauges, steps that nobody explains.

A stretch gets its signs from the days in it against those around it, and its cause from the table
of signs; the analysis `air_inleakage` gives the same answer from the same signs. A gauge that
drifts is an event of its own, and takes no part in any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from greenlang.agents.condenser.history.cleaned import Work
from greenlang.agents.condenser.history.corrected import Corrected
from greenlang.agents.condenser.history.gauges import Drift
from greenlang.agents.condenser.history.signals import Bools, Floats, Signals
from greenlang.agents.condenser.history.signs import (
    CLEAR,
    Contrast,
    Verdict,
    contrast,
    verdict,
)
from greenlang.agents.condenser.history.states import Tracked
from greenlang.agents.condenser.history.stretches import HOURS, Stretch
from greenlang.agents.condenser.method.air import AirCase, Signs
from greenlang.agents.condenser.model import LogEntry
from greenlang.agents.condenser.results import Event
from greenlang.agents.page import date
from greenlang.library.series import difference_sd, row_median

ABOVE, BELOW, PUMP = "steam-side leak", "leak below the water line", "vacuum pump fault"
AIR_CAUSES = (ABOVE, BELOW, PUMP)
SIDES = {ABOVE: "above the water line", BELOW: "below the water line"}
SUDDEN, WITHIN = 4, 30  # hours within which half of a change has come: a step, hours
# What a change must be at least to matter, in the unit of its signal.
DEPRESSION, COLDER, OXYGEN, HOOD, KAPPA, RISE = 0.4, 0.25, 4e-9, 40.0, 0.04, 0.2
METERED = 0.2  # of the usual air
FEW = 3  # signs without which nothing is said of a stretch
REPAIRED = 4.0  # days between the end of a leak and a repair in the log


@dataclass(frozen=True)
class Zone:
    """Everything that events are told from; days and hours corrected for the gauge's `bias`."""

    unit: str
    zone: str
    raw: Signals
    days: Corrected
    hours: Corrected
    log: Sequence[LogEntry]
    bias: Floats

    @property
    def first(self) -> int:
        """Day of index 0 since 1970."""
        return int(np.floor(self.raw.time[0]))

    @property
    def rows(self) -> int:
        """Days."""
        return len(self.raw.time)


def named(of: Zone, found: Sequence[Stretch], quiet: Bools) -> list[tuple[Stretch, Verdict]]:
    """Stretches of air with their causes; those that are no air at all are left out.

    `quiet` (D,): days that no stretch touches.
    """
    out = []
    for one in found:
        others = [two for two in found if two is not one and two.begin < one.until(of.rows)
                  and one.begin < two.until(of.rows)]  # fmt: skip
        seen = _own(signs(of, one, quiet), one, others)
        if "oxygen" in one.seen and seen.oxygen != "above":
            continue  # what the condensate could hold anyway comes from no leak of its own
        told = verdict(seen)
        named_air = told.cause in AIR_CAUSES
        share = sum(told.probabilities.get(cause, 0.0) for cause in AIR_CAUSES)
        if named_air or (len(told.seen) >= FEW and share > 0.5):
            out.append((one, told))
    return out


def _own(seen: Signs, one: Stretch, others: Sequence[Stretch]) -> Signs:
    """The signs of a stretch less those that another one at the same time accounts for."""
    by_oxygen = "oxygen" in one.seen
    if not any(("oxygen" in two.seen) != by_oxygen for two in others):
        return seen
    if by_oxygen:
        return replace(seen, metered_air=None, depression=None, subcooling=None, spare_pump=None)
    return replace(seen, oxygen=None)


def signs(of: Zone, one: Stretch, quiet: Bools) -> Signs:
    """What this stretch shows of each sign of the table."""
    days = len(of.days.t_s)
    inside, beside = one.inside(days), quiet

    def held(x: Floats) -> Contrast:
        return contrast(x, inside, beside)

    metered = held(of.days.m_air)
    matters = METERED * metered.outside if np.isfinite(metered.outside) else np.inf
    oxygen = _oxygen(held(of.days.oxygen), of.days.oxygen, inside)
    colder = held(of.days.subcooling).rise(COLDER)
    if metered.rise(matters) == "up":  # air that the pumps carry away easily shows in neither
        oxygen = None if oxygen == "none" else oxygen
        colder = None if colder == "none" else colder
    hood = held(of.days.hood - of.bias)
    return Signs(
        onset=_onset(of, one),
        depression=held(of.days.depression).rise(DEPRESSION),
        metered_air="down" if metered.falls(matters) else metered.rise(matters),
        spare_pump=_spare(of, one),
        dp_box=_boxes(of.days.kappa, inside, beside, KAPPA),
        cw_rise=_boxes(of.days.rise, inside, beside, RISE),
        subcooling=colder,
        oxygen=oxygen,
        hood="off" if hood.moves(HOOD) else hood.none(HOOD),
    )


def _boxes(x: Floats, inside: Bools, beside: Bools, matters: float) -> Literal["none", "up"] | None:
    words = [contrast(x[:, b], inside, beside).rise(matters) for b in range(x.shape[1])]
    if "up" in words:
        return "up"
    return "none" if words and all(word == "none" for word in words) else None


def _oxygen(c: Contrast, x: Floats, inside: Bools) -> Literal["none", "below", "above"] | None:
    """Above equilibrium if it rose to there; below if it moved and stays under it."""
    if not np.isfinite(c.size):
        return None
    level = np.nanmedian(x[inside]) if np.isfinite(x[inside]).any() else np.nan
    if abs(c.size) > max(CLEAR * c.sd, OXYGEN):
        return "above" if c.size > 0.0 and level > 2.0 * c.sd else "below"
    return "none" if abs(c.size) + c.sd < OXYGEN else None


def _onset(of: Zone, one: Stretch) -> Literal["weeks", "hours", "step"] | None:
    """How fast it came, by the hours of its plainest signal."""
    name, found = max(one.seen.items(), key=lambda pair: pair[1].size / max(pair[1].sd, 1e-30))
    if found.open_start:
        return None
    x, at = getattr(of.hours, name), round(one.begin * HOURS)
    low = _level(x, at - 2 * HOURS, at - 1)
    if not np.isfinite(low):
        return None
    half = 0.5 * found.size
    if _level(x, at + SUDDEN - 1, at + SUDDEN + 5) - low > half:
        return "step"
    return "hours" if _level(x, at + WITHIN - 1, at + WITHIN + 5) - low > half else "weeks"


def _level(x: Floats, a: int, b: int) -> float:
    seen = x[max(a, 0) : max(b, 0)]
    seen = seen[np.isfinite(seen)]
    return float(np.median(seen)) if seen.size else float("nan")


def _spare(of: Zone, one: Stretch) -> Literal["falls"] | None:
    """Whether the vent's air falls off faster once another vacuum pump runs, and the pressure."""
    pumps, a = of.raw.vacuum_pumps, one.start
    inside = pumps[a : one.end]
    if not np.isfinite(inside).any() or not np.nanmax(inside) > np.nanmin(inside) + 0.5:
        return None
    more = inside > np.nanmedian(pumps) + 0.5
    if more.all() or not more.any():
        return None
    p = row_median(of.raw.r.x[a : one.end])
    fell = float(row_median(p[None, ~more])[0] - row_median(p[None, more])[0])
    scatter = difference_sd(row_median(of.raw.r.x))
    return "falls" if fell > CLEAR * scatter else None


def of_air(of: Zone, one: Stretch, told: Verdict, tracked: Tracked, quiet: Bools) -> Event:
    """The event of a stretch of air."""
    days = len(of.days.t_s)
    inside, beside = one.inside(days), quiet
    size, sd, unit = _size(of, told.cause, inside, beside)
    pressure, pressure_sd = _pressure(of, tracked, inside)
    repaired = None if one.finish is None else _logged(of, one.finish)
    return Event(
        unit=of.unit, zone=of.zone, box=None, cause=told.cause,
        start=of.first + one.begin,
        end=None if one.finish is None else of.first + one.finish,
        size=size, size_sigma=sd, size_unit=unit,
        pressure=pressure, pressure_sigma=pressure_sd,
        probabilities=told.probabilities, signs=told.seen, not_seen=told.not_seen,
        side=SIDES.get(told.cause, "" if told.cause == PUMP else "not told"),
        air=told.probabilities.get(ABOVE, 0.0) + told.probabilities.get(BELOW, 0.0) > 0.5,
        logged=None if repaired is None else f"{repaired.what} {date(repaired.start)}",
        evidence=tuple(f"{sign} {word}" for sign, word in told.seen.items()),
    )  # fmt: skip


def _size(of: Zone, cause: str, inside: Bools, beside: Bools) -> tuple[float, float, str]:
    if cause == BELOW:
        found = contrast(of.days.oxygen, inside, beside)
        return found.size, found.sd, "kg/kg"
    if cause == PUMP:
        found = contrast(of.days.vent, inside, beside)
        ratio = 1.0 + found.size / found.outside
        return 1.0 - 1.0 / ratio, found.sd / found.outside / ratio**2, "1"
    found = contrast(of.days.m_air, inside, beside)
    return found.size, found.sd, "kg/s"


def _pressure(of: Zone, tracked: Tracked, inside: Bools) -> tuple[float, float]:
    """What air added to the pressure in the stretch, Pa: R_air over dr/dp."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = row_median(of.raw.pressure_share)
        added, sd = tracked.r_air / share, tracked.r_air_sigma / share
    use = inside & np.isfinite(added)
    if not use.any():
        return float("nan"), float("nan")
    return float(np.mean(added[use])), float(np.mean(sd[use]))


def _logged(of: Zone, finish: float) -> LogEntry | None:
    """The repair in the log that ended it."""
    at = of.first + finish
    near = [
        one for one in of.log
        if one.what == "repair" and one.start - REPAIRED <= at <= one.end + 1 + REPAIRED
    ]  # fmt: skip
    return min(near, key=lambda one: abs(one.end - at)) if near else None


def of_box(of: Zone, one: Stretch, box: int, cause: str) -> Event:
    """Debris before a box, or tubes plugged: blocked share y = 1 - kappa^-1/2 (spec 3.13)."""
    (found,) = one.seen.values()
    y = 1.0 - float(np.exp(-0.5 * found.size))
    washed = [
        e for e in of.log
        if e.what == "backwash" and e.box in {"", of.raw.boxes[box]} and one.finish is not None
        and abs(e.start - of.first - one.finish) <= REPAIRED
    ]  # fmt: skip
    return Event(
        unit=of.unit, zone=of.zone, box=of.raw.boxes[box], cause=cause,
        start=of.first + one.begin,
        end=None if one.finish is None else of.first + one.finish,
        size=y, size_sigma=0.5 * (1.0 - y) * found.sd, size_unit="1",
        logged=f"backwash {date(washed[0].start)}" if washed else None,
        evidence=(f"pressure drop {100 * np.expm1(found.size):.0f} % up",),
    )  # fmt: skip


def unlabelled(of: Zone, one: Work) -> Event:
    """A fall of R_f that is none of the deposit: the box was shut, or its water moved with it."""
    return Event(
        unit=of.unit, zone=of.zone, box=of.raw.boxes[one.box], cause="unlabelled",
        start=of.first + one.start, end=of.first + one.end,
        size=one.step.size, size_sigma=one.step.sd, size_unit="m2 K/W",
        evidence=("R_f fell at once and nobody opened the box: a thermometer or meter, it seems",),
    )  # fmt: skip


def of_pump(of: Zone, one: Stretch) -> Event:
    """Cooling-water pumps that give less than they used to."""
    (found,) = one.seen.values()
    return Event(
        unit=of.unit, zone=of.zone, box=None, cause="cooling-water pump",
        start=of.first + one.begin,
        end=None if one.finish is None else of.first + one.finish,
        size=-float(np.expm1(-found.size)), size_sigma=found.sd, size_unit="1",
        evidence=("less flow than by the pumps running, pressure drop of the boxes as ever",),
    )  # fmt: skip


def of_gauge(of: Zone, one: Drift) -> Event:
    """A gauge that drifts."""
    box = None if one.box is None else of.raw.boxes[one.box]
    why = "moves alone among pressure gauge, hood and hotwell"
    if box is not None:
        why = "the boxes together took up more or less heat than there was, their water as ever"
    return Event(
        unit=of.unit, zone=of.zone, box=box, cause="gauge drift",
        start=float(of.first + one.start),
        end=None if one.end is None else float(of.first + one.end),
        size=one.size, size_sigma=one.sd, size_unit="Pa" if one.role == "p_c" else "K",
        tag=one.role,
        evidence=(why,),
    )  # fmt: skip


def air_case(one: Event, p: Any, t_in: Any) -> AirCase:
    """The case of the analysis `air_inleakage` that gives this event's verdict from its signs."""
    signs: dict[str, Any] = dict(one.signs)
    return AirCase(p=p, t_in=t_in, signs=Signs(**signs))
