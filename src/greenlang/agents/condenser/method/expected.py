"""The pressure a condenser should have: clean or fouled, under any water and load (spec 3.8)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import ExpectedCase, ExpectedPressure
from greenlang.agents.condenser.method import clean, plausible
from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.library.flow import friction
from greenlang.library.fluids.properties import mean_temperature
from greenlang.library.heat import balance as heat
from greenlang.library.heat import resistances
from greenlang.library.steam import saturation

Number = Any
PASSES = 3  # of condensing temperature and film; each leaves a fortieth of the error before it


@dataclass(frozen=True)
class Stream:
    """Cooling water that takes up a duty in a bundle."""

    t_in: Number
    t_out: Number
    q: Number
    m: Number
    cp: Number
    c: Number
    g: Number
    velocity: Number
    tube: clean.Inside


@dataclass(frozen=True)
class Expected:
    """Condensing temperature of a condenser, and what it is made of."""

    t_s: Number
    u: Number
    u_clean: Number
    h_steam: Number
    ntu: Number


def stream(
    b: clean.Bundle, t_in: Number, v: Number, q: Number, p_w: Number = None, salinity: Number = None
) -> Stream:
    """The water's side of the tubes at a volume flow and a duty."""
    p_w = cx.assumed_water_pressure(t_in) if p_w is None else p_w
    rho = water.density(p_w, t_in, salinity)
    m = heat.mass_flow(v, rho)
    first = cx.outlet_by_duty(t_in, q, m, cx.usual_heat_capacity(m))
    cp = water.heat_capacity(p_w, mean_temperature(t_in, first), salinity)
    t_out = cx.outlet_by_duty(t_in, q, m, cp)
    g = clean.mass_velocity(b, m)
    tube = clean.inside(b, g, clean.Passing(t_in, t_out, cp, p_w, salinity))
    c, v_tube = heat.capacity_rate(m, cp), friction.velocity(g, rho)
    return Stream(t_in, t_out, q, m, cp, c, g, v_tube, tube)


def expected(b: clean.Bundle, w: Stream, extra: tuple[Number, ...] = ()) -> Expected:
    """State of a condenser with this water; `extra` are resistances beyond the clean ones."""
    return condensing(b, w.tube, w.t_in, w.q, w.c, cx.first_guess(w.t_out), extra)


def condensing(
    b: clean.Bundle,
    tube: clean.Inside,
    t_in: Number,
    q: Number,
    c: Number,
    t_s: Number,
    extra: tuple[Number, ...] = (),
    passes: int = PASSES,
) -> Expected:
    """Condensing temperature by passes of film and duty, from the guess `t_s`."""
    flux, h = resistances.heat_flux(q, b.area), None
    for _ in range(passes):
        h = clean.steam_film(b, t_s, flux, h)
        u = cx.coefficient_of(h, tube.r, b.r_wall, *extra)
        ntu = cx.transfer_units(u, b.area, c)
        t_s = cx.condensing_temperature(t_in, q, c, ntu)
    return Expected(t_s, u, cx.coefficient_of(h, tube.r, b.r_wall) if extra else u, h, ntu)


def expected_pressure(x: ExpectedCase) -> ExpectedPressure:
    """Pressure of a condenser under any water, flow, duty, fouling, plugging and air.

    The condenser asks for the pressure of its condensing temperature; where the vacuum pumps cannot
    carry the air away at it, `p_floor` stands. Decimal case or arrays.
    """
    b = clean.bundle(x.tubes)
    if b.f_b is None:
        raise InsufficientData(
            "tubes: the film outside needs f_b, learnt after cleanings, or rows for a prior"
        )
    _refuse_impossible(x)
    w = stream(b, x.t_in, x.v, x.q, x.pressure, x.salinity)
    if isinstance(w.velocity, Decimal):
        plausible.refuse_velocity(w.velocity)
    found = expected(b, w, tuple(r for r in (x.r_f, x.r_air) if r is not None))
    p_heat = saturation.pressure(found.t_s)
    p = p_heat if x.p_floor is None else cx.not_below(p_heat, x.p_floor)
    return ExpectedPressure(
        p=p,
        p_heat=p_heat,
        t_s=found.t_s,
        t_out=w.t_out,
        ttd=cx.difference(found.t_s, w.t_out),
        u=found.u,
        u_clean=found.u_clean,
        ntu=found.ntu,
        c=w.c,
        area=b.area,
        velocity=w.velocity,
        h_inside=w.tube.h,
        h_steam=found.h_steam,
        limited_by=_limit(p_heat, x.p_floor),
    )


def _refuse_impossible(x: ExpectedCase) -> None:
    for name, value in (("v", x.v), ("q", x.q)):
        if isinstance(value, Decimal) and value <= 0:
            raise ImpossibleState(f"{name} = {value:.6g}: a value above 0 is needed")


def _limit(p_heat: Number, p_floor: Number) -> str:
    if p_floor is None or not isinstance(p_heat, Decimal):
        return "heat"
    return "air" if p_floor > p_heat else "heat"
