"""Duty of a condenser by its cooling water and by its steam, reconciled (spec 3.2)."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import steam_equations as tx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import Steam, Water
from greenlang.agents.condenser.method import plausible
from greenlang.core.errors import BalanceOpen, ImpossibleState, InputError, InsufficientData
from greenlang.library.fluids.properties import mean_temperature
from greenlang.library.fluids.table import enthalpy_difference
from greenlang.library.heat import balance as heat
from greenlang.library.heat.exergy import volume_flow
from greenlang.library.steam import identities, region1, region2, saturation

Number = Any
OPEN = 3  # sigma
WETTEST, DRIEST = Decimal(1_900_000), Decimal(2_800_000)  # J/kg that exhaust steam has


@dataclass(frozen=True)
class Sides:
    """Both duties and the state that closes the balance; `k_*`, `w` say how it was closed."""

    q: Number
    m: Number
    v: Number
    rho: Number
    t_in: Number
    t_out: Number
    rise: Number
    cp: Number
    w: Number
    k_in: Number
    k_out: Number
    s_in: Number
    s_out: Number
    s_v: Number
    s_steam: Number = None
    q_water: Number = None
    q_steam: Number = None
    imbalance: Number = None
    z: Number = None
    z_flow: Number = None
    z_in: Number = None
    z_out: Number = None
    z_steam: Number = None
    z_meters: Number = None
    missing: str = ""
    p_w: Number = None


@dataclass(frozen=True)
class Flow:
    """Volume flow of one or two witnesses."""

    v: Number
    sigma: Number
    z: Number


def flow(x: Water) -> Flow:
    """The flow that its witnesses tell; None where there is none."""
    s = x.sigma_v
    if x.v is not None and s is None:
        s = cx.assumed_meter_sigma(x.v)
    if x.v_pump is None:
        return Flow(x.v, s, None)
    s_pump = x.sigma_v_pump
    if s_pump is None:
        s_pump = cx.assumed_curve_sigma(x.v_pump)
    if x.v is None:
        return Flow(x.v_pump, s_pump, None)
    v = cx.witnessed_flow(x.v, s, x.v_pump, s_pump)
    return Flow(
        v,
        cx.witnessed_sigma(x.v, s, x.v_pump, s_pump, v),
        cx.witnesses_apart(x.v, s, x.v_pump, s_pump),
    )


def steam_duty(x: Steam, p: Number) -> tuple[Number, Number]:
    """Duty by the steam side and its relative standard uncertainty."""
    if x.q is not None:
        if x.m is not None or x.h is not None or x.cycle is not None or x.others:
            raise InputError("steam: the duty is given by q and by flows; give one of them")
        q, s = x.q, x.sigma
        return q, cx.assumed_steam_sigma(q) if s is None else s
    if x.m is None:
        raise InsufficientData("steam: q, or m with h, a cycle or neither, is needed for a duty")
    h = exhaust(x)
    if h is None:
        usual = cx.duty_of_reheat_exhaust if x.turbine == "reheat" else cx.duty_of_exhaust
        q = usual(x.m)
        s = cx.assumed_exhaust_sigma(q)
    else:
        q = heat.duty_by_enthalpy(x.m, enthalpy_difference(h, condensate(x, p)))
        s = cx.assumed_steam_sigma(q)
    if x.others:
        h_0 = condensate(x, p)
        parts = (heat.duty_by_enthalpy(one.m, enthalpy_difference(one.h, h_0)) for one in x.others)
        q = tx.together(q, *parts)
    return q, s if x.sigma is None else x.sigma


def condensate(x: Steam, p: Number) -> Number:
    """Enthalpy of the condensate that leaves."""
    return region1.enthalpy(p, saturation.temperature(p) if x.t_hotwell is None else x.t_hotwell)


def exhaust(x: Steam) -> Number:
    """Enthalpy of the exhaust, as given or by the turbine's balance; None where neither is known.

    Raises ImpossibleState where a balance leaves the exhaust drier than steam or as water.
    """
    if x.cycle is None:
        return x.h
    if x.h is not None:
        raise InputError("steam: the exhaust's enthalpy is given by h and by a cycle; give one")
    c = x.cycle
    if not c.into:
        raise InsufficientData("steam.cycle: into is empty: main steam at least flows in")
    into = tx.together(*(heat.duty_by_enthalpy(one.m, one.h) for one in c.into))
    out = (heat.duty_by_enthalpy(one.m, one.h) for one in c.out)
    q = tx.exhaust_heat(into, c.p_gross, c.eta_generator, c.eta_mechanical, c.q_loss, *out)
    h = tx.exhaust_enthalpy(q, x.m)
    if isinstance(h, Decimal) and not WETTEST <= h <= DRIEST:
        raise ImpossibleState(
            f"steam.cycle: the balance leaves the exhaust {h / 1000:.5g} kJ/kg, where turbines "
            f"have {WETTEST / 1000:.0f} to {DRIEST / 1000:.0f}: a flow is missing in "
            "out or others, is twice there, or in another unit (t/h, kg/s, lb/h)"
        )
    return h


def dryness(h: Number, t_s: Number, p: Number) -> Number:
    """Share of vapour in the exhaust."""
    return identities.vapour_fraction(h, region1.enthalpy(p, t_s), region2.enthalpy(p, t_s))


def sides(x: Water, steam: Steam | None, p: Number, *, flag: bool) -> Sides:
    """Both duties, reconciled where both are known.

    Raises InsufficientData where neither side has a duty, BalanceOpen where the sides disagree
    beyond three sigma and `flag` does not say that this is to be told only.
    """
    p_w = cx.assumed_water_pressure(x.t_in) if x.pressure is None else x.pressure
    s_in = cx.assumed_inlet_sigma(x.t_in) if x.sigma_t_in is None else x.sigma_t_in
    q_steam, s_steam = (None, None) if steam is None else steam_duty(steam, p)
    _refuse_unknown(x, q_steam)
    rho, at = water.density(p_w, x.t_in, x.salinity), flow(x)
    if x.t_out is None:
        return _outlet_missing(x, p_w, rho, at, q_steam, s_steam, s_in)
    _refuse_reversed(x)
    s_out = cx.assumed_outlet_sigma(x.t_out) if x.sigma_t_out is None else x.sigma_t_out
    rise = cx.difference(x.t_out, x.t_in)
    dh = water.enthalpy_rise(p_w, x.t_in, x.t_out, x.salinity)
    cp = cx.mean_heat_capacity(dh, rise)
    if at.v is None:
        m, k = cx.reconciled_flow(q_steam, cp, rise), cx.no_shift(q_steam, rise)
        return Sides(
            q_steam, m, volume_flow(m, rho), rho, x.t_in, x.t_out, rise, cp,
            cx.steam_alone(q_steam), k, k, s_in, s_out, None, s_steam, q_steam=q_steam,
            missing="flow", p_w=p_w,
        )  # fmt: skip
    m = heat.mass_flow(at.v, rho)
    q_water = heat.duty_by_enthalpy(m, dh)
    k = cx.no_shift(q_water, rise)
    one = Sides(
        q_water, m, at.v, rho, x.t_in, x.t_out, rise, cp, cx.water_alone(q_water), k, k,
        s_in, s_out, at.sigma, q_water=q_water, z_meters=at.z, p_w=p_w,
    )  # fmt: skip
    if q_steam is None:
        return one
    return _reconciled(replace(one, q_steam=q_steam, s_steam=s_steam), flag=flag)


def _refuse_unknown(x: Water, q_steam: Number) -> None:
    missing = [
        name
        for name, gone in (
            ("water.t_out", x.t_out is None),
            ("water.v", x.v is None and x.v_pump is None),
            ("steam", q_steam is None),
        )
        if gone
    ]
    if len(missing) > 1:
        raise InsufficientData(
            f"{' and '.join(missing)} missing: of outlet temperature, flow and the steam side's "
            "duty the balance gives one; measure the others"
        )
    for name, v in (("v", x.v), ("v_pump", x.v_pump)):
        if isinstance(v, Decimal) and v <= 0:
            raise ImpossibleState(
                f"water.{name} = {v:.6g} m3/s: a flow above 0 is needed; check the meter"
            )


def _refuse_reversed(x: Water) -> None:
    if isinstance(x.t_out, Decimal) and x.t_out <= x.t_in:
        raise ImpossibleState(
            f"water: t_in = {x.t_in:.6g} K and t_out = {x.t_out:.6g} K: the water is not heated; "
            "are the two tags swapped?"
        )


def _outlet_missing(
    x: Water, p_w: Number, rho: Number, at: Flow, q: Number, s_steam: Number, s_in: Number
) -> Sides:
    m = heat.mass_flow(at.v, rho)
    first = cx.outlet_by_duty(x.t_in, q, m, water.heat_capacity(p_w, x.t_in, x.salinity))
    cp = water.heat_capacity(p_w, mean_temperature(x.t_in, first), x.salinity)
    t_out = cx.outlet_by_duty(x.t_in, q, m, cp)
    rise = cx.difference(t_out, x.t_in)
    return Sides(
        q, m, at.v, rho, x.t_in, t_out, rise, cp, cx.steam_alone(q), cx.no_shift(q, rise),
        cx.whole_shift(q, rise), s_in, None, at.sigma, s_steam, q_steam=q, z_meters=at.z,
        missing="t_out", p_w=p_w,
    )  # fmt: skip


def _reconciled(o: Sides, *, flag: bool) -> Sides:
    v_w = cx.water_variance(o.q_water, o.s_v, o.rise, o.s_in, o.s_out)
    v_s = cx.steam_variance(o.q_steam, o.s_steam)
    w = cx.water_weight(v_w, v_s)
    q = cx.reconciled_duty(o.q_water, w, o.q_steam)
    z = cx.balance_z(o.q_water, o.q_steam, v_w, v_s)
    k_in, k_out = (cx.shift(o.q_water, s, o.rise, v_w, v_s) for s in (o.s_in, o.s_out))
    closed = replace(
        o,
        imbalance=cx.imbalance(o.q_water, o.q_steam, q),
        z=z,
        z_flow=cx.adjustment(z, o.s_v, o.q_water, v_w, v_s),
        z_in=cx.adjustment(z, cx.relative_sigma(o.s_in, o.rise), o.q_water, v_w, v_s),
        z_out=cx.adjustment(z, cx.relative_sigma(o.s_out, o.rise), o.q_water, v_w, v_s),
        z_steam=cx.adjustment(z, o.s_steam, o.q_steam, v_w, v_s),
        w=w,
        k_in=k_in,
        k_out=k_out,
        q=q,
    )
    _refuse_open(closed, flag=flag)
    t_in = cx.reconciled_inlet(o.t_in, k_in, o.q_water, o.q_steam)
    t_out = cx.reconciled_outlet(o.t_out, k_out, o.q_water, o.q_steam)
    rise = cx.difference(t_out, t_in)
    m = cx.reconciled_flow(q, o.cp, rise)
    return replace(closed, t_in=t_in, t_out=t_out, rise=rise, m=m, v=volume_flow(m, o.rho))


def _refuse_open(o: Sides, *, flag: bool) -> None:
    if not isinstance(o.z, Decimal) or abs(o.z) <= OPEN:
        return
    hint = plausible.unit_hint(float(o.q_water / o.q_steam), *plausible.CLOSED)
    if hint:
        raise ImpossibleState(
            f"the cooling water would carry {o.q_water / 1000000:.4g} MW, the steam side "
            f"{o.q_steam / 1000000:.4g} MW: {hint}"
        )
    if flag:
        return
    parts = {
        "the flow": o.z_flow,
        "t_in": o.z_in,
        "t_out": o.z_out,
        "the steam side": o.z_steam,
    }
    name = max(parts, key=lambda part: abs(parts[part]))
    raise BalanceOpen(
        f"heat balance: cooling water {o.q_water / 1000000:.5g} MW, steam side "
        f"{o.q_steam / 1000000:.5g} MW, {o.imbalance:+.2%} apart, z = {o.z:.3g} beyond {OPEN}; "
        f"{name} would have to move most, by {abs(parts[name]):.2g} of its standard "
        "uncertainties: check it first, or set balance to flag"
    )
