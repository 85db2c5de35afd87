"""Properties between the rows of a user's table: linear in T, viscosity logarithmic.

A single case records the two rows that bracket it; arrays take their rows by search.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import InsufficientData, OutsideValidity
from greenlang.core.maths import exp, ln
from greenlang.core.solve import choose
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KgPerM3,
    PascalSecond,
    WattPerMetreKelvin,
)
from greenlang.library.fluids.kinds import CurvePoint, TableRow

LINEAR = "linear interpolation in T between two rows of the user's table"
LOGARITHMIC = "interpolation of ln μ in T between two rows of the user's table"
TRAPEZOID = "integral of the linearly interpolated heat capacity"


@equation("cp", LINEAR, at=(("350", "300", "400", "2000", "2300"), ("300", "300", "400", "1", "2")))
def heat_capacity(
    t: Kelvin, t_a: Kelvin, t_b: Kelvin, cp_a: JoulePerKgKelvin, cp_b: JoulePerKgKelvin
) -> JoulePerKgKelvin:
    """Heat capacity between two rows."""
    return cp_a + (t - t_a) * (cp_b - cp_a) / (t_b - t_a)


@equation("ρ", LINEAR, at=(("350", "300", "400", "850", "780"), ("300", "300", "400", "1", "2")))
def density(t: Kelvin, t_a: Kelvin, t_b: Kelvin, rho_a: KgPerM3, rho_b: KgPerM3) -> KgPerM3:
    """Density between two rows."""
    return rho_a + (t - t_a) * (rho_b - rho_a) / (t_b - t_a)


@equation("k", LINEAR, at=(("350", "300", "400", "0.13", "0.11"), ("300", "300", "400", "1", "2")))
def conductivity(
    t: Kelvin, t_a: Kelvin, t_b: Kelvin, k_a: WattPerMetreKelvin, k_b: WattPerMetreKelvin
) -> WattPerMetreKelvin:
    """Thermal conductivity between two rows."""
    return k_a + (t - t_a) * (k_b - k_a) / (t_b - t_a)


@equation(
    "μ", LOGARITHMIC, at=(("350", "300", "400", "3e-3", "4e-4"), ("300", "300", "400", "1", "2"))
)
def viscosity(
    t: Kelvin, t_a: Kelvin, t_b: Kelvin, mu_a: PascalSecond, mu_b: PascalSecond
) -> PascalSecond:
    """Viscosity between two rows."""
    return mu_a * exp((t - t_a) / (t_b - t_a) * ln(mu_b / mu_a))


@equation("h", TRAPEZOID, at=(("350", "300", "2000", "2150"), ("300", "300", "2000", "2000")))
def enthalpy_from_row(
    t: Kelvin, t_a: Kelvin, cp_a: JoulePerKgKelvin, cp: JoulePerKgKelvin
) -> JoulePerKg:
    """Enthalpy above that of the row below."""
    return (t - t_a) * (cp_a + cp) / 2


@equation("h", TRAPEZOID, at=(("1000", "2000", "3000"), ("5",)))
def enthalpy_from_first_row(*parts: JoulePerKg) -> JoulePerKg:
    """Enthalpy above that of the first row: the sum over the rows passed."""
    return sum(parts)


@equation("Δh", "definition of a change of state", at=(("250000", "100000"), ("5", "6")))
def enthalpy_difference(h_1: JoulePerKg, h_2: JoulePerKg) -> JoulePerKg:
    """Enthalpy of one state less that of another."""
    return h_1 - h_2


FORMULAS = {"cp": heat_capacity, "rho": density, "k": conductivity, "mu": viscosity}


def interpolated(rows: Sequence[TableRow | CurvePoint], name: str, t: Any) -> Any:
    """Property `name` ("cp", "rho", "mu" or "k") at t, a Decimal or an array.

    Raises InsufficientData where a row lacks it, OutsideValidity beyond the table's ends; arrays
    give NaN there.
    """
    values = [getattr(row, name) for row in rows]
    if any(value is None for value in values) or len(rows) < 2:
        raise InsufficientData(
            f"the property table gives {name} in {sum(v is not None for v in values)} of "
            f"{len(rows)} rows; at least two rows, and all of them, are needed"
        )
    if isinstance(t, Decimal):
        i = _bracket(rows, t)
        a, b = rows[i], rows[i + 1]
        return FORMULAS[name](t, a.t, b.t, values[i], values[i + 1])
    nodes = np.array([float(row.t) for row in rows])
    y = np.array([float(value) for value in values])
    i, inside = _positions(nodes, t)
    found = FORMULAS[name](np.asarray(t, dtype=float), nodes[i], nodes[i + 1], y[i], y[i + 1])
    return np.where(inside, found, np.nan)[()]


def h_diff(rows: Sequence[TableRow], t_1: Any, t_2: Any) -> Any:
    """Enthalpy at t_1 less that at t_2, J/kg."""
    return enthalpy_difference(_enthalpy(rows, t_1), _enthalpy(rows, t_2))


def _enthalpy(rows: Sequence[TableRow], t: Any) -> Any:
    cp = interpolated(rows, "cp", t)
    if not isinstance(t, Decimal):
        return _enthalpies(rows, np.asarray(t, dtype=float), cp)
    i = _bracket(rows, t)
    passed = [
        enthalpy_from_row(above.t, below.t, below.cp, above.cp)
        for below, above in pairwise(rows[: i + 1])
    ]
    return enthalpy_from_first_row(*passed, enthalpy_from_row(t, rows[i].t, rows[i].cp, cp))


def _enthalpies(rows: Sequence[TableRow], t: Any, cp: Any) -> Any:
    nodes = np.array([float(row.t) for row in rows])
    cps = np.array([float(row.cp) for row in rows])
    whole = enthalpy_from_row(nodes[1:], nodes[:-1], cps[:-1], cps[1:])
    below = np.concatenate(([0.0], np.cumsum(whole)))
    i, _ = _positions(nodes, t)
    return below[i] + enthalpy_from_row(t, nodes[i], cps[i], cp)


def _positions(nodes: Any, t: Any) -> tuple[Any, Any]:
    if np.any(np.diff(nodes) <= 0):
        raise OutsideValidity("the temperatures of a property table must rise from row to row")
    i = np.clip(np.searchsorted(nodes, t, side="right") - 1, 0, len(nodes) - 2)
    return i, (t >= nodes[0]) & (t <= nodes[-1])


def _bracket(rows: Sequence[TableRow | CurvePoint], t: Decimal) -> int:
    """Row below t; the choice is recorded."""
    for i, (below, above) in enumerate(pairwise(rows)):
        if below.t >= above.t:
            raise OutsideValidity("the temperatures of a property table must rise from row to row")
        if below.t <= t <= above.t:
            choose("t_a <= t and t <= t_b", t=t, t_a=below.t, t_b=above.t)
            return i
    raise OutsideValidity(
        f"T = {t:.6g} K lies outside the property table, {rows[0].t:.6g} to {rows[-1].t:.6g} K; "
        f"extend the table"
    )
