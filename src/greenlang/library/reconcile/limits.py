"""Limits of the tests on balances and meters."""

import numpy as np

from greenlang.library.series.arrays import Floats, Ints, floats


def chi2_limit(dof: Ints | int, alpha: float = 0.05) -> Floats:
    """Chi2 that a sound state exceeds with probability `alpha`; 0 without redundancy."""
    from scipy.special import chdtri

    freedom = floats(dof)
    limit = chdtri(np.maximum(freedom, 1.0), alpha)
    return np.asarray(np.where(freedom > 0.0, limit, 0.0))


def sidak(tests: int, alpha: float = 0.05) -> float:
    """Level of each of `tests` tests so that together they err with `alpha` (Sidak 1967)."""
    return float(-np.expm1(np.log1p(-alpha) / max(tests, 1)))


def z_limit(tests: int, alpha: float = 0.05) -> float:
    """Two-sided normal limit of each of `tests` tests at the common level `alpha`."""
    from scipy.special import ndtri

    return float(-ndtri(sidak(tests, alpha) / 2.0))


def smallest_bias(bias_sd: Floats, tests: int, alpha: float = 0.05, power: float = 0.9) -> Floats:
    """Bias that the measurement test finds with probability `power`: (z + 1.28) bias_sd at 90 %."""
    from scipy.special import ndtri

    return np.asarray((z_limit(tests, alpha) + float(ndtri(power))) * floats(bias_sd))
