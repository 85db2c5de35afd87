"""How steady a deposit's pace is: what forecasts inside known cycles missed widens those ahead.

A band from one cycle knows its scatter and the laws that compete, not that the pace changes later
(another crude, a hotter wall, a spell of low flow). So the laws are fitted to the first part of
each cycle and held against the rest of it, and to a cycle and held against the next. A miss is the
difference of mean slopes over the scale of the pace: slopes so far, and what the last third of the
points says against the law. The slope to come is off by scale x (e^(s z) - 1), z standard normal:
growth may stop, seldom turn, and may be several times as fast. s is learnt from the misses of the
unit and of those beside it, drawn to `UNSTEADY` where they are few.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.fit import LEAST_POINTS, FittedLaw, fits, mixture
from greenlang.library.fouling.forms import DAY, Floats, Name
from greenlang.library.series import lag_1, n_eff

UNSTEADY = 0.8
"""s before a unit has shown its own: 39 runs on fouling rigs with crude oils, forecast from their
first 60 %, fit best with 0.7 to 0.9."""
PRIOR, OTHERS = 1.0, 4.0  # misses that UNSTEADY counts for; that all other units together do
ORIGINS = (0.5, 0.75)  # shares of a cycle after which it is forecast
FEW = 5  # points that make an end
LEAST_REST = 3  # points without which the rest of a cycle tells nothing
REACH = 90.0  # days of the next cycle that the one before is held against


@dataclass(frozen=True)
class Pace:
    """Scale of the slope that may be missing (m2 K/J), and s of ln(1 + miss)."""

    scale: float
    unsteady: float

    def off(self, z: Floats) -> Floats:
        """Slopes off the law, m2 K/J, of standard normal draws."""
        return np.asarray(self.scale * np.expm1(self.unsteady * z))


def slope_scale(t: Floats, r_f: Floats, sigma: float, laws: Sequence[FittedLaw]) -> float:
    """Pace of a cycle so far, with what its last third says against the laws; m2 K/J.

    `t` s since the origin, `r_f` m2 K/W, `sigma` scatter of one point, m2 K/W.
    """
    rise = float(np.ptp(np.percentile(r_f, (2.0, 98.0))))
    late = slice(-max(FEW, len(t) // 3), None)
    c = t[late] - np.mean(t[late])
    square = float(c @ c)
    own = r_f[late] - mixture(laws, t[late])
    worth = float(n_eff(float(len(own)), lag_1(laws[0].residual)))
    noise = sigma**2 * len(own) / worth / square
    gap = max(float(c @ own / square) ** 2 - noise, 0.0)
    return float(np.hypot(rise / (t[-1] - t[0]), np.sqrt(gap)))


def misses(t: Floats, r_f: Floats, sigma: float, names: Sequence[Name]) -> Floats:
    """What the laws of the first parts of a cycle missed of its rest; none where it is short."""
    t, r_f = np.asarray(t, dtype=float), np.asarray(r_f, dtype=float)
    found = [_miss(t, r_f, sigma, names, share) for share in ORIGINS]
    return np.array([one for one in found if one is not None])


def _miss(
    t: Floats, r_f: Floats, sigma: float, names: Sequence[Name], share: float
) -> float | None:
    first = t <= t[0] + share * (t[-1] - t[0])
    n, rest = int(np.count_nonzero(first)), int(np.count_nonzero(~first))
    if n < LEAST_POINTS or rest < LEAST_REST:
        return None
    known, y = t[first], r_f[first]
    try:
        laws = fits(known, y, np.full(n, sigma), names=names, undecided=True)
    except InsufficientData:
        return None
    k = min(FEW, rest)
    ends = np.array([known[-1], float(np.mean(t[-k:]))])
    apart = float(ends[1] - ends[0])
    walk = wander(known, laws[0].residual)
    noise = sigma**2 * (1.0 / FEW + 1.0 / k) + walk**2 * apart / DAY
    off = float(np.mean(r_f[-k:]) - np.median(y[-FEW:]) - np.diff(mixture(laws, ends))[0])
    scale = slope_scale(known, y, sigma, laws) * apart
    return _beyond(off, noise) / scale if scale > 0.0 else None


def next_miss(
    laws: Sequence[FittedLaw], scale: float, t: Floats, r_f: Floats, sigma: float
) -> float | None:
    """What the laws of one cycle missed of the next; `scale` is the pace of theirs."""
    t, r_f = np.asarray(t, dtype=float), np.asarray(r_f, dtype=float)
    early = t <= t[0] + REACH * DAY
    t, r_f = t[early], r_f[early]
    if t.size < 2 * FEW or not scale > 0.0:
        return None
    ends = np.array([float(np.mean(t[:FEW])), float(np.mean(t[-FEW:]))])
    off = float(np.mean(r_f[-FEW:]) - np.mean(r_f[:FEW]) - np.diff(mixture(laws, ends))[0])
    return _beyond(off, 2.0 * sigma**2 / FEW) / (scale * float(ends[1] - ends[0]))


def _beyond(off: float, noise: float) -> float:
    """The part of a difference that noise of this variance does not explain."""
    return float(np.sign(off) * np.sqrt(max(off * off - noise, 0.0)))


def unsteadiness(own: Floats, others: Floats) -> float:
    """S of ln(1 + miss) of a unit, from its own misses and those of units beside it."""
    spread = np.log1p(np.abs(np.asarray(others, dtype=float))) ** 2
    usual = (PRIOR * UNSTEADY**2 + float(spread.sum())) / (PRIOR + spread.size)
    spread = np.log1p(np.abs(np.asarray(own, dtype=float))) ** 2
    return float(np.sqrt((OTHERS * usual + float(spread.sum())) / (OTHERS + spread.size)))


def wander(t: Floats, residual: Floats, lag: int = 20) -> float:
    """Standard deviation of the random walk in residuals of a fit, m2 K/W per square root of a day.

    What the variance of differences gains between lag 1 and `lag` points; 0 where it gains nothing.
    """
    t, residual = np.asarray(t, dtype=float) / DAY, np.asarray(residual, dtype=float)
    lag = min(lag, len(t) // 3)
    if lag < 2:
        return 0.0
    near, far = residual[1:] - residual[:-1], residual[lag:] - residual[:-lag]
    apart = float(np.median(t[lag:] - t[:-lag]) - np.median(np.diff(t)))
    gained = float(np.mean(far**2) - np.mean(near**2))
    return float(np.sqrt(max(gained, 0.0) / apart)) if apart > 0 else 0.0
