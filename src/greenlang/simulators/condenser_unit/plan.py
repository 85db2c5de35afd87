"""What happens to one unit, drawn by seed: outages, cleanings, air, pumps, debris, plugged tubes.

Only what cannot coincide is kept apart: work on a box never falls into an outage, and two leaks
above the water line never overlap. A leak may well open while a box is cleaned.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from greenlang.simulators.condenser_unit.design import BOXES, PUMPS, VACUUM_PUMPS, Unit
from greenlang.simulators.condenser_unit.truth import AirLeak, BoxCleaning, Happened, Trouble
from greenlang.simulators.signals import DAY, Generator
from greenlang.simulators.truth import Ints, Span

YEAR = 365.25
HOUR = 3600
KG_H = 1.0 / 3600.0


class _Timed(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def happened(rng: Generator, time: Ints, unit: Unit) -> Happened:
    """All events of one unit; a short history has fewer."""
    outages = _outages(rng, time, unit)
    work = _work(rng, time, unit, outages)
    trips = _trips(rng, time, [*outages, *work])
    cleanings = _logged(rng, sorted([*_in_outages(rng, outages, unit), *work], key=_order))
    busy = [*outages, *trips]
    leaks = (*_leaks(rng, time, unit, busy), *_below(rng, time, unit, busy))
    troubles = (
        *_vacuum(rng, time, unit, [*busy, *(one for one in leaks if one.side == "above")]),
        *_debris(rng, time, unit, [*busy, *work]),
        *_plugging(rng, unit, [*work, *outages], time),
        *_water_pumps(rng, time, unit, busy),
    )
    return Happened(outages, trips, cleanings, leaks, troubles)


def _order(one: BoxCleaning) -> tuple[int, str]:
    return one.start, one.box


def _clear(span: _Timed, busy: Sequence[_Timed], margin: float) -> bool:
    return all(span.end + margin * DAY < b.start or span.start > b.end + margin * DAY for b in busy)


def placed(
    rng: Generator, time: Ints, days: float, busy: Sequence[_Timed], margin: float = 3.0
) -> Span | None:
    """A stretch of so many days anywhere in the history, clear of the others; None: no room."""
    room = float((time[-1] - time[0]) / DAY) - days - 20.0
    for _ in range(60 if room > 0 else 0):
        start = int(time[0]) + int((10.0 + rng.uniform(0.0, room)) * DAY) // 600 * 600
        span = Span(start, start + int(days * DAY) // 600 * 600)
        if _clear(span, busy, margin):
            return span
    return None


def _yearly(time: Ints, day: float) -> list[int]:
    """That day of each year, as far as it lies within the history."""
    years = range(int((time[-1] - time[0]) / (YEAR * DAY)) + 1)
    at = [int(time[0] + (day + YEAR * k) * DAY) // DAY * DAY for k in years]
    return [one for one in at if time[0] + 8 * DAY <= one <= time[-1] - 8 * DAY]


def _outages(rng: Generator, time: Ints, unit: Unit) -> tuple[Span, ...]:
    """The yearly outage, ten days to three weeks."""
    out = []
    for at in _yearly(time, float(rng.uniform(*unit.outage_days))):
        start = at + 20 * HOUR
        end = start + int(rng.uniform(10.0, 21.0)) * DAY
        if end < time[-1] - 8 * DAY:
            out.append(Span(start, end))
    return tuple(out)


def _in_outages(rng: Generator, outages: Sequence[Span], unit: Unit) -> list[BoxCleaning]:
    """Both boxes by high pressure, within the outage."""
    out = []
    for span in outages:
        start = span.start + int(rng.uniform(2.0, 4.0) * DAY) // HOUR * HOUR
        for box in BOXES:
            end = start + 2 * DAY
            effect = float(rng.uniform(0.94, 1.0))
            out.append(BoxCleaning(unit.name, box, start, end, "high_pressure", effect, span))
            start = end
    return out


def _work(rng: Generator, time: Ints, unit: Unit, outages: Sequence[Span]) -> list[BoxCleaning]:
    """Boxes cleaned by brushes while the unit runs at part load; one of them is done badly."""
    out = list[BoxCleaning]()
    for day in unit.work_days:
        for at in _yearly(time, day):
            for k, box in enumerate(BOXES):
                if rng.uniform() < 0.12:
                    continue
                days = int(rng.uniform(-18, 18)) + 6 * k
                start = at + days * DAY + int(rng.integers(0, 12)) * HOUR // 2 + 5 * HOUR
                end = start + int(rng.uniform(10, 20)) * HOUR
                one = BoxCleaning(
                    unit.name, box, start, end, "brushes", float(rng.uniform(0.72, 0.92))
                )
                if _clear(one, outages, 12.0) and _clear(one, out, 2.0):
                    out.append(one)
    if out:
        bad = int(rng.integers(len(out)))
        out[bad] = replace(out[bad], effect=float(rng.uniform(0.42, 0.55)))
    return out


def _trips(rng: Generator, time: Ints, busy: Sequence[_Timed]) -> tuple[Span, ...]:
    """Short stops for other reasons: nobody touches the condenser."""
    out = list[Span]()
    for _ in range(_count(rng, time, (3, 6))):
        span = placed(rng, time, float(rng.uniform(0.4, 2.5)), [*busy, *out])
        if span is not None:
            out.append(span)
    return tuple(sorted(out, key=lambda one: one.start))


def _count(rng: Generator, time: Ints, count: tuple[int, int]) -> int:
    """Events in this history, of a range in two years."""
    share = min(float((time[-1] - time[0]) / (2 * YEAR * DAY)), 1.0)
    return round(int(rng.integers(count[0], count[1] + 1)) * share + 0.2)


def _logged(rng: Generator, cleanings: Sequence[BoxCleaning]) -> tuple[BoxCleaning, ...]:
    """The log: a cleaning on load is missing, another stands four days late."""
    out = [replace(one, logged_start=one.start, logged_end=one.end) for one in cleanings]
    on_load = [i for i, one in enumerate(cleanings) if one.outage is None]
    if len(on_load) < 3:
        return tuple(out)
    missing, late = (int(i) for i in rng.choice(on_load, 2, replace=False))
    out[missing] = replace(out[missing], logged_start=None, logged_end=None)
    one, days = out[late], 4 * DAY
    out[late] = replace(one, logged_start=one.start + days, logged_end=one.end + days)
    return tuple(out)


def _leaks(rng: Generator, time: Ints, unit: Unit, busy: Sequence[_Timed]) -> list[AirLeak]:
    """Leaks above the water line: most beyond what one pump takes, one small."""
    sizes = [float(rng.uniform(24.0, 62.0)) for _ in range(_count(rng, time, (2, 3)))]
    sizes += [float(rng.uniform(9.0, 14.0))] if rng.uniform() < 0.5 else []
    out = list[AirLeak]()
    for size in sizes:
        span = placed(rng, time, float(rng.uniform(8.0, 40.0)), [*busy, *out], 5.0)
        if span is None:
            continue
        spare = None
        if size > 20.0 and rng.uniform() < 0.6:
            spare = span.start + int(rng.uniform(1.5, 6.0) * DAY)
        logged = bool(rng.uniform() < 0.5)
        out.append(AirLeak(unit.name, span.start, span.end, "above", size * KG_H, logged, spare))
    return out


def _below(rng: Generator, time: Ints, unit: Unit, busy: Sequence[_Timed]) -> list[AirLeak]:
    """A leak below the water line shows as oxygen alone, ppb at full condensate flow."""
    span = placed(rng, time, float(rng.uniform(14.0, 45.0)), busy, 5.0)
    if span is None or (unit.name == "U2" and rng.uniform() < 0.4):
        return []
    size, logged = float(rng.uniform(18.0, 45.0)), bool(rng.uniform() < 0.5)
    return [AirLeak(unit.name, span.start, span.end, "below", size, logged)]


def _vacuum(rng: Generator, time: Ints, unit: Unit, busy: Sequence[_Timed]) -> list[Trouble]:
    """The running vacuum pump loses more than half of its volume for some days."""
    span = placed(rng, time, float(rng.uniform(3.0, 8.0)), busy, 4.0)
    if span is None:
        return []
    size = float(rng.uniform(0.6, 0.75))
    return [Trouble("vacuum_pump", unit.name, VACUUM_PUMPS[0], span.start, span.end, size)]


def _debris(rng: Generator, time: Ints, unit: Unit, busy: Sequence[_Timed]) -> list[Trouble]:
    """Leaves and shells before the tube sheet until the box is washed backwards."""
    out = list[Trouble]()
    for _ in range(_count(rng, time, unit.debris)):
        box = BOXES[int(rng.integers(len(BOXES)))]
        span = placed(rng, time, float(rng.uniform(3.0, 12.0)), [*busy, *out], 2.0)
        if span is not None:
            size, logged = float(rng.uniform(0.06, 0.16)), bool(rng.uniform() < 0.85)
            out.append(Trouble("debris", unit.name, box, span.start, span.end, size, logged))
    return out


def _plugging(
    rng: Generator, unit: Unit, works: Sequence[BoxCleaning | Span], time: Ints
) -> list[Trouble]:
    """Leaking tubes are plugged when a box is open anyway."""
    if not works:
        return []
    one = works[int(rng.integers(len(works)))]
    box = one.box if isinstance(one, BoxCleaning) else BOXES[int(rng.integers(len(BOXES)))]
    size = float(rng.integers(90, 320))
    return [Trouble("plugging", unit.name, box, one.start, int(time[-1]) + DAY, size)]


def _water_pumps(rng: Generator, time: Ints, unit: Unit, busy: Sequence[_Timed]) -> list[Trouble]:
    """A wheel wears for two months until it is replaced; another pump trips for a day."""
    out = []
    worn = placed(rng, time, float(rng.uniform(45.0, 80.0)), [], 0.0)
    if worn is not None:
        size = float(rng.uniform(0.08, 0.13))
        out.append(Trouble("cw_pump_worn", unit.name, PUMPS[1], worn.start, worn.end, size))
    trip = placed(rng, time, float(rng.uniform(0.6, 2.5)), busy, 2.0)
    if trip is not None:
        out.append(Trouble("cw_pump_trip", unit.name, PUMPS[2], trip.start, trip.end, 1.0))
    return out
