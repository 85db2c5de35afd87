"""Files and folders that appear whole or not at all, also after a power cut."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from greenlang.core.errors import ConfigError


def written(path: Path, content: bytes) -> Path:
    """Write a file beside its place, flush it to the disk, then move it there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            beside = Path(file.name)
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                beside.chmod(0o644)
                beside.replace(path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    return path


def free(path: Path) -> None:
    """ConfigError where `folder` would not replace what is there: asked before the work begins."""
    if path.exists() and not (
        path.is_dir() and (not any(path.iterdir()) or (path / ".greenlang").exists())
    ):
        raise ConfigError(f"{path} exists and was not made by greenlang: name another --out")


@contextmanager
def folder(path: Path) -> Iterator[Path]:
    """A new folder to fill, that takes the place of `path` when the block ends without an error.

    An older folder of that name is replaced only where it was made here (it holds `.greenlang`), or
    is empty; ConfigError otherwise, and where the disk refuses.
    """
    free(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
    try:
        yield beside
        (beside / ".greenlang").write_text("results of greenlang; replaced by the next run\n")
        beside.chmod(0o755)
        _swap(beside, path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _swap(new: Path, path: Path) -> None:
    if not path.exists():
        new.rename(path)
        return
    old = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.old."))
    path.rename(old / "old")
    new.rename(path)
    shutil.rmtree(old, ignore_errors=True)
