"""The linear relaxation over paths, by column generation with HiGHS.

Its value is that of the arc programme's relaxation, since the paths of one unit have whole
corners. The prices that it ends with give a Lagrangian bound that holds whatever the solver's
rounding was (Desaulniers, Desrosiers & Solomon, Column Generation, 2005, ch. 1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from greenlang.core.errors import Infeasible, NoConvergence

from .paths import Outcome, Prices, bound, free, outcome, priced, shortest
from .problem import Floats, Incidence, Path, Renewal

SMOOTHING = 0.5  # share of the best prices so far in the next ones (Wentges 1997)
ROUNDS = 400


@dataclass(frozen=True)
class Relaxation:
    """Proven lower bound, the prices that prove it, and the columns seen on the way."""

    bound: float
    prices: Prices
    pool: tuple[tuple[int, Path], ...]
    rounds: int


def solver(threads: int = 1) -> Any:
    """A silent HiGHS with a fixed seed."""
    import highspy

    make: Callable[[], Any] = highspy.Highs
    highs = make()
    for option, value in {"output_flag": False, "threads": threads, "random_seed": 0}.items():
        highs.setOptionValue(option, value)
    return highs


def relaxation(problem: Renewal, uses: Incidence, start: Sequence[Sequence[Path]]) -> Relaxation:
    """Bound and prices; `start` holds plans (a path per unit) to begin with.

    Raises Infeasible where not even parts of plans fit the capacity, NoConvergence after 400
    rounds.
    """
    master = _Master(problem, uses)
    for plan in start:
        master.add(enumerate(plan))
    _, best, rounds = _ascent(problem, uses, master)
    if master.missing() > 1e-6:
        feasible = replace(problem, cost=np.where(np.isinf(problem.cost), np.inf, 0.0))
        _prove_infeasible(feasible, uses)
        master.penalise(1e3)
        _, best, rounds = _ascent(problem, uses, master)
    return Relaxation(best[0], best[1], tuple(master.columns), rounds)


def _ascent(
    problem: Renewal, uses: Incidence, master: "_Master"
) -> tuple[float, tuple[float, Prices], int]:
    best = (-np.inf, free(problem, uses))
    for rounds in range(1, ROUNDS):
        value, prices = master.solve()
        trial = _between(best[1], prices, SMOOTHING if rounds > 1 else 0.0)
        for asked in (trial, prices):
            least, paths = shortest(priced(problem, uses, asked))
            found = bound(problem, uses, asked, least)
            best = max(best, (found, asked), key=lambda pair: pair[0])
            if value - best[0] <= 1e-7 * (1e-3 * master.scale + abs(value)):
                return value, best, rounds
            if master.add(enumerate(paths)):
                break
        else:
            return value, best, rounds
    raise NoConvergence(
        f"{ROUNDS} rounds of column generation left {value - best[0]:.3g} between the bounds: "
        "use fewer periods or units"
    )


def _between(best: Prices, new: Prices, share: float) -> Prices:
    rows = share * best.rows + (1 - share) * new.rows
    return Prices(rows, share * best.loads + (1 - share) * new.loads)


def _prove_infeasible(feasible: Renewal, uses: Incidence) -> None:
    """Raise Infeasible if the least violation of capacity is above zero, naming who is short."""
    master = _Master(feasible, uses)
    value, _, _ = _ascent(feasible, uses, master)
    if value <= 1e-6 * master.penalty:
        return
    short = sorted({feasible.resources[uses.owner[row]].name for row in master.short_rows()})
    names = short + [feasible.couplings[k].name for k in master.short_couplings()]
    raise Infeasible(
        f"no plan fits {', '.join(names)}: fixed starts and limits ask for more than there is; "
        "raise a capacity, free a start or allow an excess at a price"
    )


class _Master:
    """The restricted master programme: lives as long as columns are added to it."""

    def __init__(self, problem: Renewal, uses: Incidence) -> None:
        self.problem, self.uses = problem, uses
        finite = np.abs(problem.cost[np.isfinite(problem.cost)])
        self.scale = float(finite.max(initial=0.0)) or 1.0
        self.load_scale = np.array([_size(c.load) for c in problem.couplings])
        self.columns: list[tuple[int, Path]] = []
        self.outcomes: list[Outcome] = []
        self.known: set[tuple[int, Path]] = set()
        self.penalty = 10.0 * problem.units * self.scale
        self.highs = solver()
        self._rows()

    def _rows(self) -> None:
        none = (0, np.zeros(0, np.int32), np.zeros(0))
        for _ in range(self.problem.units):
            self.highs.addRow(1.0, 1.0, *none)
        for capacity in self.uses.capacity:
            self.highs.addRow(-np.inf, float(capacity), *none)
        for coupling, size in zip(self.problem.couplings, self.load_scale, strict=True):
            for slack in coupling.slack:
                self.highs.addRow(-np.inf, float(slack / size), *none)
        self.short: list[int] = []
        first = self.problem.units
        for row in range(self.uses.capacity.size):
            self._add_excess(first + row, self.penalty, short=True)
        first += self.uses.capacity.size
        for coupling, size in zip(self.problem.couplings, self.load_scale, strict=True):
            for price in coupling.price:
                hard = bool(np.isinf(price))
                self._add_excess(first, self.penalty if hard else price * size, short=hard)
                first += 1

    def _add_excess(self, row: int, price: float, *, short: bool) -> None:
        if short:
            self.short.append(self.highs.getNumCol())
        entry = (1, np.array([row], np.int32), np.array([-1.0]))
        self.highs.addCol(price / self.scale, 0.0, np.inf, *entry)

    def penalise(self, factor: float) -> None:
        """Make missing capacity dearer."""
        self.penalty *= factor
        for column in self.short:
            self.highs.changeColCost(column, self.penalty / self.scale)

    def add(self, paths: Any) -> int:
        """Add the paths (unit, path) that are new; their number."""
        new = [pair for pair in paths if pair not in self.known]
        for unit, path in new:
            self.known.add((unit, path))
            self.columns.append((unit, path))
            self.outcomes.append(made := outcome(self.problem, self.uses, unit, path))
            loads = (
                (made.loads / self.load_scale[:, None]).ravel()
                if made.loads.size
                else made.loads.ravel()
            )
            column = np.concatenate([made.rows, loads])
            rows = np.flatnonzero(column)
            index = np.concatenate([[unit], self.problem.units + rows]).astype(np.int32)
            values = np.concatenate([[1.0], column[rows]])
            self.highs.addCol(made.cost / self.scale, 0.0, np.inf, index.size, index, values)
        return len(new)

    def solve(self) -> tuple[float, Prices]:
        """Value of the master and the prices of its rows."""
        if not self.columns:
            _, paths = shortest(self.problem.cost)
            self.add(enumerate(paths))
        self.highs.run()
        self.solution = self.highs.getSolution()
        value = self.highs.getInfo().objective_function_value * self.scale
        dual = np.maximum(-np.array(self.solution.row_dual) * self.scale, 0.0)
        split = self.problem.units + self.uses.capacity.size
        loads = dual[split:].reshape(len(self.problem.couplings), self.problem.periods)
        price = np.array([c.price for c in self.problem.couplings]).reshape(loads.shape)
        loads = np.minimum(loads / self.load_scale.reshape(-1, 1), price)
        return value, Prices(dual[self.problem.units : split], loads)

    def missing(self) -> float:
        """Capacity that the last solution lacks, in its largest row."""
        values = np.array(self.solution.col_value)
        return float(values[self.short].max(initial=0.0)) if self.short else 0.0

    def short_rows(self) -> list[int]:
        """Rows of resources that the last solution breaks."""
        values = np.array(self.solution.col_value)[: self.uses.capacity.size]
        return [int(row) for row in np.flatnonzero(values > 1e-6)]

    def short_couplings(self) -> list[int]:
        """Hard couplings that the last solution breaks."""
        size = self.uses.capacity.size
        count = len(self.problem.couplings)
        over = np.array(self.solution.col_value)[size : size + count * self.problem.periods]
        over = over.reshape(count, self.problem.periods)
        return [
            k
            for k, c in enumerate(self.problem.couplings)
            if (over[k][np.isinf(c.price)] > 1e-6).any()
        ]


def _size(load: Floats) -> float:
    return float(np.abs(load).max(initial=0.0)) or 1.0
