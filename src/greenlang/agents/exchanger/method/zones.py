"""One counterflow exchanger by enthalpy: for streams that boil, condense or change their cp."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.exchanger import equations as ex
from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.solve import choose
from greenlang.core.units import (
    JoulePerKg,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M2KelvinPerWatt,
    Ratio,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library.fluids import heating, properties, table
from greenlang.library.fluids.kinds import Constant, Curve, Petroleum, Pure, Table, Water
from greenlang.library.heat import balance, lmtd
from greenlang.library.heat import zones as by_enthalpy

Number = Any
UNEVEN = 1.2  # slope of the heating curve over its least, beyond which one mean cp misleads
OPEN = "0.05"  # of both duties; ours, since no uncertainty of enthalpies is asked for


@dataclass(frozen=True)
class EnthalpyStream:
    """One side. Each end by its temperature, by h of a heating curve, or by x where it boils.

    `x` is the vapour fraction of water or a pure fluid at its boiling point. One of the two flows
    may be missing.
    """

    fluid: Petroleum | Constant | Table | Curve | Water | Pure
    m: KgPerSecond | None = None
    t_in: Kelvin | None = None
    t_out: Kelvin | None = None
    h_in: JoulePerKg | None = None
    h_out: JoulePerKg | None = None
    x_in: Ratio | None = None
    x_out: Ratio | None = None


@dataclass(frozen=True)
class ZonesCase:
    """A counterflow exchanger with phase change or a cp that changes along it."""

    hot: EnthalpyStream
    cold: EnthalpyStream
    area: SquareMetre | None = None
    u_clean: WattPerM2Kelvin | None = None


@dataclass(frozen=True)
class ZoneFound:
    """One zone between two bends, counted from the cold end; `share` is that of UA."""

    q: Watt
    ua: WattPerKelvin
    share: Ratio
    t_hot_cold_end: Kelvin
    t_hot_warm_end: Kelvin
    t_cold_cold_end: Kelvin
    t_cold_warm_end: Kelvin


@dataclass(frozen=True)
class Zones:
    """Duty, weighted mean difference and UA over all zones; `pinch` is the least approach."""

    q_hot: Watt | None
    q_cold: Watt | None
    q: Watt
    imbalance: Ratio | None
    dt_mean: KelvinDiff
    lmtd_of_ends: KelvinDiff
    ratio: Ratio
    ua: WattPerKelvin
    pinch: KelvinDiff
    pinch_at: Ratio
    u: WattPerM2Kelvin | None
    r_f: M2KelvinPerWatt | None
    m_hot: KgPerSecond
    m_cold: KgPerSecond
    zones: tuple[ZoneFound, ...]
    flags: tuple[str, ...] = ()


def zones(x: ZonesCase) -> Zones:
    """UA of a counterflow unit, zone by zone, from enthalpies.

    Raises ImpossibleState where the streams meet inside, InputError where a stream of two phases is
    described by its heat capacity, InsufficientData without any flow.
    """
    hot, cold = _path(x.hot, "hot"), _path(x.cold, "cold")
    found = by_enthalpy.zones(hot, cold)
    q_hot, q_cold, q = _duties(x, hot, cold)
    dt_mean = by_enthalpy.mean_of(found)
    ends = lmtd.lmtd(found[-1].dt_b, found[0].dt_a)
    parts = tuple(_zone(zone, q, dt_mean) for zone in found)
    ua = by_enthalpy.conductance_of_mean(q, dt_mean)
    u = None if x.area is None else lmtd.overall_coefficient(ua, x.area)
    pinch, at = _pinch(found)
    imbalance = None if q_hot is None or q_cold is None else ex.imbalance(q_hot, q_cold)
    return Zones(
        q_hot=q_hot,
        q_cold=q_cold,
        q=q,
        imbalance=imbalance,
        dt_mean=dt_mean,
        lmtd_of_ends=ends,
        ratio=by_enthalpy.ratio_of_means(dt_mean, ends),
        ua=ua,
        pinch=pinch,
        pinch_at=at,
        u=u,
        r_f=None if u is None or x.u_clean is None else ex.fouling_resistance(u, x.u_clean),
        m_hot=_flow(x.hot, q, hot),
        m_cold=_flow(x.cold, q, cold),
        zones=parts,
        flags=_flags(x, hot, cold, imbalance),
    )


def _path(stream: EnthalpyStream, name: str) -> tuple[heating.Point, ...]:
    ends = []
    for end in ("in", "out"):
        given = {key: getattr(stream, f"{key}_{end}") for key in ("t", "h", "x")}
        if sum(value is not None for value in given.values()) != 1:
            raise InputError(
                f"{name}: give one of t_{end}, h_{end} and x_{end}; the others follow from it"
            )
        ends.append(heating.End(**given))
    warm, cool = ends if name == "hot" else reversed(ends)
    return heating.path(properties.ready(stream.fluid), cool, warm)


def _dh(points: tuple[heating.Point, ...]) -> Number:
    return table.enthalpy_difference(points[-1].h, points[0].h)


def _duties(
    x: ZonesCase, hot: tuple[heating.Point, ...], cold: tuple[heating.Point, ...]
) -> tuple[Number, Number, Number]:
    q_hot, q_cold = (
        None if side.m is None else balance.duty_by_enthalpy(side.m, _dh(points))
        for side, points in ((x.hot, hot), (x.cold, cold))
    )
    if q_hot is None and q_cold is None:
        raise InsufficientData("neither hot.m nor cold.m is given: one flow is needed for the duty")
    if q_hot is not None and q_cold is not None:
        return q_hot, q_cold, by_enthalpy.middle(q_hot, q_cold)
    return q_hot, q_cold, q_cold if q_hot is None else q_hot


def _flow(stream: EnthalpyStream, q: Number, points: tuple[heating.Point, ...]) -> Number:
    return ex.balancing_flow(q, _dh(points)) if stream.m is None else stream.m


def _zone(zone: by_enthalpy.Zone, q: Number, dt_mean: Number) -> ZoneFound:
    return ZoneFound(
        by_enthalpy.duty_of_zone(q, zone.share),
        by_enthalpy.zone_conductance(q, zone.part),
        by_enthalpy.share_of_conductance(zone.part, dt_mean),
        zone.t_hot_a,
        zone.t_hot_b,
        zone.t_cold_a,
        zone.t_cold_b,
    )


def _pinch(found: tuple[by_enthalpy.Zone, ...]) -> tuple[Number, Number]:
    """The least approach, and the share of the duty between the cold end and its place."""
    least, at = found[0].dt_a, by_enthalpy.nothing(found[0].share)
    for i, zone in enumerate(found):
        if choose("dt < least", dt=zone.dt_b, least=least):
            least = zone.dt_b
            at = by_enthalpy.share_up_to(*(below.share for below in found[: i + 1]))
    return least, at


def _flags(
    x: ZonesCase,
    hot: tuple[heating.Point, ...],
    cold: tuple[heating.Point, ...],
    imbalance: Number,
) -> tuple[str, ...]:
    said = []
    if imbalance is not None and choose(f"abs(imbalance) > {OPEN}", imbalance=imbalance):
        said.append("heat balance open by more than 5 %: UA is from the mean of both duties")
    if imbalance is None:
        missing = "hot" if x.hot.m is None else "cold"
        said.append(f"unreconciled: {missing} flow is from the heat balance")
    if max(heating.uneven(hot), heating.uneven(cold)) <= UNEVEN:
        said.append("cp changes by less than 20 %: a mean cp and the arrangement would do")
    for name, side in (("hot", x.hot), ("cold", x.cold)):
        if isinstance(side.fluid, Petroleum) and side.fluid.bubble_point is None:
            said.append(f"{name}: bubble point unknown, taken as liquid")
    return tuple(said)
