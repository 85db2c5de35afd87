"""Renewal plans of a few units whose cost depends on the state in which a renewal finds them.

A unit is in one of the states of a period; left alone or renewed it costs so much and is then in a
state of the next period. Alone, its best course follows by dynamic programming backwards (Bellman
1957), exact on these states. Where units share a crew the least that they cost alone is a bound;
states and renewals that cannot be part of anything better than a plan in hand are left out, and
HiGHS decides between the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import Infeasible

from .relaxation import solver

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Course = tuple[tuple[int, int], ...]
"""The renewals of one unit in order: (period, method)."""
SECONDS = 20.0
GAP = 1e-6


@dataclass(frozen=True)
class Stage:
    """One period of one unit with n states and M methods; inf: not allowed.

    State k costs `run[k]` left alone and is then state `after[k]` of the next period; renewed at
    the beginning by method m it costs `renew[m, k]` and is then `renewed[m, k]`.
    """

    run: Floats
    after: Ints
    renew: Floats
    renewed: Ints


@dataclass(frozen=True)
class Unit:
    """The stages of a unit, and what its states are worth at the end; it begins in state 0."""

    stages: tuple[Stage, ...]
    end: Floats


@dataclass(frozen=True)
class Shared:
    """What renewals share: `use` (units, methods), of `capacity` (periods,)."""

    name: str
    use: Floats
    capacity: Floats


@dataclass(frozen=True)
class CoursePlan:
    """A course for every unit. No plan on these states costs less than `bound`.

    `alone` is what all units would cost without anything to share.
    """

    courses: tuple[Course, ...]
    cost: float
    bound: float
    alone: float

    @property
    def gap(self) -> float:
        """Proven distance from the best plan, a share of the cost."""
        return max(self.cost - self.bound, 0.0) / (abs(self.cost) or 1.0)


def to_go(unit: Unit) -> list[Floats]:
    """Least cost from every state on, by period; the last is that of the end."""
    left = [unit.end]
    for stage in reversed(unit.stages):
        ahead = left[0]
        idle = stage.run + ahead[stage.after]
        left.insert(0, np.minimum(idle, _renewing(stage, ahead).min(axis=0, initial=np.inf)))
    return left


def _renewing(stage: Stage, ahead: Floats) -> Floats:
    return np.asarray(stage.renew + ahead[stage.renewed])


def best_course(unit: Unit, left: Sequence[Floats] | None = None) -> tuple[float, Course]:
    """The cheapest course of a unit alone. Infeasible where there is none."""
    left = to_go(unit) if left is None else left
    if not np.isfinite(left[0][0]):
        raise Infeasible("a unit has no course: fixed and forbidden periods exclude each other")
    course: list[tuple[int, int]] = []
    k = 0
    for t, stage in enumerate(unit.stages):
        ways = _renewing(stage, left[t + 1])[:, k]
        idle = stage.run[k] + left[t + 1][stage.after[k]]
        m = int(np.argmin(ways)) if ways.size else 0
        if ways.size and ways[m] < idle:
            course.append((t, m))
            k = int(stage.renewed[m, k])
        else:
            k = int(stage.after[k])
    return float(left[0][0]), tuple(course)


def course_cost(unit: Unit, course: Course) -> float:
    """What a course costs."""
    starts, total, k = dict(course), 0.0, 0
    for t, stage in enumerate(unit.stages):
        if t in starts:
            total += float(stage.renew[starts[t], k])
            k = int(stage.renewed[starts[t], k])
        else:
            total += float(stage.run[k])
            k = int(stage.after[k])
    return total + float(unit.end[k])


def first_costs(unit: Unit) -> tuple[Floats, float]:
    """Least cost of a unit alone by its first renewal (periods, methods), and of none."""
    left, spent, k = to_go(unit), 0.0, 0
    methods = unit.stages[0].renew.shape[0]
    found = np.full((len(unit.stages), methods), np.inf)
    for t, stage in enumerate(unit.stages):
        found[t] = spent + _renewing(stage, left[t + 1])[:, k]
        spent += float(stage.run[k])
        k = int(stage.after[k])
    return found, spent + float(unit.end[k])


def barred(unit: Unit, period: int, method: int | None = None) -> Unit:
    """The unit without a renewal in a period (by one method)."""
    stage = unit.stages[period]
    renew = stage.renew.copy()
    renew[slice(None) if method is None else method] = np.inf
    stages = (*unit.stages[:period], replace(stage, renew=renew), *unit.stages[period + 1 :])
    return replace(unit, stages=stages)


def shared_plan(
    units: Sequence[Unit], shared: Sequence[Shared] = (), *, seconds: float = SECONDS
) -> CoursePlan:
    """The cheapest courses that fit what they share, to a proven gap.

    Infeasible where a unit has no course. Doing nothing always fits, so a plan is always found.
    """
    left = [to_go(unit) for unit in units]
    alone = [best_course(unit, ahead) for unit, ahead in zip(units, left, strict=True)]
    bound = sum(cost for cost, _ in alone)
    free = tuple(course for _, course in alone)
    if not _over(free, shared):
        return CoursePlan(free, bound, bound, bound)
    kept = _one_by_one(units, shared)
    cost = sum(course_cost(unit, course) for unit, course in zip(units, kept, strict=True))
    found, least = _decided(units, left, shared, (cost, bound), seconds)
    if found is not None:
        trial = sum(course_cost(unit, course) for unit, course in zip(units, found, strict=True))
        if trial < cost:
            kept, cost = found, trial
    return CoursePlan(tuple(kept), cost, min(max(bound, least), cost), bound)


def second_plan(
    units: Sequence[Unit], plan: CoursePlan, shared: Sequence[Shared] = ()
) -> CoursePlan | None:
    """The best plan without the first renewal of this one; None where it has none."""
    starts = [(t, i) for i, course in enumerate(plan.courses) for t, _ in course]
    if not starts:
        return None
    period, i = min(starts)
    other = [barred(unit, period) if k == i else unit for k, unit in enumerate(units)]
    return shared_plan(other, shared)


def _over(courses: Sequence[Course], shared: Sequence[Shared]) -> bool:
    return any((_left(one, courses) < -1e-9).any() for one in shared)


def _left(one: Shared, courses: Sequence[Course | None]) -> Floats:
    left = np.array(one.capacity, dtype=float)
    for i, course in enumerate(courses):
        for t, m in course or ():
            left[t] -= one.use[i, m]
    return left


def _one_by_one(units: Sequence[Unit], shared: Sequence[Shared]) -> list[Course]:
    """A plan in hand: the unit with most to gain chooses first, the others in what is left."""
    gains = [first_costs(unit) for unit in units]
    order = np.argsort([float(first.min(initial=np.inf)) - none for first, none in gains])
    courses: list[Course | None] = [None] * len(units)
    for i in order:
        unit = units[i]
        for one in shared:
            left = _left(one, courses)
            for t, m in np.argwhere(one.use[i][None, :] > left[:, None] + 1e-9):
                unit = barred(unit, int(t), int(m))
        courses[i] = best_course(unit)[1]
    return [course or () for course in courses]


def _reach(unit: Unit) -> list[Floats]:
    """Least cost to every state, by period."""
    reach = [np.full(unit.stages[0].run.size, np.inf)]
    reach[0][0] = 0.0
    sizes = [stage.run.size for stage in unit.stages[1:]] + [unit.end.size]
    for stage, size in zip(unit.stages, sizes, strict=True):
        ahead = np.full(size, np.inf)
        np.minimum.at(ahead, stage.after, reach[-1] + stage.run)
        for cost, state in zip(stage.renew, stage.renewed, strict=True):
            np.minimum.at(ahead, state, reach[-1] + cost)
        reach.append(ahead)
    return reach


@dataclass(frozen=True)
class _Arc:
    unit: int
    period: int
    state: int
    method: int  # -1: left alone
    cost: float
    following: int


def _arcs(i: int, unit: Unit, left: Sequence[Floats], most: float) -> list[_Arc]:
    """Steps of a unit that are part of a course of at most this cost."""
    reach, found = _reach(unit), []
    for t, stage in enumerate(unit.stages):
        costs = np.vstack([stage.run[None], stage.renew])
        states = np.vstack([stage.after[None], stage.renewed])
        through = reach[t] + costs + left[t + 1][states]
        found += [
            _Arc(i, t, int(k), int(m) - 1, float(costs[m, k]), int(states[m, k]))
            for m, k in np.argwhere(through <= most)
        ]
    return found


def _decided(
    units: Sequence[Unit], left: Sequence[Sequence[Floats]], shared: Sequence[Shared],
    ends: tuple[float, float], seconds: float,
) -> tuple[list[Course] | None, float]:  # fmt: skip
    """The best plan by HiGHS over steps that could still gain, and the bound that it proves."""
    cost, bound = ends
    slack = cost - bound
    arcs = [
        arc
        for i, unit in enumerate(units)
        for arc in _arcs(i, unit, left[i], float(left[i][0][0]) + slack * (1 + 1e-9) + 1e-9)
    ]
    model, scale = _model(units, arcs, shared)
    highs = solver()
    highs.passModel(model)
    highs.setOptionValue("mip_rel_gap", GAP)
    highs.setOptionValue("time_limit", seconds)
    highs.run()
    info = highs.getInfo()
    least = float(info.mip_dual_bound) * scale
    if int(info.primal_solution_status) != 2:
        return None, bound
    taken = np.array(highs.getSolution().col_value) > 0.5
    courses: list[list[tuple[int, int]]] = [[] for _ in units]
    for arc, one in zip(arcs, taken, strict=True):
        if one and arc.method >= 0:
            courses[arc.unit].append((arc.period, arc.method))
    return [tuple(sorted(course)) for course in courses], least


def _model(
    units: Sequence[Unit], arcs: Sequence[_Arc], shared: Sequence[Shared]
) -> tuple[Any, float]:
    """One binary a step: states are left as often as they are reached, capacities hold."""
    import highspy

    rows: dict[tuple[int, int, int], int] = {}
    entries: list[list[tuple[int, float]]] = []
    for arc in arcs:
        leaves = rows.setdefault((arc.unit, arc.period, arc.state), len(rows))
        column = [(leaves, 1.0)]
        if arc.period + 1 < len(units[arc.unit].stages):
            enters = rows.setdefault((arc.unit, arc.period + 1, arc.following), len(rows))
            column.append((enters, -1.0))
        entries.append(column)
    periods = len(units[0].stages)
    for arc, column in zip(arcs, entries, strict=True):
        for k, one in enumerate(shared):
            if arc.method >= 0 and one.use[arc.unit, arc.method] > 0:
                row = len(rows) + k * periods + arc.period
                column.append((row, float(one.use[arc.unit, arc.method])))
    cost = np.array([arc.cost + _ending(units[arc.unit], arc) for arc in arcs])
    scale = float(np.abs(cost).max(initial=0.0)) or 1.0
    balance = np.array([1.0 if key[1:] == (0, 0) else 0.0 for key in rows])
    upper = np.concatenate([balance, *(one.capacity for one in shared)])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(arcs), upper.size
    lp.col_cost_ = cost / scale
    lp.col_lower_, lp.col_upper_ = np.zeros(len(arcs)), np.ones(len(arcs))
    lp.row_lower_ = np.concatenate([balance, np.full(upper.size - balance.size, -np.inf)])
    lp.row_upper_ = upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, entries)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([r for column in entries for r, _ in column], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for column in entries for _, v in column])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(arcs)
    return lp, scale


def _ending(unit: Unit, arc: _Arc) -> float:
    """What the end is worth to the last step."""
    last = arc.period + 1 == len(unit.stages)
    return float(unit.end[arc.following]) if last else 0.0
