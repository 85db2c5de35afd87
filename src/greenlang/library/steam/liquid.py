"""Viscosity and conductivity of liquid water at 0.1 MPa, in closed form: -20 to 110 degC.

Quicker than the full formulations and within their uncertainty, for cooling water and condensate:
10 bar change either by less than 0.1 %. The coefficients are unconfirmed against a printed copy;
a test holds both to R12-08 and R15-11.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, ln
from greenlang.core.units import Kelvin, PascalSecond, Ratio, WattPerMetreKelvin

RELEASE = "IAPWS SR6-08(2011), liquid water at 0.1 MPa"
RANGE = {"log_t": ("-0.1698", "0.2447")}
POINTS = (("-0.0935",), ("0",), ("0.2182",))


@equation("ln(T/300 K)", RELEASE, at=(("298.15",), ("373.15",)), empirical=True)
def logarithm(t: Kelvin) -> Ratio:
    """Temperature as the two formulas take it."""
    return ln(t / 300)


@equation("μ", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def viscosity(log_t: Ratio) -> PascalSecond:
    """Dynamic viscosity of liquid water at 0.1 MPa; within 0.02 % of IAPWS R12-08."""
    return 1e-6 * (
        280.68 * exp(-1.9 * log_t)
        + 511.45 * exp(-7.7 * log_t)
        + 61.131 * exp(-19.6 * log_t)
        + 0.45903 * exp(-40 * log_t)
    )


@equation("k", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def conductivity(log_t: Ratio) -> WattPerMetreKelvin:
    """Thermal conductivity of liquid water at 0.1 MPa; within 0.02 % of IAPWS R15-11."""
    return (
        1.6630 * exp(-1.15 * log_t)
        - 1.7781 * exp(-3.4 * log_t)
        + 1.1567 * exp(-6 * log_t)
        - 0.432115 * exp(-7.6 * log_t)
    )
