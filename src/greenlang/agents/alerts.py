"""Alerts where people meet them: limits in the plant file, sentences, a table, a sheet.

Every agent declares its rules as data (`library.alerts.Rule`) and gives daily metrics; what stands
here is the same for all of them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from greenlang.agents.page import Column, Sheet, Table, date, percent, significant
from greenlang.agents.reading import Node
from greenlang.core.errors import GreenlangError, near
from greenlang.core.units import ONE, Unit
from greenlang.library.alerts import SEVERITIES, Alert, Rule, Setting, changed

KEYS = ("hold", "clear", "clear_hold", "probability", "off", *SEVERITIES)
SURE = 0.99  # beyond which more digits would say nothing
_RATIO = Unit("1", ONE)
_MARKS = {"low": "low", "medium": "MEDIUM", "high": "HIGH"}


def settings(top: Node, rules: Sequence[Rule], asset: str = "") -> tuple[Setting, ...]:
    """What the `rules:` of a plant file, or of one of its assets, set; problems are noted.

    rules: {fouling_high: {medium: 0.8, high: 1.1, hold: 5 d}, duty_short: {off: true}}
    """
    known = {rule.name: rule for rule in rules}
    out = []
    outer = top.node("rules", None)
    for name in outer.given:
        if name not in known:
            told = f"there is no such rule{near(name, known)}; there are {', '.join(known)}"
            outer.found.add(outer.at(name), told)
            continue
        one = _setting(outer.node(name, KEYS), known[name], asset)
        try:
            changed(known[name], one)
        except GreenlangError as error:
            outer.found.add(outer.at(name), str(error))
            continue
        out.append(one)
    return tuple(out)


def _setting(node: Node, rule: Rule, asset: str) -> Setting:
    limits = {str(s): x for s in SEVERITIES if (x := _amount(node, s, rule)) is not None}
    off = node.given.get("off", False)
    if not isinstance(off, bool):
        node.found.add(node.at("off"), f"{off!r} is neither true nor false")
    return Setting(
        rule.name,
        asset,
        limits,
        _days(node, "hold", 1),
        _amount(node, "clear", rule, least=-1e-12),
        _days(node, "clear_hold", 1),
        node.number("probability", _RATIO, above=0.0, upto=0.999),
        off is True,
    )


def _amount(node: Node, key: str, rule: Rule, least: float = -math.inf) -> float | None:
    """A limit in the unit of the rule's metric."""
    if rule.style == "days":
        days = _days(node, key, 0)
        return None if days is None else float(days)
    return node.number(key, _RATIO, above=least)


def _days(node: Node, key: str, least: int) -> int | None:
    """Whole days, as "5 d" or 5."""
    given = node.given.get(key)
    if given is None:
        return None
    text = str(given).strip().removesuffix("d").strip()
    if isinstance(given, bool) or not text.isdigit() or int(text) < least:
        node.found.add(node.at(key), f"{given!r} is no whole number of days, such as '5 d'")
        return None
    return int(text)


def sentence(alert: Alert, currency: str) -> str:
    """What, since when, what it costs a day, what to do, how sure while it lasts."""
    said = [f"{alert.what}, since {date(alert.since)}"]
    if math.isfinite(alert.cost_per_day):
        said.append(f"costs {significant(alert.cost_per_day, 2)} {currency} a day")
    said.append(alert.rule.advice)
    if alert.open and alert.probability is not None:
        p = alert.probability
        said.append(f"{'over 99 %' if p > SURE else percent(p)} sure")
    return "; ".join(said) + "."


def urgent(found: Iterable[Alert]) -> tuple[Alert, ...]:
    """Those that last, the most severe and then the dearest first."""
    return tuple(sorted((a for a in found if a.open), key=_urgency))


def _urgency(alert: Alert) -> tuple[int, float, int, str]:
    cost = alert.cost_per_day
    dear = -cost if math.isfinite(cost) else 0.0
    return (-SEVERITIES.index(alert.severity), dear, alert.since, alert.asset)


def table(found: Sequence[Alert], currency: str, empty: str) -> Table:
    """Alerts as a table of the report."""
    columns = (
        Column("Alert"), Column("severity"), Column("asset"),
        Column("since"), Column("cleared"), Column("what, what it costs, what to do"),
    )  # fmt: skip
    rows = tuple(
        (a.rule.title, _MARKS[a.severity], a.asset, date(a.since),
         "still there" if a.cleared is None else date(a.cleared), sentence(a, currency))
        for a in found
    )  # fmt: skip
    return Table(columns, rows, "", empty)


def rules_table(rules: Iterable[Rule]) -> Table:
    """The rules themselves, with the source of every limit."""
    columns = (
        Column("Rule"), Column("holds where"), Column("limits"), Column("clears"),
        Column("source of the limits"),
    )  # fmt: skip
    rows = tuple((r.title, r.condition, r.limits, r.clears, r.source) for r in rules)
    return Table(columns, rows)


def sheet(found: Sequence[Alert], currency: str) -> Sheet:
    """Every alert for other programs."""
    columns: Mapping[str, tuple[str, Sequence[object]]] = {
        "asset": ("", [a.asset for a in found]),
        "rule": ("", [a.rule.name for a in found]),
        "about": ("", [a.about or None for a in found]),
        "severity": ("", [a.severity for a in found]),
        "since": ("", [date(a.since) for a in found]),
        "raised": ("", [date(a.raised) for a in found]),
        "cleared": ("", [None if a.cleared is None else date(a.cleared) for a in found]),
        "value": ("of the metric", [a.value for a in found]),
        "worst": ("of the metric", [a.worst for a in found]),
        "limit": ("of the metric", [a.limit for a in found]),
        "probability": ("1", [a.probability for a in found]),
        "cost": (f"{currency}/d", [_finite(a.cost_per_day) for a in found]),
        "message": ("", [sentence(a, currency) for a in found]),
    }
    told = "every alert, cleared ones too: what, since when, cost, what to do, how sure"
    return Sheet("alerts", told, tuple((name, *rest) for name, rest in columns.items()))


def numbers(found: Iterable[Alert], currency: str) -> list[dict[str, object]]:
    """Alerts that last, the most urgent first, for the document of numbers."""
    return [
        {"asset": a.asset, "rule": a.rule.name, "severity": a.severity, "since": date(a.since),
         "value": _finite(a.value), "limit": a.limit, "probability": a.probability,
         "cost_per_day": {"value": _finite(a.cost_per_day), "unit": f"{currency}/d"},
         "message": sentence(a, currency)}
        for a in urgent(found)
    ]  # fmt: skip


def _finite(x: float) -> float | None:
    return x if math.isfinite(x) else None
