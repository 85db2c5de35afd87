"""Balances that measured values must meet, linearised where they stand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.core.errors import InputError
from greenlang.library.series.arrays import Floats, Ints, floats

Linearised = Callable[[Floats, Ints], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Constraints:
    """`m` balances g(x) = 0 over `n` variables.

    `at(x, hours)` takes states (h, n) and the numbers (h,) of the hours that they belong to, and
    gives the residuals g (h, m) and their derivatives: (h, m, n), or (h, k) if `row` and `col` (k,)
    say which of them can differ from 0. Say it for a network: the work then grows with the number
    of its separate parts, not with its square.
    """

    m: int
    n: int
    at: Linearised
    row: Ints | None = None
    col: Ints | None = None


@dataclass(frozen=True)
class Block:
    """Constraints and variables that have nothing to do with the others; places of derivatives."""

    rows: Ints
    cols: Ints
    picks: Ints | None  # of the listed derivatives, those of this block
    row: Ints  # where each pick goes within the block
    col: Ints


def linear(a: Floats, c: Floats | float = 0.0) -> Constraints:
    """The constraints a x = c, with `a` (m, n) and `c` (m,) or (hours, m)."""
    a = floats(a)
    if a.ndim != 2:
        raise InputError(f"a matrix of constraints of shape {a.shape}; give (balances, variables)")
    c = floats(c)
    row, col = np.nonzero(a)
    value = a[row, col]

    def at(x: Floats, hours: Ints) -> tuple[Floats, Floats]:
        right = c[hours] if c.ndim == 2 else c
        return x @ a.T - right, np.broadcast_to(value, (len(x), len(value)))

    return Constraints(a.shape[0], a.shape[1], at, row, col)


def blocks(of: Constraints, correlation: Floats | None = None) -> list[Block]:
    """Separate parts of the constraints; variables in no balance are in none."""
    if of.row is None or of.col is None:
        return [Block(np.arange(of.m), np.arange(of.n), None, *_none())]
    i, j = of.row, of.col + of.m
    if correlation is not None:
        one, other = np.nonzero(np.triu(correlation, 1))
        i, j = np.append(i, one + of.m), np.append(j, other + of.m)
    label = _labels(i, j, of.m + of.n)
    found = []
    for part in np.unique(label[: of.m]):
        rows = np.flatnonzero(label[: of.m] == part)
        cols = np.flatnonzero(label[of.m :] == part)
        picks = np.flatnonzero(label[of.row] == part)
        row = np.searchsorted(rows, of.row[picks])
        found.append(Block(rows, cols, picks, row, np.searchsorted(cols, of.col[picks])))
    return found


def _labels(i: Ints, j: Ints, size: int) -> Ints:
    """Number of the part that each of `size` nodes is in, given the edges i-j."""
    label = np.arange(size)
    while True:
        low = np.minimum(label[i], label[j])
        new = label.copy()
        np.minimum.at(new, i, low)
        np.minimum.at(new, j, low)
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new


def _none() -> tuple[Ints, Ints]:
    return np.zeros(0, np.int64), np.zeros(0, np.int64)


def derivatives(block: Block, a: Floats) -> Floats:
    """Dense derivatives (h, rows, cols) of one block."""
    if block.picks is None:
        return a
    out = np.zeros((len(a), len(block.rows), len(block.cols)))
    out[:, block.row, block.col] = a[:, block.picks]
    return out


def difference_check(of: Constraints, x: Floats, scale: Floats) -> float:
    """Largest gap between the derivatives and central differences, relative to the largest of each.

    For tests of new constraints: `x` (n,), `scale` (n,) the size of a small step of each variable.
    """
    x, scale = floats(x), floats(scale)
    hour = np.zeros(1, np.int64)
    a: Any = of.at(x[None], hour)[1][0]
    if of.row is not None and of.col is not None:
        dense = np.zeros((of.m, of.n))
        dense[of.row, of.col] = a
        a = dense
    steps = np.diag(scale)
    hours = np.zeros(of.n, np.int64)
    up, down = of.at(x + steps, hours)[0], of.at(x - steps, hours)[0]
    gap = np.abs((up - down).T / 2.0 - a * scale)
    return float(np.max(gap / np.maximum(np.max(np.abs(a * scale), axis=1, keepdims=True), 1e-300)))
