"""`greenlang <agent> <analysis>`: a case in, an audited result out, for every declared analysis."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from greenlang.agents.agent import Agent, Analysis
from greenlang.cli.answers import lines, table
from greenlang.cli.shell import refusals
from greenlang.core.cases import case_from, currency
from greenlang.core.errors import InputError, NotFound
from greenlang.core.provenance import audit
from greenlang.services import records
from greenlang.services.files.case import filled

CaseFile = Annotated[
    Path | None, typer.Option("--case", help="the case as JSON, units as you write them")
]
RecordFile = Annotated[Path | None, typer.Option("--record", help="where to keep the record")]
AsJson = Annotated[bool, typer.Option("--json", help="print the result as JSON")]
Example = Annotated[bool, typer.Option("--example", help="print an example case and end")]


def added(app: typer.Typer, agent: Agent) -> None:
    """Add a command for each analysis of an agent."""
    for analysis in agent.analyses:
        app.command(analysis.name.replace("_", "-"), help=_help(analysis))(_command(analysis))


def _help(analysis: Analysis) -> str:
    fields = ", ".join(
        field.name + (f" ({field.shape.unit.symbol})" if field.shape.unit else "")
        for field in analysis.inputs
    )
    return f"{analysis.title}\n\nThe case holds: {fields}"


def _command(analysis: Analysis) -> Callable[..., None]:
    def run(
        case: CaseFile = None,
        record: RecordFile = None,
        as_json: AsJson = False,
        example: Example = False,
    ) -> None:
        with refusals():
            if example:
                typer.echo(json.dumps(analysis.example, indent=2, ensure_ascii=False))
                return
            given = case_from(analysis.case, _given(analysis.case, case))
            money = currency(given)
            audited = audit(analysis.run, given)
            if record is not None:
                records.write(audited.record, record)
            _shown(analysis, audited, record, money, as_json=as_json)

    return run


def _given(kind: type, path: Path | None) -> Any:
    if path is None:
        raise InputError("name the case: --case case.json; --example prints one to start from")
    try:
        given = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
    except FileNotFoundError:
        raise NotFound(
            f"{path}: there is no such file; --example prints a case to start from"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    except ValueError as error:
        raise InputError(f"{path} is not JSON: {error}") from None
    return filled(kind, given, path.parent)


def _shown(
    analysis: Analysis, audited: Any, record: Path | None, money: str, *, as_json: bool
) -> None:
    if as_json:
        values = {
            path: {"value": value, "unit": unit}
            for path, value, unit in _exact(audited.result, money)
        }
        whole = {
            "result": values,
            "warnings": [str(warning) for warning in audited.warnings],
            "content_hash": audited.record.content_hash,
        }
        typer.echo(json.dumps(whole, indent=2, ensure_ascii=False))
        return
    table(
        analysis.title,
        ("", "value", "unit"),
        [tuple(row) for row in lines(audited.result, money)],
        1,
    )
    for warning in audited.warnings:
        typer.echo(f"warning: {warning}")
    kept = f", kept in {record}" if record else ""
    typer.echo(f"record {audited.record.content_hash}{kept}")


def _exact(result: Any, money: str) -> list[tuple[str, str, str]]:
    from greenlang.core import cases

    return [
        (path, str(value), shape.unit.named(money) if shape.unit else "")
        for path, shape, value in cases.leaves(result)
    ]
