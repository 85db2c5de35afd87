"""Stories told to the application over its own interface, on a database of their own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from greenlang.api.app import application
from greenlang.api.frame import Frame
from greenlang.services.security import accounts
from greenlang.services.security.secrets import Key
from greenlang.services.security.tokens import tokens as signing
from greenlang.services.serving import Options, Service, service
from greenlang.services.store.database import database

PASSWORD = "correct horse battery staple"
ROLES = ("viewer", "operator", "engineer", "admin")
FREE = Options(signed_in=1e6, anonymous=1e6)


KEY = Key(bytes(range(32)))


@dataclass
class World:
    """An application that runs, and who may sign in: one account of each role, named by it."""

    client: httpx.AsyncClient
    own: Service
    tokens: dict[str, str]
    app: Frame

    def by(self, role: str) -> dict[str, str]:
        """Headers of that role's account."""
        return {"Authorization": f"Bearer {self.tokens[role]}"}


Story = Callable[[World], Awaitable[None]]


def told(
    url: str, folder: Path, story: Story, options: Options = FREE, *, works: bool = False
) -> None:
    """Run a story; `works`: jobs are done too."""

    async def whole() -> None:
        async with world(url, folder, options, works=works) as there:
            await story(there)

    asyncio.run(whole())


@contextlib.asynccontextmanager
async def world(
    url: str, folder: Path, options: Options = FREE, *, works: bool = False
) -> AsyncIterator[World]:
    """The application with its accounts."""
    key = folder / "key"
    key.touch(0o600)
    key.write_text(KEY.value.hex())
    app = application(lambda: service(url, key, options, works=works))
    assert isinstance(app, Frame)
    inner: Any = app.inner
    async with inner.router.lifespan_context(inner):
        own: Service = inner.state.service
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            people = {one.name: one.id for one in await accounts.listed(own.base)}
            tokens = {role: own.tokens.signed(people[f"the {role}"], 0) for role in ROLES}
            yield World(client, own, tokens, app)


async def peopled(url: str, roles: tuple[str, ...]) -> None:
    """An account of each role, once for all tests: a hash is slow on purpose."""
    base = database(url)
    await signing(base, KEY, "greenlang")
    for role in roles:
        await accounts.made(base, f"the {role}", [(role, None)], password=PASSWORD)
    await base.close()


def problem(answer: httpx.Response, status: int) -> str:
    """What a problem document says; it must be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == status
    assert document["title"]
    return str(document["detail"])
