"""What really happened in a simulated plant; times are UTC seconds since 1970, values SI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Cleaning:
    """A cleaning: first and last second out of service, share of the deposit removed.

    `logged_start`, `logged_end` are what the maintenance log says, None where it says nothing.
    """

    asset: str
    start: int
    end: int
    method: str
    effect: float
    in_log: bool = True
    logged_start: int | None = None
    logged_end: int | None = None
    remark: str = ""
    during_shutdown: bool = False
    r_f_before: float = 0.0
    r_f_after: float = 0.0


@dataclass(frozen=True)
class Fault:
    """Something that looks like fouling, or is a lie: of one tag, or a bypass of one exchanger.

    `size`: K at the end for a drift, the frozen value in K for a stuck tag, the share of the
    tube-side flow for a bypass, of the tubes for plugging and maldistribution, of the reading for
    a flow meter. `hidden`: a bypass whose valve shows shut, since it leaks.
    """

    kind: Literal["drift", "stuck", "bypass", "plugging", "maldistribution", "flow_meter"]
    tag: str | None
    asset: str
    start: int
    end: int
    size: float
    unit: str
    hidden: bool = False


@dataclass(frozen=True)
class Span:
    """A time without a running unit, or without a historian."""

    start: int
    end: int


@dataclass(frozen=True)
class Worth:
    """What a cleaning was worth: true duty less that without it, at the same flows and inlets.

    From the first whole day after it to the exchanger's next cleaning or the end: `power` (W) is
    the mean of the day's hours in service, NaN on a day without any. Without the cleaning the
    deposit would have grown on under the same loads.
    """

    asset: str
    start: int
    end: int
    days: Ints  # since 1970
    power: Floats


class ExchangerTruth(Protocol):
    """One exchanger over time; `r_f` refers to the area that the plant file gives."""

    @property
    def asset(self) -> str:
        """Its name."""
        ...

    @property
    def new_bundle(self) -> bool:
        """Whether it was clean at the start, and the plant file says so."""
        ...

    @property
    def r_f(self) -> Floats:
        """Fouling resistance, m2 K/W."""
        ...


class Truth(Protocol):
    """What every simulated plant knows of itself."""

    @property
    def seed(self) -> int:
        """Which plant of its kind."""
        ...

    @property
    def time(self) -> Ints:
        """Seconds since 1970, in even steps."""
        ...

    @property
    def exchangers(self) -> Mapping[str, ExchangerTruth]:
        """Exchangers by name."""
        ...

    @property
    def cleanings(self) -> tuple[Cleaning, ...]:
        """All cleanings, in the order of time."""
        ...

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What looked like fouling, or lied."""
        ...

    @property
    def outages(self) -> tuple[Span, ...]:
        """Times without a historian."""
        ...

    @property
    def tags(self) -> Mapping[str, Sequence[str]]:
        """Tags of each exchanger."""
        ...

    @property
    def index_only(self) -> tuple[str, ...]:
        """Exchangers of which too little is measured to ask for their R_f."""
        ...
