"""Multi-pressure condensers: the water passes zone after zone, each at a pressure of its own."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.condenser import check_equations as kx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.cases import ExpectedCase, ExpectedPressure, Tubes
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    M2KelvinPerWatt,
    M3PerSecond,
    Pascal,
    PascalDiff,
    Watt,
)

Number = Any


@dataclass(frozen=True)
class Zone:
    """One zone in the order of the water: its part of the tubes, its duty, its dirt and air."""

    tubes: Tubes
    q: Watt
    r_f: M2KelvinPerWatt | None = None
    r_air: M2KelvinPerWatt | None = None
    p_floor: Pascal | None = None
    p: Pascal | None = None


@dataclass(frozen=True)
class ZonesCase:
    """The water as it enters the first zone; `v` is its flow there."""

    zones: tuple[Zone, ...]
    t_in: Kelvin
    v: M3PerSecond
    barometer: Pascal | None = None


@dataclass(frozen=True)
class ZoneResult:
    """A zone's expected state, and how far its gauge lies above it."""

    expected: ExpectedPressure
    above: PascalDiff | None


@dataclass(frozen=True)
class Zones:
    """Every zone, the mean pressure, and the rise of the water through all."""

    zones: tuple[ZoneResult, ...]
    p_mean: Pascal
    t_out: Kelvin
    rise: KelvinDiff


def zones(x: ZonesCase) -> Zones:
    """Pressure of every zone: the outlet of one is the inlet of the next."""
    if len(x.zones) < 2:
        raise InsufficientData("zones: two or more are needed; expected_pressure takes one")
    t, found = x.t_in, []
    for zone in x.zones:
        state = expected_pressure(
            ExpectedCase(zone.tubes, t, x.v, zone.q, zone.r_f, zone.r_air, zone.p_floor)
        )
        found.append(ZoneResult(state, None if zone.p is None else cx.above(zone.p, state.p)))
        t = state.t_out
    mean = kx.mean_pressure(count(len(found)), *(one.expected.p for one in found))
    return Zones(tuple(found), mean, t, cx.difference(t, x.t_in))
