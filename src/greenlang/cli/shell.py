"""What every command needs and none should wait for: refusals, exit codes, deployment's choices."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from greenlang.core.errors import GreenlangError

REFUSED = 2
PARTLY = 3


@dataclass(frozen=True)
class Setup:
    """What the deployment decides: processes to use, key that signs the head of the records."""

    workers: int
    signing_key: Path | None


@contextmanager
def refusals() -> Iterator[None]:
    """Print an error of ours as one message, without a traceback, and exit with 2."""
    try:
        yield
    except GreenlangError as error:
        kind = type(error).__name__
        typer.echo(f"greenlang: {kind}: {error}", err=True)
        sys.exit(REFUSED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("\ngreenlang: stopped; nothing was written", err=True)
        sys.exit(130)
