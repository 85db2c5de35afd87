"""The best cleaning interval of one exchanger for any fouling law (spec 5.1)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide import equations as eq

Floats = NDArray[np.float64]
Rate = Callable[[Floats], Floats]
"""Cost rate (money/s) at running times (s) since the cleaning."""

POINTS = 2049
NEAR = 1.02  # of the least cost: the window in which a date is as good as the best


@dataclass(frozen=True)
class Terms:
    """What a cleaning costs: money, seconds out of service, money/s while out."""

    c: float
    t_d: float
    l_d: float


@dataclass(frozen=True)
class Interval:
    """Best interval `t` (s, inf: never), its mean cost `j` (money/s), window, cost curve.

    Without a finite optimum `j` is the cost rate that fouling levels off at, as far as the law was
    followed. The curve is (intervals in s, mean cost in money/s).
    """

    t: float
    j: float
    window: tuple[float, float]
    curve: tuple[Floats, Floats]

    @property
    def pays(self) -> bool:
        """Whether any interval is better than never."""
        return bool(np.isfinite(self.t))


def mean_costs(t: Floats, rate: Floats, terms: Terms) -> Floats:
    """J(T) for cycles that end at the times `t` (n,), from 0; rates (..., n) as there."""
    return np.asarray(eq.mean_cost(terms.c, terms.l_d, terms.t_d, lost_until(t, rate), t))


def lost_until(t: Floats, rate: Floats) -> Floats:
    """Integral of the rate from the first time on, by trapezoids; shape of the rates."""
    steps = np.diff(t) * (rate[..., 1:] + rate[..., :-1]) / 2
    start = np.zeros((*rate.shape[:-1], 1))
    return np.concatenate([start, np.cumsum(steps, axis=-1)], axis=-1)


def best_interval(rate: Rate, terms: Terms, horizon: float) -> Interval:
    """The interval of least mean cost up to a horizon (s), where l(T*) = J(T*).

    Still falling at the horizon, J has no optimum that the law supports: never.
    """
    t = horizon * np.linspace(0.0, 1.0, POINTS)[1:] ** 2
    t = np.concatenate([[0.0], t])
    l_t = rate(t)
    j = _without_start(mean_costs(t, l_t, terms), terms)
    best = int(np.argmin(j))
    curve = (t[1:], j[1:])
    if best == POINTS - 1 or not np.isfinite(j[best]):
        return Interval(np.inf, float(l_t[-1]), (np.inf, np.inf), curve)
    t_best, j_best = _refined(rate, terms, t, best)
    near = t[j <= NEAR * j_best]
    window = (float(near[0]), float(near[-1])) if near.size else (t_best, t_best)
    return Interval(t_best, j_best, window, curve)


def _without_start(j: Floats, terms: Terms) -> Floats:
    """A cycle without running time is no cycle, even where cleaning were free."""
    j = j.copy()
    j[..., 0] = np.inf if terms.t_d == 0.0 else j[..., 0]
    return j


def _refined(rate: Rate, terms: Terms, t: Floats, best: int) -> tuple[float, float]:
    """The minimum between its neighbours on the grid, by finer grids."""
    low, high = max(best - 1, 0), min(best + 1, len(t) - 1)
    lost = float(lost_until(t[: low + 1], rate(t[: low + 1]))[-1])
    a, b = float(t[low]), float(t[high])
    for _ in range(3):
        fine = np.linspace(a, b, 129)
        spent = lost + lost_until(fine, rate(fine))
        costs = np.asarray(eq.mean_cost(terms.c, terms.l_d, terms.t_d, spent, fine + 1e-300))
        k = int(np.argmin(costs))
        lo, hi = max(k - 1, 0), min(k + 1, 128)
        lost, a, b = float(spent[lo]), float(fine[lo]), float(fine[hi])
    return float(fine[k]), float(costs[k])


def best_intervals(t: Floats, rates: Floats, terms: Terms) -> tuple[Floats, Floats]:
    """T* (inf: never) and J* of many draws at once; rates (draws, n) at times t (n,)."""
    j = _without_start(mean_costs(t, rates, terms), terms)
    best = np.argmin(j, axis=1)
    row = np.arange(len(j))
    inside = np.clip(best, 1, len(t) - 2)
    t_best = _vertex(t, j, inside)
    never = best == len(t) - 1
    return (
        np.where(never, np.inf, np.where(best == inside, t_best, t[best])),
        np.where(never, rates[:, -1], j[row, best]),
    )


def _vertex(t: Floats, j: Floats, k: NDArray[np.int64]) -> Floats:
    """Where the parabola through the least point and its neighbours is lowest."""
    row = np.arange(len(j))
    left, right = t[k] - t[k - 1], t[k + 1] - t[k]
    with np.errstate(all="ignore"):
        down = (j[row, k] - j[row, k - 1]) / left
        up = (j[row, k + 1] - j[row, k]) / right
        bend = (up - down) / (left + right)
        at = t[k] - (down + bend * left) / (2 * bend)
    inside = np.isfinite(at) & (at > t[k - 1]) & (at < t[k + 1])
    return np.asarray(np.where(inside, at, t[k]))


def date_to_clean(t: Floats, rates: Floats, j: Floats) -> Floats:
    """First time (s) at which the cost rate of now reaches J*; inf: not within `t`.

    Rates (draws, n) from now on without cleaning, j (draws,).
    """
    due = rates >= j[:, None]
    first = np.argmax(due, axis=1)
    row = np.arange(len(rates))
    before = np.maximum(first - 1, 0)
    low, high = rates[row, before], rates[row, first]
    with np.errstate(all="ignore"):
        share = np.where(high > low, (j - low) / (high - low), 0.0)
    at = t[before] + share * (t[first] - t[before])
    return np.asarray(np.where(due.any(axis=1), np.where(first == 0, t[0], at), np.inf))
