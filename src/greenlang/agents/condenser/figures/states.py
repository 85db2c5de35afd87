"""Charts of what the tubes are like: cleanliness, fouling by waterbox, debris, savings."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from greenlang.agents.condenser.figures.view import FOULING, MBAR, View
from greenlang.agents.condenser.figures.words import BOXES, EVENTS
from greenlang.agents.condenser.results import CondenserHistory, Forecast
from greenlang.agents.drawing import enough
from greenlang.agents.page import date, milliseconds
from greenlang.agents.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    PEACH,
    RED,
    SKY,
    VIOLET,
    Layer,
    Rows,
    amount,
    area,
    chart,
    curve,
    named,
    rows,
    rule,
    time_axis,
)
from greenlang.core.errors import InsufficientData

Z90 = 1.2815515655446004  # P10 and P90 of a normal distribution lie this many sigmas off
LIMITS = (0.85, 0.75, 0.60)  # of the alert on cleanliness
_CLEANED = {"cleaning in the log": GREEN, "found without log": VIOLET}
_NAME, _LANES = 0.09, 3  # width of a name as a share of the axis; rows of names
_MONTHS = 366
_AHEAD = "#c08a3e"


def cleanliness(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Cleanliness at reference conditions with its band, cleanings, and limits of the alert."""
    day = one.daily
    enough(day.cf_ref, what=f"no day of {one.asset} has a cleanliness")
    x = time_axis(domain=(float(view.start), float(view.end + 1)), ticks=12)
    y = amount("v", "cleanliness at reference")
    sigma = np.where(np.isfinite(day.cf_ref_sigma), day.cf_ref_sigma, 0.0)
    line = rows(day.days, v=day.cf_ref, low=day.cf_ref - Z90 * sigma, high=day.cf_ref + Z90 * sigma)
    colours = {"cleanliness, P10 to P90": BLUE} | _kinds(one)
    lowest = float(np.nanmin(day.cf_ref - Z90 * sigma))
    limits: Layer = {
        "data": {"values": [{"v": v} for v in LIMITS if v > lowest - 0.05]},
        "mark": {"type": "rule", "color": RED, "strokeDash": [2, 3], "strokeWidth": 1},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }
    layers = [
        *shaded(one, view, ("steam-side leak", "vacuum pump fault", "gauge drift")), limits,
        area(line, SKY, x, y), curve(line, "cleanliness, P10 to P90", colours, x, y),
        *cleanings(one, colours, x),
    ]  # fmt: skip
    return chart(layers, 170)


def fouling(one: CondenserHistory, view: View) -> dict[str, Any]:
    """R_f of each waterbox with its band, cleanings, forecast and limits."""
    states, days = one.states, one.daily.days
    enough(states.r_f, what=f"no day of {one.asset} has a fouling resistance")
    ends = [float(f.days[-1]) for f in one.forecasts if f.days.size]
    end = min(max([float(view.end + 1), *ends]), float(view.end + _MONTHS))
    x = time_axis(domain=(float(view.start), end), ticks=12)
    y = amount("v", "Rf, 1e-5 m² K/W", zero=True)
    boxes = dict(zip(one.boxes, BOXES * (1 + len(one.boxes) // len(BOXES)), strict=False))
    colours = boxes | _kinds(one) | ({"forecast, P10 to P90": _AHEAD} if one.forecasts else {})
    layers: list[Layer] = [*shaded(one, view, tuple(EVENTS), end)]
    for b, box in enumerate(one.boxes):
        level, sigma = FOULING * states.r_f[:, b], FOULING * states.r_f_sigma[:, b]
        sigma = np.where(np.isfinite(sigma), Z90 * sigma, 0.0)
        line = rows(days, v=level, low=level - sigma, high=level + sigma)
        band = area(line, boxes[box], x, y)
        band["mark"] |= {"opacity": 0.16}
        layers += [band, curve(line, box, colours, x, y)]
    layers += [layer for f in one.forecasts for layer in _fan(f, colours, x, y, end)]
    layers += [*cleanings(one, colours, x), *_reached(one, end)]
    layers += [rule([{"t": milliseconds(view.end + 1)}], INK, width=1)]
    design = view.unit(one).r_f_design
    if design:
        layers.append(_level(FOULING * design, "design"))
    return chart(layers, 205)


def _fan(f: Forecast, colours: Mapping[str, str], x: Layer, y: Layer, end: float) -> list[Layer]:
    ahead = f.days <= end
    if not ahead.any():
        return []
    low, mid, high = (FOULING * each[ahead] for each in f.r_f)
    fan = rows(f.days[ahead], v=mid, low=low, high=high)[::3]
    middle = curve(fan, "forecast, P10 to P90", dict(colours), x, y)
    middle["mark"] |= {"strokeDash": [4, 2]}
    return [area(fan, PEACH, x, y), middle]


def _level(value: float, name: str) -> Layer:
    line: Layer = {
        "mark": {"type": "rule", "color": MUTED, "strokeDash": [2, 3]},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }
    text: Layer = {
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 3, "dy": -1,
                 "fontSize": 10, "color": MUTED},
        "encoding": {"y": {"field": "v", "type": "quantitative"}, "x": {"value": 0},
                     "text": {"value": name}},
    }  # fmt: skip
    return {"data": {"values": [{"v": value}]}, "layer": [line, text]}


def _reached(one: CondenserHistory, end: float) -> list[Layer]:
    """P50 dates on which limits are reached, named along the line."""
    found = [
        (band.p50, f"{f.box}: {name}, {date(band.p50)}")
        for f in one.forecasts
        for name, band in f.limits.items()
        if np.isfinite(band.p50) and band.p50 <= end
    ]
    if not found:
        return []
    days = [{"t": milliseconds(day), "what": what} for day, what in found]
    name: Layer = {
        "data": {"values": days},
        "mark": {"type": "text", "angle": 270, "align": "left", "baseline": "bottom", "dx": 4,
                 "dy": -3, "fontSize": 10, "color": RED},
        "encoding": {"x": {"field": "t", "type": "temporal"}, "y": {"value": "height"},
                     "text": {"field": "what"}},
    }  # fmt: skip
    return [rule(days, RED, dash=(2, 2), width=1), name]


def _kinds(one: CondenserHistory) -> dict[str, str]:
    """Legend of the kinds of cleaning that there are."""
    unlogged = {c.status == "found_without_log" for c in one.cleanings if _seen(c.status)}
    return {name: colour for (name, colour), kind in zip(_CLEANED.items(), (False, True),
            strict=True) if kind in unlogged}  # fmt: skip


def _seen(status: str) -> bool:
    return status in {"confirmed", "found_without_log"}


def cleanings(one: CondenserHistory, colours: Mapping[str, str], x: Layer) -> list[Layer]:
    """Upright lines where cleanings ended."""
    layers = []
    for name, unlogged in zip(_CLEANED, (False, True), strict=True):
        days = [
            {"t": milliseconds(c.end)}
            for c in one.cleanings
            if _seen(c.status) and (c.status == "found_without_log") is unlogged
        ]
        if days and name in colours:
            mark = {"type": "rule", "strokeWidth": 1.4}
            mark |= {"strokeDash": [4, 3]} if unlogged else {}
            encoding = {"x": x, "color": named(name, colours)}
            layers.append({"data": {"values": days}, "mark": mark, "encoding": encoding})
    return layers


def shaded(
    one: CondenserHistory, view: View, causes: tuple[str, ...], end: float | None = None
) -> list[Layer]:
    """Shaded times of events, named on top, in lanes where names would meet.

    `end` is that of the time axis where it shows more than the history.
    """
    shown = sorted((e for e in one.events if e.cause in causes), key=lambda e: e.start)
    if not shown:
        return []
    last_day = float(view.end if end is None else end)
    wide = _NAME * (last_day - view.start)
    values: Rows = []
    free = [-np.inf] * _LANES
    for e in shown:
        lane = next((i for i, day in enumerate(free) if day <= e.start), _LANES - 1)
        free[lane] = e.start + wide
        last = view.end + 1 if e.end is None else max(e.end, e.start + 0.5)
        values.append(
            {"t": milliseconds(e.start), "e": milliseconds(last), "what": EVENTS[e.cause],
             "lane": lane, "late": int(e.start + wide > last_day)}
        )  # fmt: skip
    shade: Layer = {
        "mark": {"type": "rect", "color": PEACH, "opacity": 0.35},
        "encoding": {"x": {"field": "t", "type": "temporal"}, "x2": {"field": "e"}},
    }
    places = sorted({(int(row["lane"]), int(row["late"])) for row in values})
    names = [_name(lane, late) for lane, late in places]
    return [{"data": {"values": values}, "layer": [shade, *names]}]


def _name(lane: int, late: int) -> Layer:
    align, dx = ("right", -3) if late else ("left", 3)
    return {
        "transform": [{"filter": f"datum.lane == {lane} && datum.late == {late}"}],
        "mark": {"type": "text", "align": align, "baseline": "top", "dx": dx, "dy": 3 + 12 * lane,
                 "fontSize": 10, "color": MUTED},
        "encoding": {"x": {"field": "t", "type": "temporal"}, "y": {"value": 0},
                     "text": {"field": "what"}},
    }  # fmt: skip


def normalised(one: CondenserHistory, view: View) -> dict[str, Any]:
    """The pressure as it was, that of a clean condenser, and that at reference conditions."""
    day = one.daily
    enough(day.p_norm, day.p_target, what=f"no day of {one.asset} has a target pressure")
    colours = {"measured": GREY, "clean, same water and load": GREEN, "at reference": BLUE}
    x = time_axis(domain=(float(view.start), float(view.end + 1)), ticks=12)
    y = amount("v", "mbar")
    layers = [
        curve(rows(day.days, v=MBAR * values), name, colours, x, y)
        for name, values in zip(colours, (day.p_used, day.p_target, day.p_norm), strict=True)
    ]
    layers.append(_level(MBAR * one.split.p_reference, "reference, clean"))
    return chart(layers, 170)


def boxes(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Drop of each waterbox over that of open tubes: debris, not fouling."""
    kappa = one.states.kappa
    enough(kappa, what="the drop over the waterboxes is not measured (dp): debris is not seen")
    x = time_axis(domain=(float(view.start), float(view.end + 1)), ticks=5)
    y = amount("v", "ΔP / ΔP of open tubes")
    colours = dict(zip(one.boxes, BOXES * (1 + len(one.boxes) // len(BOXES)), strict=False))
    layers = [
        curve(rows(one.daily.days, v=kappa[:, b]), box, colours, x, y)
        for b, box in enumerate(one.boxes)
    ]
    return chart([*shaded(one, view, ("debris", "plugging")), *layers], 150, "half")


def saved(view: View) -> dict[str, Any]:
    """What each cleaning and repair has saved, with the band that holds nine of ten."""
    found = [(one, s) for one in view.history.condensers for s in one.savings]
    priced = any(np.isfinite(s.money.p50) for _, s in found)
    shown: Rows = []
    for one, s in found:
        band, scale = (s.money, 1e-3) if priced else (s.energy, 1.0 / 3.6e9)
        if np.isfinite([band.p05, band.p50, band.p95]).all():
            name = f"{one.asset} {s.box or ''} {s.what}, {date(s.end)}".replace("  ", " ")
            shown.append({"name": name, "low": scale * band.p05, "v": scale * band.p50,
                          "high": scale * band.p95})  # fmt: skip
    if not shown:
        raise InsufficientData(
            "insufficient data: no cleaning or repair has a saving that is known"
        )
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in shown],
         "axis": {"title": None, "ticks": False, "labelLimit": 230, "grid": True}}  # fmt: skip
    title = f"thousand {view.currency}" if priced else "MWh"
    x = {"field": "low", "type": "quantitative",
         "axis": {"title": title, "grid": True, "domain": False}}  # fmt: skip
    bar: Layer = {
        "mark": {"type": "rule", "color": SKY, "strokeWidth": 6},
        "encoding": {"y": y, "x": x, "x2": {"field": "high"}},
    }
    dot: Layer = {
        "mark": {"type": "point", "filled": True, "color": BLUE, "size": 45},
        "encoding": {"y": y, "x": x | {"field": "v"}},
    }
    return chart([{"data": {"values": shown}, "layer": [bar, dot]}], 50 + 18 * len(shown))
