"""What a worker of the server holds: its database, chains, tokens, limits, and the work it does."""

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from greenlang.agents.agent import Analysis
from greenlang.core import cases
from greenlang.core.cases import case_from, currency
from greenlang.core.errors import CannotConnect
from greenlang.core.provenance import Audited, audit
from greenlang.core.records import canonical_json, sha256
from greenlang.services.jobs import PAUSE, worked
from greenlang.services.security.limits import Limit, Limits
from greenlang.services.security.secrets import key_of
from greenlang.services.security.tokens import Tokens, tokens
from greenlang.services.store import rollups
from greenlang.services.store.chains import Chains, anchored
from greenlang.services.store.database import Database, behind, database

LOG = logging.getLogger("greenlang.serving")
QUICK = 0.004  # s: an analysis that takes longer does not run on the event loop
REMEMBERED = 512  # results of cases that were asked for before


@dataclass(frozen=True)
class Options:
    """How a server serves; safe as it stands."""

    issuer: str = "greenlang"
    signed_in: float = 100  # requests a minute
    anonymous: float = 10
    largest: int = 64_000_000  # bytes of a request
    origins: tuple[str, ...] = ()  # that a browser may call from
    secure: bool = False  # behind TLS


@dataclass
class Service:
    """One worker's share of the installation."""

    base: Database
    chains: Chains
    tokens: Tokens
    limits: Limits
    options: Options
    ailing: dict[str, str] = field(default_factory=dict)  # duties that fail, and why
    _slow: dict[str, float] = field(default_factory=dict)
    _results: OrderedDict[str, Audited[Any]] = field(default_factory=OrderedDict)
    _threads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    @property
    def of_callers(self) -> Limit:
        """The limit of who is signed in."""
        return Limit(self.options.signed_in)

    @property
    def of_strangers(self) -> Limit:
        """The limit of who is not."""
        return Limit(self.options.anonymous)

    async def ready(self) -> None:
        """CannotConnect unless the database answers and has the schema of this software."""
        if await behind(self.base):
            raise CannotConnect("the database has another schema: run `greenlang serve` once alone")

    async def audited(self, agent: str, analysis: Analysis, given: Mapping[str, Any]) -> "Asked":
        """An analysis of a case, audited; one that is slow does not hold up other requests."""
        case = case_from(analysis.case, given)
        key = sha256(canonical_json([agent, analysis.name, _plain(case)]))
        found = self._results.get(key)
        if found is None:
            found = await self._computed(f"{agent}.{analysis.name}", analysis, case)
            self._results[key] = found
            while len(self._results) > REMEMBERED:
                self._results.popitem(last=False)
        else:
            self._results.move_to_end(key)
        return Asked(found, currency(case))

    async def _computed(self, name: str, analysis: Analysis, case: Any) -> Audited[Any]:
        if self._slow.get(name, QUICK + 1) < QUICK:
            found, took = _timed(analysis, case)
        else:
            async with self._threads:
                found, took = await asyncio.to_thread(_timed, analysis, case)
        self._slow[name] = 0.7 * self._slow.get(name, took) + 0.3 * took
        return found


@dataclass(frozen=True)
class Asked:
    """An audited answer, and the currency of its money."""

    audited: Audited[Any]
    money: str

    def values(self) -> dict[str, dict[str, Any]]:
        """Value and unit by the path of the field; the record has every digit."""
        found: dict[str, dict[str, Any]] = {}
        for path, shape, value in cases.leaves(self.audited.result):
            if shape.unit is not None:
                found[path] = {"value": float(value), "unit": shape.unit.named(self.money)}
            elif shape.role != "attachment":
                found[path] = {"value": value}
        return found


def _timed(analysis: Analysis, case: Any) -> tuple[Audited[Any], float]:
    """The answer, and the processor time that it took; waiting for others does not count."""
    begun = time.thread_time()
    return audit(analysis.run, case), time.thread_time() - begun


def _plain(case: Any) -> Any:
    return [[path, str(value)] for path, _, value in cases.leaves(case)]


@contextlib.asynccontextmanager
async def service(
    url: str, key: Path, options: Options, *, works: bool = True
) -> AsyncIterator[Service]:
    """A worker's share, from start to end; what was acknowledged is on disk when it ends.

    `works`: it also runs jobs. Files of results go beside the key.
    """
    base = database(url)
    chains = Chains(base)
    held = key_of(key)
    own = Service(base, chains, await tokens(base, held, options.issuer), Limits(base), options)
    duties: list[tuple[str, Callable[[], Awaitable[object]], float]] = [
        ("anchors", lambda: anchored(base), 1.0),
        ("roll-ups", lambda: rollups.all_rolled(base), 2.0),
    ]
    if works:
        duties.append(("jobs", lambda: worked(base, chains.worker, url, key.parent), PAUSE))
    tasks = [asyncio.create_task(chains.run())]
    tasks += [asyncio.create_task(_steadily(own, *duty)) for duty in duties]
    try:
        yield own
    finally:
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await base.close()


async def _steadily(
    own: Service, name: str, duty: Callable[[], Awaitable[object]], seconds: float
) -> None:
    """Do a duty again and again until cancelled; one that fails is logged, told, tried anew."""
    while True:
        try:
            await duty()
            own.ailing.pop(name, None)
        except CannotConnect as error:
            own.ailing[name] = str(error)
        except Exception as error:  # a duty must not end unseen
            own.ailing[name] = f"{type(error).__name__}; the server's log has it"
            LOG.exception("the duty %r failed", name)
        await asyncio.sleep(seconds)
