"""The clean condenser, learnt where it was clean: F_b and the film in the tubes (spec 3.4, 4.5).

1/U = R_w + f_t R_t + R_Nu/F_b is straight in f_t and 1/F_b, so the fit with its priors is one small
least-squares problem, done again once with the film at the new F_b. Where flow and load hardly
change, both films look alike and f_t stays at its prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.agents.condenser.history.transfer import Transfer
from greenlang.agents.condenser.results import CleanFit
from greenlang.core.errors import InsufficientData
from greenlang.library.series.arrays import Bools, Floats
from greenlang.library.series.daily import daily_median

TUBE_PRIOR = 0.05  # sd of f_t about 1
BUNDLE_PRIOR = 0.3  # sd of ln F_b about its prior
SPREAD = 0.04  # relative sd of the film in the tubes that lets f_t be told
AFTER = 10  # days after a cleaning that count as clean
LEAST = 48  # hours
CLEANEST = 0.1  # share of the days that stand for clean where nothing else is known
AIR = 1.3  # of its usual, above which metered air bars a day
DEPRESSION = 1.5  # K above its usual, above which a depression bars a day
HOUR = 0.03  # least sd of an hour's 1/U, as a share: model and gauges


@dataclass(frozen=True)
class Window:
    """Days (indices from the first) on which the condenser was clean, and who says so."""

    days: tuple[tuple[int, int], ...]
    source: str


def window(
    declared: Sequence[tuple[int, int]], cleaned: Sequence[int], y: Floats, barred: Bools
) -> Window:
    """Where the condenser is known to be clean: declared, after cleanings, else cleanest days.

    `y` (D,) is the daily 1/U less its films at unit factors, `cleaned` the days on which all
    waterboxes were clean again, `barred` days with signs of air.
    """
    seen = np.isfinite(y) & ~barred
    if any(seen[a : b + 1].any() for a, b in declared):
        return Window(tuple(declared), "declared")
    spans = [(day + 1, min(day + AFTER, len(y) - 1)) for day in cleaned if day + 1 < len(y)]
    known = [(float(np.nanmedian(np.where(seen, y, np.nan)[a : b + 1])), (a, b))
             for a, b in spans if seen[a : b + 1].any()]  # fmt: skip
    if known:
        # A cleaning leaves what it could not take: the best of them tells the clean condenser.
        return Window((min(known)[1],), "after cleanings")
    if not seen.any():
        raise InsufficientData("no day has a coefficient without signs of air: nothing is clean")
    limit = float(np.quantile(y[seen], CLEANEST))
    best = np.flatnonzero(seen & (y <= limit))
    return Window(tuple((int(day), int(day)) for day in best), "cleanest days")


def barred(air: Floats, depression: Floats) -> Bools:
    """Days (D,) on which metered air or the vent's depression is well above its usual."""
    out = np.zeros(len(air), np.bool_)
    with np.errstate(invalid="ignore"):
        if np.isfinite(air).any():
            out |= air > AIR * float(np.nanmedian(air))
        if np.isfinite(depression).any():
            out |= depression > float(np.nanmedian(depression)) + DEPRESSION
    return out


def hours_of(days: Sequence[tuple[int, int]], n: int) -> Bools:
    """Hours of some spans of days."""
    out = np.zeros(n, np.bool_)
    for a, b in days:
        out[24 * max(a, 0) : 24 * (b + 1)] = True
    return out


def learnt(
    of: Transfer, where: Bools, prior: float, given: tuple[float | None, float | None]
) -> tuple[float, float, float, float, float]:
    """F_b, its sigma, f_t, its sigma, spread over 1/U; `given` holds what the plant file says."""
    x, t, film = of.resistance[where] - of.wall, of.tube[where], of.film[where]
    good = np.isfinite(x) & np.isfinite(t) & np.isfinite(film)
    x, t, film = x[good], t[good], film[good]
    if x.size < LEAST:
        raise InsufficientData(
            f"{x.size} hours on clean days, {LEAST} are needed to learn the bundle factor: give "
            "`clean` days, or clean_model: {f_b: ...}"
        )
    sigma = HOUR * float(np.median(of.resistance[where][good]))
    # Hours of one day share their errors: a day is worth one reading.
    weight = 1.0 / (sigma**2 * 24.0)
    free_t = given[1] is None and float(np.std(t) / np.mean(t)) > SPREAD
    prior_b = 1.0 / prior
    rows = np.stack([t, film], axis=1)
    information = weight * rows.T @ rows
    target = weight * rows.T @ x
    for k, (mean, sd, free) in enumerate(
        (
            (given[1] or 1.0, TUBE_PRIOR, free_t),
            (prior_b if given[0] is None else 1.0 / given[0], BUNDLE_PRIOR * prior_b,
             given[0] is None),
        )
    ):  # fmt: skip
        tight = 1.0 / (sd if free else 1e-9) ** 2
        information[k, k] += tight
        target[k] += tight * mean
    covariance = np.linalg.inv(information)
    f_t, inverse = covariance @ target
    rest = x - rows @ np.array([f_t, inverse])
    spread = float(np.sqrt(np.mean(rest**2)) / np.mean(x + of.wall))
    sd_t, sd_b = np.sqrt(np.diag(covariance))
    f_b = 1.0 / float(inverse)
    return f_b, float(sd_b) * f_b**2, float(f_t), float(sd_t), spread


def fit(
    found: tuple[float, float, float, float, float],
    at: Window,
    first: int,
    hours: int,
    prior: float,
) -> CleanFit:
    """The fit as it is handed out; windows as days since 1970."""
    f_b, f_b_sigma, f_t, f_t_sigma, spread = found
    days = tuple((a + first, b + first) for a, b in at.days)
    return CleanFit(f_b, f_b_sigma, f_t, f_t_sigma, spread, days, hours, at.source, prior)


def daily(x: Floats) -> Floats:
    """Daily medians of days with six hours."""
    return daily_median(x)
