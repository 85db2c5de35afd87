"""`greenlang verify` and `greenlang explain`: what an auditor does with a record."""

from pathlib import Path
from typing import Annotated

import typer

from greenlang.cli.shell import refusals

Digits = Annotated[int, typer.Option(min=2, max=34, help="significant digits to print")]
Key = Annotated[
    str | None, typer.Option("--public-key", help="hex key that must have signed the chain")
]


def verify(path: Path, public_key: Key = None) -> None:
    """Recompute a record, or a folder of them, from the file alone; name the step that fails."""
    from greenlang.services import records

    with refusals():
        checked = records.verified(path, public_key)
        for name, verdict in checked.verdicts.items():
            evidence = f", {verdict.evidence} read from outside" if verdict.evidence else ""
            typer.echo(
                f"{name}: {verdict.calculation} holds: {verdict.steps} steps recomputed{evidence}"
            )
            for equation in verdict.unpublished:
                typer.echo(f"  note: {equation} is not in the list of formulas of this release")
        if path.is_dir():
            signed = "and its head is signed" if checked.signed else "its head is not signed"
            typer.echo(f"the chain of {len(checked.verdicts)} records is whole, {signed}")


def explain(path: Path, digits: Digits = 6) -> None:
    """Print a record's calculation as an engineer would write it."""
    from greenlang.core.explain import explanation
    from greenlang.core.records import SealedRecord
    from greenlang.services import records

    with refusals():
        stored = records.read(path)
        record = stored.record if isinstance(stored, SealedRecord) else stored
        typer.echo(explanation(record, digits), nl=False)
