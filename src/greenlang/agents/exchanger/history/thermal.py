"""From reconciled states to duty and to 1/U: by the inverse of P-NTU, or by zones of enthalpy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import zones
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.model import Exchanger
from greenlang.library.heat.pntu.arrangements import ntu

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Thermal:
    """(rows,): duties of both sides in W, 1/U in m2 K/W (NaN where no U explains the states).

    `shape`: UA by P-NTU at the mean capacity rates over the UA that counts; 1 unless that is by
    zones of enthalpy.
    """

    q_hot: Floats
    q_cold: Floats
    resistance: Floats
    shape: Floats

    @property
    def duty(self) -> Floats:
        """Mean of both sides, W; they agree after reconciliation."""
        return self.q_hot + (self.q_cold - self.q_hot) / 2.0


def duties(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> tuple[Floats, Floats]:
    """Duties of the hot and of the cold side by enthalpy, W."""
    t_hi, t_ho, t_ci, t_co, m_hot, m_cold = x.T
    h1, h2 = (liquids.heat(asset.fluids["hot"], t, rows) for t in (t_hi, t_ho))
    h3, h4 = (liquids.heat(asset.fluids["cold"], t, rows) for t in (t_ci, t_co))
    return m_hot * (h1 - h2), m_cold * (h4 - h3)


def thermal(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> Thermal:
    """Duty and overall resistance of reconciled states (rows, 6)."""
    t_hi, t_ho, t_ci, t_co, _, _ = x.T
    q_hot, q_cold = duties(asset, x, liquids, rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        span = t_hi - t_ci
        if asset.spaces["hot"] == "shell":
            p, r, c = (t_hi - t_ho) / span, (t_co - t_ci) / (t_hi - t_ho), q_hot / (t_hi - t_ho)
        else:
            p, r, c = (t_co - t_ci) / span, (t_hi - t_ho) / (t_co - t_ci), q_cold / (t_co - t_ci)
        units = ntu(asset.arrangement, p, r, asset.shells)
        shape = np.ones(len(x))
        if zones.needed(asset, x, liquids, rows):
            # F of the arrangement at the mean rates corrects what the zones give in counterflow.
            q = q_hot + (q_cold - q_hot) / 2.0
            by_zones = zones.conductance(asset, x, liquids, rows, q)
            shape = c * ntu("counterflow", p, r) / by_zones
        u = units * c / shape / float(asset.area)
        resistance = np.where(np.isfinite(u) & (u > 0.0), 1.0 / u, np.nan)
    return Thermal(q_hot, q_cold, resistance, shape)
