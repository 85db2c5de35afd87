"""Causes by month and over the whole history, in mbar, MWh, money and CO2."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from greenlang.agents.condenser.figures.view import MBAR, MWH, TONNE, WORK, View
from greenlang.agents.condenser.results import RECOVERABLE, Total
from greenlang.agents.page import Column, Sheet, Table, date, fixed

_SHOWN = 12  # months
_EPOCH = dt.date(1970, 1, 1)


def _month(day: int) -> str:
    return f"{_EPOCH + dt.timedelta(days=day):%Y-%m}"


def table(view: View) -> Table:
    """What could have been put right, all condensers together, by month."""
    columns = (
        Column("Month"), *(Column(cause, "number", "mbar") for cause in RECOVERABLE),
        Column("without flow", "number", "MWh"), Column("money", "number", view.currency),
        Column("CO2", "number", "t"),
    )  # fmt: skip
    found: defaultdict[str, list[Total]] = defaultdict(list)
    for one in view.history.condensers:
        for total in one.months:
            found[_month(total.start)].append(total)
    rows = []
    for month in sorted(found)[-_SHOWN:]:
        mbar = (
            _or_dash(MBAR * _mean(t for t in found[month] if t.cause == c), 1) for c in RECOVERABLE
        )
        some = [t for t in found[month] if t.cause in WORK]
        sums = (
            _or_dash(MWH * _sum(t.energy for t in some), 0),
            _or_dash(_sum(t.money for t in some), 0),
            _or_dash(TONNE * _sum(t.co2 for t in some), 0),
        )
        rows.append((month, *mbar, *sums))
    return Table(columns, tuple(rows), _SAID, "No month could be split by cause.")


_SAID = (
    "Pressures are means over the hours that count, and over condensers by their hours; energy,"
    " money and CO2 are sums over these hours alone, without flow, which takes the power of pumps:"
    " what was not measured is not counted."
)


def _mean(some: Iterable[Total]) -> float:
    known = [t for t in some if math.isfinite(t.pressure)]
    hours = sum(t.hours for t in known)
    return sum(t.pressure * t.hours for t in known) / hours if hours else math.nan


def _sum(values: Iterable[float]) -> float:
    known = [x for x in values if math.isfinite(x)]
    return math.fsum(known) if known else math.nan


def totals(view: View) -> Table:
    """Every cause over the whole history, with its doubt."""
    columns = (
        Column("Whole history"), Column("cause"), Column("mean", "number", "mbar"),
        Column("mean", "number", "K"), Column("energy", "number", "MWh"),
        Column("money", "number", view.currency), Column("CO2", "number", "t"),
    )  # fmt: skip
    rows = tuple(
        (one.asset, t.cause, _doubted(t), _or_dash(t.temperature, 2), _or_dash(MWH * t.energy, 0),
         _or_dash(t.money, 0), _or_dash(TONNE * t.co2, 0))
        for one in view.by_cost() for t in one.totals
    )  # fmt: skip
    return Table(columns, rows, "Mean ± one standard uncertainty; a loss is positive.")


def _doubted(t: Total) -> str:
    if not math.isfinite(t.pressure):
        return "–"
    sigma = MBAR * t.pressure_sigma
    return fixed(MBAR * t.pressure, 1) + (f" ± {fixed(sigma, 1)}" if math.isfinite(sigma) else "")


def _or_dash(x: float, decimals: int) -> str:
    return fixed(x, decimals) if math.isfinite(x) else "–"


def sheet(view: View) -> Sheet:
    """Every condenser, month and cause, for other programs."""
    found = [(one.asset, t) for one in view.history.condensers for t in one.months]
    columns: tuple[tuple[str, str, Sequence[Any]], ...] = (
        ("asset", "", [asset for asset, _ in found]),
        ("month", "", [_month(t.start) for _, t in found]),
        ("cause", "", [t.cause for _, t in found]),
        ("first_day", "", [date(t.start) for _, t in found]),
        ("last_day", "", [date(t.end) for _, t in found]),
        ("hours", "h", [t.hours for _, t in found]),
        ("pressure", "Pa", [_finite(t.pressure) for _, t in found]),
        ("pressure_sigma", "Pa", [_finite(t.pressure_sigma) for _, t in found]),
        ("temperature", "K", [_finite(t.temperature) for _, t in found]),
        ("heat_rate", "J/J", [_finite(t.heat_rate) for _, t in found]),
        ("energy", "MWh", [_finite(MWH * t.energy) for _, t in found]),
        ("money", view.currency, [_finite(t.money) for _, t in found]),
        ("co2", "kg", [_finite(t.co2) for _, t in found]),
    )
    return Sheet("causes", "every cause of every condenser by month", columns)


def _finite(x: float) -> float | None:
    return x if math.isfinite(x) else None
