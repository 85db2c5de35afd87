"""An exact certificate for a linear programme: rational primal and dual values from a basis.

    minimise c x   subject to   A x >= b,   low <= x <= high

HiGHS is feasible to 1e-7; a certificate is exact. The basis that the solver ends with is solved
again in fractions; if the primal and dual values are feasible and their objectives equal, the
optimum is proven to the last digit, and anybody can check it without a solver. A basis that fails
the exact test gives None: say "not certified". With an infeasible primal side the dual alone still
proves a bound, which is what a mixed-integer programme needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from greenlang.core.errors import NotVerified

Row = Mapping[int, Fraction]


@dataclass(frozen=True)
class Programme:
    """Exact data of a programme; `low` and `high` may hold None for no bound."""

    cost: tuple[Fraction, ...]
    rows: tuple[Row, ...]
    right: tuple[Fraction, ...]
    low: tuple[Fraction | None, ...]
    high: tuple[Fraction | None, ...]


@dataclass(frozen=True)
class Certificate:
    """Primal and dual values as "p/q" texts and the objective that both give."""

    primal: tuple[str, ...]
    dual: tuple[str, ...]
    objective: str


def rational(value: float | Decimal | str) -> Fraction:
    """A number exactly as it stands; a float is the binary fraction that it is."""
    return Fraction(value)


def bound(programme: Programme, dual: Sequence[Fraction]) -> Fraction | None:
    """The lower bound that dual values prove; None where they prove nothing.

    Any dual vector is repaired first: negative values of rows become 0. What a reduced cost cannot
    place at a finite bound of its column gives no bound at all.
    """
    prices = [max(value, Fraction(0)) for value in dual]
    total = sum((p * r for p, r in zip(prices, programme.right, strict=True)), Fraction(0))
    for column, reduced in enumerate(_reduced(programme, prices)):
        end = programme.low[column] if reduced > 0 else programme.high[column]
        if reduced and end is None:
            return None
        total += reduced * end if end is not None else 0
    return total


def _reduced(programme: Programme, prices: Sequence[Fraction]) -> list[Fraction]:
    reduced = list(programme.cost)
    for price, row in zip(prices, programme.rows, strict=True):
        if price:
            for column, value in row.items():
                reduced[column] -= price * value
    return reduced


def objective(programme: Programme, primal: Sequence[Fraction]) -> Fraction | None:
    """Cost of exactly feasible primal values; None where a row or bound is broken."""
    for value, low, high in zip(primal, programme.low, programme.high, strict=True):
        if (low is not None and value < low) or (high is not None and value > high):
            return None
    for row, right in zip(programme.rows, programme.right, strict=True):
        if sum((a * primal[j] for j, a in row.items()), Fraction(0)) < right:
            return None
    return sum((c * x for c, x in zip(programme.cost, primal, strict=True)), Fraction(0))


def certified(
    programme: Programme, basic: Iterable[int], tight: Iterable[int], at: Sequence[str]
) -> Certificate | None:
    """Solve the basis again in fractions; None if it does not prove the optimum exactly.

    `basic` are the basic columns, `tight` the rows whose slack is not basic (as many), and `at`
    says "low" or "high" for every column that is not basic.
    """
    columns, rows = sorted(basic), sorted(tight)
    primal = [
        (high if place == "high" else low) or Fraction(0)
        for place, low, high in zip(at, programme.low, programme.high, strict=True)
    ]
    matrix = [[programme.rows[i].get(j, Fraction(0)) for j in columns] for i in rows]
    inside = set(columns)
    right = [
        programme.right[i]
        - sum((a * primal[j] for j, a in programme.rows[i].items() if j not in inside), Fraction(0))
        for i in rows
    ]
    x = linear_solution(matrix, right)
    y = linear_solution(
        [list(c) for c in zip(*matrix, strict=True)], [programme.cost[j] for j in columns]
    )
    if x is None or y is None:
        return None
    for j, value in zip(columns, x, strict=True):
        primal[j] = value
    dual = [Fraction(0)] * len(programme.rows)
    for i, value in zip(rows, y, strict=True):
        dual[i] = value
    proof = Certificate(
        tuple(map(str, primal)), tuple(map(str, dual)), str(objective(programme, primal))
    )
    try:
        checked(programme, proof)
    except NotVerified:
        return None
    return proof


def linear_solution(
    matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]
) -> list[Fraction] | None:
    """Exact solution of a square system by elimination; None if it is singular."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for k in range(size):
        pivot = next((i for i in range(k, size) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        lead = rows[k][k]
        rows[k] = [value / lead for value in rows[k]]
        for i in range(size):
            if i != k and (factor := rows[i][k]):
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return [row[-1] for row in rows]


def checked(programme: Programme, proof: Certificate) -> Fraction:
    """The proven optimum; NotVerified where primal, dual or their equality does not hold."""
    primal = [Fraction(text) for text in proof.primal]
    dual = [Fraction(text) for text in proof.dual]
    cost = objective(programme, primal)
    if cost is None:
        raise NotVerified("the certificate's primal values break a row or a bound")
    if any(value < 0 for value in dual):
        raise NotVerified("the certificate's dual values have the wrong sign")
    if bound(programme, dual) != cost or str(cost) != proof.objective:
        raise NotVerified("the certificate's dual values do not prove its objective")
    return cost
