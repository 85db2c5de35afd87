"""Whether what only grows is whole: every chain, every anchor, against a head kept elsewhere.

A chain alone cannot show that its end was cut off; a head that was exported can: what it names must
still be there.
"""

import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

from greenlang.core.errors import NotVerified
from greenlang.core.records import Record, SealedRecord, sha256
from greenlang.core.verify import unaltered
from greenlang.services.store.database import Database

CHUNK = 200
RECORDS = "SELECT * FROM record WHERE chain = $1 ORDER BY seq"
ENTRIES = "SELECT * FROM audit_log WHERE chain = $1 ORDER BY seq"
TABLES = {"record": RECORDS, "audit": ENTRIES}
NAMELESS = """
SELECT chain FROM {table} WHERE chain NOT IN (SELECT name FROM chain) LIMIT 1
"""


@dataclass(frozen=True)
class Audited:
    """What was found whole."""

    chains: int
    records: int
    entries: int
    anchors: int


async def exported(base: Database) -> Mapping[str, Any]:
    """All heads, to be kept where who can change the database cannot change them."""
    async with base.raw() as driver:
        last = await driver.fetchrow("SELECT seq, seal FROM anchor ORDER BY seq DESC LIMIT 1")
        rows = await driver.fetch("SELECT name, seq, seal FROM chain ORDER BY name")
    heads = {row["name"]: [row["seq"], row["seal"]] for row in rows}
    return {"anchor": [last["seq"], last["seal"]] if last else [0, ""], "heads": heads}


async def audited(base: Database, head: Mapping[str, Any] | None = None) -> Audited:
    """Read everything and check it; NotVerified names the first thing that does not hold.

    `head` is what `exported` gave earlier: without it a cut at the very end cannot show.
    """
    async with base.raw() as driver:
        claims, anchors = await _anchors(driver)
        for name, claim in (head or {}).get("heads", {}).items():
            claims.setdefault(name, []).append((int(claim[0]), str(claim[1])))
        counts = dict.fromkeys(TABLES, 0)
        chains = await driver.fetch("SELECT * FROM chain ORDER BY name")
        for chain in chains:
            counts[chain["kind"]] += await _chain(driver, chain, claims.pop(chain["name"], []))
        for name in claims:
            raise NotVerified(f"the chain {name} is gone: an anchor or the given head names it")
        for table in ("record", "audit_log"):
            if name := await driver.fetchval(NAMELESS.format(table=table)):
                raise NotVerified(f"{table} has entries of {name}, a chain that nobody began")
    _reached(head, anchors)
    return Audited(len(chains), counts["record"], counts["audit"], len(anchors))


async def _anchors(
    driver: asyncpg.Connection,
) -> tuple[dict[str, list[tuple[int, str]]], list[str]]:
    """What anchors say of each chain, and their seals in order."""
    claims: dict[str, list[tuple[int, str]]] = {}
    seals = [""]
    async for row in driver.cursor("SELECT * FROM anchor ORDER BY seq", prefetch=CHUNK):
        text = bytes(row["content"]).decode()
        content = json.loads(text)
        if row["seq"] != len(seals) or content["seq"] != row["seq"]:
            raise NotVerified(f"anchor {len(seals)} is missing")
        if sha256(text) != row["seal"] or content["previous"] != seals[-1]:
            raise NotVerified(f"anchor {row['seq']} was altered or does not follow the one before")
        seals.append(row["seal"])
        for name, (seq, seal) in content["heads"].items():
            claims.setdefault(name, []).append((seq, seal))
    return claims, seals[1:]


async def _chain(
    driver: asyncpg.Connection, chain: asyncpg.Record, claims: list[tuple[int, str]]
) -> int:
    """How many entries the chain has; each must follow the one before, and be as claimed."""
    name, base = chain["name"], chain["base_seq"]
    wanted = {seq: seal for seq, seal in claims if seq > base}
    seq, seal = base, chain["base_seal"]
    read = _records if chain["kind"] == "record" else _entries
    async for number, previous, own in read(driver, name):
        if number != seq + 1 or previous != seal:
            raise NotVerified(f"{name}: entry {seq + 1} is missing, or another took its place")
        seq, seal = number, own
        if wanted.pop(seq, seal) != seal:
            raise NotVerified(f"{name}: entry {seq} is not the one that was anchored")
    if wanted:
        raise NotVerified(f"{name}: entry {min(wanted)} was anchored and is missing")
    if (seq, seal) != (chain["seq"], chain["seal"]):
        raise NotVerified(f"{name} ends at entry {seq}, its head says {chain['seq']}")
    return int(seq - base)


async def _records(driver: asyncpg.Connection, name: str) -> AsyncIterator[tuple[int, str, str]]:
    async for row in driver.cursor(RECORDS, name, prefetch=CHUNK):
        stored = restored(row)
        try:
            unaltered(stored)
        except NotVerified as error:
            raise NotVerified(f"record {row['id']}: {error}") from None
        yield row["seq"], json.loads(stored.envelope)["previous"], stored.seal


async def _entries(driver: asyncpg.Connection, name: str) -> AsyncIterator[tuple[int, str, str]]:
    async for row in driver.cursor(ENTRIES, name, prefetch=CHUNK):
        text = bytes(row["content"]).decode()
        if sha256(text) != row["seal"]:
            raise NotVerified(f"{name}: entry {row['seq']} of the audit log was altered")
        yield row["seq"], json.loads(text)["previous"], row["seal"]


def restored(row: asyncpg.Record) -> SealedRecord:
    """A record as it was stored."""
    attached = json.loads(row["attachments"]) if row["attachments"] is not None else {}
    content = bytes(row["content"]).decode()
    record = Record(content, row["content_hash"], tuple(attached.items()))
    return SealedRecord(record, bytes(row["envelope"]).decode(), row["seal"])


def _reached(head: Mapping[str, Any] | None, anchors: list[str]) -> None:
    seq, seal = (head or {}).get("anchor", (0, ""))
    if seq and (len(anchors) < seq or anchors[seq - 1] != seal):
        raise NotVerified(f"anchor {seq} of the given head is missing: the end was cut off")


async def entries(
    base: Database, *, user: str | None, since: dt.datetime | None, limit: int
) -> list[bytes]:
    """Entries of the audit log as they were written, newest first."""
    async with base.raw() as driver:
        rows = await driver.fetch(
            "SELECT content FROM audit_log WHERE ($1::timestamptz IS NULL OR at >= $1)"
            " AND ($2::text IS NULL OR convert_from(content, 'UTF8')::jsonb ->> 'user' = $2)"
            " ORDER BY at DESC, chain, seq DESC LIMIT $3",
            since, user, limit,
        )  # fmt: skip
    return [bytes(row["content"]) for row in rows]
