"""What each cleaning has saved: duty as it was, and as it had been without the cleaning."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from greenlang.agents.drawing import enough
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import Band90, ExchangerHistory, Floats, Ints, Saving
from greenlang.agents.page import date, fixed, milliseconds
from greenlang.agents.theme import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    Layer,
    Rows,
    amount,
    chart,
    named,
    rows,
    rule,
    time_axis,
)
from greenlang.core.errors import InsufficientData

MWH = 1.0 / 3.6e9
SPAN = 7  # days of a mean
BEFORE = 60  # days shown before the first cleaning
PLOT, LANE = 150, 42  # px: of the lines, and of one row of words above them
_WORDS = 0.27  # width of the words as a share of the axis
_LINES = {"as it was": BLUE, "without the cleaning": ORANGE, "saved": GREEN}


def before_and_after(one: ExchangerHistory, view: View) -> dict[str, Any]:
    """Weekly duty before and after each cleaning, what it had been without, and what that saved."""
    seen = [saving for saving in one.savings if not saving.note]
    if not seen:
        why = one.savings[0].note if one.savings else "no cleaning is seen in the data"
        raise InsufficientData(f"insufficient data: {why}")
    first = max(int(one.daily.days[0]), seen[0].cleaning_start - BEFORE)
    duty = _weekly(one.daily.days, 1e-6 * one.daily.duty, first)
    parts = [_without(duty, saving, first) for saving in seen]
    enough(duty, what=f"{one.asset} has no daily duty since its cleanings")
    low = min(float(np.nanmin(values)) for values in (duty, *(less for _, less in parts)))
    high = float(np.nanmax(duty))
    words, lanes = _labels(seen, view, (first, view.history.end))
    top = high + (high - low or 1.0) * LANE * lanes / PLOT
    x = time_axis(domain=(first, view.history.end), ticks=12)
    y = amount("v", "duty, MW", domain=[low, top], nice=False)
    layers: list[Layer] = []
    for weeks, less in parts:
        layers += _saved(rows(_middle(weeks, first), v=duty[weeks], low=less), x, y)
    whole = rows(_middle(np.arange(duty.size), first), v=duty)
    line = {"x": x, "y": y, "color": named("as it was", _LINES)}
    layers.append({"data": {"values": whole}, "mark": {"type": "line"}, "encoding": line})
    back = [{"t": milliseconds(saving.cleaning_end)} for saving in seen]
    return chart([*layers, rule(back, INK, dash=(4, 3), width=1.0), *words], PLOT + LANE * lanes)


def _middle(weeks: Ints, first: int) -> Floats:
    return np.asarray(first + SPAN * (weeks + 0.5), np.float64)


def _weekly(days: Ints, values: Floats, first: int) -> Floats:
    """Means of whole weeks from a day on, NaN where nothing is known."""
    inside = (days >= first) & np.isfinite(values)
    week = (days[inside] - first) // SPAN
    count = int((days[-1] - first) // SPAN) + 1
    total = np.bincount(week, values[inside], count)
    with np.errstate(invalid="ignore"):
        return np.asarray(total / np.bincount(week, minlength=count), np.float64)


def _without(duty: Floats, saving: Saving, first: int) -> tuple[Ints, Floats]:
    """Weeks after a cleaning until the next, and what the duty had been in them without it."""
    power = _weekly(saving.days, 1e-6 * saving.power, first)
    begin = -(-(saving.cleaning_end - first) // SPAN)
    weeks = np.arange(begin, min(power.size, duty.size), dtype=np.int64)
    return weeks, duty[weeks] - power[weeks]


def _saved(values: Rows, x: Layer, y: Layer) -> list[Layer]:
    low = y | {"field": "low"}
    return [
        {"data": {"values": values},
         "mark": {"type": "area", "opacity": 0.3},
         "encoding": {"x": x, "y": low, "y2": {"field": "v"}, "color": named("saved", _LINES)}},
        {"data": {"values": values}, "mark": {"type": "line", "strokeDash": [5, 3]},
         "encoding": {"x": x, "y": low, "color": named("without the cleaning", _LINES)}},
    ]  # fmt: skip


def _labels(seen: Sequence[Saving], view: View, domain: tuple[int, int]) -> tuple[list[Layer], int]:
    """What each cleaning was and saved, in as many rows as keep the words apart."""
    wide = _WORDS * (domain[1] - domain[0])
    free: list[float] = []
    layers = []
    for saving in seen:
        late = saving.cleaning_end + wide > domain[1]
        begin = saving.cleaning_end - (wide if late else 0.0)
        lane = next((i for i, day in enumerate(free) if day <= begin), len(free))
        free[lane : lane + 1] = [begin + wide]
        layers.append(_words(saving, view.currency, lane, late=late))
    return layers, len(free)


def _words(saving: Saving, currency: str, lane: int, *, late: bool) -> Layer:
    told = [f"{saving.method or 'cleaning'}, {date(saving.cleaning_start)}", _heat(saving)]
    if math.isfinite(saving.money.p50):
        told.append(_money(saving.money, currency))
    return {
        "data": {"values": [{"t": milliseconds(saving.cleaning_end), "what": told}]},
        "mark": {"type": "text", "align": "right" if late else "left", "baseline": "top",
                 "dx": -4 if late else 4, "dy": 2 + LANE * lane, "fontSize": 10, "lineHeight": 13,
                 "color": MUTED},
        "encoding": {"x": {"field": "t", "type": "temporal"}, "y": {"value": 0},
                     "text": {"field": "what"}},
    }  # fmt: skip


def _heat(saving: Saving) -> str:
    low, high = sorted((MWH * saving.energy.p05, MWH * saving.energy.p95))
    middle = fixed(MWH * saving.energy.p50, 0)
    return f"{middle} MWh ({fixed(low, 0)} to {fixed(high, 0)})"


def _money(band: Band90, currency: str) -> str:
    low, high = sorted((band.p05, band.p95))
    thousand = [fixed(1e-3 * value, 0) for value in (band.p50, low, high)]
    return f"{thousand[0]} k{currency} ({thousand[1]} to {thousand[2]})"
