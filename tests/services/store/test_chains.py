"""Chains of records and of the audit log: kept, verified, and every kind of tampering seen."""

import asyncio
import contextlib
import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from greenlang.core.errors import NotVerified
from greenlang.core.records import Record
from greenlang.services.store.auditing import audited, exported
from greenlang.services.store.chains import Answer, Chains, anchored
from greenlang.services.store.database import Database
from greenlang.services.store.retention import LONG, expired
from tests.services.store.stories import told


def record(n: int) -> Record:
    from greenlang.core.records import sha256

    text = f'{{"n":{n}}}'
    return Record(text, sha256(text))


async def filled(base: Database, n: int = 6) -> None:
    """Two workers, records and entries at the same time, two anchors."""
    for _ in range(2):
        chains = Chains(base)
        task = asyncio.create_task(chains.run())
        await asyncio.gather(
            *(chains.kept(record(i), Answer("exchanger", "duty", b"{}")) for i in range(n)),
            *(chains.logged({"user": "ada", "action": "run", "n": i}) for i in range(n)),
        )
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert await anchored(base)
    assert not await anchored(base)


def test_what_was_kept_is_found_whole(url: str) -> None:
    async def story(base: Database) -> None:
        await filled(base)
        found = await audited(base, await exported(base))
        assert (found.chains, found.records, found.entries, found.anchors) == (4, 12, 12, 2)
        async with base.begin() as connection:
            results = (await connection.execute(sa.text("SELECT count(*) FROM result"))).scalar()
        assert results == 12

    told(url, story)


def test_anchoring_and_appending_at_the_same_time_wait_for_one_another_in_one_order(
    url: str,
) -> None:
    async def story(base: Database) -> None:
        chains = Chains(base)
        task = asyncio.create_task(chains.run())

        async def appended() -> None:
            for i in range(60):
                await chains.kept(record(i), None, {"user": "ada", "n": i})

        async def anchoring() -> None:
            for _ in range(120):
                await anchored(base)

        await asyncio.gather(appended(), anchoring(), anchoring())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await anchored(base)
        found = await audited(base, await exported(base))
        assert (found.records, found.entries) == (60, 60)

    told(url, story)


TAMPERING = {
    "a record's content": "UPDATE record SET content = 'x' WHERE seq = 2",
    "a record and its hash": (
        "UPDATE record SET content = 'x', content_hash = 'sha256:' || encode(sha256('x'), 'hex')"
        " WHERE seq = 2"
    ),
    "a record gone": "DELETE FROM record WHERE seq = 3",
    "the last record gone": "DELETE FROM record WHERE seq = 6",
    "the end cut, the head moved": (
        "DELETE FROM record WHERE seq = 6; UPDATE chain c SET seq = 5, seal = r.seal FROM record r"
        " WHERE r.chain = c.name AND r.seq = 5"
    ),
    "an entry of the log": "UPDATE audit_log SET content = '{}' WHERE seq = 1",
    "an entry gone": "DELETE FROM audit_log WHERE seq = 1",
    "an anchor gone": "DELETE FROM anchor WHERE seq = 1",
    "a chain gone": "DELETE FROM chain WHERE name = (SELECT min(name) FROM chain)",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_tampering_by_one_who_may_switch_triggers_off_is_seen(url: str, statement: str) -> None:
    async def story(base: Database) -> None:
        await filled(base)
        await tampered(base, statement)
        with pytest.raises(NotVerified):
            await audited(base)

    told(url, story)


def test_all_cut_off_with_its_anchors_shows_against_a_head_kept_elsewhere(url: str) -> None:
    async def story(base: Database) -> None:
        await filled(base)
        head = await exported(base)
        await tampered(base, "DELETE FROM record; DELETE FROM audit_log; DELETE FROM chain;"
                             " DELETE FROM anchor; DELETE FROM result")  # fmt: skip
        assert (await audited(base)).records == 0
        with pytest.raises(NotVerified, match="gone"):
            await audited(base, head)

    told(url, story)


async def tampered(base: Database, statements: str) -> None:
    async with base.begin() as connection:
        await connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        for statement in statements.split(";"):
            await connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE record SET seal = ''", "DELETE FROM record", "TRUNCATE audit_log",
     "DELETE FROM anchor", "UPDATE audit_log SET at = now()"],
)  # fmt: skip
def test_what_only_grows_refuses_change(url: str, statement: str) -> None:
    async def story(base: Database) -> None:
        await filled(base)
        with pytest.raises(DBAPIError, match="only grows"):
            async with base.begin() as connection:
                await connection.execute(sa.text(statement))

    told(url, story)


def test_old_entries_of_the_log_go_and_what_is_left_still_verifies(url: str) -> None:
    async def story(base: Database) -> None:
        await filled(base)
        late = dt.datetime.now(dt.UTC) + dt.timedelta(days=8 * 365)
        assert (await expired(base, LONG, late)).entries == 12
        await filled(base, 3)
        found = await audited(base)
        assert (found.records, found.entries) == (18, 6)

    told(url, story)
