"""What deposits have cost by month: heat at reference, money and CO2, on running days alone."""

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.exchanger.standing import course
from greenlang.agents.page import Column, Sheet, Table, fixed
from greenlang.core.errors import InsufficientData
from greenlang.core.quality import Quality

_EPOCH = dt.date(1970, 1, 1)
_DAY = 86_400.0
_MWH = 1.0 / 3.6e9
_SHOWN = 13  # months


@dataclass(frozen=True)
class Month:
    """One exchanger in one month: running days, heat lost (J), money, CO2 (kg)."""

    days: int
    heat: float
    money: float
    co2: float


def months(view: View, one: ExchangerHistory) -> Mapping[str, Month]:
    """Month ("2025-03") -> what the deposit cost on its running days, at the prices of each day.

    InsufficientData where the exchanger has no reference state.
    """
    at, day = course(view.plant, one), one.daily
    running = (day.quality != Quality.OFF) & np.isfinite(day.level)
    heat = np.where(running, _DAY * at.loss(day.level), 0.0)
    share = one.reference.get("network_value", 1.0)
    days, heat = day.days[running].tolist(), heat[running]
    if not days:
        return {}
    cost = np.array([view.heat_cost(one_day) for one_day in days])
    names, which = np.unique([_month(one_day) for one_day in days], return_inverse=True)
    parts = (heat, share * cost[:, 0] * heat, share * cost[:, 1] * heat)
    sums = [np.bincount(which, part).tolist() for part in parts]
    counts = np.bincount(which).tolist()
    return {str(name): Month(*each) for name, *each in zip(names, counts, *sums, strict=True)}


@functools.cache
def _month(day: int) -> str:
    return f"{_EPOCH + dt.timedelta(days=day):%Y-%m}"


def _every(view: View) -> Iterator[tuple[str, Mapping[str, Month]]]:
    for one in view.history.exchangers:
        try:
            yield one.asset, months(view, one)
        except InsufficientData:
            continue


def sheet(view: View) -> Sheet:
    """Every exchanger by month, for other programs."""
    rows = [(asset, month, m) for asset, all_ in _every(view) for month, m in sorted(all_.items())]
    columns: tuple[tuple[str, str, Sequence[Any]], ...] = (
        ("asset", "", [asset for asset, _, _ in rows]),
        ("month", "", [month for _, month, _ in rows]),
        ("running_days", "d", [m.days for _, _, m in rows]),
        ("heat_lost", "MWh", [_MWH * m.heat for _, _, m in rows]),
        ("money", view.currency, [_finite(m.money) for _, _, m in rows]),
        ("co2", "kg", [_finite(m.co2) for _, _, m in rows]),
    )
    told = "heat lost at reference by exchanger and month, and what each alone costs the furnace"
    return Sheet("months", told, columns)


def table(view: View) -> Table:
    """The whole train by month, the last year."""
    columns = (
        Column("Month"), Column("heat lost at reference", "number", "MWh"),
        Column("costs", "number", view.currency), Column("CO2", "number", "t"),
    )  # fmt: skip
    total: defaultdict[str, list[Month]] = defaultdict(list)
    for _, every in _every(view):
        for month, m in every.items():
            total[month].append(m)
    rows = tuple(
        (month, fixed(_MWH * sum(m.heat for m in total[month]), 0),
         fixed(sum(m.money for m in total[month]), 0),
         fixed(1e-3 * sum(m.co2 for m in total[month]), 0))
        for month in sorted(total)[-_SHOWN:]
    )  # fmt: skip
    return Table(columns, rows, _SAID)


_SAID = (
    "On running days, at the prices of each day. Money and CO2 add up what cleaning each exchanger"
    " alone would have saved; neighbours make up for a part, so together it is less."
)


def _finite(x: float) -> float | None:
    return x if np.isfinite(x) else None
