"""What was computed and kept: records by id, results in pages."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from greenlang.core.errors import NotFound
from greenlang.core.records import SealedRecord
from greenlang.services.store.auditing import restored
from greenlang.services.store.database import Database
from greenlang.services.store.schema import account, result


@dataclass(frozen=True)
class Page:
    """Rows of a list, and where the next ones begin; None: there are no more."""

    rows: Sequence[Mapping[str, Any]]
    after: str | None


async def one_record(base: Database, record_id: uuid.UUID) -> SealedRecord:
    """A record as it was stored. Errors: NotFound."""
    async with base.raw() as driver:
        row = await driver.fetchrow("SELECT * FROM record WHERE id = $1", record_id)
    if row is None:
        raise NotFound(f"there is no record {record_id}")
    return restored(row)


async def one_result(base: Database, result_id: uuid.UUID) -> Mapping[str, Any]:
    """A result as it was answered. Errors: NotFound."""
    async with base.begin() as connection:
        row = (await connection.execute(_asked().where(result.c.id == result_id))).one_or_none()
    if row is None:
        raise NotFound(f"there is no result {result_id}")
    return _whole(row)


async def results(
    base: Database,
    *,
    agent: str | None = None,
    analysis: str | None = None,
    limit: int = 50,
    after: tuple[Any, uuid.UUID] | None = None,
) -> Page:
    """Results, newest first."""
    asked = _asked().order_by(result.c.created_at.desc(), result.c.id.desc()).limit(limit + 1)
    if agent:
        asked = asked.where(result.c.agent == agent)
    if analysis:
        asked = asked.where(result.c.analysis == analysis)
    if after:
        place = sa.tuple_(result.c.created_at, result.c.id)
        asked = asked.where(place < sa.tuple_(*(sa.literal(part) for part in after)))
    async with base.begin() as connection:
        rows = (await connection.execute(asked)).all()
    more = rows[:limit]
    end = f"{more[-1].created_at.isoformat()}~{more[-1].id}" if len(rows) > limit else None
    return Page([_whole(row) for row in more], end)


def _asked() -> sa.Select[Any]:
    by = account.c.name.label("by")
    return sa.select(result, by).outerjoin(account, account.c.id == result.c.created_by)


def _whole(row: Any) -> Mapping[str, Any]:
    return {
        "id": str(row.id),
        "created_at": row.created_at.isoformat(),
        "by": row.by,
        "record_id": str(row.record_id) if row.record_id else None,
        **json.loads(row.content),
    }
