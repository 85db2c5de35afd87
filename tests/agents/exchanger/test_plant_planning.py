"""Methods and plan of a plant file that cannot be: named with the path and what to do."""

import copy
from typing import Any

import pytest

from greenlang.agents.exchanger.plant import plant
from greenlang.agents.exchanger.plant.starter import STARTER
from greenlang.core.errors import InputError
from greenlang.services.files.plant import loaded

PROBLEMS = [
    ("methods/chemical/effect", 0, "effect: 0 must be above 0 and at most 1$"),
    ("methods/chemical/effect", 1.2, "effect: 1.2 must be above 0 and at most 1$"),
    ("methods/chemical/duration", "-3 d", "'-3 d' must be above 0 and at most 370.4 d"),
    ("methods/chemical/interval", "-3 d", "'-3 d' must be 0 or more and at most 1830 d"),
    ("methods/chemical/cost", "-5 kEUR", "'-5 kEUR' must be 0 or more$"),
    ("methods/chemical/assets", ["E-999"], "'E-999' is no asset"),
    ("plan/budget", "100 kUSD", "is in USD, the plant counts in EUR: convert it"),
    ("plan/weeks", 0, "no whole number of 1 or more"),
    ("plan/weeks", 100_000, "100000 is too many: give at most 522"),
    ("plan/crews", -1, "no whole number of 0 or more"),
    ("plan/together", ["E-101"], "is one exchanger: name two or more"),
    ("plan/fixed", [{"asset": "E-101"}], "missing: the day on which the exchanger goes out"),
    (
        "plan/forbidden",
        [{"asset": "E-101", "days": "2026-07-31..2026-07-01"}],
        "ends before it starts",
    ),
]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("plant") / "plant.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return dict(loaded(path))


@pytest.mark.parametrize(("path", "value", "message"), PROBLEMS)
def test_a_problem_is_named_with_its_path(
    starter: dict[str, Any], path: str, value: Any, message: str
) -> None:
    data: dict[str, Any] = copy.deepcopy(starter)
    at = data
    *parents, last = path.split("/")
    for key in parents:
        at = at[key]
    at[last] = value
    with pytest.raises(InputError, match=message):
        plant(data, lambda _: [], "plant.yaml")
