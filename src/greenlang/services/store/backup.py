"""Backup and restore with PostgreSQL's own programs: one file, whole or not at all."""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from greenlang.core.errors import Conflict, InputError, NotFound
from greenlang.services.store.database import Database, checked, read_url
from greenlang.services.store.embedded import programs

NEWER = b"SET transaction_timeout = 0;\n"  # written by pg_dump 17 and later


async def saved(base: Database, url: str, path: Path) -> Path:
    """Write everything to one file (pg_dump, custom format), as of one moment."""
    await checked(base)
    return await asyncio.to_thread(_saved, url, path)


def _saved(url: str, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        _run("pg_dump", url, "--format=custom", "--no-owner", "--no-acl", "--file", beside)
        os.fsync(handle)
        beside.replace(path)
    finally:
        os.close(handle)
        beside.unlink(missing_ok=True)
    return path


async def restored(base: Database, url: str, path: Path) -> None:
    """Read a backup into an empty database, whole or not at all.

    Errors: NotFound; Conflict where the database holds something; InputError for another file.
    """
    if not await asyncio.to_thread(path.is_file):
        raise NotFound(f"{path}: there is no such backup")
    async with base.begin() as connection:
        asked = sa.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if (await connection.execute(asked)).scalar():
            raise Conflict(
                "the database is not empty: restore into a new one"
                " (a new --data folder, or CREATE DATABASE)"
            )
    await asyncio.to_thread(_restored, url, path)


def _restored(url: str, path: Path) -> None:
    """Through psql, in one transaction, less what servers before 17 do not know."""
    there = _environment(read_url(url))
    script = (programs() / "pg_restore", "--no-owner", "--no-acl", "--file=-", path)
    psql = (programs() / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull)
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=told) as reading,  # noqa: S603
        subprocess.Popen(psql, stdin=subprocess.PIPE, stderr=told, env=there) as writing,  # noqa: S603
    ):
        if reading.stdout is None or writing.stdin is None:
            raise TypeError("both are pipes")
        try:
            for line in reading.stdout:
                if line != NEWER:
                    writing.stdin.write(line)
            whole = reading.wait() == 0
        except BrokenPipeError:
            reading.kill()
            whole = False
        if not whole:
            writing.kill()  # before its input ends, or it would commit
        with suppress(BrokenPipeError):
            writing.stdin.close()
        if writing.wait() or not whole:
            told.seek(0)
            lines = told.read().decode(errors="replace").strip().splitlines()[-3:]
            raise InputError(f"{path} is not restored, nothing changed: {' | '.join(lines)}")


def _run(program: str, url: str, *arguments: object) -> None:
    command = [str(programs() / program), *map(str, arguments)]
    there = _environment(read_url(url))
    done = subprocess.run(command, env=there, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise InputError(f"{program} failed: {' | '.join(told)}")


def _environment(url: URL) -> Mapping[str, str]:
    host = url.query.get("host", url.host or "localhost")
    port = url.query.get("port", str(url.port or 5432))
    password = url.password
    return {
        **os.environ,
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": port if isinstance(port, str) else port[0],
        "PGUSER": url.username or "",
        "PGDATABASE": url.database or "",
        **({"PGPASSWORD": str(password)} if password else {}),
    }
