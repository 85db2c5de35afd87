"""The heating curve of a stream between two states: temperature over enthalpy, bends included.

Whatever the kind of fluid, the curve is a row of points with straight lines between: the user's own
points of a `Curve`, both ends of boiling of water or a pure fluid, and even steps where a heat
capacity changes smoothly.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState, InputError
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import Kelvin, Ratio
from greenlang.library.fluids import curve, engine, properties
from greenlang.library.fluids.kinds import Constant, Curve, Pure, Water
from greenlang.library.fluids.petroleum import Cut
from greenlang.library.fluids.properties import Ready

Number = Any
PIECES = 8  # of a smooth stretch: cp that doubles along it leaves 0.1 % in UA
GRID = 64


@dataclass(frozen=True)
class End:
    """A state of a stream: T, or h of a heating curve, or the vapour fraction x where it boils."""

    t: Number = None
    h: Number = None
    x: Number = None


@dataclass(frozen=True)
class Point:
    """A point of a heating curve; h counts from the cool end where the fluid has no zero."""

    h: Number
    t: Number


@dataclass(frozen=True)
class HeatCurve:
    """Nodes of a heating curve for arrays: enthalpies rise, temperatures never fall."""

    h: NDArray[np.float64]
    t: NDArray[np.float64]

    def enthalpy(self, t: Any) -> Any:
        """J/kg at temperatures; NaN beyond the ends and exactly where it boils at one T."""
        return curve.h_of_arrays(self.h, self.t, t)

    def temperature(self, h: Any) -> Any:
        """K at enthalpies; NaN beyond the ends."""
        return np.interp(h, self.h, self.t, left=np.nan, right=np.nan)


@equation("T", "even steps between two temperatures", at=(("300", "400", "1", "8"),))
def step(t_a: Kelvin, t_b: Kelvin, i: Ratio, n: Ratio) -> Kelvin:
    """Temperature of step i of n."""
    return t_a + (t_b - t_a) * i / n


def path(liquid: Ready, cool: End, warm: End) -> tuple[Point, ...]:
    """Points from the cool to the warm end, for a single case in Decimal.

    Raises InputError where a stream that boils is described by its heat capacity alone,
    ImpossibleState where T does not fix the state.
    """
    if isinstance(liquid, Curve):
        return _of_curve(liquid, cool, warm)
    if isinstance(liquid, Water | Pure):
        return _of_substance(liquid, cool, warm)
    _refuse_two_phases(liquid, cool, warm)
    return _smooth(liquid, cool.t, warm.t)


def _refuse_two_phases(liquid: Ready, cool: End, warm: End) -> None:
    given = [name for end in (cool, warm) for name in ("h", "x") if getattr(end, name) is not None]
    if given or cool.t is None or warm.t is None:
        raise InputError(
            f"a stream described by its heat capacity is known by its temperatures, not by "
            f"{' or '.join(given) or 'nothing'}: a constant cp leaves out the heat of evaporation; "
            f"give its heating curve (kind curve: T and h at every bend), or water or a pure fluid "
            f"at its pressure"
        )
    bubble = liquid.fluid.bubble_point if isinstance(liquid, Cut) else None
    if bubble is not None and warm.t > bubble:
        raise InputError(
            f"a petroleum stream at {warm.t:.6g} K is beyond its bubble point, {bubble:.6g} K: its "
            f"heat capacity leaves out the heat of evaporation; give its heating curve (kind "
            f"curve: T and h at every bend) from a flash calculation"
        )


def _smooth(liquid: Ready, t_cool: Number, t_warm: Number) -> tuple[Point, ...]:
    """Even steps of a stretch of one phase; enthalpies above the cool end."""
    n = 1 if isinstance(liquid, Constant) else PIECES
    between = [step(t_cool, t_warm, count(i), count(n)) for i in range(1, n)]
    return tuple(Point(properties.h_diff(liquid, t, t_cool), t) for t in (t_cool, *between, t_warm))


def _of_curve(liquid: Curve, cool: End, warm: End) -> tuple[Point, ...]:
    first, last = (_on_curve(liquid, end) for end in (cool, warm))
    inside = [
        Point(row.h, row.t)
        for row in liquid.rows
        if choose("h_a < h and h < h_b", h=row.h, h_a=first.h, h_b=last.h)
    ]
    return (first, *inside, last)


def _on_curve(liquid: Curve, end: End) -> Point:
    if end.x is not None:
        raise InputError("a heating curve has no vapour fraction: give t or h of this end")
    if end.h is not None:
        return Point(end.h, curve.t_at(liquid.rows, end.h))
    return Point(curve.h_at(liquid.rows, end.t), end.t)


@dataclass(frozen=True)
class Boiling:
    """Saturation of a substance at its pressure."""

    t: Number
    h_liquid: Number
    h_vapour: Number


def boiling(liquid: Water | Pure) -> Boiling | None:
    """Where a substance boils at its pressure; None above its critical pressure."""
    if isinstance(liquid, Water):
        from greenlang.library.steam import properties as steam
        from greenlang.library.steam import saturation

        if liquid.pressure > 22_064_000:
            return None
        return Boiling(
            saturation.temperature(liquid.pressure),
            steam.liquid_enthalpy(liquid.pressure),
            steam.vapour_enthalpy(liquid.pressure),
        )
    if float(liquid.pressure) >= engine.critical_pressure(liquid.name):
        return None
    read = (engine.saturation(liquid.name, name) for name in ("t_s", "h_liquid", "h_vapour"))
    return Boiling(*(of(liquid.pressure) for of in read))


@equation("T", "a hundredth of a kelvin off saturation", empirical=True, at=(("373.15",), ("450",)))
def last_of_liquid(t_s: Kelvin) -> Kelvin:
    """Just below the boiling point: there an engine gives properties of the liquid."""
    return t_s - 0.01


@equation("T", "a hundredth of a kelvin off saturation", empirical=True, at=(("373.15",), ("450",)))
def first_of_vapour(t_s: Kelvin) -> Kelvin:
    """Just above the boiling point: there an engine gives properties of the vapour."""
    return t_s + 0.01


def boiling_temperature(liquid: Water | Pure) -> Number | None:
    """Boiling temperature of a substance at its pressure; None above its critical pressure."""
    if isinstance(liquid, Water):
        from greenlang.library.steam import saturation

        return None if liquid.pressure > 22_064_000 else saturation.temperature(liquid.pressure)
    if float(liquid.pressure) >= engine.critical_pressure(liquid.name):
        return None
    try:
        return engine.saturation(liquid.name, "t_s")(liquid.pressure)
    except InputError:  # below its triple point there is no liquid to boil
        return None


def _of_substance(liquid: Water | Pure, cool: End, warm: End) -> tuple[Point, ...]:
    at = boiling(liquid)
    first, last = (_state(liquid, end, at) for end in (cool, warm))
    if at is None:
        return _stretch(liquid, first, last)
    bends = [
        bend
        for bend in (Point(at.h_liquid, at.t), Point(at.h_vapour, at.t))
        if choose("h_a < h and h < h_b", h=bend.h, h_a=first.h, h_b=last.h)
    ]
    points: list[Point] = [first]
    for end in (*bends, last):
        points += _stretch(liquid, points[-1], end)[1:]
    return tuple(points)


def _state(liquid: Water | Pure, end: End, at: Boiling | None) -> Point:
    if end.h is not None:
        raise InputError("give t or, where it boils, the vapour fraction x of this end, not h")
    if end.x is None:
        return Point(properties.enthalpy(liquid, end.t), end.t)
    if at is None:
        raise ImpossibleState("above the critical pressure there is no vapour fraction: give t")
    if not 0 <= end.x <= 1:
        raise ImpossibleState(f"vapour fraction {end.x:.6g}: it lies between 0 and 1")
    from greenlang.library.steam import identities

    return Point(identities.wet_enthalpy(end.x, at.h_liquid, at.h_vapour), at.t)


def _stretch(liquid: Water | Pure, first: Point, last: Point) -> tuple[Point, ...]:
    """Even steps of one phase between two known points; one step where it boils."""
    if first.t == last.t:
        return first, last
    between = [step(first.t, last.t, count(i), count(PIECES)) for i in range(1, PIECES)]
    return (first, *(Point(properties.enthalpy(liquid, t), t) for t in between), last)


def sampled(liquid: Ready, t_low: float, t_high: float, pieces: int = GRID) -> HeatCurve:
    """The heating curve of a fluid in floats between two temperatures, for arrays.

    A `Curve` gives its own points whatever the temperatures. Water and pure fluids get both ends of
    boiling. Take the temperatures of all rows, and a little beyond.
    """
    if isinstance(liquid, Curve):
        return HeatCurve(*curve.arrays(liquid.rows))
    t = np.linspace(t_low, t_high, pieces + 1)
    at = boiling(liquid) if isinstance(liquid, Water | Pure) else None
    if at is not None:
        t = t[abs(t - at.t) > 1e-6]
    h = np.asarray(properties.h(liquid, t), dtype=float)
    if at is not None and t_low < at.t < t_high:
        i = int(np.searchsorted(t, at.t))
        t, h = np.insert(t, i, [at.t, at.t]), np.insert(h, i, [at.h_liquid, at.h_vapour])
    return HeatCurve(h, t)


def uneven(points: tuple[Point, ...]) -> float:
    """Largest over smallest slope dh/dT between the points, for a warning; inf where it boils."""
    slopes = [
        float(b.h - a.h) / float(b.t - a.t) if b.t > a.t else float("inf")
        for a, b in pairwise(points)
    ]
    return max(slopes) / min(slopes)
