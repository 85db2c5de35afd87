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
from greenlang.services.store.database import Database, driver_of
from greenlang.services.store.schema import account, plant, result, site


@dataclass(frozen=True)
class Page:
    """Rows of a list, and where the next ones begin; None: there are no more."""

    rows: Sequence[Mapping[str, Any]]
    after: str | None


@dataclass(frozen=True)
class Reader:
    """Who reads: all results, or the own ones and those of plants at some sites."""

    account_id: int
    sites: frozenset[str] | None = None  # None: all

    def seen(self) -> sa.ColumnElement[bool]:
        """The results that it may see."""
        if self.sites is None:
            return sa.true()
        return (result.c.created_by == self.account_id) | site.c.name.in_(sorted(self.sites))


async def one_record(base: Database, reader: Reader, record_id: uuid.UUID) -> SealedRecord:
    """A record as it was stored. Errors: NotFound, also where it is not the reader's to see."""
    async with base.begin() as connection:
        asked = _joined(sa.select(result.c.id)).where(result.c.record_id == record_id)
        seen = (await connection.execute(asked.where(reader.seen()))).first()
        driver = await driver_of(connection)
        row = await driver.fetchrow("SELECT * FROM record WHERE id = $1", record_id)
    if row is None or (seen is None and reader.sites is not None):
        raise NotFound(f"there is no record {record_id}")
    return restored(row)


async def one_result(base: Database, reader: Reader, result_id: uuid.UUID) -> Mapping[str, Any]:
    """A result as it was answered. Errors: NotFound, also where it is not the reader's to see."""
    asked = _asked().where(result.c.id == result_id, reader.seen())
    async with base.begin() as connection:
        row = (await connection.execute(asked)).one_or_none()
    if row is None:
        raise NotFound(f"there is no result {result_id}")
    return _whole(row)


async def results(
    base: Database,
    reader: Reader,
    *,
    agent: str | None = None,
    analysis: str | None = None,
    limit: int = 50,
    after: tuple[Any, uuid.UUID] | None = None,
) -> Page:
    """Results, newest first."""
    newest = (result.c.created_at.desc(), result.c.id.desc())
    asked = _asked().where(reader.seen()).order_by(*newest).limit(limit + 1)
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
    return _joined(sa.select(result, account.c.name.label("by")))


def _joined(asked: sa.Select[Any]) -> sa.Select[Any]:
    return asked.select_from(
        result.outerjoin(account, account.c.id == result.c.created_by)
        .outerjoin(plant, plant.c.id == result.c.plant_id)
        .outerjoin(site, site.c.id == plant.c.site_id)
    )


def _whole(row: Any) -> Mapping[str, Any]:
    return {
        "id": str(row.id),
        "created_at": row.created_at.isoformat(),
        "by": row.by,
        "record_id": str(row.record_id) if row.record_id else None,
        **json.loads(row.content),
    }
