"""How R_f goes on: without cleaning from now, and after a cleaning from what it leaves.

Laws are followed by age: a surface that starts at R_0 fouls on as a clean one does once it has
reached R_0. For the linear, falling and Kern-Seaton laws this is the law itself; where a law's
growth has no memory but its age (power law), it takes the deposit for a part of the old one.
Beyond the years of `AGES` a deposit goes on growing as in the last of them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.results import Forecast, Law
from greenlang.library.fouling.forms import of as of_law

Floats = NDArray[np.float64]
DAY = 86400.0
YEAR = 365
YEARS = 6
SETTLES = 400  # cycles: enough where a cleaning removes 5 % or more
SETTLED = 1e-7  # relative change of a residue that is none
FINEST = 1e-9  # m2 K/W: a deposit that is none
AGES: Floats = np.arange(YEARS * YEAR + 1, dtype=np.float64) * DAY  # s


@dataclass(frozen=True)
class Growth:
    """R_f (m2 K/W) of one exchanger; `fresh` at `AGES` after a perfect cleaning.

    `days` (since 1970) and `ahead` follow the current cycle, `draws` (draws, days) its
    uncertainty. `drift` (draws,) is how much faster than the median's each draw's deposit grows
    (m2 K/W per s): what is not known of this cycle is not known of the next ones either.
    """

    fresh: Floats
    days: NDArray[np.int64]
    ahead: Floats
    draws: NDArray[np.floating[Any]]
    drift: Floats


def growth(forecast: Forecast) -> Growth:
    """What the forecast says of this cycle and of those after the next cleanings."""
    fresh = sum((law.weight * grown(law, AGES) for law in forecast.laws), np.zeros(AGES.size))
    total = sum(law.weight for law in forecast.laws) or 1.0
    ahead = forecast.r_f[1]
    draws = forecast.draws
    year = int(np.searchsorted(forecast.days, forecast.days[0] + YEAR, side="right")) - 1
    span = float(forecast.days[year] - forecast.days[0]) * DAY
    rises = np.subtract(draws[:, year], draws[:, 0], dtype=np.float64)
    drift = (rises - np.median(rises)) / span if span > 0 else np.zeros(len(draws))
    return Growth(np.maximum.accumulate(fresh / total), forecast.days, ahead, draws, drift)


def grown(law: Law, t: Floats) -> Floats:
    """R_f (m2 K/W) of a surface that was clean t seconds ago."""
    return of_law(law.name, {**law.parameters, "r_0": 0.0}, t)


def after(of: Growth, r_0: Floats, t: Floats, drift: Floats | float = 0.0) -> Floats:
    """R_f t seconds after it was r_0; arrays that fit each other."""
    age = np.interp(r_0, of.fresh, AGES)
    start = np.interp(age, AGES, of.fresh)
    slope = (of.fresh[-1] - of.fresh[-1 - YEAR]) / (YEAR * DAY)
    beyond = slope * np.maximum(age + t - AGES[-1], 0.0)
    return np.asarray(r_0 + np.interp(age + t, AGES, of.fresh) - start + beyond + drift * t)


def residue(of: Growth, effect: float, t: Floats, drift: Floats | float = 0.0) -> Floats:
    """R_f that each of endless cleanings leaves, t seconds of running apart; inf: ever more.

    The fixed point of r = (1 - effect) r_f(t; r), by iteration, which cleaning makes converge.
    """
    left = np.zeros(np.broadcast_shapes(t.shape, np.shape(drift)))
    for _ in range(SETTLES):
        following = (1.0 - effect) * after(of, left, t, drift)
        moves = np.abs(following - left) > SETTLED * (np.abs(following) + FINEST)
        left = following
        if not moves.any():
            return left
    return np.where(moves, np.inf, left)


def uncleaned(of: Growth, days: Floats) -> Floats:
    """Median R_f on these days without cleaning, by the law where the forecast ends."""
    inside = np.interp(days, of.days, of.ahead)
    beyond = np.maximum(days - of.days[-1], 0.0) * DAY
    return np.where(beyond > 0, after(of, np.full(days.shape, of.ahead[-1]), beyond), inside)


def uncleaned_draws(of: Growth, days: Floats, rows: slice = slice(None)) -> Floats:
    """R_f (draws, days) of some draws without cleaning."""
    draws, drift = of.draws[rows], of.drift[rows]
    k = np.clip(np.searchsorted(of.days, days, side="right") - 1, 0, of.days.size - 2)
    share = np.clip((days - of.days[k]) / (of.days[k + 1] - of.days[k]), 0.0, 1.0)
    inside = (1.0 - share) * draws[:, k] + share * draws[:, k + 1]
    beyond = np.maximum(days - of.days[-1], 0.0) * DAY
    late = beyond > 0
    if late.any():
        last = np.asarray(draws[:, -1:], dtype=np.float64)
        inside[:, late] = after(of, last, beyond[None, late], drift[:, None])
    return np.asarray(inside)
