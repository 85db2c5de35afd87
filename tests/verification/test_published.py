"""Every published number that the formulas must give: one row of a CSV, one test."""

import csv
import importlib
import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import greenlang.agents
import greenlang.library
from greenlang.core.equations import REGISTRY, Equation

HERE = Path(__file__).parent
COLUMNS = ["equation", "inputs", "expected", "tolerance", "source", "page"]


def _rows() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(HERE.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == COLUMNS, path.name
            yield from ((f"{path.stem}:{reader.line_num}", row) for row in reader)


ROWS = list(_rows())


@pytest.fixture(scope="module")
def registry() -> dict[str, Equation]:
    for package in (greenlang.library, greenlang.agents):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return REGISTRY


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[name for name, _ in ROWS])
def test_a_formula_gives_the_published_number(
    registry: dict[str, Equation], row: dict[str, str]
) -> None:
    """`inputs` are decimals separated by spaces; `tolerance` is relative, or absolute after `±`."""
    arguments = tuple(Decimal(text) for text in row["inputs"].split())
    value = registry[row["equation"]].audited(arguments)
    expected, tolerance = Decimal(row["expected"]), row["tolerance"]
    allowed = (
        Decimal(tolerance[1:]) if tolerance.startswith("±") else Decimal(tolerance) * abs(expected)
    )
    assert row["source"]
    assert abs(value - expected) <= allowed, f"{value} is not {expected} ± {allowed}"
