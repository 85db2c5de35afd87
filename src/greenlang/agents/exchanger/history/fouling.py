"""R_f by day: clean multipliers, level, rate and band in one estimate (spec 4.4, 4.5, 4.8).

1/U - R_w - r_o - r_i = R_f(t) + (b_o - 1) r_o + (b_i - 1) r_i + c. R_f is smooth between events and
free at them; b_o, b_i, c are constants. Fast swings of flow and temperature tell the multipliers
from R_f; a clean window or the best cleaning gives the zero, and c takes what the film
correlations misfit at that zero.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.state import Smoothed, Trend
from greenlang.agents.exchanger.history.together import Likelihoods, Path, Work, alone
from greenlang.core.errors import InsufficientData
from greenlang.library.series import huber_mean, median_7
from greenlang.library.series.daily import by_day

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

UNIT = 1e-4  # m2 K/W, in which the filter works
LEAST_HOURS = 6
LEAST_DAYS = 30
FREE = 10.0  # UNIT; sd of the level after an event that says nothing of it
AFTER_CLEANING = 1.5  # UNIT; what a cleaning leaves, 0 +- 1.5e-4 (spec 4.4)
CLEAN = 0.01  # UNIT; sd of R_f in a known-clean window
RATE = 0.3  # UNIT a day; sd of the rate after an event
MISFIT = 0.15  # share of the clean resistance; sd of what the film correlations miss at the zero
LEVEL_NOISE = (0.0, 0.1, 0.5)  # sd a day over the daily scatter
RATE_NOISE = (1e-3, 1e-2, 0.04, 0.1, 0.3)
ROBUST, FAR = 2, 2.5  # passes in which days beyond 2.5 sd weigh less (Huber)
WIDE = 4.0  # sd; without a day beyond, nothing is weighed anew
SPIKE = 30.0  # median deviations from the median of seven days
SCATTER = (0.8, 1.2)  # factors on the scatter of the differences
YOUNG = (0.0, 0.03, 0.2)  # UNIT; sd of a day's change of level on the first day, then t^-0.5
# The rate of fouling varies by a share of itself, and a fresh surface fouls fastest.
EARLY = (
    0.0,
    0.3,
    1.5,
)  # UNIT a day^0.5; sd of the sqrt term after a cleaning, for all cycles alike


@dataclass(frozen=True)
class Films:
    """Daily means over the hours that count: 1/U less wall, clean films of shell and tube.

    `extra` holds what else 1/U goes with: a unit of each of its coefficients, which are 0 +-
    `extra_sd`. `unit`, m2 K/W, is the size of R_f for which the constants above are meant.
    """

    y: Floats
    shell: Floats
    tube: Floats
    hours: NDArray[np.int64]
    extra: tuple[Floats, ...] = ()
    extra_sd: tuple[float, ...] = ()
    unit: float = UNIT

    def clean(self, multipliers: tuple[float, ...]) -> Floats:
        """Clean films by these multipliers, shell and tube first, then one for each extra."""
        parts = (self.shell, self.tube, *self.extra)
        return np.asarray(sum(b * part for b, part in zip(multipliers, parts, strict=True)))


@dataclass(frozen=True)
class Datum:
    """Day (index) on which R_f is zero; `fresh`: the surface was clean then, and fouls fastest.

    `again`: later days on which it was zero once more. `declared`: the plant file says so.
    """

    start: int
    fresh: bool = True
    again: tuple[int, ...] = ()
    declared: bool = False


@dataclass(frozen=True)
class Fit:
    """Level and rate of every day with covariances; multipliers; the daily values behind them.

    SI: m2 K/W, and per day. `y` is R_f of the day as measured, NaN where there is none; `random`
    its scatter. `state` holds everything (days, 2 + k).
    """

    y: Floats
    random: float
    level: Floats
    level_sd: Floats
    rate: Floats
    rate_sd: Floats
    multipliers: tuple[float, ...]  # shell, tube, then what is added to each free exponent
    multipliers_sd: tuple[float, ...]
    offset: float
    trend: Trend
    log_likelihood: float
    state: Smoothed
    unit: float = UNIT


def first_multipliers(x: Films, prior: float) -> tuple[float, ...]:
    """Multipliers from day-to-day changes alone, robust against steps: a start for the breaks."""
    seen = np.flatnonzero(np.isfinite(x.y))
    if seen.size < LEAST_DAYS:
        return (1.0, 1.0, *(0.0 for _ in x.extra))
    d = np.stack([np.diff(v[seen]) for v in (x.shell, x.tube, *x.extra)], axis=1)
    spread = np.array([prior, prior, *x.extra_sd])
    y = np.diff(x.y[seen]) - d[:, :2].sum(axis=1)
    y = y - np.median(y)
    sd = 1.4826 * float(np.median(np.abs(y)))
    w = np.ones(y.shape)
    b = np.zeros(len(spread))
    for _ in range(10):
        a = (d * w[:, None]).T @ d / sd**2 + np.diag(spread**-2)
        b = np.linalg.solve(a, (d * w[:, None]).T @ y / sd**2)
        residual = np.abs(y - d @ b)
        sd = max(1.4826 * float(np.median(residual)), 1e-9)
        w = np.minimum(1.0, 1.345 * sd / np.maximum(residual, 1e-30))
    return (float(1.0 + b[0]), float(1.0 + b[1]), *map(float, b[2:]))


def daily(hourly: Films, sd: Floats, multipliers: tuple[float, ...]) -> Films:
    """Robust daily means: hours that lie off in R_f weigh less in all of them.

    Arrays of `hourly` are (hours,); its `y` is 1/U less the wall, NaN where the hour does not
    count.
    """
    rows = by_day(hourly.y - hourly.clean(multipliers))
    mean = huber_mean(rows, by_day(sd), least=LEAST_HOURS)
    z = np.abs(rows - mean.x[:, None]) / (by_day(sd) * max(mean.scatter, 1e-9))
    w = np.where(np.isfinite(rows), np.minimum(1.0, 1.345 / np.maximum(z, 1e-12)), 0.0)
    w = np.where(np.isfinite(mean.x)[:, None], w, 0.0)
    total = np.where(w.sum(axis=1) > 0.0, w.sum(axis=1), np.nan)

    def averaged(x: Floats) -> Floats:
        return np.asarray((w * np.where(w > 0.0, by_day(x), 0.0)).sum(axis=1) / total)

    return replace(
        hourly,
        y=averaged(hourly.y),
        shell=averaged(hourly.shell),
        tube=averaged(hourly.tube),
        hours=np.count_nonzero(np.isfinite(rows), axis=1).astype(np.int64),
        extra=tuple(averaged(part) for part in hourly.extra),
    )


def fit(x: Films, prior: float, cleaned: Bools, datum: Datum | None) -> Fit:
    """Level, rate and multipliers of one exchanger, as `fitting` finds them."""
    return alone(fitting(x, prior, cleaned, datum))


def fitting(x: Films, prior: float, cleaned: Bools, datum: Datum | None) -> Work[Fit]:
    """Level, rate and multipliers of one exchanger.

    `cleaned` (days,): on entering this day level and rate are free, after a cleaning. `datum` is
    the known zero, None for a prior of 0 +- 1.5e-4 after cleanings. Errors: InsufficientData with
    fewer than 30 days.
    """
    seen = np.isfinite(x.y)
    if np.count_nonzero(seen) < LEAST_DAYS:
        raise InsufficientData(
            f"{np.count_nonzero(seen)} days with {LEAST_HOURS} good hours, {LEAST_DAYS} needed"
        )
    if datum is not None:
        zeros = [day for day in (datum.start, *datum.again) if day > int(np.argmax(seen))]
        cleaned = cleaned | np.isin(np.arange(len(seen)), zeros)
    unit = x.unit
    y = np.where(_outlying(x.y, unit), np.nan, (x.y - x.shell - x.tube) / unit)
    total = float(np.nanmedian(x.shell + x.tube)) / unit
    one = np.ones(len(y))
    early = np.sqrt(_age(cleaned) - 0.5)
    extra = (part / unit for part in x.extra)
    h = np.stack([one, 0.0 * one, early, x.shell / unit, x.tube / unit, one, *extra], axis=1)
    h = np.where(np.isfinite(h), h, 0.0)
    sd = _scatter(y, h)
    known = (prior, prior, MISFIT * total if datum is not None else 0.0, *x.extra_sd)
    choices = product(SCATTER, LEVEL_NOISE, RATE_NOISE, YOUNG, EARLY)
    grid = np.array([(f * sd, a * sd, b * sd, young, early) for f, a, b, young, early in choices])
    trend = _trend(h, grid, cleaned, datum, known)
    best = int(np.argmax((yield Likelihoods(y, trend))))
    trend = _trend(h, grid[best : best + 1], cleaned, datum, known)
    result = _fit(y, (yield Path(y, trend)), trend, unit)
    for _ in range(ROBUST):
        z = np.abs(result.y - result.level) / result.random
        if not np.any(z > WIDE):
            break
        factor = np.where(z > FAR, z / FAR, 1.0)
        trend = replace(trend, noise=result.random**2 / unit**2 * factor[:, None])
        result = _fit(y, (yield Path(y, trend)), trend, unit)
    return result


def _outlying(y: Floats, unit: float) -> Bools:
    """Days far off both neighbours: half a day of a stop, a wrong tag. A step is not."""
    off = np.abs(y - median_7(y))
    seen = off[np.isfinite(off)]
    return np.asarray(off > SPIKE * max(float(np.median(seen)), 1e-2 * unit))


def _fit(y: Floats, path: tuple[float, Smoothed], trend: Trend, unit: float) -> Fit:
    """What filter and smoother with the likeliest variances say, in SI."""
    (log_likelihood, state), h = path, trend.h
    early = h[:, 2]
    mean, cov = state.mean[:, 0], state.cov[:, 0]
    b, sd = mean[-1, 3:], np.sqrt(np.diag(cov[-1])[3:])
    level, rate = np.zeros(h.shape), np.zeros(h.shape)
    level[:, 0], level[:, 2] = 1.0, early
    rate[:, 1], rate[:, 2] = 1.0, 0.5 / early
    return Fit(
        (y - h[:, 3:] @ b) * unit,
        float(np.sqrt(np.min(trend.noise))) * unit,
        *_combined(level, mean, cov, unit),
        *_combined(rate, mean, cov, unit),
        (1.0 + float(b[0]), 1.0 + float(b[1]), *map(float, b[3:])),
        (*map(float, sd[:2]), *map(float, sd[3:])),
        float(b[2]) * unit,
        trend,
        log_likelihood,
        state,
        unit,
    )


def level_row(fit: Fit) -> Floats:
    """What of each state R_f holds: (days, n)."""
    h = np.zeros(fit.trend.h.shape)
    h[:, 0], h[:, 2] = 1.0, fit.trend.h[:, 2]
    return h


def _combined(h: Floats, mean: Floats, cov: Floats, unit: float) -> tuple[Floats, Floats]:
    """Value of h x and its sd, day by day, SI."""
    value = np.einsum("tn,tn->t", h, mean)
    variance = np.einsum("tn,tnm,tm->t", h, cov, h)
    return value * unit, np.sqrt(np.maximum(variance, 0.0)) * unit


def _scatter(y: Floats, h: Floats) -> float:
    """Daily scatter that is left when changes of the films are taken out."""
    seen = np.flatnonzero(np.isfinite(y))
    d, dy = np.diff(h[seen, 3:5], axis=0), np.diff(y[seen])
    b, *_ = np.linalg.lstsq(d, np.clip(dy, *np.quantile(dy, [0.02, 0.98])), rcond=None)
    left = dy - d @ b
    sd = 1.4826 * float(np.median(np.abs(left - np.median(left)))) / float(np.sqrt(2.0))
    return max(sd, 1e-4)


def _trend(
    h: Floats,
    grid: Floats,
    cleaned: Bools,
    datum: Datum | None,
    known: tuple[float, ...],
) -> Trend:
    """The model for a grid (series, 5): scatter, level, rate and young noise, sqrt term.

    `known`: sd of the constant coefficients, in the order of the columns of `h`.
    """
    days = len(h)
    level = np.full(days, (AFTER_CLEANING if datum is None else FREE) ** 2)
    first, early = FREE**2, 0.0 * grid[:, 4]
    if datum is not None and cleaned[datum.start]:
        level[datum.start] = CLEAN**2
    elif datum is not None:
        first, early = CLEAN**2, grid[:, 4] ** 2 * datum.fresh
    if datum is not None and datum.again:
        level[list(datum.again)] = CLEAN**2
    one = np.ones(len(grid))
    every = (days, len(grid))
    return Trend(
        h,
        np.broadcast_to(grid[:, 0] ** 2, every),
        grid[:, 1] ** 2 + grid[:, 3] ** 2 / _age(cleaned)[:, None],
        np.broadcast_to(grid[:, 2] ** 2, every),
        cleaned,
        level,
        np.broadcast_to(grid[:, 4] ** 2, every),
        RATE**2,
        np.stack([one * first, one * RATE**2, early, *(one * sd**2 for sd in known)], axis=1),
    )


def _age(cleaned: Bools) -> Floats:
    """Days since the last cleaning, 1 on the day itself."""
    day = np.arange(len(cleaned))
    last = np.maximum.accumulate(np.where(cleaned, day, 0))
    return (day - last + 1).astype(np.float64)
