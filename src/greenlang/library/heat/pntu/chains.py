"""P(N, R) of the arrangements that take more than one formula, as plain functions of N and R."""

from collections.abc import Callable
from typing import Any

from greenlang.core.provenance import count
from greenlang.library.heat.pntu import forward, plates, rows, shells

Number = Any
Forward = Callable[[Number, Number], Number]


def j_1_1(n: Number, r: Number) -> Number:
    """TEMA J shell, one tube pass."""
    half = shells.ratio_of_half(r)
    return shells.j_1_1(forward.parallel(n, half), forward.counterflow(n, half), r)


def j_1_2(n: Number, r: Number) -> Number:
    """TEMA J shell, two tube passes."""
    return shells.j_1_2k(n, shells.ratio_of_half(r), shells.j_root(r, count(2)))


def j_1_4(n: Number, r: Number) -> Number:
    """TEMA J shell, four tube passes."""
    return shells.j_1_2k(n, shells.j_1_4_ratio(n, r), shells.j_root(r, count(4)))


def g_1_1(n: Number, r: Number) -> Number:
    """TEMA G shell, one tube pass."""
    half = shells.units_of_half(n)
    return shells.g_1_1(forward.parallel(half, r), forward.counterflow(half, r), r)


def h_1_1(n: Number, r: Number) -> Number:
    """TEMA H shell, one tube pass."""
    n_half, r_half = shells.units_of_half(n), shells.ratio_of_half(r)
    a, b = forward.parallel(n_half, r_half), forward.counterflow(n_half, r_half)
    return shells.h_1_1(a, b, r, shells.j_1_1(a, b, r))


def h_1_2(n: Number, r: Number) -> Number:
    """TEMA H shell, two tube passes."""
    d, e = shells.h_1_2_parallel(n, r), shells.h_1_2_counter(n, r)
    h, g = shells.h_1_2_double(n, r), shells.h_1_2_mixing(d, e, r)
    return shells.h_1_2(d, e, h, g, r)


def h_1_2_parallel(n: Number, r: Number) -> Number:
    """TEMA H shell, two tube passes, the first where the shell fluid enters."""
    d, e = shells.h_1_2_counter(n, r), shells.h_1_2_parallel(n, r)
    h, g = shells.h_1_2_parallel_double(n, r), shells.h_1_2_parallel_mixing(d, e, r)
    return shells.h_1_2_overall_parallel(d, e, h, g, r)


def _three(n: Number, s: Number) -> tuple[Number, Number, Number, Number]:
    t = shells.e_1_3_second(s)
    x_1, x_2 = shells.e_1_3_growth(n, s), shells.e_1_3_growth(n, t)
    return x_1, x_2, shells.e_1_3_integral(n, s), shells.e_1_3_integral(n, t)


def e_1_3(n: Number, r: Number) -> Number:
    """TEMA E shell, three tube passes, two of them in counterflow."""
    s, g = shells.e_1_3_root(r), shells.e_1_3_difference(n, r)
    x_1, x_2, y_1, y_2 = _three(n, s)
    a = shells.e_1_3_lost(r, s, x_1, x_2)
    d = shells.e_1_3_linked(r, s, x_1, x_2, y_1, y_2, g)
    return shells.e_1_3(r, s, x_1, x_2, a, d, g)


def e_1_3_parallel(n: Number, r: Number) -> Number:
    """TEMA E shell, three tube passes, one of them in counterflow."""
    s, g = shells.e_1_3_parallel_root(r), shells.e_1_3_difference(n, r)
    x_1, x_2, y_1, y_2 = _three(n, s)
    a, c = shells.e_1_3_parallel_lost(r, s, x_1, x_2), shells.e_1_3_parallel_gained(r, s, x_1, x_2)
    d = shells.e_1_3_parallel_linked(r, s, x_1, x_2, y_1, y_2, g)
    return shells.e_1_3_parallel(r, s, x_1, x_2, a, c, d, g)


def over_rows(formula: Forward, number: int) -> Forward:
    """P(N, R) of an air cooler, from the formula in K and R."""
    n_rows = count(number)
    return lambda n, r: formula(rows.row(n, n_rows), r)


def plate(passes_1: int, passes_2: int, order: int, start: int) -> Forward:
    """P(N, R) of a plate pack."""
    n_1, n_2, same, other = (count(x) for x in (passes_1, passes_2, order, start))

    def forwards(n: Number, r: Number) -> Number:
        n_block, r_block = plates.block_units(n, n_1), plates.block_ratio(r, n_1, n_2)
        p_counter = forward.counterflow(n_block, r_block)
        p_parallel = forward.parallel(n_block, r_block)
        return plates.plate(p_counter, p_parallel, r, n_1, n_2, same, other)

    return forwards
