"""Speeds of the server: analyses audited and stored over HTTP, readings taken, a trend, its start.

Two workers on two cores with the database and the load beside them. The load is `wrk` (Debian),
each request another case, so that no result is answered from memory; at a fixed rate it is ours.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.kernels import Figures, constant

PASSWORD = "a benchmark is no plant"  # noqa: S105
SECONDS, CONNECTIONS, RATE = 15, 8, 400
BATCHES, VALUES, POINTS = 12, 1_000_000, 105_000
LUA = """
local head = {["Content-Type"] = "application/json", ["Authorization"] = "Bearer %s"}
local case = [==[%s]==]
local n = 0
function setup(thread) thread:set("id", 1) end
request = function()
  n = n + 1
  local t = string.format('"t_in": %%.5f', 493.15 + (n %% 90001) / 100000)
  local own = case:gsub('"t_in": "[0-9.]+"', t, 1)
  return wrk.format("POST", "/api/v1/exchanger/performance", head, own)
end
response = function(status, headers, body)
  if status ~= 200 then print(status, body) end
end
done = function(summary, latency, requests)
  io.write(string.format("FOUND %%d %%d %%d\\n", summary.requests, summary.duration,
    summary.errors.status))
end
"""


@dataclass(frozen=True)
class Running:
    """A server under load: where it is, and a token."""

    url: str
    token: str
    start: float  # s from the command to the first 200


def measure() -> Figures:
    """All of them; the server is begun anew on an existing database."""
    with tempfile.TemporaryDirectory(prefix="gl-bench-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        with served(data):
            pass  # the first start makes the database
        with served(data, again=True) as there:
            found: Figures = {"start_s": (there.start, "s")}
            found |= performance(there)
            found |= asyncio.run(steady(there))
            found |= batches(there)
            found |= readings(there)
    return found


@contextlib.contextmanager
def served(data: Path, *, again: bool = False) -> Iterator[Running]:
    """`greenlang serve` with two workers on a free port, for as long as it is used."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "greenlang.app", "serve", "--data", str(data), "--port",
               str(port), "--workers", "2"]  # fmt: skip
    limits = {"GREENLANG_RATE_SIGNED_IN": "1e9", "GREENLANG_RATE_ANONYMOUS": "1e9"}
    begun = time.perf_counter()
    log = data.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(  # noqa: S603
            command, stdout=out, stderr=out, env=os.environ | limits
        )
    url = f"http://127.0.0.1:{port}"
    try:
        start = _answers(url, begun)
        yield Running(url, _token(url, log.read_text(), again=again), start)
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str, begun: float) -> float:
    while time.perf_counter() - begun < 60:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/readiness", timeout=5).status_code == 200:
                return time.perf_counter() - begun
        time.sleep(0.02)
    raise TimeoutError("the server did not answer within a minute")


def _token(url: str, log: str, *, again: bool) -> str:
    if not again:
        first = re.search(r"password (\S+)", log)
        if first is None:
            raise ValueError(f"no first password in {log}")
        token = _signed(url, first[1])
        httpx.post(
            f"{url}/api/v1/password", json={"old": first[1], "new": PASSWORD},
            headers={"Authorization": f"Bearer {token}"},
        ).raise_for_status()  # fmt: skip
    return _signed(url, PASSWORD)


def _signed(url: str, password: str) -> str:
    given = {"name": "admin", "password": password}
    answer = httpx.post(f"{url}/api/v1/sign-in", json=given, timeout=30).raise_for_status()
    return str(answer.json()["access_token"])


def _case() -> str:
    """Heat capacities given, SI numbers, as `audit_performance_per_s` has it."""
    from greenlang.agents.agent import agent

    return json.dumps(constant(agent("exchanger").analysis("performance").example))


def performance(there: Running) -> Figures:
    """Requests a second with eight connections."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % (there.token, _case()))
        script.flush()
        wrk = shutil.which("wrk") or "wrk"
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", script.name, there.url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"FOUND (\d+) (\d+) (\d+)", told)
    if found is None or int(found[3]):
        raise ValueError(f"the load met errors: {told}")
    return {"api_performance_rps": (int(found[1]) / int(found[2]) * 1e6, "1/s")}


async def steady(there: Running) -> Figures:
    """Times of answers at a fixed rate, from when each request was due."""
    template = json.loads(_case())
    took: list[float] = []
    headers = {"Authorization": f"Bearer {there.token}"}
    limits = httpx.Limits(max_connections=CONNECTIONS * 4)
    async with httpx.AsyncClient(base_url=there.url, headers=headers, limits=limits) as client:

        async def one(i: int, due: float) -> None:
            case = json.loads(json.dumps(template))
            case["hot"]["t_in"] = 493.15 + (i % 90_001) / 1e5 + 1e-6
            answer = await client.post("/api/v1/exchanger/performance", json=case)
            answer.raise_for_status()
            took.append(time.perf_counter() - due)

        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for i in range(RATE * SECONDS):
                due = begun + i / RATE
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                group.create_task(one(i, due))
    p50, p99 = np.percentile(np.array(took[RATE:]) * 1e3, [50, 99])
    return {"api_performance_p50_ms": (p50, "ms"), "api_performance_p99_ms": (p99, "ms")}


def batches(there: Running) -> Figures:
    """Cases a second in batches of 500."""
    template = json.loads(_case())
    bodies = []
    for i in range(BATCHES):
        rows = []
        for k in range(500):
            case = json.loads(json.dumps(template))
            case["hot"]["t_in"] = 493.15 + (i * 500 + k) / 1e5 + 2e-6
            rows.append(case)
        bodies.append(json.dumps(rows).encode())

    async def sent() -> float:
        headers = {"Authorization": f"Bearer {there.token}", "Content-Type": "application/json"}
        async with httpx.AsyncClient(base_url=there.url, headers=headers, timeout=120) as client:
            begun = time.perf_counter()
            waiting = asyncio.Semaphore(4)

            async def one(body: bytes) -> None:
                async with waiting:
                    answer = await client.post("/api/v1/exchanger/performance/batch", content=body)
                    answer.raise_for_status()

            await asyncio.gather(*(one(body) for body in bodies))
            return time.perf_counter() - begun

    return {"api_batch_assets_per_s": (BATCHES * 500 / asyncio.run(sent()), "1/s")}


def readings(there: Running) -> Figures:
    """Readings a second through REST, committed; and one tag's two years in 2 000 points."""
    from greenlang.agents.agent import agent
    from greenlang.services.files.plant import loaded

    history = agent("exchanger").history
    if history is None:
        raise TypeError("the agent has no history")
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(history.starter())
        file.flush()
        document: Any = json.loads(json.dumps(loaded(Path(file.name)), default=str))
    given = {"site": "bench", "agent": "exchanger", "document": document}
    headers = {"Authorization": f"Bearer {there.token}"}
    with httpx.Client(base_url=there.url, headers=headers, timeout=300) as client:
        client.put("/api/v1/plants/bench", json=given).raise_for_status()
        rate = asyncio.run(_pushed(there))
        times = np.datetime64("2024-01-01", "us") + np.arange(POINTS) * 600_000_000
        columns = {
            "tag": ["TI101"] * POINTS, "time": times.astype(np.int64).tolist(),
            "value": np.random.default_rng(1).normal(150, 3, POINTS).tolist(),
        }  # fmt: skip
        client.post("/api/v1/plants/bench/readings", json=columns).raise_for_status()
        trend = _trend(client)
    return {"ingest_values_per_s": (rate, "1/s"), "trend_2y_ms": (trend, "ms")}


async def _pushed(there: Running) -> float:
    import io

    import pyarrow as pa

    start = np.datetime64("2026-01-01", "us")
    bodies = []
    for part in range(10):
        n = VALUES // 10
        times = start + (np.arange(n) // 100) * 60_000_000
        table = pa.table({
            "tag": [f"B{part}.{i % 100}" for i in range(n)],
            "time": pa.array(times.astype("datetime64[us]"), pa.timestamp("us", "UTC")),
            "value": np.random.default_rng(part).normal(100, 5, n),
        })  # fmt: skip
        out = io.BytesIO()
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
        bodies.append(out.getvalue())
    headers = {
        "Authorization": f"Bearer {there.token}",
        "Content-Type": "application/vnd.apache.arrow.stream",
    }
    async with httpx.AsyncClient(base_url=there.url, headers=headers, timeout=300) as client:
        begun = time.perf_counter()
        for answer in await asyncio.gather(
            *(client.post("/api/v1/plants/bench/readings", content=body) for body in bodies)
        ):
            answer.raise_for_status()
        return VALUES / (time.perf_counter() - begun)


def _trend(client: httpx.Client) -> float:
    """The best of ten, once the roll-ups have followed."""
    asked = "/api/v1/plants/bench/tags/TI101/readings?from=2024-01-01&to=2026-01-01&points=2000"
    while client.get(asked).json()["level"] == "readings":
        time.sleep(0.5)
    took = []
    for _ in range(10):
        begun = time.perf_counter()
        client.get(asked).raise_for_status()
        took.append(time.perf_counter() - begun)
    return min(took) * 1e3


if __name__ == "__main__":
    for name, (value, unit) in measure().items():
        print(name, f"{value:.4g}", unit)
