"""What back pressure costs a turbine, by its own curve: monotone cubic in p, straight in load.

A curve gives, at constant throttle flow, the change of power (or of heat rate) against that at its
reference pressure, or the power itself. Its points are evidence: a single case records those that
it used. Nothing is extrapolated in pressure or load.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import InsufficientData, OutsideValidity
from greenlang.core.solve import choose
from greenlang.core.units import Pascal, Ratio, Watt
from greenlang.library.curves import checked, interpolated

CURVE = "turbine maker's exhaust-pressure correction curve"

Kind = Literal["power", "heat_rate", "output"]


@dataclass(frozen=True)
class ResponsePoint:
    """A point of the curve: `change` as a fraction (not per cent), or `power` for "output".

    `load` is the exhaust flow, or the power, as a share of that at full load.
    """

    p: Pascal
    load: Ratio
    change: Ratio | None = None
    power: Watt | None = None


@dataclass(frozen=True)
class ResponseCurve:
    """Points of one or more loads. `any_load` says that the maker gives one line for every load."""

    kind: Kind
    p_ref: Pascal
    points: tuple[ResponsePoint, ...]
    any_load: bool = False


@dataclass(frozen=True)
class Line:
    """The points of one load, pressures rising."""

    load: Any
    p: tuple[Any, ...]
    y: tuple[Any, ...]


@equation("p/p_ref", CURVE, at=(("5000", "4000"), ("5", "6")))
def pressure_share(p: Pascal, p_ref: Pascal) -> Ratio:
    """Exhaust pressure over the reference."""
    return p / p_ref


@equation("P/P_1", CURVE, at=(("480e6", "500e6"), ("5", "6")))
def output_share(power: Watt, first: Watt) -> Ratio:
    """Power over that of the line's first point."""
    return power / first


@equation("c", CURVE, at=(("0.98", "1"), ("1.01", "0.99")))
def change_of_outputs(share: Ratio, at_ref: Ratio) -> Ratio:
    """Change of power from two readings of one line of outputs."""
    return share / at_ref - 1


@equation("c", "power is heat over heat rate, at constant heat",
          guards=("h > -1: a heat rate falls by less than all of it",),
          at=(("0.02",), ("-0.005",)))  # fmt: skip
def change_of_heat_rate(h: Ratio) -> Ratio:
    """Change of power from that of the heat rate at constant heat input."""
    return 1 / (1 + h) - 1


@equation("c", "straight line between the curves of two loads",
          at=(("0.8", "0.75", "1", "-0.02", "-0.015"), ("1", "0.5", "1", "0", "1")))  # fmt: skip
def between_loads(load: Ratio, load_a: Ratio, load_b: Ratio, c_a: Ratio, c_b: Ratio) -> Ratio:
    """Change between two lines."""
    return c_a + (load - load_a) * (c_b - c_a) / (load_b - load_a)


@equation("P", CURVE, at=(("500e6", "-0.02"), ("5", "0")))
def power(p_reference: Watt, c: Ratio) -> Watt:
    """Power from that at the reference pressure."""
    return p_reference * (1 + c)


def lines(curve: ResponseCurve) -> tuple[Line, ...]:
    """The curve by load, lightest first; errors name what its points lack."""
    column = "power" if curve.kind == "output" else "change"
    found: dict[Any, list[ResponsePoint]] = {}
    for point in curve.points:
        if getattr(point, column) is None:
            raise InsufficientData(
                f"a point of the turbine curve at {float(point.p) / 100:.4g} mbar has no {column}: "
                f"a curve of kind {curve.kind!r} needs it in every row"
            )
        found.setdefault(point.load, []).append(point)
    made = [_line(load, points, column) for load, points in sorted(found.items())]
    if not made:
        raise InsufficientData("the turbine curve has no points")
    if curve.any_load and len(made) > 1:
        raise OutsideValidity(f"any_load is said of a turbine curve of {len(made)} loads: drop it")
    return tuple(made)


def _line(load: Any, points: Sequence[ResponsePoint], column: str) -> Line:
    ordered = sorted(points, key=lambda point: point.p)
    p = tuple(point.p for point in ordered)
    checked(p, f"turbine curve at load {float(load):.4g}, pressure in Pa")
    return Line(load, p, tuple(getattr(point, column) for point in ordered))


def change(curve: ResponseCurve, p: Any, load: Any) -> Any:
    """Change of power at an exhaust pressure and load, as a fraction: -0.02 is 2 % less.

    Decimal: OutsideValidity beyond the curve, which names a likely unit; arrays: NaN there.
    """
    every = lines(curve)
    if isinstance(p, Decimal):
        return _exact(curve, every, p, load)
    return _arrays(curve, every, np.asarray(p, float), np.asarray(load, float))


def _exact(curve: ResponseCurve, every: Sequence[Line], p: Decimal, load: Any) -> Any:
    for line in every:
        if not line.p[0] <= p <= line.p[-1]:
            raise OutsideValidity(
                f"exhaust pressure {mbar(p)} lies outside the turbine curve, {mbar(line.p[0])} to "
                f"{mbar(line.p[-1])} at load {float(line.load):.4g}{likely(p, line.p)}"
            )
    if curve.any_load:
        return _on_line(curve, every[0], p)
    for a, b in pairwise(every):
        if a.load <= load <= b.load:
            choose("load_a <= load and load <= load_b", load=load, load_a=a.load, load_b=b.load)
            return between_loads(load, a.load, b.load, _on_line(curve, a, p), _on_line(curve, b, p))
    if load == every[0].load:
        return _on_line(curve, every[0], p)
    raise OutsideValidity(
        f"load {float(load):.4g} lies outside the turbine curve, {float(every[0].load):.4g} to "
        f"{float(every[-1].load):.4g}: loads are shares of full load; ask the maker for that line, "
        "or say any_load where he gives one for all"
    )


def _on_line(curve: ResponseCurve, line: Line, p: Any) -> Any:
    p_ref = curve.p_ref if isinstance(p, Decimal) else float(curve.p_ref)
    if curve.kind == "output":
        first = line.y[0] if isinstance(p, Decimal) else float(line.y[0])
        share = _read(line, p, p_ref, lambda y: output_share(y, first))
        at_ref = p_ref if isinstance(p, Decimal) else np.array(p_ref)
        return change_of_outputs(
            share, _read(line, at_ref, p_ref, lambda y: output_share(y, first))
        )
    found = _read(line, p, p_ref, lambda y: y)
    return change_of_heat_rate(found) if curve.kind == "heat_rate" else found


def _read(line: Line, p: Any, p_ref: Any, scale: Any) -> Any:
    both = (lambda x: pressure_share(x, p_ref), scale)
    return interpolated(p, line.p, line.y, both, "exhaust pressure, Pa,")


def _arrays(curve: ResponseCurve, every: Sequence[Line], p: Any, load: Any) -> Any:
    p, load = np.broadcast_arrays(p, load)
    with np.errstate(all="ignore"):
        each = [_on_line(curve, line, p) for line in every]
    loads = np.array([float(line.load) for line in every])
    if curve.any_load:
        return each[0]
    if len(each) == 1:
        return np.where(load == loads[0], each[0], np.nan)[()]
    i = np.clip(np.searchsorted(loads, load, side="right") - 1, 0, len(loads) - 2)
    stack = np.stack(each)
    a, b = (np.take_along_axis(stack, j[None], 0)[0] for j in (i, i + 1))
    inside = (load >= loads[0]) & (load <= loads[-1])
    return np.where(inside, between_loads(load, loads[i], loads[i + 1], a, b), np.nan)[()]


UNITS = {
    "inHg read as mbar": 33.8639, "mbar read as inHg": 1 / 33.8639, "kPa read as mbar": 10.0,
    "mbar read as kPa": 0.1, "psi read as mbar": 68.9476, "mbar read as psi": 1 / 68.9476,
    "bar read as mbar": 1000.0, "mbar read as Pa": 100.0, "Pa read as mbar": 0.01,
}  # fmt: skip


def likely(p: Any, within: Sequence[Any]) -> str:
    """The confusion of units that would bring a pressure into a range, as a question, or ''."""
    low, high = float(within[0]), float(within[-1])
    names = [name for name, factor in UNITS.items() if low <= float(p) * factor <= high]
    return f"; {' or '.join(names)}?" if names else ""


def mbar(p: Any) -> str:
    """A pressure as a plant engineer reads it."""
    return f"{float(p) / 100:.5g} mbar"
