"""Sources of cells: CSV, Parquet and tables in memory, read in batches, wanted columns only."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from greenlang.core.errors import DataError, InputError, InsufficientData
from greenlang.services.files.history.dialect import Dialect, dialect
from greenlang.services.files.history.roles import Table
from greenlang.services.files.history.text import BLOCK, Fingerprint, TextFile

Batch = dict[int, Any]  # column -> pyarrow ChunkedArray
_HEAD = 1 << 18  # bytes looked at, at least, before a word is said about the whole
_BATCH_ROWS = 1 << 20
_BATCH_CELLS = 1 << 22
_SAMPLE_ROWS = 400


class Source:
    """What the readers are made of: names, a sample, and cells in batches."""

    kind = ""
    compression: str | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def __init__(self, table: Table, units: tuple[str, ...]) -> None:
        self.name = table.source
        self.names = table.names
        self.units = units
        self.table = table
        self.dropped: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    @property
    def fraction(self) -> float:
        """Share that has been read, 0 to 1."""
        return 1.0

    def batches(self, columns: Sequence[int], tag: int | None) -> Iterator[Batch]:
        """Cells of the columns, batch by batch; the tag column dictionary-encoded."""
        raise AssertionError(f"{type(self).__name__} gives no batches of {columns} {tag}")

    def close(self) -> None:
        """Let go of what is held open."""


class CsvSource(Source):
    """A CSV or CSV.gz."""

    kind = "csv"

    def __init__(
        self,
        path: Path,
        *,
        packed: bool,
        delimiter: str | None,
        encoding: str | None,
        block: int,
        tags: Sequence[str],
        called: str,
    ) -> None:
        self.compression = "gzip" if packed else None
        self._file = TextFile(path, packed=packed, encoding=encoding, block=block or BLOCK)
        try:
            self._blocks = self._file.blocks()
            self._first = b""
            while len(self._first) < _HEAD and (more := next(self._blocks, b"")):
                self._first += more
            head = self._first[: 1 << 25].decode("utf-8", "replace")
            self._dialect: Dialect = dialect(head, called, delimiter, tags)
        except BaseException:
            self.close()
            raise
        self.delimiter = self._dialect.delimiter
        columns = tuple(zip(*self._dialect.sample, strict=True))
        super().__init__(Table(called, self._dialect.names, columns), self._dialect.units)

    def close(self) -> None:
        """Close the file."""
        self._file.__exit__(None, None, None)

    @property
    def fraction(self) -> float:
        """Share of the file that has been read, 0 to 1."""
        return self._file.fraction

    def batches(self, columns: Sequence[int], tag: int | None) -> Iterator[Batch]:
        """Cells of the columns as text, a block of the file at a time."""
        body = self._first[_line_end(self._first, self._dialect.skip) :]
        self._first = b""
        for block in self._blocks:
            if body:
                yield self._cells(body, columns, tag)
            body = block
        if not self._file.whole:
            body = self._without_torn_line(body)
        if body:
            yield self._cells(body, columns, tag)
        self.encoding = self._file.encoding or "utf-8"
        if self._file.nul_bytes:
            self.dropped["nul bytes"] += self._file.nul_bytes

    def _without_torn_line(self, body: bytes) -> bytes:
        """`body` less a last line that ends before its last cell begins."""
        start = body.rfind(b"\n") + 1
        line = body[start:].decode("utf-8", "replace")
        if len(_row(line, self._dialect.delimiter)) >= len(self.names):
            return body
        self._drop("last line cut off", line)
        return body[:start]

    def _drop(self, why: str, example: str) -> None:
        self.dropped[why] += 1
        self.examples.setdefault(why, example.strip()[:120])

    def _cells(self, body: bytes, columns: Sequence[int], tag: int | None) -> Batch:
        odd: list[str] = []
        try:
            table = self._parsed(body, columns, tag, odd)
        except pa.ArrowInvalid:
            table = None
        if table is None or self._swallowed(body, table.num_rows + len(odd)):
            odd = body.decode("utf-8", "replace").split("\n")
            table = None
        batch: Batch = {} if table is None else {i: table.column(str(i)) for i in columns}
        if odd or table is None:
            batch = self._joined(batch, self._mended(odd), columns, tag)
        return batch

    def _swallowed(self, body: bytes, rows: int) -> bool:
        """True if a stray quote made one row of several: line by line more rows are whole."""
        if b'"' not in body or rows >= body.count(b"\n"):
            return False
        lines = [line for line in body.decode("utf-8", "replace").split("\n") if line.strip()]
        if len(lines) <= rows:
            return False
        whole = sum(len(_row(line, self._dialect.delimiter)) == len(self.names) for line in lines)
        return whole > rows

    def _parsed(self, body: bytes, columns: Sequence[int], tag: int | None, odd: list[str]) -> Any:
        def skip(row: Any) -> str:
            odd.append(row.text)
            return "skip"

        text = pa.string()
        word = pa.dictionary(pa.int32(), text)
        many = len(self.names) > 2000
        return pacsv.read_csv(
            pa.BufferReader(body),
            read_options=pacsv.ReadOptions(
                column_names=[str(i) for i in range(len(self.names))],
                block_size=len(body) + 1 if many else 4 << 20,
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self._dialect.delimiter, invalid_row_handler=skip
            ),
            convert_options=pacsv.ConvertOptions(
                include_columns=[str(i) for i in columns],
                column_types={str(i): word if i == tag else text for i in columns},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )

    def _mended(self, lines: Sequence[str]) -> list[list[str]]:
        """Rows of another width: short ones filled up, trailing empty cells cut, others dropped."""
        width = len(self.names)
        out = []
        for line in lines:
            cells = _row(line, self._dialect.delimiter)
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if len(cells) > width:
                self._drop("rows with too many cells", line)
            elif any(c.strip() for c in cells):
                out.append(cells + [""] * (width - len(cells)))
        return out

    def _joined(
        self, batch: Batch, rows: list[list[str]], columns: Sequence[int], tag: int | None
    ) -> Batch:
        out: Batch = {}
        for i in columns:
            extra = pa.array([row[i] for row in rows], type=pa.string())
            if i == tag:
                extra = extra.dictionary_encode()
            chunks = batch[i].chunks if batch else []
            out[i] = pa.chunked_array([*chunks, extra])
        return out


def series(column: Any) -> pl.Series:
    """A column of a batch as polars holds it."""
    out = pl.from_arrow(column)
    if not isinstance(out, pl.Series):
        raise DataError(f"a column of type {column.type} cannot be read; give numbers or text")
    return out


def _row(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


def _line_end(text: bytes, lines: int) -> int:
    """Place after the first `lines` physical lines."""
    at = 0
    for _ in range(lines):
        at = text.find(b"\n", at) + 1
        if not at:
            return len(text)
    return at


class ArrowSource(Source):
    """Record batches that come typed: a Parquet file, or a table in memory."""

    def __init__(self, name: str, schema: Any, sample: Any, rows: int) -> None:
        names = tuple(str(n) for n in schema.names)
        cells = tuple(tuple(map(_text, column.to_pylist())) for column in sample.columns)
        temporal = tuple(i for i, f in enumerate(schema) if pa.types.is_temporal(f.type))
        units = tuple(_unit(field) for field in schema)
        super().__init__(Table(name, names, cells, temporal), units)
        self._done = 0
        self._rows = rows

    @property
    def fraction(self) -> float:
        """Share of the rows that has been read, 0 to 1."""
        return min(1.0, self._done / max(1, self._rows))

    def _batch(self, found: Any, columns: Sequence[int], tag: int | None) -> Batch:
        self._done += found.num_rows
        out: Batch = {}
        for place, i in enumerate(columns):
            column = pa.chunked_array([found.column(place)])
            if i == tag and not pa.types.is_dictionary(column.type):
                column = column.cast(pa.string()).dictionary_encode()
            elif i != tag and pa.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            out[i] = column
        return out


def _unit(field: Any) -> str:
    kept = field.metadata or {}
    return str((kept.get(b"unit") or kept.get(b"units") or b"").decode("utf-8", "replace"))


def _text(value: object) -> str:
    return "" if value is None else str(value)


class ParquetSource(ArrowSource):
    """A Parquet file, read row group by row group."""

    kind = "parquet"

    def __init__(self, path: Path) -> None:
        self._mark = Fingerprint(path)
        try:
            self._file = pq.ParquetFile(path, page_checksum_verification=True)
            rows = self._file.metadata.num_rows
            sample = next(
                self._file.iter_batches(_SAMPLE_ROWS), pa.RecordBatch.from_pylist([], self._schema)
            )
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from error
        if not rows:
            raise InsufficientData(f"{path} has columns and no row; export a longer period")
        super().__init__(str(path), self._schema, sample, rows)
        self._path = path

    @property
    def _schema(self) -> Any:
        return self._file.schema_arrow

    def batches(self, columns: Sequence[int], tag: int | None) -> Iterator[Batch]:
        """Cells of the columns, at most a million rows at a time, fewer where they are many."""
        names = [self.names[i] for i in columns]
        if len(set(self.names)) < len(self.names):
            raise InputError(f"{self.name} has several columns of one name; rename them")
        try:
            rows = min(_BATCH_ROWS, max(_BATCH_CELLS // len(names), 1 << 10))
            for found in self._file.iter_batches(rows, columns=names):
                yield self._batch(found.select(names), columns, tag)
        except (pa.ArrowException, OSError) as error:
            raise _damaged(self._path, error) from error
        self._mark.check()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _damaged(path: Path, error: Exception) -> DataError:
    why = str(error).splitlines()[0][:160]
    return DataError(f"{path} is truncated or damaged ({why}); copy or export it again")


class TableSource(ArrowSource):
    """A table in memory: pandas, polars, Arrow, or whatever speaks the Arrow C interface."""

    kind = "table"

    def __init__(self, table: object, name: str) -> None:
        self._table = arrow(table, name)
        if not self._table.num_rows:
            raise InsufficientData(f"{name} has no row")
        sample = self._table.slice(0, _SAMPLE_ROWS)
        super().__init__(name, self._table.schema, sample, self._table.num_rows)

    def batches(self, columns: Sequence[int], tag: int | None) -> Iterator[Batch]:
        """Cells of the columns, at most a million rows at a time."""
        for found in self._table.select(list(columns)).to_batches(_BATCH_ROWS):
            yield self._batch(found, columns, tag)


def arrow(table: object, name: str) -> Any:
    """An Arrow table of a pandas, polars or Arrow one; InputError for anything else."""
    if isinstance(table, pa.Table):
        return table
    if hasattr(table, "index") and hasattr(table, "reset_index"):
        table = _with_index(table)
    for way in (pa.table, pa.Table.from_batches):
        try:
            return way(table)
        except (TypeError, ValueError, pa.ArrowException):
            continue
    raise InputError(f"{name} is a {type(table).__name__}; give a pandas, polars or Arrow table")


def _with_index(frame: Any) -> Any:
    """A pandas frame whose index is the time, with that index as a column."""
    names = [n for n in frame.index.names if n is not None]
    dated = str(getattr(frame.index, "dtype", "")).startswith("datetime")
    if not names and not dated:
        return frame
    if not names:
        frame = frame.rename_axis("time")
    return frame.reset_index()
