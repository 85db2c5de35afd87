"""Backward equations from enthalpy and entropy: pressure, and the borders in the h-s diagram.

They say which region a point lies in and start an iteration, no more.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import exp, select
from greenlang.core.tables import power_sum
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin, Pascal

WIDE = "IAPWS SR2-01(2014)"
NEAR = "IAPWS SR4-04(2014)"


@equation(
    "p",
    f"{WIDE}, Eq. 1, Table 2",
    at=(("90e3", "0"), ("600e3", "1500"), ("1500e3", "3400")),
    empirical=True,
)
def liquid_pressure(h: JoulePerKg, s: JoulePerKgKelvin) -> Pascal:
    """Pressure of liquid water, region 1."""
    return 100e6 * power_sum("if97/p1_hs", h / 3400e3 + 0.05, s / 7600 + 0.05)


@equation("h_2ab", f"{WIDE}, Eq. 2, Table 5", at=(("7000",), ("8000",)), empirical=True)
def enthalpy_2ab(s: JoulePerKgKelvin) -> JoulePerKg:
    """Enthalpy on the border between subregions 2a and 2b."""
    return 1e3 * (
        -0.349898083432139e4
        + 0.257560716905876e4 * s / 1e3
        - 0.421073558227969e3 * (s / 1e3) ** 2
        + 0.276349063799944e2 * (s / 1e3) ** 3
    )


@equation(
    "p",
    f"{WIDE}, Eqs. 3 to 5, Tables 6 to 8",
    at=(
        ("2800e3", "6500"),
        ("2800e3", "9500"),
        ("4100e3", "9500"),
        ("2800e3", "6000"),
        ("3600e3", "6000"),
        ("3600e3", "7000"),
        ("2800e3", "5100"),
        ("2800e3", "5800"),
        ("3400e3", "5800"),
    ),
    empirical=True,
)
def steam_pressure(h: JoulePerKg, s: JoulePerKgKelvin) -> Pascal:
    """Pressure of steam, subregions 2a, 2b and 2c."""
    return select(
        s < 5850,
        lambda: 100e6 * power_sum("if97/p2c_hs", h / 3500e3 - 0.7, s / 5900 - 1.1) ** 4,
        lambda: select(
            h / 1e3
            <= -0.349898083432139e4
            + 0.257560716905876e4 * s / 1e3
            - 0.421073558227969e3 * (s / 1e3) ** 2
            + 0.276349063799944e2 * (s / 1e3) ** 3,
            lambda: 4e6 * power_sum("if97/p2a_hs", h / 4200e3 - 0.5, s / 12000 - 1.2) ** 4,
            lambda: 100e6 * power_sum("if97/p2b_hs", h / 4100e3 - 0.6, s / 7900 - 1.01) ** 4,
        ),
    )


@equation(
    "p",
    f"{NEAR}, Eqs. 1 and 2, Tables 3 and 4",
    at=(
        ("1700e3", "3800"),
        ("2000e3", "4200"),
        ("2100e3", "4300"),
        ("2400e3", "4700"),
        ("2600e3", "5100"),
        ("2700e3", "5000"),
    ),
    empirical=True,
)
def critical_pressure(h: JoulePerKg, s: JoulePerKgKelvin) -> Pascal:
    """Pressure around the critical point, subregions 3a and 3b."""
    return select(
        s <= 4412.02148223476,
        lambda: 99e6 * power_sum("if97/p3a_hs", h / 2300e3 - 1.01, s / 4400 - 0.750),
        lambda: 16.6e6 / power_sum("if97/p3b_hs", h / 2800e3 - 0.681, s / 5300 - 0.792),
    )


@equation("h'", f"{NEAR}, Eq. 3, Table 9", at=(("1000",), ("3000",)), empirical=True)
def liquid_line(s: JoulePerKgKelvin) -> JoulePerKg:
    """Enthalpy of saturated liquid up to 623.15 K, from its entropy."""
    return 1700e3 * power_sum("if97/h1_s", s / 3800 - 1.09, s / 3800 + 0.366e-4)


@equation("h'", f"{NEAR}, Eq. 4, Table 10", at=(("3800",), ("4200",)), empirical=True)
def critical_liquid_line(s: JoulePerKgKelvin) -> JoulePerKg:
    """Enthalpy of saturated liquid from 623.15 K to the critical point, from its entropy."""
    return 1700e3 * power_sum("if97/h3a_s", s / 3800 - 1.09, s / 3800 + 0.366e-4)


@equation("h''", f"{NEAR}, Eq. 5, Table 16", at=(("7000",), ("9000",)), empirical=True)
def vapour_line(s: JoulePerKgKelvin) -> JoulePerKg:
    """Enthalpy of saturated vapour of 5.85 kJ/(kg K) and more, from its entropy."""
    return 2800e3 * exp(power_sum("if97/h2ab_s", 5210 / s - 0.513, s / 9200 - 0.524))


@equation("h''", f"{NEAR}, Eq. 6, Table 17", at=(("5500",), ("4500",)), empirical=True)
def critical_vapour_line(s: JoulePerKgKelvin) -> JoulePerKg:
    """Enthalpy of saturated vapour from the critical point to 5.85 kJ/(kg K), from its entropy."""
    return 2800e3 * power_sum("if97/h2c3b_s", s / 5900 - 1.02, s / 5900 - 0.726) ** 4


@equation("h_B13", f"{NEAR}, Eq. 7, Table 23", at=(("3700",), ("3500",)), empirical=True)
def enthalpy_13(s: JoulePerKgKelvin) -> JoulePerKg:
    """Enthalpy on the border at 623.15 K between liquid and region 3."""
    return 1700e3 * power_sum("if97/h13_s", s / 3800 - 0.884, s / 3800 - 0.864)


@equation(
    "T_B23", f"{NEAR}, Eq. 8, Table 25", at=(("2600e3", "5100"), ("2800e3", "5200")), empirical=True
)
def temperature_23(h: JoulePerKg, s: JoulePerKgKelvin) -> Kelvin:
    """Temperature on the border B23 between steam and region 3."""
    return 900 * power_sum("if97/t23_hs", h / 3000e3 - 0.727, s / 5300 - 0.864)


@equation(
    "T_s",
    f"{NEAR}, Eq. 9, Table 28",
    at=(("1800e3", "5300"), ("2400e3", "6000"), ("2500e3", "5500")),
    empirical=True,
)
def saturation_temperature(h: JoulePerKg, s: JoulePerKgKelvin) -> Kelvin:
    """Temperature of wet steam of 5.2108878 kJ/(kg K) and more."""
    return 550 * power_sum("if97/tsat_hs", h / 2800e3 - 0.119, s / 9200 - 1.07)
