"""Water, steam and moist air by correlations of the simulator's own.

Saturation by the equations of Wagner and Pruss (IAPWS SR1-86(1992)), not IF97; liquid density by
Kell (1975), viscosity by Kestin, Sokolov and Wakeham (1978), conductivity by Ramires et al. (1995);
air by the ideal mixture with ASHRAE's enhancement taken as constant. All are checked against
CoolProp in the tests. K, Pa, kg, J.
"""

import numpy as np

from greenlang.simulators.truth import Floats

T_C, P_C = 647.096, 22.064e6
PSAT = (-7.85951783, 1.84408259, -11.7866497, 22.6807411, -15.9618719, 1.80122502)
POWERS = (1.0, 1.5, 3.0, 3.5, 4.0, 7.5)
KELVIN = 273.15
R_AIR, R_STEAM = 287.05, 461.52
ENHANCEMENT = 1.0045  # of water vapour over liquid in air of 1 bar


def saturation_pressure(t: Floats) -> Floats:
    """Vapour pressure, 273..373 K."""
    tau = 1.0 - np.asarray(t) / T_C
    terms = sum(a * tau**n for a, n in zip(PSAT, POWERS, strict=True))
    return np.asarray(P_C * np.exp(T_C / t * terms))


_GRID = np.linspace(255.0, 400.0, 5801)
_LN_P = np.log(saturation_pressure(_GRID))


def saturation_temperature(p: Floats) -> Floats:
    """Its inverse, by a table of 25 mK whose chords err by less than a millikelvin."""
    return np.asarray(np.interp(np.log(p), _LN_P, _GRID))


def latent_heat(t: Floats) -> Floats:
    """Heat of condensation, within 0.05 % from 5 to 60 degC."""
    c = np.asarray(t) - KELVIN
    return np.asarray(2.50092e6 - 2364.0 * c - 0.45 * c**2)


def steam_volume(p: Floats) -> Floats:
    """Specific volume of saturated steam; a gas but for 0.2 % (at 40 mbar) of attraction."""
    t = saturation_temperature(p)
    return np.asarray(R_STEAM * t / p * (1.0 - 4.6e-7 * np.asarray(p)))


def density(t: Floats) -> Floats:
    """Of the liquid at a few bar."""
    c = np.asarray(t) - KELVIN
    top = 999.83952 + c * (
        16.945176
        + c * (-7.9870401e-3 + c * (-46.170461e-6 + c * (105.56302e-9 - 280.54253e-12 * c)))
    )
    return np.asarray(top / (1.0 + 16.879850e-3 * c) + 0.1)


def heat_capacity(t: Floats) -> Floats:
    """Of the liquid, within 0.1 % from 2 to 60 degC."""
    c = np.asarray(t) - KELVIN
    return np.asarray(4178.0 + 0.0103 * (c - 36.0) ** 2 + 24.0 * np.exp(-c / 7.5))


def viscosity(t: Floats) -> Floats:
    """Of the liquid."""
    c = np.asarray(t) - KELVIN
    d = 20.0 - c
    power = d / (c + 96.0) * (1.2364 - 1.37e-3 * d + 5.7e-6 * d**2)
    return np.asarray(1.002e-3 * 10.0**power)


def conductivity(t: Floats) -> Floats:
    """Of the liquid."""
    r = np.asarray(t) / 298.15
    return np.asarray(0.6065 * (-1.48445 + 4.12292 * r - 1.63866 * r**2))


def vapour_share(p_vapour: Floats, p: Floats) -> Floats:
    """Water in air, kg a kg of dry air."""
    return np.asarray(R_AIR / R_STEAM * p_vapour / (p - p_vapour))


def saturated_air(t: Floats, p: Floats) -> Floats:
    """Enthalpy of saturated air, J a kg of dry air above 0 degC."""
    return air_enthalpy(t, vapour_share(ENHANCEMENT * saturation_pressure(t), p))


def air_enthalpy(t: Floats, w: Floats) -> Floats:
    """Enthalpy of moist air, J a kg of dry air above 0 degC."""
    c = np.asarray(t) - KELVIN
    return np.asarray(1006.0 * c + w * (2.5009e6 + 1860.0 * c))


def wet_bulb(t: Floats, humidity: Floats, p: Floats) -> Floats:
    """Temperature of adiabatic saturation, by bisection."""
    w = vapour_share(humidity * ENHANCEMENT * saturation_pressure(t), p)
    h = air_enthalpy(t, w)
    low, high = np.asarray(t) - 40.0, np.asarray(t) + 0.01
    for _ in range(24):
        middle = 0.5 * (low + high)
        w_s = vapour_share(ENHANCEMENT * saturation_pressure(middle), p)
        over = air_enthalpy(middle, w_s) - (w_s - w) * 4186.0 * (middle - KELVIN) > h
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return np.asarray(0.5 * (low + high))
