"""From the text of a formula to a function, exact or fast, for equations and verifiers alike."""

import ast
import functools
import hashlib
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from greenlang.core import decimals, maths, networks, powers


def _power_sum(*args: Any) -> Any:
    from greenlang.core.tables import power_sum

    return power_sum(*args)


def _row_value(*args: Any) -> Any:
    from greenlang.core.tables import row_value

    return row_value(*args)


FUNCTIONS: dict[str, Any] = {
    name: getattr(maths, name)
    for name in (
        "ln", "log10", "exp", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
        "tanh", "coth", "arcosh", "expm1", "log1p", "phi", "x_coth_x", "smaller", "larger",
        "log_mean", "mason", "select",
    )
} | {
    "abs": abs, "sum": sum, "power_sum": _power_sum, "row_value": _row_value,
    "plate_passes": networks.plate_passes,
}  # fmt: skip
VOCABULARY = frozenset(FUNCTIONS) | {"pi"}

_ALLOWED = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.Call, ast.Name, ast.Constant, ast.Load,
    ast.Lambda, ast.arguments, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd,
    ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.And, ast.Or, ast.Starred,
)  # fmt: skip


def text_hash(*parts: str) -> str:
    """Twelve bytes of SHA-256 that stand for a formula and its parameters."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def tidy(segment: str) -> str:
    """A formula's source on one line, the numbers and names untouched."""
    if "#" in segment:
        raise TypeError(f"a formula holds no comment: {segment!r}")
    line = re.sub(r"(?<=[(\[])\s+|\s+(?=[)\],])", "", " ".join(segment.split()))
    return re.sub(r",(?=\))", "", line)


def _check(node: ast.AST, names: frozenset[str]) -> None:
    for part in ast.walk(node):
        if not isinstance(part, _ALLOWED):
            raise TypeError(f"a formula has no {type(part).__name__}")
        if isinstance(part, ast.Name) and part.id not in names:
            raise TypeError(f"unknown name {part.id!r}: pass it as a parameter")
        if isinstance(part, ast.Lambda) and part.args.args:
            raise TypeError("a lambda in a formula is a branch of select and takes nothing")
        if isinstance(part, ast.Constant) and isinstance(part.value, bool | bytes | complex):
            raise TypeError(f"a formula holds numbers, not {part.value!r}")


class _Exact(ast.NodeTransformer):
    """Replaces each number by a name bound to the same digits as a Decimal, `**` by `power`.

    A `select` becomes Python's own `a if condition else b`, which is what it means for one case.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.constants: dict[str, Decimal] = {}

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Pow):
            return node
        called = ast.Call(ast.Name("_power", ast.Load()), [node.left, node.right], [])
        return ast.copy_location(called, node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        branches = [part.body for part in node.args[1:] if isinstance(part, ast.Lambda)]
        if not isinstance(node.func, ast.Name) or node.func.id != "select" or len(branches) != 2:
            return node
        return ast.copy_location(ast.IfExp(node.args[0], *branches), node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            return node
        token = ast.get_source_segment(self.text, node) or repr(node.value)
        name = f"_{len(self.constants)}"
        self.constants[name] = Decimal(token)
        return ast.copy_location(ast.Name(name, ast.Load()), node)


def _parsed(formula: str, parameters: tuple[str, ...]) -> tuple[str, ast.Expression]:
    text = f"lambda {', '.join(parameters)}: ({formula})"
    tree = ast.parse(text, mode="eval")
    if not isinstance(tree.body, ast.Lambda):
        raise TypeError(f"not one expression: {formula!r}")
    _check(tree.body.body, VOCABULARY | {name.lstrip("*") for name in parameters})
    return text, tree


@functools.cache
def exact(formula: str, parameters: tuple[str, ...]) -> Callable[..., Any]:
    """The formula as a function of Decimals; its literals are exact."""
    text, tree = _parsed(formula, parameters)
    literals = _Exact(text)
    tree = ast.fix_missing_locations(literals.visit(tree))
    names = {"__builtins__": {}, **FUNCTIONS, "pi": decimals.PI, **literals.constants}
    names["_power"] = powers.power
    function: Callable[..., Any] = eval(compile(tree, "<formula>", "eval"), names)  # noqa: S307 - checked
    return function


@functools.cache
def fast(formula: str, parameters: tuple[str, ...]) -> Callable[..., Any]:
    """The formula as a function of floats and arrays."""
    _, tree = _parsed(formula, parameters)
    names = {"__builtins__": {}, **FUNCTIONS, "pi": maths.pi}
    function: Callable[..., Any] = eval(compile(tree, "<formula>", "eval"), names)  # noqa: S307 - checked
    return function


@functools.cache
def scale(formula: str) -> str:
    """Sum of |terms| of a residual: what its smallness is measured against."""
    body = ast.parse(formula, mode="eval").body
    terms: list[str] = []
    pending = [body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            pending += [node.right, node.left]
        else:
            terms.append(ast.get_source_segment(formula, node) or "0")
    return " + ".join(f"abs({term})" for term in terms)


@functools.cache
def tables_of(formula: str) -> tuple[str, ...]:
    """Names of the cited tables that a formula reads."""
    found = {
        node.value
        for node in ast.walk(ast.parse(formula, mode="eval"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return tuple(sorted(found))
