"""What the condenser agent says of a plant: a table, its notes, and the report, as data."""

from collections.abc import Callable

from greenlang.agents.condenser.decisions import Decisions
from greenlang.agents.condenser.figures.view import View
from greenlang.agents.condenser.model import Plant
from greenlang.agents.condenser.results import PlantHistory
from greenlang.agents.condenser.rules import SECTIONS
from greenlang.agents.condenser.summary import chapters, fleet, sheets, water
from greenlang.agents.page import Chapter, Origin, Report, date
from greenlang.core.errors import NotFound, near

_WRITTEN: dict[str, Callable[[View, Origin, tuple[str, ...]], Chapter]] = {
    "summary": chapters.summary,
    "alerts": chapters.watched,
    "condensers": chapters.condensers,
    "causes": chapters.causes,
    "decisions": chapters.decisions,
    "savings": chapters.savings,
    "water": water.chapter,
    "log": chapters.maintenance,
    "targets": chapters.aims,
    "quality": chapters.quality,
    "method": chapters.method,
    "assumptions": chapters.assumptions,
}
"""Section of the report -> what writes it."""


def table(
    plant: Plant, history: PlantHistory, decision: Decisions | None = None
) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """Title, columns and rows of the table of condensers for the terminal."""
    title = f"{plant.name}, {date(history.start)} to {date(history.end)}"
    return title, *fleet.screen(View(plant, history, decision))


def notes(plant: Plant, history: PlantHistory, decision: Decisions | None = None) -> list[str]:
    """Sentences below the table."""
    return fleet.notes(View(plant, history, decision))


def report(
    plant: Plant,
    history: PlantHistory,
    decision: Decisions | None = None,
    origin: Origin | None = None,
    pages: int | tuple[str, ...] | None = None,
) -> Report:
    """The whole report; `origin` names the records and the software behind it.

    `pages`: how many condensers get a page, or their names (None: the dearest). Errors: NotFound
    for a name that is no condenser of the plant.
    """
    assets = [one.asset for one in history.condensers] + list(history.failed)
    for name in pages if isinstance(pages, tuple) else ():
        if name not in assets:
            raise NotFound(f"--pages: {plant.name} has no condenser {name!r}{near(name, assets)}")
    view, told = View(plant, history, decision, pages), origin or Origin()
    return Report(
        "Back pressure of condensers",
        plant.name,
        f"{date(history.start)} to {date(history.end)}",
        tuple(_WRITTEN[s.name](view, told, s.figures) for s in SECTIONS),
        sheets.sheets(view),
        sheets.numbers(view, told),
    )
