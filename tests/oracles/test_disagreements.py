"""Where `ht` 1.2.0 is not right: each case shows the disagreement and, independently, who is.

The list with reasons stands in README.md beside this file.
"""

from typing import Any

import ht
import numpy as np
import pytest
from ht import conv_tube_bank, hx

from greenlang.library.heat import films, kern
from greenlang.library.heat.bell_delaware import factors
from greenlang.library.heat.lmtd import lmtd
from greenlang.library.heat.pntu import inverse
from greenlang.library.heat.pntu.arrangements import ntu, p_max, p_of
from tests.library.test_heat_pntu_arrangements import (
    AIR,
    SHELLS,
    extrapolated,
    pack_of_cells,
    rows_of_cells,
    shell_of_cells,
)

BYPASSING: Any = conv_tube_bank.bundle_bypassing_Bell  # published without types


@pytest.mark.parametrize(("n", "r"), [(2.0, 0.8), (5.0, 0.2), (1.0, 1.0)])
def test_four_rows_in_four_passes(n: float, r: float) -> None:
    theirs = hx.temperature_effectiveness_air_cooler(r, n, 4, 4)
    cells = extrapolated(rows_of_cells(n, r, AIR["air 4/4"]), 10)
    assert p_of("air 4/4", n, r) == pytest.approx(cells, abs=1e-7)
    assert abs(theirs - cells) > 1e-4


def test_five_rows_in_four_passes_are_quietly_taken_for_four_in_four() -> None:
    """With its default `coerce=True` a bundle that it has not becomes another one."""
    five = hx.temperature_effectiveness_air_cooler(0.8, 2.0, 5, 4)
    assert five == hx.temperature_effectiveness_air_cooler(0.8, 2.0, 4, 4)
    with pytest.raises(ValueError, match="not supported"):
        hx.temperature_effectiveness_air_cooler(0.8, 2.0, 5, 4, coerce=False)


def test_three_tube_passes_with_one_in_counterflow() -> None:
    n, r = 0.1, 0.2
    name = "E 1-3 one counterflow pass"
    cells = extrapolated(shell_of_cells(n, r, *SHELLS[name]), 16)
    assert p_of(name, n, r) == pytest.approx(cells, abs=3e-8)
    assert hx.temperature_effectiveness_TEMA_E(r, n, 3, optimal=False) > 4


def test_three_tube_passes_with_one_in_counterflow_at_equal_rates() -> None:
    with pytest.raises(ZeroDivisionError):
        hx.temperature_effectiveness_TEMA_E(1.0, 2.0, 3, optimal=False)
    name = "E 1-3 one counterflow pass"
    cells = extrapolated(shell_of_cells(2.0, 1.0, *SHELLS[name]), 16)
    assert p_of(name, 2.0, 1.0) == pytest.approx(cells, abs=3e-8)


def test_fluid_1_of_its_air_cooler_is_the_air() -> None:
    """One row: the tube fluid is mixed along its way, the air is not."""
    theirs = hx.temperature_effectiveness_air_cooler(0.5, 2.0, 1, 1)
    assert theirs == pytest.approx(p_of("crossflow fluid 2 mixed", 2.0, 0.5), rel=1e-12)
    assert abs(theirs - p_of("crossflow fluid 1 mixed", 2.0, 0.5)) > 5e-3


def test_four_tube_passes_reach_more_than_it_admits() -> None:
    """It takes P at N = 1000 for the largest; P of an even number of passes falls beyond N 3.3."""
    p = 0.56
    with pytest.raises(ValueError, match=r"maximum P1=0\.552786"):
        hx.NTU_from_P_E(P1=0.7, R1=1.0, Ntp=4)
    n = float(ntu("E 1-4", np.array([p]), np.array([1.0]))[0])
    cells = extrapolated(shell_of_cells(n, 1.0, *SHELLS["E 1-4"]), 16)
    assert cells == pytest.approx(p, abs=1e-7)
    assert p < float(p_max("E 1-4", np.array([1.0]))[0]) == pytest.approx(0.569121, abs=1e-6)


def test_counterflow_of_equal_rates_has_an_inverse() -> None:
    with pytest.raises(ZeroDivisionError):
        hx.NTU_from_P_basic(P1=0.5, R1=1.0, subtype="counterflow")
    assert inverse.counterflow_units(0.5, 1.0) == pytest.approx(1.0, rel=1e-15)


def test_the_correction_factor_next_to_equal_rates() -> None:
    """It has a formula for R = 1 exactly; next to it digits are lost, at 1e-14 half a per cent."""
    at = hx.F_LMTD_Fakheri(Tci=20, Tco=50, Thi=100, Tho=70, shells=1)
    near = hx.F_LMTD_Fakheri(Tci=20, Tco=50, Thi=100, Tho=100 - 30 * (1 + 1e-14), shells=1)
    assert abs(near / at - 1) > 5e-3
    p, r = 30 / 80, 1 + 1e-14
    assert inverse.counterflow_units(p, r) / ntu("E 1-2", p, r) == pytest.approx(at, rel=1e-12)


def test_the_mean_difference_of_nearly_equal_ends() -> None:
    assert ht.LMTD(100.0, 60.0, 30.0, 70.0 + 1e-13) < 29.9
    assert lmtd(30.0 - 1e-13, 30.0) == pytest.approx(30.0, rel=1e-14)


def test_its_approximate_crossflow_is_an_approximation() -> None:
    n, r = 5.0, 2.5
    exact = hx.temperature_effectiveness_basic(r, n, "crossflow")
    assert p_of("crossflow both unmixed", n, r) == pytest.approx(exact, rel=1e-12)
    assert abs(hx.temperature_effectiveness_basic(r, n, "crossflow approximate") - exact) > 0.03


def test_strips_beyond_half_the_rows_leave_no_bypass_and_no_bonus() -> None:
    theirs = BYPASSING(0.31, 6, 9, method="HEDH")
    assert theirs > 1
    assert factors.j_b(2e4, 0.31, factors.open_share(6.0, 9.0)) == 1


def test_its_defaults_read_bells_charts_and_not_his_formulas() -> None:
    for by_chart, by_formula in (
        (
            conv_tube_bank.baffle_correction_Bell(0.82),
            conv_tube_bank.baffle_correction_Bell(0.82, "HEDH"),
        ),
        (
            conv_tube_bank.baffle_leakage_Bell(1, 3, 8),
            conv_tube_bank.baffle_leakage_Bell(1, 3, 8, "HEDH"),
        ),
    ):
        assert 1e-3 < abs(by_chart / by_formula - 1) < 0.1


def test_kerns_equivalent_diameter_knows_the_layout() -> None:
    """`dP_Kern` takes that of a square layout for any; a triangle leaves less way for the flow."""
    square = 4 * (0.0254**2 - np.pi * 0.019**2 / 4) / (np.pi * 0.019)
    triangle = 4 * (3**0.5 / 4 * 0.0254**2 - np.pi * 0.019**2 / 8) / (np.pi * 0.019 / 2)
    assert kern.equivalent_diameter(0.0254, 0.019, 90) == pytest.approx(square, rel=1e-4)
    assert kern.equivalent_diameter(0.0254, 0.019, 30) == pytest.approx(triangle, rel=1e-2)
    assert triangle / square < 0.8
    assert "layout" not in ht.dP_Kern.__code__.co_varnames


def test_a_plate_pack_does_not_ask_which_pass_starts() -> None:
    """Its `passes_counterflow` does nothing where two passes meet three."""
    cells = extrapolated(pack_of_cells(2.0, 0.8, (2, 3), 0, 0), 6)
    for passes in (True, False):
        theirs = hx.temperature_effectiveness_plate(0.8, 2.0, 2, 3, passes_counterflow=passes)
        assert theirs == pytest.approx(cells, abs=1e-6)


def test_dittus_and_boelter_are_given_as_mcadams_gave_them() -> None:
    """Its `revised=False` takes 0.0243 and 0.0265, the constants of 1930."""
    old = ht.conv_internal.turbulent_Dittus_Boelter(1e5, 1.2, heating=True, revised=False)
    assert old / films.dittus_boelter_heated(1e5, 1.2) == pytest.approx(0.0243 / 0.023, rel=1e-12)
