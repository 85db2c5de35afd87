"""Each exchanger's cleanings chosen anew among the others', with what cleanings really leave.

The arcs of the programme take the deposit before a cleaning from an earlier plan. Here it is
followed: for one exchanger the cost to go is a function of week and deposit, found backwards by
dynamic programming (Bellman 1957) on a grid of deposits; the crews that the others leave free
decide which weeks are open. Exchangers take turns until none gains.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet, Service, service
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.growth import DAY, after, uncleaned
from greenlang.agents.exchanger.decide.terminal import Terminal
from greenlang.agents.exchanger.decide.units import Unit, out_days, scaled
from greenlang.library.schedule import Incidence, Path, Renewal, incidence

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
LEVELS = 25
SWEEPS = 6
GAIN = 1.0  # money: a change worth less is none
CLOSED = 1e30  # money: stands for no way, so that shares of it stay numbers


@dataclass(frozen=True)
class Chain:
    """One exchanger over the weeks, by deposit before a cleaning (`levels`, m2 K/W).

    `run` (weeks, methods, levels, weeks + 1) is the cost of a cleaning at a week and of running
    until an end, `reached` (weeks, methods, levels, weeks) the deposit at the beginning of each
    later week; `idle` (weeks + 1,) and `idle_r_f` (weeks,) are those without any cleaning. `load`
    (weeks, methods, levels, weeks) and `idle_load` (weeks,) are what it takes of the furnace (W),
    None where that has no limit.
    """

    levels: Floats
    run: Floats
    reached: Floats
    idle: Floats
    idle_r_f: Floats
    load: Floats | None = None
    idle_load: Floats | None = None


def chains(fleet: Fleet, phi: Floats, ends: Sequence[Terminal]) -> tuple[Chain, ...]:
    """Every exchanger at its network value."""
    when = service(fleet)
    tolls = [scaled(unit.loss, float(phi[i])) for i, unit in enumerate(fleet.units)]
    return tuple(chain(fleet, unit, when, tolls[i], ends[i]) for i, unit in enumerate(fleet.units))


def allowed(arcs: Renewal, of: Sequence[Chain]) -> tuple[Chain, ...]:
    """The chains without what no arc allows: limits of an exchanger, fixed and forbidden weeks."""
    return tuple(allowed_one(arcs.cost[i], one) for i, one in enumerate(of))


def allowed_one(cost: Floats, one: Chain) -> Chain:
    """One chain without what its arcs (starts, methods, ends) do not allow."""
    shut, idle = ~np.isfinite(cost[1:]), ~np.isfinite(cost[0, 0])
    late = np.arange(cost.shape[0]) > np.arange(cost.shape[0] - 1)[:, None]
    shut &= late[:, None, :]  # what ends before it begins is never asked for
    run = np.where(shut[:, :, None, :], CLOSED, one.run)
    return replace(one, run=run, idle=np.where(idle, CLOSED, one.idle))


def charged(fleet: Fleet, one: Chain, others: Floats) -> Chain:
    """The chain with what it makes the furnace exceed, given the load (W) of all others."""
    limit = fleet.furnace
    if limit is None or one.load is None or one.idle_load is None:
        return one
    price = limit.price * WEEK * DAY
    before = np.maximum(others - limit.slack, 0.0)
    run, idle = one.run.copy(), one.idle.copy()
    over = price * (np.maximum(others + one.load - limit.slack, 0.0) - before)
    run[..., 1:] += np.cumsum(over, axis=-1)
    weekly = price * (np.maximum(others + one.idle_load - limit.slack, 0.0) - before)
    idle[1:] += np.cumsum(weekly)
    return replace(one, run=run, idle=idle)


def path_load(one: Chain, path: Path) -> Floats:
    """What one exchanger's path takes of the furnace in each week, W."""
    if one.load is None or one.idle_load is None:
        return np.zeros(one.idle_r_f.size)
    load = one.idle_load.copy()
    for (s, m), r_f in zip(path, met(one, path), strict=True):
        load[s:] = _at_level(one, one.load[s, m], r_f)[s:]
    return load


def met(one: Chain, path: Path) -> list[float]:
    """R_f that each cleaning of a path meets."""
    found = [float(one.idle_r_f[path[0][0]])] if path else []
    for (s, m), (e, _) in pairwise(path):
        found.append(float(np.interp(found[-1], one.levels, one.reached[s, m, :, e])))
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
) -> tuple[Path, ...]:
    """The plan after every exchanger has moved to its best weeks among the others'.

    `forbidden` is a (unit, week) without a start; a path that has it is chosen anew at any cost.
    """
    uses, paths, of = incidence(arcs), list(plan), allowed(arcs, of)
    known: dict[tuple[int, bytes], tuple[float, Path]] = {}
    loads = [path_load(one, path) for one, path in zip(of, paths, strict=True)]
    for _ in range(SWEEPS):
        before = list(paths)
        for i, bare in enumerate(of):
            others = np.sum(loads, axis=0) - loads[i]
            one = charged(fleet, bare, others)
            free = open_weeks(fleet, uses, paths, i)
            banned = forbidden is not None and forbidden[0] == i
            if forbidden is not None and banned:
                free[forbidden[1]] = False
            key = (i, free.tobytes() + (others.tobytes() if fleet.furnace else b""))
            if key not in known:
                known[key] = best_path(one, free, waits(arcs, i))
            cost, path = known[key]
            broken = banned and any(forbidden == (i, week) for week, _ in paths[i])
            fit = within_limits(arcs, i, path) and fits(uses, paths, i, path)
            if broken and not fit:
                path = tuple(start for start in paths[i] if (i, start[0]) != forbidden)
            if broken or (fit and cost < path_cost(one, paths[i]) - GAIN):
                paths[i], loads[i] = path, path_load(bare, path)
        if paths == before:
            break
    return tuple(paths)


def plan_cost(fleet: Fleet, of: Sequence[Chain], plan: Sequence[Path]) -> float:
    """Cost of a plan with the deposits that its cleanings really meet."""
    alone = sum(path_cost(one, path) for one, path in zip(of, plan, strict=True))
    return alone + excess_cost(fleet, of, plan)


class Toll(Protocol):
    """Furnace duty (W) that a deposit costs, and `whole` while its exchanger is out.

    Either may differ by week, along the last axis.
    """

    @property
    def whole(self) -> Floats | float:
        """Duty while it is out."""

    def at(self, r_f: Floats) -> Floats:
        """Duty at these deposits."""


def chain(fleet: Fleet, unit: Unit, when: Service, toll: Toll, end: Terminal) -> Chain:
    """Costs and deposits of one exchanger for every start, method and deposit before it."""
    weeks = np.arange(fleet.calendar.weeks)
    begin = fleet.calendar.running_until(WEEK * np.append(weeks, weeks.size).astype(float))
    idle_r_f = uncleaned(unit.growth, fleet.calendar.start + begin)
    middle = fleet.calendar.running_until(WEEK * (weeks + 0.5))
    heat, power = fleet.price * DAY, fleet.power * DAY
    alone = uncleaned(unit.growth, fleet.calendar.start + middle)
    lost = heat * toll.at(alone) + power * unit.pump.at(alone)
    idle = np.concatenate([[0.0], np.cumsum(lost * np.diff(begin))])
    idle[-1] += float(end.at(idle_r_f[-1:])[0])
    levels = np.linspace(0.0, 1.05 * max(float(idle_r_f.max()), 1e-6), LEVELS)
    kept = np.array([1.0 - method.effect for method in fleet.methods])
    left = (kept[:, None] * levels)[None, :, :, None]
    r_f = after(unit.growth, left, when.age[:, :, None, :] * DAY)
    duty = toll.at(r_f) * when.on[:, :, None, :] + toll.whole * when.out[:, :, None, :]
    spent = heat * duty
    if unit.pump.sides:
        spent = spent + power * unit.pump.at(r_f) * when.on[:, :, None, :]
    run = np.zeros((*spent.shape[:-1], weeks.size + 1))
    np.cumsum(spent, axis=-1, out=run[..., 1:])
    back = WEEK * weeks[:, None] + np.array([out_days(method) for method in fleet.methods])
    returned = fleet.calendar.running_until(back)[..., None]
    ages = np.maximum(begin - returned, 0.0)[:, :, None, :] * DAY
    reached = after(unit.growth, left, ages)
    run += np.array([method.cost for method in fleet.methods])[:, None, None]
    run[..., -1] += end.at(reached[..., -1])
    made = Chain(levels, run, reached[..., :-1], idle, idle_r_f[:-1])
    if fleet.furnace is None:
        return made
    idle_load = toll.at(alone) * np.diff(begin) / WEEK
    return replace(made, load=duty / WEEK, idle_load=idle_load)


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
        r_f = float(np.interp(r_f, one.levels, one.reached[s, m, :, following[0]]))
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
    other = np.arange(methods)
    for s in range(weeks - 1, -1, -1):
        ends = np.arange(s + 1, weeks)
        place, share = _place(one, one.reached[s][:, :, ends])
        column = ends[None, None, :, None]
        low = worth[column, other, place[..., None]]
        high = worth[column, other, place[..., None] + 1]
        onward = (low + share[..., None] * (high - low)).min(axis=-1)
        onward[np.broadcast_to((ends < first_end[s][:, None])[:, None, :], onward.shape)] = CLOSED
        ways = (one.run[s][:, :, ends] + onward).min(axis=-1, initial=CLOSED)
        worth[s] = np.where(open_[s][:, None], np.minimum(ways, one.run[s][:, :, -1]), CLOSED)
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
    run = np.array([np.interp(r_f, one.levels, column) for column in one.run[s, m].T])
    least, choice = run[-1], None
    for e in range(int(first_end[s, m]), open_.shape[0]):
        r_e = np.interp(r_f, one.levels, one.reached[s, m, :, e])
        for n in np.flatnonzero(open_[e]):
            cost = run[e] + np.interp(r_e, one.levels, worth[e, n])
            if cost < least - 1e-9 * abs(least):
                least, choice = cost, (e, int(n))
    return choice


def path_cost(one: Chain, path: Path) -> float:
    """Cost of one exchanger's path with the deposits that it really meets."""
    if not path:
        return float(one.idle[-1])
    cost, r_f = float(one.idle[path[0][0]]), float(one.idle_r_f[path[0][0]])
    for k, (s, m) in enumerate(path):
        e = path[k + 1][0] if k + 1 < len(path) else -1
        cost += float(np.interp(r_f, one.levels, one.run[s, m, :, e]))
        r_f = float(np.interp(r_f, one.levels, one.reached[s, m, :, e])) if e >= 0 else r_f
    return cost


def fits(uses: Incidence, paths: Sequence[Path], unit: int, path: Path) -> bool:
    """Whether the other exchangers leave enough for a whole path: a budget is not by the week."""
    taken = uses.taken(unit, path)
    for i, other in enumerate(paths):
        if i != unit and other:
            taken += uses.taken(i, other)
    return bool((taken <= uses.capacity + 1e-6).all())


def open_weeks(fleet: Fleet, uses: Incidence, paths: Sequence[Path], unit: int) -> Bools:
    """Weeks and methods for which the other exchangers leave enough of everything."""
    left = uses.capacity.copy()
    for i, path in enumerate(paths):
        if i != unit and path:
            left -= uses.taken(i, path)
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
