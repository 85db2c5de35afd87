"""A state of water or steam from any two of p, t, h, s and x, with all of its properties.

For one case in Decimal, every property a recorded step; arrays use `steam.properties`.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from greenlang.core.errors import ImpossibleState
from greenlang.core.solve import choose
from greenlang.core.units import (
    Dimension,
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    M3PerKg,
    MetrePerSecond,
    Pascal,
    PascalSecond,
    Ratio,
    WattPerMetreKelvin,
)
from greenlang.library.steam import identities, inverse, region1, region2, saturation, transport
from greenlang.library.steam.regions import (
    LIQUID,
    P_13,
    STEAM,
    WET,
    region_ph,
    region_ps,
    region_pt,
    within_saturation,
)

Phase = Literal["liquid", "saturated liquid", "wet", "saturated vapour", "vapour", "supercritical"]


@dataclass(frozen=True)
class State:
    """One state. x is None for a single phase; cp, cv, w, mu and k are None for wet steam."""

    p: Pascal
    t: Kelvin
    v: M3PerKg
    u: JoulePerKg
    h: JoulePerKg
    s: JoulePerKgKelvin
    region: int
    phase: Phase
    x: Ratio | None = None
    cp: JoulePerKgKelvin | None = None
    cv: JoulePerKgKelvin | None = None
    w: MetrePerSecond | None = None
    mu: PascalSecond | None = None
    k: WattPerMetreKelvin | None = None


def state_pt(p: Pascal, t: Kelvin, phase: Literal["liquid", "vapour"] | None = None) -> State:
    """State at pressure and temperature: liquid or steam, never wet.

    Raises OutsideValidity, and ImpossibleState within 1e-6 K of the saturation line or where a
    declared `phase` contradicts pressure and temperature.
    """
    region = region_pt(p, t)
    if phase is not None and (phase == "liquid") != (region == LIQUID):
        raise ImpossibleState(
            f"water at {float(p) / 1e5:.6g} bar a and {float(t) - 273.15:.6g} degC is not {phase}: "
            f"{_boiling(p)}; check the two tags or the declared phase"
        )
    return _single(p, t, region)


def _boiling(p: Decimal) -> str:
    if p > P_13:
        return "liquid ends at 350 degC"
    return f"it boils at {float(saturation.temperature(p)) - 273.15:.6g} degC"


def state_px(p: Pascal, x: Ratio) -> State:
    """Saturated or wet state at pressure and vapour fraction, to 16.53 MPa.

    Raises OutsideValidity, and ImpossibleState where x lies outside 0 to 1.
    """
    within_saturation(p)
    return _saturated(p, saturation.temperature(p), x)


def state_tx(t: Kelvin, x: Ratio) -> State:
    """Saturated or wet state at temperature and vapour fraction, to 623.15 K.

    Raises as `state_px`.
    """
    p = saturation.pressure(t)
    within_saturation(p)
    return _saturated(p, t, x)


def state_ph(p: Pascal, h: JoulePerKg) -> State:
    """State at pressure and enthalpy. Raises OutsideValidity."""
    region = region_ph(p, h)
    if region == WET:
        t = saturation.temperature(p)
        low, high = region1.enthalpy(p, t), region2.enthalpy(p, t)
        return _saturated(p, t, identities.vapour_fraction(h, low, high))
    find = inverse.liquid_temperature_ph if region == LIQUID else inverse.steam_temperature_ph
    return _proven(p, find(p, h), region)


def state_ps(p: Pascal, s: JoulePerKgKelvin) -> State:
    """State at pressure and entropy. Raises OutsideValidity."""
    region = region_ps(p, s)
    if region == WET:
        t = saturation.temperature(p)
        low, high = region1.entropy(p, t), region2.entropy(p, t)
        return _saturated(p, t, identities.vapour_fraction_by_entropy(s, low, high))
    find = inverse.liquid_temperature_ps if region == LIQUID else inverse.steam_temperature_ps
    return _proven(p, find(p, s), region)


def _proven(p: Any, t: Any, region: int) -> State:
    """The state, after its region was recorded as a choice on its temperature."""
    if isinstance(p, Dimension):
        return _single(p, t, region)
    if choose("p <= 16529164.2527", p=p):
        proof, limit = (
            {LIQUID: "t <= limit", STEAM: "t >= limit"}[region],
            saturation.temperature(p),
        )
        choose(proof, t=t, limit=limit)
    elif region == LIQUID:
        choose("t <= 623.15", t=t)
    else:
        choose("t >= limit", t=t, limit=saturation.boundary_temperature(p))
    return _single(p, t, region)


def _single(p: Any, t: Any, region: int) -> State:
    if region == LIQUID:
        return _of_one_phase(region1, p, t, "liquid")
    critical = choose("p >= 22.064e6", p=p) and choose("t >= 647.096", t=t)
    return _of_one_phase(region2, p, t, "supercritical" if critical else "vapour")


def _of_one_phase(region: Any, p: Any, t: Any, phase: Phase, x: Any = None) -> State:
    v, h, cp = region.volume(p, t), region.enthalpy(p, t), region.heat_capacity(p, t)
    dv_dt, dv_dp = region.expansion(p, t), region.compression(p, t)
    cv = identities.isochoric_heat_capacity(cp, t, dv_dt, dv_dp)
    rho = identities.density(v)
    mu = transport.viscosity(rho, t)
    return State(
        p=p,
        t=t,
        v=v,
        u=identities.internal_energy(h, p, v),
        h=h,
        s=region.entropy(p, t),
        region=LIQUID if region is region1 else STEAM,
        phase=phase,
        x=x,
        cp=cp,
        cv=cv,
        w=identities.sound_speed(cp, t, v, dv_dt, dv_dp),
        mu=mu,
        k=transport.conductivity(rho, t, cp, cv, dv_dp, mu),
    )


def _saturated(p: Any, t: Any, x: Any) -> State:
    if isinstance(x, Decimal) and not 0 <= x <= 1:
        raise ImpossibleState(
            f"vapour fraction {x:.6g} at {float(p) / 1e5:.6g} bar a: it lies between 0 (liquid) "
            "and 1 (vapour); give pressure and temperature for a state of one phase"
        )
    if not isinstance(x, Dimension) and choose("x == 0", x=x):
        return _of_one_phase(region1, p, t, "saturated liquid", x)
    if not isinstance(x, Dimension) and choose("x == 1", x=x):
        return _of_one_phase(region2, p, t, "saturated vapour", x)
    v = identities.wet_volume(x, region1.volume(p, t), region2.volume(p, t))
    h = identities.wet_enthalpy(x, region1.enthalpy(p, t), region2.enthalpy(p, t))
    s = identities.wet_entropy(x, region1.entropy(p, t), region2.entropy(p, t))
    u = identities.internal_energy(h, p, v)
    return State(p=p, t=t, v=v, u=u, h=h, s=s, region=WET, phase="wet", x=x)
