"""What the analysis of one exchanger works on: daily values and the facts beside them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from greenlang.library.series import difference_sd
from greenlang.library.series.arrays import runs
from greenlang.library.series.daily import HOURS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Outage:
    """An exchanger out of service: index of the day it stopped and of the day it came back.

    Where readings are missing beside it, `earliest` and `latest` say how far it may reach.
    """

    start: int
    end: int
    hours: int
    earliest: int
    latest: int


def outages(off: Bools, on: Bools, least: int = 12) -> tuple[Outage, ...]:
    """Stretches of at least `least` hours out of service.

    `off` and `on` (hours,) are known; stretches with hardly an hour of service between (a failed
    start, a gap in the readings) are one.
    """
    served = np.concatenate([[0], np.cumsum(on)])
    found: list[list[int]] = []
    for a, b in zip(*(edge.tolist() for edge in runs(off)), strict=True):
        if found and served[a] - served[found[-1][1]] < HOURS:
            found[-1][1] = b
        else:
            found.append([a, b])
    return tuple(_outage(on, a, b) for a, b in found if np.count_nonzero(off[a:b]) >= least)


def _outage(on: Bools, start: int, end: int) -> Outage:
    before, after = np.flatnonzero(on[:start]), np.flatnonzero(on[end:])
    return Outage(
        start // HOURS,
        end // HOURS,
        end - start,
        int(before[-1] + 1) // HOURS if before.size else 0,
        int(after[0] + end) // HOURS if after.size else len(on) // HOURS,
    )


@dataclass(frozen=True)
class Facts:
    """What else is known of an exchanger's days; indices count from the first day.

    `scale`: its clean 1/U over that of the shell-and-tube units that limits of R_f are meant for.
    `resistance` is its usual 1/U, `tube` of it the film in the tubes. `imbalance` (days,) is
    2(Q_h - Q_c)/(Q_h + Q_c) as measured; `meters`: the sign with which a flow that reads too high
    moves it, by space.
    """

    outages: tuple[Outage, ...] = ()
    logged: tuple[tuple[int, int], ...] = ()  # first and last day of each log entry
    switches: tuple[int, ...] = ()  # days on which a fluid changed, by assays or log
    valve: Floats | None = None  # daily valve position, share
    ln_dp: dict[str, Floats] = field(default_factory=dict)  # side -> ln of the dP ratio
    drop: dict[str, Floats] = field(default_factory=dict)  # side -> daily pressure drop, Pa
    scale: float = 1.0
    resistance: float = np.nan
    tube: float = np.nan
    imbalance: Floats | None = None
    meters: dict[str, float] = field(default_factory=dict)
    states: dict[str, Floats] = field(default_factory=dict)  # daily flows and temperatures

    @cached_property
    def imbalance_sd(self) -> float:
        """Scatter of the daily heat balance, in shares of the duty; NaN where it is not known."""
        return np.nan if self.imbalance is None else difference_sd(self.imbalance)
