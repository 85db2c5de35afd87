"""A whole plant file: fluids, assets, network, prices, methods, plan, log."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from greenlang.agents import alerts
from greenlang.agents.exchanger.model import Exchanger, LogEntry, Plant
from greenlang.agents.exchanger.plant import business, planning, streams
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
LOG = ("asset", "start", "end", "method", "remark")
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
    log, strays = _log(top, tables, known)
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
        methods=planning.methods(top, currency, known, settings),
        plan=settings,
        log=log,
        strays=strays,
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
    top: Node, tables: Tables, known: Mapping[str, Any]
) -> tuple[tuple[LogEntry, ...], tuple[LogEntry, ...]]:
    """Entries of the log in order of time, and those for assets that nobody described."""
    given = top.given.get("log")
    if given is None:
        return (), ()
    rows = tables(given) if isinstance(given, str) else given
    read = [
        _entry(Node(row, f"log[{i + 1}]", LOG, top.found), known)
        for i, row in enumerate(rows if isinstance(rows, list) else [])
    ]
    entries = [one for one in read if one is not None]
    found = sorted(
        (pair for pair in entries if pair[1].asset in known), key=lambda p: (p[1].start, p[1].end)
    )
    for name in known:
        _overlaps(top, [pair for pair in found if pair[1].asset == name])
    return (
        tuple(sorted((e for _, e in found), key=lambda e: (e.start, e.asset))),
        tuple(e for _, e in entries if e.asset not in known),
    )


def _entry(node: Node, known: Mapping[str, Any]) -> tuple[str, LogEntry] | None:
    """Where it stands, and the entry."""
    asset, start = node.text("asset"), node.day("start")
    if start is None:
        node.missing("start", "the day on which the cleaning began")
        return None
    if asset not in known:
        node.found.assume(
            node.path, f"asset {asset!r} is not in the plant file{near(asset, known)}; left out"
        )
    given = str(node.given.get("end") or "").strip()
    end = node.day("end", start) if given else start
    if end is not None and end < start:
        node.found.add(
            node.path, f"ends ({node.given['end']}) before it starts ({node.given['start']})"
        )
    last = start if end is None else end
    return node.path, LogEntry(asset, start, last, node.text("method", ""), node.text("remark", ""))


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
