"""What a plan would be if: other prices, crews, outages or methods, or an exchanger left alone.

The question needs no new reading. The plant may be another one in everything that planning asks
for; what the history found stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.exchanger.decide.calendar import WEEK
from greenlang.agents.exchanger.decide.report import fleet_plan
from greenlang.agents.exchanger.model import Forbidden, PlanSettings, Plant
from greenlang.agents.exchanger.results import FleetPlan, PlantHistory, Start
from greenlang.agents.page import date, fixed
from greenlang.core.errors import InputError, near


@dataclass(frozen=True)
class WhatIf:
    """The plan as it is and as it would be."""

    base: FleetPlan
    other: FleetPlan

    @property
    def costs_more(self) -> float:
        """What the other plan costs more than the base, over the horizon."""
        return self.other.cost - self.base.cost


def what_if(
    base: Plant,
    other: Plant,
    history: PlantHistory,
    *,
    left_alone: Sequence[str] = (),
    gap: float = 1e-3,
    seconds: float = 40.0,
) -> WhatIf:
    """Both plans; exchangers in `left_alone` are not cleaned in the other one.

    Errors: InputError for an exchanger that is none, Infeasible where the other plan cannot be.
    """
    known = [asset.name for asset in other.assets]
    for name in left_alone:
        if name not in known:
            raise InputError(f"{name!r} is no exchanger of the plant{near(name, known)}")
    changed = _left_alone(other, history, left_alone) if left_alone else other
    return WhatIf(
        fleet_plan(base, history, gap=gap, seconds=seconds),
        fleet_plan(changed, history, gap=gap, seconds=seconds),
    )


def _left_alone(plant: Plant, history: PlantHistory, names: Sequence[str]) -> Plant:
    settings = plant.plan or PlanSettings(history.end + 1)
    first, last = min(settings.start, history.end), history.end + settings.start + WEEK * 1000
    barred = tuple(Forbidden(name, first, last) for name in names)
    fixed_ = tuple(one for one in settings.fixed if one.asset not in names)
    settings = replace(settings, forbidden=settings.forbidden + barred, fixed=fixed_)
    return replace(plant, plan=settings)


Rows = list[tuple[str, ...]]
COLUMNS = ("", "as planned", "what if", "difference")


def table(of: WhatIf, currency: str) -> tuple[str, tuple[str, ...], Rows]:
    """Title, columns and rows: costs, cleanings, furnace, and every cleaning that moves."""
    base, other = of.base, of.other
    rows: Rows = [
        _money("plan", base.cost, other.cost, currency),
        _money("nothing cleaned", base.cost_do_nothing, other.cost_do_nothing, currency),
        _money("practice carried on", base.cost_practice, other.cost_practice, currency),
        _counts("cleanings", len(base.starts), len(other.starts)),
    ]
    if base.furnace_inlet is not None and other.furnace_inlet is not None:
        inlet = [float(np.nanmean(one[0])) for one in (base.furnace_inlet, other.furnace_inlet)]
        rows.append(_degrees("furnace inlet, mean", *inlet))
    rows += _moved(base.starts, other.starts)
    return "What if", COLUMNS, rows


def _money(name: str, base: float | None, other: float | None, currency: str) -> tuple[str, ...]:
    both = [None if one is None else f"{fixed(one, 0)} {currency}" for one in (base, other)]
    if base is None or other is None:
        return (name, both[0] or "not known", both[1] or "not known", "")
    return (name, str(both[0]), str(both[1]), f"{other - base:+,.0f} {currency}".replace(",", " "))


def _counts(name: str, base: int, other: int) -> tuple[str, ...]:
    return (name, str(base), str(other), f"{other - base:+d}")


def _degrees(name: str, base: float, other: float) -> tuple[str, ...]:
    return (
        name,
        f"{base - 273.15:.1f} degC",
        f"{other - 273.15:.1f} degC",
        f"{other - base:+.1f} K",
    )


def _moved(base: Sequence[Start], other: Sequence[Start]) -> Rows:
    """Exchangers whose cleanings are not the same."""
    rows = []
    for name in sorted({one.asset for one in (*base, *other)}):
        both = [_said([one for one in starts if one.asset == name]) for starts in (base, other)]
        if both[0] != both[1]:
            rows.append((name, *both, "moves"))
    return rows


def _said(starts: Sequence[Start]) -> str:
    return ", ".join(f"{date(one.day)} {one.method}" for one in starts) or "not cleaned"
