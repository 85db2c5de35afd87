"""Cycles of fouling between cleanings: their laws, how R_f wanders, how steady their pace is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.fit import FittedLaw, fits
from greenlang.library.fouling.forecast import forecast
from greenlang.library.fouling.forms import DAY, Floats, Name
from greenlang.library.fouling.pace import (
    Pace,
    misses,
    next_miss,
    slope_scale,
    unsteadiness,
    wander,
)
from greenlang.library.series.arrays import Ints

LEAST_DAYS = 30  # with a value, without which a cycle shows no law
AGREE = 0.3  # by which time constants of two cycles may differ and still be one
SURE = 4.0  # standard uncertainties by which a level has risen, beyond which it is not constant
LEARNT = 4  # last cycles that teach how steady the pace is
GROWING: tuple[Name, ...] = ("linear", "power", "falling", "kern_seaton")


@dataclass(frozen=True)
class Cycle:
    """Days (indices) with a value from one cleaning to the next, and R_f there.

    `age`: days of growth since the start, where growth goes with the season; None: days are days.
    """

    start: int
    days: Ints
    r_f: Floats
    rise: float  # of the smoothed level over the cycle, in its standard uncertainties
    age: Floats | None = None


@dataclass(frozen=True)
class Lessons:
    """What forecasts within known cycles missed, and those from one cycle to the next."""

    within: Floats = field(default_factory=lambda: np.zeros(0))
    onward: Floats = field(default_factory=lambda: np.zeros(0))

    def __add__(self, other: "Lessons") -> "Lessons":
        """Those of two units together."""
        return Lessons(
            np.concatenate([self.within, other.within]),
            np.concatenate([self.onward, other.onward]),
        )


def lessons_of(cycles: Sequence[Cycle], scatter: float) -> Lessons:
    """What these cycles teach; the last ones count."""
    long = [one for one in cycles if one.days.size >= LEAST_DAYS][-LEARNT:]
    within = [misses(since(one), one.r_f, scatter, GROWING) for one in long]
    onward = []
    for one, other in pairwise(long):
        t = since(one)
        found = fits(t, one.r_f, np.full(t.size, scatter), names=GROWING, undecided=True)
        scale = slope_scale(t, one.r_f, scatter, found)
        onward.append(next_miss(found, scale, since(other), other.r_f, scatter))
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
    scale = slope_scale(since(long[-1]), long[-1].r_f, scatter, laws)
    return Pace(scale, unsteadiness(own, others))


def since(cycle: Cycle) -> Floats:
    """Seconds of growth since the cycle began, by day."""
    if cycle.age is not None:
        return cycle.age * DAY
    return np.asarray((cycle.days - cycle.start) * DAY, dtype=np.float64)


def laws_of(cycles: Sequence[Cycle], scatter: float) -> tuple[tuple[FittedLaw, ...], float]:
    """Laws of the cycle under way, or of the last that is long enough; and how R_f wanders.

    A short cycle shows little of the wandering: that of the one before counts if it is more.
    """
    long = [one for one in cycles if one.days.size >= LEAST_DAYS]
    if not long:
        raise InsufficientData(f"no cycle has {LEAST_DAYS} days with a value; no law can be fitted")
    cycle = long[-1]
    t = since(cycle)
    sigma = np.full(t.size, scatter)
    # Slow residuals leave AICc few points: what the level itself has risen by is plainer evidence.
    names = GROWING if cycle.rise > SURE else ("constant", *GROWING)
    found = fits(
        t, cycle.r_f, sigma, cycles_agree=agree(long, scatter), names=names, undecided=True
    )
    walks = [wander(t, found[0].residual)]
    for earlier in long[-2:-1]:
        t = since(earlier)
        law = fits(t, earlier.r_f, np.full(t.size, scatter), names=GROWING, undecided=True)[0]
        walks.append(wander(t, law.residual))
    return found, max(walks)


def agree(cycles: Sequence[Cycle], scatter: float) -> bool:
    """Whether the last two long cycles have one time constant."""
    constants = []
    for cycle in cycles[-2:]:
        t = since(cycle)
        sigma = np.full(t.size, scatter)
        found = fits(
            t, cycle.r_f, sigma, cycles_agree=True, names=("linear", "kern_seaton"), undecided=True
        )
        constants += [law.parameters["t_c"] for law in found if law.name == "kern_seaton"]
    if len(constants) < 2:
        return False
    return abs(constants[1] - constants[0]) <= AGREE * max(constants)


@dataclass(frozen=True)
class Ahead:
    """What lies ahead of a cycle: its laws, R_f of seeded draws (draws, days), pace's spread."""

    laws: tuple[FittedLaw, ...]
    draws: Floats
    unsteady: float


def ahead(
    cycles: Sequence[Cycle],
    today: tuple[float, float, float],
    days: Floats,
    scatter: float,
    *,
    taught: tuple[Lessons, Lessons],
    draws: int,
    seed: int,
) -> Ahead:
    """R_f so many `days` of growth on.

    `today`: days of growth since the cycle began, level and its standard uncertainty.

    Raises InsufficientData where no cycle shows a law.
    """
    gone, level, sd = today
    laws, walk = laws_of(cycles, scatter)
    off = pace(cycles, laws, scatter, taught)
    drawn = forecast(
        laws, (gone + days) * DAY, draws=draws, seed=seed, process_noise=walk,
        anchor=(gone * DAY, level, sd), pace=off,
    )  # fmt: skip
    return Ahead(laws, drawn, off.unsteady)


def reached(draws: Floats, days: Floats, limit: float, percents: Sequence[float]) -> list[float]:
    """Percentiles of the day on which R_f reaches a limit: inf where not within the days."""
    over = draws >= limit
    day = np.where(over.any(axis=1), days[over.argmax(axis=1)], np.inf)
    return [float(x) for x in np.percentile(day, percents, method="inverted_cdf")]
