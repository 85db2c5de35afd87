"""Speed of N from P and R on arrays, each arrangement; the slowest one counts.

python -m benchmarks.pntu    one line an arrangement, the slowest last
"""

from functools import partial

import numpy as np

from benchmarks.kernels import ROWS, Figures, best
from greenlang.library.heat.pntu.arrangements import ISOTHERMAL, TABLE, ntu, p_of


def speeds() -> dict[str, float]:
    """Points per second, on states as exchangers have them: F from 1 down to about 0.7."""
    draw = np.random.default_rng(1)
    r = np.exp(draw.uniform(np.log(0.2), np.log(3.0), ROWS))
    n = draw.uniform(0.1, 1.5, ROWS) / np.maximum(r, 1)
    found = {}
    for name in TABLE:
        if name != ISOTHERMAL:
            found[name] = ROWS / best(partial(ntu, name, p_of(name, n, r), r), 3)
    return found


def measure() -> Figures:
    """The slowest arrangement."""
    return {"inverse_pntu_points_per_s": (min(speeds().values()), "points/s")}


def main() -> None:
    """Print all, slowest last."""
    for name, speed in sorted(speeds().items(), key=lambda pair: -pair[1]):
        print(f"{name:36} {speed:12.4g} points/s")


if __name__ == "__main__":
    main()
