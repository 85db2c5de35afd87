"""Results appear whole or not at all, and what stands in the way is said before the work begins."""

from pathlib import Path

import pytest

from greenlang.core.errors import ConfigError
from greenlang.services.files import whole


def test_a_disk_that_refuses_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    def filled() -> None:
        with whole.folder(tmp_path / "results") as new:
            (new / "report.html").write_text("half of it", encoding="utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(ConfigError, match="results: cannot be written: No space left"):
        filled()
    assert list(tmp_path.iterdir()) == []


def test_only_an_own_or_an_empty_folder_is_free(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    whole.free(mine)
    whole.free(tmp_path / "new")
    (mine / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(ConfigError, match="name another --out"):
        whole.free(mine)
    with pytest.raises(ConfigError, match="name another --out"):
        whole.free(mine / "notes.txt")


def test_an_own_folder_is_replaced_whole(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with whole.folder(tmp_path / "results") as new:
            (new / f"{text}.txt").write_text(text, encoding="utf-8")
    whole.free(tmp_path / "results")
    names = {path.name for path in (tmp_path / "results").iterdir()}
    assert names == {".greenlang", "second.txt"}
