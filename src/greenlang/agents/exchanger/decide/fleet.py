"""The fleet plan: solved, re-simulated, its network values renewed, until it stays (spec 5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.arcs import Fleet, before_each, problem, residues
from greenlang.agents.exchanger.decide.calendar import WEEK, calendar
from greenlang.agents.exchanger.decide.chains import Chain, chains
from greenlang.agents.exchanger.decide.growth import DAY
from greenlang.agents.exchanger.decide.limits import FurnaceLimit
from greenlang.agents.exchanger.decide.own import own_effects
from greenlang.agents.exchanger.decide.polish import (
    Moves,
    excess_cost,
    first_moves,
    plan_cost,
    polished,
)
from greenlang.agents.exchanger.decide.refine import refinable, refined
from greenlang.agents.exchanger.decide.sharing import Spread, one_by_one
from greenlang.agents.exchanger.decide.simulate import Course, Outcome, outcome, values
from greenlang.agents.exchanger.decide.terminal import Cycle, Terminal, cycle, terminal
from greenlang.agents.exchanger.decide.units import (
    PUMPS,
    Price,
    Unit,
    heat_value,
    power_value,
    unit,
)
from greenlang.agents.exchanger.model import Petroleum, PlanSettings, Plant
from greenlang.agents.exchanger.results import PlantHistory
from greenlang.agents.exchanger.train import (
    Stage,
    Train,
    furnace_extra,
    resimulated,
    stage,
    train,
)
from greenlang.agents.page import date
from greenlang.core.errors import DataError, Infeasible, InsufficientData
from greenlang.library.fluids import petroleum
from greenlang.library.schedule import Incidence, Path, Plan, Renewal, best_plan, incidence

Floats = NDArray[np.float64]
ROUNDS = 5
SERVICED = 0.5  # of the deposits without cleaning: what a plan leaves, for a first guess
MONDAY = 4  # day 4 since 1970 was one
FAR = 60  # days from the data to the plan beyond which the forecast's reach is said
FLAT = 0.005  # change of cost at which another round would only shuffle equal plans


@dataclass(frozen=True)
class Solved:
    """The plan with all that led to it; `phi`, `chains` and `cycles` by unit.

    `before` (units, weeks) is the deposit that the arcs take before a cleaning, `kept_limits` that
    the limits of conductance and pressure drop held. `moves` are best paths at these arcs and
    chains, by unit and open weeks.

    `plan` is the programme's, with its proof; `paths` are what came of it once the deposits before
    its cleanings were followed, and `outcome` what these cost.
    """

    fleet: Fleet
    train: Train
    problem: Renewal
    plan: Plan
    paths: tuple[Path, ...]
    chains: tuple[Chain, ...]
    phi: Floats
    cycles: tuple[tuple[Cycle, ...], ...]
    ends: tuple[Terminal, ...]
    outcome: Outcome
    nothing: Outcome
    rounds: int
    settled: bool
    warnings: tuple[str, ...]
    before: Floats
    kept_limits: bool
    moves: Moves = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def uses(self) -> Incidence:
        """Who draws how much on which limit."""
        return incidence(self.problem)

    @property
    def linearisation(self) -> float:
        """What fixed network values think the plan saves less what it does in the train.

        A share of the plan's cost, as the solver's gap is.
        """
        thought = sum(float(one.idle[-1]) for one in self.chains)
        thought += excess_cost(self.fleet, self.chains, ((),) * len(self.chains))
        thought -= plan_cost(self.fleet, self.chains, self.paths)
        saved = self.nothing.cost - self.outcome.cost
        return (thought - saved) / abs(self.outcome.cost) if self.outcome.cost else 0.0


def fleet_of(plant: Plant, history: PlantHistory) -> tuple[Fleet, Train, tuple[str, ...]]:
    """Units, train and warnings. Errors: InsufficientData where nothing can be planned."""
    settings, moved = _settings(plant, history)
    stages, units, warnings = _stages(plant, history, settings.pump_efficiency or PUMPS)
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
    power = power_value(plant.prices, days)
    methods, seen = own_effects(plant.methods, history)
    warnings += seen
    limit, said = _furnace(plant, history, whole, price, days)
    warnings += said
    if power.any() and settings.pump_efficiency is None and any(one.pump.sides for one in units):
        warnings.append(f"pumps with motors: efficiency {PUMPS} assumed; see plan.pump_efficiency")
    fleet = Fleet(tuple(units), methods, weeks, settings, price, power, history.end, limit)
    return fleet, whole, (*moved, *warnings)


def _furnace(
    plant: Plant, history: PlantHistory, whole: Train, price: Floats, days: NDArray[np.floating]
) -> tuple[FurnaceLimit | None, list[str]]:
    """What the furnace has left beyond a clean train, and what more costs; what was not counted."""
    furnace, margin = plant.network.furnace, plant.prices.feed_margin
    if furnace is None or furnace.duty_max is None or whole.furnace is None:
        return None, []
    if furnace.duty_now is None:
        return None, ["the furnace's duty_max is not counted: give its duty_now"]
    if margin is None:
        return None, ["the furnace's duty_max is not counted: give prices.feed_margin"]
    feed = furnace.feed if furnace.feed is not None else feed_flow(plant, history, whole)
    if feed is None:
        return None, ["the furnace's duty_max is not counted: give network.furnace.feed"]
    now = furnace_extra(whole, resimulated(whole, np.array([[one.r_f for one in whole.stages]])))
    slack = float(furnace.duty_max) - float(furnace.duty_now) + float(now[0])
    per_joule = float(feed) / float(furnace.duty_max)
    worth = np.array([margin.at(int(day)) for day in days]) * per_joule
    return FurnaceLimit(slack, np.maximum(worth - price, 0.0)), []


def feed_flow(plant: Plant, history: PlantHistory, whole: Train) -> float | None:
    """Feed at 15 degC (m3/s) that reaches the furnace; None unless it is a petroleum fluid."""
    known = {one.asset: one for one in history.exchangers}
    total = 0.0
    weights = np.zeros(len(whole.stages)) if whole.furnace is None else whole.furnace
    for one, weight in zip(whole.stages, weights, strict=True):
        if weight == 0.0:
            continue
        fluid = plant.fluids[one.asset.fluids["cold"]]
        flow = known[one.asset.name].reference.get("m_cold")
        if not isinstance(fluid, Petroleum) or flow is None:
            return None
        total += flow * float(weight) / one.c_cold / float(petroleum_density(fluid.api))
    return total or None


def petroleum_density(api: float) -> float:
    """Density at 60 degF, kg/m3."""
    return float(petroleum.density_60(petroleum.specific_gravity(float(api))))


def _settings(plant: Plant, history: PlantHistory) -> tuple[PlanSettings, tuple[str, ...]]:
    """The plan's settings with a start after the data; a move or a long way is said."""
    if plant.plan is None:
        return PlanSettings(start=history.end + 1), ()
    start, end = plant.plan.start, history.end
    if start <= end:
        monday = end + 1 + (MONDAY - end - 1) % WEEK
        said = (
            f"plan.from {date(start)} is not after the data, which end on {date(end)}: "
            f"the plan begins on {date(monday)}"
        )
        past = tuple(one for one in plant.plan.fixed if one.day < monday)
        ahead = tuple(one for one in plant.plan.fixed if one.day >= monday)
        over = tuple(
            f"the cleaning of {one.asset} fixed for {date(one.day)} is past" for one in past
        )
        return replace(plant.plan, start=monday, fixed=ahead), (said, *over)
    if start > end + FAR:
        said = (
            f"plan.from {date(start)} is {start - end} days after the data, which end on "
            f"{date(end)}: fouling is forecast that far before the first week"
        )
        return plant.plan, (said,)
    return plant.plan, ()


def _stages(
    plant: Plant, history: PlantHistory, pumps: float
) -> tuple[list[Stage], list[Unit], list[str]]:
    stages: list[Stage] = []
    units: list[Unit] = []
    warnings: list[str] = []
    for known in history.exchangers:
        asset = plant.asset(known.asset)
        try:
            stages.append(stage(asset, known))
            units.append(unit(asset, known, pumps))
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
    spread: Spread = one_by_one,
) -> Solved:
    """The best plan of several rounds, by its cost in the re-simulated train.

    The search of each round may take half of the `seconds` that the ones before it left.
    """
    _, path = outcome(fleet, whole, _nothing(fleet), _no_ends(fleet))
    phi = values(fleet, whole, replace(path, r_f=SERVICED * path.r_f))
    before = residues(fleet)
    trials: list[Solved] = []
    left = seconds
    while len(trials) < ROUNDS:
        known = trials[-1].paths if trials else None
        trial, path = _round(fleet, whole, phi, before, known, (gap, left / 2), spread)
        trials.append(trial)
        left -= trial.plan.seconds
        if _stays(trials):
            break
        before = before_each(fleet, trial.paths, _spans(trial.cycles))
        phi = (phi + values(fleet, whole, path)) / 2
    best = _no_dearer(_refined(min(trials, key=lambda one: one.outcome.cost)))
    return replace(
        best,
        rounds=len(trials),
        settled=_stays(trials),
        warnings=(*warnings, *best.warnings),
    )


def _refined(of: Solved) -> Solved:
    """Moved on in the train itself, where there is one and it is not too large."""
    if not refinable(of.fleet, of.train):
        return of
    rows = of.plan.prices.rows
    paths, reached = refined(of.fleet, of.train, of.problem, of.paths, of.ends, rows)
    return replace(of, paths=paths, outcome=reached)


def _stays(trials: Sequence[Solved]) -> bool:
    """Whether the last round changed neither plan nor cost."""
    if len(trials) < 2:
        return False
    last, before = trials[-1], trials[-2]
    change = abs(last.outcome.cost - before.outcome.cost)
    return last.paths == before.paths or change <= FLAT * abs(last.outcome.cost)


def _round(
    fleet: Fleet,
    whole: Train,
    phi: Floats,
    before: Floats,
    known: Sequence[Path] | None,
    effort: tuple[float, float],
    spread: Spread,
) -> tuple[Solved, Course]:
    """One plan at these network values and residues, and its course in the train.

    `effort`: the gap that is enough, and the seconds that the search may take.
    """
    cycles, ends = _ahead(fleet, phi, spread)
    arcs, plan, notes = _solution(fleet, phi, before, ends, known, *effort)
    of = chains(fleet, phi, ends)
    starts = [plan.paths] if known is None else [plan.paths, known]
    moves: Moves = {}
    first_moves(fleet, arcs, starts, of, moves, spread)
    paths = min(
        (polished(fleet, arcs, start, of, moves=moves, spread=spread) for start in starts),
        key=lambda way: plan_cost(fleet, of, way),
    )
    reached, path = outcome(fleet, whole, paths, ends)
    idle, _ = outcome(fleet, whole, _nothing(fleet), ends)
    made = Solved(
        fleet=fleet,
        train=whole,
        problem=arcs,
        plan=plan,
        paths=paths,
        chains=of,
        phi=phi,
        cycles=cycles,
        ends=ends,
        outcome=reached,
        nothing=idle,
        rounds=1,
        settled=False,
        warnings=notes,
        before=before,
        kept_limits=not notes,
        moves=moves,
    )
    return made, path


def _nothing(fleet: Fleet) -> tuple[Path, ...]:
    return ((),) * len(fleet.units)


def _no_dearer(best: Solved) -> Solved:
    """Nothing at all, should the train show that to be cheaper and the limits allow it."""
    idle = best.problem.cost[:, 0, 0, -1].sum()
    if best.nothing.cost >= best.outcome.cost or not np.isfinite(idle):
        return best
    return replace(best, paths=_nothing(best.fleet), outcome=best.nothing)


def _spans(cycles: tuple[tuple[Cycle, ...], ...]) -> Floats:
    """Best interval of each unit in weeks, inf where cleaning is never worth it."""
    best = [min(ways, key=lambda one: one.j).t for ways in cycles]
    return np.array(best) / (WEEK * DAY)


def _no_ends(fleet: Fleet) -> tuple[Terminal, ...]:
    none = Terminal(np.array([0.0, 1.0]), np.zeros(2))
    return (none,) * len(fleet.units)


def _ahead(
    fleet: Fleet, phi: Floats, spread: Spread
) -> tuple[tuple[tuple[Cycle, ...], ...], tuple[Terminal, ...]]:
    """Endless cycles by method, and cost to go, of each unit at its network value.

    The cost to go is at the prices in force as the horizon ends: they hold on from there.
    """

    def each(i: int) -> tuple[tuple[Cycle, ...], Terminal]:
        one, share = fleet.units[i], float(phi[i])
        price, last = price_of(fleet, share), price_of(fleet, share, -1)
        ways = _cycles(fleet, one, price)
        return ways, terminal(one, ways if last == price else _cycles(fleet, one, last), last)

    found = list(spread(each, len(fleet.units)))
    return tuple(ways for ways, _ in found), tuple(end for _, end in found)


def _cycles(fleet: Fleet, one: Unit, price: Price) -> tuple[Cycle, ...]:
    return tuple(cycle(one, method, price) for method in fleet.methods)


def price_of(fleet: Fleet, phi: float, week: int | None = None) -> Price:
    """Prices of what one exchanger loses: the means over the horizon, or those of a week."""
    heat, power = fleet.price, fleet.power
    if week is not None:
        return Price(float(heat[week]) * phi, float(power[week]))
    return Price(_mean(heat) * phi, _mean(power))


def _mean(prices: Floats) -> float:
    """The mean; the very price where it is the same in all weeks."""
    return float(prices[0] if (prices == prices[0]).all() else prices.mean())


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
