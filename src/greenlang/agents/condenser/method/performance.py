"""What one measured state says of a condenser: spec 3.2 to 3.8 in one run."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.cases import Performance, PerformanceCase, Reference
from greenlang.agents.condenser.method import balance, clean, plausible
from greenlang.agents.condenser.method.band import Band, band
from greenlang.agents.condenser.method.expected import condensing, expected, stream
from greenlang.library.flow import friction
from greenlang.library.heat import balance as heat
from greenlang.library.heat import lmtd, resistances
from greenlang.library.steam import saturation

Number = Any
SLOW, FAST = Decimal("0.9"), Decimal("2.6")
TIGHT = 3


@dataclass(frozen=True)
class State:
    """The heat-transfer state of the condenser as it runs."""

    t_s: Number
    ttd: Number
    itd: Number
    dt_lm: Number
    c: Number
    flux: Number
    u: Number


@dataclass(frozen=True)
class Deposit:
    """The clean condenser beside it, and what lies between them."""

    tube: clean.Inside
    h_s: Number
    r_s: Number
    r_clean: Number
    u: Number
    r_f: Number


def performance(x: PerformanceCase) -> Performance:
    """Duty, U, cleanliness, fouling, target and normalised pressure of one state.

    Decimal case or arrays: rows that cannot be are NaN there. Raises ImpossibleState where steam
    would condense below the water outlet or a unit is wrong, InsufficientData with too few values,
    BalanceOpen where both duties disagree beyond three sigma.
    """
    single = isinstance(x.p, Decimal)
    if single and x.water.t_out is not None:
        plausible.refuse_pressure(x.p, x.water.t_out, x.barometer)
    t_s = saturation.temperature(x.p)
    if single and x.water.t_out is not None:
        plausible.refuse_crossed(x.p, t_s, x.water.t_out, x.barometer)
    o = balance.sides(x.water, x.steam, x.p, flag=x.balance == "flag")
    if single:
        plausible.refuse_duty(o.q, x.p_gross)
        plausible.refuse_crossed(x.p, t_s, o.t_out, x.barometer)
    b = clean.bundle(x.tubes)
    g = clean.mass_velocity(b, o.m)
    v = friction.velocity(g, o.rho)
    if single:
        plausible.refuse_velocity(v)
    s = _state(b, o, t_s)
    d = None if b.f_b is None else _deposit(x, b, o, s, g)
    found = band(x, o, s, d)
    whole = replace(_measured(x, b, o, s, v, found), flags=_flags(x, o, s, d, v))
    return _licensed(x, b, o, _clean(x, b, o, d, whole))


def _licensed(
    x: PerformanceCase, b: clean.Bundle, o: balance.Sides, found: Performance
) -> Performance:
    """The same beside HEI's clean coefficient, where its tables are given."""
    if x.hei is None:
        return found
    u = clean.by_hei(b, x.hei, found.velocity, o.t_in)
    return replace(
        found,
        u_clean_hei=u,
        cf_hei=cx.cleanliness(found.u, u),
        hei_edition=x.hei.tables.edition,
    )


def _state(b: clean.Bundle, o: balance.Sides, t_s: Number) -> State:
    ttd, itd = heat.approach(t_s, o.t_out), heat.approach(t_s, o.t_in)
    dt_lm, flux = lmtd.lmtd(itd, ttd), resistances.heat_flux(o.q, b.area)
    c = heat.capacity_rate(o.m, o.cp)
    return State(t_s, ttd, itd, dt_lm, c, flux, cx.coefficient(flux, dt_lm))


def _deposit(x: PerformanceCase, b: clean.Bundle, o: balance.Sides, s: State, g: Number) -> Deposit:
    tube = clean.inside(b, g, clean.Passing(o.t_in, o.t_out, o.cp, o.p_w, x.water.salinity))
    h_s = clean.steam_film(b, s.t_s, s.flux)
    r_s = resistances.outside_film(h_s)
    r_clean = resistances.total(tube.r, b.r_wall, r_s)
    r_f = (
        cx.fouling(s.u, r_clean)
        if x.r_air is None
        else cx.fouling_beside_air(s.u, r_clean, x.r_air)
    )
    return Deposit(tube, h_s, r_s, r_clean, resistances.coefficient(r_clean), r_f)


def _measured(
    x: PerformanceCase, b: clean.Bundle, o: balance.Sides, s: State, v: Number, found: Band
) -> Performance:
    hotwell = None if x.steam is None else x.steam.t_hotwell
    return Performance(
        q_water=o.q_water,
        q_steam=o.q_steam,
        q=o.q,
        imbalance=o.imbalance,
        z=o.z,
        z_flow=o.z_flow,
        z_t_in=o.z_in,
        z_t_out=o.z_out,
        z_steam=o.z_steam,
        z_meters=o.z_meters,
        m_water=o.m,
        v_water=o.v,
        t_in=o.t_in,
        t_out=o.t_out,
        rise=o.rise,
        t_s=s.t_s,
        ttd=s.ttd,
        itd=s.itd,
        dca=None if hotwell is None else cx.difference(hotwell, o.t_in),
        lmtd=s.dt_lm,
        c=s.c,
        ntu=cx.transfer_units(s.u, b.area, s.c),
        effectiveness=cx.effectiveness(o.rise, s.itd),
        area=b.area,
        flux=s.flux,
        u=s.u,
        u_sigma=found.u,
        velocity=v,
        f_b=b.f_b,
        h_inside=None,
        h_steam=None,
        r_wall=b.r_wall,
        u_clean=None,
        cf_ptc=None,
        r_f=None,
        r_f_sigma=found.r_f,
        r_f_ratio=None,
        p_target=None,
        p_over_target=None,
        ttd_target=None,
        u_clean_ref=None,
        cf_ref=None,
        p_norm=None,
        shares=found.shares,
    )


def _clean(
    x: PerformanceCase, b: clean.Bundle, o: balance.Sides, d: Deposit | None, found: Performance
) -> Performance:
    """The result with the clean condenser, the target and the reference, where f_b is known."""
    if d is None:
        return found
    target = condensing(b, d.tube, o.t_in, o.q, found.c, found.t_s, passes=2)
    p_target = saturation.pressure(target.t_s)
    whole = replace(
        found,
        h_inside=d.tube.h,
        h_steam=d.h_s,
        u_clean=d.u,
        cf_ptc=cx.cleanliness(found.u, d.u),
        r_f=d.r_f,
        r_f_ratio=None if x.r_f_design is None else cx.fouling_ratio(d.r_f, x.r_f_design),
        p_target=p_target,
        p_over_target=cx.above(x.p, p_target),
        ttd_target=cx.difference(target.t_s, o.t_out),
    )
    return whole if x.reference is None else _normalised(x, x.reference, b, d, whole)


def _normalised(
    x: PerformanceCase, at: Reference, b: clean.Bundle, d: Deposit, found: Performance
) -> Performance:
    """The same condenser, as fouled as it is, under the reference conditions."""
    extra = (d.r_f,) if x.r_air is None else (d.r_f, x.r_air)
    fouled = expected(b, stream(b, at.t_in, at.v, at.q, x.water.pressure, x.water.salinity), extra)
    p = saturation.pressure(fouled.t_s)
    return replace(
        found,
        u_clean_ref=fouled.u_clean,
        cf_ref=cx.cleanliness_at(fouled.u_clean, d.r_f),
        p_norm=p if x.p_floor is None else cx.not_below(p, x.p_floor),
    )


def _flags(
    x: PerformanceCase, o: balance.Sides, s: State, d: Deposit | None, v: Number
) -> tuple[str, ...]:
    """What a careful reader should know, for a single case."""
    if not isinstance(v, Decimal):
        return ()
    said = []
    if o.missing:
        said.append(f"unreconciled: {o.missing} of the water is from the heat balance")
    elif o.q_steam is None:
        said.append("unreconciled: the duty is by the cooling water alone")
    if o.z is not None and abs(o.z) > balance.OPEN:
        said.append("heat balance open")
    if o.z_meters is not None and abs(o.z_meters) > balance.OPEN:
        said.append("flow meter and pump curve disagree beyond three standard uncertainties")
    if x.steam is not None and x.steam.q is None and x.steam.h is None:
        said.append("steam duty by the heat of condensation of a usual turbine, 4 %")
    given = (x.sigma_p, x.water.sigma_t_in, x.water.sigma_v)
    if None in given or (o.s_out is not None and x.water.sigma_t_out is None):
        said.append("standard uncertainties partly assumed")
    return (*said, *_model_flags(x, s, d, v))


def _model_flags(x: PerformanceCase, s: State, d: Deposit | None, v: Number) -> tuple[str, ...]:
    said = []
    if x.tubes.fins is not None:
        said.append("low fins: water fills their gaps from below, Beatty & Katz is an upper bound")
    if not SLOW <= v <= FAST:
        said.append(f"velocity {v:.3g} m/s lies outside 0.9 to 2.6 m/s")
    if s.ttd < TIGHT:
        said.append("terminal difference below 3 K: U magnifies errors of p and t_out")
    if d is None:
        said.append("no clean model: give f_b, learnt after cleanings, or rows for a prior")
    elif x.tubes.f_b is None:
        said.append("bundle factor is a prior (30 %); learn f_b after a cleaning")
    if d is not None and x.r_air is None:
        said.append("fouling and air are not told apart: R_f holds both")
    if d is not None and d.r_f < 0:
        said.append("better than the clean model: f_b or a gauge is off")
    return tuple(said)
