"""Cooling-water pumps in parallel on a static head, and the boxes that share their water.

H = h_0 - b |V|^n with an exponent of the pump's own; every pump may be worn (its head and flow
shrink) or off. What debris does at the tube sheet costs more than the lost bores alone would.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.condenser_unit.bundle import Tubes
from greenlang.simulators.truth import Floats

RHO_G = 998.5 * 9.80665
RHO = 998.5


@dataclass(frozen=True)
class Pump:
    """One of equal pumps at full speed: m, m3/s, best efficiency at `v_best`; `npsh` there."""

    h_0: float
    h_best: float
    v_best: float
    n: float = 2.15
    eta: float = 0.86
    npsh: float = 6.5

    def head(self, v: Floats, health: Floats) -> Floats:
        """Head (m); `health` 1 as new scales the wheel: head by its square, flow by itself."""
        drop = (self.h_0 - self.h_best) * np.abs(v / (self.v_best * health)) ** self.n
        return np.asarray(health**2 * (self.h_0 - drop))

    def flow(self, h: Floats, health: Floats) -> Floats:
        """Flow (m3/s) at a head; none above the shut-off head."""
        room = np.maximum(self.h_0 - h / health**2, 0.0) / (self.h_0 - self.h_best)
        return np.asarray(self.v_best * health * room ** (1.0 / self.n))

    def shaft(self, v: Floats, h: Floats) -> Floats:
        """Power at the shaft, W: best efficiency at `v_best`, half of that power shut off."""
        return np.asarray(RHO_G * self.v_best * h / (self.eta * (2.0 - v / self.v_best)))


@dataclass(frozen=True)
class Circuit:
    """Static head (m), pipes `k_pipes` (m s2/m6) common to all boxes, and the boxes' own losses.

    `k_box` is a box's loss in velocity heads of its tubes without the tubes' friction.
    """

    static: float
    k_pipes: float
    tubes: Tubes
    boxes: int = 2
    k_box: float = 2.6

    def box_loss(self, v: Floats, active: Floats, blocked: Floats) -> Floats:
        """Pressure drop (Pa) over each box."""
        return np.asarray(self._of_square(active, blocked) * v**2)

    def _of_square(self, active: Floats, blocked: Floats) -> Floats:
        """Pa s2/m6 of a box; friction at a usual Reynolds number of 45000."""
        bores = self.tubes.bore * self.tubes.count / self.boxes
        friction = 0.0208 * self.tubes.length / self.tubes.d_i
        ends = self.k_box * (1.0 + 3.0 * blocked)
        return np.asarray(RHO / 2 * (friction + ends) / (bores * active) ** 2)

    def flows(
        self, pump: Pump, health: Floats, active: Floats, blocked: Floats, shut: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Flow of each box and of each pump (m3/s), head (m).

        `health` (rows, pumps) is 0 for a pump that is off; `shut` (rows, boxes) 1 for a closed box.
        """
        of_box = self._of_square(active, blocked) / RHO_G
        share = np.where(shut > 0.5, 1e-9, 1.0 / np.sqrt(of_box))
        k = self.k_pipes + 1.0 / share.sum(axis=1) ** 2
        on = health > 0.0
        sound = np.where(on, health, 1.0)
        low, high = np.full(len(health), self.static), np.full(len(health), pump.h_0)
        for _ in range(30):
            h = 0.5 * (low + high)
            v = np.where(on, pump.flow(h[:, None], sound), 0.0).sum(axis=1)
            above = self.static + k * v**2 > h
            low, high = np.where(above, h, low), np.where(above, high, h)
        h = 0.5 * (low + high)
        each = np.where(on, pump.flow(h[:, None], sound), 0.0)
        total = each.sum(axis=1)
        return total[:, None] * share / share.sum(axis=1)[:, None], each, h
