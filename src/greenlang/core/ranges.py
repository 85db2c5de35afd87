"""Validity ranges: a correlation used outside its range warns, in a case and in arrays alike."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np


@dataclass(frozen=True)
class RangeWarning:
    """An input of a correlation lay outside the range in which it was found."""

    equation: str
    parameter: str
    value: Decimal
    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return (
            f"{self.equation}: {self.parameter} = {self.value:.6g} lies outside "
            f"{self.low} to {self.high}, the range of its source"
        )


@dataclass(frozen=True)
class RangeCount:
    """How many rows of an array lay outside, of how many."""

    outside: int
    rows: int


_collected: contextvars.ContextVar[dict[tuple[str, str], RangeCount] | None] = (
    contextvars.ContextVar("ranges", default=None)
)


def outside(eq: Any, args: tuple[Any, ...]) -> list[RangeWarning]:
    """Warnings of one exact call."""
    return [
        RangeWarning(eq.name, name, args[i], low, high)
        for i, name, low, high in eq.limits
        if not low <= args[i] <= high
    ]


@contextmanager
def collected() -> Iterator[dict[tuple[str, str], RangeCount]]:
    """Count rows outside their range, by equation and input, while arrays run inside."""
    found: dict[tuple[str, str], RangeCount] = {}
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def observe(eq: Any, args: tuple[Any, ...]) -> None:
    """Count the rows of an array call that lie outside, where somebody collects."""
    if (found := _collected.get()) is None:
        return
    for i, name, low, high in eq.limits:
        with np.errstate(invalid="ignore"):
            beyond = (np.asarray(args[i]) < float(low)) | (np.asarray(args[i]) > float(high))
        old = found.get((eq.name, name), RangeCount(0, 0))
        found[eq.name, name] = RangeCount(
            old.outside + int(np.count_nonzero(beyond)), old.rows + beyond.size
        )
