"""Sea and brackish water by salinity in kg/kg (35 g/kg is 0.035): values read from CoolProp.

0 to 120 g/kg, 0 to 120 degC. At 0 g/kg they are those of fresh water within 0.7 % (viscosity and
conductivity), so take one of the two for a plant and do not compare them.
"""

from typing import Any

import numpy as np

from greenlang.core.equations import lookup
from greenlang.core.errors import OutsideValidity
from greenlang.core.units import (
    JoulePerKgKelvin,
    Kelvin,
    KgPerM3,
    Pascal,
    PascalSecond,
    Ratio,
    WattPerMetreKelvin,
)

MITSW = "CoolProp MITSW, after Sharqawy, Lienhard & Zubair, Desalination Water Treat. 16 (2010) 354"
AT = (("298.15", "0.035", "101325"), ("283.15", "0.0025", "2e5"))
MOST = 0.12
GUARDS = (
    "s >= 0: salinity is kg/kg, 0.035 for sea water",
    "s <= 0.12: salinity is kg/kg, 0.035 for sea water; g/kg or per cent given?",
    "t >= 271.15: sea water freezes near -1.9 degC; degC given for K?",
    "t <= 393.15: the correlations end at 120 degC",
)


@lookup("cp", MITSW, guards=GUARDS, at=AT)
def cp(t: Kelvin, s: Ratio, p: Pascal) -> JoulePerKgKelvin:
    """Heat capacity; 4.3 % below fresh water at 35 g/kg, 25 degC."""
    return _read("C", t, s, p)


@lookup("ρ", MITSW, guards=GUARDS, at=AT)
def rho(t: Kelvin, s: Ratio, p: Pascal) -> KgPerM3:
    """Density."""
    return _read("D", t, s, p)


@lookup("μ", MITSW, guards=GUARDS, at=AT)
def mu(t: Kelvin, s: Ratio, p: Pascal) -> PascalSecond:
    """Dynamic viscosity."""
    return _read("V", t, s, p)


@lookup("k", MITSW, guards=GUARDS, at=AT)
def k(t: Kelvin, s: Ratio, p: Pascal) -> WattPerMetreKelvin:
    """Thermal conductivity."""
    return _read("L", t, s, p)


def _read(key: str, t: Any, s: Any, p: Any) -> Any:
    from CoolProp.CoolProp import PropsSI

    if np.ndim(s) or np.ndim(p):
        return _by_salinity(key, *np.broadcast_arrays(t, s, p))
    if not 0 <= s <= MOST:
        return np.full(np.shape(t), np.nan)[()]
    try:
        return PropsSI(key, "T", t, "P", p, f"INCOMP::MITSW[{s:.9g}]")
    except ValueError as error:
        if np.ndim(t) == 0:
            raise OutsideValidity(f"sea water at {t:.6g} K, {1000 * s:.4g} g/kg: {error}") from None
        return np.array([_one(key, x, s, p) for x in np.ravel(t)]).reshape(np.shape(t))


def _one(key: str, t: float, s: float, p: float) -> float:
    try:
        return float(_read(key, float(t), float(s), float(p)))
    except OutsideValidity:
        return float("nan")


def _by_salinity(key: str, t: Any, s: Any, p: Any) -> Any:
    """Rows of one salinity and pressure at a time: the engine fixes both for a call."""
    found = np.full(t.shape, np.nan)
    for salinity, pressure in {*zip(s.flat, p.flat, strict=True)}:
        rows = (s == salinity) & (p == pressure)
        if np.any(rows):
            found[rows] = _read(key, t[rows], float(salinity), float(pressure))
    return found
