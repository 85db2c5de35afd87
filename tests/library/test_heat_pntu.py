"""P-NTU: forward and inverse agree, limits hold, what cannot be is refused by name."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core.errors import Infeasible, InputError
from greenlang.library.heat.pntu import forward, inverse
from greenlang.library.heat.pntu.arrangements import (
    ISOTHERMAL,
    TABLE,
    conditions,
    ntu,
    p_max,
    p_of,
)

NAMES = [name for name in TABLE if name != ISOTHERMAL]
RATIOS = np.array([0.05, 0.3, 0.8, 1.0, 1.0000001, 1.6, 4.0])


def _reachable(name: str, r: Any, share: float) -> Any:
    """N on the rising branch at each R, where P still answers to N."""
    best, most = TABLE[name].best, 4 / np.maximum(r, 1)
    if best:
        top = best(r)
        most = np.where(top * np.maximum(r, 1) < 20, top, most)
    return share * most


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shells", [1, 2, 3])
def test_the_inverse_gives_back_n(name: str, shells: int) -> None:
    for share in (0.02, 0.4, 0.9):
        n = shells * _reachable(name, RATIOS, share)
        again = ntu(name, p_of(name, n, RATIOS, shells), RATIOS, shells)
        c, _ = conditions(name, p_of(name, n, RATIOS, shells), RATIOS, n, shells)
        np.testing.assert_allclose(again / n, 1, rtol=0, atol=np.max(1e-13 * c) + 1e-13)


@pytest.mark.parametrize("name", TABLE)
def test_a_case_and_an_array_agree(name: str) -> None:
    p, r = 0.8 * p_max(name, 0.9), 0.9
    exact = ntu(name, Decimal(repr(float(p))), Decimal("0.9"))
    assert float(exact) == pytest.approx(ntu(name, np.array([p]), np.array([r]))[0], rel=1e-11)


@pytest.mark.parametrize("name", NAMES)
def test_effectiveness_lies_between_nothing_and_counterflow(name: str) -> None:
    for r in RATIOS:
        n = np.linspace(1e-6, 1, 50) * _reachable(name, np.array([r]), 1.0)
        p = p_of(name, n, np.full(50, r))
        assert np.all(np.diff(p) > 0)
        assert np.all(p > 0)
        assert np.all(p <= forward.counterflow(n, r) * (1 + 1e-14))
        assert np.all(p <= p_max(name, r) * (1 + 1e-14))


@pytest.mark.parametrize("name", [n for n in NAMES if TABLE[n].symmetric])
def test_sides_swapped_give_the_same_conductance(name: str) -> None:
    n, r = np.array([0.3, 0.9, 1.3]), np.array([0.4, 1.0, 1.7])
    p = p_of(name, n, r)
    np.testing.assert_allclose(ntu(name, p * r, 1 / r) / r, n, rtol=1e-10)


@pytest.mark.parametrize("name", NAMES)
def test_the_condition_is_the_slope_of_the_inverse(name: str) -> None:
    r = np.array([0.5, 1.2])
    n = _reachable(name, r, 0.5)
    p = p_of(name, n, r)
    c, e = conditions(name, p, r, n)
    h = 1e-6
    slope_p = np.log(ntu(name, p * (1 + h), r) / ntu(name, p * (1 - h), r)) / (2 * h)
    slope_r = np.log(ntu(name, p, r * (1 + h)) / ntu(name, p, r * (1 - h))) / (2 * h)
    np.testing.assert_allclose(c, slope_p, rtol=1e-6)
    np.testing.assert_allclose(e, slope_r, rtol=2e-6, atol=1e-8)


def test_correction_factor_of_a_textbook_case() -> None:
    """E 1-2 at R 1, P 0.4."""
    n = ntu("E 1-2", Decimal("0.4"), Decimal(1))
    factor = inverse.counterflow_units(Decimal("0.4"), Decimal(1)) / n
    assert float(factor) == pytest.approx(0.9209375, abs=5e-8)


def test_two_passes_stand_in_for_four_as_the_docstring_says() -> None:
    for target, error in ((0.9, 0.0010), (0.8, 0.006), (0.75, 0.012)):
        n = np.linspace(0.2, 2.5, 20_000)
        p = forward.e_1_2k(n, 1.0, 2)
        exact = inverse.counterflow_units(p, 1.0) / n
        stand_in = inverse.counterflow_units(p, 1.0) / ntu("E 1-2", p, np.ones_like(p))
        at = np.argmin(abs(exact - target))
        assert stand_in[at] / exact[at] - 1 == pytest.approx(error, rel=0.15)


def test_what_no_surface_reaches_is_refused_by_name() -> None:
    with pytest.raises(Infeasible, match=r"E 1-2: P = 0\.6 at R = 1 .* P_max = 0\.585786"):
        ntu("E 1-2", Decimal("0.6"), Decimal(1))
    with pytest.raises(Infeasible, match=r"E 1-4: .* P_max = 0\.569121"):
        ntu("E 1-4", Decimal("0.57"), Decimal(1))
    with pytest.raises(Infeasible, match=r"2 x E 1-2: P = 0\.75"):
        ntu("E 1-2", Decimal("0.75"), Decimal(1), 2)
    with pytest.raises(Infeasible, match="counterflow"):
        ntu("counterflow", Decimal("1.01"), Decimal("0.5"))
    with pytest.raises(Infeasible, match="unmixed"):
        ntu("crossflow both unmixed", Decimal("0.99"), Decimal(1))


@pytest.mark.parametrize("name", NAMES)
def test_rows_that_cannot_be_are_nan_and_the_others_stay(name: str) -> None:
    p = np.array([0.2, 0.999, 1.3])
    n = ntu(name, p, np.ones(3))
    assert np.isfinite(n[0])
    assert np.isnan(n[1:]).all() or (name == "counterflow" and np.isnan(n[2]))


def test_shells_in_series_approach_counterflow() -> None:
    n = Decimal(3)
    many = [p_of("E 1-2", n, Decimal(1), shells) for shells in (1, 2, 4, 8)]
    assert many == sorted(many)
    assert many[-1] < p_of("counterflow", n, Decimal(1))


def test_an_unknown_arrangement_names_the_near_one() -> None:
    with pytest.raises(InputError, match="did you mean 'E 1-2'"):
        ntu("E1-2", Decimal("0.4"), Decimal(1))


@given(st.floats(0.05, 3), st.floats(0.05, 5))
def test_a_series_of_unmixed_passes_inverts(n: float, r: float) -> None:
    n = n / max(r, 1)
    p = p_of("crossflow both unmixed", n, r)
    assert ntu("crossflow both unmixed", p, r) == pytest.approx(n, rel=1e-10)
