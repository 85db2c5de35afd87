"""The last stage: work by expansion to the back pressure, less what its velocity carries away.

Annulus velocity V = m x v_g / A. Steam that leaves faster than sound in the annulus gives nothing
more: below that pressure the output falls no further and rises no more. Heat to the condenser is
what the cycle takes up and the shaft does not, at constant heat input.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.truth import Floats

DRYNESS = 0.92
ETA_STAGE = 0.87
ETA_GENERATOR = 0.985


@dataclass(frozen=True)
class Turbine:
    """`gross` W and `q` W to the condenser at full heat input and `p_ref`; `annulus` in m2."""

    gross: float
    q: float
    p_ref: float
    annulus: float
    leaving: float = 1.0  # factor on the leaving loss: blade angle and hood

    def exhaust(self, share: Floats) -> Floats:
        """Steam to the condenser (kg/s) at a share of the heat input."""
        return np.asarray(self.q / 2.21e6 * (0.06 + 0.94 * share))

    def velocity(self, p: Floats, m: Floats) -> Floats:
        """In the annulus, m/s."""
        return np.asarray(m * DRYNESS * water.steam_volume(p) / self.annulus)

    def specific(self, p: Floats, m: Floats) -> Floats:
        """Work (J/kg) of expansion from 20 kPa to p less the exhaust loss."""
        p = np.maximum(p, self.choke(m))
        x = np.log(20e3 / p)
        mean = 0.5 * (water.steam_volume(p) * p + water.steam_volume(np.asarray(20e3)) * 20e3)
        v = self.velocity(p, m)
        turn_up = 9.0e3 * np.exp(-((v / 110.0) ** 2))
        return np.asarray(ETA_STAGE * DRYNESS * mean * x - self.leaving * 0.32 * v**2 - turn_up)

    def choke(self, m: Floats) -> Floats:
        """Pressure (Pa) at which the annulus velocity is that of sound: constant V p nearly."""
        p = np.full_like(np.asarray(m, np.float64), 3000.0)
        for _ in range(6):
            sound = np.sqrt(1.12 * p * DRYNESS * water.steam_volume(p))
            p = p * self.velocity(p, m) / sound
        return np.asarray(p)

    def power(self, p: Floats, share: Floats) -> Floats:
        """Gross output, W."""
        m = self.exhaust(share)
        at_ref = self.specific(np.asarray(self.p_ref), m)
        base = self.gross * (share - 0.02 * (1.0 - share))
        return np.asarray(base + ETA_GENERATOR * m * (self.specific(p, m) - at_ref))

    def heat(self, p: Floats, share: Floats) -> Floats:
        """Heat to the condenser, W."""
        base = self.q * (0.05 + 0.95 * share)
        at_ref = self.gross * (share - 0.02 * (1.0 - share))
        return np.asarray(base - (self.power(p, share) - at_ref) / ETA_GENERATOR)
