"""Blocks of flow linked to a network, solved for one outlet: arithmetic alone, for any number.

The equations are those of weighted means, so that elimination needs no pivoting and keeps its
digits; the same code serves Decimals and arrays.
"""

from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.units import Dimension

Number = Any
Row = dict[Any, Number]
RIGHT = "right-hand side"


def plate_passes(
    p_counter: Number,
    p_parallel: Number,
    r: Number,
    passes_1: Number,
    passes_2: Number,
    order: Number,
    start: Number,
) -> Number:
    """P of a plate pack: pass i of fluid 1 fills slice i of passes_1, fluid 2 likewise.

    `p_counter` and `p_parallel` are those of a block where the streams meet, at N/passes_1 and
    R passes_1/passes_2; `order` 0 lets fluid 2 enter at the other end of the pack, 1 at the same;
    `start` 0 gives the pass that starts the direction with more counterflow (order 0) or parallel
    flow (order 1), 1 the other. Raises ArithmeticError where passes are no whole numbers above 0.
    """
    if isinstance(p_counter, Dimension):
        return p_counter.pure()
    n_1, n_2, same, other = (_whole(x) for x in (passes_1, passes_2, order, start))
    if n_1 < 1 or n_2 < 1 or {same, other} - {0, 1}:
        raise ArithmeticError(f"{passes_1}/{passes_2} passes in order {order}, start {start}")
    r_block = r * n_1 / n_2
    rows: dict[Any, Row] = {}
    for i in range(n_1):
        for s in range(n_2):
            share = _overlap(i, n_1, s, n_2)
            if share:
                p = p_counter if (i + s + same + other) % 2 == 0 else p_parallel
                j = s if same else n_2 - 1 - s
                _link(rows, (1, i), (2, j), p, share, n_2)
                _link(rows, (2, j), (1, i), r_block * p, share, n_1)
    return _last(rows, (1, n_1 - 1))


def _whole(x: Number) -> int:
    first = x if isinstance(x, Decimal) else np.ravel(x)[0]
    if first != int(first):
        raise ArithmeticError(f"{first} is no whole number")
    return int(first)


def _overlap(i: int, n_1: int, s: int, n_2: int) -> int:
    """Shared part of slice i of n_1 and slice s of n_2, in parts of 1/(n_1 n_2) of the pack."""
    return max(0, min((i + 1) * n_2, (s + 1) * n_1) - max(i * n_2, s * n_1))


def _link(rows: dict[Any, Row], own: Any, met: Any, p: Number, share: int, whole: int) -> None:
    """Add a block to the equation of the outlet of a pass.

    Unknown is the way x that a fluid has gone toward the other's inlet, 0 to 1: leaving a block,
    x_out = x + P (1 - x - y), with y that of the fluid it meets.
    """
    row = rows.setdefault(own, {own: 1, RIGHT: 0})
    part = share * p / whole
    row[RIGHT] = row[RIGHT] + part
    for (fluid, place), weight in ((own, (p - 1) * share / whole), (met, part)):
        if place:
            key = (fluid, place - 1)
            row[key] = row.get(key, 0) + weight


def linear_solution(matrix: list[list[Number]], right: list[Number]) -> list[Number]:
    """Unknowns of a square system by elimination with the largest pivot; any one kind of number.

    Unlike a library's solver it gives the same digits on every machine. Raises ArithmeticError
    where the system is singular.
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        if rows[k][k] == 0:
            raise ArithmeticError(f"the system is singular at unknown {k + 1} of {size}")
        for i in range(k + 1, size):
            ratio = rows[i][k] / rows[k][k]
            for j in range(k, size + 1):
                rows[i][j] = rows[i][j] - ratio * rows[k][j]
    x: list[Number] = [0] * size
    for k in reversed(range(size)):
        known = sum(rows[k][j] * x[j] for j in range(k + 1, size))
        x[k] = (rows[k][size] - known) / rows[k][k]
    return x


def _last(rows: dict[Any, Row], wanted: Any) -> Number:
    """Value of one unknown, all others eliminated."""
    for key in [key for key in rows if key != wanted]:
        row = rows.pop(key)
        pivot = row.pop(key)
        for other in rows.values():
            if key in other:
                ratio = other.pop(key) / pivot
                for column, value in row.items():
                    other[column] = other.get(column, 0) - ratio * value
    return rows[wanted][RIGHT] / rows[wanted][wanted]
