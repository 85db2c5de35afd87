"""Every way to run as rows of arrays: numbers and speeds of pumps, cells by fan state, vacuum."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.decide.cold import (
    Cells,
    ColdEndCase,
    CoolingPumps,
    Machine,
    Rules,
)
from greenlang.core.errors import InputError
from greenlang.core.solve import choose

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MOST = 300_000  # rows; more states than a plant has
STEP = 0.01  # of a speed


@dataclass(frozen=True)
class Ways:
    """Rows of ways: (R, groups) numbers and speeds of pumps, (R, fan states) cells, (R,) vacuum."""

    counts: Floats
    speeds: Floats
    cells: Floats
    vacuum: Floats

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.counts)

    def at(self, rows: Any) -> "Ways":
        """Some of the rows."""
        return Ways(self.counts[rows], self.speeds[rows], self.cells[rows], self.vacuum[rows])

    @property
    def equipment(self) -> Floats:
        """What runs, whatever its speed."""
        return np.column_stack([self.counts, self.cells, self.vacuum])


@dataclass(frozen=True)
class Way:
    """What runs: numbers and speeds of pumps by group, numbers of cells by fan state, vacuum pumps.

    `near` is where the search saw its fixed point: q, f, t_hot and each cell's cold water.
    """

    counts: tuple[int, ...]
    speeds: tuple[Any, ...]
    cells: tuple[int, ...]
    vacuum: int | None
    near: dict[str, float]

    @property
    def row(self) -> Ways:
        """The way as a row of arrays."""
        return Ways(
            np.array([self.counts], dtype=float),
            np.array([self.speeds], dtype=float),
            np.array([self.cells], dtype=float).reshape(1, len(self.cells)),
            np.array([float(self.vacuum or 0)]),
        )


def joined(*parts: Ways) -> Ways:
    """Rows one after the other."""
    return Ways(
        *(
            np.concatenate([getattr(one, name) for one in parts])
            for name in ("counts", "speeds", "cells", "vacuum")
        )
    )


def present(x: ColdEndCase) -> Ways:
    """The way in which the plant runs, as one row."""
    cells = [] if x.tower is None else [n for group in x.tower.cells for n in _at_steps(group)]
    return Ways(
        np.array([[float(_on(group.units)) for group in x.pumps]]),
        np.array([[float(group.speed) for group in x.pumps]]),
        np.array([cells], dtype=float).reshape(1, len(cells)),
        np.array([0.0 if x.vacuum is None else float(_on(x.vacuum.units))]),
    )


def _on(units: Sequence[Machine]) -> int:
    return sum(1 for one in units if one.step)


def _at_steps(group: Cells) -> list[int]:
    return [sum(1 for one in group.units if one.step == k) for k in range(len(group.speeds) + 1)]


def every(x: ColdEndCase) -> Ways:
    """Every way to run with at least one pump, and one vacuum pump where there are any."""
    pumps = [p for p in product(*map(_pump_options, x.pumps)) if any(n for n, _ in p)]
    groups = () if x.tower is None else x.tower.cells
    cells = [
        [n for part in parts for n in part]
        for parts in product(*(_splits(len(g.units), len(g.speeds) + 1) for g in groups))
    ]
    vacuum = [0] if x.vacuum is None else list(range(1, len(x.vacuum.units) + 1))
    if len(pumps) * len(cells) * len(vacuum) > MOST:
        raise InputError(
            f"{len(pumps) * len(cells) * len(vacuum)} ways to run: no more than {MOST} are tried; "
            "put equal machines into one group, or lock the speed of one group"
        )
    i, j, k = (a.ravel() for a in np.indices((len(pumps), len(cells), len(vacuum))))
    table = np.array(pumps, dtype=float)
    return Ways(
        table[i, :, 0], table[i, :, 1],
        np.array(cells, dtype=float).reshape(len(cells), -1)[j], np.array(vacuum, dtype=float)[k],
    )  # fmt: skip


def _pump_options(group: CoolingPumps) -> list[tuple[int, float]]:
    numbers = range(1, len(group.units) + 1)
    if group.slowest is None:
        return [(0, float(group.speed)), *((n, float(group.speed)) for n in numbers)]
    slowest = float(group.slowest)
    if not 0.0 < slowest <= 1.0:
        raise InputError(f"slowest = {slowest:.4g}: a share of full speed, above 0 and up to 1")
    speeds = np.arange(np.ceil(slowest / STEP - 1e-9), 1.0 / STEP + 0.5) * STEP
    return [(0, 1.0), *((n, float(round(s, 4))) for n in numbers for s in speeds)]


def _splits(total: int, parts: int) -> list[tuple[int, ...]]:
    """All ways to share cells out over fan states."""
    if parts == 1:
        return [(total,)]
    return [(n, *rest) for n in range(total + 1) for rest in _splits(total - n, parts - 1)]


@dataclass(frozen=True)
class Room:
    """How many of a group must run and how many may, and how many are locked at each step."""

    least: int
    most: int
    locked: tuple[int, ...]


def room(units: Sequence[Machine], rules: Rules | None, steps: int) -> Room:
    """What rest, run, starts and locks leave of a group; each comparison is recorded."""
    held = sum(1 for one in units if one.step and (one.locked or _too_young(one, rules)))
    shut = sum(1 for one in units if not one.step and (one.locked or _no_start(one, rules)))
    locked = tuple(
        sum(1 for one in units if one.locked and one.step == k) for k in range(steps + 1)
    )
    return Room(held, len(units) - shut, locked)


def held_as_it_is(one: Machine, rules: Rules | None) -> bool:
    """Whether a machine may not change now."""
    return one.locked or (_too_young(one, rules) if one.step else _no_start(one, rules))


def _too_young(one: Machine, rules: Rules | None) -> bool:
    if rules is None or rules.least_run is None or one.since is None:
        return False
    return bool(choose("since < least_run", since=one.since, least_run=rules.least_run))


def _no_start(one: Machine, rules: Rules | None) -> bool:
    if rules is None:
        return False
    if None not in (rules.most_starts, one.starts) and one.starts >= rules.most_starts:  # type: ignore[operator]
        return True
    if rules.least_rest is None or one.since is None:
        return False
    return bool(choose("since < least_rest", since=one.since, least_rest=rules.least_rest))


def allowed(x: ColdEndCase, ways: Ways) -> Bools:
    """Rows that rest, run, starts and locks of machines allow."""
    good = np.ones(ways.size, dtype=bool)
    for i, group in enumerate(x.pumps):
        free = room(group.units, group.rules, 1)
        good &= (ways.counts[:, i] >= free.least) & (ways.counts[:, i] <= free.most)
    for fans, cells in _by_group(x, ways):
        free = room(fans.units, fans.rules, len(fans.speeds))
        on = cells[:, 1:].sum(axis=1)
        good &= (on >= free.least) & (on <= free.most)
        good &= (cells >= np.array(free.locked)).all(axis=1)
    if x.vacuum is not None:
        free = room(x.vacuum.units, x.vacuum.rules, 1)
        good &= (ways.vacuum >= free.least) & (ways.vacuum <= free.most)
    return good


def _by_group(x: ColdEndCase, ways: Ways) -> list[tuple[Cells, Floats]]:
    found, first = [], 0
    for group in () if x.tower is None else x.tower.cells:
        states = len(group.speeds) + 1
        found.append((group, ways.cells[:, first : first + states]))
        first += states
    return found


def starts(x: ColdEndCase, ways: Ways) -> list[tuple[Floats, Any]]:
    """How many machines each row starts, group by group, and what one start costs (None: 0)."""
    now = present(x)
    found = [
        (np.maximum(ways.counts[:, i] - now.counts[0, i], 0.0), _cost(group.rules))
        for i, group in enumerate(x.pumps)
    ]
    for (group, cells), (_, old) in zip(_by_group(x, ways), _by_group(x, now), strict=True):
        more = cells[:, 1:].sum(axis=1) - old[0, 1:].sum()
        found.append((np.maximum(more, 0.0), _cost(group.rules)))
    if x.vacuum is not None:
        more = np.maximum(ways.vacuum - now.vacuum[0], 0.0)
        found.append((more, _cost(x.vacuum.rules)))
    return found


def _cost(rules: Rules | None) -> Any:
    return None if rules is None else rules.start_cost


def changes(x: ColdEndCase, ways: Ways) -> Floats:
    """How many machines each row starts, stops or sets to another fan speed."""
    now = present(x)
    total = np.abs(ways.counts - now.counts).sum(axis=1) + np.abs(ways.vacuum - now.vacuum[0])
    for (_, cells), (_, old) in zip(_by_group(x, ways), _by_group(x, now), strict=True):
        total = total + np.maximum(old - cells, 0.0).sum(axis=1)
    return np.asarray(total)


def told(x: ColdEndCase, ways: Ways, row: int) -> str:
    """A way in words."""
    parts = []
    for i, group in enumerate(x.pumps):
        n, speed = int(ways.counts[row, i]), ways.speeds[row, i]
        at = f" at {100 * speed:.4g} %" if group.slowest is not None and n else ""
        parts.append(f"{n} of {len(group.units)} pumps{at}")
    for fans, cells in _by_group(x, ways):
        running = [
            f"{int(cells[row, k + 1])} at {100 * float(speed):.4g} %"
            for k, speed in enumerate(fans.speeds)
            if cells[row, k + 1]
        ]
        parts.append(f"{', '.join(running) or 'none'} of {len(fans.units)} fans")
    if x.vacuum is not None:
        parts.append(f"{int(ways.vacuum[row])} of {len(x.vacuum.units)} vacuum pumps")
    return "; ".join(parts)
