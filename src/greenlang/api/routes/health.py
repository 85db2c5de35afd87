"""Whether the server is up, may be sent requests, and what it has done."""

from typing import Any

from fastapi import APIRouter, Response

import greenlang
from greenlang.api.access import Served
from greenlang.api.metrics import METRICS
from greenlang.api.schemas import refusals

router = APIRouter(tags=["Health"])


@router.get("/liveness", summary="The process answers")
async def liveness() -> dict[str, str]:
    """Nothing is looked at: a probe that fails means a restart helps."""
    return {"status": "alive"}


@router.get("/readiness", summary="Requests can be served", responses=refusals(503))
async def readiness(own: Served) -> dict[str, str]:
    """The database answers and has the schema of this software."""
    await own.ready()
    return {"status": "ready"}


@router.get("/health", summary="The parts of the server, each by itself")
async def health(own: Served) -> dict[str, Any]:
    """Always 200: what is wrong stands in the answer."""
    from greenlang.core.errors import GreenlangError

    try:
        await own.ready()
        database = "up"
    except GreenlangError as error:
        database = str(error)
    return {
        "status": "healthy" if database == "up" and not own.ailing else "degraded",
        "version": greenlang.__version__,
        "parts": {"database": database, **own.ailing},
    }


@router.get("/metrics", summary="Metrics in Prometheus' format", response_class=Response)
async def metrics() -> Response:
    """Of the worker that answers."""
    return Response(METRICS.text(), media_type="text/plain; version=0.0.4")
