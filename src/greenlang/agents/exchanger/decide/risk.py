"""What a unit's cleanings save, over draws of its fouling and of how well cleanings work."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet, Service
from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.growth import DAY, after, uncleaned_draws
from greenlang.agents.exchanger.decide.terminal import Terminal
from greenlang.agents.exchanger.decide.units import Unit, out_days
from greenlang.agents.exchanger.model import CleaningMethod
from greenlang.agents.exchanger.results import Band
from greenlang.core.uncertainty import inverse_normal, uniform_draws
from greenlang.library.schedule import Path

Floats = NDArray[np.float64]
SEED = 5
MOST = 1000  # draws used: a probability to 1.5 %


@dataclass(frozen=True)
class Draws:
    """R_f (draws, weeks) without cleaning at mid-week and at the beginning of each week.

    `end` (draws,) is at the horizon; `share` (draws,) are uniform numbers for the effects.
    """

    unit: Unit
    middle: Floats
    begin: Floats
    end: Floats
    drift: Floats
    share: Floats


def drawn(fleet: Fleet, number: int) -> Draws:
    """Draws of one unit of the fleet, equal at every call."""
    unit = fleet.units[number]
    weeks = np.arange(fleet.calendar.weeks)
    moments = np.concatenate([WEEK * (weeks + 0.5), WEEK * weeks, [fleet.calendar.days]])
    running = fleet.calendar.start + fleet.calendar.running_until(moments)
    rows = slice(None, None, max(1, len(unit.growth.draws) // MOST))
    r_f = uncleaned_draws(unit.growth, running, rows)
    share = uniform_draws(SEED + number, len(r_f))
    count = weeks.size
    return Draws(unit, r_f[:, :count], r_f[:, count:-1], r_f[:, -1], unit.growth.drift[rows], share)


def effects(method: CleaningMethod, share: Floats, asset: str = "") -> Floats:
    """Share of the deposit removed: normal, between 0 and 1, at these probabilities."""
    effect = method.effect_on(asset)
    if method.effect_sigma <= 0.0:
        return np.full(share.shape, effect)
    low, high = (
        0.5 * (1.0 + erf((end - effect) / method.effect_sigma / sqrt(2.0))) for end in (0.0, 1.0)
    )
    z = inverse_normal(low + share * (high - low))
    return np.asarray(effect + method.effect_sigma * z)


def path_costs(
    fleet: Fleet, of: Draws, when: Service, path: Path, phi: float, end: Terminal
) -> Floats:
    """Cost (draws,) of one unit's path over the horizon and what its end state costs, money."""
    weeks = np.arange(fleet.calendar.weeks)
    running = np.diff(fleet.calendar.running_until(WEEK * np.append(weeks, weeks.size) * 1.0))
    price, power = phi * fleet.price * DAY, fleet.power * DAY
    lost = _spent(of.unit, of.middle, (price, power), running)
    begin, last, spent = of.begin, of.end, 0.0
    for week, m in path:
        method = fleet.methods[m]
        left = (1.0 - effects(method, of.share, of.unit.asset.name)) * begin[:, week]
        ages = np.concatenate([when.age[week, m], _starts(fleet, week, m), [when.end_age[week, m]]])
        r_f = after(of.unit.growth, left[:, None], ages[None, :] * DAY, of.drift[:, None])
        clean = _spent(of.unit, r_f[:, : weeks.size], (price, power), when.on[week, m])
        gone = price * of.unit.loss.whole * when.out[week, m]
        lost = np.where(weeks >= week, clean + gone, lost)
        begin = np.where(weeks > week, r_f[:, weeks.size : -1], begin)
        last = r_f[:, -1]
        spent += method.cost
    return np.asarray(lost.sum(axis=1) + spent + end.at(last))


def _spent(unit: Unit, r_f: Floats, prices: tuple[Floats, Floats], days: Floats) -> Floats:
    """Money for the heat and pump power (draws, weeks) of these days of each week."""
    heat = prices[0] * unit.loss.at(r_f)
    power = prices[1] * unit.pump.at(r_f) if unit.pump.sides else 0.0
    return np.asarray((heat + power) * days)


def _starts(fleet: Fleet, week: int, m: int) -> Floats:
    """Running days since the return from a cleaning at the beginning of each week."""
    back = WEEK * week + out_days(fleet.methods[m])
    returned = fleet.calendar.running_until(np.array([back]))
    begin = fleet.calendar.running_until(WEEK * np.arange(fleet.calendar.weeks) * 1.0)
    return np.maximum(begin - returned, 0.0)


def band(draws: Floats) -> Band:
    """P10, P50 and P90."""
    return Band(*(float(x) for x in np.percentile(draws, (10, 50, 90))))


def without(path: Path, start: tuple[int, int]) -> Path:
    """The path less one of its cleanings."""
    return tuple(one for one in path if one != start)


def savings(
    fleet: Fleet, of: Draws, when: Service, paths: Sequence[Path], phi: float, end: Terminal
) -> Floats:
    """What the first path saves against the second (draws,)."""
    better, other = (path_costs(fleet, of, when, path, phi, end) for path in paths)
    return np.asarray(other - better)
