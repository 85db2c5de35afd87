"""What each cleaning and each air repair has saved since: same conditions, with a band (spec 4.12).

The baseline is the condenser itself, uncleaned or unrepaired, under the water and load of each day
after (IPMVP option B with an adjusted baseline, EVO 10000-1:2022). A cleaned box would have stayed
ahead in R_f by what was taken away, as far as its law does not level off; a leak that is closed
would have gone on as in its last week: where it set the pressure, so it had.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

import numpy as np

from greenlang.agents.condenser.history.estimate import Estimate
from greenlang.agents.condenser.history.outlook import cycles_of
from greenlang.agents.condenser.history.season import Season, season
from greenlang.agents.condenser.history.signals import Bools, Floats, Signals
from greenlang.agents.condenser.results import (
    RECOVERABLE,
    Band90,
    Cleaning,
    Event,
    Saving,
    Split,
)
from greenlang.core.errors import InsufficientData
from greenlang.core.uncertainty import normal_draws
from greenlang.library.fouling.cycles import laws_of
from greenlang.library.fouling.lead import lead
from greenlang.library.series.arrays import Ints
from greenlang.library.steam import saturation

DRAWS = 400
ABOVE = 3.0  # K; the vent above the cooling water, where the plant file does not say
WINDOW = 365  # days after which a saving is no longer followed
LEAST_DAYS = 3  # with a value, without which nothing is said
WEEK = 7  # days of a leak that tell how it would have gone on
PLAIN = 50.0  # Pa of a day, from which its price of a pascal is told
SHORT = 1.15  # air that the pumps could carry over what there is, below which air set the pressure
CAPACITY = 0.05  # relative uncertainty of the pumps' capacity, once corrected by the leak
SHOWN = ("confirmed", "found_without_log")
PERCENTS = (5.0, 50.0, 95.0)
UNKNOWN = Band90(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True)
class Worth:
    """What one pascal more would have cost on each day (D,), in the hours that ran: J, money, kg.

    NaN where prices or the turbine's curve are not known. `hours` that ran.
    """

    hours: Floats
    energy: Floats
    money: Floats
    co2: Floats


def worth_of(split: Split) -> Worth:
    """By what the causes that can be put right cost on each day, over the pressure they made.

    Days on which these made less than half a millibar take the price of the days beside them.
    """
    own = [k for k, cause in enumerate(split.causes) if cause in RECOVERABLE]
    p = split.parts.pressure[:, own].sum(axis=1)
    plain = np.abs(p) > PLAIN

    def of(amount: Floats) -> Floats:
        total = amount[:, own].sum(axis=1)
        known = np.flatnonzero(plain & np.isfinite(total))
        if known.size == 0:
            return np.full(len(p), np.nan)
        a_pascal_hour = total[known] / p[known] / split.hours[known]
        day = np.arange(len(p))
        return np.asarray(np.interp(day, known, a_pascal_hour) * split.hours)

    hours = np.nan_to_num(split.hours)
    parts = split.parts
    return Worth(hours, of(parts.energy), of(parts.money), of(parts.co2))


Pressure = Callable[[int | None, Ints, Floats], Floats]
"""Pa that R_f worse by (draws, days) of a box (None: of all) adds on these days."""


def savings(
    unit: str,
    x: Signals,
    of: Estimate,
    worth: Worth,
    pressure: Pressure | None = None,
    above: float = ABOVE,
) -> tuple[Saving, ...]:
    """The saving of every cleaning that the data show and of every leak that ended.

    Without `pressure` R_f is turned into pascal by dr/dp of the days, which is straight. `above`
    (K): how far the vent lies above the cooling water.
    """
    when = season(x, of.tracked.deposit, of.marks.cleaned)
    case = _Case(unit, x, of, worth, pressure or _straight(x), when, above)
    cleaned = [case.cleaning(one) for one in of.cleanings if one.status in SHOWN]
    leaks = [e for e in of.events if e.air and e.end is not None]
    return tuple(sorted([*cleaned, *map(case.repair, leaks)], key=lambda s: (s.end, s.box or "")))


def _straight(x: Signals) -> Pressure:
    def added(box: int | None, days: Ints, worse: Floats) -> Floats:
        share = x.pressure_share[days]
        # One box of several under one pressure: the others take over a part of its steam.
        slope = share.mean(axis=1) if box is None else share[:, box] * share.shape[1]
        return np.asarray(worse / slope)

    return added


@dataclass(frozen=True)
class _Case:
    unit: str
    x: Signals
    of: Estimate
    worth: Worth
    pressure: Pressure
    when: Season
    above: float

    @property
    def first(self) -> int:
        return int(np.floor(self.x.time[0]))

    def cleaning(self, one: Cleaning) -> Saving:
        """Of one box."""
        b = self.x.boxes.index(one.box)
        start, begin = int(np.floor(one.start)) - self.first, int(np.ceil(one.end)) - self.first
        later = [
            int(np.floor(c.start)) - self.first
            for c in self.of.cleanings
            if c.box == one.box and c.status in SHOWN and c.start > one.end
        ]
        seen = np.isfinite(self.of.tracked.deposit[:, b])
        days = self._days(seen, begin, min([*later, begin + WINDOW]))
        last = np.flatnonzero(seen[: max(start, 0)])
        if days.size < LEAST_DAYS or last.size == 0:
            return self._saving(one, "cleaning", one.box, days, None, "too few days to judge")
        before = [c for c in cycles_of(self.of, b, self.when) if c.start < start]
        try:
            laws, _ = laws_of(before, float(self.of.tracked.random[b]))
        except InsufficientData as error:
            return self._saving(one, "cleaning", one.box, days, None, str(error))
        ran, a = np.cumsum(self.when.growth), int(last[-1])
        seed = _seed(self.unit, one.box, one.start)
        ahead = lead(
            laws, float(ran[a] - ran[before[-1].start]), ran[days] - ran[a],
            ran[days] - ran[days[0]], draws=DRAWS, seed=seed,
        )  # fmt: skip
        tracked = self.of.tracked
        taken = tracked.r_f[a, b] - tracked.r_f[days[0], b]
        z = normal_draws(seed + 5, (DRAWS, 2))
        off = z @ np.array([tracked.r_f_sigma[a, b], tracked.r_f_sigma[days[0], b]])
        worse = (taken + off)[:, None] * ahead
        return self._saving(one, "cleaning", one.box, days, self.pressure(b, days, worse), "")

    def repair(self, one: Event) -> Saving:
        """Of a leak that has ended: what its air added in its last week, carried on."""
        end = int(np.ceil(one.end or 0.0)) - self.first
        start = int(np.floor(one.start)) - self.first
        tracked, air = self.of.tracked, self.of.marks.air
        leaking = np.arange(max(start, end - 1 - WEEK), max(end - 1, 0))
        leaking = leaking[air[leaking]]
        again = np.flatnonzero(air[end:])
        until = end + (int(again[0]) if again.size else WINDOW)
        seen = np.asarray(np.isfinite(self.x.r.x).all(axis=1))
        days = self._days(seen, end, min(until, end + WINDOW))
        if days.size < LEAST_DAYS or leaking.size == 0:
            return self._saving(one, "repair", None, days, None, "too few days to judge")
        z = normal_draws(_seed(self.unit, "air", one.start), (DRAWS, 2))
        floor = self._floor(one, days, leaking, z)
        if floor is not None:
            note = "the pressure that the vacuum pumps had not gone below at the leak's air"
            return self._saving(one, "repair", None, days, floor, note)
        level = float(np.mean(tracked.r_air[leaking]))
        sd = np.hypot(np.std(tracked.r_air[leaking]), np.mean(tracked.r_air_sigma[leaking]))
        worse = (level + float(sd) * z[:, :1]) * np.ones(days.size)
        note = "the leak's resistance of its last week, carried on"
        return self._saving(one, "repair", None, days, self.pressure(None, days, worse), note)

    def _floor(self, one: Event, days: Ints, leaking: Ints, z: Floats) -> Floats | None:
        """Pa by which the floor of the vacuum pumps had lain above; None if air set no pressure.

        The pumps' capacity goes with the distance of the pressure from the vent's vapour; what
        they took in the leak's last week corrects their curve.
        """
        x = self.x
        if not (x.air_limit.size and x.t_in.size and x.m_air.any() and one.size_unit == "kg/s"):
            return None
        with np.errstate(invalid="ignore", divide="ignore"):
            margin = x.air_limit[leaking] / x.m_air.x[leaking]
        margin = margin[np.isfinite(margin)]
        if margin.size == 0 or np.median(margin) > SHORT:
            return None
        t_in = x.t_in[days] if x.t_in.ndim == 1 else x.t_in[days].mean(axis=1)
        p, p_v = saturation.pressure(x.t_s[days]), saturation.pressure(t_in + self.above)
        k = float(np.median(margin)) * (1.0 + CAPACITY * z[:, :1])
        air = x.m_air.x[days] + one.size + one.size_sigma * z[:, 1:]
        return np.asarray(np.maximum(p_v + (p - p_v) * k * air / x.air_limit[days] - p, 0.0))

    def _days(self, seen: Bools, begin: int, end: int) -> Ints:
        at = np.flatnonzero(seen & (self.worth.hours > 0.0))
        return at[(at >= begin) & (at < end)]

    def _saving(
        self,
        one: Cleaning | Event,
        what: Literal["cleaning", "repair"],
        box: str | None,
        days: Ints,
        added: Floats | None,
        note: str,
    ) -> Saving:
        window = (0, 0)
        if days.size:
            window = (self.first + int(days[0]), self.first + int(days[-1]))
        end = one.end if one.end is not None else one.start
        told = Saving(
            self.unit, box, what, one.start, end, window, self.first + days,
            UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, note,
        )  # fmt: skip
        if added is None:
            return told
        hours, worth = self.worth.hours[days], self.worth
        energy, money, co2 = (
            _band(added @ x[days]) for x in (worth.energy, worth.money, worth.co2)
        )
        mean = _band(added @ hours / hours.sum())
        return replace(told, pressure=mean, energy=energy, money=money, co2=co2)


def _band(draws: Floats) -> Band90:
    if not np.isfinite(draws).all():
        return UNKNOWN
    return Band90(*(float(value) for value in np.percentile(draws, PERCENTS)))


def _seed(unit: str, what: str, start: float) -> int:
    return int.from_bytes(sha256(f"{unit} {what} {start:.4f}".encode()).digest()[:4], "big")
