"""When one exchanger is best cleaned by one way, and what waiting costs (spec 5.1)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.agents.exchanger.decide import equations as eq
from greenlang.agents.exchanger.decide.interval import Terms, best_interval
from greenlang.agents.exchanger.method.cleaning_cost import (
    Cost,
    Cycle,
    IntervalCase,
    floats,
    like,
    settled,
)
from greenlang.core.provenance import count, untraced
from greenlang.core.solve import Residual, choose, optimum, solved
from greenlang.core.units import M2KelvinPerWatt, Money, MoneyPerSecond, Second, Unit, s
from greenlang.library.fouling.deposit import grown

Number = Any
POINTS = (25, 50, 75, 100, 150, 200, 300)  # percent of the best interval, for its cost curve
SAME = 4  # digits of a best interval that are the same on every machine; its cost is flat
SECOND = Unit("s", s)


@dataclass(frozen=True)
class CostAt:
    """A cleaning interval and the mean cost of repeating it for ever."""

    t: Second
    j: MoneyPerSecond


@dataclass(frozen=True)
class Interval:
    """The best interval of running time, what it costs, and what to do now.

    `t` None: never. The window holds the intervals that cost at most 2 % more. `due` is when the
    cost rate reaches the best mean cost, None where it has or never will; `waiting` what the
    delay asked for costs, negative while waiting pays.
    """

    t: Second | None
    j: MoneyPerSecond
    t_from: Second | None
    t_to: Second | None
    r_f_before: M2KelvinPerWatt | None
    r_f_after: M2KelvinPerWatt | None
    rate_now: MoneyPerSecond
    due: Second | None
    waiting: Money
    action: str
    curve: tuple[CostAt, ...] = ()


def interval(x: IntervalCase, points: tuple[int, ...] = POINTS) -> Interval:
    """The interval of least mean cost, its window, and whether to clean now, later or never."""
    cost = Cost(x)
    with untraced():
        found = sought(x)
    rate = cost.rate(x.deposit.r_now)
    if found is None:
        return _never(x, cost, rate)
    kept: list[Cycle] = []

    def judged(point: dict[str, Any]) -> tuple[Number, dict[str, Number]]:
        kept.append(cost.mean(point["t"]))
        return kept[-1].j, _slacks(cost, kept[-1], point)

    names = ("t", "t_from", "t_to")
    point = {name: (SECOND, t) for name, t in zip(names, found, strict=True) if t is not None}
    problem = f"least mean cost J(t) of cleanings by {x.way.name} for ever, each with its residue"
    at, best = optimum(f"interval by {x.way.name}", problem, point, judged)
    ready = bool(choose("rate >= j", rate=rate, j=best))
    due = None if ready else _due(x, cost, best)
    percents = (eq.percent_of(at["t"], count(percent)) for percent in points)
    return Interval(
        at["t"],
        best,
        at.get("t_from"),
        at.get("t_to"),
        kept[-1].before,
        kept[-1].left,
        rate,
        due,
        eq.waiting_cost(cost.lost_over(x.deposit.r_now, x.delay), best, x.delay),
        "clean now" if ready else "never" if due is None else "wait",
        tuple(CostAt(one.t, one.j) for one in map(cost.mean, percents)),
    )


def _slacks(cost: Cost, best: Cycle, point: dict[str, Any]) -> dict[str, Number]:
    """That intervals a little shorter and longer cost more, and the window's ends 2 % at most."""
    near = {"sooner": count(98), "later": count(102)}
    found = {
        name: eq.dearer(cost.mean(eq.percent_of(point["t"], percent)).j, best.j)
        for name, percent in near.items()
    }
    for name in ("t_from", "t_to"):
        if name in point:
            found[name] = eq.within_window(best.j, cost.mean(point[name]).j)
    return found


def _never(x: IntervalCase, cost: Cost, rate: Number) -> Interval:
    """No interval within the horizon is better than none: what the deposit then costs."""
    far = cost.mean(x.horizon)
    idle = cost.rate(grown(x.deposit, x.deposit.r_now, x.horizon))
    wait = eq.waiting_cost(cost.lost_over(x.deposit.r_now, x.delay), idle, x.delay)
    curve = (CostAt(far.t, far.j),)
    return Interval(None, idle, None, None, None, None, rate, None, wait, "never", curve)


def _due(x: IntervalCase, cost: Cost, best: Number) -> Number | None:
    """Time until the cost rate of now reaches the best mean cost; None: not within the horizon."""
    with untraced():
        plain = Cost(floats(x))
        t = np.linspace(0.0, float(x.horizon), 20_001)
        rates = plain.rate(grown(plain.x.deposit, plain.x.deposit.r_now, t))
    reached = np.flatnonzero(np.asarray(rates) >= float(best))
    if not reached.size:
        return None
    start = like(x.horizon, float(t[max(int(reached[0]), 1)]))

    def open_(point: dict[str, Any]) -> list[Residual]:
        rate = cost.rate(grown(x.deposit, x.deposit.r_now, point["t"]))
        return [Residual(eq.dearer(rate, best), (rate, best))]

    return solved("due", {"t": (SECOND, start)}, open_)["t"]


def sought(x: IntervalCase) -> tuple[Number, Number | None, Number | None] | None:
    """Best interval and the ends of its window, by floats; None: never."""
    plain = Cost(floats(x))
    deposit, horizon = plain.x.deposit, float(x.horizon)

    def lost(t: Any) -> Any:
        left = settled(plain.x, float(plain.effect), t)
        sound = np.isfinite(left)
        spent = plain.lost_over(np.where(sound, left, 0.0), t)
        return np.where(sound, spent, np.inf)

    idle = float(plain.rate(grown(deposit, deposit.r_now, horizon)))
    terms = Terms(float(plain.x.way.cost), float(plain.out), float(plain.whole))
    found = best_interval(lost, terms, horizon, idle)
    if not found.pays:
        return None
    low, high = found.window
    inside = (low + 0.01 * (found.t - low), high - 0.01 * (high - found.t))
    ends = [like(x.horizon, end, SAME) if 0.0 < end < 0.98 * horizon else None for end in inside]
    return like(x.horizon, found.t, SAME), ends[0], ends[1]
