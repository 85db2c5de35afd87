"""What happened to the equipment and to its instruments, drawn from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.preheat_train.design import UNITS, Unit
from greenlang.simulators.preheat_train.tags import DOUBLED, LONELY
from greenlang.simulators.preheat_train.troubles import MORE, Happened, More
from greenlang.simulators.preheat_train.truth import Cleaning, Fault, Ints, Method, Span
from greenlang.simulators.signals import DAY, Generator

TWO_YEARS = 730.0
SHORTEST_CYCLE = 75.0  # days between cleanings of one exchanger
CREWS = 2


@dataclass(frozen=True)
class Events:
    """Cleanings, faults and historian outages of one history."""

    cleanings: tuple[Cleaning, ...]
    faults: tuple[Fault, ...]
    outages: tuple[Span, ...]


def events(seed: int, time: Ints, shutdowns: tuple[Span, ...], more: Sequence[More] = ()) -> Events:
    """All events of one unit; a history too short for an event goes without."""
    rng = np.random.default_rng([seed, 4])
    cleanings = _logged(rng, _cleanings(rng, time, shutdowns))
    bypass = _bypass(rng, time, shutdowns, cleanings)
    drift = _drift(rng, time, bypass)
    stuck = _stuck(rng, time, [*shutdowns, *cleanings], [*bypass, *drift])
    outages = _outages(rng, time, shutdowns)
    faults = [*bypass, *drift, *stuck]
    for number, kind in enumerate(more):
        own = np.random.default_rng([seed, 5, number])
        faults += MORE[kind](own, time, Happened(shutdowns, cleanings, tuple(faults)))
    return Events(cleanings, tuple(faults), outages)


def _day(time: Ints, second: float) -> float:
    return float((second - time[0]) / DAY)


def _cleanings(rng: Generator, time: Ints, shutdowns: tuple[Span, ...]) -> list[Cleaning]:
    """Two to four an exchanger that fouls, never more than two out of service at once."""
    days = _day(time, float(time[-1]))
    found: list[Cleaning] = []
    for unit in UNITS:
        low, high = unit.cleanings
        count = round(int(rng.integers(low, high + 1)) * days / TWO_YEARS)
        for k in range(count):
            nominal = days * (k + 0.62) / (count + 0.3)
            wanted = nominal + rng.uniform(-0.1, 0.1) * days / count
            one = _placed(rng, time, unit, wanted, found, shutdowns)
            found.extend(one)
    return sorted(found, key=lambda cleaning: (cleaning.start, cleaning.asset))


def _placed(
    rng: Generator,
    time: Ints,
    unit: Unit,
    wanted: float,
    found: Sequence[Cleaning],
    shutdowns: tuple[Span, ...],
) -> list[Cleaning]:
    """The cleaning as near to the wanted day as crews and shutdowns allow; empty: no room."""
    method: Method = "hydroblast" if rng.uniform() < 0.72 else "chemical"
    hydro = method == "hydroblast"
    effect = float(rng.uniform(0.9, 1.0) if hydro else rng.uniform(0.5, 0.8))
    length = float(rng.uniform(6.5, 10.5) if hydro else rng.uniform(2.5, 4.0))
    for span in shutdowns:
        inside = [one for one in found if span.start <= one.start <= span.end]
        near = abs(_day(time, span.start) - wanted) < 30
        if near and len(inside) < CREWS and not _too_soon(unit, span.start, span.end, found):
            start, end = span.start + DAY // 2, span.end - DAY // 4
            return [Cleaning(unit.name, start, end, method, effect, during_shutdown=True)]
    for shift in (0, 6, -6, 12, -12, 18, -18, 24, -24, 30, -30):
        start = int(time[0]) + int((wanted + shift) * DAY) // 3600 * 3600
        end = start + int(length * DAY) // 3600 * 3600
        if _fits(unit, start, end, time, found, shutdowns):
            return [Cleaning(unit.name, start, end, method, effect)]
    return []


def _too_soon(unit: Unit, start: int, end: int, found: Sequence[Cleaning]) -> bool:
    margin = SHORTEST_CYCLE * DAY
    own = [one for one in found if one.asset == unit.name]
    return any(start < one.end + margin and end > one.start - margin for one in own)


def _fits(
    unit: Unit,
    start: int,
    end: int,
    time: Ints,
    found: Sequence[Cleaning],
    shutdowns: tuple[Span, ...],
) -> bool:
    inside = time[0] + 60 * DAY <= start and end <= time[-1] - 25 * DAY
    margin = 4 * DAY
    clear = all(end + margin < span.start or start > span.end + margin for span in shutdowns)
    busy = sum(one.start < end and start < one.end for one in found)
    return bool(inside and clear and busy < CREWS and not _too_soon(unit, start, end, found))


def _logged(rng: Generator, cleanings: list[Cleaning]) -> tuple[Cleaning, ...]:
    """The maintenance log: one cleaning is missing, another was entered two days late."""
    entered = [
        replace(one, logged_start=one.start, logged_end=one.end, remark=_remark(one))
        for one in cleanings
    ]
    candidates = [i for i, one in enumerate(entered) if not one.during_shutdown]
    if len(candidates) >= 2:
        missing, late = (int(i) for i in rng.choice(candidates, 2, replace=False))
        entered[missing] = replace(
            entered[missing], in_log=False, logged_start=None, logged_end=None, remark=""
        )
        one = entered[late]
        entered[late] = replace(one, logged_start=one.start + 2 * DAY, logged_end=one.end + 2 * DAY)
    return tuple(entered)


def _remark(cleaning: Cleaning) -> str:
    if cleaning.during_shutdown:
        return "during unit shutdown"
    return "bundle pulled, both sides" if cleaning.method == "hydroblast" else "in place, solvent"


def _bypass(
    rng: Generator, time: Ints, shutdowns: tuple[Span, ...], cleanings: tuple[Cleaning, ...]
) -> tuple[Fault, ...]:
    """A tube-side bypass left partly open for some weeks on an exchanger with a valve tag."""
    candidates = [unit.name for unit in UNITS if unit.valve_tag]
    rng.shuffle(candidates)
    length = int(rng.uniform(28, 50)) * DAY
    share = float(rng.uniform(0.22, 0.36))
    margin = 16 * DAY
    for asset in candidates:
        busy = [(one.start, one.end) for one in cleanings if one.asset == asset]
        busy += [(span.start, span.end) for span in shutdowns]
        first, last = int(time[0]) + 70 * DAY, int(time[-1]) - length - 40 * DAY
        days = rng.permutation(np.arange(0, max((last - first) // DAY, 0)))
        for day in days:
            start = first + int(day) * DAY + 9 * 3600
            end = start + length
            if all(end + margin < b or start > e + margin for b, e in busy):
                return (Fault("bypass", None, asset, start, end, share, "1"),)
    return ()


def _drift(rng: Generator, time: Ints, others: Sequence[Fault]) -> tuple[Fault, ...]:
    """One of two thermometers on a pipe drifts by 2.5 to 5 K in four to six months; then mended."""
    assets = {fault.asset for fault in others}
    candidates = [(tag, asset) for tag, asset in DOUBLED if asset not in assets]
    tag, asset = candidates[int(rng.integers(len(candidates)))]
    length = int(rng.uniform(120, 180)) * DAY
    room = (time[-1] - time[0] - length) // DAY - 70
    if room <= 0:
        return ()
    start = int(time[0]) + (40 + int(rng.integers(room))) * DAY
    size = float(rng.uniform(2.5, 5.0) * rng.choice((-1.0, 1.0)))
    return (Fault("drift", tag, asset, start, start + length, size, "K"),)


def _stuck(
    rng: Generator, time: Ints, busy: Sequence[Span | Cleaning], others: Sequence[Fault]
) -> tuple[Fault, ...]:
    """Another thermometer stands still for two to six days, while its exchanger runs."""
    assets = {fault.asset for fault in others}
    candidates = [(tag, asset) for tag, asset in LONELY if asset not in assets]
    tag, asset = candidates[int(rng.integers(len(candidates)))]
    length = int(rng.uniform(2.0, 6.0) * DAY)
    room = (time[-1] - time[0] - length) // DAY - 40
    for _ in range(50 if room > 0 else 0):
        start = int(time[0]) + int((20 + rng.uniform(0, room)) * DAY)
        clear = [
            start + length < span.start - DAY or start > span.end + 2 * DAY
            for span in busy
            if getattr(span, "asset", asset) == asset
        ]
        if all(clear):
            return (Fault("stuck", tag, asset, start, start + length, float("nan"), "K"),)
    return ()


def _outages(rng: Generator, time: Ints, shutdowns: tuple[Span, ...]) -> tuple[Span, ...]:
    """The historian is down once for two to four days."""
    length = int(rng.uniform(2.0, 4.0) * DAY)
    room = (time[-1] - time[0] - length) // DAY - 40
    for _ in range(50 if room > 0 else 0):
        start = int(time[0]) + int((20 + rng.uniform(0, room)) * DAY)
        if all(start + length < s.start or start > s.end for s in shutdowns):
            return (Span(start, start + length),)
    return ()
