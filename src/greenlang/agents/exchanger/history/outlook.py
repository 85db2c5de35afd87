"""R_f ahead: laws by evidence, percentiles by seeded draws, dates of limits (spec 3.7, 4.10)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.history.reference import Reference
from greenlang.agents.exchanger.results import Band, Forecast, Law
from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.cycles import (
    LEAST_DAYS,
    Cycle,
    Lessons,
    ahead,
    laws_of,
    lessons_of,
    pace,
    reached,
)
from greenlang.library.fouling.forecast import forecast
from greenlang.library.series.hours import DAY
from greenlang.library.series.robust import lag_1

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HORIZON, STEP = 730, 7  # days
DRAWS = 2000
KEPT = 1000  # of them that go on to decisions, which look at no more
BACK = 60  # days: the forecast of then against today
LEAST_AFTER = 3  # days with a value since the last cleaning, without which nothing is said
PERCENTS = (10.0, 50.0, 90.0)
SIGMA = (15.865525393145708, 50.0, 84.1344746068543)  # a normal law's one sigma


def lessons(a: Analysed) -> Lessons:
    """What the cycles of an exchanger teach of how steady its pace is."""
    return lessons_of(cycles_of(a), a.estimate.fit.random)


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
    on = np.unique(np.append(np.arange(1, HORIZON, STEP), HORIZON)).astype(np.float64)
    try:
        today = (last - cycles[-1].start, float(fit.level[last]), float(sd[last]))
        found = ahead(
            cycles, today, on, fit.random, taught=taught, draws=DRAWS,
            seed=_seed(a.hourly.asset.name),
        )  # fmt: skip
    except InsufficientData:
        return None
    draws, days = found.draws, first + last + on.astype(np.int64)
    low, mid, high = np.percentile(draws, PERCENTS, axis=0)
    return Forecast(
        days=days,
        r_f=(low, mid, high),
        laws=tuple(Law(one.name, one.parameters, one.weight, one.aicc) for one in found.laws),
        origin=first + cycles[-1].start,
        draws=np.asarray(draws[:: DRAWS // KEPT], dtype=np.float32),
        limits={
            name: Band(*reached(draws, days.astype(np.float64), r, PERCENTS))
            for name, r in _limits(a, at).items()
        },
        backtest=_backtest(a, cycles, last, taught[1]),
        decided=found.laws[0].decided,
        unsteady=found.unsteady,
    )


def _seed(name: str) -> int:
    """A seed of its own for every exchanger, so that their forecasts err apart."""
    return int.from_bytes(sha256(name.encode()).digest()[:4], "big")


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
