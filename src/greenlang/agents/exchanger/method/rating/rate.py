"""Rating: a built exchanger in a measured state, against what its geometry says it should do."""

from dataclasses import dataclass, replace
from typing import Any, cast

from greenlang.agents.exchanger.cases import Arrangement, Performance, PerformanceCase
from greenlang.agents.exchanger.method import performance as measured
from greenlang.agents.exchanger.method.phases import refuse_boiling_wall, refuse_two_phases
from greenlang.agents.exchanger.method.rating import cases, surfaces
from greenlang.agents.exchanger.method.rating.kinds import kind
from greenlang.agents.exchanger.method.rating.sides import Kind, between, of_engine, stream
from greenlang.agents.exchanger.method.rating.wall import Both, Met, met
from greenlang.agents.exchanger.method.states import Side as State
from greenlang.agents.exchanger.method.states import sides
from greenlang.library.fluids.properties import mean_temperature
from greenlang.library.heat import resistances, sizing
from greenlang.library.heat.pntu import arrangements

Number = Any


def rating(x: cases.RatingCase) -> cases.Rating:
    """Clean and actual U, fouling, area against need, drops, wall temperatures, every factor.

    Raises ImpossibleState for a geometry that cannot be, InsufficientData where a fluid lacks a
    property, and what `performance` raises for the state itself.
    """
    how, case = kind(x.geometry), _state_case(x)
    hot, cold = sides(case)
    f = films_of(x, how, hot, cold)
    area = how.area(x.geometry)
    state = measured.of_sides(replace(case, area=area, u_clean=f.u_clean), hot, cold)
    r_f = fouling(x, how)
    allowed = resistances.total(*r_f.values()) if r_f else None
    whole = f.clean if allowed is None else resistances.total(f.clean, allowed)
    service = f.u_clean if allowed is None else resistances.coefficient(whole)
    required = sizing.required_area(state.ua, service)
    clean_area = sizing.required_area(state.ua, f.u_clean)
    found = surfaces.both_sides(x, f.both, f.met, _ends(state, area, f.both.means(x.inside)))
    return cases.Rating(
        state=state,
        u_clean=f.u_clean,
        u_service=service,
        r_f_allowed=allowed,
        area=area,
        area_required=required,
        overdesign=sizing.overdesign(area, required),
        overdesign_clean=sizing.overdesign(area, clean_area),
        q_clean=_clean_duty(case, state, f.u_clean),
        hot=found.hot,
        cold=found.cold,
        resistances=_listed(f, r_f, whole),
        details=found.details,
        assumed=(*how.assumed(x), *of_engine(x)),
    )


def _state_case(x: cases.RatingCase) -> PerformanceCase:
    how = kind(x.geometry)
    how.possible(x.geometry)
    return PerformanceCase(
        x.hot, x.cold, area=None,
        arrangement=cast("Arrangement", x.arrangement or how.arrangement(x.geometry)),
        shells=how.shells(x.geometry),
        shell_side="cold" if x.inside == "hot" else "hot",
        sigma_u_clean=x.sigma_u_clean, q_loss=x.q_loss, q_design=x.q_design, balance=x.balance,
    )  # fmt: skip


@dataclass(frozen=True)
class Films:
    """Both films, met at the clean wall, and the clean coefficient."""

    both: Both
    met: Met
    clean: Number  # resistance
    u_clean: Number


def films_of(x: Any, how: Kind, hot: State, cold: State) -> Films:
    """Films of both streams at their mean temperatures."""
    both = both_of(x, how, hot, cold)
    at_wall = met(both)
    outer, inner = (cold, hot) if x.inside == "hot" else (hot, cold)
    refuse_boiling_wall("outside", outer, at_wall.t_out)
    refuse_boiling_wall("inside", inner, at_wall.t_in)
    return Films(both, at_wall, at_wall.clean, resistances.coefficient(at_wall.clean))


def both_of(x: Any, how: Kind, hot: State, cold: State) -> Both:
    """Both streams on their surfaces, before the wall's temperature is known."""
    g = x.geometry
    for name, side in (("hot", hot), ("cold", cold)):
        refuse_two_phases(name, side)
    streams = [
        stream(
            between(s, cold.t_in, hot.t_in),
            s.m,
            mean_temperature(s.t_in, s.t_out),
            s.t_in,
            s.t_out,
        )
        for s in (hot, cold)
    ]
    inner, outer = streams if x.inside == "hot" else streams[::-1]
    return Both(
        how.outside(x, outer),
        how.inside(x, inner),
        how.wall(g),
        lambda h: how.outside_film(g, h),
        lambda h: how.inside_film(g, h),
    )


def fouling(x: Any, how: Kind) -> dict[str, Number]:
    """Fouling resistances of the case on the outside area, by name; only those given."""
    given = x.fouling
    inside, outside = (given.hot, given.cold) if x.inside == "hot" else (given.cold, given.hot)
    found = {
        "outside fouling": outside,
        "inside fouling": None if inside is None else how.inside_fouling(x.geometry, inside),
        "fouling of both sides": given.whole,
    }
    return {name: r for name, r in found.items() if r is not None}


def _listed(f: Films, r_f: dict[str, Number], whole: Number) -> tuple[cases.Resistance, ...]:
    """Every resistance with its share."""
    parts = {"outside film": f.met.r_out, "wall": f.both.r_wall, "inside film": f.met.r_in, **r_f}
    return tuple(
        cases.Resistance(name, r, resistances.share(r, whole)) for name, r in parts.items()
    )


def _ends(
    state: Performance, area: Number, means: tuple[Number, Number]
) -> tuple[surfaces.End, ...]:
    """Flux and bulk temperatures at both ends, as in counterflow, and in the mean."""
    hot, cold = state.t_hot_in, state.t_cold_out
    warm = surfaces.End(resistances.local_flux(state.u, hot, cold), hot, cold)
    hot, cold = state.t_hot_out, state.t_cold_in
    cool = surfaces.End(resistances.local_flux(state.u, hot, cold), hot, cold)
    return warm, cool, surfaces.End(resistances.heat_flux(state.q, area), *means)


def _clean_duty(case: PerformanceCase, state: Performance, u_clean: Number) -> Number:
    """Duty of the clean exchanger at the same inlets and heat capacity rates."""
    n = sizing.units_at(state.ntu, state.r, u_clean, state.u)
    p = arrangements.p_of(case.arrangement, n, state.r, case.shells)
    return sizing.duty_at(state.q, p, state.p)
