"""Plants, their assets in versions, their tags and readings."""

import asyncio
import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query, Request, Response

from greenlang.agents.agent import agent
from greenlang.api import schemas
from greenlang.api.access import Served, needs
from greenlang.api.problems import Refused
from greenlang.api.reading import json_object
from greenlang.core.errors import InputError, InsufficientData, NotFound, near
from greenlang.services import history, ingestion
from greenlang.services.security.permissions import Caller
from greenlang.services.store import measurements, plants

router = APIRouter(prefix="/api/v1/plants", tags=["Plants"])
REFUSED: Any = schemas.refusals(400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)
Reads = Annotated[Caller, Depends(needs("plants:read"))]
Writes = Annotated[Caller, Depends(needs("plants:write"))]
ARROW = "application/vnd.apache.arrow.stream"
FILES = {
    "text/csv": ".csv", "application/vnd.apache.parquet": ".parquet", "application/gzip": ".csv.gz",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip
PLANT = schemas.body({
    "type": "object",
    "required": ["site", "agent", "document"],
    "properties": {
        "site": {"type": "string"},
        "agent": {"type": "string"},
        "document": {"type": "object", "description": "a plant file as JSON"},
        "tables": {
            "type": "object",
            "description": "rows of the files that the document names",
            "additionalProperties": {"type": "array", "items": {
                "type": "object", "additionalProperties": {"type": "string"}}},
        },
    },
})  # fmt: skip
COLUMNS = schemas.body({
    "type": "object",
    "required": ["tag", "time", "value"],
    "properties": {
        "tag": {"type": "array", "items": {"type": "string"}},
        "time": {"type": "array", "items": {"anyOf": [
            {"type": "string", "format": "date-time"},
            {"type": "integer", "description": "us since 1970, UTC"}]}},
        "value": {"type": "array", "items": {"type": ["number", "null"]}},
        "quality": {"type": "array", "items": {"type": "integer"}},
    },
}, {"tag": ["TI101"], "time": ["2026-01-31T12:00:00Z"], "value": [145.2]})  # fmt: skip


@router.get("", summary="Plants that the caller may read", responses=REFUSED)
async def listed(own: Served, caller: Reads) -> list[dict[str, Any]]:
    """By name."""
    sites = caller.sites("plants:read")
    return [
        {"name": one.name, "site": one.site, "agent": one.agent, "version": one.version}
        for one in await plants.listed(own.base)
        if sites is None or one.site in sites
    ]


@router.get("/{plant}", summary="A plant file, without its assets", responses=REFUSED)
async def found(
    plant: str, own: Served, caller: Reads, response: Response,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> dict[str, Any]:  # fmt: skip
    """As it is, or as it was at a version."""
    one = await _plant(own, caller, plant, "plants:read", version)
    response.headers["ETag"] = f'"{one.version}"'
    return {
        "name": one.name, "site": one.site, "agent": one.agent, "version": one.version,
        "document": one.document, "tables": one.tables, "assets": one.assets,
    }  # fmt: skip


@router.put("/{plant}", summary="A new plant, or a new version of it", responses=REFUSED,
            openapi_extra={"requestBody": PLANT})  # fmt: skip
async def saved(
    plant: str, own: Served, caller: Writes, request: Request, response: Response
) -> dict[str, Any]:
    """A whole plant file with its assets, read before it is kept. If-Match guards a change."""
    given = await json_object(request)
    _known(given, ("site", "agent", "document", "tables"))
    place, name = _text(given, "site"), _text(given, "agent")
    caller.must("plants:write", place)
    document, tables = given.get("document"), given.get("tables") or {}
    if not isinstance(document, dict) or not isinstance(tables, dict):
        raise InputError("document: an object is needed, the plant file as JSON; tables: one too")
    await _others(own, caller, plant, place)
    how = history.declared(agent(name))
    read = await asyncio.to_thread(
        history.understood, agent(name), document, history.rows_of(tables), plant
    )
    rest = {key: value for key, value in document.items() if key != how.assets}
    one = await plants.saved(
        own.base, place, plant, name, rest, tables, document.get(how.assets) or {},
        account=caller.account_id, expected=_expected(request),
    )  # fmt: skip
    await plants.tags_made(own.base, one.id, list(how.tags(read)))
    response.headers["ETag"] = f'"{one.version}"'
    return {"name": one.name, "version": one.version, "assets": one.assets,
            "warnings": list(read.warnings)}  # fmt: skip


@router.delete("/{plant}", summary="Take a plant out of use", status_code=204, responses=REFUSED)
async def removed(
    plant: str, own: Served, caller: Annotated[Caller, Depends(needs("plants:delete"))]
) -> None:
    """What was kept of it stays."""
    await _plant(own, caller, plant, "plants:delete")
    await plants.removed(own.base, plant)


@router.get("/{plant}/assets/{asset}", summary="An asset", responses=REFUSED)
async def asset(
    plant: str, asset: str, own: Served, caller: Reads, response: Response,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> dict[str, Any]:  # fmt: skip
    """As it is, or as it was at a version."""
    await _plant(own, caller, plant, "plants:read")
    one = await plants.asset_found(own.base, plant, asset, version)
    response.headers["ETag"] = f'"{one.version}"'
    return {"name": one.name, "version": one.version, "document": one.document}


@router.get("/{plant}/assets/{asset}/versions", summary="When it was changed", responses=REFUSED)
async def versions(plant: str, asset: str, own: Served, caller: Reads) -> list[Mapping[str, Any]]:
    """Newest first."""
    await _plant(own, caller, plant, "plants:read")
    return await plants.asset_versions(own.base, plant, asset)


@router.put("/{plant}/assets/{asset}", summary="A new asset, or a new version", responses=REFUSED,
            openapi_extra={"requestBody": schemas.body({"type": "object"})})  # fmt: skip
async def asset_saved(
    plant: str, asset: str, own: Served, caller: Writes, request: Request, response: Response
) -> dict[str, Any]:
    """The whole plant is read with it before it is kept."""
    whole = await _plant(own, caller, plant, "plants:write")
    given = await json_object(request)
    assets = await plants.assets(own.base, whole.id)
    documents = {name: each.document for name, each in assets.items()} | {asset: given}
    document = {**whole.document, history.declared(agent(whole.agent)).assets: documents}
    await asyncio.to_thread(
        history.understood, agent(whole.agent), document, history.rows_of(whole.tables), plant
    )
    one = await plants.asset_saved(
        own.base, plant, asset, given, account=caller.account_id, expected=_expected(request)
    )
    response.headers["ETag"] = f'"{one.version}"'
    return {"name": one.name, "version": one.version}


@router.delete("/{plant}/assets/{asset}", summary="Take an asset out", status_code=204,
               responses=REFUSED)  # fmt: skip
async def asset_removed(plant: str, asset: str, own: Served, caller: Writes) -> None:
    """Its versions and results stay."""
    await _plant(own, caller, plant, "plants:write")
    await plants.asset_removed(own.base, plant, asset)


@router.get("/{plant}/tags", summary="Tags of a plant", responses=REFUSED)
async def tags(plant: str, own: Served, caller: Reads) -> list[str]:
    """Those that its file names, and those that readings came of."""
    one = await _plant(own, caller, plant, "plants:read")
    return sorted(await plants.tags(own.base, one.id))


@router.post("/{plant}/readings", summary="Send readings", responses=REFUSED,
             openapi_extra={"requestBody": COLUMNS})  # fmt: skip
async def pushed(
    plant: str, own: Served, caller: Annotated[Caller, Depends(needs("measurements:write"))],
    request: Request,
) -> dict[str, Any]:  # fmt: skip
    """Columns as JSON or Arrow (tag, time, value, quality), or a historian's export.

    That may be CSV (also gzip), Parquet or Excel. The same again changes nothing; a bad row is
    told, the good ones are kept.
    """
    one = await _plant(own, caller, plant, "measurements:write")
    media = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if media == ARROW:
        columns = await asyncio.to_thread(_arrow, await request.body())
        return _delivered(await ingestion.from_columns(own.base, one.id, columns))
    if media not in FILES:
        given = await json_object(request)
        return _delivered(await ingestion.from_columns(own.base, one.id, given))
    names = sorted(await plants.tags(own.base, one.id))
    zone = str((one.document.get("plant") or {}).get("timezone", "UTC"))
    with tempfile.TemporaryDirectory(prefix="greenlang-in-") as folder:
        path = Path(folder) / f"history{FILES[media]}"
        await asyncio.to_thread(path.write_bytes, await request.body())
        return _delivered(await ingestion.from_file(own.base, one.id, names, path, zone))


@router.get("/{plant}/tags/{tag}/readings", summary="Readings of a tag", responses=REFUSED)
async def readings(
    plant: str, tag: str, own: Served,
    caller: Annotated[Caller, Depends(needs("measurements:read"))], request: Request,
    begin: Annotated[str, Query(alias="from", description="ISO 8601, UTC where none is said")],
    end: Annotated[str, Query(alias="to")],
    points: Annotated[int, Query(ge=1, le=1_000_000)] = 2000,
) -> Response:  # fmt: skip
    """In at most so many points: all of them, or time-weighted means with their extremes.

    `Accept: application/vnd.apache.arrow.stream` for Arrow.
    """
    one = await _plant(own, caller, plant, "measurements:read")
    known = await plants.tags(own.base, one.id)
    if tag not in known:
        raise NotFound(f"{plant} has no tag {tag!r}{near(tag, known)}")
    series = await measurements.series(
        own.base, known[tag], _us("from", begin), _us("to", end), points
    )
    if not len(series.time):
        raise InsufficientData(f"{tag} has no reading from {begin} to {end}")
    arrow = ARROW in request.headers.get("accept", "")
    content = await asyncio.to_thread(_as_arrow if arrow else _as_json, series)
    return Response(content, media_type=ARROW if arrow else "application/json")


async def _plant(
    own: Served, caller: Caller, name: str, permission: str, version: int | None = None
) -> plants.Plant:
    """The plant, if the caller may: who may not read a site's plants is told that there is none."""
    one = await plants.found(own.base, name, version)
    if not caller.may("plants:read", one.site):
        raise NotFound(f"there is no plant {name!r}")
    caller.must(permission, one.site)
    return one


async def _others(own: Served, caller: Caller, name: str, place: str) -> None:
    """A plant of that name at another site is not changed by who may not change it there."""
    try:
        there = await plants.found(own.base, name)
    except NotFound:
        return
    if there.site != place:
        caller.must("plants:write", there.site)
        raise InputError(f"site: {name} stands at {there.site}; plants do not move")


def _expected(request: Request) -> int | None:
    given = request.headers.get("if-match")
    if given is None:
        return None
    text = given.strip().strip('"')
    if not text.isdecimal():
        raise Refused(412, f"If-Match: {given}: give the ETag of the version that was read")
    return int(text)


def _known(given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise InputError(f"{name}: unknown field{near(name, known)}; known: {', '.join(known)}")


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise InputError(f"{name}: a text is needed, got {value!r}")
    return value


def _delivered(found: ingestion.Delivered) -> dict[str, Any]:
    return {
        "rows": found.rows, "changed": found.changed, "bad": found.bad,
        "problems": list(found.problems), "warnings": list(found.warnings),
        "missing": dict(found.missing or {}),
    }  # fmt: skip


def _arrow(body: bytes) -> dict[str, Any]:
    import pyarrow as pa

    try:
        table = pa.ipc.open_stream(io.BytesIO(body)).read_all()
    except pa.ArrowException as error:
        raise InputError(f"the body is no Arrow stream: {error}") from None
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64())
        columns[name] = column.to_pylist()
    return columns


def _us(name: str, text: str) -> int:
    import datetime as dt

    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{name}: {text!r} is no time of ISO 8601") from None
    aware = read if read.tzinfo else read.replace(tzinfo=dt.UTC)
    return int(aware.timestamp() * 1e6)


def _as_json(series: measurements.Series) -> bytes:
    import orjson

    return orjson.dumps(
        {
            "level": series.level,
            "time": [f"{t}Z" for t in series.time.astype("datetime64[ms]").astype(str)],
            "mean": series.mean, "low": series.low, "high": series.high, "n": series.n,
            "quality": series.quality,
        },
        option=orjson.OPT_SERIALIZE_NUMPY,
    )  # fmt: skip


def _as_arrow(series: measurements.Series) -> bytes:
    import pyarrow as pa

    table = pa.table({
        "time": pa.array(series.time.astype("datetime64[us]"), pa.timestamp("us", "UTC")),
        **{name: np.ascontiguousarray(getattr(series, name))
           for name in ("mean", "low", "high", "n", "quality")},
    }).replace_schema_metadata({"level": series.level})  # fmt: skip
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()
