"""Which analyses lead to which equations, read from the code of the analyses themselves."""

import ast
import functools
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

PACKAGE = "greenlang"


def reached(start: Callable[..., Any]) -> frozenset[str]:
    """Names of the equations that calling `start` may evaluate."""
    found: set[str] = set()
    seen: set[int] = set()
    pending: list[Any] = [start]
    while pending:
        thing = pending.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if (equation := getattr(thing, "equation", None)) is not None:
            found.add(equation.name)
        else:
            pending.extend(_leads(thing))
    return frozenset(found)


def _leads(thing: Any) -> Iterator[Any]:
    """What a function, a class of ours or a table of functions refers to."""
    if isinstance(thing, functools.partial):
        yield thing.func
    elif isinstance(thing, Mapping):
        yield from (value for value in thing.values() if callable(value))
    elif isinstance(thing, tuple | list | frozenset):
        yield from (value for value in thing if callable(value))
    elif inspect.isclass(thing):
        if thing.__module__.startswith(PACKAGE):
            yield from (value for value in vars(thing).values() if isinstance(value, FunctionType))
    elif callable(thing):
        function = inspect.unwrap(thing)
        if isinstance(function, FunctionType) and function.__module__.startswith(PACKAGE):
            yield from _named_in(function)


def _named_in(function: FunctionType) -> Iterator[Any]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):  # a function without a source of its own, such as __init__
        return
    names = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            names |= _imported(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            thing = _resolved(node, names)
            if thing is not None and not isinstance(thing, ModuleType):
                yield thing


def _imported(node: ast.ImportFrom) -> dict[str, Any]:
    module = importlib.import_module(node.module or "")
    found = {}
    for alias in node.names:
        thing = getattr(module, alias.name, None)
        if thing is None:
            thing = importlib.import_module(f"{node.module}.{alias.name}")
        found[alias.asname or alias.name] = thing
    return found


def _resolved(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """The object behind `name` or `module.name`; None where it is known only at run time."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _resolved(node.value, names)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
    return None
