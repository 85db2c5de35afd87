"""Stretches above what a series usually is, and the hours that they begin and end."""

import numpy as np

from greenlang.library.series.excursions import base, edge, excursions

DAYS = 400


def noise(seed: int, sd: float, n: int = DAYS) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return sd * np.random.default_rng(seed).normal(size=n)


def test_a_stretch_above_a_slow_season_is_found_with_its_size() -> None:
    x = 5.0 + np.sin(np.arange(DAYS) / 60.0) + noise(1, 0.1)
    x[120:150] += 3.0
    x[200:203] = np.nan
    (one,) = excursions(x, 1.0)
    assert (one.start, one.end) == (120, 150)
    assert abs(one.size - 3.0) < 0.7
    assert one.begins > 2.0
    assert one.ends > 2.0
    assert not one.open_start
    assert not one.open_end


def test_a_quiet_series_has_none_and_a_short_one_is_not_told() -> None:
    assert excursions(5.0 + noise(2, 0.1), 1.0) == ()
    assert excursions(np.array([1.0, 9.0, 1.0]), 1.0) == ()


def test_a_stretch_at_the_end_is_open() -> None:
    x = 5.0 + noise(3, 0.1)
    x[380:] += 2.0
    (one,) = excursions(x, 1.0)
    assert one.open_end
    assert np.isnan(one.ends)


def test_hours_tell_where_a_day_was_left() -> None:
    x = noise(4, 0.3, 24 * 20)
    x[24 * 10 + 7 :] += 2.0
    assert edge(x, 24 * 10) == 24 * 10 + 7
    assert edge(np.full(480, np.nan), 240) == 240


def test_the_base_is_the_lower_part_of_the_weeks_around() -> None:
    x = np.where(np.arange(DAYS) % 3 == 0, 10.0, 1.0)
    assert np.all(base(x) == 1.0)
    assert np.isnan(base(np.full(5, np.nan))).all()
