"""Charts of one exchanger over time."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.drawing import enough
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import CAUSES, LIMITS
from greenlang.agents.exchanger.results import Cleaning, ExchangerHistory
from greenlang.agents.page import date, milliseconds
from greenlang.agents.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    ORANGE,
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
    five,
    named,
    rows,
    rule,
    time_axis,
)
from greenlang.core.errors import InsufficientData

Z90 = 1.2815515655446004  # P10 and P90 of a normal distribution lie this many sigmas off
_NAME, _LANES = 0.1, 3  # width of a name as a share of the axis; rows of names
_FADED = {"opacity": 0.45, "filled": True, "size": 9}
_SERIES = {"daily value": GREY, "filtered, P10 to P90": BLUE, "forecast, P10 to P90": ORANGE}
_CLEANED = {"cleaning in the log": GREEN, "found without log": VIOLET}


def fouling(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """R_f with its band, the daily values, cleanings and events, and the forecast."""
    day = one.daily
    enough(day.r_f, day.level, what=f"{one.asset} has no daily fouling resistance")
    end = _end(one, view)
    colours = {n: c for n, c in _SERIES.items() if one.forecast or "forecast" not in n}
    colours |= _cleaned(one.cleanings)
    x = time_axis(domain=(float(day.days[0]), end), ticks=12)
    y = amount("r_f", "Rf, m² K/kW", zero=True)
    layers = [
        *_spans(one, view.history.end + 1, end),
        *_level(one, colours, x, y),
        *_fan(one, colours, x, y, end),
    ]
    layers += [*_cleanings(one.cleanings, colours, x), *_limits(one, end), _today(view)]
    return chart(layers, 205)


def _cleaned(found: tuple[Cleaning, ...]) -> dict[str, str]:
    """Legend of the kinds of cleaning that there are."""
    unlogged = {c.status == "found_without_log" for c in found}
    return {name: _CLEANED[name] for name, kind in zip(_CLEANED, (False, True), strict=True)
            if kind in unlogged}  # fmt: skip


def _end(one: ExchangerHistory, view: View) -> float:
    """The time axis shows at most a year ahead."""
    ahead = one.forecast.days[-1] if one.forecast is not None else view.history.end
    return float(min(int(ahead), view.history.end + 366))


def _level(one: ExchangerHistory, colours: dict[str, str], x: Layer, y: Layer) -> list[Layer]:
    day = one.daily
    sigma = np.where(np.isfinite(day.level_sigma), day.level_sigma, 0.0)
    line = rows(
        day.days, r_f=1e3 * day.level, low=1e3 * (day.level - Z90 * sigma),
        high=1e3 * (day.level + Z90 * sigma),
    )  # fmt: skip
    dots = [row for row in rows(day.days, r_f=1e3 * day.r_f) if row["r_f"] is not None]
    return [
        area(line, SKY, x, y),
        {"data": {"values": dots}, "mark": {"type": "point"} | _FADED,
         "encoding": {"x": x, "y": y, "color": named("daily value", colours)}},
        curve(line, "filtered, P10 to P90", colours, x, y),
    ]  # fmt: skip


def _fan(
    one: ExchangerHistory, colours: dict[str, str], x: Layer, y: Layer, end: float
) -> list[Layer]:
    if one.forecast is None:
        return []
    ahead = one.forecast.days <= end
    low, mid, high = (1e3 * each[ahead] for each in one.forecast.r_f)
    fan = rows(one.forecast.days[ahead], r_f=mid, low=low, high=high)[::3]
    return [area(fan, PEACH, x, y), curve(fan, "forecast, P10 to P90", colours, x, y)]


def _spans(one: ExchangerHistory, now: float, end: float) -> list[Layer]:
    """Shaded times of what is no fouling, named on top, in lanes where names would meet."""
    shown = [e for e in one.events if e.cause not in {"fouling", "cleaning", "outage"}]
    if not shown:
        return []
    wide = _NAME * (end - float(one.daily.days[0]))
    values: Rows = []
    free = [-np.inf] * _LANES
    for e in sorted(shown, key=lambda e: e.start):
        lane = next((i for i, day in enumerate(free) if day <= e.start), _LANES - 1)
        free[lane] = e.start + wide
        values.append(
            {"t": milliseconds(e.start), "e": milliseconds(now if e.end is None else e.end + 1),
             "what": CAUSES[e.cause].short, "lane": lane, "late": int(e.start + wide > end)}
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


def _cleanings(found: tuple[Cleaning, ...], colours: dict[str, str], x: Layer) -> list[Layer]:
    layers = []
    for name, unlogged in zip(_CLEANED, (False, True), strict=True):
        days = [
            {"t": milliseconds(c.end)}
            for c in found
            if (c.status == "found_without_log") is unlogged
        ]
        if days:
            encoding = {"x": x, "color": named(name, colours)}
            mark = {"type": "rule", "strokeWidth": 1.6} | (
                {"strokeDash": [4, 3]} if unlogged else {}
            )
            layers.append({"data": {"values": days}, "mark": mark, "encoding": encoding})
    return layers


def _limits(one: ExchangerHistory, end: float) -> list[Layer]:
    """P50 dates on which limits are reached, named along the line."""
    if one.forecast is None:
        return []
    reached = [
        (band.p50, LIMITS.get(name, name))
        for name, band in one.forecast.limits.items()
        if np.isfinite(band.p50) and band.p50 <= end
    ]
    if not reached:
        return []
    days = [{"t": milliseconds(day), "what": f"{name}, {date(day)}"} for day, name in reached]
    name: Layer = {
        "data": {"values": days},
        "mark": {"type": "text", "angle": 270, "align": "left", "baseline": "bottom", "dx": 4,
                 "dy": -3, "fontSize": 10, "color": RED},
        "encoding": {"x": {"field": "t", "type": "temporal"}, "y": {"value": "height"},
                     "text": {"field": "what"}},
    }  # fmt: skip
    return [rule(days, RED, dash=(2, 2), width=1), name]


def _today(view: View) -> Layer:
    return rule([{"t": milliseconds(view.history.end)}], INK, width=1)


def coefficient(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """U as it was and as a clean bundle would have had it at the same flows."""
    return _pair(one, view, (one.daily.u, one.daily.u_clean), "U, W/(m² K)")


def duty(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """Duty as it was and without deposit at the same flows and inlets."""
    return _pair(one, view, (1e-6 * one.daily.duty, 1e-6 * one.daily.duty_clean), "duty, MW")


def _pair(
    one: ExchangerHistory, view: View, values: tuple[NDArray[np.float64], ...], title: str
) -> dict[str, Any]:
    enough(values[0], what=f"{one.asset}: no day has a valid value")
    colours = {"clean": GREEN, "actual": BLUE}
    x = time_axis(domain=(view.history.start, view.history.end), ticks=5)
    layers = [
        curve(rows(one.daily.days, v=each), name, colours, x, amount("v", title))
        for name, each in (("clean", values[1]), ("actual", values[0]))
    ]
    return chart(layers, 132, "half")


def pressure(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """Pressure drop over that of a clean bundle at the same flow and temperature."""
    ratio = one.daily.dp_ratio
    enough(ratio, what="no pressure drop is measured here (dp_tube, dp_shell)")
    x = time_axis(domain=(view.history.start, view.history.end), ticks=5)
    line: Layer = {
        "data": {"values": rows(one.daily.days, v=ratio)},
        "mark": {"type": "line", "color": BLUE},
        "encoding": {"x": x, "y": amount("v", "ΔP / clean ΔP")},
    }
    clean: Layer = {
        "data": {"values": [{"v": 1}]},
        "mark": {"type": "rule", "color": GREEN, "strokeDash": [4, 3]},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }
    return chart([clean, line], 132, "half")


def cost_curve(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """Money a day against the time between cleanings, the cheapest and what is within 2 %."""
    decided = view.decision(one.asset)
    days, cost = decided.cost_curve if decided else (np.array([]), np.array([]))
    valid = np.isfinite(days) & np.isfinite(cost)
    if np.count_nonzero(valid) < 3:
        raise InsufficientData("insufficient data: no cost curve without a fouling law and prices")
    days, cost = days[valid], cost[valid]
    best = int(np.argmin(cost))
    shown = cost <= max(3 * cost[best], 1.2 * cost[-1])
    within = days[cost <= 1.02 * cost[best]]
    values = [{"d": d, "v": v} for d, v in zip(five(days[shown]), five(cost[shown]), strict=True)]
    x = {"field": "d", "type": "quantitative", "scale": {"zero": False, "nice": False},
         "axis": {"title": "days between cleanings", "tickCount": 5}}  # fmt: skip
    y = amount("v", f"{view.currency}/day")
    window: Layer = {
        "data": {"values": [{"d": float(within[0]), "e": float(within[-1])}]},
        "mark": {"type": "rect", "color": GREEN, "opacity": 0.15},
        "encoding": {"x": {"field": "d", "type": "quantitative"}, "x2": {"field": "e"}},
    }
    line: Layer = {
        "data": {"values": values}, "mark": {"type": "line", "color": BLUE},
        "encoding": {"x": x, "y": y},
    }  # fmt: skip
    point: Layer = {
        "data": {"values": [{"d": float(days[best]), "v": float(cost[best])}]},
        "mark": {"type": "point", "filled": True, "color": GREEN, "size": 60},
        "encoding": {"x": x, "y": y},
    }
    return chart([window, line, point], 132, "half")
