"""Steps that are no single formula: branches, solved systems of equations, optima.

A solution is recorded, never the path to it: the unknowns are posited, every equation is recorded
at the solution as an ordinary step, and a closing entry says which residuals must vanish or which
slacks must not be negative. A verifier needs no solver.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

import numpy as np

from greenlang.core import formulas, provenance
from greenlang.core.errors import CalculationError, ImpossibleState, NoConvergence, UntracedValue
from greenlang.core.networks import linear_solution
from greenlang.core.provenance import Trail
from greenlang.core.records import canonical
from greenlang.core.units import Unit

RESIDUAL = Decimal("1E-20")
"""What a residual may leave at a recorded solution, relative to the sum of its |terms|."""

SAME_EVERYWHERE = 26
"""Digits of a solution: beyond them the path to it shows, which starts where its caller says."""

DAMPING = Decimal("1E-12")  # of the largest slope squared, where the equations leave a step open

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
        trail.chosen(condition, names, cited, taken=taken)
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

    Newton's method with halved steps, in the kind of number that the starting values are: Decimals
    go on until every residual is below 1e-20 of its terms and a step beyond, and are rounded to
    digits that no machine's floats can move; floats until 1e-12. The record holds unknowns,
    equations and residuals. Raises NoConvergence with the worst equation.
    """
    exact = any(isinstance(value, Decimal) for _, value in unknowns.values())
    start = {key: value if exact else float(value) for key, (_, value) in unknowns.items()}
    with provenance.untraced():
        if exact:
            point = _polished(_newton(name, start, residuals, RESIDUAL / 10), residuals)
        else:
            point = _newton(name, start, residuals, 1e-12)
    if (trail := provenance.active()) is None or not exact:
        return point
    posited = _posit(trail, name, point, {key: unit for key, (unit, _) in unknowns.items()})
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


def _open(rows: Sequence[Residual]) -> list[Any]:
    """Each residual as a share of the sum of its |terms|."""
    return [row.value / sum(abs(term) for term in row.terms) for row in rows]


def _newton(name: str, x: Unknowns, residuals: Any, tolerance: Any) -> Unknowns:
    share = _open(residuals(x))
    if len(share) != len(x):
        raise CalculationError(f"{name}: {len(share)} equations for {len(x)} unknowns")
    for _ in range(100):
        if max(map(abs, share)) <= tolerance:
            return x
        x, share = _stepped(x, share, residuals)
    worst = max(range(len(share)), key=lambda i: abs(share[i]))
    raise NoConvergence(
        f"{name}: equation {worst + 1} of {len(share)} still leaves "
        f"{float(share[worst]):.2g} of its terms after 100 steps; "
        "give starting values nearer to the plant"
    )


def _polished(x: Unknowns, residuals: Any) -> Unknowns:
    """One full step beyond, where it helps, and only the digits that are the same everywhere."""
    share = _open(residuals(x))
    if any(share):
        direction = _direction(x, share, residuals)
        moved = _moved(x, direction, max(map(abs, share)))
        if max(map(abs, _open(residuals(moved)))) < max(map(abs, share)):
            x = moved
    return {key: value.normalize(Context(SAME_EVERYWHERE)) for key, value in x.items()}


def _stepped(x: Unknowns, share: list[Any], residuals: Any) -> tuple[Unknowns, list[Any]]:
    """A Newton step, halved until the residual falls."""
    size = max(map(abs, share))
    direction = _direction(x, share, residuals)
    part = size
    for _ in range(30):
        moved = _moved(x, direction, part)
        new = _open(residuals(moved))
        if max(map(abs, new)) < size:
            break
        part /= 2
    return moved, new


def _direction(x: Unknowns, share: list[Any], residuals: Any) -> list[Any]:
    """Newton's step over the size of the residual."""
    size = max(map(abs, share))
    columns = [_slopes(key, value, x, share, residuals) for key, value in x.items()]
    slope = [list(row) for row in zip(*columns, strict=True)]
    right = [-each / size for each in share]
    if isinstance(size, Decimal):
        return _eliminated(slope, right)
    with np.errstate(all="ignore"):
        return list(np.linalg.lstsq(np.nan_to_num(np.array(slope)), right, rcond=None)[0])


def _eliminated(slope: list[list[Decimal]], right: list[Decimal]) -> list[Decimal]:
    """The step in decimals, alike on every machine; the least one where the system is singular."""
    try:
        return linear_solution(slope, right)
    except ArithmeticError:
        columns = list(zip(*slope, strict=True))
        square = [[_dot(a, b) for b in columns] for a in columns]
        damped = DAMPING * max(square[k][k] for k in range(len(square)))
        for k, row in enumerate(square):
            row[k] += damped
        return linear_solution(square, [_dot(a, right) for a in columns])


def _dot(a: Sequence[Decimal], b: Sequence[Decimal]) -> Decimal:
    return sum((x * y for x, y in zip(a, b, strict=True)), Decimal(0))


def _moved(x: Unknowns, direction: Sequence[Any], part: Any) -> Unknowns:
    return {
        key: value + part * step for (key, value), step in zip(x.items(), direction, strict=True)
    }


def _slopes(key: str, value: Any, x: Unknowns, share: list[Any], residuals: Any) -> list[Any]:
    width = type(value)("1E-14" if isinstance(value, Decimal) else "1E-7")
    step = width * (abs(value) or 1)
    moved = _open(residuals(x | {key: value + step}))
    return [(new - old) / step for new, old in zip(moved, share, strict=True)]


def optimum(
    name: str,
    problem: str,
    solution: Mapping[str, tuple[Unit, Decimal]],
    judged: Callable[[Unknowns], tuple[Any, Mapping[str, Any]]],
    gap: Decimal = Decimal(0),
    certificate: str | None = None,
) -> tuple[Unknowns, Any]:
    """Record an optimum that a solver found: problem (attached), solution, objective, slacks.

    `judged(solution)` gives the objective and each constraint's slack, all by recorded equations;
    a slack below -1e-7 raises ImpossibleState. The solver's `gap` is part of the record. With a
    `certificate` (`core.renewals`) a verifier works every number of the solution out again, the
    bound among them.
    """
    trail = provenance.active()
    point = {key: value for key, (_, value) in solution.items()}
    if trail is None:
        objective, slacks = judged(point)
    else:
        posited = _posit(trail, name, point, {key: unit for key, (unit, _) in solution.items()})
        objective, slacks = judged(posited)
        trail.note(
            ({} if certificate is None else {"certificate": trail.attach(certificate)})
            | {
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
