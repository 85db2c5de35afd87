"""Moist air against CoolProp and published numbers; dry air as a mass."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlang.core.errors import ImpossibleState
from greenlang.library.air import masses, moist, states

SEA, HIGH = 101325.0, 80000.0
WARM = np.linspace(274.15, 323.15, 25)


@pytest.mark.parametrize("p", [SEA, HIGH])
def test_saturated_air_is_coolprops(p: float) -> None:
    one = np.ones_like(WARM)
    np.testing.assert_allclose(
        moist.saturated_humidity_ratio(WARM, p), states.humidity_ratio(WARM, one, p), rtol=3e-4
    )
    rise = np.diff(moist.saturated_enthalpy(WARM, p)) / np.diff(states.enthalpy(WARM, one, p))
    np.testing.assert_allclose(rise, 1.0, atol=6e-4)


@pytest.mark.parametrize("p", [SEA, HIGH])
def test_air_in_frost_is_coolprops(p: float) -> None:
    t = np.linspace(253.15, 272.15, 9)
    found = moist.humidity_ratio(t, 0.8, p)
    np.testing.assert_allclose(found, states.humidity_ratio(t, np.full(9, 0.8), p), rtol=5e-4)
    low = moist.enthalpy(t, found) - states.enthalpy(t, np.full(9, 0.8), p)
    assert np.max(np.abs(low)) < 80  # J/kg; the zero of real dry air moves with pressure


def test_volume_and_density_are_coolprops() -> None:
    w = moist.humidity_ratio(WARM, 0.6, SEA)
    v = states.volume(WARM, np.full_like(WARM, 0.6), SEA)
    np.testing.assert_allclose(moist.volume(WARM, w, SEA), v, rtol=8e-4)
    np.testing.assert_allclose(moist.density(WARM, w, SEA), (1 + w) / v, rtol=8e-4)


def test_wet_bulb_is_coolprops_in_a_case_and_in_arrays() -> None:
    t, phi = np.array([283.15, 293.15, 308.15, 313.15]), np.array([0.9, 0.5, 0.3, 0.95])
    fast = moist.wet_bulb(t, moist.humidity_ratio(t, phi, SEA), SEA)
    np.testing.assert_allclose(fast, states.wet_bulb(t, phi, SEA), atol=0.012)
    for i in range(4):
        dry, p = Decimal(str(t[i])), Decimal(101325)
        w = moist.humidity_ratio(dry, Decimal(str(phi[i])), p)
        exact = moist.wet_bulb(dry, w, p)
        assert float(exact) == pytest.approx(fast[i], abs=1e-9)
        assert abs(moist.humidity_ratio_wet(dry, exact, p) - w) < Decimal("1E-22")


@given(st.floats(275, 318), st.floats(0.05, 0.99), st.floats(7e4, 1.05e5))
def test_humidity_comes_back(t: float, phi: float, p: float) -> None:
    w = moist.humidity_ratio(t, phi, p)
    assert moist.relative_humidity(t, w, p) == pytest.approx(phi, rel=1e-9)
    wet = float(moist.wet_bulb(t, w, p))
    if np.isfinite(wet):
        assert 273.15 <= wet <= t
        assert moist.humidity_ratio_wet(t, wet, p) == pytest.approx(w, abs=1e-9)
        assert moist.saturated_humidity_ratio(wet, p) >= w


def test_saturated_temperature_is_the_inverse() -> None:
    h = moist.saturated_enthalpy(WARM, HIGH)
    np.testing.assert_allclose(moist.saturated_temperature(h, HIGH), WARM, atol=1e-9)
    t, p = Decimal("301.25"), Decimal(95000)
    assert abs(moist.saturated_temperature(moist.saturated_enthalpy(t, p), p) - t) < Decimal(
        "1E-18"
    )


def test_published_enthalpies_of_saturated_air() -> None:
    """Public course (Daeil Aqua, ex. 2-6): Btu/lb at 90.5, 95, 98, 102.5 degF."""
    t = (np.array([90.5, 95.0, 98.0, 102.5]) + 459.67) / 1.8
    found = moist.saturated_enthalpy(t, SEA) / 2326 + 7.686
    np.testing.assert_allclose(found, [56.6478, 63.3426, 68.2591, 76.4013], rtol=2e-4)


def test_what_cannot_be_is_refused_with_its_likely_cause() -> None:
    t, p = Decimal(300), Decimal(101325)
    with pytest.raises(ImpossibleState, match="per cent given"):
        moist.humidity_ratio(t, Decimal(60), p)
    with pytest.raises(ImpossibleState, match="tags swapped"):
        moist.humidity_ratio_wet(t, Decimal(305), p)
    with pytest.raises(ImpossibleState, match="wick freezes"):
        moist.humidity_ratio_wet(Decimal(272), Decimal(270), p)
    with pytest.raises(ImpossibleState, match="foggy"):
        moist.wet_bulb(t, Decimal("0.05"), p)
    with pytest.raises(ImpossibleState, match="air boils"):
        moist.saturated_humidity_ratio(Decimal(360), Decimal(50000))
    with pytest.raises(ImpossibleState, match="relative humidity is 0 to 1"):
        states.wet_bulb(t, Decimal(60), p)


def test_arrays_get_nan_in_their_bad_rows_alone() -> None:
    t, phi = np.array([300.0, 300.0, np.nan]), np.array([0.5, 1.3, 0.5])
    assert list(np.isnan(moist.humidity_ratio(t, phi, SEA))) == [False, True, True]
    assert list(np.isnan(states.humidity_ratio(t, phi, SEA))) == [False, True, True]


def test_a_standard_foot_needs_its_temperature() -> None:
    foot = Decimal("0.028316846592") / 60
    lb_h = [masses.MASS[kind](foot) * 3600 / Decimal("0.45359237") for kind in masses.MASS]
    assert [round(x, 3) for x in lb_h[:2]] == [Decimal("4.580"), Decimal("4.493")]


def test_a_vent_carries_more_vapour_the_nearer_to_saturation() -> None:
    p, p_s = Decimal(3386), Decimal("2635.3")
    p_a = masses.air_pressure(p, p_s)
    ratio = masses.vapour_of_air(p_s, p_a)
    assert round(ratio, 1) == Decimal("2.2")
    volume = masses.suction_volume(Decimal("0.01"), Decimal(295), p_a)
    back = masses.air_capacity(volume, Decimal(295), p_a)
    assert abs(back - Decimal("0.01")) < Decimal("1E-30")
    with pytest.raises(ImpossibleState, match="gauge"):
        masses.air_pressure(Decimal(2000), p_s)


def test_one_mbar_a_minute_in_1000_m3_is_67_kg_h() -> None:
    found = masses.leak_of_decay(1000.0, 310.15, 100 / 60) * 3600
    assert found == pytest.approx(67.4, abs=0.3)
