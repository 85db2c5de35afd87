"""The clean condenser by the open route: tube film, wall and condensate film (spec 3.4).

Explicit because the duty is known: Gnielinski's tube film at the actual flow and temperature, and
Nusselt's film by heat flux, its properties at the mean of steam and wall side.
"""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.cases import Tubes
from greenlang.core.errors import ImpossibleState
from greenlang.library.flow import friction
from greenlang.library.fluids.properties import mean_temperature
from greenlang.library.heat import condensation, films, resistances

Number = Any
PASSES = 2  # of the condensate film; each leaves a hundredth of the error before it


@dataclass(frozen=True)
class Bundle:
    """What follows from the tubes alone; `f_b` is None where nothing says it."""

    tubes: Tubes
    d_i: Number
    area: Number
    count: Number
    r_wall: Number
    f_b: Number


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
        resistances.wall(tubes.d_o, d_i, tubes.k_wall),
        _bundle_factor(tubes),
    )


def _bundle_factor(tubes: Tubes) -> Number:
    if tubes.f_b is not None or tubes.rows is None:
        return tubes.f_b
    return condensation.bundle_prior(tubes.rows)


def mass_velocity(b: Bundle, m: Number) -> Number:
    """Mass flow over the flow area of one pass."""
    return friction.tube_mass_velocity(m, b.tubes.passes, b.count, b.d_i)


def inside(b: Bundle, g: Number, t_in: Number, t_out: Number, cp: Number) -> Inside:
    """Film inside the tubes at the mean temperature of the water, and its mass velocity `g`."""
    mu, k = water.transport(mean_temperature(t_in, t_out))
    re = friction.reynolds(g, b.d_i, mu)
    nu = films.gnielinski(re, films.prandtl(cp, mu, k), friction.petukhov(re))
    h = films.film_coefficient(nu, k, b.d_i)
    r = resistances.inside_film(h, b.tubes.d_o, b.d_i)
    return Inside(h, r if b.tubes.f_t is None else resistances.learnt_film(r, b.tubes.f_t))


def steam_film(b: Bundle, t_s: Number, flux: Number, start: Number = None) -> Number:
    """Film outside the tubes at a condensing temperature."""
    h = cx.first_film(b.f_b) if start is None else start
    for _ in range(PASSES if start is None else 1):
        group = condensation.condensate_group(condensation.film_temperature(t_s, flux, h))
        h = condensation.film_by_flux(group, b.tubes.d_o, flux, b.f_b)
    return h
