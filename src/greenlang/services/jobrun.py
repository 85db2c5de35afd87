"""One job in its own process: `python -m greenlang.services.jobrun JOB WORKER`."""

import asyncio
import os
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from greenlang.agents.agent import Agent, agent
from greenlang.core.errors import GreenlangError, InsufficientData
from greenlang.services import history, results
from greenlang.services.files.history.report import Series
from greenlang.services.files.kept import Kept, Told, segment, writing
from greenlang.services.jobs import DATA, PAUSE, URL
from greenlang.services.store import jobs, measurements, plants
from greenlang.services.store.database import Database, database
from greenlang.services.store.jobs import Job

SECOND = 1_000_000  # us
EVER = (0, 4_000_000_000)  # s since 1970


async def run(base: Database, one: Job, worker: str, data: Path) -> None:
    """The job itself, in its own process."""
    told = _Progress(base, one.id, worker)
    try:
        content, files = await _history(base, one, data, told)
    except GreenlangError as error:
        if error.status >= 500:
            raise
        document = {"type": f"urn:greenlang:problem:{type(error).__name__}",
                    "status": error.status, "detail": str(error)}  # fmt: skip
        await jobs.ended(base, one.id, worker, "failed", problem=document)
        return
    finally:
        await told.ended()
    await jobs.ended(base, one.id, worker, "done", files=str(files), content=content)


async def _history(
    base: Database, one: Job, data: Path, told: "_Progress"
) -> tuple[Mapping[str, Any], Path]:
    """Readings out of the store, analysed, reported into a folder of the job's own."""
    if one.plant is None:
        raise InsufficientData("the plant is gone")
    whole = await plants.found(base, one.plant)
    how = history.declared(agent(whole.agent))
    assets = await plants.assets(base, whole.id)
    documents = {name: each.document for name, each in assets.items()}
    document = {**whole.document, how.assets: documents}
    rows = history.rows_of(whole.tables)
    plant = history.understood(agent(whole.agent), document, rows, whole.name)
    out = data / "results" / str(one.id)
    with tempfile.TemporaryDirectory(prefix="greenlang-job-") as folder:
        read = await _readings(base, whole, list(how.tags(plant)), one, Path(folder) / "readings")
        told.at(0.2, "reading")
        content = await asyncio.to_thread(
            _analysed, agent(whole.agent), plant, read, out, one.request, told
        )
    versions = {name: each.version for name, each in assets.items()}
    return {**content, "plant_version": whole.version, "asset_versions": versions}, out


async def _readings(
    base: Database, whole: plants.Plant, wanted: list[str], one: Job, folder: Path
) -> Kept:
    """The plant's readings as a run over a file has them: on disk, a tag at a time."""
    known = await plants.tags(base, whole.id)
    begins, ends = (int(one.request.get(name, at)) for name, at in zip(("from", "to"), EVER,
                                                                      strict=True))  # fmt: skip
    missing = {}
    with writing(folder) as file:
        for tag in wanted:
            batch = (
                await measurements.raw(base, [known[tag]], begins * SECOND, ends * SECOND)
                if tag in known
                else None
            )
            if batch is None or not len(batch.time):
                missing[tag] = ""
                continue
            file.keep(tag, Series(
                batch.time // SECOND, batch.value, batch.quality.astype(np.uint8), None
            ))  # fmt: skip
    if len(missing) == len(wanted):
        raise InsufficientData(f"{whole.name} has no reading in that time: send some first")
    return Kept((segment(folder),), Told(f"the readings of {whole.name}", missing=missing))


def _analysed(
    of: Agent, plant: Any, read: Kept, out: Path, asked: Mapping[str, Any], told: "_Progress"
) -> Mapping[str, Any]:
    how = history.declared(of)
    outcome = history.concluded(of, plant, read, progress=told.between(0.0, 0.7))
    pdf = bool(asked.get("pdf", True))
    names = results.written(of, outcome, out, pdf=pdf, progress=told.between(0.7, 1.0))
    title, columns, rows = how.table(outcome.plant, outcome.history, outcome.decision)
    return {
        "title": title,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "notes": list(how.notes(outcome.plant, outcome.history, outcome.decision)),
        "failed": dict(outcome.history.failed),
        "missing": dict(outcome.read.missing),
        "files": names,
    }


class _Progress:
    """Tells the store how far a job is, twice a second at most, from any thread."""

    def __init__(self, base: Database, job_id: uuid.UUID, worker: str) -> None:
        self._base, self._job, self._worker = base, job_id, worker
        self._loop = asyncio.get_running_loop()
        self._last = 0.0
        self._running: set[Any] = set()

    def at(self, share: float, what: str = "") -> None:
        """So far it is."""
        now = time.monotonic()
        if now - self._last < PAUSE:
            return
        self._last = now
        told = jobs.advanced(self._base, self._job, self._worker, share, what)
        self._running.add(asyncio.run_coroutine_threadsafe(told, self._loop))

    def between(self, low: float, high: float) -> Callable[[float, str], None]:
        """Progress of a stage."""

        def stage(share: float, what: str = "") -> None:
            self.at(low + (high - low) * share, what)

        return stage

    async def ended(self) -> None:
        """Let what is on its way arrive."""
        waiting = [asyncio.wrap_future(one) for one in self._running]
        await asyncio.gather(*waiting, return_exceptions=True)


def _orphaned() -> None:
    """End this process when the worker that holds the other end of its input is gone."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


async def _main(job_id: str, worker: str) -> None:
    base = database(os.environ[URL], connections=3)
    try:
        one = await jobs.found(base, uuid.UUID(job_id))
        await run(base, one, worker, Path(os.environ[DATA]))
    finally:
        await base.close()


if __name__ == "__main__":
    _orphaned()
    asyncio.run(_main(*sys.argv[1:3]))
