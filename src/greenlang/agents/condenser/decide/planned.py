"""The search of a cleaning plan: states of each waterbox by period, their costs, the best courses.

A deposit left alone grows by its law; a cleaning takes its share of it off. So every box has a
finite tree of deposits, of which those nearer than a thousandth of the largest are one. What a box
costs is taken with the others as a first plan leaves them; a second plan then follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.decide import seasons as se
from greenlang.agents.condenser.decide.cleaning import CleaningPlanCase, Way
from greenlang.agents.condenser.decide.seasons import Season
from greenlang.core.errors import OutsideValidity
from greenlang.core.uncertainty import normal_draws
from greenlang.library.fouling.deposit import Deposit, grown
from greenlang.library.schedule.courses import (
    Course,
    CoursePlan,
    Shared,
    Stage,
    Unit,
    course_cost,
    first_costs,
    second_plan,
    shared_plan,
)

Floats = NDArray[np.float64]
NODES = 25  # of R_f in the tables of cost
SAME = 1e-3  # of the largest deposit: nearer ones are one state
TURNS = 2  # plans, each with the others as the one before left them
NEAR = 0.02


@dataclass(frozen=True)
class Tables:
    """Money of a period by R_f of each box (boxes, periods, nodes), and of a half box out."""

    r: Floats
    lost: Floats
    out: Floats  # (boxes, periods, ways): money of a derating


@dataclass(frozen=True)
class Found:
    """The plan and what lies beside it; `first` are costs by first cleaning, `none` without any."""

    plan: CoursePlan
    second: CoursePlan | None
    ways: tuple[Way, ...]
    first: tuple[Floats, ...]
    none: tuple[float, ...]
    break_even: tuple[float | None, ...]
    benefit: Floats
    each: tuple[Floats, ...]  # of each box's own cleanings, the others as planned


class Search:
    """One case in floats: its seasons, tables and states."""

    def __init__(self, x: CleaningPlanCase) -> None:
        self.x, self.b = x, se.bundle(x)
        self.seasons = [se.season(x, self.b, period) for period in x.periods]
        self.ways = tuple(way for way in x.ways if not se.applies(x, way))

    def found(self) -> Found:
        """Best plan, second plan, costs by date, and the benefit by draws."""
        uncleaned = [self.uncleaned(box.deposit) for box in self.x.boxes]
        at = uncleaned
        plan = second = None
        for _ in range(TURNS):
            tables = self.tables(at)
            units = [self.unit(i, tables) for i in range(len(self.x.boxes))]
            plan = shared_plan(units, self.crews())
            at = [self.path(i, course) for i, course in enumerate(plan.courses)]
        if plan is None:
            raise TypeError("no turn")
        second = second_plan(units, plan, self.crews())
        first = [first_costs(unit) for unit in units]
        return Found(
            plan, second, self.ways, tuple(one for one, _ in first), tuple(n for _, n in first),
            tuple(self.break_even(i, tables) for i in range(len(units))),
            *self.benefit(tables, plan.courses),
        )  # fmt: skip

    def times(self, t: int) -> tuple[float, float]:
        """Time on line of a period, and half of it."""
        period = self.x.periods[t]
        return period.length * period.on, period.length * period.on / 2

    def uncleaned(self, deposit: Deposit) -> Floats:
        """R_f in the middle of every period without cleaning."""
        return self._followed(deposit, {}, deposit.r_now, 1.0)

    def path(self, i: int, course: Course) -> Floats:
        """R_f of a box in the middle of every period under a course."""
        effects = {t: self.ways[m].effect for t, m in course}
        deposit = self.x.boxes[i].deposit
        return self._followed(deposit, effects, deposit.r_now, 1.0)

    def _followed(self, deposit: Deposit, effects: Any, r: Any, pace: Any) -> Floats:
        """R_f in the middle of every period; the last row of draws is the end."""
        own, found = replace(deposit, pace=deposit.pace * pace), []
        for t in range(len(self.x.periods)):
            whole, half = self.times(t)
            r = r * (1 - effects.get(t, 0.0))
            found.append(grown(own, r, half))
            r = grown(own, r, whole)
        return np.array(found)

    def tables(self, at: Sequence[Floats]) -> Tables:
        """Money of every period by R_f of one box, the others as given."""
        x, count, periods = self.x, len(self.x.boxes), len(self.x.periods)
        top = max(float(self.end_of(box.deposit)) for box in x.boxes)
        low = min(0.0, *(float(box.deposit.r_now) for box in x.boxes))
        r = np.linspace(low, max(1.02 * top, low + 1e-6), NODES)
        lost, out = np.empty((count, periods, NODES)), np.zeros((count, periods, len(self.ways)))
        for t, season in enumerate(self.seasons):
            whole, _ = self.times(t)
            p_clean = se.pressure(self.b, season.w, self._boxes(t, at, None, 0.0), x.r_air)
            for i in range(count):
                p = se.pressure(self.b, season.w, self._boxes(t, at, i, r), x.r_air)
                p_0 = se.pressure(self.b, season.w, self._boxes(t, at, i, 0.0), x.r_air)
                lost[i, t] = whole * se.cost_rate(season, p, p_0)
                for m, way in enumerate(self.ways):
                    out[i, t, m] = self._out(season, (i, t, at), way, p_clean)
            if not np.isfinite(lost[:, t]).all():
                raise OutsideValidity(
                    f"{season.period.name}: with R_f up to {r[-1]:.3g} m2 K/W the pressure goes to "
                    f"{np.max(p) / 100:.4g} mbar, beyond the turbine curve: check the law and pace "
                    "of the deposits, duty and flow, or ask the maker for that stretch"
                )
        return Tables(r, lost, out)

    def end_of(self, deposit: Deposit) -> Any:
        """R_f at the end of the last period without cleaning."""
        whole = sum(self.times(t)[0] for t in range(len(self.seasons)))
        return grown(deposit, deposit.r_now, whole)

    def _boxes(self, t: int, at: Sequence[Floats], i: int | None, r: Any) -> list[tuple[Any, Any]]:
        return [
            (box.share, r if i in {k, None} else at[k][t]) for k, box in enumerate(self.x.boxes)
        ]

    def _out(
        self, season: Season, where: tuple[int, int, Sequence[Floats]], way: Way, p_clean: Any
    ) -> float:
        """Money of the time that a half box is out; NaN where the turbine curve ends before."""
        i, t, at = where
        if way.service != "half box":
            return 0.0
        if way.derate is not None:
            return float(way.duration * se.derating_rate(season, way, p_clean))
        boxes = self._boxes(t, at, i, 0.0)
        others = [one for k, one in enumerate(boxes) if k != i]
        if not others:
            return float("nan")
        p_0 = se.pressure(self.b, season.w, boxes, self.x.r_air)
        p = se.pressure(self.b, season.w, others, self.x.r_air)
        return float(way.duration * se.cost_rate(season, p, p_0))

    def unit(self, i: int, tables: Tables, start: float | None = None) -> Unit:
        """One box as stages of deposits; from its own deposit, or another one."""
        deposit, stages = self.x.boxes[i].deposit, []
        r = np.array([float(deposit.r_now if start is None else start)])
        near = SAME * float(np.ptp(tables.r))
        kept = np.array([1.0 - way.effect for way in self.ways])
        for t in range(len(self.x.periods)):
            whole, half = self.times(t)
            begun = np.vstack([r[None], kept[:, None] * r])
            money = np.interp(grown(deposit, begun, half), tables.r, tables.lost[i, t])
            ahead = grown(deposit, begun, whole)
            states, place = _states(ahead, near)
            price = [
                way.cost + tables.out[i, t, m] if self.allowed(i, way, t) else np.inf
                for m, way in enumerate(self.ways)
            ]
            spent = np.array(price, dtype=float).reshape(-1, 1)
            renew = money[1:] + np.where(np.isfinite(spent), spent, np.inf)
            stages.append(Stage(money[0], place[0], renew, place[1:]))
            r = states
        last = len(self.x.periods) - 1
        rate = np.interp(r, tables.r, tables.lost[i, last]) / max(self.times(last)[0], 1.0)
        return Unit(tuple(stages), float(self.x.beyond) * rate)

    def allowed(self, i: int, way: Way, t: int) -> bool:
        """Whether a period lets a way in to a box."""
        period = self.x.periods[t]
        if self.x.boxes[i].spared:
            return False
        return not period.closed and (period.outage or way.service != "outage")

    def crews(self) -> list[Shared]:
        """Crew hours of every period."""
        use = np.array([float(way.duration) if way.crew else 0.0 for way in self.ways])
        capacity = [float(self.x.crews) * float(period.length) for period in self.x.periods]
        return [Shared("crews", np.tile(use, (len(self.x.boxes), 1)), np.array(capacity))]

    def break_even(self, i: int, tables: Tables) -> float | None:
        """R_f at which the cheapest cleaning now pays for itself to the end."""
        levels = np.linspace(0.0, float(tables.r[-1]), 21)[1:]
        gains = [self._gain_now(i, tables, float(level)) for level in levels]
        pays = np.flatnonzero(np.array(gains) > 0)
        if not pays.size:
            return None
        k = int(pays[0])
        if k == 0:
            return float(levels[0])
        low, high = gains[k - 1], gains[k]
        if not np.isfinite(low):
            return float(levels[k])
        return float(levels[k - 1] + (levels[k] - levels[k - 1]) * -low / (high - low))

    def _gain_now(self, i: int, tables: Tables, level: float) -> float:
        unit = self.unit(i, tables, level)
        none = course_cost(unit, ())
        each = [none - course_cost(unit, ((0, m),)) for m in range(len(self.ways))]
        return max((one for one in each if np.isfinite(one)), default=-np.inf)

    def benefit(
        self, tables: Tables, courses: Sequence[Course]
    ) -> tuple[Floats, tuple[Floats, ...]]:
        """What the plan saves against nothing by draw of deposits, effects and price, and each box.

        NaN where a draw goes beyond the turbine curve.
        """
        x, n = self.x, int(self.x.draws)
        if not any(courses):
            return np.empty(0), (np.empty(0),) * len(courses)
        z = normal_draws(int(x.seed), (1 + 3 * len(x.boxes), n))
        price = np.maximum(1 + x.sigma_price * z[0], 0.0)
        planned, left, spent = [], [], []
        for i, (box, course) in enumerate(zip(x.boxes, courses, strict=True)):
            own, deposit = z[1 + 3 * i : 4 + 3 * i], box.deposit
            r = _grows(deposit, deposit.r_now + deposit.sigma_r_now * own[0])
            pace = np.maximum(1 + deposit.sigma_pace * own[1] / deposit.pace, 0.0)
            effects = {
                t: np.clip(self.ways[m].effect + self.ways[m].sigma_effect * own[2], 0.0, 1.0)
                for t, m in course
            }
            planned.append(self._followed(deposit, effects, r, pace))
            left.append(self._followed(deposit, {}, r, pace))
            spent.append(sum(self.ways[m].cost + tables.out[i, t, m] for t, m in course))
        whole = np.asarray(price * self._saved(planned, left) - sum(spent))
        return whole, tuple(
            price * self._saved(planned, [*planned[:i], left[i], *planned[i + 1 :]]) - spent[i]
            if course
            else np.empty(0)
            for i, course in enumerate(courses)
        )

    def _saved(self, planned: Sequence[Floats], left: Sequence[Floats]) -> Floats:
        """Money between two courses of all boxes, by draw, under the pressure that they share."""
        total, last = np.zeros(planned[0].shape[1]), np.zeros(1)
        for t, season in enumerate(self.seasons):
            p, p_0 = (
                se.pressure(self.b, season.w, self._boxes(t, at, -1, 0.0), self.x.r_air)
                for at in (left, planned)
            )
            last = np.asarray(se.cost_rate(season, p, p_0))
            total += self.times(t)[0] * last
        return np.asarray(total + float(self.x.beyond) * last)


def _grows(deposit: Deposit, r: Floats) -> Floats:
    """Deposits from which the law can go on."""
    return np.maximum(r, 0.0) if deposit.law in {"power", "falling"} else r


def _states(values: Floats, near: float) -> tuple[Floats, NDArray[np.int64]]:
    """Deposits of the next period, those of a box left alone exact, and where each value went."""
    flat = values.ravel()
    key = np.round(flat / near).astype(np.int64)
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return flat[first], place.reshape(values.shape)
