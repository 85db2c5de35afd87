"""Whether a turbine curve can be one: its zero, its direction, its steepness, and its choke point.

Steepness is bounded by thermodynamics: a stage that expands m kg/s further by dp gains at most
m v dp, (dh/dp)_s = v. More means per cent for a fraction, or another unit of pressure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.equations import equation, lookup
from greenlang.core.errors import ImpossibleState, OutsideValidity
from greenlang.core.provenance import untraced
from greenlang.core.units import KgPerSecond, M3PerKg, Pa, Ratio, Unit, W
from greenlang.library.steam import region2, saturation
from greenlang.library.turbine.response import (
    CURVE,
    Kind,
    Line,
    ResponseCurve,
    ResponsePoint,
    change,
    likely,
    lines,
    mbar,
)

CHOKED = 0.05  # share of the steepest slope below which vacuum earns nothing
ZERO = 5e-4  # change that a curve may show at its reference pressure
RISE = 1e-6  # change of power that a plateau may rise by: rounding of a printed curve
GRID = 241
PRESSURES = (1000.0, 101325.0)  # Pa: below 7 degC and above the atmosphere nothing condenses
KINDS: tuple[Kind, ...] = ("power", "heat_rate", "output")
LARGE = 0.5  # a change of power that no vacuum makes: per cent given

Floats = NDArray[np.float64]


WattPerPascal = Annotated[Any, Unit("W/Pa", W / Pa)]


@dataclass(frozen=True)
class Shape:
    """One load of a curve on a grid: pressures, change of power, its fall a Pa, choke point."""

    load: float
    p: Floats
    c: Floats
    fall: Floats
    p_choke: float


@equation("-dP/dp", "(dh/dp)_s = v, with 10 % for leaving loss and rounding",
          at=(("200", "0.92", "28.19", "0.985"), ("5", "1", "1", "1")))  # fmt: skip
def steepest(m_ex: KgPerSecond, dryness: Ratio, v_g: M3PerKg, eta_gen: Ratio) -> WattPerPascal:
    """Most that power can fall a Pa of back pressure."""
    return 1.1 * m_ex * dryness * v_g * eta_gen


def shapes(curve: ResponseCurve) -> tuple[Shape, ...]:
    """Every load of a curve, checked: zero at its reference, power never rising above the choke.

    Raises OutsideValidity or ImpossibleState that names the likely mistake.
    """
    found = []
    for line in lines(curve):
        _condenser_pressures(line)
        _reference_inside(curve, line)
        shape = _shape(curve, line)
        _plausible(curve, line)
        _zero_at_reference(curve, shape)
        _falling(curve, shape)
        found.append(shape)
    return tuple(found)


def choke(curve: ResponseCurve, load: Any) -> Any:
    """Pressure below which a better vacuum earns nothing, Pa, straight between loads; arrays."""
    return _between(shapes(curve), load)


_AT = ("1", "0", "1", *("0.7", "1", "0.005"), *("1", "1", "0"), *("2", "1", "-0.03"))


@lookup("p_choke/p_ref", CURVE, digits=6, at=(_AT,))
def choke_share(load: Ratio, kind: Ratio, any_load: Ratio, *points: Ratio) -> Ratio:
    """Choke point over the reference pressure, from points (p/p_ref, load, value) in a row.

    `kind` is the place in `KINDS`; values are changes, or outputs as shares of one of them.
    """
    name = KINDS[int(kind)]
    column = "power" if name == "output" else "change"
    made = tuple(
        ResponsePoint(p, at, **{column: y})
        for p, at, y in zip(*(points[k::3] for k in range(3)), strict=True)
    )
    curve = ResponseCurve(name, 1.0, made, bool(any_load))
    with untraced():
        return _between([_shape(curve, line) for line in lines(curve)], load)


def _between(every: Sequence[Shape], load: Any) -> Any:
    if len(every) == 1:
        return np.full(np.shape(load), every[0].p_choke)[()]
    loads, chokes = [s.load for s in every], [s.p_choke for s in every]
    return np.interp(load, loads, chokes, left=np.nan, right=np.nan)


def not_too_steep(
    curve: ResponseCurve, load: float, p_reference: float, m_ex: float, dryness: float,
    eta_gen: float,
) -> None:  # fmt: skip
    """ImpossibleState where a load of the curve falls faster than steam can expand.

    `p_reference` is the power in W at that load and the reference pressure, `m_ex` its flow.
    """
    line = min(lines(curve), key=lambda each: abs(float(each.load) - load))
    _condenser_pressures(line)
    shape = _shape(curve, line)
    v_g = region2.volume(shape.p, saturation.temperature(shape.p))
    ratio = shape.fall * p_reference / steepest(m_ex, dryness, v_g, eta_gen)
    if np.nanmax(ratio) > 1:
        i = int(np.nanargmax(ratio))
        raise ImpossibleState(
            f"the turbine curve falls by {shape.fall[i] * p_reference / 1e4:.4g} MW a mbar at "
            f"{mbar(shape.p[i])}, {ratio[i]:.3g} times what {m_ex:.5g} kg/s of steam can give: "
            f"{_cause(float(ratio[i]))}"
        )


def _cause(ratio: float) -> str:
    causes = {
        "per cent for a fraction": 100.0, "inHg for mbar": 33.8639, "psi for mbar": 68.9476,
        "kPa for mbar": 10.0, "lb/h or t/h for kg/s of steam": 3.6,
    }  # fmt: skip
    fits = [name for name, factor in causes.items() if 0.15 <= ratio / factor <= 1.0]
    return (" or ".join(fits) + "?") if fits else "check power, exhaust flow and the curve's units"


def _shape(curve: ResponseCurve, line: Line) -> Shape:
    p = np.linspace(float(line.p[0]), float(line.p[-1]), GRID)
    c = np.asarray(change(curve, p, np.full(GRID, float(line.load))))
    fall = -np.gradient(c, p)
    steep = np.nanmax(fall)
    useful = np.flatnonzero(fall > CHOKED * steep) if steep > 0 else np.array([], dtype=int)
    return Shape(float(line.load), p, c, fall, float(p[useful[0]]) if useful.size else np.nan)


def _reference_inside(curve: ResponseCurve, line: Line) -> None:
    if not float(line.p[0]) <= float(curve.p_ref) <= float(line.p[-1]):
        raise OutsideValidity(
            f"the reference pressure {mbar(curve.p_ref)} lies outside the turbine curve, "
            f"{mbar(line.p[0])} to {mbar(line.p[-1])}{likely(curve.p_ref, line.p)}"
        )


def _condenser_pressures(line: Line) -> None:
    low, high = float(line.p[0]), float(line.p[-1])
    if low < PRESSURES[0] or high > PRESSURES[1]:
        raise OutsideValidity(
            f"the turbine curve runs from {mbar(low)} to {mbar(high)}: no condenser's pressures; "
            f"{'inHg for mbar, or kPa for mbar' if low < PRESSURES[0] else 'mbar for inHg'}?"
        )


def _plausible(curve: ResponseCurve, line: Line) -> None:
    worst = max(abs(float(y)) for y in line.y)
    if curve.kind != "output" and worst > LARGE:
        raise OutsideValidity(
            f"the turbine curve changes by {worst:.4g} at load {float(line.load):.4g}: changes are "
            "fractions, 0.02 for 2 %; per cent given?"
        )


def _zero_at_reference(curve: ResponseCurve, shape: Shape) -> None:
    at = float(np.interp(float(curve.p_ref), shape.p, shape.c))
    if abs(at) <= ZERO:
        return
    crossing = np.flatnonzero(np.diff(np.sign(shape.c)))
    where = f"; it is 0 near {mbar(shape.p[crossing[0]])}" if crossing.size else ""
    raise OutsideValidity(
        f"the turbine curve at load {shape.load:.4g} is {at:.4g} and not 0 at its reference "
        f"pressure {mbar(curve.p_ref)}{where}: correct the reference, or the points"
    )


def _falling(curve: ResponseCurve, shape: Shape) -> None:
    if not np.isfinite(shape.p_choke):
        other = "power" if curve.kind == "heat_rate" else "heat_rate"
        raise ImpossibleState(
            f"the turbine curve at load {shape.load:.4g} never falls: power does not rise with "
            f"back pressure; is it of kind {other!r}, or a loss given as positive?"
        )
    above = shape.p[1:] > shape.p_choke
    rise = np.diff(shape.c)
    if np.any(bad := above & (rise > RISE)):
        i = int(np.flatnonzero(bad)[0])
        raise ImpossibleState(
            f"power rises with back pressure from {mbar(shape.p[i])} to {mbar(shape.p[i + 1])} at "
            f"load {shape.load:.4g}, above the choke point {mbar(shape.p_choke)}: check the points "
            "there"
        )
