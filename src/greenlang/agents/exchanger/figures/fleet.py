"""Charts of the whole train: what costs most, how sure that is."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.agents.exchanger.figures.view import SHOWN, View
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.page import fixed, known, milliseconds
from greenlang.agents.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    PALE,
    RED,
    SKY,
    Layer,
    amount,
    chart,
    rows,
    time_axis,
)
from greenlang.core.errors import InsufficientData

ACTIONS = {
    "now": RED, "planned": ORANGE, "later": BLUE, "never": GREY, "insufficient data": PALE,
}  # fmt: skip
"""Colour of each decision; the same in every chart."""

_LABELS = {
    "now": "clean now", "planned": "clean as planned", "later": "later", "never": "not worth it",
    "insufficient data": "insufficient data",
}  # fmt: skip


def cost_per_day(view: View) -> dict[str, Any]:
    """Money lost a day by exchanger with P10 to P90, the dearest on top."""
    values = [_bar(view, one) for one in view.by_cost() if known(one.money_per_day)][:SHOWN]
    if not values:
        raise InsufficientData("insufficient data: no exchanger has a cost of fouling")
    used = {row["action"] for row in values}
    colours = {label: ACTIONS[name] for name, label in _LABELS.items() if label in used}
    y = {"field": "asset", "type": "nominal", "sort": None, "axis": {"title": None, "ticks": False}}
    x = {"field": "cost", "type": "quantitative",
         "axis": {"title": f"lost to fouling, {view.currency}/day, P10 to P90", "grid": True,
                  "domain": False, "tickCount": 6}}  # fmt: skip
    colour = {
        "field": "action", "type": "nominal", "legend": {"symbolType": "square"},
        "scale": {"domain": list(colours), "range": list(colours.values())},
    }  # fmt: skip
    bar: Layer = {
        "mark": {"type": "bar", "height": {"band": 0.6}, "opacity": 0.85},
        "encoding": {"y": y, "x": x, "color": colour},
    }
    return chart([bar, *_whiskers(y), _text(y)], 60 + 24 * len(values), data={"values": values})


def _bar(view: View, one: ExchangerHistory) -> Layer:
    band, decided = one.money_per_day, view.decision(one.asset)
    action = _LABELS[decided.action if decided else "insufficient data"]
    return {
        "asset": one.asset, "cost": band.p50, "low": band.p10, "high": band.p90,
        "action": action, "label": fixed(band.p50, 0), "zero": max(band.p90, 0.0),
    }  # fmt: skip


def _whiskers(y: Layer) -> list[Layer]:
    span = {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    ends = [
        {"mark": {"type": "tick", "color": INK, "thickness": 1.2, "size": 8},
         "encoding": {"y": y, "x": {"field": name, "type": "quantitative"}}}
        for name in ("low", "high")
    ]  # fmt: skip
    return [
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.2}, "encoding": span}, *ends,
    ]  # fmt: skip


def _text(y: Layer) -> Layer:
    return {
        "mark": {"type": "text", "align": "left", "dx": 6, "fontWeight": "bold"},
        "encoding": {"y": y, "x": {"field": "zero", "type": "quantitative"},
                     "text": {"field": "label"}},
    }  # fmt: skip


_SHOWN = 12


@dataclass(frozen=True)
class _Dot:
    """An exchanger in the plane of doubt (relative width of its band) and cost."""

    asset: str
    doubt: float
    cost: float


def certainty(view: View) -> dict[str, Any]:
    """Cost a day against the width of its band: left, act; right, measure first."""
    dots = [
        _Dot(one.asset, 50 * (b.p90 - b.p10) / abs(b.p50), b.p50)
        for one in view.by_cost()
        if known(b := one.money_per_day) and b.p50 and np.isfinite(b.p90 - b.p10)
    ][:SHOWN]
    if not dots:
        raise InsufficientData("insufficient data: no exchanger has a cost with a band")
    right = max(10.0, 1.3 * max(dot.doubt for dot in dots))
    top, bottom = 1.15 * max(dot.cost for dot in dots), min(0.0, *(dot.cost for dot in dots))
    height = 250
    values = [
        {"asset": d.asset, "doubt": d.doubt, "cost": d.cost, "side": side}
        for d, side in zip(dots, _sides(dots, right, (top - bottom) or 1.0, height), strict=True)
    ]
    axis = {"title": "half width of the band, % of the cost", "tickCount": 5, "grid": True}
    x = {"field": "doubt", "type": "quantitative", "scale": {"domain": [0, right]}, "axis": axis}
    y = {"field": "cost", "type": "quantitative",
         "scale": {"domain": [bottom, top if top > bottom else 1.0]},
         "axis": {"title": f"{view.currency}/day"}}  # fmt: skip
    both = {"x": x, "y": y}
    point: Layer = {
        "mark": {"type": "point", "filled": True, "size": 70, "color": BLUE, "opacity": 0.9},
        "encoding": both,
    }
    layers = [
        *([_half(50, right)] if right > 50 else []),
        point,
        *(_tag(both, side) for side in _OFFSETS),
    ]
    layers += _corners(right, top)
    return chart(layers, height, "half", data={"values": values})


def _half(start: float, end: float) -> Layer:
    return {
        "data": {"values": [{"a": start, "b": end}]},
        "mark": {"type": "rect", "color": SKY, "opacity": 0.25},
        "encoding": {"x": {"field": "a", "type": "quantitative"}, "x2": {"field": "b"}},
    }


_OFFSETS = {
    "right": ("left", 8, 0), "left": ("right", -8, 0), "above": ("center", 0, -11),
    "below": ("center", 0, 12),
}  # fmt: skip


def _tag(both: Layer, side: str) -> Layer:
    align, dx, dy = _OFFSETS[side]
    return {
        "transform": [{"filter": f"datum.side == '{side}'"}],
        "mark": {"type": "text", "align": align, "baseline": "middle", "dx": dx, "dy": dy},
        "encoding": both | {"text": {"field": "asset"}},
    }


def _corners(right: float, top: float) -> list[Layer]:
    where = [(right * 0.99, "measure first", "right")] if right > 70 else []
    where.append((right * 0.01, "act", "left"))
    return [
        {"data": {"values": [{"doubt": x, "cost": top, "text": text}]},
         "mark": {"type": "text", "align": align, "baseline": "top", "color": MUTED,
                  "fontStyle": "italic"},
         "encoding": {"x": {"field": "doubt", "type": "quantitative"},
                      "y": {"field": "cost", "type": "quantitative"},
                      "text": {"field": "text"}}}
        for x, text, align in where
    ]  # fmt: skip


def _sides(dots: list[_Dot], right: float, span: float, height: int) -> list[str]:
    """Where each dot's name stands, so that it meets no other name or dot where it can."""
    wide, tall = (NARROW - 60) / right, (height - 50) / span
    at = [(dot.doubt * wide, -dot.cost * tall, 6.5 * len(dot.asset)) for dot in dots]
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y, _ in at]
    sides = []
    for i, (x, y, length) in enumerate(at):
        boxes = {
            "right": (x + 7, y - 6, x + 9 + length, y + 6),
            "left": (x - 9 - length, y - 6, x - 7, y + 6),
            "above": (x - length / 2, y - 18, x + length / 2, y - 5),
            "below": (x - length / 2, y + 5, x + length / 2, y + 18),
        }
        others = [box for k, box in enumerate(taken) if k != i]
        free = [s for s, box in boxes.items() if not any(_meet(box, other) for other in others)]
        inside = [s for s in free if boxes[s][0] > 0 and boxes[s][2] < right * wide]
        sides.append((inside or ["right"])[0])
        taken.append(boxes[sides[-1]])
    return sides


_Box = tuple[float, float, float, float]


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def hidden(view: View) -> list[str]:
    """Names of exchangers that the cost charts cannot show."""
    return [one.asset for one in view.history.exchangers if not known(one.money_per_day)]


def levels(view: View) -> dict[str, Any]:
    """Filtered R_f of up to twelve exchangers side by side, weekly, on one scale."""
    units = [one for one in view.by_cost() if np.isfinite(one.daily.level).any()][:_SHOWN]
    if not units:
        raise InsufficientData("insufficient data: no exchanger has a daily fouling resistance")
    values = [
        {"asset": one.asset, **row}
        for one in units
        for row in rows(one.daily.days[::7], v=1e3 * one.daily.level[::7])
    ]
    values += [
        {"asset": one.asset, "t": milliseconds(c.end), "c": 1}
        for one in units
        for c in one.cleanings
    ]
    x = time_axis(domain=(view.history.start, view.history.end), ticks=3)
    y = amount("v", zero=True)
    y["axis"] |= {"tickCount": 3}
    line: Layer = {
        "transform": [{"filter": "!isValid(datum.c)"}],
        "mark": {"type": "line", "color": BLUE}, "encoding": {"x": x, "y": y},
    }  # fmt: skip
    cleaned: Layer = {
        "transform": [{"filter": "isValid(datum.c)"}],
        "mark": {"type": "rule", "color": GREEN, "strokeWidth": 1.2}, "encoding": {"x": x},
    }  # fmt: skip
    order = [one.asset for one in units]
    head = {"title": None, "labelFontWeight": "bold", "labelPadding": 3}
    base = chart([], 0)
    return {k: base[k] for k in ("$schema", "config")} | {
        "data": {"values": values}, "columns": 3, "spacing": {"row": 12, "column": 22},
        "facet": {"field": "asset", "type": "nominal", "sort": order, "header": head},
        "spec": {"width": 195, "height": 105, "layer": [cleaned, line]},
    }  # fmt: skip
