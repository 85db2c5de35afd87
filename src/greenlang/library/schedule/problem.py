"""Renewal problems as arrays: units that run, are taken out, run again and share resources.

Axes: unit i of I, period t of T, method m of M. An arc (i, s, m, e) says that unit i is taken out
at the start s by method m and next at the start of period e. Start 0 is "as it is" (method 0
stands for none), start 1 + t is the beginning of period t; end T means: not again. A plan is one
path of arcs for every unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Path = tuple[tuple[int, int], ...]
"""The renewals of one unit in order: (period, method)."""


@dataclass(frozen=True)
class Resource:
    """What renewals share: crews, spares, cranes, a budget, the rule "not both at once".

    Unit i takes `use[i, m]` of it in every period that it is out by method m or, with `at_start`,
    once in the period of its start. Period t draws on `capacity[row[t]]`; without `row` each
    period has its own capacity.
    """

    name: str
    use: Floats
    capacity: Floats
    at_start: bool = False
    row: Ints | None = None


@dataclass(frozen=True)
class Coupling:
    """A sum over all units that has a limit in each period, as a furnace has.

    In period t an arc (i, s, m, .) that covers t adds `load[i, s, m, t]`. The sum may exceed
    `slack[t]` at `price[t]` per unit and period; an infinite price allows no excess.
    """

    name: str
    load: Floats
    slack: Floats
    price: Floats


@dataclass(frozen=True)
class Renewal:
    """A problem: `cost[i, s, m, e]` of every arc (inf: no such arc), whole `duration[i, m]`.

    Shapes: cost (I, 1 + T, M, 1 + T), duration (I, M) of at least 1.
    """

    cost: Floats
    duration: Ints
    resources: tuple[Resource, ...] = ()
    couplings: tuple[Coupling, ...] = ()

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.cost.shape[0])

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.cost.shape[1]) - 1

    @property
    def methods(self) -> int:
        """Number of methods."""
        return int(self.cost.shape[2])


def renewal(
    cost: Floats,
    duration: Ints,
    resources: Iterable[Resource] = (),
    couplings: Iterable[Coupling] = (),
) -> Renewal:
    """A checked problem, without the arcs that end before the unit is back.

    Raises InputError where shapes disagree, a duration is below 1, a capacity is negative or an
    arc costs NaN or minus infinity.
    """
    cost = np.array(cost, dtype=np.float64)
    duration = np.asarray(duration, dtype=np.int64)
    units, starts, methods, ends = cost.shape
    periods = starts - 1
    _expect("cost", (starts, ends), (periods + 1, periods + 1))
    _expect("duration", duration.shape, (units, methods))
    if duration.size and duration.min() < 1:
        raise InputError(f"duration {duration.min()} is below one period: round it up")
    if np.isnan(cost).any() or np.isneginf(cost).any():
        raise InputError("an arc costs NaN or minus infinity: give a number, or inf for no arc")
    cost[:, 0, 1:, :] = np.inf
    back = np.arange(periods)[None, :, None] + duration[:, None, :]
    early = np.arange(ends) < np.minimum(back, periods)[..., None]
    cost[:, 1:][early] = np.inf
    problem = Renewal(cost, duration, tuple(resources), tuple(couplings))
    for resource in problem.resources:
        _check_resource(resource, problem)
    for coupling in problem.couplings:
        _check_coupling(coupling, problem)
    return problem


def without_starts(problem: Renewal, unit: int, periods: Iterable[int]) -> Renewal:
    """The problem in which a unit is not taken out at the start of these periods."""
    cost = problem.cost.copy()
    at = np.fromiter(periods, dtype=np.int64)
    cost[unit, 1 + at] = np.inf
    cost[unit, :, :, at] = np.inf
    return replace(problem, cost=cost)


def with_start(problem: Renewal, unit: int, period: int, method: int | None = None) -> Renewal:
    """The problem in which a unit is taken out in this period (by this method)."""
    cost = problem.cost.copy()
    cost[unit, : 1 + period, :, period + 1 :] = np.inf
    if method is not None:
        cost[unit, 1 + period, np.arange(problem.methods) != method] = np.inf
    return replace(problem, cost=cost)


def without(problem: Renewal, name: str) -> Renewal:
    """The problem without the resource or coupling of that name."""
    resources = tuple(r for r in problem.resources if r.name != name)
    couplings = tuple(c for c in problem.couplings if c.name != name)
    return replace(problem, resources=resources, couplings=couplings)


def exclusion(name: str, members: Iterable[int], problem_shape: tuple[int, int, int]) -> Resource:
    """At most one of these units is out at a time; shape (units, periods, methods)."""
    units, periods, methods = problem_shape
    use = np.zeros((units, methods))
    use[list(members)] = 1.0
    return Resource(name, use, np.ones(periods))


@dataclass(frozen=True)
class Incidence:
    """Who draws how much on which row of capacity: entries (row, node, use), by rising node.

    A node is a renewal, numbered (i T + t) M + m; its entries are `begin[node]:begin[node + 1]`.
    `owner[row]` is the resource, `first[row]` the first period of the row.
    """

    row: Ints
    node: Ints
    use: Floats
    begin: Ints
    capacity: Floats
    owner: Ints
    first: Ints
    shape: tuple[int, int, int]

    def taken(self, unit: int, path: Path) -> Floats:
        """Use of every row by the renewals of one unit."""
        rows = np.zeros(self.capacity.size)
        for t, m in path:
            node = (unit * self.shape[1] + t) * self.shape[2] + m
            entries = slice(self.begin[node], self.begin[node + 1])
            np.add.at(rows, self.row[entries], self.use[entries])
        return rows

    def node_price(self, prices: Floats) -> Floats:
        """What each renewal (I, T, M) pays for its use at these prices of the rows."""
        paid = np.zeros(int(np.prod(self.shape)))
        np.add.at(paid, self.node, self.use * prices[self.row])
        return paid.reshape(self.shape)

    def short(self, unit: int, left: Floats) -> NDArray[np.bool_]:
        """Renewals (T, M) of one unit that need more of a row than is left of it."""
        size = self.shape[1] * self.shape[2]
        entries = slice(self.begin[unit * size], self.begin[(unit + 1) * size])
        over = self.use[entries] > left[self.row[entries]] + 1e-9
        found = np.zeros(size, dtype=np.bool_)
        found[self.node[entries][over] - unit * size] = True
        return found.reshape(self.shape[1:])


def incidence(problem: Renewal) -> Incidence:
    """The use of all resources, rows of later resources after those of earlier ones."""
    shape = (problem.units, problem.periods, problem.methods)
    parts = [_entries(resource, problem) for resource in problem.resources]
    sizes = [resource.capacity.size for resource in problem.resources]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    empty, whole = np.zeros(0), np.zeros(0, np.int64)
    row = np.concatenate([whole, *(p[0] + o for p, o in zip(parts, offsets, strict=False))])
    node = np.concatenate([whole, *(p[1] for p in parts)])
    order = np.argsort(node, kind="stable")
    count = np.bincount(node, minlength=int(np.prod(shape)))
    return Incidence(
        row=row[order],
        node=node[order],
        use=np.concatenate([empty, *(p[2] for p in parts)])[order],
        begin=np.concatenate([[0], np.cumsum(count)]),
        capacity=np.concatenate([empty, *(r.capacity for r in problem.resources)]),
        owner=np.repeat(np.arange(len(sizes)), sizes),
        first=np.concatenate([whole, *(_first(r, problem.periods) for r in problem.resources)]),
        shape=shape,
    )


def _rows(resource: Resource, periods: int) -> Ints:
    return np.arange(periods) if resource.row is None else resource.row


def _first(resource: Resource, periods: int) -> Ints:
    rows = _rows(resource, periods)
    order = [np.flatnonzero(rows == row) for row in range(resource.capacity.size)]
    return np.array([found[0] if found.size else 0 for found in order], dtype=np.int64)


def _entries(resource: Resource, problem: Renewal) -> tuple[Ints, Ints, Floats]:
    rows = _rows(resource, problem.periods)
    unit, method = np.nonzero(resource.use)
    span = np.ones(unit.size, np.int64) if resource.at_start else problem.duration[unit, method]
    row, node, use = [], [], []
    for i, m, length in zip(unit, method, span, strict=True):
        start = np.repeat(np.arange(problem.periods), length)
        at = start + np.tile(np.arange(length), problem.periods)
        inside = at < problem.periods
        row.append(rows[at[inside]])
        node.append((i * problem.periods + start[inside]) * problem.methods + m)
        use.append(np.full(int(inside.sum()), resource.use[i, m]))
    whole = np.zeros(0, np.int64)
    return (
        np.concatenate([whole, *row]),
        np.concatenate([whole, *node]),
        np.concatenate([np.zeros(0), *use]),
    )


def _check_resource(resource: Resource, problem: Renewal) -> None:
    _expect(f"use of {resource.name}", resource.use.shape, (problem.units, problem.methods))
    rows = _rows(resource, problem.periods)
    _expect(f"rows of {resource.name}", rows.shape, (problem.periods,))
    if rows.size and (rows.min() < 0 or rows.max() >= resource.capacity.size):
        raise InputError(
            f"{resource.name}: row {rows.max()} has no capacity, {resource.capacity.size} are given"
        )
    if resource.use.size and resource.use.min() < 0:
        raise InputError(f"{resource.name}: use {resource.use.min()} is negative: use >= 0")
    if np.isnan(resource.capacity).any() or (resource.capacity < 0).any():
        raise InputError(f"{resource.name}: a capacity is negative or NaN: give 0 for none")


def _check_coupling(coupling: Coupling, problem: Renewal) -> None:
    shape = (problem.units, problem.periods + 1, problem.methods, problem.periods)
    _expect(f"load of {coupling.name}", coupling.load.shape, shape)
    _expect(f"slack of {coupling.name}", coupling.slack.shape, (problem.periods,))
    _expect(f"price of {coupling.name}", coupling.price.shape, (problem.periods,))
    if not np.isfinite(coupling.load).all() or not np.isfinite(coupling.slack).all():
        raise InputError(f"{coupling.name}: loads and slacks must be finite numbers")
    if not (coupling.price >= 0).all():
        raise InputError(f"{coupling.name}: a price is negative or NaN: give 0 for free")


def _expect(what: str, found: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if found != wanted:
        raise InputError(f"{what} has shape {found}: it must be {wanted}")
