"""The characteristic of a fill from tests: ln Me = ln C - n ln (L/G), with its band."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InsufficientData

LEAST_POINTS = 5
LEAST_SPREAD = 1.2  # largest over smallest L/G: below it n is read from noise

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Characteristic:
    """C and n of a fill, the covariance of (ln C, n), and the scatter of ln Me about the line."""

    c: float
    n: float
    covariance: Floats
    scatter: float

    def sigma(self, ratio: float) -> float:
        """Standard uncertainty of ln Me on the line at L/G, without the scatter of one test."""
        reach = np.array([1.0, -np.log(ratio)])
        return float(np.sqrt(reach @ self.covariance @ reach))


def characteristic(ratio: Floats, me: Floats) -> Characteristic:
    """C and n through test points (L/G, Me), by least squares in logarithms; NaN rows left out.

    InsufficientData below five points or with L/G nearly constant.
    """
    good = np.isfinite(ratio) & np.isfinite(me) & (ratio > 0) & (me > 0)
    x, y = np.log(ratio[good]), np.log(me[good])
    if x.size < LEAST_POINTS:
        raise InsufficientData(
            f"{x.size} valid test points of the tower, {LEAST_POINTS} are needed for C and n"
        )
    if np.ptp(x) < np.log(LEAST_SPREAD):
        raise InsufficientData(
            f"L/G of the tests spans {np.exp(x.min()):.3g} to {np.exp(x.max()):.3g}: to find n it "
            f"must vary by a factor of {LEAST_SPREAD} at least; give n by the maker, or test wider"
        )
    design = np.stack([np.ones_like(x), -x], axis=1)
    (ln_c, n), *_ = np.linalg.lstsq(design, y, rcond=None)
    rest = y - design @ np.array([ln_c, n])
    variance = float(rest @ rest) / (x.size - 2)
    covariance = variance * np.linalg.inv(design.T @ design)
    return Characteristic(float(np.exp(ln_c)), float(n), covariance, float(np.sqrt(variance)))
