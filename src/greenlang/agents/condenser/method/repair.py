"""What repairing an air leak is worth, and whether a spare pump runs till then (spec 5.3)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import air_equations as ax
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.cases import Prices, Tubes, Turbine
from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.decide import repair_equations as rx
from greenlang.agents.condenser.method import clean, worth
from greenlang.agents.condenser.method.expected import expected, stream
from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.core.provenance import Count, count
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M2KelvinPerWatt,
    M3PerSecond,
    Money,
    MoneyPerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    Second,
    Watt,
)
from greenlang.library.air import masses
from greenlang.library.flow import operation
from greenlang.library.steam import saturation

Number = Any


@dataclass(frozen=True)
class VacuumSet:
    """Equal vacuum pumps: volume flow of ONE as its seal water is now, power, running and spare."""

    v: M3PerSecond
    power: Watt
    running: int
    spare: int = 0
    above: KelvinDiff = "3"


@dataclass(frozen=True)
class AirRepairCase:
    """The condenser as it runs, the air that leaks in now and after a repair.

    `r_air_after` is what air adds to the resistance then; `until` the time to the outage in which
    the leak would be mended anyway.
    """

    tubes: Tubes
    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    m_air: KgPerSecond
    m_air_after: KgPerSecond
    vacuum: VacuumSet
    turbine: Turbine
    prices: Prices
    cost: Money
    until: Second
    r_f: M2KelvinPerWatt = "0"
    r_air: M2KelvinPerWatt = "0"
    r_air_after: M2KelvinPerWatt | None = None
    salinity: Ratio | None = None


@dataclass(frozen=True)
class Suction:
    """A number of vacuum pumps with an amount of air: their floor, margin, pressure, money.

    The margin is what they could carry at the pressure of the heat alone, over the air there is:
    below 1 air sets the pressure. `lost` is what air costs a second against a condenser without
    any, with the pumps' power.
    """

    pumps: int
    p_floor: Pascal
    margin: Ratio
    p: Pascal
    lost: MoneyPerSecond


@dataclass(frozen=True)
class AirRepair:
    """The leak as it is, with a spare pump, and repaired.

    `saved` is what the repair saves a second, with the spare pump running till then where that is
    better; `benefit` over the time until it would be done anyway, less its cost. `payback` is None
    where it never pays back.
    """

    p_heat: Pascal
    now: Suction
    with_spare: Suction | None
    repaired: Suction
    pressure: PascalDiff
    saved: MoneyPerSecond
    spare_saves: MoneyPerSecond | None
    benefit: Money
    payback: Second | None
    action: str
    spare: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class _Plant:
    x: AirRepairCase
    w: Any
    b: clean.Bundle
    t: Number
    p_s: Number
    p_heat: Number
    p_without: Number


def air_repair(x: AirRepairCase) -> AirRepair:
    """Whether to repair an air leak now, at the next outage or never, and what to run till then."""
    _check(x)
    plant = _plant(x)
    running = count(x.vacuum.running)
    after_air = x.r_air if x.r_air_after is None else x.r_air_after
    now = _suction(plant, running, (x.m_air, x.r_air))
    repaired = _suction(plant, running, (x.m_air_after, after_air))
    spare = None
    if x.vacuum.spare:
        spare = _suction(plant, count(x.vacuum.running + 1), (x.m_air, x.r_air))
    till = now if spare is None or spare.lost >= now.lost else spare
    saved = ce.left_over(till.lost, repaired.lost)
    benefit = rx.repaid(saved, x.until, x.cost)
    return AirRepair(
        p_heat=plant.p_heat,
        now=now,
        with_spare=spare,
        repaired=repaired,
        pressure=cx.above(now.p, repaired.p),
        saved=saved,
        spare_saves=None if spare is None else ce.left_over(now.lost, spare.lost),
        benefit=benefit,
        payback=rx.paid_back(saved, x.cost) if saved > 0 else None,
        action=_action(saved, benefit),
        spare=_spare(now, spare),
        flags=_flags(x, now),
    )


def _check(x: AirRepairCase) -> None:
    if x.vacuum.running < 1:
        raise InsufficientData("vacuum.running: at least one vacuum pump must run")
    if x.m_air <= 0:
        raise ImpossibleState(f"m_air = {x.m_air:.4g} kg/s: there is no leak to repair")
    if not 0 < x.m_air_after <= x.m_air:
        raise ImpossibleState(
            f"m_air_after = {x.m_air_after:.4g} kg/s: a repair leaves some air, and no more than "
            f"the {x.m_air:.4g} kg/s of now"
        )


def _plant(x: AirRepairCase) -> _Plant:
    b = clean.bundle(x.tubes)
    if b.f_b is None:
        raise InsufficientData("tubes: give f_b, learnt after cleanings, or rows for a prior")
    worth.checked(x.turbine)
    w = stream(b, x.t_in, x.v, x.q, salinity=x.salinity)
    t = ax.vent_temperature(x.t_in, x.vacuum.above)
    p_heat = saturation.pressure(expected(b, w, (x.r_f, x.r_air)).t_s)
    without = saturation.pressure(expected(b, w, (x.r_f,)).t_s)
    return _Plant(x, w, b, t, saturation.pressure(t), p_heat, without)


def _suction(plant: _Plant, pumps: Count, air: tuple[Number, Number]) -> Suction:
    x, (m_air, r_air) = plant.x, air
    v = operation.group_flow(pumps, x.vacuum.v)
    floor = ax.floor_pressure(m_air, v, plant.t, plant.p_s)
    heat = saturation.pressure(expected(plant.b, plant.w, (x.r_f, r_air)).t_s)
    p = cx.not_below(heat, floor)
    capacity = masses.air_capacity(v, plant.t, masses.air_pressure(heat, plant.p_s))
    before, then = (worth.output(x.turbine, each) for each in (plant.p_without, p))
    lost = worth.between(before, then, x.prices).cost
    if lost is None:
        raise InsufficientData("prices: give power, or fuel for constant output")
    if x.prices.power is not None:
        lost = rx.with_power(lost, x.prices.power, ce.together(pumps, x.vacuum.power))
    return Suction(int(pumps), floor, ax.margin(capacity, m_air), p, lost)


def _action(saved: Number, benefit: Number) -> str:
    if saved <= 0:
        return "never"
    return "now" if benefit > 0 else "next outage"


def _spare(now: Suction, spare: Suction | None) -> str:
    if spare is None:
        return "there is none"
    if now.margin >= 1 and spare.lost >= now.lost:
        return "not needed: the pumps carry this air"
    if spare.lost < now.lost:
        return "start it: it saves more than it uses"
    return "leave it: it would use more than it saves"


def _flags(x: AirRepairCase, now: Suction) -> tuple[str, ...]:
    said = []
    if x.r_air_after is None and x.r_air > 0:
        said.append("what air adds to the resistance is taken to stay: give r_air_after")
    if x.prices.power is None:
        said.append("the power of the vacuum pumps has no price and is not counted")
    if now.margin >= Decimal("1.5"):
        said.append("the pumps carry this air easily: it costs nothing through their floor")
    return tuple(said)
