"""Oxygen beside air, scale, and sea water."""

from decimal import Decimal

import numpy as np
import pytest

from greenlang.core.errors import ImpossibleState
from greenlang.library.fluids import seawater
from greenlang.library.steam import saturation
from greenlang.library.water import oxygen, scaling


def allowed(subcooling: float, t_sat: float = 313.15) -> float:
    """Dissolved oxygen in ppb that air over a subcooled hotwell can give."""
    t = t_sat - subcooling
    p_s = saturation.pressure(t)
    p_a = oxygen.air_over_water(saturation.pressure(t_sat), p_s)
    return float(1e9 * oxygen.dissolved_oxygen(p_a, oxygen.henry_oxygen(t, p_s)))


def test_subcooling_allows_little_oxygen() -> None:
    """At 40 degC 1 K allows 27 ppb; 7 ppb needs only 0.26 K."""
    assert allowed(1.0) == pytest.approx(27, abs=1)
    assert allowed(0.26) == pytest.approx(7, abs=0.2)
    assert allowed(-0.5) < 0  # a gauge at fault, not clipped


def test_air_at_one_atmosphere_gives_the_known_solubility() -> None:
    """8.26 mg/l at 25 degC, 1 atm of wet air (Benson & Krause, in Standard Methods 4500-O)."""
    t = 298.15
    p_s = saturation.pressure(t)
    found = oxygen.dissolved_oxygen(101325 - p_s, oxygen.henry_oxygen(t, p_s)) * 997.05 * 1000
    assert found == pytest.approx(8.26, rel=0.02)  # the guideline fits data to 3.8 %


def test_the_example_of_the_criteria_by_closed_form() -> None:
    """UFC 3-240-13FN, B-1 and B-2: tables 6.77, 1.43, 5.34, 6.07; closed form within 0.16."""
    t, tds, calcium, alkalinity = map(Decimal, ("322.0389", "1", "0.5", "0.1"))
    ph_s = scaling.ph_saturation(t, tds, calcium, alkalinity)
    assert float(ph_s) == pytest.approx(6.85, abs=6e-3)
    assert float(scaling.langelier(Decimal("8.2"), ph_s)) == pytest.approx(1.43, abs=0.16)
    assert float(scaling.ryznar(Decimal("8.2"), ph_s)) == pytest.approx(5.34, abs=0.16)
    ph_eq = scaling.ph_equilibrium(alkalinity)
    assert float(scaling.puckorius(ph_eq, ph_s)) == pytest.approx(6.07, abs=0.16)


def test_a_hotter_wall_scales_sooner() -> None:
    cool, hot = scaling.ph_saturation(np.array([300.0, 330.0]), 1.0, 0.5, 0.1)
    assert scaling.langelier(8.2, hot) > scaling.langelier(8.2, cool)
    with pytest.raises(ImpossibleState, match="mg/l as CaCO3"):
        scaling.ph_saturation(Decimal(300), Decimal(1), Decimal(0), Decimal("0.1"))


def test_sea_water_against_published_values() -> None:
    t, s, p = 298.15, 0.035, 101325.0
    assert seawater.rho(t, s, p) == pytest.approx(1023.343, rel=3e-4)  # UNESCO (1983)
    assert seawater.k(t, s, p) == pytest.approx(0.6, abs=0.01)
    fresh = seawater.cp(t, 0.0, p)
    assert seawater.cp(t, s, p) / fresh - 1 == pytest.approx(-0.043, abs=2e-3)
    heat = seawater.rho(t, s, p) * seawater.cp(t, s, p)
    assert heat / (seawater.rho(t, 0.0, p) * fresh) - 1 == pytest.approx(-0.018, abs=2e-3)


def test_sea_water_by_row_and_in_a_case() -> None:
    t, s = np.array([285.0, 298.15, 298.15, 250.0]), np.array([0.0, 0.035, 0.2, 0.035])
    found = seawater.rho(t, s, 101325.0)
    assert list(np.isnan(found)) == [False, False, True, True]
    exact = seawater.rho(Decimal("298.15"), Decimal("0.035"), Decimal(101325))
    assert float(exact) == pytest.approx(found[1], rel=1e-8)
    assert np.isnan(seawater.rho(t, 0.035, 101325.0)[3])
    with pytest.raises(ImpossibleState, match="g/kg or per cent given"):
        seawater.cp(Decimal(298), Decimal(35), Decimal(101325))
    with pytest.raises(ImpossibleState, match="end at 120 degC"):
        seawater.cp(Decimal(420), Decimal("0.035"), Decimal(101325))
    with pytest.raises(ImpossibleState, match="degC given for K"):
        seawater.cp(Decimal(25), Decimal("0.035"), Decimal(101325))
