"""The kinds of exchanger that can be rated, each by the class of its geometry."""

from typing import Any

from greenlang.agents.exchanger.geometry import (
    AirCooled,
    DoublePipe,
    Pche,
    Plate,
    PlateFin,
    ShellTube,
    Spiral,
)
from greenlang.agents.exchanger.method.rating import (
    air,
    checks,
    core,
    double_pipe,
    plate,
    shell,
    spiral,
    tubes,
)
from greenlang.agents.exchanger.method.rating.sides import Kind
from greenlang.core.provenance import count
from greenlang.library.heat import plates, resistances


def _area(g: ShellTube) -> Any:
    shells = count(g.shells * g.parallel)
    return resistances.outside_area(g.d_o, g.length, count(g.tubes - g.plugged), shells)


CORE = Kind(
    possible=core.possible,
    arrangement=core.arrangement,
    shells=lambda _: 1,
    area=core.area,
    wall=core.wall,
    outside=core.outside,
    inside=core.inside,
    outside_film=core.outside_film,
    inside_film=core.inside_film,
    inside_fouling=core.inside_fouling,
    assumed=core.assumed,
)
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
    ),
    AirCooled: Kind(
        possible=air.possible,
        arrangement=air.arrangement,
        shells=lambda _: 1,
        area=air.area,
        wall=lambda g: resistances.wall(g.d_o, g.d_i, g.k_wall),
        outside=air.outside,
        inside=tubes.inside,
        outside_film=lambda _, h: resistances.outside_film(h),
        inside_film=lambda g, h: resistances.inside_film(h, g.d_o, g.d_i),
        inside_fouling=lambda g, r: resistances.inside_fouling(r, g.d_o, g.d_i),
        assumed=air.assumed,
    ),
    Plate: Kind(
        possible=plate.possible,
        arrangement=plate.arrangement,
        shells=lambda _: 1,
        area=plate.area,
        wall=lambda g: plates.wall(g.thickness, g.k_wall),
        outside=plate.outside,
        inside=plate.inside,
        outside_film=lambda _, h: resistances.outside_film(h),
        inside_film=lambda _, h: resistances.outside_film(h),
        inside_fouling=lambda _, r: r,
        assumed=plate.assumed,
    ),
    DoublePipe: Kind(
        possible=double_pipe.possible,
        arrangement=double_pipe.arrangement,
        shells=lambda _: 1,
        area=double_pipe.area,
        wall=lambda g: resistances.wall(g.d_o, g.d_i, g.k_wall),
        outside=double_pipe.outside,
        inside=tubes.inside,
        outside_film=lambda _, h: resistances.outside_film(h),
        inside_film=lambda g, h: resistances.inside_film(h, g.d_o, g.d_i),
        inside_fouling=lambda g, r: resistances.inside_fouling(r, g.d_o, g.d_i),
        assumed=double_pipe.assumed,
    ),
    Spiral: Kind(
        possible=spiral.possible,
        arrangement=spiral.arrangement,
        shells=lambda _: 1,
        area=lambda g: g.area,
        wall=lambda g: plates.wall(g.thickness, g.k_wall),
        outside=spiral.outside,
        inside=spiral.inside,
        outside_film=lambda _, h: resistances.outside_film(h),
        inside_film=lambda _, h: resistances.outside_film(h),
        inside_fouling=lambda _, r: r,
        assumed=spiral.assumed,
    ),
    PlateFin: CORE,
    Pche: CORE,
}


def kind(geometry: Any) -> Kind:
    """The kind of a geometry."""
    return KINDS[type(geometry)]
