"""States, events and cleanings of one zone from its daily and hourly signals (spec 4.3, 4.7, 4.8).

First what the gauge reads, then stretches of air and debris, then cleanings, and then the states
that all these are known for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from greenlang.agents.condenser.history import events as told
from greenlang.agents.condenser.history.cleaned import Work, works
from greenlang.agents.condenser.history.corrected import corrected, hourly
from greenlang.agents.condenser.history.gauges import Drift, drifts, outlets, stepped
from greenlang.agents.condenser.history.signals import Bools, Floats, Signals
from greenlang.agents.condenser.history.signs import Verdict
from greenlang.agents.condenser.history.states import (
    Gauge,
    Marks,
    Tracked,
    gauge,
    slope,
    states,
)
from greenlang.agents.condenser.history.stretches import Stretch, of_air, of_debris, of_flow
from greenlang.agents.condenser.model import LogEntry
from greenlang.agents.condenser.results import Cleaning, Event
from greenlang.core.errors import InsufficientData
from greenlang.library.series.smooth import smooth

Status = Literal["confirmed", "found_without_log", "logged_without_effect", "logged_no_data"]

RHO_CP, USUAL_RISE = 4.18e6, 10.0  # J/(m3 K); K
MOSTLY = 0.5  # of a stretch, from which it is debris that takes the flow
OWN, OTHERS = 1.5, 0.5  # of the effect of a kelvin of steam, by an outlet that is off
SHORT = 1.1  # air the vacuum pumps could carry over what there is: below, air sets the pressure


@dataclass(frozen=True)
class Estimate:
    """What is known of one zone. `tracked` are its states, `kappa` (D, B) smoothed."""

    tracked: Tracked
    kappa: Floats
    kappa_sigma: Floats
    events: tuple[Event, ...]
    cleanings: tuple[Cleaning, ...]
    marks: Marks
    works: tuple[Work, ...]


def estimate(
    name: tuple[str, str],
    days: Signals,
    hours: Signals,
    log: Sequence[LogEntry] = (),
    common: Floats | float = 0.0,
    at: Callable[[Floats], Floats] | None = None,
    first: Gauge | None = None,
) -> Estimate:
    """Everything that the signals of a zone tell; `name`: unit and zone.

    `common` (B,) or scalar: standard uncertainty of r that does not average out, m2 K/W. `at`: r
    (D, B) of days for a bias (D,) of the pressure gauge; without it r is taken to go with it in
    proportion, which is rough beyond a millibar. `first`: the gauge, if it was estimated before.

    Raises InsufficientData where a box has too few days.
    """
    marks = replace(Marks.none(*days.r.x.shape), gauge=stepped(days))
    reads = gauge(days, marks) if first is None else first
    zone = _zone(name, days, hours, log, reads)
    found = _stretches(zone)
    marks = replace(marks, **_air_marks(days, found))
    reads = gauge(days, marks)
    zone = _zone(name, days, hours, log, reads)
    found = _stretches(zone)
    marks = replace(marks, **_air_marks(days, found), **_debris_marks(found))
    free = _unbiased(days, reads, at)
    work = works(days, hours, free, log, marks.left_out | marks.air[:, None])
    marks = replace(marks, **_clean_marks(marks, work))
    warm, off = outlets(days, marks.left_out, _rise(days))
    tracked = states(days, free, marks, reads, np.hypot(common, _misread(days, off)))
    kappa = _kappas(days, found)
    every = _events(zone, found, tracked, (*drifts(days, reads, marks.air), *warm), work)
    return Estimate(
        tracked, kappa[0], kappa[1], every, _cleanings(zone, work, tracked), marks, work
    )  # fmt: skip


def _misread(x: Signals, off: Floats) -> Floats:
    """What outlets off by so many kelvin do to r (D, B).

    A kelvin at the outlet moves r as one of the steam does, and the heat that it tells besides; the
    balance hands a part on to the other boxes.
    """
    by_kelvin = np.nan_to_num(x.pressure_share * slope(x.t_s)[:, None])
    others = np.abs(off).sum(axis=1, keepdims=True) - np.abs(off)
    return np.asarray(by_kelvin * (OWN * np.abs(off) + OTHERS * others))


def _unbiased(x: Signals, of: Gauge, at: Callable[[Floats], Floats] | None) -> Floats:
    """The r of days without what the pressure gauge is off."""
    share = np.nan_to_num(x.pressure_share)
    r = x.r.x - share * of.bias[:, None] if at is None else at(of.bias)
    return np.asarray(np.where(x.r.seen, r - share * of.scatter[:, None], np.nan))


@dataclass(frozen=True)
class _Found:
    air: list[tuple[Stretch, Verdict]]
    debris: list[list[Stretch]]
    plugged: list[list[Stretch]]
    weak: list[Stretch]
    quiet: Bools


def _zone(
    name: tuple[str, str], days: Signals, hours: Signals, log: Sequence[LogEntry], reads: Gauge
) -> told.Zone:
    by_day = corrected(days, reads.bias)
    by_hour = corrected(hours, hourly(reads.bias, days, hours))
    return told.Zone(*name, days, by_day, by_hour, log, reads.bias)


def _stretches(zone: told.Zone) -> _Found:
    rows, boxes = zone.raw.r.x.shape
    both = [of_debris(zone.days, zone.hours, b) for b in range(boxes)]
    air = of_air(zone.days, zone.hours)
    quiet = ~_any([one.touched(rows) for one in air], rows)
    weak = of_flow(zone.days, zone.hours, _rise(zone.raw))
    clogged = _any([one.touched(rows) for box in both for one in box[0]], rows)
    weak = [one for one in weak if clogged[one.start : one.end].mean() < MOSTLY]
    return _Found(
        told.named(zone, air, quiet), [b[0] for b in both], [b[1] for b in both], weak, quiet
    )


def _rise(x: Signals) -> Floats:
    """Rise of the cooling water by its heat and flow, K; 10 K where they are not known."""
    v = x.v if x.v.ndim == 1 else x.v.sum(axis=1)
    if not v.size:
        return np.full(len(x.time), USUAL_RISE)
    with np.errstate(invalid="ignore", divide="ignore"):
        rise = x.q / (RHO_CP * v)
    return np.where(np.isfinite(rise) & (rise > 1.0), rise, USUAL_RISE)


def _any(masks: Sequence[Bools], rows: int) -> Bools:
    return np.asarray(np.logical_or.reduce([np.zeros(rows, np.bool_), *masks]))


def _air_marks(days: Signals, found: _Found) -> dict[str, Bools]:
    rows = len(days.time)
    air = _any([one.touched(rows) for one, _ in found.air], rows)
    if days.air_limit.size:
        with np.errstate(invalid="ignore"):
            air |= days.air_limit < SHORT * days.m_air.x
    new = air & ~np.concatenate([[False], air[:-1]])
    pumps = _carried(days.vacuum_pumps)
    changed = np.concatenate([[False], np.abs(np.diff(pumps)) > 0.2])
    return {"air": air, "air_new": new | (air & changed)}


def _carried(x: Floats) -> Floats:
    """Each value until the next one."""
    at = np.maximum.accumulate(np.where(np.isfinite(x), np.arange(len(x)), 0))
    return np.asarray(x[at])


def _debris_marks(found: _Found) -> dict[str, Bools]:
    rows = len(found.quiet)
    out = [_any([one.touched(rows) for one in box], rows) for box in found.debris]
    jump = np.zeros((rows, len(out)), np.bool_)
    for b, lasting in enumerate(found.plugged):
        for one in lasting:
            jump[one.start, b] = True
            jump[min(one.end, rows - 1), b] = True
    return {"left_out": np.column_stack(out), "jump": jump}


def _clean_marks(marks: Marks, work: Sequence[Work]) -> dict[str, Bools]:
    cleaned, left_out, jump = (x.copy() for x in (marks.cleaned, marks.left_out, marks.jump))
    rows = len(cleaned)
    for one in work:
        start, end = int(np.floor(one.start)), int(np.ceil(one.end))
        left_out[max(start, 0) : end, one.box] = True
        if one.cleaned and end < rows:
            cleaned[max(end, 0), one.box] = True
        if one.unlikely and end < rows:
            jump[max(end, 0), one.box] = True
    return {"cleaned": cleaned, "left_out": left_out, "jump": jump}


def _kappas(days: Signals, found: _Found) -> tuple[Floats, Floats]:
    each = [_kappa(days, b, found) for b in range(len(days.boxes))]
    return np.column_stack([x for x, _ in each]), np.column_stack([sd for _, sd in each])


def _kappa(days: Signals, b: int, found: _Found) -> tuple[Floats, Floats]:
    """Smoothed kappa of a box and its sd; NaN where it is not measured."""
    x = np.where(days.kappa.seen[:, b], days.kappa.x[:, b], np.nan)
    jump = np.zeros(len(x))
    for one in [*found.debris[b], *found.plugged[b]]:
        jump[one.start] = jump[min(one.end, len(x) - 1)] = 0.5
    try:
        done = smooth(x, days.kappa.sigma[:, b], level_jump=jump)
    except InsufficientData:
        return np.full(len(x), np.nan), np.full(len(x), np.nan)
    return done.level, done.level_sd


def _events(
    zone: told.Zone,
    found: _Found,
    tracked: Tracked,
    drifting: Sequence[Drift],
    work: Sequence[Work],
) -> tuple[Event, ...]:
    out = [told.of_air(zone, one, why, tracked, found.quiet) for one, why in found.air]
    for b in range(len(zone.raw.boxes)):
        out += [told.of_box(zone, one, b, "debris") for one in found.debris[b]]
        out += [told.of_box(zone, one, b, "plugging") for one in found.plugged[b]]
    out += [told.of_pump(zone, one) for one in found.weak]
    out += [told.of_gauge(zone, one) for one in drifting]
    out += [told.unlabelled(zone, one) for one in work if one.unlikely]
    return tuple(sorted(out, key=lambda e: (e.start, e.cause, e.box or "")))


def _cleanings(zone: told.Zone, work: Sequence[Work], of: Tracked) -> tuple[Cleaning, ...]:
    """Cleanings that the data show, and entries of the log for which they show none."""
    return tuple(_cleaning(zone, w, of) for w in work if w.cleaned or w.entry is not None)


def _cleaning(zone: told.Zone, one: Work, of: Tracked) -> Cleaning:
    b, first, rows = one.box, zone.first, len(of.r_f)
    before = min(max(int(np.floor(one.start)) - 1, 0), rows - 1)
    after = min(max(int(np.ceil(one.end)), 0), rows - 1)
    r_0, r_1 = float(of.r_f[before, b]), float(of.r_f[after, b])
    sd = float(np.hypot(of.r_f_sigma[before, b], of.r_f_sigma[after, b]))
    share, share_sd = float("nan"), float("nan")
    if r_0 > 2.0 * sd:
        share = (r_0 - r_1) / r_0
        share_sd = (
            float(np.hypot(of.r_f_sigma[after, b], of.r_f_sigma[before, b] * r_1 / r_0)) / r_0
        )
    known = np.isfinite(one.step.size)
    return Cleaning(
        unit=zone.unit, box=zone.raw.boxes[b], start=first + one.start, end=first + one.end,
        status=_status(one, known=bool(known)),
        method=None if one.entry is None else one.entry.method or None,
        r_f_before=r_0, r_f_after=r_1, effect=share, effect_sigma=share_sd,
        logged=None if one.logged is None else (first + one.logged[0], first + one.logged[1]),
    )  # fmt: skip


def _status(one: Work, *, known: bool) -> Status:
    if one.cleaned:
        return "confirmed" if one.entry is not None else "found_without_log"
    return "logged_without_effect" if known else "logged_no_data"
