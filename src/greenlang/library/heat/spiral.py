"""Spiral plates: two rectangular channels in counterflow, curved; and their drop.

Curvature helps the film. Neither correlation was seen in its own paper: Morimoto and Hotta's is
quoted by later ones, Minton's by handbooks (unconfirmed). Decimal or arrays.
"""

from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.maths import pi, sqrt
from greenlang.core.solve import choose
from greenlang.core.units import (
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    Metre,
    PascalDiff,
    Ratio,
    SquareMetre,
)
from greenlang.library.heat import films

MORIMOTO_HOTTA = (
    "Morimoto & Hotta, Heat Transfer Japanese Research 17(1) (1988) 53-71, as quoted by Bidabadi "
    "et al., Scientia Iranica 20 (2013) 1445-1454"
)
MINTON = "Minton, Chem. Eng. 77(10) (1970) 103-112, as quoted in handbooks (unconfirmed)"
GEOMETRY = "geometry of a spiral channel"


@equation("D_h", GEOMETRY, at=(("0.012", "0.9"),))
def hydraulic_diameter(spacing: Metre, width: Metre) -> Metre:
    """Four areas over the wetted perimeter of a channel."""
    return 2 * spacing * width / (spacing + width)


@equation("G", "mass balance over a cross-section", at=(("12", "0.012", "0.9"),))
def mass_velocity(m: KgPerSecond, spacing: Metre, width: Metre) -> KgPerM2Second:
    """Flow over the area of a channel."""
    return m / (spacing * width)


@equation("L", GEOMETRY, at=(("60", "0.9"),))
def channel_length(area: SquareMetre, width: Metre) -> Metre:
    """Length of a channel that has the surface on both of its faces."""
    return area / (2 * width)


@equation("D", GEOMETRY, at=(("0.3", "33", "0.012", "0.012", "0.003"),))
def outer_diameter(
    d_core: Metre, length: Metre, spacing_1: Metre, spacing_2: Metre, thickness: Metre
) -> Metre:
    """Diameter to which two channels and their two plates wind up on a core."""
    return sqrt(d_core**2 + 4 * length * (spacing_1 + spacing_2 + 2 * thickness) / pi)


@equation("D_m", GEOMETRY, at=(("0.3", "1.2"),))
def mean_diameter(d_core: Metre, d_outer: Metre) -> Metre:
    """Root mean square of the diameters of core and shell: half of the surface lies within."""
    return sqrt((d_core**2 + d_outer**2) / 2)


@equation("Re_c", MINTON, at=(("0.024", "0.9"),))
def critical_reynolds(d_h: Metre, d_m: Metre) -> Ratio:
    """Reynolds number from which the flow in the spiral is turbulent."""
    return 20000 * (d_h / d_m) ** 0.32


@equation("Nu", MINTON, valid={"re": ("3e3", "1e6")}, at=(("2e4", "5", "0.024", "0.9"),))
def turbulent(re: Ratio, pr: Ratio, d_h: Metre, d_m: Metre) -> Ratio:
    """Turbulent flow in a spiral; 1 + 3.54 D_h/D_m on the film of a straight channel."""
    return 0.023 * (1 + 3.54 * d_h / d_m) * re**0.8 * pr ** (1 / 3)


@equation("Nu", MORIMOTO_HOTTA, valid={"re": ("4e3", "1e6")}, at=(("2e4", "5", "0.024", "0.45"),))
def morimoto_hotta(re: Ratio, pr: Ratio, d_h: Metre, r_m: Metre) -> Ratio:
    """Turbulent flow in a spiral of mean radius r_m; its range is ours, none is quoted."""
    return 0.0239 * (1 + 5.54 * d_h / r_m) * re**0.806 * pr**0.268


@equation("R_m", GEOMETRY, at=(("0.9",),))
def mean_radius(d_m: Metre) -> Metre:
    """Half of the mean diameter."""
    return d_m / 2


def nusselt(re: Any, pr: Any, d_h: Any, d_m: Any, length: Any, film: str) -> Any:
    """Nusselt number of a spiral channel; below Re_c that of a straight one, which errs low.

    `film` is "morimoto_hotta" or "minton". A single case records its regime.
    """
    critical = critical_reynolds(d_h, d_m)
    if not isinstance(re, Decimal):
        straight = films.tube_nusselt(re, pr, d_h, length)
        return np.where(re >= critical, _curved(re, pr, d_h, d_m, film), straight)[()]
    if choose("re >= critical", re=re, critical=critical):
        return _curved(re, pr, d_h, d_m, film)
    return films.tube_nusselt(re, pr, d_h, length)


def _curved(re: Any, pr: Any, d_h: Any, d_m: Any, film: str) -> Any:
    if film == "minton":
        return turbulent(re, pr, d_h, d_m)
    return morimoto_hotta(re, pr, d_h, mean_radius(d_m))


@equation("Δp", "Darcy and Weisbach", at=(("0.03", "33", "0.024", "1100", "990"),))
def drop(f: Ratio, length: Metre, d_h: Metre, g: KgPerM2Second, rho: KgPerM3) -> PascalDiff:
    """Friction of the channel; without the studs, which can double it."""
    return f * length / d_h * g**2 / (2 * rho)
