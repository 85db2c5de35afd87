"""exp, ln and powers of a Decimal to 34 digits, several times faster than the library's own.

The exponential of a number is that of its integer, of two fractions from tables, and a short
series; a logarithm is that of the nearest exponential in the tables and a short series; a power is
both. All work
with twelve guard digits and round once, so the start in floats leaves no trace in the result.
Outside of their domain they hand over to `decimal`, with its signals.
"""

import functools
import math
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from greenlang.core import decimals
from greenlang.core.decimals import AUDIT_CONTEXT, DIGITS

_WORK = Context(
    prec=DIGITS + 12,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    traps=[DivisionByZero, Overflow, InvalidOperation],
)
_STEP = Decimal(-1) / 65536
_ONE, _HALF = Decimal(1), Decimal("0.5")
_TWICE, _SMALL, _LARGE = Decimal(-2), Decimal("0.05"), Decimal(100)
_LARGEST = 2  # decimal exponent: beyond 999 the tables would grow without end
_add, _multiply, _divide, _subtract = _WORK.add, _WORK.multiply, _WORK.divide, _WORK.subtract
_fma, _round = _WORK.fma, AUDIT_CONTEXT.plus


@functools.cache
def _whole(n: int) -> Decimal:
    return _WORK.exp(Decimal(n))


@functools.cache
def _tables() -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Exponentials of i/256 and of j/65536."""
    coarse = tuple(_WORK.exp(_divide(Decimal(i), Decimal(256))) for i in range(256))
    fine = tuple(_WORK.exp(_divide(Decimal(j), Decimal(65536))) for j in range(256))
    return coarse, fine


_8, _7, _6, _5, _4, _3 = (_divide(_ONE, Decimal(math.factorial(n))) for n in range(8, 2, -1))
_2_9, _2_7, _2_5, _2_3, _2_1 = (_divide(Decimal(2), Decimal(n)) for n in (9, 7, 5, 3, 1))
_65536 = Decimal(65536)


def _exp(x: Decimal) -> Decimal:
    """exp(x) with the guard digits kept; written out, since a case takes forty of them."""
    if x.adjusted() > _LARGEST:
        return _WORK.exp(x)
    fma, multiply = _fma, _multiply
    k = int(multiply(x, _65536))
    r = fma(Decimal(k), _STEP, x)
    coarse, fine = _tables()
    total = fma(fma(fma(fma(fma(_8, r, _7), r, _6), r, _5), r, _4), r, _3)
    total = fma(fma(fma(total, r, _HALF), r, _ONE), r, _ONE)
    lead = multiply(_whole(k >> 16), multiply(coarse[k >> 8 & 255], fine[k & 255]))
    return multiply(total, lead)


def _ln(x: Decimal) -> Decimal | None:
    """ln(x) with the guard digits kept; None where no float can start it.

    A float's logarithm finds the nearest exponential of the tables, e = exp(k/65536); what is left
    is ln(x/e) = 2 artanh((x - e)/(x + e)), whose argument is below 4e-6.
    """
    if not -300 < x.adjusted() < 300 or x <= 0:
        return None
    fma, multiply = _fma, _multiply
    k = round(math.log(x) * 65536)
    coarse, fine = _tables()
    e = multiply(_whole(k >> 16), multiply(coarse[k >> 8 & 255], fine[k & 255]))
    s = _divide(_subtract(x, e), _add(x, e))
    square = multiply(s, s)
    series = fma(fma(fma(fma(_2_9, square, _2_7), square, _2_5), square, _2_3), square, _2_1)
    return fma(s, series, _divide(Decimal(k), _65536))


def exp(x: Decimal) -> Decimal:
    """Exponential."""
    return _round(_exp(x)) if x.is_finite() else x.exp()


def x_coth_x(x: Decimal) -> Decimal:
    """X coth(x), and 1 at 0."""
    if not _SMALL < abs(x) < _LARGE:
        return decimals.x_coth_x(x)
    e = _exp(_multiply(abs(x), _TWICE))
    return _round(_divide(_multiply(abs(x), _add(_ONE, e)), _subtract(_ONE, e)))


def ln(x: Decimal) -> Decimal:
    """Natural logarithm."""
    found = _ln(x) if x.is_finite() else None
    return x.ln() if found is None else _round(found)


def power(x: Decimal, exponent: Decimal) -> Decimal:
    """Power of a Decimal; whole exponents are left to `decimal`."""
    if x == 1:
        return _ONE
    if type(exponent) is not Decimal or exponent == exponent.to_integral_value():
        return x**exponent
    found = _ln(x)
    return x**exponent if found is None else _round(_exp(_multiply(exponent, found)))
