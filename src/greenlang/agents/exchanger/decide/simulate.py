"""A plan carried out day by day in the re-simulated train: what it really costs (spec 5.2, 5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.growth import DAY, after, uncleaned
from greenlang.agents.exchanger.decide.terminal import Terminal
from greenlang.agents.exchanger.decide.units import out_days
from greenlang.agents.exchanger.train import (
    Train,
    furnace_extra,
    network_values,
    reference_loss,
    resimulated,
)
from greenlang.library.schedule import Path

Floats = NDArray[np.float64]
SAMPLE = 7  # days between the states at which network values are taken


@dataclass(frozen=True)
class Course:
    """R_f and share out of service (days, exchangers of the train), and R_f at the end (units,)."""

    r_f: Floats
    out: Floats
    end: Floats


@dataclass(frozen=True)
class Outcome:
    """Cost of a plan, money: lost heat, cleanings, what the end state costs more than a clean one.

    `power` is pump power, `feed` what the furnace could not heat less the fuel that it then did not
    burn. `extra` (days,) is furnace duty above that of the clean train, W; `inlet` the furnace
    inlet, K.
    """

    heat: float
    cleaning: float
    end: float
    extra: Floats
    inlet: Floats
    power: float = 0.0
    feed: float = 0.0

    @property
    def cost(self) -> float:
        """All of it."""
        return self.heat + self.cleaning + self.end + self.power + self.feed


def course(fleet: Fleet, train: Train, plan: Sequence[Path]) -> Course:
    """Deposits by day under a plan; exchangers without a forecast stay as they are."""
    days = np.arange(fleet.calendar.days) + 0.5
    now = fleet.calendar.running_until(days)
    r_f = np.tile([one.r_f for one in train.stages], (days.size, 1))
    out = np.zeros(r_f.shape)
    end = np.zeros(len(fleet.units))
    moments = np.append(now, fleet.calendar.theta[-1])
    for i, unit in enumerate(fleet.units):
        column = train.names.index(unit.asset.name)
        value = uncleaned(unit.growth, fleet.calendar.start + moments)
        for week, method in plan[i]:
            how = fleet.methods[method]
            begin = float(WEEK * week)
            back = np.array([begin, begin + out_days(how)])
            gone, returned = fleet.calendar.running_until(back)
            before = _value_at(value, moments, gone)
            left = np.full(moments.shape, (1.0 - how.effect_on(unit.asset.name)) * before)
            cleaned = after(unit.growth, left, np.maximum(moments - returned, 0.0) * DAY)
            value = np.where(np.append(days, fleet.calendar.days) > begin, cleaned, value)
            out[:, column] += np.clip(back[1] - days + 0.5, 0.0, 1.0) * (days > begin)
        r_f[:, column], end[i] = value[:-1], value[-1]
    return Course(r_f, np.minimum(out, 1.0), end)


def _value_at(value: Floats, moments: Floats, at: float) -> float:
    """R_f at the beginning of a cleaning, from the days before it."""
    upto = np.searchsorted(moments, at, side="right")
    if upto < 2:
        return float(value[0])
    slope = (value[upto - 1] - value[upto - 2]) / max(moments[upto - 1] - moments[upto - 2], 1e-9)
    return float(value[upto - 1] + slope * (at - moments[upto - 1]))


def outcome(
    fleet: Fleet, train: Train, plan: Sequence[Path], ends: Sequence[Terminal]
) -> tuple[Outcome, Course]:
    """What a plan costs in the re-simulated train."""
    path = course(fleet, train, plan)
    states = resimulated(train, path.r_f, path.out)
    extra = furnace_extra(train, states)
    if train.furnace is None:
        extra = np.sum(
            [
                reference_loss(one, path.r_f[:, k], path.out[:, k])
                for k, one in enumerate(train.stages)
            ],
            axis=0,
        )
    price = np.repeat(fleet.price, WEEK)
    heat = float(np.sum(price * extra * fleet.calendar.running) * DAY)
    cleaning = sum(fleet.methods[m].cost for units in plan for _, m in units)
    left = sum(float(one.at(r)) for one, r in zip(ends, path.end, strict=True))
    power, feed = _pumped(fleet, train, path), _not_run(fleet, extra)
    return Outcome(heat, cleaning, left, extra, states.furnace_inlet, power, feed), path


def _pumped(fleet: Fleet, train: Train, path: Course) -> float:
    """Money for pump power above that of clean exchangers."""
    price = np.repeat(fleet.power, WEEK) * fleet.calendar.running * DAY
    total = 0.0
    for unit in fleet.units:
        k = train.names.index(unit.asset.name)
        used = unit.pump.at(path.r_f[:, k]) * (1.0 - path.out[:, k])
        total += float(np.sum(price * used))
    return total


def _not_run(fleet: Fleet, extra: Floats) -> float:
    """Money for feed that the furnace could not heat."""
    if fleet.furnace is None:
        return 0.0
    over = np.maximum(extra - fleet.furnace.slack, 0.0) * fleet.calendar.running
    return float(np.sum(np.repeat(fleet.furnace.price, WEEK) * over) * DAY)


def values(fleet: Fleet, train: Train, path: Course) -> Floats:
    """Network value phi of every unit along a course; 1 where no path leads to the furnace."""
    if train.furnace is None:
        return np.ones(len(fleet.units))
    days = np.flatnonzero(fleet.calendar.running)[::SAMPLE]
    phi = network_values(train, path.r_f[days], path.out[days])
    found = phi[[train.names.index(unit.asset.name) for unit in fleet.units]]
    return np.where(np.isnan(found), 1.0, found)
