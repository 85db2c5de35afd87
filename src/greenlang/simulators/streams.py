"""Two liquids along a common wall, integrated in their enthalpies by Runge-Kutta.

x runs from 0 to 1 along the wall with the cold stream. In counterflow the hot stream leaves at
x = 0, in parallel flow it enters there. The wall's resistance is linear in x.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.preheat_train.fluids import Liquid, temperature
from greenlang.simulators.truth import Bools, Floats

STEPS = 4  # outlets then lie within 0.01 K of 64 steps
RUNAWAY = 1.4  # shares of the span between the inlets beyond which a wrong guess is held


@dataclass(frozen=True)
class Pair:
    """Two streams: liquids, flows (kg/s) and inlet enthalpies (MJ/kg), arrays over time."""

    hot: Liquid
    cold: Liquid
    m_hot: Floats
    m_cold: Floats
    h_hot: Floats
    h_cold: Floats


@dataclass(frozen=True)
class Wall:
    """Area (m2) and resistance at both ends (m2 K/W)."""

    area: float
    near: Floats
    far: Floats


def march(pair: Pair, wall: Wall, h_hot: Floats, sense: float) -> Floats:
    """Hot enthalpy at x = 1 from `h_hot` and the cold inlet at x = 0.

    `sense` is 1 where the hot stream grows warmer with x (counterflow), -1 in parallel flow.
    """
    span = RUNAWAY * np.maximum(pair.h_hot - h_hot, 0.2 * np.abs(pair.h_hot))
    ceiling = h_hot + np.maximum(span, 0.05)
    h, c = h_hot, pair.h_cold
    per_hot = sense * 1e-6 * wall.area / pair.m_hot
    ratio = sense * pair.m_hot / pair.m_cold  # dc / dh
    dx = 1.0 / STEPS

    def slope(x: float, h: Floats, c: Floats) -> Floats:
        drive = temperature(pair.hot, h) - temperature(pair.cold, c)
        return np.asarray(drive * per_hot / (wall.near + x * (wall.far - wall.near)))

    for i in range(STEPS):
        x = i * dx
        h1 = slope(x, h, c)
        h2 = slope(x + dx / 2, h + dx / 2 * h1, c + dx / 2 * ratio * h1)
        h3 = slope(x + dx / 2, h + dx / 2 * h2, c + dx / 2 * ratio * h2)
        h4 = slope(x + dx, h + dx * h3, c + dx * ratio * h3)
        move = dx / 6 * (h1 + 2 * h2 + 2 * h3 + h4)
        move = np.minimum(move, ceiling - h)
        h, c = h + move, c + ratio * move
    return h


def root(gap: Callable[[Floats], Floats], low: Floats, high: Floats, rounds: int = 8) -> Floats:
    """Where a rising `gap` is zero between `low` and `high`, by false position (Illinois).

    A row whose gap has one sign at both ends gets the end that is nearer to zero.
    """
    f_low, f_high = gap(low), gap(high)
    above, below = f_low >= 0, f_high <= 0
    start, end = low, high
    for _ in range(rounds):
        x = high - f_high * (high - low) / np.where(f_high == f_low, 1.0, f_high - f_low)
        f = gap(x)
        same = f * f_high > 0
        low, f_low = np.where(same, low, high), np.where(same, f_low / 2, f_high)
        high, f_high = x, f
    return _ends(high, start, end, above, below)


def _ends(x: Floats, start: Floats, end: Floats, above: Bools, below: Bools) -> Floats:
    return np.where(above, start, np.where(below, end, x))
