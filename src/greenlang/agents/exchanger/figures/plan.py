"""Charts of the fleet plan: who is cleaned when, by how many crews, what the furnace must give."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from greenlang.agents.exchanger.figures.view import DAY, SHOWN, View
from greenlang.agents.exchanger.model import CREW
from greenlang.agents.exchanger.results import Start
from greenlang.agents.page import fixed, milliseconds
from greenlang.agents.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
    SHADE,
    SKY,
    VIOLET,
    WIDE,
    Layer,
    amount,
    chart,
    named,
    rows,
    time_axis,
)
from greenlang.core.errors import InsufficientData

_ROOM = 26  # days that a label takes
_METHODS = (BLUE, ORANGE, VIOLET, GREEN, GREY)


def _first(starts: Sequence[Start]) -> tuple[Start, ...]:
    """The cleanings of as many exchangers as a chart can show, those that come first."""
    order = dict.fromkeys(s.asset for s in sorted(starts, key=lambda s: s.day))
    names = set(list(order)[:SHOWN])
    return tuple(s for s in starts if s.asset in names)


def gantt(view: View) -> dict[str, Any]:
    """The plan's cleanings by exchanger, outages and closed weeks shaded, crews at work below."""
    starts = _first(view.plan.starts)
    if not starts:
        raise InsufficientData("no cleaning is planned: none pays within the horizon")
    first, last = float(view.plan.start), float(view.plan.start + 7 * view.plan.weeks)
    order = list(dict.fromkeys(s.asset for s in sorted(starts, key=lambda s: s.day)))
    methods = list(dict.fromkeys(s.method for s in starts))
    colours = {m: _METHODS[i % len(_METHODS)] for i, m in enumerate(methods)}
    x = time_axis(domain=(first, last), ticks=12)
    x["axis"] |= {"labels": False}
    y = {"field": "asset", "type": "nominal", "sort": order,
         "axis": {"title": None, "ticks": False, "grid": True}}  # fmt: skip
    bars: Layer = {
        "data": {"values": [_bar(view, s, last) for s in starts]},
        "layer": [_block(x, y, colours), _label(x, y, "left"), _label(x, y, "right")],
    }
    upper: Layer = {
        "width": WIDE - 110, "height": 19 * len(order) + 8,
        "layer": [*_shades(view, first, last), bars],
    }  # fmt: skip
    whole = {"vconcat": [upper, _crews(view, first, last)], "spacing": 8}
    base = chart([], 0)
    return {k: base[k] for k in ("$schema", "config")} | whole


def _bar(view: View, start: Start, last: float) -> Layer:
    """A cleaning; what it pays stands behind it, or before it, where there is room."""
    end = start.day + _days(view, start)
    others = [s for s in view.plan.starts if s.asset == start.asset and s is not start]
    behind = min([s.day for s in others if s.day > start.day], default=last) - end
    before = start.day - max(
        [s.day + _days(view, s) + _ROOM for s in others if s.day < start.day],
        default=view.plan.start,
    )
    side = "left" if behind > _ROOM else "right" if before > _ROOM else "none"
    known = np.isfinite(start.value)
    return {
        "asset": start.asset, "method": start.method, "t": milliseconds(start.day),
        "e": milliseconds(end), "side": side if known else "none",
        "label": f"{fixed(1e-3 * start.value, 0)} k" if known else "",
    }  # fmt: skip


def _days(view: View, start: Start) -> float:
    method = view.method(start.method)
    return max(method.duration / DAY, 1.0) if method else 7.0


def _block(x: Layer, y: Layer, colours: dict[str, str]) -> Layer:
    scale = {"domain": list(colours), "range": list(colours.values())}
    colour = {"field": "method", "type": "nominal", "scale": scale,
              "legend": {"symbolType": "square"}}  # fmt: skip
    return {
        "mark": {"type": "bar", "height": 13, "cornerRadius": 2},
        "encoding": {"x": x, "x2": {"field": "e"}, "y": y, "color": colour},
    }


def _label(x: Layer, y: Layer, side: str) -> Layer:
    """Behind the bar, or before it where it stands near the end."""
    field, dx = ("e", 5) if side == "left" else ("t", -5)
    return {
        "transform": [{"filter": f"datum.side == '{side}'"}],
        "mark": {"type": "text", "align": side, "dx": dx, "fontSize": 10, "color": MUTED},
        "encoding": {"x": x | {"field": field}, "y": y, "text": {"field": "label"}},
    }


def _shades(view: View, first: float, last: float) -> list[Layer]:
    """Times that the plant file sets: outages, and weeks without cleaning."""
    settings = view.plant.plan
    if settings is None:
        return []
    spans = [(*s, "outage", SKY) for s in settings.outages]
    spans += [(*s, "closed", SHADE) for s in settings.closed]
    values = [
        {"t": milliseconds(max(a, first)), "e": milliseconds(min(b + 1, last)), "what": what,
         "m": milliseconds((max(a, first) + min(b + 1, last)) / 2), "colour": colour}
        for a, b, what, colour in spans
        if b >= first and a < last
    ]  # fmt: skip
    if not values:
        return []
    at = {"field": "t", "type": "temporal"}
    shade: Layer = {
        "mark": {"type": "rect", "opacity": 0.55},
        "encoding": {"x": at, "x2": {"field": "e"},
                     "color": {"field": "colour", "type": "nominal", "scale": None}},
    }  # fmt: skip
    name: Layer = {
        "mark": {"type": "text", "baseline": "bottom", "dy": -3, "fontSize": 10, "color": MUTED},
        "encoding": {"x": at | {"field": "m"}, "y": {"value": 0}, "text": {"field": "what"}},
    }
    return [{"data": {"values": values}, "layer": [shade, name]}]


def _crews(view: View, first: float, last: float) -> Layer:
    """Crews at work by day, and how many there are."""
    days = np.arange(first, last)
    busy = np.zeros(len(days))
    for start in view.plan.starts:
        method = view.method(start.method)
        if method is None or CREW in method.needs:
            busy += (days >= start.day) & (days < start.day + _days(view, start))
    limits = view.plant.plan.limits() if view.plant.plan else ()
    crews = next((one.count for one in limits if one.need == CREW), 0)
    x = time_axis(domain=(first, last), ticks=12)
    top = max(crews, int(busy.max(initial=0)), 1)
    y = {"field": "v", "type": "quantitative", "scale": {"domain": [0, top]},
         "axis": {"title": "crews", "values": list(range(top + 1)), "format": "d"}}  # fmt: skip
    area: Layer = {
        "data": {"values": rows(days, v=busy)},
        "mark": {"type": "area", "interpolate": "step-after", "color": GREY},
        "encoding": {"x": x, "y": y},
    }
    limit: Layer = {
        "data": {"values": [{"v": crews}]},
        "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }
    return {"width": WIDE - 110, "height": 40, "layer": [area, limit]}


def furnace(view: View) -> dict[str, Any]:
    """Furnace duty by week with the plan and without."""
    with_plan, without = view.plan.furnace_duty
    if not np.isfinite(with_plan).any():
        raise InsufficientData("insufficient data: no furnace in the network, or no fouling law")
    days = view.plan.start + 7.0 * np.arange(len(with_plan))
    colours = {"no cleaning": GREY, "with the plan": BLUE}
    x = time_axis(domain=(float(days[0]), float(days[-1])), ticks=12)
    y = amount("v", "above a clean train, MW")
    gain: Layer = {
        "data": {"values": rows(days, v=1e-6 * with_plan, w=1e-6 * without)},
        "mark": {"type": "area", "color": SKY, "opacity": 0.35},
        "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
    }
    lines = [
        {"data": {"values": rows(days, v=1e-6 * each)}, "mark": {"type": "line"},
         "encoding": {"x": x, "y": y, "color": named(name, colours)}}
        for name, each in (("no cleaning", without), ("with the plan", with_plan))
    ]  # fmt: skip
    return chart([gain, *lines], 150)


def inlet(view: View) -> dict[str, Any]:
    """Furnace inlet temperature by week with the plan and without, °C."""
    both = view.plan.furnace_inlet
    if both is None or not np.isfinite(both[0]).any():
        raise InsufficientData("insufficient data: no path leads to a furnace")
    days = view.plan.start + 7.0 * np.arange(len(both[0]))
    colours = {"no cleaning": GREY, "with the plan": BLUE}
    x = time_axis(domain=(float(days[0]), float(days[-1])), ticks=12)
    lines = [
        {"data": {"values": rows(days, v=each - 273.15)}, "mark": {"type": "line"},
         "encoding": {"x": x, "y": amount("v", "furnace inlet, °C"),
                      "color": named(name, colours)}}
        for name, each in zip(colours, (both[1], both[0]), strict=True)
    ]  # fmt: skip
    return chart(lines, 130)
