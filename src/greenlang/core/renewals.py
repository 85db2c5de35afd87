"""A renewal plan proved without a solver: exact costs, exact limits, an exact lower bound.

A problem is a text: what every arc "taken out at s by method m, next at e" costs each unit, what
renewals share, and sums that a price allows to exceed a limit. A certificate is a text too: the
plan, and a price for every shared row. Any prices >= 0 prove a bound: the least cost of every unit
alone while it pays them, less what the limits are worth at them (Lagrange). All numbers are finite
decimals, so sums and products of them are exact.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from typing import Any

from greenlang.core.errors import NotVerified

FORMAT, CERTIFICATE = "renewal-1", "renewal-prices-1"
EXACT = Context(prec=200, traps=[Inexact])
"""Digits enough that nothing is rounded; if something were, it would be refused."""

Arcs = Mapping[int, Sequence[Decimal | None]]
Path = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Resource:
    """What renewals share: use by unit and method, capacity by row, row by period."""

    name: str
    use: list[list[Decimal]]
    capacity: list[Decimal]
    row: list[int]
    at_start: bool


@dataclass(frozen=True)
class Coupling:
    """A sum over units with a limit in each period that may be exceeded at a price."""

    name: str
    load: list[list[list[list[Decimal]]]]
    slack: list[Decimal]
    price: list[Decimal]


@dataclass(frozen=True)
class Problem:
    """`cost[unit][start][method][end]`, None where there is no such arc; start 0: as it is."""

    units: list[str]
    methods: list[str]
    periods: int
    cost: list[list[list[list[Decimal | None]]]]
    duration: list[list[int]]
    resources: list[Resource]
    couplings: list[Coupling]


@dataclass(frozen=True)
class Prices:
    """One path a unit; a price for every row of every resource, and every period of a coupling."""

    paths: list[list[tuple[int, int]]]
    rows: list[list[Decimal]]
    loads: list[list[Decimal]]


def problem(text: str) -> Problem:
    """The problem of a text. Errors: NotVerified where it is none."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise NotVerified(f"the problem is {data['format']!r}, not {FORMAT!r}")
        return Problem(
            data["units"], data["methods"], data["periods"], _scaled(data["cost"], data["digits"]),
            data["duration"], [_resource(one) for one in data["resources"]],
            [_coupling(one) for one in data["couplings"]],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise NotVerified(f"this is no problem of {FORMAT}: {error!r}") from None


def prices(text: str) -> Prices:
    """The plan and the prices of a certificate. Errors: NotVerified where it is none."""
    try:
        data = json.loads(text)
        if data["format"] != CERTIFICATE:
            raise NotVerified(f"the certificate is {data['format']!r}, not {CERTIFICATE!r}")
        paths = [[(int(t), int(m)) for t, m in path] for path in data["paths"]]
        return Prices(paths, _numbers(data["rows"]), _numbers(data["loads"]))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise NotVerified(f"this is no certificate of {CERTIFICATE}: {error!r}") from None


def _scaled(value: Any, digits: int) -> Any:
    if isinstance(value, list):
        return [_scaled(part, digits) for part in value]
    return None if value is None else Decimal(value).scaleb(-digits, EXACT)


def _numbers(value: Any) -> Any:
    return [_numbers(part) for part in value] if isinstance(value, list) else Decimal(value)


def _resource(data: Mapping[str, Any]) -> Resource:
    return Resource(
        data["name"], _numbers(data["use"]), _numbers(data["capacity"]), data["row"],
        data["at_start"],
    )  # fmt: skip


def _coupling(data: Mapping[str, Any]) -> Coupling:
    return Coupling(
        data["name"], _scaled(data["load"], data["digits"]), _numbers(data["slack"]),
        _numbers(data["price"]),
    )  # fmt: skip


def proved(problem_text: str, certificate_text: str) -> dict[str, Decimal]:
    """What the two texts prove: cost of each unit, of each excess, what is left, and the bound.

    NotVerified where the plan uses an arc that is none, or more of a resource than there is.
    """
    of, given = problem(problem_text), prices(certificate_text)
    if len(given.paths) != len(of.units):
        raise NotVerified(f"{len(given.paths)} paths for {len(of.units)} units")
    with localcontext(EXACT):
        found = {name: _path_cost(of, i, given.paths[i]) for i, name in enumerate(of.units)}
        for coupling in of.couplings:
            found[f"beyond {coupling.name}"] = _excess(of, coupling, given.paths)
        for resource in of.resources:
            found[f"left of {resource.name}"] = _left(of, resource, given.paths)
        found["bound"] = _bound(of, given)
    return found


def _arcs(of: Problem, path: Path) -> list[tuple[int, int, int]]:
    """Start, method and end of every arc of a path."""
    starts = [(0, 0), *((t + 1, m) for t, m in path)]
    ends = [*(t for t, _ in path), of.periods]
    return [(s, m, e) for (s, m), e in zip(starts, ends, strict=True)]


def _path_cost(of: Problem, unit: int, path: Path) -> Decimal:
    total = Decimal(0)
    for s, m, e in _arcs(of, path):
        cost = of.cost[unit][s][m][e]
        if cost is None:
            raise NotVerified(f"{of.units[unit]}: the plan goes a way that there is not")
        total += cost
    return total


def _excess(of: Problem, coupling: Coupling, paths: Sequence[Path]) -> Decimal:
    load = [Decimal(0)] * of.periods
    for i, path in enumerate(paths):
        for s, m, e in _arcs(of, path):
            for t in range(max(s - 1, 0), e):
                load[t] += coupling.load[i][s][m][t]
    terms = zip(load, coupling.slack, coupling.price, strict=True)
    return sum((max(x - y, Decimal(0)) * p for x, y, p in terms), Decimal(0))


def _left(of: Problem, resource: Resource, paths: Sequence[Path]) -> Decimal:
    """The least that is left of any row; NotVerified where there is less than nothing."""
    left = list(resource.capacity)
    for i, path in enumerate(paths):
        for t, m in path:
            for row in _rows(of, resource, i, t, m):
                left[row] -= resource.use[i][m]
    least = min(left)
    if least < 0:
        raise NotVerified(f"the plan uses more of {resource.name} than there is")
    return least


def _rows(of: Problem, resource: Resource, unit: int, t: int, m: int) -> list[int]:
    last = t + 1 if resource.at_start else min(t + of.duration[unit][m], of.periods)
    return resource.row[t:last]


def _bound(of: Problem, given: Prices) -> Decimal:
    """The least cost of every unit while it pays the prices, less what the limits are worth."""
    rows = [[max(price, Decimal(0)) for price in one] for one in given.rows]
    loads = [
        [min(max(y, Decimal(0)), top) for y, top in zip(one, coupling.price, strict=True)]
        for one, coupling in zip(given.loads, of.couplings, strict=True)
    ]
    total = sum((_least(of, i, rows, loads) for i in range(len(of.units))), Decimal(0))
    for price, resource in zip(rows, of.resources, strict=True):
        total -= sum((y * k for y, k in zip(price, resource.capacity, strict=True)), Decimal(0))
    for price, coupling in zip(loads, of.couplings, strict=True):
        total -= sum((y * b for y, b in zip(price, coupling.slack, strict=True)), Decimal(0))
    return total


def _least(
    of: Problem, unit: int, rows: list[list[Decimal]], loads: list[list[Decimal]]
) -> Decimal:
    """The cheapest path of one unit, by dynamic programming backwards over its starts."""
    worth: list[Decimal | None] = [None] * (of.periods + 1) + [Decimal(0)]
    for s in range(of.periods, -1, -1):
        ways = (_way(of, unit, s, m, loads, worth) for m in range(len(of.methods)))
        paid = [way + _paid(of, unit, s, m, rows) for m, way in enumerate(ways) if way is not None]
        worth[s] = min(paid, default=None)
    if worth[0] is None:
        raise NotVerified(f"{of.units[unit]}: there is no way at all")
    return worth[0]


def _paid(of: Problem, unit: int, s: int, m: int, rows: list[list[Decimal]]) -> Decimal:
    """What a start pays for the rows that it uses."""
    if s == 0:
        return Decimal(0)
    total = Decimal(0)
    for price, resource in zip(rows, of.resources, strict=True):
        use = resource.use[unit][m]
        if use:
            total += use * sum((price[r] for r in _rows(of, resource, unit, s - 1, m)), Decimal(0))
    return total


def _way(
    of: Problem,
    unit: int,
    s: int,
    m: int,
    loads: list[list[Decimal]],
    worth: list[Decimal | None],
) -> Decimal | None:
    """The cheapest arc from a start by one method, with what comes after it; None: none."""
    best, carried = None, Decimal(0)
    costs = of.cost[unit][s][m]
    for e in range(max(s - 1, 0), of.periods + 1):
        cost, after = costs[e], worth[e + 1]
        if cost is not None and after is not None:
            way = cost + carried + after
            best = way if best is None or way < best else best
        if e < of.periods:
            for price, coupling in zip(loads, of.couplings, strict=True):
                if price[e]:
                    carried += price[e] * coupling.load[unit][s][m][e]
    return best
