"""Hourly rows of one condenser: every point in its place, probes merged, gates passed (spec 4.2).

(n,) by hour, (n, B) by waterbox. NaN is what is not measured or was stopped by a gate of its tag.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser.history.measured import Measured
from greenlang.agents.condenser.model import PowerUnit, Tag, Zone
from greenlang.agents.condenser.plant.tags import METRE, stored_as
from greenlang.core.quality import Codes, Quality
from greenlang.library.series.arrays import Bools, Floats, Ints
from greenlang.library.series.hours import TagHours

LOAD = 0.30  # share of gross below which a condenser says little
PROBES = 3.0  # sigma by which a probe may lie off the median of its point


@dataclass(frozen=True)
class Point:
    """One quantity by hour: value, standard uncertainty of one reading, whether it was steady."""

    x: Floats
    sigma: Floats
    steady: Bools
    names: tuple[str, ...] = ()

    @property
    def seen(self) -> bool:
        """Whether it has a value at all."""
        return bool(np.isfinite(self.x).any())


@dataclass(frozen=True)
class Rows:
    """Hourly rows of one zone; `gauges` (n, G) are its pressure gauges as they read.

    `on`: the unit runs above its least load; `steady`: nothing that matters changed; `box_on`
    (n, B): water runs through the box; `pumps`, `vacuum`: number running, NaN where not told;
    `combination` (n,): number of the set of pumps running, -1 where not told.
    """

    zone: Zone
    days: Ints
    n: int
    power: Point
    q_steam: Point
    p: Point
    gauges: Floats
    gauge_names: tuple[str, ...]
    t_in: Point
    t_out: Point
    v: Point
    dp: Point
    t_hotwell: Point
    t_vent: Point
    t_hood: Point
    t_seal: Point
    p_suction: Point
    air: Point
    oxygen: Point
    head: Point
    barometer: Point
    wet_bulb: Point
    t_air: Point
    humidity: Point
    fans: Floats
    pumps: Floats
    vacuum: Floats
    combination: Ints
    combinations: tuple[str, ...]
    plugged: Floats  # (n, B)
    box_on: Bools
    on: Bools
    steady: Bools

    @property
    def boxes(self) -> int:
        """Number of waterboxes."""
        return len(self.zone.boxes)


def rows(unit: PowerUnit, zone: Zone, of: Measured) -> Rows:
    """Every point of a zone in its place."""
    at = _Places(unit, of)
    z, boxes = zone.name, zone.boxes
    power = at.one("power")
    t_in, t_out, v = at.each("t_in", boxes), at.each("t_out", boxes), _flows(at, unit, boxes)
    gauges, names = at.several("p", z)
    p = at.one("p", z)
    on = _on(unit, power, p)
    running, combination, combinations = _combinations(at, unit)
    box_on = _box_on(v, on)
    return Rows(
        zone=zone,
        days=of.days,
        n=of.n,
        power=power,
        q_steam=_steam(at, unit),
        p=p,
        gauges=gauges,
        gauge_names=names,
        t_in=t_in,
        t_out=t_out,
        v=v,
        dp=at.each("dp", boxes),
        t_hotwell=at.one("t_hotwell", z),
        t_vent=at.one("t_vent", z),
        t_hood=at.one("t_hood", z),
        t_seal=at.one("t_seal"),
        p_suction=at.one("p_suction", z),
        air=at.one("air"),
        oxygen=at.one("oxygen"),
        head=_head(at),
        barometer=at.one("barometer"),
        wet_bulb=at.one("t_wet_bulb"),
        t_air=at.one("t_air"),
        humidity=at.one("humidity"),
        fans=at.columns("fan", () if unit.tower is None else unit.tower.cells),
        pumps=running,
        vacuum=_count(at, "vacuum_on", () if unit.vacuum is None else unit.vacuum.units),
        combination=combination,
        combinations=combinations,
        plugged=_plugged(unit, boxes, of.days),
        box_on=box_on,
        on=on,
        steady=_steady((power, p, t_in, t_out), v, (combination, box_on)),
    )


@dataclass(frozen=True)
class _Places:
    """Points of a unit by role and item."""

    unit: PowerUnit
    of: Measured

    def tags(self, role: str, item: str = "") -> list[TagHours]:
        """Hours of the tags of a point, or of the unit's where the point has none of its own."""
        tags = self.unit.tagged(role, item) or self.unit.tagged(role)
        return [self.of.tags[tag.tag] for tag in tags if tag.tag in self.of.tags]

    def one(self, role: str, item: str = "") -> Point:
        """Probes of one point merged: those far off the median of three or more are left out."""
        found = self.tags(role, item)
        n = self.of.n
        if not found:
            return Point(np.full(n, np.nan), np.full(n, np.nan), np.ones(n, np.bool_))
        x = np.column_stack([tag.x for tag in found])
        sigma = np.column_stack([tag.sigma for tag in found])
        steady = np.column_stack([tag.steady | ~np.isfinite(tag.x) for tag in found])
        x = _agreeing(x, sigma)
        count = np.count_nonzero(np.isfinite(x), axis=1)
        some = np.where(count > 0, count, np.nan)
        mean = np.nansum(x, axis=1) / some
        spread = np.sqrt(np.nansum(np.where(np.isfinite(x), sigma, 0.0) ** 2, axis=1)) / some
        names = tuple(tag.tag for tag in found)
        return Point(mean, spread, np.asarray(steady.all(axis=1)), names)

    def each(self, role: str, items: tuple[str, ...]) -> Point:
        """The same for several items: (n, items)."""
        found = [self.one(role, item) for item in items]
        return Point(
            np.column_stack([one.x for one in found]),
            np.column_stack([one.sigma for one in found]),
            np.column_stack([one.steady for one in found]),
            tuple(name for one in found for name in one.names),
        )

    def several(self, role: str, item: str) -> tuple[Floats, tuple[str, ...]]:
        """The probes of one point side by side, and their names."""
        found = self.tags(role, item)
        if not found:
            return np.full((self.of.n, 0), np.nan), ()
        return np.column_stack([tag.x for tag in found]), tuple(tag.tag for tag in found)

    def columns(self, role: str, items: tuple[str, ...]) -> Floats:
        """Values of items by their own tags, NaN where one has none: (n, items)."""
        out = np.full((self.of.n, len(items)), np.nan)
        for k, item in enumerate(items):
            for tag in self.unit.tagged(role, item)[:1]:
                if tag.tag in self.of.tags:
                    out[:, k] = self.of.tags[tag.tag].x
        return out


def _agreeing(x: Floats, sigma: Floats) -> Floats:
    """Of three probes or more, those that lie within a few sigma of their median."""
    if x.shape[1] < 3:
        return x
    with np.errstate(invalid="ignore"):
        some = np.asarray(np.isfinite(x).any(axis=1)).reshape(-1, 1)
        middle = np.nanmedian(np.where(some, x, 0.0), axis=1)
        off = np.abs(x - middle[:, None]) > PROBES * np.nan_to_num(sigma, nan=np.inf)
    return np.where(off, np.nan, x)


def _flows(at: _Places, unit: PowerUnit, boxes: tuple[str, ...]) -> Point:
    """Flow by waterbox: its own meters, or its share of the unit's."""
    own = {box: unit.tagged("v", box) for box in boxes}
    if not unit.tagged("v") or all(own.values()):
        found = at.each("v", boxes) if all(own.values()) else _own_flows(at, own)
    else:
        whole = at.one("v")
        share = np.array([unit.bundle.share[box] for box in boxes]) / sum(
            unit.bundle.share[box] for box in boxes
        )
        found = Point(
            whole.x[:, None] * share,
            whole.sigma[:, None] * share,
            np.repeat(whole.steady.reshape(-1, 1), len(boxes), axis=1),
            whole.names,
        )
    return found


def _own_flows(at: _Places, own: Mapping[str, tuple[Tag, ...]]) -> Point:
    empty = Point(
        np.full(at.of.n, np.nan), np.full(at.of.n, np.nan), np.ones(at.of.n, np.bool_)
    )  # fmt: skip
    found = [at.one("v", box) if tags else empty for box, tags in own.items()]
    return Point(
        np.column_stack([one.x for one in found]),
        np.column_stack([one.sigma for one in found]),
        np.column_stack([one.steady for one in found]),
        tuple(name for one in found for name in one.names),
    )


REHEAT, NO_REHEAT = 2279480.0, 2209700.0  # J/kg, as in `duty_of_reheat_exhaust`


def _steam(at: _Places, unit: PowerUnit) -> Point:
    """Duty by the steam side: a cycle balance, else a steam flow and its usual heat (4 %)."""
    q = at.one("q_steam")
    if q.seen:
        return q
    m = at.one("m_exhaust")
    m = m if m.seen else at.one("m_condensate")
    heat = REHEAT if unit.turbine.reheat else NO_REHEAT
    return Point(m.x * heat, np.abs(m.x) * heat * 0.04, m.steady, m.names)


WEIGHT = 9.80665 * 998.0  # Pa a metre of water


def _head(at: _Places) -> Point:
    """Head of the pumps in metres of water, also where a pressure is stored."""
    found = at.one("pump_head")
    tags = at.unit.tagged("pump_head")
    if not tags or stored_as("pump_head", tags[0].unit) is METRE:
        return found
    return replace(found, x=found.x / WEIGHT, sigma=found.sigma / WEIGHT)


def _on(unit: PowerUnit, power: Point, p: Point) -> Bools:
    """Hours on line: by power; where it is not measured, by a vacuum below the plant's limit."""
    if power.seen:
        return np.asarray(power.x > LOAD * unit.gross)
    return np.asarray(p.x < unit.p_max)


def _combinations(at: _Places, unit: PowerUnit) -> tuple[Floats, Ints, tuple[str, ...]]:
    """Pumps running, the number of their combination, and its name, such as "P1 + P3 at 80 %"."""
    names = () if unit.pumps is None else tuple(pump.name for pump in unit.pumps.units)
    on, speed = at.columns("pump_on", names), at.columns("pump_speed", names)
    n = at.of.n
    if not names or not np.isfinite(on).any():
        return np.full(n, np.nan), np.zeros(n, np.int64), ("all",)
    with np.errstate(invalid="ignore"):
        running = on > 0.5
    told = np.isfinite(on).all(axis=1)
    steps = np.where(running & np.isfinite(speed), np.rint(speed * 20.0) * 5.0, 100.0)
    key = np.where(running, steps, 0.0)
    every, number = np.unique(key, axis=0, return_inverse=True)
    number = np.where(told, number.reshape(-1), -1)
    count = np.where(told, running.sum(axis=1), np.nan)
    return count, number.astype(np.int64), tuple(_named(names, row) for row in every)


def _named(names: tuple[str, ...], row: Floats) -> str:
    parts = [
        name if share == 100.0 else f"{name} at {share:.0f} %"
        for name, share in zip(names, row.tolist(), strict=True)
        if share > 0.0
    ]
    return " + ".join(parts) or "none"


def _count(at: _Places, role: str, items: tuple[str, ...]) -> Floats:
    on = at.columns(role, items)
    if not items or not np.isfinite(on).any():
        return np.full(at.of.n, np.nan)
    told = np.isfinite(on).any(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(told, (on > 0.5).sum(axis=1), np.nan)


def _box_on(v: Point, on: Bools) -> Bools:
    """Waterboxes with water: above a fifth of what they usually have; unknown counts as on."""
    usual = np.array([_usual(column[on]) for column in v.x.T])
    with np.errstate(invalid="ignore"):
        return np.asarray(~(v.x < 0.2 * usual))


def _usual(x: Floats) -> float:
    seen = x[np.isfinite(x)]
    return float(np.median(seen)) if seen.size else float("nan")


def _plugged(unit: PowerUnit, boxes: tuple[str, ...], days: Ints) -> Floats:
    by_day = [[unit.bundle.plugged_at(box, int(day)) for box in boxes] for day in days]
    return np.repeat(np.array(by_day, np.float64).reshape(len(days), len(boxes)), 24, axis=0)


def _steady(points: tuple[Point, ...], v: Point, equipment: tuple[Ints, Bools]) -> Bools:
    """Hours in which nothing that matters changed, nor the equipment since the hour before."""
    calm = np.ones(len(v.x), np.bool_)
    for point in (*points, v):
        calm &= point.steady.reshape(len(calm), -1).all(axis=1)
    combination, box_on = equipment
    changed = np.zeros(len(calm), np.bool_)
    changed[1:] = (np.diff(combination) != 0) | (np.diff(box_on.astype(np.int8), axis=0) != 0).any(
        axis=1
    )
    return np.asarray(calm & ~changed)


def codes(of: Rows, valid: Bools, infeasible: Bools) -> Codes:
    """Quality of every hour: the first reason that kept it out."""
    code = np.full(of.n, Quality.UNRECONCILED, np.uint8)
    code[infeasible] = Quality.INFEASIBLE
    missing = ~np.isfinite(of.p.x) | ~np.isfinite(of.t_in.x).all(axis=1)
    code[~of.steady] = Quality.UNSTEADY
    code[missing] = Quality.MISSING
    code[~of.box_on.all(axis=1)] = Quality.EVENT
    code[valid] = Quality.GOOD
    code[~of.on & np.isfinite(of.p.x)] = Quality.OFF
    return code
