"""The best cleaning interval of one exchanger for any fouling law (spec 5.1)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide import equations as eq

Floats = NDArray[np.float64]
Lost = Callable[[Floats], Floats]
"""What fouling costs (money) in one running time of each of these lengths (s)."""

POINTS = 513
FINE, ZOOMS = 33, 4
TINY = 1e-300  # s: no cycle, but a number
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


def mean_costs(t: Floats, lost: Floats, terms: Terms) -> Floats:
    """J(T) (..., n) of cycles that run for the times `t` (n,) and lose so much money in them."""
    j = np.array(eq.mean_cost(terms.c, terms.l_d, terms.t_d, lost, t + TINY))
    if terms.t_d == 0.0:  # a cycle without running time is no cycle, even where cleaning were free
        j[..., t == 0.0] = np.inf
    return j


def lost_until(t: Floats, rate: Floats) -> Floats:
    """Integral of the rate from the first time on, by trapezoids; shape of the rates."""
    steps = np.diff(t) * (rate[..., 1:] + rate[..., :-1]) / 2
    start = np.zeros((*rate.shape[:-1], 1))
    return np.concatenate([start, np.cumsum(steps, axis=-1)], axis=-1)


def best_interval(lost: Lost, terms: Terms, horizon: float, idle: float) -> Interval:
    """The interval of least mean cost up to a horizon (s); `idle` is the cost rate without any.

    Still falling at the horizon, J has no optimum that the law supports, and one above the idle
    rate none worth having: never.
    """
    t = horizon * np.linspace(0.0, 1.0, POINTS) ** 2
    j = mean_costs(t, lost(t), terms)
    best = int(np.argmin(j))
    curve = (t[1:], j[1:])
    if best == POINTS - 1 or not j[best] < idle:
        return Interval(np.inf, idle, (np.inf, np.inf), curve)
    t_best, j_best = _refined(lost, terms, t, best)
    return Interval(t_best, j_best, _window(t, j, best, NEAR * j_best), curve)


def _window(t: Floats, j: Floats, best: int, most: float) -> tuple[float, float]:
    """Lengths around the best one whose mean cost is no more than this."""
    dear = np.flatnonzero(j > most)
    edges = []
    for beyond, step in ((dear[dear < best][-1:], 1), (dear[dear > best][:1], -1)):
        if not beyond.size:
            edges.append(float(t[0] if step > 0 else t[-1]))
            continue
        far = int(beyond[0])
        near = far + step
        high = min(float(j[far]), 2 * most)  # where no cycle is, the cost is infinite
        share = (most - j[near]) / (high - j[near]) if high > most >= j[near] else 0.0
        edges.append(float(t[near] + share * (t[far] - t[near])))
    return edges[0], edges[1]


def _refined(lost: Lost, terms: Terms, t: Floats, best: int) -> tuple[float, float]:
    """The minimum between its neighbours on the grid, by finer grids."""
    fine, k = t, best
    for _ in range(ZOOMS):
        fine = np.linspace(fine[max(k - 1, 0)], fine[min(k + 1, fine.size - 1)], FINE)
        costs = mean_costs(fine, lost(fine), terms)
        k = int(np.argmin(costs))
    return float(fine[k]), float(costs[k])


def best_intervals(t: Floats, j: Floats, idle: Floats) -> tuple[Floats, Floats]:
    """T* (inf: never) and J* of many draws at once; j (draws, n) at times t (n,), idle (draws,)."""
    best = np.argmin(j, axis=1)
    row = np.arange(len(j))
    inside = np.clip(best, 1, len(t) - 2)
    t_best = _vertex(t, j, inside)
    never = (best == len(t) - 1) | ~np.isfinite(j[row, best])
    return (
        np.where(never, np.inf, np.where(best == inside, t_best, t[best])),
        np.where(never, idle, j[row, best]),
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
