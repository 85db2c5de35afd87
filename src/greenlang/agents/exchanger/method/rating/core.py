"""Plate-fin and printed-circuit cores: surfaces by the maker's table of j and f.

A core's sides are alike, so that one `Passage` serves both sides of both kinds. Resistances and U
are on the surface of side 1, fins and all.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.geometry import FinSide, Pche, PcheSide, PlateFin
from greenlang.agents.exchanger.method.rating import details
from greenlang.agents.exchanger.method.rating.sides import Drop, Side, Stream
from greenlang.agents.exchanger.method.rating.tubes import summed
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import Number
from greenlang.core.provenance import count, untraced
from greenlang.library.flow import friction
from greenlang.library.fluids import properties
from greenlang.library.heat import compact, plates, resistances
from greenlang.library.heat.bell_delaware import factors

NEAR = Decimal("0.1")  # of the hydraulic diameter that areas and length imply; makers round


@dataclass(frozen=True)
class Passage:
    """One side of a core, whatever its kind."""

    surface: tuple[compact.SurfaceRow, ...]
    d_h: Number
    area: Number
    flow_area: Number
    length: Number
    free_share: Number
    k_c: Number
    k_e: Number


def passage(side: FinSide | PcheSide) -> Passage:
    """What a side has for its fluid."""
    k_c = compact.contraction_loss(side.free_share) if side.k_c is None else side.k_c
    k_e = compact.expansion_loss(side.free_share) if side.k_e is None else side.k_e
    if isinstance(side, FinSide):
        return Passage(
            side.surface,
            side.d_h,
            side.area,
            side.flow_area,
            side.length,
            side.free_share,
            k_c,
            k_e,
        )
    n = count(side.channels)
    return Passage(
        side.surface,
        compact.half_circle_diameter(side.d),
        compact.half_circle_area(side.d, n, side.length),
        compact.half_circle_flow_area(side.d, n),
        side.length,
        side.free_share,
        k_c,
        k_e,
    )


def possible(g: PlateFin | Pche) -> None:
    """Raise ImpossibleState for a core that cannot be."""
    for name, side in (("side_1", g.side_1), ("side_2", g.side_2)):
        at = f"geometry.{name}"
        if not 0 < side.free_share <= 1:
            raise ImpossibleState(
                f"{at}.free_share: {side.free_share}; free over frontal area lies between 0 and 1"
            )
        if not side.surface:
            raise ImpossibleState(f"{at}.surface: no rows; give the maker's table of re, j and f")
        if isinstance(side, FinSide):
            _fins_possible(at, side)
        elif isinstance(g, Pche):
            _channels_possible(at, side, g.plate)


def _fins_possible(at: str, side: FinSide) -> None:
    if not 0 <= side.fin_share < 1:
        raise ImpossibleState(
            f"{at}.fin_share: {side.fin_share} of the area; fins need plates between them, below 1"
        )
    with untraced():
        implied = compact.hydraulic_diameter(side.flow_area, side.length, side.area)
    if isinstance(implied, Decimal) and abs(implied - side.d_h) > NEAR * side.d_h:
        raise ImpossibleState(
            f"{at}.d_h: {side.d_h} m, but flow_area, length and area make it {implied:.4g} m; "
            f"check that all three are of the whole core"
        )


def _channels_possible(at: str, side: PcheSide, plate: Number) -> None:
    if side.channels < 1:
        raise ImpossibleState(f"{at}.channels: {side.channels}; there is one or more")
    if not 0 < side.d < 2 * plate:
        raise ImpossibleState(
            f"{at}.d: a half circle of {side.d} m is as deep as its plate of {plate} m; check both"
        )


def arrangement(g: PlateFin | Pche) -> str:
    """As the geometry says."""
    return g.flow


def area(g: PlateFin | Pche) -> Number:
    """Surface of side 1."""
    return passage(g.side_1).area


def wall(g: PlateFin | Pche) -> Number:
    """Metal between the fluids, on the surface of side 1."""
    if isinstance(g, Pche):
        return plates.wall(compact.metal_below(g.plate, g.side_1.d), g.k_wall)
    return compact.moved_resistance(plates.wall(g.thickness, g.k_wall), g.wall_area, g.side_1.area)


def outside_film(g: PlateFin | Pche, h: Number) -> Number:
    """Resistance of the film of side 1, its fins counted."""
    return _film(g, g.side_1, h)


def inside_film(g: PlateFin | Pche, h: Number) -> Number:
    """Resistance of the film of side 2, its fins counted, on the surface of side 1."""
    return _film(g, g.side_2, h)


def _film(g: PlateFin | Pche, side: FinSide | PcheSide, h: Number) -> Number:
    if isinstance(g, Pche) or isinstance(side, PcheSide):
        own = resistances.outside_film(h)
        if side is g.side_1:
            return own
        return compact.moved_resistance(own, passage(side).area, area(g))
    w = compact.fin_parameter(h, side.fin_height, side.fin_thickness, g.k_fin)
    efficiency = compact.surface_efficiency(side.fin_share, w)
    return compact.film_resistance(h, efficiency, side.area, g.side_1.area)


def inside_fouling(g: PlateFin | Pche, r: Number) -> Number:
    """A deposit of side 2 on the surface of side 1; that fins then take less is left out."""
    return compact.moved_resistance(r, passage(g.side_2).area, area(g))


def outside(x: Any, s: Stream) -> Side:
    """The passages of side 1."""
    return _side(passage(x.geometry.side_1), s, "side 1", tells=True)


def inside(x: Any, s: Stream) -> Side:
    """The passages of side 2."""
    return _side(passage(x.geometry.side_2), s, "side 2", tells=False)


def _side(one: Passage, s: Stream, place: str, *, tells: bool) -> Side:
    mass = factors.mass_velocity(s.m, one.flow_area)
    re = friction.reynolds(mass, one.d_h, s.mu)
    j, f = compact.surface(one.surface, re)

    def drop(_: Number) -> Drop:
        rho_in, rho_out = (properties.rho(s.liquid, t) for t in (s.t_in, s.t_out))
        return summed(
            [
                ("inlet", compact.inlet_drop(mass, rho_in, one.free_share, one.k_c)),
                ("acceleration", compact.acceleration_drop(mass, rho_in, rho_out)),
                ("core", compact.core_drop(f, one.length, one.d_h, mass, s.rho)),
                ("outlet", compact.outlet_drop(mass, rho_out, one.free_share, one.k_e)),
            ],
            1,
        )

    def told(_: Number, __: Drop) -> details.Core:
        return details.Core(one.area, one.flow_area, one.d_h, j, f, one.k_c, one.k_e)

    h = compact.film(j, mass, s.cp, s.pr)
    v = friction.velocity(mass, s.rho)
    return Side(place, s, mass, v, re, h, "none", drop, told if tells else None)


def assumed(x: Any) -> tuple[str, ...]:
    """What the geometry does not say and the method had to take."""
    g: PlateFin | Pche = x.geometry
    said = []
    if any(loss is None for side in (g.side_1, g.side_2) for loss in (side.k_c, side.k_e)):
        said.append("losses at the ends of the core: those of sharp edges in turbulent flow")
    said.append("properties at mean temperatures; no drop of headers and distributors")
    if isinstance(g, Pche):
        said.append("metal of mean thickness below a channel, on the whole surface of side 1")
    return tuple(said)
