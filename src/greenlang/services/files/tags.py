"""Plant history as it comes out of a historian, read to clean series a tag.

One CSV (also gzip), Parquet, Excel workbook or table in memory; wide (time and a column a tag) or
long (time, tag, value, perhaps quality). Delimiter, encoding, decimal mark, time format and layout
are found from the content, may be given, and are reported. Nothing is guessed that the content
leaves open: a typed error then asks for it. Values stay in the unit of the source.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from greenlang.core.errors import DataError, InputError
from greenlang.services.files.history.report import Readings, ReadReport, Series, TagReport

if TYPE_CHECKING:
    from greenlang.services.files.history.sources import CsvSource, ParquetSource

__all__ = [
    "ReadReport",
    "Readings",
    "Series",
    "TagReport",
    "columns",
    "readings",
    "readings_from_table",
    "spooled",
]

Progress = Callable[[float], None]
Layout = Literal["wide", "long"]
_SPOOL = 96 << 20  # bytes of readings that wait in memory


def readings(
    path: str | Path,
    tags: Sequence[str] | None = None,
    *,
    zone: str,
    time_format: str | None = None,
    layout: Layout | None = None,
    decimal: Literal[".", ","] | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    names: Mapping[str, str] | None = None,
    sheet: str | None = None,
    missing: Literal["raise", "report"] = "raise",
    progress: Progress | None = None,
    block: int = 0,
) -> Readings:
    """Readings of the wanted tags (None: all) of one file.

    zone: IANA zone or offset of stamps that carry none; time_format: strptime
    ('%d.%m.%Y %H:%M:%S'), letters ('dd.mm.yyyy HH:MM:SS'), or epoch_s, epoch_ms, epoch_us,
    epoch_ns, excel; names: column of a role (time, tag, value, quality) where it is not found;
    sheet: which one of a workbook, where its wanted tags do not tell;
    missing: what a wanted tag that the file lacks does; progress: called with 0 to 1;
    block: bytes of a CSV read at once (0: 32 MB).

    Memory: 17 bytes a wanted reading and a few blocks, however large the file is.

    Raises NotFound (file, tag), InsufficientData (nothing in it), InputError (what it means is
    open, or it is no table), DataError (damaged, mixed zones, changed while it was read).
    """
    from greenlang.services.files.history.ask import Ask
    from greenlang.services.files.history.reading import gathered

    ask = Ask(
        _wanted(tags),
        zone,
        time_format,
        layout,
        decimal,
        names or {},
        missing,
        progress,
    )
    try:
        form = _Form(delimiter, encoding, block, tags or (), sheet)
        with _source(Path(path), form) as source:
            return gathered(source, ask)
    except MemoryError as error:
        raise DataError(
            f"{path}: the wanted readings do not fit into memory (17 bytes each); ask for fewer"
            " tags or split the file by period"
        ) from error


def spooled(
    path: str | Path,
    tags: Sequence[str],
    keep: Callable[[str, Series], None],
    *,
    zone: str,
    missing: Literal["raise", "report"] = "raise",
    after: int | None = None,
    progress: Progress | None = None,
) -> ReadReport:
    """Hand every wanted series of one file to `keep`, one after the other; what was met.

    Memory does not grow with the file: blocks go to a temporary file on the way. after: newest
    stamp (UTC s) of the files before this one, which tells the hour apart that a clock repeats.
    Errors as for `readings`.
    """
    from greenlang.services.files.history.ask import Ask
    from greenlang.services.files.history.reading import gathered

    ask = Ask(
        _wanted(tags), zone, missing=missing, progress=progress, keep=keep, spool=_SPOOL,
        after=after,
    )  # fmt: skip
    with _source(Path(path), _Form(tags=tags)) as source:
        return gathered(source, ask).report


def readings_from_table(
    table: object,
    tags: Sequence[str] | None = None,
    *,
    zone: str,
    time_format: str | None = None,
    layout: Layout | None = None,
    decimal: Literal[".", ","] | None = None,
    names: Mapping[str, str] | None = None,
    missing: Literal["raise", "report"] = "raise",
    source: str = "table",
) -> Readings:
    """Readings from a table in memory: pandas, polars, Arrow, or what speaks its C interface.

    Arguments and errors as for `readings`; a pandas index that holds time is used.
    """
    from greenlang.services.files.history.ask import Ask
    from greenlang.services.files.history.reading import gathered
    from greenlang.services.files.history.sources import TableSource

    ask = Ask(
        _wanted(tags),
        zone,
        time_format,
        layout,
        decimal,
        names or {},
        missing,
    )
    return gathered(TableSource(table, source), ask)


def columns(path: str | Path) -> tuple[str, ...]:
    """Names of the tags in a file, in their order there.

    The columns of a wide file are known at once; of a long one, its tag column is read through.
    Errors as for `readings`.
    """
    from greenlang.services.files.history.roles import roles

    with _source(Path(path), _Form()) as source:
        role = roles(source.table, None, None, {})
        if role.tag is None:
            return tuple(role.values)
        found: dict[str, None] = {}
        for batch in source.batches((role.tag,), role.tag):
            for chunk in batch[role.tag].chunks:
                found |= dict.fromkeys(chunk.dictionary.to_pylist())
        return tuple(name.strip() for name in found if name and name.strip())


def _wanted(tags: Sequence[str] | None) -> tuple[str, ...] | None:
    if isinstance(tags, str):
        raise InputError(f"tags is the text {tags!r}; give a list of tags: [{tags!r}]")
    return None if tags is None else tuple(tags)


@dataclass(frozen=True)
class _Form:
    """What the caller knows of a file's form."""

    delimiter: str | None = None
    encoding: str | None = None
    block: int = 0
    tags: Sequence[str] = ()
    sheet: str | None = None


@contextmanager
def _source(path: Path, form: _Form) -> "Iterator[CsvSource | ParquetSource]":
    from greenlang.services.files.history.sources import CsvSource, ParquetSource
    from greenlang.services.files.history.text import kind
    from greenlang.services.files.workbook import as_csv

    what = kind(path)
    if form.sheet is not None and what != "workbook":
        raise InputError(f"{path} is no workbook and has no sheet {form.sheet!r}; leave it out")
    if what == "parquet":
        with closing(ParquetSource(path)) as source:
            yield source
        return
    with ExitStack() as held:
        text = (
            path if what != "workbook" else held.enter_context(as_csv(path, form.tags, form.sheet))
        )
        csv = CsvSource(
            text,
            packed=what == "csv.gz",
            delimiter="," if what == "workbook" else form.delimiter,
            encoding=form.encoding,
            block=form.block,
            tags=form.tags,
            called=str(path),
        )
        yield held.enter_context(closing(csv))
