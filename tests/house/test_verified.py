"""No formula enters without a published number or a reason why it has none.

A short sum, quotient or balance needs none: nobody publishes the number. Every other formula
without a row in tests/verification stands in its data/unpublished.csv with a kind and a reason.
Most of the kinds can be held to what they say:

    conversion   its constant is a unit or a convention
    table        a row of a cited table, which is held by its hash
    test         a derivation or a part of a formula that has rows; the named test holds it
    oracle       the named test compares it with an independent library
    golden       a reading that no book can print; the named golden record holds it
    assumption   a choice of this project, said in the result
    unconfirmed  the source is named, no worked number was found: open
"""

import ast
import csv
import re
from pathlib import Path

import pytest

from greenlang.core.equations import Equation
from tests.house.test_registry import EQUATIONS
from tests.verification.test_published import ROWS

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests" / "verification" / "data" / "unpublished.csv"
SHORT = 8  # operations
KINDS = (
    "conversion", "table", "test", "oracle", "golden", "assumption", "unconfirmed",
)  # fmt: skip


def plain(eq: Equation) -> bool:
    """A short formula in which no constant of an experiment stands."""
    if eq.kind != "explicit" or eq.formula is None:
        return False
    parts = list(ast.walk(ast.parse(eq.formula)))
    operations = sum(isinstance(part, ast.BinOp | ast.Call) for part in parts)
    return operations <= SHORT and not any(_measured(part) for part in parts)


def _measured(part: ast.AST) -> bool:
    """A number that is neither a half nor a whole one up to a hundred; the name of a table."""
    if not isinstance(part, ast.Constant):
        return False
    number = part.value
    if not isinstance(number, int | float):
        return True
    return number != 0.5 and not number == int(number) <= 100


def _listed() -> dict[str, tuple[str, str]]:
    with LIST.open(newline="", encoding="utf-8") as file:
        found = [(row["equation"], (row["kind"], row["reason"])) for row in csv.DictReader(file)]
    assert [name for name, _ in found] == sorted(dict(found)), "sorted, each formula once"
    return dict(found)


LISTED = _listed()


def _of(*kinds: str) -> list[str]:
    return [name for name, (kind, _) in LISTED.items() if kind in kinds and name in EQUATIONS]


def test_every_formula_has_a_published_number_or_a_reason() -> None:
    published = {row["equation"] for _, row in ROWS}
    without = {name for name, eq in EQUATIONS.items() if name not in published and not plain(eq)}
    assert without - LISTED.keys() == set(), (
        "give each a row in tests/verification, or kind and reason in its data/unpublished.csv"
    )
    assert LISTED.keys() - without == set(), "these need no reason or are gone: leave them out"


def test_every_reason_says_something() -> None:
    assert {kind for kind, _ in LISTED.values()} <= set(KINDS)
    assert [name for name, (_, reason) in LISTED.items() if len(reason) < 8] == []


@pytest.mark.parametrize("name", _of("test", "oracle"))
def test_the_named_test_is_there_and_knows_the_formula(name: str) -> None:
    reason = LISTED[name][1]
    text = (ROOT / reason.partition(":")[0]).read_text(encoding="utf-8")
    words = [name.rpartition(".")[2], *re.findall(r"`(\w+)`", reason)]
    assert any(re.search(rf"\b{word}", text) for word in words), f"none of {words} in it"


@pytest.mark.parametrize("name", _of("golden"))
def test_the_named_golden_record_is_there(name: str) -> None:
    record = LISTED[name][1].partition(":")[0]
    text = (ROOT / "tests" / "golden" / f"{record}.json").read_text(encoding="utf-8")
    assert name in text


@pytest.mark.parametrize("name", _of("table"))
def test_a_table_is_read_and_not_computed(name: str) -> None:
    assert EQUATIONS[name].kind == "lookup"
