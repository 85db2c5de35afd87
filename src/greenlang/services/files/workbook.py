"""Sheets of an Excel workbook (xlsx, xlsm, xlsb, xls, ods) as rows of text, as Excel shows them.

Stamps come out as ISO texts to the second, so that the readers of CSV understand every cell.
"""

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from greenlang.core.errors import DataError, InputError, InsufficientData, near

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DAY_0 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's stamps are local
_DAYS = (20_000.0, 80_000.0)  # 1954 to 2119
_HEAD = 60  # rows in which the header is looked for
_HALF_SECOND = 500_000  # microseconds

Row = list[str]


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of texts, all of one width."""

    name: str
    rows: list[Row]

    def header(self, wanted: Sequence[str]) -> int | None:
        """Place of the row among the first that names most of the wanted; None: none does."""
        known = {each.strip().casefold() for each in wanted}
        counts = [sum(_bare(cell) in known for cell in row) for row in self.rows[:_HEAD]]
        best = max(counts, default=0)
        return counts.index(best) if best else None


def _bare(cell: str) -> str:
    return cell.split("[", maxsplit=1)[0].strip().casefold()


def is_workbook(path: Path, magic: bytes) -> bool:
    """True for what its name and its first bytes call a workbook."""
    return path.suffix.lower() in SUFFIXES and magic.startswith(MARKS)


def sheets(path: Path, name: str | None = None) -> list[Sheet]:
    """Every sheet with rows, or the one of that name.

    Errors: InputError (no such sheet), DataError (damaged or locked by a password),
    InsufficientData (nothing in it).
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            names = book.sheet_names
            if name is not None and name not in names:
                raise InputError(
                    f"{path} has no sheet {name!r}{near(name, names)}; it has {', '.join(names)}"
                )
            found = [
                Sheet(each, _texts(book.get_sheet_by_name(each).to_python(skip_empty_area=False)))
                for each in ([name] if name else names)
            ]
    except (CalamineError, OSError) as error:
        raise DataError(
            f"{path} cannot be read as a workbook ({str(error).splitlines()[0][:120]}); save it"
            " anew without a password, or as CSV"
        ) from error
    filled = [sheet for sheet in found if any(any(row) for row in sheet.rows)]
    if not filled:
        raise InsufficientData(f"{path} has no cell filled in; save the sheet with its readings")
    return filled


def _texts(rows: list[list[Any]]) -> list[Row]:
    stamped = _stamped(rows)
    return [[_text(cell, dated=k in stamped) for k, cell in enumerate(row)] for row in rows]


def _stamped(rows: list[list[Any]]) -> set[int]:
    """Columns whose cells are mostly stamps: a bare number there is a stamp without its format."""
    out = set()
    for k in range(max(map(len, rows), default=0)):
        cells = [row[k] for row in rows if k < len(row) and row[k] not in ("", None)]
        dates = sum(isinstance(cell, dt.date) for cell in cells)
        if cells and dates > 0.5 * len(cells):
            out.add(k)
    return out


def _text(cell: Any, *, dated: bool) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float | int):
        if dated and _DAYS[0] <= cell < _DAYS[1]:
            return _stamp(_DAY_0 + dt.timedelta(days=float(cell)))
        return repr(int(cell)) if float(cell).is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return _stamp(cell)
    if isinstance(cell, dt.date):
        return f"{cell.isoformat()} 00:00:00"
    return "" if cell is None else str(cell)


def _stamp(at: dt.datetime) -> str:
    """To the second: a spreadsheet's day is a binary fraction and misses it by microseconds."""
    whole = (at + dt.timedelta(microseconds=_HALF_SECOND)).replace(microsecond=0)
    return whole.isoformat(sep=" ")


@contextmanager
def as_csv(path: Path, tags: Sequence[str], name: str | None = None) -> Iterator[Path]:
    """A CSV, for a while, of the sheet that holds the history, or of several that continue it.

    The sheet is the one given, the one that names wanted tags, or the longest. Sheets with the same
    header (one a year) are read one after another. Errors as for `sheets`; InputError where the
    wanted tags stand in sheets of different columns.
    """
    found = _history(path, sheets(path, name), tags)
    with TemporaryDirectory(prefix="greenlang-") as folder:
        copy = Path(folder) / f"{path.stem}.csv"
        with copy.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(row for rows in found for row in rows)
        yield copy


def _history(path: Path, known: list[Sheet], tags: Sequence[str]) -> list[list[Row]]:
    places = [(sheet, at) for sheet in known if (at := sheet.header(tags)) is not None]
    if not places:
        return [max(known, key=lambda sheet: len(sheet.rows)).rows]
    first, at = places[0]
    header = first.rows[at]
    if other := next((s for s, k in places[1:] if s.rows[k] != header), None):
        raise InputError(
            f"{path}: sheets {first.name!r} and {other.name!r} both name wanted tags under"
            " different columns; put them side by side in one sheet, or name one sheet"
        )
    return [first.rows, *(sheet.rows[k + 1 :] for sheet, k in places[1:])]
