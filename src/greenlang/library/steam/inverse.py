"""Temperature from (p,h) and (p,s) in one region: the inverse of the forward equation.

A backward equation starts it. Decimals solve the residual to the digit, arrays take two Newton
steps, which leave 5e-12 K.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.equations import implicit
from greenlang.core.maths import ln
from greenlang.core.solve import Residual, solved
from greenlang.core.tables import power_sum
from greenlang.core.units import (
    LEVEL,
    Dimension,
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    Pascal,
    Unit,
)
from greenlang.library.steam import backward, closure, region1, region2, region5

Function = Callable[[Any, Any], Any]


def liquid_temperature_ph(p: Any, h: Any) -> Any:
    """Temperature in K of liquid water at p in Pa with h in J/kg, in region 1."""
    start = backward.liquid_from_enthalpy(p, h)
    if isinstance(start, Decimal):
        return liquid_with_enthalpy(p, h, start)
    return _newton(p, h, start, region1.enthalpy, region1.heat_capacity)


def liquid_temperature_ps(p: Any, s: Any) -> Any:
    """Temperature in K of liquid water at p in Pa with s in J/(kg K), in region 1."""
    start = backward.liquid_from_entropy(p, s)
    if isinstance(start, Decimal):
        return liquid_with_entropy(p, s, start)
    return _newton(p, s, start, region1.entropy, _slope(region1.heat_capacity))


def steam_temperature_ph(p: Any, h: Any) -> Any:
    """Temperature in K of steam at p in Pa with h in J/kg, in region 2."""
    start = backward.steam_from_enthalpy(p, h)
    if isinstance(start, Decimal):
        return steam_with_enthalpy(p, h, start)
    return _newton(p, h, start, region2.enthalpy, region2.heat_capacity)


def steam_temperature_ps(p: Any, s: Any) -> Any:
    """Temperature in K of steam at p in Pa with s in J/(kg K), in region 2."""
    start = backward.steam_from_entropy(p, s)
    if isinstance(start, Decimal):
        return steam_with_entropy(p, s, start)
    return _newton(p, s, start, region2.entropy, _slope(region2.heat_capacity))


def hot_temperature_ph(p: Any, h: Any) -> Any:
    """Temperature in K of hot steam at p in Pa with h in J/kg, in region 5."""
    return _hot(p, h, region5.enthalpy, region5.heat_capacity, closure.enthalpy)


def hot_temperature_ps(p: Any, s: Any) -> Any:
    """Temperature in K of hot steam at p in Pa with s in J/(kg K), in region 5."""
    return _hot(p, s, region5.entropy, _slope(region5.heat_capacity), closure.entropy)


def _hot(p: Any, wanted: Any, value: Function, slope: Function, closed: Function) -> Any:
    if isinstance(p, Dimension):
        return LEVEL
    if not isinstance(p, Decimal):
        return _newton(p, wanted, 1500.0, value, slope, steps=7)
    found = solved(
        "hot steam at pressure and energy",
        {"t": (Unit("K", LEVEL), Decimal(1500))},
        lambda x: [Residual(closed(wanted, value(p, x["t"])), (wanted,))],
    )
    return found["t"]


def _slope(heat_capacity: Function) -> Function:
    return lambda p, t: heat_capacity(p, t) / t


def _newton(p: Any, wanted: Any, t: Any, value: Function, slope: Function, steps: int = 2) -> Any:
    with np.errstate(all="ignore"):
        for _ in range(steps):
            t = t + (wanted - value(p, t)) / slope(p, t)
    return t


@implicit(
    "T",
    region1.RELEASE,
    low="start - 0.1",
    high="start + 0.1",
    at=(("3e6", "500e3", "391.8"), ("80e6", "1500e3", "611.04"), ("1e5", "1e4", "275.5")),
    empirical=True,
)
def liquid_with_enthalpy(
    t: Kelvin,
    p: Pascal,
    h: JoulePerKg,
    start: Kelvin,  # noqa: ARG001 - brackets the root
) -> JoulePerKg:
    """Temperature near `start` at which liquid water has this enthalpy."""
    return h - 461.526 * 1386 * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 0, 1)


@implicit(
    "T",
    region1.RELEASE,
    low="start - 0.1",
    high="start + 0.1",
    at=(("3e6", "500", "307.84"), ("80e6", "3000", "565.9")),
    empirical=True,
)
def liquid_with_entropy(
    t: Kelvin,
    p: Pascal,
    s: JoulePerKgKelvin,
    start: Kelvin,  # noqa: ARG001 - brackets the root
) -> JoulePerKgKelvin:
    """Temperature near `start` at which liquid water has this entropy."""
    return s - 461.526 * (
        1386 / t * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 0, 1)
        - power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222)
    )


@implicit(
    "T",
    region2.RELEASE,
    low="start - 0.1",
    high="start + 0.1",
    at=(("3e6", "4000e3", "1010.78"), ("60e6", "3200e3", "882.76"), ("1e3", "3e6", "534.43")),
    empirical=True,
)
def steam_with_enthalpy(
    t: Kelvin,
    p: Pascal,
    h: JoulePerKg,
    start: Kelvin,  # noqa: ARG001 - brackets the root
) -> JoulePerKg:
    """Temperature near `start` at which steam has this enthalpy."""
    return h - 461.526 * 540 * (
        power_sum("if97/region2_ideal", 1, 540 / t, 0, 1)
        + power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 0, 1)
    )


@implicit(
    "T",
    region2.RELEASE,
    low="start - 0.1",
    high="start + 0.1",
    at=(("0.1e6", "7500", "399.52"), ("80e6", "5750", "949.02"), ("8e6", "6000", "600.48")),
    empirical=True,
)
def steam_with_entropy(
    t: Kelvin,
    p: Pascal,
    s: JoulePerKgKelvin,
    start: Kelvin,  # noqa: ARG001 - brackets the root
) -> JoulePerKgKelvin:
    """Temperature near `start` at which steam has this entropy."""
    return s - 461.526 * (
        540 / t * power_sum("if97/region2_ideal", 1, 540 / t, 0, 1)
        + 540 / t * power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 0, 1)
        - ln(p / 1e6)
        - power_sum("if97/region2_ideal", 1, 540 / t)
        - power_sum("if97/region2", p / 1e6, 540 / t - 0.5)
    )
