"""What limits a plan: needs, budgets, the furnace, what is decided already (spec 5.4)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.calendar import WEEK, Calendar
from greenlang.agents.exchanger.model import (
    CREW,
    Capacity,
    CleaningMethod,
    FixedStart,
    PlanSettings,
)
from greenlang.core.errors import Infeasible
from greenlang.library.schedule import Renewal, Resource, exclusion, with_start

Floats = NDArray[np.float64]
EPOCH = dt.date(1970, 1, 1)
NAMES = {CREW: "crews", "crane": "cranes", "spare bundle": "spare bundles"}
FURNACE = "furnace duty"


@dataclass(frozen=True)
class FurnaceLimit:
    """Duty (W) above that with a clean train which the furnace still has, and what more costs.

    `price` (weeks,) is money per joule beyond it: feed that cannot be run, less the fuel that is
    then not burnt, so that no joule is paid twice.
    """

    slack: float
    price: Floats


def resources(
    settings: PlanSettings,
    methods: Sequence[CleaningMethod],
    names: Sequence[str],
    calendar: Calendar,
) -> tuple[Resource, ...]:
    """Everything that cleanings share, by name."""
    shape = (len(names), calendar.weeks, len(methods))
    found = [_need(one, methods, shape, calendar) for one in settings.limits()]
    found += _budgets(settings, methods, shape, calendar)
    for group in settings.together:
        members = [names.index(name) for name in group if name in names]
        if len(members) > 1:
            found.append(exclusion(f"not both out: {', '.join(group)}", members, shape))
    return tuple(found)


def _need(
    one: Capacity,
    methods: Sequence[CleaningMethod],
    shape: tuple[int, int, int],
    calendar: Calendar,
) -> Resource:
    """As many in a week as on its worst day."""
    count = np.full(calendar.days, float(one.count))
    for first, last, other in one.other:
        count[max(first - calendar.start, 0) : max(last - calendar.start + 1, 0)] = other
    use = np.array([float(one.need in method.needs) for method in methods])
    weekly = count.reshape(calendar.weeks, WEEK).min(axis=1)
    return Resource(NAMES.get(one.need, one.need), np.tile(use, (shape[0], 1)), weekly)


def _budgets(
    settings: PlanSettings,
    methods: Sequence[CleaningMethod],
    shape: tuple[int, int, int],
    calendar: Calendar,
) -> Iterable[Resource]:
    cost = np.tile([method.cost for method in methods], (shape[0], 1))
    budget = settings.budget
    if budget.total is not None:
        row = np.zeros(calendar.weeks, np.int64)
        yield Resource("budget", cost, np.array([budget.total]), at_start=True, row=row)
    if budget.per_year is not None:
        years = np.array([year(calendar.start + WEEK * t) for t in range(calendar.weeks)])
        row = years - years[0]
        capacity = np.full(int(row.max()) + 1, budget.per_year)
        yield Resource("budget of a year", cost, capacity, at_start=True, row=row)


def year(day: int) -> int:
    """Calendar year of a day since 1970."""
    return (EPOCH + dt.timedelta(days=day)).year


def barred(
    settings: PlanSettings, methods: Sequence[CleaningMethod], name: str, calendar: Calendar
) -> NDArray[np.bool_]:
    """Starts (weeks, methods) that one exchanger may not have."""
    out = np.zeros((calendar.weeks, len(methods)), np.bool_)
    out[calendar.closed] = True
    begin = calendar.start + WEEK * np.arange(calendar.weeks)
    for one in settings.forbidden:
        if one.asset == name:
            out[(begin >= one.first) & (begin <= one.last)] = True
    for m, method in enumerate(methods):
        named = not method.assets or name in method.assets
        out[:, m] |= not named or name in method.unfit
    return out


def too_soon(cost: Floats, methods: Sequence[CleaningMethod], days: float = 86400.0) -> None:
    """Take out arcs (starts, methods, ends) shorter than a method's least interval, in place."""
    weeks = cost.shape[0] - 1
    start, end = np.arange(weeks)[:, None], np.arange(weeks)
    for m, method in enumerate(methods):
        least = method.interval / (WEEK * days)
        cost[1:, m, :-1][(end >= start) & (end - start < least)] = np.inf


def decided(
    problem: Renewal,
    settings: PlanSettings,
    names: Sequence[str],
    methods: Sequence[CleaningMethod],
    calendar: Calendar,
) -> Renewal:
    """The problem with the cleanings that are fixed. Errors: Infeasible names a fixed one."""
    _apart(settings, methods)
    for one in settings.fixed:
        if one.asset not in names:
            continue
        unit = names.index(one.asset)
        week = (one.day - calendar.start) // WEEK
        if not 0 <= week < calendar.weeks:
            raise Infeasible(
                f"the cleaning of {one.asset} fixed for {_date(one.day)} is outside the plan, "
                f"{_date(calendar.start)} and {calendar.weeks} weeks: move it or the plan"
            )
        method = _method(one, methods)
        ways = barred(settings, methods, one.asset, calendar)[week]
        if ways[method] if method is not None else ways.all():
            raise Infeasible(
                f"the cleaning of {one.asset} fixed for {_date(one.day)} falls in a closed or "
                "forbidden week, or its method does not fit: move it or free the week"
            )
        problem = with_start(problem, unit, week, method)
    return problem


def _apart(settings: PlanSettings, methods: Sequence[CleaningMethod]) -> None:
    """Refuse a fixed cleaning that starts before the last one of the exchanger ended."""
    longest = max(method.duration for method in methods)
    lasts = {method.name: method.duration for method in methods}
    order = sorted(settings.fixed, key=lambda one: (one.asset, one.day))
    for one, following in pairwise(order):
        days = lasts.get(one.method or "", longest) / 86400.0
        if one.asset == following.asset and following.day < one.day + days:
            raise Infeasible(
                f"the cleaning of {one.asset} fixed for {_date(following.day)} starts before that "
                f"of {_date(one.day)} has ended, which takes {days:.3g} days: move one of them"
            )


def _method(one: FixedStart, methods: Sequence[CleaningMethod]) -> int | None:
    names = [method.name for method in methods]
    return names.index(one.method) if one.method in names else None


def _date(day: int) -> str:
    return (EPOCH + dt.timedelta(days=day)).isoformat()
