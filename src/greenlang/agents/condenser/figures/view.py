"""What a figure may look at: the plant, its history, what was decided."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from greenlang.agents.condenser.cases import ExpectedCase
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.agents.condenser.model import Plant, PowerUnit
from greenlang.agents.condenser.results import (
    RECOVERABLE,
    Amounts,
    Band,
    CondenserHistory,
    Floats,
    PlantHistory,
)
from greenlang.agents.page import known
from greenlang.core.errors import InsufficientData
from greenlang.core.uncertainty import floats
from greenlang.library.alerts import Alert

MBAR = 1e-2
MEGA = 1e-6
MWH = 1.0 / 3.6e9
TONNE = 1e-3
FOULING = 1e5  # m2 K/W to 1e-5 m2 K/W
KELVIN = 273.15
WORK = tuple(cause for cause in RECOVERABLE if cause != "flow")
"""What work puts right. More flow takes the power of pumps: whether it pays is how to run."""
LATELY = 30  # days that "now" is the mean of
PAGES = 24  # condensers with a page of the report, unless somebody asks for more


@dataclass(frozen=True)
class View:
    """One plant at the end of its history.

    `pages`: how many condensers get a page of the report, or their names; None: the dearest.
    """

    plant: Plant
    history: PlantHistory
    decision: Any = None
    pages: int | tuple[str, ...] | None = None

    @functools.cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """Every alert of the history, under the limits that the plant file sets."""
        from greenlang.agents.condenser.watch import alerts

        return alerts(self.plant, self.history)

    @property
    def currency(self) -> str:
        """Currency of the plant file."""
        return self.plant.currency

    @property
    def start(self) -> int:
        """First day of the history."""
        return self.history.start

    @property
    def end(self) -> int:
        """Last day of the history."""
        return self.history.end

    def unit(self, one: CondenserHistory) -> PowerUnit:
        """What the plant file says of a condenser's unit."""
        return self.plant.unit(one.unit)

    def by_cost(self) -> tuple[CondenserHistory, ...]:
        """Condensers, the one with the most to recover first, those without a figure last."""
        return tuple(sorted(self.history.condensers, key=_dearness))

    def paged(self) -> tuple[CondenserHistory, ...]:
        """Condensers with a page of their own."""
        if isinstance(self.pages, tuple):
            return tuple(one for one in self.by_cost() if one.asset in self.pages)
        return self.by_cost()[: PAGES if self.pages is None else self.pages]


def _dearness(one: CondenserHistory) -> tuple[bool, float, str]:
    band = worth(one)
    found = now(one)
    mbar = float(np.nansum([found.get(cause, 0.0) for cause in WORK]))
    return (not known(band), -band.p50 if known(band) else -mbar, one.asset)


def worth(one: CondenserHistory) -> Band:
    """What work would put right now, money a day; errors of the causes are taken to go together."""
    bands = [one.recoverable_per_day.get(cause) for cause in WORK]
    some = [band for band in bands if band is not None and known(band)]
    if not some:
        return Band(float("nan"), float("nan"), float("nan"))
    return Band(*(sum(getattr(b, name) for b in some) for name in ("p10", "p50", "p90")))


def lately(one: CondenserHistory) -> np.ndarray:
    """Places in `split` of the last days with a value."""
    valid = np.flatnonzero(np.isfinite(one.split.p_model))
    if not valid.size:
        raise InsufficientData(f"insufficient data: no day of {one.asset} could be split by cause")
    return valid[-LATELY:]


def now(one: CondenserHistory, of: str = "pressure") -> dict[str, float]:
    """Mean of the last days by cause that can be put right; empty where nothing is known."""
    try:
        some = lately(one)
    except InsufficientData:
        return {}
    table = getattr(one.split.parts, of)
    return {
        cause: mean(table[some, k])
        for k, cause in enumerate(one.split.causes)
        if cause in RECOVERABLE
    }


def mean(x: Floats) -> float:
    """Mean of what is known; NaN where nothing is."""
    seen = x[np.isfinite(x)]
    return float(seen.mean()) if seen.size else float("nan")


def middle(x: Floats) -> float:
    """Median of what is known; NaN where nothing is."""
    seen = x[np.isfinite(x)]
    return float(np.median(seen)) if seen.size else float("nan")


def measured(amounts: Amounts, of: str) -> bool:
    """Whether a quantity is known on any day."""
    return bool(np.isfinite(getattr(amounts, of)).any())


def clean_pressure(
    unit: PowerUnit, one: CondenserHistory, t_in: Floats, flow: float, duty: float
) -> Floats:
    """Pressure of the clean condenser as it was learnt, at a flow and duty, Pa."""
    boxes = {zone.name: zone.boxes for zone in unit.zones}.get(one.zone, unit.boxes)
    share = sum(unit.bundle.share[box] for box in boxes)
    tubes = unit.bundle.tubes
    count = round(tubes.count * share)
    some = replace(tubes, count=count, plugged=None, f_b=one.clean.f_b, f_t=one.clean.f_t)
    case = floats(ExpectedCase(some, 288.15, flow, duty))
    full = np.ones_like(t_in)
    return np.asarray(
        expected_pressure(replace(case, t_in=t_in, v=flow * full, q=duty * full)).p, dtype=float
    )


def spans(
    one: CondenserHistory, causes: Mapping[str, str]
) -> list[tuple[float, float | None, str]]:
    """Start, end and short name of the events that a chart shades."""
    return [(e.start, e.end, causes[e.cause]) for e in one.events if e.cause in causes]
