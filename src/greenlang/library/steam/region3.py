"""Water around its critical point, region 3 of IAPWS-IF97, from density and temperature.

From 623.15 K and saturation to boundary B23 and 100 MPa. Above 16.53 MPa it holds liquid, vapour
and what is neither; its equation gives the Helmholtz energy, so pressure is a result here.
"""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.maths import ln
from greenlang.core.tables import power_sum
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    K,
    Kelvin,
    KgPerM3,
    M3PerKg,
    Pa,
    Pascal,
    Ratio,
    Unit,
    kg,
    m,
)
from greenlang.library.steam.region1 import M3PerKgKelvin, M3PerKgPascal

PascalPerKelvin = Annotated[Any, Unit("Pa/K", Pa / K)]
PascalM3PerKg = Annotated[Any, Unit("Pa m3/kg", Pa * m**3 / kg)]

RELEASE = "IAPWS R7-97(2012), Eq. 28, Tables 30 and 31"
RANGE = {"t": ("623.15", "863.15")}
POINTS = (("500", "650"), ("200", "650"), ("500", "750"), ("322", "647.1"), ("120", "625"))


@equation("p", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def pressure(rho: KgPerM3, t: Kelvin) -> Pascal:
    """Pressure of water around its critical point."""
    return (
        461.526
        * rho
        * t
        * (1.0658070028513 + rho / 322 * power_sum("if97/region3", rho / 322, 647.096 / t, 1, 0))
    )


@equation("h", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def enthalpy(rho: KgPerM3, t: Kelvin) -> JoulePerKg:
    """Specific enthalpy of water around its critical point."""
    return (
        461.526
        * t
        * (
            1.0658070028513
            + rho / 322 * power_sum("if97/region3", rho / 322, 647.096 / t, 1, 0)
            + 647.096 / t * power_sum("if97/region3", rho / 322, 647.096 / t, 0, 1)
        )
    )


@equation("s", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def entropy(rho: KgPerM3, t: Kelvin) -> JoulePerKgKelvin:
    """Specific entropy of water around its critical point."""
    return 461.526 * (
        647.096 / t * power_sum("if97/region3", rho / 322, 647.096 / t, 0, 1)
        - power_sum("if97/region3", rho / 322, 647.096 / t)
        - 1.0658070028513 * ln(rho / 322)
    )


@equation("c_v", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def isochoric_heat_capacity(rho: KgPerM3, t: Kelvin) -> JoulePerKgKelvin:
    """Isochoric heat capacity of water around its critical point."""
    return -461.526 * (647.096 / t) ** 2 * power_sum("if97/region3", rho / 322, 647.096 / t, 0, 2)


@equation("(dp/dT)_v", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def tension(rho: KgPerM3, t: Kelvin) -> PascalPerKelvin:
    """Change of pressure with temperature at constant volume."""
    return (
        461.526
        * rho
        * (
            1.0658070028513
            + rho / 322 * power_sum("if97/region3", rho / 322, 647.096 / t, 1, 0)
            - rho / 322 * 647.096 / t * power_sum("if97/region3", rho / 322, 647.096 / t, 1, 1)
        )
    )


@equation("(dp/drho)_T", RELEASE, valid=RANGE, at=POINTS, empirical=True)
def stiffness(rho: KgPerM3, t: Kelvin) -> PascalM3PerKg:
    """Change of pressure with density at constant temperature; falls to 0 at the critical point."""
    return (
        461.526
        * t
        * (
            1.0658070028513
            + 2 * rho / 322 * power_sum("if97/region3", rho / 322, 647.096 / t, 1, 0)
            + (rho / 322) ** 2 * power_sum("if97/region3", rho / 322, 647.096 / t, 2, 0)
        )
    )


BOOK = "Moran, Shapiro, Fundamentals of Engineering Thermodynamics, 8th ed., ch. 11"


@equation("v", "definition", at=(("500",), ("120",)))
def volume(rho: KgPerM3) -> M3PerKg:
    """Specific volume."""
    return 1 / rho


@equation("S", "definition", at=(("25e6", "500", "1.5e5"), ("22.1e6", "322", "100")))
def yielding(p: Pascal, rho: KgPerM3, stiffness: PascalM3PerKg) -> Ratio:
    """Per cent by which density rises with a per cent of pressure; 1 in a gas, endless at Tc."""
    return p / (rho * stiffness)


@equation(
    "c_p",
    BOOK,
    valid={"y": ("0", "50")},
    at=(
        ("3.2e3", "650", "500", "25e6", "3e5", "0.5"),
        ("5e3", "647.1", "322", "22.1e6", "1e5", "50"),
    ),
)
def heat_capacity(
    cv: JoulePerKgKelvin, t: Kelvin, rho: KgPerM3, p: Pascal, tension: PascalPerKelvin, y: Ratio
) -> JoulePerKgKelvin:
    """Isobaric heat capacity from the isochoric one; uncertain where y exceeds 50."""
    return cv + t * tension**2 * y / (rho * p)


@equation("(dv/dT)_p", BOOK, at=(("500", "3e5", "1.5e5"), ("200", "1e5", "4e4")))
def expansion(rho: KgPerM3, tension: PascalPerKelvin, stiffness: PascalM3PerKg) -> M3PerKgKelvin:
    """Change of the specific volume with temperature at constant pressure."""
    return tension / (rho**2 * stiffness)


@equation("(dv/dp)_T", BOOK, at=(("500", "1.5e5"), ("200", "4e4")))
def compression(rho: KgPerM3, stiffness: PascalM3PerKg) -> M3PerKgPascal:
    """Change of the specific volume with pressure at constant temperature."""
    return -1 / (rho**2 * stiffness)


@equation(
    "1 - T_r",
    "definition",
    valid={"t": ("273.15", "647.0")},
    at=(("640",), ("647",)),
    empirical=True,
)
def distance(t: Kelvin) -> Ratio:
    """How far saturation is from its end; from 647.0 K its densities are uncertain."""
    return (647.096 - t) / 647.096
