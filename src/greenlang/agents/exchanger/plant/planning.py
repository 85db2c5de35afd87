"""Cleaning methods and the plan of a plant file: what limits it, what is decided already."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from greenlang.agents.exchanger.model import (
    CREW,
    Budget,
    Capacity,
    CleaningMethod,
    Deposit,
    FixedStart,
    Forbidden,
    PlanSettings,
)
from greenlang.agents.exchanger.plant import deposit
from greenlang.agents.exchanger.plant.equipment import RATIO, unit
from greenlang.agents.prices import in_currency
from greenlang.agents.reading import Node
from greenlang.core import units as u
from greenlang.core.errors import near
from greenlang.core.tables import table

METHOD = (
    "cost", "duration", "effect", "effect_sigma", "needs", "online", "interval", "assets", "kind",
    "waste",
)  # fmt: skip
PLAN = (
    "from", "weeks", "crews", "cranes", "spares", "needs", "closed", "outages", "together",
    "budget", "budget_per_year", "fixed", "forbidden", "pump_efficiency",
)  # fmt: skip
COUNTS = {"crews": CREW, "cranes": "crane", "spares": "spare bundle"}
"""Key of the plan -> the need that it limits where only a number is given."""

KINDS = "exchanger/cleaning_methods"
MONEY, SECOND = unit(u.Money), unit(u.Second)
YEAR = 366 * 86400.0
WEEKS = 522  # ten years: a plan's work grows with the square of its weeks


def methods(
    top: Node,
    currency: str,
    deposits: Mapping[str, Deposit | None],
    settings: PlanSettings | None,
) -> tuple[CleaningMethod, ...]:
    """The ways to clean that this plant has."""
    limited = {one.need for one in settings.limits()} if settings is not None else {CREW}
    nodes = top.nodes("methods", METHOD)
    return tuple(_method(name, node, currency, deposits, limited) for name, node in nodes.items())


def _method(
    name: str,
    node: Node,
    currency: str,
    deposits: Mapping[str, Deposit | None],
    limited: set[str],
) -> CleaningMethod:
    in_currency(node, node.at("cost"), node.given.get("cost", ""), currency)
    cited = table(KINDS)
    rows = {row: k for k, row in enumerate(cited.column("kind"))}
    kind = node.text("kind", name if name in rows else "", ("", *rows))
    at = rows.get(kind)
    online = node.given.get("online", at is not None and cited.column("online")[at] == "yes")
    if not isinstance(online, bool):
        node.found.add(node.at("online"), f"{online!r} is neither true nor false")
    needs = tuple(str(need) for need in node.items("needs")) or (CREW,)
    for need in needs:
        if need not in limited:
            node.found.assume(
                node.at("needs"), f"{need!r} is not limited: give its number under plan.needs"
            )
    for asset in node.items("assets"):
        _known(node, node.at("assets"), asset, deposits)
    effect, by_asset = deposit.effects(node, deposits)
    waste = "" if at is None else cited.column("waste")[at]
    return CleaningMethod(
        name=name,
        cost=node.number("cost", MONEY, above=-1e-9, needed=True) or 0.0,
        duration=node.number("duration", SECOND, above=0, upto=3.2e7, needed=True) or 0.0,
        effect=effect,
        effect_sigma=node.number("effect_sigma", RATIO, default=0.1, above=0, upto=1) or 0.1,
        needs=needs,
        online=bool(online),
        interval=node.number("interval", SECOND, default=0.0, above=-1e-9, upto=YEAR * 5) or 0.0,
        assets=tuple(str(asset) for asset in node.items("assets")),
        kind=kind,
        waste=node.text("waste", str(waste)),
        effects=by_asset,
        unfit=(
            *deposit.unfit(node, kind, deposits),
            *(asset for asset, share in by_asset.items() if not share > 0.0),
        ),
    )


def plan(top: Node, assets: Mapping[str, Any], currency: str) -> PlanSettings | None:
    """Horizon, limits, closed weeks, outages, what is decided, what must not be out together."""
    if "plan" not in top:
        return None
    node = top.node("plan", PLAN)
    start = node.day("from")
    if start is None:
        node.missing("from", "the first day of the plan")
    capacity = _capacity(node)
    plain = [one.count for one in capacity if one.need == CREW and not one.other]
    return PlanSettings(
        start=start or 0,
        weeks=node.whole("weeks", 52, most=WEEKS) or 52,
        crews=plain[0] if plain else 1,
        closed=node.spans("closed"),
        outages=node.spans("outages"),
        together=tuple(_together(node, assets)),
        capacity=tuple(one for one in capacity if one.need != CREW or one.other),
        budget=Budget(_money(node, "budget", currency), _money(node, "budget_per_year", currency)),
        fixed=tuple(_fixed(node, assets, tuple(top.node("methods", None).given))),
        forbidden=tuple(_forbidden(node, assets)),
        pump_efficiency=node.number("pump_efficiency", RATIO, above=0, upto=1),
    )


def _together(node: Node, assets: Mapping[str, Any]) -> list[tuple[str, ...]]:
    groups = []
    for i, group in enumerate(node.items("together")):
        names = group if isinstance(group, list | tuple) else (group,)
        for name in names:
            _known(node, f"{node.at('together')}[{i}]", name, assets)
        if len(names) < 2:
            node.found.add(
                f"{node.at('together')}[{i}]",
                f"{group!r} is one exchanger: name two or more that may not be out together",
            )
        groups.append(tuple(str(name) for name in names))
    return groups


def _known(node: Node, path: str, name: Any, assets: Mapping[str, Any]) -> bool:
    if str(name) in assets:
        return True
    node.found.add(path, f"{name!r} is no asset{near(str(name), assets)}")
    return False


def _money(node: Node, key: str, currency: str) -> float | None:
    in_currency(node, node.at(key), node.given.get(key, ""), currency)
    return node.number(key, MONEY, above=-1e-9)


def _capacity(node: Node) -> list[Capacity]:
    """Crews, cranes, spares: a number, or by kind; and any other need under `needs`."""
    found: list[Capacity] = []
    for key, usual in (*COUNTS.items(), ("needs", "")):
        given = node.given.get(key)
        if given is None:
            continue
        kinds = given if isinstance(given, Mapping) else {usual: given}
        if not isinstance(given, Mapping) and key == "needs":
            node.found.add(node.at(key), f"name each need, such as {{crane: 1}}, got {given!r}")
            continue
        found += [_count(node, f"{node.at(key)}.{kind}", str(kind), n) for kind, n in kinds.items()]
    return found


def _count(node: Node, path: str, need: str, given: Any) -> Capacity:
    """A number, or a mapping of `count` and of spans with another number."""
    entries = dict(given) if isinstance(given, Mapping) else {"count": given}
    numbers: dict[str, int] = {}
    for key, value in entries.items():
        whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if not whole:
            node.found.add(path, f"{value!r} is no whole number of 0 or more")
        numbers[str(key)] = int(value) if whole else 0
    if "count" not in numbers:
        node.found.add(path, "give the usual number as `count`")
    other = []
    for span, value in numbers.items():
        if span == "count":
            continue
        first, _, last = span.partition("..")
        start, end = node.as_day(path, first), node.as_day(path, last or first)
        if start is not None and end is not None:
            other.append((start, end, value))
    return Capacity(need, numbers.get("count", 0), tuple(other))


def _fixed(node: Node, assets: Mapping[str, Any], methods_: tuple[str, ...]) -> list[FixedStart]:
    found = []
    for i, entry in enumerate(node.items("fixed")):
        part = Node(entry, f"{node.at('fixed')}[{i}]", ("asset", "on", "method"), node.found)
        asset, day = part.text("asset"), part.day("on")
        if day is None:
            part.missing("on", "the day on which the exchanger goes out")
        method = part.text("method", "", ("", *methods_))
        if _known(part, part.at("asset"), asset, assets) and day is not None:
            found.append(FixedStart(asset, day, method or None))
    return found


def _forbidden(node: Node, assets: Mapping[str, Any]) -> list[Forbidden]:
    found = []
    for i, entry in enumerate(node.items("forbidden")):
        part = Node(entry, f"{node.at('forbidden')}[{i}]", ("asset", "days"), node.found)
        asset, spans = part.text("asset"), part.spans("days")
        if not spans:
            part.missing("days", "such as 2026-07-01..2026-08-31")
        if _known(part, part.at("asset"), asset, assets):
            found += [Forbidden(asset, first, last) for first, last in spans]
    return found


def year_of(day: int) -> int:
    """Calendar year of a day since 1970."""
    return (dt.date(1970, 1, 1) + dt.timedelta(days=day)).year
