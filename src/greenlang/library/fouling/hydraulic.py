"""A deposit inside tubes by two signals: resistance to heat, and the bore that it leaves.

At equal flow a smooth tube's frictional drop goes with D^-4.75 (Blasius), losses at its ends with
D^-4, so ln of the drop over that of the clean bundle rises by 9.5 k_d R_fi/D_i: in proportion to
R_f, with the deposit's conductivity in the slope. Yeap et al. (2004) draw one against the other.
"""

from typing import Any

from greenlang.core.equations import equation
from greenlang.core.maths import ln
from greenlang.core.tables import table
from greenlang.core.units import (
    M2KelvinPerWatt,
    Metre,
    Ratio,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)

YEAP = "Yeap, Wilson, Polley & Pugh, Trans. IChemE 82A (2004) 53-71; Blasius friction"
DEPOSITS = "fouling/deposits"


@equation("R_fi", "areas of a tube", at=(("5e-4", "0.0254", "0.02118"), ("1e-4", "0.02", "0.016")))
def inside_resistance(r_f: M2KelvinPerWatt, d_o: Metre, d_i: Metre) -> M2KelvinPerWatt:
    """R_f of the outside area referred to the inside one."""
    return r_f * d_i / d_o


@equation("ln Δp", YEAP, at=(("0.4", "5e-4", "0.02118"), ("1", "1e-4", "0.016")))
def ln_drop(k_d: WattPerMetreKelvin, r_fi: M2KelvinPerWatt, d_i: Metre) -> Ratio:
    """Rise of ln of the frictional drop by a deposit, at equal flow."""
    return 9.5 * k_d * r_fi / d_i


@equation("k_d", YEAP, at=(("150", "0.0254"), ("50", "0.02")))
def conductivity_of_slope(slope: WattPerM2Kelvin, d_o: Metre) -> WattPerMetreKelvin:
    """Conductivity of the deposit from the slope of ln drop over R_f of the outside area."""
    return slope * d_o / 9.5


@equation(
    "d_f", YEAP, guards=("ratio > 0: a ratio of drops is positive",), at=(("1.4", "0.02118"),)
)
def bore_of_drop(ratio: Ratio, d_i: Metre) -> Metre:
    """Bore that a deposit leaves, from the drop over that of the clean tube at equal flow."""
    return d_i * ratio ** (-1 / 4.75)


@equation(
    "k_d",
    YEAP,
    guards=("r_fi > 0: there is no deposit", "d_f > 0: the tube is shut"),
    at=(("0.02118", "0.0199", "5e-4"), ("0.016", "0.0155", "1e-4")),
)
def conductivity(d_i: Metre, d_f: Metre, r_fi: M2KelvinPerWatt) -> WattPerMetreKelvin:
    """Conductivity of the deposit from the bore that it leaves and its resistance."""
    return d_i * ln(d_i / d_f) / (2 * r_fi)


def known_conductivities(mechanism: str = "any") -> tuple[float, float]:
    """Range of conductivities of deposits, W/(m K), by mechanism; data, not confirmed."""
    cited = table(DEPOSITS)
    row: Any = dict(zip(cited.columns, cited.rows[cited.column("mechanism").index(mechanism)],
                        strict=True))  # fmt: skip
    return float(row["low"]), float(row["high"])
