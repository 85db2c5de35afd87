"""Which law the data speak for: AICc and Akaike weights (Burnham & Anderson 2002, ch. 2)."""

import numpy as np

from greenlang.library.series.arrays import Floats, floats


def aicc(chi2: float, n: float, k: int) -> float:
    """AICc of a least-squares fit with known sigmas: chi2 = sum of squared residuals over sigma.

    `n` is the effective number of points (`n_eff`), `k` the number of fitted parameters; infinite
    where n <= k + 1, since such a fit says nothing. For autocorrelated residuals give chi2 n_eff/n.
    """
    room = n - k - 1.0
    return float(chi2 + 2.0 * k + 2.0 * k * (k + 1.0) / room) if room > 0.0 else float("inf")


def aicc_unknown_sd(rss: float, n: float, k: int) -> float:
    """AICc where the scatter is fitted too: n ln(rss/n) and k + 1 parameters."""
    room = n - k - 2.0
    if room <= 0.0 or rss <= 0.0:
        return float("inf") if room <= 0.0 else float("-inf")
    p = k + 1.0
    return float(n * np.log(rss / n) + 2.0 * p + 2.0 * p * (p + 1.0) / room)


def akaike_weights(scores: Floats) -> Floats:
    """Weight of every law, summing to 1; a law of infinite AICc has none. All NaN if none fits."""
    scores = floats(scores)
    best = np.min(scores) if scores.size else np.inf
    if not best < np.inf:
        return np.full(scores.shape, np.nan)
    weight = np.where(scores == best, 1.0, np.exp(-0.5 * (scores - best)))
    return np.asarray(weight / weight.sum())
