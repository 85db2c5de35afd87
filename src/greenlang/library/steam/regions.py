"""Which region of IAPWS-IF97 a state lies in: 1 liquid, 2 steam, 4 wet; 0 in arrays is none.

Region 3, around the critical point above 623.15 K, and region 5, above 1073.15 K, are refused by
name. Arrays do not raise: a row outside is 0.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.provenance import untraced
from greenlang.core.solve import choose
from greenlang.core.units import Dimension
from greenlang.library.steam import region1, region2, saturation

OUTSIDE, LIQUID, STEAM, WET = 0, 1, 2, 4
T_MIN, T_13, T_23, T_MAX = (Decimal(t) for t in ("273.15", "623.15", "863.15", "1073.15"))
P_MAX = Decimal("100E6")
VACUUM = Decimal("1E-3")  # Pa, as good as the nothing that steam may approach
P_13 = Decimal("16529164.2527")  # saturation pressure at 623.15 K
P_MIN = Decimal("611.2126")  # saturation pressure at 273.15 K
CLOSE = Decimal("1E-6")  # K from saturation: pressure and temperature cannot tell the phase there

Shown = tuple[float, str]  # how a message prints an SI value
KELVIN, BAR = (1.0, "K"), (1e5, "bar a")
KILOJOULE, KILOJOULE_KELVIN = (1e3, "kJ/kg"), (1e3, "kJ/(kg K)")

Codes = NDArray[np.uint8]
Function = Callable[[Any, Any], Any]


def region_pt(p: Any, t: Any) -> int:
    """Region 1 or 2 at p in Pa and t in K, as a recorded choice.

    Raises OutsideValidity, and ImpossibleState on the saturation line.
    """
    if isinstance(p, Dimension):
        return LIQUID
    _within("temperature", t, KELVIN, T_MIN, T_MAX)
    _within("pressure", p, BAR, VACUUM, P_MAX)
    if choose("t <= 623.15", t=t):
        p_s = saturation.pressure(t)
        if abs(p / p_s - 1) < CLOSE:
            _off_saturation(p, t)
        return LIQUID if choose("p >= p_s", p=p, p_s=p_s) else STEAM
    if choose("t >= 863.15", t=t):
        return STEAM
    if choose("p <= p_b23", p=p, p_b23=saturation.boundary_pressure(t)):
        return STEAM
    raise _region3(f"{_shown(p, BAR)} and {_shown(t, KELVIN)}")


def _off_saturation(p: Decimal, t: Decimal) -> None:
    if abs(t - saturation.temperature(p)) < CLOSE:
        raise ImpossibleState(
            f"water at {_shown(p, BAR)} and {_shown(t, KELVIN)} lies on the saturation line, where "
            "the two do not tell liquid from steam: give pressure and vapour fraction"
        )


def region_ph(p: Any, h: Any) -> int:
    """Region 1, 2 or 4 at p in Pa and h in J/kg. Raises OutsideValidity."""
    return _region(p, h, ("enthalpy", KILOJOULE), region1.enthalpy, region2.enthalpy)


def region_ps(p: Any, s: Any) -> int:
    """Region 1, 2 or 4 at p in Pa and s in J/(kg K). Raises OutsideValidity."""
    return _region(p, s, ("entropy", KILOJOULE_KELVIN), region1.entropy, region2.entropy)


def _region(p: Any, value: Any, what: tuple[str, Shown], liquid: Function, steam: Function) -> int:
    if isinstance(p, Dimension):
        return LIQUID
    _within("pressure", p, BAR, P_MIN, P_MAX)
    with untraced():  # the state that follows proves the region by its temperature
        _within(what[0], value, what[1], liquid(p, T_MIN), steam(p, T_MAX))
        below = p <= P_13
        t_s = saturation.temperature(p) if below else T_13
        if value < liquid(p, t_s):
            return LIQUID
        if value > steam(p, t_s if below else saturation.boundary_temperature(p)):
            return STEAM
    if below:
        return WET
    raise _region3(f"{_shown(p, BAR)} and {_shown(value, what[1])}")


def within_saturation(p: Any) -> None:
    """Raise OutsideValidity where saturated states lie outside regions 1 and 2."""
    if not isinstance(p, Dimension):
        _within("saturation pressure", p, BAR, P_MIN, P_13)


def _within(what: str, value: Decimal, unit: Shown, low: Decimal, high: Decimal) -> None:
    if not low <= value <= high:
        raise OutsideValidity(
            f"water and steam: {what} {_shown(value, unit)} lies outside {_shown(low, unit)} to "
            f"{_shown(high, unit)}, the range of IAPWS-IF97 regions 1, 2 and 4"
        )


def _shown(value: Decimal, unit: Shown) -> str:
    return f"{float(value) / unit[0]:.7g} {unit[1]}"


def _region3(state: str) -> OutsideValidity:
    return OutsideValidity(
        f"water at {state} lies in region 3 of IAPWS-IF97, around the critical point; liquid is "
        "covered to 623.15 K, steam from the boundary B23"
    )


def regions_pt(p: Any, t: Any) -> Codes:
    """Region of each row: 1, 2, or 0 outside; the saturation line counts as liquid."""
    p, t = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(t, dtype=float))
    with np.errstate(all="ignore"):
        inside = (t >= 273.15) & (t <= 1073.15) & (p > 0) & (p <= 100e6)
        cool = t <= 623.15
        steam = ~cool & ((t >= 863.15) | (p <= saturation.boundary_pressure(t)))
        liquid = p >= saturation.pressure(t)
    return np.where(
        inside, np.where(cool, np.where(liquid, LIQUID, STEAM), STEAM * steam), OUTSIDE
    ).astype(np.uint8)


def regions_ph(p: Any, h: Any) -> Codes:
    """Region of each row of p in Pa and h in J/kg: 1, 2, 4, or 0 outside."""
    return _regions(p, h, region1.enthalpy, region2.enthalpy)


def regions_ps(p: Any, s: Any) -> Codes:
    """Region of each row of p in Pa and s in J/(kg K): 1, 2, 4, or 0 outside."""
    return _regions(p, s, region1.entropy, region2.entropy)


def _regions(p: Any, value: Any, liquid: Function, steam: Function) -> Codes:
    p, value = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(value, dtype=float))
    with np.errstate(all="ignore"):
        below = p <= float(P_13)
        t_s = np.where(below, saturation.temperature(p), float(T_13))
        t_23 = np.where(below, t_s, saturation.boundary_temperature(p))
        inside = (p >= float(P_MIN)) & (p <= float(P_MAX))
        inside &= (value >= liquid(p, float(T_MIN))) & (value <= steam(p, float(T_MAX)))
        found = np.where(value > steam(p, t_23), STEAM, WET * below)
        found = np.where(value < liquid(p, t_s), LIQUID, found)
    return np.where(inside, found, OUTSIDE).astype(np.uint8)
