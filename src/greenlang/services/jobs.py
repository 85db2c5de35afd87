"""Jobs in processes of their own: no request waits for a computation.

A worker of the server takes a job, begins a process for it and watches it: it says that it lives,
ends the process where the job is cancelled, and a job whose worker is gone is taken again by
another. The process ends by itself when the worker that began it is gone.
"""

import asyncio
import contextlib
import logging
import os
import sys
from pathlib import Path
from typing import Any

from greenlang.core.errors import CannotConnect
from greenlang.services.store import jobs
from greenlang.services.store.database import Database
from greenlang.services.store.jobs import Job

LOG = logging.getLogger("greenlang.jobs")
PAUSE = 0.5  # s between two looks for work
SIGN = 3.0  # s between two signs of life
URL, DATA = "GREENLANG_DATABASE", "GREENLANG_DATA"


async def worked(base: Database, worker: str, url: str, data: Path) -> None:
    """Take jobs and run them, one after the other, for as long as some wait."""
    for job_id in await jobs.abandoned(base):
        LOG.warning("job %s is taken again: its worker is gone", job_id)
    while (one := await jobs.taken(base, worker)) is not None:
        await _watched(base, one, worker, url, data)


async def _own(base: Database, one: Job, worker: str) -> bool:
    """Whether the job is still to be done here; a database that is away does not end it."""
    try:
        return await jobs.seen(base, one.id, worker)
    except CannotConnect:
        return True


async def _watched(base: Database, one: Job, worker: str, url: str, data: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "greenlang.services.jobrun", str(one.id), worker,
        stdin=asyncio.subprocess.PIPE, env=os.environ | {URL: url, DATA: str(data)},
    )  # fmt: skip
    try:
        while process.returncode is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), SIGN)
                break
            if not await _own(base, one, worker):
                process.kill()
                await process.wait()
                await jobs.ended(base, one.id, worker, "cancelled")
                return
    finally:
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        LOG.error("the process of job %s ended with %s", one.id, process.returncode)
        with contextlib.suppress(CannotConnect):
            await jobs.left(base, one.id, worker)


def shown(one: Job) -> dict[str, Any]:
    """A job as plain data."""
    return {
        "id": str(one.id), "kind": one.kind, "agent": one.agent, "plant": one.plant,
        "state": one.state, "progress": round(one.progress, 4), "doing": one.doing,
        "problem": one.problem, "result_id": str(one.result_id) if one.result_id else None,
        "by": one.by, "created_at": one.created_at.isoformat(),
        "started_at": one.started_at.isoformat() if one.started_at else None,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }  # fmt: skip
