"""What a deposit at the end of the horizon will cost more than none: the relative cost to go."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.growth import DAY, after
from greenlang.agents.exchanger.decide.interval import Terms, best_interval, lost_until
from greenlang.agents.exchanger.decide.units import Unit
from greenlang.agents.exchanger.model import CleaningMethod

Floats = NDArray[np.float64]
HORIZON = 5 * 365 * DAY  # s: as far as a fouling law is followed
LEVELS = 81
STEPS = 261  # weeks of 5 years
ROUNDS = 4


@dataclass(frozen=True)
class Cycle:
    """The best endless repetition of one method: interval (s), mean cost (money/s), residue."""

    method: CleaningMethod
    t: float
    j: float
    residue: float
    window: tuple[float, float]
    curve: tuple[Floats, Floats]


@dataclass(frozen=True)
class Terminal:
    """Relative cost to go over J*, money, as a table over R_f."""

    r_f: Floats
    value: Floats

    def at(self, r_f: Floats) -> Floats:
        """What this deposit will cost more than a clean surface."""
        return np.interp(r_f, self.r_f, self.value)


def cycle(unit: Unit, method: CleaningMethod, heat: float) -> Cycle:
    """Best interval of one method, its residue consistent with itself; heat in money/J lost."""
    terms = Terms(method.cost, method.duration, heat * unit.loss.whole)
    residue = 0.0
    for _ in range(ROUNDS):
        found = best_interval(_rate(unit, heat, residue), terms, HORIZON)
        length = np.array([min(found.t, HORIZON)])
        reached = float(after(unit.growth, np.array([residue]), length)[0])
        if abs((1 - method.effect) * reached - residue) <= 1e-9:
            break
        residue = (1 - method.effect) * reached
    return Cycle(method, found.t, found.j, residue, found.window, found.curve)


def _rate(unit: Unit, heat: float, residue: float) -> Callable[[Floats], Floats]:
    def rate(t: Floats) -> Floats:
        return heat * unit.loss.at(after(unit.growth, np.full(t.shape, residue), t))

    return rate


def terminal(unit: Unit, cycles: Sequence[Cycle], heat: float) -> Terminal:
    """Cost to go by value iteration over R_f; heat in money per joule of duty lost."""
    top = max(float(unit.growth.fresh[-1]), float(unit.growth.ahead.max()), 1e-6)
    levels = np.linspace(0.0, 1.2 * top, LEVELS)
    j = min((one.j for one in cycles), default=0.0)
    t = np.linspace(0.0, HORIZON, STEPS)
    r_f = after(unit.growth, levels[:, None], t[None, :])
    run = lost_until(t, heat * unit.loss.at(r_f)) - j * t
    value = np.zeros(LEVELS)
    for _ in range(ROUNDS):
        ways = [run[:, -1]]
        for one in cycles:
            again = np.interp((1 - one.method.effect) * r_f, levels, value)
            spent = one.method.cost + (heat * unit.loss.whole - j) * one.method.duration
            ways.append((run + spent + again).min(axis=1))
        value = np.min(ways, axis=0)
        value = value - value[0]
    return Terminal(levels, value)
