"""Commands on an installation's data: doctor, backup, restore, audit."""

import datetime as dt
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from greenlang.cli.serve import Config, Data, Url
from greenlang.cli.shell import REFUSED, refusals

BackupFile = Annotated[Path, typer.Argument(help="one file that holds everything")]
HeadFile = Annotated[
    Path | None, typer.Option("--head", help="heads of the chains, as `audit head` wrote them")
]
HeadOut = Annotated[Path, typer.Argument(help="where to write them: keep it on another machine")]
SPACE = 2_000_000_000  # bytes free, below which a warning is due
SOON = dt.timedelta(days=30)
Serving = Callable[..., Any]


def added(app: typer.Typer, serving: Serving) -> None:
    """Add the commands; how to read their settings is the caller's."""
    _doctor(app, serving)
    _backups(app, serving)
    _audit(app, serving)


def _doctor(app: typer.Typer, serving: Serving) -> None:
    def doctor(config: Config = None, data: Data = None, database: Url = None) -> None:
        """Look at database, schema, disk, clock and certificates; say what to do."""
        with refusals():
            own = serving(config, data=data, database=database)
            found = list(_examined(own))
        for severity, what in found:
            typer.echo(f"{severity:<8}{what}")
        if any(severity == "mend" for severity, _ in found):
            raise typer.Exit(REFUSED)

    app.command()(doctor)


def _backups(app: typer.Typer, serving: Serving) -> None:
    def backup(
        file: BackupFile, config: Config = None, data: Data = None, database: Url = None
    ) -> None:
        """Write plants, readings, records, accounts to one file, as of one moment."""
        from greenlang.services.store import backup as backups

        with refusals(), _base(serving(config, data=data, database=database)) as (run, url):
            path = run(lambda base: backups.saved(base, url, file))
            typer.echo(
                f"{path}: {path.stat().st_size / 1e6:.1f} MB; keep the data folder's `key` too"
            )

    def restore(
        file: BackupFile, config: Config = None, data: Data = None, database: Url = None
    ) -> None:
        """Read a backup into a new, empty database, whole or not at all."""
        from greenlang.services.store import backup as backups

        own = serving(config, data=data, database=database)
        with refusals(), _base(own, empty=True) as (run, url):
            run(lambda base: backups.restored(base, url, file))
            typer.echo(f"{file} restored; put the `key` of its installation into {own.data}")

    app.command()(backup)
    app.command()(restore)


def _audit(app: typer.Typer, serving: Serving) -> None:
    audit = typer.Typer(no_args_is_help=True, help="Whether records and the audit log are whole.")

    def verify(
        head: HeadFile = None, config: Config = None, data: Data = None, database: Url = None
    ) -> None:
        """Read every record and entry, and check every chain and anchor."""
        from greenlang.services.store.auditing import audited

        with refusals(), _base(serving(config, data=data, database=database)) as (run, _):
            kept = json.loads(head.read_text(encoding="utf-8")) if head else None
            found = run(lambda base: audited(base, kept))
            typer.echo(
                f"whole: {found.records} records and {found.entries} entries of the audit log in"
                f" {found.chains} chains, {found.anchors} anchors"
            )
            if head is None:
                typer.echo("without --head an end that was cut off cannot show")

    def heads(out: HeadOut, config: Config = None, data: Data = None, database: Url = None) -> None:
        """Export the heads of all chains."""
        from greenlang.services.files.whole import written
        from greenlang.services.store.auditing import exported

        with refusals(), _base(serving(config, data=data, database=database)) as (run, _):
            written(out, (json.dumps(run(exported), indent=1) + "\n").encode())
            typer.echo(f"{out} written")

    audit.command("verify")(verify)
    audit.command("head")(heads)
    app.add_typer(audit, name="audit")


@contextmanager
def _base(own: Any, *, empty: bool = False) -> Iterator[tuple[Callable[..., Any], str]]:
    """What runs one piece of work on the installation's database, begun where it is down."""
    import asyncio

    from greenlang.services.store.database import database, migrated
    from greenlang.services.store.embedded import started, stopped

    server = None if own.database else started(own.data / "database")
    url = own.database or (server.url if server else "")

    def run(work: Callable[[Any], Any]) -> Any:
        async def whole() -> Any:
            base = database(url, connections=2)
            try:
                if not empty:
                    await migrated(base)
                return await work(base)
            finally:
                await base.close()

        return asyncio.run(whole())

    try:
        yield run, url
    finally:
        if server is not None and server.began:
            stopped(server)


def _examined(own: Any) -> Iterator[tuple[str, str]]:
    """What there is to know or mend of an installation."""
    from greenlang.core.errors import GreenlangError
    from greenlang.services.store.auditing import exported
    from greenlang.services.store.database import behind, checked

    if own.database is None and not own.data.exists():
        yield "note", f"database: none yet; `greenlang serve` makes one below {own.data}"
        yield from _disk(own.data)
        return
    try:
        with _base(own, empty=True) as (run, _):
            yield "well", f"database: PostgreSQL {run(checked)}"
            if run(behind):
                yield "note", "schema: not today's; `greenlang serve` brings it up to date"
            else:
                yield "well", f"schema: today's; {len(run(exported)['heads'])} chains"
                yield from _clock(run(_newest))
    except GreenlangError as error:
        yield "mend", f"database: {error}"
    yield from _disk(own.data)
    yield from _key(own.data / "key")
    yield from _certificate(own.tls_cert)


async def _newest(base: Any) -> dt.datetime | None:
    import sqlalchemy as sa

    async with base.begin() as connection:
        asked = sa.text("SELECT max(created_at) FROM anchor")
        found: dt.datetime | None = (await connection.execute(asked)).scalar()
        return found


def _clock(newest: dt.datetime | None) -> Iterator[tuple[str, str]]:
    now = dt.datetime.now(dt.UTC)
    if newest is not None and newest > now + dt.timedelta(seconds=5):
        yield "mend", f"clock: it is {now:%Y-%m-%d %H:%M}, the newest anchor is of {newest}: set it"
    else:
        yield "well", f"clock: {now:%Y-%m-%d %H:%M} UTC, time zone {time.tzname[0]}"


def _disk(data: Path) -> Iterator[tuple[str, str]]:
    place = next(folder for folder in (data.resolve(), *data.resolve().parents) if folder.exists())
    free = shutil.disk_usage(place).free
    yield "mend" if free < SPACE else "well", f"disk: {free / 1e9:.1f} GB free at {place}"


def _key(path: Path) -> Iterator[tuple[str, str]]:
    if not path.exists():
        yield "note", f"key: {path} is made at the first start; keep a copy apart from backups"
    elif path.stat().st_mode & 0o077:
        yield "mend", f"key: others can read {path}: chmod 600"
    else:
        yield "well", f"key: {path}; is a copy of it kept apart from the backups?"


def _certificate(path: Path | None) -> Iterator[tuple[str, str]]:
    if path is None:
        yield "note", "certificate: none, served on this machine alone or behind a proxy"
        return
    from cryptography.x509 import load_pem_x509_certificate

    try:
        ends = load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except ValueError as error:
        yield "mend", f"certificate: {path} is no certificate in PEM form: {error}"
        return
    now = dt.datetime.now(dt.UTC)
    bad = "mend" if ends < now else "note" if ends < now + SOON else "well"
    yield bad, f"certificate: holds until {ends:%Y-%m-%d}"
