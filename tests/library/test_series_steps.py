"""Steps of a daily series by the lines on each side."""

import numpy as np

from greenlang.library.series.steps import step_at

DAYS = 300


def test_a_step_takes_the_slope_on_each_side() -> None:
    day = np.arange(DAYS, dtype=np.float64)
    x = np.where(day < 100, 2.0 * day, 50.0 - day)
    step = step_at(x, np.ones(DAYS), 100, 100, 0, DAYS)
    assert abs(step.size - ((50.0 - 99.5) - 2.0 * 99.5)) < 1e-9
