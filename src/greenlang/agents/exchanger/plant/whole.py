"""A whole plant file: fluids, assets, network, prices, methods, plan, log."""

from collections.abc import Callable, Mapping
from typing import Any

from greenlang.agents.exchanger.model import Exchanger, LogEntry, Plant
from greenlang.agents.exchanger.plant import business, streams
from greenlang.agents.exchanger.plant.equipment import ASSET, KELVIN, exchanger, unit
from greenlang.agents.reading import Node, Problems, problems
from greenlang.core import units as u
from greenlang.core.errors import near

Tables = Callable[[str], list[dict[str, str]]]
"""Rows of a CSV file that the plant file names, relative to it."""

TOP = (
    "plant", "fluids", "assets", "network", "prices", "methods", "plan", "log", "assays",
)  # fmt: skip
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
        methods=business.methods(top, currency),
        plan=business.plan(top, known),
        log=_log(top, tables, known),
        assays=streams.assays(top, fluids, tables, barometer),
        warnings=tuple(found.assumed),
    )


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


def _log(top: Node, tables: Tables, known: Mapping[str, Any]) -> tuple[LogEntry, ...]:
    given = top.given.get("log")
    if given is None:
        return ()
    rows = tables(given) if isinstance(given, str) else given
    entries = []
    for i, row in enumerate(rows if isinstance(rows, list) else []):
        node = Node(row, f"log[{i + 1}]", ("asset", "start", "end", "method", "remark"), top.found)
        asset, start = node.text("asset"), node.day("start")
        if start is None:
            node.missing("start", "the day on which the cleaning began")
            continue
        if asset not in known:
            top.found.assume(
                node.path, f"asset {asset!r} is not in the plant file{near(asset, known)}; left out"
            )
            continue
        end = node.day("end", start) if str(node.given.get("end") or "").strip() else start
        if end is not None and end < start:
            top.found.add(
                node.path, f"ends ({node.given['end']}) before it starts ({node.given['start']})"
            )
        entries.append(
            LogEntry(asset, start, end if end is not None else start, node.text("method", ""),
                     node.text("remark", ""))
        )  # fmt: skip
    return tuple(sorted(entries, key=lambda entry: (entry.start, entry.asset)))
