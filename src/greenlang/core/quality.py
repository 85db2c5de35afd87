"""Quality codes that travel beside arrays: one byte a value, 0 is good."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]


class Quality(IntEnum):
    """Why a value of an array may or may not be used."""

    GOOD = 0
    HELD = 1  # last value carried over a short gap
    MISSING = 2
    BAD_TEXT = 3  # the historian wrote a text such as "I/O Timeout"
    OFF = 4  # the equipment was not running
    UNSTEADY = 5
    SPIKE = 6
    STUCK = 7
    FAULT = 8  # drift or bias found by an analysis
    OUT_OF_RANGE = 9  # outside the validity of a formula or the span of a sensor
    INFEASIBLE = 10  # a temperature cross, P above what the arrangement can reach
    CONFLICT = 11  # two values for one time
    UNRECONCILED = 12  # the balance could not be tested
    EVENT = 13  # bypass open, cleaning in progress


def usable(codes: Codes) -> NDArray[np.bool_]:
    """True where a value may enter an analysis: good or held."""
    return np.asarray(codes <= Quality.HELD)


def counts(codes: Codes) -> dict[str, int]:
    """Name of each code that occurs -> how often."""
    found, number = np.unique(codes, return_counts=True)
    return {Quality(code).name.lower(): int(n) for code, n in zip(found, number, strict=True)}
