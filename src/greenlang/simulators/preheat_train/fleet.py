"""Many trains at once, to measure speed: the same train under other names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.preheat_train.fluids import Floats
from greenlang.simulators.preheat_train.plant import plant_yaml
from greenlang.simulators.preheat_train.simulation import Simulation, simulate
from greenlang.simulators.preheat_train.truth import Ints, Truth


@dataclass(frozen=True)
class Fleet:
    """Trains with names `T01-E-101` and tags `T01-TI1001`; repeated trains share their arrays."""

    time: Ints
    tags: Mapping[str, Floats]
    units: Mapping[str, str]
    truth: Truth  # of the first train
    prefixes: tuple[str, ...]

    @property
    def yaml(self) -> str:
        """The plant file of the whole fleet."""
        return plant_yaml(self, self.prefixes)


def fleet(n_trains: int, seed: int = 1, years: float = 2.0, distinct: int = 1) -> Fleet:
    """`n_trains` trains, the first `distinct` of them with histories of their own."""
    own: list[Simulation] = [simulate(seed + k, years) for k in range(min(distinct, n_trains))]
    prefixes = tuple(f"T{k + 1:02d}-" for k in range(n_trains))
    trains = [(prefix, own[k % len(own)]) for k, prefix in enumerate(prefixes)]
    return Fleet(
        own[0].time,
        {prefix + tag: values for prefix, sim in trains for tag, values in sim.tags.items()},
        {prefix + tag: unit for prefix, sim in trains for tag, unit in sim.units.items()},
        own[0].truth,
        prefixes,
    )


def hourly(of: Fleet) -> Fleet:
    """The fleet as a historian exports it by hourly averages; an hour without a value is NaN.

    Trains that share their arrays still do.
    """
    n = of.time.size // 6
    means: dict[int, Floats] = {}
    for x in of.tags.values():
        if id(x) not in means:
            rows = x[: 6 * n].reshape(n, 6)
            count = np.count_nonzero(np.isfinite(rows), axis=1)
            total = np.where(np.isfinite(rows), rows, 0.0).sum(axis=1)
            means[id(x)] = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    tags = {tag: means[id(x)] for tag, x in of.tags.items()}
    return replace(of, time=of.time[: 6 * n : 6], tags=tags)
