"""How close an analysis came to the truth of a unit: plain numbers and arrays in, numbers out.

Matching is one to one, in the order of time. Air: unit and side agree, the start lies within two
days, and the time found covers half of the leak's; of two that fit, the second is a false alarm. A
side that is not told contradicts none. Cleanings: the same box, both dates within two days; in an
outage, during which nothing can be seen, any time within it. What is not matched counts against
precision if it was found, against recall if it was true.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from greenlang.simulators.truth import Floats, Ints

NEAR = 2.0  # days that a date may be off
LEAST = 100.0  # Pa against which a small cause's error is held
BAND90 = 1.6448536269514722  # standard normal quantile of 95 %

F = TypeVar("F")
T = TypeVar("T")


@dataclass(frozen=True)
class Times:
    """An event: days since 1970. `end` inf: not over. `side` is "above", "below" or not told."""

    start: float
    end: float
    box: str = ""
    side: str = ""
    window: tuple[float, float] | None = None  # of the outage that hides it


@dataclass(frozen=True)
class Matches:
    """Counts of events, and which found one (number, -1: none) answers each true one."""

    true: int
    found: int
    answers: tuple[int, ...]

    @property
    def matched(self) -> int:
        """True ones that were found."""
        return sum(answer >= 0 for answer in self.answers)

    @property
    def precision(self) -> float:
        """Share of the found that are true; 1 where nothing was found."""
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true that were found; 1 where nothing was."""
        return self.matched / self.true if self.true else 1.0

    @property
    def invented(self) -> tuple[int, ...]:
        """Numbers of the found that answer nothing."""
        return tuple(k for k in range(self.found) if k not in self.answers)


def matched(true: Sequence[T], found: Sequence[F], fits: Callable[[T, F], bool]) -> Matches:
    """Each true event with the first found one that fits and is not yet taken."""
    left, answers = list(range(len(found))), []
    for one in true:
        answer = next((k for k in left if fits(one, found[k])), -1)
        if answer >= 0:
            left.remove(answer)
        answers.append(answer)
    return Matches(len(true), len(found), tuple(answers))


def same_leak(true: Times, found: Times) -> bool:
    """The same air leak."""
    sides = {true.side, found.side}
    if {"above", "below"} <= sides or abs(true.start - found.start) > NEAR:
        return False
    return covered(true, found) >= 0.5


def covered(true: Times, found: Times) -> float:
    """Share of the true event's time that the found one covers."""
    length = max(true.end - true.start, 1e-9)
    return (min(true.end, found.end) - max(true.start, found.start)) / length


def same_cleaning(true: Times, found: Times) -> bool:
    """The same cleaning of the same box."""
    if true.box != found.box:
        return False
    if true.window is not None:
        first, last = true.window
        return first - NEAR <= found.start and found.end <= last + NEAR
    return abs(true.start - found.start) <= NEAR and abs(true.end - found.end) <= NEAR


def overlapping(true: Times, found: Times) -> bool:
    """An event of the same box, if it has one, that is seen at least for a moment of its time."""
    if true.box and found.box and true.box != found.box:
        return False
    return found.start <= true.end + NEAR and true.start <= found.end + NEAR


@dataclass(frozen=True)
class CauseScore:
    """Means (Pa) of one cause over the days that count, and the error in percent."""

    true: float
    found: float

    @property
    def error_percent(self) -> float:
        """Against the true mean, or against 1 mbar where that is more."""
        return 100.0 * abs(self.found - self.true) / max(abs(self.true), LEAST)

    @property
    def allowed_percent(self) -> float:
        """Against 15 % of the true mean, or 1 mbar where that is more: 100 is all that is allowed.

        What a plant's instruments leave open is of that size: half a millibar of one gauge, 0.6 of
        a duty known to 1 %.
        """
        return 100.0 * abs(self.found - self.true) / max(0.15 * abs(self.true), LEAST)


def by_day(at: Ints, values: Floats, days: Ints) -> Floats:
    """Means of `values` at seconds `at` on each of `days`, NaN on a day without any."""
    order = np.searchsorted(days, at // 86_400)
    inside = order < len(days)
    inside[inside] &= days[order[inside]] == at[inside] // 86_400
    number, there = order[inside], values[inside]
    total = np.bincount(number, there, len(days))
    count = np.bincount(number, minlength=len(days))
    return np.asarray(
        np.divide(total, count, out=np.full(len(days), np.nan), where=count > 0), np.float64
    )


def cause_scores(
    hours: Floats, found: Mapping[str, Floats], true: Mapping[str, Floats]
) -> dict[str, CauseScore]:
    """Every true cause by its mean over common days (arrays by day), weighted by `hours`.

    A cause that was not told is taken as none. A day that lacks any cause does not count.
    """
    first = next(iter(found.values()), np.zeros_like(hours))
    there = np.isfinite(first) & (hours > 0.0)
    for values in (*found.values(), *true.values()):
        there &= np.isfinite(values)
    weight = np.where(there, hours, 0.0)

    def mean(values: Floats | None) -> float:
        if values is None or not there.any():
            return 0.0 if there.any() else float("nan")
        return float(np.average(np.where(there, values, 0.0), weights=weight))

    return {name: CauseScore(mean(true[name]), mean(found.get(name))) for name in true}


def band_coverage(
    found: Floats, sigma: Floats, true: Floats, days: Ints, ends: Sequence[float]
) -> tuple[float, ...]:
    """Share of days with the truth inside the 90 % band, one number a cycle between cleanings."""
    there = np.isfinite(found) & np.isfinite(sigma) & np.isfinite(true)
    inside = np.abs(found - true) <= BAND90 * sigma
    cycle = np.searchsorted(np.sort(np.asarray(ends, np.float64)), days, side="right")
    return tuple(float(inside[there & (cycle == k)].mean()) for k in np.unique(cycle[there]))


def rms(found: Floats, true: Floats) -> float:
    """Root of the mean square error over the days with both."""
    there = np.isfinite(found) & np.isfinite(true)
    return float(np.sqrt(np.mean((found[there] - true[there]) ** 2))) if there.any() else np.nan


def booked(error: Floats, drift: Floats) -> float:
    """How much of a gauge's drift (Pa by day) is told as causes: slope of their error over it.

    0: none of it, 1: all of it. NaN where the drift does not move.
    """
    there = np.isfinite(error) & np.isfinite(drift)
    x, y = drift[there], error[there]
    if len(x) < 10 or float(np.ptp(x)) < LEAST:
        return float("nan")
    moved = x - x.mean()
    return float(np.sum(moved * (y - y.mean())) / np.sum(moved**2))
