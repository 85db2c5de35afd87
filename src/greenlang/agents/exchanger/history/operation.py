"""Lines of the log that are no cleanings, held beside what an exchanger shows.

A change of crude or of mode is evidence of a fluid switch, as an assay is. All of them stand in the
evidence of the events that they lie beside.
"""

from collections.abc import Iterable
from dataclasses import replace

from greenlang.agents.exchanger.model import Exchanger, Operation, Plant
from greenlang.agents.exchanger.results import Event
from greenlang.agents.page import date

SWITCHES = ("crude_change", "mode_change")
NEAR = 3  # days that a log may be off
OF_TAGS = ("drift", "bias", "stuck")  # what the process does is no reason for these


def touches(one: Operation, asset: Exchanger) -> bool:
    """Whether an event is of this exchanger, of a fluid of it, or of the whole unit."""
    return one.of in {"", asset.name, *asset.fluids.values()}


def switches(plant: Plant, asset: Exchanger, first: int) -> tuple[int, ...]:
    """Days (from `first`) on which a fluid changed by the assays, or by the log."""
    fluids = set(asset.fluids.values())
    assays = tuple(a.day - first for a in plant.assays if a.fluid in fluids)
    logged = (o for o in plant.operation if o.kind in SWITCHES and touches(o, asset))
    return assays + tuple(o.start - first for o in logged)


def told(plant: Plant, asset: Exchanger, found: Iterable[Event]) -> tuple[Event, ...]:
    """The events, each with what the log says of its days."""
    own = [one for one in plant.operation if touches(one, asset)]
    return tuple(
        replace(event, evidence=(*event.evidence, *(words(o) for o in own if beside(o, event))))
        for event in found
    )


def beside(one: Operation, event: Event) -> bool:
    """Whether an event of the process begins within days of it, or while it lasts."""
    if event.cause in OF_TAGS:
        return False
    return one.start - NEAR <= event.start <= one.end + NEAR


def words(one: Operation) -> str:
    """The line of the log as a sentence's part."""
    kind = one.kind.replace("_", " ")
    days = date(one.start) if one.end == one.start else f"{date(one.start)} to {date(one.end)}"
    return f"log: {kind} {days}" + (f" ({one.remark})" if one.remark else "")
