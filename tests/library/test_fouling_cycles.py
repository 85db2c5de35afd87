"""Cycles: what own ones and other units teach of the pace."""

from typing import Any

import numpy as np
import pytest

from greenlang.library.fouling.cycles import Cycle, Lessons, laws_of, lessons_of, pace

DAY = 86400.0
SD = 3e-6


def _cycle(start: int, days: int, rate: float, seed: int) -> Cycle:
    """A straight cycle; `rate` in m2 K/W a day."""
    t = np.arange(days)
    r_f = rate * t + np.random.default_rng(seed).normal(0, SD, days)
    return Cycle(start, start + t, r_f, 50.0)


def test_steady_cycles_teach_a_steady_pace() -> None:
    cycles = [_cycle(0, 150, 4e-6, 1), _cycle(160, 150, 4e-6, 2)]
    own = lessons_of(cycles, SD)
    assert own.within.size == 4
    assert own.onward.size == 1
    laws, _ = laws_of(cycles, SD)
    off = pace(cycles, laws, SD, (own, Lessons()))
    assert off.unsteady < 0.6
    assert off.scale == pytest.approx(4e-6 / DAY, rel=0.1)


def test_a_young_cycle_is_as_sure_as_the_step_from_cycle_to_cycle() -> None:
    long = [_cycle(0, 150, 2e-6, 3), _cycle(160, 150, 6e-6, 4)]
    cycles = [*long, _cycle(320, 10, 6e-6, 5)]
    laws, _ = laws_of(cycles, SD)
    own = lessons_of(cycles, SD)
    assert own.onward == pytest.approx([2.0], abs=0.2)
    young = pace(cycles, laws, SD, (own, Lessons()))
    grown = pace(long, laws, SD, (own, Lessons()))
    assert young.unsteady > grown.unsteady


def test_other_units_teach_one_that_has_not_seen_much() -> None:
    cycles = [_cycle(0, 60, 4e-6, 6)]
    laws, _ = laws_of(cycles, SD)
    alone = pace(cycles, laws, SD, (Lessons(), Lessons()))
    steady = Lessons(np.full(20, 0.05), np.full(8, 0.1))
    beside = pace(cycles, laws, SD, (Lessons(), steady))
    assert alone.unsteady == pytest.approx(0.8)
    assert beside.unsteady < 0.25


def test_lessons_add_up() -> None:
    both: Any = Lessons(np.array([0.1]), np.array([0.2])) + Lessons(np.array([0.3]))
    np.testing.assert_array_equal(both.within, [0.1, 0.3])
    np.testing.assert_array_equal(both.onward, [0.2])
