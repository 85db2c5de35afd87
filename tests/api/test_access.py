"""Who may do what: every route against every role, and attacks on tokens."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import RSAKey

from greenlang.services.security import accounts
from greenlang.services.security.permissions import ROLES as PERMISSIONS
from greenlang.services.serving import Options
from greenlang.services.store.schema import account
from tests.api.stories import PASSWORD, ROLES, World, problem, told

OPEN = {"/liveness", "/readiness", "/health", "/metrics", "/api/v1/sign-in", "/api/v1/refresh",
        "/.well-known/jwks.json"}  # fmt: skip
NEEDED = {  # the least of a route by method and start of its path; the rest: any account
    ("POST", "/api/v1/exchanger"): "analyses:run",
    ("GET", "/api/v1/exchanger"): "analyses:run",
    ("POST", "/api/v1/condenser"): "analyses:run",
    ("GET", "/api/v1/condenser"): "analyses:run",
    ("GET", "/api/v1/plants/{plant}/tags/{tag}/readings"): "measurements:read",
    ("POST", "/api/v1/plants/{plant}/readings"): "measurements:write",
    ("POST", "/api/v1/plants/{plant}/history"): "jobs:run",
    ("GET", "/api/v1/jobs"): "jobs:read",
    ("DELETE", "/api/v1/jobs"): "jobs:run",
    ("GET", "/api/v1/plants"): "plants:read",
    ("PUT", "/api/v1/plants"): "plants:write",
    ("DELETE", "/api/v1/plants/{plant}/assets"): "plants:write",
    ("DELETE", "/api/v1/plants"): "plants:delete",
    ("GET", "/api/v1/results"): "results:read",
    ("GET", "/api/v1/records"): "records:read",
    ("GET", "/api/v1/audit"): "audit:read",
    ("GET", "/api/v1/accounts"): "users:read",
    ("POST", "/api/v1/accounts"): "users:write",
    ("PUT", "/api/v1/accounts"): "users:write",
    ("DELETE", "/api/v1/accounts"): "users:write",
    ("GET", "/api/v1/keys"): "keys:write",
    ("POST", "/api/v1/keys"): "keys:write",
    ("DELETE", "/api/v1/keys"): "keys:write",
}
ANYBODY = {"/api/v1/me", "/api/v1/roles", "/api/v1/sign-out", "/api/v1/password"}


def test_every_route_against_every_role(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        described = (await world.client.get("/api/v1/openapi.json")).json()["paths"]
        seen = 0
        for path, methods in described.items():
            for method in map(str.upper, methods):
                if path in OPEN:
                    continue
                filled = path.replace("{", "").replace("}", "")
                answer = await world.client.request(method, filled)
                assert answer.status_code == 401, (method, path)
                needed = next(
                    (
                        p
                        for (m, start), p in NEEDED.items()
                        if m == method and path.startswith(start)
                    ),
                    None,
                )
                assert needed or path in ANYBODY, f"{method} {path} is not in this table"
                for role in ROLES:
                    if path == "/api/v1/sign-out":
                        continue
                    answer = await world.client.request(method, filled, headers=world.by(role))
                    allowed = needed is None or needed in PERMISSIONS[role]
                    assert (answer.status_code != 403) == allowed, (method, path, role, answer.text)
                    assert answer.status_code < 500
                    seen += 1
        assert seen > 200

    told(url, tmp_path, story)


def _b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def forged(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = [_b64(json.dumps(part).encode()) for part in (header, claims)]
    return ".".join([*parts, _b64(signature)])


def test_attacks_on_tokens_are_refused(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        own = world.own.tokens
        claims: dict[str, Any] = dict(own.read(world.tokens["admin"]))
        kid = own.key.kid
        public = own.key.as_pem(private=False)
        other = RSAKey.generate_key(2048, {"kid": str(kid)})
        head = {"alg": "HS256", "typ": "JWT", "kid": kid}
        signing = forged(head, claims).rpartition(".")[0]
        confused = f"{signing}.{_b64(hmac.new(public, signing.encode(), hashlib.sha256).digest())}"
        rs = {"alg": "RS256", "kid": kid}
        attacks = {
            "none": forged({"alg": "none", "typ": "JWT"}, claims),
            "none with our key's id": forged({"alg": "none", "kid": kid}, claims),
            "HS256 with the public key": confused,
            "another key under our key's id": jwt.encode(rs, claims, other),
            "a key in the header": jwt.encode(
                {**rs, "jwk": other.as_dict(private=False)}, claims, other
            ),
            "an id that is a path": jwt.encode({**rs, "kid": "../../key"}, claims, own.key),
            "another audience": jwt.encode(rs, {**claims, "aud": "elsewhere"}, own.key),
            "another issuer": jwt.encode(rs, {**claims, "iss": "elsewhere"}, own.key),
            "expired": own.signed(int(claims["sub"]), claims["generation"], time.time() - 3700),
            "not yet": own.signed(int(claims["sub"]), claims["generation"], time.time() + 3600),
            "without end": jwt.encode(rs, {k: v for k, v in claims.items() if k != "exp"}, own.key),
            "ended generation": own.signed(int(claims["sub"]), claims["generation"] - 1),
            "nobody": own.signed(999_999, 0),
            "changed": world.tokens["viewer"][:-6] + "AAAAAA",
            "nonsense": "a.b.c",
            "empty": " ",
            "sql": "' OR 1=1 --",
        }
        for name, token in attacks.items():
            answer = await world.client.get(
                "/api/v1/me", headers={"Authorization": f"Bearer {token}"}
            )
            assert answer.status_code == 401, (name, answer.text)
            assert answer.headers["www-authenticate"] == "Bearer"
        good = await world.client.get("/api/v1/me", headers=world.by("admin"))
        assert good.status_code == 200

    told(url, tmp_path, story)


def test_a_refresh_token_that_is_used_twice_ends_its_family(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        signed = (
            await world.client.post(
                "/api/v1/sign-in", json={"name": "the viewer", "password": PASSWORD}
            )
        ).json()
        first = signed["refresh_token"]
        second = (await world.client.post("/api/v1/refresh", json={"refresh_token": first})).json()[
            "refresh_token"
        ]
        assert second != first
        stolen = await world.client.post("/api/v1/refresh", json={"refresh_token": first})
        assert "used before" in problem(stolen, 401)
        ended = await world.client.post("/api/v1/refresh", json={"refresh_token": second})
        problem(ended, 401)

    told(url, tmp_path, story)


def test_five_wrong_passwords_close_an_account_for_a_while(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        async def tried(name: str, password: str) -> Any:
            return await world.client.post(
                "/api/v1/sign-in", json={"name": name, "password": password}
            )

        nobody = problem(await tried("nobody", "x" * 12), 401)
        for _ in range(5):
            assert problem(await tried("the viewer", "x" * 12), 401) == nobody
        assert problem(await tried("the viewer", PASSWORD), 401) == nobody
        async with world.own.base.begin() as connection:
            past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
            await connection.execute(sa.update(account).values(locked_until=past))
        assert (await tried("the viewer", PASSWORD)).status_code == 200

    told(url, tmp_path, story)


def test_the_first_password_must_be_changed_before_anything_else(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        made = await world.client.post(
            "/api/v1/accounts", json={"name": "new", "roles": [{"role": "operator"}]},
            headers=world.by("admin"),
        )  # fmt: skip
        first = made.json()["first_password"]
        own = await accounts.signed_in(world.own.base, world.own.tokens, "new", first)
        by = {"Authorization": f"Bearer {own.access}"}
        assert "must be changed" in problem(await world.client.get("/api/v1/me", headers=by), 403)
        short = {"old": first, "new": "short"}
        answer = await world.client.post("/api/v1/password", json=short, headers=by)
        assert "12 to 256" in problem(answer, 422)
        change = {"old": first, "new": PASSWORD}
        assert (
            await world.client.post("/api/v1/password", json=change, headers=by)
        ).status_code == 204
        problem(await world.client.get("/api/v1/me", headers=by), 401)
        again = await accounts.signed_in(world.own.base, world.own.tokens, "new", PASSWORD)
        by = {"Authorization": f"Bearer {again.access}"}
        assert (await world.client.get("/api/v1/me", headers=by)).status_code == 200

    told(url, tmp_path, story)


def test_a_key_does_what_its_scopes_leave_and_ends_when_it_is_told_to(
    url: str, tmp_path: Path
) -> None:
    async def story(world: World) -> None:
        made = await world.client.post(
            "/api/v1/keys", headers=world.by("admin"),
            json={"account": "the engineer", "title": "pusher", "scopes": ["records:read"]},
        )  # fmt: skip
        key = made.json()["key"]
        by = {"X-API-Key": key}
        me = (await world.client.get("/api/v1/me", headers=by)).json()
        assert me["permissions"] == {"": ["records:read"]}
        denied = await world.client.post("/api/v1/exchanger/lmtd", json={}, headers=by)
        problem(denied, 403)
        wrong = await world.client.get("/api/v1/me", headers={"X-API-Key": key[:-1] + "!"})
        problem(wrong, 401)
        prefix = "_".join(key.split("_")[:2])
        ended = await world.client.delete(f"/api/v1/keys/{prefix}", headers=world.by("admin"))
        assert ended.status_code == 204
        problem(await world.client.get("/api/v1/me", headers=by), 401)
        bad = await world.client.post(
            "/api/v1/keys", headers=world.by("admin"),
            json={"account": "the engineer", "title": "x", "scopes": ["record:read"]},
        )  # fmt: skip
        assert "did you mean 'records:read'" in problem(bad, 422)

    told(url, tmp_path, story)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "x'; DROP TABLE account; --"])
def test_text_is_only_text(name: str, url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        given = {"name": name, "roles": [{"role": "viewer", "site": name}]}
        made = await world.client.post("/api/v1/accounts", json=given, headers=world.by("admin"))
        assert made.status_code == 201
        found = await world.client.get("/api/v1/accounts", headers=world.by("admin"))
        assert [one["name"] for one in found.json()].count(name) == 1
        assert found.headers["content-type"] == "application/json"
        assert found.headers["x-content-type-options"] == "nosniff"

    told(url, tmp_path, story)


def test_limits_are_shared_and_say_when_to_come_again(url: str, tmp_path: Path) -> None:
    async def story(world: World) -> None:
        answers = [
            await world.client.get("/api/v1/me", headers=world.by("viewer")) for _ in range(40)
        ]
        refused = [a for a in answers if a.status_code == 429]
        assert 5 <= len(refused) <= 20
        assert int(refused[0].headers["retry-after"]) >= 1
        assert "30 requests a minute" in problem(refused[0], 429)
        strangers = [await world.client.get("/api/v1/me") for _ in range(8)]
        assert [a.status_code for a in strangers][-1] == 429

    told(url, tmp_path, story, Options(signed_in=30, anonymous=5))
