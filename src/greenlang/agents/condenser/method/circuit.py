"""Pumps on their circuit, and what plugged tubes take from it (spec 3.13 and 3.14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import circuit_equations as ux
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import ExpectedCase, ExpectedPressure, Prices, Tubes, Turbine
from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.decide.cold import Suction, SystemPoint
from greenlang.agents.condenser.method import clean, worth
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.agents.condenser.method.worth import Worth
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count
from greenlang.core.units import (
    Kelvin,
    M2KelvinPerWatt,
    M3PerSecond,
    Metre,
    MetrePerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    Watt,
)
from greenlang.library.flow import pumps
from greenlang.library.flow.operation import OperatingPoint, Running, operating_point
from greenlang.library.flow.pumps import PumpParabola, PumpTable
from greenlang.library.steam import saturation

Number = Any
SAFE = Decimal("1.1")  # suction head there is over that which is needed
WORN = Decimal("-0.05")  # of the curve's head


@dataclass(frozen=True)
class Group:
    """Equal pumps that run at one speed, a share of the full one."""

    pump: PumpTable | PumpParabola
    number: int
    eta_motor: Ratio
    eta_drive: Ratio = "1"
    speed: Ratio = "1"


@dataclass(frozen=True)
class PumpsCase:
    """Pumps that run, and the circuit: its static head and one point of flow and head.

    `suction` needs the barometer; `v` and `head` are measured, of equal pumps, for their wear.
    """

    groups: tuple[Group, ...]
    system: SystemPoint
    t_in: Kelvin
    barometer: Pascal | None = None
    suction: Suction | None = None
    v: M3PerSecond | None = None
    head: Metre | None = None
    salinity: Ratio | None = None


@dataclass(frozen=True)
class GroupPoint:
    """One pump of a group where it runs; power is electric, that of all of the group."""

    v: M3PerSecond
    power: Watt | None
    npsh_margin: Ratio | None
    told: str


@dataclass(frozen=True)
class PumpsPoint:
    """Where pumps and circuit meet. `wear` is the head above the curve, negative below."""

    v: M3PerSecond
    head: Metre
    power: Watt | None
    npsh_available: Metre | None
    groups: tuple[GroupPoint, ...]
    wear: Ratio | None
    flags: tuple[str, ...]


def pumps_point(x: PumpsCase) -> PumpsPoint:
    """Flow, head and power of pumps side by side; a pump that gives no flow is named."""
    k = pumps.system_constant(x.system.static, x.system.head, x.system.v)
    p_w = cx.assumed_water_pressure(x.t_in)
    rho = water.density(p_w, x.t_in, x.salinity)
    found = operating_point(_running(x.groups), x.system.static, k)
    npsh = _npsh(x, rho)
    points = tuple(
        _group(group, v, rho, npsh, dead=bool(dead), starved=bool(starved))
        for group, v, dead, starved in zip(
            x.groups, found.flows, found.dead, found.starved, strict=True
        )
    )
    known = [one.power for one in points if one.power is not None]
    worn = _wear(x)
    return PumpsPoint(
        found.v, found.head,
        None if len(known) < len(points) else ce.auxiliary(*known),
        npsh, points, worn, _flags(x, points, worn),
    )  # fmt: skip


def _running(groups: Sequence[Group]) -> list[Running]:
    if not any(one.number for one in groups) or min(one.number for one in groups) < 0:
        raise InsufficientData("pumps: one at least must run; number counts those that do")
    return [Running(one.pump, count(one.number), one.speed) for one in groups]


def _npsh(x: PumpsCase, rho: Number) -> Number:
    if x.suction is None:
        return None
    if x.barometer is None:
        raise InsufficientData("suction: the head at a pump's eye needs the site's barometer")
    s = x.suction
    return pumps.npsh_available(
        x.barometer, saturation.pressure(x.t_in), rho, s.z_level, s.z_eye, s.h_f
    )


def _group(
    group: Group, v: Number, rho: Number, npsh: Number, *, dead: bool, starved: bool
) -> GroupPoint:
    if dead or not group.number:
        told = "gives no flow: the others hold its check valve shut" if dead else "stands"
        return GroupPoint(v, None, None, told)
    power = None
    if _has_power(group.pump):
        shaft = pumps.power(group.pump, v, group.speed, rho)
        each = pumps.electric_power(shaft, group.eta_motor, group.eta_drive)
        power = ce.together(count(group.number), each)
    margin = None
    if npsh is not None and isinstance(group.pump, PumpTable) and _has_npsh(group.pump):
        margin = ux.suction_margin(npsh, pumps.npsh_required(group.pump, v, group.speed))
    return GroupPoint(v, power, margin, _told(margin, starved=starved))


def _has_power(pump: PumpTable | PumpParabola) -> bool:
    if isinstance(pump, PumpParabola):
        return pump.p_0 is not None
    return all(row.power is not None or row.efficiency is not None for row in pump.rows)


def _has_npsh(pump: PumpTable) -> bool:
    return all(row.npsh is not None for row in pump.rows)


def _told(margin: Number, *, starved: bool) -> str:
    if starved:
        return "below the maker's minimum flow: stop one, or open the bypass"
    if margin is not None and margin < SAFE:
        return "little suction head: cavitates or is near to it; level, screens"
    return "runs"


def _wear(x: PumpsCase) -> Number:
    if x.v is None or x.head is None:
        return None
    if len(x.groups) != 1:
        raise InsufficientData(
            "wear: v and head are those of equal pumps; give the groups one by one"
        )
    one = x.groups[0]
    each = ux.flow_of_one(x.v, count(one.number)) if one.number != 1 else x.v
    return pumps.wear(x.head, pumps.head(one.pump, each, one.speed))


def _flags(x: PumpsCase, points: Sequence[GroupPoint], worn: Number) -> tuple[str, ...]:
    said = [
        f"group {i}: {one.told}"
        for i, one in enumerate(points, 1)
        if one.told not in ("runs", "stands")
    ]
    if worn is not None and worn < WORN:
        said.append("head more than 5 % below the curve: worn, or a meter is off")
    if x.suction is None:
        said.append("suction head not checked: give levels and the barometer")
    return tuple(said)


@dataclass(frozen=True)
class PluggingCase:
    """A condenser with its plugged tubes, and `more` of them that might be plugged.

    With pumps and their circuit the flow falls as tubes close: `dp_condenser` is the drop of the
    condenser at the flow of the circuit's point, with the tubes plugged as they are now. Without
    them the flow stays.
    """

    tubes: Tubes
    t_in: Kelvin
    q: Watt
    v: M3PerSecond | None = None
    r_f: M2KelvinPerWatt | None = None
    more: Ratio = "100"
    pumps: tuple[Group, ...] = ()
    system: SystemPoint | None = None
    dp_condenser: PascalDiff | None = None
    turbine: Turbine | None = None
    prices: Prices | None = None
    salinity: Ratio | None = None


@dataclass(frozen=True)
class Plugged:
    """The condenser with some tubes plugged; `worth` is what that takes against all open."""

    plugged: Ratio
    v: M3PerSecond
    velocity: MetrePerSecond
    p: Pascal
    above_open: PascalDiff
    worth: Worth | None


@dataclass(frozen=True)
class Plugging:
    """All tubes open, as they are, and with some more plugged."""

    open: Plugged
    now: Plugged
    after: Plugged
    flags: tuple[str, ...]


def plugging(x: PluggingCase) -> Plugging:
    """What plugged tubes cost: less surface, faster water, and less of it by the pumps' curve."""
    if x.tubes.plugged is None:
        raise InsufficientData("tubes: give how many are plugged now, 0 if none")
    if (x.v is None) == (not x.pumps):
        raise InsufficientData("give v, or pumps with their system and dp_condenser: one of them")
    if x.pumps and (x.system is None or x.dp_condenser is None):
        raise InsufficientData("pumps: give system and dp_condenser, the drop at its flow")
    if x.turbine is not None:
        worth.checked(x.turbine)
    plugged = x.tubes.plugged
    first = _state(x, ux.none_plugged(plugged))
    now, after = (_state(x, n) for n in (plugged, ux.more_plugged(plugged, x.more)))
    return Plugging(
        _against(x, first, first), _against(x, now, first), _against(x, after, first),
        worth.notes(x.turbine, x.prices, x.t_in),
    )  # fmt: skip


@dataclass(frozen=True)
class _State:
    plugged: Number
    v: Number
    found: ExpectedPressure


def _state(x: PluggingCase, plugged: Number) -> _State:
    tubes = replace(x.tubes, plugged=plugged)
    v = x.v if x.v is not None else _flow(x, tubes).v
    case = ExpectedCase(tubes, x.t_in, v, x.q, x.r_f, salinity=x.salinity)
    return _State(plugged, v, expected_pressure(case))


def _flow(x: PluggingCase, tubes: Tubes) -> OperatingPoint:
    if x.system is None:
        raise InsufficientData("pumps: give their system")
    rho = water.density(cx.assumed_water_pressure(x.t_in), x.t_in, x.salinity)
    k = pumps.system_constant(x.system.static, x.system.head, x.system.v)
    k_c = ux.condenser_constant(x.dp_condenser, rho, x.system.v)
    now, then = (clean.bundle(one).count for one in (x.tubes, tubes))
    return operating_point(
        _running(x.pumps), x.system.static, ux.constant_plugged(k, k_c, now, then)
    )


def _against(x: PluggingCase, one: _State, first: _State) -> Plugged:
    p, p_open, lost = one.found.p, first.found.p, None
    if x.turbine is not None:
        lost = worth.between(worth.output(x.turbine, p_open), worth.output(x.turbine, p), x.prices)
    return Plugged(one.plugged, one.v, one.found.velocity, p, cx.above(p, p_open), lost)
