"""Starting and stopping a server: its database, its schema, its first account, its workers."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from greenlang.core.errors import ConfigError
from greenlang.services.security import accounts
from greenlang.services.security.secrets import key_of
from greenlang.services.store.database import Database, checked, database, migrated
from greenlang.services.store.embedded import started, stopped

FIRST = "admin"
KEY = "key"


@dataclass(frozen=True)
class Host:
    """A database that is up and has today's schema."""

    url: str
    version: str
    first_password: str | None  # of the first account, where this start made it


@contextmanager
def hosted(data: Path, url: str | None, told: Callable[[str], None]) -> Iterator[Host]:
    """The database of an installation: its own below `data`, or the one at `url`.

    An embedded server is stopped at the end if this process began it. Errors: ConfigError,
    CannotConnect.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{data}: cannot be made ({error.strerror}): name another") from None
    key_of(data / KEY)
    server = None
    if url is None:
        told("starting the database ...")
        server = started(data / "database")
        url = server.url
    try:
        version, password = asyncio.run(_prepared(url))
        yield Host(url, version, password)
    finally:
        if server is not None and server.began:
            stopped(server)


async def _prepared(url: str) -> tuple[str, str | None]:
    base = database(url, connections=2)
    try:
        version = await checked(base)
        await migrated(base)
        return version, await _first(base)
    finally:
        await base.close()


async def _first(base: Database) -> str | None:
    """The password of the first account, made where there is none: there is no default one."""
    if not await accounts.none_yet(base):
        return None
    return await accounts.made(base, FIRST, [("admin", None)])


def run(target: str, host: str, port: int, workers: int, tls: Mapping[str, Path | None]) -> None:
    """Serve until told to stop (Ctrl-C, SIGTERM); requests that run are answered first."""
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        target, address=host, port=port, interface=Interfaces.ASGI, workers=workers, factory=True,
        log_access=False, respawn_failed_workers=True, workers_kill_timeout=10,
        ssl_cert=tls.get("cert"), ssl_key=tls.get("key"), ssl_ca=tls.get("client_ca"),
        ssl_client_verify=tls.get("client_ca") is not None,
    )  # fmt: skip
    server.serve()
