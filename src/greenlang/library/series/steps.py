"""Size of a step in a daily series, by lines through the days on each side of it."""

from dataclasses import dataclass

import numpy as np

from greenlang.library.series.arrays import Floats

WINDOW = 15  # days on each side from which a step is judged


@dataclass(frozen=True)
class Step:
    """Values either side of a break and their difference, with its sd; NaN if not known."""

    before: float
    after: float
    size: float
    sd: float

    def z(self, floor: float = 0.0) -> float:
        """The difference over its sd; 0 where it is not known."""
        known = np.isfinite(self.size) and np.isfinite(self.sd)
        return float(self.size / np.hypot(self.sd, floor)) if known else 0.0


UNKNOWN = Step(np.nan, np.nan, np.nan, np.nan)


def step_at(x: Floats, sd: Floats, start: int, end: int, low: int, high: int) -> Step:
    """Step of `x` from before day `start` to day `end`, by lines through the days around.

    Only days from `low` to `high` are looked at, at most `WINDOW` with values on each side.
    """
    a, sa = _edge(x, sd, low, start, at=start - 0.5, last=True)
    b, sb = _edge(x, sd, end, high, at=end - 0.5, last=False)
    return Step(a, b, b - a, float(np.hypot(sa, sb)))


def _edge(
    x: Floats, sd: Floats, low: int, high: int, *, at: float, last: bool
) -> tuple[float, float]:
    """Value of the line through the days nearest to an edge, and its sd there."""
    day = np.arange(max(low, 0), min(high, len(x)))
    day = day[np.isfinite(x[day])] if day.size else day
    day = day[-WINDOW:] if last else day[:WINDOW]
    if day.size < 3:
        return np.nan, np.nan
    w = 1.0 / np.maximum(sd[day], 1e-12) ** 2
    t = day - at
    slope_prior = 1e-30 if day.size >= 5 else (w.sum() * 25.0)
    s0, s1, s2 = w.sum(), (w * t).sum(), (w * t * t).sum() + slope_prior
    y0, y1 = (w * x[day]).sum(), (w * t * x[day]).sum()
    determinant = s0 * s2 - s1 * s1
    level = (s2 * y0 - s1 * y1) / determinant
    slope = (s0 * y1 - s1 * y0) / determinant
    residual = (x[day] - level - slope * t) * np.sqrt(w)
    factor = max(1.0, float(np.sqrt(np.mean(residual**2))))
    return float(level), float(factor * np.sqrt(s2 / determinant))
