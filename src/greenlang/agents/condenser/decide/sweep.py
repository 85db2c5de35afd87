"""All ways to run at once: their fixed points as columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.decide import running
from greenlang.agents.condenser.decide.running import Reached, Setup
from greenlang.agents.condenser.decide.ways import Ways, starts
from greenlang.agents.condenser.method.expected import stream
from greenlang.library.air import moist
from greenlang.library.flow.operation import OperatingPoint, Running, operating_point
from greenlang.library.tower import fans, merkel

Floats = NDArray[np.float64]
ROUNDS = 4  # of tower, pressure and duty; each leaves a fiftieth of the error before it
FIRST = 8.0  # K above the wet bulb, where the cold water of a tower is first looked for


@dataclass(frozen=True)
class Off:
    """Shifts by row: of the inlet or wet bulb (K), R_f, and shares of duty and of three models."""

    t: Any = 0.0
    r_f: Any = 0.0
    q: Any = 0.0
    curve: Any = 0.0
    tower: Any = 0.0
    pumping: Any = 0.0


@dataclass(frozen=True)
class Seen:
    """Ways at their fixed points, a column a quantity; NaN where there is none."""

    v: Floats
    head: Floats
    flow_each: tuple[Floats, ...]
    dead: tuple[Any, ...]
    velocity: Floats
    t_in: Floats
    t_out: Floats
    q: Floats
    f: Floats
    t_s: Floats
    p_heat: Floats
    p: Floats
    power: Floats
    net: Floats
    j: Floats
    t_hot: Floats
    each: tuple[Floats, ...]


def seen(s: Setup, ways: Ways, home: Any, off: Off | None = None) -> Seen:
    """The fixed point of every row; `home` is the row of the present way under the same shifts."""
    off = off or Off()
    flow = _flows(s, ways)
    x, cells = s.x, list(ways.cells.T)
    q_0 = np.broadcast_to(x.q * (1 + np.asarray(off.q)), flow.v.shape)
    q, f = q_0, np.ones(flow.v.shape)
    cold, basin = _first(s, off, flow.v.shape), None
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            if s.air is not None:
                w = stream(s.b, cold, flow.v, q, salinity=x.salinity)
                basin = _cooled(s, w, cells, off, basin)
                cold = basin.t_cold
            r = running.reached(s, cold, flow.v, q, ways.vacuum, off)
            aux = _aux(s, ways, flow, cold, off)
            f, q = _balanced(s, r, aux, (q_0, home))
            q = np.where(np.isfinite(q), q, q_0)  # power beyond its curve: told as such
        power = f * r.power
        net = power - aux
        use = running.Used()
        if x.water is not None:
            hot, each = (None, ()) if basin is None else (basin.t_hot, basin.each)
            use = running.used(s, r.w, hot, each, cells)
        j = running.money(s, net, f, r.w, use, starts(x, ways))
    return Seen(
        flow.v, flow.head, flow.flows, flow.dead, r.w.velocity, r.w.t_in, r.w.t_out, q, f, r.t_s,
        r.p_heat, r.p, power, net, j,
        q if basin is None else basin.t_hot, () if basin is None else basin.each,
    )  # fmt: skip


def _first(s: Setup, off: Off, shape: tuple[int, ...]) -> Floats:
    x = s.x
    start = x.t_in if x.tower is None else running.fans_inlet(x.tower) + FIRST
    return np.broadcast_to(start + np.asarray(off.t), shape)


def _flows(s: Setup, ways: Ways) -> OperatingPoint:
    """Pumps and system, each different way of pumping once."""
    groups = len(s.x.pumps)
    pumping, place = np.unique(np.hstack([ways.counts, ways.speeds]), axis=0, return_inverse=True)
    place = place.ravel()
    running_now = [
        Running(group.pump, pumping[:, i], pumping[:, groups + i])
        for i, group in enumerate(s.x.pumps)
    ]
    found = operating_point(running_now, s.x.system.static, s.k)
    return OperatingPoint(
        found.v[place],
        found.head[place],
        tuple(v[place] for v in found.flows),
        tuple(np.asarray(one)[place] for one in found.dead),
        tuple(np.asarray(one)[place] for one in found.starved),
    )


def _cooled(s: Setup, w: Any, cells: list[Any], off: Off, near: fans.Cooled | None) -> fans.Cooled:
    tower, air = s.x.tower, s.air
    if tower is None or air is None:
        raise TypeError("no tower")
    h = air.inlet.h
    if np.any(off.t):
        h = moist.saturated_enthalpies(air.inlet.p)(running.fans_inlet(tower) + off.t)
    groups = [fans.Cells(n, one.g) for n, one in zip(cells, s.states, strict=True)]
    return fans.cells_at_range(
        groups, w.m, w.t_out - w.t_in, merkel.Air(h, air.inlet.p),
        (tower.c * (1 + np.asarray(off.tower)), tower.n), w.cp, near,
    )  # fmt: skip


def _aux(s: Setup, ways: Ways, flow: OperatingPoint, cold: Floats, off: Off) -> Floats:
    rho = running.density(s.x, cold)
    way = (flow.flows, list(ways.speeds.T), list(ways.counts.T), list(ways.cells.T))
    return np.asarray(running.load(s, rho, way, ways.vacuum, off.pumping).total)


def _balanced(s: Setup, r: Reached, aux: Floats, given: tuple[Any, Any]) -> tuple[Floats, Floats]:
    """Share of the heat input, and duty, that the power of each row leaves."""
    q_0, home = given
    p_0 = r.power[home]
    if s.x.prices.basis == "constant heat input":
        return np.ones(q_0.shape), ce.duty_left(q_0, p_0, r.power)
    f = (p_0 - aux[home] + aux) / r.power
    return f, ce.duty_at_input(f, q_0, p_0, f * r.power)
