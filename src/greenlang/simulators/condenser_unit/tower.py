"""A counterflow tower by Merkel's equations, integrated from the basin upwards (Runge-Kutta).

One table of cold-water temperatures over hot water, wet bulb and water to air is made that way for
a tower and read by cubic splines; the water of cells with running and with idle fans is mixed.
Recirculation grows with the running cells, the fans' mass flow with the density of the air.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.truth import Floats

CP = 4186.0
P_AIR = np.asarray(100_800.0)
STEPS = 10
HOT = np.linspace(278.15, 333.15, 23)
WET = np.linspace(253.15, 308.15, 23)
LOADING = np.geomspace(0.45, 20.0, 17)
IDLE = 0.11  # share of the air that an idle cell draws by itself


@dataclass(frozen=True)
class Tower:
    """`cells` cells with `air` kg/s of dry air each at full speed; Me = c (L/G)^-n."""

    cells: int
    air: float
    c: float
    n: float
    fan: float  # W at full speed
    recirculation: float = 0.4  # K with all cells running

    def inlet(self, wet_bulb: Floats, fans: Floats) -> Floats:
        """Wet bulb at the air inlet."""
        return np.asarray(wet_bulb + self.recirculation * fans / self.cells)

    def air_flow(self, wet_bulb: Floats) -> Floats:
        """Dry air of one running cell, kg/s: by density."""
        return np.asarray(self.air * 288.15 / (wet_bulb + 3.0))

    def cold(
        self, rise: Floats, m: Floats, wet_bulb: Floats, fans: Floats, capability: Floats
    ) -> Floats:
        """Cold-water temperature (K) with the water cooled by `rise` on the whole.

        `m` kg/s over all cells; `fans` running; `capability` 1 as new scales the air.
        """
        t_wb = self.inlet(wet_bulb, fans)
        air = self.air_flow(wet_bulb) * capability
        each = m / self.cells
        share = fans / self.cells
        t_hot = t_wb + rise + 6.0
        for _ in range(7):
            on = _table(self.c, self.n, t_hot, t_wb, each / air)
            off = _table(self.c, self.n, t_hot, t_wb, each / (IDLE * air))
            t_cold = share * on + (1.0 - share) * off
            cooled = np.maximum(t_hot - t_cold, 0.1)
            t_hot = t_hot + 0.9 * (rise - cooled) * np.clip((t_hot - t_wb) / cooled, 1.0, 4.0)
        return np.asarray(t_hot - rise)


def _table(c: float, n: float, t_hot: Floats, t_wb: Floats, loading: Floats) -> Floats:
    from scipy.ndimage import map_coordinates

    hot = (t_hot - HOT[0]) / (HOT[1] - HOT[0])
    wet = (t_wb - WET[0]) / (WET[1] - WET[0])
    ratio = np.log(loading / LOADING[0]) / np.log(LOADING[1] / LOADING[0])
    at = np.stack(np.broadcast_arrays(hot, wet, ratio))
    found = map_coordinates(_splines(c, n), at, order=3, mode="nearest", prefilter=False)
    return np.asarray(t_hot - found * (t_hot - t_wb))


@lru_cache(maxsize=4)
def _splines(c: float, n: float) -> Floats:
    """Spline coefficients of the effectiveness (T_hot - T_cold)/(T_hot - T_wb) over the grid."""
    from scipy.ndimage import spline_filter

    hot, wet, ratio = np.meshgrid(HOT, WET, LOADING, indexing="ij")
    high = np.where(np.abs(hot - wet) < 0.5, wet + 0.5, hot)  # the limit, where both are equal
    me = c * ratio**-n
    found = cooled(high, wet, ratio, me)
    return np.asarray(spline_filter((high - found) / (high - wet), order=3, mode="nearest"))


def cooled(t_hot: Floats, t_wb: Floats, loading: Floats, me: Floats) -> Floats:
    """Cold-water temperature (K) of one cell, by marching from a guessed basin upwards."""
    h_in = water.saturated_air(t_wb, P_AIR)
    low, high = np.minimum(t_wb, t_hot), np.maximum(t_wb, t_hot)
    for _ in range(30):
        t_cold = 0.5 * (low + high)
        over = _top(t_cold, h_in, loading, me) > t_hot
        low, high = np.where(over, low, t_cold), np.where(over, t_cold, high)
    return np.asarray(0.5 * (low + high))


def _top(t_cold: Floats, h_in: Floats, loading: Floats, me: Floats) -> Floats:
    """Water temperature at the top: cp dT = Me (h_s - h) dz, dh = (L/G) cp dT."""
    t, dz = t_cold, 1.0 / STEPS

    def slope(t: Floats) -> Floats:
        h = h_in + loading * CP * (t - t_cold)
        return np.asarray(me / CP * (water.saturated_air(np.minimum(t, 360.0), P_AIR) - h))

    for _ in range(STEPS):
        k_1 = slope(t)
        k_2 = slope(t + dz / 2 * k_1)
        k_3 = slope(t + dz / 2 * k_2)
        k_4 = slope(t + dz * k_3)
        t = np.minimum(t + dz / 6 * (k_1 + 2 * k_2 + 2 * k_3 + k_4), 400.0)
    return np.asarray(t)
