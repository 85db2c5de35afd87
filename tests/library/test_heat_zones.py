"""Counterflow by enthalpy: the closed form where cp is constant, an integral where it is not."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core.errors import ImpossibleState
from greenlang.library.fluids.heating import End, HeatCurve, path, sampled
from greenlang.library.fluids.kinds import Constant, Curve, CurvePoint, Water
from greenlang.library.heat import zones
from greenlang.library.heat.pntu import forward

HOT = HeatCurve(np.array([0.0, 240e3, 590e3, 1060e3]), np.array([333.0, 428.0, 488.0, 653.0]))
COLD = HeatCurve(np.array([0.0, 235e3, 560e3, 930e3]), np.array([313.0, 408.0, 463.0, 593.0]))


def _curve(of: HeatCurve) -> Curve:
    return Curve(
        tuple(CurvePoint(Decimal(str(t)), Decimal(str(h))) for h, t in zip(of.h, of.t, strict=True))
    )


def _integral(q: float, h: tuple[float, float, float, float], steps: int = 200_001) -> float:
    """UA by the definition, integral of dQ/(T_h - T_c), on a fine grid."""
    s = np.linspace(0.0, 1.0, steps)
    t_hot = np.interp(h[1] + s * (h[0] - h[1]), HOT.h, HOT.t)
    t_cold = np.interp(h[2] + s * (h[3] - h[2]), COLD.h, COLD.t)
    inverse = 1 / (t_hot - t_cold)
    return q * float(np.sum((inverse[1:] + inverse[:-1]) / 2)) / (steps - 1)


ENDS = (1000e3, 150e3, 55e3, 880e3)


def test_zones_are_the_integral_over_the_duty() -> None:
    found = zones.mean_difference(HOT, COLD, *map(np.atleast_1d, ENDS))
    assert 1e6 / found.difference[0] == pytest.approx(_integral(1e6, ENDS), rel=1e-8)
    hot = path(_curve(HOT), End(h=Decimal(150_000)), End(h=Decimal(1_000_000)))
    cold = path(_curve(COLD), End(h=Decimal(55_000)), End(h=Decimal(880_000)))
    exact = zones.mean_of(zones.zones(hot, cold))
    assert float(exact) == pytest.approx(found.difference[0], rel=1e-12)


@given(st.floats(0.2, 5), st.floats(0.3, 3))
def test_with_a_constant_cp_it_is_plain_counterflow(n: float, r: float) -> None:
    one = sampled(Constant(2000.0), 250.0, 650.0, 1)
    h_hot, h_cold = one.enthalpy(600.0), one.enthalpy(300.0)
    ua = n * 20_000.0
    q = zones.duty(one, one, h_hot, h_cold, 10.0, 10.0 / r, ua)
    expected = forward.counterflow(n, r) * 20_000.0 * 300.0
    assert q[0] == pytest.approx(expected, rel=1e-6)


def test_duty_of_a_size_is_the_inverse_of_the_size() -> None:
    t = (630.0, 395.0, 335.0, 575.0)
    hot_in, hot_out, cold_in, cold_out = (
        *(HOT.enthalpy(x) for x in t[:2]), *(COLD.enthalpy(x) for x in t[2:]),
    )  # fmt: skip
    q = 25.0 * (hot_in - hot_out)
    ua = zones.conductance(HOT, COLD, q, t)
    m_cold = q / (cold_out - cold_in)
    found = zones.duty(HOT, COLD, hot_in, cold_in, 25.0, m_cold, ua)
    np.testing.assert_allclose(found, q, rtol=1e-7)


def test_a_pinch_inside_is_seen_where_both_ends_look_well() -> None:
    water = Water(Decimal(500_000))
    steam = path(water, End(t=Decimal(400)), End(t=Decimal(700)))
    oil = path(Constant(Decimal(2000)), End(t=Decimal(350)), End(t=Decimal(650)))
    with pytest.raises(ImpossibleState, match="meet inside the exchanger"):
        zones.zones(steam, oil)
    fast = sampled(Water(500_000.0), 390.0, 710.0)
    cold = sampled(Constant(2000.0), 340.0, 660.0, 1)
    h = [fast.enthalpy(700.0), fast.enthalpy(400.0), cold.enthalpy(350.0), cold.enthalpy(650.0)]
    found = zones.mean_difference(fast, cold, *map(np.atleast_1d, h))
    assert np.isnan(found.difference[0])
    assert found.least[0] < 0
    assert 0.75 < found.at[0] < 0.85


def test_condensing_steam_against_cooling_water_is_an_isothermal_side() -> None:
    """Q/UA is the LMTD over a constant temperature."""
    steam = path(Water(Decimal(100_000)), End(x=Decimal(0)), End(x=Decimal(1)))
    water = path(Constant(Decimal(4180)), End(t=Decimal(300)), End(t=Decimal(350)))
    mean = zones.mean_of(zones.zones(steam, water))
    t_s = float(steam[0].t)
    expected = 50 / np.log((t_s - 300) / (t_s - 350))
    assert float(mean) == pytest.approx(expected, rel=1e-12)


def test_rows_off_the_curve_or_reversed_are_nan() -> None:
    h = np.array([1000e3, 1100e3, 100e3])
    found = zones.mean_difference(
        HOT, COLD, h, np.full(3, 150e3), np.full(3, 55e3), np.full(3, 6e5)
    )
    assert np.isfinite(found.difference[0])
    assert np.isnan(found.difference[1:]).all()
    assert np.isnan(zones.duty(HOT, COLD, 1000e3, 55e3, 25.0, 26.0, -5.0)).all()
