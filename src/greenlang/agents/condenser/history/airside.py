"""Air by hour: what the vacuum pumps could carry, the pressure that air forces (spec 3.11)."""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser import air_equations as ax
from greenlang.agents.condenser.history.rows import Rows
from greenlang.agents.condenser.model import PowerUnit, Vacuum
from greenlang.library.air import masses
from greenlang.library.series.arrays import Bools, Floats
from greenlang.library.steam import saturation
from greenlang.library.water import oxygen

GRID = 48  # pressures between the ends of a pump's curve
WHOLE, FEW = 0.6, 48  # share of the curve that sound pumps reach, hours that tell


@dataclass(frozen=True)
class Air:
    """By hour: metered air, what the pumps in service could carry at p, the floor at that air.

    The floor moves with the vent's temperature, hence `floor_at_reference`: the same air, the inlet
    at its reference. `oxygen_equilibrium` is what air over the condensate could explain, kg/kg.
    """

    m: Floats
    capacity: Floats
    floor: Floats
    floor_at_reference: Floats
    depression: Floats
    subcooling: Floats
    oxygen_equilibrium: Floats
    seal_margin: Floats


def air(unit: PowerUnit, rows: Rows) -> Air:
    """All that the air side shows, NaN where it is not measured."""
    n = rows.n
    p, none = rows.p.x, np.full(n, np.nan)
    with np.errstate(all="ignore"):
        t_s = saturation.temperature(p)
        p_hw = saturation.pressure(_steam(rows.t_hotwell.x))
        over = masses.air_pressure(p, p_hw)
        henry = oxygen.henry_oxygen(rows.t_hotwell.x, p_hw)
        equilibrium = oxygen.dissolved_oxygen(np.where(over > 0, over, 0.0), henry)
        seal = saturation.pressure(_steam(rows.t_seal.x))
    able = None if unit.vacuum is None else _Pumps(unit.vacuum, rows)
    capacity = none if able is None else able.capacity(p)
    # No more air is drawn than the pumps carry at the pressure that there is: a meter or a maker's
    # curve that says otherwise is off.
    drawn = np.fmin(rows.air.x, np.where(np.isfinite(capacity), capacity, np.inf))
    return Air(
        m=rows.air.x,
        capacity=capacity,
        floor=none if able is None else able.floor(drawn),
        floor_at_reference=none if able is None else _at_reference(unit, rows, drawn),
        depression=t_s - rows.t_vent.x,
        subcooling=t_s - rows.t_hotwell.x,
        oxygen_equilibrium=np.where(rows.on, equilibrium, np.nan),
        seal_margin=p - seal,
    )


def _at_reference(unit: PowerUnit, rows: Rows, drawn: Floats) -> Floats:
    if unit.reference is None or unit.vacuum is None:
        return np.full(rows.n, np.nan)
    t_in = np.full(rows.n, float(unit.reference.t_in))
    return _Pumps(unit.vacuum, rows, t_in).floor(drawn)


def settled(unit: PowerUnit, rows: Rows, of: Air, limited: Bools) -> Air:
    """The air side, knowing in which hours air sets the pressure.

    There the pumps carry just what is drawn: that is what their curve says at this pressure,
    whatever the meter reads, and all such hours together tell how the meter compares with the
    curve. A pump that fails carries less at every pressure, and tells nothing of the meter.
    """
    if unit.vacuum is None or not limited.any():
        return of
    with np.errstate(all="ignore"):
        ratio = of.m / of.capacity
    seen = ratio[limited & (ratio > WHOLE)]
    factor = float(np.nanmedian(seen)) if seen.size >= FEW else 1.0
    able = np.where(np.isfinite(of.capacity), of.capacity, np.inf)
    drawn = np.where(limited, of.capacity, np.fmin(of.m / factor, able))
    return replace(
        of,
        floor=_Pumps(unit.vacuum, rows).floor(drawn),
        floor_at_reference=_at_reference(unit, rows, drawn),
    )


def _steam(t: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where((t > 273.16) & (t < 420.0), t, np.nan)


class _Pumps:
    """The vacuum pumps in service, hour by hour."""

    def __init__(self, vacuum: Vacuum, rows: Rows, t_in: Floats | None = None) -> None:
        self.vacuum = vacuum
        told = rows.vacuum if np.isfinite(rows.vacuum).any() else None
        alone = np.ones(rows.n) if len(vacuum.units) == 1 else np.full(rows.n, np.nan)
        self.count = alone if told is None else told
        t_in = _mean(rows.t_in.x) if t_in is None else t_in
        self.t = ax.vent_temperature(t_in, vacuum.above)
        with np.errstate(all="ignore"):
            self.p_s = saturation.pressure(_steam(self.t))
            self.seal = saturation.pressure(_steam(rows.t_seal.x))
        self.at_curve = (
            None if vacuum.t_curve is None else float(saturation.pressure(np.array(vacuum.t_curve)))
        )
        self.p = np.array([point.p for point in vacuum.curve])
        self.y = np.array(
            [point.v if vacuum.kind == "liquid_ring" else point.air for point in vacuum.curve],
            np.float64,
        )

    def capacity(self, p: Floats) -> Floats:
        """Air that they could carry at a pressure, kg/s; NaN beyond the curve."""
        if self.p.size < 2:
            return np.full(len(self.count), np.nan)
        one = np.interp(p, self.p, self.y, left=np.nan, right=np.nan)
        if self.vacuum.kind == "ejector":
            return np.asarray(self.count * one)
        with np.errstate(all="ignore"):
            v = self.count * one
            if self.at_curve is not None:
                ring = masses.ring_capacity(v, p, self.seal, self.at_curve)
                v = np.where(np.isfinite(self.seal) & (p > self.seal), ring, v)
            able = masses.air_capacity(v, self.t, masses.air_pressure(p, self.p_s))
        return np.asarray(np.where(able > 0.0, able, 0.0))

    def floor(self, m: Floats) -> Floats:
        """Pressure at which they just carry an amount of air; the curve's first point below it."""
        if self.p.size < 2 or not np.isfinite(m).any():
            return np.full(len(self.count), np.nan)
        grid = np.linspace(self.p[0], self.p[-1], GRID)
        table = np.column_stack([self.capacity(np.full(len(m), p)) for p in grid])
        short = np.count_nonzero(table < m[:, None], axis=1)
        i = np.clip(short, 1, GRID - 1)
        at = np.arange(len(m))
        low, high = table[at, i - 1], table[at, i]
        with np.errstate(all="ignore"):
            found = grid[i - 1] + (m - low) / (high - low) * (grid[i] - grid[i - 1])
        found = np.where(short == 0, grid[0], found)
        known = np.isfinite(m) & np.isfinite(table).all(axis=1) & (short < GRID)
        return np.where(known, found, np.nan)


def _mean(x: Floats) -> Floats:
    """Mean over the waterboxes of what is there."""
    count = np.count_nonzero(np.isfinite(x), axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, np.nansum(x, axis=1) / count, np.nan)
