"""The history of a plant: components one after another, exchanger by exchanger (spec 4).

Each stage takes and gives plain data, so a caller may spread exchangers or components over
processes: `prepared` a component, `analysed` and `exchanger_history` each of its assets, then
`assembled`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from greenlang.agents.exchanger.history import hours, network, quality
from greenlang.agents.exchanger.history.cleanings import exchanged
from greenlang.agents.exchanger.history.component import states
from greenlang.agents.exchanger.history.exchanger import Analysed, analysed
from greenlang.agents.exchanger.history.outlook import lessons
from greenlang.agents.exchanger.history.summary import Prepared, exchanger_history
from greenlang.agents.exchanger.history.together import together
from greenlang.agents.exchanger.model import Plant
from greenlang.agents.exchanger.results import ExchangerHistory, PlantHistory, TagFinding
from greenlang.agents.exchanger.standing import standings
from greenlang.agents.exchanger.worth import valued
from greenlang.core.errors import GreenlangError
from greenlang.library.fouling.cycles import Lessons
from greenlang.library.series import Grid
from greenlang.library.series.hours import DAY, Readings

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class ComponentHistory:
    """What came out of one component."""

    exchangers: tuple[ExchangerHistory, ...] = ()
    tags: tuple[TagFinding, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    by_hour: int = 0  # tags whose readings lie an hour apart


def history(plant: Plant, readings: Readings, progress: Progress | None = None) -> PlantHistory:
    """The history of every exchanger; those that cannot be analysed are in `failed`, with why.

    `readings[tag]` has `time` (s since 1970), `value` in the tag's unit and `code`. `progress` is
    called with the share done and what is being done. Errors: InsufficientData without any reading.
    """
    grid = hours.span(plant, readings)
    parts = []
    done, total = 0, max(len(plant.assets), 1)
    for component in network.components(plant):
        one = component_history(plant, component, readings, grid, _part(progress, done, total))
        parts.append(one)
        done += len(component.assets)
    return assembled(plant, grid, parts)


def _part(progress: Progress | None, done: int, total: int) -> Progress | None:
    if progress is None:
        return None

    def within(assets: float, what: str) -> None:
        progress((done + assets) / total, what)

    return within


def component_history(
    plant: Plant,
    component: network.Component,
    readings: Readings,
    grid: Grid,
    progress: Progress | None = None,
) -> ComponentHistory:
    """History of exchangers that share pipes. `progress` is given the number of assets done."""
    tell = progress or (lambda _share, _what: None)
    tell(0.0, f"reading {_with(component)}")
    try:
        ready = prepared(plant, component, readings, grid)
    except GreenlangError as error:
        return ComponentHistory(failed={name: str(error) for name in component.assets})
    found, failed = [], {}
    size = len(component.assets)
    known: dict[str, tuple[Analysed, Lessons]] = {}
    works = {name: analysed(plant, name, ready.states, ready.measured) for name in component.assets}
    for name, a in together(
        works, lambda k: tell(size * (0.9 - 0.4 / k), _with(component))
    ).items():
        if isinstance(a, GreenlangError):
            failed[name] = str(a)
        else:
            known[name] = a, lessons(a)
    for k, (name, (a, own)) in enumerate(known.items()):
        tell(0.9 * size + 0.1 * k, name)
        others = sum((each for n, (_, each) in known.items() if n != name), Lessons())
        try:
            found.append(exchanger_history(plant, a, ready, (own, others)))
        except GreenlangError as error:
            failed[name] = str(error)
    assets = {asset.name: asset for asset in plant.assets}
    tags = quality.tag_findings(assets, ready.states, ready.measured)
    tell(float(size), component.assets[-1])
    by_hour = sum(hour.by_hour for hour in ready.measured.tags.values())
    return ComponentHistory(tuple(found), tags, failed, by_hour)


def _with(component: network.Component) -> str:
    return f"{component.assets[0]} and its neighbours"


def prepared(
    plant: Plant, component: network.Component, readings: Readings, grid: Grid
) -> Prepared:
    """Hourly tags and reconciled states of a component. Errors: InsufficientData and the like."""
    assets = [plant.asset(name) for name in component.assets]
    measured = hours.hours(assets, readings, grid)
    return Prepared(measured, states(plant, component, measured))


def assembled(plant: Plant, grid: Grid, parts: Iterable[ComponentHistory]) -> PlantHistory:
    """One history from those of the components, in the order of the plant file."""
    parts = tuple(parts)
    order = {asset.name: k for k, asset in enumerate(plant.assets)}
    whole = sorted((one for part in parts for one in part.exchangers), key=lambda h: order[h.asset])
    failed = {name: why for part in parts for name, why in part.failed.items()}
    first = round(grid.start / DAY)
    worth = valued(plant, exchanged(whole))
    return PlantHistory(
        plant.name,
        first,
        first + round(grid.n * grid.step / DAY) - 1,
        worth.units,
        tuple(tag for part in parts for tag in part.tags),
        failed,
        (*_by_the_hour(sum(part.by_hour for part in parts)), *plant.warnings),
        worth.money_per_day,
        worth.co2_per_day,
        standings(plant, worth.units, first + grid.n // 144 - 1),
    )


def _by_the_hour(tags: int) -> tuple[str, ...]:
    """What could not be judged where readings lie an hour apart."""
    said = (
        f"{tags} tags come by the hour, each value taken for the mean of its hour: whether an hour"
        " was steady is judged by its neighbours, what passes within it is not seen, and their"
        " whole uncertainty counts as calibration since noise cannot be told from it"
    )
    return (said,) if tags else ()
