"""The cold end at one way to run, or at thousands: the same equations in Decimal and in arrays.

Pumps and system give the flow, flow and duty the range, range and air the cold water, cold water
and fouling the pressure, pressure the power, and power the duty again: at constant heat input what
the turbine gives more, the condenser does not get. It is one fixed point in cold water, pressure
and duty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.agents.condenser import air_equations as ax
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.decide.cold import (
    Cells,
    ColdEndCase,
    CoolingPumps,
    Tower,
    WaterPrices,
)
from greenlang.agents.condenser.method import clean
from greenlang.agents.condenser.method.expected import Stream, expected, stream
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count
from greenlang.library import economics as eco
from greenlang.library.air import moist
from greenlang.library.flow import operation, pumps
from greenlang.library.heat import balance as heat
from greenlang.library.steam import saturation
from greenlang.library.tower import fans, merkel
from greenlang.library.tower import water as tower_water
from greenlang.library.turbine import response

Number = Any


@dataclass(frozen=True)
class Draught:
    """Equal cells at one state of their fans: dry air and electric power of one."""

    g: Number
    power: Number  # None: the fan stands


@dataclass(frozen=True)
class Air:
    """The air that the tower draws in, with its humidity."""

    inlet: merkel.Air
    w: Number
    rho: Number


@dataclass(frozen=True)
class Setup:
    """What is the same for every way to run."""

    x: ColdEndCase
    b: clean.Bundle
    k: Number
    h_0: Number = None  # fuel heat now
    air: Air | None = None
    draughts: tuple[tuple[Draught, ...], ...] = ()

    @property
    def states(self) -> tuple[Draught, ...]:
        """Draughts of all groups of cells, one after the other."""
        return tuple(one for group in self.draughts for one in group)


@dataclass(frozen=True)
class Reached:
    """Condensing state at cold water, flow and duty, and the power that the turbine then gives."""

    w: Stream
    t_s: Number
    p_heat: Number
    p: Number
    power: Number


@dataclass(frozen=True)
class Load:
    """Electric power of pumps, fans and vacuum pumps."""

    pumps: Number
    fans: Number
    vacuum: Number
    total: Number


def setup(x: ColdEndCase) -> Setup:
    """The case with what follows from it alone. InsufficientData where a part is missing."""
    if (x.t_in is None) == (x.tower is None):
        raise InsufficientData(
            "give t_in for once-through water, or a tower that makes it: one of the two"
        )
    b = clean.bundle(x.tubes)
    if b.f_b is None:
        raise InsufficientData("tubes: give f_b, learnt after cleanings, or rows for a prior")
    k = pumps.system_constant(x.system.static, x.system.head, x.system.v)
    rate, h_0 = x.turbine.heat_rate, None
    if rate is not None:
        h_0 = pumps.power_of_share(rate, x.turbine.power)
    if x.tower is None:
        return Setup(x, b, k, h_0)
    air = _air(x, x.tower)
    return Setup(x, b, k, h_0, air, tuple(_draughts(cells, air) for cells in x.tower.cells))


def _air(x: ColdEndCase, tower: Tower) -> Air:
    if x.barometer is None:
        raise InsufficientData("a tower needs the site's barometer for the density of its air")
    t_wb = fans_inlet(tower)
    if tower.t_db is None:
        w, t_db = moist.saturated_humidity_ratio(t_wb, x.barometer), t_wb
    else:
        w, t_db = moist.humidity_ratio_wet(tower.t_db, t_wb, x.barometer), tower.t_db
    return Air(merkel.entering(t_wb, x.barometer), w, moist.density(t_db, w, x.barometer))


def fans_inlet(tower: Tower) -> Number:
    """Wet bulb where the air enters: ambient, and what recirculates."""
    return merkel.hot_water(tower.t_wb, tower.recirculation)


def _draughts(cells: Cells, air: Air) -> tuple[Draught, ...]:
    idle = (
        fans.assumed_idle_air(cells.g) if cells.idle is None else fans.idle_air(cells.g, cells.idle)
    )
    rho = air.rho if cells.rho is None else cells.rho
    blown = (
        Draught(
            fans.air_flow(cells.g, speed, air.rho, rho),
            fans.fan_power(cells.power, speed, air.rho, rho),
        )
        for speed in cells.speeds
    )
    return (Draught(idle, None), *blown)


def reached(s: Setup, t_in: Number, v: Number, q: Number, vacuum: Number, off: Any) -> Reached:
    """Pressure and power with this water; `vacuum` pumps run; `off` shifts, for arrays alone."""
    x = s.x
    w = stream(s.b, t_in, v, q, salinity=x.salinity)
    r_f = x.r_f if off is None else x.r_f + off.r_f
    t_s = expected(s.b, w, (r_f, x.r_air)).t_s
    p_heat = saturation.pressure(t_s)
    p = p_heat if x.vacuum is None else cx.not_below(p_heat, _floor(x, t_in, vacuum))
    c = response.change(x.turbine.curve, p, x.turbine.load)
    return Reached(w, t_s, p_heat, p, response.power(x.turbine.power, c if off is None else
                                                     c * (1 + off.curve)))  # fmt: skip


def _floor(x: ColdEndCase, t_in: Number, number: Number) -> Number:
    if x.vacuum is None:
        raise InsufficientData("no vacuum pumps are given")
    t = ax.vent_temperature(t_in, x.vacuum.above)
    v = operation.group_flow(number, x.vacuum.v)
    with np.errstate(divide="ignore"):
        return ax.floor_pressure(x.vacuum.m_air, v, t, saturation.pressure(t))


def pump_power(group: CoolingPumps, v: Number, speed: Number, number: Number, rho: Number) -> Any:
    """Electric power of a group of pumps; none where none runs."""
    with np.errstate(all="ignore"):
        shaft = pumps.power(group.pump, v, speed, rho)
        each = pumps.electric_power(shaft, group.eta_motor, group.eta_drive)
        found = ce.together(number, each)
        return found if isinstance(found, Decimal) else np.where(number > 0, found, 0.0)


def load(s: Setup, rho: Number, way: tuple[Sequence[Any], ...], vacuum: Number, share: Any) -> Load:
    """Electric power of the machines; `way` holds flows, speeds, numbers of pumps, of cells."""
    x, (flows, speeds, numbers, cells) = s.x, way
    each = [
        pump_power(group, v, speed, n, rho)
        for group, v, speed, n in zip(x.pumps, flows, speeds, numbers, strict=True)
        if not isinstance(v, Decimal) or n
    ]
    pumped = ce.auxiliary(*each)
    pumped = pumped if share is None else pumped * (1 + share)
    blown = [
        ce.together(n, one.power)
        for one, n in zip(s.states, cells, strict=True)
        if one.power is not None and not (isinstance(n, int) and not n)
    ]
    fan = ce.auxiliary(*blown) if blown else None
    sucked = None
    if x.vacuum is not None and not (isinstance(vacuum, int) and not vacuum):
        sucked = ce.together(vacuum, x.vacuum.power)
    parts = [part for part in (pumped, fan, sucked) if part is not None]
    return Load(pumped, fan, sucked, ce.auxiliary(*parts))


@dataclass(frozen=True)
class Used:
    """Water that the tower uses."""

    makeup: Number = None
    blowdown: Number = None


def used(s: Setup, w: Stream, t_hot: Number, each: Sequence[Any], cells: Sequence[Any]) -> Used:
    """Make-up and blowdown of all cells, where the cycles and the dry bulb say them."""
    tower, air = s.x.tower, s.air
    if tower is None or air is None or tower.coc is None or tower.t_db is None:
        return Used()
    many = cells_together(cells)
    one = fans.water_of_cell(w.m, many)
    taken: list[Any] = []
    given: list[Any] = []
    for draught, t, n in zip(s.states, each, cells, strict=True):
        if isinstance(n, int) and not n:
            continue
        r = heat.approach(t_hot, t)
        use = tower_water.use(one, draught.g, r, t, air.inlet, air.w, w.cp, tower.coc, tower.drift)
        for parts, m in ((taken, use.makeup), (given, use.blowdown)):
            part = ce.of_cells(n, m)
            parts.append(part if isinstance(part, Decimal) else np.where(n > 0, part, 0.0))
    return Used(ce.of_tower(*taken), ce.of_tower(*given))


def cells_together(cells: Sequence[Any]) -> Any:
    """Number of cells, whatever their fans do."""
    return count(sum(cells)) if isinstance(cells[0], int) else np.sum(cells, axis=0)


def money(
    s: Setup, net: Number, f: Number, w: Stream, use: Used, starts: Sequence[tuple[Any, Number]]
) -> Number:
    """What a way to run earns a second; `starts` are (number, cost of one)."""
    x, prices, paid = s.x, s.x.prices, s.x.water or WaterPrices()
    rho = density(x, w.t_in)
    costs = [
        ce.water_cost(m, rho, price)
        for m, price in ((use.makeup, paid.makeup), (use.blowdown, paid.chemicals))
        if m is not None and price is not None
    ]
    costs += [
        ce.start_cost(n, cost, x.expected)
        for n, cost in starts
        if cost is not None and not (isinstance(n, int) and not n)
    ]
    if prices.basis == "constant heat input":
        return ce.left_over(ce.earned(prices.power, net), *costs)
    joule = prices.fuel
    if prices.co2 is not None and prices.factor is not None:
        joule = eco.heat_price(prices.fuel, prices.factor, prices.co2)
    return ce.spent(eco.cost_rate(heat_input(s, f), joule), *costs)


def heat_input(s: Setup, f: Number) -> Number:
    """Fuel heat of a way to run; `f` is its share of the present one, None: that itself."""
    if s.h_0 is None or f is None:
        return s.h_0
    return pumps.power_of_share(f, s.h_0)


def density(x: ColdEndCase, t: Number) -> Number:
    """Density of the cooling water."""
    return water.density(cx.assumed_water_pressure(t), t, x.salinity)
