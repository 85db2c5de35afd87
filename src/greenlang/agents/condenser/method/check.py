"""Whether the readings of a condenser can be what they say, and what else they may be (3.20)."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.condenser import check_equations as kx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.method import clean, plausible
from greenlang.core.errors import ImpossibleState
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    M3PerSecond,
    MetrePerSecond,
    Pascal,
    Ratio,
    Watt,
)
from greenlang.library.flow import friction
from greenlang.library.heat import balance as heat
from greenlang.library.steam import saturation

Number = Any


@dataclass(frozen=True)
class InputCase:
    """The readings of one state, before anything is made of them."""

    p: Pascal
    t_in: Kelvin
    t_out: Kelvin
    v: M3PerSecond
    tubes: Tubes
    p_gross: Watt | None = None
    salinity: Ratio | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class InputCheck:
    """What follows from the readings at once, and what speaks against them."""

    q_water: Watt
    q_over_power: Ratio | None
    velocity: MetrePerSecond
    t_s: Kelvin | None
    ttd: KelvinDiff | None
    findings: tuple[str, ...]


def input_check(x: InputCase) -> InputCheck:
    """Duty, velocity and terminal difference, and every finding with the likely mistake."""
    p_w = cx.assumed_water_pressure(x.t_in)
    rho, b = water.density(p_w, x.t_in, x.salinity), clean.bundle(x.tubes)
    m = heat.mass_flow(x.v, rho)
    q = heat.duty(
        heat.capacity_rate(m, water.heat_capacity(p_w, x.t_in, x.salinity)), x.t_out, x.t_in
    )
    v = friction.velocity(clean.mass_velocity(b, m), rho)
    found = [
        _said(plausible.refuse_pressure, x.p, x.t_out, x.barometer),
        _said(plausible.refuse_velocity, v),
        _said(plausible.refuse_duty, q, x.p_gross)
        if q > 0
        else "the water is not heated: swapped?",
    ]
    t_s = None
    if not found[0]:
        t_s = saturation.temperature(x.p)
        found.append(_said(plausible.refuse_crossed, x.p, t_s, x.t_out, x.barometer))
    return InputCheck(
        q_water=q,
        q_over_power=None if x.p_gross is None else kx.over_power(q, x.p_gross),
        velocity=v,
        t_s=t_s,
        ttd=None if t_s is None else cx.difference(t_s, x.t_out),
        findings=tuple(text for text in found if text),
    )


def _said(refuse: Any, *values: Number) -> str:
    try:
        refuse(*values)
    except ImpossibleState as error:
        return str(error)
    return ""
