"""Charts of a deposit: heat against pressure drop, and rates over velocity and temperature."""

from typing import Any

import numpy as np

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.theme import (
    BLUE,
    GREY,
    INK,
    MUTED,
    RED,
    Layer,
    Rows,
    amount,
    chart,
    five,
    named,
)
from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.hydraulic import inside_resistance, ln_drop

CONDUCTIVITIES = (0.2, 0.5, 1.0)  # W/m K, lines of the chart
LEAST = 10  # days, or months, without which there is nothing to draw
YEAR = 365.25 * 86400.0


def heat_and_drop(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """Ln of the drop over the clean one against R_f inside the tubes, with lines of equal k_d."""
    asset = view.plant.asset(one.asset)
    if "dp_tube" not in asset.tags:
        raise InsufficientData("insufficient data: no pressure drop is measured here (dp_tube)")
    if asset.tubes is None:
        raise InsufficientData("insufficient data: the measures of the tubes are not given")
    d_o, d_i = float(asset.tubes.d_o), float(asset.tubes.d_i)
    day = one.daily
    with np.errstate(invalid="ignore", divide="ignore"):
        drop = np.log(day.dp_ratio)
    seen = np.isfinite(day.r_f) & np.isfinite(drop)
    if np.count_nonzero(seen) < LEAST:
        raise InsufficientData(
            f"insufficient data: fewer than {LEAST} days have both R_f and the drop"
        )
    start = one.forecast.origin if one.forecast is not None else int(day.days[-1])
    r_fi = inside_resistance(day.level, d_o, d_i)
    colours = {"earlier cycles": GREY, "this cycle": BLUE}
    x, y = _across("r", "Rf inside the tubes, m² K/kW"), amount("p", "ln (ΔP / clean ΔP)")
    layers = [_lines(float(np.nanmax(r_fi[seen])), d_i, x, y)]
    for name, now in (("earlier cycles", False), ("this cycle", True)):
        rows = seen & ((day.days >= start) == now)
        values = _rows(r=1e3 * r_fi[rows], p=drop[rows])
        layers.append(
            {"data": {"values": values}, "mark": {"type": "point", "filled": True, "size": 10,
             "opacity": 0.6}, "encoding": {"x": x, "y": y, "color": named(name, colours, "circle")}}
        )  # fmt: skip
    return chart(layers, 170, "half")


def _across(field: str, title: str) -> Layer:
    return {"field": field, "type": "quantitative", "scale": {"zero": False, "nice": False},
            "axis": {"title": title, "tickCount": 5}}  # fmt: skip


def _rows(**columns: Any) -> Rows:
    found = {name: five(values) for name, values in columns.items()}
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


def _lines(most: float, d_i: float, x: Layer, y: Layer) -> Layer:
    """Where a deposit of one conductivity grows, named at its end."""
    values = [
        {"r": 1e3 * share * most, "p": float(ln_drop(k_d, share * most, d_i)), "k": f"{k_d:g}",
         "end": "" if share < 1 else f"{k_d:g} W/m K"}
        for k_d in CONDUCTIVITIES
        for share in (0.0, 1.0)
    ]  # fmt: skip
    line: Layer = {
        "mark": {"type": "line", "color": MUTED, "strokeDash": [3, 3], "strokeWidth": 1},
        "encoding": {"x": x, "y": y, "detail": {"field": "k", "type": "nominal"}},
    }
    name: Layer = {
        "mark": {"type": "text", "align": "right", "dy": -6, "fontSize": 9, "color": MUTED},
        "encoding": {"x": x, "y": y, "text": {"field": "end"}},
    }
    return {"data": {"values": values}, "layer": [line, name]}


def threshold(one: ExchangerHistory, _view: View) -> dict[str, Any]:
    """Rates by month over velocity and film temperature, and the line below which none grows."""
    rates = one.rates
    seen = None if rates is None else np.isfinite(rates.v) & np.isfinite(rates.t_film)
    if rates is None or seen is None or np.count_nonzero(seen) < LEAST:
        raise InsufficientData(
            f"insufficient data: fewer than {LEAST} months have a rate with velocity and film"
            " temperature; measures of the tubes, viscosity and conductivity are needed"
        )
    values = _rows(v=rates.v[seen], t=rates.t_film[seen] - 273.15, g=1e3 * YEAR * rates.rate[seen])
    x = _across("v", "velocity in the tubes, m/s")
    y = amount("t", "film, °C")
    colour = {"field": "g", "type": "quantitative", "scale": {"scheme": "viridis"},
              "legend": {"title": "m² K/kW a year", "titleFontSize": 10}}  # fmt: skip
    points: Layer = {
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 45, "stroke": INK, "strokeWidth": 0.4},
        "encoding": {"x": x, "y": y, "color": colour},
    }
    v, t = rates.line
    if v.size == 0:
        return chart([points], 170, "half")
    near = np.abs(t - np.nanmedian(rates.t_film)) < 150.0
    line: Layer = {
        "data": {"values": _rows(v=v[near], t=t[near] - 273.15)},
        "mark": {"type": "line", "color": RED},
        "encoding": {"x": x, "y": y},
    }
    return chart([line, points], 170, "half")
