"""A whole plant file: units, prices, ways to clean, plan, log."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, get_args

from greenlang.agents import alerts
from greenlang.agents.condenser.model import LogEntry, Plant, PowerUnit, What
from greenlang.agents.condenser.plant import business
from greenlang.agents.condenser.plant.tags import KELVIN, PASCAL
from greenlang.agents.condenser.plant.unit import UNIT, power_unit
from greenlang.agents.condenser.rules import RULES
from greenlang.agents.prices import Source, Tables
from greenlang.agents.reading import Node, Problems, problems
from greenlang.core.errors import near
from greenlang.library.alerts import Setting

TOP = ("plant", "units", "prices", "methods", "plan", "log", "rules")
HEAD = ("name", "currency", "timezone", "barometer", "ambient")
LOG = ("unit", "box", "what", "start", "end", "method", "remark")
WHATS: tuple[What, ...] = get_args(What)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def plant(data: Mapping[str, Any], tables: Tables, name: str = "plant file") -> Plant:
    """The plant that a file describes; InputError lists everything that is wrong with it."""
    with problems(name) as found:
        return _plant(Node(data, "", TOP, found), tables, found)


def _plant(top: Node, tables: Tables, found: Problems) -> Plant:
    head = top.node("plant", HEAD)
    barometer = head.number("barometer", PASCAL, above=3e4, upto=1.2e5)
    currency = head.text("currency", "EUR")
    known = top.nodes("units", UNIT)
    if not known:
        top.missing("units", "describe at least one unit with its condenser")
    units = tuple(power_unit(node, unit, tables, barometer) for unit, node in known.items())
    _shared_tags(units, found)
    log, strays = _log(top, tables, {unit.name: unit for unit in units})
    return Plant(
        name=head.text("name", "plant"),
        currency=currency,
        timezone=head.text("timezone", "UTC"),
        barometer=barometer,
        ambient=head.number("ambient", KELVIN, default=288.15, above=200, upto=340) or 288.15,
        units=units,
        prices=business.prices(top, Source(tables, currency)),
        methods=business.methods(top, currency),
        plan=business.plan(top),
        log=log,
        strays=strays,
        rules=_rules(top, known),
        warnings=tuple(found.assumed),
    )


def _rules(top: Node, known: Mapping[str, Node]) -> tuple[Setting, ...]:
    """What the file sets about alert rules: for all units, and for each."""
    own = [one for name, node in known.items() for one in alerts.settings(node, RULES, name)]
    return (*alerts.settings(top, RULES), *own)


def tag_names(plant: Plant) -> tuple[str, ...]:
    """Historian tags that the plant file names, each once."""
    names = [tag.tag for unit in plant.units for several in unit.tags.values() for tag in several]
    return tuple(dict.fromkeys(names))


def _shared_tags(units: tuple[PowerUnit, ...], found: Problems) -> None:
    """A tag may serve two units (barometer, river), with one unit of measure."""
    first: dict[str, tuple[str, str]] = {}
    for one in units:
        for (role, item), several in one.tags.items():
            where = ".".join(filter(None, (f"units.{one.name}.tags.{role}", item)))
            for tag in several:
                at, written = first.setdefault(tag.tag, (where, tag.unit))
                if written != tag.unit:
                    found.add(where, f"tag {tag.tag} is in {tag.unit} here, in {written} at {at}")


def _log(
    top: Node, tables: Tables, known: Mapping[str, PowerUnit]
) -> tuple[tuple[LogEntry, ...], tuple[LogEntry, ...]]:
    """Entries of the log in order of time, and those for units that nobody described."""
    given = top.given.get("log")
    rows = tables(given) if isinstance(given, str) else given
    read = [
        _entry(Node(row, f"log[{i + 1}]", LOG, top.found), known)
        for i, row in enumerate(rows if isinstance(rows, list) else [])
    ]
    entries = sorted(
        (one for one in read if one is not None), key=lambda e: (e.start, e.asset, e.box)
    )
    return (
        tuple(e for e in entries if e.asset in known),
        tuple(e for e in entries if e.asset not in known),
    )


def _entry(node: Node, known: Mapping[str, PowerUnit]) -> LogEntry | None:
    unit, start = node.text("unit"), _moment(node, "start")
    what = node.text("what", None, WHATS)
    if start is None or what not in WHATS:
        return None
    if unit not in known:
        node.found.assume(
            node.path, f"unit {unit!r} is not in the plant file{near(unit, known)}; left out"
        )
    box = str(node.given.get("box") or "").strip()
    if unit in known and box and box not in known[unit].boxes:
        node.found.add(node.at("box"), f"{unit} has no waterbox {box!r}{_hint(box, known[unit])}")
    end = _moment(node, "end") or start
    if end[0] < start[0] or (end[1] is not None and start[1] is not None and end[1] < start[1]):
        node.found.add(node.path, f"ends ({node.given['end']}) before it starts")
    return LogEntry(
        unit, box, WHATS[WHATS.index(what)], start[0], end[0], str(node.given.get("method") or ""),
        str(node.given.get("remark") or ""), start[1], end[1],
    )  # fmt: skip


def _hint(box: str, unit: PowerUnit) -> str:
    boxes: Collection[str] = unit.boxes
    return near(box, boxes) or f"; it has {', '.join(boxes)}"


def _moment(node: Node, key: str) -> tuple[int, float | None] | None:
    """Day, and the second where an hour is given: "2024-05-02" or "2024-05-02 06:30"."""
    text = str(node.given.get(key) or "").strip()
    if not text:
        if key == "start":
            node.missing(key, "the day, or day and hour, on which it began")
        return None
    try:
        at = dt.datetime.fromisoformat(text.replace("Z", ""))
    except ValueError:
        node.found.add(node.at(key), f"{text!r} is no date: write 2026-04-06 or 2026-04-06 14:30")
        return None
    seconds = (at.replace(tzinfo=dt.UTC) - EPOCH).total_seconds()
    return int(seconds // 86400), seconds if len(text) > 10 else None
