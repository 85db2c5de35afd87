"""Stories told on a database of their own."""

import asyncio
from collections.abc import Awaitable, Callable

from greenlang.services.store.database import Database, database

Story = Callable[[Database], Awaitable[None]]


def told(url: str, story: Story) -> None:
    """Run a story on the database of that URL."""

    async def whole() -> None:
        base = database(url)
        try:
            await story(base)
        finally:
            await base.close()

    asyncio.run(whole())
