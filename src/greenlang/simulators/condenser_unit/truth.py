"""What really happened to the simulated units; times are UTC seconds since 1970, values SI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from greenlang.simulators.truth import Bools, Fault, Floats, Ints, Span

CAUSES = ("inlet temperature", "flow", "load", "fouling", "plugging", "debris", "air")


@dataclass(frozen=True)
class BoxCleaning:
    """A cleaning of one waterbox: share of the deposit removed, what the log says of it.

    `logged_start`, `logged_end` are None where the log says nothing.
    """

    unit: str
    box: str
    start: int
    end: int
    method: str
    effect: float
    outage: Span | None = None  # the outage in which it was done
    logged_start: int | None = None
    logged_end: int | None = None
    r_f_before: float = 0.0
    r_f_after: float = 0.0


@dataclass(frozen=True)
class AirLeak:
    """Air that enters above (kg/s at the start) or below the water line (as oxygen, ppb)."""

    unit: str
    start: int
    end: int
    side: Literal["above", "below"]
    size: float
    logged: bool
    spare: int | None = None  # from when on a second vacuum pump ran


@dataclass(frozen=True)
class Trouble:
    """Anything else that moves the pressure.

    `where` is a box or a pump. `size`: share of the bores blocked (debris), tubes (plugging), share
    of the capacity lost (vacuum pump), share of the wheel (CW pump worn), 1 for one tripped.
    """

    kind: Literal["debris", "plugging", "vacuum_pump", "cw_pump_worn", "cw_pump_trip"]
    unit: str
    where: str
    start: int
    end: int
    size: float
    logged: bool = True


@dataclass(frozen=True)
class Happened:
    """All events of one unit."""

    outages: tuple[Span, ...]
    trips: tuple[Span, ...]
    cleanings: tuple[BoxCleaning, ...]
    leaks: tuple[AirLeak, ...]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True)
class UnitTruth:
    """One unit over the history's rows; arrays of boxes are (rows, boxes). NaN while it is down.

    `kappa` is the pressure drop of a box over that of the same flow without debris, `active` the
    share of its tubes that carry water. `causes` are parts (Pa) of `p` at the times `at` against
    the design reference, whose pressure is `p_reference`: Shapley values over the simulator's own
    model, which sum to p - p_reference. `alone` is what p would lose if only this cause were put
    right.
    """

    name: str
    boxes: tuple[str, ...]
    on: Bools
    t_in: Floats
    v: Floats
    q: Floats
    p: Floats
    p_floor: Floats
    power: Floats
    m_a: Floats
    r_f: Floats
    kappa: Floats
    active: Floats
    at: Ints
    p_reference: float
    causes: Mapping[str, Floats]
    alone: Mapping[str, Floats]
    events: Happened


@dataclass(frozen=True)
class Truth:
    """Everything that the analysis is not told."""

    seed: int
    time: Ints
    units: Mapping[str, UnitTruth]
    faults: tuple[Fault, ...]
    outages: tuple[Span, ...]  # of the historian
