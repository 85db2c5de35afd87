"""What the alert rules look at, by day, from a history; and the alerts that they give."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from greenlang.agents.condenser.figures.view import WORK, middle
from greenlang.agents.condenser.model import Plant, PowerUnit
from greenlang.agents.condenser.results import (
    Cleaning,
    CondenserHistory,
    Event,
    Floats,
    Ints,
    PlantHistory,
)
from greenlang.agents.condenser.rules import RULES
from greenlang.agents.page import date, fixed
from greenlang.core.quality import Quality
from greenlang.library.alerts import Alert, Metric, evaluated, set_for
from greenlang.library.series.robust import lag_1, n_eff

SEEN = {"confirmed", "found_without_log"}
METRICS = {rule.name: rule.metric for rule in RULES}
SCFM_10 = 10 * 2.038 / 3600.0  # kg/s: 10 scfm of 70 degF (spec 3.11)
OXYGEN = 1e-8  # kg/kg
GAUGE = 100.0  # Pa, of a gauge of which nobody says it
KELVIN = 273.15
WEEKS, LEAST = 28, 14  # days of a trend, and how many of them must be known
MBAR, KPA, PPB, HOUR = 1e-2, 1e-3, 1e9, 3600.0


def alerts(plant: Plant, history: PlantHistory) -> tuple[Alert, ...]:
    """Every alert of every condenser over the whole history, by asset and day."""
    found = [a for one in history.condensers for a in of_condenser(plant, one, history)]
    return tuple(sorted(found, key=lambda a: (a.asset, a.since, a.rule.name, a.about)))


def of_condenser(
    plant: Plant, one: CondenserHistory, history: PlantHistory | None = None
) -> Iterator[Alert]:
    """The alerts of one condenser under the limits that the plant sets for its unit."""
    unit = plant.unit(one.unit)
    series = tuple(metrics(unit, one, history))
    for rule in set_for(one.unit, RULES, plant.rules):
        for metric in series:
            if metric.name == rule.metric:
                for alert in evaluated(rule, metric):
                    yield _explained(one, alert)


def metrics(
    unit: PowerUnit, one: CondenserHistory, history: PlantHistory | None = None
) -> Iterator[Metric]:
    """Everything about a condenser that a rule looks at; what is not known is left out."""
    given = (
        *_pressure(unit, one), *_dirt(unit, one), *_air(unit, one), *_water(unit, one),
        *_trust(unit, one), *_cleanings(one), *_events(one), *_tags(one, history),
    )  # fmt: skip
    for metric in given:
        if np.isfinite(metric.value).any():
            yield metric


def unwatched(unit: PowerUnit, one: CondenserHistory) -> tuple[str, ...]:
    """Titles of the rules for which this plant measures too little; `RULES` are all."""
    seen = {metric.name for metric in metrics(unit, one)}
    quiet = {"useless_cleaning", "tag_fault", "no_result"}  # they need no tag of their own
    return tuple(r.title for r in RULES if r.metric not in seen and r.name not in quiet)


def _metric(
    one: CondenserHistory, rule: str, value: Floats, sigma: Floats | None = None, about: str = "",
    ends: tuple[int, ...] = (), cost: Floats | None = None,
) -> Metric:  # fmt: skip
    days = one.daily.days
    return Metric(METRICS[rule], one.asset, days, value, sigma, about, ends, cost)


def cleaned(one: CondenserHistory, box: str | None = None) -> tuple[int, ...]:
    """Days after which a cleaning that data show had ended, of one waterbox or of any."""
    return tuple(
        int(np.ceil(c.end))
        for c in one.cleanings
        if c.status in SEEN and (box is None or c.box == box)
    )


def costs(one: CondenserHistory, causes: tuple[str, ...]) -> Floats:
    """Money that some causes cost on each day of `daily`; NaN where it is withheld."""
    split = one.split
    out = np.full(one.daily.days.size, np.nan)
    at = [split.causes.index(cause) for cause in causes if cause in split.causes]
    if not at:
        return out
    money = np.sum(split.parts.money[:, at], axis=1)
    _, here, there = np.intersect1d(one.daily.days, split.days, return_indices=True)
    out[here] = money[there]
    return out


def _pressure(unit: PowerUnit, one: CondenserHistory) -> Iterator[Metric]:
    """The back pressure against its target, its trend, and what is left to the trip."""
    day, cost = one.daily, costs(one, WORK)
    yield _metric(one, "vacuum_deviation", KPA * (day.p_used - day.p_target), cost=cost)
    yield _metric(one, "ttd_high", day.ttd - day.ttd_target, cost=cost)
    slope, sigma = trend(day.days, MBAR * day.p_norm)
    ends = cleaned(one)
    yield _metric(one, "vacuum_trend", 7.0 * slope, 7.0 * sigma, ends=ends, cost=cost)
    if unit.turbine.trip is not None and "p_one_less" in one.more:
        left = MBAR * (unit.turbine.trip - one.more["p_one_less"])
        yield _metric(one, "reserve_one_less", left)


def trend(days: Ints, values: Floats) -> tuple[Floats, Floats]:
    """Slope per day over the last four weeks of each day, and its standard uncertainty.

    Least squares; residuals of neighbouring days go together, so the days count for fewer.
    NaN where fewer than 14 of the days are known.
    """
    known = np.isfinite(values)
    t, y = (days - days[0]).astype(float), np.where(known, values, 0.0)
    sums = [_last(x) for x in (known * 1.0, known * t, known * t * t, y, known * t * y, y * y)]
    n, s_t, s_tt, s_y, s_ty, s_yy = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = s_tt - s_t * s_t / n
        slope = (s_ty - s_t * s_y / n) / spread
        rest = s_yy - s_y * s_y / n - slope * slope * spread
        rough = np.sqrt(np.maximum(rest, 0.0) / (n - 2.0) / spread)
        smooth = np.where(known, values - s_y / n, np.nan) - slope * (t - s_t / n)
        sigma = rough * np.sqrt(n / n_eff(n, lag_1(smooth)))
    enough = n >= LEAST
    return np.where(enough, slope, np.nan), np.where(enough, sigma, np.nan)


def _last(x: Floats) -> Floats:
    """Sums over the last four weeks up to each day."""
    total = np.concatenate([[0.0], np.cumsum(x)])
    first = np.maximum(np.arange(x.size) + 1 - WEEKS, 0)
    return np.asarray(total[1:] - total[first])


def _dirt(unit: PowerUnit, one: CondenserHistory) -> Iterator[Metric]:
    """Cleanliness, fouling and debris; by waterbox where it has one of its own."""
    day, states, cost = one.daily, one.states, costs(one, ("fouling",))
    yield _metric(
        one, "heat_transfer_low", day.cf_ref, day.cf_ref_sigma, ends=cleaned(one), cost=cost
    )
    for b, box in enumerate(one.boxes):
        if unit.r_f_design:
            yield _metric(
                one, "fouling_high", states.r_f[:, b] / unit.r_f_design,
                states.r_f_sigma[:, b] / unit.r_f_design, box, cleaned(one, box), cost,
            )  # fmt: skip
        kappa, sigma = states.kappa[:, b], states.kappa_sigma[:, b]
        yield _metric(one, "debris", kappa, sigma, box, cost=costs(one, ("debris",)))


def _air(unit: PowerUnit, one: CondenserHistory) -> Iterator[Metric]:
    """Air against its limit and the vacuum pumps, subcooling, oxygen, seal water."""
    day, cost = one.daily, costs(one, ("air",))
    yield _metric(one, "air_high", day.m_air / (unit.air_limit or SCFM_10), cost=cost)
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = np.where(day.m_air > 0.0, day.m_capacity / day.m_air, np.nan)
    yield _metric(one, "vent_margin", margin, cost=cost)
    yield _metric(one, "subcooling_high", day.subcooling)
    yield _metric(one, "oxygen_high", day.oxygen / (unit.oxygen_limit or OXYGEN))
    over = PPB * (day.oxygen - day.oxygen_equilibrium)
    yield _metric(one, "oxygen_below", over, np.ones_like(over))
    for rule, name, scale in (
        ("seal_water_warm", "seal_margin", MBAR), ("ejector_steam", "motive_ratio", 1.0),
    ):  # fmt: skip
        if name in one.more:
            yield _metric(one, rule, scale * one.more[name])


def _water(unit: PowerUnit, one: CondenserHistory) -> Iterator[Metric]:
    """Flow, rise, tower, permits, frost, pumps, siphon and scale."""
    day, more, limits = one.daily, one.more, unit.water.limits
    cost = costs(one, ("flow",))
    yield _metric(one, "flow_low", day.flow_share, cost=cost)
    yield _metric(one, "freezing", day.t_in - KELVIN)
    if limits.t_out is not None:
        yield _metric(one, "outlet_warm", limits.t_out - day.t_out)
    if limits.rise is not None:
        yield _metric(one, "rise_permit", limits.rise - day.rise)
    if "rise_expected" in more:
        yield _metric(one, "rise_high", day.rise / more["rise_expected"], cost=cost)
    if "t_wet_bulb" in more:
        yield _metric(one, "approach_high", day.t_in - more["t_wet_bulb"])
    if "t_tower" in more:
        yield _metric(one, "tower_weak", day.t_in - more["t_tower"])
    if "m_leak" in more:
        sigma = HOUR * more["m_leak_sigma"] if "m_leak_sigma" in more else None
        yield _metric(one, "tube_leak", HOUR * more["m_leak"], sigma)
    for rule, name, scale in (
        ("pump_worn", "head_ratio", 1.0), ("siphon", "siphon", KPA),
        ("scaling_puckorius", "puckorius", 1.0), ("scaling_langelier", "langelier", 1.0),
    ):  # fmt: skip
        if name in more:
            yield _metric(one, rule, scale * more[name])


def _trust(unit: PowerUnit, one: CondenserHistory) -> Iterator[Metric]:
    """The gauge's bias, and how long there has been no result on line."""
    gauge = next(iter(unit.tagged("p", one.zone) or unit.tagged("p")), None)
    own = GAUGE if gauge is None or gauge.relative else gauge.sigma
    off = np.abs(one.states.bias) / np.hypot(one.states.bias_sigma, own)
    yield _metric(one, "gauge_off", off)
    silent = ~np.isfinite(one.daily.p_target) & (one.daily.quality != Quality.OFF)
    place = np.arange(silent.size)
    run = place - np.maximum.accumulate(np.where(silent, -1, place))
    yield _metric(one, "no_result", run.astype(float))


def _cleanings(one: CondenserHistory) -> Iterator[Metric]:
    """The effect of every cleaning that can be rated."""
    for c in one.cleanings:
        if c.status == "logged_without_effect":
            yield _effect(one, c, 0.0, 0.0)
        elif c.status in SEEN and np.isfinite(c.effect):
            yield _effect(one, c, c.effect, c.effect_sigma)


def _effect(one: CondenserHistory, c: Cleaning, value: float, sigma: float) -> Metric:
    how = f"{c.box}, {c.method or 'unknown method'}, back {date(c.end)}"
    return Metric(
        METRICS["useless_cleaning"], one.asset, np.array([int(np.floor(c.end))]), np.array([value]),
        np.array([sigma]), about=how,
    )  # fmt: skip


def _events(one: CondenserHistory) -> Iterator[Metric]:
    """Gauges that drift: 1 while it lasts, 0 before and after."""
    for event in one.events:
        if event.cause == "gauge drift":
            yield _spell(one, event, f"{event.tag_name or event.tag or 'a gauge'} drifts")


def _spell(one: CondenserHistory, event: Event, about: str) -> Metric:
    days = one.daily.days[one.daily.days >= np.floor(event.start)]
    last = np.inf if event.end is None else event.end
    value = (days <= last).astype(float)
    return Metric(METRICS["tag_fault"], one.asset, days, value, about=about)


def _tags(one: CondenserHistory, history: PlantHistory | None) -> Iterator[Metric]:
    """Tags with a verdict, for as long as nobody says since when: on the last day."""
    if history is None or not one.daily.days.size:
        return
    drifting = {event.tag_name for event in one.events}
    for tag in history.tags:
        bad = tag.verdict not in {"ok", "good", ""} and tag.tag not in drifting
        if tag.asset == one.unit and bad:
            about = f"{tag.tag}: {tag.verdict}"
            last = one.daily.days[-1:]
            yield Metric(METRICS["tag_fault"], one.asset, last, np.ones(1), about=about)


def _explained(one: CondenserHistory, alert: Alert) -> Alert:
    """The alert with what was seen while it lasted."""
    explained = _EXPLAINED.get(alert.rule.name)
    return alert if explained is None else replace(alert, about=explained(one, alert))


def _lasted(days: Ints, alert: Alert) -> np.ndarray:
    last = np.inf if alert.cleared is None else max(alert.cleared, alert.since + 1)
    return (days >= alert.since) & (days < last)


def _causes(one: CondenserHistory, alert: Alert) -> str:
    """The causes of those days in mbar, the largest first."""
    means = _means(one, _lasted(one.split.days, alert))
    shown = [f"{cause} {fixed(MBAR * p, 1)}" for cause, p in means if MBAR * p >= 0.1][:3]
    return f" ({', '.join(shown)} mbar)" if shown else ""


def _means(one: CondenserHistory, some: np.ndarray) -> list[tuple[str, float]]:
    """Mean pressure of every cause that work puts right, Pa, the largest first."""
    parts = one.split.parts.pressure[some]
    found = [
        (cause, float(np.nanmean(parts[:, k])))
        for k, cause in enumerate(one.split.causes)
        if cause in WORK and np.isfinite(parts[:, k]).any()
    ]
    return sorted(found, key=lambda pair: -pair[1])


def _grew(one: CondenserHistory, alert: Alert) -> str:
    """Which cause has grown most over the four weeks before the alert was raised."""
    days = one.split.days
    before = dict(_means(one, (days > alert.raised - WEEKS) & (days <= alert.raised - WEEKS // 2)))
    after = dict(_means(one, (days > alert.raised - WEEKS // 2) & (days <= alert.raised)))
    grown = {cause: after[cause] - before[cause] for cause in after if cause in before}
    most = max(grown, key=lambda cause: grown[cause], default="")
    return f", mostly by {most}" if most and grown[most] > 0.0 else ""


def _drawn(one: CondenserHistory, alert: Alert) -> str:
    """How much air, and on which side of the water line the events of those days put it."""
    drawn = one.daily.m_air[_lasted(one.daily.days, alert)]
    last = np.inf if alert.cleared is None else alert.cleared
    sides = [
        e.side for e in one.events
        if e.air and e.side and e.start < last and (e.end is None or e.end >= alert.since)
    ]  # fmt: skip
    where = f", {sides[-1]}" if sides and sides[-1] != "not told" else ""
    return f" ({fixed(HOUR * middle(drawn), 0)} kg/h{where})"


def _bias(one: CondenserHistory, alert: Alert) -> str:
    """How far the gauge is off at the end, and which way."""
    days = _lasted(one.daily.days, alert)
    bias = one.states.bias[days]
    known = bias[np.isfinite(bias)]
    if not known.size:
        return ""
    way = "high" if known[-1] > 0.0 else "low"
    return f" (it reads {fixed(MBAR * abs(float(known[-1])), 1)} mbar {way})"


_EXPLAINED: Mapping[str, Callable[[CondenserHistory, Alert], str]] = {
    "vacuum_deviation": _causes, "ttd_high": _causes, "vacuum_trend": _grew, "air_high": _drawn,
    "gauge_off": _bias,
}  # fmt: skip
