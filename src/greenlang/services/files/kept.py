"""Readings that stay on disk: an Arrow file with a record batch a tag, read when it is asked for.

A segment is a folder that is written once and never changed: `readings.arrow` (time, value, code;
times UTC seconds since 1970) and `tags.json`, which names the batch of every tag.
"""

import functools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from greenlang.core.errors import ConfigError, DataError, NotFound, near
from greenlang.core.quality import Quality
from greenlang.services.files.history.report import Series

READINGS, TAGS = "readings.arrow", "tags.json"
_OPEN = 40  # segments that a process holds open


@dataclass(frozen=True)
class Entry:
    """Where a tag stands in a segment, and from when to when it has readings."""

    batch: int
    rows: int
    first: int
    last: int
    unit: str | None


@dataclass(frozen=True)
class Segment:
    """A folder of readings by tag."""

    path: Path
    tags: Mapping[str, Entry]

    def series(self, tag: str) -> Series:
        """The readings of a tag that it holds. DataError where the file is damaged."""
        import pyarrow as pa

        entry = self.tags[tag]
        try:
            batch = _file(self.path / READINGS).get_batch(entry.batch)
        except (OSError, pa.ArrowException) as error:
            raise DataError(
                f"{self.path} is damaged ({error}); take the deliveries again into a new state"
            ) from error
        time, value, code = (column.to_numpy() for column in batch.columns)
        return Series(time, value, code, entry.unit)


@functools.lru_cache(_OPEN)
def _file(path: Path) -> Any:
    import pyarrow as pa

    return pa.ipc.open_file(pa.OSFile(str(path), "rb"))


def segment(path: Path) -> Segment:
    """A segment from its folder. DataError where it is not whole."""
    try:
        listed = json.loads((path / TAGS).read_text(encoding="utf-8"))
        return Segment(path, {tag: Entry(*entry) for tag, entry in listed.items()})
    except (OSError, ValueError, TypeError) as error:
        raise DataError(
            f"{path} is damaged ({error}); take the deliveries again into a new state"
        ) from error


class Writer:
    """Writes a segment tag by tag; `tags` lists those that are in it."""

    def __init__(self, file: Any, schema: Any) -> None:
        self._file = file
        self._schema = schema
        self.tags: dict[str, Entry] = {}

    def keep(self, tag: str, one: Series) -> None:
        """Add a tag; one without any reading is left out."""
        import pyarrow as pa

        if not one.time.size:
            return
        first, last = int(one.time[0]), int(one.time[-1])
        self.tags[tag] = Entry(len(self.tags), one.time.size, first, last, one.unit)
        arrays = [pa.array(column) for column in (one.time, one.value, one.code)]
        self._file.write_batch(pa.record_batch(arrays, schema=self._schema))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a new segment into the folder `path`; on the disk when the block ends.

    ConfigError where the disk refuses.
    """
    import pyarrow as pa

    try:
        path.mkdir(parents=True)
        schema = pa.schema([("time", pa.int64()), ("value", pa.float64()), ("code", pa.uint8())])
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with (path / READINGS).open("wb") as raw:
            with pa.ipc.new_file(raw, schema, options=options) as file:
                writer = Writer(file, schema)
                yield writer
            raw.flush()
            os.fsync(raw.fileno())
        _list(path / TAGS, writer.tags)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from None


def _list(path: Path, tags: Mapping[str, Entry]) -> None:
    listed = {
        tag: [one.batch, one.rows, one.first, one.last, one.unit] for tag, one in tags.items()
    }
    with path.open("w", encoding="utf-8") as text:
        json.dump(listed, text, ensure_ascii=False)
        text.flush()
        os.fsync(text.fileno())


@dataclass(frozen=True)
class Told:
    """What reading brought to light, for the report."""

    source: str
    warnings: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)  # wanted tag -> what it may mean
    taken: tuple[str, ...] = ()  # what came of the delivery of this run


@dataclass(frozen=True)
class Kept:
    """Readings by tag from segments, oldest first: of two for one stamp the later one holds.

    A stamp without a value takes nothing back.
    """

    segments: tuple[Segment, ...]
    report: Told

    def __contains__(self, tag: object) -> bool:
        return any(tag in one.tags for one in self.segments)

    def __getitem__(self, tag: str) -> Series:
        found = [one.series(tag) for one in self.segments if tag in one.tags]
        if not found:
            hint = self.report.missing.get(tag) or near(tag, self.ends())
            raise NotFound(f"no tag {tag!r} in {self.report.source}{hint}")
        return merged(found)

    def ends(self) -> dict[str, tuple[int, int]]:
        """First and last stamp of every tag, without reading it."""
        out: dict[str, tuple[int, int]] = {}
        for one in self.segments:
            for tag, entry in one.tags.items():
                first, last = out.get(tag, (entry.first, entry.last))
                out[tag] = min(first, entry.first), max(last, entry.last)
        return out

    def only(self, tags: Iterable[str]) -> "Kept":
        """The same readings, of these tags."""
        wanted = dict.fromkeys(tags)
        return replace(
            self,
            segments=tuple(
                replace(one, tags={tag: one.tags[tag] for tag in wanted if tag in one.tags})
                for one in self.segments
            ),
        )


def merged(found: Sequence[Series]) -> Series:
    """Readings of one tag from several deliveries, oldest first, as one series."""
    if len(found) == 1:
        return found[0]
    time = np.concatenate([one.time for one in found])
    value = np.concatenate([one.value for one in found])
    code = np.concatenate([one.code for one in found])
    unit = next((one.unit for one in reversed(found) if one.unit), None)
    if np.all(time[1:] > time[:-1]):
        return Series(time, value, code, unit)
    age = np.repeat(np.arange(len(found)), [one.time.size for one in found])
    order = np.lexsort((np.where(code == Quality.MISSING, -1, age), time))
    time = time[order]
    newest = np.append(time[1:] > time[:-1], True)
    order = order[newest]
    return Series(time[newest], value[order], code[order], unit)
