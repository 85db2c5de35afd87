"""The shell takes every agent from its declaration: no file of it names one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlang import agents

ROOT = Path(__file__).resolve().parents[2]
SHELL = [
    ROOT / "src" / "greenlang" / "app.py",
    ROOT / "src" / "greenlang" / "settings.py",
    *(
        path
        for room in ("api", "cli", "services")
        for path in (ROOT / "src" / "greenlang" / room).rglob("*.py")
    ),
    ROOT / "benchmarks" / "accuracy.py",
]
TEMPLATES = [
    path
    for path in (ROOT / "src" / "greenlang" / "services").rglob("*")
    if path.suffix in {".j2", ".typ"}
]
NAME = re.compile(rf"(?<![A-Za-z])({'|'.join(agents.names())})s?(?![A-Za-z])")


def words(tree: ast.Module) -> Iterator[str]:
    """Modules, names, attributes and texts of a file; docstrings may speak of steam or fuel."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{node.module}.{','.join(alias.name for alias in node.names)}"
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def without_docstrings(tree: ast.Module) -> ast.Module:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


@pytest.mark.parametrize("path", SHELL, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_of_the_shell_names_an_agent(path: Path) -> None:
    tree = without_docstrings(ast.parse(path.read_text(encoding="utf-8")))
    assert [word for word in words(tree) if NAME.search(word)] == []


def test_no_template_names_an_agent() -> None:
    assert TEMPLATES
    assert [path for path in TEMPLATES if NAME.search(path.read_text(encoding="utf-8"))] == []


def test_the_search_finds_what_it_looks_for() -> None:
    told = "from greenlang.agents.exchanger import AGENT\nfound = history.exchangers\n"
    assert len([word for word in words(ast.parse(told)) if NAME.search(word)]) == 2
