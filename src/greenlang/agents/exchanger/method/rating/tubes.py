"""Inside the tubes: film, friction, returns, nozzles, and what a deposit does to them."""

from typing import Any

from greenlang.agents.exchanger.geometry import Tubular
from greenlang.agents.exchanger.method.rating.nozzles import nozzle_parts
from greenlang.agents.exchanger.method.rating.sides import Drop, Side, Stream, Wall, of_one
from greenlang.core.maths import Number
from greenlang.core.provenance import count
from greenlang.library.flow import friction
from greenlang.library.heat import films, resistances


def inside(x: Any, s: Stream) -> Side:
    """The stream in the tubes of a case of any kind that has tubes."""
    g: Tubular = x.geometry
    s = of_one(g, s)
    open_tubes = count(g.tubes - g.plugged)
    mass = friction.tube_mass_velocity(s.m, count(g.passes), open_tubes, g.d_i)
    v, re = friction.velocity(mass, s.rho), friction.reynolds(mass, g.d_i, s.mu)
    nu = films.tube_nusselt(re, s.pr, g.d_i, g.length, _film(x))
    rough = (
        friction.assumed_roughness(g.d_i)
        if g.roughness is None
        else friction.relative_roughness(g.roughness, g.d_i)
    )
    f = friction.churchill(re, rough)
    bore = _bore(x)
    return Side(
        "tubes",
        s,
        mass,
        v,
        re,
        films.film_coefficient(nu, s.k, g.d_i),
        _wall(x),
        lambda ratio: _drop(g, s, re, v, f, ratio, bore),
        shear=friction.shear(f, s.rho, v),
        deposit=None if bore is None else (resistances.thickness(g.d_i, bore), bore),
    )


def _film(x: Any) -> str:
    if x.tube_film != "dittus_boelter":
        return str(x.tube_film)
    return "dittus_boelter_heated" if x.inside == "cold" else "dittus_boelter_cooled"


def _wall(x: Any) -> Wall:
    if x.tube_film == "sieder_tate":
        return "viscosity"
    return "none" if x.tube_film == "dittus_boelter" else "prandtl"


def _bore(x: Any) -> Number:
    """What the deposit of the case's own fouling leaves of the bore, where it is known."""
    r_f, k = (getattr(x.fouling, name + x.inside) for name in ("", "k_"))
    if r_f is None or k is None:
        return None
    return resistances.fouled_diameter(x.geometry.d_i, k, r_f)


def _drop(
    g: Tubular, s: Stream, re: Number, v: Number, f: Number, ratio: Number, bore: Number
) -> Drop:
    passes = count(g.passes)
    wall = friction.tube_wall_factor(re, ratio)
    straight = friction.straight_drop(f, passes, g.length, g.d_i, wall, s.rho, v)
    losses = friction.return_losses_u if g.bundle == "u_tube" else friction.return_losses
    turns = friction.losses_drop(losses(re, passes), s.rho, v)
    nozzles = nozzle_parts(s, g.nozzles.tube_in, g.nozzles.tube_out)
    fouled = None
    if bore is not None:
        fouled = [_fouled(g, re, f, straight, bore), resistances.fouled_losses(turns, g.d_i, bore)]
        fouled += [dp for _, dp in nozzles]
    names = [("straight tubes", straight), ("entrance, returns, exit", turns), *nozzles]
    return summed(names, g.shells, fouled)


def _fouled(g: Tubular, re: Number, f: Number, straight: Number, bore: Number) -> Number:
    rough = (
        friction.assumed_roughness(bore)
        if g.roughness is None
        else friction.relative_roughness(g.roughness, bore)
    )
    f_fouled = friction.churchill(resistances.fouled_reynolds(re, g.d_i, bore), rough)
    return resistances.fouled_drop(straight, g.d_i, bore, f_fouled, f)


def summed(
    parts: list[tuple[str, Number]],
    shells: int,
    fouled: list[Number] | None = None,
    section: Number = None,
) -> Drop:
    """Parts of one shell as parts of all, and their sum."""
    if shells > 1:
        n = count(shells)
        parts = [(name, friction.of_shells(dp, n)) for name, dp in parts]
        fouled = None if fouled is None else [friction.of_shells(dp, n) for dp in fouled]
    total = friction.total_drop(*(dp for _, dp in parts))
    after = None if fouled is None else friction.total_drop(*fouled)
    return Drop(tuple(parts), total, after, section)
