"""Plate-fin and printed-circuit surfaces by the maker's table of j and f over Re.

Between two rows j and f are straight in logarithms; nothing is said beyond the table's ends. f is
Fanning's, as Kays and London and the makers table it. A single case records the rows it used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import OutsideValidity
from greenlang.core.maths import exp, ln, pi, sqrt, tanh
from greenlang.core.solve import choose
from greenlang.core.units import (
    JoulePerKgKelvin,
    KgPerM2Second,
    KgPerM3,
    M2KelvinPerWatt,
    Metre,
    PascalDiff,
    Ratio,
    SquareMetre,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)

KAYS_LONDON = "Kays & London, Compact Heat Exchangers, 3rd ed. (1984)"
CORE = "Kays & London (1984), as in HEDH 3.9.10, eq. (1): inlet, acceleration, friction, outlet"
SUDDEN = "White, Fluid Mechanics, sudden contraction and expansion at sharp edges (unconfirmed)"
GEOMETRY = "geometry of a core"
LOGARITHMIC = "straight line in logarithms between two rows of the maker's table"


@dataclass(frozen=True)
class SurfaceRow:
    """Colburn's j and Fanning's f of a surface at one Reynolds number."""

    re: Ratio
    j: Ratio
    f: Ratio


@equation("y", LOGARITHMIC, at=(("1500", "1000", "2000", "0.008", "0.006"),))
def between(re: Ratio, re_a: Ratio, re_b: Ratio, y_a: Ratio, y_b: Ratio) -> Ratio:
    """J or f between two rows."""
    return y_a * exp(ln(re / re_a) / ln(re_b / re_a) * ln(y_b / y_a))


@equation("h", KAYS_LONDON, at=(("0.006", "30", "1010", "0.7"),))
def film(j: Ratio, g: KgPerM2Second, cp: JoulePerKgKelvin, pr: Ratio) -> WattPerM2Kelvin:
    """Film coefficient from Colburn's j."""
    return j * g * cp / pr ** (2 / 3)


@equation("Δp", KAYS_LONDON, at=(("0.03", "0.6", "0.003", "30", "1.2"),))
def core_drop(f: Ratio, length: Metre, d_h: Metre, g: KgPerM2Second, rho: KgPerM3) -> PascalDiff:
    """Friction in the core at its mean density, without inlet, outlet and acceleration."""
    return 4 * f * length / d_h * g**2 / (2 * rho)


@equation("D_h", GEOMETRY, at=(("0.05", "0.6", "40"),))
def hydraulic_diameter(flow_area: SquareMetre, length: Metre, area: SquareMetre) -> Metre:
    """Four free areas times the flow length over the surface that is wetted."""
    return 4 * flow_area * length / area


@equation("w", KAYS_LONDON, at=(("150", "0.006", "0.0002", "180"), ("40", "0.01", "0.0001", "15")))
def fin_parameter(
    h: WattPerM2Kelvin, height: Metre, thickness: Metre, k: WattPerMetreKelvin
) -> Ratio:
    """Parameter m l of a straight fin between two plates, fed from both: l is half its height."""
    return sqrt(2 * h / (k * thickness)) * height / 2


@equation("η_o", KAYS_LONDON, at=(("0.8", "0.6"), ("0", "0.6")))
def surface_efficiency(fin_share: Ratio, w: Ratio) -> Ratio:
    """Efficiency of a surface of which a share are fins."""
    return 1 - fin_share * (1 - tanh(w) / w)


@equation("R", KAYS_LONDON, at=(("150", "0.85", "40", "32"),))
def film_resistance(
    h: WattPerM2Kelvin, efficiency: Ratio, area: SquareMetre, reference: SquareMetre
) -> M2KelvinPerWatt:
    """Resistance of a film on its own surface, referred to another."""
    return reference / (h * efficiency * area)


@equation("R", "definition of a resistance on another area", at=(("3e-4", "40", "32"),))
def moved_resistance(
    r: M2KelvinPerWatt, area: SquareMetre, reference: SquareMetre
) -> M2KelvinPerWatt:
    """A resistance on one area, referred to another."""
    return r * reference / area


@equation("K_c", SUDDEN, valid={"sigma": ("0", "0.6")}, at=(("0.4",), ("1",)))
def contraction_loss(sigma: Ratio) -> Ratio:
    """Loss at the inlet in velocity heads of the core, by its free share of the front."""
    return 0.42 * (1 - sigma)


@equation("K_e", SUDDEN, at=(("0.4",), ("1",)))
def expansion_loss(sigma: Ratio) -> Ratio:
    """Loss at the outlet in velocity heads of the core (Borda and Carnot)."""
    return (1 - sigma) ** 2


@equation("Δp", CORE, at=(("30", "1.2", "0.4", "0.25"),))
def inlet_drop(g: KgPerM2Second, rho_in: KgPerM3, sigma: Ratio, k_c: Ratio) -> PascalDiff:
    """Loss at the inlet, and what the faster flow in the core takes."""
    return g**2 / (2 * rho_in) * (1 - sigma**2 + k_c)


@equation("Δp", CORE, at=(("30", "1.2", "0.4", "0.36"),))
def outlet_drop(g: KgPerM2Second, rho_out: KgPerM3, sigma: Ratio, k_e: Ratio) -> PascalDiff:
    """Loss at the outlet less what the slower flow behind the core gives back; often below 0."""
    return -(g**2) / (2 * rho_out) * (1 - sigma**2 - k_e)


@equation("Δp", CORE, at=(("30", "1.2", "0.9"),))
def acceleration_drop(g: KgPerM2Second, rho_in: KgPerM3, rho_out: KgPerM3) -> PascalDiff:
    """What a stream that is heated takes to become faster; below 0 for one that is cooled."""
    return g**2 * (1 / rho_out - 1 / rho_in)


@equation("D_h", "geometry of a half circle", at=(("0.002",),))
def half_circle_diameter(d: Metre) -> Metre:
    """Hydraulic diameter of a half circle of diameter d."""
    return pi * d / (2 + pi)


@equation("A_c", "geometry of a half circle", at=(("0.002", "4000"),))
def half_circle_flow_area(d: Metre, channels: Ratio) -> SquareMetre:
    """Free area of channels side by side."""
    return channels * pi * d**2 / 8


@equation("A", "geometry of a half circle", at=(("0.002", "4000", "0.6"),))
def half_circle_area(d: Metre, channels: Ratio, length: Metre) -> SquareMetre:
    """Wetted surface of channels side by side."""
    return channels * (1 + pi / 2) * d * length


@equation("s", "geometry of a half circle", at=(("0.0016", "0.002"),))
def metal_below(plate: Metre, d: Metre) -> Metre:
    """Mean thickness of the metal below an etched half circle."""
    return plate - pi * d / 8


def surface(rows: Sequence[SurfaceRow], re: Any) -> tuple[Any, Any]:
    """J and f at Re; OutsideValidity beyond the table's ends, NaN in arrays."""
    for below, above in pairwise(rows):
        if not (above.re > below.re and min(below.j, below.f, above.j, above.f) > 0):
            raise OutsideValidity(
                f"table of j and f: Re {below.re:.6g} is followed by {above.re:.6g}; Re must rise "
                f"and j, f be above 0 in every row"
            )
    if len(rows) < 2:
        raise OutsideValidity(f"table of j and f: {len(rows)} rows, two are needed or more")
    return _exact(rows, re) if isinstance(re, Decimal) else _arrays(rows, re)


def _exact(rows: Sequence[SurfaceRow], re: Decimal) -> tuple[Any, Any]:
    for a, b in pairwise(rows):
        if a.re <= re <= b.re:
            choose("re_a <= re and re <= re_b", re=re, re_a=a.re, re_b=b.re)
            return between(re, a.re, b.re, a.j, b.j), between(re, a.re, b.re, a.f, b.f)
    raise OutsideValidity(
        f"Re = {re:.6g} lies outside the table of j and f, {rows[0].re:.6g} to "
        f"{rows[-1].re:.6g}; ask the maker for more rows"
    )


def _arrays(rows: Sequence[SurfaceRow], re: Any) -> tuple[Any, Any]:
    nodes = np.array([[float(row.re), float(row.j), float(row.f)] for row in rows])
    x = np.asarray(re, dtype=float)
    i = np.clip(np.searchsorted(nodes[:, 0], x, side="right") - 1, 0, len(rows) - 2)
    inside = (x >= nodes[0, 0]) & (x <= nodes[-1, 0])
    a, b = nodes[i], nodes[i + 1]
    found = (between(x, a[..., 0], b[..., 0], a[..., k], b[..., k]) for k in (1, 2))
    j, f = (np.where(inside, y, np.nan)[()] for y in found)
    return j, f
