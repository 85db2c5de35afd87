"""What one exchanger costs from one cleaning to the next, by week, method and deposit before it.

Of a large fleet all of it together would be gigabytes: what follows a cleaning in a week is worked
out when it is asked for.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet, Service, service
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.growth import DAY, after, uncleaned
from greenlang.agents.exchanger.decide.terminal import Terminal
from greenlang.agents.exchanger.decide.units import Unit, out_days, scaled
from greenlang.library.schedule import Renewal

Floats = NDArray[np.float64]
LEVELS = 25
CLOSED = 1e30  # money: stands for no way, so that shares of it stay numbers
KEPT = 2500  # legs that stay in memory; those of a larger fleet are worked out when asked for


@dataclass(frozen=True)
class Leg:
    """One exchanger from a cleaning in one week on, by method and deposit before it.

    `run` (methods, levels, weeks + 1) is the cost of the cleaning and of running until an end,
    `reached` (methods, levels, weeks) the deposit at the beginning of each later week, `load`
    (methods, levels, weeks) what it takes of the furnace (W), None where that has no limit.
    """

    run: Floats
    reached: Floats
    load: Floats | None = None


@dataclass(frozen=True)
class Chain:
    """One exchanger over the weeks, by deposit before a cleaning (`levels`, m2 K/W).

    `leg` is what follows a cleaning in a week; `idle` (weeks + 1,) and `idle_r_f` (weeks,) are cost
    and deposit without any cleaning, `idle_load` (weeks,) what that takes of the furnace.
    """

    levels: Floats
    leg: Callable[[int], Leg]
    idle: Floats
    idle_r_f: Floats
    idle_load: Floats | None = None


def chains(fleet: Fleet, phi: Floats, ends: Sequence[Terminal]) -> tuple[Chain, ...]:
    """Every exchanger at its network value."""
    when = service(fleet)
    tolls = [scaled(unit.loss, float(phi[i])) for i, unit in enumerate(fleet.units)]
    found = (chain(fleet, unit, when, tolls[i], ends[i]) for i, unit in enumerate(fleet.units))
    if len(fleet.units) * fleet.calendar.weeks > KEPT:
        return tuple(found)
    return tuple(remembered(one) for one in found)


def remembered(one: Chain) -> Chain:
    """The chain with every leg worked out once only."""
    return replace(one, leg=functools.cache(one.leg))


def allowed(arcs: Renewal, of: Sequence[Chain]) -> tuple[Chain, ...]:
    """The chains without what no arc allows: limits of an exchanger, fixed and forbidden weeks."""
    return tuple(allowed_one(arcs.cost[i], one) for i, one in enumerate(of))


def allowed_one(cost: Floats, one: Chain) -> Chain:
    """One chain without what its arcs (starts, methods, ends) do not allow."""
    shut, idle = ~np.isfinite(cost[1:]), ~np.isfinite(cost[0, 0])
    late = np.arange(cost.shape[0]) > np.arange(cost.shape[0] - 1)[:, None]
    shut &= late[:, None, :]  # what ends before it begins is never asked for

    def leg(s: int) -> Leg:
        free = one.leg(s)
        return replace(free, run=np.where(shut[s][:, None, :], CLOSED, free.run))

    return replace(one, leg=leg, idle=np.where(idle, CLOSED, one.idle))


def paying(one: Chain, paid: Floats, heat: Floats | None = None) -> Chain:
    """The chain with what its cleanings pay (weeks, methods), and by week and watt of load."""
    weekly = heat if heat is not None and heat.any() else None

    def leg(s: int) -> Leg:
        free = one.leg(s)
        run = free.run + paid[s][:, None, None]
        if weekly is not None and free.load is not None:
            run[..., 1:] += np.cumsum(free.load * weekly, axis=-1)
        return replace(free, run=run)

    idle = one.idle
    if weekly is not None and one.idle_load is not None:
        idle = idle + np.concatenate([[0.0], np.cumsum(one.idle_load * weekly)])
    return replace(one, leg=leg, idle=idle)


def charged(fleet: Fleet, one: Chain, others: Floats) -> Chain:
    """The chain with what it makes the furnace exceed, given the load (W) of all others."""
    limit = fleet.furnace
    if limit is None or one.idle_load is None:
        return one
    slack, price = limit.slack, limit.price * WEEK * DAY
    before = np.maximum(others - slack, 0.0)

    def leg(s: int) -> Leg:
        free = one.leg(s)
        if free.load is None:
            return free
        run = free.run.copy()
        over = price * (np.maximum(others + free.load - slack, 0.0) - before)
        run[..., 1:] += np.cumsum(over, axis=-1)
        return replace(free, run=run)

    idle = one.idle.copy()
    idle[1:] += np.cumsum(price * (np.maximum(others + one.idle_load - slack, 0.0) - before))
    return replace(one, leg=leg, idle=idle)


class Toll(Protocol):
    """Furnace duty (W) that a deposit costs, and `whole` while its exchanger is out.

    Either may differ by week, along the last axis.
    """

    @property
    def whole(self) -> Floats | float:
        """Duty while it is out."""

    def at(self, r_f: Floats) -> Floats:
        """Duty at these deposits."""


def chain(fleet: Fleet, unit: Unit, when: Service, toll: Toll, end: Terminal) -> Chain:
    """Costs and deposits of one exchanger for every start, method and deposit before it."""
    weeks = np.arange(fleet.calendar.weeks)
    begin = fleet.calendar.running_until(WEEK * np.append(weeks, weeks.size).astype(float))
    idle_r_f = uncleaned(unit.growth, fleet.calendar.start + begin)
    middle = fleet.calendar.running_until(WEEK * (weeks + 0.5))
    heat, power = fleet.price * DAY, fleet.power * DAY
    alone = uncleaned(unit.growth, fleet.calendar.start + middle)
    lost = heat * toll.at(alone) + power * unit.pump.at(alone)
    idle = np.concatenate([[0.0], np.cumsum(lost * np.diff(begin))])
    idle[-1] += float(end.at(idle_r_f[-1:])[0])
    levels = np.linspace(0.0, 1.05 * max(float(idle_r_f.max()), 1e-6), LEVELS)

    def leg(s: int) -> Leg:
        return _leg(fleet, unit, when, (toll, end, levels), s)

    idle_load = None
    if fleet.furnace is not None:
        idle_load = toll.at(alone) * np.diff(begin) / WEEK
    return Chain(levels, leg, idle, idle_r_f[:-1], idle_load)


def _leg(fleet: Fleet, unit: Unit, when: Service, at: tuple[Toll, Terminal, Floats], s: int) -> Leg:
    """What follows a cleaning in week `s`; `at`: what deposits cost, cost to go and levels."""
    toll, end, levels = at
    weeks, methods = fleet.calendar.weeks, fleet.methods
    first = s if np.ndim(toll.whole) == 0 else 0  # one that differs by week is asked for all
    begin = fleet.calendar.running_until(WEEK * np.arange(first, weeks + 1.0))
    kept = np.array([1.0 - method.effect_on(unit.asset.name) for method in methods])
    left = (kept[:, None] * levels)[..., None]
    age, on, out = (x[s][:, None, first:] for x in (when.age, when.on, when.out))
    r_f = after(unit.growth, left, age * DAY)
    duty = toll.at(r_f) * on + toll.whole * out
    spent = fleet.price[first:] * DAY * duty
    if unit.pump.sides:
        spent = spent + fleet.power[first:] * DAY * unit.pump.at(r_f) * on
    back = WEEK * s + np.array([out_days(method) for method in methods])
    ages = np.maximum(begin - fleet.calendar.running_until(back)[:, None], 0.0)
    later = after(unit.growth, left, ages[:, None, :] * DAY)
    run = np.zeros((*spent.shape[:-1], weeks + 1))
    np.cumsum(spent, axis=-1, out=run[..., first + 1 :])
    run += np.array([method.cost for method in methods])[:, None, None]
    run[..., -1] += end.at(later[..., -1])
    reached, load = np.zeros((2, *run.shape[:-1], weeks))
    reached[..., first:], load[..., first:] = later[..., :-1], duty / WEEK
    return Leg(run, reached, None if fleet.furnace is None else load)
