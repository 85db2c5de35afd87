"""What reading a history gives: series a tag, and a report of all that was found on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import NotFound, near
from greenlang.core.quality import Codes

Seconds = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Readings of one tag, each array (n,); `time` rises strictly.

    time: UTC seconds since 1970; value: in the unit of the source, NaN where not usable;
    code: `core.quality.Quality`. Tags of a wide file share one `time`.
    """

    time: Seconds
    value: Floats
    code: Codes
    unit: str | None = None  # as written in the file, if it was


@dataclass(frozen=True)
class TagReport:
    """What the source held for one tag. Times are UTC seconds since 1970."""

    column: str  # its name in the source
    unit: str | None
    rows: int  # readings with a readable stamp, before duplicates were merged
    good: int
    codes: Mapping[str, int]  # quality after merging -> readings
    texts: Mapping[str, int]  # known bad texts -> how often
    unknown: Mapping[str, int]  # texts that nobody has explained -> how often
    duplicates: int  # readings dropped: same stamp, same value or no value
    conflicts: int  # stamps with two values: the last is kept and marked
    out_of_order: int  # readings older than one before them
    first: int | None
    last: int | None
    step: float | None  # median, s
    gaps: int  # steps over three times the usual longest one
    longest_gap: int  # s
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Choices:
    """How the source was understood; each may be given instead of found."""

    kind: str  # csv, parquet, table
    compression: str | None
    encoding: str | None
    delimiter: str | None
    decimal: str | None  # None: no fraction seen, or numbers are binary
    thousands: str | None
    layout: str  # wide, long
    time_columns: tuple[str, ...]
    time_format: str
    zone: str  # of stamps that carry no offset
    offsets: Mapping[str, int]  # offset as written -> stamps


@dataclass(frozen=True)
class ReadReport:
    """The whole of a read; `dataclasses.asdict` makes it a document."""

    source: str
    choices: Choices
    rows: int
    columns: int
    first: int | None  # UTC s since 1970
    last: int | None
    order: str  # rising, falling, mixed
    out_of_order: int  # rows older than one of the same tag before them
    tags: Mapping[str, TagReport]
    missing: Mapping[str, str]  # wanted tag -> " (did you mean ...?)" or ""
    dropped: Mapping[str, int]  # reason -> rows left out
    examples: Mapping[str, str]  # reason -> the first such row or text
    repeated_hour: int  # readings in the hour that comes twice, told apart by their order
    undecided_hour: int  # readings there that nothing tells apart: taken as summer time
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readings:
    """Series by wanted tag, and the report."""

    series: Mapping[str, Series]
    report: ReadReport = field(repr=False)

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags in the order they were asked for, or of the file."""
        return tuple(self.series)

    def __getitem__(self, tag: str) -> Series:
        if tag not in self.series:
            hint = self.report.missing.get(tag) or near(tag, self.series)
            raise NotFound(f"no tag {tag!r} in {self.report.source}{hint}")
        return self.series[tag]

    def __contains__(self, tag: object) -> bool:
        return tag in self.series

    def __iter__(self) -> Iterator[str]:
        return iter(self.series)

    def __len__(self) -> int:
        return len(self.series)
