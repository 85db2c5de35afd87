"""What grows in the tubes: slime by season, scale by the warmth of the wall; what cleanings take.

The wall's warmth is taken from the water and the load, not from the deposit that it carries: growth
does not feed back on itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.condenser_unit.design import BOXES, Unit
from greenlang.simulators.condenser_unit.truth import BoxCleaning
from greenlang.simulators.growth import Layer, grown
from greenlang.simulators.signals import Generator
from greenlang.simulators.truth import Bools, Floats, Ints

COARSE = 3 * 3600


@dataclass(frozen=True)
class Conditions:
    """What growth depends on: inlet (K), load share, velocity (m/s, boxes), on line."""

    t_in: Floats
    share: Floats
    velocity: Floats
    on: Bools


def deposits(
    rng: Generator, time: Ints, unit: Unit, x: Conditions, cleanings: Sequence[BoxCleaning]
) -> tuple[Floats, tuple[BoxCleaning, ...]]:
    """Resistance (rows, boxes) in m2 K/W, and the cleanings with what they found and left."""
    every = max(COARSE // int(time[1] - time[0]), 1)
    at = time[::every]
    pace = _pace(x, every)
    layers = [_layers(rng, unit) for _ in BOXES]
    kept = np.ones((len(at), len(BOXES)))
    for one in cleanings:
        kept[_row(at, one), BOXES.index(one.box)] *= 1.0 - one.effect
    each = rng.uniform(0.85, 1.15, len(BOXES)) * rng.uniform(*unit.start_fouling)
    start = np.outer(each, (0.3, 0.7))
    coarse = grown(layers, start, pace * float(at[1] - at[0]), kept).sum(axis=2)
    fine = np.empty((len(time), len(BOXES)))
    for i in range(len(BOXES)):
        fine[:, i] = np.interp(time, at, coarse[:, i])
        for row in np.flatnonzero(kept[1:, i] < 1.0):
            inside = (time > at[row]) & (time < at[row + 1])
            fine[inside, i] = coarse[row, i]
    return fine, tuple(_told(one, time, fine) for one in cleanings)


def _layers(rng: Generator, unit: Unit) -> tuple[Layer, Layer]:
    def drawn(layer: Layer) -> Layer:
        return replace(layer, growth=layer.growth * float(rng.uniform(0.75, 1.3)))

    return drawn(unit.slime), drawn(unit.scale)


def _pace(x: Conditions, every: int) -> Floats:
    """(coarse rows, boxes, layers); nothing grows in a unit that is down."""
    t = x.t_in[::every, None] - 288.15
    wash = np.maximum(x.velocity[::every], 0.5) / 1.75
    slime = np.exp(0.075 * t) * wash**-0.6
    scale = np.exp(0.030 * (t + 9.0 * (x.share[::every, None] - 0.85))) * wash**-0.3
    return np.stack([slime, scale], axis=2) * x.on[::every, None, None]


def _row(at: Ints, one: BoxCleaning) -> int:
    return min(int(np.searchsorted(at, (one.start + one.end) // 2)), len(at) - 1)


def _told(one: BoxCleaning, time: Ints, r_f: Floats) -> BoxCleaning:
    column = BOXES.index(one.box)

    def at(second: int) -> float:
        row = min(int(np.searchsorted(time, second)), len(time) - 1)
        return float(r_f[row, column])

    return replace(one, r_f_before=at(one.start), r_f_after=at(one.end))
