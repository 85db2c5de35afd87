"""Signing in, accounts, roles, keys."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from greenlang.api.access import Anyone, Callers, Served, needs
from greenlang.api.schemas import refusals
from greenlang.core.errors import Conflict
from greenlang.services.security import accounts
from greenlang.services.security.permissions import PERMISSIONS, ROLES, Caller

router = APIRouter(prefix="/api/v1", tags=["Accounts"])
REFUSED: Any = refusals(400, 401, 403, 404, 409, 415, 422, 429, 503)
AT_ONCE = asyncio.Semaphore(2)  # argon2id takes 64 MiB and a core each time
Admin = Annotated[Caller, Depends(needs("users:write"))]
Word = Annotated[str, Field(min_length=1, max_length=256)]
Title = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Given(BaseModel):
    """A request body: fields that are not known are refused."""

    model_config = ConfigDict(extra="forbid")


class SignIn(Given):
    """Name and password."""

    name: Word
    password: Word


class Refresh(Given):
    """A refresh token, spent by this."""

    refresh_token: Word


class Password(Given):
    """The present password and the next."""

    old: Word
    new: Word


class Role(Given):
    """A role at a site; without a site: everywhere."""

    role: Word
    site: Title | None = None


class NewAccount(Given):
    """Whose account, and what it may do."""

    name: Title
    roles: Annotated[Sequence[Role], Field(min_length=1, max_length=50)]


class NewKey(Given):
    """A key for a program: of which account, what for, what it may do."""

    account: Title
    title: Title
    scopes: Annotated[Sequence[Word], Field(min_length=1, max_length=50)]
    site: Title | None = None
    days: Annotated[int, Field(ge=1, le=3650)] = 365


class Tokens(BaseModel):
    """Send `access_token` as `Authorization: Bearer ...`; it holds for an hour."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"  # noqa: S105
    expires_in: int = 3600
    must_change_password: bool


def _tokens(found: accounts.SignedIn) -> Tokens:
    return Tokens(
        access_token=found.access,
        refresh_token=found.refresh,
        must_change_password=found.must_change,
    )


@router.post("/sign-in", summary="Name and password for tokens", responses=REFUSED)
async def sign_in(given: SignIn, own: Served, request: Request) -> Tokens:
    """Five wrong passwords close an account for 15 minutes."""
    await own.limits.spent(
        f"sign-in:{request.client.host if request.client else '?'}", own.of_strangers
    )
    async with AT_ONCE:
        return _tokens(await accounts.signed_in(own.base, own.tokens, given.name, given.password))


@router.post("/refresh", summary="The next tokens for a refresh token", responses=REFUSED)
async def refresh(given: Refresh, own: Served, request: Request) -> Tokens:
    """A refresh token holds once; one that is used twice ends all that came of the same sign-in."""
    await own.limits.spent(
        f"refresh:{request.client.host if request.client else '?'}", own.of_callers
    )
    return _tokens(await accounts.refreshed(own.base, own.tokens, given.refresh_token))


@router.post("/sign-out", summary="End all tokens of the caller", status_code=204,
             responses=REFUSED)  # fmt: skip
async def sign_out(own: Served, caller: Anyone, request: Request) -> None:
    """On every device; keys go on."""
    await accounts.signed_out(own.base, caller.account_id)
    _forget(request)


@router.post("/password", summary="Change the caller's password", status_code=204,
             responses=REFUSED)  # fmt: skip
async def password(given: Password, own: Served, caller: Anyone, request: Request) -> None:
    """All tokens end: sign in with the new one."""
    async with AT_ONCE:
        await accounts.password_changed(own.base, caller.account_id, given.old, given.new)
    _forget(request)


@router.get("/me", summary="Who the caller is, and what it may do", responses=REFUSED)
async def me(caller: Anyone) -> dict[str, Any]:
    """Permissions by site; "" is everywhere."""
    own = {site: sorted(p for p in held if caller.may(p, site))
           for site, held in caller.grants.items()}  # fmt: skip
    return {"name": caller.name, "kind": caller.kind, "permissions": own}


@router.get("/roles", summary="Roles and their permissions", responses=REFUSED)
async def roles(_caller: Anyone) -> dict[str, Any]:
    """What can be granted, and what can be a scope of a key."""
    return {"roles": {name: sorted(own) for name, own in ROLES.items()},
            "permissions": list(PERMISSIONS)}  # fmt: skip


@router.get("/accounts", summary="Every account", responses=REFUSED)
async def listed(
    own: Served, caller: Annotated[Caller, Depends(needs("users:read"))]
) -> list[dict[str, Any]]:
    """With its roles; without what opens it."""
    caller.must("users:read")
    return [
        {
            "name": one.name,
            "roles": [{"role": role, "site": site} for role, site in one.grants],
            "must_change_password": one.must_change,
            "disabled": one.disabled,
            "created_at": one.created_at,
        }
        for one in await accounts.listed(own.base)
    ]


@router.post("/accounts", summary="A new account", status_code=201, responses=REFUSED)
async def make(given: NewAccount, own: Served, caller: Admin) -> dict[str, str]:
    """The password is shown once and must be changed at the first sign-in."""
    caller.must("users:write")
    async with AT_ONCE:
        first = await accounts.made(own.base, given.name, _roles(given.roles))
    return {"name": given.name, "first_password": first}


@router.put("/accounts/{name}/roles", summary="Other roles for an account", status_code=204,
            responses=REFUSED)  # fmt: skip
async def grant(
    name: str, given: Annotated[Sequence[Role], Field(max_length=50)], own: Served, caller: Admin,
    request: Request,
) -> None:  # fmt: skip
    """In place of those it had; its tokens end."""
    caller.must("users:write")
    if name == caller.name:
        raise Conflict("nobody changes the own roles: ask another administrator")
    await accounts.granted(own.base, name, _roles(given))
    _forget(request)


@router.delete("/accounts/{name}", summary="Close an account", status_code=204, responses=REFUSED)
async def close(name: str, own: Served, caller: Admin, request: Request) -> None:
    """Its tokens and keys end; what it did stays in the log."""
    caller.must("users:write")
    if name == caller.name:
        raise Conflict("nobody closes the own account: ask another administrator")
    await accounts.disabled(own.base, name)
    _forget(request)


@router.get("/keys", summary="Every API key", responses=REFUSED)
async def keys(
    own: Served, caller: Annotated[Caller, Depends(needs("keys:write"))]
) -> list[dict[str, Any]]:
    """Known by their beginnings."""
    caller.must("keys:write")
    return [dict(one) for one in await accounts.keys(own.base)]


@router.post("/keys", summary="A new API key", status_code=201, responses=REFUSED)
async def make_key(
    given: NewKey, own: Served, caller: Annotated[Caller, Depends(needs("keys:write"))]
) -> dict[str, str]:
    """Shown once. It may what its account may, less what its scopes leave out."""
    caller.must("keys:write")
    text = await accounts.key_made(
        own.base, given.account, given.title, given.scopes, place=given.site, days=given.days
    )
    return {"key": text, "header": "X-API-Key"}


@router.delete("/keys/{prefix}", summary="End an API key", status_code=204, responses=REFUSED)
async def end_key(
    prefix: str, own: Served, caller: Annotated[Caller, Depends(needs("keys:write"))],
    request: Request,
) -> None:  # fmt: skip
    """At once on this worker, within five seconds on the others."""
    caller.must("keys:write")
    await accounts.key_revoked(own.base, prefix)
    _forget(request)


def _roles(given: Sequence[Role]) -> list[tuple[str, str | None]]:
    return [(one.role, one.site) for one in given]


def _forget(request: Request) -> None:
    callers: Callers = request.app.state.callers
    callers.forget()
