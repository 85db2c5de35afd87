"""How far an uncleaned surface stays ahead of the same one cleaned.

What spoils the water or stirs up the dust does so to a fouled surface as to a clean one. So not the
growth of the uncleaned surface is foretold but its lead over the cleaned one, which begins as what
the cleaning took away. Under a linear law it stays, whatever the pace; as far as deposits level off
it shrinks. A cycle that grew ever slower may have levelled off or may have met a slack season: the
share of levelling in its curvature is left open, from none to all.
"""

from collections.abc import Sequence

import numpy as np

from greenlang.core.maths import phi
from greenlang.core.uncertainty import normal_draws, uniform_draws
from greenlang.library.fouling.fit import FittedLaw
from greenlang.library.fouling.forecast import forecast
from greenlang.library.fouling.forms import DAY, Floats

LEVELLING = 0.3  # half-normal scale: a lead levels off within the time seen over this besides
PARTED = 0.1  # sd of ln of the lead, as both surfaces part within the time seen


def lead(
    laws: Sequence[FittedLaw], seen: float, ahead: Floats, age: Floats, *, draws: int, seed: int
) -> Floats:
    """Lead of the uncleaned surface over the cleaned one, 1 at first: (draws, days).

    `seen` (days): how long the laws were followed; `ahead`: days since then, `age` since the
    cleaning. Where the laws had grown by nothing they say nothing of levelling off.
    """

    def grown(t: Floats) -> Floats:
        return forecast(laws, t * DAY, draws=draws, seed=seed)

    fouled, cleaned = grown(np.append(seen, seen + ahead)), grown(np.append(0.0, age))
    apart = fouled - cleaned
    first = np.where(apart[:, :1] > 0.0, apart[:, :1], np.inf)
    by_law = np.where(np.isfinite(first), apart[:, 1:] / first, 1.0)
    share = uniform_draws(seed + 3, draws)[:, None]
    z = normal_draws(seed + 4, (draws, 2))
    x = ahead / max(seen, 1.0)
    besides = phi(LEVELLING * np.abs(z[:, :1]) * x) * np.exp(PARTED * z[:, 1:] * x)
    return np.asarray((1.0 + share * (by_law - 1.0)) * besides)
