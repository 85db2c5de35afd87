"""What is decided for a plant's condensers: how to run, when to clean what, what to repair."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from greenlang.agents.condenser.results import Band, Floats

Action = Literal["now", "next outage", "later", "never", "insufficient data"]


@dataclass(frozen=True)
class CleaningDecision:
    """One waterbox: when to clean it, by which method, what that pays against never cleaning it.

    `window` holds the days between which it costs within 2 % of the best; `cost_curve` is the cost
    of the horizon over the day of the next cleaning, `ranking` what each method would pay. From
    `break_even` (m2 K/W) on a cleaning pays.
    """

    asset: str
    box: str
    action: Action
    method: str | None
    day: int | None
    window: tuple[int, int] | None
    pays: Band
    p_pays: float
    cost_curve: tuple[Floats, Floats]
    second_best: str = ""
    ranking: tuple[tuple[str, float], ...] = ()
    break_even: float = float("nan")
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class RepairDecision:
    """A repair, a retubing, or a vacuum pump to start, and what it pays."""

    asset: str
    what: str
    action: str
    pays: Band
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitDecision:
    """One unit. `cold_end` is a `decide.cold.ColdEnd`, or None where `cold_end_why` says why."""

    unit: str
    cold_end: Any = None
    cold_end_why: str = ""
    cleanings: tuple[CleaningDecision, ...] = ()
    repairs: tuple[RepairDecision, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decisions:
    """The whole plant; what cannot be decided says why, nothing is left out."""

    units: tuple[UnitDecision, ...] = ()
    warnings: tuple[str, ...] = ()
    asked: Mapping[str, tuple[str, Any]] = field(default_factory=dict, compare=False)

    def cases(self) -> Mapping[str, tuple[str, Any]]:
        """Name -> analysis and case of what was decided: kept as records."""
        return self.asked

    def of(self, unit: str) -> UnitDecision | None:
        """What is decided for a unit."""
        return next((one for one in self.units if one.unit == unit), None)
