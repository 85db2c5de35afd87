"""Which tag lies: located where pipes are shared, `not separable` where they are not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.faults import Residuals, faults

Floats = NDArray[np.float64]
DAYS = 400
TAGS = ("a", "b", "c", "d")


def residuals(bias: Floats, slopes: Floats, seed: int = 1, noise: float = 0.2) -> Residuals:
    """Constraints with these slopes (constraints, tags), all sigmas 1, and a bias (days, tags)."""
    draw = np.random.default_rng(seed)
    constraints = len(slopes)
    scatter = noise * draw.normal(size=(DAYS, len(TAGS))) @ slopes.T
    r = scatter + bias @ slopes.T + np.linspace(0.3, -0.4, constraints)
    direction = np.tile(slopes, (DAYS, 1, 1))
    return Residuals(TAGS, r, direction, slopes @ slopes.T, np.ones(len(TAGS)))


# a and b sit on one pipe; a is also in one balance, b in another, with c and d.
SHARED = np.array([[1.0, -1.0, 0.0, 0.0], [0.7, 0.0, -0.5, 0.0], [0.0, 0.6, 0.0, -0.8]])
ALONE = np.array([[1.0, -0.8, 0.5, -0.4]])


def ramp(tag: int, start: int, end: int, size: float) -> Floats:
    bias = np.zeros((DAYS, len(TAGS)))
    day = np.arange(DAYS)
    inside = (day >= start) & (day < end)
    bias[inside, tag] = size * (day[inside] - start) / (end - 1 - start)
    return bias


def test_a_drift_is_named_with_its_dates_and_size() -> None:
    (found,) = faults(residuals(ramp(1, 100, 230, -5.0), SHARED))
    assert found.tags == ("b",)
    assert found.shape == "drift"
    assert abs(found.start - 100) <= 6
    assert abs(found.end - 230) <= 2
    assert abs(found.size + 5.0) < 0.4
    assert found.gap > 6.0


def test_a_step_is_a_bias() -> None:
    bias = np.zeros((DAYS, len(TAGS)))
    bias[150:260, 2] = 6.0
    (found,) = faults(residuals(bias, SHARED))
    assert (found.tags, found.shape) == (("c",), "bias")
    assert abs(found.start - 150) <= 1
    assert abs(found.end - 260) <= 1


@pytest.mark.parametrize("day", [160, 200])
@pytest.mark.parametrize("size", [-5.0, 4.0])
def test_a_day_of_little_duty_does_not_split_a_drift(day: int, size: float) -> None:
    # The hours before a stop: the balance of b is 25 times as sensitive to all its tags.
    direction = np.tile(SHARED, (DAYS, 1, 1))
    direction[day, 2] *= 25.0
    draw = np.random.default_rng(3).normal(0.0, 0.2, (DAYS, len(TAGS)))
    r = np.einsum("tkj,tj->tk", direction, draw + ramp(1, 100, 230, size))
    (found,) = faults(Residuals(TAGS, r, direction, SHARED @ SHARED.T, np.ones(len(TAGS))))
    assert (found.tags, found.shape) == (("b",), "drift")
    assert abs(found.start - 100) <= 6
    assert abs(found.end - 230) <= 2
    assert abs(found.size - size) < 0.4


def test_two_liars_are_found_one_after_another() -> None:
    both = ramp(1, 60, 180, 6.0) + ramp(3, 230, 350, -7.0)
    found = faults(residuals(both, SHARED))
    assert {one.tags for one in found} == {("b",), ("d",)}


def test_noise_and_constant_offsets_are_no_fault() -> None:
    for seed in range(5):
        assert faults(residuals(np.zeros((DAYS, len(TAGS))), SHARED, seed)) == ()


def test_a_bias_below_three_sigma_is_not_named() -> None:
    assert faults(residuals(ramp(1, 100, 230, 2.0), SHARED)) == ()


def test_one_balance_sees_a_fault_but_cannot_locate_it() -> None:
    (found,) = faults(residuals(ramp(0, 100, 230, 8.0), ALONE))
    assert len(found.tags) > 1


def test_days_without_a_balance_do_not_matter() -> None:
    whole = residuals(ramp(1, 100, 230, -5.0), SHARED)
    r = whole.r.copy()
    r[::7] = np.nan
    r[30:50, 1] = np.nan
    (found,) = faults(Residuals(TAGS, r, whole.direction, whole.w, whole.sigma))
    assert found.tags == ("b",)
    assert abs(found.size + 5.0) < 0.5


def test_too_few_days_say_nothing() -> None:
    whole = residuals(ramp(1, 10, 40, -5.0), SHARED)
    short = Residuals(TAGS, whole.r[:50], whole.direction[:50], whole.w, whole.sigma)
    assert faults(short) == ()


def seasonal(offset: Floats, seed: int = 1) -> Residuals:
    """One balance of b, c and d whose flow b swings with the year, with constant offsets."""
    draw = np.random.default_rng(seed)
    year = 1.0 + 0.8 * np.sin(2.0 * np.pi * np.arange(DAYS) / 365.0)
    direction = np.zeros((DAYS, 2, len(TAGS)))
    direction[:, 0, 0], direction[:, 0, 1], direction[:, 0, 2] = 1.0, 0.3, year
    direction[:, 1, 3] = 1.0
    r = np.einsum("tkj,j->tk", direction, offset) + 0.05 * draw.normal(size=(DAYS, 2))
    typical = np.median(direction, axis=0)
    return Residuals(TAGS, r, direction, typical @ typical.T, np.ones(len(TAGS)))


def test_a_constant_offset_that_counts_by_season_is_no_fault_of_another_tag() -> None:
    for size in (-1.5, 0.8, 1.5):
        assert faults(seasonal(np.array([0.0, 0.0, size, 0.0]))) == ()


def test_a_drift_is_named_beside_constant_offsets_that_count_by_season() -> None:
    case = seasonal(np.array([0.5, 0.0, 1.2, 0.0]))
    bias = ramp(3, 120, 260, 6.0)
    r = case.r + np.einsum("tkj,tj->tk", case.direction, bias)
    (found,) = faults(Residuals(TAGS, r, case.direction, case.w, case.sigma))
    assert found.tags == ("d",)
