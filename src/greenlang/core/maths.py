"""The functions that an equation may use, for any kind of number that it may meet.

An equation is written once and read by three kinds of number: `Decimal` (audited single analyses),
float64 arrays (fleets and history) and `Dimension` (unit checks).
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core import decimals, powers
from greenlang.core.units import Dimension

Number = Any  # Decimal | float | NDArray[float64] | Dimension: arithmetic is all we ask

pi = float(np.pi)


def ln(x: Number) -> Number:
    """Natural logarithm."""
    if isinstance(x, Decimal):
        return powers.ln(x)
    return x.ln() if isinstance(x, Dimension) else np.log(x)


def log10(x: Number) -> Number:
    """Decadic logarithm."""
    return x.log10() if isinstance(x, Decimal | Dimension) else np.log10(x)


def exp(x: Number) -> Number:
    """Exponential."""
    if isinstance(x, Decimal):
        return powers.exp(x)
    return x.exp() if isinstance(x, Dimension) else np.exp(x)


def sqrt(x: Number) -> Number:
    """Square root."""
    if isinstance(x, Decimal):
        return x.sqrt()
    return x.sqrt() if isinstance(x, Dimension) else np.sqrt(x)


def _pure(
    name: str, exact: Callable[[Decimal], Decimal], fast: Callable[[Any], Any]
) -> Callable[[Number], Number]:
    def function(x: Number) -> Number:
        if isinstance(x, Decimal):
            return exact(x)
        return x.pure() if isinstance(x, Dimension) else fast(x)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = exact.__doc__
    return function


def _phi(x: Any) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(x == 0, 1.0, -np.expm1(-np.asarray(x)) / x)[()]


def _x_coth_x(x: Any) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(x == 0, 1.0, x / np.tanh(x))[()]


sin = _pure("sin", decimals.sin, np.sin)
cos = _pure("cos", decimals.cos, np.cos)
tan = _pure("tan", decimals.tan, np.tan)
asin = _pure("asin", decimals.asin, np.arcsin)
acos = _pure("acos", decimals.acos, np.arccos)
atan = _pure("atan", decimals.atan, np.arctan)
sinh = _pure("sinh", decimals.sinh, np.sinh)
cosh = _pure("cosh", decimals.cosh, np.cosh)
tanh = _pure("tanh", decimals.tanh, np.tanh)
coth = _pure("coth", decimals.coth, lambda x: 1 / np.tanh(x))
arcosh = _pure("arcosh", decimals.arcosh, np.arccosh)
expm1 = _pure("expm1", decimals.expm1, np.expm1)
log1p = _pure("log1p", decimals.log1p, np.log1p)
phi = _pure("phi", decimals.phi, _phi)
x_coth_x = _pure("x_coth_x", powers.x_coth_x, _x_coth_x)


def smaller(a: Number, b: Number) -> Number:
    """The smaller of two."""
    if isinstance(a, Dimension):
        return a.like(b)
    return min(a, b) if isinstance(a, Decimal) else np.minimum(a, b)


def larger(a: Number, b: Number) -> Number:
    """The larger of two."""
    if isinstance(a, Dimension):
        return a.like(b)
    return max(a, b) if isinstance(a, Decimal) else np.maximum(a, b)


def log_mean(a: Number, b: Number) -> Number:
    """(a - b) / ln(a / b), and its limit where a equals b; keeps its digits where a is near b.

    In floats (u - 1) / ln(u) is smooth in u = a / b, so the rounding of u does no harm.
    """
    if isinstance(a, Dimension):
        return a.like(b)
    if isinstance(a, Decimal):
        if a == b:
            return a
        near = abs(a - b) * 8 < abs(b)
        return (a - b) / (decimals.log1p((a - b) / b) if near else powers.ln(a / b))
    with np.errstate(invalid="ignore", divide="ignore"):
        u = a / b
        return np.where(u == 1, a, b * (u - 1) / np.log(u))[()]


def mason(n: Number, r: Number) -> Number:
    """P of one crossflow pass, both fluids unmixed: Mason's series (1955), n > 0 and r > 0."""
    if isinstance(n, Decimal):
        return decimals.mason(n, r)
    if isinstance(n, Dimension):
        n.pure()
        return r.pure() if isinstance(r, Dimension) else n
    return _mason(n, r)


def _mason(n: Any, r: Any) -> Any:
    """Mason's series in floats; all rows sum as many terms as the longest."""
    with np.errstate(all="ignore"):
        m = n * r
        p_n, p_m = np.exp(-n), np.exp(-m)
        beyond_n, beyond_m = -np.expm1(-n), -np.expm1(-m)
        total, i = beyond_n * beyond_m, 0
        term, sight = total, np.fmin(n, m)
        while i < 2000 and not np.all((term < 1e-17 * total) & (i > sight) | ~np.isfinite(m)):
            i += 1
            p_n, p_m = p_n * n / i, p_m * m / i
            beyond_n, beyond_m = np.maximum(beyond_n - p_n, 0), np.maximum(beyond_m - p_m, 0)
            term = beyond_n * beyond_m
            total = total + term
        return total / m


def select(condition: Any, if_true: Callable[[], Number], if_false: Callable[[], Number]) -> Number:
    """One of two formulas, given unevaluated: `select(re < 2300, lambda: ..., lambda: ...)`.

    A single analysis computes only the branch it takes; arrays compute both.
    """
    if isinstance(condition, bool | np.bool_):
        return if_true() if condition else if_false()
    if isinstance(condition, Dimension):
        a = if_true()
        return a.like(if_false()) if isinstance(a, Dimension) else if_false()
    with np.errstate(all="ignore"):
        return np.where(condition, if_true(), if_false())


def root(residual: Callable[[Number], Number], low: Number, high: Number) -> Number:
    """Root of `residual` between `low` and `high` by Chandrupatla's method (1997).

    Bracketed and derivative-free, never slower than bisection by more than a small factor, also
    at a multiple root. Arrays step all rows together; a row without a sign change gives NaN, a
    Decimal one raises ArithmeticError.
    """
    if isinstance(low, Decimal):
        return _root_exact(residual, low, Decimal(high))
    return _root_fast(residual, np.asarray(low, dtype=float), np.asarray(high, dtype=float))


def _root_exact(residual: Callable[[Decimal], Decimal], a: Decimal, b: Decimal) -> Decimal:
    f_a, f_b = residual(a), residual(b)
    if f_a * f_b > 0:
        raise ArithmeticError(f"no sign change between {a} and {b}")
    tolerance, t, c, f_c = Decimal("1E-32"), Decimal("0.5"), a, f_a
    least_width = abs(b - a) * Decimal("1E-40")
    for _ in range(400):
        x = a + t * (b - a)
        f_x = residual(x)
        c, f_c, b, f_b = (a, f_a, b, f_b) if (f_x > 0) == (f_a > 0) else (b, f_b, a, f_a)
        a, f_a = x, f_x
        best, f_best = (a, f_a) if abs(f_a) < abs(f_b) else (b, f_b)
        width = abs(b - a)
        if f_best == 0 or width <= max(2 * tolerance * abs(best), least_width):
            return best
        t = _chandrupatla(a, b, c, f_a, f_b, f_c)
        least = tolerance * abs(best) / width
        t = min(max(t, least), 1 - least)
    raise ArithmeticError("no convergence in 400 steps")


def _chandrupatla(a: Any, b: Any, c: Any, f_a: Any, f_b: Any, f_c: Any) -> Any:
    xi, ph = (a - b) / (c - b), (f_a - f_b) / (f_c - f_b) if f_c != f_b else Decimal(-1)
    if not (ph * ph < xi and (1 - ph) * (1 - ph) < 1 - xi):
        return Decimal("0.5")
    return f_a / (f_b - f_a) * f_c / (f_b - f_c) + (c - a) / (b - a) * f_a / (f_c - f_a) * f_b / (
        f_c - f_b
    )


def _root_fast(residual: Callable[[Any], Any], low: Any, high: Any) -> Any:
    with np.errstate(all="ignore"):
        a, b = np.broadcast_arrays(low, high)
        f_a, f_b = residual(a), residual(b)
        shape = np.broadcast_shapes(np.shape(f_a), a.shape)
        a, b, f_a, f_b = (
            np.array(np.broadcast_to(v, shape), dtype=float) for v in (a, b, f_a, f_b)
        )
        bad = ~(f_a * f_b <= 0)
        c, f_c, t = a.copy(), f_a.copy(), np.full(shape, 0.5)
        best = np.where(abs(f_a) < abs(f_b), a, b)
        for _ in range(200):
            x = a + t * (b - a)
            f_x = residual(x)
            same = (f_x > 0) == (f_a > 0)
            c, f_c = np.where(same, a, b), np.where(same, f_a, f_b)
            b, f_b = np.where(same, b, a), np.where(same, f_b, f_a)
            a, f_a = x, f_x
            first = abs(f_a) < abs(f_b)
            best, f_best = np.where(first, a, b), np.where(first, f_a, f_b)
            width = abs(b - a)
            done = bad | (f_best == 0) | (width <= 4e-16 * abs(best)) | (width < 1e-300)
            if np.all(done):
                break
            xi, ph = (a - b) / (c - b), (f_a - f_b) / (f_c - f_b)
            quadratic = f_a / (f_b - f_a) * f_c / (f_b - f_c) + (c - a) / (b - a) * f_a / (
                f_c - f_a
            ) * f_b / (f_c - f_b)
            t = np.where((ph**2 < xi) & ((1 - ph) ** 2 < 1 - xi), quadratic, 0.5)
            least = np.minimum(2e-16 * abs(best) / width, 0.5)
            t = np.clip(t, least, 1 - least)
    return np.where(bad, np.nan, best)[()]
