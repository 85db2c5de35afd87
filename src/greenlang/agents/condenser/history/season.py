"""How growth in the tubes goes with the season: days of growth instead of days (spec 4.11).

Slime and scale grow faster in warm water. The rate is taken to go as exp(b (T_1 - mean)), one b for
all waterboxes of a zone and all cycles, by least squares; where the data do not tell it from none,
there is none, and days are days. Nothing grows in a unit that is down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from greenlang.agents.condenser.history.signals import Bools, Floats, Signals
from greenlang.library.series.arrays import Ints
from greenlang.library.series.robust import lag_1, n_eff

WARMTH = np.linspace(0.0, 0.14, 15)  # 1/K
TOLD = 6.0  # twice the gain in log-likelihood from which there is a season
LEAST = 15  # days of a cycle that tells of it
YEAR = 365
AROUND = 7  # days on each side that make a day of the year
RUNS = 0.2  # of the load


@dataclass(frozen=True)
class Season:
    """`warmth` b, 1/K, 0: not told. `growth` (D,): days of growth of each day, 1 on the mean."""

    warmth: float
    growth: Floats

    def ahead(self, days: int) -> Floats:
        """Days of growth of each day to come, as those of the year before; the mean without one."""
        g = self.growth
        if len(g) < YEAR:
            return np.full(days, float(np.mean(g)))
        last = g[-YEAR:]
        wide = np.concatenate([last[-AROUND:], last, last[:AROUND]])
        smooth = np.convolve(wide, np.full(2 * AROUND + 1, 1.0 / (2 * AROUND + 1)), "valid")
        return np.asarray(np.tile(smooth, days // YEAR + 1)[:days])


def season(x: Signals, deposit: Floats, cleaned: Bools) -> Season:
    """How growth went with the inlet temperature; `deposit`, `cleaned` (D, B)."""
    days = len(x.time)
    on = np.where(np.isfinite(x.load), x.load > RUNS, True).astype(np.float64)
    if x.t_in.size == 0:
        return Season(0.0, on)
    warm = x.t_in if x.t_in.ndim == 1 else _mean(x.t_in)
    t = np.interp(np.arange(days), *_known(warm)) if np.isfinite(warm).any() else np.zeros(days)
    cycles = list(_cycles(deposit, cleaned))
    growths = [on * np.exp(b * (t - t.mean())) for b in WARMTH]
    growths = [g / max(float(np.mean(g)), 1e-9) for g in growths]
    left = [_residuals(g, cycles) for g in growths]
    power = np.array([float(r @ r) for r in left])
    best = int(np.argmin(power))
    points = float(n_eff(float(left[0].size), lag_1(left[best]))) if left[0].size else 0.0
    if power[best] <= 0.0 or points * np.log(power[0] / power[best]) < TOLD:
        best = 0
    return Season(float(WARMTH[best]), growths[best] if best else on)


def _mean(x: Floats) -> Floats:
    many = np.isfinite(x).sum(axis=1)
    total = np.where(np.isfinite(x), x, 0.0).sum(axis=1)
    return np.where(many > 0, total / np.maximum(many, 1), np.nan)


def _known(x: Floats) -> tuple[Floats, Floats]:
    at = np.flatnonzero(np.isfinite(x))
    return at.astype(np.float64), x[at]


def _cycles(deposit: Floats, cleaned: Bools) -> Sequence[tuple[Ints, Floats]]:
    """Days (indices) and R_f of every cycle of every box that is long enough."""
    out = []
    for b in range(deposit.shape[1]):
        edges = [0, *np.flatnonzero(cleaned[:, b]).tolist(), len(deposit)]
        for a, z in pairwise(edges):
            at = np.flatnonzero(np.isfinite(deposit[a:z, b])) + a
            if at.size >= LEAST:
                out.append((at, deposit[at, b]))
    return out


def _residuals(growth: Floats, cycles: Sequence[tuple[Ints, Floats]]) -> Floats:
    """What a straight line over days of growth leaves of each cycle, each by its own pace."""
    grown = np.cumsum(growth)
    left = [np.zeros(0)]
    for at, y in cycles:
        x = grown[at] - grown[at].mean()
        slope = float(x @ y / max(float(x @ x), 1e-30))
        left.append(y - y.mean() - slope * x)
    return np.concatenate(left)
