"""R_f of each waterbox ahead: laws by cycle and season, bands, dates of limits (spec 3.7, 4.11)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np

from greenlang.agents.condenser.history.estimate import Estimate
from greenlang.agents.condenser.history.season import Season, season
from greenlang.agents.condenser.history.signals import Floats, Signals
from greenlang.agents.condenser.results import Band, Forecast, Law
from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.cycles import (
    LEAST_DAYS,
    Ahead,
    Cycle,
    Lessons,
    ahead,
    lessons_of,
    reached,
)

HORIZON, STEP = 730, 7  # days
DRAWS, KEPT = 2000, 1000
LEAST_AFTER = 3  # days with a value since the last cleaning, without which nothing is said
BACK = 60  # days: the forecast of then against today
PERCENTS = (10.0, 50.0, 90.0)
SIGMA = (15.865525393145708, 50.0, 84.1344746068543)  # a normal law's one sigma


def forecasts(
    name: str, x: Signals, of: Estimate, limits: Mapping[str, Mapping[str, float]]
) -> tuple[Forecast, ...]:
    """The forecast of every waterbox whose cycles show a law; `limits`: R_f by box and name.

    `name` (the unit's) seeds the draws. The other boxes of the zone teach how steady the pace is.
    """
    when = season(x, of.tracked.deposit, of.marks.cleaned)
    cycles = [cycles_of(of, b, when) for b in range(len(x.boxes))]
    taught = [lessons_of(c, float(of.tracked.random[b])) for b, c in enumerate(cycles)]
    out = []
    for b, box in enumerate(x.boxes):
        others = sum((t for k, t in enumerate(taught) if k != b), Lessons())
        found = _forecast((name, box, b), of, (when, cycles[b]), (taught[b], others))
        if found is not None:
            out.append(_told(box, x, found, limits.get(box, {})))
    return tuple(out)


def cycles_of(of: Estimate, b: int, when: Season) -> list[Cycle]:
    """Cycles of a box between cleanings, the last one under way."""
    y, level, sd = (a[:, b] for a in (of.tracked.deposit, of.tracked.r_f, of.tracked.r_f_sigma))
    seen = np.flatnonzero(np.isfinite(y))
    starts = [int(seen[0])] if seen.size else [0]
    starts += [int(d) for d in np.flatnonzero(of.marks.cleaned[:, b]) if d > starts[0]]
    grown = np.cumsum(when.growth)
    out = []
    for start, end in zip(starts, [*starts[1:], len(y)], strict=True):
        days = seen[(seen >= start) & (seen < end)]
        rise = 0.0
        if days.size:
            a, z = days[0], days[-1]
            rise = float((level[z] - level[a]) / np.hypot(sd[z], sd[a]))
        out.append(Cycle(start, days, y[days], rise, grown[days] - grown[start]))
    return out


Found = tuple[Ahead, Floats, int, int, float | None]
"""Draws with their laws, days from the last one, last day and start of the cycle, backtest."""


def _forecast(
    of_box: tuple[str, str, int],
    of: Estimate,
    at: tuple[Season, list[Cycle]],
    taught: tuple[Lessons, Lessons],
) -> Found | None:
    name, box, b = of_box
    when, cycles = at
    cycle, tracked = cycles[-1], of.tracked
    if cycle.days.size < LEAST_AFTER or cycle.age is None:
        return None
    last = int(cycle.days[-1])
    on = np.unique(np.append(np.arange(1, HORIZON, STEP), HORIZON))
    growth = np.cumsum(when.ahead(HORIZON))[on - 1]
    today = (
        float(cycle.age[-1]), float(tracked.r_f[last, b]), float(tracked.r_f_sigma[last, b])
    )  # fmt: skip
    seed = int.from_bytes(sha256(f"{name} {box}".encode()).digest()[:4], "big")
    try:
        found = ahead(
            cycles, today, growth, float(tracked.random[b]), taught=taught, draws=DRAWS, seed=seed
        )
    except InsufficientData:
        return None
    return found, on.astype(np.float64), last, cycle.start, _backtest(of, b, cycles, taught[1])


def _told(box: str, x: Signals, found: Found, limits: Mapping[str, float]) -> Forecast:
    drawn, on, last, start, back = found
    first = int(np.floor(x.time[0]))
    days = first + last + on
    low, mid, high = np.percentile(drawn.draws, PERCENTS, axis=0)
    return Forecast(
        box=box, days=days.astype(np.int64), r_f=(low, mid, high),
        laws=tuple(Law(one.name, one.parameters, one.weight, one.aicc) for one in drawn.laws),
        origin=first + start,
        draws=np.asarray(drawn.draws[:: DRAWS // KEPT], dtype=np.float32),
        limits={k: Band(*reached(drawn.draws, days, r, PERCENTS)) for k, r in limits.items()},
        backtest=back, decided=drawn.laws[0].decided, unsteady=drawn.unsteady,
    )  # fmt: skip


def _backtest(of: Estimate, b: int, cycles: Sequence[Cycle], others: Lessons) -> float | None:
    """Today less the forecast of 60 days ago, in sigmas of that; None if there was none."""
    cycle = cycles[-1]
    last = int(cycle.days[-1])
    keep = cycle.days <= last - BACK
    if np.count_nonzero(keep) < LEAST_DAYS or cycle.age is None:
        return None
    scatter = float(of.tracked.random[b])
    past = [
        *cycles[:-1],
        Cycle(cycle.start, cycle.days[keep], cycle.r_f[keep], cycle.rise, cycle.age[keep]),
    ]
    then = (float(cycle.age[keep][-1]), float(np.mean(cycle.r_f[keep][-5:])), scatter)
    on = np.array([cycle.age[-1] - then[0]])
    found = ahead(
        past, then, on, scatter, taught=(lessons_of(past, scatter), others), draws=DRAWS, seed=BACK
    )
    low, mid, high = np.percentile(found.draws[:, 0], SIGMA)
    now, sd = float(of.tracked.r_f[last, b]), float(of.tracked.r_f_sigma[last, b])
    spread = float(np.hypot(high - mid if now > mid else mid - low, sd))
    return float((now - mid) / spread)
