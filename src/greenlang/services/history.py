"""From a plant file and a history file to results: the shell around an agent's pure pipeline."""

import datetime as dt
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from greenlang.agents.agent import Agent, History
from greenlang.core.errors import InputError, NotFound, near
from greenlang.services import state as states
from greenlang.services.apart import apart
from greenlang.services.files import plant as plant_files
from greenlang.services.files.kept import Kept, Told, segment, writing
from greenlang.services.files.tags import Progress as Share
from greenlang.services.files.tags import spooled
from greenlang.services.work import spread

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Outcome:
    """A plant, what its history says, and what to do."""

    plant: Any
    read: Told
    history: Any
    decision: Any


def silent(_share: float, _what: str = "") -> None:
    """Progress for nobody."""


def declared(agent: Agent) -> History:
    """The agent's history, or NotFound."""
    if agent.history is None:
        raise NotFound(f"the agent {agent.name} has no history analysis")
    return agent.history


def midnight(zone: str, first: int) -> float:
    """Start of the plant's day, s after midnight UTC, by the standard time of its zone at `first`.

    Days of results, of the cleaning log and of assays are the plant's; they do not move with
    daylight saving, so that each has 24 hours.
    """
    local = dt.datetime.fromtimestamp(first, zoneinfo.ZoneInfo(zone))
    offset = (local.utcoffset() or dt.timedelta()) - (local.dst() or dt.timedelta())
    return float(-offset.total_seconds() % 86_400)


def plant_of(agent: Agent, path: Path) -> Any:
    """The plant that a file describes."""
    return understood(
        agent,
        plant_files.loaded(path),
        lambda name: plant_files.rows(path.parent / name),
        path.name,
    )


def understood(agent: Agent, data: Any, tables: Callable[[str], Any], name: str) -> Any:
    """The plant that plain data describe; `tables` gives the rows of a file that they name."""
    plant = declared(agent).plant(data, tables, name)
    try:
        zoneinfo.ZoneInfo(plant.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        hint = near(plant.timezone, zoneinfo.available_timezones())
        raise InputError(
            f"{name}: plant.timezone: {plant.timezone!r} is no IANA time zone{hint}"
        ) from None
    return plant


def rows_of(tables: Mapping[str, Any]) -> Callable[[str], list[dict[str, str]]]:
    """What gives the rows of a file that a plant's data name, where they come with the data."""

    def rows(name: str) -> list[dict[str, str]]:
        if name not in tables:
            raise NotFound(f"tables: {name!r} is missing{near(name, tables)}: send its rows along")
        found = tables[name]
        if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
            raise InputError(f"tables.{name}: a list of rows is needed, each an object of texts")
        return [{str(key): str(value) for key, value in row.items()} for row in found]

    return rows


def analysed(
    agent: Agent,
    plant_file: Path,
    history_file: Path | None,
    *,
    state: Path | None = None,
    workers: int = 1,
    progress: Progress = silent,
) -> Outcome:
    """Read, analyse every connected part of the plant, put together, decide.

    Readings go to disk and come back part by part, so that memory does not grow with the fleet. A
    `state` folder keeps them: then the file brings what is new, or there is none, and the results
    are those of all deliveries so far.
    """
    plant = plant_of(agent, plant_file)
    tags = declared(agent).tags(plant)
    progress(0.0, "reading")

    def reading(share: float) -> None:
        progress(0.2 * share, "reading")

    with (
        _once(history_file, tags, plant.timezone, reading, beside=workers > 1)
        if state is None
        else _kept(state, plant, plant_file, history_file, tags, reading)
    ) as read:
        return concluded(agent, plant, read, workers=workers, progress=progress)


def concluded(
    agent: Agent, plant: Any, read: Kept, *, workers: int = 1, progress: Progress = silent
) -> Outcome:
    """Analyse every connected part of the plant by the readings kept, put together, decide."""
    how = declared(agent)
    ends = read.ends()
    spans = {tag: SimpleNamespace(time=np.array(end)) for tag, end in ends.items()}
    first = min((start for start, _ in ends.values()), default=0)
    grid = how.span(plant, spans, midnight(plant.timezone, first))
    results = list(_parts(how, plant, read, grid, workers, progress))
    history = how.joined(plant, grid, results)
    progress(0.85, "planning")
    decision = how.decided(plant, history, spread(workers))
    progress(1.0, "done")
    return Outcome(plant, read.report, history, decision)


LARGE = 32 << 20  # bytes of a file that is read in a process of its own: its memory comes back


@contextmanager
def _once(
    file: Path | None, tags: Sequence[str], zone: str, progress: Share, *, beside: bool
) -> Iterator[Kept]:
    """The readings of one file, on disk for as long as the run."""
    if file is None:
        raise InputError("give a history file, or the --state folder that keeps earlier ones")
    with tempfile.TemporaryDirectory(prefix="greenlang-") as folder:
        path = Path(folder) / "readings"
        asked = str(path), str(file), list(tags), zone
        if beside and file.is_file() and file.stat().st_size > LARGE:
            with apart(f"{__name__}:{spooled_to.__name__}", *asked) as answer:
                source, warnings, missing = answer(progress)
        else:
            source, warnings, missing = spooled_to(*asked, progress)
        yield Kept((segment(path),), Told(source, tuple(warnings), missing))


def spooled_to(
    path: str, file: str, tags: list[str], zone: str, progress: Share
) -> tuple[str, Sequence[str], Mapping[str, str]]:
    """Put the readings of a file into a new segment: source, warnings and missing tags."""
    with writing(Path(path)) as out:
        # A tag that is not there costs its own asset alone.
        report = spooled(Path(file), tags, out.keep, zone=zone, missing="report", progress=progress)
    return report.source, report.warnings, report.missing


@contextmanager
def _kept(
    folder: Path, plant: Any, plant_file: Path, file: Path | None, tags: Sequence[str], share: Share
) -> Iterator[Kept]:
    """The readings of all deliveries so far, the one of this run among them."""
    with states.opened(folder, plant.name, plant.timezone) as before:
        now, report = before, None
        if file is not None:
            now, report = states.taken(before, file, tags, share)
        now = replace(now, plant_file=states.hash_of(plant_file))
        yield now.kept(states.told(now, before, report, tags))
        states.saved(now)


def _parts(
    how: History, plant: Any, read: Kept, grid: Any, workers: int, progress: Progress
) -> Iterator[Any]:
    parts = how.parts(plant)
    if workers == 1 or len(parts) == 1:
        for i, part in enumerate(parts):
            yield how.run(plant, read, part, grid, _within(progress, i, len(parts)))
        return
    with ProcessPoolExecutor(min(workers, len(parts))) as pool:
        futures = [
            pool.submit(how.run, plant, read.only(how.tags(plant, part)), part, grid)
            for part in parts
        ]
        for i, (part, future) in enumerate(zip(parts, futures, strict=True)):
            progress(0.2 + 0.65 * i / len(parts), _named(part))
            yield future.result()


def _within(progress: Progress, i: int, parts: int) -> Progress:
    def share(done: float, what: str = "") -> None:
        progress(0.2 + 0.65 * (i + done) / parts, what)

    return share


def _named(part: Any) -> str:
    names = list(part)
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")
