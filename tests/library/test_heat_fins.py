"""Finned tubes: geometry, limits of the fin, what cannot be."""

from decimal import Decimal

import numpy as np
import pytest

from greenlang.core.errors import ImpossibleState
from greenlang.core.ranges import collected
from greenlang.library.heat import fins

TUBE = (0.0254, 0.0572, 0.000406, 0.002309)  # d_o, d_f, t_f, pitch_f


def test_surfaces_of_a_common_tube() -> None:
    """25.4 mm tube, 11 fins an inch, 15.9 mm high: 23.6 times the bare surface."""
    fin, root = fins.fin_surface(*TUBE), fins.root_surface(TUBE[0], *TUBE[2:])
    bare = fins.bare_surface(TUBE[0])
    assert fins.surface_ratio(fin, root, bare) == pytest.approx(23.6135, rel=1e-4)


def test_without_fins_the_film_is_that_of_the_tube() -> None:
    bare = fins.bare_surface(0.0254)
    assert fins.film_on_bare(70.0, 0.8, 0.0, bare, bare) == 70.0


def test_a_fin_is_ideal_where_its_metal_carries_all() -> None:
    w = fins.fin_parameter(50.0, np.array([1e9, 200.0, 20.0]), 0.0254, 0.0572, 0.0004)
    eta = fins.fin_efficiency(w)
    assert eta[0] == pytest.approx(1.0, abs=1e-6)
    assert 1 > eta[1] > eta[2] > 0


def test_the_diagonal_can_be_narrower() -> None:
    wide = fins.narrowest(0.06033, 0.05207, *TUBE)
    flat = fins.narrowest(0.06033, 0.03, *TUBE)
    assert flat < wide


def test_the_two_correlations_agree_within_their_scatter() -> None:
    re = np.array([5e3, 8e3])
    young, esdu = fins.briggs_young(re, 0.71, 0.12, 4.69), fins.esdu(re, 0.71, 0.12, 1.1586, 4)
    np.testing.assert_allclose(young, esdu, rtol=0.1)
    with collected() as found:
        fins.briggs_young(np.array([500.0, 5e3, 2e4]), 0.71, 0.12, 4.69)
    assert found["heat.fins.briggs_young", "re"].outside == 2


def test_drop_and_power_of_the_doctest_bank() -> None:
    """348.2 Pa with the frontal area of 20.5 pitches that ht takes; 20 here."""
    w_min = fins.narrowest(0.06033, 0.05207, *TUBE)
    g = fins.air_mass_velocity(21.56, 20, 3.0, w_min)
    c = fins.contraction(w_min, 0.06033)
    dp = fins.air_drop(c, 4, 1.0413545, g, 1.161)
    assert dp == pytest.approx(348.24688, rel=3e-3)
    assert fins.fan_power(21.56, 1.161, dp, 0.65) == pytest.approx(9.96e3, rel=2e-3)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (("0.0254", "0.02", "0.0004", "0.0023"), "fin diameter must exceed"),
        (("0.0254", "0.057", "0.003", "0.0023"), "check fins per metre"),
    ],
)
def test_fins_that_cannot_be(values: tuple[str, ...], text: str) -> None:
    with pytest.raises(ImpossibleState, match=text):
        fins.fin_surface(*map(Decimal, values))
    with pytest.raises(ImpossibleState, match="neighbouring tubes touch"):
        fins.narrowest(*map(Decimal, ("0.05", "0.05", "0.0254", "0.0572", "0.0004", "0.0023")))
