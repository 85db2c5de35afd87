"""Pumps: their curve, the affinity laws with static head, side by side, and what is refused."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from greenlang.core.errors import ImpossibleState, InsufficientData, OutsideValidity
from greenlang.core.provenance import count
from greenlang.library import curves
from greenlang.library.flow import pumps
from greenlang.library.flow.operation import Running, operating_point
from greenlang.library.flow.pumps import PumpParabola, PumpRow, PumpTable

POINTS = ((0, 30), (2, 28), (4, 23.5), (5, 20), (6, 15), (7, 9))
ETA = (0, 0.6, 0.83, 0.86, 0.8, 0.62)


def table(least: str | None = "1.5") -> PumpTable:
    rows = [
        PumpRow(Decimal(v), Decimal(str(h)), efficiency=Decimal(str(e)), npsh=Decimal(v) / 2 + 3)
        for (v, h), e in zip(POINTS, ETA, strict=True)
    ]
    return PumpTable(tuple(rows), Decimal(998), None if least is None else Decimal(least))


PARABOLA = PumpParabola(*map(Decimal, ("26", "0", "-0.5", "6", "998", "4e5", "1e5", "-5e3")))


def test_the_curve_is_scipys() -> None:
    v = np.linspace(0, 7, 141)
    expected = PchipInterpolator([v for v, _ in POINTS], [h for _, h in POINTS])(v)
    np.testing.assert_allclose(pumps.head(table(), v, 1.0), expected, rtol=1e-13)
    for x in ("0", "0.3", "2", "3.99", "5.5", "7"):
        exact = pumps.head(table(), Decimal(x), Decimal(1))
        assert float(exact) == pytest.approx(float(np.interp(float(x), v, expected)), rel=1e-3)
        assert float(exact) == pytest.approx(float(pumps.head(table(), float(x), 1.0)), rel=1e-13)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=7))
def test_any_curve_is_scipys_in_value_and_slope(ys: list[float]) -> None:
    xs = list(np.cumsum(1 + 0.3 * np.sin(np.arange(len(ys)))))
    x = np.linspace(xs[0], xs[-1], 50)
    theirs = PchipInterpolator(xs, ys)
    same = (lambda a: a, lambda a: a)
    np.testing.assert_allclose(curves.interpolated(x, xs, ys, same, "x"), theirs(x), atol=1e-11)
    slope = curves.interpolated(x, xs, ys, same, "x", curves.hermite_slope)
    np.testing.assert_allclose(slope, theirs.derivative()(x), atol=1e-9)


def test_speed_scales_flow_head_and_power() -> None:
    """Affinity example: 1200 of 1470 rpm gives 81.6, 66.6 and 54.4 % of flow, head and power."""
    s = 1200 / 1470
    full, slow = pumps.head(PARABOLA, 4.0, 1.0), pumps.head(PARABOLA, 4.0 * s, s)
    assert slow / full == pytest.approx(0.666, abs=5e-4)
    ratio = pumps.power(PARABOLA, 4.0 * s, s, 998.0) / pumps.power(PARABOLA, 4.0, 1.0, 998.0)
    assert ratio == pytest.approx(0.544, abs=5e-4)


def test_with_half_the_head_static_80_percent_flow_costs_66_percent() -> None:
    """The cube would promise 51 %."""
    h, v = 20.0, 16.0
    k = pumps.system_constant(10.0, h, v)
    full = pumps.hydraulic_power(998.0, v, h)
    less = pumps.hydraulic_power(998.0, 0.8 * v, pumps.system_head(10.0, k, 0.8 * v))
    assert less / full == pytest.approx(0.656, abs=1e-3)


def test_power_from_efficiency_and_from_its_own_column() -> None:
    v, s = Decimal(4), Decimal(1)
    found = pumps.power(table(), v, s, Decimal(998))
    assert float(found) == pytest.approx(998 * 9.80665 * 4 * 23.5 / 0.83, rel=1e-12)
    sea = pumps.power(table(), v, s, Decimal(1023))
    assert float(sea / found) == pytest.approx(1023 / 998)
    assert float(pumps.power(PARABOLA, 4.0, 1.0, 1023.0)) == pytest.approx(720e3 * 1023 / 998)
    with pytest.raises(InsufficientData, match="no power in 6 of 6 rows"):
        pumps._column(table(), "power", v)
    bare = PumpTable(tuple(PumpRow(r.v, r.head) for r in table().rows), Decimal(998))
    with pytest.raises(InsufficientData, match="no efficiency"):
        pumps.power(bare, v, s, Decimal(998))


def test_pumps_meet_the_system_in_a_case_and_in_arrays() -> None:
    h_s, k = Decimal(8), Decimal("0.05")
    groups = [Running(table(), count(2), Decimal(1)), Running(table(), count(1), Decimal("0.9"))]
    exact = operating_point(groups, h_s, k)
    assert exact.dead == exact.starved == (False, False)
    for group, v in zip(groups, exact.flows, strict=True):
        assert abs(pumps.head(group.pump, v, group.speed) - exact.head) < Decimal("1E-18")
    assert abs(exact.v - 2 * exact.flows[0] - exact.flows[1]) < Decimal("1E-25")
    rows = [Running(g.pump, np.full(3, float(g.count)), np.full(3, float(g.speed))) for g in groups]
    fast = operating_point(rows, 8.0, 0.05)
    np.testing.assert_allclose(fast.v, float(exact.v), rtol=1e-12)
    np.testing.assert_allclose(fast.flows[1], float(exact.flows[1]), rtol=1e-11)


@settings(deadline=None, max_examples=30)
@given(st.floats(0, 20), st.floats(0.02, 0.6))
def test_more_pumps_more_flow_but_less_each(h_s: float, k: float) -> None:
    n = np.array([1.0, 2.0, 3.0, 4.0])
    found = operating_point([Running(table(), n, 1.0)], h_s, k)
    for i, j in pairwise(np.flatnonzero(np.isfinite(found.v))):
        assert found.v[j] > found.v[i]
        assert found.flows[0][j] < found.flows[0][i]
    two = operating_point([Running(table(), 1.0, 1.0), Running(table(), n - 1, 1.0)], h_s, k)
    np.testing.assert_allclose(two.v, found.v, rtol=1e-9)


def test_a_pump_below_the_head_of_the_others_gives_no_flow_and_is_flagged() -> None:
    groups = [Running(table(), count(1), Decimal(1)), Running(table(), count(1), Decimal("0.6"))]
    found = operating_point(groups, Decimal(15), Decimal("0.3"))
    assert found.dead == (False, True)
    assert found.flows[1] == 0
    alone = operating_point(groups[:1], Decimal(15), Decimal("0.3"))
    assert abs(found.v - alone.v) < Decimal("1E-20")


def test_a_group_without_pumps_is_neither_dead_nor_starved() -> None:
    groups = [Running(table(), count(1), Decimal(1)), Running(table(), count(0), Decimal(1))]
    found = operating_point(groups, Decimal(10), Decimal("0.3"))
    assert found.dead == found.starved == (False, False)
    rows = [Running(table(), np.array([1.0]), 1.0), Running(table(), np.array([0.0]), 1.0)]
    fast = operating_point(rows, 10.0, 0.3)
    assert not fast.dead[1][0]
    assert not fast.starved[1][0]
    assert float(fast.v[0]) == pytest.approx(float(found.v), rel=1e-10)


def test_minimum_flow_is_flagged() -> None:
    found = operating_point([Running(table(), count(1), Decimal(1))], Decimal(28), Decimal(1))
    assert found.starved == (True,)
    rows = operating_point(
        [Running(table(), np.array([1.0, 1.0]), 1.0)], np.array([28.0, 5.0]), 1.0
    )
    assert list(rows.starved[0]) == [True, False]


def test_what_cannot_be_is_refused() -> None:
    one = Decimal(1)
    with pytest.raises(OutsideValidity, match="runs out"):
        operating_point([Running(table(), count(1), one)], one, Decimal("0.001"))
    with pytest.raises(ImpossibleState, match="static head"):
        operating_point([Running(table(), count(1), Decimal("0.5"))], Decimal(10), one)
    with pytest.raises(OutsideValidity, match="runs out"):
        pumps.head(table(), Decimal(8), one)
    with pytest.raises(OutsideValidity, match="runs out"):
        pumps.head(PARABOLA, Decimal(8), one)
    with pytest.raises(ImpossibleState, match="stands"):
        pumps.head(table(), Decimal(2), Decimal(0))
    hump = PumpTable((PumpRow(0, 20), PumpRow(1, 22), PumpRow(2, 18)), 998)
    with pytest.raises(OutsideValidity, match="two flows at one head"):
        operating_point([Running(hump, 1.0, 1.0)], 5.0, 1.0)
    with pytest.raises(OutsideValidity, match="is followed by"):
        pumps.head(PumpTable((PumpRow(1, 20), PumpRow(1, 18)), 998), 1.0, 1.0)
    with pytest.raises(ImpossibleState, match="per cent given"):
        pumps.shaft_power(Decimal(1000), Decimal(85))
    assert np.isnan(pumps.head(table(), 8.0, 1.0))
    assert np.isnan(operating_point([Running(table(), 1.0, 1.0)], 1.0, 0.001).v)


def test_suction_head() -> None:
    needed = pumps.npsh_required(table(), 4.0, 1.0)
    assert needed == pytest.approx(5.0)
    cold = pumps.npsh_available(101325.0, 1700.0, 999.0, 3.0, 0.0, 0.4)
    assert cold > pumps.npsh_available(101325.0, 4246.0, 996.0, 3.0, 0.0, 0.4)
