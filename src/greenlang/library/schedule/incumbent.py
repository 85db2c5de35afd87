"""Feasible plans without a solver: units one after another, then singly and in pairs again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from .paths import Outcome, Prices, along, excess_cost, free, outcome, priced, shortest, through
from .problem import Floats, Incidence, Path, Renewal

SWEEPS = 12
PUSHES = 24


@dataclass(frozen=True)
class Incumbent:
    """A feasible plan, a path for every unit, and what it costs."""

    cost: float
    paths: tuple[Path, ...]


Chosen = Mapping[int, tuple[Path, Outcome]]


def plan_cost(problem: Renewal, uses: Incidence, paths: Sequence[Path]) -> float:
    """Cost of a plan with its priced excess; inf where it breaks a limit."""
    return _cost(problem, uses, [outcome(problem, uses, i, path) for i, path in enumerate(paths)])


def construction(
    problem: Renewal, uses: Incidence, prices: Prices, order: Sequence[int]
) -> Incumbent | None:
    """Units placed in this order, each at its best in what is left; None if one finds no place.

    The prices warn the first ones of what the later ones will need.
    """
    chosen: dict[int, tuple[Path, Outcome]] = {}
    for unit in order:
        found = _response(problem, uses, unit, chosen, prices)
        if found is None:
            return None
        chosen[unit] = found
    return _incumbent(problem, uses, chosen)


def improved(problem: Renewal, uses: Incidence, start: Incumbent) -> Incumbent:
    """Each unit placed anew among the others, until no unit gains."""
    best = start
    for _ in range(SWEEPS):
        before = best.cost
        for unit in range(problem.units):
            best = _moved(problem, uses, best, (unit,))
        if best.cost >= before - 1e-12 * abs(before):
            break
    return best


def improved_in_pairs(
    problem: Renewal, uses: Incidence, start: Incumbent, enough: float
) -> Incumbent:
    """Two units at a time placed anew, until no pair gains or the cost is `enough`."""
    best = start
    for _ in range(SWEEPS):
        before = best.cost
        for a, b in combinations(range(problem.units), 2):
            if best.cost <= enough:
                return best
            best = _moved(problem, uses, _moved(problem, uses, best, (a, b)), (b, a))
        if best.cost >= before - 1e-12 * abs(before):
            break
    return best


def _moved(problem: Renewal, uses: Incidence, old: Incumbent, units: tuple[int, ...]) -> Incumbent:
    """The plan with these units placed anew in this order, if that is cheaper."""
    chosen = {
        i: (path, outcome(problem, uses, i, path))
        for i, path in enumerate(old.paths)
        if i not in units
    }
    nothing = free(problem, uses)
    again = units if len(units) == 1 else (*units, units[0])
    for unit in again:
        chosen.pop(unit, None)
        found = _response(problem, uses, unit, chosen, nothing)
        if found is None:
            return old
        chosen[unit] = found
    new = _incumbent(problem, uses, chosen)
    return new if new is not None and new.cost < old.cost else old


def _incumbent(problem: Renewal, uses: Incidence, chosen: Chosen) -> Incumbent | None:
    made = [chosen[i] for i in range(problem.units)]
    cost = _cost(problem, uses, [one for _, one in made])
    return Incumbent(cost, tuple(path for path, _ in made)) if np.isfinite(cost) else None


def _cost(problem: Renewal, uses: Incidence, made: Sequence[Outcome]) -> float:
    rows, loads = _sums(problem, uses, made)
    if (rows > uses.capacity + 1e-9).any():
        return float("inf")
    return sum(one.cost for one in made) + excess_cost(problem, loads)


def _response(
    problem: Renewal, uses: Incidence, unit: int, others: Chosen, prices: Prices
) -> tuple[Path, Outcome] | None:
    """The unit's best path in what the others leave, or None.

    A row that the unit's own path overdraws (a budget over many periods) gets a rising price.
    """
    rows, loads = _sums(problem, uses, [made for _, made in others.values()])
    left = uses.capacity - rows
    cost = _residual_cost(problem, uses, unit, loads, prices)
    blocked = np.zeros(uses.shape, dtype=bool)
    blocked.ravel()[uses.node[uses.use > left[uses.row] + 1e-9]] = True
    cost[:, 1:][blocked[unit : unit + 1]] = np.inf
    if not np.isfinite(through(cost).min()):
        return None
    push = np.zeros(left.size)
    for _ in range(PUSHES):
        trial = cost
        if push.any():
            trial = cost.copy()
            trial[:, 1:] += uses.node_price(push)[unit : unit + 1, ..., None]
        path = shortest(trial)[1][0]
        made = outcome(problem, uses, unit, path)
        over = made.rows > left + 1e-9
        if not over.any():
            return path, made
        push[over] = 2 * push[over] + 0.05 * float(np.abs(cost[np.isfinite(cost)]).max())
    return None


def _residual_cost(
    problem: Renewal, uses: Incidence, unit: int, loads: Floats, prices: Prices
) -> Floats:
    """Arc costs (1, S, M, E) of one unit with the excess that it adds to the others' loads."""
    couplings = tuple(replace(c, load=c.load[unit : unit + 1]) for c in problem.couplings)
    one = replace(problem, cost=problem.cost[unit : unit + 1], resources=(), couplings=couplings)
    cost = one.cost.copy()
    if prices.rows.any() or prices.loads.any():
        cost = priced(problem, uses, prices)[unit : unit + 1]
    size = float(np.abs(one.cost[np.isfinite(one.cost)]).max(initial=1.0))
    for coupling, base in zip(one.couplings, loads, strict=True):
        scale = float(np.abs(coupling.load).max(initial=0.0)) or 1.0
        price = np.where(np.isinf(coupling.price), 1e3 * size / scale, coupling.price)
        before = np.maximum(base - coupling.slack, 0.0)
        after = np.maximum(base + coupling.load - coupling.slack, 0.0)
        cost += along(price * (after - before))
    return cost


def _sums(problem: Renewal, uses: Incidence, made: Sequence[Outcome]) -> tuple[Floats, Floats]:
    rows, loads = np.zeros(uses.capacity.size), np.zeros((len(problem.couplings), problem.periods))
    for one in made:
        rows += one.rows
        loads += one.loads
    return rows, loads
