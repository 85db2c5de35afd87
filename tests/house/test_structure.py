"""Rules of the house that no linter knows: sizes, names, cheap imports."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A migration is one step of a schema, table after table, and is never edited.
FILES = sorted(
    path
    for folder in ("src", "tests", "benchmarks", "examples", "docs")
    for path in (ROOT / folder).rglob("*.py")
    if path.parent.parent.name != "migrations"
)
LONGEST_FILE = 400
LONGEST_BODY = 60
BANNED_NAME = re.compile(
    r"^(calculate_|get_)|_data$|Manager|Handler|Helper|Processor|Utils|^Base[A-Z]"
)
HEAVY = ("CoolProp", "altair", "highspy", "polars", "pyarrow", "scipy", "typst", "vl_convert")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its signature and docstring."""
    statements = function.body
    if ast.get_docstring(function, clean=False) is not None:
        statements = statements[1:]
    if not statements:
        return 0
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1


def bodies(paths: list[Path]) -> dict[str, int]:
    return {
        f"{path.relative_to(ROOT)}:{function.name}": body_lines(function)
        for path in paths
        for function in functions(ast.parse(path.read_text(encoding="utf-8")))
    }


def test_files_fit_a_head() -> None:
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in FILES
    }
    assert {path: n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    assert {name: n for name, n in bodies(FILES).items() if n > LONGEST_BODY} == {}


def test_most_functions_are_short() -> None:
    lengths = sorted(bodies([p for p in FILES if p.is_relative_to(ROOT / "src")]).values())
    assert lengths[len(lengths) // 2] <= 6
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_names_are_words_that_an_engineer_would_say() -> None:
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    offences = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, named) and BANNED_NAME.search(node.name)
    ]
    assert offences == []


@pytest.mark.parametrize("module", ["greenlang", "greenlang.app"])
def test_import_is_cheap(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(told.stdout.split()).isdisjoint(HEAVY)


def test_locks_name_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"://|--index|--find-links|--extra-index", text)
