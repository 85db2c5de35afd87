"""Plants, their assets and tags, in versions: an old result finds the design data it used.

A plant's own document says what holds for all of it (name, time zone, streams, prices, plan); each
asset has a document of its own. A change makes a new version; nothing is written over.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from greenlang.core.errors import Conflict, NotFound, near
from greenlang.services.store.database import Database
from greenlang.services.store.schema import asset, asset_version, plant, plant_version, site, tag

Document = Mapping[str, Any]
Tables = Mapping[str, Sequence[Mapping[str, str]]]  # rows of the files that a document names


@dataclass(frozen=True)
class Plant:
    """A plant at one of its versions; `assets` are names in the plant's order."""

    id: int
    site: str
    name: str
    agent: str
    version: int
    document: Document
    tables: Tables
    assets: tuple[str, ...]


@dataclass(frozen=True)
class Asset:
    """An asset at one of its versions."""

    id: int
    plant_id: int
    name: str
    version: int
    document: Document


@dataclass(frozen=True)
class Named:
    """A plant in a list."""

    id: int
    site: str
    name: str
    agent: str
    version: int


async def listed(base: Database) -> list[Named]:
    """Every plant, by name."""
    asked = (
        sa.select(plant.c.id, site.c.name, plant.c.name, plant.c.agent, plant.c.version)
        .join(site)
        .where(plant.c.deleted_at.is_(None))
        .order_by(plant.c.name)
    )
    async with base.begin() as connection:
        return [Named(*row) for row in (await connection.execute(asked)).all()]


async def found(base: Database, name: str, version: int | None = None) -> Plant:
    """The plant of that name, as it is or as it was. Errors: NotFound."""
    async with base.begin() as connection:
        return await _found(connection, name, version)


async def _found(connection: AsyncConnection, name: str, version: int | None = None) -> Plant:
    head = await _head(connection, name)
    at = version or head.version
    asked = sa.select(plant_version.c.document, plant_version.c.tables).where(
        plant_version.c.plant_id == head.id, plant_version.c.version == at
    )
    row = (await connection.execute(asked)).one_or_none()
    if row is None:
        raise NotFound(f"{name} has no version {at}: the newest is {head.version}")
    names = sa.select(asset.c.name).where(asset.c.plant_id == head.id, asset.c.deleted_at.is_(None))
    ordered = (await connection.execute(names.order_by(asset.c.position, asset.c.id))).scalars()
    return Plant(
        head.id, head.site, name, head.agent, at, json.loads(row.document), json.loads(row.tables),
        tuple(ordered),
    )  # fmt: skip


async def _head(connection: AsyncConnection, name: str, *, lock: bool = False) -> Any:
    asked = (
        sa.select(plant.c.id, plant.c.agent, plant.c.version, site.c.name.label("site"))
        .join(site)
        .where(plant.c.name == name, plant.c.deleted_at.is_(None))
    )
    if lock:
        asked = asked.with_for_update(of=plant)
    row = (await connection.execute(asked)).one_or_none()
    if row is None:
        known = sa.select(plant.c.name).where(plant.c.deleted_at.is_(None))
        names = list((await connection.execute(known)).scalars())
        raise NotFound(f"there is no plant {name!r}{near(name, names)}")
    return row


async def saved(
    base: Database,
    place: str,
    name: str,
    agent: str,
    document: Document,
    tables: Tables,
    assets: Mapping[str, Document],
    *,
    account: int | None = None,
    expected: int | None = None,
) -> Plant:
    """A new plant, or a new version of it, with all its assets; those not named are removed.

    `expected` is the version that the change was made from. Errors: Conflict.
    """
    async with base.begin() as connection:
        try:
            head = await _head(connection, name, lock=True)
        except NotFound:
            await _made(connection, place, name, agent, document, tables, account)
        else:
            if head.agent != agent:
                raise Conflict(f"{name} is a plant of {head.agent}, not of {agent}")
            _as_expected(name, head.version, expected)
            await _changed(connection, head, document, tables, account)
        whole = await _found(connection, name)
        for position, (asset_name, own) in enumerate(assets.items()):
            await _asset_saved(connection, whole, asset_name, own, account, position=position)
        gone = set(whole.assets) - set(assets)
        for asset_name in gone:
            await _asset_removed(connection, whole.id, asset_name)
        return await _found(connection, name)


async def _made(
    connection: AsyncConnection, place: str, name: str, agent: str, document: Document,
    tables: Tables, account: int | None,
) -> None:  # fmt: skip
    await connection.execute(insert(site).values(name=place).on_conflict_do_nothing())
    here = sa.select(site.c.id).where(site.c.name == place).scalar_subquery()
    first = insert(plant).values(site_id=here, name=name, agent=agent, version=1)
    made = first.on_conflict_do_update(
        index_elements=["name"],
        set_={"deleted_at": None, "version": plant.c.version + 1, "agent": agent, "site_id": here},
    ).returning(plant.c.id, plant.c.version)
    row = (await connection.execute(made)).one()
    await _version(connection, row.id, row.version, document, tables, account)


async def _changed(
    connection: AsyncConnection, head: Any, document: Document, tables: Tables,
    account: int | None,
) -> None:  # fmt: skip
    newest = sa.select(plant_version.c.sha256).where(
        plant_version.c.plant_id == head.id, plant_version.c.version == head.version
    )
    if (await connection.execute(newest)).scalar() == _sha256(document, tables):
        return
    at = head.version + 1
    await connection.execute(sa.update(plant).where(plant.c.id == head.id).values(version=at))
    await _version(connection, head.id, at, document, tables, account)


async def _version(
    connection: AsyncConnection, plant_id: int, version: int, document: Document, tables: Tables,
    account: int | None,
) -> None:  # fmt: skip
    await connection.execute(
        sa.insert(plant_version).values(
            plant_id=plant_id,
            version=version,
            document=_bytes(document),
            tables=_bytes(tables),
            sha256=_sha256(document, tables),
            created_by=account,
        )
    )


async def asset_found(
    base: Database, plant_name: str, name: str, version: int | None = None
) -> Asset:
    """An asset of a plant, as it is or as it was. Errors: NotFound."""
    async with base.begin() as connection:
        head = await _head(connection, plant_name)
        asked = sa.select(asset).where(asset.c.plant_id == head.id, asset.c.name == name)
        row = (await connection.execute(asked)).one_or_none()
        if row is None or (row.deleted_at is not None and version is None):
            known = sa.select(asset.c.name).where(asset.c.plant_id == head.id)
            names = list((await connection.execute(known)).scalars())
            raise NotFound(f"{plant_name} has no asset {name!r}{near(name, names)}")
        at = version or row.version
        own = sa.select(asset_version.c.document).where(
            asset_version.c.asset_id == row.id, asset_version.c.version == at
        )
        document = (await connection.execute(own)).scalar()
        if document is None:
            raise NotFound(f"{name} has no version {at}: the newest is {row.version}")
        return Asset(row.id, head.id, name, at, json.loads(document))


async def assets(base: Database, plant_id: int) -> dict[str, Asset]:
    """The assets of a plant as they are, in the plant's order."""
    newest = sa.and_(
        asset_version.c.asset_id == asset.c.id, asset_version.c.version == asset.c.version
    )
    asked = (
        sa.select(asset.c.id, asset.c.name, asset.c.version, asset_version.c.document)
        .join(asset_version, newest)
        .where(asset.c.plant_id == plant_id, asset.c.deleted_at.is_(None))
        .order_by(asset.c.position, asset.c.id)
    )
    async with base.begin() as connection:
        rows = (await connection.execute(asked)).all()
    return {
        row.name: Asset(row.id, plant_id, row.name, row.version, json.loads(row.document))
        for row in rows
    }


async def asset_versions(base: Database, plant_name: str, name: str) -> list[Mapping[str, Any]]:
    """When an asset was changed, newest first."""
    one = await asset_found(base, plant_name, name)
    asked = (
        sa.select(asset_version.c.version, asset_version.c.sha256, asset_version.c.created_at)
        .where(asset_version.c.asset_id == one.id)
        .order_by(asset_version.c.version.desc())
    )
    async with base.begin() as connection:
        return [dict(row) for row in (await connection.execute(asked)).mappings()]


async def asset_saved(
    base: Database,
    plant_name: str,
    name: str,
    document: Document,
    *,
    account: int | None = None,
    expected: int | None = None,
) -> Asset:
    """A new asset, or a new version of it. Errors: Conflict where another came between."""
    async with base.begin() as connection:
        await _head(connection, plant_name, lock=True)
        whole = await _found(connection, plant_name)
        return await _asset_saved(connection, whole, name, document, account, expected=expected)


async def _asset_saved(
    connection: AsyncConnection, whole: Plant, name: str, document: Document, account: int | None,
    *, expected: int | None = None, position: int | None = None,
) -> Asset:  # fmt: skip
    made = insert(asset).values(
        plant_id=whole.id, name=name, version=0,
        position=len(whole.assets) if position is None else position,
    )  # fmt: skip
    await connection.execute(made.on_conflict_do_nothing())
    asked = sa.select(asset).where(asset.c.plant_id == whole.id, asset.c.name == name)
    row = (await connection.execute(asked.with_for_update())).one()
    _as_expected(name, row.version, expected)
    newest = sa.select(asset_version.c.sha256).where(
        asset_version.c.asset_id == row.id, asset_version.c.version == row.version
    )
    own = _sha256(document)
    at = int(row.version)
    if (await connection.execute(newest)).scalar() != own:
        at += 1
        await connection.execute(
            sa.insert(asset_version).values(
                asset_id=row.id,
                version=at,
                document=_bytes(document),
                sha256=own,
                created_by=account,
            )
        )
    place = row.position if position is None else position
    await connection.execute(
        sa.update(asset)
        .where(asset.c.id == row.id)
        .values(version=at, deleted_at=None, position=place)
    )
    return Asset(row.id, whole.id, name, at, document)


async def asset_removed(base: Database, plant_name: str, name: str) -> None:
    """Take an asset out of the plant; its versions and results stay. Errors: NotFound."""
    one = await asset_found(base, plant_name, name)
    async with base.begin() as connection:
        await _asset_removed(connection, one.plant_id, name)


async def _asset_removed(connection: AsyncConnection, plant_id: int, name: str) -> None:
    here = (asset.c.plant_id == plant_id) & (asset.c.name == name)
    await connection.execute(sa.update(asset).where(here).values(deleted_at=sa.func.now()))


async def removed(base: Database, name: str) -> None:
    """Take a plant out of use; what was kept of it stays. Errors: NotFound."""
    async with base.begin() as connection:
        head = await _head(connection, name, lock=True)
        gone = sa.update(plant).where(plant.c.id == head.id).values(deleted_at=sa.func.now())
        await connection.execute(gone)


async def tags(base: Database, plant_id: int) -> dict[str, int]:
    """The tags of a plant: name and number."""
    asked = sa.select(tag.c.name, tag.c.id).where(tag.c.plant_id == plant_id)
    async with base.begin() as connection:
        return {row.name: row.id for row in await connection.execute(asked)}


async def tags_made(base: Database, plant_id: int, names: Sequence[str]) -> dict[str, int]:
    """The same, with these among them."""
    known = await tags(base, plant_id)
    missing = [name for name in names if name not in known]
    if not missing:
        return known
    rows = [{"plant_id": plant_id, "name": name} for name in missing]
    async with base.begin() as connection:
        await connection.execute(insert(tag).on_conflict_do_nothing(), rows)
    return await tags(base, plant_id)


def _as_expected(name: str, version: int, expected: int | None) -> None:
    if expected is not None and expected != version:
        raise Conflict(
            f"{name} is at version {version}, the change was made from {expected}: read it again,"
            " make the change there"
        )


def _bytes(document: Any) -> bytes:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str)
    return text.encode()


def _sha256(*documents: Any) -> str:
    return hashlib.sha256(b"\0".join(_bytes(each) for each in documents)).hexdigest()
