"""Charts of what an exchanger does today: efficiency, approaches, resistances, T-Q, waiting."""

from typing import Any

import numpy as np

from greenlang.agents.drawing import enough
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import ExchangerHistory, Floats
from greenlang.agents.exchanger.standing import band_of, course
from greenlang.agents.page import date, fixed, milliseconds, percent
from greenlang.agents.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PEACH,
    RED,
    SKY,
    Layer,
    amount,
    chart,
    five,
    named,
    rows,
    rule,
    time_axis,
)
from greenlang.core.errors import InsufficientData

_HEIGHT = 132
_WEEKS = 52
_PARTS = {
    "shell film": SKY, "wall": GREY, "tube film": BLUE, "constant of the fit": PEACH,
    "fouling": RED,
}  # fmt: skip
"""Parts of 1/U in the order of the bar, with their colours."""


def efficiency(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """Duty over clean duty at reference by day, with P10 to P90, and the limits of the alerts."""
    enough(one.daily.level, what=f"{one.asset} has no daily fouling resistance")
    at, day = course(view.plant, one), one.daily
    mean = at.efficiency(day.level)
    low, high = band_of(mean, at.efficiency_sigma())
    values = rows(day.days, v=mean, low=low, high=high)
    x = time_axis(domain=(view.history.start, view.history.end), ticks=5)
    y = amount("v", "duty / clean duty")
    y["axis"] |= {"format": ".0%"}
    layers: list[Layer] = [
        _limits(view, one),
        {"data": {"values": values}, "mark": {"type": "area", "color": SKY, "opacity": 0.6},
         "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}},
        {"data": {"values": values}, "mark": {"type": "line", "color": BLUE},
         "encoding": {"x": x, "y": y}},
        rule([{"t": milliseconds(c.end)} for c in one.cleanings], GREEN),
    ]  # fmt: skip
    return chart(layers, _HEIGHT, "half")


def _limits(view: View, one: ExchangerHistory) -> Layer:
    """Lines at the limits of "duty short", as the plant file sets them, where they are near."""
    from greenlang.agents.exchanger.rules import RULES
    from greenlang.library.alerts import set_for

    short = [r for r in set_for(one.asset, RULES, view.plant.rules) if r.name == "duty_short"]
    levels = [level.limit for rule_ in short for level in rule_.levels]
    least = float(np.nanmin(course(view.plant, one).efficiency(one.daily.level)))
    near = [{"v": limit} for limit in levels if limit > least - 0.1]
    return {
        "data": {"values": near},
        "mark": {"type": "rule", "color": RED, "strokeDash": [4, 3]},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }


def approach(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """Temperature differences at both ends by day."""
    if one.tracking is None:
        raise InsufficientData("insufficient data: no temperatures were followed")
    hot, cold = one.tracking.approach_hot_end, one.tracking.approach_cold_end
    enough(hot, cold, what=f"{one.asset}: no day has all four temperatures")
    colours = {"hot end": ORANGE, "cold end": BLUE}
    x = time_axis(domain=(view.history.start, view.history.end), ticks=5)
    layers: list[Layer] = [
        {"data": {"values": rows(one.daily.days, v=each)}, "mark": {"type": "line"},
         "encoding": {"x": x, "y": amount("v", "approach, K"), "color": named(name, colours)}}
        for name, each in zip(colours, (hot, cold), strict=True)
    ]  # fmt: skip
    return chart(layers, _HEIGHT, "half")


def resistances(one: ExchangerHistory, _view: View) -> dict[str, Any]:
    """The parts of 1/U today, clean and fouled, stacked, with their shares."""
    parts = {} if one.tracking is None else dict(one.tracking.resistances)
    known = {name: parts[name] for name in _PARTS if np.isfinite(parts.get(name, np.nan))}
    shown = {name: value for name, value in known.items() if value > 0.0}
    total = sum(shown.values())
    if not shown or total <= 0.0:
        raise InsufficientData("insufficient data: the resistances of this exchanger are unknown")
    start, values = 0.0, []
    for name, value in shown.items():
        values.append({"part": name, "a": 1e3 * start, "b": 1e3 * (start + value),
                       "m": 1e3 * (start + value / 2), "share": percent(value / total),
                       "wide": int(value / total > 0.09)})  # fmt: skip
        start += value
    colour = {
        "field": "part", "type": "nominal", "legend": {"symbolType": "square", "columns": 3},
        "scale": {"domain": list(shown), "range": [_PARTS[name] for name in shown]},
    }  # fmt: skip
    axis = {"title": "m² K/kW on the outside area", "grid": True, "tickCount": 5}
    x = {"field": "a", "type": "quantitative", "axis": axis, "scale": {"nice": False}}
    bars: Layer = {
        "mark": {"type": "bar", "height": 34},
        "encoding": {"x": x, "x2": {"field": "b"}, "color": colour},
    }
    dark = " || ".join(f"datum.part == '{name}'" for name in ("fouling", "tube film"))
    text: Layer = {
        "transform": [{"filter": "datum.wide == 1"}],
        "mark": {"type": "text", "fontWeight": "bold"},
        "encoding": {"x": {"field": "m", "type": "quantitative"}, "text": {"field": "share"},
                     "color": {"condition": {"test": dark, "value": "white"}, "value": INK}},
    }  # fmt: skip
    spec = chart([bars, text], 112, "half", data={"values": values})
    negative = [name for name, value in known.items() if value < 0.0]
    return spec | ({"title": _below(negative)} if negative else {})


def _below(names: list[str]) -> Layer:
    """What lies below zero cannot be a part of a bar: it is named instead."""
    return {
        "text": f"{' and '.join(names)} below zero: not shown", "anchor": "start", "fontSize": 10,
        "fontWeight": "normal", "color": MUTED, "orient": "bottom",
    }  # fmt: skip


def temperatures(one: ExchangerHistory, _view: View) -> dict[str, Any]:
    """T-Q diagram of the last valid day: both streams from inlet to outlet over the duty."""
    state = one.latest
    names = ("t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out")
    duty = one.daily.duty[np.isfinite(one.daily.duty)]
    if any(not np.isfinite(state.get(name, np.nan)) for name in names) or not duty.size:
        raise InsufficientData("insufficient data: no day has all four temperatures and a duty")
    q = 1e-6 * float(duty[-1])
    hot_in, hot_out, cold_in, cold_out = (state[name] - 273.15 for name in names)
    colours = {"hot": ORANGE, "cold": BLUE}
    ends = {"hot": ((0.0, hot_out), (q, hot_in)), "cold": ((0.0, cold_in), (q, cold_out))}
    axis = {"title": f"duty, MW, on {date(state['day'])}", "grid": False, "tickCount": 5}
    x = {"field": "q", "type": "quantitative", "axis": axis,
         "scale": {"nice": False, "domain": [0, q * 1.0]}}  # fmt: skip
    y = amount("v", "°C")
    lines: list[Layer] = [
        {"data": {"values": [{"q": a, "v": b} for a, b in ends[name]]},
         "mark": {"type": "line", "strokeWidth": 2, "point": {"filled": True, "size": 34}},
         "encoding": {"x": x, "y": y, "color": named(name, colours)}}
        for name in colours
    ]  # fmt: skip
    gaps = [_gap(0.0, cold_in, hot_out, "left", x, y), _gap(q, cold_out, hot_in, "right", x, y)]
    return chart([*gaps[0], *gaps[1], *lines], _HEIGHT, "half")


def _gap(q: float, low: float, high: float, side: str, x: Layer, y: Layer) -> list[Layer]:
    """The approach at one end, as a dotted line with its size."""
    span: Layer = {
        "data": {"values": [{"q": q, "v": low, "w": high}]},
        "mark": {"type": "rule", "color": MUTED, "strokeDash": [2, 2]},
        "encoding": {"x": x, "y": y, "y2": {"field": "w"}},
    }
    text: Layer = {
        "data": {"values": [{"q": q, "v": (low + high) / 2, "text": f"{fixed(high - low, 1)} K"}]},
        "mark": {"type": "text", "align": side, "dx": 5 if side == "left" else -5, "color": MUTED},
        "encoding": {"x": x, "y": y, "text": {"field": "text"}},
    }
    return [span, text]


def waiting(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """What waiting costs: the cost of a day above the mean of the best cycle, added up."""
    days, band = waiting_cost(one, view)
    x = {"field": "w", "type": "quantitative", "axis": {"title": "weeks from now", "tickCount": 6},
         "scale": {"nice": False}}  # fmt: skip
    y = amount("v", view.currency, zero=True)
    y["axis"] |= {"format": "~s"}
    low, mid, high = (five(each) for each in band)
    values = [
        {"w": float(d) / 7.0, "v": v, "low": a, "high": b}
        for d, v, a, b in zip(days, mid, low, high, strict=True)
    ]
    zero: Layer = {
        "data": {"values": [{"v": 0}]}, "mark": {"type": "rule", "color": GREY},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }  # fmt: skip
    fan: Layer = {
        "data": {"values": values}, "mark": {"type": "area", "color": PEACH, "opacity": 0.6},
        "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
    }  # fmt: skip
    line: Layer = {
        "data": {"values": values}, "mark": {"type": "line", "color": ORANGE},
        "encoding": {"x": x, "y": y},
    }  # fmt: skip
    return chart([fan, zero, line, *_method(one, view, float(days[-1]) / 7.0)], _HEIGHT, "half")


def _method(one: ExchangerHistory, view: View, last: float) -> list[Layer]:
    """The cost of the cleaning that was decided on, to compare with."""
    decided = view.decision(one.asset)
    method = view.method(decided.method if decided else None)
    if method is None:
        return []
    values = [{"v": method.cost, "w": last, "text": f"a cleaning, {method.name}"}]
    line: Layer = {
        "data": {"values": values}, "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }  # fmt: skip
    text: Layer = {
        "data": {"values": values},
        "mark": {"type": "text", "align": "right", "baseline": "bottom", "dy": -2, "color": MUTED,
                 "fontSize": 10},
        "encoding": {"x": {"value": NARROW - 50}, "y": {"field": "v", "type": "quantitative"},
                     "text": {"field": "text"}},
    }  # fmt: skip
    return [line, text]


def waiting_cost(one: ExchangerHistory, view: View) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """Days from now, and what waiting so long costs (P10, P50, P90).

    InsufficientData without a forecast or without a best cycle.
    """
    decided = view.decision(one.asset)
    curve = decided.cost_curve[1] if decided else np.empty(0)
    known = curve[np.isfinite(curve)]
    if one.forecast is None or not known.size:
        raise InsufficientData("insufficient data: no forecast, or no cost curve to compare with")
    at = course(view.plant, one)
    ahead = one.forecast.days <= view.history.end + 7 * _WEEKS
    days = (one.forecast.days[ahead] - view.history.end).astype(np.float64)
    bands = []
    for r_f in one.forecast.r_f:
        excess = at.cost(r_f[ahead]) - float(known.min())
        steps = np.diff(days, prepend=0.0)
        bands.append(np.cumsum(excess * steps))
    if not np.isfinite(bands[1]).any():
        raise InsufficientData("insufficient data: no price of lost heat")
    return days, (bands[0], bands[1], bands[2])
