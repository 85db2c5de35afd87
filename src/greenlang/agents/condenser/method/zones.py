"""Multi-pressure condensers: the water passes zone after zone, each at a pressure of its own."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.condenser import check_equations as kx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import split_equations as sx
from greenlang.agents.condenser.cases import (
    ExpectedCase,
    ExpectedPressure,
    Prices,
    Tubes,
    Turbine,
)
from greenlang.agents.condenser.method import worth
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.agents.condenser.method.worth import Worth
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    M2KelvinPerWatt,
    M3PerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    Watt,
)

Number = Any


@dataclass(frozen=True)
class Zone:
    """One zone in the order of the water: its part of the tubes, its duty, its dirt and air.

    `turbine` is that of the exhaust over it: its own power and curve.
    """

    tubes: Tubes
    q: Watt
    r_f: M2KelvinPerWatt | None = None
    r_air: M2KelvinPerWatt | None = None
    p_floor: Pascal | None = None
    p: Pascal | None = None
    turbine: Turbine | None = None


@dataclass(frozen=True)
class ZonesCase:
    """The water as it enters the first zone; `v` is its flow there."""

    zones: tuple[Zone, ...]
    t_in: Kelvin
    v: M3PerSecond
    prices: Prices | None = None
    salinity: Ratio | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class ZoneResult:
    """A zone's expected state, and how far its gauge lies above it.

    `worth` is what the expected pressure takes against its curve's reference, `above_worth` what
    the gauge's lies beyond; a loss is positive.
    """

    expected: ExpectedPressure
    above: PascalDiff | None
    worth: Worth | None = None
    above_worth: Worth | None = None


@dataclass(frozen=True)
class Zones:
    """Every zone, the mean pressure, and the rise of the water through all.

    `power_lost` sums what the expected pressures take of all exhausts.
    """

    zones: tuple[ZoneResult, ...]
    p_mean: Pascal
    t_out: Kelvin
    rise: KelvinDiff
    power_lost: Watt | None = None


def zones(x: ZonesCase) -> Zones:
    """Pressure of every zone: the outlet of one is the inlet of the next."""
    if len(x.zones) < 2:
        raise InsufficientData("zones: two or more are needed; expected_pressure takes one")
    t, found = x.t_in, []
    for zone in x.zones:
        state = expected_pressure(
            ExpectedCase(
                zone.tubes, t, x.v, zone.q, zone.r_f, zone.r_air, zone.p_floor, salinity=x.salinity
            )
        )
        above = None if zone.p is None else cx.above(zone.p, state.p)
        found.append(ZoneResult(state, above, *_worths(zone, state.p, x.prices)))
        t = state.t_out
    mean = kx.mean_pressure(count(len(found)), *(one.expected.p for one in found))
    lost = [one.worth.power for one in found if one.worth is not None]
    total = sx.power_part(*lost) if len(lost) == len(found) else None
    return Zones(tuple(found), mean, t, cx.difference(t, x.t_in), total)


def _worths(zone: Zone, p: Number, prices: Prices | None) -> tuple[Worth | None, Worth | None]:
    if zone.turbine is None:
        return None, None
    turbine = worth.checked(zone.turbine)
    at_ref, now = (worth.output(turbine, at) for at in (turbine.curve.p_ref, p))
    above = None
    if zone.p is not None:
        above = worth.between(now, worth.output(turbine, zone.p), prices)
    return worth.between(at_ref, now, prices), above
