"""Merkel's number, asked and given, and the cold water that follows.

The integral is the four-point Chebyshev rule of the trade: -0.2 to +0.6 % of the exact integral
down to an approach of 1 K. Where the operating line meets saturation no tower, however large, gets
there: that is refused, with the lowest cold water that could be.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import root
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, solved
from greenlang.core.units import (
    LEVEL,
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    Ratio,
    Unit,
)
from greenlang.library.air import moist

MERKEL = "Merkel, VDI-Forschungsheft 275 (1925); four-point Chebyshev, CTI Acceptance Test Code"
FILL = "characteristic of a fill, CTI: KaV/L = C (L/G)^-n"
PINCH = (
    "the air line meets saturation: no tower cools so far at this L/G; more air, or warmer water"
)
KELVIN = Unit("K", LEVEL)
WARMEST = 343.15  # K: the hottest water that is looked for
LOOKED = 41  # places on the air line where a pinch is looked for


@dataclass(frozen=True)
class Air:
    """The air that enters: enthalpy of a kilogram of dry air with its vapour, and pressure."""

    h: Any
    p: Any


@equation("L/G", "definition", guards=("g > 0: without air a tower does not cool",),
          at=(("12000", "10000"), ("5", "6")))  # fmt: skip
def loading(water: KgPerSecond, g: KgPerSecond) -> Ratio:
    """Water over dry air."""
    return water / g


@equation("R", "definition", at=(("313.15", "304.82"), ("300", "299")))
def cooling_range(t_hot: Kelvin, t_cold: Kelvin) -> KelvinDiff:
    """Temperature that the water loses."""
    return t_hot - t_cold


@equation("T_1", MERKEL, empirical=True, at=(("304.82", "8.333"), ("300", "1")))
def point_1(t_cold: Kelvin, r: KelvinDiff) -> Kelvin:
    """Water temperature at 0.1 of the range, from the cold end."""
    return t_cold + 0.1 * r


@equation("T_2", MERKEL, empirical=True, at=(("304.82", "8.333"), ("300", "1")))
def point_2(t_cold: Kelvin, r: KelvinDiff) -> Kelvin:
    """Water temperature at 0.4 of the range, from the cold end."""
    return t_cold + 0.4 * r


@equation("T_3", MERKEL, empirical=True, at=(("304.82", "8.333"), ("300", "1")))
def point_3(t_cold: Kelvin, r: KelvinDiff) -> Kelvin:
    """Water temperature at 0.6 of the range, from the cold end."""
    return t_cold + 0.6 * r


@equation("T_4", MERKEL, empirical=True, at=(("304.82", "8.333"), ("300", "1")))
def point_4(t_cold: Kelvin, r: KelvinDiff) -> Kelvin:
    """Water temperature at 0.9 of the range, from the cold end."""
    return t_cold + 0.9 * r


@equation("h_a", MERKEL, at=(("86300", "1.6492", "4186.8", "305.65", "304.82"),
                             ("5e4", "1", "4180", "300", "300")))  # fmt: skip
def air_line(
    h_in: JoulePerKg, ratio: Ratio, cp: JoulePerKgKelvin, t: Kelvin, t_cold: Kelvin
) -> JoulePerKg:
    """Enthalpy of the air where the water is at t: it has taken up what the water lost."""
    return h_in + ratio * cp * (t - t_cold)


@equation(
    "h_s - h_a", MERKEL, guards=(f"h_s > h_a: {PINCH}",), at=(("113900", "91800"), ("2", "1"))
)
def driving_force(h_s: JoulePerKg, h_a: JoulePerKg) -> JoulePerKg:
    """Enthalpy of saturated air at the water's temperature above that of the air there."""
    return h_s - h_a


@equation("Me", MERKEL, at=(("4186.8", "8.333", "22e3", "23e3", "24e3", "28e3"),
                            ("4180", "1", "1", "2", "3", "4")))  # fmt: skip
def merkel_number(
    cp: JoulePerKgKelvin, r: KelvinDiff, d_1: JoulePerKg, d_2: JoulePerKg, d_3: JoulePerKg,
    d_4: JoulePerKg,
) -> Ratio:  # fmt: skip
    """Merkel's number KaV/L, from the driving force at 0.1, 0.4, 0.6 and 0.9 of the range."""
    return cp * r / 4 * (1 / d_1 + 1 / d_2 + 1 / d_3 + 1 / d_4)


@equation("Me", FILL, guards=("ratio > 0: L/G is above zero",),
          at=(("1.6", "1.2", "0.6"), ("2", "1", "0.5")))  # fmt: skip
def available(c: Ratio, ratio: Ratio, n: Ratio) -> Ratio:
    """Merkel's number that a fill gives at L/G."""
    return c * ratio**-n


@equation("ΔMe", "residual of a Merkel number", at=(("1.7", "1.6"), ("5", "6")))
def missed(asked: Ratio, given: Ratio) -> Ratio:
    """How far the Merkel number asked lies above that given."""
    return asked - given


@equation("A", "definition", at=(("304.8", "300.4"), ("300", "299")))
def approach(t_cold: Kelvin, t_wb: Kelvin) -> KelvinDiff:
    """Cold water above the wet bulb."""
    return t_cold - t_wb


@equation("T_h", "definition", at=(("304.8", "8.333"), ("300", "0")))
def hot_water(t_cold: Kelvin, r: KelvinDiff) -> Kelvin:
    """Water to the tower."""
    return t_cold + r


def entering(t_wb: Any, p: Any) -> Air:
    """Air by its wet bulb (above 0 degC; in frost give the enthalpy by `moist.enthalpy`)."""
    return Air(moist.saturated_enthalpy(t_wb, p), p)


def required(t_cold: Any, r: Any, air: Air, ratio: Any, cp: Any) -> Any:
    """Merkel's number that a range, cold water, air and L/G ask for.

    Decimal: ImpossibleState at a pinch, with the lowest cold water of this range; arrays: NaN.
    """
    if not isinstance(t_cold, Decimal):
        return _required(t_cold, r, air, ratio, cp)
    with untraced():
        if not _possible(*map(float, (t_cold, r, air.h, air.p, ratio, cp))):
            raise _pinched(t_cold, r, air, ratio, cp)
    return asked(t_cold, r, air, ratio, cp)


def cold_water(r: Any, air: Air, ratio: Any, c: Any, n: Any, cp: Any) -> Any:
    """Cold water of a tower at a given range (the heat is given), K.

    Decimal: one recorded solution; arrays: NaN where there is none.
    """
    if not isinstance(r, Decimal):
        return _cold(r, air, ratio, c, n, cp)
    h, p = float(air.h), float(air.p)
    with untraced():
        start = _cold(float(r), Air(h, p), *map(float, (ratio, c, n, cp)))
    if not np.isfinite(start):
        raise ImpossibleState(
            f"no cold water between the wet bulb and {WARMEST} K carries a range of {r:.4g} K at "
            f"L/G = {ratio:.4g}: check flows, range and C, n of the fill"
        )
    given = available(c, ratio, n)

    def rows(x: dict[str, Any]) -> list[Residual]:
        me = asked(x["t_cold"], r, air, ratio, cp)
        return [Residual(missed(me, given), (me, given))]

    unknown = {"t_cold": (KELVIN, Decimal(repr(float(start))))}
    return solved("tower.cold_water", unknown, rows)["t_cold"]


def cold_water_of_hot(t_hot: Any, air: Air, ratio: Any, c: Any, n: Any, cp: Any) -> Any:
    """Cold water of a tower at a given hot water, K: as `cold_water`."""
    if not isinstance(t_hot, Decimal):
        return _cold_of_hot(t_hot, air, ratio, c, n, cp)
    h, p = float(air.h), float(air.p)
    with untraced():
        start = _cold_of_hot(float(t_hot), Air(h, p), *map(float, (ratio, c, n, cp)))
    if not np.isfinite(start):
        raise ImpossibleState(
            f"hot water of {t_hot:.6g} K is not above the wet bulb of this air, or not below "
            f"{WARMEST} K: check temperatures and units"
        )
    given = available(c, ratio, n)

    def rows(x: dict[str, Any]) -> list[Residual]:
        r = cooling_range(t_hot, x["t_cold"])
        me = asked(x["t_cold"], r, air, ratio, cp)
        return [Residual(missed(me, given), (me, given))]

    unknown = {"t_cold": (KELVIN, Decimal(repr(float(start))))}
    return solved("tower.cold_water_of_hot", unknown, rows)["t_cold"]


def lowest(r: Any, air: Air, ratio: Any, cp: Any) -> Any:
    """Lowest cold water that a tower of any size could reach at this range and L/G, K; arrays."""
    share = np.linspace(0.0, 1.0, LOOKED)
    r, h, p, ratio, cp = np.broadcast_arrays(r, air.h, air.p, ratio, cp)
    wet = moist.saturated_temperature(h, p)

    def narrowest(t_cold: Any) -> Any:
        return _narrowest(t_cold, r, h, p, ratio, cp, share)

    return root(narrowest, wet - 1e-6, np.full(np.shape(wet), WARMEST) - r)


def _narrowest(t: Any, r: Any, h: Any, p: Any, ratio: Any, cp: Any, shares: Any) -> Any:
    """Least driving force anywhere on the air line."""
    forces = [
        moist.saturated_enthalpy(t + x * r, p) - (h + ratio * cp * x * r)
        for x in map(float, shares)
    ]
    return np.min(forces, axis=0)


def _possible(t: float, r: float, h: float, p: float, ratio: float, cp: float) -> bool:
    shares = np.linspace(0.0, 1.0, LOOKED)
    return bool(_narrowest(t, r, h, p, ratio, cp, shares) > 0)


def _pinched(t_cold: Any, r: Any, air: Air, ratio: Any, cp: Any) -> ImpossibleState:
    known = [np.array(float(x)) for x in (r, air.h, air.p, ratio, cp)]
    least = float(lowest(known[0], Air(known[1], known[2]), known[3], known[4]))
    return ImpossibleState(
        f"no tower cools to {float(t_cold):.6g} K here: at a range of {float(r):.4g} K and L/G = "
        f"{float(ratio):.4g} the air line meets saturation; the lowest that any size could reach "
        f"is {least:.6g} K ({least - 273.15:.4g} degC): more air, less range, or warmer water"
    )


def asked(t_cold: Any, r: Any, air: Air, ratio: Any, cp: Any) -> Any:
    """Merkel's number of the four points alone, as `required` without its search for a pinch."""
    forces = [_force(at(t_cold, r), t_cold, air, ratio, cp) for at in POINTS]
    return merkel_number(cp, r, *forces)


def _force(t: Any, t_cold: Any, air: Air, ratio: Any, cp: Any) -> Any:
    line = air_line(air.h, ratio, cp, t, t_cold)
    return driving_force(moist.saturated_enthalpy(t, air.p), line)


def _required(t_cold: Any, r: Any, air: Air, ratio: Any, cp: Any) -> Any:
    whole = _narrowest(t_cold, r, air.h, air.p, ratio, cp, np.linspace(0.0, 1.0, LOOKED)) > 0
    me = asked(t_cold, r, air, ratio, cp)
    return np.where(whole, me, np.nan)[()]


def reciprocal(h_s: Any, t_cold: Any, r: Any, h: Any, ratio: Any, cp: Any) -> Any:
    """1/Me, and 0 beyond a pinch: smooth, and nearly straight in the cold water."""
    t, r = np.asarray(t_cold), np.asarray(r)
    taken = SHARES.reshape(4, *[1] * max(t.ndim, r.ndim)) * r
    force = h_s(t + taken) - (h + ratio * cp * taken)
    inverse = 4 / (cp * r * np.sum(1 / force, axis=0))
    return np.where(np.min(force, axis=0) > 0, inverse, np.where(np.isnan(inverse), np.nan, 0.0))


def _cold(r: Any, air: Air, ratio: Any, c: Any, n: Any, cp: Any) -> Any:
    with np.errstate(all="ignore"):
        wanted = 1 / available(c, ratio, n)
    shape = np.broadcast_shapes(*map(np.shape, (r, air.h, air.p, wanted, cp)))
    r, h_s = np.broadcast_to(r, shape), moist.saturated_enthalpies(air.p)
    low, high = np.full(shape, moist.ICE), WARMEST - r
    return root(lambda t: reciprocal(h_s, t, r, air.h, ratio, cp) - wanted, low, high)


def _cold_of_hot(t_hot: Any, air: Air, ratio: Any, c: Any, n: Any, cp: Any) -> Any:
    with np.errstate(all="ignore"):
        wanted = available(c, ratio, n)
    shape = np.broadcast_shapes(*map(np.shape, (t_hot, air.h, air.p, wanted, cp)))
    hot, h_s = np.broadcast_to(t_hot, shape), moist.saturated_enthalpies(air.p)

    def short(t: Any) -> Any:
        inverse = reciprocal(h_s, t, hot - t, air.h, ratio, cp)
        return inverse / (1 + inverse) - 1 / (1 + wanted)

    return root(short, np.full(shape, moist.ICE), hot - 1e-9)


SHARES = np.array([0.1, 0.4, 0.6, 0.9])
POINTS = (point_1, point_2, point_3, point_4)
