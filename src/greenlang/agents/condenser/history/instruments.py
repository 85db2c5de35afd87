"""Instruments that were off, as events: what is taken off there is never a cause (spec 4.3)."""

import numpy as np

from greenlang.agents.condenser.history.drifting import Drifting
from greenlang.agents.condenser.history.zone import ZoneHours
from greenlang.agents.condenser.results import Event
from greenlang.library.series.arrays import Bools, runs

DAYS = 10  # that a gauge is away from its witnesses, before it is an event
APART = 12  # days that part one time away from the next
UNITS = {"v": "1", "t_out": "K", "q_steam": "1"}


def instruments(z: ZoneHours) -> tuple[Event, ...]:
    """Drifts of flow meters and thermometers, and gauges that left their witnesses."""
    return (*(_event(z, one) for one in z.drifts), *_gauges(z))


def _event(z: ZoneHours, of: Drifting) -> Event:
    zone, first, last = z.rows.zone, float(z.rows.days[0]), len(z.rows.days)
    box = None if of.role == "q_steam" else zone.boxes[of.box]
    tags = z.unit.tagged(of.role, box or "") or z.unit.tagged(of.role)
    return Event(
        unit=z.unit.name,
        zone=zone.name,
        box=box,
        cause="gauge drift",
        start=first + of.start,
        end=None if of.end >= last else first + of.end,
        size=of.size,
        size_sigma=float("nan"),
        size_unit=UNITS[of.role],
        tag=of.role,
        tag_name=tags[0].tag if tags else None,
        evidence=("the water's duty left the steam's; drop and rise tell which instrument",),
    )


def _gauges(z: ZoneHours) -> list[Event]:
    """With several gauges: those that left the others and the steam's own temperatures."""
    if len(z.gauges.names) < 2:
        return []
    found = []
    first = float(z.rows.days[0])
    for k, name in enumerate(z.gauges.names):
        for a, b in _spells(z.gauges.away[:, k]):
            offset = z.gauges.offset[a:b, k]
            size = float(offset[np.nanargmax(np.abs(offset))])
            end = None if b >= len(z.rows.days) else first + b
            found.append(
                Event(
                    z.unit.name, z.rows.zone.name, None, "gauge drift", first + a, end, size,
                    float("nan"), "Pa", tag="p_c", tag_name=name,
                    evidence=("the other gauge and the steam's temperatures stayed together",),
                )
            )  # fmt: skip
    return found


def _spells(away: Bools) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for a, b in zip(*(edge.tolist() for edge in runs(away)), strict=True):
        if joined and a - joined[-1][1] < APART:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return [(a, b) for a, b in joined if b - a >= DAYS]
