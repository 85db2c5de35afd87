"""The fleet plan: 20 exchangers, 52 weeks, two methods, two crews, to a proven gap of 0.1 %."""

from time import perf_counter

import numpy as np

from greenlang.library.schedule import (
    Coupling,
    Renewal,
    Resource,
    along,
    best_plan,
    exclusion,
    renewal,
)

UNITS, WEEKS = 20, 52
PRICES, DURATIONS, EFFECTS = np.array([45e3, 22e3]), np.array([2, 1]), np.array([0.9, 0.7])
CLOSED = [0, 1, 50, 51]


def fleet(seed: int = 0, *, limit: float | None = None) -> Renewal:
    """Exchangers that foul towards asymptotes, twins and closed weeks.

    With `limit` the furnace takes this share of the greatest loss without any cleaning; more costs
    lost feed.
    """
    draw = np.random.default_rng(seed)
    rate, reach = draw.uniform(20, 400, UNITS), draw.uniform(10, 80, UNITS)
    age, idle = draw.uniform(0, 60, UNITS), draw.uniform(3e3, 15e3, UNITS)
    week = np.arange(WEEKS)
    run = np.zeros((UNITS, WEEKS + 1, 2, WEEKS))
    for i in range(UNITS):

        def cost(t: np.ndarray, i: int = i) -> np.ndarray:
            return np.asarray(rate[i] * reach[i] * -np.expm1(-t / reach[i]))

        run[i, 0, 0] = cost(age[i] + week)
        for t in range(WEEKS):
            for m in range(2):
                left = (1 - EFFECTS[m]) * (age[i] + t) / 2
                busy = (week >= t) & (week < t + DURATIONS[m])
                back = cost(np.maximum(left + week - t - DURATIONS[m], 0))
                run[i, t + 1, m] = np.where(week < t, 0.0, np.where(busy, idle[i], back))
    arcs = along(run)
    arcs[:, 1:] += PRICES[:, None]
    arcs[..., WEEKS] += 8 * run[..., -1]
    arcs[:, [1 + week for week in CLOSED]] = np.inf
    arcs[..., CLOSED] = np.inf
    crews = Resource("crews", np.ones((UNITS, 2)), np.full(WEEKS, 2.0))
    twins = exclusion("twins", [0, 1], (UNITS, WEEKS, 2))
    loads = run / 280.0
    peak = loads[:, 0, 0].sum(axis=0).max()
    furnace = (
        []
        if limit is None
        else [Coupling("furnace", loads, np.full(WEEKS, limit * peak), np.full(WEEKS, 500.0))]
    )
    return renewal(arcs, np.tile(DURATIONS, (UNITS, 1)), [crews, twins], furnace)


def plan_20x52() -> tuple[float, float]:
    """Seconds and proven gap in percent, with crews, twins, closed weeks and a furnace limit."""
    problem = fleet(limit=0.5)
    begin = perf_counter()
    plan = best_plan(problem)
    return perf_counter() - begin, 100.0 * plan.gap


if __name__ == "__main__":
    for share in (None, 0.5, 0.42):
        for seed in range(3):
            problem = fleet(seed, limit=share)
            begin = perf_counter()
            plan = best_plan(problem)
            took = perf_counter() - begin
            print(
                f"seed {seed} furnace {share}: {took:.2f} s, gap {100 * plan.gap:.3f} %, "
                f"excess {plan.excess.sum():.0f}"
            )
