"""Prices of a plant file: one number or dated ones, in the plant's own currency."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from greenlang.agents.reading import Node
from greenlang.core import quantities
from greenlang.core.units import Unit
from greenlang.library.economics import Series

Tables = Callable[[str], list[dict[str, str]]]


@dataclass(frozen=True)
class Source:
    """Where dated prices come from, and what they are counted in."""

    tables: Tables
    currency: str


def in_currency(node: Node, path: str, amount: Any, currency: str) -> None:
    """An amount in another currency than the plant's is a problem: nothing here knows its rate."""
    for code in re.findall(r"\b[kM]?([A-Z]{3})\b", str(amount)):
        if code not in {currency, *quantities.ATOMS}:
            node.found.add(
                path, f"{amount!r} is in {code}, the plant counts in {currency}: convert it, or "
                "set plant.currency",
            )  # fmt: skip


def series(node: Node, key: str, like: Unit, read: Source) -> Series | None:
    """One price, or dated ones: a mapping, a list of pairs, or a CSV with date and value."""
    given = node.given.get(key)
    if given is None:
        return None
    if isinstance(given, str) and given.lower().endswith(".csv"):
        entries: Any = [(row.get("date"), row.get("value")) for row in read.tables(given)]
    elif isinstance(given, Mapping):
        entries = list(given.items())
    elif isinstance(given, list):
        entries = given
    else:
        in_currency(node, node.at(key), given, read.currency)
        value = node.number(key, like, above=-1e30)
        return None if value is None else Series(((0, value),))
    rows = []
    for i, entry in enumerate(entries):
        path = f"{node.at(key)}[{i}]"
        if not isinstance(entry, list | tuple) or len(entry) != 2:
            node.found.add(path, f"a date and a price are needed, got {entry!r}")
            continue
        in_currency(node, path, entry[1], read.currency)
        day, price = node.as_day(path, entry[0]), node.converted(path, entry[1], like)
        if day is not None and price is not None:
            rows.append((day, price))
    return Series(tuple(sorted(rows)), str(given)) if rows else None
