"""Drafts of work orders from a plan: for the cleanings, or for the tags that the plan rests on.

A draft says what to do, when, with whom, why, and what it rests on. None is an order: a person
approves it. Where the evidence of an exchanger's fouling is a tag that is suspected, its draft is
to check the tag, and its cleaning waits.
"""

from collections.abc import Mapping, Sequence

from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.units import busy_days
from greenlang.agents.exchanger.model import CleaningMethod, Plant
from greenlang.agents.exchanger.results import (
    Band,
    Event,
    ExchangerHistory,
    FleetPlan,
    PlantHistory,
    Start,
    WorkOrder,
)
from greenlang.agents.page import date, fixed

LIES = ("drift", "stuck", "bias", "flow_meter")
RECENT = 14  # days before the end of the history in which a fault that ended still counts
SOON = 56  # days within which a cleaning has the second priority
NOTHING = Band(float("nan"), float("nan"), float("nan"))
STATUS = "draft: a person approves"


def orders(plant: Plant, history: PlantHistory, plan: FleetPlan) -> tuple[WorkOrder, ...]:
    """Drafts for every cleaning of the plan, the most urgent first."""
    known = {one.asset: one for one in history.exchangers}
    methods = {one.name: one for one in plant.methods}
    doubts = {name: _doubts(one, history.end) for name, one in known.items()}
    drafts = [
        _cleaning(plant, known[one.asset], one, methods[one.method], plan, history.end)
        for one in plan.starts
        if one.asset in known and not doubts[one.asset]
    ]
    planned = {one.asset for one in plan.starts}
    drafts += [
        _check(known[name], event, plan, history.end)
        for name, events in doubts.items()
        if name in planned
        for event in events
    ]
    return tuple(sorted(drafts, key=lambda one: (one.priority, one.start, one.asset, one.subject)))


def _doubts(one: ExchangerHistory, end: int) -> Sequence[Event]:
    """What is wrong with its tags now, the latest of each tag."""
    open_ = [e for e in one.events if e.cause in LIES and (e.end is None or e.end > end - RECENT)]
    latest: Mapping[str | None, Event] = {event.tag: event for event in open_}
    return tuple(latest.values())


def _cleaning(
    plant: Plant,
    known: ExchangerHistory,
    one: Start,
    method: CleaningMethod,
    plan: FleetPlan,
    end: int,
) -> WorkOrder:
    days = busy_days(method)
    decided = next(each for each in plan.decisions if each.asset == one.asset)
    first = decided.day == one.day
    saves = one.saves or NOTHING
    return WorkOrder(
        asset=one.asset,
        what="clean",
        subject=one.method,
        start=one.day,
        end=one.day + max(int(-(-days // 1)) - 1, 0),
        week=one.week,
        crew=method.needs,
        duration=days,
        cost=one.cost,
        saving=saves,
        p_pays=one.p_pays,
        priority=_priority(one.day, end, now=first and decided.action == "now"),
        reason=_why(plant.currency, known, one, saves),
        evidence=(*_state(known), *(decided.why if first else ())),
        records=(one.asset, "fleet_plan"),
        waste=method.waste,
    )


def _priority(day: int, end: int, *, now: bool) -> int:
    if now:
        return 1
    return 2 if day <= end + SOON else 3


def _why(currency: str, known: ExchangerHistory, one: Start, saves: Band) -> str:
    lost = known.money_per_day
    return (
        f"fouling costs {_banded(lost, currency)} a day now; this cleaning in the week of "
        f"{date(one.day)} saves {_banded(saves, currency)} over the plan and pays with a chance of "
        f"{100 * one.p_pays:.0f} %"
    )


def _banded(band: Band, currency: str) -> str:
    if band.p50 != band.p50:
        return "an amount that is not known"
    low, high = fixed(band.p10, 0), fixed(band.p90, 0)
    return f"{fixed(band.p50, 0)} {currency} ({low} to {high})"


def _state(known: ExchangerHistory) -> tuple[str, ...]:
    r_f = known.r_f_now
    said = [f"R_f {1e4 * r_f.p50:.2f} ({1e4 * r_f.p10:.2f} to {1e4 * r_f.p90:.2f}) 1e-4 m2 K/W"]
    if known.forecast is not None and known.forecast.laws:
        laws = ", ".join(f"{law.name} {100 * law.weight:.0f} %" for law in known.forecast.laws[:3])
        said.append(f"fouling laws: {laws}")
    return tuple(said)


def _check(known: ExchangerHistory, event: Event, plan: FleetPlan, end: int) -> WorkOrder:
    """A draft to check a tag before the exchanger is cleaned on its word."""
    first = next(one for one in plan.starts if one.asset == known.asset)
    return WorkOrder(
        asset=known.asset,
        what="check tag",
        subject=event.tag or "the exchanger's tags",
        start=end + 1,
        end=end + WEEK,
        week=None,
        crew=("instruments",),
        duration=1.0,
        cost=0.0,
        saving=NOTHING,
        p_pays=float("nan"),
        priority=1,
        reason=(
            f"{event.cause} suspected since {date(event.start)}, size {event.size:.3g} "
            f"{event.unit}: the cleaning planned for {date(first.day)} waits until it is checked"
        ),
        evidence=event.evidence,
        records=(known.asset,),
        waste="",
    )
