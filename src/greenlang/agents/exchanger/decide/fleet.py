"""The fleet plan: solved, re-simulated, its network values renewed, until it stays (spec 5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet, before_each, problem, residues
from greenlang.agents.exchanger.decide.calendar import WEEK, calendar
from greenlang.agents.exchanger.decide.growth import DAY
from greenlang.agents.exchanger.decide.simulate import Course, Outcome, outcome, values
from greenlang.agents.exchanger.decide.terminal import Cycle, Terminal, cycle, terminal
from greenlang.agents.exchanger.decide.units import Unit, heat_value, unit
from greenlang.agents.exchanger.model import PlanSettings, Plant
from greenlang.agents.exchanger.results import PlantHistory
from greenlang.agents.exchanger.train import Stage, Train, stage, train
from greenlang.core.errors import DataError, Infeasible, InsufficientData
from greenlang.library.schedule import Path, Plan, Renewal, best_plan

Floats = NDArray[np.float64]
ROUNDS = 5
LATE = 3
FLAT = 0.01  # plans of the late rounds cost the same: another would only shuffle them


@dataclass(frozen=True)
class Solved:
    """The plan with all that led to it; `phi` and `cycles` by unit, `rounds` of re-simulation."""

    fleet: Fleet
    train: Train
    problem: Renewal
    plan: Plan
    phi: Floats
    cycles: tuple[tuple[Cycle, ...], ...]
    ends: tuple[Terminal, ...]
    outcome: Outcome
    nothing: Outcome
    rounds: int
    settled: bool
    warnings: tuple[str, ...]

    @property
    def linearisation(self) -> float:
        """What the arcs think the plan saves less what it does in the re-simulated train.

        A share of the plan's cost, as the solver's gap is; NaN where limits forbid doing nothing.
        """
        idle = float(self.problem.cost[:, 0, 0, -1].sum())
        if not (np.isfinite(idle) and self.outcome.cost):
            return float("nan")
        saving = self.nothing.cost - self.outcome.cost
        return (idle - self.plan.cost - saving) / abs(self.outcome.cost)


def fleet_of(plant: Plant, history: PlantHistory) -> tuple[Fleet, Train, tuple[str, ...]]:
    """Units, train and warnings. Errors: InsufficientData where nothing can be planned."""
    settings = plant.plan or PlanSettings(start=history.end + 1)
    stages, units, warnings = _stages(plant, history)
    if not plant.methods:
        raise InsufficientData("no cleaning method is given: add at least one under `methods`")
    if not units:
        raise InsufficientData("no exchanger has a fouling law yet, so there is nothing to plan")
    weeks = calendar(settings)
    days = settings.start + 7.0 * np.arange(settings.weeks) + 3.5
    price = heat_value(plant.prices, plant.network.furnace, days)
    whole = train(plant, stages)
    if whole.furnace is None:
        warnings.append("no cold path leads to the furnace: every lost joule counts in full")
    if settings.start > history.end + 365:
        warnings.append("the plan begins more than a year after the data end")
    fleet = Fleet(tuple(units), plant.methods, weeks, settings, price)
    return fleet, whole, tuple(warnings)


def _stages(plant: Plant, history: PlantHistory) -> tuple[list[Stage], list[Unit], list[str]]:
    stages: list[Stage] = []
    units: list[Unit] = []
    warnings: list[str] = []
    for known in history.exchangers:
        asset = plant.asset(known.asset)
        try:
            stages.append(stage(asset, known))
            units.append(unit(asset, known))
        except DataError as error:
            warnings.append(str(error))
    return stages, units, warnings


def solved(
    fleet: Fleet,
    whole: Train,
    *,
    gap: float = 1e-3,
    seconds: float = 40.0,
    warnings: Sequence[str] = (),
) -> Solved:
    """The best plan of several rounds, by its cost in the re-simulated train."""
    _, path = outcome(fleet, whole, _nothing(fleet), _no_ends(fleet))
    phi, before = values(fleet, whole, path), residues(fleet)
    trials: list[Solved] = []
    while len(trials) < ROUNDS:
        known = trials[-1].plan.paths if trials else None
        trial, path = _round(fleet, whole, phi, before, known, gap, seconds)
        trials.append(trial)
        if trial.plan.paths == known:
            break
        before = before_each(fleet, trial.plan.paths, _spans(trial.cycles))
        phi = (phi + values(fleet, whole, path)) / 2
    best = _no_dearer(min(trials, key=lambda one: one.outcome.cost))
    costs = [one.outcome.cost for one in trials[-LATE:]]
    spread = (max(costs) - min(costs)) / (abs(best.outcome.cost) or 1.0)
    stays = len(trials) > 1 and trials[-1].plan.paths == trials[-2].plan.paths
    return replace(
        best,
        rounds=len(trials),
        settled=stays or spread <= FLAT,
        warnings=(*warnings, *best.warnings),
    )


def _round(
    fleet: Fleet,
    whole: Train,
    phi: Floats,
    before: Floats,
    known: Sequence[Path] | None,
    gap: float,
    seconds: float,
) -> tuple[Solved, Course]:
    """One plan at these network values and residues, and its course in the train."""
    cycles, ends = _ahead(fleet, phi)
    arcs, plan, notes = _solution(fleet, phi, before, ends, known, gap, seconds)
    reached, path = outcome(fleet, whole, plan.paths, ends)
    idle, _ = outcome(fleet, whole, _nothing(fleet), ends)
    made = Solved(
        fleet, whole, arcs, plan, phi, cycles, ends, reached, idle, 1, settled=False, warnings=notes
    )
    return made, path


def _nothing(fleet: Fleet) -> tuple[Path, ...]:
    return ((),) * len(fleet.units)


def _no_dearer(best: Solved) -> Solved:
    """Nothing at all, should the train show that to be cheaper and the limits allow it."""
    idle = float(best.problem.cost[:, 0, 0, -1].sum())
    if best.nothing.cost >= best.outcome.cost or not np.isfinite(idle):
        return best
    plan = replace(best.plan, paths=_nothing(best.fleet), cost=idle, binding=())
    return replace(best, plan=plan, outcome=best.nothing)


def _spans(cycles: tuple[tuple[Cycle, ...], ...]) -> Floats:
    """Best interval of each unit in weeks, inf where cleaning is never worth it."""
    best = [min(ways, key=lambda one: one.j).t for ways in cycles]
    return np.array(best) / (WEEK * DAY)


def _no_ends(fleet: Fleet) -> tuple[Terminal, ...]:
    none = Terminal(np.array([0.0, 1.0]), np.zeros(2))
    return (none,) * len(fleet.units)


def _ahead(fleet: Fleet, phi: Floats) -> tuple[tuple[tuple[Cycle, ...], ...], tuple[Terminal, ...]]:
    """Endless cycles by method, and cost to go, of each unit at its network value."""
    heat = float(fleet.price.mean()) * phi
    cycles = tuple(
        tuple(cycle(one, method, float(h)) for method in fleet.methods)
        for one, h in zip(fleet.units, heat, strict=True)
    )
    ends = tuple(
        terminal(one, ways, float(h))
        for one, ways, h in zip(fleet.units, cycles, heat, strict=True)
    )
    return cycles, ends


def _solution(
    fleet: Fleet,
    phi: Floats,
    before: Floats,
    ends: Sequence[Terminal],
    known: Sequence[Path] | None,
    gap: float,
    seconds: float,
) -> tuple[Renewal, Plan, tuple[str, ...]]:
    """The arcs and their best plan; without the least conductances if these exclude every plan."""
    arcs = problem(fleet, phi, before, ends)
    try:
        return arcs, best_plan(arcs, gap=gap, seconds=seconds, known=known), ()
    except Infeasible as error:
        if not any(np.isfinite(one.r_f_limit) for one in fleet.units):
            raise
        note = f"the least conductances cannot all be kept and were left out: {error}"
    arcs = problem(fleet, phi, before, ends, limits=False)
    return arcs, best_plan(arcs, gap=gap, seconds=seconds, known=known), (note,)
