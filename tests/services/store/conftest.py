"""Databases for tests: a server a process, of each kind; a new database a test."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import fasteners
import pytest

from greenlang.services.store.database import migrated
from greenlang.services.store.embedded import Server, started, stopped
from tests.services.store.stories import told

TEMPLATE = "greenlang_template"


def debian() -> Path:
    """Programs of Debian's PostgreSQL, installed where they are missing."""

    def programs() -> list[Path]:
        found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        return sorted(path.parent for path in found)

    with fasteners.InterProcessLock(Path(tempfile.gettempdir()) / "gl-test-apt.lock"):
        if not programs():
            if os.geteuid() != 0:
                raise RuntimeError(
                    "these tests need Debian's PostgreSQL: apt-get install postgresql"
                )
            for words in (["update", "-q"], ["install", "-qy", "postgresql"]):
                subprocess.run(["apt-get", *words], check=True, stdin=subprocess.DEVNULL)
    return programs()[-1]


@pytest.fixture(scope="session", params=["embedded", "debian"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    home = Path(tempfile.mkdtemp(prefix="gl-test-"))
    home.chmod(0o711)
    running = started(home, debian() if request.param == "debian" else None)
    # A test's machine does not lose its power: no test waits for the disk.
    for setting in ("fsync", "full_page_writes"):
        asked(running, f"ALTER SYSTEM SET {setting} = off")
    asked(running, "SELECT pg_reload_conf()")
    asked(running, f"CREATE DATABASE {TEMPLATE}")
    told(running.url.replace("/greenlang?", f"/{TEMPLATE}?"), migrated)
    yield running
    stopped(running)
    shutil.rmtree(home)


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    yield from copied(server, TEMPLATE)


def copied(server: Server, template: str) -> Iterator[str]:
    """The URL of a new database like `template`, for as long as it is used."""
    name = f"t{uuid.uuid4().hex}"
    asked(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url.replace("/greenlang?", f"/{name}?")
    asked(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_url(server: Server) -> Iterator[str]:
    yield from copied(server, "template0")


def asked(server: Server, statement: str) -> None:
    """Run one statement, outside a transaction."""

    async def whole() -> None:
        connection = await asyncpg.connect(server.url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(whole())
