"""Charts of why the pressure is what it is: waterfall, course by week, money, where the next is."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from greenlang.agents.condenser.figures.view import (
    KELVIN,
    MBAR,
    MEGA,
    View,
    clean_pressure,
    lately,
    mean,
    measured,
    middle,
    now,
)
from greenlang.agents.condenser.figures.words import COLOURS, UNEXPLAINED
from greenlang.agents.condenser.results import RECOVERABLE, CondenserHistory, Floats
from greenlang.agents.drawing import enough
from greenlang.agents.page import known, milliseconds
from greenlang.agents.theme import (
    INK,
    MUTED,
    Layer,
    Rows,
    amount,
    chart,
    five,
    time_axis,
)
from greenlang.core.errors import InsufficientData

_WEEK = 7
_ROOM = 2.2  # K, right of the days for the names of lines
_LEAST = 0.02  # mbar, below which a cause has no bar


def waterfall(one: CondenserHistory, _view: View) -> dict[str, Any]:
    """From the pressure of the reference to that of the last days, cause by cause, mbar."""
    some, split = lately(one), one.split
    start = MBAR * split.p_reference
    steps = [(c, MBAR * mean(split.parts.pressure[some, k])) for k, c in enumerate(split.causes)]
    steps.append((UNEXPLAINED, MBAR * mean(split.unexplained.pressure[some])))
    bars: Rows = [_whole("reference", start)]
    level = start
    for cause, step in steps:
        if np.isfinite(step) and abs(step) >= _LEAST:
            bars.append({"name": cause, "low": min(level, level + step), "said": f"{step:+.1f}",
                         "high": max(level, level + step), "colour": COLOURS[cause]})  # fmt: skip
            level += step
    bars.append(_whole(f"last {len(some)} days", level))
    low = min(row["low"] for row in bars[1:-1]) if len(bars) > 2 else start
    base = max(0.0, np.floor(min(low, start, level) - 2.0))
    for row in (bars[0], bars[-1]):
        row["low"] = base
    return _falls(bars, float(base))


def _whole(name: str, value: float) -> dict[str, Any]:
    return {"name": name, "low": 0.0, "high": value, "said": f"{value:.1f}", "colour": INK}


def _falls(bars: Rows, base: float) -> dict[str, Any]:
    order = [row["name"] for row in bars]
    x = {"field": "name", "type": "nominal", "sort": order,
         "axis": {"title": None, "labelAngle": 0, "labelLimit": 96, "ticks": False,
                  "labelExpr": "split(datum.label, ' ')"}}  # fmt: skip
    top = max(row["high"] for row in bars)
    scale = {"domain": [base, top + 0.06 * (top - base)], "zero": False, "nice": False}
    y = {"field": "low", "type": "quantitative", "scale": scale, "axis": {"title": "mbar"}}
    colour = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    bar: Layer = {
        "mark": {"type": "bar", "width": {"band": 0.72}, "cornerRadius": 1},
        "encoding": {"x": x, "y": y, "y2": {"field": "high"}, "color": colour},
    }
    said: Layer = {
        "mark": {"type": "text", "baseline": "bottom", "dy": -3},
        "encoding": {"x": x, "y": y | {"field": "high"}, "text": {"field": "said"}},
    }
    return chart([{"data": {"values": bars}, "layer": [bar, said]}], 190)


def stack(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Every week's back pressure against the reference, split into causes, mbar."""
    split = one.split
    table = {c: MBAR * split.parts.pressure[:, k] for k, c in enumerate(split.causes)}
    table[UNEXPLAINED] = MBAR * np.ravel(split.unexplained.pressure)
    enough(*table.values(), what=f"no day of {one.asset} could be split by cause")
    return _stacked(table, split.days, view, "mbar above the reference")


def lost(one: CondenserHistory, view: View) -> dict[str, Any]:
    """What can be put right by week, in money, or in MW where there are no prices."""
    split = one.split
    of, title = "money", f"{view.currency} a day"
    if not measured(split.parts, "money"):
        of, title = "power", "MW"
    if not measured(split.parts, of):
        raise InsufficientData(
            "insufficient data: without a turbine curve there is no MW, without prices no money"
        )
    scale = MEGA if of == "power" else 1.0
    table = {
        c: scale * getattr(split.parts, of)[:, k]
        for k, c in enumerate(split.causes)
        if c in RECOVERABLE
    }
    return _stacked(table, split.days, view, title)


def _stacked(table: Mapping[str, Floats], days: Any, view: View, title: str) -> dict[str, Any]:
    """Weekly means, what raises the pressure above zero, what lowers it below."""
    rows: Rows = []
    for i in range(0, len(days), _WEEK):
        up = down = 0.0
        edge = {"t": milliseconds(float(days[i])), "e": milliseconds(float(days[i]) + _WEEK)}
        for cause, values in table.items():
            step = mean(values[i : i + _WEEK])
            if not np.isfinite(step) or step == 0.0:
                continue
            low, high = (up, up + step) if step > 0.0 else (down + step, down)
            up, down = max(up, high), min(down, low)
            rows.append(edge | {"low": round(low, 4), "high": round(high, 4), "cause": cause})
    used = [cause for cause in COLOURS if any(row["cause"] == cause for row in rows)]
    colour = {
        "field": "cause", "type": "nominal", "legend": {"symbolType": "square"},
        "scale": {"domain": used, "range": [COLOURS[cause] for cause in used]},
    }  # fmt: skip
    x = time_axis(domain=(float(view.start), float(view.end + 1)), ticks=12)
    bars: Layer = {
        "data": {"values": rows},
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.3},
        "encoding": {"x": x, "x2": {"field": "e"}, "y": amount("low", title),
                     "y2": {"field": "high"}, "color": colour},
    }  # fmt: skip
    zero: Layer = {
        "data": {"values": [{"v": 0}]}, "mark": {"type": "rule", "color": MUTED},
        "encoding": {"y": {"field": "v", "type": "quantitative"}},
    }  # fmt: skip
    return chart([bars, zero], 200)


def where_next(view: View) -> dict[str, Any]:
    """What each cause that can be put right costs now, by condenser, the dearest first."""
    rows: Rows = []
    priced = any(known(b) for one in view.history.condensers
                 for b in one.recoverable_per_day.values())  # fmt: skip
    for one in view.by_cost():
        found = (
            {c: b.p50 for c, b in one.recoverable_per_day.items() if c in RECOVERABLE and known(b)}
            if priced
            else {c: MBAR * p for c, p in now(one).items()}
        )
        rows += [
            {"asset": one.asset, "cause": cause, "v": float(f"{value:.4g}")}
            for cause, value in found.items()
            if value > 0.0
        ]
    if not rows:
        raise InsufficientData("insufficient data: nothing that could be put right is known")
    title = f"{view.currency} a day" if priced else "mbar"
    used = [cause for cause in COLOURS if any(row["cause"] == cause for row in rows)]
    colour = {
        "field": "cause", "type": "nominal", "legend": {"symbolType": "square"},
        "scale": {"domain": used, "range": [COLOURS[cause] for cause in used]}, "sort": used,
    }  # fmt: skip
    order = list(dict.fromkeys(row["asset"] for row in rows))
    bars: Layer = {
        "data": {"values": rows},
        "mark": {"type": "bar", "height": {"band": 0.6}},
        "encoding": {
            "y": {"field": "asset", "type": "nominal", "sort": order,
                  "axis": {"title": None, "ticks": False}},
            "x": {"field": "v", "type": "quantitative",
                  "axis": {"title": title, "grid": True, "domain": False, "tickCount": 6}},
            "color": colour,
        },
    }  # fmt: skip
    return chart([bars], 58 + 22 * len(order))


def pressure_map(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Pressure over the inlet temperature, days by their cleanliness; lines: clean, by load."""
    day = one.daily
    p, t = MBAR * day.p_used, day.t_in - KELVIN
    enough(p * t, what=f"no day of {one.asset} has a pressure and an inlet temperature")
    seen = np.isfinite(p) & np.isfinite(t)
    dots = [
        {"t_in": a, "p": b, "cf": c}
        for a, b, c in zip(five(t[seen]), five(p[seen]), five(day.cf_ref[seen]), strict=True)
    ]
    scale = {"domain": [float(t[seen].min()), float(t[seen].max()) + _ROOM], "nice": False}
    x = {"field": "t_in", "type": "quantitative", "scale": scale,
         "axis": {"title": "cooling water at the inlet, degC", "grid": True}}  # fmt: skip
    y = amount("p", "mbar")
    colour = {
        "field": "cf", "type": "quantitative",
        "scale": {"range": ["#7a1f0c", "#e08a2c", "#a8cbe6", "#0b4f86"], "interpolate": "rgb"},
        "legend": {"title": "cleanliness", "titleFontWeight": "normal", "titleFontSize": 11,
                   "gradientLength": 110, "gradientThickness": 9, "orient": "top",
                   "direction": "horizontal", "tickCount": 3, "format": ".2f"},
    }  # fmt: skip
    points: Layer = {
        "data": {"values": dots},
        "mark": {"type": "point", "filled": True, "size": 16, "opacity": 0.75},
        "encoding": {"x": x, "y": y, "color": colour},
    }
    return chart([points, *_clean_lines(one, view, t[seen], x, y)], 230, "half")


def _clean_lines(one: CondenserHistory, view: View, t: Floats, x: Layer, y: Layer) -> list[Layer]:
    """What the clean condenser would hold, at loads within those that were."""
    day, unit = one.daily, view.unit(one)
    flow, loads = middle(day.v), day.load[np.isfinite(day.load)]
    if not (np.isfinite(flow) and loads.size and np.isfinite(day.q).any()):
        return []
    per_load = middle(day.q / day.load)
    at = np.linspace(float(t.min()), float(t.max()), 25)
    rows: Rows = []
    for load in sorted({float(np.round(v, 1)) for v in np.percentile(loads, (10, 50, 95))}):
        p = MBAR * clean_pressure(unit, one, at + KELVIN, flow, per_load * load)
        rows += [
            {"t_in": a, "p": b, "load": f"{100 * load:.0f} %"}
            for a, b in zip(five(at), five(p), strict=True)
        ]
    line: Layer = {
        "mark": {"type": "line", "color": INK, "strokeWidth": 1.1},
        "encoding": {"x": x, "y": y, "detail": {"field": "load"}},
    }
    last = float(five(at)[-1] or 0.0)
    names: Layer = {
        "transform": [{"filter": f"datum.t_in == {last}"}],
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 4,
                 "fontSize": 10, "color": INK},
        "encoding": {"x": x, "y": y, "text": {"field": "load"}},
    }  # fmt: skip
    return [{"data": {"values": rows}, "layer": [line, names]}]


def months(view: View) -> dict[str, Any]:
    """What can be put right by month, all condensers together, in money or mbar."""
    priced = any(measured(one.split.parts, "money") for one in view.history.condensers)
    rows: Rows = []
    for one in view.history.condensers:
        for total in one.months:
            value = total.money if priced else MBAR * total.pressure
            if total.cause in RECOVERABLE and np.isfinite(value):
                rows.append({"month": _month(total.start), "cause": total.cause, "v": value})
    if not rows:
        raise InsufficientData("insufficient data: no month could be split by cause")
    title = f"{view.currency} a month" if priced else "mbar"
    used = [cause for cause in COLOURS if any(row["cause"] == cause for row in rows)]
    colour = {
        "field": "cause", "type": "nominal", "legend": {"symbolType": "square"},
        "scale": {"domain": used, "range": [COLOURS[cause] for cause in used]}, "sort": used,
    }  # fmt: skip
    bars: Layer = {
        "data": {"values": rows},
        "mark": {"type": "bar", "width": {"band": 0.75}},
        "encoding": {
            "x": {"field": "month", "type": "ordinal",
                  "axis": {"title": None, "labelAngle": -45, "ticks": False}},
            "y": {"field": "v", "type": "quantitative", "aggregate": "sum",
                  "axis": {"title": title}},
            "color": colour,
        },
    }  # fmt: skip
    return chart([bars], 165)


def _month(day: int) -> str:
    return f"{dt.date(1970, 1, 1) + dt.timedelta(days=day):%Y-%m}"
