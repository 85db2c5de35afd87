"""Errors as problem documents (RFC 9457): what, value, limit, remedy, and where in the request."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from greenlang.core.errors import GreenlangError
from greenlang.services.security.limits import TooManyRequests

MEDIA = "application/problem+json"
PATH = re.compile(r"^([A-Za-z_][\w]*(?:\.[\w]+|\[\d+\])*): ")
TITLES = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "Not permitted",
    404: "Not found",
    405: "Not for this address",
    406: "Not to be had in that form",
    409: "In conflict with what is there",
    412: "Changed in the meantime",
    413: "Too large",
    415: "Not a type that is read here",
    422: "The request says something that cannot be used",
    429: "Too many requests",
    500: "Our fault",
    503: "Not available now",
}


class Refused(GreenlangError):
    """A request that HTTP itself refuses: too large, of a wrong type, unreadable."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def problem(
    status: int, detail: str, kind: str = "", request_id: str = "", **more: Any
) -> Mapping[str, Any]:
    """One problem as plain data."""
    document: dict[str, Any] = {
        "type": f"urn:greenlang:problem:{kind or status}",
        "title": TITLES.get(status, "Problem"),
        "status": status,
        "detail": detail,
    }
    if request_id:
        document["instance"] = f"urn:greenlang:request:{request_id}"
    return document | {name: value for name, value in more.items() if value is not None}


def of_error(error: GreenlangError, request_id: str = "") -> Mapping[str, Any]:
    """The problem that an error of ours is; `pointer` is the path of the field, where it says one.

    What went wrong inside is not told to a caller: the log has it under the request's id.
    """
    kind, status = type(error).__name__, error.status
    if status >= 500 and status != 503:
        return problem(500, f"the server failed; its log has it under {request_id}", "Internal",
                       request_id)  # fmt: skip
    text = str(error)
    found = PATH.match(text) if status == 422 else None
    return problem(status, text, kind, request_id, pointer=found.group(1) if found else None)


def answered(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """The answer that carries a problem."""
    more = dict(headers or {})
    if document["status"] == 401:
        more.setdefault("WWW-Authenticate", "Bearer")
    return Response(orjson.dumps(document), document["status"], more, MEDIA)


def of(error: GreenlangError, request_id: str = "") -> Response:
    """The answer to a request that failed with an error of ours."""
    headers = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(max(1, round(error.after + 0.5)))
    return answered(of_error(error, request_id), headers)
