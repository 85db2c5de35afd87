"""One look for all charts: calm, readable in print, the same to every kind of eye.

Colours are of Okabe and Ito's set or lie between two of it (Okabe M, Ito K, Color Universal
Design, 2008); no two that share a chart differ in hue alone. A column is 335 or 720 px wide.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.page import milliseconds

Layer = dict[str, Any]
Rows = list[dict[str, Any]]
Width = Literal["full", "half"]

INK = "#22313f"
MUTED = "#6b7885"
GRID = "#e4e8ec"
BLUE = "#0b62a4"
SKY = "#a8cbe6"
GREEN = "#00806a"
ORANGE = "#d97a00"
PEACH = "#f7d9ae"
RED = "#b83a1b"
GREY = "#aab4be"
VIOLET = "#7b5aa6"
PALE = "#d3d9df"
SHADE = "#eef1f4"

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDE, NARROW = 720, 352
"""Whole width of a chart, px, axes and their titles included."""

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "padding": 2,
    "view": {"stroke": None},
    "mark": {"invalid": "break-paths-filter-domains"},
    "line": {"strokeWidth": 1.5, "strokeCap": "round", "strokeJoin": "round"},
    "axis": {
        "labelColor": INK, "labelFontSize": 11, "labelPadding": 4,
        "titleColor": MUTED, "titleFontSize": 11, "titleFontWeight": "normal",
        "gridColor": GRID, "domainColor": GREY, "tickColor": GREY, "tickSize": 4,
        "labelLimit": 150, "titleLimit": 420,
    },
    "axisX": {"grid": False, "labelFlush": True},
    "axisY": {"domain": False, "ticks": False, "tickCount": 5},
    "legend": {
        "orient": "top", "direction": "horizontal", "title": None, "labelFontSize": 11,
        "labelColor": INK, "labelLimit": 220, "symbolStrokeWidth": 2, "symbolSize": 110,
        "symbolOpacity": 1,
        "offset": 6, "columnPadding": 14, "rowPadding": 2,
    },
    "header": {"labelFontSize": 11, "labelColor": INK},
    "text": {"fontSize": 11, "color": INK},
}  # fmt: skip


def chart(
    layers: Sequence[Layer], height: int, width: Width = "full", **more: Any
) -> dict[str, Any]:
    """A whole specification of layers that share their axes."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDE if width == "full" else NARROW,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "config": CONFIG,
        "layer": list(layers),
    } | more


def time_axis(
    title: str | None = None, domain: tuple[float, float] | None = None, ticks: int = 8
) -> Layer:
    """Horizontal axis of a field `t`: months, and years where they begin."""
    scale: Layer = {"type": "utc"}
    if domain is not None:
        scale["domain"] = [milliseconds(domain[0]), milliseconds(domain[1])]
    label = (
        "utcFormat(datum.value, '%m') == '01' ? "
        "[utcFormat(datum.value, '%b'), utcFormat(datum.value, '%Y')] : "
        "utcFormat(datum.value, '%d') == '01' ? utcFormat(datum.value, '%b') : "
        "utcFormat(datum.value, '%d %b')"
    )
    axis = {"title": title, "labelExpr": label, "tickCount": ticks, "labelOverlap": True}
    return {"field": "t", "type": "temporal", "scale": scale, "axis": axis}


def amount(field: str, title: str | None = None, **scale: Any) -> Layer:
    """Vertical axis of a number."""
    axis: Layer = {"title": title}
    return {"field": field, "type": "quantitative", "axis": axis, "scale": {"zero": False} | scale}


def named(label: str, colours: Mapping[str, str], symbol: str = "stroke") -> Layer:
    """Colour of a layer by its name in the legend; `colours` lists every name of the chart."""
    scale = {"domain": list(colours), "range": list(colours.values())}
    return {"datum": label, "type": "nominal", "scale": scale, "legend": {"symbolType": symbol}}


def rows(days: Sequence[float] | NDArray[Any], **columns: NDArray[np.float64]) -> Rows:
    """Rows (t in ms, columns rounded to 5 digits, None where NaN) without the all-empty ends."""
    rounded = {name: five(values) for name, values in columns.items()}
    return [
        {"t": milliseconds(float(day))} | {name: values[i] for name, values in rounded.items()}
        for i, day in enumerate(days)
    ]


def five(values: NDArray[np.float64]) -> list[float | None]:
    """Values with five significant digits, None where not finite."""
    return [float(f"{v:.5g}") if np.isfinite(v) else None for v in values.tolist()]


def area(values: Rows, colour: str, x: Layer, y: Layer) -> Layer:
    """A band from the field `low` to `high`."""
    return {
        "data": {"values": values}, "mark": {"type": "area", "color": colour, "opacity": 0.6},
        "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}},
    }  # fmt: skip


def curve(values: Rows, name: str, colours: Mapping[str, str], x: Layer, y: Layer) -> Layer:
    """A line with its name in the legend."""
    return {
        "data": {"values": values}, "mark": {"type": "line"},
        "encoding": {"x": x, "y": y, "color": named(name, colours)},
    }  # fmt: skip


def rule(days: Rows, colour: str, *, dash: Sequence[int] = (), width: float = 1.2) -> Layer:
    """Vertical lines at `t`."""
    mark: Layer = {"type": "rule", "color": colour, "strokeWidth": width}
    if dash:
        mark["strokeDash"] = list(dash)
    return {
        "data": {"values": days},
        "mark": mark,
        "encoding": {"x": {"field": "t", "type": "temporal"}},
    }
