"""R_f ahead: laws by evidence, percentiles by seeded draws, dates of limits (spec 3.7, 4.10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.history.hours import DAY
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.history.reference import Reference
from greenlang.agents.exchanger.results import Band, Forecast, Law
from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.fit import FittedLaw, fits
from greenlang.library.fouling.forecast import forecast
from greenlang.library.fouling.forms import Name
from greenlang.library.fouling.pace import (
    Pace,
    misses,
    next_miss,
    slope_scale,
    unsteadiness,
    wander,
)
from greenlang.library.series.robust import lag_1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HORIZON, STEP = 730, 7  # days
DRAWS = 2000
KEPT = 1000  # of them that go on to decisions, which look at no more
LEAST_DAYS = 30  # with a value, without which a cycle shows no law (spec 4.11)
BACK = 60  # days: the forecast of then against today
AGREE = 0.3  # by which time constants of two cycles may differ and still be one
LEAST_AFTER = 3  # days with a value since the last cleaning, without which nothing is said
SURE = 4.0  # standard uncertainties by which a level has risen, beyond which it is not constant
PERCENTS = (10.0, 50.0, 90.0)
SIGMA = (15.865525393145708, 50.0, 84.1344746068543)  # a normal law's one sigma
LEARNT = 4  # last cycles that teach how steady the pace is
GROWING: tuple[Name, ...] = ("linear", "power", "falling", "kern_seaton")


@dataclass(frozen=True)
class Cycle:
    """Days (indices) with a value from one cleaning to the next, and R_f there."""

    start: int
    days: Ints
    r_f: Floats
    rise: float  # of the smoothed level over the cycle, in its standard uncertainties


@dataclass(frozen=True)
class Lessons:
    """What forecasts within known cycles missed, and those from one cycle to the next."""

    within: Floats = field(default_factory=lambda: np.zeros(0))
    onward: Floats = field(default_factory=lambda: np.zeros(0))

    def __add__(self, other: "Lessons") -> "Lessons":
        """Those of two exchangers together."""
        return Lessons(
            np.concatenate([self.within, other.within]),
            np.concatenate([self.onward, other.onward]),
        )


def lessons(a: Analysed) -> Lessons:
    """What the cycles of an exchanger teach of how steady its pace is."""
    return lessons_of(cycles_of(a), a.estimate.fit.random)


def lessons_of(cycles: Sequence[Cycle], scatter: float) -> Lessons:
    """What these cycles teach; the last ones count."""
    long = [one for one in cycles if one.days.size >= LEAST_DAYS][-LEARNT:]
    within = [misses(_since(one), one.r_f, scatter, GROWING) for one in long]
    onward = []
    for one, other in pairwise(long):
        t = _since(one)
        found = fits(t, one.r_f, np.full(t.size, scatter), names=GROWING, undecided=True)
        scale = slope_scale(t, one.r_f, scatter, found)
        onward.append(next_miss(found, scale, _since(other), other.r_f, scatter))
    return Lessons(
        np.concatenate([np.zeros(0), *within]), np.array([m for m in onward if m is not None])
    )


def pace(
    cycles: Sequence[Cycle],
    laws: Sequence[FittedLaw],
    scatter: float,
    taught: tuple[Lessons, Lessons],
) -> Pace:
    """How far the pace to come may be off; of a young cycle only those before it tell."""
    long = [one for one in cycles if one.days.size >= LEAST_DAYS]
    young = cycles[-1].days.size < LEAST_DAYS
    own, others = (each.onward if young else each.within for each in taught)
    scale = slope_scale(_since(long[-1]), long[-1].r_f, scatter, laws)
    return Pace(scale, unsteadiness(own, others))


def outlook(
    a: Analysed, at: Reference, sd: Floats, first: int, taught: tuple[Lessons, Lessons]
) -> Forecast | None:
    """The forecast from the last day with a value; None where no cycle shows a law.

    `sd` (days,): standard uncertainty of R_f; `first`: the first day since 1970; `taught`: by its
    own past and by the exchangers beside it.
    """
    fit = a.estimate.fit
    cycles = cycles_of(a)
    last = int(np.flatnonzero(np.isfinite(fit.y))[-1])
    if cycles[-1].days.size < LEAST_AFTER:
        return None
    try:
        laws, walk = laws_of(cycles, fit.random)
    except InsufficientData:
        return None
    origin = cycles[-1].start
    ahead = np.unique(np.append(np.arange(1, HORIZON, STEP), HORIZON))
    t = (last - origin + ahead) * DAY
    seed = _seed(a.hourly.asset.name)
    anchor = ((last - origin) * DAY, float(fit.level[last]), float(sd[last]))
    off = pace(cycles, laws, fit.random, taught)
    draws = forecast(laws, t, draws=DRAWS, seed=seed, process_noise=walk, anchor=anchor, pace=off)
    days = first + last + ahead.astype(np.int64)
    low, mid, high = np.percentile(draws, PERCENTS, axis=0)
    return Forecast(
        days=days,
        r_f=(low, mid, high),
        laws=tuple(Law(one.name, one.parameters, one.weight, one.aicc) for one in laws),
        origin=first + origin,
        draws=np.asarray(draws[:: DRAWS // KEPT], dtype=np.float32),
        limits={name: _reached(draws, days, r) for name, r in _limits(a, at).items()},
        backtest=_backtest(a, cycles, last, taught[1]),
        decided=laws[0].decided,
        unsteady=off.unsteady,
    )


def _seed(name: str) -> int:
    """A seed of its own for every exchanger, so that their forecasts err apart."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big")


def _since(cycle: Cycle) -> Floats:
    """Seconds since the cycle began, by day."""
    return np.asarray((cycle.days - cycle.start) * DAY, dtype=np.float64)


def cycles_of(a: Analysed) -> list[Cycle]:
    """Cycles between cleanings, the last one under way."""
    fit = a.estimate.fit
    starts = [int(np.argmax(np.isfinite(fit.y)))]
    starts += [one.end for one in a.estimate.breaks if one.surely("cleaning")]
    ends = [*starts[1:], len(fit.y)]
    out = []
    for start, end in zip(starts, ends, strict=True):
        days = np.flatnonzero(np.isfinite(fit.y[start:end])) + start
        out.append(_cycle(a, start, days))
    return out


def _cycle(a: Analysed, start: int, days: Ints) -> Cycle:
    fit = a.estimate.fit
    if days.size == 0:
        return Cycle(start, days, fit.y[days], 0.0)
    one, other = days[0], days[-1]
    rise = fit.level[other] - fit.level[one]
    return Cycle(start, days, fit.y[days], rise / np.hypot(fit.level_sd[one], fit.level_sd[other]))


def laws_of(cycles: Sequence[Cycle], scatter: float) -> tuple[tuple[FittedLaw, ...], float]:
    """Laws of the cycle under way, or of the last that is long enough; and how R_f wanders.

    A short cycle shows little of the wandering: that of the one before counts if it is more.
    """
    long = [one for one in cycles if one.days.size >= LEAST_DAYS]
    if not long:
        raise InsufficientData(f"no cycle has {LEAST_DAYS} days with a value; no law can be fitted")
    cycle = long[-1]
    t = _since(cycle)
    sigma = np.full(t.size, scatter)
    # Slow residuals leave AICc few points: what the level itself has risen by is plainer evidence.
    names = GROWING if cycle.rise > SURE else ("constant", *GROWING)
    found = fits(
        t, cycle.r_f, sigma, cycles_agree=_agree(long, scatter), names=names, undecided=True
    )
    walks = [wander(t, found[0].residual)]
    for earlier in long[-2:-1]:
        t = _since(earlier)
        law = fits(t, earlier.r_f, np.full(t.size, scatter), names=GROWING, undecided=True)[0]
        walks.append(wander(t, law.residual))
    return found, max(walks)


def _agree(cycles: Sequence[Cycle], scatter: float) -> bool:
    """Whether the last two long cycles have one time constant."""
    constants = []
    for cycle in cycles[-2:]:
        t = _since(cycle)
        sigma = np.full(t.size, scatter)
        found = fits(
            t, cycle.r_f, sigma, cycles_agree=True, names=("linear", "kern_seaton"), undecided=True
        )
        constants += [law.parameters["t_c"] for law in found if law.name == "kern_seaton"]
    if len(constants) < 2:
        return False
    return abs(constants[1] - constants[0]) <= AGREE * max(constants)


def _reached(draws: Floats, days: Ints, limit: float) -> Band:
    """Day on which R_f reaches a limit: inf where not within the horizon."""
    over = draws >= limit
    day = np.where(over.any(axis=1), days[over.argmax(axis=1)].astype(np.float64), np.inf)
    low, mid, high = np.percentile(day, PERCENTS, method="inverted_cdf")
    return Band(float(low), float(mid), float(high))


def _limits(a: Analysed, at: Reference) -> Mapping[str, float]:
    """R_f at which each limit of the data sheet is reached."""
    asset = a.hourly.asset
    limits = asset.design.limits
    out = {}
    if limits.ua_min is not None:
        out["ua_min"] = float(asset.area) / float(limits.ua_min) - 1.0 / at.u_clean
    return out | drop_limits(a)


def drop_limits(a: Analysed) -> dict[str, float]:
    """R_f at which the pressure drop of a side reaches its limit, where the two are related."""
    limits, out = a.hourly.asset.design.limits, {}
    for side, most in (("tube", limits.dp_tube), ("shell", limits.dp_shell)):
        found = None if most is None else drop_law(a, side)
        if most is not None and found is not None:
            out[f"dp_{side}"] = float(np.log(float(most) / found[0]) / found[1])
    return out


def hydraulics(a: Analysed, x: Floats, oil: Liquids) -> Mapping[str, float]:
    """What pressure drops say for decisions: R_f at their limits, hydraulic power and its slope.

    `x` (6,) is the reference state, `oil` the liquids of the last day.
    """
    asset = a.hourly.asset
    out = {f"r_f_at_{name}": r_f for name, r_f in drop_limits(a).items()}
    for side, space in asset.spaces.items():
        law = drop_law(a, space)
        if law is None:
            continue
        k, row = (0, 4) if side == "hot" else (2, 5), np.array([len(a.estimate.fit.y) - 1])
        rho = float(oil.density(asset.fluids[side], x[None, k[0]], row)[0])
        out[f"hydraulic_power_{space}"] = law[0] * float(x[k[1]]) / rho
        out[f"ln_dp_slope_{space}"] = law[1]
    return out


def drop_law(a: Analysed, side: str) -> tuple[float, float] | None:
    """Clean pressure drop (Pa) at its usual flow, and slope of ln dP over R_f; None: unrelated.

    ln dP is taken to rise with R_f in proportion, as it does for thin deposits (spec 3.6).
    """
    ln_dp, level = a.hourly.facts.ln_dp.get(side), a.estimate.fit.level
    drop = a.hourly.facts.drop.get(side)
    if ln_dp is None or drop is None:
        return None
    seen = np.isfinite(ln_dp) & np.isfinite(a.estimate.fit.y) & np.isfinite(drop)
    if np.count_nonzero(seen) < LEAST_DAYS:
        return None
    slope, zero = np.polyfit(level[seen], ln_dp[seen], 1)
    residual = ln_dp[seen] - zero - slope * level[seen]
    noise = max(1.0 - lag_1(residual), 0.05)
    sd = np.std(residual) / (np.std(level[seen]) * np.sqrt(noise * seen.sum()))
    if slope <= 2.0 * sd:
        return None
    return float(np.median(drop[seen] * np.exp(zero - ln_dp[seen]))), float(slope)


def _backtest(a: Analysed, cycles: Sequence[Cycle], last: int, others: Lessons) -> float | None:
    """Today less the forecast of 60 days ago, in sigmas of that; None if there was none.

    A sigma is half of what lies between the 16th and the 84th percentile on today's side.
    """
    cycle, fit = cycles[-1], a.estimate.fit
    keep = cycle.days <= last - BACK
    if np.count_nonzero(keep) < LEAST_DAYS:
        return None
    then = int(cycle.days[keep][-1])
    past = [*cycles[:-1], _cycle(a, cycle.start, cycle.days[keep])]
    laws, walk = laws_of(past, fit.random)
    t = np.array([(last - cycle.start) * DAY])
    r_then = float(np.mean(cycle.r_f[keep][-5:]))
    anchor = ((then - cycle.start) * DAY, r_then, float(fit.random))
    off = pace(past, laws, fit.random, (lessons_of(past, fit.random), others))
    draws = forecast(laws, t, draws=DRAWS, seed=BACK, process_noise=walk, anchor=anchor, pace=off)[
        :, 0
    ]
    low, mid, high = np.percentile(draws, SIGMA)
    above = fit.level[last] > mid
    spread = float(np.hypot(high - mid if above else mid - low, fit.level_sd[last]))
    return float((fit.level[last] - mid) / spread)
