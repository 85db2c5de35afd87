"""Deployment settings, read in one place from the environment (`GREENLANG_*`)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from greenlang.core.errors import ConfigError, near

ALGEBRA = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
KNOWN = ("GREENLANG_SIGNING_KEY", "GREENLANG_WORKERS")


@dataclass(frozen=True)
class Settings:
    """How this installation runs. A wrong value stops the start and names itself."""

    signing_key: Path | None = None
    workers: int = 1


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; ConfigError for an unknown name or a value that cannot be."""
    given = os.environ if environment is None else environment
    for name in given:
        if name.startswith("GREENLANG_") and name not in KNOWN:
            raise ConfigError(f"{name}: no such setting{near(name, KNOWN)}")
    key = given.get("GREENLANG_SIGNING_KEY")
    return Settings(Path(key) if key else None, _workers(given.get("GREENLANG_WORKERS")))


def _workers(text: str | None) -> int:
    if text is None:
        return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise ConfigError(f"GREENLANG_WORKERS: {text!r} is no number from 1 to 256")
    return int(text)


def one_thread_each() -> None:
    """Let linear algebra use one thread a process unless the environment says otherwise.

    The work is shared out over processes, and its matrices are small: threads of their own only
    wait for one another. It counts for what imports NumPy after it.
    """
    for name in ALGEBRA:
        os.environ.setdefault(name, "1")
