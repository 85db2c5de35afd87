"""Saturation, region 4 of IAPWS-IF97: 273.15 to 647.096 K, closed in both directions.

Pressure and temperature are linked through beta = (p / 1 MPa)^(1/4) and theta, a temperature made
nearly straight; between them stands one biquadratic equation, solved for either.
"""

from typing import Any

from greenlang.core.equations import equation
from greenlang.core.maths import sqrt
from greenlang.core.tables import power_sum
from greenlang.core.units import Kelvin, Pascal, Ratio

RELEASE = "IAPWS R7-97(2012), Eqs. 28 to 31, Table 34"
ABOVE = "above the critical point there is no saturation"
BELOW = "below 273.15 K water is ice, outside IAPWS-IF97"


def pressure(t: Any) -> Any:
    """Saturation pressure in Pa at a temperature of 273.15 to 647.096 K; NaN outside for arrays."""
    return pressure_of(beta_at(theta_of(t)))


def temperature(p: Any) -> Any:
    """Saturation temperature in K at 611.213 Pa to 22.064 MPa; NaN outside for arrays."""
    return temperature_of(theta_at(beta_of(p)))


@equation(
    "theta",
    RELEASE,
    guards=(f"t >= 273.15: {BELOW}", f"t <= 647.096: {ABOVE}"),
    at=(("273.15",), ("300",), ("500",), ("647.096",)),
    empirical=True,
)
def theta_of(t: Kelvin) -> Ratio:
    """Temperature as the saturation equation takes it."""
    return t - 0.23855557567849 / (t - 0.65017534844798e3)


@equation("beta", RELEASE, at=(("273.15",), ("300",), ("500",), ("647.1",)), empirical=True)
def beta_at(theta: Ratio) -> Ratio:
    """Fourth root of the saturation pressure in MPa; the sums are C, B and 2 A of the release."""
    return (
        2
        * power_sum("if97/saturation", 0, theta)
        / (
            sqrt(
                power_sum("if97/saturation", 0, theta, 1, 0) ** 2
                - 2
                * power_sum("if97/saturation", 0, theta, 2, 0)
                * power_sum("if97/saturation", 0, theta)
            )
            - power_sum("if97/saturation", 0, theta, 1, 0)
        )
    )


@equation("p_s", RELEASE, at=(("0.1572",), ("1",), ("2.1673",)), empirical=True)
def pressure_of(beta: Ratio) -> Pascal:
    """Saturation pressure."""
    return 1e6 * beta**4


@equation(
    "beta",
    RELEASE,
    guards=(
        f"p >= 611.21: {BELOW}",
        f"p <= 22064000.1: {ABOVE}",
    ),
    at=(("611.213",), ("0.1e6",), ("10e6",), ("22.064e6",)),
    empirical=True,
)
def beta_of(p: Pascal) -> Ratio:
    """Pressure as the saturation equation takes it."""
    return sqrt(sqrt(p / 1e6))


@equation("theta", RELEASE, at=(("0.1572",), ("0.5",), ("1",), ("2.1673",)), empirical=True)
def theta_at(beta: Ratio) -> Ratio:
    """Reduced saturation temperature; the sums are G, F and 2 E of the release."""
    return (
        2
        * power_sum("if97/saturation", beta, 0)
        / (
            -power_sum("if97/saturation", beta, 0, 0, 1)
            - sqrt(
                power_sum("if97/saturation", beta, 0, 0, 1) ** 2
                - 2
                * power_sum("if97/saturation", beta, 0, 0, 2)
                * power_sum("if97/saturation", beta, 0)
            )
        )
    )


@equation("T_s", RELEASE, at=(("273.15",), ("300",), ("500",), ("647.1",)), empirical=True)
def temperature_of(theta: Ratio) -> Kelvin:
    """Saturation temperature."""
    return (
        0.65017534844798e3
        + theta
        - sqrt(
            (0.65017534844798e3 + theta) ** 2 - 4 * (-0.23855557567849 + 0.65017534844798e3 * theta)
        )
    ) / 2


@equation(
    "p_B23",
    "IAPWS R7-97(2012), Eq. 5, Table 1",
    valid={"t": ("623.15", "863.15")},
    at=(("623.15",), ("863.15",)),
    empirical=True,
)
def boundary_pressure(t: Kelvin) -> Pascal:
    """Boundary B23 between steam and the region around the critical point."""
    return 1e6 * (0.34805185628969e3 - 0.11671859879975e1 * t + 0.10192970039326e-2 * t**2)


@equation(
    "T_B23",
    "IAPWS R7-97(2012), Eq. 6, Table 1",
    valid={"p": ("16.5291643e6", "100e6")},
    guards=("p > 13.91883977887e6: boundary B23 starts at 16.53 MPa",),
    at=(("16.5291643e6",), ("100e6",)),
    empirical=True,
)
def boundary_temperature(p: Pascal) -> Kelvin:
    """Boundary B23 between steam and the region around the critical point."""
    return 0.57254459862746e3 + sqrt((p / 1e6 - 0.13918839778870e2) / 0.10192970039326e-2)
