"""Linked plate passes: limits that need no solver, and what is no network."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from greenlang.core.networks import linear_solution, plate_passes
from greenlang.core.units import ONE, Dimension

D = Decimal


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize(("n_1", "n_2"), [(1, 1), (1, 4), (3, 2), (4, 3), (4, 4)])
def test_decimal_and_float_agree(n_1: int, n_2: int, order: int, start: int) -> None:
    how = (n_1, n_2, order, start)
    exact = plate_passes(D("0.31"), D("0.27"), D("0.9"), *how)
    fast = plate_passes(np.array([0.31]), np.array([0.27]), 0.9, *how)
    assert fast[0] == pytest.approx(float(exact), rel=1e-14)


@pytest.mark.parametrize(("n_1", "n_2"), [(2, 3), (4, 3), (4, 4)])
def test_small_blocks_add_up(n_1: int, n_2: int) -> None:
    """So small that no fluid notices the other's change: each pass of fluid 1 adds its P."""
    small = D("1E-20")
    assert abs(plate_passes(small, small, D(1), n_1, n_2, 0, 0) / (n_1 * small) - 1) < D("1E-18")


def test_a_fluid_of_endless_capacity_leaves_passes_in_series() -> None:
    p = D("0.3")
    assert abs(plate_passes(p, p, D(0), 3, 2, 0, 0) - (1 - D("0.7") ** 3)) < D("1E-33")


@pytest.mark.parametrize("passes", [("2.5", 2, 0, 0), (0, 2, 0, 0), (2, 2, 2, 0), (2, 2, 0, -1)])
def test_what_is_no_network_is_refused(passes: tuple[Any, ...]) -> None:
    with pytest.raises(ArithmeticError):
        plate_passes(D("0.3"), D("0.3"), D(1), *(D(x) for x in passes))


def test_p_has_no_unit() -> None:
    assert isinstance(plate_passes(ONE, ONE, ONE, ONE, ONE, ONE, ONE), Dimension)


def test_a_linear_system_is_solved_in_its_own_kind_of_number() -> None:
    matrix = [[0, 2, 1], [1, -1, 0], [3, 0, -2]]
    exact = [[Decimal(x) for x in row] for row in matrix]
    found = linear_solution(exact, [Decimal(7), Decimal(-1), Decimal(-3)])
    assert [round(x, 20) for x in found] == [1, 2, 3]
    with pytest.raises(ArithmeticError, match="singular at unknown 2"):
        linear_solution([[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0])
