"""A plate pack: films on both sides of the plates, passes, and the water that holds a set point."""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.plate_cooler.design import WATER, Unit
from greenlang.simulators.preheat_train.fluids import (
    Floats,
    Liquid,
    enthalpy,
    ln_viscosity,
    temperature,
)
from greenlang.simulators.streams import Pair, Wall, march, root

REFERENCE = np.array(310.0)  # K, at which the data sheet gives the films
LEAST_WATER = 0.28  # of the largest flow: the valve's stop


@dataclass(frozen=True)
class Films:
    """What a pack really does: factors on the data sheet's films, exponents of flow, viscosity."""

    hot: float
    cold: float
    n_hot: float
    n_cold: float
    p: float


DATA_SHEET = Films(1.0, 1.0, 0.68, 0.68, 0.35)


@dataclass(frozen=True)
class Inlets:
    """Hot liquid and its flow (kg/s), inlet temperatures (K), arrays over time."""

    hot: Liquid
    m_hot: Floats
    t_hot: Floats
    t_cold: Floats


@dataclass(frozen=True)
class Outcome:
    """Outlets (K), duty (W), mean U with and without deposit, the deposit's surface (K)."""

    t_hot_out: Floats
    t_cold_out: Floats
    duty: Floats
    u: Floats
    u_clean: Floats
    surface: Floats


@dataclass(frozen=True)
class Pack:
    """One pack with its films between given inlets."""

    unit: Unit
    films: Films
    inlets: Inlets

    def clean(self, t_hot: Floats, t_cold: Floats, m_cold: Floats) -> tuple[Floats, Floats]:
        """Clean resistance, and that of the water film alone, m2 K/W."""
        unit, fit, given = self.unit, self.films, self.inlets
        ahead = fit.hot * unit.h_hot * (given.m_hot / unit.m_hot) ** fit.n_hot
        behind = fit.cold * unit.h_cold * (m_cold / unit.m_cold) ** fit.n_cold
        thick = ln_viscosity(given.hot, t_hot) - ln_viscosity(given.hot, REFERENCE)
        water = ln_viscosity(WATER, t_cold) - ln_viscosity(WATER, REFERENCE)
        r_cold = np.exp(fit.p * water) / behind
        return np.exp(fit.p * thick) / ahead + unit.wall + r_cold, r_cold

    def gap(self, m_cold: Floats, h_out: Floats, r_f: Floats) -> Floats:
        """Enthalpy by which the plates would have cooled more than from inlet to `h_out`, MJ/kg."""
        given = self.inlets
        h_hot, h_cold = enthalpy(given.hot, given.t_hot), enthalpy(WATER, given.t_cold)
        pair = Pair(given.hot, WATER, given.m_hot, m_cold, h_hot, h_cold)
        t_out = temperature(given.hot, h_out)
        if self.unit.passes != (2, 1):  # 1/1, and 2/2 with its passes one behind the other
            t_far = temperature(WATER, h_cold + (h_hot - h_out) * given.m_hot / m_cold)
            near, far = (given.t_cold, t_out), (t_far, given.t_hot)
            return march(pair, self._wall(1.0, m_cold, near, far, r_f), h_out, 1.0) - h_hot
        # Two hot passes, each over half of the plates with half of the water: the first with it,
        # the second against it.
        half = Pair(given.hot, WATER, given.m_hot, m_cold / 2, h_hot, h_cold)
        rise = (h_hot - h_out) * given.m_hot / m_cold
        t_far = temperature(WATER, h_cold + rise)
        t_mid = (t_out + given.t_hot) / 2
        second = self._wall(0.5, m_cold, (given.t_cold, t_out), (t_far, t_mid), r_f)
        between = march(half, second, h_out, 1.0)
        first = self._wall(0.5, m_cold, (given.t_cold, given.t_hot), (t_far, t_mid), r_f)
        return between - march(half, first, h_hot, -1.0)

    def _wall(
        self,
        share: float,
        m_cold: Floats,
        near: tuple[Floats, Floats],
        far: tuple[Floats, Floats],
        r_f: Floats,
    ) -> Wall:
        """A part of the plates between two ends, each (cold, hot) in K."""
        ends = [self.clean(hot, cold, m_cold)[0] + r_f for cold, hot in (near, far)]
        return Wall(share * self.unit.area, ends[0], ends[1])

    def controlled(self, r_f: Floats) -> tuple[Floats, Floats]:
        """Water (kg/s) and hot outlet (MJ/kg): at its set point, or with the valve at a stop."""
        unit, given = self.unit, self.inlets
        most = np.full(len(given.m_hot), unit.m_cold)
        goal = enthalpy(given.hot, np.full(len(most), unit.target))
        h_hot, h_least = (enthalpy(given.hot, t) for t in (given.t_hot, given.t_cold))
        short = self.gap(most, goal, r_f) < 0
        over = self.gap(LEAST_WATER * most, goal, r_f) > 0
        # One unknown a row: the water, or the outlet where the valve stands at a stop.
        m_0, m_1 = np.where(short, most, LEAST_WATER * most), np.where(over, LEAST_WATER, 1) * most
        h_0, h_1 = np.where(over, h_least, goal), np.where(short, h_hot, goal)

        def at(s: Floats) -> tuple[Floats, Floats]:
            return m_0 * (m_1 / m_0) ** s, h_0 + s * (h_1 - h_0)

        def gap(s: Floats) -> Floats:
            return self.gap(*at(s), r_f)

        return at(root(gap, np.zeros(len(most)), np.ones(len(most))))

    def uncontrolled(self, m_cold: Floats, r_f: Floats) -> Floats:
        """Hot outlet (MJ/kg) with this water."""
        given = self.inlets
        h_hot, h_least = (enthalpy(given.hot, t) for t in (given.t_hot, given.t_cold))
        return root(lambda h: self.gap(m_cold, h, r_f), h_least, h_hot, 10)

    def outcome(self, m_cold: Floats, h_out: Floats, r_f: Floats) -> Outcome:
        """Everything else, from water and hot outlet."""
        given = self.inlets
        duty = given.m_hot * (enthalpy(given.hot, given.t_hot) - h_out) * 1e6
        h_cold = enthalpy(WATER, given.t_cold) + duty / m_cold * 1e-6
        t_cold_out, t_hot_out = temperature(WATER, h_cold), temperature(given.hot, h_out)
        middle = (given.t_hot + t_hot_out) / 2, (given.t_cold + t_cold_out) / 2
        ends = ((given.t_hot, t_cold_out), middle, middle, (t_hot_out, given.t_cold))
        clean = np.stack([self.clean(*end, m_cold)[0] for end in ends])
        both = self.clean(*middle, m_cold)
        surface = middle[1] + (middle[0] - middle[1]) * both[1] / (both[0] + r_f)
        u, u_clean = (1 / (clean + r_f)).mean(axis=0), (1 / clean).mean(axis=0)
        return Outcome(t_hot_out, t_cold_out, duty, u, u_clean, surface)
