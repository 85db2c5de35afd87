"""The one place where everything is wired: the console entry `greenlang`."""

import ast
import importlib.util
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

import greenlang
from greenlang import agents
from greenlang.cli import audit, serve, store
from greenlang.cli.shell import Setup, refusals
from greenlang.settings import as_environment, one_thread_each, serving, settings

HELP = """Where plants lose energy, what it costs, what to do about it: numbers with their origin.

greenlang init myplant; greenlang check myplant/plant.yaml history.csv;
greenlang AGENT history myplant/plant.yaml history.csv --out results
"""


def main() -> None:
    """Run the command line; an agent is imported only when its name is the command."""
    one_thread_each()
    command(sys.argv[1:])()


def command(arguments: list[str]) -> typer.Typer:
    """The application, with every agent's name and the commands of the one that is called."""
    app = typer.Typer(
        help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    app.callback()(_version)
    called = next((word for word in arguments if not word.startswith("-")), "")
    for name in agents.names():
        app.add_typer(_agent(name, whole=name == called), name=name, help=_headline(name))
    app.command()(init)
    app.command()(check)
    app.command()(audit.verify)
    app.command()(audit.explain)
    app.command()(demo)
    serve.added(app, serving, as_environment)
    store.added(app, serving)
    return app


def worker() -> Any:
    """One process of the server; its settings came through the environment."""
    from greenlang.api.app import application
    from greenlang.services.hosting import KEY
    from greenlang.services.serving import Options, service

    one_thread_each()
    own = serving()
    options = Options(
        issuer=own.name,
        signed_in=own.rate_signed_in,
        anonymous=own.rate_anonymous,
        largest=own.largest_mb * 1_000_000,
        secure=own.tls_cert is not None,
    )
    return application(lambda: service(str(own.database), own.data / KEY, options), own.origins)


def _version(
    version: Annotated[bool, typer.Option("--version", help="print the version and end")] = False,
) -> None:
    if version:
        typer.echo(f"greenlang {greenlang.__version__}")
        raise typer.Exit


def _setup() -> Setup:
    found = settings()
    return Setup(found.workers, found.signing_key)


def _headline(name: str) -> str:
    """First line of an agent's docstring, read without importing it."""
    spec = importlib.util.find_spec(f"greenlang.agents.{name}")
    if spec is None or spec.origin is None:
        return name
    text = Path(spec.origin).read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or name).splitlines()[0]


def _agent(name: str, *, whole: bool) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
    if not whole:
        app.callback()(lambda: None)
        return app
    from greenlang.agents import agent as declarations
    from greenlang.cli import analyses, plants

    declared = declarations.agent(name)
    if declared.history is not None:
        plants.added(app, declared, _setup)
    analyses.added(app, declared)
    return app


Folder = Annotated[Path, typer.Argument(help="a folder for plant.yaml, or the file")]
PlantFile = Annotated[Path, typer.Argument(help="the plant file (YAML)")]
HistoryFile = Annotated[Path, typer.Argument(help="the history (CSV or Parquet)")]
AgentName = Annotated[
    str, typer.Option("--agent", help="whose plant file it is, where the file does not tell")
]


def init(folder: Folder = Path(), agent: AgentName = "") -> None:
    """Write a commented starter plant file."""
    from greenlang.cli import plants
    from greenlang.services import choice

    with refusals():
        plants.started(choice.chosen(agent), folder)


def check(plant: PlantFile, history: HistoryFile, agent: AgentName = "") -> None:
    """Say what is missing or implausible in a plant file and a history before anything runs."""
    from greenlang.cli import plants
    from greenlang.services import choice

    with refusals():
        plants.checked(choice.chosen(agent, plant), plant, history)


def demo(
    out: Annotated[
        Path, typer.Option(help="folder for the plants, their histories and the reports")
    ] = Path("demo"),
    seed: Annotated[int, typer.Option(help="which plant of its kind")] = 1,
    plant: Annotated[
        str, typer.Option(help="one kind of plant alone; `list` says which there are")
    ] = "",
) -> None:
    """Simulate plants, analyse them, report, and compare with the truth that was not told."""
    from greenlang.simulators import kinds

    if plant == "list":
        for each in kinds.SIMULATORS.values():
            typer.echo(f"{each.name:<16} {each.title} ({each.agent})")
        return
    with refusals():
        if plant:
            _demonstrated(kinds.simulator(plant).name, out, seed, _setup())
        else:
            _side_by_side([(each.name, out / each.agent) for each in kinds.mains()], seed)


def _side_by_side(plants: list[tuple[str, Path]], seed: int) -> None:
    """Demonstrate several plants, in processes of their own where there are several to use."""
    setup = _setup()
    if setup.workers == 1 or len(plants) == 1:
        for name, out in plants:
            _demonstrated(name, out, seed, setup)
        return
    each = replace(setup, workers=max(1, setup.workers // len(plants)))
    typer.echo(f"{len(plants)} plants are simulated and analysed side by side ...")
    with ProcessPoolExecutor(len(plants), get_context("spawn")) as pool:
        jobs = [pool.submit(_captured, name, out, seed, each) for name, out in plants]
        for job in jobs:
            typer.echo(job.result(), nl=False)


def _captured(name: str, out: Path, seed: int, setup: Setup) -> str:
    """What a demonstration prints."""
    one_thread_each()
    told = StringIO()
    with redirect_stdout(told):
        _demonstrated(name, out, seed, setup)
    return told.getvalue()


def _demonstrated(name: str, out: Path, seed: int, setup: Setup) -> None:
    from greenlang.agents import agent as declarations
    from greenlang.cli.plants import analysed
    from greenlang.simulators import kinds

    simulator, home = kinds.simulator(name), out / "plant"
    typer.echo(f"simulating {simulator.title} (seed {seed}) into {home} ...")
    simulated = simulator.files(home, seed)
    declared = declarations.agent(simulator.agent)
    files = home / "plant.yaml", home / "history.csv"
    outcome = analysed(declared, *files, out / "results", setup)
    for line in simulator.judge.told(simulated, outcome.plant, outcome.history):
        typer.echo(line)


if __name__ == "__main__":
    main()
