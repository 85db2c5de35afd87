"""Readings taken, corrected, rolled up, read back and dropped."""

import datetime as dt

import numpy as np
import pytest
import sqlalchemy as sa

from greenlang.core.errors import InputError
from greenlang.services.store.database import Database
from greenlang.services.store.measurements import Batch, Taken, raw, series, taken
from greenlang.services.store.retention import LONG, ages, expired
from greenlang.services.store.rollups import all_rolled
from greenlang.services.store.schema import LEVELS, hold
from tests.services.store.stories import told

US = 1_000_000
START = int(np.datetime64("2024-01-31T20:00", "us").astype(np.int64))


def batch(tag: int, values: list[float], step: int = 600, start: int = START) -> Batch:
    n = len(values)
    return Batch(
        np.full(n, tag, np.int32), start + np.arange(n) * step * US, np.array(values),
        np.zeros(n, np.int16),
    )  # fmt: skip


def test_the_same_again_changes_nothing_and_a_correction_replaces(url: str) -> None:
    async def story(base: Database) -> None:
        first = batch(1, [1.0, 2.0, 3.0])
        assert await taken(base, first) == Taken(3, 3)
        assert await taken(base, first) == Taken(3, 0)
        assert await taken(base, batch(1, [1.0, 9.0, 3.0])) == Taken(3, 1)
        back = await raw(base, [1], START, START + 3600 * US)
        assert back.value.tolist() == [1.0, 9.0, 3.0]
        assert back.time.tolist() == first.time.tolist()

    told(url, story)


def test_of_a_reading_given_twice_in_a_batch_the_last_counts(url: str) -> None:
    async def story(base: Database) -> None:
        twice = Batch(
            np.array([1, 1], np.int32), np.array([START, START]), np.array([1.0, 2.0]),
            np.zeros(2, np.int16),
        )  # fmt: skip
        assert await taken(base, twice) == Taken(2, 1)
        assert (await raw(base, [1], START, START + 1)).value.tolist() == [2.0]

    told(url, story)


def test_nan_and_quality_come_back_as_they_went(url: str) -> None:
    async def story(base: Database) -> None:
        given = Batch(
            np.array([3, 3], np.int32), np.array([START, START + 1]), np.array([np.nan, -0.5]),
            np.array([12, 0], np.int16),
        )  # fmt: skip
        await taken(base, given)
        assert await taken(base, given) == Taken(2, 0)
        back = await raw(base, [3], START, START + 2)
        assert np.isnan(back.value[0])
        assert (back.value[1], back.quality.tolist()) == (-0.5, [12, 0])

    told(url, story)


def test_late_readings_leave_the_same_rollups_as_if_they_had_come_in_order(url: str) -> None:
    values = np.random.default_rng(7).normal(50, 9, 2000).tolist()

    async def tables(base: Database) -> list[list[tuple[object, ...]]]:
        async with base.begin() as connection:
            return [
                [tuple(row)[1:] for row in await connection.execute(sa.text(
                    f'SELECT * FROM "rollup_{level}" WHERE tag_id = {tag} ORDER BY ts'
                ))]
                for level in LEVELS
                for tag in (1, 2)
            ]  # fmt: skip

    async def story(base: Database) -> None:
        whole = batch(1, values)
        await taken(base, whole)
        order = np.random.default_rng(8).permutation(2000)
        for part in np.array_split(order, 5):
            late = Batch(
                np.full(len(part), 2, np.int32), whole.time[part], whole.value[part],
                whole.quality[part],
            )  # fmt: skip
            await taken(base, late)
            await all_rolled(base)
        found = await tables(base)
        for inorder, late_ones in zip(found[::2], found[1::2], strict=True):
            assert len(inorder) > 10
            assert inorder == late_ones

    told(url, story)


def test_a_long_series_is_thinned_with_its_extremes_and_its_mean(url: str) -> None:
    values = np.random.default_rng(9).normal(50, 9, 5000)
    values[1234] = 999.0

    async def story(base: Database) -> None:
        await taken(base, batch(4, values.tolist()))
        end = START + 5000 * 600 * US
        waiting = await series(base, 4, START, end, 100)
        assert waiting.level == "readings"
        await all_rolled(base)
        short = await series(base, 4, START, end, 100)
        assert 40 <= len(short.time) <= 101
        assert short.level != "raw"
        assert np.nanmax(short.high) == 999.0
        assert short.n.sum() == waiting.n.sum() == 5000
        assert np.nanmax(waiting.high) == 999.0
        assert abs(np.average(waiting.mean, weights=waiting.n) - values.mean()) < 0.2
        assert abs(np.average(short.mean, weights=short.n) - values.mean()) < 0.2
        full = await series(base, 4, START, end, 5000)
        assert (full.level, full.mean.tolist()) == ("raw", values.tolist())

    told(url, story)


@pytest.mark.parametrize("when", [-1, int(np.datetime64("2345", "us").astype(np.int64))])
def test_times_of_no_plant_are_refused(when: int) -> None:
    with pytest.raises(InputError, match="1970 to 2100"):
        Batch(np.array([1], np.int32), np.array([when]), np.ones(1), np.zeros(1, np.int16))


def test_old_months_go_by_level_but_not_what_a_record_rests_on(url: str) -> None:
    now = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)

    async def story(base: Database) -> None:
        await taken(base, batch(1, [1.0] * 3000))  # January to March 2024
        await all_rolled(base)
        async with base.begin() as connection:
            await connection.execute(sa.insert(hold).values(
                tag_id=1, begins=dt.datetime(2024, 2, 3, tzinfo=dt.UTC),
                ends=dt.datetime(2024, 2, 4, tzinfo=dt.UTC),
            ))  # fmt: skip
        dropped = await expired(base, LONG, now)
        assert "measurement_2024_01" in dropped.pieces
        assert dropped.held == ("measurement_2024_02",)
        assert "rollup_10min_2024_01" in dropped.pieces
        assert not any(name.startswith(("rollup_1h", "rollup_1d")) for name in dropped.pieces)
        left = await raw(base, [1], START, START + 10**14)
        assert left.time.min() == int(np.datetime64("2024-02-01", "us").astype(np.int64))
        later = await expired(base, ages("long"), now + dt.timedelta(days=3 * 365))
        assert any(name.startswith("rollup_1h") for name in later.pieces)

    told(url, story)
