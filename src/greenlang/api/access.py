"""Who asks, found from the request's headers, and whether they may."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from greenlang.core.errors import NotPermitted
from greenlang.services.security import accounts
from greenlang.services.security.permissions import EVERYWHERE, Caller
from greenlang.services.security.tokens import NotSignedIn
from greenlang.services.serving import Service

FRESH = 5.0  # s for which a worker believes what it knew of a token: an ended one holds so long
KNOWN = 4096
CHANGE = "/api/v1/password"


class Callers:
    """Callers of a worker, remembered for some seconds."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, Caller]] = OrderedDict()

    async def of(self, service: Service, request: HTTPConnection) -> Caller:
        """Who asks. Errors: NotSignedIn, TooManyRequests."""
        credential = _credential(request)
        if credential is None:
            await service.limits.spent(_address(request), service.of_strangers)
            raise NotSignedIn(
                "sign in: POST name and password to /api/v1/sign-in and send the access token as"
                " `Authorization: Bearer ...`, or an API key as `X-API-Key`"
            )
        kind, text = credential
        now = time.monotonic()
        known = self._known.get(text)
        if known is None or known[0] < now:
            try:
                found = await (
                    accounts.by_token(service.base, service.tokens, text)
                    if kind == "token"
                    else accounts.by_key(service.base, text)
                )
            except NotSignedIn:
                await service.limits.spent(_address(request), service.of_strangers)
                raise
            self._known[text] = (now + FRESH, found)
            while len(self._known) > KNOWN:
                self._known.popitem(last=False)
        else:
            found = known[1]
        request.state.caller = found
        await service.limits.spent(f"{found.kind}:{found.name}", service.of_callers)
        if found.must_change and request.url.path != CHANGE:
            raise NotPermitted(f"the first password must be changed: POST old and new to {CHANGE}")
        return found

    def forget(self) -> None:
        """Believe nothing any more, after a change of accounts by this worker."""
        self._known.clear()


def _credential(request: HTTPConnection) -> tuple[str, str] | None:
    given = request.headers.get("authorization", "")
    kind, _, text = given.partition(" ")
    if kind.casefold() == "bearer" and text:
        return "token", text.strip()
    if key := request.headers.get("x-api-key"):
        return "key", key
    return None


def _address(request: HTTPConnection) -> str:
    return f"address:{request.client.host if request.client else '?'}"


def service(request: Request) -> Service:
    """The worker's service."""
    found = request.app.state.service
    if not isinstance(found, Service):
        raise TypeError("the application was not started")
    return found


async def caller(request: Request) -> Caller:
    """Who asks, with any permission or none."""
    callers: Callers = request.app.state.callers
    return await callers.of(service(request), request)


def needs(permission: str, site: str = EVERYWHERE) -> Callable[..., Awaitable[Caller]]:
    """A dependency: who asks, and may do this somewhere; the route asks for the site it means."""

    async def checked(found: Annotated[Caller, Depends(caller)]) -> Caller:
        if not found.may_somewhere(permission):
            found.must(permission, site)
        return found

    checked.__name__ = f"needs_{permission.replace(':', '_')}"
    return checked


Served = Annotated[Service, Depends(service)]
Anyone = Annotated[Caller, Depends(caller)]
