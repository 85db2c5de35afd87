"""The same states of moist air read from CoolProp's HumidAir, as evidence: a witness to `moist`.

0.04 ms a reading of the humidity ratio, up to 3 ms from a wet bulb: for single cases. A row of an
array that CoolProp refuses is NaN.
"""

from typing import Any

import numpy as np

from greenlang.core.equations import lookup
from greenlang.core.errors import ImpossibleState
from greenlang.core.units import JoulePerKg, Kelvin, M3PerKg, Pascal, Ratio

HUMID_AIR = "CoolProp HumidAir, after Herrmann, Kretzschmar & Gatley, ASHRAE RP-1485 (2009)"
AT = (("303.15", "0.6", "101325"), ("283.15", "1", "8e4"))
AT_WET = (("303.15", "297.15", "101325"), ("283.15", "281.15", "8e4"))


@lookup("W", HUMID_AIR, at=AT)
def humidity_ratio(t: Kelvin, phi: Ratio, p: Pascal) -> Ratio:
    """Humidity ratio at a dry bulb and a relative humidity of 0 to 1."""
    return _read("W", t, "R", phi, p)


@lookup("h", HUMID_AIR, at=AT)
def enthalpy(t: Kelvin, phi: Ratio, p: Pascal) -> JoulePerKg:
    """Enthalpy at a dry bulb and a relative humidity of 0 to 1."""
    return _read("H", t, "R", phi, p)


@lookup("v", HUMID_AIR, at=AT)
def volume(t: Kelvin, phi: Ratio, p: Pascal) -> M3PerKg:
    """Volume of a kilogram of dry air with its vapour."""
    return _read("V", t, "R", phi, p)


@lookup("T_wb", HUMID_AIR, at=AT)
def wet_bulb(t: Kelvin, phi: Ratio, p: Pascal) -> Kelvin:
    """Wet bulb at a dry bulb and a relative humidity of 0 to 1."""
    return _read("B", t, "R", phi, p)


@lookup("φ", HUMID_AIR, at=AT_WET)
def relative_humidity(t: Kelvin, t_wb: Kelvin, p: Pascal) -> Ratio:
    """Relative humidity, 0 to 1, at a dry and a wet bulb."""
    return _read("R", t, "B", t_wb, p)


def _read(key: str, t: Any, other: str, x: Any, p: Any) -> Any:
    from CoolProp.CoolProp import HAPropsSI

    if np.ndim(t) or np.ndim(x) or np.ndim(p):
        return _by_row(HAPropsSI, key, other, np.broadcast_arrays(t, x, p))
    try:
        return HAPropsSI(key, "T", t, other, x, "P", p)
    except ValueError as error:
        raise ImpossibleState(
            f"moist air at T = {t:.6g} K, {other} = {x:.6g}, p = {p:.6g} Pa: {error}; "
            "relative humidity is 0 to 1, a wet bulb lies below the dry bulb"
        ) from None


def _by_row(engine: Any, key: str, other: str, given: Any) -> Any:
    t, x, p = given
    found = np.full(t.size, np.nan)
    for i in range(t.size):
        try:
            found[i] = engine(key, "T", t.flat[i], other, x.flat[i], "P", p.flat[i])
        except ValueError:
            continue
    return found.reshape(t.shape)
