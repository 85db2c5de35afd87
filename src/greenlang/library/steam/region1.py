"""Liquid water, region 1 of IAPWS-IF97: 273.15 to 623.15 K, saturation to 100 MPa."""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.tables import power_sum
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    K,
    Kelvin,
    M3PerKg,
    Pa,
    Pascal,
    Unit,
    kg,
    m,
)

M3PerKgKelvin = Annotated[Any, Unit("m3/(kg K)", m**3 / kg / K)]
M3PerKgPascal = Annotated[Any, Unit("m3/(kg Pa)", m**3 / kg / Pa)]

RELEASE = "IAPWS R7-97(2012), Eq. 7, Tables 3 and 4"
RANGE = {"p": ("611", "100e6"), "t": ("273.15", "623.15")}
POINTS = (
    ("3e6", "300"),
    ("80e6", "300"),
    ("3e6", "500"),
    ("100e6", "623.15"),
    ("16529164.3", "623.15"),
    ("612", "273.15"),
)


@equation("v", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def volume(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume of liquid water; its inverse is the density."""
    return (
        -461.526
        * t
        / 16.53e6
        * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 1, 0)
    )


@equation("h", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def enthalpy(p: Pascal, t: Kelvin) -> JoulePerKg:
    """Specific enthalpy of liquid water; zero of u and s is the liquid at 273.16 K."""
    return 461.526 * 1386 * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 0, 1)


@equation("s", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def entropy(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Specific entropy of liquid water."""
    return 461.526 * (
        1386 / t * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 0, 1)
        - power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222)
    )


@equation("c_p", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def heat_capacity(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Isobaric heat capacity of liquid water."""
    return (
        -461.526
        * (1386 / t) ** 2
        * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 0, 2)
    )


@equation("(dv/dT)_p", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def expansion(p: Pascal, t: Kelvin) -> M3PerKgKelvin:
    """Change of the specific volume of liquid water with temperature at constant pressure."""
    return (
        461.526
        / 16.53e6
        * (
            1386 / t * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 1, 1)
            - power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 1, 0)
        )
    )


@equation("(dv/dp)_T", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def compression(p: Pascal, t: Kelvin) -> M3PerKgPascal:
    """Change of the specific volume of liquid water with pressure at constant temperature."""
    return (
        461.526
        * t
        / 16.53e6**2
        * power_sum("if97/region1", 7.1 - p / 16.53e6, 1386 / t - 1.222, 2, 0)
    )
