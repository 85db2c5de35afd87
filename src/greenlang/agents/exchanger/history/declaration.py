"""The exchanger agent's way from a plant file to a plan, as the platform calls it."""

from collections.abc import Callable, Sequence

import numpy as np

from greenlang.agents.agent import History
from greenlang.agents.exchanger import plant as plants
from greenlang.agents.exchanger import summary
from greenlang.agents.exchanger.decide import fleet_plan, memory, what_if
from greenlang.agents.exchanger.decide.sharing import Spread, one_by_one
from greenlang.agents.exchanger.history import network
from greenlang.agents.exchanger.history.audits import cases
from greenlang.agents.exchanger.history.hours import span
from greenlang.agents.exchanger.history.pipeline import (
    ComponentHistory,
    assembled,
    component_history,
)
from greenlang.agents.exchanger.model import Plant
from greenlang.agents.exchanger.plant.plausible import implausible
from greenlang.agents.exchanger.plant.starter import STARTER
from greenlang.agents.exchanger.results import Band, Decision, FleetPlan, PlantHistory
from greenlang.core.errors import DataError, Infeasible
from greenlang.library.series import Grid
from greenlang.library.series.hours import Readings

Part = tuple[str, ...]
LARGE, LARGE_GAP, LARGE_SECONDS = 100, 5e-3, 15.0  # exchangers; share of the cost; s a round


def tags(plant: Plant, part: Part | None = None) -> tuple[str, ...]:
    """Historian tags of the whole plant, or of some of its exchangers."""
    if part is None:
        return plants.tag_names(plant)
    names = [tag.tag for name in part for tag in plant.asset(name).tags.values()]
    return tuple(dict.fromkeys(names))


def parts(plant: Plant) -> tuple[Part, ...]:
    """Exchangers that share pipes or tags belong together; the groups are independent."""
    return tuple(component.assets for component in network.components(plant))


def run(
    plant: Plant,
    readings: Readings,
    part: Part,
    grid: Grid,
    progress: Callable[[float, str], None] | None = None,
) -> ComponentHistory:
    """The history of one group."""
    component = next(c for c in network.components(plant) if c.assets == part)

    def told(assets: float, what: str) -> None:
        if progress is not None:
            progress(assets / len(part), what)

    return component_history(plant, component, readings, grid, told)


def joined(plant: Plant, grid: Grid, results: Sequence[ComponentHistory]) -> PlantHistory:
    """The history of the plant from those of its groups."""
    return assembled(plant, grid, results)


def decided(plant: Plant, history: PlantHistory, spread: Spread = one_by_one) -> FleetPlan:
    """The fleet plan; where the data carry none, an empty one that says why.

    `spread` shares out what is done for each exchanger alone. A large fleet is planned to a wider
    gap, and for less time a round: the plan says which gap is proven.
    """
    large = len(history.exchangers) > LARGE
    gap, seconds = (LARGE_GAP, LARGE_SECONDS) if large else (1e-3, 40.0)
    try:
        return fleet_plan(plant, history, gap=gap, seconds=seconds, spread=spread)
    except (DataError, Infeasible) as error:
        return _no_plan(plant, history, str(error))


def _no_plan(plant: Plant, history: PlantHistory, why: str) -> FleetPlan:
    nothing = np.empty(0)
    unknown = float("nan")
    return FleetPlan(
        start=plant.plan.start if plant.plan else history.end + 1,
        weeks=0,
        starts=(),
        cost=unknown,
        cost_do_nothing=unknown,
        cost_practice=None,
        gap_percent=unknown,
        linearisation_percent=unknown,
        second_cost=None,
        second_starts=(),
        binding={},
        furnace_duty=(nothing, nothing),
        furnace_inlet=None,
        decisions=tuple(_undecided(each.asset, why) for each in history.exchangers),
        warnings=(why,),
    )


def _undecided(asset: str, why: str) -> Decision:
    unknown = float("nan")
    return Decision(
        asset=asset,
        action="insufficient data",
        method=None,
        day=None,
        window=None,
        pays=Band(unknown, unknown, unknown),
        p_pays=unknown,
        wait_per_week=unknown,
        cost_curve=(np.empty(0), np.empty(0)),
        why=(why,),
    )


HISTORY = History(
    plant=plants.plant,
    tags=tags,
    span=span,
    parts=parts,
    run=run,
    joined=joined,
    decided=decided,
    starter=lambda: STARTER,
    implausible=implausible,
    table=summary.table,
    notes=summary.notes,
    cases=cases,
    report=summary.report,
    assets="assets",
    sections=("fluids", "assets", "network", "assays"),
    kept=memory.kept,
    recalled=memory.recalled,
    what_if=what_if.what_if,
    compared=lambda found, plant: what_if.table(found, plant.currency),
)
