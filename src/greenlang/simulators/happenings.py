"""What happened to exchangers that stand by themselves: cleanings, faults, shutdowns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from greenlang.simulators.signals import DAY, Generator
from greenlang.simulators.truth import Cleaning, Fault, Ints, Span

TWO_YEARS = 730.0
LONG = 14 * 3600  # s; a cleaning of this length shows without the log


@dataclass(frozen=True)
class Way:
    """A way to clean: share of cleanings that are done so, hours out of service, effect."""

    name: str
    share: float
    hours: tuple[float, float]
    effect: tuple[float, float]
    remark: str


class Cleanable(Protocol):
    """An exchanger with its cleanings: fewest and most in two years, and the ways."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def cleanings(self) -> tuple[int, int]:
        """Fewest and most in two years."""
        ...

    @property
    def ways(self) -> tuple[Way, ...]:
        """How it is cleaned; no way: only in shutdowns, by the first of the plant."""
        ...


@dataclass(frozen=True)
class Troubles:
    """Which thermometers may drift and which may freeze: (tag, exchanger) each."""

    doubled: tuple[tuple[str, str], ...]
    lonely: tuple[tuple[str, str], ...]
    drift: tuple[float, float] = (2.5, 5.0)  # K at the end


@dataclass(frozen=True)
class Happened:
    """Cleanings, faults, shutdowns and historian outages of one history."""

    cleanings: tuple[Cleaning, ...]
    faults: tuple[Fault, ...]
    shutdowns: tuple[Span, ...]
    outages: tuple[Span, ...]

    def idle(self, asset: str) -> tuple[Span, ...]:
        """When an exchanger is out of service: with the plant, and to be cleaned."""
        own = (Span(one.start, one.end) for one in self.cleanings if one.asset == asset)
        return (*self.shutdowns, *own)


def shutdowns(
    seed: int, time: Ints, count: tuple[int, int], days: tuple[float, float]
) -> tuple[Span, ...]:
    """Shutdowns of the whole plant, spread over the history."""
    rng = np.random.default_rng([seed, 2])
    length = _days(time)
    number = round(int(rng.integers(count[0], count[1] + 1)) * min(length / TWO_YEARS, 1.0))
    spans = []
    for k in range(number):
        low, high = length * (k + 0.4) / number, length * (k + 0.75) / number
        start = int(time[0]) + int(rng.uniform(low, high)) * DAY + 6 * 3600
        spans.append(Span(start, start + int(rng.uniform(*days) * DAY)))
    return tuple(spans)


def happened(
    seed: int,
    time: Ints,
    units: Sequence[Cleanable],
    down: tuple[Span, ...],
    troubles: Troubles,
) -> Happened:
    """All events of one history; one too short for an event goes without."""
    rng = np.random.default_rng([seed, 4])
    cleanings = _logged(rng, sorted(_cleanings(rng, time, units, down), key=_order))
    faults = _faults(rng, time, troubles, [*down, *cleanings])
    return Happened(cleanings, faults, down, _outages(rng, time, [*down, *cleanings]))


def _order(one: Cleaning) -> tuple[int, str]:
    return one.start, one.asset


def _days(time: Ints) -> float:
    return float((time[-1] - time[0]) / DAY)


def _cleanings(
    rng: Generator, time: Ints, units: Sequence[Cleanable], down: tuple[Span, ...]
) -> list[Cleaning]:
    """Spread over the history, never two exchangers at once, clear of shutdowns."""
    days, found = _days(time), list[Cleaning]()
    for unit in units:
        low, high = unit.cleanings
        wanted = int(rng.integers(low, high + 1))
        if all(way.hours[1] > 90 for way in unit.ways):
            found += _in_shutdowns(rng, unit, wanted, down)
            continue
        count = round(wanted * min(days / TWO_YEARS, 1.0))
        for k in range(count):
            nominal = days * (k + 0.62) / (count + 0.3) + rng.uniform(-0.12, 0.12) * days / count
            found += _placed(rng, time, unit, nominal, [*down, *found])
    return found


def _in_shutdowns(
    rng: Generator, unit: Cleanable, wanted: int, down: tuple[Span, ...]
) -> list[Cleaning]:
    """Cleanings that need the whole plant down; the last shutdowns first."""
    out = []
    for span in down[-wanted:] if wanted else ():
        way = _way(rng, unit)
        start, end = span.start + DAY // 2, span.end - DAY // 4
        effect = float(rng.uniform(*way.effect))
        out.append(
            Cleaning(unit.name, start, end, way.name, effect, remark=way.remark,
                     during_shutdown=True)
        )  # fmt: skip
    return out


def _placed(
    rng: Generator, time: Ints, unit: Cleanable, wanted: float, busy: Sequence[Span | Cleaning]
) -> list[Cleaning]:
    """As near to the wanted day as the others allow, begun in the morning; empty: no room."""
    way = _way(rng, unit)
    effect, hours = float(rng.uniform(*way.effect)), float(rng.uniform(*way.hours))
    for shift in (0, 5, -5, 10, -10, 15, -15, 20, -20):
        start = int(time[0]) + int(wanted + shift) * DAY + 7 * 3600
        end = start + int(hours * 6) * 600
        inside = time[0] + 25 * DAY <= start and end <= time[-1] - 25 * DAY
        margin = 4 * DAY
        if inside and all(end + margin < b.start or start > b.end + margin for b in busy):
            return [Cleaning(unit.name, start, end, way.name, effect, remark=way.remark)]
    return []


def _way(rng: Generator, unit: Cleanable) -> Way:
    shares = np.array([way.share for way in unit.ways])
    return unit.ways[int(rng.choice(len(shares), p=shares / shares.sum()))]


def _logged(rng: Generator, cleanings: Sequence[Cleaning]) -> tuple[Cleaning, ...]:
    """The maintenance log: one cleaning is missing, another was entered two days late."""
    entered = [replace(one, logged_start=one.start, logged_end=one.end) for one in cleanings]
    long = [i for i, one in enumerate(cleanings) if one.end - one.start >= LONG]
    if len(cleanings) < 3 or len(long) < 2:
        return tuple(entered)
    missing, late = (int(i) for i in rng.choice(long, 2, replace=False))
    lost = {"in_log": False, "logged_start": None, "logged_end": None, "remark": ""}
    entered[missing] = replace(entered[missing], **lost)  # type: ignore[arg-type]
    one = entered[late]
    entered[late] = replace(one, logged_start=one.start + 2 * DAY, logged_end=one.end + 2 * DAY)
    return tuple(entered)


def _faults(
    rng: Generator, time: Ints, troubles: Troubles, busy: Sequence[Span | Cleaning]
) -> tuple[Fault, ...]:
    """A thermometer of a pipe with two drifts for months; another stands still for some days."""
    drift = _drift(rng, time, troubles) if troubles.doubled else ()
    touched = {fault.asset for fault in drift}
    lonely = [(tag, asset) for tag, asset in troubles.lonely if asset not in touched]
    return (*drift, *_stuck(rng, time, lonely, busy))


def _drift(rng: Generator, time: Ints, troubles: Troubles) -> tuple[Fault, ...]:
    tag, asset = troubles.doubled[int(rng.integers(len(troubles.doubled)))]
    length = int(rng.uniform(120, 180)) * DAY
    room = (time[-1] - time[0] - length) // DAY - 70
    if room <= 0:
        return ()
    start = int(time[0]) + (40 + int(rng.integers(room))) * DAY
    size = float(rng.uniform(*troubles.drift) * rng.choice((-1.0, 1.0)))
    return (Fault("drift", tag, asset, start, start + length, size, "K"),)


def _stuck(
    rng: Generator,
    time: Ints,
    lonely: Sequence[tuple[str, str]],
    busy: Sequence[Span | Cleaning],
) -> tuple[Fault, ...]:
    tag, asset = lonely[int(rng.integers(len(lonely)))]
    length = int(rng.uniform(2.0, 6.0) * DAY)
    room = (time[-1] - time[0] - length) // DAY - 40
    for _ in range(50 if room > 0 else 0):
        start = int(time[0]) + int((20 + rng.uniform(0, room)) * DAY)
        own = [span for span in busy if getattr(span, "asset", asset) == asset]
        if all(start + length < b.start - DAY or start > b.end + 2 * DAY for b in own):
            return (Fault("stuck", tag, asset, start, start + length, float("nan"), "K"),)
    return ()


def _outages(rng: Generator, time: Ints, busy: Sequence[Span | Cleaning]) -> tuple[Span, ...]:
    """The historian is down once for two to four days, but not while somebody cleans."""
    length = int(rng.uniform(2.0, 4.0) * DAY)
    room = (time[-1] - time[0] - length) // DAY - 40
    for _ in range(50 if room > 0 else 0):
        start = int(time[0]) + int((20 + rng.uniform(0, room)) * DAY)
        if all(start + length < b.start - DAY or start > b.end + DAY for b in busy):
            return (Span(start, start + length),)
    return ()
