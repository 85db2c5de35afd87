"""@equation: a formula written once, run in Decimal or NumPy, recorded when audited.

An equation is a plain function: a docstring and one `return` over its parameters. Its text in an
audit record is its own source, so record and code cannot drift apart, and its literals are exact in
a Decimal run: `0.023` means Decimal("0.023"), not the float nearest to it.
"""

import ast
import functools
import inspect
import textwrap
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any, Literal, ParamSpec, TypeVar

import numpy as np

from greenlang.core import formulas, maths, provenance, ranges
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.errors import ImpossibleState
from greenlang.core.units import ONE, Dimension, Unit, units_of

Kind = Literal["explicit", "implicit", "lookup", "conversion"]
P = ParamSpec("P")
R = TypeVar("R")

REGISTRY: dict[str, "Equation"] = {}


class Equation:
    """One registered formula. Text, units and compiled forms are made at first use."""

    def __init__(
        self,
        function: Callable[..., Any],
        symbol: str,
        source: str,
        kind: Kind = "explicit",
        *,
        guards: tuple[str, ...] = (),
        valid: dict[str, tuple[str, str]] | None = None,
        at: tuple[tuple[str, ...], ...] = (),
        empirical: bool = False,
        bracket: tuple[str, str] = ("", ""),
        terms: str = "",
        digits: int = 9,
    ) -> None:
        self.name = provenance.name_of(function)
        self.function, self.symbol, self.source, self.kind = function, symbol, source, kind
        self.valid = valid or {}
        self.guards = tuple(tuple(guard.split(": ", 1)) for guard in guards)
        self.points, self.empirical, self.bracket = at, empirical, bracket
        self.terms, self.digits = terms, digits
        if REGISTRY.setdefault(self.name, self) is not self:
            raise TypeError(f"two equations are called {self.name}")

    @functools.cached_property
    def parameters(self) -> tuple[str, ...]:
        """Parameter names, the unknown of an implicit one first; a last "*m" takes any number."""
        found = inspect.signature(self.function).parameters.values()
        return tuple("*" * (p.kind is p.VAR_POSITIONAL) + p.name for p in found)

    @functools.cached_property
    def given(self) -> tuple[str, ...]:
        """Parameters that a caller gives: without the unknown of an implicit equation."""
        return self.parameters[1:] if self.kind == "implicit" else self.parameters

    @functools.cached_property
    def units(self) -> tuple[Unit, ...]:
        """Unit of each parameter."""
        marks = units_of(self.function)
        missing = [p for p in (*self.parameters, "return") if p.lstrip("*") not in marks]
        if missing:
            raise TypeError(f"{self.name}: {', '.join(missing)} needs a unit")
        return tuple(marks[p.lstrip("*")] for p in self.parameters)

    @functools.cached_property
    def inputs(self) -> tuple[tuple[str, Unit], ...]:
        """Name and unit of each parameter."""
        return tuple(zip(self.parameters, self.units, strict=True))

    @functools.cached_property
    def unit(self) -> Unit:
        """Unit of the value; for an implicit equation that of its unknown."""
        return self.units[0] if self.kind == "implicit" else units_of(self.function)["return"]

    @functools.cached_property
    def doc(self) -> str:
        """What it is, in a line."""
        return inspect.cleandoc(self.function.__doc__ or "")

    @functools.cached_property
    def formula(self) -> str | None:
        """The expression as written; None for a lookup."""
        if self.kind == "lookup":
            return None
        source = textwrap.dedent(inspect.getsource(self.function))
        definition = ast.parse(source).body[0]
        body = definition.body if isinstance(definition, ast.FunctionDef) else []
        last = body[-1] if len(body) == 2 else None
        if not isinstance(last, ast.Return) or last.value is None or not self.doc:
            raise TypeError(f"{self.name}: an equation is a docstring and one return")
        return formulas.tidy(ast.get_source_segment(source, last.value) or "")

    @functools.cached_property
    def text_hash(self) -> str:
        """Changes with the formula, its parameters or their units."""
        marks = ",".join(f"{p} {u.symbol}" for p, u in self.inputs)
        return formulas.text_hash(self.name, self.kind, marks, self.formula or "", self.unit.symbol)

    @functools.cached_property
    def exact(self) -> Callable[..., Any]:
        """The formula in Decimal, with Decimal literals."""
        return formulas.exact(self.formula or "", self.parameters)

    @functools.cached_property
    def solved(self) -> Callable[..., Decimal]:
        """Value from the given arguments: the formula, its root, or a reading."""
        if self.kind == "implicit":
            return self._root_of
        if self.kind == "lookup":
            return self._reading
        return self.exact

    @functools.cached_property
    def _ends(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        return (
            formulas.exact(self.bracket[0], self.given),
            formulas.exact(self.bracket[1], self.given),
        )

    def _root_of(self, *args: Decimal) -> Decimal:
        low, high = (end(*args) for end in self._ends)
        try:
            root: Decimal = maths.root(lambda x: self.exact(x, *args), low, high)
        except ArithmeticError as error:
            values = ", ".join(f"{n} = {a}" for n, a in zip(self.given, args, strict=False))
            message = f"{self.name}: no solution between {low} and {high} for {values}: {error}"
            raise ImpossibleState(message) from None
        return root

    def _reading(self, *args: Decimal) -> Decimal:
        return Decimal(f"{self.function(*map(float, args)):.{self.digits - 1}e}")

    @functools.cached_property
    def scale(self) -> Callable[..., Any]:
        """Sum of |terms| of the residual of an implicit equation, in Decimal."""
        return formulas.exact(self.terms or formulas.scale(self.formula or ""), self.parameters)

    @functools.cached_property
    def limits(self) -> tuple[tuple[int, str, Decimal, Decimal], ...]:
        """Position, name and limits of each input that has a range."""
        given = [name.lstrip("*") for name in self.given]
        return tuple(
            (given.index(name), name, Decimal(low), Decimal(high))
            for name, (low, high) in self.valid.items()
        )

    @functools.cached_property
    def _conditions(self) -> tuple[tuple[Callable[..., Any], str, str], ...]:
        return tuple(
            (formulas.exact(condition, self.given), condition, remedy)
            for condition, remedy in self.guards
        )

    @functools.cached_property
    def _fast_conditions(self) -> tuple[Callable[..., Any], ...]:
        return tuple(formulas.fast(condition, self.given) for condition, _ in self.guards)

    def check(self, args: tuple[Any, ...]) -> None:
        """Raise ImpossibleState where a guard does not hold."""
        for holds, condition, remedy in self._conditions:
            if not holds(*args):
                values = ", ".join(f"{n} = {a}" for n, a in zip(self.given, args, strict=False))
                raise ImpossibleState(f"{self.name} needs {condition}, got {values}: {remedy}")

    def audited(self, args: tuple[Any, ...]) -> Decimal:
        """The exact value, recorded where a trail is active."""
        if (trail := provenance.active()) is None:
            with localcontext(AUDIT_CONTEXT):
                return self._exactly(args)
        if self.guards:
            self.check(args)
        try:
            value = self.solved(*args)
        except ArithmeticError as error:
            raise self._no_value(args, error) from None
        return trail.step(self, args, value)

    def _exactly(self, args: tuple[Any, ...]) -> Decimal:
        if self.guards:
            self.check(args)
        try:
            return self.solved(*args)
        except ArithmeticError as error:
            raise self._no_value(args, error) from None

    def _no_value(self, args: tuple[Any, ...], error: ArithmeticError) -> ImpossibleState:
        values = ", ".join(f"{n} = {a}" for n, a in zip(self.given, args, strict=False))
        what = "a division by zero" if isinstance(error, ZeroDivisionError) else "it is undefined"
        return ImpossibleState(f"{self.name} has no value at {values}: {what}; check these inputs")

    def dimensional(self, args: tuple[Any, ...]) -> Dimension:
        """The value's dimension, after the formula was found homogeneous."""
        units = self.units[1:] if self.kind == "implicit" else self.units
        for arg, name, unit in zip(
            args, self.given, (*units, *[units[-1]] * len(args)), strict=False
        ):
            if isinstance(arg, Dimension):
                _like(self.name, name.lstrip("*"), arg, unit)
        if self.kind == "explicit" and not self.empirical:
            value = self.function(*args)
            _like(self.name, "its value", value if isinstance(value, Dimension) else ONE, self.unit)
        return self.unit.dimension

    def arrays(self, args: tuple[Any, ...]) -> Any:
        """The fast value of a guarded or implicit equation: NaN in rows that a guard refuses."""
        with np.errstate(all="ignore"):
            value = self._fast_root(args) if self.kind == "implicit" else self.function(*args)
            for holds in self._fast_conditions:
                if not np.all(held := holds(*args)):
                    value = np.where(held, value, np.nan)
        return value[()] if isinstance(value, np.ndarray) else value

    def _fast_root(self, args: tuple[Any, ...]) -> Any:
        low, high = (formulas.fast(end, self.given)(*args) for end in self.bracket)
        shape = np.broadcast_shapes(*(np.shape(a) for a in args))
        ends = (np.full(shape, 1.0) * low, np.full(shape, 1.0) * high)
        return maths.root(lambda x: self.function(x, *args), *ends)


def _like(name: str, what: str, dimension: Dimension, unit: Unit) -> None:
    try:
        dimension.same_as(unit.dimension)
    except TypeError as error:
        raise TypeError(f"{name}: {what} should be in {unit.symbol}: {error}") from None


def _wrapped(eq: Equation) -> Callable[..., Any]:
    function, guarded, kind = eq.function, bool(eq.guards), eq.kind
    careful = guarded or kind == "implicit"
    ranged, audited = bool(eq.valid), eq.audited

    @functools.wraps(function)
    def run(*args: Any, **named: Any) -> Any:
        if named:
            rest = [name for name in eq.given if name in named]
            args = (*args, *(named[name] for name in rest))
        for arg in args:
            mark = type(arg)
            if mark is Decimal:
                return audited(args)
            if mark is Dimension:
                return eq.dimensional(args)
        if provenance.active() is not None:
            provenance.refuse(eq.name, args)
        if ranged:
            ranges.observe(eq, args)
        return eq.arrays(args) if careful else function(*args)

    vars(run)["equation"] = eq
    return run


def equation(
    symbol: str,
    source: str,
    *,
    guards: tuple[str, ...] = (),
    valid: dict[str, tuple[str, str]] | None = None,
    at: tuple[tuple[str, ...], ...] = (),
    empirical: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a formula: its symbol, and the textbook, standard or paper that it is from.

    `guards` are "condition: remedy" texts on the inputs, `valid` the range of each input in which a
    correlation was found, `at` points where Decimal and NumPy are compared, `empirical` says that
    constants carry hidden dimensions.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        eq = Equation(
            function, symbol, source, guards=guards, valid=valid, at=at, empirical=empirical
        )
        return _wrapped(eq)

    return decorate


def implicit(
    symbol: str,
    source: str,
    *,
    low: str,
    high: str,
    terms: str = "",
    guards: tuple[str, ...] = (),
    valid: dict[str, tuple[str, str]] | None = None,
    at: tuple[tuple[str, ...], ...] = (),
    empirical: bool = False,
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Declare an equation "0 = expression" whose first parameter is the unknown.

    `low` and `high` are formulas of the other parameters that bracket the root. `terms` measures
    the residual where its own terms do not. Call it without the unknown.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        eq = Equation(
            function, symbol, source, "implicit", guards=guards, valid=valid, at=at,
            empirical=empirical, bracket=(low, high), terms=terms,
        )  # fmt: skip
        return _wrapped(eq)

    return decorate


def lookup(
    symbol: str,
    source: str,
    *,
    digits: int = 9,
    guards: tuple[str, ...] = (),
    at: tuple[tuple[str, ...], ...] = (),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a value read from a float engine: evidence, rounded, never recomputed."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        eq = Equation(function, symbol, source, "lookup", guards=guards, at=at, digits=digits)
        return _wrapped(eq)

    return decorate
