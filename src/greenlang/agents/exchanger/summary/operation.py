"""Events of the log that are no cleanings, and what became of each."""

import numpy as np

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.history.operation import SWITCHES, beside, touches
from greenlang.agents.exchanger.model import Operation
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.page import Column, Sheet, Table, date
from greenlang.library.series.arrays import Bools

BEFORE = 30  # days before an event that its rate of fouling is held against
AFTER = 7  # days that an event is watched for at least
SURE = 2.0  # sigmas by which a rate must differ
COLUMNS = ("event", "of", "from", "to", "remark", "became")


def rows(view: View) -> list[tuple[str, ...]]:
    """Event, what it is of, dates, remark, what became of it."""
    return [
        (one.kind.replace("_", " "), one.of or "the unit", date(one.start), date(one.end),
         one.remark, became(view, one))
        for one in view.plant.operation
    ]  # fmt: skip


def became(view: View, one: Operation) -> str:
    """What the analysis did with an event, in words."""
    if one.kind == "decoke":
        return "not used: a furnace coil is no part of the results; the plan takes outages"
    units = [each for each in view.history.exchangers if touches(one, view.plant.asset(each.asset))]
    near = sorted({
        f"{event.cause.replace('_', ' ')} of {each.asset}"
        for each in units for event in each.events if beside(one, event)
    })  # fmt: skip
    told = [f"in the evidence of {', '.join(near)}"] if near else []
    if one.kind in SWITCHES:
        return "; ".join(told) or "weighed as a switch of fluids: no break near it"
    paces = [text for each in units if (text := _pace(each, one))]
    told += [f"fouling goes on otherwise: {', '.join(paces)}"] if paces else []
    return "; ".join(told) or "no break near it, and no rate of fouling that surely differs"


def _pace(each: ExchangerHistory, one: Operation) -> str:
    """The rate of fouling during an event against that of the month before, if it differs."""
    days = each.daily.days
    before = _mean(each, (days >= one.start - BEFORE) & (days < one.start))
    during = _mean(each, (days >= one.start) & (days <= max(one.end, one.start + AFTER)))
    if before is None or during is None:
        return ""
    (was, was_sd), (now, now_sd) = before, during
    if abs(now - was) <= SURE * np.hypot(was_sd, now_sd):
        return ""
    return f"{each.asset} {86400 * was:+.1e} to {86400 * now:+.1e} m2 K/W a day"


def _mean(each: ExchangerHistory, where: Bools) -> tuple[float, float] | None:
    """Mean rate of some days and its sigma: that of one day, since the filter joins them."""
    where = where & np.isfinite(each.daily.rate) & np.isfinite(each.daily.r_f)
    if np.count_nonzero(where) < AFTER // 2:
        return None
    return float(each.daily.rate[where].mean()), float(each.daily.rate_sigma[where].mean())


def table(view: View) -> Table:
    """The table of the report."""
    names = ("Events of the log that are no cleanings", *COLUMNS[1:-1], "what became of it")
    return Table(
        tuple(Column(name) for name in names), tuple(rows(view)),
        empty="The log holds cleanings alone.",
    )  # fmt: skip


def sheet(view: View) -> Sheet:
    """The same for other programs."""
    told = rows(view)
    columns = tuple((name, "", [row[i] for row in told]) for i, name in enumerate(COLUMNS))
    return Sheet("operation_log", "events of the log that are no cleanings", columns)
