"""What really happened in a simulated plant; times are UTC seconds since 1970, values SI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.simulators.preheat_train.design import LawKind
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import Liquid
from greenlang.simulators.preheat_train.tags import TAGS
from greenlang.simulators.truth import Cleaning, Fault, Floats, Ints, Span

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

    @property
    def index_only(self) -> tuple[str, ...]:
        """Every exchanger has what R_f needs."""
        return ()

    @property
    def tags(self) -> Mapping[str, Sequence[str]]:
        """Tags of each exchanger."""
        return {asset: tuple(roles.values()) for asset, roles in TAGS.items()}


__all__ = [
    "Cleaning",
    "ExchangerTruth",
    "Fault",
    "FeedChange",
    "Floats",
    "FoulingLaw",
    "Ints",
    "Method",
    "Span",
    "Truth",
]
