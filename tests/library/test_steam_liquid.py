"""Closed forms of liquid water against the full formulations of IAPWS."""

import numpy as np

from greenlang.library.heat.condensation import condensate_group
from greenlang.library.steam import liquid, properties, region1, region2, saturation, transport

T = np.linspace(273.16, 373.15, 300)


def test_viscosity_and_conductivity_are_those_of_the_full_formulations() -> None:
    log_t, p = liquid.logarithm(T), np.maximum(saturation.pressure(T), 1e5)
    rho = 1 / region1.volume(p, T)
    assert np.abs(liquid.viscosity(log_t) / transport.viscosity(rho, T) - 1).max() < 2e-4
    full = properties.liquid_conductivity(p, T)
    assert np.abs(liquid.conductivity(log_t) / full - 1).max() < 2e-4


def test_the_condensate_group_is_that_of_saturated_water() -> None:
    p = saturation.pressure(T)
    rho, rho_v = 1 / region1.volume(p, T), 1 / region2.volume(p, T)
    h_fg = region2.enthalpy(p, T) - region1.enthalpy(p, T)
    k, mu = properties.liquid_conductivity(p, T), transport.viscosity(rho, T)
    group = k**3 * rho * (rho - rho_v) * 9.80665 * h_fg / mu
    assert np.abs(condensate_group(T) / group - 1).max() < 3e-4
