"""Every analysis of every agent: one case, or a batch."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response

from greenlang.agents.agent import Agent, Analysis
from greenlang.api import problems, schemas
from greenlang.api.access import needs, service
from greenlang.api.frame import entry
from greenlang.api.metrics import METRICS
from greenlang.api.reading import json_body, json_object
from greenlang.core.errors import GreenlangError, InputError
from greenlang.services.security.permissions import Caller
from greenlang.services.serving import Asked, Service
from greenlang.services.store.chains import Answer, Kept

LARGEST_BATCH = 500
Runs = Annotated[Caller, Depends(needs("analyses:run"))]


def router(agent: Agent, collected: schemas.Schemas) -> APIRouter:
    """The addresses of one agent, from its declaration."""
    made = APIRouter(prefix=f"/api/v1/{agent.name}", tags=[agent.title])
    listed = [
        {"name": a.name, "title": a.title, "address": f"/api/v1/{agent.name}/{a.name}"}
        for a in agent.analyses
    ]

    @made.get("", summary=f"{agent.title}: what can be asked", operation_id=f"{agent.name}_list")
    async def analyses(_caller: Runs) -> list[dict[str, str]]:
        return listed

    for analysis in agent.analyses:
        _added(made, agent, analysis, collected)
    return made


def _added(made: APIRouter, agent: Agent, analysis: Analysis, collected: schemas.Schemas) -> None:
    case = collected.case(analysis.case)
    one = schemas.answer(analysis)
    refused = schemas.refusals(400, 401, 403, 413, 415, 422, 429, 503)

    async def asked(request: Request, caller: Runs) -> Response:
        own = service(request)
        found = await own.audited(agent.name, analysis, await json_object(request))
        content = _content(agent, analysis, found)
        answer = Answer(agent.name, analysis.name, content, account_id=caller.account_id)
        kept = await own.chains.kept(
            found.audited.record,
            answer,
            entry(request.scope, 200, found.audited.record.content_hash),
        )
        request.state.logged = True
        METRICS.analyses.labels(agent.name, analysis.name).inc()
        return Response(
            _whole(content, kept), 200,
            {"Location": f"/api/v1/records/{kept.record_id}",
             "ETag": f'"{found.audited.record.content_hash}"'},
            "application/json",
        )  # fmt: skip

    async def batch(request: Request, caller: Runs) -> Response:
        return await _batch(service(request), agent, analysis, await json_body(request), caller)

    operation = f"{agent.name}_{analysis.name}"
    made.add_api_route(
        f"/{analysis.name}", asked, methods=["POST"], summary=analysis.title,
        operation_id=operation, response_class=Response,
        responses={200: {"description": "the answer", "content": {
            "application/json": {"schema": one}}}, **refused},
        openapi_extra={"requestBody": schemas.body(case, analysis.example)},
    )  # fmt: skip
    rows = {"type": "array", "maxItems": LARGEST_BATCH, "items": case}
    either = {"type": "array", "items": {"oneOf": [one, {"$ref": schemas.PROBLEM}]}}
    made.add_api_route(
        f"/{analysis.name}/batch", batch, methods=["POST"],
        summary=f"{analysis.title}: up to {LARGEST_BATCH} cases", operation_id=f"{operation}_batch",
        response_class=Response,
        responses={200: {"description": "an answer or a problem a case, in their order",
                         "content": {"application/json": {"schema": either}}}, **refused},
        openapi_extra={"requestBody": schemas.body(rows, [analysis.example])},
    )  # fmt: skip


async def _batch(
    own: Service, agent: Agent, analysis: Analysis, given: Any, caller: Caller
) -> Response:
    if not isinstance(given, list) or not 1 <= len(given) <= LARGEST_BATCH:
        raise InputError(f"a list of 1 to {LARGEST_BATCH} cases is needed")
    answers: list[bytes | asyncio.Task[Kept]] = []
    contents: list[bytes] = []
    for case in given:
        try:
            found = await own.audited(agent.name, analysis, case)
        except GreenlangError as error:
            answers.append(orjson.dumps(problems.of_error(error)))
            contents.append(b"")
            continue
        content = _content(agent, analysis, found)
        answer = Answer(agent.name, analysis.name, content, account_id=caller.account_id)
        answers.append(asyncio.create_task(own.chains.kept(found.audited.record, answer)))
        contents.append(content)
        await asyncio.sleep(0)  # others are served between two cases
    parts = [
        answer if isinstance(answer, bytes) else _whole(content, await answer)
        for answer, content in zip(answers, contents, strict=True)
    ]
    METRICS.analyses.labels(agent.name, analysis.name).inc(sum(bool(c) for c in contents))
    return Response(b"[" + b",".join(parts) + b"]", media_type="application/json")


def _content(agent: Agent, analysis: Analysis, found: Asked) -> bytes:
    whole: Mapping[str, Any] = {
        "agent": agent.name,
        "analysis": analysis.name,
        "result": found.values(),
        "warnings": [str(warning) for warning in found.audited.warnings],
    }
    return orjson.dumps(whole, option=orjson.OPT_NON_STR_KEYS)


def _whole(content: bytes, kept: Kept) -> bytes:
    """The answer as stored, with the ids under which it and its record are found."""
    ids = orjson.dumps({
        "id": str(kept.result_id),
        "record": {
            "id": str(kept.record_id),
            "content_hash": kept.stored.record.content_hash,
            "seal": kept.stored.seal,
        },
    })  # fmt: skip
    return content[:-1] + b"," + ids[1:]
