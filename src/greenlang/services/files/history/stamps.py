"""Written or binary time stamps to whole seconds, a column at a time, format found on the way."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from greenlang.core.errors import DataError, InputError
from greenlang.services.files.history.report import Seconds
from greenlang.services.files.history.shapes import EPOCHS, TAIL, Shape, clean, given, shape

NAT = np.iinfo(np.int64).min
_FIRST = -(10**9) // 2  # 1954: no historian is older
_LAST = 4_102_444_800  # 2100
_EXCEL_EPOCH = -25569 * 86400  # 1899-12-30, the day 0 of spreadsheets
_TRIES = 64  # different unread texts looked at, a block, before the rest is called unreadable
_MOST_SHAPES = 8
_OFFSETS = {"Z": 0, "UTC": 0, "GMT": 0, "MEZ": 3600, "MESZ": 7200}


class Stamps:
    """Reads stamps block by block; keeps what the whole column must decide.

    `seconds` gives UTC where the texts carry an offset (`aware`), else local seconds.
    """

    def __init__(self, time_format: str | None, zone: ZoneInfo | None) -> None:
        self.aware: bool | None = None
        self.offsets: Counter[str] = Counter()
        self.blank = 0
        self.unreadable = 0
        self.example = ""
        self.order: str | None = None  # 'dm' or 'md', once a day over 12 has shown it
        self._order_text = ""
        self._fixed = time_format is not None
        self._shapes = [given(time_format)] if time_format else []
        self._names = _OFFSETS | (_zone_names(zone) if zone else {})

    @property
    def format(self) -> str:
        """Every format met, as strptime writes them."""
        texts = (s.read_as(self.order or "dm") + (" %z" if s.tail else "") for s in self._shapes)
        return " | ".join(dict.fromkeys(texts))

    @property
    def undecided(self) -> bool:
        """True while day and month may still be the other way round."""
        return self.order is None and any(not s.ordered for s in self._shapes)

    @property
    def dotted(self) -> bool:
        """True if dates are written with points, which only day-first countries do."""
        return all(s.ordered or "%1." in s.format for s in self._shapes)

    def seconds(self, column: pl.Series) -> Seconds:
        """Seconds since 1970, NAT where there is no readable stamp; (n,) for n cells."""
        dtype = column.dtype
        if dtype in (pl.Datetime, pl.Date):
            return self._binary(column)
        if dtype.is_numeric():
            return self._numbers(column)
        if dtype in (pl.Categorical, pl.Enum, pl.Null):
            column = column.cast(pl.String)
        if column.dtype != pl.String:
            raise InputError(f"time column holds {dtype}; give dates as text, time or number")
        return self._texts(column)

    def _binary(self, column: pl.Series) -> Seconds:
        aware = getattr(column.dtype, "time_zone", None) is not None
        self._agree(aware=aware, text=str(column.drop_nulls().head(1).to_list()))
        if aware:
            self.offsets["UTC"] += column.len() - column.null_count()
        name = "timestamp, UTC" if aware else "timestamp"
        self._shapes = self._shapes or [Shape(name)]
        out = _whole_seconds(column)
        self.blank += int(np.count_nonzero(out == NAT))
        return out

    def _numbers(self, column: pl.Series) -> Seconds:
        if not self._shapes:
            middle = column.drop_nulls().median()
            text = f"{middle:.6f}" if isinstance(middle, int | float) else ""
            found = shape(text.rstrip("0").rstrip("."))
            if found and not found.numeric:  # 20240115131000
                return self._texts(column.cast(pl.Int64).cast(pl.String))
            if found is None:
                raise InputError(
                    f"the time column holds numbers such as {middle!r} that are neither seconds"
                    " since 1970 nor a spreadsheet's days; give time_format (epoch_s, epoch_ms,"
                    " excel)"
                )
            self._shapes = [found]
        out, texts = _from_number(column, self._shapes[0].format), column.cast(pl.String)
        self._noted(texts, out, aware=self._shapes[0].format in EPOCHS)
        return self._counted(out, texts)

    def _texts(self, column: pl.Series) -> Seconds:
        before, counted = self.order, (self.blank, self.unreadable, self.offsets.copy())
        out = self._all_shapes(column)
        if before is None and self.order == "md" and len(self._shapes) > 1:
            # cells of another shape were read day first before the order was known
            self.blank, self.unreadable, self.offsets = counted
            out = self._all_shapes(column)
        return out

    def _all_shapes(self, column: pl.Series) -> Seconds:
        out = np.full(column.len(), NAT)
        for known in list(self._shapes):
            todo = np.flatnonzero(out == NAT)
            if not todo.size:
                return out
            part = column if todo.size == column.len() else column.gather(todo)
            out[todo] = self._read(part, known)
        todo = np.flatnonzero(out == NAT)
        first = None if self._fixed or self._shapes else self._new_shape(column.head(_TRIES))
        if first:
            self._shapes.append(first)
            out = self._read(column, first)
            todo = np.flatnonzero(out == NAT)
        if todo.size:
            part = column.gather(todo)
            out[todo] = self._counted(self._searched(part), part)
        return out

    def _searched(self, column: pl.Series) -> Seconds:
        """Stamps that no known shape reads as they stand: cleaned, then new shapes tried."""
        out = np.full(column.len(), NAT)
        tidy, extra = _tidied(column)
        for known in list(self._shapes):
            todo = np.flatnonzero(out == NAT)
            out[todo] = self._read(tidy.gather(todo), known)
        for _ in range(0 if self._fixed else _MOST_SHAPES - len(self._shapes)):
            todo = np.flatnonzero(out == NAT)
            found = self._new_shape(tidy.gather(todo)) if todo.size else None
            if found is None:
                break
            self._shapes.append(found)
            out[todo] = self._read(tidy.gather(todo), found)
        return np.where(out == NAT, NAT, out + extra)

    def _new_shape(self, column: pl.Series) -> Shape | None:
        texts = column.filter(column != "").unique(maintain_order=True).head(_TRIES)
        for text in texts:
            found = shape(text)
            if found and found not in self._shapes and self._akin(found):
                return found
        return None

    def _akin(self, found: Shape) -> bool:
        """A torn '15.01.2024' must not become a day of 2020, nor a number a date."""
        first = self._shapes[0] if self._shapes else found
        two_digits = ("%y" in found.format) == ("%y" in first.format)
        return two_digits and found.numeric == first.numeric

    def _read(self, column: pl.Series, known: Shape) -> Seconds:
        if known.numeric:
            number = column.str.replace(",", ".", literal=True)
            whole = known.format in {"epoch_us", "epoch_ns"}
            counts = number.cast(pl.Int64 if whole else pl.Float64, strict=False)
            out = _from_number(counts, known.format)
            self._noted(column, out, aware=known.format in EPOCHS)
            return out
        if not known.tail:
            out = self._ordered(column, known)
            self._noted(column, out, aware="%z" in known.format)
            return out
        body = column.str.replace(TAIL, "")
        out = self._ordered(body, known)
        return self._shifted(column, out)

    def _shifted(self, column: pl.Series, out: Seconds) -> Seconds:
        """Local seconds to UTC by the offset that each text carries."""
        tails = column.str.extract(f"({TAIL})").str.strip_chars()
        out = np.where(tails.is_null().to_numpy(), NAT, out)
        seen = tails.set(pl.Series(out == NAT), None).value_counts().drop_nulls()
        table = {str(text): self._offset(str(text)) for text in seen[seen.columns[0]]}
        for text, n in seen.iter_rows():
            self.offsets[str(text)] += int(n)
        self._noted(column, out, aware=True)
        offset = tails.replace_strict(table, default=0, return_dtype=pl.Int64)
        return np.where(out == NAT, NAT, out - offset.fill_null(0).to_numpy())

    def _offset(self, text: str) -> int:
        if text in self._names:
            return self._names[text]
        if text[0] not in "+-":
            raise InputError(
                f"stamps carry the zone {text!r}, which has no offset of its own; write offsets"
                " such as +01:00, or leave them out and give the plant's timezone"
            )
        digits = text[1:].replace(":", "").ljust(4, "0")
        size = int(digits[:2]) * 3600 + int(digits[2:]) * 60
        return -size if text[0] == "-" else size

    def _ordered(self, column: pl.Series, known: Shape) -> Seconds:
        """Read with day and month in the order that the column has shown, or looks for it."""
        if known.ordered or self.order:
            return _parsed(column, known.read_as(self.order or "dm"))
        dm, md = (_parsed(column, known.read_as(order)) for order in ("dm", "md"))
        only_dm = np.flatnonzero((dm != NAT) & (md == NAT))
        only_md = np.flatnonzero((dm == NAT) & (md != NAT))
        if only_dm.size and only_md.size:
            raise DataError(
                f"time column mixes day first ({column[int(only_dm[0])]!r}) and month first"
                f" ({column[int(only_md[0])]!r}); split the file or export ISO dates"
            )
        if only_dm.size or only_md.size:
            self.order = "dm" if only_dm.size else "md"
        self._order_text = str(column[0]) if column.len() else ""
        return md if self.order == "md" else dm

    def _noted(self, column: pl.Series, out: Seconds, *, aware: bool) -> None:
        good = np.flatnonzero(out != NAT)
        if good.size:
            self._agree(aware=aware, text=str(column[int(good[0])]))

    def _agree(self, *, aware: bool, text: str) -> None:
        if self.aware is None:
            self.aware = aware
        elif self.aware != aware:
            without, has = (
                ("no offset", "others do") if not aware else ("an offset", "others do not")
            )
            raise DataError(
                f"stamps are in two zones: {text!r} carries {without}, {has}; export all stamps"
                " with offsets or all without"
            )

    def _counted(self, out: Seconds, column: pl.Series) -> Seconds:
        bad = np.flatnonzero(out == NAT)
        if bad.size:
            texts = column.gather(bad).fill_null("").str.strip_chars()
            blank = int((texts == "").sum())
            self.blank += blank
            self.unreadable += bad.size - blank
            if not self.example and blank < bad.size:
                self.example = str(texts.filter(texts != "")[0])
        return out

    def settled(self, sample: Seconds) -> str:
        """Order of day and month for the whole column: 'dm' or 'md'; InputError where it is open.

        `sample`: stamps of one tag as read day first. Where no day exceeds 12, an order under
        which readings run on through midnight, while the other leaps by months, is the right one.
        """
        if not self.undecided:
            return self.order or "dm"
        if self.dotted:
            self.order = "dm"
            return "dm"
        self.order = _continuous(sample)
        if self.order is None:
            raise InputError(
                f"dates such as {self._order_text!r} can be day first or month first and nothing"
                " in the file decides; give time_format, for example"
                f" '{self._shapes[0].read_as('dm')}' or '{self._shapes[0].read_as('md')}'"
            )
        return self.order


def _zone_names(zone: ZoneInfo) -> dict[str, int]:
    """Abbreviations of the plant's own zone, such as CET and CEST, and their offsets in s."""
    out = {}
    for month in (1, 7):
        at = datetime(2024, month, 1, tzinfo=UTC).astimezone(zone)
        shift = at.utcoffset()
        if shift is not None:
            out[at.tzname() or ""] = int(shift.total_seconds())
    return {name: shift for name, shift in out.items() if name.isalpha()}


def _tidied(column: pl.Series) -> tuple[pl.Series, Seconds]:
    """Cleaned texts, and a day for each that is written 24:00."""
    unique = column.fill_null("").unique()
    table = {text: clean(text) for text in unique}
    tidy = column.fill_null("").replace_strict(table, return_dtype=pl.String)
    late = tidy.str.contains(r"[ T]24:00(?::00)?(?:$|[^\d:])")
    tidy = tidy.str.replace(r"([ T])24:00", "${1}00:00")
    return tidy, late.to_numpy().astype(np.int64) * 86400


def _parsed(column: pl.Series, text: str) -> Seconds:
    """Seconds by one strptime format; NAT where a cell does not fit or its year is absurd."""
    try:
        found = column.str.to_datetime(text, time_unit="ms", strict=False, cache=False)
    except pl.exceptions.PolarsError as error:
        raise InputError(
            f"time_format {text!r} is not understood; write for example '%d.%m.%Y %H:%M:%S'"
        ) from error
    return _whole_seconds(found)


def _whole_seconds(column: pl.Series) -> Seconds:
    ms = column.cast(pl.Datetime("ms")).to_physical()
    whole = ms.fill_null(NAT).to_numpy() // 1000
    return _within(whole)


def _within(seconds: Seconds) -> Seconds:
    return np.where((seconds >= _FIRST) & (seconds < _LAST), seconds, NAT)


def _from_number(column: pl.Series, unit: str) -> Seconds:
    """Seconds from a count since 1970 or a spreadsheet's days."""
    if unit != "excel" and column.dtype.is_integer():
        whole = column.cast(pl.Int64).fill_null(NAT).to_numpy() // EPOCHS.get(unit, 1)
        return _within(whole)
    x = column.cast(pl.Float64).fill_null(np.nan).fill_nan(None).fill_null(-1e18).to_numpy()
    if unit == "excel":
        return _within(np.rint(np.clip(x * 86400 + _EXCEL_EPOCH, -1e15, 1e15)).astype(np.int64))
    return _within(np.floor(np.clip(x / EPOCHS.get(unit, 1), -1e15, 1e15)).astype(np.int64))


def swapped(seconds: Seconds) -> Seconds:
    """The same written dates read with day and month exchanged; both must be at most 12."""
    days = np.floor_divide(seconds, 86400)
    date = days.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    year = date.astype("datetime64[Y]")
    m = (month - year).astype(np.int64)
    d = (date - month).astype(np.int64)
    turned = (year.astype("datetime64[M]") + d).astype("datetime64[D]") + m
    return np.where(seconds == NAT, NAT, turned.astype(np.int64) * 86400 + (seconds - days * 86400))


def _continuous(sample: Seconds) -> str | None:
    dm = np.unique(sample[sample != NAT])
    if dm.size < 3:
        return None
    steps = {"dm": np.diff(dm), "md": np.diff(np.unique(swapped(dm)))}
    if min(float(np.median(s)) for s in steps.values()) > 6 * 3600:
        return None
    longest = {order: int(s.max()) for order, s in steps.items()}
    runs_on = [order for order, gap in longest.items() if gap < 2 * 86400]
    leaps = [order for order, gap in longest.items() if gap > 20 * 86400]
    return runs_on[0] if len(runs_on) == len(leaps) == 1 else None
