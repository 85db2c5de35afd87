"""Plants in versions, readings in and out, and one site's data against another's people."""

import asyncio
import gzip
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from greenlang.agents.agent import Agent, agent
from greenlang.services.choice import analysing
from greenlang.services.files.plant import loaded
from greenlang.services.history import declared
from greenlang.services.security import accounts
from greenlang.services.store import rollups
from greenlang.services.store.rollups import all_rolled
from tests.api.stories import PASSWORD, World, problem, told

ARROW = "application/vnd.apache.arrow.stream"


@pytest.fixture
def document(tmp_path: Path) -> dict[str, Any]:
    """The starter plant file of the exchangers, as JSON has it."""
    history = agent("exchanger").history
    assert history is not None
    path = tmp_path / "plant.yaml"
    path.write_text(history.starter(), encoding="utf-8")
    return dict(json.loads(json.dumps(loaded(path), default=str)))


async def made(world: World, document: dict[str, Any], name: str = "unit 1") -> Any:
    return await world.client.put(
        f"/api/v1/plants/{name}", headers=world.by("admin"),
        json={"site": "north", "agent": "exchanger", "document": document},
    )  # fmt: skip


def test_a_plant_is_kept_in_versions_and_a_change_from_an_old_one_is_refused(
    url: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    async def story(world: World) -> None:
        first = await made(world, document)
        assert first.status_code == 200, first.text
        assert first.json()["version"] == 1
        assert "E-101" in first.json()["assets"]
        assert (await made(world, document)).json()["version"] == 1
        by = world.by("engineer")
        address = "/api/v1/plants/unit 1/assets/E-101"
        before = await world.client.get(address, headers=by)
        changed = before.json()["document"] | {"model": "kern"}
        old = {"If-Match": before.headers["etag"]}
        answer = await world.client.put(address, json=changed, headers=by | old)
        assert answer.json()["version"] == 2
        again = await world.client.put(address, json=changed | {"model": "x"}, headers=by | old)
        assert again.status_code in {409, 422}
        stale = await world.client.put(address, json=before.json()["document"], headers=by | old)
        assert "version 2" in problem(stale, 409)
        was = await world.client.get(f"{address}?version=1", headers=by)
        assert was.json()["document"] == before.json()["document"]
        listed = await world.client.get(f"{address}/versions", headers=by)
        assert [one["version"] for one in listed.json()] == [2, 1]

    told(url, tmp_path, story)


def test_a_plant_that_cannot_be_read_is_not_kept(
    url: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    async def story(world: World) -> None:
        document["assets"]["E-101"]["tubes"]["pitchh"] = 1
        said = problem(await made(world, document), 422)
        assert "pitchh" in said
        problem(await world.client.get("/api/v1/plants/unit 1", headers=world.by("viewer")), 404)

    told(url, tmp_path, story)


def test_readings_pushed_by_any_way_are_kept_once_and_read_back(
    url: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    n = 3000
    time = np.datetime64("2026-01-01T00:00", "us") + np.arange(n) * np.timedelta64(600, "s")
    value = np.random.default_rng(3).normal(150, 2, n)
    texts = [f"{t}Z" for t in time.astype("datetime64[s]").astype(str)]

    def csv(tag: str) -> bytes:
        rows = [f"{t},{v!r}" for t, v in zip(texts, value.tolist(), strict=True)]
        return "\n".join([f"time,{tag}", *rows]).encode()

    def arrow(tag: str) -> bytes:
        table = pa.table({
            "tag": [tag] * n, "time": pa.array(time, pa.timestamp("us", "UTC")), "value": value,
        })  # fmt: skip
        out = io.BytesIO()
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
        return out.getvalue()

    async def story(world: World) -> None:
        await made(world, document)
        by = world.by("engineer")
        address = "/api/v1/plants/unit 1/readings"
        columns = {"tag": ["TI101"] * n, "time": texts, "value": value.tolist()}
        for _ in range(2):
            answer = await world.client.post(address, json=columns, headers=by)
            assert answer.status_code == 200, answer.text
        assert (answer.json()["rows"], answer.json()["changed"]) == (n, 0)
        bodies = {
            "text/csv": ("TI102", csv("TI102")),
            "application/gzip": ("TI103", gzip.compress(csv("TI103"))),
            ARROW: ("TI104", arrow("TI104")),
        }
        for media, (_, body) in bodies.items():
            answer = await world.client.post(
                address, content=body, headers=by | {"Content-Type": media}
            )
            assert answer.json()["changed"] == n, (media, answer.text)
        await all_rolled(world.own.base)
        for tag in ("TI101", "TI102", "TI103", "TI104"):
            asked = f"/api/v1/plants/unit 1/tags/{tag}/readings?from=2026-01-01&to=2026-02-01"
            whole = (await world.client.get(f"{asked}&points=5000", headers=by)).json()
            assert whole["level"] == "raw"
            assert whole["mean"] == value.tolist()
            thin = await world.client.get(f"{asked}&points=200", headers=by | {"Accept": ARROW})
            table = pa.ipc.open_stream(io.BytesIO(thin.content)).read_all()
            assert 100 < table.num_rows <= 201
            assert max(table["high"].to_pylist()) == value.max()

    told(url, tmp_path, story)


def test_bad_rows_are_told_by_their_place_and_the_good_ones_kept(
    url: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    async def story(world: World) -> None:
        await made(world, document)
        given = {
            "tag": ["TI101", "TI101", 7, "TI101", "TI101"],
            "time": ["2026-01-01T00:00:00Z", "yesterday", "2026-01-01T00:00:00Z",
                     "2026-01-01T00:10:00", "2026-01-01T00:20:00+01:00"],
            "value": [1.5, 2.0, 3.0, 4.0, None],
        }  # fmt: skip
        answer = await world.client.post(
            "/api/v1/plants/unit 1/readings", json=given, headers=world.by("engineer")
        )
        found = answer.json()
        assert (found["rows"], found["bad"]) == (2, 3)
        assert [text.split(":")[0] for text in found["problems"]] == ["row 1", "row 2", "row 3"]

    told(url, tmp_path, story)


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"\x1f\x8bgarbage", "application/gzip", 422),
        (b"PK\x03\x04nothing", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
         422),
        (b"PAR1", "application/vnd.apache.parquet", 422),
        (b"no arrow", ARROW, 422),
        (b"", "text/csv", 422),
        (b"<x/>", "text/xml", 415),
        (b'{"tag": [1], "time": []}', "application/json", 422),
        (b'{"tag": ["a"], "time": ["2026-01-01T00:00:00Z"], "value": [1, 2]}',
         "application/json", 422),
    ],
)  # fmt: skip
def test_deliveries_that_cannot_be_read_are_problems(
    body: bytes, media: str, status: int, url: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    async def story(world: World) -> None:
        await made(world, document)
        answer = await world.client.post(
            "/api/v1/plants/unit 1/readings", content=body,
            headers=world.by("engineer") | {"Content-Type": media},
        )  # fmt: skip
        problem(answer, status)

    told(url, tmp_path, story)


def test_people_of_another_site_see_nothing_of_this_one(
    url: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    async def story(world: World) -> None:
        await made(world, document)
        base = world.own.base
        await accounts.made(base, "southern", [("admin", "south")], password=PASSWORD)
        found = {one.name: one.id for one in await accounts.listed(base)}
        by = {"Authorization": f"Bearer {world.own.tokens.signed(found['southern'], 0)}"}
        assert (await world.client.get("/api/v1/plants", headers=by)).json() == []
        one = "/api/v1/plants/unit 1"
        asks: list[tuple[str, str, Any]] = [
            ("GET", one, None), ("DELETE", one, None), ("GET", f"{one}/tags", None),
            ("GET", f"{one}/assets/E-101", None), ("GET", f"{one}/assets/E-101/versions", None),
            ("PUT", f"{one}/assets/E-101", {}), ("DELETE", f"{one}/assets/E-101", None),
            ("POST", f"{one}/readings", {"tag": [], "time": [], "value": []}),
            ("GET", f"{one}/tags/TI101/readings?from=2026-01-01&to=2026-02-01", None),
        ]  # fmt: skip
        for method, address, body in asks:
            answer = await world.client.request(method, address, headers=by, json=body)
            assert "no plant" in problem(answer, 404), (method, address)
        taken = await world.client.put(
            one, headers=by, json={"site": "south", "agent": "exchanger", "document": document}
        )
        problem(taken, 403)
        own = await world.client.put(
            "/api/v1/plants/unit 2", headers=by,
            json={"site": "south", "agent": "exchanger", "document": document},
        )  # fmt: skip
        assert own.status_code == 200
        north = await world.client.put(
            "/api/v1/plants/unit 3", headers=by,
            json={"site": "north", "agent": "exchanger", "document": document},
        )  # fmt: skip
        problem(north, 403)
        theirs = await world.client.post(
            "/api/v1/exchanger/lmtd", json=agent("exchanger").analysis("lmtd").example,
            headers=world.by("operator"),
        )  # fmt: skip
        problem(await world.client.get(theirs.headers["location"], headers=by), 404)
        problem(await world.client.get(f"/api/v1/results/{theirs.json()['id']}", headers=by), 404)
        assert (await world.client.get("/api/v1/results", headers=by)).json()["items"] == []
        for address in ("/api/v1/accounts", "/api/v1/keys", "/api/v1/audit/head"):
            problem(await world.client.get(address, headers=by), 403)

    told(url, tmp_path, story)


def test_a_worker_follows_new_readings_with_their_rollups(
    url: str, tmp_path: Path, document: dict[str, Any]
) -> None:
    n = 3000
    time = np.datetime64("2026-01-01T00:00", "us") + np.arange(n) * np.timedelta64(600, "s")

    async def story(world: World) -> None:
        await made(world, document)
        by = world.by("engineer")
        columns = {"tag": ["TI101"] * n, "time": time.astype(np.int64).tolist(), "value": [1.5] * n}
        await world.client.post("/api/v1/plants/unit 1/readings", json=columns, headers=by)
        asked = "/api/v1/plants/unit 1/tags/TI101/readings?from=2026-01-01&to=2026-02-01&points=99"
        levels = set()
        for _ in range(200):
            answer = (await world.client.get(asked, headers=by)).json()
            levels.add(answer["level"])
            assert sum(answer["n"]) == n
            if answer["level"] != "readings":
                break
            await asyncio.sleep(0.1)
        assert levels - {"readings"} == {"1h"}
        health = (await world.client.get("/health")).json()
        assert health["parts"] == {"database": "up"}

    told(url, tmp_path, story)


def test_a_duty_that_fails_is_told_and_tried_anew(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def failing(_base: Any) -> int:
        nonlocal tries
        tries += 1
        if tries < 2:
            raise ZeroDivisionError("in a duty")
        return 0

    monkeypatch.setattr(rollups, "all_rolled", failing)

    async def story(world: World) -> None:
        seen = []
        for _ in range(100):
            seen.append((await world.client.get("/health")).json())
            if tries > 1 and seen[-1]["status"] == "healthy":
                break
            await asyncio.sleep(0.1)
        ill = [one for one in seen if one["status"] == "degraded"]
        assert "ZeroDivisionError" in ill[0]["parts"]["roll-ups"]
        assert seen[-1]["status"] == "healthy"

    told(url, tmp_path, story)


@pytest.mark.parametrize("of", analysing(), ids=lambda of: of.name)
def test_the_plant_of_every_agent_is_kept_with_its_assets(
    of: Agent, url: str, tmp_path: Path
) -> None:
    how = declared(of)
    path = tmp_path / "plant.yaml"
    path.write_text(how.starter(), encoding="utf-8")
    whole = json.loads(json.dumps(loaded(path), default=str))

    async def story(world: World) -> None:
        given = {"site": "north", "agent": of.name, "document": whole}
        by = world.by("engineer")
        kept = await world.client.put("/api/v1/plants/one", headers=by, json=given)
        assert kept.status_code == 200, kept.text
        assert kept.json()["assets"] == list(whole[how.assets]) != []
        for name in kept.json()["assets"]:
            asset = await world.client.get(f"/api/v1/plants/one/assets/{name}", headers=by)
            assert asset.json()["document"] == whole[how.assets][name]

    told(url, tmp_path, story)
