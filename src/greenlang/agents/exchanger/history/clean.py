"""The clean exchanger: film resistances at the actual flows and temperatures (spec 4.4).

1/U_c = R_w + b_o r_o + b_i r_i with r_o = 1/h_o, r_i = (D_o/D_i)/h_i by the film correlations, and
multipliers b near 1 that the data set. Without geometry r is a power law of flow and properties
(m^-0.6 in the shell, m^-0.8 in tubes, Kern 1950 and Dittus-Boelter), scaled to the data sheet.
The correction for the viscosity at the wall is left to the multipliers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.model import Exchanger, Shell, Side, Tubes
from greenlang.core.errors import InsufficientData
from greenlang.library.heat import films as inside
from greenlang.library.heat import kern
from greenlang.library.heat.resistances import inside_film, outside_film
from greenlang.library.heat.resistances import wall as wall_resistance

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXPONENT = {"shell": 0.6, "tube": 0.8}
SHARE = {"shell": 0.5, "tube": 0.5}  # of the clean resistance, where nothing else is known
GEOMETRY_PRIOR, POWER_LAW_PRIOR = 0.25, 0.5  # sd of the multipliers (spec 4.4; twice that blind)


@dataclass(frozen=True)
class Films:
    """Clean resistances referred to the tube outside, m2 K/W: wall (a number), shell, tube."""

    wall: float
    shell: Floats
    tube: Floats
    prior: float  # sd of the multipliers about 1


def films(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> Films:
    """Film resistances for states (rows, 6) in the order of `network.STATES`."""
    tubes, shell = asset.tubes, asset.shell
    if tubes is not None and shell is not None and has_geometry(shell):
        return _by_geometry(asset, tubes, shell, x, liquids, rows)
    return _by_power_law(asset, x, liquids, rows)


def has_geometry(shell: Shell) -> bool:
    """Whether the shell-side film can be worked out from its measures."""
    return not (shell.d_i is None or shell.pitch is None or shell.baffle_spacing is None)


@dataclass(frozen=True)
class _Stream:
    m: Floats
    rho: Floats
    cp: Floats
    mu: Floats
    k: Floats


def stream(asset: Exchanger, side: Side, x: Floats, liquids: Liquids, rows: Ints) -> _Stream:
    """Flow and properties of a side at its mean temperature."""
    a, b, m = (0, 1, 4) if side == "hot" else (2, 3, 5)
    t = x[:, a] + (x[:, b] - x[:, a]) / 2.0
    name = asset.fluids[side]
    return _Stream(
        x[:, m],
        liquids.density(name, t, rows),
        liquids.enthalpy(name, t, rows)[1],
        liquids.viscosity(name, t, rows),
        liquids.conductivity(name, t, rows),
    )


def _side(asset: Exchanger, space: str) -> Side:
    return "hot" if asset.spaces["hot"] == space else "cold"


def wall(asset: Exchanger) -> float:
    """Resistance of the tube wall; 0 where the tubes are not known."""
    tubes = asset.tubes
    if tubes is None:
        return 0.0
    return float(wall_resistance(float(tubes.d_o), float(tubes.d_i), float(tubes.k)))


def _by_geometry(
    asset: Exchanger, tubes: Tubes, shell: Shell, x: Floats, liquids: Liquids, rows: Ints
) -> Films:
    d_o, d_i = float(tubes.d_o), float(tubes.d_i)
    s = stream(asset, _side(asset, "tube"), x, liquids, rows)
    area = np.pi / 4.0 * d_i**2 * (tubes.count - tubes.plugged) / tubes.passes
    re, pr = s.m / area * d_i / s.mu, inside.prandtl(s.cp, s.mu, s.k)
    nusselt = inside.tube_nusselt(re, pr, d_i, float(tubes.length))
    h_i = inside.film_coefficient(nusselt, s.k, d_i)
    s = stream(asset, _side(asset, "shell"), x, liquids, rows)
    h_o = kern.shell_film(
        s.m,
        s.cp,
        s.mu,
        s.k,
        1.0,
        float(shell.d_i or np.nan),
        float(shell.pitch or np.nan),
        d_o,
        float(shell.baffle_spacing or np.nan),
        shell.layout,
    )
    return Films(wall(asset), outside_film(h_o), inside_film(h_i, d_o, d_i), GEOMETRY_PRIOR)


def _by_power_law(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> Films:
    parts = {}
    for space in ("shell", "tube"):
        s = stream(asset, _side(asset, space), x, liquids, rows)
        n = EXPONENT[space]
        group = s.m**-n * s.mu ** (n - 1 / 3) * s.cp ** (-1 / 3) * s.k ** (-2 / 3)
        parts[space] = group / np.nanmedian(group)
    u_clean = asset.design.u_clean
    if u_clean is None:
        raise InsufficientData(
            f"{asset.name}: without geometry and u_clean there is no clean model; "
            "give design: {u_clean: ...} or the measures of tubes and shell"
        )
    total = 1.0 / float(u_clean) - wall(asset)
    shell, tube = (share * total * parts[space] for space, share in SHARE.items())
    return Films(wall(asset), shell, tube, POWER_LAW_PRIOR)
