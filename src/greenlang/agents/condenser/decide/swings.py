"""What another inlet, deposit or price would make best, and how surely a change pays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.decide.cold import Doubts
from greenlang.agents.condenser.decide.running import Setup
from greenlang.agents.condenser.decide.sweep import Off, seen
from greenlang.agents.condenser.decide.table import Named, Table
from greenlang.agents.condenser.decide.ways import joined, told
from greenlang.core.uncertainty import normal_draws

Floats = NDArray[np.float64]
SWUNG = 150  # best ways that are asked again
BY_T, BY_R_F, BY_PRICE = 2.0, 2e-5, 0.2


def asked(s: Setup, table: Table, best: int) -> tuple[tuple[Named, ...], float | None]:
    """What another inlet, deposit or price would make best; and how surely the change pays."""
    doubts = s.x.doubts or Doubts()
    near = np.argsort(-table.j, kind="stable")[:SWUNG]
    near = near[table.good[near]]
    block = joined(table.ways.at([0]), table.ways.at(near))
    shifts = [("t", BY_T), ("t", -BY_T), ("r_f", BY_R_F), ("r_f", -BY_R_F)]
    n, draws = block.size, 0 if best == 0 else doubts.draws
    z = normal_draws(doubts.seed, (6, draws)) if draws else np.zeros((6, 0))
    rows = [*([block] * len(shifts)), table.ways.at([best] * draws), table.ways.at([0] * draws)]
    size = n * len(shifts)
    home = np.concatenate([np.repeat(np.arange(len(shifts)) * n, n),
                           np.tile(size + draws + np.arange(draws), 2)])  # fmt: skip
    at = seen(s, joined(*rows), home, _shifted(shifts, n, doubts, z))
    swings = [
        _swing(s, table, (near, best), at.j[k * n + 1 : (k + 1) * n], name, by)
        for k, (name, by) in enumerate(shifts)
    ]
    swings += [_price_swing(s, table, (near, best), by) for by in (BY_PRICE, -BY_PRICE)]
    if not draws:
        return tuple(swings), None
    better = at.j[size : size + draws] > at.j[size + draws :]
    return tuple(swings), float(np.mean(better))


def _shifted(shifts: list[tuple[str, float]], n: int, doubts: Doubts, z: Floats) -> Off:
    """Shifts of the swings, then draws of everything that is not known, twice."""

    def column(name: str, row: int, sigma: float) -> Floats:
        first = np.repeat([by if key == name else 0.0 for key, by in shifts], n)
        return np.concatenate([first, np.tile(sigma * z[row], 2)])

    names = ("t", "r_f", "q", "curve", "tower", "pumping")
    return Off(*(column(name, i, float(getattr(doubts, name))) for i, name in enumerate(names)))


SAID = {"t": "inlet or wet bulb", "r_f": "fouling"}


def _swing(s: Setup, table: Table, of: tuple[Any, int], j: Floats, name: str, by: float) -> Named:
    near, best = of
    j = np.where(np.isfinite(j), j, -np.inf)
    at = int(np.argmax(j))
    own = float(j[np.flatnonzero(near == best)[0]])
    said = f"{by:+.3g} K" if name == "t" else f"{by:+.1e} m2 K/W"
    values = {"j": float(j[at]), "regret": float(j[at]) - own}
    return Named(told(s.x, table.ways, int(near[at])), values, said, SAID[name])


def _price_swing(s: Setup, table: Table, of: tuple[Any, int], by: float) -> Named:
    near, best = of
    at, prices = table.at, s.x.prices
    name, sold = "price of power", at.net
    price: Any = prices.power
    if prices.basis == "constant output":
        name, price, sold = "price of fuel", prices.fuel, -at.f * float(s.h_0 or 0)
    j = at.j + by * price * sold
    row = int(near[np.argmax(j[near])])
    values = {"j": float(j[row]), "regret": float(j[row] - j[best])}
    return Named(told(s.x, table.ways, row), values, f"{100 * by:+.0f} %", name)
