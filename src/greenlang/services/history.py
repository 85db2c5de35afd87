"""From a plant file and a history file to results: the shell around an agent's pure pipeline."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from greenlang.agents.agent import Agent, History
from greenlang.core.errors import InputError, NotFound, near
from greenlang.services.files import plant as plant_files
from greenlang.services.files.tags import Readings, readings

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Outcome:
    """A plant, what its history says, and what to do."""

    plant: Any
    readings: Readings
    history: Any
    decision: Any


def silent(_share: float, _what: str = "") -> None:
    """Progress for nobody."""


def declared(agent: Agent) -> History:
    """The agent's history, or NotFound."""
    if agent.history is None:
        raise NotFound(f"the agent {agent.name} has no history analysis")
    return agent.history


def midnight(zone: str, read: Readings) -> float:
    """Start of the plant's day, s after midnight UTC, by the standard time of its zone.

    Days of results, of the cleaning log and of assays are the plant's; they do not move with
    daylight saving, so that each has 24 hours.
    """
    first = min((int(s.time[0]) for s in read.series.values() if s.time.size), default=0)
    local = dt.datetime.fromtimestamp(first, zoneinfo.ZoneInfo(zone))
    offset = (local.utcoffset() or dt.timedelta()) - (local.dst() or dt.timedelta())
    return float(-offset.total_seconds() % 86_400)


def plant_of(agent: Agent, path: Path) -> Any:
    """The plant that a file describes."""
    plant = declared(agent).plant(
        plant_files.loaded(path), lambda name: plant_files.rows(path.parent / name), path.name
    )
    try:
        zoneinfo.ZoneInfo(plant.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        hint = near(plant.timezone, zoneinfo.available_timezones())
        raise InputError(
            f"{path.name}: plant.timezone: {plant.timezone!r} is no IANA time zone{hint}"
        ) from None
    return plant


def analysed(
    agent: Agent,
    plant_file: Path,
    history_file: Path,
    *,
    workers: int = 1,
    progress: Progress = silent,
) -> Outcome:
    """Read, analyse every connected part of the plant, put together, decide."""
    how = declared(agent)
    plant = plant_of(agent, plant_file)
    tags = how.tags(plant)
    progress(0.0, "reading")
    read = readings(
        history_file,
        tags,
        zone=plant.timezone,
        missing="report",  # a tag that is not there costs its own asset alone
        progress=lambda s: progress(0.2 * s, "reading"),
    )
    grid = how.span(plant, read, midnight(plant.timezone, read))
    results = list(_parts(how, plant, read, grid, workers, progress))
    history = how.joined(plant, grid, results)
    progress(0.85, "planning")
    decision = how.decided(plant, history)
    progress(1.0, "done")
    return Outcome(plant, read, history, decision)


def _parts(
    how: History, plant: Any, read: Readings, grid: Any, workers: int, progress: Progress
) -> Iterator[Any]:
    parts = how.parts(plant)
    if workers == 1 or len(parts) == 1:
        for i, part in enumerate(parts):
            yield how.run(plant, read, part, grid, _within(progress, i, len(parts)))
        return
    with ProcessPoolExecutor(min(workers, len(parts))) as pool:
        futures = [
            pool.submit(how.run, plant, _only(how, plant, read, part), part, grid) for part in parts
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


def _only(how: History, plant: Any, read: Readings, part: Any) -> Readings:
    """The readings that one part needs, so that workers receive no more."""
    return replace(read, series={tag: read[tag] for tag in how.tags(plant, part) if tag in read})
