"""The fleet plan as the report reads it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet, problem, service
from greenlang.agents.exchanger.decide.bound import followed_gap
from greenlang.agents.exchanger.decide.calendar import WEEK, calendar
from greenlang.agents.exchanger.decide.decision import UNKNOWN, decision, starts, subject
from greenlang.agents.exchanger.decide.fleet import Solved, fleet_of, solved
from greenlang.agents.exchanger.decide.polish import plan_cost, polished
from greenlang.agents.exchanger.decide.practice import practice
from greenlang.agents.exchanger.decide.refine import refinable, refined
from greenlang.agents.exchanger.decide.sharing import Spread, one_by_one
from greenlang.agents.exchanger.decide.simulate import Outcome, outcome
from greenlang.agents.exchanger.model import Plant
from greenlang.agents.exchanger.results import Decision, FleetPlan, PlantHistory, Start
from greenlang.library.schedule import (
    Path,
    Renewal,
    certificate_document,
    document,
    without,
)
from greenlang.library.schedule import plan_cost as cost_of_plan

Floats = NDArray[np.float64]
MOST = 1_500_000  # arcs of which a record is kept


def fleet_plan(
    plant: Plant,
    history: PlantHistory,
    *,
    gap: float = 1e-3,
    seconds: float = 40.0,
    spread: Spread = one_by_one,
) -> FleetPlan:
    """The cheapest cleanings over the plan's weeks, with proof, alternatives and decisions.

    `gap` ends the search for a better plan, or `seconds` of it in each round; the plan says which.
    `spread` shares out what is done for each exchanger alone.

    Costs cover the horizon and what the train's state at its end will cost more than a clean
    train's; money is not discounted. Errors: InsufficientData where nothing can be planned,
    Infeasible where calendar and crews exclude every plan.
    """
    fleet, whole, warnings = fleet_of(plant, history)
    found = solved(fleet, whole, gap=gap, seconds=seconds, warnings=warnings, spread=spread)
    when = service(fleet)

    def told(i: int) -> tuple[Decision, tuple[Start, ...]]:
        one = subject(found, i, when)
        return decision(one), starts(one)

    each = list(spread(told, len(fleet.units)))
    nothing = found.nothing
    usual = practice(fleet)
    second = _second(found, spread)
    kept = _proof(found)
    return FleetPlan(
        start=fleet.calendar.start,
        weeks=fleet.calendar.weeks,
        starts=_ordered(start for _, some in each for start in some),
        cost=found.outcome.cost,
        cost_do_nothing=nothing.cost,
        cost_practice=None if usual is None else _cost_of(found, usual.paths),
        gap_percent=100.0 * found.plan.gap,
        linearisation_percent=100.0 * found.linearisation,
        second_cost=None if second is None else found.outcome.cost + second[0],
        second_starts=() if second is None else _named(fleet, second[1]),
        binding=_binding(found, spread),
        furnace_duty=(_weekly(fleet, found.outcome.extra), _weekly(fleet, nothing.extra)),
        furnace_inlet=_inlets(fleet, found.outcome, nothing),
        decisions=(*(one for one, _ in each), *_unknown(fleet, history)),
        warnings=(
            *found.warnings, *_notes(found), *(usual.notes if usual else ()),
            *(("the plan is too large for a record of its proof",) if not kept[0] else ()),
        ),
        gap_followed_percent=100.0 * followed_gap(found, spread),
        problem=kept[0],
        certificate=kept[1],
    )  # fmt: skip


def _proof(found: Solved) -> tuple[str, str]:
    """The problem and what proves the plan, as texts; empty where that would be too much.

    Where the deposits that the plan really meets take it past a limit of the programme, the
    programme's own plan is proved.
    """
    arcs, fleet = found.problem, found.fleet
    if arcs.cost.size > MOST:
        return "", ""
    able = np.isfinite(cost_of_plan(arcs, found.uses, found.paths))
    paths = found.paths if able else found.plan.paths
    methods = [method.name for method in fleet.methods]
    return (
        document(arcs, fleet.names, methods),
        certificate_document(arcs, found.plan.prices, paths),
    )


def _cost_of(found: Solved, paths: Sequence[Path]) -> float:
    return outcome(found.fleet, found.train, paths, found.ends)[0].cost


def _ordered(found: Iterable[Start]) -> tuple[Start, ...]:
    return tuple(sorted(found, key=lambda one: (one.day, one.asset)))


def _named(fleet: Fleet, paths: Sequence[Path]) -> tuple[Start, ...]:
    """Cleanings of another plan; what each would save is not worked out."""
    unknown = float("nan")
    return _ordered(
        Start(
            unit.asset.name, week, fleet.calendar.start + WEEK * week, fleet.methods[m].name,
            fleet.methods[m].cost, unknown, unknown,
        )
        for unit, path in zip(fleet.units, paths, strict=True)
        for week, m in path
    )  # fmt: skip


def _second(found: Solved, spread: Spread) -> tuple[float, tuple[Path, ...]] | None:
    """The plan that does not begin with the same cleaning, and what it costs more."""
    starts = [(week, unit) for unit, path in enumerate(found.paths) for week, _ in path]
    if not starts:
        return None
    week, unit = min(starts)
    of, fleet = found.chains, found.fleet
    if refinable(fleet, found.train):
        arcs, rows = found.problem, found.plan.prices.rows
        paths, reached = refined(
            fleet, found.train, arcs, found.paths, found.ends, rows, (unit, week)
        )
        return reached.cost - found.outcome.cost, paths
    paths = polished(
        fleet, found.problem, found.paths, of, (unit, week), moves=found.moves, spread=spread
    )
    return plan_cost(fleet, of, paths) - plan_cost(fleet, of, found.paths), paths


def _binding(found: Solved, spread: Spread) -> Mapping[str, float]:
    """What each limit costs: the plan's cost less that of the plan found from it without it.

    Both at the network values, and both moved on: what that alone gains is no limit's.
    """
    moves = found.moves
    base = polished(
        found.fleet, found.problem, found.paths, found.chains, moves=moves, spread=spread
    )
    now, costs = plan_cost(found.fleet, found.chains, base), {}
    for name, fleet, arcs in _relaxed(found):
        same = moves if arcs.cost is found.problem.cost else None  # ways and costs as they were
        paths = polished(fleet, arcs, base, found.chains, moves=same, spread=spread)
        saved = now - plan_cost(fleet, found.chains, paths)
        if saved > 0.0:
            costs[name] = saved
    return costs


def _relaxed(found: Solved) -> Iterator[tuple[str, Fleet, Renewal]]:
    """Name, fleet and arcs of the plan without one limit each."""
    fleet, arcs = found.fleet, found.problem
    for resource in arcs.resources:
        yield resource.name, fleet, without(arcs, resource.name)
    for coupling in arcs.couplings:
        yield coupling.name, replace(fleet, furnace=None), without(arcs, coupling.name)
    settings = fleet.settings
    freed = {
        "closed weeks": replace(settings, closed=()),
        "cleanings fixed": replace(settings, fixed=()),
        "forbidden dates": replace(settings, forbidden=()),
    }
    for name, other in freed.items():
        if other != settings:
            free = replace(fleet, settings=other, calendar=calendar(other))
            yield name, free, _anew(found, free, limits=found.kept_limits)
    if found.kept_limits and any(np.isfinite(one.r_f_limit) for one in fleet.units):
        yield "least conductance, greatest pressure drop", fleet, _anew(found, fleet, limits=False)


def _anew(found: Solved, fleet: Fleet, *, limits: bool) -> Renewal:
    return problem(fleet, found.phi, found.before, found.ends, limits=limits)


def _weekly(fleet: Fleet, daily: Floats) -> Floats:
    """Mean over the running days of each week; NaN in a week of shutdown."""
    running = fleet.calendar.running.reshape(-1, WEEK)
    days = running.sum(axis=1)
    total = (daily.reshape(-1, WEEK) * running).sum(axis=1)
    return np.where(days > 0, total / np.maximum(days, 1.0), np.nan)


def _inlets(fleet: Fleet, with_plan: Outcome, without: Outcome) -> tuple[Floats, Floats] | None:
    if not np.isfinite(with_plan.inlet).all():
        return None
    return _weekly(fleet, with_plan.inlet), _weekly(fleet, without.inlet)


def _unknown(fleet: Fleet, history: PlantHistory) -> tuple[Decision, ...]:
    """Exchangers that no forecast covers."""
    planned = {unit.asset.name for unit in fleet.units}
    nowhere = np.zeros(0)
    names = [one.asset for one in history.exchangers if one.asset not in planned]
    return tuple(
        Decision(
            name, "insufficient data", None, None, None, UNKNOWN, float("nan"), float("nan"),
            (nowhere, nowhere), "", ("no fouling law: too few valid days in this cycle",),
        )
        for name in (*names, *history.failed)
    )  # fmt: skip


def _notes(found: Solved) -> tuple[str, ...]:
    notes = []
    if not found.plan.complete:
        notes.append(f"the time limit ended the search at a gap of {100 * found.plan.gap:.2f} %")
    if not found.settled:
        notes.append(
            f"the plan still changed after {found.rounds} rounds: the best of them is shown"
        )
    return tuple(notes)
