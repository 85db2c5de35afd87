"""Charts of the data: when they were usable, and why not."""

from typing import Any

import numpy as np

from greenlang.agents.exchanger.figures.theme import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PEACH,
    RED,
    SKY,
    VIOLET,
    Layer,
    chart,
    time_axis,
)
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.page import milliseconds
from greenlang.core.errors import InsufficientData

REASONS = {
    "good": ("good", BLUE), "held": ("held", SKY), "off": ("not running", GREY),
    "unsteady": ("unsteady", PEACH), "missing": ("missing", "#5f6b76"),
    "bad_text": ("bad text", "#c9a8d8"), "spike": ("spike", VIOLET), "stuck": ("stuck", RED),
    "fault": ("sensor fault", "#e58b74"), "out_of_range": ("out of range", "#8a6d3b"),
    "infeasible": ("impossible", ORANGE), "conflict": ("conflict", "#d4c04a"),
    "unreconciled": ("not reconciled", "#9fd3c6"), "event": ("bypass, cleaning", GREEN),
}  # fmt: skip
"""Quality code -> its name and colour in charts, in the order of the bars."""


def calendar(view: View) -> dict[str, Any]:
    """Valid hours a day, mean of each week, by exchanger."""
    units = view.history.exchangers
    if not units:
        raise InsufficientData("insufficient data: no exchanger could be analysed")
    values = [row for one in units for row in _weeks(one)]
    x = time_axis(domain=(view.history.start, view.history.end + 1), ticks=12)
    colour = {
        "field": "hours", "type": "quantitative",
        "scale": {"domain": [0, 24], "interpolate": "rgb",
                  "range": ["#f3f0ea", "#9cc3df", "#0b4f86"]},
        "legend": {"title": "valid hours a day", "titleFontWeight": "normal", "titleFontSize": 11,
                   "gradientLength": 140, "gradientThickness": 9, "values": [0, 6, 12, 18, 24],
                   "titleLimit": 200, "orient": "top", "direction": "horizontal"},
    }  # fmt: skip
    cells: Layer = {
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {"x": x, "x2": {"field": "e"}, "y": _assets(units), "color": colour},
    }
    return chart([cells], 70 + 20 * len(units))


def _assets(units: tuple[ExchangerHistory, ...]) -> Layer:
    order = [one.asset for one in units]
    return {"field": "asset", "type": "nominal", "sort": order,
            "axis": {"title": None, "ticks": False}}  # fmt: skip


def _weeks(one: ExchangerHistory) -> list[Layer]:
    days, hours = one.daily.days, one.daily.hours
    edges = range(0, len(days), 7)
    return [
        {"asset": one.asset, "t": milliseconds(float(days[i])),
         "e": milliseconds(float(days[min(i + 7, len(days)) - 1]) + 1),
         "hours": round(float(np.mean(hours[i : i + 7])), 1)}
        for i in edges
    ]  # fmt: skip


def reasons(view: View) -> dict[str, Any]:
    """Share of all hours by what became of them."""
    units = [one for one in view.history.exchangers if sum(one.counts.values())]
    if not units:
        raise InsufficientData("insufficient data: no hour was counted")
    values = [
        {"asset": one.asset, "hours": n, "why": REASONS.get(code, (code, GREY))[0], "place": place}
        for one in units
        for place, code in enumerate(REASONS)
        if (n := one.counts.get(code, 0))
    ]
    used = {REASONS[code] for one in units for code in one.counts if code in REASONS}
    scale = [pair for pair in REASONS.values() if pair in used]
    colour = {
        "field": "why", "type": "nominal",
        "scale": {"domain": [name for name, _ in scale], "range": [c for _, c in scale]},
        "legend": {"symbolType": "square", "columns": 7},
    }  # fmt: skip
    bars: Layer = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {
            "y": _assets(tuple(units)), "color": colour, "order": {"field": "place"},
            "x": {"field": "hours", "type": "quantitative", "stack": "normalize",
                  "axis": {"title": "share of all hours", "format": ".0%", "grid": True,
                           "domain": False, "tickCount": 5}},
        },
    }  # fmt: skip
    return chart([bars], 80 + 20 * len(units))
