"""Where rows of a time live: months of our own, or chunks of Timescale.

Timescale takes over when its extension is in the database before the first migration. Roll-ups are
computed by us in both: its continuous aggregates know no time-weighted mean.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from greenlang.services.store.schema import PARTITIONED

MAKING = 7_364_002  # advisory lock
MONTH = "%Y_%m"
EXTENSION = "SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'"


@dataclass(frozen=True)
class Piece:
    """Rows of one table from `begins` to before `ends`, which can be dropped at once."""

    table: str
    name: str
    begins: dt.datetime
    ends: dt.datetime


class Partitions(Protocol):
    """How a table is cut by time."""

    async def ready(
        self, connection: AsyncConnection, table: str, months: Iterable[dt.date]
    ) -> None:
        """Make room for rows of these months."""

    async def pieces(self, connection: AsyncConnection, table: str) -> Sequence[Piece]:
        """What there is, oldest first."""
        ...

    async def dropped(self, connection: AsyncConnection, piece: Piece) -> None:
        """Drop a piece."""


class Months:
    """PostgreSQL's own partitions, one a month."""

    async def ready(
        self, connection: AsyncConnection, table: str, months: Iterable[dt.date]
    ) -> None:
        """Make the months that are missing."""
        known = {piece.begins.date() for piece in await self.pieces(connection, table)}
        missing = sorted({month.replace(day=1) for month in months} - known)
        if not missing:
            return
        await connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({MAKING})"))
        for month in missing:
            name = f"{table}_{month.strftime(MONTH)}"
            await connection.execute(sa.text(
                f'CREATE TABLE IF NOT EXISTS "{name}" PARTITION OF "{table}"'
                f" FOR VALUES FROM ('{month} 00:00+00') TO ('{following(month)} 00:00+00')"
            ))  # fmt: skip

    async def pieces(self, connection: AsyncConnection, table: str) -> Sequence[Piece]:
        """The months that exist."""
        asked = sa.text(
            "SELECT relid::regclass::text FROM pg_partition_tree(CAST(:table AS regclass))"
            " WHERE isleaf AND level = 1"
        )
        names = (await connection.execute(asked, {"table": table})).scalars()
        begun = sorted((_month(name.strip('"')[-7:]), name.strip('"')) for name in names)
        return [Piece(table, name, _utc(month), _utc(following(month))) for month, name in begun]

    async def dropped(self, connection: AsyncConnection, piece: Piece) -> None:
        """Drop the month."""
        await connection.execute(sa.text(f'DROP TABLE IF EXISTS "{piece.name}"'))


class Chunks:
    """Timescale's chunks, of 30 days."""

    async def ready(
        self, connection: AsyncConnection, table: str, months: Iterable[dt.date]
    ) -> None:
        """Timescale makes chunks as rows come."""

    async def pieces(self, connection: AsyncConnection, table: str) -> Sequence[Piece]:
        """The chunks that exist."""
        asked = sa.text(
            "SELECT chunk_schema || '.' || chunk_name, range_start, range_end"
            " FROM timescaledb_information.chunks WHERE hypertable_name = :table"
            " ORDER BY range_start"
        )
        rows = (await connection.execute(asked, {"table": table})).all()
        return [Piece(table, *row) for row in rows]

    async def dropped(self, connection: AsyncConnection, piece: Piece) -> None:
        """Drop the chunk."""
        asked = sa.text(
            "SELECT drop_chunks(CAST(:table AS regclass), older_than => CAST(:ends AS timestamptz),"
            " newer_than => CAST(:begins AS timestamptz))"
        )
        given = {"table": piece.table, "begins": piece.begins, "ends": piece.ends}
        await connection.execute(asked, given)


async def partitions(connection: AsyncConnection) -> Partitions:
    """How this database cuts its tables."""
    here = (await connection.execute(sa.text(EXTENSION))).scalar()
    return Chunks() if here else Months()


def hypertables(connection: sa.Connection) -> None:
    """Hand the tables of time to Timescale; for a migration."""
    for table in PARTITIONED:
        connection.execute(sa.text(
            f"SELECT create_hypertable('{table}', 'ts', chunk_time_interval => INTERVAL '30 days')"
        ))  # fmt: skip


def following(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _month(text: str) -> dt.date:
    return dt.datetime.strptime(text, MONTH).replace(tzinfo=dt.UTC).date()


def _utc(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
