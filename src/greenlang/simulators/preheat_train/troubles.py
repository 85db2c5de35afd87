"""Troubles that a train is otherwise without: plugged tubes, leaks, meters, bad distribution."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from greenlang.simulators.preheat_train.design import UNITS
from greenlang.simulators.preheat_train.tags import TAGS
from greenlang.simulators.preheat_train.truth import Cleaning, Fault, Ints, Span
from greenlang.simulators.signals import DAY, Generator

LOW_LOAD = 0.9  # of reference; below it an inlet that distributes badly leaves tubes dry
More = Literal["plugging", "leak", "flow_meter", "maldistribution"]


@dataclass(frozen=True)
class Happened:
    """What is known so far: another trouble keeps clear of it."""

    shutdowns: tuple[Span, ...]
    cleanings: tuple[Cleaning, ...]
    faults: tuple[Fault, ...]

    def busy(self, asset: str) -> bool:
        """Whether the exchanger has a trouble of its own already, or a tag that lies."""
        own = set(TAGS[asset].values())
        return any(fault.asset == asset or fault.tag in own for fault in self.faults)


def _plugging(rng: Generator, time: Ints, so_far: Happened) -> tuple[Fault, ...]:
    """Leaking tubes are plugged in a shutdown: they stay so to the end."""
    options = [
        (asset, span)
        for span in so_far.shutdowns
        for asset in _with_drop(rng)
        if not so_far.busy(asset)
        and not any(
            one.asset == asset
            and one.start < span.end + 20 * DAY
            and span.start < one.end + 20 * DAY
            for one in so_far.cleanings
        )
    ]
    if not options:
        return ()
    asset, span = options[0]
    share = float(rng.uniform(0.07, 0.13))
    return (Fault("plugging", None, asset, span.start, int(time[-1]), share, "1"),)


def _close(one: Cleaning, span: Span, margin: int) -> bool:
    return one.start < span.end + margin and span.start < one.end + margin


def _leak(rng: Generator, time: Ints, so_far: Happened) -> tuple[Fault, ...]:
    """A shut bypass valve that lets a part of the tube-side flow through for some months."""
    length = int(rng.uniform(60, 110)) * DAY
    share = float(rng.uniform(0.14, 0.22))
    valves = [unit.name for unit in UNITS if unit.valve_tag]
    placed = _free(rng, time, so_far, valves, length)
    return tuple(
        Fault("bypass", None, asset, start, start + length, share, "1", hidden=True)
        for asset, start in placed
    )


def _meter(rng: Generator, time: Ints, so_far: Happened) -> tuple[Fault, ...]:
    """The meter of a hot stream of two exchangers reads wrongly until it is calibrated anew."""
    length = int(rng.uniform(110, 170)) * DAY
    size = float(rng.uniform(0.09, 0.14) * rng.choice((-1.0, 1.0)))
    lying = {fault.tag for fault in so_far.faults}
    meters = [TAGS[unit.name]["m_hot"] for unit in UNITS]
    users = {tag: [a for a, roles in TAGS.items() if tag in roles.values()] for tag in meters}
    # One balance alone cannot tell a meter from a thermometer: it must serve two exchangers.
    free = [tag for tag in users if len(users[tag]) > 1 and tag not in lying]
    room = (time[-1] - time[0] - length) // DAY - 90
    if room <= 0 or not free:
        return ()
    start = int(time[0]) + (50 + int(rng.integers(room))) * DAY
    tag = str(rng.choice(sorted(free)))
    return (Fault("flow_meter", tag, users[tag][0], start, start + length, size, "1"),)


def _maldistribution(rng: Generator, time: Ints, so_far: Happened) -> tuple[Fault, ...]:
    """Below some load a part of the tubes gets no flow, until the inlet is mended."""
    length = int(rng.uniform(150, 220)) * DAY
    share = float(rng.uniform(0.16, 0.24))
    placed = _free(rng, time, so_far, _with_drop(rng), length)
    return tuple(
        Fault("maldistribution", None, asset, start, start + length, share, "1")
        for asset, start in placed
    )


def _with_drop(rng: Generator) -> list[str]:
    """Exchangers with a tube-side pressure drop, shuffled."""
    names = [asset for asset, roles in TAGS.items() if "dp_tube" in roles]
    rng.shuffle(names)
    return names


def _free(
    rng: Generator, time: Ints, so_far: Happened, assets: Sequence[str], length: int
) -> tuple[tuple[str, int], ...]:
    """An exchanger of these and a start, clear of its own cleanings at both ends; at most one."""
    margin = 16 * DAY
    for asset in [name for name in assets if not so_far.busy(name)]:
        spans = [(one.start, one.end) for one in so_far.cleanings if one.asset == asset]
        spans += [(span.start, span.end) for span in so_far.shutdowns]
        low, high = int(time[0]) + 60 * DAY, int(time[-1]) - length - 40 * DAY
        for day in rng.permutation(np.arange(0, max((high - low) // DAY, 0))):
            start = low + int(day) * DAY + 9 * 3600
            ends = (start, start + length)
            if all(not (a - margin < end < b + margin) for a, b in spans for end in ends):
                return ((asset, start),)
    return ()


MORE: dict[More, Callable[[Generator, Ints, Happened], tuple[Fault, ...]]] = {
    "plugging": _plugging,
    "leak": _leak,
    "flow_meter": _meter,
    "maldistribution": _maldistribution,
}
