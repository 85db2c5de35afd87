"""How a unit is run over its history: outages and their load, pumps, fans, vacuum pumps, air."""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.condenser_unit.design import BOXES, PUMPS, VACUUM_PUMPS, Unit
from greenlang.simulators.condenser_unit.truth import Happened
from greenlang.simulators.condenser_unit.weather import Weather, daily
from greenlang.simulators.signals import DAY, Generator, noise, uptime
from greenlang.simulators.truth import Bools, Floats, Ints

HOUR = 3600
ON = 0.35  # share of heat input above which a unit is on line
SEAL = 4.0  # K over the cooling water


@dataclass(frozen=True)
class Operation:
    """Over the rows: what is given to the physics. Booleans and shares of boxes, pumps, air.

    `health` is 0 for a pump that is off; `vacuum` counts running vacuum pumps in pumps as new.
    """

    on: Bools
    down: Bools  # in an outage: the pumps are off too
    share: Floats
    health: Floats  # (rows, CW pumps)
    shut: Floats  # (rows, boxes)
    blocked: Floats  # (rows, boxes)
    active: Floats  # (rows, boxes)
    fans: Floats
    capability: Floats
    vacuum_on: Floats  # (rows, vacuum pumps)
    vacuum: Floats
    m_a: Floats  # kg/s, at the vacuum pumps
    oxygen: Floats  # ppb from below the water line


def operation(
    rng: Generator, time: Ints, unit: Unit, given: tuple[Weather, Floats], events: Happened
) -> Operation:
    """One unit's; `given` is weather and the share of load that the grid asks for."""
    weather, wanted = given
    step = int(time[1] - time[0])
    up = uptime(time, (*events.outages, *events.trips), step)
    shut = _shut(time, events)
    part = np.where(shut.any(axis=1), 0.62, 1.0)
    share = np.minimum(wanted, part) * up
    on = share >= ON
    health = _pumps(time, unit, weather, events, shut)
    m_a, oxygen = _air(rng, time, events)
    vacuum_on, vacuum = _vacuum(rng, time, events)
    blocked = _blocked(time, events)
    return Operation(
        on, _any(time, events), np.where(on, share, ON), health, shut, blocked,
        _active(time, unit, events) * (1.0 - blocked),
        _fans(time, weather), 1.0 - 0.05 * (time - time[0]) / (730.0 * DAY),
        vacuum_on, vacuum, m_a, oxygen,
    )  # fmt: skip


def _within(time: Ints, start: int, end: int) -> Bools:
    return np.asarray((time >= start) & (time < end))


def _any(time: Ints, events: Happened) -> Bools:
    down = np.zeros(len(time), np.bool_)
    for span in events.outages:
        down |= _within(time, span.start, span.end)
    return down


def _shut(time: Ints, events: Happened) -> Floats:
    """1 while a box is open for its cleaning on load."""
    shut = np.zeros((len(time), len(BOXES)))
    for one in events.cleanings:
        if one.outage is None:
            shut[_within(time, one.start, one.end), BOXES.index(one.box)] = 1.0
    return shut


def _pumps(time: Ints, unit: Unit, weather: Weather, events: Happened, shut: Floats) -> Floats:
    """Three in warm weather, two in cold and with a box shut; which one rests changes weekly."""
    if unit.tower is None:
        warm = daily(weather.river, time) > 283.15
    else:
        warm = daily(weather.wet_bulb, time) > 278.65
    few = ~warm | shut.any(axis=1)
    rests = (time // (7 * DAY)) % len(PUMPS)
    health = np.ones((len(time), len(PUMPS)))
    tripped = np.full(len(time), -1)
    for one in events.troubles:
        column, during = (
            PUMPS.index(one.where) if one.where in PUMPS else 0,
            _within(time, one.start, one.end),
        )
        if one.kind == "cw_pump_worn":
            grown = (time - one.start) / (one.end - one.start)
            health[during, column] -= one.size * grown[during]
        elif one.kind == "cw_pump_trip":
            tripped[during] = column
    rests = np.where(tripped >= 0, tripped, rests)  # the others run as long as one is out
    off = few[:, None] & (rests[:, None] == np.arange(len(PUMPS)))
    off |= tripped[:, None] == np.arange(len(PUMPS))
    return np.where(off, 0.0, health)


def _fans(time: Ints, weather: Weather) -> Floats:
    mean = daily(weather.wet_bulb, time) - 273.15
    return np.select([mean > 4.0, mean > 1.0], [6.0, 5.0], 4.0)


def _blocked(time: Ints, events: Happened) -> Floats:
    """Debris gathers within hours to a day and stays until the backwash."""
    out = np.zeros((len(time), len(BOXES)))
    for one in events.troubles:
        if one.kind == "debris":
            here = _within(time, one.start, one.end)
            grown = np.minimum((time - one.start) / (0.12 * (one.end - one.start)), 1.0)
            out[here, BOXES.index(one.where)] = one.size * grown[here]
    return out


def _active(time: Ints, unit: Unit, events: Happened) -> Floats:
    """Share of the tubes that are not plugged."""
    plugged = np.tile(np.asarray(unit.plugged, np.float64), (len(time), 1))
    for one in events.troubles:
        if one.kind == "plugging":
            plugged[time >= one.start, BOXES.index(one.where)] += one.size
    return np.asarray(1.0 - plugged / (unit.tubes.count / len(BOXES)))


def _air(rng: Generator, time: Ints, events: Happened) -> tuple[Floats, Floats]:
    """Air at the pumps (kg/s) and oxygen from below the water line (ppb)."""
    n, step = len(time), int(time[1] - time[0])
    base = rng.uniform(5.5, 7.5) / HOUR
    m_a = base * (1.0 + 0.05 * noise(rng, n, step, 200.0))
    oxygen = np.zeros(n)
    for one in events.leaks:
        here = _within(time, one.start, one.end)
        age = (time - one.start)[here]
        shape = np.minimum(age / (3.0 * HOUR), 1.0) * (1.0 + 0.15 * age / (one.end - one.start))
        if one.side == "above":
            m_a[here] += one.size * shape
        else:
            oxygen[here] += one.size * shape
    return m_a, oxygen


def _vacuum(rng: Generator, time: Ints, events: Happened) -> tuple[Floats, Floats]:
    """V1 runs, V2 stands by; V1 wears until the outage."""
    wear = rng.uniform(0.06, 0.16) / (365.0 * DAY)
    since = time - time[0]
    for span in events.outages:
        since = np.where(time >= span.end, time - span.end, since)
    health = 1.0 - wear * since
    on = np.zeros((len(time), len(VACUUM_PUMPS)))
    on[:, 0] = 1.0
    for one in events.troubles:
        if one.kind == "vacuum_pump":
            health = np.where(_within(time, one.start, one.end), health * (1.0 - one.size), health)
    for leak in events.leaks:
        if leak.spare is not None:
            on[_within(time, leak.spare, leak.end), 1] = 1.0
    return on, on[:, 0] * health + on[:, 1]
