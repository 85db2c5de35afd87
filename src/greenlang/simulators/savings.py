"""What an analysis says that cleanings have saved, against what they were worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from greenlang.simulators.truth import Floats, Ints, Worth

DAY = 86_400
NEAR = 2  # days that a date may be off


class Percentiles(Protocol):
    """A number with its band."""

    @property
    def p05(self) -> float:
        """One in twenty lies below."""
        ...

    @property
    def p95(self) -> float:
        """One in twenty lies above."""
        ...


class FoundSaving(Protocol):
    """What the analysis says that a cleaning has saved; days since 1970, J."""

    @property
    def cleaning_start(self) -> int:
        """First day out."""
        ...

    @property
    def days(self) -> Ints:
        """Days that count."""
        ...

    @property
    def hours(self) -> Floats:
        """Hours in service on each."""
        ...

    @property
    def energy(self) -> Percentiles:
        """Saved over the counted hours."""
        ...


@dataclass(frozen=True)
class SavingScore:
    """A cleaning's saving against truth, J; `inside` its band of nine in ten."""

    asset: str
    start: int  # day
    true: float
    p05: float
    p95: float

    @property
    def inside(self) -> bool:
        """Whether the truth lies within the band."""
        return self.p05 <= self.true <= self.p95


def savings(
    worths: Sequence[Worth], found: Mapping[str, Sequence[FoundSaving]]
) -> tuple[SavingScore, ...]:
    """Every saving that the analysis gives a band for, by exchanger, against what it was worth.

    The truth is summed over the days and hours that the analysis counted. A saving of a cleaning
    that was none, or without a band, is not scored.
    """
    out = []
    for asset, ones in found.items():
        for one in ones:
            true = next((w for w in worths if w.asset == asset and _starts(w, one)), None)
            if true is not None and np.isfinite([one.energy.p05, one.energy.p95]).all():
                worth = _energy(true, one)
                day = one.cleaning_start
                out.append(SavingScore(asset, day, worth, one.energy.p05, one.energy.p95))
    return tuple(out)


def _starts(worth: Worth, found: FoundSaving) -> bool:
    return abs(worth.start // DAY - found.cleaning_start) <= NEAR


def _energy(worth: Worth, found: FoundSaving) -> float:
    """True saving (J) over the hours that were counted; a day off at the edge by its neighbour."""
    there = np.isfinite(worth.power)
    if not there.any():
        return 0.0
    power = np.interp(found.days, worth.days[there], worth.power[there])
    return float(np.sum(power * found.hours) * 3600.0)


def savings_coverage(scores: Sequence[SavingScore]) -> float:
    """Share of savings with the truth inside their band, percent; NaN without any."""
    return 100.0 * float(np.mean([one.inside for one in scores])) if scores else float("nan")
