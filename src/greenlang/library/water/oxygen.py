"""Oxygen that water can hold beside air, by Henry's constant."""

from greenlang.core.equations import equation
from greenlang.core.maths import exp
from greenlang.core.units import Kelvin, Pascal, PascalDiff, Ratio

GUIDELINE = "IAPWS G7-04 (2004), Henry's constant of O2 in H2O"
HENRY = "Henry's law; air of 20.95 % oxygen, 31.999 and 18.015 g/mol"


@equation(
    "k_H", GUIDELINE,
    guards=("t < 647.096: above the critical point there is no liquid",),
    valid={"t": ("274.15", "616.52")}, at=(("300", "3537"), ("400", "245770")), empirical=True,
)  # fmt: skip
def henry_oxygen(t: Kelvin, p_s: Pascal) -> Pascal:
    """Fugacity of oxygen over its mole fraction in water; p_s is the saturation pressure at t."""
    return p_s * exp(
        -9.44833 / (t / 647.096)
        + 4.43822 * (1 - t / 647.096) ** 0.355 / (t / 647.096)
        + 11.42005 * (t / 647.096) ** -0.41 * exp(1 - t / 647.096)
    )


@equation("p_a", "Dalton's law", at=(("7800", "7384"), ("5000", "5000")))
def air_over_water(p: Pascal, p_s: Pascal) -> PascalDiff:
    """Most pressure of air that can be over water; negative: a fault of a gauge, not of the air."""
    return p - p_s


@equation("DO", HENRY, empirical=True, at=(("400", "5.4e9"), ("0", "4.5e9")))
def dissolved_oxygen(p_a: PascalDiff, k_h: Pascal) -> Ratio:
    """Mass share of oxygen in equilibrium with air at its partial pressure; 1e-9 is a ppb."""
    return 0.2095 * p_a / k_h * 31.999 / 18.015
