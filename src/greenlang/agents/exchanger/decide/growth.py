"""How R_f goes on: without cleaning from now, and after a cleaning from what it leaves.

Laws are followed by age: a surface that starts at R_0 fouls on as a clean one does once it has
reached R_0. For the linear, falling and Kern-Seaton laws this is the law itself; where a law's
growth has no memory but its age (power law), it takes the deposit for a part of the old one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.results import Forecast, Law
from greenlang.library.fouling.fit import of as of_law

Floats = NDArray[np.float64]
DAY = 86400.0
YEARS = 6
AGES: Floats = np.arange(YEARS * 365 + 1, dtype=np.float64) * DAY  # s


@dataclass(frozen=True)
class Growth:
    """R_f (m2 K/W) of one exchanger; `fresh` at `AGES` after a perfect cleaning.

    `days` (since 1970) and `ahead` follow the current cycle, `draws` (draws, days) its
    uncertainty; `pace` (draws,) is each draw's growth over the median's: what is not known of this
    cycle is not known of the next ones either. Where it is not positive the deposit stays.
    """

    fresh: Floats
    days: NDArray[np.int64]
    ahead: Floats
    draws: Floats
    pace: Floats


def growth(forecast: Forecast) -> Growth:
    """What the forecast says of this cycle and of those after the next cleanings."""
    fresh = sum((law.weight * grown(law, AGES) for law in forecast.laws), np.zeros(AGES.size))
    total = sum(law.weight for law in forecast.laws) or 1.0
    ahead = forecast.r_f[1]
    rise = ahead[-1] - ahead[0]
    draws = np.asarray(forecast.draws, dtype=np.float64)
    rises = draws[:, -1] - draws[:, 0]
    pace = rises / rise if rise > 0 else np.ones(len(draws))
    return Growth(np.maximum.accumulate(fresh / total), forecast.days, ahead, draws, pace)


def grown(law: Law, t: Floats) -> Floats:
    """R_f (m2 K/W) of a surface that was clean t seconds ago."""
    return of_law(law.name, {**law.parameters, "r_0": 0.0}, t)


def after(of: Growth, r_0: Floats, t: Floats, pace: Floats | float = 1.0) -> Floats:
    """R_f t seconds after it was r_0; arrays that fit each other, `pace` scales the growth."""
    scale = np.where(np.asarray(pace) > 0, pace, 1.0)
    moving = np.asarray(pace) > 0
    age = np.interp(r_0 / scale, of.fresh, AGES)
    start = np.interp(age, AGES, of.fresh)
    gain = np.interp(age + t, AGES, of.fresh) - start
    return np.asarray(r_0 + np.where(moving, scale * gain, 0.0))


def uncleaned(of: Growth, days: Floats) -> Floats:
    """Median R_f on these days without cleaning, by the law where the forecast ends."""
    inside = np.interp(days, of.days, of.ahead)
    beyond = np.maximum(days - of.days[-1], 0.0) * DAY
    return np.where(beyond > 0, after(of, np.full(days.shape, of.ahead[-1]), beyond), inside)


def uncleaned_draws(of: Growth, days: Floats) -> Floats:
    """R_f (draws, days) without cleaning."""
    inside = np.stack([np.interp(days, of.days, row) for row in of.draws])
    beyond = np.maximum(days - of.days[-1], 0.0) * DAY
    if not (beyond > 0).any():
        return inside
    on = after(of, of.draws[:, -1:], beyond[None, :], of.pace[:, None])
    return np.where(beyond > 0, on, inside)
