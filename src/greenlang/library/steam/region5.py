"""Hot steam, region 5 of IAPWS-IF97: 1073.15 to 2273.15 K, to 50 MPa."""

from greenlang.core.equations import equation
from greenlang.core.maths import ln
from greenlang.core.tables import power_sum
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin, M3PerKg, Pascal
from greenlang.library.steam.region1 import M3PerKgKelvin, M3PerKgPascal

RELEASE = "IAPWS R7-97(2012), Eqs. 32 to 34, Tables 37 to 39"
RANGE = {"p": ("0", "50e6"), "t": ("1073.15", "2273.15")}
POINTS = (
    ("0.5e6", "1500"),
    ("30e6", "1500"),
    ("30e6", "2000"),
    ("50e6", "1073.15"),
    ("1", "2273.15"),
)


@equation("v", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def volume(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume of hot steam; its inverse is the density."""
    return 461.526 * t * (1 / p + power_sum("if97/region5", p / 1e6, 1000 / t, 1, 0) / 1e6)


@equation("h", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def enthalpy(p: Pascal, t: Kelvin) -> JoulePerKg:
    """Specific enthalpy of hot steam, from the zero of liquid water at 273.16 K."""
    return (
        461.526
        * 1000
        * (
            power_sum("if97/region5_ideal", 1, 1000 / t, 0, 1)
            + power_sum("if97/region5", p / 1e6, 1000 / t, 0, 1)
        )
    )


@equation("s", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def entropy(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Specific entropy of hot steam, from the zero of liquid water at 273.16 K."""
    return 461.526 * (
        1000 / t * power_sum("if97/region5_ideal", 1, 1000 / t, 0, 1)
        + 1000 / t * power_sum("if97/region5", p / 1e6, 1000 / t, 0, 1)
        - ln(p / 1e6)
        - power_sum("if97/region5_ideal", 1, 1000 / t)
        - power_sum("if97/region5", p / 1e6, 1000 / t)
    )


@equation("c_p", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def heat_capacity(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Isobaric heat capacity of hot steam."""
    return (
        -461.526
        * (1000 / t) ** 2
        * (
            power_sum("if97/region5_ideal", 1, 1000 / t, 0, 2)
            + power_sum("if97/region5", p / 1e6, 1000 / t, 0, 2)
        )
    )


@equation("(dv/dT)_p", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def expansion(p: Pascal, t: Kelvin) -> M3PerKgKelvin:
    """Change of the specific volume of hot steam with temperature at constant pressure."""
    return 461.526 * (
        1 / p
        + power_sum("if97/region5", p / 1e6, 1000 / t, 1, 0) / 1e6
        - 1000 / t * power_sum("if97/region5", p / 1e6, 1000 / t, 1, 1) / 1e6
    )


@equation("(dv/dp)_T", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def compression(p: Pascal, t: Kelvin) -> M3PerKgPascal:
    """Change of the specific volume of hot steam with pressure at constant temperature."""
    return 461.526 * t * (power_sum("if97/region5", p / 1e6, 1000 / t, 2, 0) / 1e6**2 - 1 / p**2)
