"""Speed of temperature from pressure and enthalpy, all regions of IAPWS-IF97 mixed.

python -m benchmarks.if97    each region by itself, then the mixture
"""

from functools import partial

import numpy as np

from benchmarks.kernels import ROWS, Figures, Floats, best
from greenlang.library.steam import properties
from greenlang.library.steam.regions import regions_ph

NAMES = {1: "liquid", 2: "steam", 3: "around the critical point", 4: "wet", 5: "hot steam"}


def states() -> dict[int, tuple[Floats, Floats]]:
    """As many states of each region: pressure spread by its logarithm, enthalpy evenly."""
    draw = np.random.default_rng(1)
    n = 60 * ROWS
    p = np.exp(draw.uniform(np.log(1e3), np.log(99e6), n))
    h = draw.uniform(20e3, 7.3e6, n)
    p[: n // 4], h[: n // 4] = draw.uniform(17e6, 99e6, n // 4), draw.uniform(1.5e6, 2.8e6, n // 4)
    codes = regions_ph(p, h)
    rows = {code: np.flatnonzero(codes == code)[:ROWS] for code in NAMES}
    return {code: (p[found], h[found]) for code, found in rows.items()}


def speeds() -> dict[str, float]:
    """Points per second of each region, and of all of them in turn."""
    of = states()
    p, h = (np.stack([of[code][k] for code in NAMES]).T.ravel() for k in (0, 1))
    found = {
        NAMES[code]: a.size / best(partial(properties.temperature_ph, a, b), 20)
        for code, (a, b) in of.items()
    }
    return found | {"mixed": p.size / best(partial(properties.temperature_ph, p, h), 20)}


def measure() -> Figures:
    """All regions mixed, a fifth of each."""
    return {"if97_t_ph_points_per_s": (speeds()["mixed"], "points/s")}


def main() -> None:
    """Print all, the mixture last."""
    for name, speed in speeds().items():
        print(f"{name:28} {speed:12.4g} points/s")


if __name__ == "__main__":
    main()
