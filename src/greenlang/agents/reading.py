"""Plain data of a plant file into typed values, every problem named by its path, all at once.

    with reading("plant.yaml") as file:
        plant = file.section("plant", {...})

A plant file has many hands; whoever mends it wants to see all that is wrong, not the first.
"""

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from greenlang.core import quantities
from greenlang.core.cases import number
from greenlang.core.errors import GreenlangError, InputError, near
from greenlang.core.units import Unit

EPOCH = dt.date(1970, 1, 1)
USUAL = {"money/J": "EUR/MWh", "money/kg": "EUR/t", "money/m3": "EUR/bbl"}
"""SI unit -> what people write."""


class Problems:
    """What is wrong with a file, in the order in which it was found; and what was assumed."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.assumed: list[str] = []

    def add(self, path: str, message: str) -> None:
        """Note a problem at a path such as "assets.E-104.tubes"."""
        self.found.append(f"{path}: {message}")

    def assume(self, path: str, message: str) -> None:
        """Note what was assumed because the file does not say it."""
        self.assumed.append(f"{path}: {message}")


@contextmanager
def problems(name: str) -> Iterator[Problems]:
    """Collect problems; InputError with all of them at the end of the block."""
    found = Problems()
    try:
        yield found
    except GreenlangError as error:
        if not found.found:
            raise
        found.found.append(str(error))
    if found.found:
        count = len(found.found)
        head = f"{name}: {count} problem{'s' if count > 1 else ''}"
        raise InputError("\n  - ".join([head, *found.found]))


class Node:
    """One mapping of the file, with its path; unknown keys are problems."""

    def __init__(
        self, given: Any, path: str, known: Collection[str] | None, found: Problems
    ) -> None:
        self.path, self.found = path, found
        if given is None:
            given = {}
        if not isinstance(given, Mapping):
            found.add(path, f"named fields are needed, got {given!r}")
            given = {}
        self.given: dict[str, Any] = {str(key): value for key, value in given.items()}
        for key in self.given:
            if known is not None and key not in known:
                found.add(self.at(key), f"unknown key{near(key, known)}; known: {', '.join(known)}")

    def at(self, key: str) -> str:
        """Path of a key."""
        return f"{self.path}.{key}" if self.path else key

    def __contains__(self, key: str) -> bool:
        return self.given.get(key) is not None

    def node(self, key: str, known: Collection[str] | None) -> "Node":
        """A nested mapping; empty where it is missing."""
        return Node(self.given.get(key), self.at(key), known, self.found)

    def nodes(self, key: str, known: Collection[str]) -> dict[str, "Node"]:
        """A mapping of named mappings."""
        outer = self.node(key, None)
        return {name: outer.node(name, known) for name in outer.given}

    def missing(self, key: str, remedy: str = "") -> None:
        """Note that a key is needed."""
        self.found.add(self.at(key), f"missing{': ' + remedy if remedy else ''}")

    def text(self, key: str, default: str | None = None, choices: Collection[str] = ()) -> str:
        """A text; a problem where it is missing without a default or none of the choices."""
        value = self.given.get(key)
        if value is None:
            if default is None:
                self.missing(key)
            return default or ""
        text = str(value)
        if choices and text not in choices:
            self.found.add(
                self.at(key), f"{text!r} is not one of {', '.join(choices)}{near(text, choices)}"
            )
        return text

    def number(
        self,
        key: str,
        unit: Unit,
        *,
        default: float | None = None,
        above: float = -math.inf,
        upto: float = math.inf,
        barometer: float | None = None,
        needed: bool = False,
    ) -> float | None:
        """A number in SI; a problem where unit, kind or range do not fit."""
        value = self.given.get(key)
        if value is None:
            if needed and default is None:
                self.missing(key, f"give it with its unit, such as '{unit.symbol}'")
            return default
        read = self.converted(self.at(key), value, unit, barometer)
        if read is not None and not above < read <= upto:
            self.found.add(self.at(key), f"{value!r} must be {_range(above, upto, unit)}")
            return None
        return read

    def converted(
        self, path: str, value: Any, unit: Unit, barometer: float | None = None
    ) -> float | None:
        """SI value of one entry, or None and a problem."""
        pressure = None if barometer is None else Decimal(repr(barometer))
        try:
            given = number(value, path)
            if given.unit or unit.symbol in {"1", "money"}:
                return float(quantities.si(given, unit, pressure))
            usual = USUAL.get(unit.symbol, unit.symbol)
            self.found.add(path, f"{value!r} has no unit: write it as '{value} {usual}'")
        except InputError as error:
            self.found.add(path, str(error).removeprefix(f"{path}: "))
        return None

    def whole(
        self, key: str, default: int | None = None, least: int = 1, most: int | None = None
    ) -> int | None:
        """A whole number."""
        value = self.given.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.found.add(self.at(key), f"{value!r} is no whole number of {least} or more")
            return default
        if most is not None and value > most:
            self.found.add(self.at(key), f"{value!r} is too many: give at most {most}")
            return default
        return value

    def items(self, key: str) -> list[Any]:
        """A list; one entry may stand alone."""
        value = self.given.get(key)
        if value is None:
            return []
        return list(value) if isinstance(value, list | tuple) else [value]

    def day(self, key: str, default: int | None = None) -> int | None:
        """A date as days since 1970."""
        value = self.given.get(key)
        return default if value is None else self.as_day(self.at(key), value)

    def as_day(self, path: str, value: Any) -> int | None:
        """Days since 1970 of a date or its ISO text."""
        try:
            date = dt.date.fromisoformat(str(value).strip()[:10])
        except ValueError:
            self.found.add(path, f"{value!r} is no date: write it as 2026-04-06")
            return None
        return (date - EPOCH).days

    def spans(self, key: str) -> tuple[tuple[int, int], ...]:
        """First and last day of each "2026-04-06..2026-04-26"; one date is a span of a day."""
        found = []
        for i, entry in enumerate(self.items(key)):
            path = f"{self.at(key)}[{i}]"
            first, _, last = str(entry).partition("..")
            start, end = self.as_day(path, first), self.as_day(path, last or first)
            if start is not None and end is not None:
                if end < start:
                    self.found.add(path, f"{entry!r} ends before it starts")
                found.append((start, end))
        return tuple(found)

    def each(self, read: Callable[["Node"], Any], entries: Mapping[str, "Node"]) -> dict[str, Any]:
        """Read every named entry; one that fails becomes a problem and is left out."""
        done = {}
        for name, node in entries.items():
            try:
                done[name] = read(node)
            except InputError as error:
                self.found.add(node.path, str(error))
        return done


def headings(part: Node) -> dict[str, str]:
    """Name of a column, without its unit -> its heading."""
    return {key.split(" ")[0].split("[")[0].lower(): key for key in part.given}


def cells(
    part: Node, columns: Mapping[str, Any], needed: Collection[str]
) -> tuple[Any, ...] | None:
    """Values of a table's row by the units of its columns; a problem where a needed one is not."""
    keys = headings(part)
    values = {name: _cell(part, keys.get(name), like) for name, like in columns.items()}
    if any(values[name] is None for name in needed):
        part.found.add(part.path, f"a row needs at least {' and '.join(needed)}")
        return None
    return tuple(values.values())


def _cell(part: Node, key: str | None, like: Unit) -> float | None:
    """A value whose unit stands in the cell, or in the heading as "T [degC]" or "cp kJ/kg/K"."""
    if key is None or part.given.get(key) in {None, ""}:
        return None
    text = str(part.given[key])
    _, _, written = key.replace("[", " ").replace("]", "").partition(" ")
    bare = text.replace(".", "", 1).lstrip("-").isdigit()
    return part.converted(part.at(key), f"{text} {written}".strip() if bare else text, like)


def _range(above: float, upto: float, unit: Unit) -> str:
    """What a number must be, in words; long times in days."""
    day = 86400.0 if unit.symbol == "s" and max(above, min(upto, 1e30)) >= 86400.0 else 1.0
    name = "d" if day > 1.0 else "" if unit.symbol in {"1", "money"} else unit.symbol
    low = "0 or more" if -1e-6 < above < 0.0 else f"above {above / day:g}"
    top = f" and at most {upto / day:.4g}" if upto < math.inf else ""
    return f"{low}{top} {name}".rstrip()
