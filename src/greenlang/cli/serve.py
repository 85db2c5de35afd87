"""`greenlang serve`: the server, from its database to its workers."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from greenlang.cli.shell import refusals

Config = Annotated[Path | None, typer.Option("--config", help="greenlang.toml")]
Data = Annotated[
    Path | None, typer.Option("--data", help="folder for database, key and files of results")
]
Url = Annotated[
    str | None, typer.Option("--database", help="postgresql://user:password@host:5432/name")
]
HostName = Annotated[str | None, typer.Option("--host", help="address to listen on")]
Port = Annotated[int | None, typer.Option("--port", help="port; 0 takes a free one")]
Workers = Annotated[int | None, typer.Option("--workers", help="processes that answer")]


def added(
    app: typer.Typer, serving: Callable[..., Any], environment: Callable[[Any], dict[str, str]]
) -> None:
    """Add `serve`; how to read its settings is the caller's."""

    def serve(
        config: Config = None,
        data: Data = None,
        database: Url = None,
        host: HostName = None,
        port: Port = None,
        workers: Workers = None,
    ) -> None:
        """Serve plants, analyses and records over HTTP, until Ctrl-C."""
        from greenlang.services import hosting

        with refusals():
            own = serving(
                config, data=data, database=database, host=host, port=port, serve_workers=workers
            )
            with hosting.hosted(own.data, own.database, typer.echo) as there:
                at = own.port or _free(own.host)
                _greeted(own, there, at)
                os.environ |= environment(own) | {"GREENLANG_DATABASE": there.url}
                tls = {
                    "cert": own.tls_cert,
                    "key": own.tls_key,
                    "client_ca": own.tls_client_ca,
                }
                hosting.run("greenlang.app:worker", own.host, at, own.serve_workers, tls)

    app.command()(serve)


def _greeted(own: Any, there: Any, port: int) -> None:
    scheme = "https" if own.tls_cert else "http"
    name = f"[{own.host}]" if ":" in own.host else own.host
    typer.echo(f"PostgreSQL {there.version}, data in {own.data}")
    if there.first_password:
        typer.echo(
            f"first account: admin, password {there.first_password}\n"
            "  it is shown this once, and must be changed at the first sign-in"
        )
    typer.echo(f"serving {scheme}://{name}:{port}  (description: /api/v1/openapi.json)")


def _free(host: str) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
