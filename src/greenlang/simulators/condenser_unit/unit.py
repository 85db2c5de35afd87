"""One unit as a whole: pumps, tower, condenser, vacuum pumps and turbine brought to agree."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.condenser_unit.bundle import Bundle, Films, Water
from greenlang.simulators.condenser_unit.design import Unit
from greenlang.simulators.condenser_unit.operation import SEAL, Operation
from greenlang.simulators.condenser_unit.pumps import Circuit
from greenlang.simulators.condenser_unit.vacuum import blanketed
from greenlang.simulators.condenser_unit.weather import Weather
from greenlang.simulators.truth import Floats

CHUNK = 4096
ROUNDS = 4  # the pressure then rests within 0.1 Pa


@dataclass(frozen=True)
class Flows:
    """What the pumps give: by box and pump (m3/s), head (m), drop over each box (Pa)."""

    box: Floats
    pump: Floats
    head: Floats
    drop: Floats
    kappa: Floats


@dataclass(frozen=True)
class Air:
    """Air to be drawn (kg/s) and vacuum pumps running, in pumps as new."""

    m: Floats
    running: Floats


@dataclass(frozen=True)
class States:
    """A unit over the rows, SI; `heat` (rows, boxes) is what each box takes."""

    t_in: Floats
    p: Floats
    p_heat: Floats
    p_floor: Floats
    q: Floats
    power: Floats
    heat: Floats


@dataclass(frozen=True)
class Built:
    """A unit as it really is: the condenser's films, the pumps' circuit."""

    unit: Unit
    films: Films

    @property
    def bundle(self) -> Bundle:
        """Its condenser."""
        return Bundle(self.unit.tubes, self.films)

    @property
    def circuit(self) -> Circuit:
        """Its cooling-water circuit."""
        return Circuit(self.unit.static, self.unit.k_pipes, self.unit.tubes)

    def flows(self, x: Operation) -> Flows:
        """What the pumps give to the boxes."""
        box, pump, head = self.circuit.flows(self.unit.pump, x.health, x.active, x.blocked, x.shut)
        drop = self.circuit.box_loss(box, x.active, x.blocked)
        clean = self.circuit.box_loss(box, x.active / (1.0 - x.blocked), np.zeros_like(box))
        kappa = drop / np.maximum(clean, 1e-6)
        return Flows(box, pump, head, drop, np.where(x.shut > 0.5, np.nan, kappa))

    def inlet(self, weather: Weather, x: Operation, v: Floats, q: Floats) -> Floats:
        """Cooling water as it comes: the river's, or the tower's at this heat."""
        tower = self.unit.tower
        if tower is None:
            return weather.river
        m = v.sum(axis=1) * 997.0
        rise = np.where(x.on, q, 0.25 * q) / (m * 4182.0)
        return tower.cold(rise, m, weather.wet_bulb, x.fans, x.capability)

    def states(self, t_in: Floats, x: Operation, v: Floats, r_f: Floats) -> States:
        """All that follows from inlet, operation, flows and deposits."""
        n = len(x.share)
        parts = [
            self._condenser(t_in[i], v[i], r_f[i], x.active[i], Air(x.m_a[i], x.vacuum[i]),
                            x.share[i])
            for i in (slice(k, k + CHUNK) for k in range(0, n, CHUNK))
        ]  # fmt: skip
        return States(t_in, *(np.concatenate(part) for part in zip(*parts, strict=True)))

    def _condenser(
        self, t_in: Floats, v: Floats, r_f: Floats, active: Floats, air: Air, share: Floats
    ) -> tuple[Floats, ...]:
        """Pressure with the heat that follows from it, constant heat input."""
        turbine = self.unit.turbine
        floor = self._floor(t_in, air)
        t_s, q, heat = self._settled(
            Water(_boxes(t_in, v), v, r_f, active),
            air,
            lambda p: turbine.heat(np.maximum(p, floor), share),
        )
        p_heat = water.saturation_pressure(t_s)
        p = np.maximum(p_heat, floor)
        return p, p_heat, floor, q, turbine.power(p, share), heat * (q / heat.sum(axis=1))[:, None]

    def pressure(
        self, t_in: Floats, v: Floats, q: Floats, r_f: Floats, active: Floats, air: Air | None
    ) -> Floats:
        """Pressure (Pa) at a given heat; without `air` nothing is blanketed and no floor counts."""
        t_s, _, _ = self._settled(Water(_boxes(t_in, v), v, r_f, active), air, lambda _: q)
        p = water.saturation_pressure(t_s)
        return p if air is None else np.maximum(p, self._floor(t_in, air))

    def _floor(self, t_in: Floats, air: Air) -> Floats:
        return self.unit.vacuum.floor(air.m, t_in, t_in + SEAL, air.running)

    def _settled(
        self, x: Water, air: Air | None, heat: Callable[[Floats], Floats]
    ) -> tuple[Floats, Floats, Floats]:
        """Steam temperature (K) at which the boxes take the heat, that heat, and each box's."""
        c = x.v.sum(axis=1) * 4.175e6
        area = _area(self.unit) * x.active.mean(axis=1)
        u = 1.0 / (1.0 / 3300.0 + x.r_f.mean(axis=1))
        t_in, q = x.t_in[:, 0], heat(np.full(len(c), 5e3))
        t_s = t_in + q / c / (1.0 - np.exp(-u * area / c))
        covered, each = np.zeros(len(c)), np.zeros_like(x.v)
        for _ in range(ROUNDS):
            p = water.saturation_pressure(t_s)
            if air is not None:
                covered = blanketed(
                    air.m, self.unit.vacuum.capacity(p, t_in, t_in + SEAL, air.running)
                )
            q = heat(p)
            each = self.bundle.heat(t_s, q, x, covered)
            t_s = t_in + (t_s - t_in) * q / each.sum(axis=1)
        return t_s, q, each


def _area(unit: Unit) -> float:
    return float(np.pi * unit.tubes.d_o * unit.tubes.length * unit.tubes.count)


def _boxes(t_in: Floats, v: Floats) -> Floats:
    return np.repeat(t_in[:, None], v.shape[1], axis=1)
