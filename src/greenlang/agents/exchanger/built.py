"""Exchangers of the plant file that are no shell and tubes, as their rating takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.geometry import Geometry, ShellTube
from greenlang.agents.exchanger.method.rating.cases import Fouling
from greenlang.agents.exchanger.method.rating.kinds import KINDS, kind
from greenlang.agents.exchanger.method.rating.sides import Stream
from greenlang.core.cases import case_from, kind_name
from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.provenance import audit
from greenlang.core.uncertainty import floats
from greenlang.core.units import (
    JoulePerKgKelvin,
    KgPerM3,
    KgPerSecond,
    M2KelvinPerWatt,
    PascalSecond,
    SquareMetre,
    WattPerMetreKelvin,
)
from greenlang.library.heat.films import prandtl

CLEAN = Fouling()
CLASSES: Mapping[str, type] = {kind_name(one): one for one in KINDS if one is not ShellTube}
"""Type of an asset -> its geometry."""


@dataclass(frozen=True)
class Asked:
    """What the sides of a kind are asked with; films of the plant file have no deposit."""

    geometry: Any
    inside: str = "hot"
    tube_film: str = "gnielinski"
    method: str = "kern"
    fouling: Fouling = CLEAN


@dataclass(frozen=True)
class Drawing:
    """A geometry to be looked at, with a trickle of water to try its films on."""

    geometry: Geometry
    m: KgPerSecond = Decimal(1)
    rho: KgPerM3 = Decimal(998)
    cp: JoulePerKgKelvin = Decimal(4182)
    mu: PascalSecond = Decimal("0.001")
    k: WattPerMetreKelvin = Decimal("0.6")


@dataclass(frozen=True)
class Measures:
    """What a geometry has."""

    area: SquareMetre
    wall: M2KelvinPerWatt


def drawn(type_: str, given: Mapping[str, Any], path: str) -> tuple[Any, float]:
    """The geometry of a plant file in floats, and its area in m2.

    Raises InputError for an unknown or missing measure, ImpossibleState for one that cannot be.
    """
    geometry = case_from(CLASSES[type_], given, path)
    area = audit(_measures, Drawing(geometry)).result.area
    return floats(geometry), float(area)


def _measures(x: Drawing) -> Measures:
    g, how = x.geometry, kind(x.geometry)
    how.possible(g)
    _refuse_impossible(x)
    return Measures(how.area(g), how.wall(g))


def _refuse_impossible(x: Drawing) -> None:
    """What only the formulas of a film see: fins that touch, a tube that does not fit."""
    stream = flowing(x.m, x.rho, x.cp, x.mu, x.k)
    for side in (kind(x.geometry).outside, kind(x.geometry).inside):
        try:
            side(Asked(x.geometry), stream)
        except ImpossibleState:
            raise
        except OutsideValidity:
            continue  # a trickle of water is beyond many a table


def flowing(m: Any, rho: Any, cp: Any, mu: Any, k: Any) -> Stream:
    """A stream by its properties: films before the wall's correction ask for nothing else."""
    return Stream(None, m, None, cp, rho, mu, k, prandtl(cp, mu, k))  # type: ignore[arg-type]


def arrangement(geometry: Any) -> str:
    """Flow arrangement, fluid 1 outside."""
    return kind(geometry).arrangement(geometry)


def films(geometry: Any, outside: Stream, inside: Stream) -> tuple[float, Any, Any]:
    """Clean resistances on the area: wall, outside film, inside film; films over the flows.

    Properties at the wall are left out.
    """
    how, x = kind(geometry), Asked(geometry)
    out, inner = how.outside(x, outside), how.inside(x, inside)
    return (
        float(how.wall(geometry)),
        how.outside_film(geometry, out.h_0),
        how.inside_film(geometry, inner.h_0),
    )
