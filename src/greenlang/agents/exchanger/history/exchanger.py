"""One exchanger: events and R_f found together, since each needs the other (spec 4.4 to 4.8)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import causes, fouling, jumps, steps
from greenlang.agents.exchanger.history.calibration import calibration
from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.days import Facts
from greenlang.agents.exchanger.history.hourly import Hourly, hours_of
from greenlang.agents.exchanger.history.hours import Hours
from greenlang.agents.exchanger.history.together import Work
from greenlang.agents.exchanger.model import Plant

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ROUNDS = 2  # events, fit, events, fit: the second changes dates by a day at most
OPEN = 0.03  # valve position above its usual one that is not closed
HOUR_SD = 1e-5  # m2 K/W; scatter of an hour's R_f, for the weights within a day
FIRST_SCATTER, LEAST_SCATTER = 1e-5, 1e-6  # m2 K/W; of a day's R_f, before it is known


Bypass = tuple[steps.Break, steps.Break | None]
"""Opening and closing; None: still open."""


@dataclass(frozen=True)
class Estimate:
    """Events and R_f that fit one another; arrays by day."""

    daily: fouling.Films
    breaks: tuple[steps.Break, ...]
    bypasses: tuple[Bypass, ...]
    bypass: Bools
    fit: fouling.Fit
    datum: fouling.Datum
    datum_sigma: float
    jump: jumps.Jumps | None = None


@dataclass(frozen=True)
class Analysed:
    """All that is known of one exchanger; `common` (days, sources): errors that do not average."""

    hourly: Hourly
    estimate: Estimate
    common: Floats


def analysed(plant: Plant, name: str, states: States, measured: Hours) -> Work[Analysed]:
    """Everything that the hours of one exchanger say. Errors: InsufficientData."""
    hourly = hours_of(plant, plant.asset(name), states, measured)
    films = hourly.films
    shut = ~_valve_open(hourly.facts, measured.n // 24)
    first = _daily(hourly, (1.0, 1.0, *(0.0 for _ in films.extra)))
    multipliers = fouling.first_multipliers(_where(first, shut), films.prior)
    scale = hourly.facts.scale
    estimate = yield from _estimate(hourly, multipliers, FIRST_SCATTER * scale)
    for _ in range(ROUNDS - 1):
        fit = estimate.fit
        scatter = max(fit.random, LEAST_SCATTER * scale)
        estimate = yield from _estimate(hourly, fit.multipliers, scatter)
    common = yield from calibration(states, hourly, estimate.daily, estimate.fit)
    return Analysed(hourly, estimate, common)


def _daily(hourly: Hourly, multipliers: tuple[float, ...]) -> fouling.Films:
    """Robust daily means; an hour's scatter goes with its 1/U: only ratios of weights matter."""
    resistance, films = hourly.thermal.resistance, hourly.films
    y = np.where(hourly.valid, resistance - films.wall, np.nan)
    typical = float(np.nanmedian(resistance))
    sd = HOUR_SD * np.where(np.isfinite(resistance), resistance / typical, 1.0)
    hours = np.zeros(0, np.int64)
    unit = fouling.UNIT * hourly.facts.scale
    x = fouling.Films(y, films.shell, films.tube, hours, films.extra, films.extra_sd, unit)
    return fouling.daily(x, sd, multipliers)


def _estimate(hourly: Hourly, multipliers: tuple[float, ...], scatter: float) -> Work[Estimate]:
    """Events by the R_f that these multipliers give, then R_f between these events."""
    daily = _daily(hourly, multipliers)
    days, facts = len(daily.y), hourly.facts
    daily = _where(daily, ~_of_two(facts, days))
    r_f = daily.y - daily.clean(multipliers)
    sd = np.full(days, scatter)
    found = steps.found(r_f, sd, facts)
    jump = jumps.jumps(found, facts.states, facts.scale)
    away = np.zeros(days, np.bool_)
    if jump is not None:
        # What goes with the load is taken out before the rest is judged.
        away = jump.affected(facts.states[jump.trigger])
        ln_dp = {side: np.where(away, np.nan, x) for side, x in facts.ln_dp.items()}
        facts = replace(facts, ln_dp=ln_dp)
        found = steps.found(np.where(away, np.nan, r_f), sd, facts)
    spells = _bypasses(found)
    bypass = _bypassed(spells, days) | _valve_open(hourly.facts, days) | away
    daily = _of_tubes_left(daily, found, hourly.films.wall)
    kept = _where(daily, ~bypass)
    fit, datum, sigma = yield from _fitted(kept, hourly.films.prior, found, hourly.declared)
    return Estimate(daily, found, spells, bypass, fit, datum, sigma, jump)


def _of_tubes_left(
    daily: fouling.Films, found: tuple[steps.Break, ...], wall: float
) -> fouling.Films:
    """Referred to the surface that is left where tubes were plugged: that is no deposit."""
    for one in found:
        if one.surely("plugging"):
            left = 1.0 - causes.plugged(one.ln_dp["tube"].size)
            after = np.arange(len(daily.y)) >= one.end
            y = np.where(after, (daily.y + wall) * left - wall, daily.y)
            tube = np.where(after, daily.tube * left**0.8, daily.tube)
            daily = replace(daily, y=y, tube=tube)
    return daily


def _where(x: fouling.Films, keep: Bools) -> fouling.Films:
    return replace(x, y=np.where(keep, x.y, np.nan))


def _zeros(
    declared: tuple[tuple[int, int], ...], cleaned: Bools, y: Floats
) -> fouling.Datum | None:
    """The days on which the declared windows say that R_f is zero; None where none has a value.

    A window counts from the cleaning that it follows. A second one without a cleaning before it
    tells of one that nobody saw.
    """
    days: list[int] = []
    for a, b in declared:
        if not np.isfinite(y[a : b + 1]).any():
            continue
        low = max(a - steps.NEAR, 0)
        near = np.flatnonzero(cleaned[low : b + 1]) + low
        day = int(near[np.argmin(np.abs(near - a))]) if near.size else a
        if not days or day > days[-1]:
            days.append(day)
    return fouling.Datum(days[0], again=tuple(days[1:]), declared=True) if days else None


def _valve_open(facts: Facts, days: int) -> Bools:
    """Days on which the bypass valve stood clearly above its usual position."""
    if facts.valve is None:
        return np.zeros(days, np.bool_)
    seen = facts.valve[np.isfinite(facts.valve)]
    usual = float(np.quantile(seen, 0.25)) if seen.size else 0.0
    return np.asarray(facts.valve > usual + OPEN)


def _bypasses(found: tuple[steps.Break, ...]) -> tuple[Bypass, ...]:
    """Openings of a bypass, each with its closing; None: still open.

    Only what is clear counts: a closing without an opening, or an opening that something else
    explains nearly as well, is no bypass.
    """
    out: list[Bypass] = []
    opened: steps.Break | None = None
    for one in found:
        if one.surely("bypass_opens", "leak_opens") and opened is None:
            opened = one
        elif opened is not None and one.surely("bypass_closes", "leak_closes", "cleaning"):
            out.append((opened, one))
            opened = None
    return (*out, (opened, None)) if opened is not None else tuple(out)


def _of_two(facts: Facts, days: int) -> Bools:
    """Days that hold a whole stop or a whole cleaning: their hours may be of two surfaces."""
    spans = [*((one.start, one.end) for one in facts.outages), *facts.logged]
    out = np.zeros(days, np.bool_)
    out[[a for a, b in spans if a == b and 0 <= a < days]] = True
    return out


def _bypassed(spells: tuple[Bypass, ...], days: int) -> Bools:
    """Days on which a bypass was open."""
    out = np.zeros(days, np.bool_)
    for opened, closed in spells:
        out[opened.start : days if closed is None else closed.end + 1] = True
    return out


def _fitted(
    daily: fouling.Films,
    prior: float,
    found: tuple[steps.Break, ...],
    declared: tuple[tuple[int, int], ...],
) -> Work[tuple[fouling.Fit, fouling.Datum, float]]:
    """The fit with its zero: declared, or the cleanest that a cleaning has left."""
    # After a bypass or a stop without cleaning R_f goes on from where it was.
    cleaned = np.zeros(len(daily.y), np.bool_)
    for one in found:
        if one.surely("cleaning"):
            cleaned[min(one.end, len(cleaned) - 1)] = True
    start = _zeros(declared, cleaned, daily.y)
    if start is not None:
        return (yield from fouling.fitting(daily, prior, cleaned, start)), start, 0.0
    free = yield from fouling.fitting(daily, prior, cleaned, None)
    seen = np.flatnonzero(np.isfinite(daily.y))
    # A history may begin cleaner than any cleaning left it.
    begins = [int(seen[0]), *(int(day) for day in np.flatnonzero(cleaned))]
    best = min(begins, key=lambda day: free.level[day])
    zero = fouling.Datum(best, fresh=bool(cleaned[best]))
    fit = yield from fouling.fitting(daily, prior, cleaned, zero)
    return fit, zero, float(free.level_sd[best])
