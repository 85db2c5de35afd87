"""The decision for one exchanger: when, how, what it pays, how sure, and what comes second."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Service
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.chains import Chain, allowed_one, remembered
from greenlang.agents.exchanger.decide.fleet import Solved, price_of
from greenlang.agents.exchanger.decide.growth import DAY, uncleaned, uncleaned_draws
from greenlang.agents.exchanger.decide.interval import (
    Terms,
    best_intervals,
    date_to_clean,
    mean_costs,
)
from greenlang.agents.exchanger.decide.polish import (
    best_path,
    first_costs,
    fits,
    open_weeks,
    path_cost,
    waits,
    within_limits,
)
from greenlang.agents.exchanger.decide.risk import Draws, band, drawn, savings, without
from greenlang.agents.exchanger.decide.terminal import HORIZON, Cycle, running_cost
from greenlang.agents.exchanger.decide.units import Price, out_days
from greenlang.agents.exchanger.results import Band, Decision, Start
from greenlang.agents.page import date, fixed
from greenlang.library.schedule import Path

Floats = NDArray[np.float64]
YEARS = 5 * 365  # days ahead in which a cleaning may fall due
NEAR = 0.02
SOON = 14  # days after the data within which a cleaning is for now
DRAWS = 200  # for a date's P10 and P90
LENGTHS = 41  # of cycles, for the mean costs of these draws
INF = float("inf")
Action = Literal["now", "planned", "later", "never"]
UNKNOWN = Band(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Subject:
    """One unit of a solved plan with its draws."""

    solved: Solved
    number: int
    draws: Draws
    when: Service

    @property
    def path(self) -> Path:
        """Its cleanings in the plan: (week, method)."""
        return self.solved.paths[self.number]

    @property
    def price(self) -> Price:
        """What a joule of duty lost here and a joule of pump power cost."""
        return price_of(self.solved.fleet, float(self.solved.phi[self.number]))

    @property
    def best(self) -> Cycle:
        """The method whose endless cycle costs least."""
        return min(self.solved.cycles[self.number], key=lambda one: one.j)

    @cached_property
    def chain(self) -> Chain:
        """What it may do, by week, method and deposit."""
        cost = self.solved.problem.cost[self.number]
        return remembered(allowed_one(cost, self.solved.chains[self.number]))

    @cached_property
    def first(self) -> Floats:
        """Cost (weeks, methods) by the first cleaning, whatever the other exchangers do."""
        closed = self.solved.fleet.calendar.closed
        open_ = np.broadcast_to(~closed[:, None], (closed.size, len(self.solved.fleet.methods)))
        arcs = self.solved.problem
        return first_costs(self.chain, open_, waits(arcs, self.number))


def subject(solved: Solved, number: int, when: Service) -> Subject:
    """One unit of a solved plan."""
    return Subject(solved, number, drawn(solved.fleet, number), when)


def decision(of: Subject) -> Decision:
    """What to do with this exchanger and why."""
    rate = _rate_now(of)
    pays, sure = _paid(of)
    action, day, method = _action(of)
    window = _window(of, day) if day is not None else None
    return Decision(
        asset=of.draws.unit.asset.name,
        action=action,
        method=method,
        day=day,
        window=window,
        pays=pays,
        p_pays=sure,
        wait_per_week=_waiting(of),
        cost_curve=_curve(of.best),
        second_best=_second(of),
        why=_why(of, rate),
    )


def starts(of: Subject) -> tuple[Start, ...]:
    """The unit's cleanings in the plan, each with what it saves and how surely."""
    fleet, made = of.solved.fleet, []
    for one in of.path:
        saved = _savings(of, of.path, without(of.path, one))
        method = fleet.methods[one[1]]
        made.append(
            Start(
                asset=of.draws.unit.asset.name,
                week=one[0],
                day=fleet.calendar.start + WEEK * one[0],
                method=method.name,
                cost=method.cost,
                value=float(np.median(saved)),
                p_pays=float(np.mean(saved > 0)),
                saves=band(saved),
            )
        )
    return tuple(made)


def _savings(of: Subject, better: Path, other: Path) -> Floats:
    i, solved = of.number, of.solved
    paths = (better, other)
    return savings(solved.fleet, of.draws, of.when, paths, float(solved.phi[i]), solved.ends[i])


def _first_open(of: Subject) -> int:
    return int(np.argmin(of.solved.fleet.calendar.closed))


def _paid(of: Subject) -> tuple[Band, float]:
    """What the planned cleanings save; else how surely one at once would not."""
    if of.path:
        saved = _savings(of, of.path, ())
        return band(saved), float(np.mean(saved > 0))
    method = of.solved.fleet.methods.index(of.best.method)
    saved = _savings(of, ((_first_open(of), method),), ())
    return UNKNOWN, float(np.mean(saved > 0))


def _action(of: Subject) -> tuple[Action, int | None, str | None]:
    fleet = of.solved.fleet
    if of.path:
        week, method = of.path[0]
        day = fleet.calendar.start + WEEK * week
        now = week == _first_open(of) and day <= fleet.seen + SOON
        return ("now" if now else "planned"), day, fleet.methods[method].name
    due = _due(of)
    if due is None:
        return "never", None, None
    return "later", due, of.best.method.name


def _due(of: Subject) -> int | None:
    """The day on which the cost rate without cleaning reaches the best mean cost."""
    if not np.isfinite(of.best.t):
        return None
    start = of.solved.fleet.calendar.start
    days = start + np.arange(0.0, YEARS, WEEK)
    unit = of.draws.unit
    rate = unit.rate(uncleaned(unit.growth, days), of.price)
    reached = np.flatnonzero(rate >= of.best.j)
    return int(days[reached[0]]) if reached.size else None


def _rate_now(of: Subject) -> float:
    start = np.array([float(of.solved.fleet.calendar.start)])
    unit = of.draws.unit
    price = price_of(of.solved.fleet, float(of.solved.phi[of.number]), 0)
    return float(unit.rate(uncleaned(unit.growth, start), price)[0])


def _waiting(of: Subject) -> float:
    """What the plan costs more if this exchanger's first cleaning comes a week later or more.

    The others stay as planned, and their crews busy; what follows its first cleaning moves with
    it. A plan no dearer, which only the tolerance of the search lets through, makes it zero. NaN
    where nothing is planned or a least conductance allows no delay.
    """
    if not of.path:
        return float("nan")
    solved, i = of.solved, of.number
    uses = solved.uses
    free = open_weeks(solved.fleet, uses, solved.paths, i)
    free[: of.path[0][0] + 1] = False
    cost, path = best_path(of.chain, free, waits(solved.problem, i))
    if not (within_limits(solved.problem, i, path) and fits(uses, solved.paths, i, path)):
        return float("nan")
    return max(cost - path_cost(solved.chains[i], of.path), 0.0)


def _window(of: Subject, day: int) -> tuple[int, int]:
    """Days between which the first cleaning costs the unit within 2 % of the least."""
    fleet = of.solved.fleet
    if not of.path:
        early, late = (abs(edge - of.best.t) / DAY for edge in of.best.window)
        return max(fleet.calendar.start, int(day - early)), int(day + late)
    costs = of.first.min(axis=1)
    least = float(np.min(costs))
    week = of.path[0][0]
    good = (costs <= least + NEAR * abs(least)) | (np.arange(costs.size) == week)
    low = high = week
    while low > 0 and good[low - 1]:
        low -= 1
    while high < costs.size - 1 and good[high + 1]:
        high += 1
    return fleet.calendar.start + WEEK * low, fleet.calendar.start + WEEK * high


def _second(of: Subject) -> str:
    """What this exchanger's next best first cleaning costs more: other method, or none at all."""
    first, none = of.first, float(of.solved.chains[of.number].idle[-1])
    methods = [method.name for method in of.solved.fleet.methods]
    if not of.path:
        least, method, week = _least(first)
        return f"{methods[method]} in week {week + 1}: {_more(least - none)}" if least < INF else ""
    week, method = of.path[0]
    chosen = float(first[week, method])
    others = first.copy()
    others[:, method] = INF
    least, other, at = _least(others)
    if min(least, none) == INF:
        return ""
    if none <= least:
        return f"no cleaning in the horizon: {_more(none - chosen)}"
    return f"{methods[other]} in week {at + 1}: {_more(least - chosen)}"


def _more(cost: float) -> str:
    """A difference of cost; less only where the limits that all share stand in the way."""
    if round(cost) == 0:
        return "costs the same"
    if cost > 0:
        return f"costs {fixed(cost, 0)} more"
    return f"alone it would cost {fixed(-cost, 0)} less, but crews and limits are shared"


def _least(first: Floats) -> tuple[float, int, int]:
    """Least cost, its method and its week."""
    week, method = np.unravel_index(int(np.argmin(first)), first.shape)
    return float(first[week, method]), int(method), int(week)


def _curve(best: Cycle) -> tuple[Floats, Floats]:
    t, j = best.curve
    shown = t >= WEEK * DAY
    step = max(1, int(shown.sum()) // 400)
    return t[shown][::step] / DAY, j[shown][::step] * DAY


def _why(of: Subject, rate: float) -> tuple[str, ...]:
    says = [f"fouling costs {_daily(rate)} now, the best cycle {_daily(of.best.j)}"]
    for one in sorted(of.solved.cycles[of.number], key=lambda each: each.j):
        repeats = f"every {fixed(one.t / DAY, 0)} d"
        every = repeats if np.isfinite(one.t) else "never worth repeating"
        says.append(f"{one.method.name}: {_daily(one.j)}, {every}, {_risk(of, one)}")
    says.append(f"best date by itself: {_due_dates(of)}")
    phi = float(of.solved.phi[of.number])
    says.append(f"{100 * phi:.0f} % of the duty lost here reaches the furnace")
    return tuple(says)


def _risk(of: Subject, one: Cycle) -> str:
    """How surely one cleaning by this method, first as planned or at once, would not pay."""
    week = of.path[0][0] if of.path else _first_open(of)
    method = of.solved.fleet.methods.index(one.method)
    loses = float(np.mean(_savings(of, ((week, method),), ()) <= 0))
    return f"alone in week {week + 1} it loses money in {100 * loses:.0f} % of draws"


def _daily(rate: float) -> str:
    return f"{fixed(rate * DAY, 0)} a day"


def _due_dates(of: Subject) -> str:
    """When the cost rate reaches the best mean cost: P50 (P10 to P90) over draws of fouling."""
    unit, best, price = of.draws.unit, of.best, of.price
    growth, start = unit.growth, of.solved.fleet.calendar.start
    rows = slice(None, None, max(1, len(growth.draws) // DRAWS))
    drift = growth.drift[rows, None]
    t = np.geomspace(np.clip(best.t / 5, DAY, HORIZON / 100), HORIZON, LENGTHS)
    lost = running_cost(unit, best.method, price, np.tile(t, (drift.size, 1)), drift)
    terms = Terms(best.method.cost, DAY * out_days(best.method), price.heat * unit.loss.whole)
    costs = mean_costs(t, lost, terms)
    lengths, j = best_intervals(t, costs, np.full(drift.size, INF))
    days = np.arange(0.0, YEARS, 2 * WEEK)
    rates = unit.rate(uncleaned_draws(growth, start + days, rows), price)
    due = np.where(np.isinf(lengths), np.inf, date_to_clean(start + days, rates, j))
    due = np.sort(due)
    low, middle, high = (date(float(due[int(q * due.size)])) for q in (0.1, 0.5, 0.9))
    return f"{middle} ({low} to {high})"
