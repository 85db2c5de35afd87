"""One exchanger: events and R_f found together, since each needs the other (spec 4.4 to 4.8)."""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.exchanger.history import (
    causes,
    clean,
    common,
    fouling,
    hydraulics,
    jumps,
    operation,
    steps,
)
from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.days import Facts, outages
from greenlang.agents.exchanger.history.hours import Hours
from greenlang.agents.exchanger.history.network import STATES
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.history.thermal import Thermal, duties, thermal
from greenlang.agents.exchanger.model import Exchanger, Plant, Space
from greenlang.core.errors import InsufficientData
from greenlang.library.series.arrays import Bools, Floats, Ints
from greenlang.library.series.daily import daily_median

ROUNDS = 2  # events, fit, events, fit: the second changes dates by a day at most
EXPONENT_SD = 0.05  # of flow in a film correlation (Kern 0.55, Bell-Delaware 0.60)
VISCOSITY_SD = 0.05  # of viscosity in a film correlation
UNEVEN = 0.04  # of R_f by zones: deposit and films differ along the unit, one U is taken for all
HEAT_CAPACITY_SD = 0.005  # from one assay to the next
CLEANEST = 0.02  # quantile of 1/U that stands for clean where nothing else is known
WITH_LOAD = ("m_hot", "m_cold", "t_cold_out")  # what bad distribution or boiling goes with
OFTEN = 0.2  # share of the hours above a bubble point, beyond which nothing is said
OPEN = 0.03  # valve position above its usual one that is not closed
HOUR_SD = 1e-5  # m2 K/W; scatter of an hour's R_f, for the weights within a day
FIRST_SCATTER, LEAST_SCATTER = 1e-5, 1e-6  # m2 K/W; of a day's R_f, before it is known


Bypass = tuple[steps.Break, steps.Break | None]
"""Opening and closing; None: still open."""


@dataclass(frozen=True)
class Hourly:
    """The exchanger hour by hour, and what is known beside."""

    asset: Exchanger
    x: Floats  # (hours, 6), reconciled
    thermal: Thermal
    valid: Bools  # in service, steady, and a U explains the states
    films: clean.Films
    facts: Facts
    declared: tuple[tuple[int, int], ...]  # first and last day of each known-clean window
    boiling: Bools  # a liquid is above its bubble point


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


def analysed(plant: Plant, name: str, states: States, measured: Hours) -> Analysed:
    """Everything that the hours of one exchanger say. Errors: InsufficientData."""
    hourly = _hourly(plant, plant.asset(name), states, measured)
    films = hourly.films
    shut = ~_valve_open(hourly.facts, measured.n // 24)
    first = _daily(hourly, (1.0, 1.0, *(0.0 for _ in films.extra)))
    multipliers = fouling.first_multipliers(_where(first, shut), films.prior)
    scale = hourly.facts.scale
    estimate = _estimate(hourly, multipliers, FIRST_SCATTER * scale)
    for _ in range(ROUNDS - 1):
        fit = estimate.fit
        estimate = _estimate(hourly, fit.multipliers, max(fit.random, LEAST_SCATTER * scale))
    return Analysed(hourly, estimate, _common(states, hourly, estimate))


def _hourly(plant: Plant, asset: Exchanger, states: States, measured: Hours) -> Hourly:
    i = states.component.assets.index(asset.name)
    x, rows = states.x[:, i], np.arange(measured.n)
    found = thermal(asset, x, states.hourly, rows)
    boiling = _boiling(asset, x, states)
    valid = states.on[:, i] & states.steady[:, i] & np.isfinite(found.resistance) & ~boiling
    if not valid.any():
        raise InsufficientData(
            f"{asset.name}: no hour has all six states, steady and with a U that explains them; "
            "see the counts of reasons by tag"
        )
    least = float(np.quantile(found.resistance[valid], CLEANEST))
    films = clean.films(asset, x, states.hourly, rows, least)
    tube = float(np.nanmedian(films.tube[valid]))
    one_film = asset.kind != "shell_tube" or films.extra != ()
    films = films.as_one if one_film and films.together else films
    ln_dp = hydraulics.ln_drops(asset, measured, x, states.on[:, i], states.hourly)
    service = states.off[:, i], states.on[:, i]
    scale = 1.0 if asset.kind == "shell_tube" else films.known / clean.USUAL
    facts = replace(
        _facts(plant, asset, measured, service, dict(ln_dp)),
        scale=scale,
        resistance=float(np.median(found.resistance[valid])),
        tube=tube,
        imbalance=_imbalance(asset, states, i, valid),
        meters=_meters(asset),
        states={
            role: daily_median(np.where(valid, column, np.nan))
            for role, column in zip(STATES, x.T, strict=True)
            if role in WITH_LOAD
        },
    )
    return Hourly(asset, x, found, valid, films, facts, _declared(asset, measured), boiling)


def _imbalance(asset: Exchanger, states: States, i: int, valid: Bools) -> Floats | None:
    """Daily 2(Q_h - Q_c)/(Q_h + Q_c) as measured; None where the balance closes by itself."""
    as_measured = states.before[:, i]
    if not np.isfinite(as_measured).all(axis=1).any():
        return None
    q_hot, q_cold = duties(asset, as_measured, states.hourly, np.arange(len(as_measured)))
    with np.errstate(invalid="ignore", divide="ignore"):
        open_by = 2.0 * (q_hot - q_cold) / (q_hot + q_cold)
    return daily_median(np.where(valid, open_by, np.nan))


def _meters(asset: Exchanger) -> dict[str, float]:
    """Spaces with a flow meter: too high a hot flow makes the hot duty too large."""
    signs = {"hot": 1.0, "cold": -1.0}
    return {asset.spaces[side]: signs[side] for side in asset.spaces if f"m_{side}" in asset.tags}


def _boiling(asset: Exchanger, x: Floats, states: States) -> Bools:
    """Hours in which a liquid is above its bubble point: its heat capacity leaves out the heat.

    Errors: InsufficientData where that is the rule and not the exception.
    """
    rows = np.arange(len(x))
    above = np.zeros(len(x), np.bool_)
    for side, k in (("hot", 0), ("cold", 3)):
        name = asset.fluids["hot" if side == "hot" else "cold"]
        bubble = states.hourly.bubble(name, rows)
        over = x[:, k] > bubble
        share = float(np.mean(over[np.isfinite(x[:, k])])) if np.isfinite(x[:, k]).any() else 0.0
        if share > OFTEN:
            raise InsufficientData(
                f"{asset.name}: the {side} side, {name}, is above its bubble point of "
                f"{float(np.nanmin(bubble)) - 273.15:.1f} degC in {share:.0%} of the hours: a heat "
                "capacity leaves out the heat of evaporation; give its enthalpy curve (kind: "
                "enthalpy, columns T and h) from a flash calculation"
            )
        above |= over
    return above


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


def _estimate(hourly: Hourly, multipliers: tuple[float, ...], scatter: float) -> Estimate:
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
    fit, datum, sigma = _fitted(kept, hourly.films.prior, found, hourly.declared)
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


def _declared(asset: Exchanger, measured: Hours) -> tuple[tuple[int, int], ...]:
    """The declared clean windows within the history, as indices of days."""
    first, last = int(measured.days[0]), int(measured.days[-1])
    inside = sorted((a, b) for a, b in asset.clean if b >= first and a <= last)
    return tuple((max(a - first, 0), min(b, last) - first) for a, b in inside)


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


def _facts(
    plant: Plant,
    asset: Exchanger,
    measured: Hours,
    service: tuple[Bools, Bools],
    ln_dp: dict[str, Floats],
) -> Facts:
    first = int(measured.days[0])
    logged = tuple(
        (entry.start - first, entry.end - first) for entry in plant.log if entry.asset == asset.name
    )
    switches = operation.switches(plant, asset, first)
    tag = asset.tags.get("bypass")
    hour = None if tag is None else measured.tags.get(tag.tag)
    valve = None if hour is None else daily_median(hour.x)
    drops = {side: measured.tags[asset.tags[f"dp_{side}"].tag].x for side in ln_dp}
    drop = {side: daily_median(x) for side, x in drops.items()}
    return Facts(outages(*service), logged, switches, valve, ln_dp, drop)


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
) -> tuple[fouling.Fit, fouling.Datum, float]:
    """The fit with its zero: declared, or the cleanest that a cleaning has left."""
    # After a bypass or a stop without cleaning R_f goes on from where it was.
    cleaned = np.zeros(len(daily.y), np.bool_)
    for one in found:
        if one.surely("cleaning"):
            cleaned[min(one.end, len(cleaned) - 1)] = True
    start = _zeros(declared, cleaned, daily.y)
    if start is not None:
        return fouling.fit(daily, prior, cleaned, start), start, 0.0
    free = fouling.fit(daily, prior, cleaned, None)
    seen = np.flatnonzero(np.isfinite(daily.y))
    # A history may begin cleaner than any cleaning left it.
    begins = [int(seen[0]), *(int(day) for day in np.flatnonzero(cleaned))]
    best = min(begins, key=lambda day: free.level[day])
    zero = fouling.Datum(best, fresh=bool(cleaned[best]))
    return fouling.fit(daily, prior, cleaned, zero), zero, float(free.level_sd[best])


def _common(states: States, hourly: Hourly, estimate: Estimate) -> Floats:
    """What each source of common error does to R_f: (days, sources)."""
    asset, fit = hourly.asset, estimate.fit
    i = states.component.assets.index(asset.name)
    days = np.arange(len(fit.y))
    x = np.stack([daily_median(column) for column in hourly.x.T], axis=1)
    slope = common.gradient(lambda six, at: thermal(asset, six, states.daily, at).resistance, x)
    meters = np.einsum("dk,dkj->dj", slope, states.bias[:, i])
    shapes = _of_films(hourly, estimate, x, states.daily, days)
    assays = _of_assays(asset, slope, x, states.daily, days)
    one_mean = clean.along(asset, _films_of(estimate), x, states.daily, days)
    effect = np.concatenate([meters, *shapes, *assays, one_mean[:, None]], axis=1)
    seen = np.isfinite(fit.y) & np.isfinite(effect).all(axis=1)
    state = common.common_errors(effect, fit.trend, seen, fit.unit)
    level = np.asarray((state @ fouling.level_row(fit)[:, :, None])[:, :, 0]) * fit.unit
    if np.all(hourly.thermal.shape == 1.0):
        return level
    return np.column_stack([level, UNEVEN * fit.level])


def _films_of(estimate: Estimate) -> dict[Space, Floats]:
    """Film resistances by day as they were found, m2 K/W."""
    b_shell, b_tube = estimate.fit.multipliers[:2]
    return {"shell": b_shell * estimate.daily.shell, "tube": b_tube * estimate.daily.tube}


def _of_films(
    hourly: Hourly, estimate: Estimate, x: Floats, oil: Liquids, days: Ints
) -> list[Floats]:
    """Exponents of flow and viscosity in the film correlations, in 1/U: (days, 1) each."""
    films = _films_of(estimate)
    asset, free = hourly.asset, hourly.films.spaces
    out = []
    for side, space in asset.spaces.items():
        s = clean.stream(asset, side, x, oil, days)
        # Where the exponent of the flow is found with the multipliers the band has it already.
        flow_sd = 0.0 if space in free else EXPONENT_SD
        for value, sd in ((s.m, flow_sd), (s.mu, VISCOSITY_SD)):
            if sd == 0.0 or not np.isfinite(value).any():
                continue
            ln = np.log(value)
            middle = np.median(ln[np.isfinite(ln)]) if np.isfinite(ln).any() else 0.0
            effect = sd * films[space] * (np.nan_to_num(ln - middle))
            out.append(effect[:, None])
    return out


def _of_assays(
    asset: Exchanger, slope: Floats, x: Floats, oil: Liquids, days: Ints
) -> list[Floats]:
    """Heat capacity of each assay after the first, as a share of the flow: (days, 1) each."""
    out = []
    for side, k in (("hot", 4), ("cold", 5)):
        fluid = asset.fluids["hot" if side == "hot" else "cold"]
        for where, _ in oil.spans(fluid, days)[1:]:
            effect = np.zeros((len(x), 1))
            effect[where, 0] = HEAT_CAPACITY_SD * (slope[:, k] * x[:, k])[where]
            out.append(effect)
    return out
