"""Roll-ups in the store: what late readings touch is computed anew from the readings themselves.

The order in which readings came leaves no trace. Days are those of UTC.
"""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from greenlang.core.quality import Quality
from greenlang.library.series.rollups import Buckets, buckets
from greenlang.services.store.copying import packed
from greenlang.services.store.database import Database, driver_of
from greenlang.services.store.measurements import HOLD, SECOND, moment, read
from greenlang.services.store.partitions import partitions
from greenlang.services.store.schema import LEVELS

DAYS = 4000  # of tags, in one transaction
CLAIM = """
DELETE FROM rollup_pending WHERE (tag_id, day) IN (
  SELECT tag_id, day FROM rollup_pending ORDER BY tag_id, day LIMIT $1 FOR UPDATE SKIP LOCKED
) RETURNING tag_id, day
"""
COLUMNS = {
    "tag_id": "integer", "ts": "time", "n": "integer", "bad": "integer", "covered": "double",
    "integral": "double", "total": "double", "low": "double", "high": "double", "first": "double",
    "last": "double",
}  # fmt: skip

Run = tuple[dt.date, dt.date]  # first day, day after the last


async def rolled(base: Database, days: int = DAYS) -> int:
    """Compute what is pending, up to so many days of tags; how many there were.

    Several processes may do it at once: each takes its own.
    """
    async with base.begin() as connection:
        driver = await driver_of(connection)
        claimed = await driver.fetch(CLAIM, days)
        if claimed:
            cut = await partitions(connection)
            months = {row[1] for row in claimed}
            for level in LEVELS:
                await cut.ready(connection, f"rollup_{level}", months)
        by_run: dict[Run, list[int]] = defaultdict(list)
        for tag, run in _runs(sorted((row[0], row[1]) for row in claimed)):
            by_run[run].append(tag)
        for run, tags in by_run.items():
            await _computed(driver, tags, run)
    return len(claimed)


async def all_rolled(base: Database) -> int:
    """Compute everything that is pending."""
    whole = 0
    while done := await rolled(base):
        whole += done
    return whole


def _runs(days: Sequence[tuple[int, dt.date]]) -> Iterator[tuple[int, Run]]:
    """Consecutive days of each tag."""
    one = dt.timedelta(days=1)
    begun: tuple[int, dt.date, dt.date] | None = None
    for tag, day in days:
        if begun is not None and (tag, day) == (begun[0], begun[2]):
            begun = (tag, begun[1], day + one)
            continue
        if begun is not None:
            yield begun[0], begun[1:]
        begun = (tag, day, day + one)
    if begun is not None:
        yield begun[0], begun[1:]


async def _computed(driver: Any, tags: Sequence[int], run: Run) -> None:
    begins, ends = (int(np.datetime64(day, "us").astype(np.int64)) for day in run)
    hold = HOLD * SECOND
    near = await read(driver, tags, begins - hold, ends + hold)
    good = (near.quality <= Quality.HELD) & np.isfinite(near.value)
    for level, seconds in LEVELS.items():
        table = f"rollup_{level}"
        await driver.execute(
            f'DELETE FROM "{table}" WHERE tag_id = ANY($1) AND ts >= $2 AND ts < $3',  # noqa: S608
            list(tags), moment(begins), moment(ends),
        )  # fmt: skip
        tag = near.tag.astype(np.int64)
        found = buckets(tag, near.time, near.value, good, seconds * SECOND, hold)
        rows = packed(COLUMNS, _within(found, begins, ends))
        await driver.copy_to_table(
            table, source=io.BytesIO(rows), format="binary", columns=list(COLUMNS)
        )


def _within(found: Buckets, begins: int, ends: int) -> list[Any]:
    """Columns of the buckets of the run, in seconds."""
    here = (found.start >= begins) & (found.start < ends)
    seconds = [found.covered[here] / SECOND, found.integral[here] / SECOND]
    rest = [found.total, found.low, found.high, found.first, found.last]
    return [
        found.series[here], found.start[here], found.n[here], found.bad[here], *seconds,
        *(column[here] for column in rest),
    ]  # fmt: skip
