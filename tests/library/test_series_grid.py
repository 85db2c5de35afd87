"""Alignment: what a reading is worth in a slot, what is held, what is in conflict."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from greenlang.core.errors import InputError
from greenlang.core.quality import Quality
from greenlang.library.series import Grid, align, grid_over
from greenlang.library.series.arrays import Floats

GRID = Grid(0.0, 600.0, 6)
NAN = np.nan


def test_stamps_on_the_grid_are_only_moved() -> None:
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    got = align(GRID.stamps, x, GRID)
    np.testing.assert_array_equal(got.x, x)
    assert not got.code.any()


def test_stamps_off_by_a_millisecond_are_on_the_grid() -> None:
    got = align(GRID.stamps + 4e-4, np.arange(6.0), GRID)
    np.testing.assert_array_equal(got.x, np.arange(6.0))


def test_on_grid_gap_is_held_for_three_slots_and_then_missing() -> None:
    got = align(np.array([0.0, 3000.0]), np.array([7.0, 9.0]), GRID)
    np.testing.assert_array_equal(got.x, [7, 7, 7, 7, NAN, 9])
    np.testing.assert_array_equal(got.code, [0, 1, 1, 1, Quality.MISSING, 0])


def test_a_bad_reading_ends_the_holding_and_keeps_its_reason() -> None:
    t = np.array([0.0, 600.0, 1800.0])
    code = np.array([0, Quality.BAD_TEXT, 0], np.uint8)
    got = align(t, np.array([7.0, NAN, 9.0]), GRID, code)
    np.testing.assert_array_equal(got.x, [7, NAN, NAN, 9, 9, 9])
    np.testing.assert_array_equal(
        got.code, [0, Quality.BAD_TEXT, Quality.MISSING, 0, Quality.HELD, Quality.HELD]
    )


def test_off_grid_gap_is_held_like_one_on_the_grid() -> None:
    got = align(np.array([1.0, 3001.0]), np.array([7.0, 9.0]), GRID)
    np.testing.assert_array_equal(got.x[:5], [7, 7, 7, 7, NAN])
    np.testing.assert_array_equal(got.code, [0, 1, 1, 1, Quality.MISSING, 0])
    assert got.x[5] == pytest.approx(9.0)


def test_mean_weights_each_reading_by_the_time_it_holds() -> None:
    # 10 holds 150 s, 20 holds 450 s of the first slot; 20 holds on for 300 s of the second.
    t = np.array([0.0, 150.0, 900.0])
    got = align(t, np.array([10.0, 20.0, 40.0]), Grid(0.0, 600.0, 2))
    np.testing.assert_allclose(got.x, [(10 * 150 + 20 * 450) / 600, (20 + 40) / 2])
    assert not got.code.any()


def test_last_takes_the_last_reading_of_the_slot() -> None:
    t = np.array([0.0, 150.0, 900.0])
    got = align(t, np.array([10.0, 20.0, 40.0]), Grid(0.0, 600.0, 3), mode="last")
    np.testing.assert_array_equal(got.x, [20, 40, 40])
    np.testing.assert_array_equal(got.code, [0, 0, Quality.HELD])


def test_a_reading_before_the_grid_is_held_into_it() -> None:
    got = align(np.array([-100.0, 2400.5]), np.array([5.0, 6.0]), GRID)
    np.testing.assert_array_equal(got.x[:4], [5, 5, 5, NAN])
    last = align(np.array([-100.0, 2400.5]), np.array([5.0, 6.0]), GRID, mode="last")
    np.testing.assert_array_equal(last.x, got.x)


def test_order_and_repeated_equal_readings_do_not_matter() -> None:
    t = np.array([1900.0, 10.0, 650.0, 650.0])
    x = np.array([3.0, 1.0, 2.0, 2.0])
    got = align(t, x, GRID)
    order = [1, 2, 0]
    want = align(t[order], x[order], GRID)
    np.testing.assert_array_equal(got.x, want.x)
    np.testing.assert_array_equal(got.code, want.code)


def test_two_values_for_one_time_are_a_conflict() -> None:
    got = align(np.array([10.0, 650.0, 650.0]), np.array([1.0, 2.0, 3.0]), GRID)
    assert got.code[1] == Quality.CONFLICT
    assert np.isnan(got.x[1])


def test_a_good_reading_beats_a_bad_one_of_the_same_time() -> None:
    code = np.array([0, 0, Quality.BAD_TEXT], np.uint8)
    got = align(np.array([10.0, 650.0, 650.0]), np.array([1.0, 2.0, NAN]), GRID, code)
    assert got.code[1] == Quality.GOOD
    assert got.x[1] == pytest.approx((1.0 * 50 + 2.0 * 550) / 600)


def test_columns_are_aligned_alike() -> None:
    t = np.array([3.0, 610.0, 1250.0, 3100.0])
    x = np.column_stack([np.arange(4.0), [1.0, NAN, 5.0, 6.0]])
    both = align(t, x, GRID)
    for j in range(2):
        one = align(t, x[:, j], GRID)
        np.testing.assert_array_equal(both.x[:, j], one.x)
        np.testing.assert_array_equal(both.code[:, j], one.code)


def test_a_constant_tag_stays_exactly_constant() -> None:
    t = np.sort(np.random.default_rng(1).uniform(0, 3600, 50))
    got = align(t, np.full(50, 0.1 + 0.2), GRID)
    assert np.ptp(got.x[np.isfinite(got.x)]) == 0.0


def test_no_reading_at_all_is_missing_everywhere() -> None:
    for t in (np.zeros(0), np.array([1e9]), np.array([100.0, 200.0])):
        got = align(t, np.full(len(t), NAN), GRID)
        assert np.all(got.code == Quality.MISSING)
        assert np.all(np.isnan(got.x))


def test_shapes_and_stamps_are_checked() -> None:
    with pytest.raises(InputError, match="readings"):
        align(np.zeros(3), np.zeros(4), GRID)
    with pytest.raises(InputError, match="code"):
        align(np.zeros(3), np.zeros(3), GRID, np.zeros(2, np.uint8))
    with pytest.raises(InputError, match="time stamp"):
        align(np.array([0.0, NAN]), np.zeros(2), GRID)


def test_grid_of_whole_days_in_local_time() -> None:
    grid = grid_over(1.7e9, 1.7e9 + 86400.0, offset=-3600.0)
    assert grid.n == 2 * 144
    assert (grid.start + 3600.0) % 86400.0 == 0.0
    assert grid.start <= 1.7e9 < grid.start + 86400.0
    assert grid.end > 1.7e9 + 86400.0
    assert len(grid.stamps) == grid.n == len(grid.edges) - 1


def test_grid_says_what_is_wrong() -> None:
    with pytest.raises(InputError, match="divide"):
        grid_over(0.0, 1.0, step=700.0)
    with pytest.raises(InputError, match="empty"):
        grid_over(5.0, 1.0)


@settings(max_examples=60, deadline=None)
@given(
    t=hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(-2000, 4000, width=32)),
    seed=st.integers(0, 1000),
)
def test_a_mean_lies_between_the_readings(t: Floats, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=len(t))
    got = align(t, x, GRID)
    used = np.isfinite(got.x)
    assert np.array_equal(used, got.code <= Quality.HELD)
    assert np.all(got.x[used] <= x.max() + 1e-12)
    assert np.all(got.x[used] >= x.min() - 1e-12)
