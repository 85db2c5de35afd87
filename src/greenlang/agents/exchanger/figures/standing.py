"""Charts of how the exchangers stand: health with its parts, places in the fleet."""

from typing import Any

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import Standing
from greenlang.agents.page import fixed, percent
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
    chart,
)
from greenlang.core.errors import InsufficientData

PARTS = {"u": "U", "dp": "pressure drop", "approach": "approach", "vibration": "vibration",
         "wall": "wall"}  # fmt: skip
_COLOURS = {"U": BLUE, "pressure drop": ORANGE, "approach": GREEN, "vibration": RED, "wall": GREY}
_SHOWN = 40  # exchangers of one chart, the worst
_MEASURES = {"cleanliness": BLUE, "fouling rate": ORANGE, "cost per MW": GREEN}
_SHAPES = {"cleanliness": "circle", "fouling rate": "triangle-up", "cost per MW": "cross"}


def health(view: View) -> dict[str, Any]:
    """The health index as a bar, the worst on top, and the score of every part that is known."""
    units = [one for one in view.history.standings if one.health is not None]
    if not units:
        raise InsufficientData("insufficient data: no exchanger has a health index")
    ordered = sorted(units, key=lambda one: (one.health or 0.0, one.asset))[:_SHOWN]
    y = _assets([one.asset for one in ordered])
    axis: Layer = {"title": "score, 100 is as new", "grid": True, "domain": False}
    axis["values"] = [0, 20, 40, 60, 80, 100]
    x = {"field": "health", "type": "quantitative", "axis": axis, "scale": {"domain": [0, 124]}}
    bars: Layer = {
        "data": {"values": [_bar(one) for one in ordered]},
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.62}, "color": SKY},
             "encoding": {"y": y, "x": x}},
            {"mark": {"type": "text", "align": "left", "color": INK},
             "encoding": {"y": y, "x": {"datum": 103}, "text": {"field": "label"}}},
        ],
    }  # fmt: skip
    return chart([bars, _dots(ordered, y)], 66 + 22 * len(ordered))


def _bar(one: Standing) -> Layer:
    return {
        "asset": one.asset, "health": round(one.health or 0.0, 1),
        "label": f"{fixed(one.health, 0)}, {percent(one.coverage)} known",
    }  # fmt: skip


def _dots(ordered: list[Standing], y: Layer) -> Layer:
    values = [
        {"asset": one.asset, "score": round(s, 1), "part": PARTS[name]}
        for one in ordered
        for name, s in one.scores.items()
    ]
    used = [name for name in _COLOURS if any(row["part"] == name for row in values)]
    colour = {
        "field": "part", "type": "nominal", "legend": {"symbolType": "circle"},
        "scale": {"domain": used, "range": [_COLOURS[name] for name in used]},
    }  # fmt: skip
    return {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 52, "opacity": 1, "stroke": "white",
                 "strokeWidth": 0.8},
        "encoding": {"y": y, "x": {"field": "score", "type": "quantitative"}, "color": colour},
    }  # fmt: skip


def _assets(order: list[str]) -> Layer:
    return {"field": "asset", "type": "nominal", "sort": order,
            "axis": {"title": None, "ticks": False}}  # fmt: skip


def places(view: View) -> dict[str, Any]:
    """Share of the peers of one service that are worse, by measure; and its own past."""
    units = [one for one in view.history.standings if one.fleet]
    if not units:
        said = [one.unranked for one in view.history.standings if one.unranked]
        why = said[0] if said else "no exchanger has a standing"
        raise InsufficientData(f"insufficient data: {why}")
    last = sorted(units, key=lambda one: (-(one.rank or 0), one.asset))[:_SHOWN]
    ordered = sorted(last, key=lambda one: (one.service, one.rank or 0, one.asset))
    rows = [f"{one.asset}  ({one.rank} of {one.peers})" for one in ordered]
    values = [
        {"asset": row, "place": round(place, 3), "measure": name}
        for row, one in zip(rows, ordered, strict=True)
        for name, place in one.fleet.items()
    ]
    y = _assets(rows)
    axis = {"title": "share of the peers that are worse", "format": ".0%", "grid": True,
            "domain": False, "tickCount": 5}  # fmt: skip
    x = {"field": "place", "type": "quantitative", "axis": axis, "scale": {"domain": [0, 1]}}
    used = [name for name in _MEASURES if any(row["measure"] == name for row in values)]
    named = {"field": "measure", "type": "nominal"}
    colour = named | {"scale": {"domain": used, "range": [_MEASURES[name] for name in used]}}
    shape = named | {"scale": {"domain": used, "range": [_SHAPES[name] for name in used]}}
    lines: Layer = {
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 1},
        "encoding": {"y": y, "x": {"aggregate": "min", "field": "place", "type": "quantitative",
                                   "axis": axis, "scale": {"domain": [0, 1]}},
                     "x2": {"aggregate": "max", "field": "place"}},
    }  # fmt: skip
    dots: Layer = {
        "mark": {"type": "point", "filled": False, "size": 90, "strokeWidth": 2, "opacity": 1},
        "encoding": {"y": y, "x": x, "color": colour, "shape": shape},
    }
    middle: Layer = {
        "data": {"values": [{"v": 0.5}]},
        "mark": {"type": "rule", "color": MUTED, "strokeDash": [2, 3]},
        "encoding": {"x": {"field": "v", "type": "quantitative"}},
    }
    return chart([middle, lines, dots], 66 + 19 * len(ordered), data={"values": values})
