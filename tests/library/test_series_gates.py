"""Gates: stuck, spikes, running, steady hours."""

import numpy as np
import pytest
from scipy.ndimage import median_filter

from greenlang.core.errors import InputError
from greenlang.core.quality import Quality
from greenlang.library.series import (
    calm,
    coded,
    hourly,
    median_7,
    off_periods,
    quantum,
    reasons,
    running,
    spikes,
    stuck,
)
from greenlang.library.series.arrays import Floats

DAY = 144


def swinging(n: int, seed: int = 0, sigma: float = 0.5) -> tuple[Floats, Floats]:
    """A tag that swings by 20 in a day, with noise, and a neighbour that swings with it."""
    rng = np.random.default_rng(seed)
    swing = 10.0 * np.sin(2 * np.pi * np.arange(n) / DAY)
    return swing + rng.normal(0, sigma, n), 2 * swing + rng.normal(0, sigma, n)


def test_median_of_seven_is_that_of_scipy() -> None:
    x = np.random.default_rng(0).normal(size=(70_000, 2))
    want = np.column_stack([median_filter(c, size=7, mode="nearest") for c in x.T])
    np.testing.assert_array_equal(median_7(x), want)


def test_median_of_seven_steps_over_gaps() -> None:
    x = np.array([np.nan, 1.0, 1.0, np.nan, 1.0, 9.0, 1.0, np.nan, np.nan])
    np.testing.assert_array_equal(median_7(x), np.ones(9))
    assert np.isnan(median_7(np.full(9, np.nan))).all()
    assert median_7(np.zeros(0)).size == 0


def test_spikes_are_found_and_steps_are_not() -> None:
    x, _ = swinging(10 * DAY)
    x[500:] += 30.0
    at = np.array([100, 333, 700, 701])
    x[at] += [40.0, -40.0, 25.0, -25.0]
    found = np.flatnonzero(spikes(x, floor=3.0))
    np.testing.assert_array_equal(found, at)


def test_spikes_judge_each_tag_by_its_own_scatter() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(5000, 2)) * [1.0, 100.0]
    x[[10, 20], [0, 1]] += [30.0, 30.0]
    found = spikes(x)
    assert found[10, 0]
    assert not found[20, 1]
    assert found.mean() < 5e-3


def test_constant_tag_without_scatter_has_no_spikes_but_its_jumps() -> None:
    x = np.full(100, 5.0)
    x[40] = 6.0
    assert np.flatnonzero(spikes(x)).tolist() == [40]
    assert not spikes(x, floor=2.0).any()


def test_quantum_of_rounded_and_unrounded_tags() -> None:
    x, _ = swinging(10 * DAY)
    assert quantum(np.round(x, 1)) == pytest.approx(0.1)
    assert quantum(np.round(x, 0) * 1.8 + 32.0) == pytest.approx(1.8)
    assert quantum(x) == 0.0
    assert quantum(np.full(100, 3.0)) == 0.0
    assert quantum(x[:5]) == 0.0


@pytest.mark.parametrize("decimals", [None, 1])
def test_constant_tag_is_stuck_while_its_stream_moves(decimals: int | None) -> None:
    x, other = swinging(10 * DAY)
    x[400:500] = x[400]
    x = x if decimals is None else np.round(x, decimals)
    found = np.flatnonzero(stuck(x, other, 0.5))
    assert found.min() in {399, 400}
    assert found.max() in {499, 500}
    assert len(found) == found.max() - found.min() + 1


@pytest.mark.parametrize("decimals", [None, 1, 2])
def test_interpolated_tag_is_stuck_while_its_stream_moves(decimals: int | None) -> None:
    x, other = swinging(10 * DAY)
    x[400:521] = np.linspace(x[400], x[520], 121)
    x = x if decimals is None else np.round(x, decimals)
    found = np.flatnonzero(stuck(x, other, 0.5))
    assert found.size >= 118
    assert found.min() >= 398
    assert found.max() <= 522


def by_exception(n: int, band: float) -> Floats:
    """A wandering tag as a historian keeps it that stores nothing within a band of the last."""
    draw = np.random.default_rng(4)
    wander = (
        np.cumsum(draw.normal(0, 0.15, n)) * (draw.uniform(size=n // 100 + 1) > 0.5).repeat(100)[:n]
    )
    out, last = np.empty(n), wander[0]
    for i, value in enumerate(wander):
        last = value if abs(value - last) > band else last
        out[i] = last
    return out


def test_short_stop_resting_stream_and_shutdown_are_no_fault() -> None:
    x, other = swinging(10 * DAY)
    short = x.copy()
    short[400:430] = short[400]
    assert not stuck(short, other, 0.5).any()
    rest = np.random.default_rng(1).normal(0, 0.5, len(x))
    for kept in (by_exception(len(x), 1.0), np.round(x / 20.0) * 20.0, np.full(len(x), 5.0)):
        assert not stuck(kept, rest, 0.5).any()
    still = x.copy()
    still[400:500] = still[400]
    on = np.ones(len(x), bool)
    on[395:505] = False
    assert not stuck(still, other, 0.5, where=on).any()


@pytest.mark.parametrize("decimals", [None, 1, 0])
def test_noise_that_stops_is_stuck_though_the_stream_rests(decimals: int | None) -> None:
    n = 60 * DAY
    draw = np.random.default_rng(1)
    x, rest = draw.normal(300.0, 0.35, n), draw.normal(0, 0.5, n)
    x[400:700] = x[400]
    x = x if decimals is None else np.round(x, decimals)
    for other in (rest, np.full(n, np.nan)):
        found = np.flatnonzero(stuck(x, other, 0.5))
        assert abs(found.min() - 400) <= 8
        assert abs(found.max() - 699) <= 8
        assert len(found) == found.max() - found.min() + 1


def test_a_stream_that_stands_still_altogether_is_no_tags_fault() -> None:
    n = 60 * DAY
    draw = np.random.default_rng(1)
    x, rest = draw.normal(300.0, 0.35, n), draw.normal(0, 0.5, n)
    x[400:700], rest[390:720] = x[400], rest[390]
    assert not stuck(x, rest, 0.5).any()


def test_stuck_through_gaps_and_with_a_dead_neighbour() -> None:
    x, other = swinging(10 * DAY)
    x[400:500] = x[400]
    x[420:440] = np.nan
    others = np.column_stack([np.full(len(x), np.nan), other])
    found = stuck(x, others, 0.5)
    assert found[400:420].all()
    assert found[440:500].all()
    assert not found[420:440].any()
    assert not stuck(np.full(100, np.nan), np.zeros(100), 1.0).any()
    found = stuck(x, np.full(len(x), np.nan), 0.5)
    assert found[400:420].all()
    assert np.flatnonzero(found).max() == 499


def test_noisy_tag_is_not_stuck() -> None:
    x, other = swinging(50 * DAY, seed=5)
    assert not stuck(x, other, 0.5).any()
    assert not stuck(np.round(x, 1), other, 0.5).any()


def test_running_by_flow_and_duty() -> None:
    flow = np.full(1000, 100.0)
    flow[:600] = 0.0  # off for most of the time: the median must not notice
    flow[990] = np.nan
    on = running(flow)
    assert not on[:600].any()
    assert on[600:].all()
    duty = np.full(1000, 1e6)
    duty[700:710] = 4e4
    on = running(np.column_stack([flow, flow]), duty, 1e6)
    assert not on[700:710].any()
    assert on[600:700].all()


def test_off_periods_have_start_and_end() -> None:
    on = np.ones(100, bool)
    on[10:20] = on[23:30] = on[50:51] = False
    assert off_periods(on).start.tolist() == [10, 23, 50]
    assert off_periods(on).end.tolist() == [20, 30, 51]
    bridged = off_periods(on, least=2, bridge=3)
    assert (bridged.start.tolist(), bridged.end.tolist()) == ([10], [30])
    assert len(off_periods(np.ones(5, bool))) == 0


def test_hourly_median_needs_four_of_six() -> None:
    x = np.tile([1.0, 2.0, 3.0, 4.0, 5.0, 60.0], 3).reshape(-1, 1)
    code = np.zeros(x.shape, np.uint8)
    code[6:8] = Quality.SPIKE
    code[12:15] = Quality.BAD_TEXT
    got = hourly(x, np.array([50.0]), np.array([50.0]), code=code)
    np.testing.assert_array_equal(got.x[:, 0], [3.5, 4.5, np.nan])
    np.testing.assert_array_equal(got.good[:, 0], [6, 4, 3])


def test_half_hourly_slots_make_hours_too() -> None:
    x = np.array([1.0, 2.0, 3.0, np.nan]).reshape(-1, 1)
    got = hourly(x, np.array([1.0]), np.array([5.0]), step=1800.0)
    np.testing.assert_array_equal(got.x[:, 0], [1.5, np.nan])
    one = hourly(x, np.array([1.0]), np.array([5.0]), step=1800.0, least=1)
    np.testing.assert_array_equal(one.x[:, 0], [1.5, 3.0])


def test_step_makes_its_hour_unsteady_and_the_next_until_it_has_passed_through() -> None:
    x = np.full((36, 2), 10.0)
    x[15:, 1] = 20.0  # in the middle of hour 2
    args = (np.array([0.1, 0.1]), np.array([1.0, 1.0]))
    assert hourly(x, *args).steady.tolist() == [True, True, False, True, True, True]
    slow = hourly(x, *args, residence=700.0).steady
    assert slow.tolist() == [True, True, False, False, True, True]
    first_only = hourly(x, *args, judged=np.array([True, False])).steady
    assert first_only.all()


def test_step_between_hours_blocks_the_next() -> None:
    x = np.full((24, 1), 10.0)
    x[12:] = 20.0
    args = (np.array([0.1]), np.array([1.0]))
    assert hourly(x, *args).steady.all()
    assert hourly(x, *args, residence=600.0).steady.tolist() == [True, True, False, True]


def test_steady_limit_is_the_larger_of_noise_and_floor() -> None:
    x = np.full((6, 1), 10.0)
    x[3:] = 12.0
    assert hourly(x, np.array([1.2]), np.array([1.0])).steady[0]  # 3 sigma/sqrt(3) = 2.08
    assert not hourly(x, np.array([1.1]), np.array([1.0])).steady[0]
    assert hourly(x, np.array([0.1]), np.array([2.1])).steady[0]
    by_row = hourly(x, np.full((6, 1), 0.1), np.full((6, 1), 2.1))
    assert by_row.steady[0]


def test_hours_must_be_whole() -> None:
    with pytest.raises(InputError, match="full hour"):
        hourly(np.zeros((7, 1)), np.ones(1), np.ones(1))
    with pytest.raises(InputError, match="full hour"):
        hourly(np.zeros((5, 1)), np.ones(1), np.ones(1), step=720.0)


def test_first_reason_wins_and_reasons_are_counted() -> None:
    code = np.array([[0, 1], [3, 0], [0, 0]], np.uint8)
    code = coded(code, Quality.OFF, np.array([[True, False], [True, True], [False, False]]))
    np.testing.assert_array_equal(code, [[4, 1], [3, 4], [0, 0]])
    assert reasons(code) == [
        {"good": 1, "bad_text": 1, "off": 1},
        {"good": 1, "held": 1, "off": 1},
    ]
    assert reasons(code[:, 0]) == [{"good": 1, "bad_text": 1, "off": 1}]


def test_calm_hours_change_little_from_one_neighbour_to_the_other() -> None:
    level = np.full(40, 5.0)
    step, ramp = level.copy(), np.arange(40.0)
    step[20:] += 2.5
    assert calm(level, np.array(1.0)).all()
    np.testing.assert_array_equal(np.flatnonzero(~calm(step, np.array(1.0))), [19, 20])
    assert not calm(1.1 * ramp, np.array(1.0)).any()
    assert calm(0.9 * ramp, np.array(1.0)).all()
    both = calm(np.column_stack([step, level]), np.array([1.0, 1.0]))
    np.testing.assert_array_equal(both.all(axis=0), [False, True])


def test_an_hour_beside_a_gap_is_judged_by_the_neighbour_it_has() -> None:
    x = np.array([1.0, np.nan, 4.0, 6.0, np.nan, 9.0, np.nan])
    np.testing.assert_array_equal(
        calm(x, np.array(1.0)), [True, True, False, False, True, True, True]
    )
