"""N(P, R) of every arrangement: below its maximum it gives N back, above P_max it says so."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.core.errors import Infeasible
from greenlang.library.heat.pntu import forward, roots
from greenlang.library.heat.pntu.arrangements import (
    ISOTHERMAL,
    TABLE,
    arrangement,
    conditions,
    ntu,
    p_max,
    p_of,
)

NAMES = [name for name in TABLE if name != ISOTHERMAL]
PEAKED = [name for name in NAMES if TABLE[name].best]


def _top(name: str, r: Any) -> Any:
    """N up to which P answers to N: the maximum, else 8 units of the weaker side."""
    best, most = TABLE[name].best, 8 / np.maximum(r, 1)
    return np.minimum(best(r), most) if best else most


@given(name=st.sampled_from(NAMES), r=st.floats(0.02, 8), share=st.floats(0.01, 0.97))
@settings(max_examples=400, deadline=None)
def test_n_comes_back(name: str, r: float, share: float) -> None:
    n = share * float(_top(name, r))
    p = p_of(name, n, r)
    c, _ = conditions(name, np.array([p]), np.array([r]), np.array([n]))
    if 0 < c[0] < 1e6:
        assert abs(ntu(name, p, r) / n - 1) <= 1e-13 * c[0] + 1e-13


@given(name=st.sampled_from(NAMES), r=st.floats(0.02, 8), share=st.floats(0.01, 1))
@settings(max_examples=300, deadline=None)
def test_no_arrangement_beats_counterflow_or_its_own_limit(
    name: str, r: float, share: float
) -> None:
    n = share * float(_top(name, r))
    p = p_of(name, n, r)
    assert 0 < p <= forward.counterflow(n, r) * (1 + 4e-15)
    assert p <= p_max(name, r) * (1 + 4e-15)


@pytest.mark.parametrize("name", PEAKED)
def test_the_maximum_is_one(name: str) -> None:
    best = TABLE[name].best
    assert best is not None
    for r in (0.2, 0.9, 2.2):
        n = float(best(r))
        if n * max(r, 1) < 59:
            around = p_of(name, n * np.array([0.98, 1.0, 1.02]), np.full(3, r))
            assert around[1] > around[0]
            assert around[1] > around[2]
        exact = best(Decimal(repr(r)))  # a flat maximum has a sharp P and a blunt N
        assert float(exact) == pytest.approx(n, rel=1e-4)
        assert float(p_of(name, float(exact), r)) == pytest.approx(p_of(name, n, r), rel=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_an_array_refuses_what_a_case_refuses(name: str) -> None:
    r = 0.7
    most = float(p_max(name, r))
    below, above = most * 0.98, most + (1 - most) / 2 if most < 0.999 else 1.001
    rows = ntu(name, np.array([below, above, np.nan, -0.1]), np.full(4, r))
    assert rows[0] > 0
    assert np.isnan(rows[1:3]).all()
    assert not rows[3] > 0
    assert float(ntu(name, Decimal(repr(below)), Decimal("0.7"))) == pytest.approx(
        rows[0], rel=1e-9
    )
    with pytest.raises(Infeasible, match=r"P = .* at R = 0.7 cannot be reached, P_max = 0?\.?\d"):
        ntu(name, Decimal(repr(above)), Decimal("0.7"))


def test_a_later_rise_is_not_taken_for_the_first() -> None:
    """Three tube passes at R 0.3: P rises to 7 units, falls a little, and rises far beyond."""
    r = 0.3
    first, far = p_max("E 1-3", r), p_of("E 1-3", 40.0, r)
    assert far > first
    rows = ntu("E 1-3", np.array([0.999 * first, (first + far) / 2]), np.full(2, r))
    assert rows[0] < roots.summit(TABLE["E 1-3"].forward, r)
    assert np.isnan(rows[1])


@pytest.mark.parametrize(("i", "j"), [(1, 2), (1, 3), (2, 3), (2, 4), (3, 4), (1, 4)])
@pytest.mark.parametrize("variant", ["", " parallel", " other start"])
def test_plate_fluids_swapped_give_the_same_conductance(i: int, j: int, variant: str) -> None:
    name, swapped = f"plate {i}/{j}{variant}", f"plate {j}/{i}{variant}"
    if name in TABLE:
        n, r = np.array([0.3, 0.9, 1.3]), np.array([0.4, 1.0, 1.7])
        np.testing.assert_allclose(p_of(swapped, n * r, 1 / r), p_of(name, n, r) * r, rtol=1e-13)


def test_shape_and_kind_of_numbers_stay() -> None:
    p = np.full((3, 4), 0.4)
    assert ntu("J 1-2", p, 0.8).shape == (3, 4)
    assert ntu("J 1-2", p, 0.8)[0, 0] == ntu("J 1-2", 0.4, 0.8)
    many = ntu("air 4/4", np.linspace(0.01, 0.7, 40_000), 0.8)
    assert np.all(np.diff(many) > 0)


def test_shells_in_series_are_each_at_their_own_p() -> None:
    for name in ("J 1-2", "plate 2/3", "air 4/2", "F 2-4"):
        p = p_of(name, 2.4, 0.8, 3)
        assert p > p_of(name, 2.4, 0.8)
        assert ntu(name, p, 0.8, 3) == pytest.approx(2.4, rel=1e-11)
    assert p_of("F 2-4", 2.0, 0.8) == p_of("E 1-2", 2.0, 0.8, 2)


def test_every_name_can_be_asked_for() -> None:
    for name in TABLE:
        assert arrangement(name).name == name
