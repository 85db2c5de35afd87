"""The application: routes from the agents' declarations, one frame about all."""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

import greenlang
from greenlang import agents
from greenlang.agents.agent import agent
from greenlang.api import problems, schemas
from greenlang.api.access import Callers
from greenlang.api.frame import Application, Frame
from greenlang.api.routes import accounts, analyses, health, jobs, kept, plants
from greenlang.core.errors import GreenlangError
from greenlang.services.serving import Service

ABOUT = """Numbers of plants that hold before an auditor.

Sign in (`POST /api/v1/sign-in`), then send `Authorization: Bearer <access token>`; programs send an
API key as `X-API-Key`. Every case is given with its units ("150 degC", "12.5 kg/s"); every answer
names its record, which `GET /api/v1/records/{id}/verify` computes anew. Errors are problem
documents (RFC 9457).
"""
Started = Callable[[], contextlib.AbstractAsyncContextManager[Service]]
SMALLEST = 1000  # bytes, from which an answer is compressed


def application(started: Started, origins: tuple[str, ...] = ()) -> Application:
    """The whole application; `started` gives the worker's service for as long as it runs."""

    @contextlib.asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with started() as service:
            app.state.service = service
            yield

    app = FastAPI(
        title="GreenLang", version=greenlang.__version__, description=ABOUT, lifespan=life,
        docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json",
        responses={401: {"description": "sign in first"}},
    )  # fmt: skip
    app.state.callers = Callers()
    collected = schemas.Schemas()
    for router in (health.router, accounts.router, kept.router, plants.router, jobs.router):
        app.include_router(router)
    for name in agents.names():
        app.include_router(analyses.router(agent(name), collected))
    _described(app, collected)
    app.add_exception_handler(GreenlangError, _refused)
    app.add_exception_handler(RequestValidationError, _misshapen)
    app.add_exception_handler(HTTPException, _unknown)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST)
    if origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(origins), allow_methods=["*"],
            allow_headers=["authorization", "content-type", "x-api-key", "idempotency-key"],
        )  # fmt: skip
    return Frame(app, lambda: app.state.service)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, GreenlangError):
        raise error
    if error.status >= 500:
        raise error  # the frame logs it
    return problems.of(error, request.state.request_id)


async def _misshapen(request: Request, error: Exception) -> Response:
    """Fields that are missing or of another kind, with their path."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    path = ".".join(str(part) for part in first["loc"][1:])
    if first["type"] == "json_invalid":
        document = problems.problem(400, "the body is not JSON", "Unreadable",
                                    request.state.request_id)  # fmt: skip
        return problems.answered(document)
    document = problems.problem(
        422, f"{path or 'body'}: {first['msg']}", "InputError", request.state.request_id,
        pointer=path or None,
    )  # fmt: skip
    return problems.answered(document)


async def _unknown(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    document = problems.problem(error.status_code, str(error.detail), "", request.state.request_id)
    return problems.answered(document, error.headers)


def _described(app: FastAPI, collected: schemas.Schemas) -> None:
    """OpenAPI with the agents' schemas, problems and ways to sign in."""
    original = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            whole = original()
            parts = whole.setdefault("components", {})
            parts.setdefault("schemas", {}).update(collected.components)
            parts["schemas"]["Problem"] = schemas.problem()
            parts["securitySchemes"] = {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            }
            whole["security"] = [{"token": []}, {"key": []}]
            app.openapi_schema = whole
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
