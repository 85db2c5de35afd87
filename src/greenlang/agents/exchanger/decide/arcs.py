"""The fleet as a renewal problem: cost of every arc from one cleaning to the next (spec 5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.calendar import WEEK, Calendar
from greenlang.agents.exchanger.decide.growth import DAY, after, uncleaned
from greenlang.agents.exchanger.decide.limits import (
    FURNACE,
    FurnaceLimit,
    barred,
    decided,
    resources,
    too_soon,
)
from greenlang.agents.exchanger.decide.terminal import Terminal
from greenlang.agents.exchanger.decide.units import Unit, busy_days, out_days
from greenlang.agents.exchanger.model import CleaningMethod, PlanSettings
from greenlang.library.schedule import Coupling, Path, Renewal, along, renewal

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fleet:
    """Exchangers, methods and weeks of one plan.

    `price` and `power` (weeks,) are money per joule of lost preheat and of pump power, `seen` is
    the last day of data, `furnace` what limits the furnace, None where nothing does.
    """

    units: tuple[Unit, ...]
    methods: tuple[CleaningMethod, ...]
    calendar: Calendar
    settings: PlanSettings
    price: Floats
    power: Floats
    seen: int
    furnace: FurnaceLimit | None = None

    @property
    def names(self) -> list[str]:
        """Names of the exchangers, in the order of all arrays."""
        return [unit.asset.name for unit in self.units]


@dataclass(frozen=True)
class Service:
    """Days of each week that a start (1 + week) and method leave out of and in service.

    Arrays (starts, methods, weeks): `out` and `on` are running days, `age` the running days since
    the return, at the middle of those in service; `end_age` (starts, methods) at the horizon.
    """

    out: Floats
    on: Floats
    age: Floats
    end_age: Floats


def service(fleet: Fleet) -> Service:
    """When an exchanger is back, and how old its surface is then."""
    weeks = fleet.calendar.weeks
    week = np.arange(weeks)
    start = np.arange(weeks)[:, None] * WEEK
    back = start + np.array([[out_days(m) for m in fleet.methods]])
    left = fleet.calendar.running_until(WEEK * week.astype(float))
    right = fleet.calendar.running_until(WEEK * (week + 1.0))
    gone = fleet.calendar.running_until(start.astype(float))[..., None]
    returned = fleet.calendar.running_until(back)[..., None]
    out = np.maximum(np.minimum(right, returned) - np.maximum(left, gone), 0.0)
    on = np.maximum(right - np.maximum(left, returned), 0.0)
    age = np.maximum(left - returned, 0.0) + on / 2
    end_age = np.maximum(right[-1] - returned[..., 0], 0.0)
    return Service(out, on, age, end_age)


def residues(fleet: Fleet) -> Floats:
    """R_f before a cleaning in each week (units, weeks) if it is the first one."""
    first = fleet.calendar.running_until(WEEK * np.arange(fleet.calendar.weeks, dtype=float))
    return np.stack([uncleaned(unit.growth, fleet.calendar.start + first) for unit in fleet.units])


def deposits(fleet: Fleet, before: Floats, when: Service) -> tuple[Floats, Floats]:
    """R_f in service, (units, 1 + weeks, methods, weeks), and at the end, without weeks."""
    weeks, count = fleet.calendar.weeks, len(fleet.methods)
    r_f = np.zeros((len(fleet.units), weeks + 1, count, weeks))
    end = np.zeros(r_f.shape[:-1])
    middle = fleet.calendar.running_until(WEEK * (np.arange(weeks) + 0.5))
    last = fleet.calendar.theta[-1:]
    for i, unit in enumerate(fleet.units):
        kept = np.array([1.0 - method.effect_on(unit.asset.name) for method in fleet.methods])
        r_f[i, 0] = uncleaned(unit.growth, fleet.calendar.start + middle)
        end[i, 0] = uncleaned(unit.growth, fleet.calendar.start + last)
        left = before[i][:, None] * kept
        r_f[i, 1:] = after(unit.growth, left[..., None], when.age * DAY)
        end[i, 1:] = after(unit.growth, left, when.end_age * DAY)
    return r_f, end


def problem(
    fleet: Fleet, phi: Floats, before: Floats, ends: Sequence[Terminal], *, limits: bool = True
) -> Renewal:
    """Arcs with their costs in money, rounded to cents, and the limits that all share."""
    when = service(fleet)
    r_f, end = deposits(fleet, before, when)
    whole = fleet.calendar.running_until(WEEK * np.arange(fleet.calendar.weeks + 1.0))
    cost = np.empty((*r_f.shape[:-1], fleet.calendar.weeks + 1))
    load = np.zeros(r_f.shape if fleet.furnace is not None else (0,))
    for i, unit in enumerate(fleet.units):
        lost, pumped = np.zeros(r_f.shape[1:]), np.zeros(r_f.shape[1:])
        lost[0] = unit.loss.at(r_f[i, 0]) * np.diff(whole)
        lost[1:] = unit.loss.at(r_f[i, 1:]) * when.on + unit.loss.whole * when.out
        pumped[0] = unit.pump.at(r_f[i, 0]) * np.diff(whole)
        pumped[1:] = unit.pump.at(r_f[i, 1:]) * when.on
        cost[i] = along(DAY * (phi[i] * fleet.price * lost + fleet.power * pumped))
        cost[i, 1:] += np.array([method.cost for method in fleet.methods])[:, None]
        cost[i, :, :, -1] += ends[i].at(end[i])
        if limits:
            cost[i] += _past_limit(unit, r_f[i])
        _bar(fleet, unit, cost[i])
        if fleet.furnace is not None:
            load[i] = phi[i] * lost / WEEK
    made = renewal(
        np.asarray(np.round(cost, 2), np.float64),
        durations(fleet),
        resources(fleet.settings, fleet.methods, fleet.names, fleet.calendar),
        couplings(fleet, load),
    )
    return decided(made, fleet.settings, fleet.names, fleet.methods, fleet.calendar)


def _bar(fleet: Fleet, unit: Unit, cost: Floats) -> None:
    """Take out the starts that may not be, and cleanings too soon after another, in place."""
    out = barred(fleet.settings, fleet.methods, unit.asset.name, fleet.calendar)
    cost[1:][out] = np.inf
    cost[:, :, :-1][..., out.all(axis=1)] = np.inf
    too_soon(cost, fleet.methods)


def couplings(fleet: Fleet, load: Floats) -> tuple[Coupling, ...]:
    """The furnace that all exchangers share: mean duty lost a week (W) against what it has left."""
    limit = fleet.furnace
    if limit is None:
        return ()
    slack = np.full(fleet.calendar.weeks, limit.slack)
    rounded = np.asarray(np.round(load, 1), np.float64)
    return (Coupling(FURNACE, rounded, slack, np.round(limit.price * WEEK * DAY, 9)),)


def durations(fleet: Fleet) -> NDArray[np.int64]:
    """Whole weeks that a cleaning takes, (units, methods)."""
    weeks = [max(1, int(np.ceil(busy_days(m) / WEEK - 1e-9))) for m in fleet.methods]
    return np.tile(np.array(weeks, dtype=np.int64), (len(fleet.units), 1))


def _past_limit(unit: Unit, r_f: Floats) -> Floats:
    """Inf on every arc that runs a week past the least conductance; starts (1 + weeks, M, E)."""
    begin = np.maximum(np.arange(r_f.shape[0]) - 1, 0)
    covered = np.arange(r_f.shape[-1]) >= begin[:, None, None]
    past = np.cumsum((r_f > unit.r_f_limit) & covered, axis=-1) > 0
    wall = np.zeros((*r_f.shape[:-1], r_f.shape[-1] + 1))
    wall[..., 1:][past] = np.inf
    return wall


def before_each(fleet: Fleet, plan: Sequence[Path], spans: Floats) -> Floats:
    """R_f before a cleaning in each week (units, weeks), were the plan's nearest one moved there.

    A week belongs to the nearest cleaning of the plan, and the ones before that stay as planned;
    half a best interval (`spans`, weeks, by unit) after the last one it is a further cleaning.
    """
    before = residues(fleet)
    week = np.arange(fleet.calendar.weeks)
    now = fleet.calendar.running_until(WEEK * week.astype(float))
    for i, path in enumerate(plan):
        value, unit = before[i], fleet.units[i]
        for k, (start, method) in enumerate(path):
            following = path[k + 1][0] if k + 1 < len(path) else start + spans[i]
            back = WEEK * start + out_days(fleet.methods[method])
            returned = fleet.calendar.running_until(np.array([back]))
            kept = 1.0 - fleet.methods[method].effect_on(unit.asset.name)
            left = np.full(now.shape, value[start] * kept)
            age = np.maximum(now - returned, 0.0) * DAY
            value = np.where(week > start, after(unit.growth, left, age), value)
            before[i] = np.where(week > (start + following) / 2, value, before[i])
    return before
