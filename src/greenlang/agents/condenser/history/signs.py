"""What the signals of a stretch of days say of its cause: the table of signs of the analysis.

A sign is seen where the days of the stretch differ from those beside it, "none" where they surely
do not by as much as matters, and left out where neither can be said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from greenlang.agents.condenser import air_equations as ax
from greenlang.agents.condenser.history.signals import Bools, Floats
from greenlang.agents.condenser.method.air import Signs, fitting
from greenlang.library.series.robust import difference_sd

ODDS = 9.0  # of a sign that fits: 0.9 against 0.1
SURE = 0.8  # probability from which a cause is named
BESIDE, LEAST = 7, 2  # days on each side of an edge that are held against one another, at least
CLEAR = 3.0  # sd
DRIFT = 0.3  # share of what both edges differ by that counts as uncertainty


@dataclass(frozen=True)
class Contrast:
    """Inside less outside, its sd, and the level outside; NaN where not known."""

    size: float
    sd: float
    outside: float = float("nan")

    def moves(self, matters: float) -> bool:
        """Whether it surely differs by as much as `matters`."""
        return abs(self.size) > max(CLEAR * self.sd, matters)

    def falls(self, matters: float) -> bool:
        """Whether it surely fell by as much as `matters`."""
        return self.moves(matters) and self.size < 0.0

    def none(self, matters: float) -> Literal["none"] | None:
        """Whether it surely does not differ by as much as `matters`; else None: not clear."""
        return "none" if abs(self.size) + self.sd < matters else None

    def rise(self, matters: float) -> Literal["none", "up"] | None:
        """Up, none, or not clear; a fall is not clear either."""
        if self.moves(matters):
            return "up" if self.size > 0.0 else None
        return self.none(matters)


UNKNOWN = Contrast(float("nan"), float("nan"))


def contrast(x: Floats, inside: Bools, usual: Bools) -> Contrast:
    """The days of a stretch against the usual ones, at its two edges.

    Only the days next to an edge count, so that what drifts on through the stretch is no sign of
    it; both edges count alike.
    """
    scatter, day = difference_sd(x), np.flatnonzero(inside)
    if day.size == 0 or not np.isfinite(scatter):
        return UNKNOWN
    there = np.isfinite(x)
    steps, variances, levels = [], [], []
    for at in (day[0], day[-1]):
        near = np.abs(np.arange(len(x)) - at) <= BESIDE
        out = near & usual & (np.arange(len(x)) < at if at == day[0] else np.arange(len(x)) > at)
        a, b = x[inside & near & there], x[out & there]
        if a.size and b.size >= LEAST:
            steps.append(float(np.median(a) - np.median(b)))
            variances.append(scatter**2 * (1.0 / a.size + 1.0 / b.size))
            levels.append(float(np.median(b)))
    if not steps:
        return UNKNOWN
    apart = abs(steps[0] - steps[-1]) / 2.0
    sd = float(np.hypot(np.sqrt(sum(variances)) / len(steps), DRIFT * apart))
    return Contrast(float(np.mean(steps)), sd, float(np.mean(levels)))


@dataclass(frozen=True)
class Verdict:
    """The likeliest cause with the probability of each; "not separable" below 0.8."""

    cause: str
    probabilities: Mapping[str, float]
    seen: Mapping[str, str]
    not_seen: tuple[str, ...]


def verdict(signs: Signs) -> Verdict:
    """Causes by the signs: the same table and the same rule as the analysis `air_inleakage`."""
    fits, seen, unseen = fitting(signs)
    if not seen:
        return Verdict("not separable", {}, {}, tuple(unseen.split(", ")))
    odds = {cause: float(ax.likelihood(ODDS, float(len(found)))) for cause, found in fits.items()}
    every = list(odds.values())
    found = {cause: float(ax.posterior(own, *every)) for cause, own in odds.items()}
    best = max(found, key=lambda cause: found[cause])
    named = best if found[best] >= SURE else "not separable"
    return Verdict(named, found, seen, () if unseen == "nothing" else tuple(unseen.split(", ")))
