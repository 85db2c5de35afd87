"""The best plan of a renewal problem, how good it provably is, and what each limit costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from greenlang.core.errors import Infeasible, NoConvergence

from .branch import branched
from .incumbent import (
    Incumbent,
    construction,
    improved,
    improved_in_pairs,
    incumbent,
)
from .paths import Prices, excess, free, priced, shortest, through, to_go
from .problem import Floats, Incidence, Ints, Path, Renewal, incidence, without, without_starts
from .programme import columns
from .relaxation import Relaxation, relaxation

GAP = 1e-3
SECONDS = 40.0
MOST_PAIRED = 30  # units: pairs grow with their square
KERNEL = 0.1  # share of the gap within which arcs are tried first


@dataclass(frozen=True)
class Binding:
    """A limit that a plan uses up: where, and what a unit more would save there."""

    name: str
    periods: tuple[int, ...]
    price: float  # sum over these periods of the relaxation's prices


@dataclass(frozen=True)
class Plan:
    """A path for every unit. No plan costs less than `bound`; `gap` is (cost - bound)/|cost|.

    `prices` prove the bound of the relaxation; `complete` says that the gap asked for was
    reached, not the time limit, the only thing that can make two runs differ.
    """

    paths: tuple[Path, ...]
    cost: float
    bound: float
    relaxed: float
    prices: Prices = field(compare=False)
    excess: Floats = field(compare=False)
    binding: tuple[Binding, ...]
    nodes: int
    complete: bool
    seconds: float = field(compare=False)

    @property
    def gap(self) -> float:
        """Proven relative distance from the best plan."""
        return max(0.0, self.cost - self.bound) / (abs(self.cost) or 1.0)


def best_plan(
    problem: Renewal,
    *,
    gap: float = GAP,
    seconds: float = SECONDS,
    known: Sequence[Path] | None = None,
) -> Plan:
    """The cheapest plan to a proven relative gap; `known` is a feasible plan that it must beat.

    Raises Infeasible, naming the limits, where no plan exists, and NoConvergence if the time
    ends without any plan.
    """
    uses = incidence(problem)
    begun = _first_plans(problem, uses, free(problem, uses), known)
    relaxed = relaxation(problem, uses, [one.paths for one in begun])
    begun += _first_plans(problem, uses, relaxed.prices, None)
    best = min(begun, key=lambda one: one.cost, default=None)
    few = problem.units <= MOST_PAIRED
    if best is not None and few and _open(best.cost, relaxed.bound, gap):
        best = improved_in_pairs(problem, uses, best, relaxed.bound + gap * abs(relaxed.bound))
    search = _Search(best, relaxed.bound)
    if search.best is None or _open(search.best.cost, search.bound, gap):
        search = _branch(problem, uses, relaxed, search, gap, seconds)
    return _reported(problem, uses, relaxed, search, gap)


def second_best(
    problem: Renewal, plan: Plan, *, gap: float = GAP, seconds: float = SECONDS
) -> Plan | None:
    """The best plan that does not begin with the same renewal; None if there is none to change.

    The first renewal of the plan (unit and period, by any method) is forbidden.
    """
    starts = [(t, unit) for unit, path in enumerate(plan.paths) for t, _ in path]
    if not starts:
        return None
    period, unit = min(starts)
    try:
        return best_plan(without_starts(problem, unit, [period]), gap=gap, seconds=seconds)
    except Infeasible:
        return None


def limit_costs(
    problem: Renewal, plan: Plan, *, gap: float = GAP, seconds: float = SECONDS
) -> Mapping[str, float]:
    """What each binding limit costs: the plan's cost less that of the best plan without it."""
    costs = {}
    for limit in plan.binding:
        relaxed = without(problem, limit.name)
        freed = best_plan(relaxed, gap=gap, seconds=seconds, known=plan.paths)
        costs[limit.name] = plan.cost - freed.cost
    return costs


def first_renewals(problem: Renewal, unit: int) -> tuple[Floats, float]:
    """Least cost of one unit's path, were it alone, by its first renewal (T, M); and of none."""
    cost = problem.cost[unit]
    onward = to_go(problem.cost[unit : unit + 1].min(axis=2))[0]
    first = cost[0, 0, :-1, None] + (cost[1:] + onward[1:]).min(axis=2)
    return first, float(cost[0, 0, -1])


@dataclass(frozen=True)
class _Search:
    best: Incumbent | None
    bound: float
    nodes: int = 0
    seconds: float = 0.0


def _open(cost: float, bound: float, gap: float) -> bool:
    return cost - bound > max(gap, 1e-10) * abs(cost)


def _first_plans(
    problem: Renewal, uses: Incidence, prices: Prices, known: Sequence[Path] | None
) -> list[Incumbent]:
    order = range(problem.units)
    asked = [construction(problem, uses, prices, way) for way in (order, order[::-1])]
    found = [improved(problem, uses, one) for one in asked if one is not None]
    if known is not None:
        begun = incumbent(problem, uses, known)
        if begun is not None:
            found.append(improved(problem, uses, begun))
    return found


def _branch(
    problem: Renewal,
    uses: Incidence,
    relaxed: Relaxation,
    search: _Search,
    gap: float,
    seconds: float,
) -> _Search:
    """Arcs are tried in two rounds: those near the bound, then all that could still gain."""
    score = _score(problem, uses, relaxed)
    for share in (KERNEL, 1.0):
        top = np.inf if search.best is None else search.best.cost
        aim = (
            top - 0.99 * gap * abs(top)
            if share == 1.0
            else relaxed.bound + share * (top - relaxed.bound)
        )
        arcs = columns(problem, score <= aim)
        left = seconds - search.seconds
        if share < 1.0 and (search.best is None or arcs.size == 0):
            continue
        if left <= 0.0:
            break
        limit = left / 2 if share < 1.0 else left
        search = _tried(problem, uses, search, arcs, aim, gap, limit)
        if search.best is not None and not _open(search.best.cost, search.bound, gap):
            break
    return search


def _tried(
    problem: Renewal,
    uses: Incidence,
    search: _Search,
    arcs: Ints,
    aim: float,
    gap: float,
    seconds: float,
) -> _Search:
    """Any plan outside these arcs costs more than `aim`, so the bound rises to the lesser."""
    found = branched(problem, uses, arcs, search.best, gap / 2, seconds)
    best = search.best
    if found.paths is not None:
        trial = incumbent(problem, uses, found.paths)
        if trial is not None and (best is None or trial.cost < best.cost):
            best = improved(problem, uses, trial)
    top = np.inf if best is None else best.cost
    bound = max(search.bound, min(aim, found.bound, top))
    return _Search(best, bound, search.nodes + found.nodes, search.seconds + found.seconds)


def _score(problem: Renewal, uses: Incidence, relaxed: Relaxation) -> Floats:
    """For each arc a bound on the cost of every plan that uses it."""
    cost = priced(problem, uses, relaxed.prices)
    least, _ = shortest(cost)
    return relaxed.bound - least[:, None, None, None] + through(cost)


def _reported(
    problem: Renewal, uses: Incidence, relaxed: Relaxation, search: _Search, gap: float
) -> Plan:
    if search.best is None:
        if np.isinf(search.bound):
            raise Infeasible(
                "parts of plans fit the limits but no whole plan does: raise a capacity, free a "
                "fixed start or allow an excess at a price"
            )
        raise NoConvergence(f"no plan was found in {search.seconds:.0f} s: allow more time")
    made = search.best.made
    loads = np.sum([one.loads for one in made], axis=0)
    taken = np.sum([one.rows for one in made], axis=0)
    return Plan(
        paths=search.best.paths,
        cost=search.best.cost,
        bound=min(search.bound, search.best.cost),
        relaxed=relaxed.bound,
        prices=relaxed.prices,
        excess=excess(problem, loads),
        binding=_binding(problem, uses, relaxed.prices, taken, loads),
        nodes=search.nodes,
        complete=not _open(search.best.cost, search.bound, gap),
        seconds=search.seconds,
    )


def _binding(
    problem: Renewal, uses: Incidence, prices: Prices, taken: Floats, loads: Floats
) -> tuple[Binding, ...]:
    found = []
    full = (taken >= uses.capacity - 1e-9) & (taken > 0)
    for k, resource in enumerate(problem.resources):
        rows = np.flatnonzero(full & (uses.owner == k))
        if rows.size:
            periods = tuple(sorted(int(t) for t in uses.first[rows]))
            found.append(Binding(resource.name, periods, float(prices.rows[rows].sum())))
    for coupling, load, price in zip(problem.couplings, loads, prices.loads, strict=True):
        size = float(np.abs(coupling.slack).max(initial=0.0))
        at = np.flatnonzero((load >= coupling.slack - 1e-9 * (1.0 + size)) & (load != 0))
        if at.size:
            periods = tuple(int(t) for t in at)
            found.append(Binding(coupling.name, periods, float(price[at].sum())))
    return tuple(found)
