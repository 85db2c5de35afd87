from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core import decimals, maths
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.units import Dimension, K

D = Decimal

# DLMF / OEIS decimal expansions: A049469, A049470, A049471, A003881, A073746, A073743, A072334
PUBLISHED = [
    (decimals.sin, "1", "0.8414709848078965066525023216302989996"),
    (decimals.cos, "1", "0.5403023058681397174009366074429766037"),
    (decimals.tan, "1", "1.5574077246549022305069748074583601731"),
    (decimals.atan, "1", "0.7853981633974483096156608458198757210"),
    (decimals.sinh, "1", "1.1752011936438014568823818505956008152"),
    (decimals.cosh, "1", "1.5430806348152437784779056207570616826"),
    (decimals.expm1, "1", "1.7182818284590452353602874713526624978"),
    (decimals.log1p, "1", "0.6931471805599453094172321214581765681"),
]


@pytest.mark.parametrize(("function", "x", "expected"), PUBLISHED)
def test_published_digits(function: Any, x: str, expected: str) -> None:
    assert abs(function(D(x)) - D(expected)) <= D("1E-33")


@pytest.mark.parametrize(
    "name",
    ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "coth", "expm1",
     "log1p", "phi", "x_coth_x", "exp", "sqrt", "ln", "log10", "arcosh"],
)  # fmt: skip
@given(st.floats(0.001, 0.999))
def test_decimal_and_float_agree(name: str, x: float) -> None:
    function = getattr(maths, name)
    y = x + 1 if name == "arcosh" else x
    assert float(function(D(repr(y)))) == pytest.approx(
        float(function(np.array([y]))[0]), rel=2e-13
    )


@given(st.decimals("-1e3", "1e3", places=6))
def test_identities_hold_to_33_digits(x: Decimal) -> None:
    with localcontext(AUDIT_CONTEXT):
        assert abs(decimals.sin(x) ** 2 + decimals.cos(x) ** 2 - 1) < D("1E-32")
        assert abs(decimals.tan(decimals.atan(x)) - x) <= abs(x) * D("1E-28") + D("1E-33")
        assert decimals.tanh(-x) == -decimals.tanh(x)


def test_singular_points_are_their_limits() -> None:
    assert decimals.phi(D(0)) == decimals.x_coth_x(D(0)) == 1
    np.testing.assert_array_equal(maths.phi(np.array([0.0])), [1.0])
    np.testing.assert_array_equal(maths.x_coth_x(np.array([0.0])), [1.0])
    assert maths.log_mean(D(50), D(50)) == 50
    np.testing.assert_allclose(maths.log_mean(np.array([50.0, 50.0]), np.array([50.0, 25.0])),
                               [50.0, 25 / np.log(2)])  # fmt: skip
    near = maths.log_mean(D(50), D("50.000000000001"))
    assert float(near) == pytest.approx(maths.log_mean(50.0, 50.000000000001), rel=1e-15)


def test_log_mean_of_a_cross_is_no_number() -> None:
    assert np.isnan(maths.log_mean(np.array([5.0]), np.array([-5.0])))[0]


@given(st.floats(-50, 50), st.floats(0.1, 3))
def test_roots_agree_between_number_kinds_and_take_multiple_ones(r: float, slope: float) -> None:
    def single(x: Any) -> Any:
        a, b = (D(repr(slope)), D(repr(r))) if isinstance(x, Decimal) else (slope, r)
        return a * (x - b)

    def triple(x: Any) -> Any:
        return single(x) ** 3

    for function, tolerance in ((single, 1e-13), (triple, 1e-4)):
        exact = maths.root(function, D(-101), D(103))
        fast = maths.root(function, np.array([-101.0]), np.array([103.0]))[0]
        assert abs(float(exact) - r) <= tolerance * 100
        assert abs(fast - r) <= tolerance * 100


def test_a_row_without_a_sign_change_is_no_number_and_a_case_raises() -> None:
    rows = maths.root(lambda x: x**2 - np.array([4.0, -4.0]), np.zeros(2), np.full(2, 9.0))
    np.testing.assert_allclose(rows, [2.0, np.nan], rtol=1e-14)
    with pytest.raises(ArithmeticError, match="no sign change"):
        maths.root(lambda x: x * x + 1, D(0), D(9))


def test_select_takes_one_branch_or_both() -> None:
    assert maths.select(True, lambda: 1, lambda: 1 / 0) == 1
    rows = maths.select(np.array([True, False]), lambda: np.ones(2), lambda: np.zeros(2))
    np.testing.assert_array_equal(rows, [1.0, 0.0])
    assert maths.select(K / K, lambda: K, lambda: K) == K
    with pytest.raises(TypeError):
        maths.select(K / K, lambda: K, lambda: K * K)


def test_smaller_and_larger_pass_what_is_no_number() -> None:
    assert maths.smaller(D(1), D(2)) == 1
    assert maths.larger(D(1), D(2)) == 2
    np.testing.assert_array_equal(maths.smaller(np.array([1.0, np.nan]), 2.0), [1.0, np.nan])
    assert isinstance(maths.larger(K, K), Dimension)
