"""Bodies of requests: read as JSON, or refused with what to do."""

from typing import Any

import orjson
from fastapi import Request

from greenlang.api.problems import Refused
from greenlang.core.errors import InputError

DEEPEST = 60  # levels: deeper JSON is no case of ours


async def json_body(request: Request) -> Any:
    """The body as JSON. Errors: 400 unreadable, 415 for another type."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media not in {"application/json", ""} and not media.endswith("+json"):
        raise Refused(415, f"{media}: send JSON as application/json")
    try:
        return orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"the body is not JSON: {error}") from None


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Errors: as `json_body`; InputError for another value."""
    found = await json_body(request)
    if not isinstance(found, dict):
        raise InputError(f"an object with named fields is needed, got {type(found).__name__}")
    return found
