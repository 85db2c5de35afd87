"""Both channels of a spiral plate exchanger; the inside is that of fluid 2."""

from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.geometry import Spiral
from greenlang.agents.exchanger.method.rating import details
from greenlang.agents.exchanger.method.rating.sides import Drop, Side, Stream
from greenlang.agents.exchanger.method.rating.tubes import summed
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import Number
from greenlang.core.provenance import untraced
from greenlang.library.flow import friction
from greenlang.library.heat import films, spiral

WINDING = Decimal("0.1")  # of the outer diameter; shells have an end piece and a margin


def possible(g: Spiral) -> None:
    """Raise ImpossibleState for a winding that cannot be."""
    names = ("area", "width", "spacing_1", "spacing_2", "d_core", "thickness", "k_wall")
    for name in names:
        if not getattr(g, name) > 0:
            raise ImpossibleState(f"geometry.{name}: {getattr(g, name)} is not above 0")
    if max(g.spacing_1, g.spacing_2) >= min(g.width, g.d_core):
        raise ImpossibleState(
            f"geometry: a gap of {max(g.spacing_1, g.spacing_2)} m is no spiral on a strip of "
            f"{g.width} m and a core of {g.d_core} m; check the spacings"
        )
    if g.d_outer is None:
        return
    with untraced():
        wound = _outer(g, spiral.channel_length(g.area, g.width))
    if isinstance(wound, Decimal) and abs(wound - g.d_outer) > WINDING * g.d_outer:
        raise ImpossibleState(
            f"geometry.d_outer: {g.d_outer} m, but {g.area} m2 on strips of {g.width} m with these "
            f"spacings wind up to {wound:.4g} m; check area (of both plates), width and spacings"
        )


def _outer(g: Spiral, length: Number) -> Number:
    return spiral.outer_diameter(g.d_core, length, g.spacing_1, g.spacing_2, g.thickness)


def arrangement(_: Spiral) -> str:
    """Both streams run along the spiral, one outward and one inward."""
    return "counterflow"


def outside(x: Any, s: Stream) -> Side:
    """The channel of fluid 1."""
    return _channel(x.geometry, s, x.geometry.spacing_1, "channel of fluid 1", tells=True)


def inside(x: Any, s: Stream) -> Side:
    """The channel of fluid 2."""
    return _channel(x.geometry, s, x.geometry.spacing_2, "channel of fluid 2", tells=False)


def _channel(g: Spiral, s: Stream, spacing: Number, place: str, *, tells: bool) -> Side:
    length, d_h = (
        spiral.channel_length(g.area, g.width),
        spiral.hydraulic_diameter(spacing, g.width),
    )
    d_outer = _outer(g, length) if g.d_outer is None else g.d_outer
    d_mean = spiral.mean_diameter(g.d_core, d_outer)
    mass = spiral.mass_velocity(s.m, spacing, g.width)
    v, re = friction.velocity(mass, s.rho), friction.reynolds(mass, d_h, s.mu)
    nu = spiral.nusselt(re, s.pr, d_h, d_mean, length, g.film)
    rough = (
        friction.assumed_roughness(d_h)
        if g.roughness is None
        else friction.relative_roughness(g.roughness, d_h)
    )
    f = friction.churchill(re, rough)

    def drop(_: Number) -> Drop:
        return summed([("channel", spiral.drop(f, length, d_h, mass, s.rho))], 1)

    def told(_: Number, __: Drop) -> details.Spiral:
        critical = spiral.critical_reynolds(d_h, d_mean)
        return details.Spiral(length, d_outer, d_mean, d_h, critical, nu, f)

    return Side(
        place, s, mass, v, re, films.film_coefficient(nu, s.k, d_h), "viscosity", drop,
        told if tells else None, shear=friction.shear(f, s.rho, v),
    )  # fmt: skip


def assumed(x: Any) -> tuple[str, ...]:
    """What the geometry does not say and the method had to take."""
    g: Spiral = x.geometry
    said = [] if g.roughness is not None else ["roughness of the plates 46 um"]
    said.append("drop of smooth channels without studs, curvature and nozzles: it can be double")
    said.append("below the critical Reynolds number the film of a straight channel, which errs low")
    return tuple(said)
