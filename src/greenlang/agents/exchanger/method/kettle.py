"""A kettle (TEMA K): a pool that boils at one temperature around tubes; its feed may be subcooled.

The boiling film is given: this library has no correlation of pool boiling that it could cite with
its range. Duty and UA are found by zones, of which the feed below its boiling point is one.
"""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.geometry import Kettle
from greenlang.agents.exchanger.method import phases, states
from greenlang.agents.exchanger.method.rating import cases
from greenlang.agents.exchanger.method.rating import tubes as tube_side
from greenlang.agents.exchanger.method.rating.parts import CLEAN, Asked
from greenlang.agents.exchanger.method.rating.sides import Side, stream
from greenlang.agents.exchanger.method.zones import EnthalpyStream, Zones, ZonesCase, zones
from greenlang.core.errors import ImpossibleState, InputError, InsufficientData
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import (
    M2KelvinPerWatt,
    Ratio,
    SquareMetre,
    WattPerKelvin,
    WattPerM2,
    WattPerM2Kelvin,
)
from greenlang.library.fluids import properties
from greenlang.library.fluids.kinds import Curve, Pure, Water
from greenlang.library.heat import balance, films, lmtd, resistances, sizing
from greenlang.library.heat import zones as by_enthalpy

Number = Any


@dataclass(frozen=True)
class KettleCase:
    """A kettle in a measured or specified state.

    `cold` boils: water or a pure fluid at its pressure, its feed by `t_in` and what leaves by
    `x_out` ("1" for dry vapour, less with a blowdown), or a heating curve. `h_boiling` is the film
    of the pool on the outside of the tubes, from a vendor, a design or measurement. `h_inside` is
    needed where the heating stream condenses; that of a liquid or gas follows from the bundle.
    """

    hot: EnthalpyStream
    cold: EnthalpyStream
    geometry: Kettle
    h_boiling: WattPerM2Kelvin | None = None
    h_inside: WattPerM2Kelvin | None = None
    fouling: cases.Fouling = CLEAN
    tube_film: cases.TubeFilm = "gnielinski"


@dataclass(frozen=True)
class KettleRating:
    """What the kettle does against what it must do; areas and U are outside ones.

    `ua_mixed` is what the duty would take if the feed met the heat only as part of the pool, at
    the boiling temperature: more than by zones. None where the heating stream leaves below that.
    """

    state: Zones
    ua_mixed: WattPerKelvin | None
    flux: WattPerM2
    h_boiling: WattPerM2Kelvin
    h_inside: WattPerM2Kelvin
    u: WattPerM2Kelvin
    u_clean: WattPerM2Kelvin
    u_service: WattPerM2Kelvin
    r_f: M2KelvinPerWatt
    area: SquareMetre
    area_required: SquareMetre
    overdesign: Ratio
    resistances: tuple[cases.Resistance, ...]
    drop: cases.Drop | None
    assumed: tuple[str, ...]


def kettle(x: KettleCase) -> KettleRating:
    """Duty, UA by zones, U of the given boiling film, required area and fouling of a kettle.

    Raises InsufficientData without a boiling film, and what `zones` raises for the state itself.
    """
    _possible(x)
    g = x.geometry
    state = zones(ZonesCase(x.hot, x.cold))
    area = resistances.outside_area(g.d_o, g.length, count(g.tubes - g.plugged), count(1))
    inside = None if x.h_inside is not None else _inside(x, state.m_hot)
    h_inside = x.h_inside if inside is None else inside.h_0
    parts = {
        "boiling film": resistances.outside_film(x.h_boiling),
        "wall": resistances.wall(g.d_o, g.d_i, g.k_wall),
        "inside film": resistances.inside_film(h_inside, g.d_o, g.d_i),
    }
    clean = resistances.total(*parts.values())
    parts |= _fouling(x)
    whole = resistances.total(*parts.values()) if len(parts) > 3 else clean
    u_clean, u = resistances.coefficient(clean), lmtd.overall_coefficient(state.ua, area)
    service = u_clean if whole is clean else resistances.coefficient(whole)
    required = sizing.required_area(state.ua, service)
    return KettleRating(
        state=state,
        ua_mixed=_mixed(x, state),
        flux=resistances.heat_flux(state.q, area),
        h_boiling=x.h_boiling,
        h_inside=h_inside,
        u=u,
        u_clean=u_clean,
        u_service=service,
        r_f=ex.fouling_resistance(u, u_clean),
        area=area,
        area_required=required,
        overdesign=sizing.overdesign(area, required),
        resistances=tuple(
            cases.Resistance(name, r, resistances.share(r, whole)) for name, r in parts.items()
        ),
        drop=None if inside is None else _drop(inside),
        assumed=_assumed(x, inside),
    )


def _possible(x: KettleCase) -> None:
    g = x.geometry
    if g.passes < 1 or not 0 <= g.plugged < g.tubes or g.passes > g.tubes:
        raise ImpossibleState(
            f"geometry: {g.tubes} tubes in {g.passes} passes with {g.plugged} plugged leave no way "
            f"through; check the three numbers"
        )
    if x.h_boiling is None:
        raise InsufficientData(
            "h_boiling is not given: no correlation of pool boiling is built in; give the film of "
            "the data sheet or of a clean run, in W/m2/K on the outside of the tubes"
        )
    if not isinstance(x.cold.fluid, Water | Pure | Curve):
        raise InputError(
            "cold.fluid: what boils is water, a pure fluid at its pressure, or a heating curve "
            "(kind curve: T and h at every bend); a heat capacity leaves out the evaporation"
        )
    if not isinstance(x.cold.fluid, Curve) and x.cold.x_out is None:
        raise InputError(
            "cold.x_out: vapour leaves a kettle saturated; give what evaporates, '1' for all the "
            "feed, less with a blowdown, and no t_out"
        )


def _inside(x: KettleCase, m: Number) -> Side:
    """The heating stream in the tubes at its mean temperature."""
    hot = x.hot
    if hot.t_in is None or hot.t_out is None or isinstance(hot.fluid, Curve):
        raise InsufficientData(
            "h_inside is not given: a heating stream that condenses, or is known by a heating "
            "curve, has no film that the bundle gives; give it in W/m2/K on the inside of the tubes"
        )
    liquid = properties.ready(hot.fluid)
    phases.refuse_two_phases("hot", states.Side(liquid, hot.t_in, hot.t_out, m))
    t = properties.mean_temperature(hot.t_in, hot.t_out)
    asked = Asked(x.geometry, "kern", x.tube_film, "hot", x.fouling)
    return tube_side.inside(asked, stream(liquid, m, t))


def _fouling(x: KettleCase) -> dict[str, Number]:
    """Fouling resistances of the case on the outside area, by name; only those given."""
    g, given = x.geometry, x.fouling
    inside = given.hot
    found = {
        "outside fouling": given.cold,
        "inside fouling": None
        if inside is None
        else resistances.inside_fouling(inside, g.d_o, g.d_i),
        "fouling of both sides": given.whole,
    }
    return {name: r for name, r in found.items() if r is not None}


def _mixed(x: KettleCase, state: Zones) -> Number:
    """UA with the whole pool at its boiling temperature; None for a range of temperatures."""
    if isinstance(x.cold.fluid, Curve):
        return None
    t_s, last = state.zones[-1].t_cold_warm_end, state.zones[0].t_hot_cold_end
    if not choose("t > t_s", t=last, t_s=t_s):
        return None
    warm = balance.approach(state.zones[-1].t_hot_warm_end, t_s)
    ends = lmtd.lmtd(warm, balance.approach(last, t_s))
    return by_enthalpy.conductance_of_mean(state.q, ends)


def _drop(inside: Side) -> cases.Drop:
    mu = inside.stream.mu
    found = inside.drop(films.viscosity_ratio(mu, mu))
    parts = tuple(cases.Part(name, dp) for name, dp in found.parts)
    return cases.Drop(found.total, parts, found.fouled)


def _assumed(x: KettleCase, inside: Side | None) -> tuple[str, ...]:
    said = ["boiling film as given, the same in the zone of the subcooled feed"]
    if isinstance(x.cold.fluid, Curve):
        said.append("boiling range of the feed in counterflow: a mixed pool takes more area")
    else:
        said.append("no pressure of the liquid column: the pool boils at one temperature")
    if inside is not None:
        said.append("film inside without the correction for the wall's temperature")
        if x.geometry.roughness is None:
            said.append("roughness of the tubes 46 um")
    return tuple(said)
