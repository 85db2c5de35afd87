"""Clean coefficients in the manner of the HEI standards, from the user's own licensed tables.

No number of any edition is in this project: an edition is read from the user's folder, named in
every result with the hash of its files, and never mixed with another. Linear between nodes of
velocity and temperature, nothing beyond them; diameters, materials and gauges as tabled. The
design cleanliness factor is no part of a clean coefficient.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import InputError, InsufficientData, NotFound, OutsideValidity, near
from greenlang.core.solve import choose
from greenlang.core.units import (
    Kelvin,
    KgPerSecond,
    M3PerSecond,
    Metre,
    MetrePerSecond,
    Ratio,
    WattPerM2Kelvin,
)

LICENSED = "HEI Standards for Steam Surface Condensers, edition and file hash in the case"
OPEN_ROUTE = "without tables take clean_model: {route: open}, the analytic route"
SAME_DIAMETER = 1e-3  # share by which a diameter may differ from the tabled one: rounding of inches
UNITY = (291.0, 297.5)  # K, 64 to 76 degF: where F_w must pass 1
NEAR_UNITY = 0.02


@dataclass(frozen=True)
class U1Row:
    """Uncorrected coefficient of a tube diameter at a velocity."""

    od: Metre
    v: MetrePerSecond
    u: WattPerM2Kelvin


@dataclass(frozen=True)
class FwRow:
    """Correction for the temperature of the water at the inlet."""

    t: Kelvin
    factor: Ratio


@dataclass(frozen=True)
class FmRow:
    """Correction for tube material and wall gauge (BWG)."""

    material: str
    bwg: str
    factor: Ratio


@dataclass(frozen=True)
class VentRow:
    """Capacity of venting equipment by shells, exhaust openings and steam to each opening."""

    shells: int
    openings: int
    exhaust: KgPerSecond
    air: M3PerSecond


@dataclass(frozen=True)
class HeiTables:
    """One edition. `digest` is the hash of its files together; vent tables are optional."""

    edition: str
    year: int
    holder: str
    digest: str
    u1: tuple[U1Row, ...]
    fw: tuple[FwRow, ...]
    fm: tuple[FmRow, ...]
    vent: tuple[VentRow, ...] = ()


@equation("U_1", LICENSED, at=(("2.1", "2", "2.2", "3800", "3950"), ("2", "2", "3", "1", "2")))
def u_between(
    v: MetrePerSecond, v_a: MetrePerSecond, v_b: MetrePerSecond, u_a: WattPerM2Kelvin,
    u_b: WattPerM2Kelvin,
) -> WattPerM2Kelvin:  # fmt: skip
    """Uncorrected coefficient between two velocities of the table."""
    return u_a + (v - v_a) * (u_b - u_a) / (v_b - v_a)


@equation("F_w", LICENSED, at=(("295", "294", "300", "1", "1.04"), ("1", "1", "2", "3", "4")))
def factor_between(t: Kelvin, t_a: Kelvin, t_b: Kelvin, f_a: Ratio, f_b: Ratio) -> Ratio:
    """Correction between two temperatures of the table."""
    return f_a + (t - t_a) * (f_b - f_a) / (t_b - t_a)


@equation("V_air", LICENSED, at=(("50", "40", "60", "0.005", "0.006"), ("1", "1", "2", "3", "4")))
def vent_between(
    m: KgPerSecond, m_a: KgPerSecond, m_b: KgPerSecond, v_a: M3PerSecond, v_b: M3PerSecond
) -> M3PerSecond:
    """Vent capacity between two rows of the table."""
    return v_a + (m - m_a) * (v_b - v_a) / (m_b - m_a)


@equation("U_c", LICENSED, at=(("3800", "1.02", "0.95"), ("1", "1", "1")))
def clean(u1: WattPerM2Kelvin, fw: Ratio, fm: Ratio) -> WattPerM2Kelvin:
    """Clean coefficient: no cleanliness factor in it."""
    return u1 * fw * fm


def checked(tables: HeiTables) -> HeiTables:
    """The same tables; InputError where they cannot be an edition's: order, direction, units."""
    where = f"HEI edition {tables.edition}"
    if not (tables.u1 and tables.fw and tables.fm):
        raise InsufficientData(f"{where}: u1, fw and fm are needed; {OPEN_ROUTE}")
    kinds = dict.fromkeys((row.shells, row.openings) for row in tables.vent)
    for kind in kinds:
        pairs = [(r.exhaust, r.air) for r in tables.vent if (r.shells, r.openings) == kind]
        _rises(f"{where}, vent of {kind[0]} shells, {kind[1]} openings", pairs)
    for od in diameters(tables):
        _rises(f"{where}, u1 at {1000 * od:.4g} mm", [(r.v, r.u) for r in _of(tables, od)])
    _rises(f"{where}, fw", [(row.t, row.factor) for row in tables.fw])
    _passes_one(where, tables)
    return tables


def _rises(what: str, rows: Sequence[tuple[Any, Any]]) -> None:
    if len(rows) < 2:
        raise InputError(f"{what}: {len(rows)} row, two are needed to read between them")
    for (x_a, y_a), (x_b, y_b) in pairwise(rows):
        if not (x_b > x_a and y_b > y_a):
            raise InputError(
                f"{what}: ({float(x_a):.6g}, {float(y_a):.6g}) is followed by ({float(x_b):.6g}, "
                f"{float(y_b):.6g}); both must rise: a mistyped row, or columns swapped?"
            )


def _passes_one(where: str, tables: HeiTables) -> None:
    t, f = (np.array([float(getattr(r, name)) for r in tables.fw]) for name in ("t", "factor"))
    inside = (t[0] <= UNITY[0]) and (t[-1] >= UNITY[1])
    near_one = np.interp(np.array(UNITY), t, f)
    if inside and not near_one[0] - NEAR_UNITY <= 1 <= near_one[1] + NEAR_UNITY:
        raise InputError(
            f"{where}: F_w is {near_one[0]:.4g} at 64 and {near_one[1]:.4g} at 76 degF and must be "
            "1 near 70; degC typed for degF?"
        )


def diameters(tables: HeiTables) -> tuple[float, ...]:
    """Tube diameters of the table, m."""
    return tuple(dict.fromkeys(float(row.od) for row in tables.u1))


def _of(tables: HeiTables, od: Any) -> list[U1Row]:
    """Rows of a diameter; OutsideValidity where the table has none."""
    known = diameters(tables)
    best = min(known, key=lambda each: abs(each - float(od)))
    if abs(best - float(od)) > SAME_DIAMETER * best:
        told = ", ".join(f"{1000 * each:.2f}" for each in known)
        raise OutsideValidity(
            f"HEI edition {tables.edition} has no tube of {1000 * float(od):.4g} mm: {told} mm; "
            f"{OPEN_ROUTE}"
        )
    return [row for row in tables.u1 if float(row.od) == best]


def u1(tables: HeiTables, od: Any, v: Any) -> Any:
    """Uncorrected coefficient of a tabled diameter at a velocity, W/(m2 K)."""
    rows = [(row.v, row.u) for row in _of(tables, od)]
    return _between(v, rows, u_between, f"HEI {tables.edition}, velocity in m/s")


def fw(tables: HeiTables, t: Any) -> Any:
    """Correction for the inlet temperature of the water."""
    rows = [(row.t, row.factor) for row in tables.fw]
    return _between(t, rows, factor_between, f"HEI {tables.edition}, inlet water in K")


def fm(tables: HeiTables, material: str, bwg: str) -> Any:
    """Correction for a material and gauge as tabled; NotFound names the near one."""
    for row in tables.fm:
        if (row.material.casefold(), row.bwg) == (material.casefold(), bwg):
            return row.factor
    known = dict.fromkeys(f"{row.material} {row.bwg}" for row in tables.fm)
    raise NotFound(
        f"HEI edition {tables.edition} has no {material} of BWG {bwg}"
        f"{near(f'{material} {bwg}', known)}; {OPEN_ROUTE}"
    )


def vent(tables: HeiTables, shells: int, openings: int, exhaust: Any) -> Any:
    """Capacity of the venting equipment, standard m3/s of air as the table's own standard."""
    rows = [r for r in tables.vent if (r.shells, r.openings) == (shells, openings)]
    if not rows:
        raise NotFound(
            f"HEI edition {tables.edition} has no vent capacity for {shells} shells with "
            f"{openings} openings: add it to vent.csv"
        )
    pairs = [(row.exhaust, row.air) for row in rows]
    return _between(exhaust, pairs, vent_between, f"HEI {tables.edition}, exhaust in kg/s")


def _between(x: Any, rows: Sequence[tuple[Any, Any]], form: Any, what: str) -> Any:
    if not isinstance(x, Decimal):
        return _arrays(x, rows, form)
    for (a, y_a), (b, y_b) in pairwise(rows):
        if a <= x <= b:
            choose("x_a <= x and x <= x_b", x=x, x_a=a, x_b=b)
            return form(x, a, b, y_a, y_b)
    raise OutsideValidity(
        f"{what}: {float(x):.6g} lies outside the table, {float(rows[0][0]):.6g} to "
        f"{float(rows[-1][0]):.6g}; nothing is extrapolated; {OPEN_ROUTE}"
    )


def _arrays(x: Any, rows: Sequence[tuple[Any, Any]], form: Any) -> Any:
    nodes, y = np.array([[float(a), float(b)] for a, b in rows]).T
    x = np.asarray(x, dtype=float)
    i = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2)
    found = form(x, nodes[i], nodes[i + 1], y[i], y[i + 1])
    return np.where((x >= nodes[0]) & (x <= nodes[-1]), found, np.nan)[()]


def narrowed(tables: HeiTables, od: float, v: float, t: float, tube: tuple[str, str]) -> HeiTables:
    """Only the rows that a case at this state needs, so that its record is short."""
    return dataclasses.replace(
        tables,
        u1=_around(_of(tables, od), "v", v),
        fw=_around(tables.fw, "t", t),
        fm=tuple(
            r for r in tables.fm if (r.material.casefold(), r.bwg) == (tube[0].casefold(), tube[1])
        ),
        vent=(),
    )


def _around(rows: Sequence[Any], name: str, x: float) -> tuple[Any, ...]:
    """The rows on both sides of x; all of them where it lies outside."""
    for a, b in pairwise(rows):
        if float(getattr(a, name)) <= x <= float(getattr(b, name)):
            return (a, b)
    return tuple(rows)
