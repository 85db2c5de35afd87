"""Feasible plans without a solver: units one after another, then singly and in pairs again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from .paths import Outcome, Prices, along, excess_cost, free, outcome, shortest_of_one
from .problem import Floats, Incidence, Path, Renewal

SWEEPS = 12
PUSHES = 24


@dataclass(frozen=True)
class Incumbent:
    """A feasible plan: a path for every unit with what it takes, and what all of it costs.

    `sums` are rows and loads of all units together.
    """

    cost: float
    paths: tuple[Path, ...]
    made: tuple[Outcome, ...]
    sums: tuple[Floats, Floats]


def incumbent(problem: Renewal, uses: Incidence, paths: Sequence[Path]) -> Incumbent | None:
    """The plan with its cost and its priced excess; None if it breaks a limit."""
    made = tuple(outcome(problem, uses, i, path) for i, path in enumerate(paths))
    sums = _sums(problem, uses, made)
    cost = _cost(problem, uses, *sums, made)
    return Incumbent(cost, tuple(paths), made, sums) if np.isfinite(cost) else None


def plan_cost(problem: Renewal, uses: Incidence, paths: Sequence[Path]) -> float:
    """Cost of a plan with its priced excess; inf where it breaks a limit."""
    found = incumbent(problem, uses, paths)
    return float("inf") if found is None else found.cost


def construction(
    problem: Renewal, uses: Incidence, prices: Prices, order: Sequence[int]
) -> Incumbent | None:
    """Units placed in this order, each at its best in what is left; None if one finds no place.

    The prices warn the first ones of what the later ones will need.
    """
    rows, loads = _sums(problem, uses, ())
    chosen: dict[int, Path] = {}
    for unit in order:
        found = _response(problem, uses, unit, (rows, loads), prices)
        if found is None:
            return None
        chosen[unit] = found[0]
        rows, loads = rows + found[1].rows, loads + found[1].loads
    return incumbent(problem, uses, [chosen[i] for i in range(problem.units)])


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
    rows, loads = old.sums
    for unit in units:
        rows, loads = rows - old.made[unit].rows, loads - old.made[unit].loads
    nothing = free(problem, uses)
    paths, made = list(old.paths), list(old.made)
    again = units if len(units) == 1 else (*units, units[0])
    for turn, unit in enumerate(again):
        if turn >= len(units):
            rows, loads = rows - made[unit].rows, loads - made[unit].loads
        found = _response(problem, uses, unit, (rows, loads), nothing)
        if found is None:
            return old
        paths[unit], made[unit] = found
        rows, loads = rows + found[1].rows, loads + found[1].loads
    cost = _cost(problem, uses, rows, loads, made)
    if cost >= old.cost:
        return old
    return Incumbent(cost, tuple(paths), tuple(made), (rows, loads))


def _cost(
    problem: Renewal, uses: Incidence, rows: Floats, loads: Floats, made: Sequence[Outcome]
) -> float:
    if (rows > uses.capacity + 1e-9).any():
        return float("inf")
    return sum(one.cost for one in made) + excess_cost(problem, loads)


def _response(
    problem: Renewal, uses: Incidence, unit: int, others: tuple[Floats, Floats], prices: Prices
) -> tuple[Path, Outcome] | None:
    """The unit's best path beside the rows and loads of the others, or None.

    A row that the unit's own path overdraws (a budget over many periods) gets a rising price.
    """
    left = uses.capacity - others[0]
    cost = _residual_cost(problem, uses, unit, others[1], prices)
    cost[0, 1:][uses.short(unit, left)] = np.inf
    push = np.zeros(left.size)
    for _ in range(PUSHES):
        trial = cost
        if push.any():
            trial = cost.copy()
            trial[:, 1:] += uses.node_price(push)[unit : unit + 1, ..., None]
        path = shortest_of_one(trial[0])
        if path is None:
            return None
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
    cost = problem.cost[unit : unit + 1].copy()
    size = float(np.abs(cost[np.isfinite(cost)]).max(initial=1.0)) if couplings else 0.0
    if prices.rows.any():
        cost[:, 1:] += uses.node_price(prices.rows)[unit : unit + 1, ..., None]
    for coupling, base, paid in zip(couplings, loads, prices.loads, strict=True):
        scale = float(np.abs(coupling.load).max(initial=0.0)) or 1.0
        price = np.where(np.isinf(coupling.price), 1e3 * size / scale, coupling.price)
        before = np.maximum(base - coupling.slack, 0.0)
        after = np.maximum(base + coupling.load - coupling.slack, 0.0)
        cost += along(price * (after - before) + paid * coupling.load)
    return cost


def _sums(problem: Renewal, uses: Incidence, made: Sequence[Outcome]) -> tuple[Floats, Floats]:
    rows, loads = np.zeros(uses.capacity.size), np.zeros((len(problem.couplings), problem.periods))
    for one in made:
        rows += one.rows
        loads += one.loads
    return rows, loads
