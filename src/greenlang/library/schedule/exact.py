"""A bound in rational numbers: what the prices of a relaxation prove without any rounding.

Any prices >= 0 are a dual solution once every start is worth its exact cost to go, which shortest
paths give. So the certificate needs no basis and cannot fail for the solver's tolerances: prices
that are a little off prove a bound that is a little lower.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from greenlang.core.certificate import Programme as CoreProgramme

from .paths import Prices
from .problem import Floats, Renewal, incidence
from .programme import Programme, columns, programme

Exact = NDArray[np.object_]
DIGITS = 9  # of the prices kept: fewer digits, shorter certificate, a bound lower by 1e-9


@dataclass(frozen=True)
class Certificate:
    """A rational dual solution of the arc programme and the bound b y that it proves.

    `dual` has one number a row of `programme(problem, uses, columns(problem))`.
    """

    bound: Fraction
    dual: tuple[Fraction, ...]


def certificate(problem: Renewal, prices: Prices) -> Certificate:
    """The exact bound at these prices; numbers are taken as their shortest decimal text."""
    uses = incidence(problem)
    rows = _rounded(prices.rows)
    loads = _capped(_rounded(prices.loads), problem)
    node = np.full(int(np.prod(uses.shape)), Fraction(0), dtype=object)
    for at, row, use in zip(uses.node, uses.row, uses.use, strict=True):
        if rows[row]:
            node[at] += rows[row] * _fraction(use)
    worth = _worth(_exact_costs(problem, node.reshape(uses.shape), loads))
    capacity = _exact(uses.capacity) @ rows if rows.size else Fraction(0)
    slack = sum(
        (_exact(c.slack) @ price for c, price in zip(problem.couplings, loads, strict=True)),
        start=Fraction(0),
    )
    bound = worth[:, 0].sum() - capacity - slack
    return Certificate(Fraction(bound), (*worth.ravel(), *(-rows), *(-loads.ravel())))


def exact_programme(problem: Renewal) -> CoreProgramme:
    """The arc programme in rational numbers, as `core.certificate` reads it (rows A x >= b).

    Equal rows stand twice, once with each sign; `exact_dual` puts the dual values in that order.
    """
    uses = incidence(problem)
    model = programme(problem, uses, columns(problem))
    rows: list[dict[int, Fraction]] = [{} for _ in model.row_upper]
    for column in range(model.cost.size):
        for k in range(model.start[column], model.start[column + 1]):
            rows[model.index[k]][column] = _fraction(model.value[k])
    equal = _equal(model)
    kept = [row for row, same in zip(rows, equal, strict=True) if same]
    turned = [{column: -value for column, value in row.items()} for row in rows]
    right = [_fraction(value) for value in model.row_upper]
    return CoreProgramme(
        cost=tuple(_fraction(value) for value in model.cost),
        rows=(*kept, *turned),
        right=(*(b for b, same in zip(right, equal, strict=True) if same), *(-b for b in right)),
        low=(Fraction(0),) * model.cost.size,
        high=tuple(Fraction(0) if top == 0.0 else None for top in model.col_upper),
    )


def exact_dual(problem: Renewal, proof: Certificate) -> tuple[Fraction, ...]:
    """Dual values of `exact_programme`, none negative."""
    equal = _equal(programme(problem, incidence(problem), columns(problem)))
    none = Fraction(0)
    up = (max(y, none) for y, same in zip(proof.dual, equal, strict=True) if same)
    return (*up, *(max(-y, none) for y in proof.dual))


def _equal(model: Programme) -> NDArray[np.bool_]:
    return np.asarray(model.row_lower == model.row_upper)


def _exact_costs(problem: Renewal, node: Exact, loads: Exact) -> Exact:
    """Priced cost of every arc, None where there is none."""
    finite = np.isfinite(problem.cost)
    cost = np.full(problem.cost.shape, None, dtype=object)
    cost[finite] = _exact(problem.cost[finite])
    extra = np.zeros(problem.cost.shape, dtype=object)
    extra[:, 1:] += node[..., None]
    for coupling, price in zip(problem.couplings, loads, strict=True):
        for t in np.flatnonzero(price != 0):
            paid = _exact(coupling.load[:, : t + 2, :, t]) * price[t]
            extra[:, : t + 2, :, t + 1 :] += paid[..., None]
    cost[finite] += extra[finite]
    return cost


def _worth(cost: Exact) -> Exact:
    """Least cost to go from every start (I, 1 + T); a start without an end is worth too much."""
    units, starts, _, ends = cost.shape
    real = cost[cost != np.array(None)]
    beyond = Fraction(1) + (ends + 1) * max((abs(value) for value in real), default=Fraction(0))
    worth = np.full((units, starts + 1), Fraction(0), dtype=object)
    for i in range(units):
        for s in range(starts - 1, -1, -1):
            ways = [
                value + worth[i, e + 1]
                for row in cost[i, s]
                for e, value in enumerate(row)
                if value is not None
            ]
            worth[i, s] = min(ways, default=beyond)
    return worth[:, :-1]


def _capped(loads: Exact, problem: Renewal) -> Exact:
    """No price above what the excess costs."""
    for k, coupling in enumerate(problem.couplings):
        for t in np.flatnonzero(np.isfinite(coupling.price)):
            loads[k, t] = min(loads[k, t], _fraction(coupling.price[t]))
    return loads


def _rounded(values: Floats) -> Exact:
    short = [Fraction(f"{value:.{DIGITS - 1}e}") for value in values.ravel()]
    return np.array([*short, None], dtype=object)[:-1].reshape(values.shape)


def _fraction(value: float) -> Fraction:
    return Fraction(repr(float(value)))


def _exact(values: Floats) -> Exact:
    flat = [_fraction(value) for value in values.ravel()]
    return np.array([*flat, None], dtype=object)[:-1].reshape(values.shape)
