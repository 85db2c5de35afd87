"""Readings of tags: taken in whole or not at all, kept once, read back thinned or in full.

Times are whole microseconds since 1970 in UTC, values in the tag's own unit. A reading is known by
its tag and time; the same again changes nothing, another value replaces it, and the roll-ups of
what it touches are computed anew.
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InputError
from greenlang.core.quality import usable
from greenlang.library.series.rollups import buckets
from greenlang.services.store.copying import packed, unpacked
from greenlang.services.store.database import Database, driver_of
from greenlang.services.store.partitions import partitions
from greenlang.services.store.schema import LEVELS

HOLD = 3600  # s for which a reading stands where no other follows
DAY = np.int64(86_400_000_000)  # us
SECOND = 1_000_000  # us
FIRST, LAST = 0, int(np.datetime64("2100-01-01", "us").astype(np.int64))
COLUMNS = {"tag_id": "integer", "ts": "time", "value": "double", "quality": "smallint"}
STAGE = """
CREATE TEMP TABLE IF NOT EXISTS incoming (
  tag_id integer, ts timestamptz, value double precision, quality smallint
) ON COMMIT DELETE ROWS
"""
KEEP = """
INSERT INTO measurement AS m (tag_id, ts, value, quality)
SELECT tag_id, ts, value, quality FROM incoming
ON CONFLICT (tag_id, ts) DO UPDATE SET value = excluded.value, quality = excluded.quality
WHERE (m.value, m.quality) IS DISTINCT FROM (excluded.value, excluded.quality)
"""
# A reading stands for up to an hour: it may change the roll-ups of the next day too.
TOUCHED = """
INSERT INTO rollup_pending (tag_id, day)
SELECT * FROM unnest($1::integer[], $2::date[])
ON CONFLICT (tag_id, day) DO UPDATE SET since = now()
"""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """Readings of one plant: parallel arrays; `time` in us since 1970, `quality` 0 where good."""

    tag: NDArray[np.int32]
    time: Ints
    value: Floats
    quality: NDArray[np.int16]

    def __post_init__(self) -> None:
        """InputError for times that no plant has."""
        if len(self.time) and not (self.time.min() >= FIRST and self.time.max() < LAST):
            worst = self.time.min() if self.time.min() < 0 else self.time.max()
            raise InputError(
                f"a reading at {np.datetime64(int(worst), 'us')}: times lie from 1970 to 2100;"
                " seconds, milliseconds and microseconds may have been taken for one another"
            )


@dataclass(frozen=True)
class Taken:
    """What became of a batch: rows given, and rows that were new or changed."""

    rows: int
    changed: int


@dataclass(frozen=True)
class Series:
    """Readings of one tag in the order of time; `level` is raw, a roll-up's, or "readings".

    Raw: `mean` is the value and `low`, `high` are the same. Thinned, from a roll-up or the readings
    themselves: of the time from each `time` to the next, the time-weighted mean, the extremes, how
    many good readings.
    """

    level: str
    time: Ints
    mean: Floats
    low: Floats
    high: Floats
    n: Ints
    quality: NDArray[np.int16]


async def taken(base: Database, batch: Batch) -> Taken:
    """Keep a batch, whole or not at all; when this returns it is on disk."""
    last = _last_of_each(batch)
    async with base.begin() as connection:
        cut = await partitions(connection)
        await cut.ready(connection, "measurement", _months(last.time))
        changed = await _kept(await driver_of(connection), last)
    return Taken(len(batch.time), changed)


async def _kept(driver: asyncpg.Connection, batch: Batch) -> int:
    rows = packed(COLUMNS, (batch.tag, batch.time, batch.value, batch.quality))
    await driver.execute(STAGE)
    await driver.copy_to_table(
        "incoming", source=io.BytesIO(rows), format="binary", columns=list(COLUMNS)
    )
    changed = int((await driver.execute(KEEP)).rsplit(" ", 1)[1])
    if changed:
        await driver.execute(TOUCHED, *_touched(batch))
    return changed


def _last_of_each(batch: Batch) -> Batch:
    """One row for each tag and time: the last given, in the order of tag and time."""
    order = np.lexsort((batch.time, batch.tag))  # stable: equals keep their order
    tag, time = batch.tag[order], batch.time[order]
    last = np.ones(len(order), bool)
    last[:-1] = (tag[1:] != tag[:-1]) | (time[1:] != time[:-1])
    kept = order[last]
    return Batch(batch.tag[kept], batch.time[kept], batch.value[kept], batch.quality[kept])


def _months(time: Ints) -> list[dt.date]:
    months = np.unique(time.astype("datetime64[us]").astype("datetime64[M]"))
    return [month.astype("datetime64[D]").item() for month in months]


def _touched(batch: Batch) -> tuple[list[int], list[dt.date]]:
    hold = np.int64(HOLD * SECOND)
    days = np.concatenate([batch.time // DAY, (batch.time + hold) // DAY])
    tags = np.concatenate([batch.tag, batch.tag]).astype(np.int64)
    pairs = np.unique(np.stack([tags, days]), axis=1)
    return pairs[0].tolist(), pairs[1].astype("datetime64[D]").tolist()


async def raw(base: Database, tags: Sequence[int], begins: int, ends: int) -> Batch:
    """Every reading of these tags from `begins` to before `ends` (us), by tag and time."""
    async with base.raw() as driver:
        return await read(driver, tags, begins, ends)


async def read(driver: asyncpg.Connection, tags: Sequence[int], begins: int, ends: int) -> Batch:
    """The same, inside a transaction."""
    found = io.BytesIO()
    await driver.copy_from_query(
        "SELECT tag_id, ts, value, quality FROM measurement WHERE tag_id = ANY($1)"
        " AND ts >= $2 AND ts < $3 ORDER BY tag_id, ts",
        list(tags), moment(begins), moment(ends), output=found, format="binary",
    )  # fmt: skip
    return Batch(*unpacked(COLUMNS, found.getbuffer()))


COUNTED = """
SELECT count(*) FROM (
  SELECT 1 FROM measurement WHERE tag_id = $1 AND ts >= $2 AND ts < $3 LIMIT $4
) AS first
"""
WAITING = """
SELECT EXISTS (SELECT 1 FROM rollup_pending WHERE tag_id = $1
  AND day >= ($2 AT TIME ZONE 'UTC')::date AND day <= ($3 AT TIME ZONE 'UTC')::date)
"""
THINNED = """
SELECT (extract(epoch FROM date_bin($4, ts, $2)) * 1000000)::bigint AS t,
  sum(integral) / nullif(sum(covered), 0), min(low), max(nullif(high, 'NaN')), sum(n)
FROM {table} WHERE tag_id = $1 AND ts >= $2 AND ts < $3 GROUP BY 1 ORDER BY 1
"""


async def series(base: Database, tag: int, begins: int, ends: int, points: int) -> Series:
    """One tag from `begins` to before `ends` (us) in at most `points` points.

    In full where there are no more readings than that; else from the coarsest roll-up that is finer
    than a point, or from the readings themselves while some of them wait for their roll-ups.
    """
    if points < 1 or ends <= begins:
        raise InputError(f"{points} points from {begins} to {ends}: there is nothing to show")
    span = (moment(begins), moment(ends))
    width = max(-(-(ends - begins) // points), LEVELS["1min"] * SECOND)
    level = max((k for k in LEVELS if LEVELS[k] * SECOND <= width), key=lambda k: LEVELS[k])
    step = LEVELS[level] * SECOND
    width = -(-width // step) * step
    async with base.raw() as driver:
        n = await driver.fetchval(COUNTED, tag, *span, points + 1)
        if n > points and not await driver.fetchval(WAITING, tag, *span):
            start = moment(begins // step * step)
            table = f'"rollup_{level}"'
            rows = await driver.fetch(
                THINNED.format(table=table), tag, start, span[1], dt.timedelta(microseconds=width)
            )
            return _rolled(level, rows)
        batch = await read(driver, [tag], begins, ends)
    return _thinned(batch, width) if n > points else _whole(batch)


def _whole(batch: Batch) -> Series:
    n = usable(batch.quality.astype(np.uint8)).astype(np.int64)
    return Series("raw", batch.time, batch.value, batch.value, batch.value, n, batch.quality)


def _thinned(batch: Batch, width: int) -> Series:
    """What the roll-ups will say, from the readings."""
    good = usable(batch.quality.astype(np.uint8)) & np.isfinite(batch.value)
    one = np.zeros(len(batch.time), np.int64)
    found = buckets(one, batch.time, batch.value, good, width, HOLD * SECOND)
    with np.errstate(invalid="ignore"):
        mean = found.integral / np.where(found.covered > 0, found.covered, np.nan)
    none = np.isnan(mean).astype(np.int16)
    return Series("readings", found.start, mean, found.low, found.high, found.n, none)


def _rolled(level: str, rows: Sequence[Any]) -> Series:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    time, mean, low, high, n = columns
    missing = np.array([value is None for value in mean], np.int16)
    means, lows, highs = (np.array(column, np.float64) for column in (mean, low, high))
    counts = np.array(n, np.int64)
    return Series(level, np.array(time, np.int64), means, lows, highs, counts, missing)


def moment(us: int) -> dt.datetime:
    """The time as the driver takes it."""
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=int(us))
