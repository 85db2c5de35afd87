"""Backward equations of IAPWS-IF97: temperature from (p,h) and (p,s), to start an iteration with.

They miss the temperature of the forward equations by up to 24 mK, so no state ends with them.
"""

from greenlang.core.equations import equation
from greenlang.core.maths import select, sqrt
from greenlang.core.tables import power_sum
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Kelvin, Pascal


@equation(
    "T",
    "IAPWS R7-97(2012), Eq. 11, Table 6",
    at=(("3e6", "500e3"), ("80e6", "500e3"), ("80e6", "1500e3")),
    empirical=True,
)
def liquid_from_enthalpy(p: Pascal, h: JoulePerKg) -> Kelvin:
    """Temperature of liquid water from pressure and enthalpy."""
    return power_sum("if97/t1_ph", p / 1e6, h / 2500e3 + 1)


@equation(
    "T",
    "IAPWS R7-97(2012), Eq. 13, Table 8",
    at=(("3e6", "500"), ("80e6", "500"), ("80e6", "3000")),
    empirical=True,
)
def liquid_from_entropy(p: Pascal, s: JoulePerKgKelvin) -> Kelvin:
    """Temperature of liquid water from pressure and entropy."""
    return power_sum("if97/t1_ps", p / 1e6, s / 1e3 + 2)


@equation(
    "T",
    "IAPWS R7-97(2012), Eqs. 20 to 24, Tables 19 to 22",
    at=(
        ("0.001e6", "3000e3"),
        ("3e6", "4000e3"),
        ("5e6", "3500e3"),
        ("25e6", "3500e3"),
        ("40e6", "2700e3"),
        ("60e6", "3200e3"),
    ),
    empirical=True,
)
def steam_from_enthalpy(p: Pascal, h: JoulePerKg) -> Kelvin:
    """Temperature of steam from pressure and enthalpy: subregions 2a, 2b and 2c."""
    return select(
        p <= 4e6,
        lambda: power_sum("if97/t2a_ph", p / 1e6, h / 2000e3 - 2.1),
        lambda: select(
            p
            < 1e6
            * (
                0.90584278514723e3
                - 0.67955786399241 * h / 1e3
                + 0.12809002730136e-3 * (h / 1e3) ** 2
            ),
            lambda: power_sum("if97/t2b_ph", p / 1e6 - 2, h / 2000e3 - 2.6),
            lambda: power_sum("if97/t2c_ph", p / 1e6 + 25, h / 2000e3 - 1.8),
        ),
    )


@equation(
    "T",
    "IAPWS R7-97(2012), Eqs. 25 to 27, Tables 25 to 27",
    at=(
        ("0.1e6", "7500"),
        ("2.5e6", "8000"),
        ("8e6", "6000"),
        ("90e6", "6000"),
        ("20e6", "5750"),
        ("80e6", "5750"),
    ),
    empirical=True,
)
def steam_from_entropy(p: Pascal, s: JoulePerKgKelvin) -> Kelvin:
    """Temperature of steam from pressure and entropy: subregions 2a, 2b and 2c."""
    return select(
        p <= 4e6,
        lambda: power_sum("if97/t2a_ps", p / 1e6, s / 2e3 - 2),
        lambda: select(
            s >= 5850,
            lambda: power_sum("if97/t2b_ps", p / 1e6, 10 - s / 785.3),
            lambda: power_sum("if97/t2c_ps", p / 1e6, 2 - s / 2925.1),
        ),
    )


@equation(
    "h_2bc",
    "IAPWS R7-97(2012), Eq. 21, Table 19",
    guards=("p >= 4.5257578905948e6: below 4 MPa subregions 2b and 2c do not meet",),
    at=(("6.54670e6",), ("100e6",)),
    empirical=True,
)
def enthalpy_2bc(p: Pascal) -> JoulePerKg:
    """Enthalpy on the boundary between subregions 2b and 2c."""
    return 1e3 * (0.26526571908428e4 + sqrt((p / 1e6 - 0.45257578905948e1) / 0.12809002730136e-3))
