"""Vacuum pumps with their seal water, the pressure that they cannot go below, and the vent.

A liquid-ring pump loses volume to vapour that flashes off its seal water: share 0.85 psat(T_seal)/p
(75 Torr, 30 against 15.6 degC: 0.75, where a vendor tells 0.76). The vent cooler brings the mixture
to `above` over the water's inlet at best; with less air the pump draws it warmer.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.truth import Floats

FLASH = 0.85
DROOP = 0.35  # of the dry volume, towards nothing at the suction
BLANKET = 0.035  # share of the surface at full capacity: the cooler section is then of air


@dataclass(frozen=True)
class VacuumPumps:
    """Equal pumps; `v_0` (m3/s) is the dry volume of one at a pressure well above its seal's."""

    v_0: float
    above: float = 3.0

    def volume(self, p: Floats, t_seal: Floats) -> Floats:
        """Suction volume of one pump as new, m3/s."""
        dry = 1.0 - DROOP * np.exp(-p / 3000.0)
        wet = 1.0 - FLASH * water.saturation_pressure(t_seal) / p
        return np.asarray(self.v_0 * dry * np.maximum(wet, 0.0))

    def capacity(self, p: Floats, t_in: Floats, t_seal: Floats, running: Floats) -> Floats:
        """Dry air (kg/s) that `running` pumps (1.0 is one as new) take at pressure p."""
        t_v = t_in + self.above
        p_a = np.maximum(p - water.saturation_pressure(t_v), 0.0)
        return np.asarray(running * self.volume(p, t_seal) * p_a / (water.R_AIR * t_v))

    def floor(self, m_a: Floats, t_in: Floats, t_seal: Floats, running: Floats) -> Floats:
        """Pressure (Pa) below which the pumps do not get at this air."""
        t_v = t_in + self.above
        p_vent = water.saturation_pressure(t_v)
        flash = FLASH * water.saturation_pressure(t_seal)
        need = m_a * water.R_AIR * t_v / (running * self.v_0)
        low, high = np.maximum(p_vent, flash), np.full_like(p_vent, 60e3)
        for _ in range(23):
            p = 0.5 * (low + high)
            short = (1.0 - DROOP * np.exp(-p / 3000.0)) * (1.0 - flash / p) * (p - p_vent) < need
            low, high = np.where(short, p, low), np.where(short, high, p)
        return np.asarray(0.5 * (low + high))

    def vent(self, p: Floats, m_a: Floats, t_in: Floats, t_seal: Floats, running: Floats) -> Floats:
        """Temperature (K) of the mixture that leaves the condenser."""
        t_s = water.saturation_temperature(p)
        drawn = np.maximum(running * self.volume(p, t_seal), 1e-3)
        p_a = m_a * water.R_AIR * t_s / drawn
        warm = water.saturation_temperature(np.maximum(p - p_a, 100.0))
        return np.asarray(np.clip(warm, np.minimum(t_in + self.above, t_s), t_s))


def blanketed(m_a: Floats, capacity: Floats) -> Floats:
    """Share of the surface that air keeps from condensing: little until the pumps are short."""
    load = np.minimum(m_a / np.maximum(capacity, 1e-9), 1.0)
    return np.asarray(BLANKET * load**3)
