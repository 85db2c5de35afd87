"""All results of one exchanger, from its events and its R_f to what these cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import (
    events,
    hours,
    hydraulics,
    network,
    operation,
    quality,
    surfaces,
    thermohydraulic,
)
from greenlang.agents.exchanger.history import reference as at_reference
from greenlang.agents.exchanger.history.cleanings import cleanings
from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.history.outlook import hydraulics as hydraulics_of
from greenlang.agents.exchanger.history.outlook import outlook
from greenlang.agents.exchanger.history.reference import Reference
from greenlang.agents.exchanger.history.savings import Duty, savings
from greenlang.agents.exchanger.history.tracking import tracking
from greenlang.agents.exchanger.model import Exchanger, Plant
from greenlang.agents.exchanger.results import (
    Band,
    Cleaning,
    Daily,
    Event,
    ExchangerHistory,
    ThermalHydraulic,
)
from greenlang.core.quality import Codes, counts
from greenlang.library.fouling.cycles import Lessons
from greenlang.library.series.daily import daily_median
from greenlang.library.series.hours import DAY

Floats = NDArray[np.float64]

CLEAN_DAYS = 10  # after the zero of R_f, in which the pressure drop is that of a clean bundle
BLIND = 0.8  # of its prior: a multiplier no better known than that rests on the data sheet


@dataclass(frozen=True)
class Prepared:
    """A component, reconciled: all that its exchangers need."""

    measured: hours.Hours
    states: States


def exchanger_history(
    plant: Plant, a: Analysed, ready: Prepared, taught: tuple[Lessons, Lessons]
) -> ExchangerHistory:
    """All results of one exchanger; `taught` by its own past and by the exchangers beside it."""
    measured, name = ready.measured, a.hourly.asset.name
    asset, fit, first = a.hourly.asset, a.estimate.fit, int(measured.days[0])
    valid = a.hourly.valid
    x_day = np.stack([daily_median(np.where(valid, c, np.nan)) for c in a.hourly.x.T], axis=1)
    oil = ready.states.daily
    at = at_reference.reference(asset, x_day, _clean_total(a), oil)
    sd = np.hypot(fit.level_sd, np.sqrt(np.sum(a.common**2, axis=1)))
    code = quality.hour_codes(asset, ready.states, measured, valid, a.estimate.bypass)
    last = int(np.flatnonzero(np.isfinite(fit.y))[-1])
    r_f = at_reference.band(float(fit.level[last]), float(sd[last]))
    lost = _duty_lost(asset, at, r_f)
    money, co2 = at_reference.cost_of_heat(plant.prices, plant.network.furnace, first + last)
    cleaned = _cleanings(plant, a, first)
    paths = thermohydraulic.diagnoses(a, first)
    duty = Duty(
        a,
        ready.states,
        first,
        x_day,
        _clean_total(a) + fit.level,
        plant.prices,
        plant.network.furnace,
    )
    return ExchangerHistory(
        asset=name,
        daily=_daily(
            a, measured, at_reference.rates(asset, x_day, oil, np.arange(len(sd))), sd, code
        ),
        datum="declared" if a.estimate.datum.declared else "best_clean",
        datum_sigma=a.estimate.datum_sigma,
        events=_events(plant, a, ready, paths),
        cleanings=cleaned,
        forecast=outlook(a, at, sd, first, taught),
        r_f_now=r_f,
        duty_lost_now=lost,
        money_per_day=at_reference.scaled(lost, money * DAY),
        co2_per_day=at_reference.scaled(lost, co2 * DAY),
        reference={
            **at_reference.described(asset, at, r_f.p50),
            **hydraulics_of(a, at.x[0], oil),
        },
        counts=counts(code),
        film_multipliers={
            "shell": fit.multipliers[0],
            "shell_sd": fit.multipliers_sd[0],
            "tube": fit.multipliers[1],
            "tube_sd": fit.multipliers_sd[1],
            "offset": fit.offset,
            **_exponents(a),
        },
        redundancy=_redundancy(asset, ready.states),
        warnings=_warnings(a),
        latest=_latest(a, x_day, first),
        index=asset.index,
        savings=savings(duty, cleaned),
        tracking=tracking(a, ready.states, x_day),
        hydraulic=paths,
        rates=surfaces.rates(a, surfaces.surfaces(a, x_day, oil), first),
    )


def _exponents(a: Analysed) -> dict[str, float]:
    """What was added to the flow exponents that are not known beforehand, with sd."""
    fit, out = a.estimate.fit, {}
    for k, space in enumerate(a.hourly.films.spaces):
        out[f"{space}_exponent"] = fit.multipliers[2 + k]
        out[f"{space}_exponent_sd"] = fit.multipliers_sd[2 + k]
    return out


def _latest(a: Analysed, x_day: Floats, first: int) -> dict[str, float]:
    """Reconciled state and clean coefficient of the last valid day: what a re-audit starts from."""
    day = int(np.flatnonzero(np.isfinite(x_day).all(axis=1))[-1])
    state = dict(zip(network.STATES, map(float, x_day[day]), strict=True))
    return state | {"day": float(first + day), "u_clean": float(1.0 / _clean_total(a)[day])}


def _clean_total(a: Analysed) -> Floats:
    """Resistance of the clean exchanger by day, m2 K/W."""
    fit, films = a.estimate.fit, a.estimate.daily
    return np.asarray(a.hourly.films.wall + films.clean(fit.multipliers) + fit.offset)


def _duty_lost(asset: Exchanger, at: Reference, r_f: Band) -> Band:
    """Clean duty less duty at reference, W."""
    q = at_reference.duty_at(asset, at, np.array([0.0, r_f.p10, r_f.p50, r_f.p90]))
    return Band(*(float(q[0] - part) for part in q[1:]))


def _events(
    plant: Plant, a: Analysed, ready: Prepared, paths: tuple[ThermalHydraulic, ...]
) -> tuple[Event, ...]:
    found = events.of_process(a, int(ready.measured.days[0]))
    found += events.of_tags(a.hourly.asset, ready.states.faults, ready.measured)
    found += events.of_paths(a.hourly.asset.name, paths)
    found = operation.told(plant, a.hourly.asset, found)
    return tuple(sorted(found, key=lambda event: event.start))


def _cleanings(plant: Plant, a: Analysed, first: int) -> tuple[Cleaning, ...]:
    found, fit = events.cleanings_found(a), a.estimate.fit
    zero = [0.0] if a.estimate.datum.declared else []
    return cleanings(
        a.hourly.asset.name,
        first,
        found,
        [entry for entry in plant.log if entry.asset == a.hourly.asset.name],
        np.where(np.isfinite(fit.y), fit.level, np.nan),
        fit.level_sd,
        min([one.after for one in found] + zero, default=0.0),
        a.hourly.facts.outages,
    )


def _daily(
    a: Analysed, measured: hours.Hours, streams: at_reference.Rates, sd: Floats, code: Codes
) -> Daily:
    fit, films, wall = a.estimate.fit, a.estimate.daily, a.hourly.films.wall
    clean = _clean_total(a)
    duty = np.where(a.hourly.valid, a.hourly.thermal.duty, np.nan)
    return Daily(
        days=measured.days,
        r_f=np.where(a.estimate.bypass, np.nan, films.y + wall - clean),
        r_f_sigma=np.where(np.isfinite(fit.y), fit.random, np.nan),
        level=fit.level,
        level_sigma=sd,
        rate=fit.rate / DAY,
        rate_sigma=fit.rate_sd / DAY,
        u=1.0 / (films.y + wall),
        u_clean=1.0 / clean,
        duty=daily_median(duty),
        duty_clean=at_reference.duty(a.hourly.asset, streams, 1.0 / clean),
        dp_ratio=_dp_ratio(a),
        hours=films.hours,
        quality=quality.day_codes(code),
    )


def _dp_ratio(a: Analysed) -> Floats:
    """Pressure-drop ratio of the tube side, else of the shell side; NaN without a tag."""
    days = len(a.estimate.fit.y)
    for ln_dp in a.hourly.facts.ln_dp.values():
        clean = np.zeros(days, np.bool_)
        clean[a.estimate.datum.start : a.estimate.datum.start + CLEAN_DAYS] = True
        return np.asarray(np.exp(hydraulics.zeroed(ln_dp, clean)))
    return np.full(days, np.nan)


def _redundancy(asset: Exchanger, whole: States) -> str:
    """What checks the meters: shared pipes, the exchanger's own balance, or nothing."""
    if any(role not in asset.tags for role in network.STATES):
        return "none"
    nodes = {whole.component.node[asset.name, role] for role in network.STATES}
    others = {at for (name, _), at in whole.component.node.items() if name != asset.name}
    return "network" if nodes & others else "one balance"


def _shared(asset: Exchanger) -> list[str]:
    """What is known of a flow that one meter shows for several exchangers."""
    out = []
    for side, other in (("hot", "cold"), ("cold", "hot")):
        tag = asset.tags.get(f"m_{side}")
        if tag is None or not tag.of:
            continue
        opposite = asset.tags.get(f"m_{other}")
        alone = opposite is not None and not opposite.of
        how = (
            "its share follows from its heat balance"
            if alone
            else "taken for equal shares, +- 30 %, since no flow of its own is metered"
        )
        out.append(f"m_{side} is metered for {', '.join(tag.of)} together: {how}")
    return out


def _warnings(a: Analysed) -> tuple[str, ...]:
    out = []
    out += _shared(a.hourly.asset)
    if a.hourly.asset.index:
        out.append(
            "index only: the air flow is taken from the speed of the fan and the data sheet; "
            "blinds, pitch and wind look like fouling; measure the air outlet to know R_f"
        )
    valid = np.isfinite(a.estimate.daily.y)
    if any(not valid[start : end + 1].any() for start, end in a.hourly.declared):
        out.append("a declared clean window holds no valid day: it fixes no zero")
    if not a.estimate.datum.declared:
        out.append(
            "R_f is relative to the best cleaning seen: what that left is not visible; declare a "
            "clean window to fix the zero"
        )
    if not np.any(a.hourly.films.tube):
        out.append("both flows swing together: one multiplier and one exponent for both films")
    elif max(a.estimate.fit.multipliers_sd[:2]) > BLIND * a.hourly.films.prior:
        out.append(
            "flows and temperatures hardly swing: the film multipliers rest on the data sheet"
        )
    return tuple(out)
