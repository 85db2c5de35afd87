"""Why not something else: the misfit of every cause to each event."""

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.figures.words import CAUSES
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.page import Column, Sheet, Table, date, fixed

ENOUGH = 99.5  # above it a misfit says no more than that it is none of this


def table(one: ExchangerHistory) -> Table | None:
    """Each event of an exchanger with all causes, the least misfit first; None without any."""
    rows = tuple(
        (
            CAUSES[e.cause].short,
            date(e.start),
            "; ".join(f"{cause} {_number(x)}" for cause, x in e.misfits.items()),
        )
        for e in one.events
        if e.misfits
    )
    columns = (
        Column("Why this cause"), Column("on"),
        Column("misfit of each cause (squared deviations; 6 more is clearly worse)"),
    )  # fmt: skip
    return Table(columns, rows) if rows else None


def sheet(view: View) -> Sheet:
    """The same for other programs, a row for each event and cause."""
    rows = [
        (e.asset, date(e.start), e.cause, cause, misfit)
        for one in view.history.exchangers
        for e in one.events
        for cause, misfit in e.misfits.items()
    ]
    names = ("asset", "start", "named", "cause", "misfit")
    columns = tuple((name, "", [row[i] for row in rows]) for i, name in enumerate(names))
    return Sheet("causes", "misfit of every cause to each event", columns)


def _number(misfit: float) -> str:
    return "over 99" if misfit > ENOUGH else fixed(misfit, 1)
