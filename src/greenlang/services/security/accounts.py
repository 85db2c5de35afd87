"""Accounts: signing in with lock-out, tokens that rotate, keys with scopes, roles by site."""

import asyncio
import datetime as dt
import hashlib
import secrets as random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from greenlang.core.errors import Conflict, InputError, NotFound, near
from greenlang.services.security import passwords, permissions
from greenlang.services.security.permissions import Caller
from greenlang.services.security.tokens import NotSignedIn, Tokens
from greenlang.services.store.database import Database
from greenlang.services.store.schema import account, api_key, grant, refresh, site

FAILURES = 5  # wrong passwords, after which an account waits
WAIT = dt.timedelta(minutes=15)
REFRESH = dt.timedelta(days=14)
PREFIX = "gl_"
REFUSED = "name or password is wrong, or the account waits after too many wrong ones (15 minutes)"


@dataclass(frozen=True)
class SignedIn:
    """What a sign-in gives: an access token for an hour, a refresh token for the next ones."""

    access: str
    refresh: str
    must_change: bool


@dataclass(frozen=True)
class Account:
    """An account in a list."""

    id: int
    name: str
    grants: Sequence[tuple[str, str | None]]
    must_change: bool
    disabled: bool
    created_at: dt.datetime


async def made(
    base: Database,
    name: str,
    grants: Iterable[tuple[str, str | None]],
    *,
    password: str | None = None,
) -> str:
    """A new account; its first password, to be changed at the first sign-in. Errors: Conflict."""
    if not name or len(name) > 100 or name != name.strip() or not name.isprintable():
        raise InputError(
            f"{name!r}: a name has 1 to 100 printable characters, no blank at its ends"
        )
    own = passwords.acceptable(password, name) if password else passwords.first()
    stored = await asyncio.to_thread(passwords.hashed, own)
    async with base.begin() as connection:
        row = insert(account).values(name=name, password=stored, must_change=password is None)
        new = (
            await connection.execute(row.on_conflict_do_nothing().returning(account.c.id))
        ).scalar()
        if new is None:
            raise Conflict(f"there is an account {name!r} already")
        await _granted(connection, new, grants)
    return own


async def listed(base: Database) -> list[Account]:
    """Every account with its roles."""
    async with base.begin() as connection:
        rows = (await connection.execute(sa.select(account).order_by(account.c.name))).all()
        roles = await _roles(connection)
    return [
        Account(
            row.id, row.name, roles.get(row.id, []), row.must_change, row.disabled_at is not None,
            row.created_at,
        )
        for row in rows
    ]  # fmt: skip


async def granted(base: Database, name: str, grants: Iterable[tuple[str, str | None]]) -> None:
    """Give an account these roles in place of those it had; its tokens end. Errors: NotFound."""
    async with base.begin() as connection:
        row = await _named(connection, name)
        await connection.execute(sa.delete(grant).where(grant.c.account_id == row.id))
        await _granted(connection, row.id, grants)
        await _ended(connection, row.id)


async def disabled(base: Database, name: str, *, off: bool = True) -> None:
    """Close an account, or open it again; its tokens and keys end with it. Errors: NotFound."""
    async with base.begin() as connection:
        row = await _named(connection, name)
        at = sa.func.now() if off else None
        own = sa.update(account).where(account.c.id == row.id).values(disabled_at=at)
        await connection.execute(own)
        await _ended(connection, row.id)


async def signed_in(base: Database, tokens: Tokens, name: str, password: str) -> SignedIn:
    """Sign in. Errors: NotSignedIn, the same whether the name or the password is wrong."""
    async with base.begin() as connection:
        asked = sa.select(account).where(account.c.name == name, account.c.disabled_at.is_(None))
        row = (await connection.execute(asked)).one_or_none()
    stored = row.password if row is not None and row.password else passwords.NOBODY
    right = await asyncio.to_thread(passwords.matches, stored, password)
    if row is None or not row.password:
        raise NotSignedIn(REFUSED)
    now = dt.datetime.now(dt.UTC)
    if row.locked_until is not None and row.locked_until > now:
        raise NotSignedIn(REFUSED)
    if not right:
        await _missed(base, row.id, now)
        raise NotSignedIn(REFUSED)
    async with base.begin() as connection:
        cleared = sa.update(account).where(account.c.id == row.id)
        await connection.execute(cleared.values(failures=0, locked_until=None))
        family = uuid.uuid4()
        token = await _refresh(connection, row.id, family, now)
    return SignedIn(tokens.signed(row.id, row.generation), token, row.must_change)


async def _missed(base: Database, account_id: int, now: dt.datetime) -> None:
    """Count in the database itself, so that attempts at the same time all count."""
    reached = account.c.failures + 1 >= FAILURES
    async with base.begin() as connection:
        await connection.execute(
            sa.update(account)
            .where(account.c.id == account_id)
            .values(
                failures=sa.case((reached, 0), else_=account.c.failures + 1),
                locked_until=sa.case((reached, now + WAIT), else_=account.c.locked_until),
            )
        )


async def refreshed(base: Database, tokens: Tokens, token: str) -> SignedIn:
    """New tokens for a refresh token, which is spent. One spent before ends its whole family.

    Errors: NotSignedIn.
    """
    now = dt.datetime.now(dt.UTC)
    digest = _sha256(token)
    reused = False
    async with base.begin() as connection:
        asked = (
            sa.select(refresh, account.c.generation, account.c.must_change, account.c.disabled_at)
            .join(account)
            .where(refresh.c.sha256 == digest)
            .with_for_update(of=refresh)
        )
        row = (await connection.execute(asked)).one_or_none()
        if row is not None and row.used_at is not None:
            family = sa.update(refresh).where(refresh.c.family == row.family)
            await connection.execute(family.values(revoked_at=now))
            reused = True
        elif row is not None and not (row.revoked_at or row.disabled_at or row.expires_at <= now):
            spent = sa.update(refresh).where(refresh.c.sha256 == digest).values(used_at=now)
            await connection.execute(spent)
            new = await _refresh(connection, row.account_id, row.family, now)
            access = tokens.signed(row.account_id, row.generation)
            return SignedIn(access, new, row.must_change)
    if reused:
        raise NotSignedIn(
            "this refresh token was used before: all of its family end, sign in again"
        )
    raise NotSignedIn("the refresh token does not hold: sign in again")


async def signed_out(base: Database, account_id: int) -> None:
    """End every token of an account."""
    async with base.begin() as connection:
        await _ended(connection, account_id)


async def password_changed(base: Database, account_id: int, old: str, new: str) -> None:
    """Another password; every token ends. Errors: NotSignedIn, InputError."""
    async with base.begin() as connection:
        asked = sa.select(account).where(account.c.id == account_id)
        row = (await connection.execute(asked)).one()
    if not await asyncio.to_thread(passwords.matches, row.password or passwords.NOBODY, old):
        await _missed(base, account_id, dt.datetime.now(dt.UTC))
        raise NotSignedIn("the present password is wrong")
    if new == old:
        raise InputError("the new password is the old one: choose another")
    stored = await asyncio.to_thread(passwords.hashed, passwords.acceptable(new, row.name))
    async with base.begin() as connection:
        own = sa.update(account).where(account.c.id == account_id)
        await connection.execute(own.values(password=stored, must_change=False))
        await _ended(connection, account_id)


async def by_token(base: Database, tokens: Tokens, token: str) -> Caller:
    """Who holds an access token. Errors: NotSignedIn."""
    claims = tokens.read(token)
    try:
        account_id = int(claims["sub"])
    except ValueError:
        raise NotSignedIn("the token does not hold: sign in again") from None
    async with base.begin() as connection:
        asked = sa.select(account).where(
            account.c.id == account_id, account.c.disabled_at.is_(None)
        )
        row = (await connection.execute(asked)).one_or_none()
        if row is None or row.generation != claims.get("generation"):
            raise NotSignedIn("the token was ended: sign in again")
        roles = (await _roles(connection, account_id)).get(account_id, [])
    return Caller(
        account_id, row.name, "user", permissions.granted(roles), must_change=row.must_change
    )


async def key_made(
    base: Database,
    name: str,
    title: str,
    scopes: Iterable[str],
    *,
    place: str | None = None,
    days: int | None = 365,
) -> str:
    """A key of an account, shown once. Errors: NotFound, InputError."""
    wanted = permissions.scopes(scopes)
    prefix = PREFIX + random.token_hex(4)
    text = f"{prefix}_{random.token_urlsafe(32)}"
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=days) if days else None
    async with base.begin() as connection:
        row = await _named(connection, name)
        await connection.execute(
            sa.insert(api_key).values(
                prefix=prefix,
                sha256=_sha256(text),
                name=title,
                account_id=row.id,
                scopes=sorted(wanted),
                site_id=await _site(connection, place) if place else None,
                expires_at=expires,
            )
        )
    return text


async def keys(base: Database) -> list[Mapping[str, Any]]:
    """Every key, without what opens."""
    asked = (
        sa.select(
            api_key.c.prefix, api_key.c.name, account.c.name.label("account"), api_key.c.scopes,
            site.c.name.label("site"), api_key.c.created_at, api_key.c.expires_at,
            api_key.c.revoked_at,
        )
        .join(account)
        .outerjoin(site, site.c.id == api_key.c.site_id)
        .order_by(api_key.c.id)
    )  # fmt: skip
    async with base.begin() as connection:
        return [dict(row) for row in (await connection.execute(asked)).mappings()]


async def key_revoked(base: Database, prefix: str) -> None:
    """End a key. Errors: NotFound."""
    async with base.begin() as connection:
        own = sa.update(api_key).where(api_key.c.prefix == prefix)
        done = await connection.execute(own.values(revoked_at=sa.func.now()))
    if not done.rowcount:
        raise NotFound(f"there is no key {prefix!r}")


async def by_key(base: Database, text: str) -> Caller:
    """Who holds a key. Errors: NotSignedIn."""
    refused = NotSignedIn("the API key does not hold: ask for another")
    async with base.begin() as connection:
        asked = (
            sa.select(api_key, account.c.name.label("account"), site.c.name.label("site"))
            .join(account)
            .outerjoin(site, site.c.id == api_key.c.site_id)
            .where(api_key.c.sha256 == _sha256(text), account.c.disabled_at.is_(None))
        )
        row = (await connection.execute(asked)).one_or_none()
        now = dt.datetime.now(dt.UTC)
        if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now):
            raise refused
        roles = (await _roles(connection, row.account_id)).get(row.account_id, [])
    grants = permissions.granted(roles)
    if row.site is not None:
        here = Caller(row.account_id, "", "key", grants)
        allowed = frozenset(p for p in permissions.PERMISSIONS if here.may(p, row.site))
        grants = {row.site: allowed}
    return Caller(
        row.account_id, f"{row.account} ({row.name})", "key", grants, frozenset(row.scopes)
    )


async def none_yet(base: Database) -> bool:
    """Whether there is no account at all."""
    async with base.begin() as connection:
        return not (
            await connection.execute(sa.select(sa.exists(sa.select(account.c.id))))
        ).scalar()


async def _named(connection: AsyncConnection, name: str) -> Any:
    row = (await connection.execute(sa.select(account).where(account.c.name == name))).one_or_none()
    if row is None:
        names = list((await connection.execute(sa.select(account.c.name))).scalars())
        raise NotFound(f"there is no account {name!r}{near(name, names)}")
    return row


async def _granted(
    connection: AsyncConnection, account_id: int, grants: Iterable[tuple[str, str | None]]
) -> None:
    for role, place in grants:
        at = await _site(connection, place) if place else None
        row = insert(grant).values(account_id=account_id, role=permissions.role(role), site_id=at)
        await connection.execute(row.on_conflict_do_nothing())


async def _site(connection: AsyncConnection, place: str) -> int:
    await connection.execute(insert(site).values(name=place).on_conflict_do_nothing())
    found = (await connection.execute(sa.select(site.c.id).where(site.c.name == place))).scalar()
    return int(found or 0)


async def _roles(
    connection: AsyncConnection, account_id: int | None = None
) -> dict[int, list[tuple[str, str | None]]]:
    asked = sa.select(grant.c.account_id, grant.c.role, site.c.name).outerjoin(
        site, site.c.id == grant.c.site_id
    )
    if account_id is not None:
        asked = asked.where(grant.c.account_id == account_id)
    found: dict[int, list[tuple[str, str | None]]] = {}
    for owner, role, place in (await connection.execute(asked)).all():
        found.setdefault(owner, []).append((role, place))
    return found


async def _ended(connection: AsyncConnection, account_id: int) -> None:
    """Tokens of an older generation hold no more; refresh tokens are revoked."""
    own = sa.update(account).where(account.c.id == account_id)
    await connection.execute(own.values(generation=account.c.generation + 1))
    theirs = sa.update(refresh).where(refresh.c.account_id == account_id)
    await connection.execute(theirs.values(revoked_at=sa.func.now()))


async def _refresh(
    connection: AsyncConnection, account_id: int, family: uuid.UUID, now: dt.datetime
) -> str:
    text = random.token_urlsafe(32)
    row = sa.insert(refresh).values(
        sha256=_sha256(text), family=family, account_id=account_id, expires_at=now + REFRESH
    )
    await connection.execute(row)
    return text


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
