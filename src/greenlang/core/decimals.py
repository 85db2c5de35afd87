"""The audit context, and the functions that Decimal lacks: deterministic series, 34 digits.

Every function works with guard digits and rounds once at the end, so its results are equal on every
supported Python. Accuracy: within one unit of the 34th digit (tested against mpmath).
"""

from collections.abc import Callable
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    getcontext,
    localcontext,
)
from functools import cache, wraps

DIGITS = 34
_GUARD = 22

AUDIT_CONTEXT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    traps=[DivisionByZero, Overflow, InvalidOperation, FloatOperation],
)
"""34 digits, half-even, everywhere. A float that strays into an audit is an error."""

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


def _guarded(function: Callable[[Decimal], Decimal]) -> Callable[[Decimal], Decimal]:
    """Run with guard digits; round the result to the audit context."""

    @wraps(function)
    def run(x: Decimal) -> Decimal:
        with localcontext(AUDIT_CONTEXT) as context:
            context.prec = DIGITS + _GUARD
            value = function(x)
        return AUDIT_CONTEXT.plus(value)

    return run


def _series(first: Decimal, factor: Callable[[int], Decimal]) -> Decimal:
    """Sum of terms, each the last times factor(n), until they no longer count."""
    total = term = first
    n = 1
    while term and term.adjusted() > total.adjusted() - DIGITS - _GUARD:
        term *= factor(n)
        total += term
        n += 1
    return total


def _reduced(x: Decimal) -> Decimal:
    turn = 2 * PI
    return x - turn * (x / turn).to_integral_value()


@_guarded
def sin(x: Decimal) -> Decimal:
    """Sine of an angle in radians, |x| < 1e9."""
    y = _reduced(x)
    return _series(y, lambda n: -y * y / (2 * n * (2 * n + 1)))


@_guarded
def cos(x: Decimal) -> Decimal:
    """Cosine of an angle in radians, |x| < 1e9."""
    y = _reduced(x)
    return _series(Decimal(1), lambda n: -y * y / (2 * n * (2 * n - 1)))


@_guarded
def tan(x: Decimal) -> Decimal:
    """Tangent of an angle in radians."""
    y = _reduced(x)
    return _series(y, lambda n: -y * y / (2 * n * (2 * n + 1))) / _series(
        Decimal(1), lambda n: -y * y / (2 * n * (2 * n - 1))
    )


def _arctan(x: Decimal) -> Decimal:
    """The angle of the nearest 512th from a table, and a short series for the rest."""
    if x < 0:
        return -_arctan(-x)
    if x > 1:
        return PI / 2 - _arctan(1 / x)
    k = int(x * 512)
    y = (x - Decimal(k) / 512) / (1 + x * k / 512)
    square, total = -y * y, Decimal(0)
    for share in _odd_shares():
        total = total * square + share
    return _angle(k) + total * y if k else total * y


@cache
def _odd_shares() -> tuple[Decimal, ...]:
    """1/n of the odd numbers down to 1: for an argument below 1/512, eleven terms are enough."""
    with localcontext(AUDIT_CONTEXT) as context:
        context.prec = DIGITS + _GUARD + 4
        return tuple(1 / Decimal(n) for n in range(21, 0, -2))


@cache
def _angle(k: int) -> Decimal:
    """Angle whose tangent is k/512: three halvings, then Euler's series."""
    with localcontext(AUDIT_CONTEXT) as context:
        context.prec = DIGITS + _GUARD + 4
        y = Decimal(k) / 512
        for _ in range(3):
            y = y / (1 + (1 + y * y).sqrt())
        square = y * y / (1 + y * y)
        return 8 * _series(y / (1 + y * y), lambda n: square * (2 * n) / (2 * n + 1))


@_guarded
def atan(x: Decimal) -> Decimal:
    """Angle whose tangent is x, in radians."""
    return _arctan(x)


@_guarded
def asin(x: Decimal) -> Decimal:
    """Angle whose sine is x, -1 <= x <= 1."""
    return PI / 2 * x if abs(x) == 1 else _arctan(x / (1 - x * x).sqrt())


@_guarded
def acos(x: Decimal) -> Decimal:
    """Angle whose cosine is x, -1 <= x <= 1."""
    return 2 * _arctan(((1 - x) / (1 + x)).sqrt()) if x != -1 else +PI


def _expm1(x: Decimal) -> Decimal:
    return x.exp() - 1 if abs(x) > Decimal("0.1") else _series(x, lambda n: x / (n + 1))


@_guarded
def expm1(x: Decimal) -> Decimal:
    """exp(x) - 1 without loss near zero."""
    return _expm1(x)


@_guarded
def log1p(x: Decimal) -> Decimal:
    """ln(1 + x) without loss near zero."""
    if abs(x) > Decimal("0.001"):  # three digits lost at most: fewer guard digits, a third faster
        getcontext().prec = DIGITS + 6
        return (1 + x).ln()
    y = x / (2 + x)
    square, total, power, n = y * y, Decimal(0), y, 1
    while power and power.adjusted() > y.adjusted() - DIGITS - _GUARD:
        total += power / n
        power *= square
        n += 2
    return 2 * total


@_guarded
def sinh(x: Decimal) -> Decimal:
    """Hyperbolic sine."""
    e = _expm1(x)
    return (e + e / (1 + e)) / 2


@_guarded
def cosh(x: Decimal) -> Decimal:
    """Hyperbolic cosine."""
    return (x.exp() + (-x).exp()) / 2


@_guarded
def tanh(x: Decimal) -> Decimal:
    """Hyperbolic tangent."""
    e = _expm1(-2 * abs(x))
    return (-e / (2 + e)).copy_sign(x)


@_guarded
def coth(x: Decimal) -> Decimal:
    """Hyperbolic cotangent, x not 0."""
    e = _expm1(-2 * abs(x))
    return (-(2 + e) / e).copy_sign(x)


@_guarded
def arcosh(x: Decimal) -> Decimal:
    """Inverse hyperbolic cosine, x >= 1."""
    return (x + (x * x - 1).sqrt()).ln()


@_guarded
def phi(x: Decimal) -> Decimal:
    """(1 - exp(-x)) / x, and 1 at 0."""
    return -_expm1(-x) / x if x else Decimal(1)


@_guarded
def x_coth_x(x: Decimal) -> Decimal:
    """X coth(x), and 1 at 0."""
    if not x:
        return Decimal(1)
    e = _expm1(-2 * abs(x))
    return abs(x) * -(2 + e) / e


def mason(n: Decimal, r: Decimal) -> Decimal:
    """P of one crossflow pass, both fluids unmixed, n > 0, r > 0: Mason's series (1955)."""
    with localcontext(AUDIT_CONTEXT) as context:
        context.prec = DIGITS + _GUARD
        m = n * r
        p_n, p_m = (-n).exp(), (-m).exp()  # Poisson terms, and what lies beyond them
        beyond_n, beyond_m, total, i = -_expm1(-n), -_expm1(-m), Decimal(0), 0
        term = beyond_n * beyond_m
        while term > 0 and (not total or term.adjusted() > total.adjusted() - DIGITS - 2):
            total += term
            i += 1
            p_n, p_m = p_n * n / i, p_m * m / i
            beyond_n, beyond_m = beyond_n - p_n, beyond_m - p_m
            term = beyond_n * beyond_m
        value = total / m
    return AUDIT_CONTEXT.plus(value)
