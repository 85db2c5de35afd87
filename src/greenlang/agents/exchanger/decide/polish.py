"""Each exchanger's cleanings chosen anew among the others', with what cleanings really leave.

The arcs of the programme take the deposit before a cleaning from an earlier plan. Here it is
followed: for one exchanger the cost to go is a function of week and deposit, found backwards by
dynamic programming (Bellman 1957) on a grid of deposits; the crews that the others leave free
decide which weeks are open. Exchangers take turns until none gains.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.chains import (
    CLOSED,
    LEVELS,
    Chain,
    allowed,
    charged,
    remembered,
)
from greenlang.agents.exchanger.decide.growth import DAY
from greenlang.agents.exchanger.decide.sharing import Spread, one_by_one
from greenlang.library.schedule import Incidence, Path, Renewal, incidence

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
LARGE = 100  # exchangers from which their first moves are worked out beforehand
SWEEPS = 6
GAIN = 1.0  # money: a change worth less is none
EQUAL = 1e-9  # of a cost: a difference that is none

Moves = dict[tuple[int, bytes], tuple[float, Path]]
"""Cost and best path by exchanger and the weeks that are open to it."""


def path_load(one: Chain, path: Path) -> Floats:
    """What one exchanger's path takes of the furnace in each week, W."""
    if one.idle_load is None:
        return np.zeros(one.idle_r_f.size)
    load = one.idle_load.copy()
    for (s, m), r_f in zip(path, met(one, path), strict=True):
        taken = one.leg(s).load
        if taken is not None:
            load[s:] = _at_level(one, taken[m], r_f)[s:]
    return load


def met(one: Chain, path: Path) -> list[float]:
    """R_f that each cleaning of a path meets."""
    found = [float(one.idle_r_f[path[0][0]])] if path else []
    for (s, m), (e, _) in pairwise(path):
        found.append(float(np.interp(found[-1], one.levels, one.leg(s).reached[m, :, e])))
    return found


def _at_level(one: Chain, values: Floats, r_f: float) -> Floats:
    """Values (levels, weeks) at one deposit: (weeks,)."""
    place, share = _place(one, np.array([r_f]))
    k = int(place[0])
    return np.asarray(values[k] + share[0] * (values[k + 1] - values[k]))


def excess_cost(fleet: Fleet, of: Sequence[Chain], plan: Sequence[Path]) -> float:
    """What the furnace lacks under a plan, money."""
    if fleet.furnace is None:
        return 0.0
    load = np.sum([path_load(one, path) for one, path in zip(of, plan, strict=True)], axis=0)
    over = np.maximum(load - fleet.furnace.slack, 0.0)
    return float(np.sum(over * fleet.furnace.price) * WEEK * DAY)


def polished(
    fleet: Fleet,
    arcs: Renewal,
    plan: Sequence[Path],
    of: Sequence[Chain],
    forbidden: tuple[int, int] | None = None,
    *,
    moves: Moves | None = None,
    spread: Spread = one_by_one,
) -> tuple[Path, ...]:
    """The plan after every exchanger has moved to its best weeks among the others'.

    `forbidden` is a (unit, week) without a start; a path that has it is chosen anew at any cost.
    `moves` are the best paths found before among the same chains and arcs, to which this adds its
    own. In a large fleet `spread` shares out what each exchanger would do first.
    """
    known: Moves = {} if moves is None else moves
    first_moves(fleet, arcs, [plan], of, known, spread)
    uses, paths, of = incidence(arcs), list(plan), allowed(arcs, of)
    loads = [path_load(one, path) for one, path in zip(of, paths, strict=True)]
    taken = [uses.taken(i, path) for i, path in enumerate(paths)]
    for _ in range(SWEEPS):
        before = list(paths)
        load, rows = np.sum(loads, axis=0), np.sum(taken, axis=0)
        for i, bare in enumerate(of):
            others, rest = load - loads[i], rows - taken[i]
            left = uses.capacity - rest
            one = charged(fleet, bare, others)
            free = _open(fleet, uses, left, i)
            banned = forbidden is not None and forbidden[0] == i
            if forbidden is not None and banned:
                free[forbidden[1]] = False
            key = (i, free.tobytes() + (others.tobytes() if fleet.furnace else b""))
            if key not in known:
                known[key] = best_path(one, free, waits(arcs, i))
            cost, path = known[key]
            broken = banned and any(forbidden == (i, week) for week, _ in paths[i])
            fit = within_limits(arcs, i, path) and _enough(uses.taken(i, path), left)
            if broken and not fit:
                path = tuple(start for start in paths[i] if (i, start[0]) != forbidden)
            if broken or (fit and cost < path_cost(one, paths[i]) - GAIN):
                paths[i], loads[i], taken[i] = path, path_load(bare, path), uses.taken(i, path)
                load, rows = others + loads[i], rest + taken[i]
        if paths == before:
            break
    return tuple(paths)


def first_moves(
    fleet: Fleet,
    arcs: Renewal,
    plans: Sequence[Sequence[Path]],
    of: Sequence[Chain],
    moves: Moves,
    spread: Spread,
) -> None:
    """Add the best path of each exchanger in the weeks that the others of each plan leave open.

    Only in a large fleet, whose exchangers are shared out; what follows each cleaning is then
    worked out once for all plans.
    """
    if len(of) < LARGE or fleet.furnace is not None:
        return
    uses, of = incidence(arcs), allowed(arcs, of)
    wanted: list[dict[bytes, Bools]] = [{} for _ in of]
    for plan in plans:
        taken = [uses.taken(i, path) for i, path in enumerate(plan)]
        rows = np.sum(taken, axis=0)
        for i, own in enumerate(taken):
            free = _open(fleet, uses, uses.capacity - (rows - own), i)
            if (i, free.tobytes()) not in moves:
                wanted[i][free.tobytes()] = free
    some = [i for i, frees in enumerate(wanted) if frees]

    def each(k: int) -> list[tuple[float, Path]]:
        i = some[k]
        one = remembered(of[i])
        return [best_path(one, free, waits(arcs, i)) for free in wanted[i].values()]

    for i, found in zip(some, spread(each, len(some)), strict=True):
        moves |= {(i, key): best for key, best in zip(wanted[i], found, strict=True)}


def plan_cost(fleet: Fleet, of: Sequence[Chain], plan: Sequence[Path]) -> float:
    """Cost of a plan with the deposits that its cleanings really meet."""
    alone = sum(path_cost(one, path) for one, path in zip(of, plan, strict=True))
    return alone + excess_cost(fleet, of, plan)


def first_costs(one: Chain, open_: Bools, first_end: Ints) -> Floats:
    """Least cost (weeks, methods) of a path by its first cleaning; inf where that is closed."""
    return _first(one, _worth(one, open_, first_end))


def best_path(one: Chain, open_: Bools, first_end: Ints) -> tuple[float, Path]:
    """Least cost and its path; `open_` (weeks, methods), `first_end` the earliest next start."""
    _, path = cheapest(one, open_, first_end)
    return path_cost(one, path), path


def cheapest(one: Chain, open_: Bools, first_end: Ints) -> tuple[float, Path]:
    """The path of least cost and no more than that cost, both read between the levels."""
    worth = _worth(one, open_, first_end)
    go = _first(one, worth)
    least = float(go.min(initial=np.inf))
    if least >= one.idle[-1]:
        return float(one.idle[-1]), ()
    week, method = np.unravel_index(int(np.argmin(go)), go.shape)
    path = [(int(week), int(method))]
    r_f = float(one.idle_r_f[week])
    while (following := _next(one, worth, open_, first_end, path[-1], r_f)) is not None:
        s, m = path[-1]
        r_f = float(np.interp(r_f, one.levels, one.leg(s).reached[m, :, following[0]]))
        path.append(following)
    return min(least, path_cost(one, tuple(path))), tuple(path)


def _first(one: Chain, worth: Floats) -> Floats:
    place, share = _place(one, one.idle_r_f)
    week = np.arange(place.size)
    low, high = worth[week, :, place], worth[week, :, place + 1]
    go = one.idle[:-1, None] + low + share[:, None] * (high - low)
    return np.where((low < CLOSED) & (go < CLOSED), go, np.inf)


def _place(one: Chain, r_f: Floats) -> tuple[Ints, Floats]:
    """Level below each deposit and the share of the way to the next one."""
    x = np.clip(r_f / one.levels[1], 0.0, LEVELS - 1.0)
    place: Ints = np.minimum(x.astype(np.int64), LEVELS - 2)
    return place, x - place


def _worth(one: Chain, open_: Bools, first_end: Ints) -> Floats:
    """Cost to go (weeks, methods, levels) of a cleaning by week and deposit before it."""
    weeks, methods = open_.shape
    worth = np.full((weeks, methods, LEVELS), CLOSED)
    other, some = np.arange(methods), np.flatnonzero(open_.any(axis=1))
    for k in range(some.size - 1, -1, -1):
        s, ends = int(some[k]), some[k + 1 :]  # in no other week anything begins
        leg = one.leg(s)
        place, share = _place(one, leg.reached[:, :, ends])
        column = ends[None, None, :, None]
        low = worth[column, other, place[..., None]]
        high = worth[column, other, place[..., None] + 1]
        onward = (low + share[..., None] * (high - low)).min(axis=-1)
        onward[np.broadcast_to((ends < first_end[s][:, None])[:, None, :], onward.shape)] = CLOSED
        ways = (leg.run[:, :, ends] + onward).min(axis=-1, initial=CLOSED)
        worth[s] = np.where(open_[s][:, None], np.minimum(ways, leg.run[:, :, -1]), CLOSED)
    return worth


def _next(
    one: Chain,
    worth: Floats,
    open_: Bools,
    first_end: Ints,
    at: tuple[int, int],
    r_f: float,
) -> tuple[int, int] | None:
    """The best next cleaning after one at this week, method and deposit; None: no more."""
    s, m = at
    leg = one.leg(s)
    run = _at_level(one, leg.run[m], r_f)
    ends = np.flatnonzero(open_.any(axis=1))
    ends = ends[ends >= first_end[s, m]]
    if ends.size == 0:
        return None
    place, share = _place(one, _at_level(one, leg.reached[m], r_f)[ends])
    low, high = worth[ends, :, place], worth[ends, :, place + 1]
    onward = np.where(open_[ends], low + share[:, None] * (high - low), CLOSED)
    costs = run[ends, None] + onward
    least = float(costs.min())
    if not least < run[-1] - EQUAL * abs(run[-1]):
        return None
    e, n = np.argwhere(costs <= least + EQUAL * abs(least))[0]  # the earliest of equal ones
    return int(ends[e]), int(n)


def path_cost(one: Chain, path: Path) -> float:
    """Cost of one exchanger's path with the deposits that it really meets."""
    if not path:
        return float(one.idle[-1])
    cost, r_f = float(one.idle[path[0][0]]), float(one.idle_r_f[path[0][0]])
    for k, (s, m) in enumerate(path):
        e = path[k + 1][0] if k + 1 < len(path) else -1
        leg = one.leg(s)
        cost += float(np.interp(r_f, one.levels, leg.run[m, :, e]))
        r_f = float(np.interp(r_f, one.levels, leg.reached[m, :, e])) if e >= 0 else r_f
    return cost


def fits(uses: Incidence, paths: Sequence[Path], unit: int, path: Path) -> bool:
    """Whether the other exchangers leave enough for a whole path: a budget is not by the week."""
    return _enough(uses.taken(unit, path), _left(uses, paths, unit))


def open_weeks(fleet: Fleet, uses: Incidence, paths: Sequence[Path], unit: int) -> Bools:
    """Weeks and methods for which the other exchangers leave enough of everything."""
    return _open(fleet, uses, _left(uses, paths, unit), unit)


def _left(uses: Incidence, paths: Sequence[Path], unit: int) -> Floats:
    """What the other exchangers leave of everything."""
    left = uses.capacity.copy()
    for i, path in enumerate(paths):
        if i != unit and path:
            left -= uses.taken(i, path)
    return left


def _enough(taken: Floats, left: Floats) -> bool:
    return bool((taken <= left + 1e-6).all())


def _open(fleet: Fleet, uses: Incidence, left: Floats, unit: int) -> Bools:
    return np.asarray(~uses.short(unit, left) & ~fleet.calendar.closed[:, None])


def waits(arcs: Renewal, unit: int) -> Ints:
    """Earliest next start (weeks, methods) after a cleaning."""
    return np.asarray(np.arange(arcs.periods)[:, None] + arcs.duration[unit][None, :])


def within_limits(arcs: Renewal, unit: int, path: Path) -> bool:
    """Whether every arc of a path exists: none runs past a least conductance."""
    starts = [(0, 0), *((week + 1, method) for week, method in path)]
    stops = [*(week for week, _ in path), arcs.periods]
    return all(
        bool(np.isfinite(arcs.cost[unit, s, m, e])) for (s, m), e in zip(starts, stops, strict=True)
    )
