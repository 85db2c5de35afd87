"""When to clean which waterbox by which way: the plan exact, and how good it is (spec 5.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.agents.condenser.decide import box_equations as be
from greenlang.agents.condenser.decide import planned
from greenlang.agents.condenser.decide import seasons as se
from greenlang.agents.condenser.decide.cleaning import (
    BoxPlan,
    CleaningPlan,
    CleaningPlanCase,
    CostAt,
    Course,
    Start,
    Way,
    WayCost,
)
from greenlang.agents.condenser.decide.planned import Found, Search
from greenlang.agents.condenser.decide.seasons import Season
from greenlang.core.provenance import untraced
from greenlang.core.solve import optimum
from greenlang.core.uncertainty import floats
from greenlang.core.units import ONE, K, Unit, W, m, money
from greenlang.library import economics as eco
from greenlang.library.fouling.deposit import grown, left_after

Number = Any
MONEY, SHARE, RESISTANCE = Unit("money", money), Unit("1", ONE), Unit("m2 K/W", m**2 * K / W)
DIGITS = 7
PERCENTS = (10, 50, 90)


@dataclass
class _Told:
    """What a plan comes to while it is followed."""

    starts: list[Start] = field(default_factory=list)
    course: list[Course] = field(default_factory=list)
    spent: list[Number] = field(default_factory=list)
    lost: list[Number] = field(default_factory=list)
    idle: list[Number] = field(default_factory=list)


def cleaning_plan(x: CleaningPlanCase) -> CleaningPlan:
    """The cheapest plan of cleanings for all waterboxes, beside doing nothing.

    Plan and nothing are followed in Decimal, period by period, all boxes under one pressure; costs
    by date, ways, odds and the gap are as the search in floats saw them.
    """
    se.check(x)
    b = se.bundle(x)
    seasons = [se.season(x, b, period) for period in x.periods]
    with untraced():
        search = Search(floats(x))
        found = search.found()
    ways = [way for way in x.ways if not se.applies(x, way)]
    kept: list[_Told] = []

    def judged(point: Mapping[str, Number]) -> tuple[Number, dict[str, Number]]:
        kept.append(_followed(x, b, seasons, ways, found))
        cost = eco.total(*kept[-1].lost, *kept[-1].spent)
        return cost, {"gap": point["gap"]}

    point, cost = optimum("cleaning plan", _problem(x, found), _posited(found), judged)
    return _result(x, found, kept[-1], cost, point)


def _problem(x: CleaningPlanCase, found: Found) -> str:
    ways = ", ".join(way.name for way in found.ways) or "none"
    return (
        f"least cost of deposits and cleanings of {len(x.boxes)} waterboxes over {len(x.periods)} "
        f"periods by {ways}, {x.crews} crews. Costs by date, ways, break-even, gap, second plan "
        f"and {x.draws} draws: floats of the search"
    )


def _followed(
    x: CleaningPlanCase, b: Any, seasons: Sequence[Season], ways: Sequence[Way], found: Found
) -> _Told:
    told = _Told()
    r = [box.deposit.r_now for box in x.boxes]
    idle = list(r)
    for t, season in enumerate(seasons):
        whole = be.on_line(season.period.length, season.period.on)
        half = be.middle(whole)
        p_clean = se.pressure(b, season.w, [(box.share, _none(x)) for box in x.boxes], x.r_air)
        begun = [_met(x, told, (t, i), (r[i], ways), found) for i in range(len(x.boxes))]
        at = [grown(box.deposit, now, half) for box, now in zip(x.boxes, begun, strict=True)]
        then = [grown(box.deposit, now, half) for box, now in zip(x.boxes, idle, strict=True)]
        _deratings(x, b, season, (told, at, p_clean), ways)
        p, p_idle = (se.pressure(b, season.w, _boxes(x, rs), x.r_air) for rs in (at, then))
        lost, lost_idle = (
            eco.money_over(se.cost_rate(season, each, p_clean), whole) for each in (p, p_idle)
        )
        told.lost.append(lost)
        told.idle.append(lost_idle)
        told.course.append(Course(season.period.name, p_clean, p, p_idle, lost, lost_idle))
        r = [grown(box.deposit, now, whole) for box, now in zip(x.boxes, begun, strict=True)]
        idle = [grown(box.deposit, now, whole) for box, now in zip(x.boxes, idle, strict=True)]
    for money_list, rs in ((told.lost, r), (told.idle, idle)):
        p = se.pressure(b, seasons[-1].w, _boxes(x, rs), x.r_air)
        money_list.append(eco.money_over(se.cost_rate(seasons[-1], p, p_clean), x.beyond))
    return told


def _boxes(x: CleaningPlanCase, r: Sequence[Number]) -> list[tuple[Number, Number]]:
    return [(box.share, one) for box, one in zip(x.boxes, r, strict=True)]


def _none(x: CleaningPlanCase) -> Number:
    """No deposit."""
    return be.no_deposit(x.boxes[0].deposit.r_now)


def _met(
    x: CleaningPlanCase, told: _Told, where: tuple[int, int], now: tuple[Number, Sequence[Way]],
    found: Found,
) -> Number:  # fmt: skip
    """R_f with which a box begins a period; a cleaning is noted."""
    (t, i), (r, ways) = where, now
    chosen = dict(found.plan.courses[i]).get(t)
    if chosen is None:
        return r
    way = ways[chosen]
    left = left_after(r, way.effect)
    told.spent.append(way.cost)
    told.starts.append(Start(x.boxes[i].name, way.name, x.periods[t].name, r, left, way.cost, None))
    return left


def _deratings(
    x: CleaningPlanCase, b: Any, season: Season, at: tuple[_Told, Sequence[Number], Number],
    ways: Sequence[Way],
) -> None:  # fmt: skip
    """What half boxes out of service cost in this period."""
    told, r, p_clean = at
    named = {way.name: way for way in ways}
    for k, start in enumerate(told.starts):
        way = named[start.way]
        if start.period != season.period.name or way.service != "half box":
            continue
        if way.derate is not None:
            rate = se.derating_rate(season, way, p_clean)
        else:
            own = [box.name for box in x.boxes].index(start.box)
            boxes = [(box.share, _none(x) if i == own else r[i]) for i, box in enumerate(x.boxes)]
            whole = se.pressure(b, season.w, boxes, x.r_air)
            others = [one for i, one in enumerate(boxes) if i != own]
            rate = se.cost_rate(season, se.pressure(b, season.w, others, x.r_air), whole)
        cost = eco.money_over(rate, way.duration)
        told.spent.append(cost)
        told.starts[k] = Start(
            start.box, start.way, start.period, start.r_before, start.r_after, start.cost, cost
        )


def _posited(found: Found) -> dict[str, tuple[Unit, Decimal]]:
    plan = found.plan
    given: dict[str, tuple[Unit, float]] = {
        "gap": (SHARE, plan.gap),
        "crew": (MONEY, plan.bound - plan.alone),
    }
    if found.second is not None:
        given["second"] = (MONEY, found.second.cost - plan.cost)
    given |= _drawn("", found.benefit)
    for i, each in enumerate(found.each):
        given |= _drawn(f" {i}", each)
    for i, first in enumerate(found.first):
        if found.break_even[i] is not None:
            given[f"even {i}"] = (RESISTANCE, float(found.break_even[i] or 0.0))
        best = min(float(first.min(initial=np.inf)), found.none[i])
        for t, at_once in enumerate(first):
            if at_once.size and np.isfinite(at_once.min()):
                given[f"first {i} {t}"] = (MONEY, float(at_once.min()))
        for k in range(first.shape[1]):
            if np.isfinite(first[:, k].min()):
                given[f"way {i} {k}"] = (MONEY, float(first[:, k].min()) - best)
    return {
        name: (unit, Decimal(f"{value:.{DIGITS - 1}e}")) for name, (unit, value) in given.items()
    }


def _drawn(whose: str, benefit: Any) -> dict[str, tuple[Unit, float]]:
    """Percentiles and odds of a benefit by draws."""
    known = benefit[np.isfinite(benefit)]
    if not known.size:
        return {}
    found = {
        f"p{percent}{whose}": (MONEY, float(value))
        for percent, value in zip(PERCENTS, np.percentile(known, PERCENTS), strict=True)
    }
    return {**found, f"odds{whose}": (SHARE, float(np.mean(known > 0)))}


def _result(
    x: CleaningPlanCase, found: Found, told: _Told, cost: Number, point: Mapping[str, Number]
) -> CleaningPlan:
    nothing = eco.total(*told.idle)
    worn = [way.wear for start in told.starts for way in _named(x, start.way)]
    return CleaningPlan(
        cost=cost,
        cost_of_nothing=nothing,
        benefit=eco.total(nothing, eco.spent(cost)),
        benefit_p10=point.get("p10"),
        benefit_p50=point.get("p50"),
        benefit_p90=point.get("p90"),
        odds=point.get("odds"),
        gap=point["gap"],
        second=_second(x, found),
        second_more=point.get("second"),
        crew=point["crew"],
        wear=be.worn(*worn) if worn else None,
        starts=tuple(told.starts),
        boxes=tuple(_box(x, found, i, point) for i in range(len(x.boxes))),
        course=tuple(told.course),
        flags=_flags(x, found),
    )


def _named(x: CleaningPlanCase, name: str) -> list[Way]:
    return [way for way in x.ways if way.name == name]


def _second(x: CleaningPlanCase, found: Found) -> str:
    if found.second is None:
        return ""
    said = [
        f"{x.boxes[i].name} by {found.ways[m].name} in {x.periods[t].name}"
        for i, course in enumerate(found.second.courses)
        for t, m in course
    ]
    return "; ".join(said) or "no cleaning"


def _box(x: CleaningPlanCase, found: Found, i: int, point: Mapping[str, Number]) -> BoxPlan:
    course, first = found.plan.courses[i], found.first[i]
    t, k = course[0] if course else (None, None)
    low, high = _window(first, t)
    way = "" if k is None else found.ways[k].name
    curve = tuple(
        CostAt(x.periods[s].name, found.ways[int(np.argmin(one))].name, point[f"first {i} {s}"])
        for s, one in enumerate(first)
        if f"first {i} {s}" in point
    )
    return BoxPlan(
        box=x.boxes[i].name,
        action=_action(found, t, k),
        way=way,
        period="" if t is None else x.periods[t].name,
        window_from="" if low is None else x.periods[low].name,
        window_to="" if high is None else x.periods[high].name,
        saves_p10=point.get(f"p10 {i}"),
        saves_p50=point.get(f"p50 {i}"),
        saves_p90=point.get(f"p90 {i}"),
        odds=point.get(f"odds {i}"),
        break_even=point.get(f"even {i}"),
        curve=curve,
        ways=_ways(x, found, i, point),
    )


def _action(found: Found, t: int | None, k: int | None) -> str:
    if t is None or k is None:
        return "never"
    if found.ways[k].service == "outage":
        return "next outage"
    return "now" if t == 0 else "planned"


def _window(first: Any, t: int | None) -> tuple[int | None, int | None]:
    """Periods around the plan's own in which a first cleaning costs within 2 % of the best."""
    if t is None:
        return None, None
    costs = first.min(axis=1)
    good = costs <= costs.min() + planned.NEAR * abs(costs.min())
    low = high = t
    while low > 0 and good[low - 1]:
        low -= 1
    while high < len(good) - 1 and good[high + 1]:
        high += 1
    return low, high


def _ways(
    x: CleaningPlanCase, found: Found, i: int, point: Mapping[str, Number]
) -> tuple[WayCost, ...]:
    """Ways by what they cost more, then those that do not apply."""
    first = found.first[i]
    fit = [
        WayCost(
            way.name,
            x.periods[int(np.argmin(first[:, k]))].name,
            point[f"way {i} {k}"],
            "" if first[:, k].min() < found.none[i] else "costs more than no cleaning",
        )
        for k, way in enumerate(found.ways)
        if f"way {i} {k}" in point
    ]
    shut = [
        WayCost(way.name, "", None, "no period lets it in")
        for k, way in enumerate(found.ways)
        if f"way {i} {k}" not in point
    ]
    unfit = [WayCost(way.name, "", None, why) for way in x.ways if (why := se.applies(x, way))]
    return (*sorted(fit, key=lambda one: float(one.more or 0)), *shut, *unfit)


def _flags(x: CleaningPlanCase, found: Found) -> tuple[str, ...]:
    said = []
    if x.deposit == "not told":
        said.append("what the deposit is was not told: every way is taken to work on it")
    if not found.ways:
        said.append("no way to clean applies: nothing can be planned")
    if any(way.service == "half box" and way.derate is None for way in found.ways):
        said.append("half box out: duty held, flows of the other boxes as they were")
    if gone := int(np.sum(~np.isfinite(found.benefit))):
        said.append(f"{gone} of {x.draws} draws go beyond the turbine curve and are left out")
    if found.plan.courses and not any(found.plan.courses):
        said.append("no cleaning pays within the periods")
    return tuple(said)
