"""The condenser agent's way from a plant file to decisions, as the platform calls it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from greenlang.agents.agent import History
from greenlang.agents.condenser import plant as plants
from greenlang.agents.condenser import summary
from greenlang.agents.condenser.decide import basis, decided, what_if
from greenlang.agents.condenser.history.audits import cases
from greenlang.agents.condenser.history.condenser import condenser_history, named
from greenlang.agents.condenser.history.findings import tag_findings
from greenlang.agents.condenser.history.measured import measured, span
from greenlang.agents.condenser.model import Plant
from greenlang.agents.condenser.plant.plausible import implausible
from greenlang.agents.condenser.results import CondenserHistory, PlantHistory, TagFinding
from greenlang.core.errors import GreenlangError
from greenlang.library.series import Grid
from greenlang.library.series.hours import DAY, SLOTS, Readings

Part = tuple[str, ...]


@dataclass(frozen=True)
class UnitHistory:
    """What came out of one unit."""

    condensers: tuple[CondenserHistory, ...] = ()
    tags: tuple[TagFinding, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def tags(plant: Plant, part: Part | None = None) -> tuple[str, ...]:
    """Historian tags of the whole plant, or of some of its units."""
    if part is None:
        return plants.tag_names(plant)
    names = [
        tag.tag for name in part for several in plant.unit(name).tags.values() for tag in several
    ]
    return tuple(dict.fromkeys(names))


def parts(plant: Plant) -> tuple[Part, ...]:
    """Every unit by itself: what they share (weather, river) is read by each."""
    return tuple((unit.name,) for unit in plant.units)


def run(
    plant: Plant,
    readings: Readings,
    part: Part,
    grid: Grid,
    progress: Callable[[float, str], None] | None = None,
) -> UnitHistory:
    """The history of one unit."""
    tell = progress or (lambda _share, _what: None)
    unit = plant.unit(part[0])
    tell(0.0, f"reading {unit.name}")
    hours = measured(unit, readings, grid, plant.barometer)
    found, failed = [], {}
    for k, zone in enumerate(unit.zones):
        tell(0.2 + 0.8 * k / len(unit.zones), named(unit, zone))
        try:
            found.append(condenser_history(plant, unit, zone, hours))
        except GreenlangError as error:
            failed[named(unit, zone)] = str(error)
    told = tuple(found)
    tell(1.0, unit.name)
    return UnitHistory(told, tag_findings(unit, hours, told), failed, hours.warnings)


def joined(plant: Plant, grid: Grid, results: Sequence[UnitHistory]) -> PlantHistory:
    """The history of the plant from those of its units."""
    first = round(grid.start / DAY)
    return PlantHistory(
        plant.name,
        first,
        first + grid.n // (24 * SLOTS) - 1,
        tuple(one for part in results for one in part.condensers),
        tuple(tag for part in results for tag in part.tags),
        {name: why for part in results for name, why in part.failed.items()},
        (*(said for part in results for said in part.warnings), *plant.warnings),
    )


HISTORY = History(
    plant=plants.plant,
    tags=tags,
    span=span,
    parts=parts,
    run=run,
    joined=joined,
    decided=decided.decided,
    starter=lambda: plants.STARTER,
    implausible=implausible,
    table=summary.table,
    notes=summary.notes,
    cases=cases,
    report=summary.report,
    assets="units",
    sections=("units",),
    kept=basis.kept,
    recalled=basis.recalled,
    what_if=what_if.what_if,
    compared=lambda found, plant: what_if.table(found, plant.currency),
)
