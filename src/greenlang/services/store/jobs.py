"""Jobs: waiting, taken by a worker, done; one whose worker is gone is taken again."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from greenlang.core.errors import Conflict, NotFound
from greenlang.services.store.database import Database
from greenlang.services.store.schema import account, job, plant, result, site

GONE = dt.timedelta(seconds=20)  # without a sign of its worker
ATTEMPTS = 3
OPEN = ("waiting", "running")


@dataclass(frozen=True)
class Job:
    """A job as it stands."""

    id: uuid.UUID
    kind: str
    agent: str
    plant_id: int | None
    plant: str | None
    site: str | None
    request: Mapping[str, Any]
    state: str
    progress: float
    doing: str
    problem: Mapping[str, Any] | None
    result_id: uuid.UUID | None
    cancel: bool
    attempts: int
    created_by: int | None
    by: str | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


async def made(
    base: Database, kind: str, agent: str, plant_id: int, request: Mapping[str, Any], by: int
) -> Job:
    """A new job, which waits."""
    one = uuid.uuid4()
    async with base.begin() as connection:
        await connection.execute(
            sa.insert(job).values(
                id=one,
                kind=kind,
                agent=agent,
                plant_id=plant_id,
                request=json.dumps(request).encode(),
                created_by=by,
            )
        )
    return await found(base, one)


async def found(base: Database, job_id: uuid.UUID) -> Job:
    """The job of that id. Errors: NotFound."""
    async with base.begin() as connection:
        row = (await connection.execute(_asked().where(job.c.id == job_id))).one_or_none()
    if row is None:
        raise NotFound(f"there is no job {job_id}")
    return _job(row)


async def listed(base: Database, limit: int = 100) -> list[Job]:
    """Jobs, newest first."""
    asked = _asked().order_by(job.c.created_at.desc()).limit(limit)
    async with base.begin() as connection:
        return [_job(row) for row in (await connection.execute(asked)).all()]


async def taken(base: Database, worker: str) -> Job | None:
    """Take the job that waits longest; None where none does. Two never take the same."""
    first = (
        sa.select(job.c.id)
        .where(job.c.state == "waiting")
        .order_by(job.c.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    now = sa.func.now()
    claim = (
        sa.update(job)
        .where(job.c.id == first)
        .values(
            state="running",
            worker=worker,
            attempts=job.c.attempts + 1,
            started_at=now,
            seen_at=now,
            progress=0.0,
            doing="",
        )
        .returning(job.c.id)
    )
    async with base.begin() as connection:
        one = (await connection.execute(claim)).scalar()
    return None if one is None else await found(base, one)


async def seen(base: Database, job_id: uuid.UUID, worker: str) -> bool:
    """Say that the worker lives; whether the job is still its own and not to be cancelled."""
    mine = (job.c.id == job_id) & (job.c.worker == worker) & (job.c.state == "running")
    sign = sa.update(job).where(mine).values(seen_at=sa.func.now()).returning(job.c.cancel)
    async with base.begin() as connection:
        cancel = (await connection.execute(sign)).scalar()
    return cancel is False


async def advanced(
    base: Database, job_id: uuid.UUID, worker: str, share: float, doing: str
) -> None:
    """How far it is; nothing where the job is another's by now."""
    mine = (job.c.id == job_id) & (job.c.worker == worker) & (job.c.state == "running")
    async with base.begin() as connection:
        await connection.execute(sa.update(job).where(mine).values(progress=share, doing=doing))


async def ended(
    base: Database,
    job_id: uuid.UUID,
    worker: str,
    state: str,
    *,
    problem: Mapping[str, Any] | None = None,
    files: str | None = None,
    content: Mapping[str, Any] | None = None,
) -> None:
    """Close a job with its result or its problem, if it is still this worker's."""
    async with base.begin() as connection:
        mine = (job.c.id == job_id) & (job.c.worker == worker) & (job.c.state == "running")
        row = (await connection.execute(sa.select(job).where(mine).with_for_update())).one_or_none()
        if row is None:
            return
        result_id = None
        if content is not None:
            result_id = uuid.uuid4()
            await connection.execute(
                sa.insert(result).values(
                    id=result_id,
                    agent=row.agent,
                    analysis=row.kind,
                    plant_id=row.plant_id,
                    content=json.dumps(content).encode(),
                    created_by=row.created_by,
                )
            )
        closing = {
            "state": state,
            "ended_at": sa.func.now(),
            "problem": json.dumps(problem).encode() if problem else None,
            "result_id": result_id,
            "files": files,
            "progress": 1.0 if state == "done" else job.c.progress,
        }
        await connection.execute(sa.update(job).where(job.c.id == job_id).values(**closing))


async def cancelled(base: Database, job_id: uuid.UUID) -> None:
    """Cancel a job: at once while it waits, within seconds while it runs. Errors: Conflict."""
    async with base.begin() as connection:
        one = sa.select(job.c.state).where(job.c.id == job_id).with_for_update()
        state = (await connection.execute(one)).scalar()
        if state not in OPEN:
            raise Conflict(f"the job is {state} and cannot be cancelled")
        values: dict[str, Any] = {"cancel": True}
        if state == "waiting":
            values |= {"state": "cancelled", "ended_at": sa.func.now()}
        await connection.execute(sa.update(job).where(job.c.id == job_id).values(**values))


async def left(base: Database, job_id: uuid.UUID, worker: str) -> None:
    """Give a job up whose process ended without an end of the job: `abandoned` decides on it."""
    mine = (job.c.id == job_id) & (job.c.worker == worker) & (job.c.state == "running")
    async with base.begin() as connection:
        long_ago = sa.func.now() - 2 * GONE
        await connection.execute(sa.update(job).where(mine).values(seen_at=long_ago))


async def abandoned(base: Database) -> Sequence[uuid.UUID]:
    """Let jobs wait again whose workers are gone; one that was begun three times failed."""
    gone = (job.c.state == "running") & (job.c.seen_at < sa.func.now() - GONE)
    told = f"its process ended {ATTEMPTS} times; the server's log says why"
    problem = {"title": "Our fault", "status": 500, "detail": told}
    async with base.begin() as connection:
        spent = sa.update(job).where(gone, job.c.attempts >= ATTEMPTS)
        await connection.execute(
            spent.values(
                state="failed", ended_at=sa.func.now(), problem=json.dumps(problem).encode()
            )
        )
        stopped = sa.update(job).where(gone, job.c.cancel)
        await connection.execute(stopped.values(state="cancelled", ended_at=sa.func.now()))
        again = sa.update(job).where(gone).values(state="waiting", worker=None)
        return list((await connection.execute(again.returning(job.c.id))).scalars())


async def folder(base: Database, job_id: uuid.UUID) -> str | None:
    """Where the job's files are."""
    async with base.begin() as connection:
        asked = sa.select(job.c.files).where(job.c.id == job_id)
        return (await connection.execute(asked)).scalar()


def _asked() -> sa.Select[Any]:
    names = (plant.c.name.label("plant"), site.c.name.label("site"), account.c.name.label("by"))
    return sa.select(job, *names).select_from(
        job.outerjoin(plant, plant.c.id == job.c.plant_id)
        .outerjoin(site, site.c.id == plant.c.site_id)
        .outerjoin(account, account.c.id == job.c.created_by)
    )


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        agent=row.agent,
        plant_id=row.plant_id,
        plant=row.plant,
        site=row.site,
        request=json.loads(row.request),
        state=row.state,
        progress=row.progress,
        doing=row.doing,
        problem=json.loads(row.problem) if row.problem else None,
        result_id=row.result_id,
        cancel=row.cancel,
        attempts=row.attempts,
        created_by=row.created_by,
        by=row.by,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
