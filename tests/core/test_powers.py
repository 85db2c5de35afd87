"""Fast exp, ln and powers of a Decimal give the digits of the library's own, slower ones."""

import random
from decimal import Decimal, InvalidOperation, localcontext

import pytest

from greenlang.core import powers
from greenlang.core.decimals import AUDIT_CONTEXT

EXPONENTS = ("0.6666666666666666666666666666666667", "-0.25", "0.14", "-1.5", "0.9", "12.75")


def numbers(n: int) -> list[Decimal]:
    draw = random.Random(7)
    return [Decimal(draw.randrange(1, 10**34)).scaleb(draw.randrange(-46, 6)) for _ in range(n)] + [
        Decimal(text) for text in ("1", "1.0000000000000000000000000000000001", "0.99995", "1.0002")
    ]


def test_every_digit_is_that_of_the_library() -> None:
    with localcontext(AUDIT_CONTEXT):
        for x in numbers(2000):
            y = x.ln()
            assert powers.ln(x) == y
            assert powers.exp(y) == y.exp()
            for text in EXPONENTS:
                assert powers.power(x, Decimal(text)) == x ** Decimal(text)


def test_large_small_and_whole_are_left_to_the_library() -> None:
    with localcontext(AUDIT_CONTEXT):
        for text in ("1E+400", "1E-400", "2345.6"):
            x = Decimal(text)
            assert powers.ln(x) == x.ln()
        assert powers.exp(Decimal("-2345.6")) == Decimal("-2345.6").exp()
        assert powers.power(Decimal(-3), Decimal(3)) == -27
        assert powers.power(Decimal(0), Decimal("0.5")) == 0
        assert powers.power(Decimal("0.5"), 2) == Decimal("0.25")  # type: ignore[arg-type]


def test_what_has_no_value_still_says_so() -> None:
    with localcontext(AUDIT_CONTEXT):
        with pytest.raises(InvalidOperation):
            powers.ln(Decimal(-1))
        with pytest.raises(InvalidOperation):
            powers.power(Decimal(-2), Decimal("0.5"))
