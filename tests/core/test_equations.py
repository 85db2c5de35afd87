from decimal import Decimal, localcontext
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from greenlang.core import formulas, ranges
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.equations import REGISTRY, Equation, equation
from greenlang.core.errors import ImpossibleState
from greenlang.core.units import K, Kelvin, Ratio, W, WattPerKelvin
from tests.core import sample as s


def test_an_equation_is_one_expression_over_its_parameters() -> None:
    def two(x: Ratio) -> Ratio:
        """Two lines."""
        y = x
        return y  # noqa: RET504 - what is refused

    def undocumented(x: Ratio) -> Ratio:
        return x

    for function in (two, undocumented):
        eq = Equation(function, "x", "nowhere")
        with pytest.raises(TypeError, match="docstring and one return"):
            _ = eq.formula
        del REGISTRY[eq.name]


@pytest.mark.parametrize(
    "text", ["other + x", "[x][0]", "x.real", "'a' + x if x else 1", "(lambda y: y)(x)", "True * x"]
)
def test_a_formula_knows_nothing_but_its_parameters_and_vocabulary(text: str) -> None:
    with pytest.raises(TypeError):
        formulas.exact(text, ("x",))


def test_literals_keep_the_digits_of_the_source() -> None:
    third = formulas.exact("x * 3.14159265358979323846264338327950288", ("x",))
    with localcontext(AUDIT_CONTEXT):
        assert third(Decimal(1)) == Decimal("3.141592653589793238462643383279503")
        circle = formulas.exact("pi * x", ("x",))(Decimal(1))
    assert str(circle)[:30] == "3.1415926535897932384626433832"


def test_two_equations_of_one_name_fail_at_import() -> None:
    with pytest.raises(TypeError, match=r"two equations are called tests\.core\.sample\.duty"):
        equation("Q", "twice")(s.duty.__wrapped__)  # type: ignore[attr-defined]


def test_every_parameter_needs_a_unit() -> None:
    def bare(x: float) -> Ratio:
        """No unit."""
        return x

    eq = Equation(bare, "x", "nowhere")
    with pytest.raises(TypeError, match="x needs a unit"):
        _ = eq.units
    del REGISTRY[eq.name]


def test_dimensions_are_checked_through_a_whole_method() -> None:
    units: Any = SimpleNamespace(
        m=REGISTRY["tests.core.sample.capacity_rate"].units[0].dimension,
        cp=REGISTRY["tests.core.sample.capacity_rate"].units[1].dimension,
        t_in=REGISTRY["tests.core.sample.duty"].units[1].dimension,
        t_out=REGISTRY["tests.core.sample.duty"].units[1].dimension,
        t_other=REGISTRY["tests.core.sample.duty"].units[1].dimension,
        re=K / K, pressure=None, arrangement="counterflow",
    )  # fmt: skip
    result = s.performance(units)
    assert (result.q, result.dt_lm, result.f) == (W, K, K / K)


def test_a_formula_that_is_not_homogeneous_is_found() -> None:
    @equation("Q", "wrong on purpose")
    def wrong(c: WattPerKelvin, t: Kelvin) -> WattPerKelvin:
        """A duty that is called a capacity."""
        return c * t

    with pytest.raises(TypeError, match=r"wrong: its value should be in W/K"):
        wrong(W / K, REGISTRY["tests.core.sample.duty"].units[1].dimension)
    with pytest.raises(TypeError, match="wrong: t should be in K"):
        wrong(W / K, W)
    del REGISTRY[vars(wrong)["equation"].name]


def test_an_implicit_equation_names_its_bracket_where_it_has_no_root() -> None:
    with pytest.raises(ImpossibleState, match=r"no solution between 0.004 and 0.2 for re = 10"):
        s.friction_factor(Decimal(10), Decimal("0.0004"))
    rows = s.friction_factor(np.array([10.0, 5e4]), np.array([0.0004, 0.0004]))
    np.testing.assert_allclose(rows, [np.nan, 0.0222503094211643], rtol=1e-12)


def test_a_formula_without_a_value_names_its_inputs() -> None:
    with pytest.raises(ImpossibleState, match=r"relative has no value at re = 0: a division by"):
        s.relative(Decimal(0))
    with pytest.raises(ImpossibleState, match=r"lmtd has no value at dt_1 = -5, dt_2 = 3"):
        s.lmtd(Decimal(-5), Decimal(3))


def test_arguments_may_be_named() -> None:
    assert s.duty(t_cool=300.0, t_warm=310.0, c=2.0) == 20
    assert s.duty(Decimal(2), t_cool=Decimal(300), t_warm=Decimal(310)) == 20


def test_rows_outside_a_range_are_counted_where_somebody_collects() -> None:
    with ranges.collected() as found:
        s.lmtd(np.array([0.5, 50.0, 200.0]), np.array([1.0, 1.0, 1.0]))
    assert found == {("tests.core.sample.lmtd", "dt_1"): ranges.RangeCount(2, 3)}
