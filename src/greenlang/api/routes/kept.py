"""Results and records: what was answered, and the proof of it."""

import asyncio
import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from greenlang.api.access import Served, needs
from greenlang.api.schemas import refusals
from greenlang.core.errors import InputError
from greenlang.core.explain import explanation
from greenlang.core.records import as_document
from greenlang.core.verify import verify
from greenlang.services.records import published
from greenlang.services.security.permissions import Caller
from greenlang.services.store import auditing, kept

router = APIRouter(prefix="/api/v1", tags=["Results and records"])
REFUSED: Any = refusals(401, 403, 404, 422, 429, 503)
Reads = Annotated[Caller, Depends(needs("records:read"))]


@router.get("/results", summary="Results, newest first", responses=REFUSED)
async def results(
    own: Served,
    caller: Annotated[Caller, Depends(needs("results:read"))],
    agent: str | None = None,
    analysis: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> dict[str, Any]:
    """In pages; `next` is null on the last."""
    page = await kept.results(
        own.base,
        _reader(caller, "results:read"),
        agent=agent,
        analysis=analysis,
        limit=limit,
        after=_place(after),
    )
    return {"items": page.rows, "next": page.after}


@router.get("/results/{result_id}", summary="One result as it was answered", responses=REFUSED)
async def result(
    result_id: uuid.UUID,
    own: Served,
    caller: Annotated[Caller, Depends(needs("results:read"))],
) -> Mapping[str, Any]:
    """With the id of its record."""
    return await kept.one_result(own.base, _reader(caller, "results:read"), result_id)


@router.get("/records/{record_id}", summary="One record as it was sealed", responses=REFUSED)
async def record(record_id: uuid.UUID, own: Served, caller: Reads, request: Request) -> Response:
    """The file that `greenlang verify` checks without this server."""
    stored = await kept.one_record(own.base, _reader(caller, "records:read"), record_id)
    tag = f'"{stored.seal}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(
        as_document(stored), headers={"ETag": tag, "Cache-Control": "private, max-age=31536000"},
        media_type="application/json",
    )  # fmt: skip


@router.get("/records/{record_id}/verify", summary="Recompute a record", responses=REFUSED)
async def verified(record_id: uuid.UUID, own: Served, caller: Reads) -> dict[str, Any]:
    """Every step anew, from the record alone; `holds` says whether all came out as recorded."""
    from greenlang.core.errors import NotVerified

    stored = await kept.one_record(own.base, _reader(caller, "records:read"), record_id)
    try:
        verdict = await asyncio.to_thread(verify, stored.record, published())
    except NotVerified as error:
        return {"holds": False, "why": str(error)}
    return {
        "holds": True,
        "calculation": verdict.calculation,
        "steps": verdict.steps,
        "evidence": verdict.evidence,
        "unpublished": list(verdict.unpublished),
    }


@router.get("/records/{record_id}/explain", summary="A record as an engineer would write it",
            responses=REFUSED, response_class=Response)  # fmt: skip
async def explained(
    record_id: uuid.UUID,
    own: Served,
    caller: Reads,
    digits: Annotated[int, Query(ge=2, le=34)] = 6,
) -> Response:
    """Formulas with their numbers, units and sources."""
    stored = await kept.one_record(own.base, _reader(caller, "records:read"), record_id)
    text = await asyncio.to_thread(explanation, stored.record, digits)
    return Response(text, media_type="text/plain; charset=utf-8")


@router.get("/audit/head", summary="Heads of all chains, to be kept elsewhere", responses=REFUSED)
async def head(
    own: Served, caller: Annotated[Caller, Depends(needs("audit:read"))]
) -> Mapping[str, Any]:
    """Against it `greenlang audit verify --head` shows that nothing was cut off."""
    caller.must("audit:read")
    return await auditing.exported(own.base)


@router.get("/audit/log", summary="Who did what, newest first", responses=REFUSED)
async def log(
    own: Served,
    caller: Annotated[Caller, Depends(needs("audit:read"))],
    user: str | None = None,
    since: dt.datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[dict[str, Any]]:
    """Entries of all workers, in the order of their times."""
    caller.must("audit:read")
    rows = await auditing.entries(own.base, user=user, since=since, limit=limit)
    return [json.loads(row) for row in rows]


def _reader(caller: Caller, permission: str) -> kept.Reader:
    return kept.Reader(caller.account_id, caller.sites(permission))


def _place(after: str | None) -> tuple[dt.datetime, uuid.UUID] | None:
    if after is None:
        return None
    time, _, one = after.partition("~")
    try:
        return dt.datetime.fromisoformat(time), uuid.UUID(one)
    except ValueError:
        raise InputError(f"after: {after!r} is not what `next` of a page said") from None
