"""Charts that every agent shows."""

from collections.abc import Sequence
from typing import Any

from greenlang.agents.page import milliseconds
from greenlang.agents.theme import (
    GREY,
    INK,
    MUTED,
    ORANGE,
    RED,
    Layer,
    chart,
    rule,
    time_axis,
)
from greenlang.core.errors import InsufficientData
from greenlang.library.alerts import Alert

COLOURS = {"high": RED, "medium": ORANGE, "low": GREY}
_SHOWN = 24  # rows
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
