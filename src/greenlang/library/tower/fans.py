"""Fans and cells: air and power by speed, a cell whose fan stands, cells of unlike air together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import root
from greenlang.core.provenance import count, untraced
from greenlang.core.solve import Residual, solved
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    KgPerM3,
    KgPerSecond,
    Ratio,
    Watt,
)
from greenlang.library.air import moist
from greenlang.library.tower import merkel
from greenlang.library.tower.merkel import KELVIN, WARMEST, Air

FAN_LAWS = "fan laws at one pitch: volume with speed, power with its cube, both with density"
STANDING = "free draught through a cell whose fan stands; 10 to 15 % of design, not confirmed"
STEPS, NUDGE, CLOSED = 9, 1e-4, 1e-9  # of Newton; K; K or share that may be left
DONE = 1e-9  # K: a step below it is the last
EQUAL = "equal water on every cell; mixed in the basin"
CTI = "CTI ATC-105, capability by characteristic: water corrected to design fan power"


@dataclass(frozen=True)
class Cells:
    """Equal cells. `count` is a Count in a case, `g` the dry air of ONE cell."""

    count: Ratio
    g: KgPerSecond


@dataclass(frozen=True)
class Cooled:
    """Hot water, mixed cold water, and the cold water of each group of cells in its order."""

    t_hot: Kelvin
    t_cold: Kelvin
    each: tuple[Kelvin, ...]


@equation("G", FAN_LAWS, at=(("600", "0.5", "1.15", "1.1"), ("5", "1", "1", "1")))
def air_flow(g_d: KgPerSecond, speed: Ratio, rho: KgPerM3, rho_d: KgPerM3) -> KgPerSecond:
    """Air of a cell at a fan speed (1: design) and density; densities at the fan."""
    return g_d * speed * rho / rho_d


@equation("P_f", FAN_LAWS, at=(("150e3", "0.5", "1.15", "1.1"), ("5", "1", "1", "1")))
def fan_power(p_d: Watt, speed: Ratio, rho: KgPerM3, rho_d: KgPerM3) -> Watt:
    """Power of a fan at a speed (1: design) and density."""
    return p_d * speed**3 * rho / rho_d


@equation("G", STANDING, at=(("600", "0.12"), ("5", "0")))
def idle_air(g_d: KgPerSecond, share: Ratio) -> KgPerSecond:
    """Air of a cell whose fan stands, as a share of its design air: measure it where you can."""
    return g_d * share


@equation("G", STANDING, at=(("600",), ("5",)))
def assumed_idle_air(g_d: KgPerSecond) -> KgPerSecond:
    """Air of a cell whose fan stands, where nobody measured it: 12 % of design, unconfirmed."""
    return 0.12 * g_d


@equation(
    "capability", CTI,
    guards=("p_test > 0: give the fan power of the test", "predicted > 0: give the predicted flow"),
    at=(("15000", "150e3", "140e3", "15500"), ("5", "1", "1", "5")),
)  # fmt: skip
def capability(water: KgPerSecond, p_d: Watt, p_test: Watt, predicted: KgPerSecond) -> Ratio:
    """Water that the tower cools, over what it should at the test's temperatures: 1 is as sold."""
    return water * (p_d / p_test) ** (1 / 3) / predicted


@equation("L_c", EQUAL, guards=("cells > 0: no cell has water",), at=(("15000", "6"), ("5", "1")))
def water_of_cell(water: KgPerSecond, cells: Ratio) -> KgPerSecond:
    """Water on one cell."""
    return water / cells


@equation("ΔT", EQUAL, empirical=True, at=(("2", "6", "305", "303"), ("1", "1", "300", "300")))
def part_of_basin(number: Ratio, cells: Ratio, t: Kelvin, t_hot: Kelvin) -> KelvinDiff:
    """Cooling that a group of cells brings to the basin."""
    return number * (t_hot - t) / cells


@equation("R", EQUAL, at=(("3", "5"), ("1",)))
def cooling_of_basin(*parts: KelvinDiff) -> KelvinDiff:
    """Cooling of the mixed water."""
    return sum(parts)


@equation("T_c", EQUAL, at=(("313", "8"), ("300", "0")))
def basin(t_hot: Kelvin, r: KelvinDiff) -> Kelvin:
    """Mixed cold water."""
    return t_hot - r


@equation("ΔR", "residual of a range", at=(("8.1", "8"), ("5", "6")))
def range_missed(found: KelvinDiff, wanted: KelvinDiff) -> KelvinDiff:
    """How far the cooling of the basin lies above the range."""
    return found - wanted


def cells_at_range(
    groups: Sequence[Cells], water: Any, r: Any, air: Air, fill: tuple[Any, Any], cp: Any,
    near: Cooled | None = None,
) -> Cooled:  # fmt: skip
    """Cells of unlike air under one hot water, mixed in one basin, at a given range (heat).

    `water` is that of the whole tower, equal on every cell; `fill` is (C, n). Decimal: one recorded
    solution of all cells and the hot water; arrays: NaN where there is none. `near` is what arrays
    came to at nearly the same water and heat: from there they take a third of the time.
    """
    if not isinstance(r, Decimal):
        if near is None or len(groups) == 1:
            return _arrays(groups, water, r, air, fill, cp)
        return _from_near(groups, water, r, air, fill, cp, near)
    plain = [Cells(float(each.count), float(each.g)) for each in groups]
    given = Air(float(air.h), float(air.p))
    numbers = (float(water), float(r)), (float(fill[0]), float(fill[1])), float(cp)
    with untraced():
        start = _arrays(plain, *numbers[0], given, *numbers[1:])
    if not np.isfinite(start.t_hot):
        raise ImpossibleState(
            f"{sum(c.count for c in plain):.0f} cells do not carry a range of {r:.4g} K below "
            f"{WARMEST} K: run more fans, or check water flow, heat and air"
        )
    return _case(groups, water, r, air, fill, cp, start)


def _case(
    groups: Sequence[Cells], water: Any, r: Any, air: Air, fill: tuple[Any, Any], cp: Any,
    start: Cooled,
) -> Cooled:  # fmt: skip
    running = [i for i, each in enumerate(groups) if each.count]
    cells = count(sum(int(groups[i].count) for i in running))
    one = water_of_cell(water, cells)
    ratios = {i: merkel.loading(one, groups[i].g) for i in running}
    given = {i: merkel.available(fill[0], ratios[i], fill[1]) for i in running}

    def cooling(x: dict[str, Any]) -> Any:
        return cooling_of_basin(
            *(part_of_basin(groups[i].count, cells, x[f"t_{i}"], x["t_hot"]) for i in running)
        )

    def rows(x: dict[str, Any]) -> list[Residual]:
        found = [Residual(range_missed(got := cooling(x), r), (got, r))]
        for i in running:
            span = merkel.cooling_range(x["t_hot"], x[f"t_{i}"])
            me = merkel.asked(x[f"t_{i}"], span, air, ratios[i], cp)
            found.append(Residual(merkel.missed(me, given[i]), (me, given[i])))
        return found

    unknowns = {"t_hot": (KELVIN, _exact(start.t_hot))}
    unknowns |= {f"t_{i}": (KELVIN, _exact(start.each[i])) for i in running}
    x = solved("tower.cells", unknowns, rows)
    cold = basin(x["t_hot"], cooling(x))
    return Cooled(x["t_hot"], cold, tuple(x.get(f"t_{i}", x["t_hot"]) for i in range(len(groups))))


def _exact(x: Any) -> Decimal:
    return Decimal(repr(float(x)))


def _arrays(
    groups: Sequence[Cells], water: Any, r: Any, air: Air, fill: tuple[Any, Any], cp: Any
) -> Cooled:
    cells = np.sum([np.asarray(each.count, dtype=float) for each in groups], axis=0)
    with np.errstate(all="ignore"):
        ratios = [water / cells / each.g for each in groups]
    shape = np.broadcast_shapes(*map(np.shape, (r, air.h, air.p, cp, *fill, *ratios)))
    alone = [
        np.broadcast_to(merkel.cold_water(r, air, ratio, *fill, cp), shape) for ratio in ratios
    ]
    if len(groups) == 1:
        return Cooled(alone[0] + r, alone[0], (alone[0],))
    shares = [np.broadcast_to(g.count / cells, shape) for g in groups]
    hot, cold = _newton(shares, alone, r, air, ratios, fill, cp)
    with np.errstate(all="ignore"):
        left = np.abs(_mixed(shares, hot, cold) - r)
    some = np.any([np.isfinite(t) & (x > 0) for t, x in zip(alone, shares, strict=True)], axis=0)
    if np.any(open_rows := ~(left <= CLOSED) & some):
        given = (r, air.h, air.p, cp, *fill, *ratios)
        rows = [np.broadcast_to(x, shape)[open_rows] for x in given]
        some_shares, some_alone = ([x[open_rows] for x in each] for each in (shares, alone))
        closed = _bracketed(
            some_shares, some_alone, rows[0], Air(*rows[1:3]), rows[6:], (rows[4], rows[5]), rows[3]
        )
        for old, new in zip((hot, *cold), (closed[0], *closed[1]), strict=True):
            old[open_rows] = new
    found = [np.where(share > 0, t, hot) for share, t in zip(shares, cold, strict=True)]
    return Cooled(hot, hot - r, tuple(found))


def _from_near(
    groups: Sequence[Cells], water: Any, r: Any, air: Air, fill: tuple[Any, Any], cp: Any,
    near: Cooled,
) -> Cooled:  # fmt: skip
    """Newton's steps from a solution nearby; rows that do not close begin anew."""
    cells = np.sum([np.asarray(each.count, dtype=float) for each in groups], axis=0)
    with np.errstate(all="ignore"):
        ratios = [water / cells / each.g for each in groups]
    shape = np.broadcast_shapes(*map(np.shape, (r, air.h, air.p, cp, *fill, *ratios)))
    shares = [np.broadcast_to(g.count / cells, shape) for g in groups]
    start = np.array(near.t_hot), [np.array(t) for t in near.each]
    hot, cold = _stepped(shares, start, r, air, ratios, fill, cp)
    with np.errstate(all="ignore"):
        open_rows = ~(np.abs(_mixed(shares, hot, cold) - r) <= CLOSED) & np.isfinite(near.t_hot)
    hot = np.where(np.isfinite(hot), hot, np.nan)
    if np.any(open_rows):
        rows = [np.broadcast_to(x, shape)[open_rows] for x in (water, r, air.h, cp, fill[0])]
        some = [
            Cells(
                np.broadcast_to(g.count, shape)[open_rows], np.broadcast_to(g.g, shape)[open_rows]
            )
            for g in groups
        ]
        anew = _arrays(some, rows[0], rows[1], Air(rows[2], air.p), (rows[4], fill[1]), rows[3])
        hot[open_rows] = anew.t_hot
        for old, new in zip(cold, anew.each, strict=True):
            old[open_rows] = new
    found = [np.where(share > 0, t, hot) for share, t in zip(shares, cold, strict=True)]
    return Cooled(hot, hot - r, tuple(found))


def _mixed(shares: Sequence[Any], hot: Any, cold: Sequence[Any]) -> Any:
    """Cooling of the basin; cells that are not there take no part."""
    parts = zip(shares, cold, strict=True)
    return np.sum([np.where(x > 0, x * (hot - t), 0.0) for x, t in parts], axis=0)


def _best(shares: Sequence[Any], alone: Sequence[Any]) -> Any:
    """Cold water of the best cells, were they all like them."""
    there = [np.where(x > 0, t, np.nan) for x, t in zip(shares, alone, strict=True)]
    return np.fmin.reduce(there)


def _newton(
    shares: Sequence[Any], alone: Sequence[Any], r: Any, air: Air, ratios: Sequence[Any],
    fill: tuple[Any, Any], cp: Any,
) -> tuple[Any, list[Any]]:  # fmt: skip
    """Hot water and every group's cold water at once, from that of cells that work alone."""
    h_s = moist.saturated_enthalpies(air.p)
    lost = np.sum([np.where(np.isnan(t), x, 0.0) for x, t in zip(shares, alone, strict=True)], 0)
    hot = _best(shares, alone) + r + lost * r / 2
    with np.errstate(all="ignore"):
        cold = [
            np.where(merkel.reciprocal(h_s, hot - r, r, air.h, x, cp) > 0, hot - r, hot - r / 8)
            for x in ratios
        ]
    return _stepped(shares, (hot, cold), r, air, ratios, fill, cp)


def _stepped(
    shares: Sequence[Any], start: tuple[Any, list[Any]], r: Any, air: Air, ratios: Sequence[Any],
    fill: tuple[Any, Any], cp: Any,
) -> tuple[Any, list[Any]]:  # fmt: skip
    """Newton's steps of hot and cold water; the matrix is an arrow and solves itself."""
    h_s, (hot, cold) = moist.saturated_enthalpies(air.p), start
    with np.errstate(all="ignore"):
        wanted = [1 / merkel.available(fill[0], ratio, fill[1]) for ratio in ratios]
        for _ in range(STEPS):
            missed, by_cold, by_hot = [], [], []
            for t, ratio, given in zip(cold, ratios, wanted, strict=True):
                one = (air.h, ratio, cp)
                here = merkel.reciprocal(h_s, t, hot - t, *one)
                nudged = merkel.reciprocal(h_s, t + NUDGE, hot - t - NUDGE, *one)
                missed.append(here - given)
                by_cold.append((nudged - here) / NUDGE)
                by_hot.append((merkel.reciprocal(h_s, t, hot - t + NUDGE, *one) - here) / NUDGE)
            drift = [-m / c for m, c in zip(missed, by_cold, strict=True)]
            pull = [-h / c for h, c in zip(by_hot, by_cold, strict=True)]
            short = r - _mixed(shares, hot, [t + d for t, d in zip(cold, drift, strict=True)])
            rise = short / _mixed(shares, 1.0, pull)
            hot = hot + rise
            cold = [t + d + p * rise for t, d, p in zip(cold, drift, pull, strict=True)]
            if np.nanmax(np.abs(rise), initial=0.0) < DONE:
                break
        closed = [np.abs(m) <= CLOSED * given for m, given in zip(missed, wanted, strict=True)]
        kept = np.all([c | (x == 0) for c, x in zip(closed, shares, strict=True)], axis=0)
    return np.where(kept, hot, np.inf), [np.array(t) for t in cold]


def _bracketed(
    shares: Sequence[Any], alone: Sequence[Any], r: Any, air: Air, ratios: Sequence[Any],
    fill: tuple[Any, Any], cp: Any,
) -> tuple[Any, list[Any]]:  # fmt: skip
    """The same by brackets, where Newton's steps did not close."""

    def each(hot: Any) -> list[Any]:
        return [merkel.cold_water_of_hot(hot, air, ratio, *fill, cp) for ratio in ratios]

    low, high = _best(shares, alone) + r - 1e-6, np.full(np.shape(alone[0]), WARMEST)
    hot = root(lambda t: _mixed(shares, t, each(t)) - r, low, high)
    return hot, each(hot)
