"""Charts of the data: when they were usable, and why not."""

from typing import Any

import numpy as np

from greenlang.agents.charts import REASONS, assets
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.page import milliseconds
from greenlang.agents.theme import (
    BLUE,
    GREY,
    RED,
    VIOLET,
    Layer,
    chart,
    time_axis,
)
from greenlang.core.errors import InsufficientData


def balance(view: View) -> dict[str, Any]:
    """Largest measurement test by exchanger, mean of each week: which balance is open."""
    units = [
        one for one in view.history.exchangers
        if one.tracking is not None and np.isfinite(one.tracking.z).any()
    ]  # fmt: skip
    if not units:
        raise InsufficientData("insufficient data: no balance could be tested")
    values = [row for one in units for row in _tests(one)]
    x = time_axis(domain=(view.history.start, view.history.end + 1), ticks=12)
    colour = {
        "field": "z", "type": "quantitative",
        "scale": {"domain": [0, OPEN, 2 * OPEN], "interpolate": "rgb", "clamp": True,
                  "range": ["#eef3f7", "#f0c987", RED]},
        "legend": {"title": "|z|, open beyond 3", "titleFontWeight": "normal", "titleFontSize": 11,
                   "gradientLength": 140, "gradientThickness": 9, "values": [0, 3, 6],
                   "titleLimit": 200, "orient": "top", "direction": "horizontal"},
    }  # fmt: skip
    cells: Layer = {
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4},
        "encoding": {"x": x, "x2": {"field": "e"}, "y": assets(units), "color": colour},
    }
    return chart([cells], 70 + 20 * len(units))


OPEN = 3.0  # measurement test beyond which a balance counts as open


def _tests(one: ExchangerHistory) -> list[Layer]:
    days, z = one.daily.days, one.tracking.z if one.tracking else np.empty(0)
    out = []
    for i in range(0, len(days), 7):
        week = z[i : i + 7]
        if np.isfinite(week).any():
            last = float(days[min(i + 7, len(days)) - 1]) + 1
            mean = float(np.mean(week[np.isfinite(week)]))
            out.append({"asset": one.asset, "t": milliseconds(float(days[i])),
                        "e": milliseconds(last), "z": round(mean, 2)})  # fmt: skip
    return out


_TAGS = 18


def adjustments(view: View) -> dict[str, Any]:
    """Mean adjustment over sigma of every tag that reconciliation moves, the largest on top."""
    known = [t for t in view.history.tags if np.isfinite(t.adjustment)]
    if not known:
        raise InsufficientData("insufficient data: no tag was reconciled")
    ordered = sorted(known, key=lambda t: -abs(t.adjustment))[:_TAGS]
    values = [
        {"tag": f"{t.tag}  ({t.asset})", "v": round(t.adjustment, 3),
         "state": "passes" if t.verdict in {"ok", "good", ""} else "to mend"}
        for t in ordered
    ]  # fmt: skip
    used = [s for s in ("to mend", "passes") if any(row["state"] == s for row in values)]
    colour = {
        "field": "state", "type": "nominal", "legend": {"symbolType": "square"},
        "scale": {"domain": used, "range": [{"to mend": RED, "passes": BLUE}[s] for s in used]},
    }  # fmt: skip
    y = {"field": "tag", "type": "nominal", "sort": [row["tag"] for row in values],
         "axis": {"title": None, "ticks": False, "labelLimit": 230}}  # fmt: skip
    reach = max(1.0, *(abs(t.adjustment) for t in ordered))
    x = {"field": "v", "type": "quantitative", "scale": {"domain": [-reach, reach]},
         "axis": {"title": "mean adjustment / sigma", "grid": True, "domain": False,
                  "tickCount": 6}}  # fmt: skip
    bars: Layer = {
        "data": {"values": values}, "mark": {"type": "bar", "height": {"band": 0.65}},
        "encoding": {"y": y, "x": x, "color": colour},
    }  # fmt: skip
    zero: Layer = {
        "data": {"values": [{"v": 0}]}, "mark": {"type": "rule", "color": GREY},
        "encoding": {"x": {"field": "v", "type": "quantitative"}},
    }  # fmt: skip
    return chart([bars, zero], 70 + 15 * len(values))


def stuck(view: View) -> dict[str, Any]:
    """Readings by tag that stood still, were wild or unreadable, the worst on top."""
    kinds = {"stuck": RED, "spike": VIOLET, "bad_text": "#c9a8d8", "fault": "#e58b74"}
    tags = [t for t in view.history.tags if any(t.counts.get(k, 0) for k in kinds)]
    if not tags:
        raise InsufficientData("no tag stood still, was wild or unreadable")
    worst = sorted(tags, key=lambda t: -sum(t.counts.get(k, 0) for k in kinds))[:_TAGS]
    values = [
        {"tag": f"{t.tag}  ({t.asset})", "n": n / max(sum(t.counts.values()), 1),
         "why": REASONS[kind][0], "place": place}
        for t in worst
        for place, kind in enumerate(kinds)
        if (n := t.counts.get(kind, 0))
    ]  # fmt: skip
    used = [k for k in kinds if any(row["why"] == REASONS[k][0] for row in values)]
    colour = {
        "field": "why", "type": "nominal", "legend": {"symbolType": "square"},
        "scale": {"domain": [REASONS[k][0] for k in used], "range": [kinds[k] for k in used]},
    }  # fmt: skip
    order = list(dict.fromkeys(row["tag"] for row in values))
    bars: Layer = {
        "data": {"values": values}, "mark": {"type": "bar", "height": {"band": 0.65}},
        "encoding": {
            "y": {"field": "tag", "type": "nominal", "sort": order,
                  "axis": {"title": None, "ticks": False, "labelLimit": 230}},
            "x": {"field": "n", "type": "quantitative",
                  "axis": {"title": "share of its readings", "format": ".1%", "grid": True,
                           "domain": False, "tickCount": 5}},
            "color": colour, "order": {"field": "place"},
        },
    }  # fmt: skip
    return chart([bars], 70 + 15 * len(worst))
