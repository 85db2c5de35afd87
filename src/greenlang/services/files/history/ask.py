"""What the caller wants read, and the marks of numbers as they become known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from greenlang.core.errors import InputError
from greenlang.services.files.history.numbers import Cells, Marks, cells, marks
from greenlang.services.files.history.report import Series

Progress = Callable[[float], None]
_LOOKED_AT = 20_000  # cells of a block that may decide the decimal mark


@dataclass(frozen=True)
class Ask:
    """Wanted tags (None: all) and what the caller knows about the source.

    `keep` takes every series as it is done, so that they are never in memory together; `spool` is
    how many bytes of readings may be, meanwhile. `after`: newest stamp that earlier sources gave.
    """

    tags: tuple[str, ...] | None
    zone: str
    time_format: str | None = None
    layout: str | None = None
    decimal: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: str = "raise"
    progress: Progress | None = None
    keep: Callable[[str, Series], None] | None = None
    spool: int | None = None
    after: int | None = None  # UTC s since 1970

    def __post_init__(self) -> None:
        if self.decimal not in {None, ".", ","}:
            raise InputError(f"decimal {self.decimal!r} is no mark; give '.' or ','")
        if self.missing not in {"raise", "report"}:
            raise InputError(f"missing {self.missing!r}; give 'raise' or 'report'")
        if self.tags is not None and not self.tags:
            raise InputError("no tag is asked for; name at least one, or None for all")

    def done(self, fraction: float) -> None:
        """Tell the caller how far reading is, 0 to 1."""
        if self.progress:
            self.progress(fraction)


class Figures:
    """Reads columns of numbers; the marks are decided by the first block that shows any."""

    def __init__(self, decimal: str | None, delimiter: str | None) -> None:
        self._decimal = decimal
        self._delimiter = delimiter
        self.marks: Marks | None = None

    def look(self, columns: Sequence[pl.Series]) -> None:
        """Let the cells of a block decide the marks if nothing has before."""
        texts = [c for c in columns if c.dtype == pl.String]
        if self.marks is not None or not texts:
            return
        each = max(8, _LOOKED_AT // len(texts))
        sample: dict[str, None] = {}
        for column in texts:
            step = max(1, 2 * column.len() // each)
            sample |= dict.fromkeys(column.head(each // 2).drop_nulls())
            sample |= dict.fromkeys(column.gather_every(step).drop_nulls())
        self.marks = marks(sample, delimiter=self._delimiter, decimal=self._decimal)

    def cells(self, column: pl.Series) -> Cells:
        """Values, codes and odd texts of one column."""
        return cells(column, self.marks or Marks())
