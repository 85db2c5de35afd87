"""Charts that every agent shows."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.page import milliseconds
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
    chart,
    rule,
    time_axis,
)
from greenlang.core.errors import InsufficientData
from greenlang.library.alerts import Alert

Numbers = NDArray[np.float64] | NDArray[np.int64]

COLOURS = {"high": RED, "medium": ORANGE, "low": GREY}
_SHOWN = 24  # rows of alerts
_ASSETS = 40  # that a chart can show
_YEAR = 365


def alert_days(found: Sequence[Alert], start: int, end: int) -> dict[str, Any]:
    """When which alert lasted: bars from its first day to its last, of the last year.

    `start` and `end` are the first and last day of the history.
    """
    first = max(start, end - _YEAR)
    shown = [a for a in found if a.cleared is None or a.cleared >= first]
    if not shown:
        raise InsufficientData("no alert in the last year")
    rows = sorted({_row(a) for a in shown}, key=lambda row: _rank(row, shown))[:_SHOWN]
    values = [_bar(a, first, end) for a in shown if _row(a) in rows]
    used = [s for s in COLOURS if any(row["severity"] == s for row in values)]
    colour = {
        "field": "severity", "type": "nominal", "legend": {"symbolType": "square"},
        "scale": {"domain": used, "range": [COLOURS[s] for s in used]},
    }  # fmt: skip
    y = {"field": "row", "type": "nominal", "sort": rows,
         "axis": {"title": None, "ticks": False, "labelLimit": 230, "grid": True}}  # fmt: skip
    x = time_axis(domain=(float(first), float(end + 1)), ticks=12)
    bars: Layer = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 9, "cornerRadius": 2},
        "encoding": {"x": x, "x2": {"field": "e"}, "y": y, "color": colour},
    }
    more = len({_row(a) for a in shown}) - len(rows)
    layers = [bars, rule([{"t": milliseconds(end + 1)}], INK, width=1)]
    return chart(layers, 60 + 17 * len(rows)) | ({"title": _more(more)} if more else {})


def _row(alert: Alert) -> str:
    return f"{alert.asset}  {alert.rule.title}"


def _rank(row: str, shown: list[Alert]) -> tuple[bool, int, str]:
    """Rows with an open alert first, the most severe on top."""
    mine = [a for a in shown if _row(a) == row]
    lasts = any(a.open for a in mine)
    worst = min(list(COLOURS).index(a.severity) for a in mine if a.open or not lasts)
    return (not lasts, worst, row)


def _bar(alert: Alert, first: int, last: int) -> Layer:
    end = last + 1 if alert.cleared is None else alert.cleared
    return {
        "row": _row(alert), "severity": alert.severity,
        "t": milliseconds(max(alert.since, first)), "e": milliseconds(max(end, alert.since + 1)),
    }  # fmt: skip


def _more(count: int) -> Layer:
    return {
        "text": f"and {count} more in the table of alerts", "anchor": "start", "fontSize": 10,
        "fontWeight": "normal", "fontStyle": "italic", "color": MUTED, "orient": "bottom",
    }  # fmt: skip


class Days(Protocol):
    """Hours that entered an analysis, by day."""

    @property
    def days(self) -> Numbers:
        """Days since 1970."""
        ...

    @property
    def hours(self) -> Numbers:
        """Valid hours of each."""
        ...


class Asset(Protocol):
    """What the charts of the data ask of an asset's results."""

    @property
    def asset(self) -> str:
        """Its name."""
        ...

    @property
    def daily(self) -> Days:
        """Values by day."""
        ...

    @property
    def counts(self) -> Mapping[str, int]:
        """Hours by quality code."""
        ...


REASONS = {
    "good": ("good", BLUE), "held": ("held", SKY), "off": ("not running", GREY),
    "unsteady": ("unsteady", PEACH), "missing": ("missing", "#5f6b76"),
    "bad_text": ("bad text", "#c9a8d8"), "spike": ("spike", VIOLET), "stuck": ("stuck", RED),
    "fault": ("sensor fault", "#e58b74"), "out_of_range": ("out of range", "#8a6d3b"),
    "infeasible": ("impossible", ORANGE), "conflict": ("conflict", "#d4c04a"),
    "unreconciled": ("not reconciled", "#9fd3c6"), "event": ("bypass, cleaning", GREEN),
}  # fmt: skip
"""Quality code -> its name and colour in charts, in the order of the bars."""


def calendar(found: Sequence[Asset], start: int, end: int) -> dict[str, Any]:
    """Valid hours a day, mean of each week, by asset, from the first day to the last."""
    units = _worst(found)
    if not units:
        raise InsufficientData("insufficient data: nothing could be analysed")
    values = [row for one in units for row in _weeks(one)]
    x = time_axis(domain=(start, end + 1), ticks=12)
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
        "encoding": {"x": x, "x2": {"field": "e"}, "y": assets(units), "color": colour},
    }
    return chart([cells], 70 + 20 * len(units))


def _worst(units: Sequence[Asset]) -> tuple[Asset, ...]:
    """Of a large fleet those with the fewest valid hours, in the order of the plant file."""
    least = sorted(units, key=lambda one: int(one.daily.hours.sum()))[:_ASSETS]
    names = {one.asset for one in least}
    return tuple(one for one in units if one.asset in names)


def assets(units: Sequence[Asset]) -> Layer:
    """Vertical axis of the field `asset`, in the order of the plant file."""
    order = [one.asset for one in units]
    return {"field": "asset", "type": "nominal", "sort": order,
            "axis": {"title": None, "ticks": False}}  # fmt: skip


def _weeks(one: Asset) -> list[Layer]:
    days, hours = one.daily.days, one.daily.hours
    edges = range(0, len(days), 7)
    return [
        {"asset": one.asset, "t": milliseconds(float(days[i])),
         "e": milliseconds(float(days[min(i + 7, len(days)) - 1]) + 1),
         "hours": round(float(np.mean(hours[i : i + 7])), 1)}
        for i in edges
    ]  # fmt: skip


def reasons(found: Sequence[Asset]) -> dict[str, Any]:
    """Share of all hours by what became of them."""
    units = _worst([one for one in found if sum(one.counts.values())])
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
            "y": assets(units), "color": colour, "order": {"field": "place"},
            "x": {"field": "hours", "type": "quantitative", "stack": "normalize",
                  "axis": {"title": "share of all hours", "format": ".0%", "grid": True,
                           "domain": False, "tickCount": 5}},
        },
    }  # fmt: skip
    return chart([bars], 80 + 20 * len(units))
