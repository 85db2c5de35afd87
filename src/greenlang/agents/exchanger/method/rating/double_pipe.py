"""The annulus of a double pipe; the inner tube is rated like any tube."""

from typing import Any

from greenlang.agents.exchanger.geometry import DoublePipe
from greenlang.agents.exchanger.method.rating import details
from greenlang.agents.exchanger.method.rating.sides import Drop, Side, Stream
from greenlang.agents.exchanger.method.rating.tubes import summed
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import Number
from greenlang.core.provenance import count
from greenlang.library.flow import friction
from greenlang.library.heat import annulus, films, resistances


def possible(g: DoublePipe) -> None:
    """Raise ImpossibleState for counts that cannot be; measures are judged by their formulas."""
    for name in ("lengths", "branches"):
        if getattr(g, name) < 1:
            raise ImpossibleState(f"geometry.{name}: {getattr(g, name)}; there is one or more")


def arrangement(g: DoublePipe) -> str:
    """Counterflow, unless the streams run alike."""
    return g.flow


def area(g: DoublePipe) -> Number:
    """Outside of the inner tubes."""
    return resistances.outside_area(g.d_o, g.length, count(g.lengths), count(g.branches))


def outside(x: Any, s: Stream) -> Side:
    """The stream in the annulus."""
    g: DoublePipe = x.geometry
    d_h, a = annulus.hydraulic_diameter(g.d_shell, g.d_o), annulus.diameter_ratio(g.d_o, g.d_shell)
    mass = annulus.mass_velocity(s.m, count(g.branches), g.d_shell, g.d_o)
    v, re = friction.velocity(mass, s.rho), friction.reynolds(mass, d_h, s.mu)
    nu = annulus.nusselt(re, s.pr, d_h, a, g.length)
    rough = (
        friction.assumed_roughness(d_h)
        if g.roughness is None
        else friction.relative_roughness(g.roughness, d_h)
    )
    f = friction.churchill(annulus.annular_reynolds(re, a), rough)

    def drop(ratio: Number) -> Drop:
        wall = friction.tube_wall_factor(re, ratio)
        straight = friction.straight_drop(f, count(g.lengths), g.length, d_h, wall, s.rho, v)
        turns = friction.losses_drop(count(g.lengths), s.rho, v)
        return summed([("annulus", straight), ("inlet, returns, outlet", turns)], 1)

    return Side(
        "annulus", s, mass, v, re, films.film_coefficient(nu, s.k, d_h), "prandtl", drop,
        lambda _, __: details.Annulus(d_h, a, nu, f), shear=friction.shear(f, s.rho, v),
    )  # fmt: skip


def assumed(x: Any) -> tuple[str, ...]:
    """What the geometry does not say and the method had to take."""
    said = ["outer wall of the annulus without heat loss", "one velocity head a length for turns"]
    return tuple(said if x.geometry.roughness is not None else ["roughness 46 um", *said])
