"""A whole plant file: fluids, assets, network, prices, methods, plan, log."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from greenlang.agents import alerts
from greenlang.agents.exchanger.model import Exchanger, LogEntry, Operation, Plant
from greenlang.agents.exchanger.plant import business, operation, planning, streams
from greenlang.agents.exchanger.plant.equipment import ASSET, KELVIN, exchanger, unit
from greenlang.agents.exchanger.rules import RULES
from greenlang.agents.page import date
from greenlang.agents.reading import Node, Problems, problems
from greenlang.core import units as u
from greenlang.core.errors import near
from greenlang.library.alerts import Setting

Tables = Callable[[str], list[dict[str, str]]]
"""Rows of a CSV file that the plant file names, relative to it."""

TOP = (
    "plant", "fluids", "assets", "network", "prices", "methods", "plan", "log", "assays",
    "rules",
)  # fmt: skip
LOG = ("asset", "start", "end", "method", "remark", "event")
HEAD = ("name", "currency", "timezone", "barometer", "ambient")


def plant(data: Mapping[str, Any], tables: Tables, name: str = "plant file") -> Plant:
    """The plant that a file describes; InputError lists everything that is wrong with it."""
    with problems(name) as found:
        return _plant(Node(data, "", TOP, found), tables, found)


def _plant(top: Node, tables: Tables, found: Problems) -> Plant:
    head = top.node("plant", HEAD)
    barometer = head.number("barometer", unit(u.Pascal), above=3e4, upto=1.2e5)
    currency = head.text("currency", "EUR")
    fluids = streams.fluids(top, tables, barometer)
    known = top.nodes("assets", ASSET)
    if not known:
        top.missing("assets", "describe at least one exchanger")
    assets = tuple(exchanger(node, asset, fluids) for asset, node in known.items())
    _shared_tags(assets, found)
    _shared_meters(assets, found)
    log, strays, happened = _log(top, tables, known, fluids)
    settings = planning.plan(top, known, currency)
    return Plant(
        name=head.text("name", "plant"),
        currency=currency,
        timezone=head.text("timezone", "UTC"),
        barometer=barometer,
        ambient=head.number("ambient", KELVIN, default=288.15, above=200, upto=340) or 288.15,
        fluids=fluids,
        assets=assets,
        network=streams.network(top, known, fluids),
        prices=business.prices(top, tables, currency),
        methods=planning.methods(
            top, currency, {one.name: one.deposit for one in assets}, settings
        ),
        plan=settings,
        log=log,
        strays=strays,
        operation=happened,
        assays=streams.assays(top, fluids, tables, barometer),
        rules=_rules(top, known),
        warnings=tuple(found.assumed),
    )


def _rules(top: Node, known: Mapping[str, Node]) -> tuple[Setting, ...]:
    """What the file sets about alert rules: for all assets, and for each."""
    own = [one for name, node in known.items() for one in alerts.settings(node, RULES, name)]
    return (*alerts.settings(top, RULES), *own)


def tag_names(plant: Plant) -> tuple[str, ...]:
    """Historian tags that the plant file names, each once."""
    names = [tag.tag for asset in plant.assets for tag in asset.tags.values()]
    return tuple(dict.fromkeys(names))


def _shared_tags(assets: tuple[Exchanger, ...], found: Problems) -> None:
    """A tag may serve two exchangers, with one unit; never two roles of one exchanger."""
    units: dict[str, tuple[str, str]] = {}
    for asset in assets:
        seen: dict[str, str] = {}
        for role, tag in asset.tags.items():
            where = f"assets.{asset.name}.tags.{role}"
            if tag.tag in seen:
                found.add(where, f"tag {tag.tag} already is {seen[tag.tag]} of this exchanger")
            seen[tag.tag] = role
            first, written = units.setdefault(tag.tag, (where, tag.unit))
            if written != tag.unit:
                found.add(where, f"tag {tag.tag} is in {tag.unit} here and in {written} at {first}")


def _shared_meters(assets: tuple[Exchanger, ...], found: Problems) -> None:
    """A meter over exchangers side by side names all of them, and each of them names it alike."""
    by_name = {asset.name: asset for asset in assets}
    for asset in assets:
        for role, tag in asset.tags.items():
            where = f"assets.{asset.name}.tags.{role}.of"
            if tag.of and asset.name not in tag.of:
                found.add(where, f"{asset.name} itself is not among {', '.join(tag.of)}")
            for name in tag.of:
                other = by_name.get(name)
                if other is None:
                    found.add(where, f"{name!r} is not under assets{near(name, by_name)}")
                elif (same := other.tags.get(role)) is not None and same.tag == tag.tag:
                    if set(same.of) != set(tag.of):
                        found.add(where, f"{name} names {', '.join(same.of) or 'none'} for it")
                elif name != asset.name and same is None:
                    found.add(where, f"{name} does not name {tag.tag}: give it there as well")


def _log(
    top: Node, tables: Tables, known: Mapping[str, Any], fluids: Mapping[str, Any]
) -> tuple[tuple[LogEntry, ...], tuple[LogEntry, ...], tuple[Operation, ...]]:
    """Cleanings in order of time, those of assets that nobody described, and all else."""
    given = top.given.get("log")
    if given is None:
        return (), (), ()
    rows = tables(given) if isinstance(given, str) else given
    nodes = [
        Node(row, f"log[{i + 1}]", LOG, top.found)
        for i, row in enumerate(rows if isinstance(rows, list) else [])
    ]
    methods = tuple(top.nodes("methods", planning.METHOD))
    kinds = [operation.kind_of(node, methods) for node in nodes]
    read = [_entry(node, known) for node, kind in zip(nodes, kinds, strict=True) if kind is None]
    entries = [one for one in read if one is not None]
    found = sorted(
        (pair for pair in entries if pair[1].asset in known), key=lambda p: (p[1].start, p[1].end)
    )
    for name in known:
        _overlaps(top, [pair for pair in found if pair[1].asset == name])
    happened = [
        operation.operation(node, kind, span, (*known, *fluids))
        for node, kind in zip(nodes, kinds, strict=True)
        if kind is not None and (span := _span(node)) is not None
    ]
    return (
        tuple(sorted((e for _, e in found), key=lambda e: (e.start, e.asset))),
        tuple(e for _, e in entries if e.asset not in known),
        tuple(sorted(happened, key=lambda one: (one.start, one.of))),
    )


def _span(node: Node) -> tuple[int, int] | None:
    """First and last day of an entry."""
    start = node.day("start")
    if start is None:
        node.missing("start", "the day on which it began")
        return None
    given = str(node.given.get("end") or "").strip()
    end = node.day("end", start) if given else start
    if end is not None and end < start:
        node.found.add(
            node.path, f"ends ({node.given['end']}) before it starts ({node.given['start']})"
        )
    return start, start if end is None else end


def _entry(node: Node, known: Mapping[str, Any]) -> tuple[str, LogEntry] | None:
    """Where it stands, and the entry."""
    asset, span = node.text("asset"), _span(node)
    if span is None:
        return None
    if asset not in known:
        node.found.assume(
            node.path, f"asset {asset!r} is not in the plant file{near(asset, known)}; left out"
        )
    return node.path, LogEntry(asset, *span, node.text("method", ""), node.text("remark", ""))


def _overlaps(top: Node, entries: Sequence[tuple[str, LogEntry]]) -> None:
    """Cleanings of one exchanger that start before the last one ended."""
    for (where, first), (at, one) in pairwise(entries):
        if one.start < first.end:
            top.found.add(
                at,
                f"{one.asset} is cleaned from {date(one.start)} on, before the cleaning of {where} "
                f"has ended ({date(first.end)}): mend a date, or enter both as one cleaning",
            )
        elif (one.start, one.end) == (first.start, first.end):
            top.found.add(
                at, f"{one.asset}, {date(one.start)}: the same days as {where}; enter it once"
            )
