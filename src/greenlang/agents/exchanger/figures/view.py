"""What a figure may look at: the plant, its history and its plan."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.model import CleaningMethod, Plant
from greenlang.agents.exchanger.results import (
    Band,
    Decision,
    ExchangerHistory,
    FleetPlan,
    PlantHistory,
)
from greenlang.core.errors import InsufficientData
from greenlang.library.alerts import Alert

DAY = 86_400.0


@dataclass(frozen=True)
class View:
    """One plant at the end of its history."""

    plant: Plant
    history: PlantHistory
    plan: FleetPlan

    @functools.cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert of the history, under the limits that the plant file sets."""
        from greenlang.agents.exchanger.watch import alerts

        return alerts(self.plant, self.history, self.plan)

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

    def by_cost(self) -> tuple[ExchangerHistory, ...]:
        """Exchangers, the dearest first, those without a figure last."""
        return tuple(sorted(self.history.exchangers, key=_dearness))


def _dearness(one: ExchangerHistory) -> tuple[bool, float, str]:
    cost = one.money_per_day.p50
    known = bool(np.isfinite(cost))
    return (not known, -cost if known else 0.0, one.asset)


def known(band: Band) -> bool:
    """True where a number has a value."""
    return bool(np.isfinite(band.p50))


def enough(*values: NDArray[np.float64], what: str) -> None:
    """InsufficientData where nothing of what a figure shows is known."""
    if not any(np.isfinite(each).any() for each in values):
        raise InsufficientData(f"insufficient data: {what}")
