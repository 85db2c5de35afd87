"""LaTeX, and from it MathML, of a formula written as a Python expression.

The method pages show each equation as its own source reads, so page and code cannot drift apart;
MathML is typeset by the browser itself, without scripts and without a network.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from latex2mathml.converter import convert

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "kappa": "κ", "lam": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
UPRIGHT = {
    "re": "Re", "pr": "Pr", "nusselt": "Nu", "gz": "Gz", "ntu": "NTU", "sg": "SG", "api": "API",
    "ua": "UA",
}  # fmt: skip
CHANGE = {"dt": r"\Delta T", "dp": r"\Delta p", "dh": r"\Delta h"}
BY_UNIT = {
    "K": "T",
    "W": r"\dot{Q}",
    "kg/s": r"\dot{m}",
    "W/(m2 K)": "U",
    "m2": "A",
    "m3/s": r"\dot{V}",
}
ITS_LETTER = {"T": "t", r"\dot{Q}": "q", r"\dot{m}": "m", "U": "u", "A": "a", r"\dot{V}": "v"}
COMPARISON = {
    ast.Lt: "<",
    ast.LtE: r"\leq",
    ast.Gt: ">",
    ast.GtE: r"\geq",
    ast.Eq: "=",
    ast.NotEq: r"\neq",
}
FUNCTION = {
    name: f"\\{name}" for name in ("ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "coth")
} | {
    "log10": r"\log_{10}", "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan",
    "arcosh": r"\operatorname{arcosh}", "smaller": r"\min", "larger": r"\max",
    "log_mean": r"\text{log mean}", "mason": r"P_{\text{Mason}}",
    "plate_passes": r"\text{linked passes}",
}  # fmt: skip

ADD, MULTIPLY, POWER, ATOM = 1, 2, 3, 4
SHAPE = {
    "sqrt": (r"\sqrt{%s}", ATOM),
    "abs": (r"\left|%s\right|", ATOM),
    "expm1": ("e^{%s} - 1", ADD),
    "log1p": (r"\ln\left(1 + %s\right)", ATOM),
    "sum": (r"\sum %s", MULTIPLY),
}
LONG = 90


@dataclass(frozen=True)
class Tex:
    """A piece of LaTeX and how strongly it binds."""

    text: str
    rank: int

    def inside(self, rank: int) -> str:
        """The text, in brackets where an operator of this rank would tear it apart."""
        return self.text if self.rank >= rank else bracket(self.text)


def mathml(formula: str, symbol: str, units: Mapping[str, str], *, implicit: bool = False) -> str:
    """Block MathML of `symbol = formula`, or of `0 = formula` where it is implicit.

    `units` maps parameter names to unit symbols: a `t` in kelvin is a temperature, not a time.
    """
    left = "0" if implicit else name_tex(symbol, "")
    lines = broken(latex(formula, units), LONG)
    body = r" \\ & \quad ".join(lines)
    if len(lines) == 1:
        return str(convert(f"{left} = {body}", display="block"))
    return str(convert(rf"\begin{{split}} {left} = & {body} \end{{split}}", display="block"))


def inline(name: str, unit: str = "") -> str:
    """Inline MathML of one variable."""
    return str(convert(name_tex(name, unit)))


def expression(formula: str) -> str:
    """Inline MathML of an expression over plain variables."""
    return str(convert(latex(formula, {})))


def latex(formula: str, units: Mapping[str, str]) -> str:
    """LaTeX of a Python expression over named variables."""
    return _Typesetter(formula, units).tex(ast.parse(formula.strip(), mode="eval").body).text


def bracket(text: str) -> str:
    """The text in round brackets that grow with it."""
    return rf"\left({text}\right)"


def broken(text: str, limit: int) -> list[str]:
    """The text as lines of about `limit` visible signs, broken before a plus or minus."""
    pieces = re.split(r" (?=[+-] )", text)
    lines, depth = [""], 0
    for piece in pieces:
        if depth == 0 and lines[-1] and _width(lines[-1]) + _width(piece) > limit:
            lines.append("")
        lines[-1] += f" {piece}" if lines[-1] else piece
        depth += piece.count("{") - piece.count("}")
        depth += piece.count(r"\left") - piece.count(r"\right")
    return lines


def name_tex(name: str, unit: str) -> str:
    """LaTeX of a variable: `dt_lm` is ΔT with index lm, `rho_in` is ρ with index in."""
    if not name.isidentifier():
        return _published(name)
    stem, *marks = [part for part in name.split("_") if part] or [name]
    base = _stem(stem, unit)
    index = ", ".join(marks)
    return rf"{base}_{{\mathrm{{{index}}}}}" if index else base


def _published(symbol: str) -> str:
    """A symbol as its source prints it, which is LaTeX or plain text already."""
    return symbol if re.search(r"[\\^{]|^\w(_\w+)?$", symbol) else rf"\mathrm{{{symbol}}}"


def _stem(stem: str, unit: str) -> str:
    letter = BY_UNIT.get(unit, "")
    if letter and stem == ITS_LETTER[letter]:
        return letter
    if stem.startswith("Δ"):
        return rf"\Delta {_stem(stem[1:], '')}"
    match = re.fullmatch(r"([^\W\d]+)(\d+)", stem)
    if match:
        return f"{_stem(match[1], unit)}_{{{match[2]}}}"
    if stem in GREEK:
        return GREEK[stem]
    if stem in CHANGE:
        return CHANGE[stem]
    if stem in UPRIGHT:
        return rf"\mathrm{{{UPRIGHT[stem]}}}"
    return stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"


def _width(text: str) -> int:
    return len(re.sub(r"\\[a-zA-Z]+|[{}_^ ]", "", text))


def _scientific(token: str) -> Tex:
    mantissa, _, exponent = token.lower().replace("_", "").partition("e")
    if not exponent:
        return Tex(mantissa, ATOM)
    power = f"10^{{{int(exponent)}}}"
    return (
        Tex(power, POWER)
        if mantissa in {"1", "1.0"}
        else Tex(rf"{mantissa} \cdot {power}", MULTIPLY)
    )


class _Typesetter:
    """Walks one expression; keeps its text, so that literals read as they were written."""

    def __init__(self, formula: str, units: Mapping[str, str]) -> None:
        self.formula = formula.strip()
        self.units = units

    def tex(self, node: ast.expr) -> Tex:
        match node:
            case ast.Constant(value=str(word)):
                return Tex(rf"\text{{{word}}}", ATOM)
            case ast.Constant():
                return _scientific(ast.get_source_segment(self.formula, node) or repr(node.value))
            case ast.Name(id=name):
                return self._name(name)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp():
                return self._binary(node)
            case ast.Compare(left=left, ops=ops, comparators=right):
                sides = [
                    f" {COMPARISON[type(o)]} {self.tex(r).text}"
                    for o, r in zip(ops, right, strict=True)
                ]
                return Tex(self.tex(left).text + "".join(sides), 0)
            case ast.BoolOp(op=op, values=values):
                word = r" \land " if isinstance(op, ast.And) else r" \lor "
                return Tex(word.join(self.tex(value).text for value in values), 0)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments)
            case ast.Starred(value=inner) | ast.Lambda(body=inner):
                return self.tex(inner)
        return Tex(rf"\text{{{ast.unparse(node)}}}", 0)

    def _name(self, name: str) -> Tex:
        tex = name_tex(name, self.units.get(name, ""))
        return Tex(tex, ATOM)

    def _unary(self, node: ast.UnaryOp) -> Tex:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Call(args=[x])) if not _is_minus(node):
                return Tex(f"1 - e^{{{self.tex(x).text}}}", ADD)
        sign = "-" if isinstance(node.op, ast.USub) else ""
        return Tex(sign + self.tex(node.operand).inside(MULTIPLY), ADD)

    def _binary(self, node: ast.BinOp) -> Tex:
        match node.op:
            case ast.Add() | ast.Sub():
                plus = isinstance(node.op, ast.Add)
                tex = self.tex(node.right)
                torn = tex.text.startswith("-") or (not plus and tex.rank < MULTIPLY)
                right = bracket(tex.text) if torn else tex.text
                return Tex(f"{self.tex(node.left).text} {'+' if plus else '-'} {right}", ADD)
            case ast.Pow():
                return self._power(node.left, node.right)
            case ast.BitAnd():
                return Tex(rf"{self.tex(node.left).text} \land {self.tex(node.right).text}", 0)
        return self._quotient(*_chain(node))

    def _quotient(self, over: list[ast.expr], under: list[ast.expr]) -> Tex:
        """Factors as one fraction; a sum over a table stands behind it, a minus before it."""
        minus = _is_minus(over[0])
        first = over[0].operand if isinstance(over[0], ast.UnaryOp) and minus else over[0]
        factors = [first, *over[1:]]
        if under:
            behind = [factor for factor in factors if _is_sum(factor)]
            top = (
                self._product([f for f in factors if f not in behind]) if factors != behind else "1"
            )
            text = rf"\frac{{{top}}}{{{self._product(under)}}}"
            text += "".join(rf" \, {self.tex(factor).text}" for factor in behind)
        else:
            text = self._product(factors)
        return Tex(f"-{text}" if minus else text, ADD if minus else MULTIPLY)

    def _product(self, factors: list[ast.expr]) -> str:
        first, *others = (self.tex(factor) for factor in factors)
        if not others:
            return first.text
        if len(factors) == 2 and ast.unparse(factors[0]) == ast.unparse(factors[1]):
            return rf"{{{first.inside(ATOM)}}}^{{2}}"
        text = first.inside(MULTIPLY)
        for piece in (other.inside(MULTIPLY) for other in others):
            text += (r" \cdot " if piece[0].isdigit() else r" \, ") + piece
        return text

    def _power(self, base: ast.expr, exponent: ast.expr) -> Tex:
        root = ast.unparse(exponent)
        if root in {"0.5", "1 / 2"}:
            return Tex(rf"\sqrt{{{self.tex(base).text}}}", ATOM)
        if isinstance(exponent, ast.BinOp) and isinstance(exponent.op, ast.Div):
            sides = (self.tex(side).inside(MULTIPLY) for side in (exponent.left, exponent.right))
            power = "/".join(sides)
        else:
            power = self.tex(exponent).text
        return Tex(rf"{{{self.tex(base).inside(ATOM)}}}^{{{power}}}", POWER)

    def _call(self, name: str, arguments: list[ast.expr]) -> Tex:
        pieces = [self.tex(argument).text for argument in arguments]
        if name in SHAPE:
            pattern, rank = SHAPE[name]
            return Tex(pattern % pieces[0], rank)
        match name, pieces:
            case "exp", [x] if r"\frac" not in x and _width(x) < 24:
                return Tex(f"e^{{{x}}}", POWER)
            case "x_coth_x", [x]:
                return Tex(rf"{self.tex(arguments[0]).inside(ATOM)} \coth {bracket(x)}", MULTIPLY)
            case "select", [condition, yes, no]:
                rows = rf"{yes} & \text{{if }} {condition} \\ {self._otherwise(arguments[2], no)}"
                return Tex(rf"\begin{{cases}} {rows} \end{{cases}}", ATOM)
            case "row_value", [_, x, y]:
                table = ast.literal_eval(arguments[0]).replace("_", r"\_")
                return Tex(rf"n_{{\text{{{table}}}}}" + bracket(rf"{x},\; {y}"), ATOM)
            case "power_sum", _:
                return self._power_sum(arguments)
        words = rf"\operatorname{{{name.replace('_', ' ')}}}"
        head = FUNCTION.get(name) or GREEK.get(name) or words
        return Tex(head + bracket(r",\; ".join(pieces)), ATOM)

    def _otherwise(self, node: ast.expr, text: str) -> str:
        """The last row of a case list; a select inside it continues the same list."""
        inner = node.body if isinstance(node, ast.Lambda) else node
        if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "select":
            return text.removeprefix(r"\begin{cases} ").removesuffix(r" \end{cases}")
        return rf"{text} & \text{{otherwise}}"

    def _power_sum(self, arguments: list[ast.expr]) -> Tex:
        """A sum over the rows of a cited table, or its derivative of the orders given last."""
        table = ast.literal_eval(arguments[0])
        orders = [*(ast.literal_eval(order) for order in arguments[3:]), 0, 0]
        pieces = [
            _power_of_row(self.tex(x).inside(ATOM), letter, order)
            for x, letter, order in zip(arguments[1:3], "IJ", orders, strict=False)
            if ast.unparse(x) != "1"
        ]
        return Tex(rf"\sum_{{i \in \text{{{table}}}}} n_{{i}} \, " + r" \, ".join(pieces), MULTIPLY)


def _power_of_row(x: str, letter: str, order: int) -> str:
    """The power of x in row i, differentiated `order` times."""
    factors = [f"{letter}_{{i}}", *(rf"\left({letter}_{{i}} - {k}\right)" for k in range(1, order))]
    minus = f" - {order}" if order else ""
    return r" \, ".join([*factors[:order], f"{x}^{{{letter}_{{i}}{minus}}}"])


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"power_sum", "sum"}


def _is_minus(node: ast.expr) -> bool:
    """True for -x; 1 - exp(x), which code writes as -expm1(x), is no minus."""
    return (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and not ast.unparse(node.operand).startswith("expm1(")
    )


def _chain(node: ast.expr) -> tuple[list[ast.expr], list[ast.expr]]:
    """Factors over and under the line of a product: `a * b / c / d` is one fraction."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        over, under = _chain(node.left)
        return [*over, node.right], under
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        over, under = _chain(node.left)
        return over, [*under, node.right]
    return [node], []
