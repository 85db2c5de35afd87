"""Jobs: a plant's history through the server, cancelled, taken again, refused."""

import asyncio
import json
import os
import signal
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from greenlang.services.files.plant import loaded, rows
from greenlang.services.store import jobs
from greenlang.services.store.schema import job
from tests.api.stories import World, problem, told
from tests.system import plants


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plants.metric(tmp_path_factory.mktemp("plant"))


def described(folder: Path) -> dict[str, Any]:
    """The plant file and its tables, as a client sends them."""
    document = json.loads(json.dumps(loaded(folder / "plant.yaml"), default=str))
    return {
        "site": "north", "agent": "exchanger", "document": document,
        "tables": {path.name: rows(path) for path in folder.glob("clean*.csv")},
    }  # fmt: skip


async def sent(world: World, folder: Path) -> None:
    """The plant and its readings, as a client sends them."""
    given = described(folder)
    history = await asyncio.to_thread((folder / "history.csv").read_bytes)
    by = world.by("engineer")
    made = await world.client.put("/api/v1/plants/train", json=given, headers=by)
    assert made.status_code == 200, made.text
    taken = await world.client.post(
        "/api/v1/plants/train/readings", content=history,
        headers=by | {"Content-Type": "text/csv"}, timeout=120,
    )  # fmt: skip
    assert taken.status_code == 200, taken.text
    assert taken.json()["changed"] > 100_000


async def asked(world: World) -> str:
    answer = await world.client.post(
        "/api/v1/plants/train/history", json={"pdf": False}, headers=world.by("operator")
    )
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"])


async def until(world: World, address: str, *states: str) -> dict[str, Any]:
    for _ in range(1200):
        state = (await world.client.get(address, headers=world.by("viewer"))).json()
        if state["state"] in states:
            return dict(state)
        await asyncio.sleep(0.2)
    raise AssertionError(f"still {state}")


@pytest.mark.parametrize("server", ["embedded"], indirect=True)
def test_a_history_is_a_job_whose_report_is_fetched_and_which_survives_its_process(
    url: str, tmp_path: Path, folder: Path
) -> None:
    async def story(world: World) -> None:
        await sent(world, folder)
        address = await asked(world)
        await until(world, address, "running")
        assert await asyncio.to_thread(_killed, address.rsplit("/", 1)[1])
        done = await until(world, address, "done", "failed")
        assert done["state"] == "done", done
        one = await jobs.found(world.own.base, uuid.UUID(done["id"]))
        assert one.attempts == 2
        by = world.by("viewer")
        result = (await world.client.get(f"/api/v1/results/{done['result_id']}", headers=by)).json()
        assert len(result["rows"]) > 3
        assert set(result["asset_versions"].values()) == {1}
        names = (await world.client.get(f"{address}/files", headers=by)).json()
        assert {"report.html", "results.json", "results.xlsx"} <= set(names)
        page = await world.client.get(f"{address}/files/report.html", headers=by)
        assert page.text.startswith("<!")
        assert page.headers["content-disposition"].startswith("attachment")
        for name in ("../../key", "%2e%2e/%2e%2e/key", "/etc/passwd", "nothing"):
            answer = await world.client.get(f"{address}/files/{name}", headers=by)
            problem(answer, 422 if name.startswith("..") else 404)
        problem(await world.client.delete(address, headers=world.by("operator")), 409)

    told(url, tmp_path, story, works=True)


def _killed(job_id: str) -> bool:
    """Kill the process of a job, as the system does when memory runs out."""
    for _ in range(100):
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"greenlang.services.jobrun" in words and job_id.encode() in words:
                os.kill(int(entry.name), signal.SIGKILL)
                return True
        time.sleep(0.05)
    return False


def test_jobs_wait_are_cancelled_and_taken_again(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        base = world.own.base
        async with base.begin() as connection:
            await connection.execute(sa.text("INSERT INTO site (name) VALUES ('north')"))
            await connection.execute(
                sa.text("INSERT INTO plant (site_id, name, agent) VALUES (1, 'p', 'exchanger')")
            )
        first = await jobs.made(base, "history", "exchanger", 1, {}, 1)
        second = await jobs.made(base, "history", "exchanger", 1, {}, 1)
        by = world.by("operator")
        gone = await world.client.delete(f"/api/v1/jobs/{second.id}", headers=by)
        assert gone.json()["state"] == "cancelled"
        both = await asyncio.gather(jobs.taken(base, "a"), jobs.taken(base, "b"))
        assert sorted(one is None for one in both) == [False, True]
        worker = "a" if both[0] else "b"
        assert await jobs.seen(base, first.id, worker)
        assert not await jobs.seen(base, first.id, "another")
        assert list(await jobs.abandoned(base)) == []
        for attempt in range(2, 4):
            await jobs.left(base, first.id, worker)
            assert list(await jobs.abandoned(base)) == [first.id]
            worker = f"w{attempt}"
            again = await jobs.taken(base, worker)
            assert again is not None
            assert again.attempts == attempt
        await jobs.left(base, first.id, worker)
        assert list(await jobs.abandoned(base)) == []
        ended = await jobs.found(base, first.id)
        assert ended.state == "failed"
        async with base.begin() as connection:
            await connection.execute(sa.delete(job))

    told(url, tmp_path, story)


def test_a_history_of_nothing_is_refused_or_fails_with_what_to_do(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        by = world.by("operator")
        problem(await world.client.post("/api/v1/plants/none/history", json={}, headers=by), 404)
        turned = {"begin": "2026-02-01T00:00:00Z", "end": "2026-01-01T00:00:00Z"}
        problem(
            await world.client.post("/api/v1/plants/none/history", json=turned, headers=by), 404
        )
        local = {"begin": "2026-02-01T00:00:00"}
        said = problem(
            await world.client.post("/api/v1/plants/none/history", json=local, headers=by), 422
        )
        assert said.startswith("begin")

    told(url, tmp_path, story)
