"""Streams by their heating curve: straight between the points of a user's table of T and h.

A single case records the two points that bracket it; arrays take theirs by search.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.solve import choose
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin
from greenlang.library.fluids.kinds import CurvePoint

STRAIGHT = "straight line between two points of the user's heating curve"
AT = (("350", "300", "400", "0", "2e5"), ("300", "300", "301", "5", "2e6"))

Rows = Sequence[CurvePoint]


@equation("h", STRAIGHT, at=AT)
def enthalpy(t: Kelvin, t_a: Kelvin, t_b: Kelvin, h_a: JoulePerKg, h_b: JoulePerKg) -> JoulePerKg:
    """Enthalpy at a temperature between two points of a heating curve."""
    return h_a + (t - t_a) * (h_b - h_a) / (t_b - t_a)


@equation("T", STRAIGHT, at=(("1e5", "0", "2e5", "300", "400"), ("7", "5", "9", "300", "300")))
def temperature(
    h: JoulePerKg, h_a: JoulePerKg, h_b: JoulePerKg, t_a: Kelvin, t_b: Kelvin
) -> Kelvin:
    """Temperature at an enthalpy between two points of a heating curve."""
    return t_a + (h - h_a) * (t_b - t_a) / (h_b - h_a)


@equation("cp", STRAIGHT, at=(("0", "2e5", "300", "400"), ("5", "2e6", "300", "301")))
def capacity(h_a: JoulePerKg, h_b: JoulePerKg, t_a: Kelvin, t_b: Kelvin) -> JoulePerKgKelvin:
    """Slope of a heating curve: with heat of evaporation, where the stream boils."""
    return (h_b - h_a) / (t_b - t_a)


@equation("h", "definition of a change of state", at=(("1e5", "-2e4"), ("0", "5")))
def enthalpy_after(h: JoulePerKg, dh: JoulePerKg) -> JoulePerKg:
    """Enthalpy of a stream that took up dh."""
    return h + dh


def checked(rows: Rows) -> Rows:
    """The same points; OutsideValidity where they are no heating curve."""
    if len(rows) < 2:
        raise OutsideValidity(
            f"a heating curve of {len(rows)} points: two are needed, and one at every bend"
        )
    for below, above in pairwise(rows):
        if not (above.h > below.h and above.t >= below.t):
            raise OutsideValidity(
                f"heating curve: from T = {below.t:.6g} K, h = {below.h:.6g} J/kg to T = "
                f"{above.t:.6g} K, h = {above.h:.6g} J/kg; h must rise and T must not fall from "
                f"point to point: sort the points, or mend this one"
            )
    return rows


def h_at(rows: Rows, t: Any) -> Any:
    """Enthalpy at T. Decimal: OutsideValidity beyond the ends, ImpossibleState where T is flat.

    Arrays: NaN beyond the ends and exactly at the temperature of a flat stretch.
    """
    if not isinstance(t, Decimal):
        h, nodes = arrays(rows)
        return h_of_arrays(h, nodes, t)
    below, above = _bracket_t(rows, t)
    return enthalpy(t, below.t, above.t, below.h, above.h)


def t_at(rows: Rows, h: Any) -> Any:
    """Temperature at h; OutsideValidity beyond the ends of the curve, NaN in arrays."""
    if not isinstance(h, Decimal):
        nodes, t = arrays(rows)
        return np.interp(h, nodes, t, left=np.nan, right=np.nan)
    below, above = _bracket_h(rows, h)
    return temperature(h, below.h, above.h, below.t, above.t)


def cp_at(rows: Rows, t: Any) -> Any:
    """Slope dh/dT at T, J/(kg K)."""
    if isinstance(t, Decimal):
        below, above = _bracket_t(rows, t)
        return capacity(below.h, above.h, below.t, above.t)
    h, nodes = arrays(rows)
    i = np.clip(np.searchsorted(nodes, t, side="right") - 1, 0, len(nodes) - 2)
    with np.errstate(divide="ignore"):
        slope = capacity(h[i], h[i + 1], nodes[i], nodes[i + 1])
    return np.where((t >= nodes[0]) & (t <= nodes[-1]), slope, np.nan)[()]


def arrays(rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Enthalpies and temperatures of the points."""
    checked(rows)
    return np.array([float(row.h) for row in rows]), np.array([float(row.t) for row in rows])


def h_of_arrays(h: NDArray[np.float64], t: NDArray[np.float64], at: Any) -> Any:
    """Enthalpy at temperatures `at`; NaN beyond the ends and at a flat stretch."""
    found = np.interp(at, t, h, left=np.nan, right=np.nan)
    for flat in t[:-1][np.diff(t) == 0.0]:
        found = np.where(at == flat, np.nan, found)
    return found[()] if isinstance(found, np.ndarray) else found


def _bracket_t(rows: Rows, t: Decimal) -> tuple[CurvePoint, CurvePoint]:
    for below, above in pairwise(checked(rows)):
        if below.t == above.t == t:
            raise ImpossibleState(
                f"T = {t:.6g} K is where this stream boils or condenses at constant temperature: T "
                f"does not fix its enthalpy; give h, or a state beyond the bend"
            )
    for below, above in pairwise(rows):
        if below.t <= t <= above.t:
            choose("t_a <= t and t <= t_b", t=t, t_a=below.t, t_b=above.t)
            return below, above
    raise OutsideValidity(
        f"T = {t:.6g} K lies outside the heating curve, {rows[0].t:.6g} to {rows[-1].t:.6g} K; "
        f"extend the curve"
    )


def _bracket_h(rows: Rows, h: Decimal) -> tuple[CurvePoint, CurvePoint]:
    for below, above in pairwise(checked(rows)):
        if below.h <= h <= above.h:
            choose("h_a <= h and h <= h_b", h=h, h_a=below.h, h_b=above.h)
            return below, above
    raise OutsideValidity(
        f"h = {h:.6g} J/kg lies outside the heating curve, {rows[0].h:.6g} to {rows[-1].h:.6g} "
        f"J/kg; extend the curve"
    )
