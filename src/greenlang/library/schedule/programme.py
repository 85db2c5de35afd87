"""The arc programme as data: min c x under sparse rows, for a solver or for an exact certificate.

Columns are arcs (unit, start, method, end) and, after them, the excess of couplings by period.
Rows are the balance of every unit's starts, then capacities, then couplings by period.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .problem import Floats, Incidence, Ints, Renewal
from .relaxation import solver

Entries = tuple[Ints, Ints, Floats]
"""Columns, rows and values of matrix entries."""


@dataclass(frozen=True)
class Programme:
    """min c x, row_lower <= A x <= row_upper, 0 <= x <= col_upper; A by columns.

    Column j has the entries `start[j]:start[j + 1]` of `index` (row) and `value`. The first
    `whole` columns are binary.
    """

    cost: Floats
    start: Ints
    index: Ints
    value: Floats
    row_lower: Floats
    row_upper: Floats
    col_upper: Floats
    whole: int


@dataclass(frozen=True)
class Basis:
    """Where HiGHS' simplex ended: value, x, row duals, status of columns and rows.

    Status: 0 at lower bound, 1 basic, 2 at upper bound, 3 free at zero, 4 nonbasic.
    """

    value: float
    x: Floats
    dual: Floats
    col_status: Ints
    row_status: Ints


def columns(problem: Renewal, keep: NDArray[np.bool_] | None = None) -> Ints:
    """The arcs (unit, start, method, end) that exist, or those of them in `keep`."""
    finite = np.isfinite(problem.cost)
    return np.argwhere(finite if keep is None else finite & keep)


def programme(problem: Renewal, uses: Incidence, arcs: Ints) -> Programme:
    """The programme over these arcs, one binary an arc."""
    unit, start, _, end = arcs.T
    number = np.arange(arcs.shape[0])
    width = problem.periods + 1
    again = end < problem.periods
    leave = (number, unit * width + start, np.ones(number.size))
    enter = (number[again], (unit * width + end + 1)[again], -np.ones(int(again.sum())))
    taken = capacity_entries(problem, uses, arcs)
    loads = load_entries(problem, arcs, np.maximum(start - 1, 0), end)
    first = problem.units * width + uses.capacity.size
    shifted = [
        (column, first + k * problem.periods + row, value)
        for k, (column, row, value) in enumerate(loads)
    ]
    balance = source(problem)
    return assembled(
        problem.cost[tuple(arcs.T)],
        [leave, enter, taken, *shifted],
        (balance, np.concatenate([balance, uses.capacity])),
        problem,
        np.ones(len(problem.couplings)),
    )


def source(problem: Renewal) -> Floats:
    """Right-hand side of the balance: one path leaves start 0 of every unit."""
    balance = np.zeros((problem.units, problem.periods + 1))
    balance[:, 0] = 1.0
    return balance.ravel()


def assembled(
    cost: Floats,
    entries: list[Entries],
    sides: tuple[Floats, Floats],
    problem: Renewal,
    scales: Floats,
) -> Programme:
    """A programme whose last rows are the couplings, over `scales`, with their excess columns.

    `sides` holds the lower sides of the rows that have one (they come first) and the upper sides
    of all rows before the couplings.
    """
    whole, rows, periods = cost.size, sides[1].size, problem.periods
    size = periods * len(problem.couplings)
    over = (whole + np.arange(size), rows + np.arange(size), -np.ones(size))
    column, row, value = (np.concatenate(part) for part in zip(*entries, over, strict=True))
    order = np.lexsort((row, column))
    slack = [c.slack / scale for c, scale in zip(problem.couplings, scales, strict=True)]
    price = np.concatenate(
        [
            np.zeros(0),
            *(c.price * scale for c, scale in zip(problem.couplings, scales, strict=True)),
        ]
    )
    hard = np.isinf(price)
    upper = np.concatenate([sides[1], *slack])
    lower = np.full(upper.size, -np.inf)
    lower[: sides[0].size] = sides[0]
    return Programme(
        cost=np.concatenate([cost, np.where(hard, 0.0, price)]),
        start=np.concatenate([[0], np.cumsum(np.bincount(column, minlength=whole + size))]),
        index=row[order],
        value=value[order],
        row_lower=lower,
        row_upper=upper,
        col_upper=np.concatenate([np.ones(whole), np.where(hard, 0.0, np.inf)]),
        whole=whole,
    )


def capacity_entries(problem: Renewal, uses: Incidence, arcs: Ints) -> Entries:
    """What each arc's renewal takes of the capacities, rows counted after the balance."""
    unit, start, method, _ = arcs.T
    node = np.where(start > 0, (unit * problem.periods + start - 1) * problem.methods + method, 0)
    count = np.where(start > 0, uses.begin[node + 1] - uses.begin[node], 0)
    column, within = runs(count)
    entry = uses.begin[node][column] + within
    return column, problem.units * (problem.periods + 1) + uses.row[entry], uses.use[entry]


def load_entries(problem: Renewal, arcs: Ints, begin: Ints, end: Ints) -> list[Entries]:
    """For each coupling what column j adds in the periods begin[j] to end[j] - 1 of its arc."""
    unit, start, method, _ = arcs.T
    column, within = runs(end - begin)
    period = begin[column] + within
    at = (unit[column], start[column], method[column], period)
    entries = []
    for coupling in problem.couplings:
        load = coupling.load[at]
        some = load != 0.0
        entries.append((column[some], period[some], load[some]))
    return entries


def runs(count: Ints) -> tuple[Ints, Ints]:
    """Owner and place within its run, for runs of these lengths laid end to end."""
    owner = np.repeat(np.arange(count.size), count)
    return owner, np.arange(owner.size) - np.repeat(np.cumsum(count) - count, count)


def linear(model: Programme) -> Basis:
    """The programme without its whole numbers, by HiGHS' simplex, with the final basis."""
    scale = cost_scale(model)
    highs = solver()
    highs.passModel(highs_model(model, scale, whole=False))
    highs.setOptionValue("solver", "simplex")
    highs.run()
    solution, basis = highs.getSolution(), highs.getBasis()
    return Basis(
        value=float(highs.getInfo().objective_function_value) * scale,
        x=np.array(solution.col_value),
        dual=np.array(solution.row_dual) * scale,
        col_status=np.array([int(status) for status in basis.col_status]),
        row_status=np.array([int(status) for status in basis.row_status]),
    )


def cost_scale(model: Programme) -> float:
    """Largest cost, by which costs are divided before HiGHS sees them."""
    return float(np.abs(model.cost).max(initial=0.0)) or 1.0


def highs_model(model: Programme, scale: float, *, whole: bool) -> object:
    """The programme in the form that HiGHS reads."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.cost.size, model.row_upper.size
    lp.col_cost_ = model.cost / scale
    lp.col_lower_, lp.col_upper_ = np.zeros(model.cost.size), model.col_upper
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = model.start.astype(np.int32)
    lp.a_matrix_.index_ = model.index.astype(np.int32)
    lp.a_matrix_.value_ = model.value
    if whole:
        binary = [highspy.HighsVarType.kInteger] * model.whole
        excess = [highspy.HighsVarType.kContinuous] * (model.cost.size - model.whole)
        lp.integrality_ = binary + excess
    return lp
