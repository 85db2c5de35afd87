"""Both streams as a rating tells them: film, drop, and the temperatures of surface and film."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.exchanger.method.rating import cases
from greenlang.agents.exchanger.method.rating.details import Details
from greenlang.agents.exchanger.method.rating.sides import Drop, Side
from greenlang.agents.exchanger.method.rating.wall import Both, Met
from greenlang.library.flow import friction
from greenlang.library.heat import resistances

Number = Any


@dataclass(frozen=True)
class End:
    """Flux on the outside area and both bulk temperatures at one place."""

    flux: Number
    hot: Number
    cold: Number


@dataclass(frozen=True)
class Found:
    """Both sides, and the factors of the method of the outside."""

    hot: cases.SideRating
    cold: cases.SideRating
    details: Details | None


def both_sides(x: Any, both: Both, met: Met, ends: tuple[End, ...]) -> Found:
    """Both streams; `ends` are hot end, cold end and mean."""
    hot_in = x.inside == "hot"
    out_name, in_name = ("cold", "hot") if hot_in else ("hot", "cold")
    drop = both.out.drop(met.ratio_out)
    outer = _side(x, both.out, out_name, (met.h_out, met.r_out, met.mu_out), drop, ends)
    inner_drop = both.inner.drop(met.ratio_in)
    inner = _side(x, both.inner, in_name, (met.h_in, met.r_in, met.mu_in), inner_drop, ends)
    tell = both.out.details
    details = None if tell is None else tell(met.ratio_out, drop)
    return Found(*((inner, outer) if hot_in else (outer, inner)), details)


def _side(
    x: Any, side: Side, name: str, film: tuple[Number, ...], drop: Drop, ends: tuple[End, ...]
) -> cases.SideRating:
    h, r, mu_wall = film
    s = side.stream
    warm, cool, mean = (_surface(end, name, r) for end in ends)
    return cases.SideRating(
        side.place,
        cases.Properties(s.t, s.cp, s.rho, s.mu, s.k, mu_wall),
        side.g,
        side.v,
        side.re,
        s.pr,
        h,
        told_drop(x, name, side, drop),
        side.shear,
        warm,
        cool,
        mean,
        None if side.deposit is None else cases.Deposit(*side.deposit),
    )


def _surface(end: End, name: str, r: Number) -> cases.Surface:
    """The surface that a stream wets: of the deposit, where there is one."""
    if name == "hot":
        bulk, surface = end.hot, resistances.cooled_surface(end.hot, end.flux, r)
    else:
        bulk, surface = end.cold, resistances.surface_temperature(end.cold, end.flux, r)
    return cases.Surface(end.flux, bulk, surface, resistances.film_temperature(bulk, surface))


def told_drop(x: Any, name: str, side: Side, drop: Drop) -> cases.Drop:
    """The drop by part, with the measured one beside it where there is one."""
    parts = tuple(cases.Part(part, dp) for part, dp in drop.parts)
    dp, rise = (getattr(x.measured, f"{kind}_{name}") for kind in ("dp", "rise"))
    if dp is None:
        return cases.Drop(drop.total, parts, drop.fouled)
    net = dp if rise is None else friction.frictional_drop(dp, side.stream.rho, rise)
    ratio = friction.drop_ratio(net, drop.total)
    return cases.Drop(drop.total, parts, drop.fouled, dp, ratio)
