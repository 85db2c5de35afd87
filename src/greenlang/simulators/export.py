"""What a plant would hand over: a historian's export and the cleaning log.

The wide CSV is as historians write it: ISO stamps, two decimals, texts where a reading is bad,
repeated rows, and no rows at all while the historian was down.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from greenlang.simulators.truth import Floats, Ints, Span, Truth

if TYPE_CHECKING:
    import polars as pl

TEXTS = ("Bad", "I/O Timeout", "No Data", "#N/A", "")
ZONE = "Europe/Berlin"
DECIMALS = 2


class Interrupted(Protocol):
    """A truth, as far as an export needs it."""

    @property
    def outages(self) -> tuple[Span, ...]:
        """Times without a historian."""
        ...


class History(Protocol):
    """A simulated history, ready to be handed over."""

    @property
    def seed(self) -> int:
        """Which plant of its kind."""
        ...

    @property
    def time(self) -> Ints:
        """Seconds since 1970, in even steps."""
        ...

    @property
    def tags(self) -> Mapping[str, Floats]:
        """Readings in plant units, NaN where the historian has nothing."""
        ...

    @property
    def truth(self) -> Interrupted:
        """What was true."""
        ...


class Simulated(History, Protocol):
    """One with a log of cleanings."""

    @property
    def truth(self) -> Truth:
        """What was true."""
        ...


def write_csv(sim: History, path: str | Path, stamps: Literal["utc", "local"] = "utc") -> Path:
    """Wide CSV: `time` and a column a tag; `local` stamps carry their offset, as `utc` ones do."""
    import polars as pl

    rng = np.random.default_rng([sim.seed, 6])
    rows = _rows(rng, sim.time, sim.truth.outages)
    moment = pl.from_epoch(pl.Series("time", sim.time[rows]), time_unit="s")
    columns = [_stamped(moment, stamps)]
    columns += [_texts(rng, tag, values[rows]) for tag, values in sim.tags.items()]
    target = Path(path)
    pl.DataFrame(columns).write_csv(target)
    return target


def write_parquet(sim: History, path: str | Path) -> Path:
    """Wide Parquet: `time` in UTC and a column a tag, null where there is nothing."""
    import polars as pl

    moment = pl.from_epoch(pl.Series("time", sim.time), time_unit="s")
    columns = [moment.dt.replace_time_zone("UTC")]
    columns += [
        pl.Series(tag, values, nan_to_null=True).round(DECIMALS) for tag, values in sim.tags.items()
    ]
    target = Path(path)
    pl.DataFrame(columns).write_parquet(target)
    return target


def write_log(sim: Simulated, path: str | Path) -> Path:
    """The maintenance log (asset, start, end, method, remark) with its two mistakes."""
    lines = ["asset,start,end,method,remark"]
    lines += [
        f'{one.asset},{date(one.logged_start)},{date(one.logged_end)},{one.method},"{one.remark}"'
        for one in sim.truth.cleanings
        if one.logged_start is not None and one.logged_end is not None
    ]
    target = Path(path)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def by_day(values: Floats, first: NDArray[np.intp], digits: int) -> list[float | None]:
    """Mean of what there is on each day; None where there is nothing."""
    there = ~np.isnan(values)
    total = np.add.reduceat(np.where(there, values, 0.0), first)
    count = np.add.reduceat(there.astype(np.float64), first)
    return [round(float(t / c), digits) if c else None for t, c in zip(total, count, strict=True)]


def finite(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with None in place of NaN, which JSON lacks."""
    return {
        key: None if isinstance(value, float) and isnan(value) else value
        for key, value in document.items()
    }


def date(second: int | None) -> str:
    """The date of a second (UTC), empty where there is none."""
    return "" if second is None else datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d")


def _rows(rng: np.random.Generator, time: Ints, outages: Sequence[Span]) -> NDArray[np.intp]:
    """Rows of the export: none during outages, one in two thousand twice."""
    there = np.ones(len(time), dtype=np.bool_)
    for span in outages:
        there &= (time < span.start) | (time >= span.end)
    rows = np.flatnonzero(there)
    twice = rng.choice(rows, len(rows) // 2000, replace=False)
    return np.sort(np.concatenate([rows, twice]))


def _stamped(moment: "pl.Series", stamps: Literal["utc", "local"]) -> "pl.Series":
    utc = moment.dt.replace_time_zone("UTC")
    if stamps == "utc":
        return utc.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return utc.dt.convert_time_zone(ZONE).dt.strftime("%Y-%m-%dT%H:%M:%S%:z")


def _texts(rng: np.random.Generator, tag: str, values: Floats) -> "pl.Series":
    """A column with a text in place of every missing value: a gap has one text throughout."""
    import polars as pl

    bad = np.isnan(values)
    column = pl.Series(tag, np.where(bad, 0.0, values)).round(DECIMALS)
    whole = bool((column == column.floor()).all())  # a switch, written as one
    text = (column.cast(pl.Int64) if whole else column).cast(pl.String)
    if not bad.any():
        return text
    begins = bad & ~np.concatenate([[False], bad[:-1]])
    choice = rng.integers(len(TEXTS), size=int(begins.sum()))
    gap = np.cumsum(begins)[bad] - 1
    names = pl.Series([TEXTS[i] for i in choice], dtype=pl.String)
    return text.scatter(np.flatnonzero(bad), names.gather(gap))
