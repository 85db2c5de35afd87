"""Spiral plates: two rectangular channels in counterflow, curved; and their drop.

Curvature helps the film. The correlation is quoted here from handbooks and is NOT confirmed from
its paper: take it for comparisons of one unit with itself. Decimal or arrays.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import sqrt
from greenlang.core.units import (
    KgPerM2Second,
    KgPerM3,
    KgPerSecond,
    Metre,
    PascalDiff,
    Ratio,
    SquareMetre,
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


@equation("Δp", "Darcy and Weisbach", at=(("0.03", "33", "0.024", "1100", "990"),))
def drop(f: Ratio, length: Metre, d_h: Metre, g: KgPerM2Second, rho: KgPerM3) -> PascalDiff:
    """Friction of the channel; without the studs, which can double it."""
    return f * length / d_h * g**2 / (2 * rho)
