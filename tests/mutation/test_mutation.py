"""The runner's own parts, and the list of survivors: each is in the source and has a judgement."""

from pathlib import Path

import pytest

from tests.mutation.mutants import mutants
from tests.mutation.reach import EVERY, Reach
from tests.mutation.survivors import key, rows

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "greenlang"
TEXT = '''
"""2 + 2 stays."""
LIMIT: "1 K" = 3

def law(x: "1 + 1", y=5):
    """x < y stays."""
    if not x <= y and True:
        raise ValueError(f"{x + 1}", 7 * x)
    return -x * 0.5 + x**2 + x**2
'''


def test_a_module_is_changed_one_slip_at_a_time() -> None:
    found = [f"{each.function}: {each}" for each in mutants(TEXT)]
    assert found == [
        ": 3 -> 4",
        "law: not -> nothing",
        "law: <= -> <",
        "law: and -> or",
        "law: True -> False",
        "law: - -> +",
        "law: * -> /",
        "law: 0.5 -> 0.505",
        "law: + -> -",
        "law: ** -> *",
        "law: 2 -> 3",
        "law: + -> - (2)",
        "law: ** -> * (2)",
        "law: 2 -> 3 (2)",
    ]


def test_a_change_is_made_at_its_place() -> None:
    last = list(mutants(TEXT))[-1]
    assert last.of(TEXT) == TEXT.replace("+ x**2\n", "+ x**3\n")


def test_the_tests_of_a_module_come_nearest_first() -> None:
    batches = Reach(ROOT).batches(Path("library/heat/films.py"))
    assert batches[0][0] == Path("tests/library/test_heat_films.py")
    assert list(EVERY) == batches[0][-2:]
    assert len({path for batch in batches for path in batch}) <= 8


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['file']}:{row['line']}")
def test_a_survivor_is_in_the_source_and_judged(row: dict[str, str]) -> None:
    """Where its line has changed: `python -m tests.mutation.run --again`."""
    text = (PACKAGE / row["file"]).read_text(encoding="utf-8")
    lines = text.splitlines()
    there = {
        (row["file"], each.function, str(each), lines[each.line - 1].strip())
        for each in mutants(text)
    }
    assert key(row) in there
    kind, _, why = row["judgement"].partition(": ")
    assert kind in {"equivalent", "harmless", "gap"}
    assert len(why) > 10
