"""The kinds of exchanger that can be rated, each by the class of its geometry."""

from typing import Any

from greenlang.agents.exchanger.geometry import ShellTube
from greenlang.agents.exchanger.method.rating import checks, shell, tubes
from greenlang.agents.exchanger.method.rating.sides import Kind
from greenlang.core.provenance import count
from greenlang.library.heat import resistances


def _area(g: ShellTube) -> Any:
    return resistances.outside_area(g.d_o, g.length, count(g.tubes - g.plugged), count(g.shells))


KINDS: dict[type, Kind] = {
    ShellTube: Kind(
        possible=checks.possible,
        arrangement=checks.arrangement,
        shells=lambda g: g.shells,
        area=_area,
        wall=lambda g: resistances.wall(g.d_o, g.d_i, g.k_wall),
        outside=shell.outside,
        inside=tubes.inside,
        outside_film=lambda _, h: resistances.outside_film(h),
        inside_film=lambda g, h: resistances.inside_film(h, g.d_o, g.d_i),
        inside_fouling=lambda g, r: resistances.inside_fouling(r, g.d_o, g.d_i),
        assumed=checks.assumed,
    )
}


def kind(geometry: Any) -> Kind:
    """The kind of a geometry."""
    return KINDS[type(geometry)]
