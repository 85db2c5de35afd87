"""Small wrong changes to a source file, one at a time, as a slip of hand or thought makes them."""

import ast
import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.Pow: "*",
    ast.FloorDiv: "/",
}
_COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.FloorDiv: "//",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.And: "and",
    ast.Or: "or",
}


@dataclass(frozen=True)
class Mutant:
    """One change of a text: characters `start` to `end` become `new`."""

    line: int
    function: str
    old: str
    new: str
    start: int
    end: int
    turn: int = 1  # among equal changes of its line

    def of(self, text: str) -> str:
        """The changed text."""
        return text[: self.start] + self.new + text[self.end :]

    def __str__(self) -> str:
        again = f" ({self.turn})" if self.turn > 1 else ""
        return f"{self.old} -> {self.new or 'nothing'}{again}"


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines.

    Operators and comparisons are exchanged, conditions turned round, numbers moved by one per cent
    (whole ones by one). Annotations, decorators, docstrings and module constants that are texts
    stay: they are no behaviour, or are checked by name.
    """
    tree = ast.parse(text)
    lines = [0]
    for line in text.encode().split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    turns: Counter[tuple[int, str, str]] = Counter()
    for each in sorted(_Finder(text, lines).found(tree), key=lambda each: each.start):
        change = each.line, each.old, each.new
        turns[change] += 1
        yield dataclasses.replace(each, turn=turns[change])


class _Finder(ast.NodeVisitor):
    """Walks a module and notes where it can be changed."""

    def __init__(self, text: str, lines: list[int]) -> None:
        self._bytes, self._lines = text.encode(), lines
        self._where: list[str] = []
        self._mutants: list[Mutant] = []

    def found(self, tree: ast.Module) -> list[Mutant]:
        """The mutants, with places in characters."""
        self.visit(tree)
        return [self._in_characters(each) for each in self._mutants]

    def _in_characters(self, one: Mutant) -> Mutant:
        start = len(self._bytes[: one.start].decode())
        return dataclasses.replace(one, start=start, end=start + len(one.old))

    def _at(self, line: int, column: int) -> int:
        return self._lines[line - 1] + column

    def _note(self, start: int, end: int, new: str) -> None:
        old = self._bytes[start:end].decode()
        line = self._bytes[:start].count(b"\n") + 1
        self._mutants.append(Mutant(line, ".".join(self._where), old, new, start, end))

    def _between(self, left: ast.expr, right: ast.expr, sign: str, new: str) -> None:
        """Exchange the sign that stands between two operands."""
        start = self._at(left.end_lineno or 0, left.end_col_offset or 0)
        end = self._at(right.lineno, right.col_offset)
        place = self._bytes[start:end].find(sign.encode())
        if place >= 0:
            self._note(start + place, start + place + len(sign), new)

    def _named(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        self._where.append(node.name)
        for part in node.body:
            self.visit(part)
        self._where.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Its body alone: defaults, annotations and decorators are declarations."""
        self._named(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Its body alone."""
        self._named(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Its value, not the annotation."""
        if node.value is not None:
            self.visit(node.value)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """A + b -> a - b, and so on."""
        new = _ARITHMETIC.get(type(node.op))
        if (new is not None and not isinstance(node.left, ast.Constant | ast.JoinedStr)) or (
            new is not None and isinstance(getattr(node.left, "value", None), int | float)
        ):
            self._between(node.left, node.right, _SIGNS[type(node.op)], new)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """A < b -> a <= b, a == b -> a != b."""
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            self._between(left, right, _SIGNS[type(op)], _COMPARISON[type(op)])
            left = right
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """And for or."""
        new = "or" if isinstance(node.op, ast.And) else "and"
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, _SIGNS[type(node.op)], new)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """-a -> +a, not a -> a."""
        start = self._at(node.lineno, node.col_offset)
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            self._note(start, start + 1, "+")
        elif isinstance(node.op, ast.Not):
            self._note(start, start + len("not"), "")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """A number moved by one per cent, a whole one by one, a truth turned round."""
        start = self._at(node.lineno, node.col_offset)
        end = self._at(node.end_lineno or 0, node.end_col_offset or 0)
        value = node.value
        if isinstance(value, bool):
            self._note(start, end, str(not value))
        elif isinstance(value, int):
            self._note(start, end, str(value + 1))
        elif isinstance(value, float) and value:
            self._note(start, end, f"{value * 1.01:.12g}")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Texts of messages stay."""

    def visit_Raise(self, node: ast.Raise) -> None:
        """So does what an error says."""
