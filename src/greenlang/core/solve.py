"""Steps that are no single formula: branches, solved systems of equations, optima.

A solution is recorded, never the path to it: the unknowns are posited, every equation is recorded
at the solution as an ordinary step, and a closing entry says which residuals must vanish or which
slacks must not be negative. A verifier needs no solver.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core import formulas, provenance
from greenlang.core.errors import CalculationError, ImpossibleState, NoConvergence, UntracedValue
from greenlang.core.provenance import Trail
from greenlang.core.records import canonical
from greenlang.core.units import Unit

RESIDUAL = Decimal("1E-20")
"""What a residual may leave at a recorded solution, relative to the sum of its |terms|."""

Unknowns = dict[str, Any]


def choose(condition: str, **values: Any) -> Any:
    """Branch on measured numbers: `if choose("re < 2300", re=re): ...`; recorded with its values.

    Arrays give the mask: an array cannot branch, use `select`.
    """
    names = tuple(values)
    if not any(isinstance(value, Decimal) for value in values.values()):
        return formulas.fast(condition, names)(*values.values())
    taken = bool(formulas.exact(condition, names)(*values.values()))
    if (trail := provenance.active()) is not None:
        cited = [trail.cite(value, "choose")[1:-1] for value in values.values()]
        trail.note({"choose": condition, "names": names, "of": cited, "taken": taken})
    return taken


@dataclass(frozen=True)
class Residual:
    """The value of an equation that must vanish, with the terms that measure its smallness."""

    value: Any
    terms: tuple[Any, ...]


def solved(
    name: str,
    unknowns: Mapping[str, tuple[Unit, Any]],
    residuals: Callable[[Unknowns], Sequence[Residual]],
) -> Unknowns:
    """Solve as many equations as unknowns; `unknowns` gives unit and starting value of each.

    Newton's method in floats finds the solution, in Decimal it is polished until every residual is
    below 1e-20 of its terms; the record holds unknowns, equations and residuals. Raises
    NoConvergence with the worst equation. Floats in, floats out; Decimal in, Decimal out.
    """
    start = {key: float(value) for key, (_, value) in unknowns.items()}
    exact = any(isinstance(value, Decimal) for _, value in unknowns.values())
    with provenance.untraced():
        x, jacobian = _newton(name, start, residuals, exact)
        if not exact:
            return x
        point = _polished(name, x, jacobian, residuals)
    if (trail := provenance.active()) is None:
        return point
    units = {key: unit for key, (unit, _) in unknowns.items()}
    posited = _posit(trail, name, point, units)
    rows = residuals(posited)
    trail.note(
        {
            "closes": name,
            "residuals": [trail.cite(row.value, name)[1:-1] for row in rows],
            "terms": [[trail.cite(term, name)[1:-1] for term in row.terms] for row in rows],
            "unknowns": [trail.cite(value, name)[1:-1] for value in posited.values()],
        }
    )
    return posited


def _posit(
    trail: Trail, name: str, point: Mapping[str, Decimal], units: Mapping[str, Unit]
) -> Unknowns:
    return {
        key: trail.own(value, trail.note(_posited(name, key, value, units[key])))
        for key, value in point.items()
    }


def _posited(name: str, key: str, value: Decimal, unit: Unit) -> dict[str, str]:
    return {"posit": key, "system": name, "unit": unit.symbol, "value": canonical(value)}


def _values(rows: Sequence[Residual]) -> tuple[list[Any], list[Any]]:
    return [row.value for row in rows], [sum(abs(term) for term in row.terms) for row in rows]


def _jacobian(x: dict[str, float], residuals: Any, base: np.ndarray[Any, Any]) -> Any:
    columns = []
    for key, value in x.items():
        step = 1e-7 * max(abs(value), 1e-6)
        moved, _ = _values(residuals(x | {key: value + step}))
        columns.append((np.asarray(moved, dtype=float) - base) / step)
    return np.array(columns).T


def _newton(
    name: str, start: dict[str, float], residuals: Any, exact: bool
) -> tuple[dict[str, float], Any]:
    x = dict(start)
    floor = 1e-12 if not exact else 1e-10
    for _ in range(100):
        value, size = (np.asarray(v, dtype=float) for v in _values(residuals(x)))
        if len(value) != len(x):
            raise CalculationError(f"{name}: {len(value)} equations for {len(x)} unknowns")
        slope = _jacobian(x, residuals, value)
        worst = np.max(abs(value) / np.where(size > 0, size, 1))
        if not np.isfinite(worst):
            break
        if worst <= floor:
            return x, slope
        x = _stepped(x, slope, value, size, residuals)
    worst_row = int(np.argmax(abs(value) / np.where(size > 0, size, 1)))
    raise NoConvergence(f"{name}: equation {worst_row + 1} leaves {value[worst_row]:.3g} after 100 steps")


def _stepped(
    x: dict[str, float], slope: Any, value: Any, size: Any, residuals: Any
) -> dict[str, float]:
    """A Newton step, halved until the residual falls."""
    direction = np.linalg.lstsq(slope, -value, rcond=None)[0]
    norm, share = np.max(abs(value) / size), 1.0
    while share > 1e-6:
        moved = {key: v + share * d for (key, v), d in zip(x.items(), direction, strict=True)}
        new, _ = _values(residuals(moved))
        if np.max(abs(np.asarray(new, dtype=float)) / size) < norm:
            break
        share /= 2
    return moved


def _polished(name: str, x: dict[str, float], jacobian: Any, residuals: Any) -> dict[str, Decimal]:
    point = {key: Decimal(repr(float(value))) for key, value in x.items()}
    for _ in range(40):
        value, size = _values(residuals(point))
        if all(abs(v) <= RESIDUAL / 10 * s for v, s in zip(value, size, strict=True)):
            return point
        scale = max(abs(v) for v in value)
        direction = np.linalg.lstsq(jacobian, [float(-v / scale) for v in value], rcond=None)[0]
        point = {
            key: v + scale * Decimal(repr(float(d)))
            for (key, v), d in zip(point.items(), direction, strict=True)
        }
    raise NoConvergence(f"{name}: the exact residual did not fall below {RESIDUAL}")


def optimum(
    name: str,
    problem: str,
    solution: Mapping[str, tuple[Unit, Decimal]],
    judged: Callable[[Unknowns], tuple[Any, Mapping[str, Any]]],
    gap: Decimal = Decimal(0),
) -> tuple[Unknowns, Any]:
    """Record an optimum that a solver found: problem (attached), solution, objective, slacks.

    `judged(solution)` gives the objective and each constraint's slack, all by recorded equations;
    a slack below -1e-7 raises ImpossibleState. The solver's `gap` is part of the record.
    """
    trail = provenance.active()
    point = {key: value for key, (_, value) in solution.items()}
    if trail is None:
        objective, slacks = judged(point)
    else:
        posited = _posit(trail, name, point, {key: unit for key, (unit, _) in solution.items()})
        objective, slacks = judged(posited)
        trail.note(
            {
                "decides": name,
                "gap": str(gap),
                "objective": trail.cite(objective, name)[1:-1],
                "problem": trail.attach(problem),
                "slacks": {key: trail.cite(value, name)[1:-1] for key, value in slacks.items()},
            }
        )
        point = posited
    short = {key: value for key, value in slacks.items() if value < Decimal("-1E-7")}
    if short:
        raise ImpossibleState(f"{name}: the solution breaks {', '.join(short)}")
    if not slacks and not solution:
        raise UntracedValue(f"{name}: an optimum needs a solution")
    return point, objective
