"""Threshold fouling: the zero line is where the rate is zero, units of the rows, honest fits.

No constant of the table could be compared with a printed copy, so nothing here is a published
number: formulas are held against their own limits and against one another.
"""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from greenlang.core.errors import ImpossibleState, InsufficientData, NotFound
from greenlang.library.flow.friction import shear
from greenlang.library.fouling import threshold as th
from greenlang.library.fouling.threshold_fit import fitted

RHO, MU, D, PR = 780.0, 6e-4, 0.0212, 9.0
YEAR = 365.25 * 86400.0


def _rate(row: th.Model, v: Any, t: Any) -> Any:
    re = th.reynolds(v, D, RHO, MU)
    x = th.reaction(re, float(row.b), PR, float(row.c), float(row.e), t)
    return th.net_rate(
        float(row.a or 0), x, float(row.g or 0), th.removal(row.removal, float(row.m), re, v, RHO)
    )


def _threshold(row: th.Model, v: float) -> Any:
    re = th.reynolds(v, D, RHO, MU)
    s = th.removal(row.removal, float(row.m), re, v, RHO)
    return th.threshold_temperature(
        float(row.a or 0), re, float(row.b), PR, float(row.c), float(row.e), float(row.g or 0), s
    )


COMPLETE = [row for row in th.rows().values() if row.a is not None]


@pytest.mark.parametrize("row", COMPLETE, ids=lambda row: row.model)
@given(v=st.floats(0.5, 3.0))
def test_the_rate_is_zero_on_the_zero_line_and_changes_sign_there(row: Any, v: float) -> None:
    t = _threshold(row, v)
    size = float(row.a) * th.reaction(
        th.reynolds(v, D, RHO, MU), float(row.b), PR, float(row.c), float(row.e), t
    )
    assert abs(_rate(row, v, t)) < 1e-9 * size
    assert _rate(row, v, t - 5) < 0 < _rate(row, v, t + 5)


@pytest.mark.parametrize("row", COMPLETE, ids=lambda row: row.model)
def test_the_threshold_velocity_is_on_the_same_line(row: Any) -> None:
    t = _threshold(row, 1.3)
    x = th.reaction(1.0, float(row.b), PR, float(row.c), float(row.e), t)
    if row.removal == "shear":
        v = th.threshold_velocity_by_shear(float(row.a), x, float(row.b), float(row.g), D, RHO, MU)
    else:
        v = th.threshold_velocity(
            float(row.a), x, float(row.b), float(row.g), float(row.m), D, RHO, MU
        )
    assert v == pytest.approx(1.3, rel=1e-9)


def test_ebert_panchal_lies_where_crude_trains_foul() -> None:
    """Per kWh taken for per Wh would move this by 100 K and more: the units of the row are right.

    Preheat trains run at 1 to 2 m/s; with these constants deposits begin at films between 150 and
    250 degC and grow by up to 1e-2 m2 K/W a year at 300 degC.
    """
    row = th.model("ebert_panchal_1995")
    lines = np.array([_threshold(row, v) for v in (1.0, 1.5, 2.0)]) - 273.15
    assert np.all((lines > 120) & (lines < 300))
    assert np.all(np.diff(lines) > 0)
    assert 1e-4 < _rate(row, 1.5, 573.15) * YEAR < 5e-2


def test_removal_does_not_go_with_the_deposit() -> None:
    assert th.net_rate(1.0, 1e-10, 1e-11, 3.0) == pytest.approx(7e-11)


def test_nothing_deposits_below_the_threshold() -> None:
    net = _rate(th.model("ebert_panchal_1995"), 1.5, np.array([350.0, 620.0]))
    np.testing.assert_array_equal(th.growth_rate(net) == 0.0, [True, False])
    assert th.growth_rate(Decimal("-1e-11")) == 0


def test_blasius_is_the_friction_of_a_smooth_tube() -> None:
    re = th.reynolds(1.5, D, RHO, MU)
    assert th.smooth_shear(re, 1.5, RHO) == pytest.approx(
        shear(0.3164 * re**-0.25, RHO, 1.5), rel=1e-12
    )


def test_a_threshold_without_removal_or_deposit_is_none() -> None:
    with pytest.raises(ImpossibleState, match="without removal"):
        th.threshold_temperature(*map(Decimal, ("8", "23000", "-0.9", "8", "0", "68000", "0", "4")))
    with pytest.raises(ImpossibleState, match="removal is the stronger"):
        th.threshold_temperature(*map(Decimal, ("8", "23000", "-0.9", "8", "0", "68000", "1", "4")))


def test_rows_are_data_with_origin_and_say_that_they_are_not_confirmed() -> None:
    for row in th.rows().values():
        assert row.source
        assert not row.confirmed
        assert (row.a is None) == (row.g is None)
    with pytest.raises(NotFound, match="polley_2002"):
        th.model("polley")


def _plant(n: int, v: tuple[float, float], t: tuple[float, float], noise: float) -> Any:
    rng = np.random.default_rng(11)
    speed, surface = rng.uniform(*v, n), rng.uniform(*t, n)
    re = th.reynolds(speed, D, RHO, MU)
    s = th.removal("shear", 1.0, re, speed, RHO)
    true = th.net_rate(9.0, th.reaction(re, -0.88, PR, 0.0, 68e3, surface), 4e-11, s)
    rate: NDArray[np.float64] = true + rng.normal(0, noise, n)
    return rate, np.full(n, noise), (re, np.full(n, PR), surface, s)


def test_a_and_g_come_back_from_rates_within_their_covariance() -> None:
    rate, sigma, flow = _plant(60, (0.8, 2.4), (480.0, 600.0), 2e-11)
    found = fitted(rate, sigma, flow, (-0.88, 0.0, 68e3))
    sd = np.sqrt(np.diag(found.covariance))
    assert abs(found.a - 9.0) < 3 * sd[0]
    assert abs(found.g - 4e-11) < 3 * sd[1]
    assert found.removal
    assert 0.5 < found.chi2 / found.freedom < 1.6


def test_the_energy_may_be_free_where_temperature_varies() -> None:
    rate, sigma, flow = _plant(120, (0.8, 2.4), (470.0, 620.0), 1e-11)
    found = fitted(rate, sigma, flow, (-0.88, 0.0, None))
    assert found.e == pytest.approx(68e3, rel=0.15)


def test_a_narrow_range_is_refused_with_the_range() -> None:
    rate, sigma, flow = _plant(20, (1.2, 1.25), (570.0, 573.0), 5e-11)
    with pytest.raises(
        InsufficientData, match=r"do not tell the constants .* degC, Re|no better than one mean"
    ):
        fitted(rate, sigma, flow, (-0.88, 0.0, 68e3))
    with pytest.raises(InsufficientData, match="4 rates"):
        fitted(rate[:4], sigma[:4], tuple(x[:4] for x in flow), (-0.88, 0.0, 68e3))


def test_one_state_alone_tells_nothing() -> None:
    rate = np.linspace(1e-11, 1.1e-11, 10)
    flow = tuple(np.full(10, x) for x in (3e4, PR, 520.0, 4.0))
    with pytest.raises(InsufficientData):
        fitted(rate, np.full(10, 1e-12), flow, (-0.88, 0.0, None))  # type: ignore[arg-type]
