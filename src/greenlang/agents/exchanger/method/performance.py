"""Performance of one exchanger from one measured state: U, fouling, and how sure they are."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import Performance, PerformanceCase, Shares, Stream
from greenlang.agents.exchanger.method import uneven
from greenlang.agents.exchanger.method.phases import refuse_hidden_evaporation
from greenlang.agents.exchanger.method.states import Side, sides
from greenlang.core.errors import BalanceOpen, ImpossibleState
from greenlang.core.provenance import untraced
from greenlang.library.fluids import petroleum
from greenlang.library.fluids.kinds import Constant, Petroleum, Table
from greenlang.library.heat import balance, lmtd
from greenlang.library.heat.pntu import arrangements

Number = Any
OPEN = 3  # |z| beyond which a heat balance is open: 0.3 % of closed ones are
REDUCED = Decimal("0.85")  # end of the heat capacity of Kesler & Lee
STEEP = 5  # d ln N/d ln P beyond which U says little


@dataclass(frozen=True)
class _Duty:
    q: Number
    imbalance: Number
    z: Number
    w_hot: Number
    w_cold: Number


@dataclass(frozen=True)
class _Band:
    u: Number
    r_f: Number
    shares: Shares


def performance(x: PerformanceCase) -> Performance:
    """What four temperatures and two flows say of one exchanger (spec 3.8).

    Decimal case or arrays: rows that cannot be are NaN there. Raises ImpossibleState on a
    temperature cross or where a cp hides evaporation, Infeasible where P > P_max, InsufficientData
    with too few values, BalanceOpen where the duties disagree beyond three sigma and the case does
    not say `balance="flag"`, InputError for a kettle.
    """
    arrangements.arrangement(x.arrangement)
    return of_sides(x, *sides(x))


def of_sides(x: PerformanceCase, hot: Side, cold: Side) -> Performance:
    """Performance of two sides that are complete."""
    dt_1, dt_2 = balance.approach(hot.t_in, cold.t_out), balance.approach(hot.t_out, cold.t_in)
    _refuse_reversed(hot, cold)
    for name, side in (("hot", hot), ("cold", cold)):
        refuse_hidden_evaporation(name, side)
    d = _duty(hot, cold)
    _refuse_open(x, hot, cold, d)
    dt_lm = lmtd.lmtd(dt_1, dt_2)
    one, two = (hot, cold) if x.shell_side == "hot" else (cold, hot)
    p = balance.temperature_effectiveness(one.t_in, one.t_out, two.t_in)
    r = balance.capacity_ratio(one.t_in, one.t_out, two.t_in, two.t_out)
    n = arrangements.ntu(x.arrangement, p, r, x.shells)
    c, e = arrangements.conditions(x.arrangement, p, r, n, x.shells)
    n_cf = lmtd.counterflow_units_of_ends(one.t_in, one.t_out, dt_lm)
    ua = ex.conductance_by_units(n, d.q, one.t_in, one.t_out)
    u = lmtd.overall_coefficient(ua, x.area)
    band = _band(x, hot, cold, d, c, e, u)
    clean = x.u_clean
    r_f = None if clean is None else ex.fouling_resistance(u, clean)
    return Performance(
        q_hot=hot.q,
        q_cold=cold.q,
        q=d.q,
        imbalance=d.imbalance,
        z=d.z,
        approach_hot_end=dt_1,
        approach_cold_end=dt_2,
        lmtd=dt_lm,
        f=lmtd.correction_factor(n_cf, n),
        p=p,
        r=r,
        c_r=ex.rate_ratio(r),
        ntu=balance.transfer_units(n, r),
        effectiveness=balance.effectiveness(p, r),
        ua=ua,
        u=u,
        u_sigma=band.u,
        condition=c,
        u_clean=clean,
        r_f=r_f,
        r_f_sigma=band.r_f,
        r_f_ratio=None
        if r_f is None or x.r_f_design is None
        else ex.fouling_ratio(r_f, x.r_f_design),
        cleanliness=None if clean is None else ex.cleanliness(u, clean),
        q_ratio=None if x.q_design is None else ex.duty_ratio(d.q, x.q_design),
        t_hot_in=hot.t_in,
        t_hot_out=hot.t_out,
        t_cold_in=cold.t_in,
        t_cold_out=cold.t_out,
        m_hot=hot.m,
        m_cold=cold.m,
        shares=band.shares,
        flags=_flags(x, hot, cold, d, c),
    )


def _refuse_reversed(hot: Side, cold: Side) -> None:
    for name, side, warm, cool, what in (
        ("hot", hot, hot.t_in, hot.t_out, "cooled"),
        ("cold", cold, cold.t_out, cold.t_in, "heated"),
    ):
        if isinstance(side.m, Decimal) and side.m <= 0:
            raise ImpossibleState(
                f"{name}: a flow of {side.m:.6g} kg/s, above 0 is needed; check the meter"
            )
        if isinstance(warm, Decimal) and warm <= cool:
            raise ImpossibleState(
                f"{name}: t_in = {side.t_in:.6g} K and t_out = {side.t_out:.6g} K: this side is "
                f"not {what}; are two tags swapped?"
            )


def _duty(hot: Side, cold: Side) -> _Duty:
    """The duty, its two measurements weighed by their uncertainties, or the one there is."""
    if hot.missing or cold.missing:
        whole, none = ex.whole_weight(hot.q), ex.no_weight(hot.q)
        if cold.missing:
            return _Duty(hot.q, None, None, whole, none)
        return _Duty(cold.q, None, None, none, whole)
    v_hot, v_cold = (
        ex.duty_variance(s.q, s.s_m, s.t_in, s.t_out, s.s_in, s.s_out) for s in (hot, cold)
    )
    q = ex.weighted_duty(hot.q, v_hot, cold.q, v_cold)
    weight = ex.hot_weight(hot.q, v_hot, v_cold, q)
    return _Duty(
        q,
        ex.imbalance(hot.q, cold.q),
        ex.balance_z(hot.q, v_hot, cold.q, v_cold),
        weight,
        ex.other_weight(weight),
    )


def _exponents(x: PerformanceCase, c: Number, e: Number) -> tuple[Number, Number]:
    """Exponents in UA of the temperature changes of the hot and of the cold side."""
    own = ex.own_exponent(c, e)
    return (own, e) if x.shell_side == "hot" else (e, own)


def _band(
    x: PerformanceCase, hot: Side, cold: Side, d: _Duty, c: Number, e: Number, u: Number
) -> _Band:
    """First-order band of U and R_f, and the share of each input in it."""
    a_hot, a_cold = _exponents(x, c, e)
    w_hot, w_cold = d.w_hot, d.w_cold
    if hot.missing.startswith("t"):
        a_hot = _carried(hot, a_hot, c, hot, cold)
        w_hot, w_cold = ex.opposite(a_hot), ex.carrying_weight(a_hot)
    elif cold.missing.startswith("t"):
        a_cold = _carried(cold, a_cold, c, hot, cold)
        w_cold, w_hot = ex.opposite(a_cold), ex.carrying_weight(a_cold)
    g_hot = ex.end_sensitivity(w_hot, a_hot, hot.t_in, hot.t_out)
    g_cold = ex.end_sensitivity(w_cold, a_cold, cold.t_out, cold.t_in)
    g_0 = ex.inlet_sensitivity(c, hot.t_in, cold.t_in)
    s_hot_in, s_hot_out = _ordered(hot)
    s_cold_in, s_cold_out = _ordered(cold)
    measured = ex.relative_variance(
        w_hot, hot.s_m, w_cold, cold.s_m, g_hot, g_cold, g_0,
        s_hot_in, s_hot_out, s_cold_in, s_cold_out,
    )  # fmt: skip
    whole = measured
    if x.u_clean is not None and x.sigma_u_clean is not None:
        whole = ex.fouling_variance(measured, u, x.u_clean, x.sigma_u_clean)
    shares = Shares(
        t_hot_in=ex.inlet_share(g_hot, g_0, s_hot_in, whole),
        t_hot_out=ex.outlet_share(g_hot, s_hot_out, whole),
        t_cold_in=ex.inlet_share(g_cold, g_0, s_cold_in, whole),
        t_cold_out=ex.outlet_share(g_cold, s_cold_out, whole),
        m_hot=ex.flow_share(w_hot, hot.s_m, whole),
        m_cold=ex.flow_share(w_cold, cold.s_m, whole),
        u_clean=None if whole is measured else ex.clean_share(measured, whole),
    )
    r_f = None if x.u_clean is None else ex.fouling_sigma(whole, u)
    return _Band(ex.coefficient_sigma(u, measured), r_f, _by_input(shares, hot, cold))


def _carried(side: Side, exponent: Number, c: Number, hot: Side, cold: Side) -> Number:
    """Exponent of a temperature change that the balance gave; a missing inlet also moves P."""
    if side.missing == "t_out":
        return exponent
    return ex.exponent_of_missing_inlet(exponent, c, side.t_in, side.t_out, hot.t_in, cold.t_in)


def _ordered(side: Side) -> tuple[Number, Number]:
    """Uncertainties of inlet and outlet; where the inlet is missing, the outlet stands for it."""
    return (side.s_out, side.s_in) if side.missing == "t_in" else (side.s_in, side.s_out)


def _by_input(shares: Shares, hot: Side, cold: Side) -> Shares:
    if hot.missing == "t_in":
        return _swapped(shares, "t_hot_in", "t_hot_out")
    return _swapped(shares, "t_cold_in", "t_cold_out") if cold.missing == "t_in" else shares


def _swapped(shares: Shares, a: str, b: str) -> Shares:
    return replace(shares, **{a: getattr(shares, b), b: getattr(shares, a)})


def _refuse_open(x: PerformanceCase, hot: Side, cold: Side, d: _Duty) -> None:
    if x.balance == "flag" or not isinstance(d.z, Decimal) or abs(d.z) <= OPEN:
        return
    raise BalanceOpen(
        f"heat balance: hot side {hot.q:.5g} W, cold side {cold.q:.5g} W, {d.imbalance:+.2%} "
        f"apart, z = {d.z:.3g} beyond {OPEN}; check flows and temperatures, or set balance to flag"
    )


def _flags(x: PerformanceCase, hot: Side, cold: Side, d: _Duty, c: Number) -> tuple[str, ...]:
    """What a careful reader should know, for a single case."""
    if not isinstance(c, Decimal):
        return ()
    said = []
    for name, side in (("hot", hot), ("cold", cold)):
        if side.missing:
            said.append(f"unreconciled: {name} {side.missing} is from the heat balance")
    if d.z is not None and abs(d.z) > OPEN:
        said.append("heat balance open")
    if c > STEEP:
        said.append("steep: U magnifies errors of P more than fivefold")
    given = (x.hot, x.cold)
    if any(None in (s.sigma_t_in, s.sigma_t_out, s.sigma_flow) for s in given):
        said.append("standard uncertainties partly assumed")
    said += [text for name, s in (("hot", x.hot), ("cold", x.cold)) for text in _vapour(name, s)]
    if x.arrangement != arrangements.ISOTHERMAL:
        said += uneven.said(hot, cold, x.arrangement)
    return tuple(said)


def _vapour(name: str, stream: Stream) -> list[str]:
    """What keeps a petroleum side from being taken for a liquid without thought."""
    fluid = stream.fluid
    known = [t for t in (stream.t_in, stream.t_out) if t is not None]
    if isinstance(fluid, Constant | Table):
        above = fluid.bubble_point is not None and min(known) >= fluid.bubble_point
        return [f"{name}: above its bubble point, taken as all vapour"] if above else []
    if not isinstance(fluid, Petroleum):
        return []
    with untraced():
        sg = petroleum.specific_gravity(fluid.api)
        t_b = petroleum.boiling_point(sg, fluid.watson_k)
        critical = petroleum.critical_temperature(sg, t_b)
    said = []
    if any(t > REDUCED * critical for t in known):
        said.append(f"{name}: beyond a reduced temperature of {REDUCED}, cp is extrapolated")
    if fluid.bubble_point is None:
        said.append(f"{name}: bubble point unknown, taken as liquid")
    return said
