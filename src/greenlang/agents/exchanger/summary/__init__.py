"""What the exchanger agent says of a train: a table, its notes, and the report, as data."""

from collections.abc import Callable

from greenlang.agents.exchanger.figures.view import View
from greenlang.agents.exchanger.model import Plant
from greenlang.agents.exchanger.results import FleetPlan, PlantHistory
from greenlang.agents.exchanger.rules import SECTIONS
from greenlang.agents.exchanger.summary import chapters, fleet, performance, sheets, watch
from greenlang.agents.page import Chapter, Origin, Report, date
from greenlang.core.errors import NotFound, near

_WRITTEN: dict[str, Callable[[View, Origin, tuple[str, ...]], Chapter]] = {
    "decisions": chapters.decisions,
    "alerts": watch.chapter,
    "plan": chapters.plan,
    "performance": performance.chapter,
    "exchangers": chapters.exchangers,
    "money": chapters.money,
    "quality": chapters.quality,
    "method": chapters.method,
    "assumptions": chapters.assumptions,
}
"""Section of the report -> what writes it."""


def table(
    plant: Plant, history: PlantHistory, plan: FleetPlan
) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """Title, columns and rows of the fleet table for the terminal."""
    title = f"{plant.name}, {date(history.start)} to {date(history.end)}"
    return title, *fleet.screen(View(plant, history, plan))


def notes(plant: Plant, history: PlantHistory, plan: FleetPlan) -> list[str]:
    """Sentences below the table."""
    return fleet.notes(View(plant, history, plan))


def report(
    plant: Plant,
    history: PlantHistory,
    plan: FleetPlan,
    origin: Origin | None = None,
    pages: int | tuple[str, ...] | None = None,
) -> Report:
    """The whole report; `origin` names the records and the software behind it.

    `pages`: how many exchangers get a page, or their names (None: all of a small fleet). Errors:
    NotFound for a name that is no exchanger of the plant.
    """
    assets = [asset.name for asset in plant.assets]
    for name in pages if isinstance(pages, tuple) else ():
        if name not in assets:
            raise NotFound(f"--pages: {plant.name} has no exchanger {name!r}{near(name, assets)}")
    view, told = View(plant, history, plan, pages), origin or Origin()
    return Report(
        "Fouling and cleaning of heat exchangers",
        plant.name,
        f"{date(history.start)} to {date(history.end)}",
        tuple(_WRITTEN[s.name](view, told, s.figures) for s in SECTIONS),
        sheets.sheets(view, told),
        sheets.numbers(view, told),
    )
