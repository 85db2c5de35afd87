"""How long rows are kept, by level; what a record rests on stays."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from greenlang.core.errors import ConfigError
from greenlang.services.store.database import Database, driver_of
from greenlang.services.store.partitions import Piece, partitions
from greenlang.services.store.schema import LEVELS, hold

YEAR = dt.timedelta(days=365.25)
FOREVER = None
Ages = Mapping[str, dt.timedelta | None]

LONG: Ages = {
    "raw": 3 * YEAR, "1min": 3 * YEAR, "10min": 3 * YEAR, "1h": 7 * YEAR, "1d": FOREVER,
    "audit": 7 * YEAR,
}  # fmt: skip
SHORT: Ages = {  # of the seed documents
    "raw": dt.timedelta(days=90), "1min": dt.timedelta(days=90), "10min": YEAR, "1h": YEAR,
    "1d": 7 * YEAR, "audit": 7 * YEAR,
}  # fmt: skip
PRESETS: Mapping[str, Ages] = {"long": LONG, "short": SHORT}


@dataclass(frozen=True)
class Dropped:
    """What went, and what stayed though it is old: readings under records."""

    pieces: tuple[str, ...]
    held: tuple[str, ...]
    entries: int  # of the audit log


def ages(preset: str) -> Ages:
    """How long each level is kept, by the name of a preset. Errors: ConfigError."""
    if preset not in PRESETS:
        raise ConfigError(f"retention {preset!r}: there are {', '.join(PRESETS)}")
    return PRESETS[preset]


async def expired(base: Database, keep: Ages, now: dt.datetime) -> Dropped:
    """Drop what is older than it has to be, month by month."""
    gone: list[str] = []
    held: list[str] = []
    async with base.begin() as connection:
        cut = await partitions(connection)
        for level in ("raw", *LEVELS):
            age = keep[level]
            table = "measurement" if level == "raw" else f"rollup_{level}"
            for piece in await cut.pieces(connection, table):
                if age is None or piece.ends > now - age:
                    continue
                if level == "raw" and await _under_record(connection, piece):
                    held.append(piece.name)
                    continue
                await cut.dropped(connection, piece)
                gone.append(piece.name)
    entries = await _log_expired(base, keep["audit"], now)
    return Dropped(tuple(gone), tuple(held), entries)


async def _under_record(connection: AsyncConnection, piece: Piece) -> bool:
    asked = sa.select(sa.exists().where(hold.c.begins < piece.ends, hold.c.ends > piece.begins))
    return bool((await connection.execute(asked)).scalar())


async def _log_expired(base: Database, age: dt.timedelta | None, now: dt.datetime) -> int:
    """Shorten the chains of the audit log from their old end; what is left still follows."""
    if age is None:
        return 0
    gone = 0
    async with base.begin() as connection:
        driver = await driver_of(connection)
        await driver.execute("SET LOCAL greenlang.retention = 'on'")
        for chain in await driver.fetch("SELECT name FROM chain WHERE kind = 'audit' FOR UPDATE"):
            last = await driver.fetchrow(
                "SELECT seq, seal FROM audit_log WHERE chain = $1 AND at < $2"
                " ORDER BY seq DESC LIMIT 1", chain["name"], now - age,
            )  # fmt: skip
            if last is None:
                continue
            done = await driver.execute(
                "DELETE FROM audit_log WHERE chain = $1 AND seq <= $2", chain["name"], last["seq"]
            )
            await driver.execute(
                "UPDATE chain SET base_seq = $2, base_seal = $3 WHERE name = $1",
                chain["name"], last["seq"], last["seal"],
            )  # fmt: skip
            gone += int(done.rsplit(" ", 1)[1])
    return gone


def told(dropped: Dropped) -> Sequence[str]:
    """What went, in words."""
    lines = [f"{len(dropped.pieces)} months of a level dropped"] if dropped.pieces else []
    if dropped.held:
        lines.append(f"kept under records: {', '.join(dropped.held)}")
    if dropped.entries:
        lines.append(f"{dropped.entries} entries of the audit log dropped")
    return lines or ["nothing is older than it may be"]
