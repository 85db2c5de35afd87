"""What has changed, and how every measure has run: against the month before and a year before."""

import math
from collections.abc import Callable

import numpy as np

from greenlang.agents.condenser.figures.view import (
    FOULING,
    KELVIN,
    LATELY,
    MBAR,
    MEGA,
    WORK,
    View,
    mean,
)
from greenlang.agents.condenser.results import RECOVERABLE, CondenserHistory, Floats, Ints
from greenlang.agents.condenser.summary.standing import HOUR, PPB, spread
from greenlang.agents.page import Column, Table, fixed

YEAR = 365
Measure = tuple[str, str, int, Callable[[CondenserHistory], Floats]]


def _margin(one: CondenserHistory) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(one.daily.m_air > 0, one.daily.m_capacity / one.daily.m_air,
                                   np.nan))  # fmt: skip


def _worst(one: CondenserHistory) -> Floats:
    """The dirtiest waterbox of each day."""
    known = np.isfinite(one.states.r_f).any(axis=1)
    out = np.full(known.size, np.nan)
    out[known] = np.nanmax(one.states.r_f[known], axis=1)
    return FOULING * out


def _of_split(of: str, scale: float) -> Callable[[CondenserHistory], Floats]:
    """Sum over the causes that work puts right, on the days of `daily`."""

    def found(one: CondenserHistory) -> Floats:
        at = [k for k, cause in enumerate(one.split.causes) if cause in WORK]
        table = getattr(one.split.parts, of)[:, at]
        known = np.isfinite(table).any(axis=1)
        total = np.where(known, np.nansum(table, axis=1), np.nan)
        out = np.full(one.daily.days.size, np.nan)
        _, here, there = np.intersect1d(one.daily.days, one.split.days, return_indices=True)
        out[here] = scale * total[there]
        return out

    return found


MEASURES: tuple[Measure, ...] = (
    ("condenser pressure", "mbar", 1, lambda one: MBAR * one.daily.p_used),
    ("above its target", "mbar", 1, lambda one: MBAR * (one.daily.p_used - one.daily.p_target)),
    ("pressure at reference", "mbar", 1, lambda one: MBAR * one.daily.p_norm),
    ("heat-transfer coefficient", "W/(m² K)", 0, lambda one: one.daily.u),
    ("cleanliness at reference", "1", 3, lambda one: one.daily.cf_ref),
    ("fouling, dirtiest waterbox", "1e-5 m² K/W", 1, _worst),
    ("terminal difference", "K", 2, lambda one: one.daily.ttd),
    ("duty", "MW", 0, lambda one: MEGA * one.daily.q),
    ("cooling water", "m³/h", 0, lambda one: HOUR * one.daily.v),
    ("cooling water at the inlet", "degC", 1, lambda one: one.daily.t_in - KELVIN),
    ("rise", "K", 2, lambda one: one.daily.rise),
    ("air in-leakage", "kg/h", 1, lambda one: HOUR * one.daily.m_air),
    ("air margin", "1", 2, _margin),
    ("subcooling", "K", 2, lambda one: one.daily.subcooling),
    ("dissolved oxygen", "ppb", 1, lambda one: PPB * one.daily.oxygen),
    ("could be put right, pressure", "mbar", 1, _of_split("pressure", MBAR)),
    ("could be put right, power", "MW", 2, _of_split("power", MEGA)),
    ("could be put right, money", "money/day", 0, _of_split("money", 1.0)),
)
"""The measures of a report, by name, unit and decimals."""


def lately(values: Floats, days: Ints, end: int) -> tuple[float, float, float]:
    """Mean of the last 30 days, of the 30 before them, and of the same days a year before."""
    ends = (end, end - LATELY, end - YEAR)
    return tuple(mean(values[(days > last - LATELY) & (days <= last)]) for last in ends)  # type: ignore[return-value]


def statistics(view: View, one: CondenserHistory) -> Table:
    """Every measure of one condenser: now, before, a year before, and its spread."""
    columns = (
        Column("Measure"), Column("unit"), Column("last 30 d", "number"),
        Column("30 d before", "number"), Column("a year before", "number"),
        Column("P10", "number"), Column("P50", "number"), Column("P90", "number"),
    )  # fmt: skip
    rows = []
    for name, unit, places, of in MEASURES:
        values = of(one)
        if np.isfinite(values).any():
            now = lately(values, one.daily.days, view.end)
            told = unit.replace("money", view.currency)
            shown = (_or_dash(x, places) for x in (*now, *spread(values)))
            rows.append((name, "" if unit == "1" else told, *shown))
    return Table(columns, tuple(rows), "Daily values; P10 to P90 over the whole history.")


def table(view: View) -> Table:
    """What has changed at reference conditions, and by which causes."""
    columns = (
        Column("What has changed"), Column("measure"), Column("last 30 d", "number", "mbar"),
        Column("30 d before", "number", "mbar"), Column("a year before", "number", "mbar"),
        Column("change in a month", "number", "mbar"),
    )  # fmt: skip
    rows = []
    for one in view.by_cost():
        series = {"pressure at reference": (one.daily.days, MBAR * one.daily.p_norm)}
        parts = one.split.parts.pressure
        series |= {
            cause: (one.split.days, MBAR * parts[:, k])
            for k, cause in enumerate(one.split.causes)
            if cause in RECOVERABLE
        }
        for name, (days, values) in series.items():
            now, before, year = lately(values, days, view.end)
            if any(math.isfinite(x) and abs(x) >= _LEAST for x in (now, before, year)):
                shown = (_or_dash(x, 1) for x in (now, before, year))
                rows.append((one.asset, name, *shown, _signed(now - before)))
    return Table(columns, tuple(rows), empty="Nothing is known of the last months.")


_LEAST = 0.15  # mbar


def _signed(x: float) -> str:
    if not math.isfinite(x):
        return "–"
    text = fixed(x, 1)
    return text if x < 0.0 or text == "0.0" else f"+{text}"


def _or_dash(x: float, decimals: int) -> str:
    return fixed(x, decimals) if math.isfinite(x) else "–"
