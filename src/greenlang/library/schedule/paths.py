"""Shortest paths of all units at once, the work-horse of every bound and every plan."""

from dataclasses import dataclass

import numpy as np

from greenlang.core.errors import Infeasible

from .problem import Floats, Incidence, Path, Renewal


@dataclass(frozen=True)
class Prices:
    """What capacity costs: one number a row of the resources, one a period of each coupling."""

    rows: Floats
    loads: Floats  # (couplings, T)


def free(problem: Renewal, uses: Incidence) -> Prices:
    """Everything is free."""
    return Prices(np.zeros(uses.capacity.size), np.zeros((len(problem.couplings), problem.periods)))


def priced(problem: Renewal, uses: Incidence, prices: Prices) -> Floats:
    """Cost of every arc, with what it pays for capacity; shape of `problem.cost`."""
    cost = problem.cost.copy()
    cost[:, 1:] += uses.node_price(prices.rows)[..., None]
    for coupling, price in zip(problem.couplings, prices.loads, strict=True):
        if price.any():
            cost += along(coupling.load * price)
    return cost


def along(rate: Floats) -> Floats:
    """Sum along each arc of a rate (..., s, m, t) per period: (..., s, m, e).

    Rates before the start of the arc are left out.
    """
    covered = _covered(rate.shape[-3], rate.shape[-1])
    total = np.zeros((*rate.shape[:-1], rate.shape[-1] + 1))
    np.cumsum(rate * covered[:, None, :], axis=-1, out=total[..., 1:])
    return total


def _covered(starts: int, periods: int) -> Floats:
    begin = np.maximum(np.arange(starts) - 1, 0)
    return (np.arange(periods) >= begin[:, None]).astype(np.float64)


def shortest(cost: Floats) -> tuple[Floats, list[Path]]:
    """Least cost (I,) and its path for every unit, from arc costs (I, S, M, E).

    Raises Infeasible, naming the unit, where no path exists.
    """
    ahead = cost.min(axis=2)
    units, _, ends = ahead.shape
    reach = np.full((units, ends + 1), np.inf)
    reach[:, 0] = 0.0
    for e in range(ends):
        reach[:, e + 1] = (reach[:, : e + 1] + ahead[:, : e + 1, e]).min(axis=1)
    stuck = np.flatnonzero(np.isinf(reach[:, -1]))
    if stuck.size:
        raise Infeasible(
            f"unit {stuck[0]} has no path: its fixed, forbidden and latest starts exclude each "
            "other; allow a start or drop a fixed one"
        )
    return reach[:, -1], [_walk(reach[i], cost[i]) for i in range(units)]


def shortest_of_one(cost: Floats) -> Path | None:
    """Cheapest path of one unit, arc costs (S, M, E); None where there is no path."""
    ahead = cost.min(axis=1)
    left = np.append(np.full(len(ahead), np.inf), 0.0)
    for s in np.flatnonzero(np.isfinite(ahead).any(axis=1))[::-1]:
        left[s] = (ahead[s, s:] + left[s + 1 :]).min()
    if not np.isfinite(left[0]):
        return None
    path: list[tuple[int, int]] = []
    s = 0
    while s < ahead.shape[0]:
        e = s + int(np.argmin(ahead[s, s:] + left[s + 1 :]))
        if s > 0:
            path.append((s - 1, int(np.argmin(cost[s, :, e]))))
        s = e + 1
    return tuple(path)


def _walk(reach: Floats, cost: Floats) -> Path:
    """One unit's path, from its end; `reach` is the least cost of each start."""
    path: list[tuple[int, int]] = []
    e = reach.size - 2
    while (s := int(np.argmin(reach[: e + 1] + cost[: e + 1, :, e].min(axis=1)))) > 0:
        path.append((s - 1, int(np.argmin(cost[s, :, e]))))
        e = s - 1
    return tuple(reversed(path))


def through(cost: Floats) -> Floats:
    """Least cost of a whole path that uses each arc; shape of `cost`."""
    ahead = cost.min(axis=2)
    units, starts, ends = ahead.shape
    reach = np.full((units, starts + 1), np.inf)
    reach[:, 0] = 0.0
    for e in range(ends):
        reach[:, e + 1] = (reach[:, : e + 1] + ahead[:, : e + 1, e]).min(axis=1)
    left = to_go(ahead)
    whole: Floats = reach[:, :-1, None, None] + cost + left[:, None, None, 1:]
    return whole


def to_go(ahead: Floats) -> Floats:
    """Least cost from each start on (I, S + 1), 0 at the end; `ahead` (I, S, E) by any method."""
    units, starts, _ = ahead.shape
    left = np.zeros((units, starts + 1))
    for s in range(starts - 1, -1, -1):
        left[:, s] = (ahead[:, s, s:] + left[:, s + 1 :]).min(axis=1)
    return left


def bound(problem: Renewal, uses: Incidence, prices: Prices, least: Floats) -> float:
    """Lagrangian bound: no feasible plan costs less, whatever the prices (>= 0) are."""
    slack = sum(
        float(coupling.slack @ price)
        for coupling, price in zip(problem.couplings, prices.loads, strict=True)
    )
    return float(least.sum() - uses.capacity @ prices.rows - slack)


@dataclass(frozen=True)
class Outcome:
    """What one unit's path costs and takes: rows of resources, loads by coupling and period."""

    cost: float
    rows: Floats
    loads: Floats


def arcs(path: Path, periods: int) -> list[tuple[int, int, int]]:
    """The arcs (s, m, e) of a path."""
    starts = [(0, 0), *((t + 1, m) for t, m in path)]
    ends = [*(t for t, _ in path), periods]
    return [(s, m, e) for (s, m), e in zip(starts, ends, strict=True)]


def outcome(problem: Renewal, uses: Incidence, unit: int, path: Path) -> Outcome:
    """Cost, use and load of one unit's path."""
    loads = np.zeros((len(problem.couplings), problem.periods))
    cost = 0.0
    for s, m, e in arcs(path, problem.periods):
        cost += float(problem.cost[unit, s, m, e])
        span = slice(max(s - 1, 0), e)
        for k, coupling in enumerate(problem.couplings):
            loads[k, span] += coupling.load[unit, s, m, span]
    return Outcome(cost, uses.taken(unit, path), loads)


def excess(problem: Renewal, loads: Floats) -> Floats:
    """How far the loads (couplings, T) exceed their slack."""
    slack = np.array([coupling.slack for coupling in problem.couplings]).reshape(loads.shape)
    over: Floats = np.maximum(loads - slack, 0.0)
    return over


def excess_cost(problem: Renewal, loads: Floats) -> float:
    """What the excess costs; inf where a hard limit is broken by more than rounding."""
    total = 0.0
    for coupling, over in zip(problem.couplings, excess(problem, loads), strict=True):
        hard = np.isinf(coupling.price)
        scale = 1e-9 * (1.0 + float(np.abs(coupling.slack).max(initial=0.0)))
        if (over[hard] > scale).any():
            return float("inf")
        total += float(coupling.price[~hard] @ over[~hard])
    return total
