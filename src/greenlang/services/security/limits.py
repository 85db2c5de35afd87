"""Rate limits: a token bucket for each caller, shared by all workers through the database.

A worker takes tokens in small leases, so that a busy caller does not cost a query a request; what
a lease holds is at most a twentieth of the bucket, and is lost after some seconds.
"""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from greenlang.core.errors import CannotConnect, GreenlangError
from greenlang.services.store.database import Database

SHARE = 20
LIFE = 5.0  # s, of a lease
MOST = 10_000  # callers remembered
FULL = """
SELECT tokens, extract(epoch FROM clock_timestamp() - at) FROM rate_bucket WHERE name = $1
FOR UPDATE
"""


class TooManyRequests(GreenlangError):
    """More requests than the limit; `after` is when to try again, s."""

    status = 429

    def __init__(self, message: str, after: float) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True)
class Limit:
    """So many requests a minute, as many at once."""

    per_minute: float

    @property
    def rate(self) -> float:
        """Tokens a second."""
        return self.per_minute / 60


@dataclass
class _Lease:
    tokens: int
    until: float
    refused_until: float = 0.0


@dataclass
class Limits:
    """The limits of one worker."""

    base: Database
    _leases: OrderedDict[str, _Lease] = field(default_factory=OrderedDict)

    async def spent(self, name: str, limit: Limit) -> None:
        """Take one token of a caller. Errors: TooManyRequests.

        Without the database a request is let through: it will fail by itself where it needs one.
        """
        now = time.monotonic()
        lease = self._leases.get(name)
        if lease is not None and lease.tokens > 0 and now < lease.until:
            lease.tokens -= 1
            return
        if lease is not None and now < lease.refused_until:
            raise self._refused(limit, lease.refused_until - now)
        try:
            taken, left = await self._taken(name, limit)
        except CannotConnect:
            return
        if taken < 1:
            wait = (1 - left) / limit.rate
            self._kept(name, _Lease(0, 0.0, now + min(wait, 1.0)))
            raise self._refused(limit, wait)
        self._kept(name, _Lease(taken - 1, now + LIFE))

    async def _taken(self, name: str, limit: Limit) -> tuple[int, float]:
        """How many tokens were there to take, and what is left."""
        want = max(1, int(limit.per_minute / SHARE)) if limit.per_minute >= SHARE * 10 else 1
        async with self.base.raw() as driver:
            await driver.execute(
                "INSERT INTO rate_bucket (name, tokens, at) VALUES ($1, $2, clock_timestamp())"
                " ON CONFLICT DO NOTHING", name, limit.per_minute,
            )  # fmt: skip
            row = await driver.fetchrow(FULL, name)
            past = max(0.0, float(row[1]))  # a clock that went back gives nothing
            tokens = min(limit.per_minute, row[0] + past * limit.rate)
            taken = min(want, math.floor(tokens))
            await driver.execute(
                "UPDATE rate_bucket SET tokens = $2, at = clock_timestamp() WHERE name = $1",
                name, tokens - taken,
            )  # fmt: skip
        return taken, tokens - taken

    def _kept(self, name: str, lease: _Lease) -> None:
        self._leases[name] = lease
        self._leases.move_to_end(name)
        while len(self._leases) > MOST:
            self._leases.popitem(last=False)

    @staticmethod
    def _refused(limit: Limit, after: float) -> TooManyRequests:
        return TooManyRequests(
            f"more than {limit.per_minute:g} requests a minute: wait {max(1, math.ceil(after))} s,"
            " send batches, or ask an administrator for a higher limit",
            after,
        )
