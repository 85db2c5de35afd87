"""The search over every way to run: best, second, window, curve, what binds, swings and odds.

Floats find; what is acted on is worked out again in Decimal (`exact`). Every discrete state is
tried; speeds on a grid of one per cent, then by golden section on the best of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.decide.running import Setup
from greenlang.agents.condenser.decide.sweep import Seen, seen
from greenlang.agents.condenser.decide.swings import asked
from greenlang.agents.condenser.decide.table import Named, Table, losses, named, rows_of, table_of
from greenlang.agents.condenser.decide.ways import (
    STEP,
    Way,
    Ways,
    every,
    joined,
    present,
    told,
)
from greenlang.core.errors import ImpossibleState, Infeasible, OutsideValidity
from greenlang.library.turbine.response import mbar

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
FINE, SHRINKS = 20, 14  # ways refined by golden section, and its steps: 0.001 % of speed
GOLDEN = (5**0.5 - 1) / 2
WINDOW = 1e-3  # share of the best
TOP, POINTS = 5, 20


@dataclass(frozen=True)
class Searched:
    """What the search found."""

    best: Way
    second: Way | None
    present: Way
    after_loss: tuple[Way, ...]
    what: tuple[str, str, str]
    states: int
    feasible: int
    gap: float
    window: tuple[float, float, float, float]
    curve: tuple[Named, ...]
    alternatives: tuple[Named, ...]
    binding: tuple[Named, ...]
    swings: tuple[Named, ...]
    odds: float | None
    broken: tuple[str, ...]


def searched(s: Setup) -> Searched:
    """The best ways to run. Infeasible names the limits that rule out the nearest one."""
    table = table_of(s, joined(present(s.x), every(s.x)))
    _possible(s, table)
    if not table.good[1:].any():
        raise _none(s, table)
    states, feasible = table.ways.size - 1, int(table.good[1:].sum())
    gap = 0.0
    if any(group.slowest is not None for group in s.x.pumps):
        gap = _between(table)
        table = _refined(s, table)
    best = int(np.argmax(table.j))
    second = _second(table, best)
    swings, odds = asked(s, table, best)
    return Searched(
        best=way_of(s, table, best),
        second=None if second is None else way_of(s, table, second),
        present=way_of(s, table, 0),
        after_loss=_lost(s, table, best),
        what=tuple(  # type: ignore[arg-type]
            "" if row is None else told(s.x, table.ways, row) for row in (best, second, 0)
        ),
        states=states,
        feasible=feasible,
        gap=gap,
        window=_window(table, best),
        curve=_curve(s, table),
        alternatives=_alternatives(s, table, best),
        binding=_binding(s, table, best),
        swings=swings,
        odds=odds,
        broken=tuple(name for name, kept in table.kept.items() if not kept[0]),
    )


def _possible(s: Setup, table: Table) -> None:
    """The present way must be one that the models can follow, or nothing can be told."""
    at, x = table.at, s.x
    if not np.isfinite(at.t_in[0]):
        raise ImpossibleState(
            f"the tower cannot carry {float(x.q) / 1e6:.4g} MW as it runs now "
            f"({told(x, table.ways, 0)}): no cold water closes its balance; check flows, wet bulb, "
            "air of the cells and C, n of the fill"
        )
    if not np.isfinite(at.j[0]):
        ends = [float(one.p) for one in x.turbine.curve.points]
        raise OutsideValidity(
            f"the present way comes to {mbar(at.p[0])}, outside the turbine curve, "
            f"{mbar(min(ends))} to {mbar(max(ends))}, or to a load beyond it: check r_f, duty and "
            "flow, or ask the maker for that stretch"
        )


def _none(s: Setup, table: Table) -> Infeasible:
    """Which limits rule out the way that breaks fewest of them."""
    broken = np.sum([~kept for kept in table.kept.values()], axis=0)[1:]
    nearest = 1 + int(np.argmin(broken))
    names = [name for name, kept in table.kept.items() if not kept[nearest]]
    alone = [name for name, kept in table.kept.items() if not kept[1:].any()]
    more = f"; no way at all keeps: {', '.join(alone)}" if alone else ""
    return Infeasible(
        f"none of {table.ways.size - 1} ways to run keeps every limit; the nearest, "
        f"{told(s.x, table.ways, nearest)}, breaks: {', '.join(names)}{more}. Relax that limit, "
        "free a machine, or lower the load"
    )


def way_of(s: Setup, table: Table, row: int) -> Way:
    """One row as a way, with where its fixed point is."""
    at, ways = table.at, table.ways
    near = {"q": float(at.q[row]), "f": float(at.f[row]), "t_hot": float(at.t_hot[row])}
    near |= {f"t_{i}": float(t[row]) for i, t in enumerate(at.each)}
    vacuum = None if s.x.vacuum is None else int(ways.vacuum[row])
    return Way(
        tuple(int(n) for n in ways.counts[row]),
        tuple(float(speed) for speed in ways.speeds[row]),
        tuple(int(n) for n in ways.cells[row]),
        vacuum,
        near,
    )


def _lost(s: Setup, table: Table, row: int) -> tuple[Way, ...]:
    """The best way with one pump less of each group that runs."""
    ways = table.ways.at([0, row])
    without = [(one, rows) for one, rows in losses(s, ways) if rows[1]]
    if not without:
        return ()
    together = joined(ways, *(one.at([1]) for one, _ in without))
    at = Table(together, seen(s, together, 0), {})
    return tuple(way_of(s, at, 2 + i) for i in range(len(without)))


def _second(table: Table, best: int) -> int | None:
    other = (table.ways.equipment != table.ways.equipment[best]).any(axis=1)
    j = np.where(other, table.j, -np.inf)
    row = int(np.argmax(j))
    return row if np.isfinite(j[row]) else None


def _between(table: Table) -> float:
    """What a speed between two that were tried could earn at most: steepest slope, half a step."""
    ways = table.ways.at(slice(1, None))
    order = np.lexsort((*ways.speeds.T, *ways.equipment.T))
    j, ways = table.j[1:][order], ways.at(order)
    alike = (np.diff(ways.equipment, axis=0) == 0).all(axis=1)
    near = alike & (np.abs(np.diff(ways.speeds, axis=0)).sum(axis=1) < 1.5 * STEP)
    with np.errstate(all="ignore"):
        steps = np.where(near & np.isfinite(np.diff(j)), np.abs(np.diff(j)), 0.0)
    close = np.maximum(j[1:], j[:-1]) >= np.max(j) - steps.max(initial=0.0) / 2
    return float(steps[close].max(initial=0.0)) / 2


def _refined(s: Setup, table: Table) -> Table:
    """The table with the best ways at speeds between those of the grid."""
    ways = table.ways.at(np.argsort(-table.j, kind="stable")[:FINE])
    for i, group in enumerate(s.x.pumps):
        if group.slowest is None:
            continue
        least = float(group.slowest)
        low = np.maximum(ways.speeds[:, i] - STEP, least)
        high = np.minimum(ways.speeds[:, i] + STEP, 1.0)
        found = _golden(low, high, _earning(s, ways, i))
        ways = _set(ways, i, np.where(ways.counts[:, i] > 0, np.round(found, 5), 1.0))
    fine = table_of(s, _home(s, ways))
    return Table(
        joined(table.ways, fine.ways.at(slice(1, None))),
        _stacked(table.at, rows_of(fine.at, slice(1, None))),
        {name: np.concatenate([kept, fine.kept[name][1:]]) for name, kept in table.kept.items()},
    )


def _earning(s: Setup, ways: Ways, group: int) -> Callable[[Floats], Floats]:
    """What the ways earn at other speeds of one group."""

    def earning(speeds: Floats) -> Floats:
        return table_of(s, _home(s, _set(ways, group, speeds))).j[1:]

    return earning


def _home(s: Setup, ways: Ways) -> Ways:
    return joined(present(s.x), ways)


def _set(ways: Ways, group: int, speeds: Floats) -> Ways:
    changed = ways.speeds.copy()
    changed[:, group] = speeds
    return replace(ways, speeds=changed)


def _stacked(a: Seen, b: Seen) -> Seen:
    def part(one: Any, other: Any) -> Any:
        if isinstance(one, tuple):
            return tuple(map(part, one, other))
        return np.concatenate([np.atleast_1d(one), np.atleast_1d(other)])

    return Seen(**{name: part(value, getattr(b, name)) for name, value in vars(a).items()})


def _golden(low: Floats, high: Floats, of: Callable[[Floats], Floats]) -> Floats:
    """The best of each bracket by golden section, all brackets together."""
    a, b = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    f_a, f_b = of(a), of(b)
    for _ in range(SHRINKS):
        left = f_a >= f_b
        low, high = np.where(left, low, a), np.where(left, b, high)
        new = np.where(left, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
        f_new = of(new)
        a, b = np.where(left, new, b), np.where(left, a, new)
        f_a, f_b = np.where(left, f_new, f_b), np.where(left, f_a, f_new)
    return np.where(f_a >= f_b, a, b)


def _window(table: Table, best: int) -> tuple[float, float, float, float]:
    j = table.j
    near = j >= j[best] - WINDOW * abs(j[best])
    v, p = table.at.v[near], table.at.p[near]
    return float(v.min()), float(v.max()), float(p.min()), float(p.max())


def _curve(s: Setup, table: Table) -> tuple[Named, ...]:
    """Best way at each flow, of at most so many flows evenly apart."""
    rows = np.flatnonzero(table.good)
    v = np.round(table.at.v[rows], 6)
    best: dict[float, int] = {}
    for row, flow in zip(rows, v, strict=True):
        if flow not in best or table.at.j[row] > table.at.j[best[flow]]:
            best[float(flow)] = int(row)
    flows = sorted(best)
    picked = np.unique(np.linspace(0, len(flows) - 1, min(POINTS, len(flows))).round().astype(int))
    return tuple(named(s, table, best[flows[i]]) for i in picked)


def _alternatives(s: Setup, table: Table, best: int) -> tuple[Named, ...]:
    found: list[Named] = []
    taken = {tuple(table.ways.equipment[best])}
    for row in np.argsort(-table.j, kind="stable"):
        key = tuple(table.ways.equipment[row])
        if key in taken:
            continue
        if len(found) == TOP or not table.good[row]:
            break
        taken.add(key)
        found.append(named(s, table, int(row), less=table.at.j[best] - table.at.j[row]))
    return tuple(found)


def _binding(s: Setup, table: Table, best: int) -> tuple[Named, ...]:
    """Limits without which another way would be better, dearest first."""
    found = []
    for name in table.kept:
        others = np.logical_and.reduce([kept for key, kept in table.kept.items() if key != name])
        j = np.where(others & np.isfinite(table.at.j), table.at.j, -np.inf)
        row = int(np.argmax(j))
        worth = float(j[row] - table.at.j[best])
        if worth > 1e-9 * abs(table.at.j[best]):
            found.append(Named(told(s.x, table.ways, row), {"worth": worth}, name=name))
    return tuple(sorted(found, key=lambda one: -one.values["worth"]))
