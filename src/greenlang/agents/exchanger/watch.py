"""What the alert rules look at, by day, from a history and its plan; and the alerts they give."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from greenlang.agents.exchanger.figures.words import CAUSES, LIMITS
from greenlang.agents.exchanger.model import CleaningMethod, Exchanger, Plant
from greenlang.agents.exchanger.results import (
    Cleaning,
    Decision,
    Event,
    ExchangerHistory,
    FleetPlan,
    Floats,
    PlantHistory,
)
from greenlang.agents.exchanger.rules import RULES
from greenlang.agents.exchanger.standing import Course, course
from greenlang.agents.page import date
from greenlang.core.errors import InsufficientData
from greenlang.library.alerts import Alert, Metric, evaluated, set_for

SEEN = {"confirmed", "found_without_log"}
TAG_CAUSES = {"drift", "stuck", "bias", "flow_meter"}
FLOW_CAUSES = {"bypass", "plugging", "maldistribution", "vaporisation"}
SURE_GAP = 6.0  # misfit of the second-best cause above that of the best (spec 4.7)
SHARE = {"tube": "dp_tube", "shell": "dp_shell"}
METRICS = {rule.name: rule.metric for rule in RULES}


def alerts(plant: Plant, history: PlantHistory, plan: FleetPlan) -> tuple[Alert, ...]:
    """Every alert of every exchanger over the whole history, by asset and day."""
    decisions = {d.asset: d for d in plan.decisions}
    found = [
        alert
        for one in history.exchangers
        for alert in of_exchanger(plant, one, decisions.get(one.asset), history.end)
    ]
    return tuple(sorted(found, key=lambda a: (a.asset, a.since, a.rule.name, a.about)))


def of_exchanger(
    plant: Plant, one: ExchangerHistory, decided: Decision | None, end: int
) -> Iterator[Alert]:
    """The alerts of one exchanger under the limits that the plant sets for it."""
    series = tuple(metrics(plant, one, decided, end))
    for rule in set_for(one.asset, RULES, plant.rules):
        for metric in series:
            if metric.name == rule.metric:
                yield from evaluated(rule, metric)


def metrics(
    plant: Plant, one: ExchangerHistory, decided: Decision | None, end: int
) -> Iterator[Metric]:
    """Everything about an exchanger that a rule looks at; what is not known is left out."""
    yield from _events(one, end)
    yield from _cleanings(one)
    yield from _limits(one, end)
    yield from _rate(one)
    yield from _measured(plant.asset(one.asset), one)
    if one.forecast is not None and one.forecast.backtest is not None:
        yield _today(one, "forecast_wrong", abs(one.forecast.backtest), end)
    try:
        at = course(plant, one)
    except InsufficientData:
        return
    yield from _state(plant.asset(one.asset), at)
    yield from _costs(plant, at, decided)


def _today(one: ExchangerHistory, rule: str, value: float, end: int, about: str = "") -> Metric:
    return Metric(METRICS[rule], one.asset, np.array([end]), np.array([value]), about=about)


def _cleaned(one: ExchangerHistory) -> tuple[int, ...]:
    return tuple(c.end for c in one.cleanings if c.status in SEEN)


def _state(asset: Exchanger, at: Course) -> Iterator[Metric]:
    """Fouling against its allowance, duty against a clean exchanger."""
    one, day = at.known, at.known.daily
    cost, ends = at.cost(day.level), _cleaned(one)
    allowed = sum(float(r) for r in (asset.design.r_f_shell, asset.design.r_f_tube) if r)
    if allowed > 0.0:
        yield Metric(
            METRICS["fouling_high"], one.asset, day.days, day.level / allowed,
            day.level_sigma / allowed, ends=ends, cost=cost,
        )  # fmt: skip
    yield Metric(
        METRICS["duty_short"], one.asset, day.days, at.efficiency(day.level),
        at.efficiency_sigma(), ends=ends, cost=cost,
    )  # fmt: skip


def _costs(plant: Plant, at: Course, decided: Decision | None) -> Iterator[Metric]:
    """What a day costs against the mean of the best cycle, and what waiting has cost since."""
    one, day = at.known, at.known.daily
    best = _best(decided)
    cost = at.cost(day.level)
    if not best > 0.0 or not np.isfinite(cost).any():
        return
    ends = _cleaned(one)
    yield Metric(METRICS["cleaning_due"], one.asset, day.days, cost / best, ends=ends, cost=cost)
    method = _method(plant, decided)
    if method is not None and method.cost > 0.0:
        waited = _waited(cost - best, np.searchsorted(day.days, ends).tolist())
        share = waited / method.cost
        yield Metric(METRICS["cleaning_overdue"], one.asset, day.days, share, ends=ends, cost=cost)


def _best(decided: Decision | None) -> float:
    """Mean cost a day of the best cycle; NaN where no cleaning pays or none was weighed."""
    if decided is None or decided.action in {"never", "insufficient data"}:
        return float("nan")
    cost = decided.cost_curve[1]
    known = cost[np.isfinite(cost)]
    return float(known.min()) if known.size else float("nan")


def _method(plant: Plant, decided: Decision | None) -> CleaningMethod | None:
    """The method that was decided on, else the cheapest."""
    named = decided.method if decided else None
    cheapest = sorted(plant.methods, key=lambda m: m.cost)
    return next((m for m in cheapest if m.name == named), cheapest[0] if cheapest else None)


def _waited(excess: Floats, cuts: Iterable[int]) -> Floats:
    """Running sum of what days cost above the best mean, from the last time that it was due."""
    starts = set(cuts)
    out, total = np.zeros(excess.size), 0.0
    for i, more in enumerate(np.nan_to_num(excess).tolist()):
        total = max((0.0 if i in starts else total) + more, 0.0)
        out[i] = total
    return out


def _rate(one: ExchangerHistory) -> Iterator[Metric]:
    """The rate of the cycle under way against the median of the cycles before it."""
    day, ends = one.daily, _cleaned(one)
    if not ends:
        return
    cuts = [0, *np.searchsorted(day.days, sorted(ends)).tolist(), day.days.size]
    value, sigma = np.full(day.days.size, np.nan), np.full(day.days.size, np.nan)
    earlier: list[float] = []
    for start, stop in pairwise(cuts):
        rate = day.rate[start:stop]
        usual = float(np.median(earlier)) if earlier else float("nan")
        if usual > 0.0:
            value[start:stop] = rate / usual
            sigma[start:stop] = day.rate_sigma[start:stop] / usual
        if np.isfinite(rate).any():
            earlier.append(float(np.median(rate[np.isfinite(rate)])))
    if np.isfinite(value).any():
        yield Metric(METRICS["rate_jumped"], one.asset, day.days, value, sigma, ends=ends)


def _limits(one: ExchangerHistory, end: int) -> Iterator[Metric]:
    """Days from today to the median date of each limit."""
    for name, band in (one.forecast.limits if one.forecast else {}).items():
        if np.isfinite(band.p50):
            left = max(band.p50 - end, 0.0)
            yield _today(one, "limit_near", left, end, LIMITS.get(name, name))


def _measured(asset: Exchanger, one: ExchangerHistory) -> Iterator[Metric]:
    """Pressure drops, the balance, and how well U is measured."""
    day, ends = one.daily, _cleaned(one)
    if np.isfinite(day.dp_ratio).any():
        yield Metric(METRICS["pressure_ratio_high"], one.asset, day.days, day.dp_ratio, ends=ends)
    if one.tracking is None:
        return
    for side, drop in one.tracking.drop.items():
        most = getattr(asset.design.limits, SHARE[side])
        if most is not None:
            share = drop / float(most)
            yield Metric(
                METRICS["pressure_drop_high"], one.asset, day.days, share, about=side, ends=ends
            )
    if one.redundancy != "none":
        yield Metric(METRICS["balance_open"], one.asset, day.days, one.tracking.z)
    yield Metric(METRICS["weak_measurement"], one.asset, day.days, one.tracking.condition)


def _events(one: ExchangerHistory, end: int) -> Iterator[Metric]:
    """One series an event that a rule names: 1 while it lasts, 0 before and after."""
    for event in one.events:
        if event.cause in FLOW_CAUSES and event.gap >= SURE_GAP:
            yield _spell(one, "bypass_or_plugging", event, end, CAUSES[event.cause].meaning)
        elif event.cause in TAG_CAUSES:
            tag = event.tag or "a tag"
            yield _spell(one, "tag_fault", event, end, f"{tag}: {CAUSES[event.cause].meaning}")


def _spell(one: ExchangerHistory, rule: str, event: Event, end: int, about: str) -> Metric:
    days = np.arange(event.start, end + 1)
    last = end if event.end is None else event.end
    return Metric(METRICS[rule], one.asset, days, (days <= last).astype(np.float64), about=about)


def _cleanings(one: ExchangerHistory) -> Iterator[Metric]:
    """The effect of every cleaning that can be rated."""
    best = min((c.r_f_after for c in one.cleanings if c.status in SEEN), default=float("nan"))
    for c in one.cleanings:
        if c.status == "logged_without_effect":
            yield _effect(one, c, 0.0, 0.0)
        elif c.status in SEEN and np.isfinite(c.effect) and c.r_f_after > best:
            yield _effect(one, c, c.effect, c.effect_sigma)


def _effect(one: ExchangerHistory, c: Cleaning, value: float, sigma: float) -> Metric:
    how = f"{c.method or 'unknown method'}, back {date(c.end)}"
    return Metric(
        METRICS["useless_cleaning"], one.asset, np.array([c.end]), np.array([value]),
        np.array([sigma]), about=how,
    )  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """How many alerts last, by severity."""

    high: int
    medium: int
    low: int


def counts(found: Iterable[Alert]) -> Counts:
    """Open alerts by severity."""
    severities = [a.severity for a in found if a.open]
    return Counts(*(severities.count(s) for s in ("high", "medium", "low")))
