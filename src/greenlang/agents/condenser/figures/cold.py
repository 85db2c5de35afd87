"""Charts of the cold end: pumps and system, ways to run, tower, turbine, dates, water."""

from typing import Any

import numpy as np

from greenlang.agents.condenser.figures.view import KELVIN, MBAR, View, middle
from greenlang.agents.condenser.figures.words import BOXES
from greenlang.agents.condenser.model import PowerUnit, Tower
from greenlang.agents.condenser.results import CondenserHistory, Floats
from greenlang.agents.page import milliseconds
from greenlang.agents.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    RED,
    SKY,
    Layer,
    Rows,
    amount,
    chart,
    curve,
    five,
    named,
    time_axis,
)
from greenlang.core.errors import GreenlangError, InsufficientData
from greenlang.core.uncertainty import floats
from greenlang.library.flow import pumps
from greenlang.library.tower import fans, merkel
from greenlang.library.turbine import checks, response

HOUR = 3600.0
CP_WATER = 4186.0  # J/(kg K): towers are drawn, not judged, with it
RHO_WATER = 997.0
_POINTS = 60
_MONTH = 30
_HEIGHT = 190


def pump_curves(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Head over flow of one pump to all of them, the system, and the flows that were learnt."""
    unit = view.unit(one)
    cw = unit.pumps
    if cw is None or cw.curve is None:
        raise InsufficientData("insufficient data: the plant file gives no curve of the pumps")
    pump = floats(cw.curve)
    each = np.linspace(float(pumps.begins(pump)), float(pumps.run_out(pump)), _POINTS)
    x, y = _flow(), amount("h", "head, m")
    heads = np.asarray(pumps.head(pump, each, 1.0), dtype=float)
    running = [f"{n} pump{'s' * (n > 1)}" for n in range(1, len(cw.units) + 1)]
    colours = dict(zip(running, (SKY, BLUE, INK, MUTED) * len(running), strict=False))
    layers: list[Layer] = []
    if None not in {cw.static_head, cw.system_v, cw.system_head}:
        colours |= {"system": ORANGE} | ({"learnt": GREEN} if one.flows else {})
    for n, name in enumerate(running, 1):
        layers.append(curve(_pairs(n * HOUR * each, heads, "v", "h"), name, colours, x, y))
    most = len(running) * HOUR * float(each[-1])
    return chart([*layers, *_system(unit, one, most, colours, x, y)], _HEIGHT, "half")


def _flow() -> Layer:
    return {"field": "v", "type": "quantitative", "scale": {"zero": False, "nice": False},
            "axis": {"title": "cooling water, m³/h", "grid": True, "tickCount": 5}}  # fmt: skip


def _pairs(x: Floats, y: Floats, *names: str) -> Rows:
    return [
        {names[0]: a, names[1]: b}
        for a, b in zip(five(x), five(y), strict=True)
        if a is not None and b is not None
    ]


def _system(
    unit: PowerUnit, one: CondenserHistory, most: float, colours: dict[str, str], x: Layer, y: Layer
) -> list[Layer]:
    """What the circuit asks for, and where the running pumps were found to stand."""
    cw = unit.pumps
    if cw is None or None in {cw.static_head, cw.system_v, cw.system_head}:
        return []
    static, v_0, h_0 = (float(z or 0.0) for z in (cw.static_head, cw.system_v, cw.system_head))
    k = (h_0 - static) / v_0**2
    at = np.linspace(0.2 * most, most, _POINTS) / HOUR
    layers = [curve(_pairs(HOUR * at, static + k * at**2, "v", "h"), "system", colours, x, y)]
    learnt = np.array(sorted(float(v) for v in one.flows.values()))
    if learnt.size:
        dots: Layer = {
            "data": {"values": _pairs(HOUR * learnt, static + k * learnt**2, "v", "h")},
            "mark": {"type": "point", "filled": True, "size": 60},
            "encoding": {"x": x, "y": y, "color": named("learnt", colours, "circle")},
        }
        layers.append(dots)
    return layers


def combinations(one: CondenserHistory, view: View) -> dict[str, Any]:
    """What the best way to run at each flow earns less than the best of all, an hour."""
    found = None if view.decision is None else view.decision.of(one.unit)
    if found is None or found.cold_end is None:
        why = "" if found is None else f": {found.cold_end_why}"
        raise InsufficientData(f"insufficient data: the cold end was not decided{why}")
    cold = found.cold_end
    best = float(cold.best.j)
    rows: Rows = [
        {"v": HOUR * float(p.v), "less": HOUR * (best - float(p.j)), "what": p.what}
        for p in cold.curve
    ]
    near = [row for row in rows if row["less"] <= _near(rows)]
    x, y = _flow(), amount("less", f"less than the best, {view.currency}/h", zero=True)
    line: Layer = {
        "data": {"values": near}, "mark": {"type": "line", "point": {"size": 22}, "color": BLUE},
        "encoding": {"x": x, "y": y},
    }  # fmt: skip
    window: Layer = {
        "data": {"values": [{"v": HOUR * float(cold.v_from), "e": HOUR * float(cold.v_to)}]},
        "mark": {"type": "rect", "color": GREEN, "opacity": 0.15},
        "encoding": {"x": {"field": "v", "type": "quantitative"}, "x2": {"field": "e"}},
    }
    ways = {"best": (cold.best, GREEN), "present": (cold.present, RED)}
    if cold.second is not None:
        ways["second best"] = (cold.second, ORANGE)
    colours = {name: colour for name, (_, colour) in ways.items()}
    dots = [
        {"data": {"values": [{"v": HOUR * float(way.v), "less": HOUR * (best - float(way.j))}]},
         "mark": {"type": "point", "filled": True, "size": 90},
         "encoding": {"x": x, "y": y, "color": named(name, colours, "circle")}}
        for name, (way, _) in ways.items()
    ]  # fmt: skip
    return chart([window, line, *dots], _HEIGHT, "half")


def _near(rows: Rows) -> float:
    """Ways far off the best are left out of the chart."""
    return 4.0 * float(np.median([row["less"] for row in rows])) + 1.0


def tower(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Cold water over the wet bulb: days, and what the fill gives with all cells and with fewer."""
    unit, day = view.unit(one), one.daily
    if unit.tower is None:
        raise InsufficientData("insufficient data: this unit has no tower")
    wet = one.more.get("t_wet_bulb")
    if wet is None or not np.isfinite(wet * day.t_in).any():
        raise InsufficientData("insufficient data: the wet bulb is not measured")
    x = {"field": "wb", "type": "quantitative", "scale": {"zero": False, "nice": False},
         "axis": {"title": "wet bulb, degC", "grid": True}}  # fmt: skip
    y = amount("t", "cold water, degC")
    dots: Layer = {
        "data": {"values": _pairs(wet - KELVIN, day.t_in - KELVIN, "wb", "t")},
        "mark": {"type": "point", "filled": True, "size": 12, "opacity": 0.45, "color": GREY},
        "encoding": {"x": x, "y": y},
    }
    return chart([dots, *_tower_lines(one, unit.tower, wet, view, (x, y))], _HEIGHT, "half")


def _tower_lines(
    one: CondenserHistory, t: Tower, wet: Floats, view: View, axes: tuple[Layer, Layer]
) -> list[Layer]:
    if t.c is None or t.n is None or t.fan.air is None:
        return []
    water = RHO_WATER * middle(one.daily.v)
    r = middle(one.daily.rise)
    at = np.linspace(float(np.nanmin(wet)), float(np.nanmax(wet)), 20)
    air = merkel.entering(at, np.full_like(at, view.plant.barometer or 101_325.0))
    cells = len(t.cells)
    wanted = {"all cells": cells, "one cell off": cells - 1, "half of the cells": cells // 2}
    colours = dict(zip(wanted, (GREEN, BLUE, ORANGE), strict=True))
    layers = []
    for name, on in wanted.items():
        if on < 1:
            continue
        groups = [fans.Cells(np.full_like(at, n), np.full_like(at, g)) for n, g in
                  ((float(on), t.fan.air), (float(cells - on), 0.12 * t.fan.air)) if n]  # fmt: skip
        cold = fans.cells_at_range(
            groups, np.full_like(at, water), np.full_like(at, r), air, (t.c, t.n),
            np.full_like(at, CP_WATER),
        ).t_cold  # fmt: skip
        layers.append(curve(_pairs(at - KELVIN, np.asarray(cold) - KELVIN, "wb", "t"), name,
                            colours, *axes))  # fmt: skip
    return layers


def turbine(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Change of power over the back pressure, the last month's days on it, and the choke point."""
    unit, day = view.unit(one), one.daily
    made = unit.turbine.curve
    if made is None:
        raise InsufficientData("insufficient data: the plant file gives no exhaust curve")
    try:
        plain = floats(made)
        load = middle(day.load[np.isfinite(day.p_used)][-_MONTH:])
        if not np.isfinite(load):
            raise InsufficientData("no day has a pressure and a load")
        pressures = [float(p.p) for p in plain.points]
        at = np.linspace(min(pressures), max(pressures), _POINTS)
        change = np.asarray(response.change(plain, at, np.full_like(at, load)), dtype=float)
        choke = float(checks.choke(plain, load))
    except GreenlangError as error:
        raise InsufficientData(f"insufficient data: {error}") from None
    some = np.isfinite(day.p_used)
    days, loads = day.p_used[some][-_MONTH:], day.load[some][-_MONTH:]
    x = {"field": "p", "type": "quantitative", "scale": {"zero": False, "nice": False},
         "axis": {"title": "back pressure, mbar", "grid": True}}  # fmt: skip
    y = amount("c", "change of power, %")
    name = f"curve at {100 * load:.0f} % load"
    colours = {name: BLUE, "days of the last month": ORANGE}
    shown = np.asarray(response.change(plain, days, loads), dtype=float)
    cloud: Layer = {
        "data": {"values": _pairs(MBAR * days, 100.0 * shown, "p", "c")},
        "mark": {"type": "point", "filled": True, "size": 26, "opacity": 0.7},
        "encoding": {"x": x, "y": y, "color": named("days of the last month", colours, "circle")},
    }
    layers = [curve(_pairs(MBAR * at, 100.0 * change, "p", "c"), name, colours, x, y), cloud]
    return chart([*layers, *_choke(choke)], _HEIGHT, "half")


def _choke(p: float) -> list[Layer]:
    if not np.isfinite(p):
        return []
    line: Layer = {
        "mark": {"type": "rule", "color": RED, "strokeDash": [3, 3]},
        "encoding": {"x": {"field": "p", "type": "quantitative"}},
    }
    text: Layer = {
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -4,
                 "fontSize": 10, "color": RED},
        "encoding": {"x": {"field": "p", "type": "quantitative"}, "y": {"value": "height"},
                     "text": {"value": "choke"}},
    }  # fmt: skip
    return [{"data": {"values": [{"p": MBAR * p}]}, "layer": [line, text]}]


def cleaning_cost(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Cost of the horizon over the day of the next cleaning, by waterbox; dots: the cheapest."""
    found = None if view.decision is None else view.decision.of(one.unit)
    mine = [] if found is None else [c for c in found.cleanings if c.asset == one.asset]
    curves = {c.box: c.cost_curve for c in mine if np.isfinite(c.cost_curve[1]).sum() >= 3}
    if not curves:
        raise InsufficientData("insufficient data: no cost over the date of a cleaning is known")
    colours = dict(zip(curves, BOXES, strict=False))
    days = np.concatenate([np.asarray(d, float) for d, _ in curves.values()])
    x = time_axis(domain=(float(days.min()), float(days.max())), ticks=6)
    y = amount("v", f"thousand {view.currency} over the horizon")
    layers: list[Layer] = []
    for box, (at, cost) in curves.items():
        rows: Rows = [
            {"t": milliseconds(float(day)), "v": v}
            for day, v in zip(at, five(1e-3 * np.asarray(cost, float)), strict=True)
        ]
        known = [row for row in rows if row["v"] is not None]
        best = min(known, key=lambda row: row["v"])
        layers += [curve(rows, box, colours, x, y), {
            "data": {"values": [best]}, "mark": {"type": "point", "filled": True, "size": 60},
            "encoding": {"x": x, "y": y, "color": named(box, colours)},
        }]  # fmt: skip
    spans = [c.window for c in mine if c.window is not None]
    shade: list[Layer] = [
        {"data": {"values": [{"t": milliseconds(a), "e": milliseconds(b)}]},
         "mark": {"type": "rect", "color": GREEN, "opacity": 0.1},
         "encoding": {"x": {"field": "t", "type": "temporal"}, "x2": {"field": "e"}}}
        for a, b in spans
    ]  # fmt: skip
    return chart([*shade, *layers], _HEIGHT, "half")


def plugged(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Plugged tubes by waterbox, share of its tubes, and where retubing is usually weighed."""
    unit = view.unit(one)
    dated = {b: unit.bundle.plugged.get(b, ()) for b in one.boxes}
    if not any(dated.values()):
        raise InsufficientData("insufficient data: the plant file gives no plugged tubes")
    days = np.arange(view.start, view.end + 1, 7)
    x = time_axis(domain=(float(view.start), float(view.end + 1)), ticks=5)
    y = amount("v", "plugged, %", zero=True)
    colours = dict(zip(one.boxes, BOXES, strict=False))
    layers = []
    for box in one.boxes:
        tubes = unit.bundle.of(box).count
        share = np.array([100.0 * unit.bundle.plugged_at(box, int(d)) / tubes for d in days])
        rows: Rows = [
            {"t": milliseconds(float(d)), "v": v} for d, v in zip(days, five(share), strict=True)
        ]
        layers.append(curve(rows, box, colours, x, y))
    return chart(layers, 150, "half")


def sankey(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Where the make-up goes: bands as wide as their flows, mean of the days that have both."""
    makeup, blowdown = (one.more.get(name) for name in ("makeup", "blowdown"))
    if makeup is None or blowdown is None:
        raise InsufficientData("insufficient data: make-up and blowdown are not both measured")
    both = np.isfinite(makeup) & np.isfinite(blowdown)
    if not both.any():
        raise InsufficientData("insufficient data: no day has make-up and blowdown")
    whole, bled = (HOUR * float(np.mean(x[both])) for x in (makeup, blowdown))
    if not 0.0 <= bled <= whole:
        raise InsufficientData(
            f"insufficient data: the blowdown ({bled:.0f} m³/h) is more than the make-up "
            f"({whole:.0f} m³/h): a meter is off"
        )
    parts = (("evaporation and drift", whole - bled, SKY), ("blowdown", bled, ORANGE))
    return _bands(whole, parts, view)


def _bands(whole: float, parts: tuple[tuple[str, float, str], ...], _view: View) -> dict[str, Any]:
    at = np.linspace(0.0, 1.0, 40)
    bend = at * at * (3.0 - 2.0 * at)
    apart, low_0, rows, names = 0.12 * whole, 0.0, [], []
    for i, (name, flow, colour) in enumerate(parts):
        low_1 = low_0 + i * apart
        for x, s in zip(at.tolist(), bend.tolist(), strict=True):
            low = low_0 + s * (low_1 - low_0)
            rows.append({"x": x, "low": low, "high": low + flow, "what": name, "colour": colour})
        names.append({"x": 1.0, "y": low_1 + flow / 2, "said": f"{name} {flow:.0f} m³/h"})
        low_0 += flow
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [-0.02, 1.9]}}
    y = {"field": "low", "type": "quantitative", "axis": None}
    area: Layer = {
        "data": {"values": rows}, "mark": {"type": "area", "opacity": 0.8},
        "encoding": {"x": x, "y": y, "y2": {"field": "high"}, "detail": {"field": "what"},
                     "color": {"field": "colour", "type": "nominal", "scale": None}},
    }  # fmt: skip
    first = [{"x": 0.02, "y": whole / 2, "said": f"make-up {whole:.0f} m³/h"}]
    text: Layer = {
        "data": {"values": [*first, *names]},
        "mark": {"type": "text", "align": "left", "dx": 4},
        "encoding": {"x": x, "y": y | {"field": "y"}, "text": {"field": "said"}},
    }
    return chart([area, text], 150, "half")
