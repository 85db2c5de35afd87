"""Are the tests strong enough to notice a slip? Mutation testing of core and library.

python -m tests.mutation.run                  a seeded sample of all mutants
python -m tests.mutation.run --sample 99999   all of them: a day
python -m tests.mutation.run library/heat     those of one folder or file
python -m tests.mutation.run --again          the survivors of the list

Each mutant is one small change to a copy of the package. A fork of this process, with pytest and
NumPy already loaded, runs the tests that reach the changed module, nearest first, and stops at the
first that fails: then the mutant is killed. Survivors go to survivors.csv, where each is judged by
a person: `equivalent: ...` (no test could tell), `harmless: ...` or `gap: ...` (a test is
missing), or gets a test. Ctrl-C ends a run early and keeps what it found.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.mutation.bench import KILLED, STUCK, SURVIVED, Bench
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.survivors import SURVIVORS, Key, kept, key, rows

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "greenlang"
RESULTS = ROOT / "benchmarks" / "results" / "mutation.json"
LAYERS = ("core", "library")
SAMPLE = 440


@dataclass(frozen=True)
class Job:
    """One mutant of one file."""

    path: Path  # below the package
    text: str
    mutant: Mutant

    @property
    def key(self) -> Key:
        """What a judgement is about."""
        line = self.text.splitlines()[self.mutant.line - 1].strip()
        return str(self.path), self.mutant.function, str(self.mutant), line

    def rank(self, seed: int) -> float:
        """A number between 0 and 1 that is the same at every run."""
        digest = hashlib.sha256("\0".join((str(seed), *self.key)).encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48


def jobs(where: str = "") -> list[Job]:
    """The mutants of the files below `where`."""
    found = []
    for layer in LAYERS:
        for path in sorted((PACKAGE / layer).rglob("*.py")):
            below = path.relative_to(PACKAGE)
            if str(below).startswith(where):
                text = path.read_text(encoding="utf-8")
                found += [Job(below, text, each) for each in mutants(text)]
    return found


_bench: list[Bench] = []


def _mount(folder: str) -> None:
    """In a worker: what its forks need, without threads, and a copy of its own."""
    for pool in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ[pool] = "1"
    import fluids  # noqa: F401
    import ht  # noqa: F401
    import hypothesis  # noqa: F401
    import numpy  # noqa: F401, ICN001
    import pytest  # noqa: F401
    import scipy.integrate
    import scipy.optimize
    import scipy.sparse  # noqa: F401

    home = Path(folder, str(os.getpid()))
    home.mkdir()
    _bench.append(Bench(ROOT, home))


def _try(job: Job) -> str:
    return _bench[0].tried(job.path, job.text, job.mutant)


def verdicts(found: Sequence[Job], workers: int) -> Iterator[tuple[Job, str]]:
    """Each job with its verdict, as they come. Workers are processes without threads."""
    context = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory(prefix="mutation-") as folder,
        ProcessPoolExecutor(workers, context, _mount, (folder,)) as pool,
    ):
        yield from zip(found, pool.map(_try, found), strict=True)


def figures(counts: Counter[str], seed: int, every: int) -> None:
    """Keep what the run over the whole sample found."""
    tried = counts.total()
    noticed = counts[KILLED] + counts[STUCK]
    result = {
        "mutants_killed_percent": {"value": round(100 * noticed / tried, 1), "unit": "%"},
        "mutants_tried": {"value": tried, "unit": "1"},
        "mutants_in_all": {"value": every, "unit": "1"},
        "seed": {"value": seed, "unit": "1"},
        "date": {"value": f"{datetime.now(UTC):%Y-%m-%d}", "unit": "UTC"},
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutants; 1 where a survivor has no judgement."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("where", nargs="?", default="", help="a folder or file below the package")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="try the survivors of the list")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background too
    every = sorted(jobs(given.where), key=lambda job: job.rank(given.seed))
    listed = {key(row) for row in rows()}
    found = [job for job in every if job.key in listed] if given.again else every[: given.sample]
    counts: Counter[str] = Counter()
    survivors: dict[Key, int] = {}
    tried: set[Key] = set()
    start = time.perf_counter()
    with suppress(KeyboardInterrupt):  # what was found until then is kept
        for job, verdict in verdicts(found, given.workers):
            counts[verdict] += 1
            tried.add(job.key)
            where = f"{job.path}:{job.mutant.line} {job.mutant.function}: {job.mutant}"
            seconds = time.perf_counter() - start
            print(f"{counts.total()} {seconds:.0f} s {verdict} {where}", flush=True)
            if verdict == SURVIVED:
                survivors[job.key] = job.mutant.line
    if not given.where and not given.again:
        figures(counts, given.seed, len(every))
    open_ = kept(survivors, tried, {job.key for job in jobs()})
    print(f"{dict(counts)}; {len(open_)} survivors without a judgement in {SURVIVORS.name}")
    return 1 if open_ else 0


if __name__ == "__main__":
    sys.exit(main())
