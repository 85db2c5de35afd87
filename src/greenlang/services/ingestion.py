"""Readings on their way into the store: from files, and from rows that programs push.

A bad row is reported by its place and left out; the good ones are kept. When an answer is given,
what it counts is on disk.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from greenlang.core.errors import InputError
from greenlang.core.quality import Quality
from greenlang.services.files.history.report import Series
from greenlang.services.files.tags import spooled
from greenlang.services.store import measurements, plants
from greenlang.services.store.database import Database
from greenlang.services.store.measurements import Batch

ROWS = 250_000  # readings in one transaction
TOLD = 100  # bad rows told one by one
SECOND = 1_000_000  # us


@dataclass(frozen=True)
class Delivered:
    """What became of a delivery; `problems` are rows left out, the first hundred of `bad`."""

    rows: int
    changed: int
    bad: int = 0
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    missing: Mapping[str, str] | None = None


async def from_file(
    base: Database, plant_id: int, tags: Sequence[str], path: Path, zone: str
) -> Delivered:
    """A historian's export, wide or long; tags that the plant does not know are left out."""
    found: list[tuple[str, Series]] = []

    def read() -> Any:
        return spooled(
            path, tags, lambda tag, one: found.append((tag, one)), zone=zone, missing="report"
        )

    report = await asyncio.to_thread(read)
    ids = await plants.tags_made(base, plant_id, [tag for tag, one in found if one.time.size])
    rows = changed = 0
    for tag, one in found:
        for i in range(0, one.time.size, ROWS):
            part = slice(i, i + ROWS)
            taken = await measurements.taken(base, Batch(
                np.full(one.time[part].size, ids[tag], np.int32), one.time[part] * SECOND,
                one.value[part].astype(np.float64), one.code[part].astype(np.int16),
            ))  # fmt: skip
            rows, changed = rows + taken.rows, changed + taken.changed
    return Delivered(rows, changed, warnings=tuple(report.warnings), missing=dict(report.missing))


async def from_columns(base: Database, plant_id: int, given: Mapping[str, Any]) -> Delivered:
    """Lists `tag`, `time` (ISO 8601 with its zone, or us since 1970), `value`, maybe `quality`.

    A value of null is a reading that is missing. Errors: InputError where the lists do not fit.
    """
    tag, time, value, quality = await asyncio.to_thread(_columns, given)
    wanted = [name for name in dict.fromkeys(tag.tolist()) if name is not None]
    good = ~np.isnat(time) & np.array([name is not None for name in tag.tolist()])
    us = time.astype(np.int64)
    inside = good & (us >= measurements.FIRST) & (us < measurements.LAST)
    bad = np.flatnonzero(~inside)[:TOLD].tolist()
    problems = [f"row {i}: {_wrong(tag[i], time[i])}" for i in bad]
    ids = await plants.tags_made(base, plant_id, wanted)
    number = np.array([ids.get(name, -1) for name in tag.tolist()], np.int32)
    rows = changed = 0
    kept = np.flatnonzero(inside)
    for i in range(0, len(kept), ROWS):
        at = kept[i : i + ROWS]
        taken = await measurements.taken(base, Batch(number[at], us[at], value[at], quality[at]))
        rows, changed = rows + taken.rows, changed + taken.changed
    return Delivered(rows, changed, int(len(tag) - len(kept)), tuple(problems))


def _wrong(tag: Any, time: Any) -> str:
    if tag is None:
        return "the tag is no text"
    if np.isnat(time):
        return f"{tag}: the time is not ISO 8601 with its zone, such as 2026-01-31T12:00:00Z"
    return f"{tag}: {time} does not lie from 1970 to 2100"


def _columns(given: Mapping[str, Any]) -> tuple[Any, Any, Any, Any]:
    import polars as pl

    known = ("tag", "time", "value", "quality")
    for name in given:
        if name not in known:
            raise InputError(f"{name}: unknown field; there are {', '.join(known)}")
    lists = {name: given.get(name) for name in known[:3]}
    for name, column in lists.items():
        if not isinstance(column, list):
            raise InputError(f"{name}: a list is needed")
    sizes = {name: len(column) for name, column in lists.items() if column is not None}
    if len(set(sizes.values())) > 1:
        raise InputError(f"tag, time and value are of different lengths: {sizes}")
    n = sizes["tag"]
    tag = np.array([x if isinstance(x, str) and x else None for x in given["tag"]], object)
    return tag, _times(given["time"], pl), *_values(given, n)


def _times(column: list[Any], pl: Any) -> Any:
    """Times as datetime64[us], NaT where one cannot be read."""
    if all(type(x) is int for x in column):
        return np.array(column, "datetime64[us]")
    texts = [x if isinstance(x, str) and _zoned(x) else None for x in column]
    series = pl.Series(texts, dtype=pl.String)
    read = series.str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
    return read.dt.replace_time_zone(None).to_numpy().astype("datetime64[us]")


def _zoned(text: str) -> bool:
    return text.endswith("Z") or "+" in text[10:] or "-" in text[10:]


def _values(given: Mapping[str, Any], n: int) -> tuple[Any, Any]:
    """Values and quality; what is no number is missing, with its quality."""
    numbers = [
        x if isinstance(x, int | float) and not isinstance(x, bool) else None
        for x in given["value"]
    ]
    value = np.array([np.nan if x is None else x for x in numbers], np.float64)
    quality = given.get("quality")
    if quality is None:
        code = np.where(np.isnan(value), int(Quality.MISSING), 0)
    elif not isinstance(quality, list) or len(quality) != n:
        raise InputError(f"quality: a list of {n} numbers is needed")
    elif not all(type(x) is int and 0 <= x <= max(Quality) for x in quality):
        raise InputError(f"quality: numbers from 0 (good) to {int(max(Quality))} are needed")
    else:
        code = np.where(np.isnan(value) & (np.array(quality) == 0), int(Quality.MISSING), quality)
    return value, code.astype(np.int16)
