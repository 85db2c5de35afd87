"""Every arrangement of the library can be asked for in a case and in a plant file."""

from typing import Any, get_args

import pytest

from greenlang.agents.exchanger.analyses import states
from greenlang.agents.exchanger.cases import Arrangement, PerformanceCase
from greenlang.agents.exchanger.method.performance import performance
from greenlang.agents.exchanger.plant import plant
from greenlang.agents.exchanger.plant.starter import STARTER
from greenlang.core.cases import case_from
from greenlang.core.errors import InputError
from greenlang.core.provenance import audit
from greenlang.core.verify import verify
from greenlang.library.heat.pntu.arrangements import ALIASES, ISOTHERMAL, KETTLE, TABLE
from greenlang.services.files.plant import loaded


def test_a_case_names_all_but_the_one_that_needs_a_single_side() -> None:
    assert set(get_args(Arrangement)) == {*TABLE, *ALIASES, KETTLE} - {ISOTHERMAL}


def test_a_kettle_is_sent_to_where_it_belongs(starter: dict[str, Any]) -> None:
    case = case_from(PerformanceCase, {**states.PERFORMANCE, "arrangement": KETTLE})
    with pytest.raises(InputError, match=r"analysis zones .* analysis kettle"):
        performance(case)
    first = next(iter(starter["assets"].values()))
    first["arrangement"] = "K 1-2"
    with pytest.raises(InputError, match="a kettle boils at one temperature"):
        plant(starter, lambda _: [])


@pytest.mark.parametrize(
    "name", ["J 1-2", "H 1-2", "E 1-3", "air 5/5", "plate 3/4", "F 2-4", "X 1-2"]
)
@pytest.mark.parametrize("shells", [1, 2])
def test_an_audited_case_is_verified_from_its_record_alone(name: str, shells: int) -> None:
    case = case_from(PerformanceCase, {**states.PERFORMANCE, "arrangement": name, "shells": shells})
    audited = audit(performance, case)
    assert verify(audited.record).steps > 20
    assert 0 < float(audited.result.f) <= 1
    assert audited.record.content_hash == audit(performance, case).record.content_hash


@pytest.fixture
def starter(tmp_path: Any) -> dict[str, Any]:
    path = tmp_path / "plant.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return dict(loaded(path))


@pytest.mark.parametrize(
    ("letter", "passes", "name"),
    [("E", 1, "counterflow"), ("E", 3, "E 1-3"), ("F", 2, "F 2-2"), ("F", 4, "F 2-4"),
     ("G", 2, "G 1-2"), ("H", 1, "H 1-1"), ("J", 4, "J 1-4"), ("X", 2, "X 1-2")],
)  # fmt: skip
def test_a_plant_file_says_it_by_letter_and_passes(
    starter: dict[str, Any], letter: str, passes: int, name: str
) -> None:
    first = next(iter(starter["assets"].values()))
    first["shell"]["type"], first["tubes"]["passes"] = letter, passes
    assert plant(starter, lambda _: [], "plant.yaml").assets[0].arrangement == name


def test_a_shell_without_a_formula_is_named(starter: dict[str, Any]) -> None:
    first = next(iter(starter["assets"].values()))
    first["shell"]["type"], first["tubes"]["passes"] = "H", 6
    with pytest.raises(InputError, match=r"arrangement.*'H 1-6' is unknown .did you mean 'H 1-"):
        plant(starter, lambda _: [], "plant.yaml")


def test_a_kettle_is_told_what_to_do(starter: dict[str, Any]) -> None:
    next(iter(starter["assets"].values()))["shell"]["type"] = "K"
    with pytest.raises(InputError, match=r"shell\.type: a kettle boils at one temperature.*kettle"):
        plant(starter, lambda _: [], "plant.yaml")
