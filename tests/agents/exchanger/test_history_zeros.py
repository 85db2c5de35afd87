"""Declared clean windows as zeros of R_f."""

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.exchanger import _zeros

DAYS = 300


def marks(*cleaned: int) -> NDArray[np.bool_]:
    out = np.zeros(DAYS, np.bool_)
    out[list(cleaned)] = True
    return out


def test_each_window_counts_from_the_cleaning_before_it() -> None:
    zeros = _zeros(((0, 9), (152, 160)), marks(150), np.ones(DAYS))
    assert zeros is not None
    assert (zeros.start, zeros.again, zeros.declared) == (0, (150,), True)


def test_a_window_without_a_cleaning_seen_counts_from_its_first_day() -> None:
    zeros = _zeros(((0, 9), (152, 160)), marks(), np.ones(DAYS))
    assert zeros is not None
    assert zeros.again == (152,)


def test_a_window_without_a_value_is_no_zero() -> None:
    y = np.ones(DAYS)
    y[:20] = np.nan
    zeros = _zeros(((0, 9), (152, 160)), marks(150), y)
    assert zeros is not None
    assert (zeros.start, zeros.again) == (150, ())
    assert _zeros(((0, 9),), marks(), y) is None
