from decimal import Decimal, FloatOperation, localcontext
from typing import Any

import numpy as np
import pytest

from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.errors import NotFound
from greenlang.core.tables import BLOCK, _terms, power_sum, table
from greenlang.core.units import ONE, K

X, Y = Decimal("1.7"), Decimal("0.83")


def plain(name: str, x: Any, y: Any, dx: int = 0, dy: int = 0) -> Any:
    """The sum as the release prints it, power by power."""
    total = Decimal(0)
    cited = table(name)
    for i, j, n in (map(Decimal, row) for row in cited.rows):
        factor = n
        for k in range(dx):
            factor *= i - k
        for k in range(dy):
            factor *= j - k
        if factor:
            total += factor * x ** (i - dx) * y ** (j - dy)
    return total


@pytest.mark.parametrize("name", ["if97/region1", "if97/region2", "if97/t2a_ps", "if97/t2c_ph"])
@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)])
def test_a_sum_and_its_derivatives_are_those_of_the_printed_terms(
    name: str, dx: int, dy: int
) -> None:
    if name == "if97/t2a_ps" and dx:
        return
    with localcontext(AUDIT_CONTEXT):
        exact = power_sum(name, X, Y, dx, dy)
        printed = plain(name, X, Y, dx, dy)
        assert abs(exact - printed) <= Decimal("1E-29") * abs(printed)
    fast = power_sum(name, float(X), float(Y), dx, dy)
    assert fast == pytest.approx(float(exact), rel=1e-12)


def test_an_exponent_of_a_quarter_is_a_root_of_a_root() -> None:
    with localcontext(AUDIT_CONTEXT):
        got = power_sum("if97/t2a_ps", Decimal("0.5"), Y)
        want = plain("if97/t2a_ps", Decimal("0.5"), Y)
        assert abs(got - want) <= Decimal("1E-28") * abs(want)


def test_orders_may_be_literals_of_an_exact_formula() -> None:
    with localcontext(AUDIT_CONTEXT):
        assert power_sum("if97/region1", X, Y, Decimal(1), Decimal(0)) == power_sum(
            "if97/region1", X, Y, 1, 0
        )


def test_a_table_of_one_variable_takes_one_for_the_other() -> None:
    with localcontext(AUDIT_CONTEXT):
        tau = Decimal("1.8")
        rows = [(int(j), Decimal(n)) for j, n in table("if97/region2_ideal").rows]
        printed = sum((n * tau**j for j, n in rows), Decimal(0))
        assert abs(power_sum("if97/region2_ideal", 1, tau) - printed) < Decimal("1E-30")


def test_blocks_scalars_and_shapes_give_the_same_numbers() -> None:
    x = np.linspace(0.1, 20, 2 * BLOCK + 7)
    y = np.linspace(0.01, 1.2, x.size)
    whole = power_sum("if97/region2", x, y)
    assert whole.shape == x.shape
    for k in (0, BLOCK - 1, BLOCK, x.size - 1):
        assert power_sum("if97/region2", x[k], y[k]) == pytest.approx(whole[k], rel=1e-13)
    grid = power_sum("if97/region2", x[:3, None], y[None, :4])
    assert grid.shape == (3, 4)
    assert grid[1, 2] == pytest.approx(power_sum("if97/region2", x[1], y[2]), rel=1e-13)
    assert power_sum("if97/region2", np.empty(0), np.empty(0)).shape == (0,)


def test_a_row_without_a_number_spoils_no_other() -> None:
    out = power_sum("if97/region1", np.array([1.0, np.nan, 2.0]), np.array([1.0, 1.0, 0.0]))
    assert np.isfinite(out[0])
    assert np.isnan(out[1])
    assert not np.isfinite(out[2])  # negative powers of zero


def test_the_powers_take_few_products() -> None:
    terms = _terms("if97/region2", 0, 1)
    wanted = {j for _, row in terms.groups for j, _, _ in row} - {0, 1}
    assert len(terms.y_steps) <= len(wanted) + 3
    made = {1} | {n for n, _, _ in terms.y_steps}
    assert wanted <= made


def test_kinds_are_not_mixed_and_units_are_refused() -> None:
    with localcontext(AUDIT_CONTEXT), pytest.raises(FloatOperation):
        power_sum("if97/region1", X, 0.83)
    assert power_sum("if97/region1", ONE, 1) == ONE
    with pytest.raises(TypeError):
        power_sum("if97/region1", K, ONE)


def test_a_table_says_where_it_is_from() -> None:
    cited = table("if97/region1")
    assert cited.source == "IAPWS R7-97(2012), Table 2, p. 7"
    assert len(cited.sha256) == 64
    assert cited.column("J")[0] == "-2"
    with pytest.raises(NotFound, match="region9"):
        table("if97/region9")


def test_one_x_for_many_y_is_the_sum_of_each() -> None:
    y = np.linspace(3.2, 4.0, 20_000)
    for order in ((0, 0), (1, 0), (0, 1), (0, 2)):
        many = power_sum("if97/region1", 7.0, y, *order)
        each = power_sum("if97/region1", np.full(y.size, 7.0), y, *order)
        assert np.abs(many - each).max() < 1e-13 * np.abs(each).max() + 1e-14
