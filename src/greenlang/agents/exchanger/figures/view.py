"""What a figure may look at: the plant, its history and its plan."""

import functools
from dataclasses import dataclass

import numpy as np

from greenlang.agents.exchanger.history.reference import cost_of_heat
from greenlang.agents.exchanger.model import CleaningMethod, Plant
from greenlang.agents.exchanger.results import (
    Decision,
    ExchangerHistory,
    FleetPlan,
    PlantHistory,
)
from greenlang.agents.page import known
from greenlang.library.alerts import Alert

DAY = 86_400.0
SHOWN = 40  # exchangers that a chart of the fleet can show, and that all get a page of the report
PAGES = 24  # pages of the report where the fleet is larger


@dataclass(frozen=True)
class View:
    """One plant at the end of its history.

    `pages`: how many exchangers get a page of the report, or their names; None: all of a small
    fleet, of a large one those that matter.
    """

    plant: Plant
    history: PlantHistory
    plan: FleetPlan
    pages: int | tuple[str, ...] | None = None

    @functools.cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert of the history, under the limits that the plant file sets."""
        from greenlang.agents.exchanger.watch import alerts

        return alerts(self.plant, self.history, self.plan)

    def heat_cost(self, day: int) -> tuple[float, float]:
        """Money and kg of CO2 that a joule of lost preheat costs on a day."""
        known = self._heat_costs
        if day not in known:
            known[day] = cost_of_heat(self.plant.prices, self.plant.network.furnace, day)
        return known[day]

    @functools.cached_property
    def _heat_costs(self) -> dict[int, tuple[float, float]]:
        return {}

    @property
    def currency(self) -> str:
        """Currency of the plant file."""
        return self.plant.currency

    def decision(self, asset: str) -> Decision | None:
        """What to do with one exchanger, where that was decided."""
        return next((d for d in self.plan.decisions if d.asset == asset), None)

    def method(self, name: str | None) -> CleaningMethod | None:
        """A cleaning method of the plant file."""
        return next((m for m in self.plant.methods if m.name == name), None)

    @property
    def large(self) -> bool:
        """True where the fleet is larger than a chart can show."""
        return len(self.history.exchangers) > SHOWN

    def paged(self) -> tuple[ExchangerHistory, ...]:
        """Exchangers with a page of their own: those to clean now, then the dearest."""
        some = [one for one in self.by_cost() if known(one.r_f_now)]
        if isinstance(self.pages, tuple):
            return tuple(one for one in some if one.asset in self.pages)
        most = (PAGES if self.large else SHOWN) if self.pages is None else self.pages
        now = {d.asset for d in self.plan.decisions if d.action == "now"}
        chosen = {one.asset for one in sorted(some, key=lambda one: one.asset not in now)[:most]}
        return tuple(one for one in some if one.asset in chosen)

    def by_cost(self) -> tuple[ExchangerHistory, ...]:
        """Exchangers, the dearest first, those without a figure last."""
        return tuple(sorted(self.history.exchangers, key=_dearness))


def _dearness(one: ExchangerHistory) -> tuple[bool, float, str]:
    cost = one.money_per_day.p50
    known = bool(np.isfinite(cost))
    return (not known, -cost if known else 0.0, one.asset)
