"""Air: what is drawn against what the pumps carry, what it does, where it comes in."""

from typing import Any

import numpy as np

from greenlang.agents.condenser.figures.states import shaded
from greenlang.agents.condenser.figures.view import View
from greenlang.agents.condenser.results import CondenserHistory, Floats
from greenlang.agents.theme import (
    BLUE,
    CONFIG,
    GREEN,
    ORANGE,
    RED,
    VIOLET,
    WIDE,
    Layer,
    amount,
    curve,
    rows,
    time_axis,
)
from greenlang.core.errors import InsufficientData

PPB, HOUR = 1e9, 3600.0
_AIR = ("steam-side leak", "leak below the water line", "vacuum pump fault", "not separable")
_HEIGHT = 86


def air(one: CondenserHistory, view: View) -> dict[str, Any]:
    """Air and what pumps carry, depression and subcooling, oxygen: each where it is measured."""
    day = one.daily
    panels = (
        ("kg/h", {"air drawn": (RED, HOUR * day.m_air),
                  "pumps carry": (GREEN, HOUR * day.m_capacity)}),
        ("K", {"depression at the vent": (ORANGE, day.depression),
               "subcooling": (VIOLET, day.subcooling)}),
        ("ppb O2", {"dissolved": (BLUE, PPB * day.oxygen),
                    "what air explains": (GREEN, PPB * day.oxygen_equilibrium)}),
    )  # fmt: skip
    shown = [panel for panel in panels if any(np.isfinite(v).any() for _, v in panel[1].values())]
    if not shown:
        raise InsufficientData(
            "insufficient data: no air meter, vent temperature or oxygen is measured"
        )
    charts = [
        _panel(one, view, *panel, last=number == len(shown) - 1)
        for number, panel in enumerate(shown)
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": CONFIG, "vconcat": charts, "spacing": 4,
        "resolve": {"scale": {"color": "independent"}},
    }  # fmt: skip


def _panel(
    one: CondenserHistory, view: View, title: str, lines: dict[str, tuple[str, Floats]], *,
    last: bool,
) -> Layer:  # fmt: skip
    x = time_axis(domain=(float(view.start), float(view.end + 1)), ticks=12)
    if not last:
        x = x | {"axis": {"title": None, "labels": False, "ticks": False}}
    seen = {name: pair for name, pair in lines.items() if np.isfinite(pair[1]).any()}
    colours = {name: colour for name, (colour, _) in seen.items()}
    y = amount("v", title)
    y["axis"] |= {"minExtent": 34, "maxExtent": 34}
    layers = [
        curve(rows(one.daily.days, v=values), name, colours, x, y)
        for name, (_, values) in seen.items()
    ]
    return {"width": WIDE - 60, "height": _HEIGHT, "layer": [*shaded(one, view, _AIR), *layers]}
