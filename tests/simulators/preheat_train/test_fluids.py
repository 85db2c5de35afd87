"""The simulator's liquids lie near the published correlations for what their reports say."""

import numpy as np
import pytest

from greenlang.simulators.preheat_train import fluids
from greenlang.simulators.preheat_train.fluids import CRUDES, PRODUCTS, Floats, Liquid

RANGES = {
    "light": (20, 270),
    "base": (20, 270),
    "heavy": (20, 270),
    "tpa": (80, 175),
    "kerosene": (80, 225),
    "mpa": (150, 270),
    "ago": (150, 320),
    "residue": (140, 360),
}
LIQUIDS = CRUDES | PRODUCTS


def kesler_lee(liquid: Liquid, t: Floats) -> Floats:
    """API procedure 7D2, J/(kg K)."""
    sg, k, t_r = 141.5 / (liquid.api + 131.5), liquid.watson_k, 1.8 * t
    a1 = -1.17126 + (0.023722 + 0.024907 * sg) * k + (1.14982 - 0.046535 * k) / sg
    a2 = 1e-4 * (1 + 0.82463 * k) * (1.12172 - 0.27634 / sg)
    a3 = -1e-8 * (1 + 0.82463 * k) * (2.9027 - 0.70958 / sg)
    return np.asarray(4186.8 * (a1 + a2 * t_r + a3 * t_r**2), np.float64)


def api_density(liquid: Liquid, t: Floats) -> Floats:
    """API MPMS 11.1, crude group (residue: fuel oil group), kg/m3."""
    rho60 = 999.016 * 141.5 / (liquid.api + 131.5)
    k0, k1 = (103.8720, 0.2701) if liquid.api < 20 else (341.0957, 0.0)
    a, d = k0 / rho60**2 + k1 / rho60, 1.8 * t - 459.67 - 60
    return np.asarray(rho60 * np.exp(-a * d * (1 + 0.8 * a * d)), np.float64)


def d341(liquid: Liquid, t: Floats) -> Floats:
    """ASTM D341 through the two reported points, cSt."""

    def w(nu: float) -> float:
        z = nu + 0.7 + np.exp(-1.47 - 1.84 * nu - 0.51 * nu**2)
        return float(np.log10(np.log10(z)))

    (t1, nu1), (t2, nu2) = liquid.viscosity
    x1, x2 = np.log10(t1 + 273.15), np.log10(t2 + 273.15)
    b = (w(nu1) - w(nu2)) / (x2 - x1)
    z = 10**10 ** (w(nu1) + b * x1 - b * np.log10(t)) - 0.7
    return np.asarray(z - np.exp(-0.7487 - 3.295 * z + 0.6119 * z**2 - 0.3193 * z**3), np.float64)


@pytest.mark.parametrize("name", LIQUIDS)
def test_liquid_agrees_with_its_report(name: str) -> None:
    liquid = LIQUIDS[name]
    t = np.linspace(*RANGES[name], 200) + 273.15
    cp = 1e6 / fluids.kelvin_per_enthalpy(liquid, fluids.enthalpy(liquid, t))
    nu = np.exp(fluids.ln_viscosity(liquid, t))
    assert np.max(np.abs(cp / kesler_lee(liquid, t) - 1)) < 0.005
    assert np.max(np.abs(fluids.density(liquid, t) / api_density(liquid, t) - 1)) < 0.002
    assert np.max(np.abs(nu / d341(liquid, t) - 1)) < 0.01


@pytest.mark.parametrize("name", LIQUIDS)
def test_enthalpy_inverts_temperature(name: str) -> None:
    liquid = LIQUIDS[name]
    t = np.linspace(*RANGES[name], 50) + 273.15
    assert fluids.temperature(liquid, fluids.enthalpy(liquid, t)) == pytest.approx(t, abs=1e-9)


def test_bias_multiplies_properties() -> None:
    liquid, t = PRODUCTS["ago"], np.array([450.0, 540.0])
    other = fluids.biased(liquid, 1.01, 1.05, 0.99)
    x, y = fluids.enthalpy(liquid, t), fluids.enthalpy(other, t)
    assert y == pytest.approx(1.01 * x, rel=1e-9)
    assert fluids.ln_viscosity(other, t) == pytest.approx(
        fluids.ln_viscosity(liquid, t) + np.log(1.05)
    )
    assert fluids.density(other, t) == pytest.approx(0.99 * fluids.density(liquid, t))


def test_blend_passes_from_one_crude_to_the_other() -> None:
    share = np.array([0.0, 0.5, 1.0])
    mixed = fluids.blend([CRUDES["light"], CRUDES["heavy"]], [1 - share, share])
    rho = fluids.density(mixed, np.full(3, 300.0))
    light = fluids.density(CRUDES["light"], np.array([300.0]))[0]
    heavy = fluids.density(CRUDES["heavy"], np.array([300.0]))[0]
    assert rho == pytest.approx([light, (light + heavy) / 2, heavy])
    assert fluids.part(mixed, slice(2, 3)).r[0] == pytest.approx(CRUDES["heavy"].r[0])
