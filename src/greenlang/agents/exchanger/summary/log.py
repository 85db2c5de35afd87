"""The maintenance log against what the data show, entry by entry."""

from collections.abc import Iterator

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import STATUSES
from greenlang.agents.exchanger.results import Cleaning
from greenlang.agents.page import Column, Sheet, Table, date

STRAY = "for an exchanger that the plant file does not have"
Row = tuple[str, str, str, str, str, str, str, str]
COLUMNS = (
    "asset", "log from", "log to", "data from", "data to", "days late at start", "days late at end",
    "verdict",
)  # fmt: skip


def rows(view: View) -> Iterator[Row]:
    """Every cleaning of the log or of the data, and entries for assets that nobody described."""
    found = [(c.start, c.asset, c) for one in view.history.exchangers for c in one.cleanings]
    for _, asset, c in sorted(found, key=lambda each: each[:2]):
        yield (
            asset, *_span(c.logged), *_span((c.start, c.end) if _seen(c) else None),
            _days(c.log_offset), _days(c.log_offset_end), verdict(c),
        )  # fmt: skip
    for stray in view.plant.strays:
        yield stray.asset, *_span((stray.start, stray.end)), "", "", "", "", STRAY


def verdict(c: Cleaning) -> str:
    """What became of a cleaning, and which other exchanger is meant."""
    if c.elsewhere is None:
        return STATUSES[c.status]
    if _seen(c):
        return f"found here, logged for {c.elsewhere}"
    return f"no effect here: {c.elsewhere} was cleaned on these days; the entry names the wrong one"


def table(view: View) -> Table:
    """The table of the report."""
    names = (
        Column("Cleaning log against the data"), Column("log from"), Column("to"),
        Column("data from"), Column("to"), Column("log late", "number", "d"),
        Column("at its end", "number", "d"), Column("verdict"),
    )  # fmt: skip
    return Table(names, tuple(rows(view)), empty="No cleaning is seen in the data or the log.")


def sheet(view: View) -> Sheet:
    """The same for other programs."""
    told = list(rows(view))
    columns = tuple(
        (name.replace(" ", "_"), "", [row[i] for row in told]) for i, name in enumerate(COLUMNS)
    )
    return Sheet("cleaning_log", "the maintenance log against what the data show", columns)


def _seen(c: Cleaning) -> bool:
    return c.status in {"confirmed", "found_without_log"}


def _span(span: tuple[int, int] | None) -> tuple[str, str]:
    return ("", "") if span is None else (date(span[0]), date(span[1]))


def _days(offset: int | None) -> str:
    return "" if offset is None else f"{offset:+d}"
