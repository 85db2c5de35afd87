"""Subcooled steam that has not begun to condense: the metastable vapour of IAPWS-IF97.

From saturation down to 5 % of equilibrium moisture, up to 10 MPa: what runs through a nozzle or the
last stages of a turbine. Nothing else of the library takes it; states at equilibrium are wet.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import ln
from greenlang.core.tables import power_sum
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin, M3PerKg, Pascal

RELEASE = "IAPWS R7-97(2012), Eqs. 18 and 19, Table 17"
RANGE = {"p": ("611.657", "10e6"), "t": ("273.16", "584.15")}
ABSOLUTE = ("p > 0: give an absolute pressure, the barometer added to a gauge reading",)
POINTS = (("1e6", "450"), ("1e6", "440"), ("1.5e6", "450"), ("611.657", "273.16"))


@equation("v", RELEASE, guards=ABSOLUTE, valid=RANGE, at=POINTS, empirical=True)
def volume(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume of subcooled steam; its inverse is the density."""
    return (
        461.526
        * t
        * (1 / p + power_sum("if97/region2_metastable", p / 1e6, 540 / t - 0.5, 1, 0) / 1e6)
    )


@equation("h", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def enthalpy(p: Pascal, t: Kelvin) -> JoulePerKg:
    """Specific enthalpy of subcooled steam, from the zero of liquid water at 273.16 K."""
    return (
        461.526
        * 540
        * (
            power_sum("if97/region2_metastable_ideal", 1, 540 / t, 0, 1)
            + power_sum("if97/region2_metastable", p / 1e6, 540 / t - 0.5, 0, 1)
        )
    )


@equation("s", RELEASE, guards=ABSOLUTE, valid=RANGE, at=POINTS, empirical=True)
def entropy(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Specific entropy of subcooled steam, from the zero of liquid water at 273.16 K."""
    return 461.526 * (
        540 / t * power_sum("if97/region2_metastable_ideal", 1, 540 / t, 0, 1)
        + 540 / t * power_sum("if97/region2_metastable", p / 1e6, 540 / t - 0.5, 0, 1)
        - ln(p / 1e6)
        - power_sum("if97/region2_metastable_ideal", 1, 540 / t)
        - power_sum("if97/region2_metastable", p / 1e6, 540 / t - 0.5)
    )


@equation("c_p", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def heat_capacity(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Isobaric heat capacity of subcooled steam."""
    return (
        -461.526
        * (540 / t) ** 2
        * (
            power_sum("if97/region2_metastable_ideal", 1, 540 / t, 0, 2)
            + power_sum("if97/region2_metastable", p / 1e6, 540 / t - 0.5, 0, 2)
        )
    )
