"""What only grows: records under seal, and the log of who did what, in chains of hashes.

Each worker has chains of its own, so that no two wait for one another; once a second the heads that
moved are anchored together in a chain of anchors. What waits is written with one commit; who
appends goes on when it is on disk.
"""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import asyncpg

import greenlang
from greenlang.core.errors import CannotConnect
from greenlang.core.records import Record, SealedRecord, canonical_json, sealed, sha256
from greenlang.services.store.database import Database, driver_of

ANCHORING = 7_364_003  # advisory lock: one process anchors
WAITING = 2000  # entries in one commit at most
HEAD = "SELECT seq, seal FROM chain WHERE name = $1 FOR UPDATE"
NEW = "INSERT INTO chain (name, kind, seq, seal) VALUES ($1, $2, 0, '') ON CONFLICT DO NOTHING"
MOVE = "UPDATE chain SET seq = $2, seal = $3, at = now() WHERE name = $1"
RECORDS = """
INSERT INTO record (id, chain, seq, created_at, content_hash, content, attachments, envelope, seal,
  plant_id)
SELECT i, $1, s, t, h, c, a, e, l, p FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[],
  $5::text[], $6::bytea[], $7::bytea[], $8::bytea[], $9::text[], $10::integer[])
  AS u(i, s, t, h, c, a, e, l, p)
"""
RESULTS = """
INSERT INTO result (id, agent, analysis, plant_id, asset, asset_version, record_id, content,
  created_by)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::integer[],
  $7::uuid[], $8::bytea[], $9::integer[])
"""
LOG = """
INSERT INTO audit_log (chain, seq, at, content, seal)
SELECT $1, s, t, c, l FROM unnest($2::bigint[], $3::timestamptz[], $4::bytea[], $5::text[])
  AS u(s, t, c, l)
"""


@dataclass(frozen=True)
class Answer:
    """A result as it was answered, and whose it is."""

    agent: str
    analysis: str
    content: bytes
    plant_id: int | None = None
    asset: str | None = None
    asset_version: int | None = None
    account_id: int | None = None


@dataclass(frozen=True)
class Kept:
    """A record as it stands in its chain, and the id of the result it belongs to, if any."""

    stored: SealedRecord
    record_id: uuid.UUID
    result_id: uuid.UUID | None


@dataclass
class _Waiting:
    record: tuple[Record, Answer | None] | None
    entry: Mapping[str, Any] | None
    done: asyncio.Future[Kept | None]


@dataclass
class Chains:
    """The chains of one worker; `run` writes for as long as it runs."""

    base: Database
    worker: str = field(default_factory=lambda: uuid.uuid4().hex)
    _queue: asyncio.Queue[_Waiting] = field(default_factory=lambda: asyncio.Queue(WAITING))

    async def kept(
        self,
        record: Record,
        answer: Answer | None = None,
        entry: Mapping[str, Any] | None = None,
    ) -> Kept:
        """Put a record under seal, and log who asked; when this returns both are on disk."""
        kept = await self._asked((record, answer), entry)
        assert kept is not None  # noqa: S101
        return kept

    async def logged(self, entry: Mapping[str, Any]) -> None:
        """Log who did what; when this returns it is on disk."""
        await self._asked(None, entry)

    async def _asked(
        self, record: tuple[Record, Answer | None] | None, entry: Mapping[str, Any] | None
    ) -> Kept | None:
        done: asyncio.Future[Kept | None] = asyncio.get_running_loop().create_future()
        await self._queue.put(_Waiting(record, entry, done))
        return await done

    async def run(self) -> None:
        """Write what waits until cancelled; what was acknowledged is on disk by then."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < WAITING and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            try:
                answers = await self._written(batch)
            except asyncio.CancelledError:
                _failed(batch, CannotConnect("the server stops; ask again"))
                raise
            except Exception as error:  # noqa: BLE001  # whoever waits must hear of any
                _failed(batch, error)
                continue
            for waiting, answer in zip(batch, answers, strict=True):
                if not waiting.done.done():
                    waiting.done.set_result(answer)

    async def _written(self, batch: Sequence[_Waiting]) -> list[Kept | None]:
        """One transaction. The heads are read anew: a commit whose answer was lost counts."""
        now = datetime.now(UTC)
        async with self.base.begin() as connection:
            driver = await driver_of(connection)
            # Heads are locked in the order of their names, as anchoring does: else both may wait.
            await self._log(driver, [w.entry for w in batch if w.entry is not None], now)
            return await self._records(driver, batch, now)

    async def _records(
        self, driver: asyncpg.Connection, batch: Sequence[_Waiting], now: datetime
    ) -> list[Kept | None]:
        name = f"record/{self.worker}"
        if not any(waiting.record for waiting in batch):
            return [None] * len(batch)
        seq, seal = await _head(driver, name, "record")
        kept: list[Kept | None] = []
        rows: list[tuple[Any, ...]] = []
        results: list[tuple[Any, ...]] = []
        for waiting in batch:
            if waiting.record is None:
                kept.append(None)
                continue
            record, answer = waiting.record
            seq, one = seq + 1, uuid.uuid4()
            stored = sealed(
                record,
                record_id=str(one),
                created_at=now.isoformat(timespec="milliseconds"),
                software=f"greenlang {greenlang.__version__}",
                previous=seal,
            )
            seal = stored.seal
            result = uuid.uuid4() if answer else None
            rows.append(_row(stored, one, seq, now, answer.plant_id if answer else None))
            if answer:
                results.append((
                    result, answer.agent, answer.analysis, answer.plant_id, answer.asset,
                    answer.asset_version, one, answer.content, answer.account_id,
                ))  # fmt: skip
            kept.append(Kept(stored, one, result))
        await driver.execute(RECORDS, name, *map(list, zip(*rows, strict=True)))
        if results:
            await driver.execute(RESULTS, *map(list, zip(*results, strict=True)))
        await driver.execute(MOVE, name, seq, seal)
        return kept

    async def _log(
        self, driver: asyncpg.Connection, entries: Sequence[Mapping[str, Any]], now: datetime
    ) -> None:
        if not entries:
            return
        name = f"audit/{self.worker}"
        seq, seal = await _head(driver, name, "audit")
        rows = []
        for entry in entries:
            seq += 1
            text = canonical_json({"at": now.isoformat(), "previous": seal, "seq": seq, **entry})
            seal = sha256(text)
            rows.append((seq, now, text.encode(), seal))
        await driver.execute(LOG, name, *map(list, zip(*rows, strict=True)))
        await driver.execute(MOVE, name, seq, seal)


def _row(
    stored: SealedRecord, one: uuid.UUID, seq: int, now: datetime, plant: int | None
) -> tuple[Any, ...]:
    record = stored.record
    attached = canonical_json(dict(record.attachments)).encode() if record.attachments else None
    return (
        one, seq, now, record.content_hash, record.content.encode(), attached,
        stored.envelope.encode(), stored.seal, plant,
    )  # fmt: skip


async def _head(driver: asyncpg.Connection, name: str, kind: str) -> tuple[int, str]:
    found = await driver.fetchrow(HEAD, name)
    if found is None:
        await driver.execute(NEW, name, kind)
        found = await driver.fetchrow(HEAD, name)
    return found["seq"], found["seal"]


def _failed(batch: Sequence[_Waiting], error: BaseException) -> None:
    for waiting in batch:
        if not waiting.done.done():
            waiting.done.set_exception(error)


async def anchored(base: Database) -> bool:
    """Anchor the heads that moved since the last anchor; whether there were any."""
    async with base.begin() as connection:
        driver = await driver_of(connection)
        await driver.execute(f"SELECT pg_advisory_xact_lock({ANCHORING})")
        moved = await driver.fetch(
            "SELECT name, seq, seal FROM chain WHERE anchored < seq ORDER BY name FOR UPDATE"
        )
        if not moved:
            return False
        last = await driver.fetchrow("SELECT seq, seal FROM anchor ORDER BY seq DESC LIMIT 1")
        seq, previous = (last["seq"] + 1, last["seal"]) if last else (1, "")
        now = datetime.now(UTC)
        heads = {row["name"]: [row["seq"], row["seal"]] for row in moved}
        text = canonical_json(
            {"at": now.isoformat(), "heads": heads, "previous": previous, "seq": seq}
        )
        await driver.execute(
            "INSERT INTO anchor (seq, content, seal, created_at) VALUES ($1, $2, $3, $4)",
            seq, text.encode(), sha256(text), now,
        )  # fmt: skip
        await driver.execute("UPDATE chain SET anchored = seq WHERE name = ANY($1)", list(heads))
    return True
