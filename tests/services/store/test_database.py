"""The server, its schema, its backups, and a database that is not there."""

import asyncio
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from greenlang.core.errors import CannotConnect, ConfigError, Conflict, InputError
from greenlang.services.store import backup
from greenlang.services.store.auditing import audited
from greenlang.services.store.database import Database, behind, checked, migrated, read_url, undone
from greenlang.services.store.embedded import Server, started
from greenlang.services.store.measurements import Batch, raw, taken
from greenlang.services.store.schema import metadata
from tests.services.store.stories import told
from tests.services.store.test_chains import filled
from tests.services.store.test_measurements import START, batch


def test_the_migrations_make_the_schema_and_take_it_back(empty_url: str) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        return list(
            compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        )

    async def story(base: Database) -> None:
        assert await behind(base)
        await migrated(base)
        assert not await behind(base)
        async with base.begin() as connection:
            assert await connection.run_sync(differences) == []
        await taken(base, batch(1, [1.0, 2.0]))
        await filled(base)
        await undone(base, "base")
        async with base.begin() as connection:
            asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            assert list((await connection.execute(sa.text(asked))).scalars()) == ["alembic_version"]
        await migrated(base)
        assert not await behind(base)

    told(empty_url, story)


def test_two_that_migrate_at_once_wait_for_one_another(empty_url: str) -> None:
    async def story(base: Database) -> None:
        await asyncio.gather(migrated(base), migrated(base), migrated(base))
        assert not await behind(base)

    told(empty_url, story)


def test_a_backup_restores_what_was_there_into_an_empty_database(
    url: str, empty_url: str, tmp_path: Path
) -> None:
    async def story(base: Database) -> None:
        await taken(base, batch(1, [1.0, 2.0, 3.0]))
        await filled(base)
        await backup.saved(base, url, tmp_path / "all.dump")
        with pytest.raises(Conflict, match="not empty"):
            await backup.restored(base, url, tmp_path / "all.dump")

    async def after(base: Database) -> None:
        (tmp_path / "broken.dump").write_bytes((tmp_path / "all.dump").read_bytes()[:-2000])
        with pytest.raises(InputError, match="not restored"):
            await backup.restored(base, empty_url, tmp_path / "broken.dump")
        await backup.restored(base, empty_url, tmp_path / "all.dump")
        assert not await behind(base)
        assert (await raw(base, [1], START, START + 10**12)).value.tolist() == [1.0, 2.0, 3.0]
        assert (await audited(base)).records == 12

    told(url, story)
    told(empty_url, after)


def test_a_killed_server_is_begun_anew_with_every_reading_that_was_acknowledged(
    server: Server, url: str
) -> None:
    acknowledged = 0

    async def story(base: Database) -> None:
        nonlocal acknowledged
        assert await checked(base)
        pid = int((server.home / "data" / "postmaster.pid").read_text().split()[0])
        for i in range(200):
            one = batch(1, [float(i)] * 50, start=START + i * 50 * 600 * 1_000_000)
            try:
                await taken(base, one)
            except CannotConnect:
                break
            acknowledged += 50
            if i == 20:
                os.kill(pid, signal.SIGKILL)
        assert 1000 < acknowledged < 10_000
        with pytest.raises(CannotConnect):
            await checked(base)
        _gone(pid)
        again = started(server.home, server.programs)
        assert again.began
        assert again.url == server.url
        kept = await raw(base, [1], START, START + 10**15)
        assert len(kept.time) >= acknowledged
        assert np.array_equal(
            kept.value[:acknowledged], np.repeat(np.arange(acknowledged // 50), 50)
        )

    told(url, story)


def _gone(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)


def test_a_running_server_is_adopted(server: Server) -> None:
    assert not started(server.home, server.programs).began


@pytest.mark.parametrize(
    ("url", "told_"), [("mysql://a@b/c", "PostgreSQL"), ("nonsense", "cannot be read")]
)
def test_other_urls_are_refused(url: str, told_: str) -> None:
    with pytest.raises(ConfigError, match=told_):
        read_url(url)


def test_nobody_there_is_said() -> None:
    async def story(base: Database) -> None:
        with pytest.raises(CannotConnect, match="does not answer"):
            await taken(base, Batch(*batch(1, [1.0]).__dict__.values()))

    told("postgresql://nobody@127.0.0.1:1/none", story)
