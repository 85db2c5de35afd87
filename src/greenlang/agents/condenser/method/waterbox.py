"""Waterboxes: debris told apart from fouling, and the siphon's reserve (spec 3.13)."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from greenlang.agents.condenser import box_equations as bx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.method import clean, plausible
from greenlang.agents.condenser.method.expected import Stream, stream
from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    M2KelvinPerWatt,
    M3PerSecond,
    Metre,
    MetrePerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    Watt,
    WattPerM2Kelvin,
)
from greenlang.library.flow import friction
from greenlang.library.fluids.properties import mean_temperature
from greenlang.library.heat import balance as heat
from greenlang.library.heat import lmtd, resistances
from greenlang.library.steam import saturation

Number = Any
DEBRIS = Decimal("1.25")
SPREAD = 3  # times its usual, from top to bottom of the outlet
RESERVE = Decimal(10000)  # Pa above boiling that a siphon's top should keep


@dataclass(frozen=True)
class CleanTest:
    """Drop and flow of the box with clean, open tubes, at about today's temperature."""

    dp: PascalDiff
    v: M3PerSecond


@dataclass(frozen=True)
class WaterboxCase:
    """Drop, flow and duty; `k` in velocity heads or a clean test says what the boxes add.

    With the condenser's pressure `p`, fouling and debris are solved together.
    """

    tubes: Tubes
    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    dp: PascalDiff
    k: Ratio | None = None
    clean_test: CleanTest | None = None
    roughness: Metre = "0.0000015"
    p: Pascal | None = None
    salinity: Ratio | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class Waterbox:
    """`kappa` is the drop over that of open tubes, `blocked` the share that debris closes.

    `r_f` is the fouling of the tubes that are left, `r_f_apparent` what U alone would say.
    """

    velocity: MetrePerSecond
    f: Ratio
    k: Ratio
    dp_model: PascalDiff
    kappa: Ratio
    blocked: Ratio
    velocity_open: MetrePerSecond
    u_open: WattPerM2Kelvin | None
    r_f: M2KelvinPerWatt | None
    r_f_apparent: M2KelvinPerWatt | None
    flags: tuple[str, ...]


def waterbox(x: WaterboxCase) -> Waterbox:
    """What the drop of a waterbox says of debris, and what is left for fouling."""
    if (x.k is None) == (x.clean_test is None):
        raise InputError("give k, or a clean_test from which it follows: one of the two")
    b = clean.bundle(x.tubes)
    w = stream(b, x.t_in, x.v, x.q, salinity=x.salinity)
    if isinstance(w.velocity, Decimal):
        plausible.refuse_velocity(w.velocity)
    rho = water.density(cx.assumed_water_pressure(x.t_in), x.t_in, x.salinity)
    f, k = _friction(x, b, w), x.k
    if x.clean_test is not None:
        fresh = stream(b, x.t_in, x.clean_test.v, x.q, salinity=x.salinity)
        k = bx.box_losses(
            x.clean_test.dp, _friction(x, b, fresh), x.tubes.length, x.tubes.passes, b.d_i,
            rho, fresh.velocity,
        )  # fmt: skip
    model = bx.box_drop(f, x.tubes.length, x.tubes.passes, b.d_i, k, rho, w.velocity)
    kappa = friction.drop_ratio(x.dp, model)
    y = bx.blocked_share(kappa)
    left = clean.bundle(replace(x.tubes, plugged=bx.closed_tubes(x.tubes.count, b.count, y)))
    v_open = stream(left, x.t_in, x.v, x.q, salinity=x.salinity)
    u, r_f = _fouling(x, left, v_open)
    return Waterbox(
        velocity=w.velocity,
        f=f,
        k=k,
        dp_model=model,
        kappa=kappa,
        blocked=y,
        velocity_open=v_open.velocity,
        u_open=u,
        r_f=r_f,
        r_f_apparent=_fouling(x, b, w)[1],
        flags=_flags(kappa, r_f),
    )


def _friction(x: WaterboxCase, b: clean.Bundle, w: Stream) -> Number:
    p_w, t = cx.assumed_water_pressure(x.t_in), mean_temperature(w.t_in, w.t_out)
    mu, _ = water.transport(p_w, t, x.salinity)
    roughness = friction.relative_roughness(x.roughness, b.d_i)
    return friction.churchill(friction.reynolds(w.g, b.d_i, mu), roughness)


def _fouling(x: WaterboxCase, b: clean.Bundle, w: Stream) -> tuple[Number, Number]:
    """U and R_f of a bundle of which these tubes are open; None without the pressure."""
    if x.p is None:
        return None, None
    if b.f_b is None:
        raise InsufficientData("tubes: give f_b, learnt after cleanings, or rows for a prior")
    t_s = saturation.temperature(x.p)
    if isinstance(t_s, Decimal):
        plausible.refuse_crossed(x.p, t_s, w.t_out, x.barometer)
    flux = resistances.heat_flux(x.q, b.area)
    dt_lm = lmtd.lmtd(heat.approach(t_s, w.t_in), heat.approach(t_s, w.t_out))
    u = cx.coefficient(flux, dt_lm)
    film = resistances.outside_film(clean.steam_film(b, t_s, flux))
    return u, cx.fouling(u, resistances.total(w.tube.r, b.r_wall, film))


def _flags(kappa: Number, r_f: Number) -> tuple[str, ...]:
    if not isinstance(kappa, Decimal):
        return ()
    said = []
    if kappa > DEBRIS:
        said.append("drop more than 25 % above that of open tubes: backwash, clean the screens")
    if kappa < 1:
        said.append("drop below that of open tubes: flow meter, gauge or clean test is off")
    if r_f is None:
        said.append("fouling needs the condenser's pressure")
    return tuple(said)


@dataclass(frozen=True)
class SiphonCase:
    """The siphon's top over its seal well, what the leg loses, and the barometer.

    Signs of air in the box, as far as they are seen: the outlet's `spread` from top to bottom
    beside its `spread_normal`, and `top_level` falling.
    """

    barometer: Pascal
    t_out: Kelvin
    z_top: Metre
    z_seal: Metre
    dp_leg: PascalDiff
    v: MetrePerSecond
    salinity: Ratio | None = None
    spread: KelvinDiff | None = None
    spread_normal: KelvinDiff | None = None
    top_level: Literal["steady", "falling"] | None = None


@dataclass(frozen=True)
class Siphon:
    """Pressure at the top, and how far it is from boiling; 10 kPa should be kept.

    `air` says whether air lies in the box, by the signs that were seen.
    """

    p_top: Pascal
    p_boiling: Pascal
    reserve: PascalDiff
    told: str
    air: str


def siphon(x: SiphonCase) -> Siphon:
    """Whether the siphon of a cooling-water circuit holds."""
    rho = water.density(x.barometer, x.t_out, x.salinity)
    rise = bx.height(x.z_top, x.z_seal)
    p_top, p_s = bx.siphon_top(x.barometer, rho, rise, x.dp_leg, x.v), saturation.pressure(x.t_out)
    reserve = bx.siphon_reserve(p_top, p_s)
    told = "holds"
    if reserve < RESERVE:
        told = "near breaking: vent the box, check priming and the seal well's level"
    if reserve <= 0:
        told = "broken: the water boils at the top; air and vapour fill the box"
    return Siphon(p_top, p_s, reserve, told, _air(x, reserve))


def _air(x: SiphonCase, reserve: Number) -> str:
    if (x.spread is None) != (x.spread_normal is None):
        raise InputError("give spread and spread_normal together: one says nothing alone")
    signs = []
    normal = x.spread_normal
    if x.spread is not None and normal is not None and x.spread > SPREAD * normal:
        signs.append("the outlet is layered")
    if x.top_level == "falling":
        signs.append("the top level falls")
    if reserve <= 0:
        signs.append("the top boils")
    if signs:
        return f"air in the box ({', '.join(signs)}): vent it, prime"
    if x.spread is None and x.top_level is None:
        return "not seen: give the outlet's spread or the top level"
    return "no sign of it"
