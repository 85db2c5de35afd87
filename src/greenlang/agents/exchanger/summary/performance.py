"""The chapter on performance: how every exchanger stands, against clean, its past and its fleet."""

import functools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from greenlang.agents.drawing import figure
from greenlang.agents.exchanger.figures import OF_FLEET
from greenlang.agents.exchanger.figures.standing import PARTS
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import LIMITS
from greenlang.agents.exchanger.results import ExchangerHistory, Standing
from greenlang.agents.exchanger.standing import HEALTH, LEAST_PEERS, least_coverage
from greenlang.agents.page import (
    MISSING,
    Block,
    Chapter,
    Column,
    Origin,
    Paragraph,
    Sheet,
    SheetColumns,
    Table,
    date,
    fixed,
    percent,
)
from greenlang.core.tables import table
from greenlang.library.series.arrays import Floats

_TRACKED = (
    ("effectiveness", "1"), ("approach_hot_end", "K"), ("approach_cold_end", "K"),
    ("condition", "1"), ("z", "1"),
)  # fmt: skip


def chapter(view: View, _origin: Origin, names: tuple[str, ...]) -> Chapter:
    """How the exchangers stand, with the charts of it."""
    blocks: list[Block] = [_standings(view)]
    blocks += [figure(name, OF_FLEET[name], view) for name in names]
    return Chapter("Performance", (*blocks, Paragraph(_weights(), "note")))


def _standings(view: View) -> Table:
    columns = (
        Column("exchanger"), Column("duty at reference", "number", "of clean"),
        Column("effectiveness", "number"), Column("approach", "number", "K"),
        Column("loses", "number", "points in 30 d"), Column("health", "number"),
        Column("rank in service", "number"), Column("own past", "number", "worse days"),
        Column("nearest limit, P50"),
    )  # fmt: skip
    ordered = sorted(view.history.standings, key=lambda one: one.efficiency.p50)
    said = f"{_SAID} {' '.join(_unranked(ordered))}".rstrip()
    return Table(columns, tuple(_row(one) for one in ordered), said)


_SAID = (
    "The least efficient first. “Duty at reference” is that of today's deposit over that of a clean"
    " bundle at the same flows and inlets, P10–P90; “loses” is what it loses of that in 30 days at"
    " the pace of the last 90; “own past”: share of its days that were worse than today."
)


def _row(one: Standing) -> tuple[str, ...]:
    band = one.efficiency
    return (
        one.asset, f"{percent(band.p50)} ({_percents(band.p10, band.p90)})",
        fixed(one.effectiveness, 2), fixed(one.approach, 1), fixed(100 * one.decline, 1),
        f"{MISSING}: {percent(one.coverage)} known" if one.health is None else fixed(one.health, 0),
        "–" if one.rank is None else f"{one.rank} of {one.peers}", percent(one.own), _left(one),
    )  # fmt: skip


def _percents(low: float, high: float) -> str:
    """Two shares, told apart by a decimal where they round to one number."""
    places = 0 if round(100 * low) != round(100 * high) else 1
    return f"{100 * low:.{places}f}–{100 * high:.{places}f}"


def _left(one: Standing) -> str:
    known = {n: b.p50 for n, b in one.days_left.items() if not math.isnan(b.p50)}
    if not known:
        return "none given"
    name, days = min(known.items(), key=lambda pair: pair[1])
    told = LIMITS.get(name, name)
    return f"{told} in {fixed(max(days, 0.0), 0)} d" if math.isfinite(days) else f"{told} not soon"


def _unranked(units: Sequence[Standing]) -> list[str]:
    few = list(dict.fromkeys(one.unranked for one in units if one.unranked))
    if not few:
        return []
    how = f"give service: in the plant file to name what may be compared; {LEAST_PEERS} or more"
    return [f"Not ranked: {'; '.join(few)} ({how})."]


def _weights() -> str:
    rows = table(HEALTH).rows
    told = ", ".join(f"{PARTS[row[0]]} {row[1]} (100 at {row[2]}, 0 at {row[3]})" for row in rows)
    return (
        f"Health: weights and anchors are data, {told}; over what is known, and refused below"
        f" {percent(least_coverage())} of the weights. U is that over clean, pressure drop and"
        " approach those over clean; vibration and wall count where they are given to the analysis"
        " “health”. Anchors are ours: no standard sets them."
    )


def sheets(view: View) -> tuple[Sheet, ...]:
    """What is followed by day, and how each exchanger stands today."""
    return (
        Sheet("tracking", "effectiveness, approaches, balance of every exchanger by day",
              _tracked(view)),
        Sheet("standing", "how every exchanger stands today, with its place in the fleet",
              _standing(view)),
    )  # fmt: skip


def days(units: Sequence[ExchangerHistory]) -> tuple[tuple[str, str, list[str]], ...]:
    """Columns with exchanger and date of each day that these have; every date's text once."""
    texts = functools.cache(date)
    return (
        ("asset", "", [one.asset for one in units for _ in one.daily.days]),
        ("date", "", [texts(day) for one in units for day in one.daily.days.tolist()]),
    )


def _tracked(view: View) -> SheetColumns:
    units = [(one, one.tracking) for one in view.history.exchangers if one.tracking is not None]
    columns: list[tuple[str, str, Sequence[str] | Floats]] = [*days([one for one, _ in units])]
    for name, unit in _TRACKED:
        parts = [np.asarray(getattr(t, name), np.float64) for _, t in units]
        columns.append((name, unit, np.concatenate([np.empty(0), *parts])))
    for side in ("tube", "shell"):
        drops = [t.drop.get(side, np.full(len(one.daily.days), np.nan)) for one, t in units]
        columns.append((f"dp_{side}", "Pa", np.concatenate([np.empty(0), *drops])))
    return tuple(columns)


def _standing(view: View) -> SheetColumns:
    units = view.history.standings
    numbers: tuple[tuple[str, str, list[float | None]], ...] = (
        ("efficiency_p10", "1", [one.efficiency.p10 for one in units]),
        ("efficiency_p50", "1", [one.efficiency.p50 for one in units]),
        ("efficiency_p90", "1", [one.efficiency.p90 for one in units]),
        ("effectiveness", "1", [one.effectiveness for one in units]),
        ("approach", "K", [one.approach for one in units]),
        ("decline", "1/(30 d)", [one.decline for one in units]),
        ("health", "1", [one.health for one in units]),
        ("coverage", "1", [one.coverage for one in units]),
        ("own_percentile", "1", [one.own for one in units]),
    )
    places = tuple(
        (f"fleet_{name.replace(' ', '_').lower()}", "1", [one.fleet.get(name) for one in units])
        for name in ("cleanliness", "fouling rate", "cost per MW")
    )
    return (
        ("asset", "", [one.asset for one in units]),
        ("service", "", [one.service for one in units]),
        *((name, unit, [_finite(x) for x in values]) for name, unit, values in (*numbers, *places)),
        ("rank", "1", [one.rank for one in units]),
        ("peers", "1", [one.peers for one in units]),
        ("nearest_limit", "", [_left(one) for one in units]),
        ("unranked", "", [one.unranked or None for one in units]),
    )


def _finite(x: float | None) -> float | None:
    return x if x is not None and math.isfinite(x) else None


def numbers(view: View) -> dict[str, Any]:
    """The same for the document of numbers."""
    return {
        one.asset: {
            "efficiency": {"p10": one.efficiency.p10, "p50": one.efficiency.p50,
                           "p90": one.efficiency.p90, "unit": "1"},
            "health": one.health,
            "coverage": one.coverage,
            "scores": dict(one.scores),
            "rank": one.rank,
            "peers": one.peers,
            "fleet": dict(one.fleet),
            "own": _finite(one.own),
            "unranked": one.unranked,
        }
        for one in view.history.standings
    }  # fmt: skip
