"""What was saved and what is to be done, as tables and data: savings measured, work orders."""

import math
from typing import Any

from greenlang.agents.exchanger.decide import orders
from greenlang.agents.exchanger.decide.orders import STATUS
from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.results import Band90, Saving, WorkOrder
from greenlang.agents.page import MISSING, Column, Origin, Sheet, Table, date, fixed

MWH, TONNE = 1.0 / 3.6e9, 1e-3
_BAND = (("p05", "p05"), ("p50", "p50"), ("p95", "p95"))


def measured(view: View) -> tuple[Saving, ...]:
    """Every cleaning's saving, in order of time."""
    found = [saving for one in view.history.exchangers for saving in one.savings]
    return tuple(sorted(found, key=lambda one: (one.cleaning_start, one.asset)))


def savings(view: View) -> Table:
    """What each cleaning has saved, measured and with its band."""
    columns = (
        Column("Cleaning"), Column("by"), Column("counted"),
        Column("heat saved", "number", "MWh"), Column("saved", "number", view.currency),
        Column("CO2", "number", "t"),
    )  # fmt: skip
    return Table(
        columns, tuple(_saving(one) for one in measured(view)), _SAVED,
        empty="No cleaning is seen in the data.",
    )  # fmt: skip


_SAVED = (
    "Measured: actual duty less the duty that the fouling law of before would have left, at the"
    " flows and inlets of each day since; P50 with the band that holds nine of ten. Only days with"
    " a valid value count, up to the next cleaning or a year. Heat is that of the exchanger; money"
    " and CO2 are the share that reaches the furnace, as the train is now. The cost of the cleaning"
    " and the duty missed while out are not taken off."
)


def _saving(one: Saving) -> tuple[str, ...]:
    name = f"{one.asset}, {date(one.cleaning_start)}"
    if one.note:
        return (name, one.method or "not known", one.note, MISSING, MISSING, MISSING)
    counted = f"{one.days.size} of {one.end - one.start + 1} days to {date(one.end)}"
    return (
        name, one.method or "not known", counted, _banded(one.energy, MWH, 0),
        _banded(one.money, 1.0, 0), _banded(one.co2, TONNE, 1),
    )  # fmt: skip


def _banded(band: Band90, scale: float, decimals: int) -> str:
    if not math.isfinite(band.p50):
        return MISSING
    low, high = sorted((scale * band.p05, scale * band.p95))
    return (
        f"{fixed(scale * band.p50, decimals)} ({fixed(low, decimals)} to {fixed(high, decimals)})"
    )


def drafts(view: View) -> Table:
    """Drafts of work orders, the most urgent first."""
    columns = (
        Column("Priority", "number"), Column("Exchanger"), Column("what"), Column("when"),
        Column("with"), Column("saves", "number", view.currency), Column("why"),
    )  # fmt: skip
    rows = tuple(_draft(one) for one in orders(view.plant, view.history, view.plan))
    said = f"{STATUS}. The whole draft with its evidence stands in work_orders.csv."
    return Table(columns, rows, said, empty="The plan asks for no work.")


def _draft(one: WorkOrder) -> tuple[str, ...]:
    when = date(one.start) if one.start == one.end else f"{date(one.start)} to {date(one.end)}"
    saves = one.saving.p50
    return (
        str(one.priority), one.asset, f"{one.what}: {one.subject}", when,
        ", ".join(one.crew) or "nobody", fixed(saves, 0) if math.isfinite(saves) else MISSING,
        one.reason,
    )  # fmt: skip


def sheets(view: View, origin: Origin) -> tuple[Sheet, ...]:
    """Savings and drafts for other programs."""
    return _savings_sheet(view), _orders_sheet(view, origin)


def _savings_sheet(view: View) -> Sheet:
    rows, money = measured(view), view.currency
    columns: list[tuple[str, str, list[Any]]] = [
        ("asset", "", [one.asset for one in rows]),
        ("cleaning_start", "", [date(one.cleaning_start) for one in rows]),
        ("cleaning_end", "", [date(one.cleaning_end) for one in rows]),
        ("method", "", [one.method for one in rows]),
        ("first_day", "", [date(one.start) for one in rows]),
        ("last_day", "", [date(one.end) for one in rows]),
        ("days", "1", [int(one.days.size) for one in rows]),
        ("hours", "h", [float(one.hours.sum()) for one in rows]),
    ]
    for name, unit in (("energy", "J"), ("money", money), ("co2", "kg")):
        for part, key in _BAND:
            values = [getattr(getattr(one, name), key) for one in rows]
            columns.append((f"{name}_{part}", unit, [_finite(value) for value in values]))
    columns.append(("law_before", "", [", ".join(one.laws) for one in rows]))
    columns.append(("note", "", [one.note for one in rows]))
    return Sheet("savings", "what each cleaning has saved, measured, with its band", tuple(columns))


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _orders_sheet(view: View, origin: Origin) -> Sheet:
    rows = orders(view.plant, view.history, view.plan)
    hashes = _hashes(origin)
    money = view.currency
    columns: tuple[tuple[str, str, list[Any]], ...] = (
        ("priority", "1", [one.priority for one in rows]),
        ("asset", "", [one.asset for one in rows]),
        ("what", "", [one.what for one in rows]),
        ("subject", "", [one.subject for one in rows]),
        ("start", "", [date(one.start) for one in rows]),
        ("end", "", [date(one.end) for one in rows]),
        ("week", "1", [None if one.week is None else one.week + 1 for one in rows]),
        ("crew", "", [", ".join(one.crew) for one in rows]),
        ("duration", "d", [one.duration for one in rows]),
        ("cost", money, [one.cost for one in rows]),
        ("saving_p10", money, [_finite(one.saving.p10) for one in rows]),
        ("saving_p50", money, [_finite(one.saving.p50) for one in rows]),
        ("saving_p90", money, [_finite(one.saving.p90) for one in rows]),
        ("p_pays", "1", [_finite(one.p_pays) for one in rows]),
        ("reason", "", [one.reason for one in rows]),
        ("evidence", "", ["; ".join(one.evidence) for one in rows]),
        ("waste", "", [one.waste for one in rows]),
        ("records", "", [_named(one, hashes) for one in rows]),
        ("status", "", [STATUS for _ in rows]),
    )
    return Sheet("work_orders", f"work orders, each a {STATUS}", columns)


def _hashes(origin: Origin) -> dict[str, str]:
    return {one.name: one.content_hash for one in origin.records}


def _named(one: WorkOrder, hashes: dict[str, str]) -> str:
    return "; ".join(f"{name} {hashes[name]}" for name in one.records if name in hashes)


def numbers(view: View, origin: Origin) -> dict[str, Any]:
    """Savings and drafts for the document of numbers."""
    return {
        sheet.name: [
            {
                (f"{name} [{unit}]" if unit not in {"", "1"} else name): values[row]
                for name, unit, values in sheet.columns
            }
            for row in range(len(sheet.columns[0][2]))
        ]
        for sheet in sheets(view, origin)
    }
