"""Alert rules as data, and the one way in which they are evaluated over a daily series.

A rule watches one metric. It holds when the metric has been beyond a limit on so many days running
(with a probability, where the metric has a sigma), and clears when it has been back inside the
limit by a margin on so many days: between the two it keeps its state, so a value that sits at its
limit gives one alert and not one a day. Days without a value count neither way.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InputError, NotFound, near
from greenlang.core.uncertainty import inverse_normal

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Severity = Literal["low", "medium", "high"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high")


@dataclass(frozen=True)
class Level:
    """A limit and how serious it is to be beyond it."""

    severity: Severity
    limit: float


@dataclass(frozen=True)
class Rule:
    """A condition on a metric; `levels` from the mildest on, `hold` and `clear_hold` in days.

    `clear` is how far back inside its limit the metric must be, in its own unit. `clear_hold` None:
    it never clears by the metric, only where its series ends it (a cleaning), or not at all.
    `what` may name {asset}, {about}, {value} and {limit}.
    """

    name: str
    title: str
    metric: str
    comparison: Literal["above", "below"]
    levels: tuple[Level, ...]
    what: str
    advice: str
    source: str
    unit: str = "1"
    hold: int = 1
    probability: float | None = None
    clear: float = 0.0
    clear_hold: int | None = 1
    ended_by: str = ""
    style: Literal["number", "percent", "days", "flag"] = "number"

    @property
    def condition(self) -> str:
        """When it holds, in words."""
        sure = "" if self.probability is None else f" with P > {self.probability:g}"
        held = f", {self.hold} days running" if self.hold > 1 else ""
        if self.style == "flag":
            return f"{self.metric}{held}"
        return f"{self.metric} {self.comparison} the limit{sure}{held}"

    @property
    def limits(self) -> str:
        """Its limits with their severities, in words."""
        if self.style == "flag":
            return "present"
        return ", ".join(f"{self.shown(x.limit)} {x.severity}" for x in self.levels)

    @property
    def clears(self) -> str:
        """When it clears, in words."""
        said = [self.ended_by] if self.ended_by else []
        if self.clear_hold is not None:
            margin = f"{self.shown(self.clear)} inside the limit" if self.clear else "back inside"
            margin = "gone" if self.style == "flag" else margin
            said.append(f"{margin} for {self.clear_hold} d")
        return " or ".join(said) or "never: it is a finding"

    @property
    def severity(self) -> str:
        """The severities that it can have."""
        return ", ".join(level.severity for level in self.levels)

    def shown(self, x: float) -> str:
        """A value of the metric as people read it."""
        if not math.isfinite(x):
            return "not known"
        if self.style == "percent":
            return f"{100 * x:.0f} %"
        return f"{x:.0f} d" if self.style == "days" else f"{x:.3g}"


@dataclass(frozen=True)
class Metric:
    """What a rule looks at, by day: a value, its sigma where there is one, NaN where not known.

    `ends` are days that end an alert whatever the value (a cleaning); `cost` is money a day.
    """

    name: str
    asset: str
    days: Ints
    value: Floats
    sigma: Floats | None = None
    about: str = ""
    ends: tuple[int, ...] = ()
    cost: Floats | None = None


@dataclass(frozen=True)
class Alert:
    """An occurrence of a rule; days since 1970, `cleared` None while it lasts.

    `since` is the first day beyond the limit, `raised` the day on which that had lasted long
    enough, `severity` the worst reached. `probability` says how sure the last day is beyond the
    limit of that severity, None where the metric has no sigma.
    """

    rule: Rule
    asset: str
    severity: Severity
    since: int
    raised: int
    cleared: int | None
    value: float  # on its last day
    worst: float
    limit: float
    probability: float | None
    cost_per_day: float  # on its last day; NaN where nobody knows
    about: str = ""

    @property
    def open(self) -> bool:
        """Whether it still lasts."""
        return self.cleared is None

    @property
    def what(self) -> str:
        """What is the matter, in words; of one that has cleared, what it was at its worst."""
        value = self.value if self.open else self.worst
        shown = {"value": self.rule.shown(value), "limit": self.rule.shown(self.limit)}
        return self.rule.what.format(asset=self.asset, about=self.about, **shown)


def alerts(rules: Iterable[Rule], metrics: Iterable[Metric]) -> tuple[Alert, ...]:
    """Every alert that these rules give on these metrics, by asset and day."""
    series = tuple(metrics)
    found = [a for rule in rules for one in series if one.name == rule.metric
             for a in evaluated(rule, one)]  # fmt: skip
    return tuple(sorted(found, key=lambda a: (a.asset, a.since, a.rule.name, a.about)))


def evaluated(rule: Rule, metric: Metric) -> tuple[Alert, ...]:
    """The alerts of one rule on one metric, in the order of their days."""
    days, at = _known(metric)
    if days.size == 0:
        return ()
    cuts = np.searchsorted(days, sorted(metric.ends))
    edges = [0, *sorted({int(cut) for cut in cuts if 0 < cut < days.size}), days.size]
    out = []
    for start, stop in pairwise(edges):
        part = at[start:stop]
        found = [_episodes(rule, level, metric, part) for level in rule.levels]
        ends = int(days[stop]) if stop < days.size else None
        out += [_alert(rule, metric, part, one, found, ends) for one in found[0]]
    return tuple(out)


@dataclass(frozen=True)
class _Episode:
    """Places among known days: first beyond, held long enough, cleared (None: not yet)."""

    since: int
    raised: int
    cleared: int | None

    def overlaps(self, other: "_Episode", size: int) -> bool:
        last = size if self.cleared is None else self.cleared
        return self.since <= other.raised < last


def _known(metric: Metric) -> tuple[Ints, Ints]:
    """Days with a value, and where they are."""
    at = np.flatnonzero(np.isfinite(metric.value))
    return metric.days[at], at


def _episodes(rule: Rule, level: Level, metric: Metric, at: Ints) -> list[_Episode]:
    excess = _excess(rule, level, metric.value[at])
    beyond = excess > 0.0 if rule.probability is None else _surely(rule, metric, excess, at)
    inside = excess <= -rule.clear if rule.clear else excess <= 0.0
    out, start = [], 0
    while (raised := _lasting(beyond, start, rule.hold)) is not None:
        hold = rule.clear_hold
        back = None if hold is None else _lasting(inside, raised + 1, hold)
        out.append(_Episode(raised - rule.hold + 1, raised, back))
        if back is None:
            break
        start = back + 1
    return out


def _excess(rule: Rule, level: Level, value: Floats) -> Floats:
    """How far beyond the limit, positive where it is."""
    return value - level.limit if rule.comparison == "above" else level.limit - value


def _surely(rule: Rule, metric: Metric, excess: Floats, at: Ints) -> Bools:
    """Beyond the limit with the rule's probability; without a sigma the value decides."""
    if metric.sigma is None or rule.probability is None:
        return np.asarray(excess > 0.0)
    sigma = np.nan_to_num(metric.sigma[at], nan=0.0)
    needed = float(inverse_normal(np.array([rule.probability]))[0])
    return np.asarray(np.where(sigma > 0.0, excess > needed * sigma, excess > 0.0))


def _lasting(held: Bools, start: int, days: int) -> int | None:
    """The first place from `start` on at which it has held on so many known days running."""
    place = np.arange(held.size)
    broken = ~held | (place < start)
    run = place - np.maximum.accumulate(np.where(broken, place, -1))
    where = np.flatnonzero(run >= max(days, 1))
    return int(where[0]) if where.size else None


def _alert(
    rule: Rule,
    metric: Metric,
    at: Ints,
    one: _Episode,
    found: list[list[_Episode]],
    ends: int | None,
) -> Alert:
    """The alert of an episode of the mildest level, as severe as the worst level within it."""
    reached = [
        level for level, episodes in zip(rule.levels, found, strict=True)
        if any(one.overlaps(other, at.size) for other in episodes)
    ]  # fmt: skip
    level = reached[-1] if reached else rule.levels[0]
    stop = at.size if one.cleared is None else one.cleared + 1
    span = at[one.since : stop]
    last = int(span[-1])
    worst = np.max if rule.comparison == "above" else np.min
    cleared = ends if one.cleared is None else int(metric.days[at[one.cleared]])
    cost = metric.cost[last] if metric.cost is not None else math.nan
    return Alert(
        rule, metric.asset, level.severity, int(metric.days[span[0]]),
        int(metric.days[at[one.raised]]), cleared, float(metric.value[last]),
        float(worst(metric.value[span])), level.limit, _probability(rule, level, metric, last),
        float(cost), metric.about,
    )  # fmt: skip


def _probability(rule: Rule, level: Level, metric: Metric, last: int) -> float | None:
    sigma = math.nan if metric.sigma is None else float(metric.sigma[last])
    if not math.isfinite(sigma) or sigma <= 0.0:
        return None
    excess = float(_excess(rule, level, metric.value[last : last + 1])[0])
    return 0.5 * math.erfc(-excess / sigma / math.sqrt(2.0))


@dataclass(frozen=True)
class Setting:
    """What a plant changes about a rule, for one asset or (asset "") for all of them."""

    rule: str
    asset: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)  # severity -> limit
    hold: int | None = None
    clear: float | None = None
    clear_hold: int | None = None
    probability: float | None = None
    off: bool = False


def set_for(asset: str, rules: Iterable[Rule], settings: Iterable[Setting]) -> tuple[Rule, ...]:
    """The rules of one asset: what the plant sets for all, then what it sets for this one.

    NotFound names a rule that is not there. InputError where limits are out of order.
    """
    known = {rule.name: rule for rule in rules}
    ordered = sorted((s for s in settings if s.asset in {"", asset}), key=lambda s: s.asset != "")
    off: dict[str, bool] = {}
    for one in ordered:
        if one.rule not in known:
            raise NotFound(f"there is no rule {one.rule!r}{near(one.rule, known)}")
        known[one.rule] = changed(known[one.rule], one)
        off[one.rule] = one.off
    return tuple(rule for name, rule in known.items() if not off.get(name, False))


def changed(rule: Rule, setting: Setting) -> Rule:
    """The rule with a plant's limits. InputError names a severity that it has not, or the order."""
    severities = [level.severity for level in rule.levels]
    for name in setting.limits:
        if name not in severities:
            raise InputError(
                f"{rule.name} has no level {name!r}{near(name, severities)}; "
                f"it has {', '.join(severities)}"
            )
    levels = tuple(
        Level(x.severity, float(setting.limits.get(x.severity, x.limit))) for x in rule.levels
    )
    rising = [x.limit if rule.comparison == "above" else -x.limit for x in levels]
    if rising != sorted(rising):
        told = ", ".join(f"{x.severity} {x.limit:g}" for x in levels)
        raise InputError(f"{rule.name}: the more severe limit must be further out, got {told}")
    given = {
        key: value
        for key in ("hold", "clear", "clear_hold", "probability")
        if (value := getattr(setting, key)) is not None
    }
    return replace(rule, levels=levels, **given)
