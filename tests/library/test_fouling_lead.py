"""The lead of an uncleaned surface over the cleaned one, by the law of the cycle before."""

import numpy as np
from numpy.typing import NDArray

from greenlang.library.fouling import lead as fouling_lead
from greenlang.library.fouling.fit import fits
from greenlang.library.fouling.forms import Name

Floats = NDArray[np.float64]
DAY = 86400.0
SIGMA = 2e-6
AHEAD = np.arange(1.0, 181.0)


def bands(r_f: Floats, *names: Name) -> Floats:
    """By laws fitted to 200 days, 5, 50 and 95 % by day."""
    t = np.arange(1.0, 201.0)
    noise = SIGMA * np.random.default_rng(1).normal(size=t.size)
    laws = fits(t * DAY, r_f + noise, np.full(t.size, SIGMA), names=names)
    drawn = fouling_lead.lead(laws, 200.0, AHEAD, AHEAD - 1.0, draws=400, seed=7)
    return np.asarray(np.percentile(drawn, (5.0, 50.0, 95.0), axis=0))


def test_what_was_taken_away_stays_so_under_a_linear_law() -> None:
    low, mid, high = bands(2e-6 * np.arange(1.0, 201.0), "linear")
    assert np.all(np.abs(mid - 1.0) < 0.12)
    assert low[-1] < mid[-1] < high[-1]
    assert high[0] - low[0] < high[-1] - low[-1]


def test_under_a_law_that_levels_off_the_lead_is_between_none_of_it_lost_and_all() -> None:
    t = np.arange(1.0, 201.0)
    tau = 60.0
    low, mid, high = bands(4e-4 * (1.0 - np.exp(-t / tau)), "kern_seaton")
    by_law = np.exp(-(AHEAD - 1.0) / tau)
    assert np.all(low[30:] < 0.5 + 0.5 * by_law[30:])
    assert np.all((by_law[30:] < mid[30:]) & (mid[30:] < 1.0))
    assert low[-1] < by_law[-1] + 0.1
    assert high[-1] > 0.9
