"""How a text table is written: delimiter, header, rows of units, where its body begins."""

import csv
import io
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from greenlang.core.errors import InputError, InsufficientData
from greenlang.services.files.history.roles import folded, is_value, without_unit
from greenlang.services.files.history.shapes import is_clock, is_stamp

DELIMITERS = (";", "\t", "|", ",")
_SAMPLE = 4 << 20  # characters looked at
_ROWS = 400
_UNIT = ("deg", "°", "%", "/", "bar", "psi", "pa", "kw", "mw", "[", "kg", "m3", "gpm", "ppm", "mm")


@dataclass(frozen=True)
class Dialect:
    """Delimiter, columns, and the number of physical lines before the body."""

    delimiter: str
    names: tuple[str, ...]
    units: tuple[str, ...]  # '' where none is written
    skip: int
    sample: tuple[tuple[str, ...], ...]  # rows of the body, each as wide as `names`


@dataclass(frozen=True)
class _Row:
    cells: tuple[str, ...]
    end: int  # physical lines up to and with this row

    @property
    def filled(self) -> int:
        return sum(1 for c in self.cells if c.strip())


def dialect(
    head: str, source: str, delimiter: str | None = None, tags: Collection[str] = ()
) -> Dialect:
    """Dialect of a text that begins with `head`; the row that names wanted `tags` is its header.

    Raises InsufficientData (nothing but a header), InputError (no table, no header).
    """
    head = head[:_SAMPLE] if head.count("\n", 0, _SAMPLE) > 2 else head
    lines = list(io.StringIO(head, newline=None))
    if not any(line.strip() for line in lines):
        raise InsufficientData(f"{source} is empty: no row with a reading; export it again")
    if len(delimiter or ",") != 1:
        raise InputError(f"delimiter {delimiter!r} is not one character; ';' ',' '|' or a tab")
    said = _said(lines[0])
    delimiter = delimiter or said or _found(lines, source)
    rows = _rows(lines, delimiter)
    rows = rows[1:] if said else rows
    width, start = _body(rows)
    if start == 0:
        return _headless(rows, delimiter, width, source)
    above = [r for r in rows[:start] if not r.cells[0].lstrip().startswith("#")] or rows[:start]
    header = _header(above, width, tags)
    names = _fitted(header.cells, width, source)
    body = [_padded(r.cells, len(names)) for r in rows[start:]]
    if not body:
        raise InsufficientData(f"{source} has a header and no row below it; export a longer period")
    others = [_padded(r.cells, len(names)) for r in above if r is not header]
    return Dialect(delimiter, names, _units(others, len(names)), rows[start - 1].end, tuple(body))


def _said(line: str) -> str | None:
    """The delimiter of a first line 'sep=;', as spreadsheets write it."""
    text = line.strip('\r\n"').lower()
    return text[4:] if text.startswith("sep=") and len(text) == 5 else None


def _rows(lines: Sequence[str], delimiter: str) -> list[_Row]:
    csv.field_size_limit(1 << 24)
    reader = csv.reader(lines[: 4 * _ROWS], delimiter=delimiter)
    out: list[_Row] = []
    try:
        for cells in reader:
            if any(c.strip() for c in cells):
                out.append(_Row(tuple(c.strip() for c in cells), reader.line_num))
            if len(out) >= _ROWS:
                break
    except csv.Error:
        return out
    return out


def _found(lines: Sequence[str], source: str) -> str:
    """The delimiter under which rows are equally wide and their cells are times and numbers."""
    few = lines[:60] if sum(map(len, lines[:60])) < 1 << 20 else lines[:12]
    best, score = "", 0.0
    for mark in DELIMITERS:
        rows = _rows(few, mark)[-40:]
        width, n = Counter(len(r.cells) for r in rows).most_common(1)[0] if rows else (1, 0)
        if width < 2:
            continue
        cells = [c for r in rows for c in r.cells[:60]]
        read = sum(is_value(c) or is_stamp(c) or is_clock(c) for c in cells) / len(cells)
        here = n / len(rows) * (0.2 + read)
        if here > score + 1e-9:
            best, score = mark, here
    if not best:
        raise InputError(
            f"{source} has one column only under every usual delimiter (; , | tab):"
            f" {lines[0].strip()[:60]!r}; a history needs a time and at least one tag"
        )
    return best


def _dated(row: _Row) -> bool:
    return any(is_stamp(c) for c in row.cells[:12])


def _body(rows: Sequence[_Row]) -> tuple[int, int]:
    """Width of the body and the first row of it."""
    dated = [i for i, row in enumerate(rows) if _dated(row)]
    if len(dated) >= max(1, 0.3 * (len(rows) - 6)):
        start = dated[0]
    else:  # times are numbers, or nothing is readable: the body begins where numbers do
        start = next((i for i, r in enumerate(rows) if i and _numeric(r)), min(1, len(rows)))
        if rows and all(map(is_value, rows[0].cells)):
            start = 0
    body = rows[start:] or rows
    return Counter(len(r.cells) for r in body).most_common(1)[0][0], start


def _numeric(row: _Row) -> bool:
    filled = [c for c in row.cells if c.strip()]
    return bool(filled) and sum(map(is_value, filled)) > 0.5 * len(filled)


def _header(above: Sequence[_Row], width: int, tags: Collection[str]) -> _Row:
    """The first row above the body that names wanted tags, else most of the columns."""
    wanted = {folded(without_unit(t)) for t in tags}
    named = [sum(folded(without_unit(c)) in wanted for c in r.cells) for r in above]
    if any(named):
        return above[named.index(max(named))]
    enough = [r for r in above if r.filled >= max(2, 0.6 * width)]
    return enough[0] if enough else max(above, key=lambda r: r.filled)


def _fitted(cells: Sequence[str], width: int, source: str) -> tuple[str, ...]:
    names = list(cells)
    while len(names) > width and not names[-1].strip():
        names.pop()
    if width > len(names) + 1:
        raise InputError(
            f"{source}: rows have {width} cells under a header of {len(names)}; if numbers have a"
            " decimal comma, cells must be separated by ';' or quoted"
        )
    names += [""] * (width - len(names))
    return tuple(" ".join(n.replace("\ufeff", "").split()) for n in names)


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))


def _units(others: Sequence[tuple[str, ...]], width: int) -> tuple[str, ...]:
    """The row beside the header that looks most like units."""

    def likeness(row: tuple[str, ...]) -> float:
        filled = [c for c in row if c]
        if not filled or max(map(len, filled)) > 24:
            return 0.0
        return 1 + sum(any(u in c.casefold() for u in _UNIT) for c in filled) / len(filled)

    best = max(others, key=likeness, default=None)
    if best is None or likeness(best) == 0.0:
        return ("",) * width
    return tuple(c.strip("[]() ") for c in best)


def _headless(rows: Sequence[_Row], delimiter: str, width: int, source: str) -> Dialect:
    """A long table without a header is known by its content; a wide one has lost its tags."""
    body = tuple(_padded(r.cells, width) for r in rows)
    words = [
        i
        for i, column in enumerate(zip(*body, strict=True))
        if not any(is_value(c) or is_stamp(c) or is_clock(c) for c in column)
    ]
    if not 3 <= width <= 5 or len(words) not in {1, 2}:
        raise InputError(
            f"{source} has no header row: it begins with {rows[0].cells[:4]}; put the tag names"
            " in a first row"
        )
    names = ["time" if _stamped(body, i) else "value" for i in range(width)]
    names[words[0]] = "tag"
    if len(words) == 2:
        names[words[1]] = "quality"
    skip = rows[0].end - 1
    return Dialect(delimiter, tuple(names), ("",) * width, skip, body)


def _stamped(body: Sequence[tuple[str, ...]], column: int) -> bool:
    return any(is_stamp(r[column]) or is_clock(r[column]) for r in body)
