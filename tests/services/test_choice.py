"""Whose plant file it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from greenlang.agents.agent import Agent, agent
from greenlang.core.errors import InputError, NotFound
from greenlang.services import choice


def like(name: str, sections: tuple[str, ...]) -> Agent:
    """An agent that reads other plant files."""
    model = agent("exchanger")
    assert model.history is not None
    return replace(model, name=name, title=name, history=replace(model.history, sections=sections))


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    known = like("one", ("assets", "network")), like("other", ("units", "network"))
    monkeypatch.setattr(choice, "analysing", lambda: known)


def plant(folder: Path, text: str) -> Path:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.usefixtures("two")
def test_a_plant_file_tells_by_its_own_sections(tmp_path: Path) -> None:
    file = plant(tmp_path, "plant: {name: P}\nunits: {}\nprices: {}\nnetwork: {}\n")
    assert choice.chosen("", file).name == "other"


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("text", ["plant: {name: P}\n", "network: {}\n"])
def test_what_does_not_tell_is_asked_for_with_the_list(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"--agent one .*--agent other"):
        choice.chosen("", plant(tmp_path, text))
    with pytest.raises(InputError, match="is it to be"):
        choice.chosen()


@pytest.mark.usefixtures("two")
def test_a_name_decides() -> None:
    assert choice.chosen("condenser").name == "condenser"
    with pytest.raises(NotFound, match="exchanger"):
        choice.chosen("exchange")


def test_every_agent_with_a_history_can_be_told_from_the_others() -> None:
    known = choice.analysing()
    assert {each.name for each in known} >= {"exchanger"}
    for each in known:
        assert each.history is not None
        others = [o.history.sections for o in known if o is not each and o.history is not None]
        own = set(each.history.sections).difference(*others)
        assert own
