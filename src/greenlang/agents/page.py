"""What a report shows, as plain data: any agent fills it, any renderer draws it.

Texts are plain texts, never markup; numbers in tables are texts already, so that the terminal,
the page and the PDF show the same digits. A number that is not known reads "insufficient data".
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Spec = Mapping[str, Any]
"""A chart as a Vega-Lite specification."""

MISSING = "insufficient data"
_EPOCH = dt.date(1970, 1, 1)
_SPACE = "\N{NO-BREAK SPACE}"
_SOME_DAY = 3_650_000  # days since 1970: nothing that is planned lies beyond
_DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Column:
    """Heading of a table column; numbers stand right-aligned."""

    title: str
    kind: Literal["text", "number", "code"] = "text"
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of texts under columns; without rows, `empty` is said instead."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    empty: str = MISSING


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a note stands aside, a warning is to be seen."""

    text: str
    tone: Literal["plain", "note", "warning"] = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """One number to be seen from afar, with its unit and what must be said with it."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Numbers:
    """Key numbers side by side."""

    items: tuple[Number, ...]


@dataclass(frozen=True)
class Card:
    """One statement for a manager: what it is about, the statement, why in a few points."""

    label: str
    headline: str
    points: tuple[str, ...]
    tone: Literal["act", "money", "doubt"]


@dataclass(frozen=True)
class Cards:
    """Statements side by side."""

    items: tuple[Card, ...]


@dataclass(frozen=True)
class Figure:
    """A chart with its title and caption; two `half` ones in a row stand side by side."""

    name: str
    title: str
    spec: Spec
    caption: str = ""
    width: Literal["full", "half"] = "full"


Block = Table | Paragraph | Bullets | Numbers | Cards | Figure


@dataclass(frozen=True)
class Chapter:
    """A heading, what stands under it, and chapters below it, each on a page of its own.

    One that `follows` begins on the page of the chapter before it.
    """

    title: str
    blocks: tuple[Block, ...]
    parts: tuple["Chapter", ...] = ()
    follows: bool = False


@dataclass(frozen=True)
class Sheet:
    """A tidy table for other programs: columns (name, unit, values) of one length."""

    name: str
    about: str
    columns: "SheetColumns"


SheetColumns = tuple[tuple[str, str, Sequence[Any] | NDArray[np.float64]], ...]
"""Name, unit and values of each column; numbers of a large fleet stay in an array."""


@dataclass(frozen=True)
class KeptRecord:
    """A record that stands behind a number of the report."""

    name: str
    analysis: str
    content_hash: str


@dataclass(frozen=True)
class Origin:
    """Where a report comes from: what only the service that makes it can know."""

    software: str = ""
    source: str = ""  # the history as it was read
    reading: tuple[str, ...] = ()  # what reading it brought to light
    records: tuple[KeptRecord, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)  # case -> why there is no record


@dataclass(frozen=True)
class Report:
    """The whole report: what a reader sees, and the same numbers for programs."""

    title: str
    subject: str  # the plant
    period: str
    chapters: tuple[Chapter, ...]
    sheets: tuple[Sheet, ...]
    numbers: Mapping[str, Any]


def significant(x: float | None, digits: int = 3) -> str:
    """A number with so many significant digits and thousands apart; MISSING where not finite."""
    if x is None or not math.isfinite(x):
        return MISSING
    decimals = digits - 1 - math.floor(math.log10(abs(x))) if x else 0
    rounded = round(x, decimals)
    return f"{rounded:,.{max(decimals, 0)}f}".replace(",", _SPACE).replace("-", "\N{MINUS SIGN}")


def fixed(x: float | None, decimals: int) -> str:
    """A number with so many decimals (negative: rounded to tens, hundreds ...), thousands apart.

    MISSING where it is not finite.
    """
    if x is None or not math.isfinite(x):
        return MISSING
    text = f"{round(x, decimals) + 0.0:,.{max(decimals, 0)}f}"
    return text.replace(",", _SPACE).replace("-", "\N{MINUS SIGN}")


def between(low: float, high: float, decimals: int) -> str:
    """A range, "1.10-1.36" with a dash, "-0.10...0.20" where a dash would be read as a sign."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "no band"
    mark = "\N{HORIZONTAL ELLIPSIS}" if low < 0 or high < 0 else _DASH
    return f"{fixed(low, decimals)}{mark}{fixed(high, decimals)}"


def decimals_for(x: float, digits: int = 3) -> int:
    """Decimals that show so many significant digits of x."""
    if not math.isfinite(x) or x == 0:
        return 0
    return max(0, digits - 1 - math.floor(math.log10(abs(x))))


class Percentiles(Protocol):
    """A number with its band of eight in ten."""

    @property
    def p10(self) -> float:
        """One in ten lies below."""
        ...

    @property
    def p50(self) -> float:
        """The median."""
        ...

    @property
    def p90(self) -> float:
        """One in ten lies above."""
        ...


def known(band: Percentiles) -> bool:
    """True where a number has a value."""
    return math.isfinite(band.p50)


def banded(band: Percentiles, scale: float = 1.0, decimals: int | None = None) -> str:
    """Median with P10 to P90, "1.23 (1.10-1.36)"; MISSING where it is not known."""
    if not known(band):
        return MISSING
    mid, low, high = scale * band.p50, scale * band.p10, scale * band.p90
    places = decimals_for(mid, 2) if decimals is None else decimals
    return f"{fixed(mid, places)} ({between(low, high, places)})"


def thousands(band: Percentiles) -> int:
    """Decimals that leave three digits of the larger end of a band of money."""
    top = max(abs(band.p10), abs(band.p50), abs(band.p90))
    return min(0, 2 - math.floor(math.log10(top))) if math.isfinite(top) and top > 0 else 0


def percent(share: float | None) -> str:
    """A share in per cent."""
    if share is None or not math.isfinite(share):
        return MISSING
    return f"{100 * share:.0f}{_SPACE}%"


def date(day: float | None) -> str:
    """ISO date of a day since 1970; "never" for infinity, MISSING for none."""
    if day is None or math.isnan(day):
        return MISSING
    if abs(day) > _SOME_DAY:
        return "never"
    return (_EPOCH + dt.timedelta(days=math.floor(day))).isoformat()


def milliseconds(day: float) -> int:
    """A day since 1970 on the time axis of a chart."""
    return round(day * 86_400_000)
