"""A piece of work in a Python of its own: what it prints, how long, how much memory."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ONE_CORE = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
)
EVERY = 0.05  # s between looks at the memory, and longer where a look takes long
SHARE = 0.02  # of the time at most spent looking


@dataclass(frozen=True)
class Ran:
    """Standard output, wall time with the start of Python in it, and peak memory in MB."""

    text: str
    seconds: float
    peak_mb: float


def python(*arguments: str, pins: Mapping[str, str] | None = None) -> Ran:
    """Run this Python with `arguments` in the project's folder; RuntimeError where it fails.

    Memory is the proportional set size (pages shared by processes count once) of the process and
    all its children together, looked at every 50 ms or so, and at least the process's own
    high-water mark as last seen.
    """
    return ran([sys.executable, *arguments], pins or {})


def ran(command: Sequence[str], pins: Mapping[str, str]) -> Ran:
    """Run a command; its output, time and memory."""
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
        command,
        cwd=ROOT,
        env=os.environ | dict(pins),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak = [0.0]
    watch = threading.Thread(target=_watched, args=(process, peak), daemon=True)
    watch.start()
    text, errors = process.communicate()
    seconds = time.perf_counter() - start
    watch.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{errors}")
    return Ran(text, seconds, peak[0])


def _watched(process: "subprocess.Popen[str]", peak: list[float]) -> None:
    while process.poll() is None:
        start = time.perf_counter()
        tree = _tree(process.pid)
        together = sum(_field(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in tree)
        peak[0] = max(peak[0], together, _field(f"/proc/{process.pid}/status", "VmHWM:"))
        time.sleep(max(EVERY, (time.perf_counter() - start) / SHARE))


def _tree(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:  # it ended while we looked
            continue
    return found


def _field(path: str, name: str) -> float:
    """A line such as "VmHWM:  1024 kB" in MB; 0 where the process has ended."""
    try:
        text = Path(path).read_text()
    except OSError:
        return 0.0
    line = next((line for line in text.splitlines() if line.startswith(name)), f"{name} 0 kB")
    return float(line.split()[1]) / 1e3
