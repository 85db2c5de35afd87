"""What moved the inlet temperature of a tower's condenser: wet bulb, tower, heat (spec 3.10, 3.15).

The cold water of the tower as sold follows its air, its heat and its fans; what these leave of the
measured inlet is the tower's own, its capability. Days, not hours: a basin holds some.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np

from greenlang.agents.condenser.history.causes import HourlySplit
from greenlang.agents.condenser.history.zone import ZoneHours
from greenlang.agents.condenser.model import Plant, PowerUnit, Tower
from greenlang.library.series.arrays import Floats
from greenlang.library.series.daily import daily_median
from greenlang.library.tower import fans, merkel
from greenlang.library.tower.fans import Cells

CP = 4186.0
RHO = 996.0
STANDARD = 101_325.0
PLAYERS = ("wet bulb", "range", "tower")
CLOSE = 1e-3  # K
LOW, HIGH = 274.0, 310.0  # K, wet bulbs between which the reference's is looked for


@dataclass(frozen=True)
class _Air:
    """A tower's state by day: wet bulb at the inlet, heat (range), water, air of its cells."""

    t_wb: Floats
    rise: Floats
    water: Floats
    on: Floats
    speed: Floats


def inlet_parts(
    plant: Plant, unit: PowerUnit, z: ZoneHours, hourly: HourlySplit
) -> Mapping[str, Floats]:
    """The inlet temperature's part (Pa, by day) split; {} without a tower, its air and its fill."""
    tower, at = unit.tower, unit.reference
    rows = z.rows
    if tower is None or at is None or not rows.wet_bulb.seen:
        return {}
    if tower.c is None or tower.n is None or tower.fan.air is None:
        return {}
    p = STANDARD if plant.barometer is None else plant.barometer
    now = _now(tower, z)
    base = _reference(tower, p, (float(at.t_in), float(at.v), float(at.q)))
    cold = {s: _cold(tower, p, _mixed(s, base, now)) for s in _subsets(PLAYERS)}
    measured = daily_median(np.where(z.valid, z.whole_inlet, np.nan))
    parts = {name: _shapley(name, cold) for name in PLAYERS}
    # What the tower as sold does not explain of the water it gives is the tower's own.
    parts["tower"] = parts["tower"] + measured - cold[frozenset(PLAYERS)]
    whole = measured - float(at.t_in)
    part = _inlet_daily(hourly)
    with np.errstate(all="ignore"):
        slope = np.where(np.abs(whole) > CLOSE, part / whole, np.nan)
        usual = float(np.nanmedian(slope))
        steady = np.where(np.abs(whole) > 0.5, slope, usual)
        found = {name: steady * dt for name, dt in parts.items()}
        rest = part - np.sum(list(found.values()), axis=0)
    found["tower"] = found["tower"] + rest
    return found


def _inlet_daily(hourly: HourlySplit) -> Floats:
    column = np.where(hourly.counts, hourly.pressure[:, 0], np.nan).reshape(-1, 24)
    count = np.count_nonzero(np.isfinite(column), axis=1)
    with np.errstate(all="ignore"):
        return np.asarray(np.where(count > 0, np.nansum(column, axis=1) / count, np.nan))


def _now(tower: Tower, z: ZoneHours) -> _Air:
    rows = z.rows

    def median(x: Floats) -> Floats:
        return daily_median(np.where(z.valid, x, np.nan))

    seen = np.isfinite(rows.fans).any()
    running = rows.fans > 0.02
    with np.errstate(all="ignore"):
        speed = np.where(running, rows.fans, 0.0).sum(axis=1) / running.sum(axis=1)
        v = np.where(rows.box_on, z.balance.v, 0.0).sum(axis=1)
        rise = z.balance.q / (v * RHO * CP)
    cells, days = len(tower.cells), len(rows.days)
    on = np.rint(median(running.sum(axis=1).astype(float))) if seen else np.full(days, cells)
    return _Air(
        t_wb=median(rows.wet_bulb.x) + tower.recirculation,
        rise=median(rise),
        water=median(v * RHO),
        on=on,
        speed=median(speed) if seen else np.ones(days),
    )


def _reference(tower: Tower, p: float, at: tuple[float, float, float]) -> _Air:
    """All cells at full speed, and the wet bulb at which the tower as sold gives the reference."""
    t_in, v, q = at
    one = np.ones(1)
    air = _Air(one * LOW, one * q / (v * RHO * CP), one * v * RHO, one * len(tower.cells), one)
    low, high = LOW, HIGH
    for _ in range(40):
        middle = (low + high) / 2.0
        cold = float(_cold(tower, p, _Air(one * middle, air.rise, air.water, air.on, air.speed))[0])
        low, high = (middle, high) if cold < t_in else (low, middle)
    return _Air(one * low, air.rise, air.water, air.on, air.speed)


def _mixed(actual: frozenset[str], base: _Air, now: _Air) -> _Air:
    def one(name: str, a: Floats, b: Floats) -> Floats:
        return a if name in actual else np.broadcast_to(b, a.shape)

    return _Air(
        t_wb=one("wet bulb", now.t_wb, base.t_wb),
        rise=one("range", now.rise, base.rise),
        water=one("range", now.water, base.water),
        on=one("tower", now.on, base.on),
        speed=one("tower", now.speed, base.speed),
    )


def _cold(tower: Tower, p: float, x: _Air) -> Floats:
    """Cold water of the tower as sold, K."""
    full = float(tower.fan.air or 1.0)
    cells = len(tower.cells)
    off = cells - x.on
    idle = np.full(x.on.shape, float(fans.assumed_idle_air(full)))
    groups = [Cells(x.on, full * x.speed), Cells(off, idle)]
    with np.errstate(all="ignore"):
        air = merkel.entering(x.t_wb, p)
        if not off.any():
            groups = groups[:1]
        found = fans.cells_at_range(groups, x.water, x.rise, air, (tower.c, tower.n), CP)
    return np.asarray(found.t_cold)


def _subsets(names: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(s) for n in range(len(names) + 1) for s in combinations(names, n)]


def _shapley(name: str, of: Mapping[frozenset[str], Floats]) -> Floats:
    k = len(PLAYERS)
    total = np.zeros(1)
    for s in of:
        if name not in s:
            weight = factorial(len(s)) * factorial(k - len(s) - 1) / factorial(k)
            with np.errstate(invalid="ignore"):
                total = total + weight * (of[s | {name}] - of[s])
    return np.asarray(total)
