"""Jobs: long work that is asked for, watched, cancelled, and whose files are fetched."""

import asyncio
import mimetypes
import uuid
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response, WebSocket, WebSocketDisconnect
from pydantic import AwareDatetime, BaseModel, ConfigDict
from starlette.responses import FileResponse

from greenlang.agents.agent import agent
from greenlang.api import problems, schemas
from greenlang.api.access import Callers, Served, needs
from greenlang.core.errors import GreenlangError, InputError, NotFound, near
from greenlang.services import history
from greenlang.services.jobs import shown
from greenlang.services.security.permissions import Caller
from greenlang.services.store import jobs, plants

router = APIRouter(prefix="/api/v1", tags=["Jobs"])
REFUSED: Any = schemas.refusals(400, 401, 403, 404, 409, 415, 422, 429, 503)
Reads = Annotated[Caller, Depends(needs("jobs:read"))]
Runs = Annotated[Caller, Depends(needs("jobs:run"))]
LOOK = 0.5  # s between two looks at a job that is watched
OPEN = ("waiting", "running")


class HistoryAsked(BaseModel):
    """Which readings, and whether the report is also set as PDF."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    begin: AwareDatetime | None = None
    end: AwareDatetime | None = None
    pdf: bool = True


@router.post("/plants/{plant}/history", summary="Analyse a plant's readings", status_code=202,
             responses=REFUSED)  # fmt: skip
async def asked(
    plant: str, given: HistoryAsked, own: Served, caller: Runs, response: Response
) -> dict[str, Any]:
    """States, events, causes, decisions and a report, as a job."""
    one = await plants.found(own.base, plant)
    if not caller.may("plants:read", one.site):
        raise NotFound(f"there is no plant {plant!r}")
    caller.must("jobs:run", one.site)
    history.declared(agent(one.agent))
    if given.begin and given.end and given.begin >= given.end:
        raise InputError(f"end: {given.end} does not come after begin, {given.begin}")
    request: dict[str, Any] = {"pdf": given.pdf}
    if given.begin:
        request["from"] = int(given.begin.timestamp())
    if given.end:
        request["to"] = int(given.end.timestamp())
    made = await jobs.made(own.base, "history", one.agent, one.id, request, caller.account_id)
    response.headers["Location"] = f"/api/v1/jobs/{made.id}"
    return shown(made)


@router.get("/jobs", summary="Jobs, newest first", responses=REFUSED)
async def listed(own: Served, caller: Reads) -> list[dict[str, Any]]:
    """Of the sites that the caller may see."""
    return [shown(one) for one in await jobs.listed(own.base) if _may(caller, one, "jobs:read")]


@router.get("/jobs/{job_id}", summary="How far a job is", responses=REFUSED)
async def found(job_id: uuid.UUID, own: Served, caller: Reads) -> dict[str, Any]:
    """Its state, progress, and result or problem."""
    return shown(await _job(own, caller, job_id, "jobs:read"))


@router.delete("/jobs/{job_id}", summary="Cancel a job", status_code=202, responses=REFUSED)
async def cancelled(job_id: uuid.UUID, own: Served, caller: Runs) -> dict[str, Any]:
    """At once while it waits, within seconds while it runs."""
    await _job(own, caller, job_id, "jobs:run")
    await jobs.cancelled(own.base, job_id)
    return shown(await jobs.found(own.base, job_id))


@router.get("/jobs/{job_id}/files", summary="Files of a job", responses=REFUSED)
async def files(job_id: uuid.UUID, own: Served, caller: Reads) -> list[str]:
    """Names for the address below."""
    await _job(own, caller, job_id, "jobs:read")
    return sorted(await _files(own, job_id))


@router.get("/jobs/{job_id}/files/{name:path}", summary="One file of a job", responses=REFUSED)
async def one_file(job_id: uuid.UUID, name: str, own: Served, caller: Reads) -> Response:
    """Only a file that is in the list is given."""
    await _job(own, caller, job_id, "jobs:read")
    known = await _files(own, job_id)
    if name not in known:
        raise NotFound(f"the job has no file {name!r}{near(name, known)}")
    media = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(known[name], media_type=media, filename=Path(name).name)


@router.websocket("/jobs/{job_id}/progress")
async def progress(socket: WebSocket, job_id: uuid.UUID) -> None:
    """How a job stands now, then every change, to its end. The token comes in the header."""
    own = socket.app.state.service
    callers: Callers = socket.app.state.callers
    try:
        caller = await callers.of(own, socket)
        one = await _job(own, caller, job_id, "jobs:read")
    except GreenlangError as error:
        await socket.close(4000 + error.status, str(error)[:120])
        return
    await socket.accept()
    last = None
    try:
        while True:
            state = shown(one)
            if state != last:
                await socket.send_json(state)
                last = state
            if one.state not in OPEN:
                break
            await asyncio.sleep(LOOK)
            one = await jobs.found(own.base, job_id)
        await socket.close()
    except WebSocketDisconnect:
        return
    except GreenlangError as error:
        await socket.send_json(problems.of_error(error))
        await socket.close(1011)


def _may(caller: Caller, one: jobs.Job, permission: str) -> bool:
    return caller.account_id == one.created_by or caller.may(permission, one.site or "")


async def _job(own: Any, caller: Caller, job_id: uuid.UUID, permission: str) -> jobs.Job:
    one = await jobs.found(own.base, job_id)
    if not _may(caller, one, "jobs:read"):
        raise NotFound(f"there is no job {job_id}")
    caller.must(permission, one.site or "")
    return one


async def _files(own: Any, job_id: uuid.UUID) -> dict[str, Path]:
    folder = await jobs.folder(own.base, job_id)
    if folder is None:
        raise NotFound("the job has no files yet: it is not done")

    def found() -> dict[str, Path]:
        root = Path(folder)
        return {
            str(path.relative_to(root)): path
            for path in root.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    return await asyncio.to_thread(found)
