"""The small analyses: duty, heat transfer, clean coefficient and fouling, one question each."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import steam_equations as tx
from greenlang.agents.condenser.cases import Hei, Steam, Tubes, Water
from greenlang.agents.condenser.method import balance, clean, plausible
from greenlang.agents.condenser.method.expected import stream
from greenlang.core.errors import InsufficientData
from greenlang.core.units import (
    JoulePerKg,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M2KelvinPerWatt,
    M3PerSecond,
    MetrePerSecond,
    Pascal,
    Ratio,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2,
    WattPerM2Kelvin,
)
from greenlang.library.heat import balance as heat
from greenlang.library.heat import lmtd, resistances
from greenlang.library.steam import saturation

Number = Any


@dataclass(frozen=True)
class DutyCase:
    """Cooling water and steam side. `p` gives the condensate's enthalpy without `t_hotwell`."""

    water: Water
    p: Pascal
    steam: Steam | None = None
    p_gross: Watt | None = None
    barometer: Pascal | None = None
    flag: bool = False


@dataclass(frozen=True)
class Duty:
    """Duty of both sides, reconciled; `z_*` are adjustments in standard uncertainties.

    `h_exhaust` is as given or by the turbine's balance, `dryness` its share of vapour.
    """

    q_water: Watt | None
    q_steam: Watt | None
    q: Watt
    imbalance: Ratio | None
    z: Ratio | None
    z_flow: Ratio | None
    z_t_in: Ratio | None
    z_t_out: Ratio | None
    z_steam: Ratio | None
    z_meters: Ratio | None
    m_water: KgPerSecond
    v_water: M3PerSecond
    t_in: Kelvin
    t_out: Kelvin
    rise: KelvinDiff
    q_per_exhaust: JoulePerKg | None = None
    h_exhaust: JoulePerKg | None = None
    dryness: Ratio | None = None


def duty(x: DutyCase) -> Duty:
    """Duty by the cooling water and by the steam, and what closes the balance."""
    o = balance.sides(x.water, x.steam, x.p, flag=x.flag)
    if isinstance(o.q, Decimal):
        plausible.refuse_duty(o.q, x.p_gross)
    return Duty(
        o.q_water, o.q_steam, o.q, o.imbalance, o.z, o.z_flow, o.z_in, o.z_out, o.z_steam,
        o.z_meters, o.m, o.v, o.t_in, o.t_out, o.rise, *_exhaust(x, o.q),
    )  # fmt: skip


def _exhaust(x: DutyCase, q: Number) -> tuple[Number, Number, Number]:
    """Duty a kilogram of exhaust, its enthalpy and its dryness, as far as they are known."""
    if x.steam is None or x.steam.m is None:
        return None, None, None
    each, h = tx.duty_of_exhaust(q, x.steam.m), balance.exhaust(x.steam)
    if h is None:
        return each, None, None
    return each, h, balance.dryness(h, saturation.temperature(x.p), x.p)


@dataclass(frozen=True)
class TransferCase:
    """Pressure, water temperatures, duty and area."""

    p: Pascal
    t_in: Kelvin
    t_out: Kelvin
    q: Watt
    area: SquareMetre
    t_hotwell: Kelvin | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class Transfer:
    """Differences, transfer units and coefficient."""

    t_s: Kelvin
    ttd: KelvinDiff
    itd: KelvinDiff
    dca: KelvinDiff | None
    lmtd: KelvinDiff
    u: WattPerM2Kelvin
    c: WattPerKelvin
    ntu: Ratio
    effectiveness: Ratio
    flux: WattPerM2


def transfer(x: TransferCase) -> Transfer:
    """U, TTD, ITD, LMTD, NTU and effectiveness of a condenser."""
    if isinstance(x.p, Decimal):
        plausible.refuse_pressure(x.p, x.t_out, x.barometer)
    t_s = saturation.temperature(x.p)
    if isinstance(x.p, Decimal):
        plausible.refuse_crossed(x.p, t_s, x.t_out, x.barometer)
    ttd, itd = heat.approach(t_s, x.t_out), heat.approach(t_s, x.t_in)
    rise = heat.approach(x.t_out, x.t_in)
    dt_lm, flux = lmtd.lmtd(itd, ttd), resistances.heat_flux(x.q, x.area)
    u, c = cx.coefficient(flux, dt_lm), heat.mean_capacity_rate(x.q, x.t_out, x.t_in)
    return Transfer(
        t_s, ttd, itd, None if x.t_hotwell is None else cx.difference(x.t_hotwell, x.t_in), dt_lm,
        u, c, cx.transfer_units(u, x.area, c), cx.effectiveness(rise, itd), flux,
    )  # fmt: skip


@dataclass(frozen=True)
class CleanCase:
    """Tubes, water, duty and the pressure at which the film outside is wanted."""

    tubes: Tubes
    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    p: Pascal
    pressure: Pascal | None = None
    salinity: Ratio | None = None
    hei: Hei | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class CleanTransfer:
    """The clean coefficient by the open route, with its three resistances on the outside.

    `u_clean_hei` is that of the licensed tables, where they are given: another route, never mixed.
    """

    velocity: MetrePerSecond
    h_inside: WattPerM2Kelvin
    h_steam: WattPerM2Kelvin
    r_inside: M2KelvinPerWatt
    r_wall: M2KelvinPerWatt
    r_steam: M2KelvinPerWatt
    u_clean: WattPerM2Kelvin
    area: SquareMetre
    f_b: Ratio
    u_clean_hei: WattPerM2Kelvin | None = None
    hei_edition: str | None = None
    hei_digest: str | None = None
    flags: tuple[str, ...] = ()


def clean_transfer(x: CleanCase) -> CleanTransfer:
    """Clean coefficient of a bundle: film in the tubes, wall, condensate film outside."""
    b = clean.bundle(x.tubes)
    if b.f_b is None:
        raise InsufficientData("tubes: give f_b, learnt after cleanings, or rows for a prior")
    w = stream(b, x.t_in, x.v, x.q, x.pressure, x.salinity)
    if isinstance(w.velocity, Decimal):
        plausible.refuse_velocity(w.velocity)
    h_s = clean.steam_film(b, saturation.temperature(x.p), resistances.heat_flux(x.q, b.area))
    tables = None if x.hei is None else x.hei.tables
    return CleanTransfer(
        w.velocity, w.tube.h, h_s, w.tube.r, b.r_wall, resistances.outside_film(h_s),
        cx.coefficient_of(h_s, w.tube.r, b.r_wall), b.area, b.f_b,
        None if x.hei is None else clean.by_hei(b, x.hei, w.velocity, x.t_in),
        None if tables is None else tables.edition,
        None if tables is None else tables.digest,
        _flags(x),
    )  # fmt: skip


def _flags(x: CleanCase) -> tuple[str, ...]:
    if not isinstance(x.p, Decimal):
        return ()
    said = []
    if x.tubes.fins is not None:
        said.append("low fins: water fills their gaps from below, Beatty & Katz is an upper bound")
    if x.tubes.f_b is None:
        said.append("bundle factor is a prior (30 %); learn f_b after a cleaning")
    return tuple(said)


@dataclass(frozen=True)
class FoulingCase:
    """U as it is and clean at the same conditions; `u_clean_ref` at the reference conditions."""

    u: WattPerM2Kelvin
    u_clean: WattPerM2Kelvin
    u_clean_ref: WattPerM2Kelvin | None = None
    r_air: M2KelvinPerWatt | None = None
    r_f_design: M2KelvinPerWatt | None = None


@dataclass(frozen=True)
class Fouling:
    """Fouling resistance, signed, and cleanliness now and at reference conditions."""

    r_f: M2KelvinPerWatt
    r_f_ratio: Ratio | None
    cf_ptc: Ratio
    cf_ref: Ratio | None


def fouling_factor(x: FoulingCase) -> Fouling:
    """Fouling resistance and cleanliness; the one at reference conditions is the one to trend."""
    r_clean = resistances.resistance(x.u_clean)
    if x.r_air is None:
        r_f = cx.fouling(x.u, r_clean)
    else:
        r_f = cx.fouling_beside_air(x.u, r_clean, x.r_air)
    return Fouling(
        r_f,
        None if x.r_f_design is None else cx.fouling_ratio(r_f, x.r_f_design),
        cx.cleanliness(x.u, x.u_clean),
        None if x.u_clean_ref is None else cx.cleanliness_at(x.u_clean_ref, r_f),
    )
