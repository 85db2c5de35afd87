"""What every request passes through: its id, size, time, problems, and its entry in the log.

Plain ASGI: a middleware that wraps request and response objects would cost more than an analysis.
An answer leaves when its entry in the audit log is on disk, and not before.
"""

import logging
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from greenlang.api import problems
from greenlang.api.metrics import METRICS
from greenlang.core.errors import GreenlangError
from greenlang.services.serving import Service

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
STRICT = (b"strict-transport-security", b"max-age=31536000")
QUIET = ("/health", "/liveness", "/readiness", "/metrics")  # asked every few seconds by machines
LOG = logging.getLogger("greenlang.api")


class Frame:
    """The outermost layer of the application."""

    def __init__(self, inner: Application, service: Callable[[], Service]) -> None:
        self.inner = inner
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        await _Request(self, scope, receive, send).answered()


class _Request:
    def __init__(self, frame: Frame, scope: Scope, receive: Receive, send: Send) -> None:
        self.frame, self.scope, self._receive, self._send = frame, scope, receive, send
        self.id = uuid.uuid4().hex
        self.state = scope.setdefault("state", {})
        self.state["request_id"] = self.id
        self.begun = time.perf_counter()
        self.read = 0
        self.status = 0

    async def answered(self) -> None:
        try:
            await self.frame.inner(self.scope, self.receive, self.send)
        except GreenlangError as error:
            await self._failed(problems.of(error, self.id), error)
        except Exception as error:  # noqa: BLE001  # whatever it is, the caller gets a problem
            document = problems.problem(
                500, f"the server failed; its log has it under {self.id}", "Internal", self.id
            )
            await self._failed(problems.answered(document), error)
        finally:
            METRICS.answered(self.scope, self.status, time.perf_counter() - self.begun)

    async def _failed(self, answer: Any, error: Exception) -> None:
        if answer.status_code >= 500:
            LOG.error("request %s failed", self.id, exc_info=error)
        if not self.status:
            await answer(self.scope, self.receive, self.send)

    async def receive(self) -> Message:
        """The next part of the body, as long as it is not too large."""
        message = await self._receive()
        if message["type"] == "http.request":
            self.read += len(message.get("body", b""))
            largest = self.frame.service().options.largest
            if self.read > largest:
                raise problems.Refused(
                    413, f"the request is larger than {largest} bytes: send it in parts"
                )
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer; its start waits for the log."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            try:
                await self._logged(message["status"])
            except GreenlangError as error:
                LOG.error("request %s is not in the audit log: %s", self.id, error)  # noqa: TRY400
                if self.scope["method"] not in {"GET", "HEAD"} or message["status"] < 400:
                    self.status = 0
                    self.state["unlogged"] = True
                    raise
            message = {**message, "headers": [*self._headers(message), *self._own()]}
        await self._send(message)

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        own = {name for name, _ in HEADERS}
        given = [(name, value) for name, value in message["headers"] if name not in own]
        allowed = {name: value for name, value in message["headers"] if name in own}
        return [*given, *((name, allowed.get(name, value)) for name, value in HEADERS)]

    def _own(self) -> list[tuple[bytes, bytes]]:
        secure = self.frame.service().options.secure
        own = [(b"x-request-id", self.id.encode())]
        return [*own, STRICT] if secure else own

    async def _logged(self, status: int) -> None:
        if self.scope["path"] in QUIET or self.state.get("logged") or self.state.get("unlogged"):
            return
        await self.frame.service().chains.logged(entry(self.scope, status))


def entry(scope: Scope, status: int, record: str | None = None) -> dict[str, Any]:
    """What the audit log keeps of a request."""
    state = scope["state"]
    caller = state.get("caller")
    route = scope.get("route")
    headers = dict(scope["headers"])
    client = scope.get("client")
    return {
        "action": f"{scope['method']} {getattr(route, 'path', None) or '(no such address)'}",
        "address": client[0] if client else "",
        "agent": headers.get(b"user-agent", b"").decode("latin-1")[:200],
        "record": record,
        "request": state["request_id"],
        "resource": scope["path"][:500],
        "result": status,
        "user": caller.name if caller else None,
    }
