"""What a deposit at the end of the horizon will cost more than none: the relative cost to go."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.growth import DAY, after, residue
from greenlang.agents.exchanger.decide.interval import Terms, best_interval, lost_until
from greenlang.agents.exchanger.decide.units import Price, Unit, out_days
from greenlang.agents.exchanger.model import CleaningMethod

Floats = NDArray[np.float64]
HORIZON = 5 * 365 * DAY  # s: as far as a fouling law is followed
LEVELS = 81
STEPS = 261  # weeks of 5 years
ROUNDS = 4
_GAUSS = np.polynomial.legendre.leggauss(24)
NODES: Floats = (1.0 + _GAUSS[0]) / 2  # of a running time, for its integral
WEIGHTS: Floats = _GAUSS[1] / 2


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


def cycle(unit: Unit, method: CleaningMethod, price: Price) -> Cycle:
    """Best interval of one method, every length with the residue that it brings.

    A cleaning leaves a share of what it meets, so a longer cycle begins each time with more: J is
    least over lengths and their own residues together, not over lengths at the residue of one.
    """
    terms = Terms(method.cost, DAY * out_days(method), price.heat * unit.loss.whole)
    last = after(unit.growth, np.zeros(1), np.array([HORIZON]))
    idle = float(unit.rate(last, price)[0])

    def lost(t: Floats) -> Floats:
        return running_cost(unit, method, price, t)

    found = best_interval(lost, terms, HORIZON, idle)
    if not found.pays:
        return Cycle(method, found.t, found.j, 0.0, found.window, found.curve)
    left = float(residue(unit.growth, method.effect_on(unit.asset.name), np.array([found.t]))[0])
    return Cycle(method, found.t, found.j, left, found.window, found.curve)


def running_cost(
    unit: Unit, method: CleaningMethod, price: Price, t: Floats, drift: Floats | float = 0.0
) -> Floats:
    """Money lost in one running time t (s) of the endless cycle; inf where it never settles."""
    left = residue(unit.growth, method.effect_on(unit.asset.name), t, drift)
    sound = np.isfinite(left)
    r_f = after(
        unit.growth,
        np.where(sound, left, 0.0)[..., None],
        t[..., None] * NODES,
        np.asarray(drift)[..., None],
    )
    return np.where(sound, t * (unit.rate(r_f, price) @ WEIGHTS), np.inf)


def terminal(unit: Unit, cycles: Sequence[Cycle], price: Price) -> Terminal:
    """Cost to go by value iteration over R_f."""
    top = max(float(unit.growth.fresh[-1]), float(unit.growth.ahead.max()), 1e-6)
    levels = np.linspace(0.0, 1.2 * top, LEVELS)
    j = min((one.j for one in cycles), default=0.0)
    t = np.linspace(0.0, HORIZON, STEPS)
    r_f = after(unit.growth, levels[:, None], t[None, :])
    run = lost_until(t, unit.rate(r_f, price)) - j * t
    value = np.zeros(LEVELS)
    for _ in range(ROUNDS):
        ways = [run[:, -1]]
        for one in cycles:
            kept = 1.0 - one.method.effect_on(unit.asset.name)
            again = np.interp(kept * r_f, levels, value)
            out = (price.heat * unit.loss.whole - j) * DAY * out_days(one.method)
            spent = one.method.cost + out
            ways.append((run + spent + again).min(axis=1))
        value = np.min(ways, axis=0)
        value = value - value[0]
    return Terminal(levels, value)
