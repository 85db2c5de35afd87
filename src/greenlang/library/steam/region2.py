"""Steam, region 2 of IAPWS-IF97: 273.15 to 1073.15 K, up to saturation, B23 or 100 MPa."""

from greenlang.core.equations import equation
from greenlang.core.maths import ln
from greenlang.core.tables import power_sum
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin, M3PerKg, Pascal
from greenlang.library.steam.region1 import M3PerKgKelvin, M3PerKgPascal

RELEASE = "IAPWS R7-97(2012), Eqs. 15-17, Tables 12 to 14"
RANGE = {"p": ("0", "100e6"), "t": ("273.15", "1073.15")}
ABSOLUTE = ("p > 0: give an absolute pressure, the barometer added to a gauge reading",)
POINTS = (
    ("3500", "300"),
    ("3500", "700"),
    ("30e6", "700"),
    ("100e6", "1073.15"),
    ("16529164.2", "623.15"),
    ("1", "273.15"),
)


@equation("v", RELEASE, guards=ABSOLUTE, valid=RANGE, at=POINTS, empirical=True)
def volume(p: Pascal, t: Kelvin) -> M3PerKg:
    """Specific volume of steam; its inverse is the density."""
    return 461.526 * t * (1 / p + power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 1, 0) / 1e6)


@equation("h", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def enthalpy(p: Pascal, t: Kelvin) -> JoulePerKg:
    """Specific enthalpy of steam, from the zero of liquid water at 273.16 K."""
    return (
        461.526
        * 540
        * (
            power_sum("if97/region2_ideal", 1, 540 / t, 0, 1)
            + power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 0, 1)
        )
    )


@equation("s", RELEASE, guards=ABSOLUTE, valid=RANGE, at=POINTS, empirical=True)
def entropy(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Specific entropy of steam, from the zero of liquid water at 273.16 K."""
    return 461.526 * (
        540 / t * power_sum("if97/region2_ideal", 1, 540 / t, 0, 1)
        + 540 / t * power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 0, 1)
        - ln(p / 1e6)
        - power_sum("if97/region2_ideal", 1, 540 / t)
        - power_sum("if97/region2", p / 1e6, 540 / t - 0.5)
    )


@equation("c_p", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def heat_capacity(p: Pascal, t: Kelvin) -> JoulePerKgKelvin:
    """Isobaric heat capacity of steam."""
    return (
        -461.526
        * (540 / t) ** 2
        * (
            power_sum("if97/region2_ideal", 1, 540 / t, 0, 2)
            + power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 0, 2)
        )
    )


@equation("(dv/dT)_p", RELEASE, guards=ABSOLUTE, valid=RANGE, at=POINTS, empirical=True)
def expansion(p: Pascal, t: Kelvin) -> M3PerKgKelvin:
    """Change of the specific volume of steam with temperature at constant pressure."""
    return 461.526 * (
        1 / p
        + power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 1, 0) / 1e6
        - 540 / t * power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 1, 1) / 1e6
    )


@equation("(dv/dp)_T", RELEASE, guards=ABSOLUTE, valid=RANGE, at=POINTS, empirical=True)
def compression(p: Pascal, t: Kelvin) -> M3PerKgPascal:
    """Change of the specific volume of steam with pressure at constant temperature."""
    return (
        461.526 * t * (power_sum("if97/region2", p / 1e6, 540 / t - 0.5, 2, 0) / 1e6**2 - 1 / p**2)
    )
