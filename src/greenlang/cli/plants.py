"""Commands on a plant and its history: start, check, analyse."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from greenlang.agents.agent import Agent
from greenlang.cli.answers import part, progress, table
from greenlang.cli.shell import PARTLY, Setup, refusals
from greenlang.core.errors import Conflict
from greenlang.services import checks, history, planning
from greenlang.services.files.whole import free, written

PlantFile = Annotated[
    Path, typer.Argument(help="the plant file (YAML); `greenlang init` writes one")
]
HistoryFile = Annotated[Path, typer.Argument(help="the history: CSV or Parquet, wide or long")]
Out = Annotated[
    Path, typer.Option("--out", help="folder for the results; appears whole or not at all")
]
NewFile = Annotated[
    Path | None,
    typer.Argument(help="the history: CSV, Parquet or Excel; with --state only what is new"),
]
StateFolder = Annotated[
    Path | None,
    typer.Option(
        "--state",
        help="folder that keeps the readings, for a daily run: takes what the file adds or"
        " corrects, gives the results of all readings so far",
    ),
]
ResultsFolder = Annotated[
    Path, typer.Argument(help="the folder that `history --out` has written", metavar="RESULTS")
]
OtherPlant = Annotated[
    Path | None,
    typer.Option("--plant", help="a plant file with other prices, crews, dates, methods, limits"),
]
Without = Annotated[
    list[str] | None, typer.Option("--without", help="an asset that is left alone; repeat it")
]
Pages = Annotated[
    str | None,
    typer.Option(
        "--pages",
        help="how many assets get a page of the report (those to act on first), or their names:"
        " A,B; default: all of up to 40, else 24",
    ),
]
NoPdf = Annotated[bool, typer.Option("--no-pdf", help="leave the PDF out")]


def added(app: typer.Typer, agent: Agent, setup: Callable[[], Setup]) -> None:
    """Add `history` to an agent's commands."""

    def run(
        plant: PlantFile,
        out: Out,
        readings: NewFile = None,
        state: StateFolder = None,
        pages: Pages = None,
        no_pdf: NoPdf = False,
    ) -> None:
        with refusals():
            outcome = analysed(
                agent, plant, readings, out, setup(), state=state, pages=_pages(pages),
                pdf=not no_pdf,
            )  # fmt: skip
        if outcome.history.failed or outcome.read.missing:
            raise typer.Exit(PARTLY)

    app.command("history", help="From a plant's history to results, decisions and a report.")(run)

    def asked(
        plant: PlantFile, results_: ResultsFolder, other: OtherPlant = None, without: Without = None
    ) -> None:
        with refusals():
            table(*planning.what_if(agent, plant, results_, other, without or ()), 1)

    declares = agent.history is not None and agent.history.what_if is not None
    if declares:
        told = "The plan with other prices, crews, dates or methods, or with an asset left alone."
        app.command("replan", help=told)(asked)


def _pages(text: str | None) -> int | tuple[str, ...] | None:
    if text is None or text.isdecimal():
        return None if text is None else int(text)
    return tuple(name.strip() for name in text.split(",") if name.strip())


def analysed(
    agent: Agent,
    plant: Path,
    readings: Path | None,
    out: Path,
    setup: Setup,
    *,
    state: Path | None = None,
    pages: int | tuple[str, ...] | None = None,
    pdf: bool = True,
) -> history.Outcome:
    """Analyse, write the results, print the table; failed assets are listed at the end."""
    from greenlang.services import results

    free(out)
    with progress("history") as told:
        outcome = history.analysed(
            agent,
            plant,
            readings,
            state=state,
            workers=setup.workers,
            progress=part(told, 0.0, 0.7),
        )
        files = results.written(
            agent,
            outcome,
            out,
            setup.signing_key,
            pdf=pdf,
            pages=pages,
            workers=setup.workers,
            progress=part(told, 0.7, 1.0),
        )
        told(1.0, "done")
    shown(agent, outcome)
    for name, what in files.items():
        typer.echo(f"{what}: {out / name}")
    for line in outcome.read.taken:
        typer.echo(line)
    return outcome


def shown(agent: Agent, outcome: history.Outcome) -> None:
    """The fleet table, then what could not be analysed."""
    how = history.declared(agent)
    title, columns, rows = how.table(outcome.plant, outcome.history, outcome.decision)
    table(title, columns, rows, 1)
    for line in how.notes(outcome.plant, outcome.history, outcome.decision):
        typer.echo(line)
    for tag, hint in outcome.read.missing.items():
        typer.echo(f"no tag {tag!r} in {outcome.read.source}{hint}", err=True)
    for asset, reason in outcome.history.failed.items():
        typer.echo(f"{asset} could not be analysed: {reason}", err=True)


def started(agent: Agent, folder: Path) -> None:
    """Write the starter plant file; an existing one is left alone."""
    path = folder if folder.suffix in {".yaml", ".yml"} else folder / "plant.yaml"
    if path.exists():
        raise Conflict(f"{path} exists: it is left as it is; name another folder")
    written(path, history.declared(agent).starter().encode())
    typer.echo(
        f"{path} written: fill in your assets and tags, then `greenlang check {path} history.csv`"
    )


def checked(agent: Agent, plant: Path, readings: Path) -> None:
    """Print what a check found; exit 2 where something must be mended first."""
    found: list[Any] = list(checks.findings(agent, plant, readings))
    rows = [(each.severity, each.where, each.what) for each in found]
    table(f"{plant} with {readings}", ("", "where", "what"), rows)
    errors = sum(each.severity == "error" for each in found)
    notes = len(found) - errors
    typer.echo(f"{errors} to mend, {notes} to know" if errors else f"ready to run; {notes} to know")
    if errors:
        raise typer.Exit(2)
