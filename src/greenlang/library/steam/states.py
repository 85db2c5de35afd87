"""A state of water or steam from any two of p, t, h, s and x, with all of its properties.

For one case in Decimal, every property a recorded step; arrays use `steam.properties`.
"""

from collections.abc import Callable
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
from greenlang.library.steam import (
    critical,
    identities,
    inverse,
    region1,
    region2,
    region3,
    region5,
    saturation,
    transport,
)
from greenlang.library.steam.regions import (
    CRITICAL,
    HOT,
    LIQUID,
    P_CRITICAL,
    STEAM,
    T_CRITICAL,
    WET,
    region_ph,
    region_ps,
    region_pt,
    within_saturation,
)

Phase = Literal["liquid", "saturated liquid", "wet", "saturated vapour", "vapour", "supercritical"]
SUPERCRITICAL: Phase = "supercritical"


@dataclass(frozen=True)
class State:
    """One state. x is None for a single phase; cp, cv, w, mu and k are None for wet steam.

    mu and k are None too above 1173.15 K, where their releases end.
    """

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
    state = around(p, t, critical.density_pt(p, t)) if region == CRITICAL else single(p, t, region)
    if phase is not None and phase != ("vapour" if state.phase == SUPERCRITICAL else state.phase):
        raise ImpossibleState(
            f"water at {float(p) / 1e5:.6g} bar a and {float(t) - 273.15:.6g} degC is not {phase} "
            f"but {state.phase}: {_boiling(p)}; check the two tags or the declared phase"
        )
    return state


def _boiling(p: Decimal) -> str:
    if p > P_CRITICAL:
        return "above 220.64 bar a nothing boils; liquid ends at 373.946 degC"
    return f"it boils at {float(saturation.temperature(p)) - 273.15:.6g} degC"


def state_px(p: Pascal, x: Ratio) -> State:
    """Saturated or wet state at pressure and vapour fraction, to the critical pressure.

    Raises OutsideValidity, and ImpossibleState where x lies outside 0 to 1.
    """
    within_saturation(p)
    return saturated(p, saturation.temperature(p), x)


def state_tx(t: Kelvin, x: Ratio) -> State:
    """Saturated or wet state at temperature and vapour fraction, to 647.096 K.

    Raises as `state_px`.
    """
    p = saturation.pressure(t)
    if isinstance(t, Decimal) and t == T_CRITICAL:
        raise ImpossibleState(
            f"water at {t} K, its critical temperature: liquid and vapour are one there, and a "
            "vapour fraction tells nothing; give pressure and enthalpy"
        )
    within_saturation(p)
    return saturated(p, t, x)


def state_ph(p: Pascal, h: JoulePerKg) -> State:
    """State at pressure and enthalpy. Raises OutsideValidity."""
    region = region_ph(p, h)
    if region == WET:
        t = saturation.temperature(p)
        low, high = ends(p, t, region1.enthalpy, region2.enthalpy, region3.enthalpy)
        return saturated(p, t, identities.vapour_fraction(h, low, high))
    if region == CRITICAL:
        rho, t = critical.state_ph(p, h)
        return around(p, t, rho)
    return proven(p, BY_ENTHALPY[region](p, h), region)


def state_ps(p: Pascal, s: JoulePerKgKelvin) -> State:
    """State at pressure and entropy. Raises OutsideValidity."""
    region = region_ps(p, s)
    if region == WET:
        t = saturation.temperature(p)
        low, high = ends(p, t, region1.entropy, region2.entropy, region3.entropy)
        return saturated(p, t, identities.vapour_fraction_by_entropy(s, low, high))
    if region == CRITICAL:
        rho, t = critical.state_ps(p, s)
        return around(p, t, rho)
    return proven(p, BY_ENTROPY[region](p, s), region)


Function = Callable[[Any, Any], Any]
FORWARD: dict[int, Any] = {LIQUID: region1, STEAM: region2, HOT: region5}
BY_ENTHALPY: dict[int, Function] = {
    LIQUID: inverse.liquid_temperature_ph,
    STEAM: inverse.steam_temperature_ph,
    HOT: inverse.hot_temperature_ph,
}
BY_ENTROPY: dict[int, Function] = {
    LIQUID: inverse.liquid_temperature_ps,
    STEAM: inverse.steam_temperature_ps,
    HOT: inverse.hot_temperature_ps,
}


def ends(p: Any, t: Any, liquid: Function, steam: Function, near: Function) -> tuple[Any, Any]:
    """A property of saturated liquid and vapour."""
    if isinstance(p, Dimension) or choose("p <= 16529164.2527", p=p):
        return liquid(p, t), steam(p, t)
    return near(critical.density(p, t, vapour=False), t), near(
        critical.density(p, t, vapour=True), t
    )


def proven(p: Any, t: Any, region: int) -> State:
    """The state, after its region was recorded as a choice on its temperature."""
    if isinstance(p, Dimension):
        return single(p, t, region)
    if choose("p <= 16529164.2527", p=p):
        proof, limit = (
            {LIQUID: "t <= limit", STEAM: "t >= limit", HOT: "t >= limit"}[region],
            saturation.temperature(p),
        )
        choose(proof, t=t, limit=limit)
    elif region == LIQUID:
        choose("t <= 623.15", t=t)
    else:
        choose("t >= limit", t=t, limit=saturation.boundary_temperature(p))
    return single(p, t, region)


def single(p: Any, t: Any, region: int) -> State:
    """State of one phase in region 1, 2 or 5."""
    if region == LIQUID:
        return _of_one_phase(region1, p, t, "liquid")
    above = choose("p >= 22.064e6", p=p) and choose("t >= 647.096", t=t)
    return _of_one_phase(FORWARD[region], p, t, SUPERCRITICAL if above else "vapour")


def around(p: Any, t: Any, rho: Any) -> State:
    """State of one phase around the critical point."""
    high = choose("p >= 22.064e6", p=p)
    if choose("t >= 647.096", t=t):
        return _at_density(p, t, rho, SUPERCRITICAL if high else "vapour")
    dense = high or choose("rho >= 322", rho=rho)
    return _at_density(p, t, rho, "liquid" if dense else "vapour")


def _at_density(p: Any, t: Any, rho: Any, phase: Phase, x: Any = None) -> State:
    h, cv = region3.enthalpy(rho, t), region3.isochoric_heat_capacity(rho, t)
    tension, stiffness = region3.tension(rho, t), region3.stiffness(rho, t)
    v, dv_dp = region3.volume(rho), region3.compression(rho, stiffness)
    cp = region3.heat_capacity(cv, t, rho, p, tension, region3.yielding(p, rho, stiffness))
    mu = transport.viscosity(rho, t)
    return State(
        p=p,
        t=t,
        v=v,
        u=identities.internal_energy(h, p, v),
        h=h,
        s=region3.entropy(rho, t),
        region=CRITICAL,
        phase=phase,
        x=x,
        cp=cp,
        cv=cv,
        w=identities.sound_speed(cp, t, v, region3.expansion(rho, tension, stiffness), dv_dp),
        mu=mu,
        k=transport.conductivity(rho, t, cp, cv, dv_dp, mu),
    )


def _of_one_phase(region: Any, p: Any, t: Any, phase: Phase, x: Any = None) -> State:
    v, h, cp = region.volume(p, t), region.enthalpy(p, t), region.heat_capacity(p, t)
    dv_dt, dv_dp = region.expansion(p, t), region.compression(p, t)
    cv = identities.isochoric_heat_capacity(cp, t, dv_dt, dv_dp)
    rho = identities.density(v)
    cool = isinstance(t, Dimension) or choose("t <= 1173.15", t=t)
    mu = transport.viscosity(rho, t) if cool else None
    return State(
        p=p,
        t=t,
        v=v,
        u=identities.internal_energy(h, p, v),
        h=h,
        s=region.entropy(p, t),
        region=next(code for code, module in FORWARD.items() if module is region),
        phase=phase,
        x=x,
        cp=cp,
        cv=cv,
        w=identities.sound_speed(cp, t, v, dv_dt, dv_dp),
        mu=mu,
        k=transport.conductivity(rho, t, cp, cv, dv_dp, mu) if cool else None,
    )


def saturated(p: Any, t: Any, x: Any) -> State:
    """State of vapour fraction x, saturated or wet."""
    if isinstance(x, Decimal) and not 0 <= x <= 1:
        raise ImpossibleState(
            f"vapour fraction {x:.6g} at {float(p) / 1e5:.6g} bar a: it lies between 0 (liquid) "
            "and 1 (vapour); give pressure and temperature for a state of one phase"
        )
    near = not isinstance(p, Dimension) and not choose("p <= 16529164.2527", p=p)
    if near:
        region3.distance(t)  # warns of what is uncertain next to the critical point
    for end, side, phase in SATURATED:
        if not isinstance(x, Dimension) and choose(f"x == {end}", x=x):
            if near:
                return _at_density(p, t, critical.density(p, t, vapour=side), phase, x)
            return _of_one_phase(region2 if side else region1, p, t, phase, x)
    return _wet(p, t, x, near=near)


SATURATED: tuple[tuple[int, bool, Phase], ...] = (
    (0, False, "saturated liquid"),
    (1, True, "saturated vapour"),
)


def _wet(p: Any, t: Any, x: Any, *, near: bool) -> State:
    if near:
        low, high = (critical.density(p, t, vapour=side) for side in (False, True))
        ends = [(f(low, t), f(high, t)) for f in (region3.enthalpy, region3.entropy)]
        volumes = region3.volume(low), region3.volume(high)
    else:
        pairs = ("volume", "enthalpy", "entropy")
        volumes, *ends = (
            (getattr(region1, name)(p, t), getattr(region2, name)(p, t)) for name in pairs
        )
    v = identities.wet_volume(x, *volumes)
    h, s = identities.wet_enthalpy(x, *ends[0]), identities.wet_entropy(x, *ends[1])
    u = identities.internal_energy(h, p, v)
    return State(p=p, t=t, v=v, u=u, h=h, s=s, region=WET, phase="wet", x=x)
