"""The clean condenser by the open route: tube film, wall and condensate film (spec 3.4).

Explicit because the duty is known: Gnielinski's tube film at the actual flow and temperature, and
Nusselt's film by heat flux, its properties at the mean of steam and wall side. Low fins take Beatty
& Katz's film, by heat flux too. The other route, HEI's, is beside it where tables are given.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import Fins, Hei, Tubes
from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.core.provenance import count
from greenlang.library import hei as licensed
from greenlang.library.flow import friction
from greenlang.library.fluids.properties import mean_temperature
from greenlang.library.heat import condensation, films, fins, low_fins, materials, resistances

Number = Any
PASSES_OF_FINS = 6
PASSES = 2  # of the condensate film; each leaves a hundredth of the error before it


@dataclass(frozen=True)
class Finned:
    """What follows from low fins, a metre of tube."""

    k: Number
    pitch: Number
    flanks: Number
    root: Number
    flank: Number


@dataclass(frozen=True)
class Bundle:
    """What follows from the tubes alone; `f_b` is None where nothing says it."""

    tubes: Tubes
    d_i: Number
    area: Number
    count: Number
    r_wall: Number
    f_b: Number
    fins: "Finned | None" = None


@dataclass(frozen=True)
class Passing:
    """Water on its way through the tubes; `salinity` None is fresh water."""

    t_in: Number
    t_out: Number
    cp: Number
    pressure: Number
    salinity: Number = None


@dataclass(frozen=True)
class Inside:
    """The water's side of the tubes."""

    h: Number
    r: Number


def bundle(tubes: Tubes) -> Bundle:
    """Areas, wall and bundle factor of the tubes."""
    if tubes.passes < 1 or tubes.count < 1:
        raise ImpossibleState(
            f"tubes: {tubes.count} tubes in {tubes.passes} passes; at least one of each is needed"
        )
    tubed = tubes.count
    if tubes.plugged is not None:
        tubed = cx.open_tubes(tubes.count, tubes.plugged)
    d_i = cx.bore(tubes.d_o, tubes.wall)
    return Bundle(
        tubes,
        d_i,
        cx.surface(tubes.d_o, tubes.length, tubed),
        tubed,
        resistances.wall(tubes.d_o, d_i, k := conductivity(tubes)),
        _bundle_factor(tubes),
        None if tubes.fins is None else _finned(tubes.d_o, tubes.fins, k),
    )


def conductivity(tubes: Tubes) -> Number:
    """Conductivity of the wall: as given, or by the material's row of the cited table."""
    if tubes.k_wall is not None:
        return tubes.k_wall
    if tubes.material is None:
        raise InsufficientData(
            "tubes: give k_wall, or a material of " + ", ".join(materials.materials())
        )
    return materials.conductivity(tubes.d_o, count(materials.row_of(tubes.material)))


def _finned(d_r: Number, x: Fins, k: Number) -> Finned:
    if isinstance(x.t_f, Decimal) and x.t_f * x.count >= 1:
        raise ImpossibleState(
            f"tubes.fins: fins of {1000 * x.t_f:.4g} mm, {x.count:.4g} a metre, leave no gap; is "
            "count a length's number of fins, such as '19 1/in'?"
        )
    pitch = low_fins.pitch(x.count)
    return Finned(
        k if x.k is None else x.k,
        pitch,
        low_fins.flanks(d_r, x.d_f, pitch),
        fins.root_surface(d_r, x.t_f, pitch),
        low_fins.flank(x.d_f, d_r),
    )


def _bundle_factor(tubes: Tubes) -> Number:
    if tubes.f_b is not None or tubes.rows is None:
        return tubes.f_b
    if tubes.prior == "eissenberg":
        return condensation.bundle_prior_side(tubes.rows)
    return condensation.bundle_prior(tubes.rows)


def by_hei(b: Bundle, hei: Hei, velocity: Number, t_in: Number) -> Number:
    """Clean coefficient by HEI's tables, at the velocity and temperature of the inlet."""
    return licensed.clean(
        licensed.u1(hei.tables, b.tubes.d_o, velocity),
        licensed.fw(hei.tables, t_in),
        licensed.fm(hei.tables, hei.material, hei.bwg),
    )


def mass_velocity(b: Bundle, m: Number) -> Number:
    """Mass flow over the flow area of one pass."""
    return friction.tube_mass_velocity(m, b.tubes.passes, b.count, b.d_i)


def inside(b: Bundle, g: Number, x: Passing) -> Inside:
    """Film inside the tubes at the mean temperature of the water, and its mass velocity `g`."""
    mu, k = water.transport(x.pressure, mean_temperature(x.t_in, x.t_out), x.salinity)
    re = friction.reynolds(g, b.d_i, mu)
    pr = films.prandtl(x.cp, mu, k)
    if b.tubes.film == "rabas_cane":
        nu = films.rabas_cane(re, pr)
    else:
        nu = films.gnielinski(re, pr, friction.petukhov(re))
    h = films.film_coefficient(nu, k, b.d_i)
    r = resistances.inside_film(h, b.tubes.d_o, b.d_i)
    return Inside(h, r if b.tubes.f_t is None else resistances.learnt_film(r, b.tubes.f_t))


def steam_film(b: Bundle, t_s: Number, flux: Number, start: Number = None) -> Number:
    """Film outside the tubes at a condensing temperature, on the area that U refers to."""
    if b.fins is not None:
        return _finned_film(b, b.fins, t_s, flux)
    h = cx.first_film(b.f_b) if start is None else start
    for _ in range(PASSES if start is None else 1):
        group = condensation.condensate_group(condensation.film_temperature(t_s, flux, h))
        h = condensation.film_by_flux(group, b.tubes.d_o, flux, b.f_b)
    return h


def _finned_film(b: Bundle, x: Finned, t_s: Number, flux: Number) -> Number:
    """Beatty & Katz by heat flux: the fin's efficiency asks for the film, the film for it."""
    own, d_r = b.tubes.fins, b.tubes.d_o
    h = on_root = cx.first_film(b.f_b)
    for _ in range(PASSES_OF_FINS):
        w = fins.fin_parameter(h, x.k, d_r, own.d_f, own.t_f)  # type: ignore[union-attr]
        eta = fins.fin_efficiency(w)
        group = condensation.condensate_group(condensation.film_temperature(t_s, flux, on_root))
        d_e = low_fins.equivalent_diameter(eta, x.flanks, x.root, x.flank, d_r)
        ratio = low_fins.surface_ratio(low_fins.effective(eta, x.flanks, x.root), d_r)
        h = low_fins.film_by_flux(group, d_e, flux, ratio, b.f_b)
        on_root = low_fins.on_root(h, ratio)
    return on_root
