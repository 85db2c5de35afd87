"""Files that a case names: rows of a CSV in place of a list, licensed tables by their folder.

"points": "exhaust.csv"                                  a column for each field
"tables": {"folder": "tables/hei", "edition": "11"}      see `services.files.hei`

A CSV's heading is the field's name, and its unit where the numbers have one: `p [mbar a]`. Names
are looked for beside the case file.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from greenlang.core import cases
from greenlang.core.errors import InputError, NotFound
from greenlang.library.hei import HeiTables
from greenlang.services.files import hei, plant

HEADING = re.compile(r"\s*([A-Za-z_][A-Za-z_0-9]*)\s*(?:\[(.*)\])?\s*")


def filled(kind: type, given: Any, home: Path) -> Any:
    """The same plain data with every file that it names read; `home` is where they lie."""
    if not isinstance(given, Mapping):
        return given
    shapes = {field.name: field.shape for field in cases.fields(kind)}
    return {
        name: _read(shapes[name], value, home) if name in shapes else value
        for name, value in given.items()
    }


def _read(shape: cases.Shape, value: Any, home: Path) -> Any:
    if shape.role != "case":
        return value
    kind = _kind(shape.type, value)
    if kind is None:
        return value
    if shape.many:
        if isinstance(value, str):
            return _rows(kind, home / value)
        return [filled(kind, part, home) for part in value] if isinstance(value, list) else value
    if kind is HeiTables and isinstance(value, Mapping) and "folder" in value:
        return _tables(value, home)
    return filled(kind, value, home)


def _kind(kinds: Any, value: Any) -> Any:
    """The dataclass that a value is of; None where its `kind` names none."""
    if not isinstance(kinds, tuple):
        return kinds
    named = {cases.kind_name(kind): kind for kind in kinds}
    return named.get(str(value.get("kind", "")).lower()) if isinstance(value, Mapping) else None


def _tables(value: Mapping[str, Any], home: Path) -> Any:
    unknown = set(value) - {"folder", "edition"}
    if unknown or "edition" not in value:
        raise InputError("tables: give folder and edition, such as tables/hei and '11'")
    loaded = asdict(hei.loaded(home / str(value["folder"]), str(value["edition"])))
    return {name: list(rows) if isinstance(rows, tuple) else rows for name, rows in loaded.items()}


def _rows(kind: type, path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise NotFound(f"{path}: there is no such file; a list is needed, or a CSV of its rows")
    shapes = {field.name: field.shape for field in cases.fields(kind)}
    found = []
    for number, row in enumerate(plant.rows(path), 2):
        where = f"{path}, row {number}"
        found.append(dict(_cell(shapes, head, text, where) for head, text in row.items() if text))
    if not found:
        raise InputError(f"{path}: no rows below the heading")
    return found


def _cell(shapes: Mapping[str, cases.Shape], head: str, text: str, where: str) -> tuple[str, Any]:
    heading = HEADING.fullmatch(head)
    if heading is None or heading.group(1) not in shapes:
        raise InputError(
            f"{where}: {head!r} is no column of it; there are {', '.join(shapes)}, with the unit "
            "in brackets: 'p [mbar a]'"
        )
    name, unit = heading.group(1), heading.group(2)
    if shapes[name].role == "count":
        try:
            return name, int(text)
        except ValueError:
            raise InputError(f"{where}: {head} is {text!r}, a whole number is needed") from None
    return name, f"{text.strip()} {unit}".strip() if unit else text.strip()
