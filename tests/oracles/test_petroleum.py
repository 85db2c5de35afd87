"""Petroleum against quadrature, root finding and the standard's other constants."""

import itertools

import numpy as np
import pytest
from scipy import integrate, optimize

from greenlang.library.fluids import petroleum

CUTS = ((0.72, 12.2), (0.855, 11.8), (0.97, 11.2))
# API MPMS 11.1 (1980), tables 54A to 54D: K0 and K1 at 15 degC, per K
TABLE_54 = {
    "expansion_crude": (613.9723, 0.0), "expansion_gasoline": (346.4228, 0.4388),
    "expansion_jet_fuel": (594.5418, 0.0), "expansion_fuel_oil": (186.9696, 0.4862),
    "expansion_lubricating_oil": (0.0, 0.6278),
}  # fmt: skip


def _coefficients(sg: float, k: float) -> tuple[float, float, float]:
    return (
        petroleum.heat_capacity_constant(sg, k),
        petroleum.heat_capacity_slope(sg, k),
        petroleum.heat_capacity_bend(sg, k),
    )


@pytest.mark.parametrize(("sg", "k"), CUTS)
def test_enthalpy_is_the_quadrature_of_heat_capacity(sg: float, k: float) -> None:
    c = _coefficients(sg, k)
    for t_1, t_2 in itertools.permutations((290.0, 400.0, 620.0), 2):
        area, _ = integrate.quad(lambda t: petroleum.heat_capacity(t, *c), t_2, t_1)
        assert petroleum.enthalpy_difference(t_1, t_2, *c) == pytest.approx(area, rel=1e-12)


@pytest.mark.parametrize(("sg", "k"), CUTS)
def test_a_temperature_after_heat_is_the_root_that_brent_finds(sg: float, k: float) -> None:
    c = _coefficients(sg, k)
    for dh in (-2e5, 1e3, 4e5):
        root = optimize.brentq(
            lambda t, dh=dh: petroleum.enthalpy_difference(t, 420.0, *c) - dh, 200, 900, xtol=1e-12
        )
        assert petroleum.temperature_after(dh, 420.0, *c) == pytest.approx(root, rel=1e-12)


@pytest.mark.parametrize("name", TABLE_54)
@pytest.mark.parametrize("rho", [680.0, 800.0, 960.0])
def test_expansion_at_60_degf_is_that_of_the_older_tables_at_15_degc(name: str, rho: float) -> None:
    """The same fit, per K there and per degF here."""
    k_0, k_1 = TABLE_54[name]
    assert getattr(petroleum, name)(rho) * 1.8 == pytest.approx((k_0 / rho + k_1) / rho, rel=2e-4)


def test_viscosity_is_on_a_straight_line_of_the_chart() -> None:
    """Log log z over log T, through both points that were measured."""
    points = ((313.15, 32e-6), (373.15, 5.4e-6))
    z = [petroleum.walther_number(nu) for _, nu in points]
    b = petroleum.walther_slope(points[0][0], z[0], points[1][0], z[1])
    t = np.linspace(300, 420, 25)
    x = np.log10(np.log10(z))
    line = np.interp(np.log10(t), np.log10([p[0] for p in points]), x)
    inside = (t >= points[0][0]) & (t <= points[1][0])
    ours = petroleum.walther_number_at(t, points[0][0], z[0], b)
    np.testing.assert_allclose(np.log10(np.log10(ours[inside])), line[inside], rtol=1e-12)
    for (at, nu), number in zip(points, z, strict=True):
        back = petroleum.kinematic_viscosity(petroleum.walther_number_at(at, points[0][0], z[0], b))
        assert number == pytest.approx(petroleum.walther_number(back), rel=2e-3)
        assert back == pytest.approx(nu, rel=2e-3)
