"""A maker's curve between its points: monotone cubic (PCHIP), never beyond the ends.

The pieces are Fritsch and Butland's: where the points rise the curve rises, it does not swing, and
its slope has no steps. A single case records the two points that bracket it and their neighbours;
arrays take theirs by search. Inside all is dimensionless: the caller says how a point is scaled.
"""

import functools
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.equations import equation
from greenlang.core.errors import OutsideValidity
from greenlang.core.maths import select
from greenlang.core.solve import choose
from greenlang.core.units import Ratio

PCHIP = "Fritsch & Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300-304"
END = "Moler, Numerical Computing with MATLAB (2004), 3.6: pchipend"
HERMITE = "cubic Hermite polynomial on a stretch of a curve"
AT = ("0.6", "0.5", "0.8", "1", "0.7", "-0.5", "-1.5")

Scale = Callable[[Any], Any]
Floats = NDArray[np.float64]


@equation("d", "slope of the chord", at=(("0.5", "0.8", "1", "0.7"), ("0", "1", "2", "2")))
def chord(x_a: Ratio, x_b: Ratio, y_a: Ratio, y_b: Ratio) -> Ratio:
    """Slope of the straight line between two points."""
    return (y_b - y_a) / (x_b - x_a)


@equation("h", "length of a stretch", at=(("0.5", "0.8"), ("0", "1")))
def stretch(x_a: Ratio, x_b: Ratio) -> Ratio:
    """Distance between two points."""
    return x_b - x_a


@equation("m", PCHIP, at=(("1", "2", "-0.5", "-1.5"), ("1", "1", "1", "-1"), ("1", "1", "0", "1")))
def slope_between(h_a: Ratio, h_b: Ratio, d_a: Ratio, d_b: Ratio) -> Ratio:
    """Slope at a point between two stretches: their weighted harmonic mean, 0 at a turn."""
    return select(
        d_a * d_b > 0,
        lambda: 3 * (h_a + h_b) / ((2 * h_b + h_a) / d_a + (h_b + 2 * h_a) / d_b),
        lambda: 0 * d_a,
    )


@equation("m", END, at=(("1", "2", "-0.5", "-1.5"), ("1", "1", "1", "9"), ("1", "1", "1", "-9")))
def slope_at_end(h_a: Ratio, h_b: Ratio, d_a: Ratio, d_b: Ratio) -> Ratio:
    """Slope at the first or last point, from the stretch there (a) and the next one (b)."""
    return select(
        ((2 * h_a + h_b) * d_a - h_a * d_b) * d_a <= 0,
        lambda: 0 * d_a,
        lambda: select(
            d_a * d_b >= 0,
            lambda: ((2 * h_a + h_b) * d_a - h_a * d_b) / (h_a + h_b),
            lambda: select(
                abs((2 * h_a + h_b) * d_a - h_a * d_b) > 3 * abs(d_a) * (h_a + h_b),
                lambda: 3 * d_a,
                lambda: ((2 * h_a + h_b) * d_a - h_a * d_b) / (h_a + h_b),
            ),
        ),
    )


@equation("y", HERMITE, at=(AT, ("0.5", *AT[1:])))
def hermite(
    x: Ratio, x_a: Ratio, x_b: Ratio, y_a: Ratio, y_b: Ratio, m_a: Ratio, m_b: Ratio
) -> Ratio:
    """Value between two points with their slopes."""
    return (
        y_a * (1 + 2 * (x - x_a) / (x_b - x_a)) * ((x_b - x) / (x_b - x_a)) ** 2
        + y_b * (1 + 2 * (x_b - x) / (x_b - x_a)) * ((x - x_a) / (x_b - x_a)) ** 2
        + m_a * (x - x_a) * ((x_b - x) / (x_b - x_a)) ** 2
        - m_b * (x_b - x) * ((x - x_a) / (x_b - x_a)) ** 2
    )


@equation("y'", HERMITE, at=(AT, ("0.5", *AT[1:])))
def hermite_slope(
    x: Ratio, x_a: Ratio, x_b: Ratio, y_a: Ratio, y_b: Ratio, m_a: Ratio, m_b: Ratio
) -> Ratio:
    """Slope between two points with their slopes."""
    return (
        6 * (x - x_a) * (x_b - x) * (y_b - y_a) / (x_b - x_a) ** 3
        + m_a * (x_b - x) * (x_b + 2 * x_a - 3 * x) / (x_b - x_a) ** 2
        + m_b * (x - x_a) * (3 * x - x_a - 2 * x_b) / (x_b - x_a) ** 2
    )


def interpolated(
    x: Any, xs: Sequence[Any], ys: Sequence[Any], scale: tuple[Scale, Scale], what: str,
    form: Callable[..., Any] = hermite,
) -> Any:  # fmt: skip
    """The curve through (xs, ys) at x, as a share of what `scale` divides by (x, then y).

    `form` is `hermite` or `hermite_slope`. Decimal: OutsideValidity beyond the ends, which names
    `what` the x is; arrays: NaN there.
    """
    checked(xs, what)
    if isinstance(x, Decimal):
        return _exact(x, xs, ys, scale, what, form)
    return _arrays(x, xs, ys, scale, form)


def checked(xs: Sequence[Any], what: str) -> None:
    """OutsideValidity where the points of a curve do not rise, or are fewer than two."""
    if len(xs) < 2:
        raise OutsideValidity(f"{what}: {len(xs)} points make no curve; two are needed, better six")
    for below, above in pairwise(xs):
        if not above > below:
            raise OutsideValidity(
                f"{what}: {_told(below)} is followed by {_told(above)}; sort the points, "
                "and give each once"
            )


def _told(x: Any) -> str:
    return f"{float(x):.6g}"


def _exact(
    x: Decimal, xs: Sequence[Any], ys: Sequence[Any], scale: tuple[Scale, Scale], what: str,
    form: Callable[..., Any],
) -> Any:  # fmt: skip
    i = _bracket(x, xs, what)
    first, last = max(i - 1, 0), min(i + 2, len(xs) - 1)
    near_x = [scale[0](node) for node in xs[first : last + 1]]
    near_y = [scale[1](node) for node in ys[first : last + 1]]
    k = i - first
    m_a, m_b = _slopes(near_x, near_y, (k, k + 1))
    return form(scale[0](x), near_x[k], near_x[k + 1], near_y[k], near_y[k + 1], m_a, m_b)


def _bracket(x: Decimal, xs: Sequence[Any], what: str) -> int:
    for i, (a, b) in enumerate(pairwise(xs)):
        if a <= x <= b:
            choose("x_a <= x and x <= x_b", x=x, x_a=a, x_b=b)
            return i
    raise OutsideValidity(
        f"{what} {_told(x)} lies outside its curve, {_told(xs[0])} to {_told(xs[-1])}: nothing is "
        "extrapolated; ask the maker for more points"
    )


def _slopes(xs: Any, ys: Any, wanted: Sequence[int]) -> list[Any]:
    """Slopes at some of the points; the first and last of them are taken for ends of the curve."""
    h = [stretch(a, b) for a, b in pairwise(xs)]
    d = [chord(*x, *y) for x, y in zip(pairwise(xs), pairwise(ys), strict=True)]
    return [_slope(h, d, j) for j in wanted]


def _slope(h: Sequence[Any], d: Sequence[Any], j: int) -> Any:
    if len(h) == 1:
        return d[0]
    if j == 0:
        return slope_at_end(h[0], h[1], d[0], d[1])
    if j == len(h):
        return slope_at_end(h[-1], h[-2], d[-1], d[-2])
    return slope_between(h[j - 1], h[j], d[j - 1], d[j])


def _arrays(
    x: Any, xs: Sequence[Any], ys: Sequence[Any], scale: tuple[Scale, Scale],
    form: Callable[..., Any],
) -> Any:  # fmt: skip
    at, y, slopes = _nodes(tuple(map(float, xs)), tuple(map(float, ys)))
    x = np.asarray(x, dtype=float)
    i = np.clip(np.searchsorted(at, x, side="right") - 1, 0, len(at) - 2)
    found = scale[1](form(x, at[i], at[i + 1], y[i], y[i + 1], slopes[i], slopes[i + 1]))
    if form is hermite_slope:
        found = found / scale[0](1.0)
    return np.where((x >= at[0]) & (x <= at[-1]), found, np.nan)[()]


@functools.lru_cache(maxsize=256)
def _nodes(xs: tuple[float, ...], ys: tuple[float, ...]) -> tuple[Floats, Floats, Floats]:
    """Points and their slopes as arrays; scaling the axes later changes no piece."""
    with np.errstate(all="ignore"):
        slopes = [float(m) for m in _slopes(np.array(xs), np.array(ys), range(len(xs)))]
    return np.array(xs), np.array(ys), np.array(slopes)
