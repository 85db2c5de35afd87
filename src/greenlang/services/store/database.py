"""A connection to the database: its URL, its engine, its schema brought up to date."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import asyncpg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from greenlang.core.errors import CannotConnect, ConfigError

MIGRATIONS = Path(__file__).parent / "migrations"
OLDEST = 15  # of PostgreSQL
MIGRATING = 7_364_001  # advisory lock: one migrates, others wait

T = TypeVar("T")
LOST = (InterfaceError, OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)


@dataclass(frozen=True)
class Database:
    """One database and its connections."""

    engine: AsyncEngine

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """A transaction; CannotConnect where the database does not answer."""
        lost: BaseException | None = None
        try:
            async with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            if not (error.connection_invalidated or isinstance(error, InterfaceError)):
                raise
            lost = error
        except LOST as error:
            lost = error
        if lost is not None:
            raise CannotConnect(
                "the database does not answer: is it up? It is tried anew with the next request"
            ) from lost

    @asynccontextmanager
    async def raw(self) -> AsyncIterator[asyncpg.Connection]:
        """The driver's own connection inside a transaction, for COPY and large answers."""
        async with self.begin() as connection:
            yield await driver_of(connection)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


async def driver_of(connection: AsyncConnection) -> asyncpg.Connection:
    """The driver's connection, with the transaction begun."""
    # The engine begins a transaction with its first statement, not before.
    await connection.execute(sa.text("SELECT 1"))
    driver = (await connection.get_raw_connection()).driver_connection
    if not isinstance(driver, asyncpg.Connection):
        raise CannotConnect("the database's connection was lost")
    return driver


def database(url: str, connections: int = 10) -> Database:
    """The database of that URL; nothing is opened yet. Errors: ConfigError."""
    return Database(
        create_async_engine(
            read_url(url),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=True,
            pool_recycle=1800,
            connect_args={"server_settings": {"application_name": "greenlang"}, "timeout": 5},
        )
    )


def read_url(url: str) -> URL:
    """A URL as people write it, for the driver in use. Errors: ConfigError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError(
            "the database's URL cannot be read; it is postgresql://user:password@host:5432/name"
        ) from None
    if parsed.get_backend_name() not in {"postgresql", "postgres", "timescaledb"}:
        raise ConfigError(
            f"{parsed.get_backend_name()}: greenlang keeps its data in PostgreSQL"
            " (postgresql://user:password@host:5432/name)"
        )
    return parsed.set(drivername="postgresql+asyncpg")


async def checked(base: Database) -> str:
    """The server's version. Errors: CannotConnect; ConfigError if it is too old or not UTF-8."""
    async with base.begin() as connection:
        asked = sa.text(
            "SELECT current_setting('server_version_num')::int,"
            " current_setting('server_version'), current_setting('server_encoding')"
        )
        number, version, encoding = (await connection.execute(asked)).one()
    if number < OLDEST * 10_000:
        raise ConfigError(f"PostgreSQL {version}: {OLDEST} or later is needed")
    if encoding != "UTF8":
        raise ConfigError(f"the database's encoding is {encoding}: create it with ENCODING 'UTF8'")
    return str(version)


async def migrated(base: Database, revision: str = "head") -> None:
    """Bring the schema to that revision; one process does it, others wait for it."""
    await _migrating(base, lambda config: command.upgrade(config, revision))


async def undone(base: Database, revision: str) -> None:
    """Bring the schema back to an earlier revision."""
    await _migrating(base, lambda config: command.downgrade(config, revision))


async def behind(base: Database) -> bool:
    """Whether the schema is not the one that this software knows."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()

    def current(connection: sa.Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with base.begin() as connection:
        return await connection.run_sync(current) != newest


async def _migrating(base: Database, move: Callable[[Config], None]) -> None:
    def run(connection: sa.Connection) -> None:
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        move(config)

    async with base.begin() as connection:
        await connection.run_sync(run)


def at_once(work: Callable[[], Awaitable[T]]) -> T:
    """Run one piece of work outside a server, as commands do."""

    async def whole() -> T:
        return await work()

    return asyncio.run(whole())
