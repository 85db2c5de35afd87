"""Air over finned tubes: the outside of an air cooler."""

from typing import Any

from greenlang.agents.exchanger.geometry import AirCooled
from greenlang.agents.exchanger.method.rating import details
from greenlang.agents.exchanger.method.rating.sides import Drop, Side, Stream
from greenlang.agents.exchanger.method.rating.tubes import summed
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import Number
from greenlang.core.provenance import count
from greenlang.library.flow import friction
from greenlang.library.heat import films, fins, resistances

ROWS = {(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (2, 2), (3, 3), (4, 4), (5, 5), (4, 2)}


def possible(g: AirCooled) -> None:
    """Raise ImpossibleState for counts that cannot be; measures are judged by their formulas."""
    for name in ("rows", "tubes_a_row", "bundles", "passes"):
        if getattr(g, name) < 1:
            raise ImpossibleState(f"geometry.{name}: {getattr(g, name)}; there is one or more")
    if g.passes > g.rows:
        raise ImpossibleState(
            f"geometry.passes: {g.passes} passes need as many rows, there are {g.rows}; a pass of "
            f"less than a row counts as one of the row"
        )
    if g.plugged < 0 or g.plugged >= g.tubes:
        raise ImpossibleState(
            f"geometry.plugged: {g.plugged} of {g.tubes} tubes leave none; check both numbers"
        )


def arrangement(g: AirCooled) -> str:
    """Rows and passes; beyond five rows of one pass both streams count as unmixed."""
    if (g.rows, g.passes) in ROWS:
        return f"air {g.rows}/{g.passes}"
    if g.passes == 1:
        return "crossflow both unmixed"
    raise ImpossibleState(
        f"geometry: no exact relation for {g.rows} rows in {g.passes} passes; give `arrangement`, "
        f"such as 'air 4/4' or 'counterflow' from five passes on"
    )


def area(g: AirCooled) -> Number:
    """Outside of the bare tubes."""
    return resistances.outside_area(g.d_o, g.length, count(g.tubes - g.plugged), count(1))


def outside(x: Any, s: Stream) -> Side:
    """The air: film on fins and tube as one, referred to the bare tube."""
    g: AirCooled = x.geometry
    w_min = fins.narrowest(g.pitch_t, g.pitch_l, g.d_o, g.d_f, g.t_f, g.fin_pitch)
    mass = fins.air_mass_velocity(s.m, count(g.tubes_a_row * g.bundles), g.length, w_min)
    re = friction.reynolds(mass, g.d_o, s.mu)
    fin = fins.fin_surface(g.d_o, g.d_f, g.t_f, g.fin_pitch)
    root, bare = fins.root_surface(g.d_o, g.t_f, g.fin_pitch), fins.bare_surface(g.d_o)
    h_fin = films.film_coefficient(_nusselt(g, re, s.pr), s.k, g.d_o)
    eta = fins.fin_efficiency(fins.fin_parameter(h_fin, g.k_fin, g.d_o, g.d_f, g.t_f))
    surface = fins.surface_ratio(fin, root, bare)
    c = fins.contraction(w_min, g.pitch_t)
    k_f = fins.loss_a_row(re, surface, fins.ratio(g.pitch_t, g.d_o), fins.ratio(g.pitch_l, g.d_o))
    power = fins.fan_power

    def drop(_: Number) -> Drop:
        return summed([("bundle", fins.air_drop(c, count(g.rows), k_f, mass, s.rho))], 1)

    def told(_: Number, dp: Drop) -> details.Fins:
        fan = None if g.fan_efficiency is None else power(s.m, s.rho, dp.total, g.fan_efficiency)
        tip = g.fan_tip_speed
        noise = None if fan is None or tip is None else fins.fan_noise(tip, fan)
        return details.Fins(surface, c, eta, h_fin, k_f, fan, noise)

    h = fins.film_on_bare(h_fin, eta, fin, root, bare)
    return Side("fins", s, mass, friction.velocity(mass, s.rho), re, h, "none", drop, told)


def _nusselt(g: AirCooled, re: Number, pr: Number) -> Number:
    gap, high = fins.gap(g.fin_pitch, g.t_f), fins.height(g.d_f, g.d_o)
    s_h = fins.ratio(gap, high)
    if g.film == "briggs_young":
        return fins.briggs_young(re, pr, s_h, fins.ratio(gap, g.t_f))
    x_ratio = fins.ratio(g.pitch_t, g.pitch_l)
    return fins.esdu(re, pr, s_h, x_ratio, count(g.rows))


def assumed(x: Any) -> tuple[str, ...]:
    """What the geometry does not say and the method had to take."""
    g: AirCooled = x.geometry
    said = [] if g.roughness is not None else ["roughness of the tubes 46 um"]
    said.append("bond of the fins without resistance, fins of even thickness")
    if g.fan_efficiency is not None:
        said.append("fan power for the drop of the bundle alone, one fan for the noise")
    return tuple(said)
