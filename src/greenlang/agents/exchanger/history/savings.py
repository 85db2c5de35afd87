"""What each cleaning has saved since: duty as it was less duty had it not been done (spec 6).

The baseline is the exchanger itself, uncleaned, at the flows and inlets of each day after (IPMVP
option B with an adjusted baseline, EVO 10000-1:2022). Both duties rest on one clean coefficient of
the day, so that what is not known of it hardly touches their difference. How far the uncleaned
surface stays ahead of the cleaned one is the library's (`fouling.lead`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import basis, common, outlook
from greenlang.agents.exchanger.history import reference as at_reference
from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.history.thermal import thermal
from greenlang.agents.exchanger.model import Exchanger, Furnace, Prices
from greenlang.agents.exchanger.results import Band90, Cleaning, Saving
from greenlang.agents.exchanger.saving import SavingBasis
from greenlang.core.errors import InsufficientData
from greenlang.core.uncertainty import normal_draws
from greenlang.library.fouling.cycles import Cycle, laws_of
from greenlang.library.fouling.fit import FittedLaw
from greenlang.library.fouling.lead import lead

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DAY, HOUR = 86400.0, 3600.0
WINDOW = 365  # days after which a saving is no longer followed: the law of before is too far
LEAST_DAYS = 3  # with a value, without which nothing is said
DRAWS = 400
NODES = 7  # of a polynomial in R_f that stands for the duty of each day
LEAST = 0.05  # of the resistance: what a draw leaves of it at least
SHOWN = ("confirmed", "found_without_log")
PERCENTS = (5.0, 50.0, 95.0)
UNKNOWN = Band90(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Duty:
    """What turns R_f into duty: states (days, 6) and total resistance of each day.

    `first` is the day of index 0.
    """

    a: Analysed
    states: States
    first: int
    x: Floats
    total: Floats
    prices: Prices
    furnace: Furnace | None

    @property
    def asset(self) -> Exchanger:
        """The exchanger."""
        return self.a.hourly.asset

    def hours_on(self) -> Floats:
        """Hours in service (days,)."""
        i = self.states.component.assets.index(self.asset.name)
        return np.asarray(self.states.on[:, i].reshape(-1, 24).sum(axis=1), np.float64)

    def rates(self, x: Floats, days: Ints) -> at_reference.Rates:
        """Both streams on these days."""
        return at_reference.rates(self.asset, x, self.states.daily, days)

    def saved(self, x: Floats, days: Ints, total: Floats, worse: Floats) -> Floats:
        """Duty (W) less that with R_f higher by `worse`; the last axis is days."""
        both = self.rates(x, days)
        now = at_reference.duty(self.asset, both, 1.0 / total)
        return np.asarray(now - at_reference.duty(self.asset, both, 1.0 / (total + worse)))


def savings(duty: Duty, cleaned: Sequence[Cleaning]) -> tuple[Saving, ...]:
    """The saving of every cleaning that the data show, in order of time."""
    seen = [one for one in cleaned if one.status in SHOWN]
    ends = [*(one.start - duty.first for one in seen[1:]), len(duty.total)][: len(seen)]
    return tuple(_saving(duty, one, end) for one, end in zip(seen, ends, strict=True))


def _saving(duty: Duty, one: Cleaning, end: int) -> Saving:
    """One cleaning's; `end` is the index of the first day that no longer belongs to it."""
    first = duty.first
    begin, end = one.end - first + 1, min(end, one.end - first + 1 + WINDOW)
    fit, hours = duty.a.estimate.fit, duty.hours_on()
    counts = np.isfinite(fit.y) & np.isfinite(duty.x).all(axis=1) & np.isfinite(duty.total)
    counts &= hours > 0
    days = np.flatnonzero(counts[:end])
    days = days[days >= begin]
    window = (first + begin, first + max(end, begin) - 1)
    if duty.asset.index:
        return _unknown(one, window, "an index of an assumed flow verifies no saving: measure it")
    if days.size < LEAST_DAYS:
        note = f"{days.size} days with a value since: {LEAST_DAYS} needed"
        return _unknown(one, window, note)
    try:
        laws, _ = laws_of(_before(duty.a, one.start - first), fit.random)
    except InsufficientData as error:
        return _unknown(one, window, f"what went on before is not known: {error}")
    last = int(np.flatnonzero(np.isfinite(fit.y[: max(one.start - first, 1)]))[-1])
    return _measured(duty, one, window, days, (laws, last))


def _unknown(one: Cleaning, window: tuple[int, int], note: str) -> Saving:
    nothing = np.zeros(0)
    return Saving(
        one.asset, one.start, one.end, one.method, *window, np.zeros(0, np.int64), nothing, nothing,
        UNKNOWN, UNKNOWN, UNKNOWN, (), note,
    )  # fmt: skip


def _before(a: Analysed, start: int) -> list[Cycle]:
    """The cycles that had begun before a cleaning."""
    return [one for one in outlook.cycles_of(a) if one.start < start]


Law = tuple[tuple[FittedLaw, ...], int]
"""Laws of the cycle before and the last day (index) with a value."""


def _measured(duty: Duty, one: Cleaning, window: tuple[int, int], days: Ints, law: Law) -> Saving:
    first = duty.first
    worse = _without(duty, one.start - first, one.end - first, days, law)
    x, total = duty.x[days], duty.total[days]
    hours = duty.hours_on()[days]
    worse = np.maximum(worse, (LEAST - 1.0) * total)
    power = _power(duty, days, x, total, worse)
    middle = np.asarray(np.median(worse, axis=0))
    common_w = _common(duty, days, middle, law[1])
    z = normal_draws(_seed(one) + 7, (DRAWS, common_w.shape[1]))
    seconds = hours * HOUR
    shared = common_w.T @ seconds
    rests = _basis(duty, one, days, worse, (law[1], shared, np.median(power, axis=0) * seconds))
    power = power + z @ common_w.T
    money, co2 = _prices(duty, days)
    return Saving(
        one.asset, one.start, one.end, one.method, *window, first + days, hours,
        np.asarray(np.median(power, axis=0)), _band(power @ seconds),
        _band(power @ (seconds * money)), _band(power @ (seconds * co2)),
        tuple(each.name for each in law[0]), basis=rests,
    )  # fmt: skip


def _basis(
    duty: Duty, one: Cleaning, days: Ints, worse: Floats, of: tuple[int, Floats, Floats]
) -> SavingBasis | None:
    """What the record of this saving is computed from; `of`: last day before, errors, energy."""
    fit, (last, shared, energy) = duty.a.estimate.fit, of
    heat = basis.heat_terms(duty.prices, duty.furnace, duty.first + days, energy)
    if heat is None:
        return None
    ran = np.cumsum(_running(duty, one.start - duty.first, one.end - duty.first))
    x, level = duty.x[days], fit.level[days]
    followed = basis.Followed(
        days, x, duty.rates(x, days), duty.total[days], level, fit.level_sd[days], worse + level,
        duty.hours_on()[days], (ran[days] - ran[last]) * DAY,
        (float(fit.level[last]), float(fit.level_sd[last])), shared, energy,
    )  # fmt: skip
    return basis.basis(duty.asset, followed, heat)


def _without(duty: Duty, start: int, end: int, days: Ints, law: Law) -> Floats:
    """How much higher R_f had been without the cleaning: (draws, days)."""
    laws, last = law
    fit = duty.a.estimate.fit
    seen = float(last - _before(duty.a, start)[-1].start)
    ran = np.cumsum(_running(duty, start, end))
    seed = _seed_of(duty.asset.name, start)
    ahead = lead(
        laws, seen, ran[days] - ran[last], ran[days] - ran[days[0]], draws=DRAWS, seed=seed
    )
    z = normal_draws(seed + 5, (DRAWS, 2))
    taken = fit.level[last] - fit.level[days[0]]
    taken = taken + z @ np.array([fit.level_sd[last], fit.level_sd[days[0]]])
    return np.asarray(taken[:, None] * ahead)


def _running(duty: Duty, start: int, end: int) -> Floats:
    """Share of each day on which the exchanger had fouled on, had it not been cleaned.

    It would have run through the outage of its cleaning, unless all its neighbours stood too.
    """
    share = duty.hours_on() / 24.0
    share = np.where(np.isfinite(duty.a.estimate.fit.y), 1.0, share)
    any_on = duty.states.on.any(axis=1).reshape(-1, 24).mean(axis=1)
    unknown = ~(duty.states.on | duty.states.off).any(axis=1).reshape(-1, 24).any(axis=1)
    share[start : end + 1] = any_on[start : end + 1]
    return np.where(unknown, 1.0, share)


def _power(duty: Duty, days: Ints, x: Floats, total: Floats, worse: Floats) -> Floats:
    """Saved duty (draws, days), W: by a polynomial in R_f for each day, exact at its nodes."""
    low, high = worse.min(axis=0), worse.max(axis=0)
    half = np.maximum((high - low) / 2.0, 1e-9)
    node = np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    at = (low + high) / 2.0 + half * node[:, None]
    values = duty.saved(x, days, total, at)
    fitted = np.polynomial.chebyshev.chebfit(node, values, NODES - 1)
    place = (worse - (low + high) / 2.0) / half
    return np.asarray(np.polynomial.chebyshev.chebval(place, fitted, tensor=False))


def _common(duty: Duty, days: Ints, worse: Floats, last: int) -> Floats:
    """What each source of common error does to the saved duty: (days, sources), W.

    A meter's bias moves state and resistance; every source moves R_f of before and of now, and
    only the difference of these counts.
    """
    x, total = duty.x[days], duty.total[days]

    def saved(six: Floats, at: Ints) -> Floats:
        resistance = thermal(duty.asset, six, duty.states.daily, days[at]).resistance
        now = np.where(np.isfinite(resistance), resistance, total[at])
        return duty.saved(six, days[at], now, worse[at])

    i = duty.states.component.assets.index(duty.asset.name)
    bias = duty.states.bias[days, i]
    meters = np.nan_to_num(np.einsum("dk,dkj->dj", common.gradient(saved, x), bias))
    step = 1e-6
    slope = (
        duty.saved(x, days, total, worse + step) - duty.saved(x, days, total, worse - step)
    ) / (2 * step)
    moved = np.nan_to_num(duty.a.common[last] - duty.a.common[days]) * slope[:, None]
    moved[:, : meters.shape[1]] += meters
    return np.asarray(moved)


def _prices(duty: Duty, days: Ints) -> tuple[Floats, Floats]:
    """Money and kg of CO2 by joule on each day."""
    pairs = [
        at_reference.cost_of_heat(duty.prices, duty.furnace, int(duty.first + d)) for d in days
    ]
    money, co2 = np.array(pairs).T
    return money, co2


def _band(draws: Floats) -> Band90:
    if not np.isfinite(draws).all():
        return UNKNOWN
    return Band90(*(float(value) for value in np.percentile(draws, PERCENTS)))


def _seed(one: Cleaning) -> int:
    return _seed_of(one.asset, one.start)


def _seed_of(name: str, day: int) -> int:
    return int.from_bytes(sha256(f"{name} {day}".encode()).digest()[:4], "big")
