"""What really happened in a simulated plant; times are UTC seconds since 1970, values SI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.simulators.preheat_train.design import LawKind
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import Floats, Liquid

Ints = NDArray[np.int64]
Method = Literal["hydroblast", "chemical"]


@dataclass(frozen=True)
class FoulingLaw:
    """How one exchanger fouls; R_f in m2 K/W referred to the tube outside area, rates per second.

    linear: `rate`. falling: `rate` / R_f (m4 K2/W2 per s). kern_seaton: (`limit` - R_f) / `tau`.
    threshold: `rate` (deposition) x v^-0.7 exp[-E/R (1/T_wall - 1/`t_wall`)] - `removal` x v^1.75,
    with v the flow over reference flow, never below zero.
    """

    kind: LawKind
    rate: float = 0.0
    limit: float = 0.0
    tau: float = 1.0
    removal: float = 0.0
    activation: float = 0.0  # J/mol
    t_wall: float = 500.0  # K


@dataclass(frozen=True)
class Cleaning:
    """A cleaning: first and last second out of service, share of the deposit removed.

    `logged_start`, `logged_end` are what the maintenance log says, None where it says nothing.
    """

    asset: str
    start: int
    end: int
    method: Method
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
    tube-side flow for a bypass.
    """

    kind: Literal["drift", "stuck", "bypass"]
    tag: str | None
    asset: str
    start: int
    end: int
    size: float
    unit: str


@dataclass(frozen=True)
class Span:
    """A time without a running unit, or without a historian."""

    start: int
    end: int


@dataclass(frozen=True)
class FeedChange:
    """From this second on (over eight hours) the unit runs this crude."""

    at: int
    crude: str


@dataclass(frozen=True)
class ExchangerTruth:
    """One exchanger over time; `u` = 1 / (1 / `u_clean` + `r_f`), both NaN while it is idle.

    `duty_clean` is the duty without deposit at the same flows and inlet temperatures. `dp_ratio`
    is tube-side pressure drop over that of a clean bundle at the flow through the tubes.
    """

    asset: str
    new_bundle: bool
    law: FoulingLaw
    films: Films
    r_f: Floats
    u: Floats
    u_clean: Floats
    duty: Floats
    duty_clean: Floats
    dp_ratio: Floats


@dataclass(frozen=True)
class Truth:
    """Everything that the analysis is not told."""

    seed: int
    time: Ints
    exchangers: Mapping[str, ExchangerTruth]
    cleanings: tuple[Cleaning, ...]
    faults: tuple[Fault, ...]
    shutdowns: tuple[Span, ...]
    outages: tuple[Span, ...]
    feed_changes: tuple[FeedChange, ...]
    crudes: Mapping[str, Liquid]
    products: Mapping[str, Liquid]
    furnace_duty: Floats
    furnace_inlet: Floats
    running: NDArray[np.bool_]
