"""How large calibration errors are, by how balances and pairs of thermometers close."""

import numpy as np
import pytest

from greenlang.agents.exchanger.history.common import closure

TAGS = 24
SIGMA = np.full(TAGS, 0.5)


def test_balances_that_close_better_than_declared_say_that_meters_are_better() -> None:
    draw = np.random.default_rng(3)
    slopes = draw.normal(size=(12, TAGS))
    for true in (0.5, 2.0):
        sizes = [closure(slopes @ (true * SIGMA * draw.normal(size=TAGS)), slopes, SIGMA)
                 for _ in range(50)]  # fmt: skip
        # 12 balances against the 5.6 that a declared sigma is worth.
        usual = np.sqrt((5.6 + 12.0 * true**2) / 17.6)
        assert np.median(sizes) == pytest.approx(usual, rel=0.1)


def test_without_a_balance_the_declared_sigmas_stand() -> None:
    assert closure(np.zeros(0), np.zeros((0, TAGS)), SIGMA) == 1.0
    assert closure(np.array([np.nan]), np.ones((1, TAGS)), SIGMA) == 1.0
    assert closure(np.array([0.1]), np.zeros((1, TAGS)), SIGMA) == 1.0


def test_the_same_balance_twice_counts_its_error_once() -> None:
    slopes = np.vstack([np.ones(TAGS), np.ones(TAGS)])
    found = closure(np.array([5.0, 5.0]), slopes, SIGMA)
    chi2 = 25.0 / (TAGS * 0.25)
    assert found == pytest.approx(np.sqrt((0.5 / 0.09 + chi2) / (0.5 / 0.09 + 2.0)))
