"""Fouling as a deposit, and as a limit of cleanliness."""

from greenlang.core.equations import equation
from greenlang.core.units import (
    M2KelvinPerWatt,
    Metre,
    Ratio,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)


@equation("δ", "conduction through a thin deposit", at=(("0.6", "5e-5"), ("2", "1e-4")))
def thickness(k_d: WattPerMetreKelvin, r_f: M2KelvinPerWatt) -> Metre:
    """Thickness of a deposit of conductivity k_d; slime is water, 0.6 W/(m K)."""
    return k_d * r_f


@equation("R_lim", "definition of cleanliness at reference conditions",
          guards=("cf > 0: a cleanliness is a share, 0.85",
                  "cf <= 1: a cleanliness is a share; write 85 %, not 85"),
          at=(("0.85", "3500"), ("0.75", "2500")))  # fmt: skip
def resistance_at(cf: Ratio, clean: WattPerM2Kelvin) -> M2KelvinPerWatt:
    """Fouling resistance that a cleanliness stands for."""
    return (1 / cf - 1) / clean


@equation("0", "a clean tube", at=(("5e-5",), ("1e-4",)))
def no_fouling(r_f: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """Resistance of a clean tube."""
    return 0 * r_f
