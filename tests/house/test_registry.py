"""The rules of the house, each one test over every registered equation."""

import importlib
import pkgutil
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

import greenlang
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.equations import REGISTRY, Equation
from greenlang.core.formulas import scale

for module in pkgutil.walk_packages(greenlang.__path__, "greenlang."):
    if module.name.startswith(("greenlang.library.", "greenlang.agents.")):
        importlib.import_module(module.name)

EQUATIONS = {name: eq for name, eq in sorted(REGISTRY.items()) if not name.startswith("tests.")}
FORMULAS = {name: eq for name, eq in EQUATIONS.items() if eq.kind != "lookup"}
POINTS = [(name, i) for name, eq in EQUATIONS.items() for i in range(len(eq.points))]
AGREEMENT = 1e-12
NUDGE = Decimal("1E-12")


@pytest.mark.parametrize("name", EQUATIONS)
def test_an_equation_has_units_source_text_and_points(name: str) -> None:
    eq = EQUATIONS[name]
    assert eq.units
    assert eq.unit
    assert len(eq.source) > 8
    assert eq.doc
    assert eq.points, "declare points at which Decimal and NumPy are compared"
    assert len(eq.text_hash) == 24
    for parameter in eq.valid:
        assert parameter in [p.lstrip("*") for p in eq.given]


@pytest.mark.parametrize("name", FORMULAS)
def test_an_equation_is_dimensionally_homogeneous(name: str) -> None:
    eq = FORMULAS[name]
    units = eq.units[1:] if eq.kind == "implicit" else eq.units
    assert eq.dimensional(tuple(unit.dimension for unit in units)) == eq.unit.dimension


def test_no_formula_is_written_twice() -> None:
    seen: dict[tuple[Any, ...], list[str]] = {}
    for name, eq in FORMULAS.items():
        units = tuple(unit.symbol for unit in eq.units)
        key = (_anonymous(eq), units, eq.unit.symbol, eq.symbol)
        seen.setdefault(key, []).append(name)
    assert [names for names in seen.values() if len(names) > 1] == []


def _anonymous(eq: Equation) -> str:
    """The formula with its parameters numbered, so that other names do not hide a copy."""
    import re

    order = {p.lstrip("*"): f"_{i}" for i, p in enumerate(eq.parameters)}
    return re.sub(r"\b[a-zA-Z_]\w*\b", lambda m: order.get(m.group(), m.group()), eq.formula or "")


@pytest.mark.parametrize(("name", "i"), POINTS)
def test_decimal_and_numpy_agree_to_1e_12(name: str, i: int) -> None:
    """Relative to the value and to what the inputs' own rounding can do to it."""
    eq = EQUATIONS[name]
    point = tuple(Decimal(text) for text in eq.points[i])
    with localcontext(AUDIT_CONTEXT):
        exact = eq.solved(*point)
        reach = sum(abs(_moved(eq, point, k) - exact) for k in range(len(point))) / NUDGE
    fast = _fast(eq, point)
    tolerance = 10.0 ** (1 - eq.digits) if eq.kind == "lookup" else AGREEMENT
    assert abs(fast - float(exact)) <= tolerance * (abs(float(exact)) + float(reach))


def _moved(eq: Equation, point: tuple[Decimal, ...], k: int) -> Decimal:
    if eq.kind == "lookup":
        return eq.solved(*point)
    step = NUDGE * point[k]
    for sign in (1, -1):
        moved = (*point[:k], point[k] + sign * step, *point[k + 1 :])
        try:
            return eq.solved(*moved)
        except ArithmeticError:
            continue
    return eq.solved(*point)


def _fast(eq: Equation, point: tuple[Decimal, ...]) -> float:
    if eq.kind == "lookup":
        return float(eq.function(*map(float, point)))
    arrays = tuple(np.array([float(x)]) for x in point)
    value = eq.arrays(arrays) if eq.kind == "implicit" or eq.guards else eq.function(*arrays)
    return float(np.asarray(value).ravel()[0])


@pytest.mark.parametrize("name", [n for n, eq in FORMULAS.items() if eq.kind == "implicit"])
def test_an_implicit_equation_can_measure_its_residual(name: str) -> None:
    eq = FORMULAS[name]
    assert eq.terms or " + " in scale(eq.formula or "")
