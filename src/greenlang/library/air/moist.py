"""Moist air in closed form, with the enhancement factor: t in K, p the site's pressure in Pa.

Humidity ratio w and enthalpy h are for a kilogram of DRY air; h is 0 for dry air and for liquid
water at 0 degC. Ideal moist air (enhancement 1) would give 0.4 to 0.5 % too little vapour, and a
Merkel number of a cooling tower 1 % too high. Below 0 degC the vapour is over ice.
"""

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import exp, root
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, choose, solved
from greenlang.core.units import (
    LEVEL,
    JoulePerKg,
    Kelvin,
    KgPerM3,
    M3PerKg,
    Pascal,
    Ratio,
    Unit,
)
from greenlang.library.steam import saturation

HARDY = "Hardy, 3rd Int. Symp. on Humidity and Moisture (NPL, 1998), enhancement over water"
ASHRAE = "ASHRAE Handbook Fundamentals (2009), ch. 1"
VAPOUR = "cubic of this project through IAPWS-IF97 on the saturation line, 0 to 60 degC, to 5 J/kg"
SUBLIMATION = "IAPWS R14-08(2011), Eq. 6"
FROM_BOIL = "vapour must be below the site's pressure: this air boils; check t and p"
WIDEST = 40.0  # K below the dry bulb within which a wet bulb is looked for
ICE, HOTTEST = 273.15, 353.15  # K: where saturated air is looked for
ENHANCED = 1.02  # the enhancement is less
MIDDLE, HALF, DEGREE = 308.15, 35.0, 26  # K, K: the stretch and degree of `saturated_enthalpies`
LEAST_PRESSURE = 5e4  # Pa: below it the polynomial would have to be longer
KELVIN = Unit("K", LEVEL)


@equation(
    "p_s", SUBLIMATION,
    guards=("t <= 273.16: above the triple point ice melts",),
    valid={"t": ("190", "273.16")}, at=(("230",), ("263.15",), ("273.15",)), empirical=True,
)  # fmt: skip
def sublimation_pressure(t: Kelvin) -> Pascal:
    """Pressure of the vapour over ice."""
    return 611.657 * exp(
        273.16
        / t
        * (
            -21.2144006 * (t / 273.16) ** 0.00333333333
            + 27.3203819 * (t / 273.16) ** 1.20666667
            - 6.1059813 * (t / 273.16) ** 1.70333333
        )
    )


@equation(
    "f", HARDY, valid={"t": ("223.15", "373.15")},
    at=(("300", "101325", "3537"), ("263.15", "8e4", "259.9"), ("333", "1e5", "19900")),
    empirical=True,
)  # fmt: skip
def enhancement(t: Kelvin, p: Pascal, p_s: Pascal) -> Ratio:
    """How much more vapour air holds at saturation than empty space would: 1.004 at 1 bar."""
    return exp(
        (
            3.53624e-4
            + 2.9328363e-5 * (t - 273.15)
            + 2.6168979e-7 * (t - 273.15) ** 2
            + 8.5813609e-9 * (t - 273.15) ** 3
        )
        * (1 - p_s / p)
        + exp(
            -10.7588
            + 6.3268134e-2 * (t - 273.15)
            - 2.5368934e-4 * (t - 273.15) ** 2
            + 6.3405286e-7 * (t - 273.15) ** 3
        )
        * (p / p_s - 1)
    )


@equation(
    "W",
    ASHRAE,
    guards=(
        "phi >= 0: relative humidity is 0 to 1",
        "phi <= 1: relative humidity is 0 to 1; per cent given?",
        f"phi * f * p_s < p: {FROM_BOIL}",
    ),
    at=(("0.6", "1.0045", "3537", "101325"), ("1", "1.004", "2339", "8e4")),
)
def humidity_ratio_of(phi: Ratio, f: Ratio, p_s: Pascal, p: Pascal) -> Ratio:
    """Vapour for a kilogram of dry air, from the relative humidity phi, 0 to 1."""
    return 0.621945 * phi * f * p_s / (p - phi * f * p_s)


@equation("φ", ASHRAE, at=(("0.0134", "1.0045", "3537", "101325"), ("0", "1", "600", "1e5")))
def relative_humidity_of(w: Ratio, f: Ratio, p_s: Pascal, p: Pascal) -> Ratio:
    """Relative humidity, 0 to 1, from the humidity ratio; above 1 the air carries fog."""
    return w * p / ((0.621945 + w) * f * p_s)


@equation(
    "h_v",
    VAPOUR,
    valid={"t": ("243.15", "333.15")},
    at=(("300",), ("273.15",)),
    empirical=True,
)
def vapour_enthalpy(t: Kelvin) -> JoulePerKg:
    """Enthalpy of the vapour in air, above liquid water at 0 degC."""
    return (
        2500895.67
        + 1836.75334 * (t - 273.15)
        - 0.292644351 * (t - 273.15) ** 2
        - 0.00554587826 * (t - 273.15) ** 3
    )


@equation("h", ASHRAE, at=(("300", "0.0134", "2.55e6"), ("263.15", "0", "2.48e6")), empirical=True)
def enthalpy_of(t: Kelvin, w: Ratio, h_v: JoulePerKg) -> JoulePerKg:
    """Enthalpy of a kilogram of dry air with its vapour."""
    return 1006 * (t - 273.15) + w * h_v


@equation(
    "W", ASHRAE, guards=(
        "t >= t_wb: the wet bulb lies above the dry bulb; tags swapped?",
        "t_wb >= 273.15: below 0 degC a wick freezes; give relative humidity and dry bulb",
    ),
    at=(
        ("300", "290", "0.0122", "2.549e6", "2.53e6"),
        ("290", "290", "0.0122", "2.53e6", "2.53e6"),
    ),
    empirical=True,
)  # fmt: skip
def humidity_ratio_at_wet_bulb(
    t: Kelvin, t_wb: Kelvin, w_s: Ratio, h_v: JoulePerKg, h_v_wb: JoulePerKg
) -> Ratio:
    """Humidity ratio from dry and wet bulb, by adiabatic saturation with water at the wet bulb."""
    return (w_s * (h_v_wb - 4186 * (t_wb - 273.15)) - 1006 * (t - t_wb)) / (
        h_v - 4186 * (t_wb - 273.15)
    )


@equation("v", ASHRAE, at=(("300", "0.0134", "101325"), ("273.15", "0", "8e4")), empirical=True)
def volume(t: Kelvin, w: Ratio, p: Pascal) -> M3PerKg:
    """Volume of a kilogram of dry air with its vapour."""
    return 287.042 * t * (1 + 1.607858 * w) / p


@equation("ρ", ASHRAE, at=(("0.87", "0.0134"), ("0.98", "0")))
def density_of(v: M3PerKg, w: Ratio) -> KgPerM3:
    """Density of moist air; 1/v would count the dry air alone."""
    return (1 + w) / v


@equation("Δh_s", "residual of an enthalpy", at=(("9e4", "8e4"), ("5", "6")))
def enthalpy_missed(found: JoulePerKg, wanted: JoulePerKg) -> JoulePerKg:
    """How far the enthalpy of air lies above the wanted one."""
    return found - wanted


@equation("ΔW", "residual of a humidity ratio", at=(("0.012", "0.01"), ("0.01", "0.02")))
def humidity_missed(found: Ratio, wanted: Ratio) -> Ratio:
    """How far the humidity ratio of air lies above the wanted one."""
    return found - wanted


def saturation_pressure(t: Any) -> Any:
    """Pressure of the vapour over water, Pa, and over ice below 0 degC."""
    if isinstance(t, Decimal):
        over_water = choose("t >= 273.15", t=t)
        return saturation.pressure(t) if over_water else sublimation_pressure(t)
    warm = np.asarray(t) >= 273.15
    if np.all(warm):
        return saturation.pressure(t)
    with np.errstate(invalid="ignore"):
        cold = sublimation_pressure(np.where(warm, 273.15, t))
        return np.where(warm, saturation.pressure(np.where(warm, t, 273.15)), cold)[()]


def humidity_ratio(t: Any, phi: Any, p: Any) -> Any:
    """Humidity ratio at a dry bulb and a relative humidity, 0 to 1. Decimal or arrays."""
    p_s = saturation_pressure(t)
    return humidity_ratio_of(phi, enhancement(t, p, p_s), p_s, p)


def relative_humidity(t: Any, w: Any, p: Any) -> Any:
    """Relative humidity, 0 to 1, at a dry bulb and a humidity ratio. Decimal or arrays."""
    p_s = saturation_pressure(t)
    return relative_humidity_of(w, enhancement(t, p, p_s), p_s, p)


def saturated_humidity_ratio(t: Any, p: Any) -> Any:
    """Humidity ratio of saturated air. Decimal or arrays."""
    p_s = saturation_pressure(t)
    return saturated_ratio_of(enhancement(t, p, p_s), p_s, p)


@equation(
    "W_s", ASHRAE, guards=(f"f * p_s < p: {FROM_BOIL}",),
    at=(("1.0045", "3537", "101325"), ("1.004", "2339", "8e4")),
)  # fmt: skip
def saturated_ratio_of(f: Ratio, p_s: Pascal, p: Pascal) -> Ratio:
    """Vapour for a kilogram of dry air at saturation."""
    return 0.621945 * f * p_s / (p - f * p_s)


def enthalpy(t: Any, w: Any) -> Any:
    """Enthalpy of moist air, J/kg of dry air. Decimal or arrays."""
    return enthalpy_of(t, w, vapour_enthalpy(t))


def saturated_enthalpy(t: Any, p: Any) -> Any:
    """Enthalpy of saturated air, J/kg of dry air. Decimal or arrays."""
    return enthalpy(t, saturated_humidity_ratio(t, p))


def density(t: Any, w: Any, p: Any) -> Any:
    """Density of moist air, kg/m3. Decimal or arrays."""
    return density_of(volume(t, w, p), w)


def humidity_ratio_wet(t: Any, t_wb: Any, p: Any) -> Any:
    """Humidity ratio at a dry and a wet bulb; negative where that pair cannot be."""
    w_s = saturated_humidity_ratio(t_wb, p)
    h_v, h_v_wb = vapour_enthalpy(t), vapour_enthalpy(t_wb)
    return humidity_ratio_at_wet_bulb(t, t_wb, w_s, h_v, h_v_wb)


def wet_bulb(t: Any, w: Any, p: Any) -> Any:
    """Wet bulb of air at a dry bulb and a humidity ratio, K. A case records it as a solution.

    ImpossibleState, NaN in arrays, where the air holds more than its saturation, or would bring the
    wick to freeze: there the enthalpy of the air, which is what a tower needs, says it all.
    """
    if not isinstance(t, Decimal):
        low, high = np.maximum(np.asarray(t) - WIDEST, ICE), np.asarray(t) * 1.0
        return root(lambda t_wb: humidity_ratio_wet(t, t_wb, p) - w, low, high)
    with untraced():
        start = wet_bulb(float(t), float(w), float(p))
    if np.isnan(start):
        raise ImpossibleState(
            f"no wet bulb above 0 degC: air at {t:.6g} K, {p:.6g} Pa with {w:.4g} kg/kg of vapour "
            "is foggy or would freeze the wick; check humidity and barometer, or use its enthalpy"
        )

    def rows(x: dict[str, Any]) -> list[Residual]:
        found = humidity_ratio_wet(t, x["t_wb"], p)
        return [Residual(humidity_missed(found, w), (found, w))]

    return solved("air.moist.wet_bulb", {"t_wb": (KELVIN, _exact(start))}, rows)["t_wb"]


def saturated_temperature(h: Any, p: Any) -> Any:
    """Temperature at which saturated air has the enthalpy h (above 0 degC), K."""
    if not isinstance(h, Decimal):
        low, high = np.full(np.shape(h), ICE), hottest(p) - 1e-3
        return root(lambda t: saturated_enthalpy(t, p) - h, low, high)
    with untraced():
        start = saturated_temperature(float(h), float(p))
    if np.isnan(start):
        raise ImpossibleState(f"no saturated air at {p:.6g} Pa has {h:.6g} J/kg: check h and p")

    def rows(x: dict[str, Any]) -> list[Residual]:
        found = saturated_enthalpy(x["t_s"], p)
        return [Residual(enthalpy_missed(found, h), (found, h))]

    return solved("air.moist.saturated", {"t_s": (KELVIN, _exact(start))}, rows)["t_s"]


def saturated_enthalpies(p: Any) -> Callable[[Any], Any]:
    """`saturated_enthalpy` at one pressure as a polynomial: for solvers, 20 times as fast.

    Equal to it within 1e-9 from 0 to 70 degC, NaN beyond; where p varies by row, the function.
    """
    level = np.asarray(p, dtype=float)
    if level.size == 0 or not np.all(level == level.flat[0]) or not level.flat[0] > LEAST_PRESSURE:
        return lambda t: saturated_enthalpy(t, p)
    parts = _polynomial(float(level.flat[0]))

    def enthalpies(t: Any) -> Any:
        u = (t - MIDDLE) / HALF
        total = np.full(np.shape(u), parts[0])
        for part in parts[1:]:
            total = total * u + part
        return np.where(np.abs(u) <= 1.0, total, np.nan)

    return enthalpies


@functools.lru_cache(maxsize=256)
def _polynomial(p: float) -> tuple[float, ...]:
    """Coefficients of the saturated enthalpy over (t - MIDDLE)/HALF, highest first."""
    u = np.cos(np.pi * (np.arange(80) + 0.5) / 80)
    fit = np.polynomial.chebyshev.Chebyshev.fit(
        u, saturated_enthalpy(MIDDLE + HALF * u, p), DEGREE, domain=[-1, 1]
    )
    return tuple(float(c) for c in reversed(fit.convert(kind=np.polynomial.Polynomial).coef))


def hottest(p: Any) -> Any:
    """Below this temperature saturated air is still air, K: 80 degC, or 1 % below boiling."""
    return np.minimum(saturation.temperature(np.asarray(p) / ENHANCED), HOTTEST)


def _exact(x: Any) -> Decimal:
    return Decimal(repr(float(x)))
