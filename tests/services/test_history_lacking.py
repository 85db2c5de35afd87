"""A history that lacks some of the plant's tags: they cost their own exchangers alone."""

from pathlib import Path

import pytest

from greenlang.agents.agent import agent
from greenlang.core.errors import NotFound
from greenlang.services.history import Outcome, analysed
from greenlang.simulators.preheat_train import demo_files


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lacking")
    demo_files(folder, 302, 0.5)
    head, rest = (folder / "history.csv").read_text(encoding="utf-8").split("\n", 1)
    for tag in ("TI1401", "TI1402"):
        assert tag in head
        head = head.replace(tag, f"{tag}.PV")
    (folder / "history.csv").write_text(f"{head}\n{rest}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def outcome(home: Path) -> Outcome:
    return analysed(agent("exchanger"), home / "plant.yaml", home / "history.csv")


def test_the_others_are_analysed(outcome: Outcome) -> None:
    assert list(outcome.history.failed) == ["E-106"]
    assert len(outcome.history.exchangers) == 7


def test_the_nearest_name_is_suggested(outcome: Outcome) -> None:
    assert "TI1401.PV" in outcome.read.missing["TI1401"]
    verdict = next(t.verdict for t in outcome.history.tags if t.tag == "TI1401")
    assert "did you mean" in verdict
    assert "TI1401.PV" in verdict


def test_without_any_tag_nothing_runs(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("time,A,B\n2024-01-15 00:00,1,2\n", encoding="utf-8")
    with pytest.raises(NotFound, match="TI1"):
        analysed(agent("exchanger"), home / "plant.yaml", other)
