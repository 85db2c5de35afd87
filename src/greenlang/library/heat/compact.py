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
from greenlang.core.maths import exp, ln
from greenlang.core.solve import choose
from greenlang.core.units import (
    JoulePerKgKelvin,
    KgPerM2Second,
    KgPerM3,
    Metre,
    PascalDiff,
    Ratio,
    WattPerM2Kelvin,
)

KAYS_LONDON = "Kays & London, Compact Heat Exchangers, 3rd ed. (1984)"
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
