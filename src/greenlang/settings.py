"""Deployment settings, read in one place: `GREENLANG_*` in the environment, then greenlang.toml."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from greenlang.core.errors import ConfigError, near

ALGEBRA = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
PREFIX = "GREENLANG_"
MOST_WORKERS = 256
LOOPBACK = ("127.0.0.1", "::1", "localhost")

T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """How this installation runs. A wrong value stops the start and names itself."""

    signing_key: Path | None = None
    workers: int = 1


@dataclass(frozen=True)
class Serving:
    """How it serves: safe as it stands, open only where told.

    `data` holds the database (unless `database` is a URL), the key of stored secrets and files of
    results. A host that others can reach needs `tls_cert` and `tls_key`, or `plain_http = true`
    behind a proxy that has them. `rate_*` are requests a minute.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    serve_workers: int = 2
    data: Path = Path("greenlang-data")
    database: str | None = None
    name: str = "greenlang"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_client_ca: Path | None = None
    plain_http: bool = False
    origins: tuple[str, ...] = ()
    rate_signed_in: float = 100.0
    rate_anonymous: float = 10.0
    largest_mb: int = 64
    retention: str = "long"


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; ConfigError for an unknown name or a value that cannot be."""
    given = _known(os.environ if environment is None else environment)
    key = given.get("signing_key")
    workers = given.get("workers")
    return Settings(
        Path(key) if key else None, _own_cores() if workers is None else _workers(workers)
    )


def serving(
    config: Path | None = None, environment: Mapping[str, str] | None = None, **told: Any
) -> Serving:
    """How to serve: `told` on the command line, else the environment, else the file.

    Errors: ConfigError.
    """
    given = _known(os.environ if environment is None else environment)
    path = config or (Path(given["config"]) if "config" in given else None)
    names = {field.name for field in fields(Serving)}
    values: dict[str, Any] = _file(path, names) if path else {}
    values |= {name: value for name, value in given.items() if name in names}
    values |= {name: value for name, value in told.items() if value is not None}
    found = Serving(**{name: _read(name, value) for name, value in values.items()})
    _safe(found)
    return found


def as_environment(found: Serving) -> dict[str, str]:
    """The same for a process that this one begins."""
    shown: dict[str, str] = {}
    for field in fields(Serving):
        value = getattr(found, field.name)
        if value is not None:
            text = ",".join(value) if isinstance(value, tuple) else str(value)
            shown[PREFIX + field.name.upper()] = text
    return shown


def _known(environment: Mapping[str, str]) -> dict[str, str]:
    names = {"signing_key", "workers", "config", *(field.name for field in fields(Serving))}
    found = {}
    for name, value in environment.items():
        if name.startswith(PREFIX):
            own = name.removeprefix(PREFIX).lower()
            if own not in names:
                known = [PREFIX + each.upper() for each in names]
                raise ConfigError(f"{name}: no such setting{near(name, known)}")
            found[own] = value
    return found


def _file(path: Path, names: set[str]) -> dict[str, Any]:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    for name in read:
        if name not in names:
            raise ConfigError(f"{path}: {name}: no such setting{near(name, names)}")
    return read


def _read(name: str, value: Any) -> Any:
    """A value from text or TOML, as its field has it."""
    kinds: Mapping[str, Callable[[Any], Any]] = {
        "port": lambda x: _whole(name, x, 0, 65_535),
        "serve_workers": lambda x: _whole(name, x, 1, MOST_WORKERS),
        "largest_mb": lambda x: _whole(name, x, 1, 4096),
        "rate_signed_in": lambda x: _rate(name, x),
        "rate_anonymous": lambda x: _rate(name, x),
        "plain_http": lambda x: _flag(name, x),
        "origins": _list,
    }
    if name in kinds:
        return kinds[name](value)
    if not isinstance(value, str | Path):
        raise ConfigError(f"{name}: {value!r}: a text is needed")
    is_path = name in {"data", "tls_cert", "tls_key", "tls_client_ca"}
    return Path(value) if is_path else str(value)


def _safe(found: Serving) -> None:
    if (found.tls_cert is None) != (found.tls_key is None):
        raise ConfigError("tls_cert and tls_key belong together: give both")
    if found.tls_client_ca is not None and found.tls_cert is None:
        raise ConfigError("tls_client_ca asks clients for certificates: give tls_cert and tls_key")
    if found.host not in LOOPBACK and found.tls_cert is None and not found.plain_http:
        raise ConfigError(
            f"host {found.host}: others could reach it without encryption; give tls_cert and"
            " tls_key, or plain_http = true where a proxy in front has them"
        )
    for path in (found.tls_cert, found.tls_key, found.tls_client_ca):
        if path is not None and not path.is_file():
            raise ConfigError(f"{path}: there is no such file")


def _whole(name: str, value: Any, low: int, high: int) -> int:
    text = str(value).strip()
    if not text.isdecimal() or not low <= int(text) <= high:
        raise ConfigError(f"{name}: {value!r} is no number from {low} to {high}")
    return int(text)


def _rate(name: str, value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = 0.0
    if not 1 <= found <= 1e9:
        raise ConfigError(f"{name}: {value!r} is no number of requests a minute, 1 or more")
    return found


def _flag(name: str, value: Any) -> bool:
    flags = {"true": True, "false": False}
    if str(value).casefold() not in flags:
        raise ConfigError(f"{name}: {value!r}: true or false")
    return flags[str(value).casefold()]


def _list(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else list(value)
    return tuple(part.strip() for part in parts if part.strip())


def _own_cores() -> int:
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise ConfigError(f"GREENLANG_WORKERS: {text!r} is no number from 1 to {MOST_WORKERS}")
    return int(text)


def one_thread_each() -> None:
    """Let linear algebra use one thread a process unless the environment says otherwise.

    The work is shared out over processes, and its matrices are small: threads of their own only
    wait for one another. It counts for what imports NumPy after it.
    """
    for name in ALGEBRA:
        os.environ.setdefault(name, "1")
