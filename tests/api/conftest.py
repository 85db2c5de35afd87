"""Databases as the store's tests have them, with an account of each role."""

import asyncio
from collections.abc import Iterator

import pytest

from greenlang.services.store.embedded import Server
from tests.api.stories import ROLES, peopled
from tests.services.store.conftest import TEMPLATE, asked, copied, empty_url, server

__all__ = ["empty_url", "server"]
PEOPLED = "greenlang_peopled"


@pytest.fixture(scope="session")
def people(server: Server) -> str:
    """The template of a database that has its accounts and the key of its tokens."""
    asked(server, f"CREATE DATABASE {PEOPLED} TEMPLATE {TEMPLATE}")
    asyncio.run(peopled(server.url.replace("/greenlang?", f"/{PEOPLED}?"), ROLES))
    return PEOPLED


@pytest.fixture
def url(server: Server, people: str) -> Iterator[str]:
    yield from copied(server, people)
