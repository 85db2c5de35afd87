"""The clean exchanger: film resistances at the actual flows and temperatures (spec 4.4).

1/U_c = R_w + b_o r_o + b_i r_i with r_o = 1/h_o, r_i = (D_o/D_i)/h_i by the film correlations, and
multipliers b near 1 that the data set. Without geometry r is a power law of flow and properties
(m^-0.6 in the shell, m^-0.8 in tubes, Kern 1950 and Dittus-Boelter), scaled to the data sheet.
The correction for the viscosity at the wall is left to the multipliers.

Plates, fins and streams of two phases have no exponent that holds for all: theirs is a prior, and
how far it is off is found with the multipliers, r (1 - dn ln(m/m_usual)). What boils or condenses
goes with its mass flow alone (c m^-n): properties of two phases have no single Prandtl number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger import built, bundle
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.model import Exchanger, Shell, Side, Space, Tubes
from greenlang.core.errors import InsufficientData
from greenlang.library.heat import films as inside
from greenlang.library.heat import kern
from greenlang.library.heat.bell_delaware import shell as bell_shell
from greenlang.library.heat.resistances import inside_film, outside_film
from greenlang.library.heat.resistances import wall as wall_resistance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXPONENT: Mapping[Space, float] = {"shell": 0.6, "tube": 0.8}
SHARE: Mapping[Space, float] = {
    "shell": 0.5,
    "tube": 0.5,
}  # of the clean resistance, where nothing else is known
GEOMETRY_PRIOR, POWER_LAW_PRIOR = 0.25, 0.5  # sd of the multipliers (spec 4.4; twice that blind)


@dataclass(frozen=True)
class Exponent:
    """Of the flow in a film coefficient, and its sd where it is found with the multipliers."""

    n: float
    sd: float = 0.0


PLATES = Exponent(0.68, 0.1)  # Martin 1996: Nu as (f Re^2)^0.374, f as Re^-0.2 (chevrons)
FINS = Exponent(0.68, 0.1)  # Briggs & Young 1963: Re^0.681
FREE_TUBES = Exponent(0.8, 0.1)
TWO_PHASES: Mapping[Space, Exponent] = {"shell": Exponent(0.6, 0.15), "tube": Exponent(0.8, 0.15)}
OF_KIND: Mapping[str, Mapping[Space, Exponent]] = {
    "plate": {"shell": PLATES, "tube": PLATES},
    "air_cooled": {"shell": FINS, "tube": FREE_TUBES},
}
COLLINEAR = 0.97  # correlation of both films beyond which they have one multiplier (spec 4.4)
LEAST_HOURS = 240
USUAL = 2.5e-3  # m2 K/W; clean 1/U of the shell-and-tube units that the scales are chosen for


@dataclass(frozen=True)
class Films:
    """Clean resistances referred to the tube outside, m2 K/W: wall (a number), shell, tube.

    `extra`: what 1 in the exponent of a side whose exponent is not known adds, each with the
    `space` that it is of and the sd of its prior.
    """

    wall: float
    shell: Floats
    tube: Floats
    prior: float  # sd of the multipliers about 1
    extra: tuple[Floats, ...] = ()
    spaces: tuple[Space, ...] = ()
    extra_sd: tuple[float, ...] = ()

    @property
    def together(self) -> bool:
        """Whether both films swing as one, so that no data tell their multipliers apart."""
        ln = np.log(np.stack([self.shell, self.tube]))
        seen = np.isfinite(ln).all(axis=0)
        spread = ln[:, seen].std(axis=1)
        if np.count_nonzero(seen) < LEAST_HOURS or spread.min() < 1e-9:
            return False
        return bool(np.corrcoef(ln[:, seen])[0, 1] > COLLINEAR)

    @property
    def as_one(self) -> "Films":
        """Both films under one multiplier and one exponent, kept with the shell."""
        free = len(self.extra)
        sd = float(np.mean(self.extra_sd)) / float(np.sqrt(free)) if free else 0.0
        return replace(
            self,
            shell=self.shell + self.tube,
            tube=0.0 * self.tube,
            extra=(np.asarray(sum(self.extra)),) if free else (),
            spaces=("shell",) if free else (),
            extra_sd=(sd,) if free else (),
        )

    @property
    def known(self) -> float:
        """Usual clean resistance, m2 K/W."""
        return self.wall + float(np.nanmedian(self.shell + self.tube))


def films(
    asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints, least: float = np.nan
) -> Films:
    """Film resistances for states (rows, 6) in the order of `network.STATES`.

    `least` is the least 1/U seen: without geometry and u_clean it sets the scale. Errors:
    InsufficientData if that is not known either.
    """
    tubes, shell = asset.tubes, asset.shell
    streams = {space: stream(asset, side, x, liquids, rows) for side, space in asset.spaces.items()}
    if _by_films(asset, streams):
        if asset.geometry is not None:
            return _of_kind(asset.geometry, streams)
        if tubes is not None and shell is not None and has_geometry(shell):
            return _by_geometry(asset, tubes, shell, streams)
    return _by_power_law(asset, streams, least)


def _by_films(asset: Exchanger, streams: Mapping[Space, "Stream"]) -> bool:
    """Whether correlations of films hold: two streams of one phase, their properties known."""
    known = all(np.isfinite(s.mu).any() and np.isfinite(s.k).any() for s in streams.values())
    curved = any(s.curved for s in streams.values())
    drawn = asset.kind == "shell_tube" or asset.geometry is not None
    return known and not curved and drawn and asset.model != "power"


def _of_kind(geometry: Any, streams: Mapping[Space, "Stream"]) -> Films:
    """Films of fins, plates, annuli, spirals and cores, as their rating has them."""
    outside, tube = (
        built.flowing(s.m, s.rho, s.cp, s.mu, s.k) for s in (streams["shell"], streams["tube"])
    )
    return Films(*built.films(geometry, outside, tube), GEOMETRY_PRIOR)


def has_geometry(shell: Shell) -> bool:
    """Whether the shell-side film can be worked out from its measures."""
    return not (shell.d_i is None or shell.pitch is None or shell.baffle_spacing is None)


@dataclass(frozen=True)
class Stream:
    """Flow and properties of a side; NaN for a property that the fluid's data lack."""

    m: Floats
    rho: Floats
    cp: Floats
    mu: Floats
    k: Floats
    curved: bool = False  # known by its enthalpy curve: two phases


def stream(asset: Exchanger, side: Side, x: Floats, liquids: Liquids, rows: Ints) -> Stream:
    """A side at its mean temperature."""
    a, b, m = (0, 1, 4) if side == "hot" else (2, 3, 5)
    t = x[:, a] + (x[:, b] - x[:, a]) / 2.0
    name = asset.fluids[side]
    return Stream(
        x[:, m],
        _or_nan(liquids.density, name, t, rows),
        liquids.enthalpy(name, t, rows)[1],
        _or_nan(liquids.viscosity, name, t, rows),
        _or_nan(liquids.conductivity, name, t, rows),
        liquids.curved(name),
    )


def _or_nan(of: Callable[[str, Floats, Ints], Floats], name: str, t: Floats, rows: Ints) -> Floats:
    try:
        return of(name, t, rows)
    except InsufficientData:
        return np.full(t.shape, np.nan)


def wall(asset: Exchanger) -> float:
    """Resistance of the tube wall; 0 where the tubes are not known."""
    tubes = asset.tubes
    if tubes is None:
        return 0.0
    return float(wall_resistance(float(tubes.d_o), float(tubes.d_i), float(tubes.k)))


def _by_geometry(
    asset: Exchanger, tubes: Tubes, shell: Shell, streams: Mapping[Space, Stream]
) -> Films:
    d_o, d_i = float(tubes.d_o), float(tubes.d_i)
    s = streams["tube"]
    area = np.pi / 4.0 * d_i**2 * (tubes.count - tubes.plugged) / tubes.passes
    re, pr = s.m / area * d_i / s.mu, inside.prandtl(s.cp, s.mu, s.k)
    nusselt = inside.tube_nusselt(re, pr, d_i, float(tubes.length))
    h_i = inside.film_coefficient(nusselt, s.k, d_i)
    outside = _bell_delaware if asset.model == "bell_delaware" else _kern
    h_o = outside(tubes, shell, streams["shell"])
    return Films(wall(asset), outside_film(h_o), inside_film(h_i, d_o, d_i), GEOMETRY_PRIOR)


def _kern(tubes: Tubes, shell: Shell, s: Stream) -> Floats:
    h_o: Floats = kern.shell_film(
        s.m,
        s.cp,
        s.mu,
        s.k,
        1.0,
        float(shell.d_i or np.nan),
        float(shell.pitch or np.nan),
        float(tubes.d_o),
        float(shell.baffle_spacing or np.nan),
        shell.layout,
    )
    return h_o


def _bell_delaware(tubes: Tubes, shell: Shell, s: Stream) -> Floats:
    """Every factor at the flow of its hour; the geometry is worked out once."""
    flow = bell_shell.flow(bundle.of_plant(tubes, shell), s.m, s.mu)
    h_o: Floats = bell_shell.film(flow, s.cp, inside.prandtl(s.cp, s.mu, s.k))[1]
    return h_o


def _by_power_law(asset: Exchanger, streams: Mapping[Space, Stream], least: float) -> Films:
    u_clean = asset.design.u_clean
    whole = least if u_clean is None else 1.0 / float(u_clean)
    if not np.isfinite(whole):
        raise InsufficientData(
            f"{asset.name}: without geometry, u_clean and a valid hour there is no clean model; "
            "give design: {u_clean: ...} or the measures of tubes and shell"
        )
    total = whole - wall(asset)
    powers = exponents(asset, streams)
    parts = {space: _relative(streams[space], one.n) for space, one in powers.items()}
    films: dict[Space, Floats] = {space: SHARE[space] * total * parts[space] for space in parts}
    free = tuple(space for space, one in powers.items() if one.sd > 0.0)
    return Films(
        wall(asset),
        films["shell"],
        films["tube"],
        POWER_LAW_PRIOR,
        tuple(-films[space] * _centred(np.log(streams[space].m)) for space in free),
        free,
        tuple(powers[space].sd for space in free),
    )


def exponents(asset: Exchanger, streams: Mapping[Space, Stream]) -> Mapping[Space, Exponent]:
    """Exponent of the flow on either side; two phases, plates and fins have one that is found."""
    usual = OF_KIND.get(asset.kind, {space: Exponent(n) for space, n in EXPONENT.items()})
    return {
        space: TWO_PHASES[space] if streams[space].curved else one for space, one in usual.items()
    }


def along(
    asset: Exchanger, parts: Mapping[Space, Floats], x: Floats, liquids: Liquids, rows: Ints
) -> Floats:
    """What one mean coefficient is off by where films vary along the unit, m2 K/W of 1/U.

    Liquids are thinner at the hot end, so the films (`parts`) are too. If 1/U falls by D on the way
    there and the difference of temperatures grows as exp(a z), the mean that heat sees is off by
    D a / 12 to first order. Deposits change a, so it is no constant. 0 where viscosities are not
    known or temperatures cross.
    """
    fall = np.zeros(len(x))
    usual = OF_KIND.get(asset.kind, {space: Exponent(n) for space, n in EXPONENT.items()})
    for side, space in asset.spaces.items():
        k, name = 0 if side == "hot" else 2, asset.fluids[side]
        ends = [_or_nan(liquids.viscosity, name, x[:, k + end], rows) for end in (0, 1)]
        ln = np.abs(np.log(ends[0] / ends[1]))
        fall += np.nan_to_num((usual[space].n - 1.0 / 3.0) * parts[space] * ln)
    hot, cold = x[:, 0] - x[:, 3], x[:, 1] - x[:, 2]
    apart = (hot > 0.0) & (cold > 0.0)
    a = np.log(np.where(apart, hot, 1.0) / np.where(apart, cold, 1.0))
    return np.asarray(-fall * a / 12.0)


def _centred(x: Floats) -> Floats:
    """Less its median; 0 where it is not known."""
    seen = x[np.isfinite(x)]
    return np.where(np.isfinite(x), x - (np.median(seen) if seen.size else 0.0), 0.0)


def _relative(s: Stream, n: float) -> Floats:
    """1/h over its median: m^-n mu^(n - 1/3) cp^(-1/3) k^(-2/3), without what is not known."""
    ln = -n * np.log(s.m)
    for value, exponent in ((s.mu, n - 1.0 / 3.0), (s.cp, -1.0 / 3.0), (s.k, -2.0 / 3.0)):
        if np.isfinite(value).any() and not s.curved:
            ln = ln + exponent * np.log(value)
    seen = ln[np.isfinite(ln)]
    return np.exp(ln - (np.median(seen) if seen.size else 0.0))
