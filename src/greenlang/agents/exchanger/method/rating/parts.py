"""The parts of a rating on their own: one film, the drops of both sides, resistances in series."""

from dataclasses import dataclass
from typing import Any, Literal

from greenlang.agents.exchanger.geometry import Geometry
from greenlang.agents.exchanger.method.rating.cases import (
    Deposit,
    Drop,
    Fouling,
    Method,
    Part,
    Resistance,
    Surface,
    TubeFilm,
)
from greenlang.agents.exchanger.method.rating.details import Details
from greenlang.agents.exchanger.method.rating.kinds import kind
from greenlang.agents.exchanger.method.rating.sides import Side, stream
from greenlang.agents.exchanger.method.rating.wall import Corrected, corrected
from greenlang.core.errors import InputError
from greenlang.core.units import (
    Kelvin,
    KgPerM2Second,
    KgPerSecond,
    M2KelvinPerWatt,
    Metre,
    MetrePerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)
from greenlang.library.flow import friction
from greenlang.library.fluids import properties
from greenlang.library.fluids.kinds import Constant, Petroleum, Pure, Table, Water
from greenlang.library.heat import resistances as r_of

Number = Any
CLEAN = Fouling()


@dataclass(frozen=True)
class Flowing:
    """A stream at its mean temperature; with `t_wall` its properties there correct the film."""

    fluid: Petroleum | Constant | Table | Water | Pure
    t: Kelvin
    m: KgPerSecond
    t_wall: Kelvin | None = None


@dataclass(frozen=True)
class FilmCase:
    """One stream on one surface of a built exchanger.

    `inside` says which stream runs in the tubes, as in a rating; `place` which of both this is.
    """

    stream: Flowing
    geometry: Geometry
    place: Literal["inside", "outside"] = "inside"
    inside: Literal["hot", "cold"] = "cold"
    method: Method = "bell_delaware"
    tube_film: TubeFilm = "gnielinski"


@dataclass(frozen=True)
class Film:
    """Film on the surface that the stream wets; `h_0` is before the wall's correction."""

    place: str
    re: Ratio
    pr: Ratio
    mass_velocity: KgPerM2Second
    velocity: MetrePerSecond
    h_0: WattPerM2Kelvin
    h: WattPerM2Kelvin
    viscosity_ratio: Ratio  # mu/mu_w
    details: Details | None
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What the kinds read of a case."""

    geometry: Any
    method: str
    tube_film: str
    inside: str
    fouling: Fouling = CLEAN


def film(x: FilmCase) -> Film:
    """Film coefficient of one stream, with every factor of its method."""
    asked = Asked(x.geometry, x.method, x.tube_film, x.inside)
    side, at_wall = _side(asked, x.stream, x.place)
    tell = side.details
    told = None if tell is None else tell(at_wall.ratio, side.drop(at_wall.ratio))
    return Film(
        side.place,
        side.re,
        side.stream.pr,
        side.g,
        side.v,
        side.h_0,
        at_wall.h,
        at_wall.ratio,
        told,
        kind(x.geometry).assumed(asked),
    )


def _side(asked: Any, x: Flowing, place: str) -> tuple[Side, Corrected]:
    how = kind(asked.geometry)
    how.possible(asked.geometry)
    liquid = properties.ready(x.fluid)
    flow = stream(liquid, x.m, x.t)
    side = (how.inside if place == "inside" else how.outside)(asked, flow)
    return side, corrected(side, x.t if x.t_wall is None else x.t_wall)


@dataclass(frozen=True)
class PressureDropCase:
    """One or both streams of a built exchanger, each at its mean temperature.

    `fouling` narrows tubes where it and the conductivity of the deposit are given for the stream
    inside. A measured drop is compared with the clean one, less its column of liquid (`rise_*`: the
    tap of the outlet leg above that of the inlet).
    """

    geometry: Geometry
    inside_stream: Flowing | None = None
    outside_stream: Flowing | None = None
    inside: Literal["hot", "cold"] = "cold"
    method: Method = "bell_delaware"
    fouling: Fouling = CLEAN
    dp_inside: PascalDiff | None = None
    dp_outside: PascalDiff | None = None
    rise_inside: Metre | None = None
    rise_outside: Metre | None = None


@dataclass(frozen=True)
class SideDrop:
    """Pressure drop of one stream by part, with what it was found from."""

    place: str
    re: Ratio
    velocity: MetrePerSecond
    shear: Pascal | None
    drop: Drop
    deposit: Deposit | None


@dataclass(frozen=True)
class PressureDrop:
    """Both drops, of all shells."""

    inside: SideDrop | None
    outside: SideDrop | None
    assumed: tuple[str, ...]


def pressure_drop(x: PressureDropCase) -> PressureDrop:
    """Pressure drops by part: tubes or gaps, returns, nozzles; crossflow, windows, end zones."""
    if x.inside_stream is None and x.outside_stream is None:
        raise InputError("inside_stream, outside_stream: give at least one of them")
    asked = Asked(x.geometry, x.method, "gnielinski", x.inside, x.fouling)
    return PressureDrop(
        _drop(asked, x.inside_stream, "inside", x.dp_inside, x.rise_inside),
        _drop(asked, x.outside_stream, "outside", x.dp_outside, x.rise_outside),
        kind(x.geometry).assumed(asked),
    )


def _drop(asked: Any, x: Flowing | None, place: str, dp: Number, rise: Number) -> SideDrop | None:
    if x is None:
        return None
    side, at_wall = _side(asked, x, place)
    found = side.drop(at_wall.ratio)
    ratio = None
    if dp is not None:
        net = dp if rise is None else friction.frictional_drop(dp, side.stream.rho, rise)
        ratio = friction.drop_ratio(net, found.total)
    parts = tuple(Part(name, part) for name, part in found.parts)
    told = Drop(found.total, parts, found.fouled, dp, ratio)
    deposit = None if side.deposit is None else Deposit(*side.deposit)
    return SideDrop(side.place, side.re, side.v, side.shear, told, deposit)


@dataclass(frozen=True)
class ResistancesCase:
    """Films, wall and fouling of a tube, each on the surface that it covers.

    With both bulk temperatures the temperatures of the surfaces follow; with the conductivity of
    the inside deposit its thickness.
    """

    h_outside: WattPerM2Kelvin
    h_inside: WattPerM2Kelvin
    d_o: Metre
    d_i: Metre
    k_wall: WattPerMetreKelvin
    r_f_outside: M2KelvinPerWatt | None = None
    r_f_inside: M2KelvinPerWatt | None = None
    k_deposit: WattPerMetreKelvin | None = None
    t_outside: Kelvin | None = None
    t_inside: Kelvin | None = None


@dataclass(frozen=True)
class Resistances:
    """Resistances on the outside area with their shares, coefficients, surfaces, deposit."""

    u_clean: WattPerM2Kelvin
    u: WattPerM2Kelvin
    resistances: tuple[Resistance, ...]
    outside: Surface | None
    inside: Surface | None
    deposit: Deposit | None


def resistances(x: ResistancesCase) -> Resistances:
    """What each film, the wall and each deposit holds of the whole resistance."""
    outside, inner = r_of.outside_film(x.h_outside), r_of.inside_film(x.h_inside, x.d_o, x.d_i)
    wall = r_of.wall(x.d_o, x.d_i, x.k_wall)
    parts = {"outside film": outside, "wall": wall, "inside film": inner}
    clean = r_of.total(*parts.values())
    if x.r_f_outside is not None:
        parts["outside fouling"] = x.r_f_outside
    if x.r_f_inside is not None:
        parts["inside fouling"] = r_of.inside_fouling(x.r_f_inside, x.d_o, x.d_i)
    whole = r_of.total(*parts.values()) if len(parts) > 3 else clean
    u = r_of.coefficient(whole)
    surfaces = (None, None)
    if x.t_outside is not None and x.t_inside is not None:
        surfaces = _surfaces(x, r_of.flux_through(x.t_outside, x.t_inside, whole), outside, inner)
    return Resistances(
        u if whole is clean else r_of.coefficient(clean),
        u,
        tuple(Resistance(name, r, r_of.share(r, whole)) for name, r in parts.items()),
        *surfaces,
        _deposit(x),
    )


def _surfaces(x: ResistancesCase, q: Number, outside: Number, inner: Number) -> Any:
    """Both surfaces; the flux counts from outside to inside."""
    t_o = r_of.cooled_surface(x.t_outside, q, outside)
    t_i = r_of.surface_temperature(x.t_inside, q, inner)
    return (
        Surface(q, x.t_outside, t_o, r_of.film_temperature(x.t_outside, t_o)),
        Surface(q, x.t_inside, t_i, r_of.film_temperature(x.t_inside, t_i)),
    )


def _deposit(x: ResistancesCase) -> Deposit | None:
    if x.r_f_inside is None or x.k_deposit is None:
        return None
    bore = r_of.fouled_diameter(x.d_i, x.k_deposit, x.r_f_inside)
    return Deposit(r_of.thickness(x.d_i, bore), bore)
