"""What to do with every unit of a plant, from what its history says (spec 5)."""

from typing import Any

import numpy as np

from greenlang.agents.condenser.decide import asked
from greenlang.agents.condenser.decide.basis import Bases, Basis, bases
from greenlang.agents.condenser.decide.cleaning import BoxPlan, CleaningPlan
from greenlang.agents.condenser.decisions import (
    Action,
    CleaningDecision,
    Decisions,
    RepairDecision,
    UnitDecision,
)
from greenlang.agents.condenser.method.cleaning_plan import cleaning_plan
from greenlang.agents.condenser.method.cold_end import cold_end
from greenlang.agents.condenser.method.repair import AirRepair, air_repair
from greenlang.agents.condenser.model import Plant, PowerUnit
from greenlang.agents.condenser.results import Band, PlantHistory
from greenlang.core.errors import GreenlangError
from greenlang.core.provenance import audit

NAN = float("nan")
UNKNOWN = Band(NAN, NAN, NAN)
REPAIR = 0.0  # money: what a repair costs where nobody says
ACTIONS: dict[str, Action] = {
    "now": "now", "planned": "later", "next outage": "next outage", "never": "never",
}  # fmt: skip
Asked = dict[str, tuple[str, Any]]


def decided(plant: Plant, history: PlantHistory | Bases, _spread: Any = None) -> Decisions:
    """How to run, when to clean and what to repair; what is not decided says why."""
    known = {one.unit: one for one in bases(history).condensers}
    asked_for: Asked = {}
    units = tuple(_unit(plant, unit, known.get(unit.name), asked_for) for unit in plant.units)
    return Decisions(units, asked=asked_for)


def _unit(plant: Plant, unit: PowerUnit, of: Basis | None, cases: Asked) -> UnitDecision:
    if of is None:
        return UnitDecision(unit.name, cold_end_why="its history says nothing")
    found, why, warnings = None, "", []
    try:
        case = asked.cold_end(plant, unit, of)
        found = audit(cold_end, case).result
        cases[f"{of.asset}_cold_end"] = ("cold_end", case)
    except GreenlangError as error:
        why = str(error)
    try:
        cleanings = _cleanings(plant, unit, of, cases)
    except GreenlangError as error:
        cleanings = tuple(_nothing(of, box, str(error)) for box in of.boxes)
    repairs: tuple[RepairDecision, ...] = ()
    try:
        repairs = _repairs(plant, unit, of, cases)
    except GreenlangError as error:
        warnings.append(f"repair of air not weighed: {error}")
    return UnitDecision(unit.name, found, why, cleanings, repairs, tuple(warnings))


def _cleanings(
    plant: Plant, unit: PowerUnit, of: Basis, cases: Asked
) -> tuple[CleaningDecision, ...]:
    case, days = asked.cleaning_plan(plant, unit, of)
    plan = audit(cleaning_plan, case).result
    cases[f"{of.asset}_cleaning"] = ("cleaning_plan", case)
    at = {period.name: day for period, day in zip(case.periods, days, strict=True)}
    return tuple(_cleaning(of, plan, box, at) for box in plan.boxes)


def _cleaning(of: Basis, plan: CleaningPlan, box: BoxPlan, at: dict[str, int]) -> CleaningDecision:
    day = at.get(box.period)
    window = None if day is None else (at[box.window_from], at[box.window_to] + asked.PERIOD - 1)
    costs = np.array([[at[one.period], float(one.cost)] for one in box.curve]).reshape(-1, 2)
    return CleaningDecision(
        asset=of.asset,
        box=box.box,
        action=ACTIONS[box.action],
        method=box.way or None,
        day=day,
        window=window,
        pays=_band(box),
        p_pays=NAN if box.odds is None else float(box.odds),
        cost_curve=(costs[:, 0], costs[:, 1]),
        second_best=_second(box),
        ranking=tuple((one.way, -float(one.more)) for one in box.ways if one.more is not None),
        break_even=NAN if box.break_even is None else float(box.break_even),
        why=_why(plan, box, of),
    )


def _band(box: BoxPlan) -> Band:
    if box.saves_p10 is None or box.saves_p50 is None or box.saves_p90 is None:
        return UNKNOWN
    return Band(float(box.saves_p10), float(box.saves_p50), float(box.saves_p90))


def _second(box: BoxPlan) -> str:
    others = [one for one in box.ways if one.more is not None and one.way != box.way]
    if not others:
        return ""
    first = others[0]
    return f"{first.way}, from {first.period}: {float(first.more or 0):.0f} more"


def _why(plan: CleaningPlan, box: BoxPlan, of: Basis) -> tuple[str, ...]:
    now = of.growth[box.box].r_now
    said = [f"R_f is {now:.2g} m2 K/W now"]
    if box.break_even is not None:
        said.append(f"a cleaning now pays from {float(box.break_even):.2g} m2 K/W on")
    said += [f"{one.way}: {one.note}" for one in box.ways if one.note]
    if float(plan.crew) > 0:
        said.append(f"sharing the crew costs {float(plan.crew):.0f}")
    said.append(f"plan proven to {100 * float(plan.gap):.2g} % on its states")
    return tuple(said)


def _nothing(of: Basis, box: str, why: str) -> CleaningDecision:
    none = np.zeros(0)
    return CleaningDecision(
        of.asset, box, "insufficient data", None, None, None, UNKNOWN, NAN, (none, none),
        why=(why,),
    )  # fmt: skip


def _repairs(plant: Plant, unit: PowerUnit, of: Basis, cases: Asked) -> tuple[RepairDecision, ...]:
    case = asked.air_repair(plant, unit, of, REPAIR)
    if case is None:
        return ()
    found = audit(air_repair, case).result
    cases[f"{of.asset}_air_repair"] = ("air_repair", case)
    pays = float(found.benefit)
    made = [
        RepairDecision(
            of.asset, "repair the air leak", found.action, Band(NAN, pays, NAN), _leak(found)
        )
    ]
    if found.with_spare is not None and found.spare.startswith("start"):
        saved = float(found.spare_saves or 0) * float(case.until)
        said = (f"margin {float(found.now.margin):.2g} below 1: air sets the pressure",)
        made.append(
            RepairDecision(
                of.asset, "start the spare vacuum pump", "now", Band(NAN, saved, NAN), said
            )
        )
    return tuple(made)


def _leak(found: AirRepair) -> tuple[str, ...]:
    return (
        f"gives back {float(found.pressure) / 100:.2g} mbar",
        "cost of the repair not known: what it pays is before it",
        *found.flags,
    )
