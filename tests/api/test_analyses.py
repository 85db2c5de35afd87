"""Every analysis of every agent over HTTP: answered, kept, verified; and what is refused."""

import json
from pathlib import Path

import pytest

from greenlang import agents
from greenlang.agents.agent import agent
from greenlang.core.cases import case_from
from greenlang.core.provenance import audit
from greenlang.services.serving import Options
from greenlang.services.store.auditing import audited
from tests.api.stories import World, problem, told

EVERY = [(name, analysis.name) for name in agents.names() for analysis in agent(name).analyses]


def test_every_analysis_answers_its_example_and_keeps_a_record_that_verifies(
    url: str, tmp_path: Path
) -> None:
    async def story(world: World) -> None:
        for name, analysis in EVERY:
            asked = agent(name).analysis(analysis)
            answer = await world.client.post(
                f"/api/v1/{name}/{analysis}", json=asked.example, headers=world.by("operator")
            )
            assert answer.status_code == 200, (name, analysis, answer.text)
            whole = answer.json()
            record = audit(asked.run, case_from(asked.case, asked.example)).record
            assert whole["record"]["content_hash"] == record.content_hash
            assert answer.headers["etag"] == f'"{record.content_hash}"'
            kept = await world.client.get(answer.headers["location"], headers=world.by("viewer"))
            assert kept.json()["content"] == record.content
        checked = await audited(world.own.base)
        assert checked.records == len(EVERY)
        assert checked.entries == 2 * len(EVERY)

    told(url, tmp_path, story)


def test_a_record_is_verified_and_explained_where_it_is_kept(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        example = agent("exchanger").analysis("performance").example
        answer = await world.client.post(
            "/api/v1/exchanger/performance", json=example, headers=world.by("operator")
        )
        address = answer.headers["location"]
        verdict = await world.client.get(f"{address}/verify", headers=world.by("viewer"))
        assert verdict.json()["holds"] is True
        assert verdict.json()["steps"] > 20
        text = await world.client.get(f"{address}/explain", headers=world.by("viewer"))
        assert "Sources" in text.text
        page = await world.client.get("/api/v1/results?limit=1", headers=world.by("viewer"))
        assert page.json()["items"][0]["id"] == answer.json()["id"]
        assert page.json()["items"][0]["by"] == "the operator"
        again = await world.client.get(
            address, headers=world.by("viewer") | {"If-None-Match": await _tag(world, address)}
        )
        assert again.status_code == 304

    told(url, tmp_path, story)


async def _tag(world: World, address: str) -> str:
    answer = await world.client.get(address, headers=world.by("viewer"))
    return str(answer.headers["etag"])


def test_a_batch_answers_each_case_by_itself(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        example = dict(agent("exchanger").analysis("lmtd").example)
        wrong = {**example, next(iter(example)): "12 furlongs"}
        answer = await world.client.post(
            "/api/v1/exchanger/lmtd/batch", json=[example, wrong, example],
            headers=world.by("operator"),
        )  # fmt: skip
        first, second, third = answer.json()
        assert first["record"]["content_hash"] == third["record"]["content_hash"]
        assert first["record"]["id"] != third["record"]["id"]
        assert second["status"] == 422
        too_many = await world.client.post(
            "/api/v1/exchanger/lmtd/batch", json=[example] * 501, headers=world.by("operator")
        )
        assert "1 to 500" in problem(too_many, 422)

    told(url, tmp_path, story)


REFUSED = {
    "not JSON": (b"{", "application/json", 400, "not JSON"),
    "another type": (b"{}", "text/xml", 415, "application/json"),
    "a list": (b"[]", "application/json", 422, "object"),
    "unknown field": (b'{"hott": 1}', "application/json", 422, "unknown field"),
    "missing fields": (b"{}", "application/json", 422, "missing"),
    "infinite": (b'{"hot": {"t_in": "inf degC"}}', "application/json", 422, ""),
    "bytes that are no text": (b'{"\xff": 1}', "application/json", 400, "not JSON"),
    "very deep": (b"[" * 100_000, "application/json", 400, "not JSON"),
    "sql": (b'{"hot": "\'; DROP TABLE record; --"}', "application/json", 422, ""),
}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_a_problem(
    given: tuple[bytes, str, int, str], url: str, tmp_path: Path
) -> None:
    body, media, status, said = given

    async def story(world: World) -> None:
        answer = await world.client.post(
            "/api/v1/exchanger/performance", content=body,
            headers=world.by("operator") | {"Content-Type": media},
        )  # fmt: skip
        assert said in problem(answer, status)

    told(url, tmp_path, story)


def test_the_path_of_the_field_is_told(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        case = json.loads(json.dumps(agent("exchanger").analysis("performance").example))
        case["hot"]["t_in"] = "warm"
        answer = await world.client.post(
            "/api/v1/exchanger/performance", json=case, headers=world.by("operator")
        )
        problem(answer, 422)
        assert answer.json().get("pointer") in {"hot.t_in", None}

    told(url, tmp_path, story)


def test_a_body_that_is_too_large_is_refused_while_it_comes(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        answer = await world.client.post(
            "/api/v1/exchanger/performance", content=b"[" + b" " * 2_000_000 + b"]",
            headers=world.by("operator") | {"Content-Type": "application/json"},
        )  # fmt: skip
        assert "1000000 bytes" in problem(answer, 413)

    told(url, tmp_path, story, Options(signed_in=1e6, anonymous=1e6, largest=1_000_000))


def test_what_is_not_there_is_a_problem_too(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        problem(await world.client.get("/nowhere"), 404)
        problem(await world.client.get("/api/v1/../../etc/passwd"), 404)
        problem(await world.client.delete("/api/v1/exchanger/lmtd", headers=world.by("admin")), 405)
        absent = "/api/v1/records/00000000-0000-0000-0000-000000000000"
        problem(await world.client.get(absent, headers=world.by("viewer")), 404)
        problem(await world.client.get("/api/v1/records/x", headers=world.by("viewer")), 422)
        problem(await world.client.get("/api/v1/results?after=x", headers=world.by("viewer")), 422)

    told(url, tmp_path, story)
