"""Which region of IAPWS-IF97 a state lies in; 0 in arrays is none, they do not raise.

1 liquid, 2 steam, 3 around the critical point, 4 wet, 5 hot steam above 1073.15 K.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.provenance import untraced
from greenlang.core.solve import choose
from greenlang.core.units import Dimension
from greenlang.library.steam import (
    backward_region3,
    critical,
    region1,
    region2,
    region3,
    region5,
    saturation,
)

OUTSIDE, LIQUID, STEAM, CRITICAL, WET, HOT = range(6)
T_MIN, T_13, T_23, T_MAX = (Decimal(t) for t in ("273.15", "623.15", "863.15", "1073.15"))
T_HOT, T_CRITICAL = Decimal("2273.15"), Decimal("647.096")
P_MAX, P_HOT, P_CRITICAL = Decimal("100E6"), Decimal("50E6"), Decimal("22.064E6")
VACUUM = Decimal("1E-3")  # Pa, as good as the nothing that steam may approach
P_13 = Decimal("16529164.2527")  # saturation pressure at 623.15 K
P_MIN = Decimal("611.2126")  # saturation pressure at 273.15 K
CLOSE = Decimal("1E-6")  # K from saturation: pressure and temperature cannot tell the phase there

Shown = tuple[float, str]  # how a message prints an SI value
KELVIN, BAR = (1.0, "K"), (1e5, "bar a")
SURE = Decimal("1E-4")  # share of pressure, more than the border of the wet region misses
KILOJOULE, KILOJOULE_KELVIN = (1e3, "kJ/kg"), (1e3, "kJ/(kg K)")

Codes = NDArray[np.uint8]
Function = Callable[[Any, Any], Any]


def region_pt(p: Any, t: Any) -> int:
    """Region 1, 2, 3 or 5 at p in Pa and t in K, as a recorded choice.

    Raises OutsideValidity, and ImpossibleState on the saturation line.
    """
    if isinstance(p, Dimension):
        return LIQUID
    _within("temperature", t, KELVIN, T_MIN, T_HOT)
    _within("pressure", p, BAR, VACUUM, P_MAX if t <= T_MAX else P_HOT)
    if choose("t <= 623.15", t=t):
        p_s = _saturation_apart(p, t)
        return LIQUID if choose("p >= p_s", p=p, p_s=p_s) else STEAM
    if choose("t >= 863.15", t=t):
        return STEAM if choose("t <= 1073.15", t=t) else HOT
    if choose("p <= p_b23", p=p, p_b23=saturation.boundary_pressure(t)):
        return STEAM
    if t <= T_CRITICAL:
        _saturation_apart(p, t)
    return CRITICAL


def _saturation_apart(p: Decimal, t: Decimal) -> Decimal:
    p_s: Decimal = saturation.pressure(t)
    if abs(p / p_s - 1) < CLOSE and p <= P_CRITICAL:
        _off_saturation(p, t)
    return p_s


def _off_saturation(p: Decimal, t: Decimal) -> None:
    if abs(t - saturation.temperature(p)) < CLOSE:
        raise ImpossibleState(
            f"water at {_shown(p, BAR)} and {_shown(t, KELVIN)} lies on the saturation line, where "
            "the two do not tell liquid from steam: give pressure and vapour fraction"
        )


def region_ph(p: Any, h: Any) -> int:
    """Region 1 to 5 at p in Pa and h in J/kg. Raises OutsideValidity."""
    return _region(p, h, ENTHALPY)


def region_ps(p: Any, s: Any) -> int:
    """Region 1 to 5 at p in Pa and s in J/(kg K). Raises OutsideValidity."""
    return _region(p, s, ENTROPY)


@dataclass(frozen=True)
class Given:
    """The property that is given beside the pressure, and what bounds the regions with it."""

    name: str
    unit: Shown
    liquid: Function
    steam: Function
    hot: Function
    critical: Function
    wet_below: Callable[[Any], Any]
    wet_ends: tuple[str, str]  # of saturated liquid and vapour at 623.15 K


ENTHALPY = Given(
    "enthalpy",
    KILOJOULE,
    region1.enthalpy,
    region2.enthalpy,
    region5.enthalpy,
    region3.enthalpy,
    backward_region3.saturation_from_enthalpy,
    ("1670900", "2563500"),
)
ENTROPY = Given(
    "entropy",
    KILOJOULE_KELVIN,
    region1.entropy,
    region2.entropy,
    region5.entropy,
    region3.entropy,
    backward_region3.saturation_from_entropy,
    ("3778.4", "5210.7"),
)


def _region(p: Any, value: Any, given: Given) -> int:
    if isinstance(p, Dimension):
        return LIQUID
    _within("pressure", p, BAR, P_MIN, P_MAX)
    with untraced():  # the state that follows proves the region by its temperature
        top = given.hot(p, T_HOT) if p <= P_HOT else given.steam(p, T_MAX)
        _within(given.name, value, given.unit, given.liquid(p, T_MIN), top)
        below = p <= P_13
        t_s = saturation.temperature(p) if below else T_13
        if value < given.liquid(p, t_s):
            return LIQUID
        if value > given.steam(p, t_s if below else saturation.boundary_temperature(p)):
            return HOT if value > given.steam(p, T_MAX) else STEAM
        if below or (p < P_CRITICAL and _wet_near_critical(p, value, given)):
            return WET
    return CRITICAL


def _wet_near_critical(p: Any, value: Any, given: Given) -> Any:
    """Whether a state between 16.53 MPa and the critical pressure is wet."""
    low, high = map(Decimal, given.wet_ends)
    p_s = given.wet_below(min(max(value, low), high))
    if abs(p / p_s - 1) > SURE:
        return p < p_s
    return _between_ends(p, value, given)


def _between_ends(p: Any, value: Any, given: Given) -> Any:
    t_s = saturation.temperature(p)
    low, high = (
        given.critical(critical.density(p, t_s, vapour=side), t_s) for side in (False, True)
    )
    return (low <= value) & (value <= high)


def within_saturation(p: Any) -> None:
    """Raise OutsideValidity where there is no saturation."""
    if not isinstance(p, Dimension):
        _within("saturation pressure", p, BAR, P_MIN, P_CRITICAL)


def _within(what: str, value: Decimal, unit: Shown, low: Decimal, high: Decimal) -> None:
    if not low <= value <= high:
        raise OutsideValidity(
            f"water and steam: {what} {_shown(value, unit)} lies outside {_shown(low, unit)} to "
            f"{_shown(high, unit)}, the range of IAPWS-IF97"
        )


def _shown(value: Decimal, unit: Shown) -> str:
    return f"{float(value) / unit[0]:.7g} {unit[1]}"


def regions_pt(p: Any, t: Any) -> Codes:
    """Region of each row: 1, 2, 3, 5, or 0 outside; the saturation line counts as liquid."""
    p, t = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(t, dtype=float))
    with np.errstate(all="ignore"):
        hot = t > float(T_MAX)
        inside = (t >= 273.15) & (t <= float(T_HOT)) & (p > 0) & (p <= np.where(hot, 50e6, 100e6))
        cool = t <= 623.15
        steam = (t >= 863.15) | (p <= saturation.boundary_pressure(t))
        liquid = p >= saturation.pressure(t)
    found = np.where(
        cool, np.where(liquid, LIQUID, STEAM), np.where(steam, np.where(hot, HOT, STEAM), CRITICAL)
    )
    return np.where(inside, found, OUTSIDE).astype(np.uint8)


def regions_ph(p: Any, h: Any) -> Codes:
    """Region of each row of p in Pa and h in J/kg: 1 to 5, or 0 outside."""
    return _regions(p, h, ENTHALPY)


def regions_ps(p: Any, s: Any) -> Codes:
    """Region of each row of p in Pa and s in J/(kg K): 1 to 5, or 0 outside."""
    return _regions(p, s, ENTROPY)


def _regions(p: Any, value: Any, given: Given) -> Codes:
    p, value = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(value, dtype=float))
    with np.errstate(all="ignore"):
        below = p <= float(P_13)
        t_s = np.where(below, saturation.temperature(p), float(T_13))
        t_23 = np.where(below, t_s, saturation.boundary_temperature(p))
        found = np.where(value > given.steam(p, t_23), STEAM, np.where(below, WET, CRITICAL))
        found = np.where(value < given.liquid(p, t_s), LIQUID, found)
        inside = (p >= float(P_MIN)) & (p <= float(P_MAX))
        inside &= value >= given.liquid(p, float(T_MIN))
        steam = np.flatnonzero((found == STEAM) & inside)
        found.flat[steam] = _steam_or_hot(p.flat[steam], value.flat[steam], given)
        near = np.flatnonzero((found == CRITICAL) & (p < float(P_CRITICAL)))
        found.flat[near] = _critical_or_wet(p.flat[near], value.flat[near], given)
    return np.where(inside, found, OUTSIDE).astype(np.uint8)


def _steam_or_hot(p: Any, value: Any, given: Given) -> Any:
    hot = value > given.steam(p, float(T_MAX))
    beyond = hot & ((p > float(P_HOT)) | (value > given.hot(p, float(T_HOT))))
    return np.where(beyond, OUTSIDE, np.where(hot, HOT, STEAM))


def _critical_or_wet(p: Any, value: Any, given: Given) -> Any:
    low, high = map(float, given.wet_ends)
    p_s = given.wet_below(np.clip(value, low, high))
    wet = p < p_s
    near = np.abs(p / p_s - 1) < float(SURE)
    wet[near] = _between_ends(p[near], value[near], given)
    return np.where(wet, WET, CRITICAL)
