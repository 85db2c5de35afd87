"""Mean temperature difference and its correction factor."""

from greenlang.core.equations import equation
from greenlang.core.maths import log_mean
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    Ratio,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library.heat.balance import INCROPERA

BOWMAN = "Bowman, Mueller & Nagle, Trans. ASME 62 (1940) 283-294"


@equation(
    "ΔT_lm",
    INCROPERA,
    guards=(
        "dt_1 > 0: the temperatures cross at this end; check the tags",
        "dt_2 > 0: the temperatures cross at this end; check the tags",
    ),
    at=(("80", "20"), ("20", "20"), ("20.0000001", "20"), ("1e-3", "50")),
)
def lmtd(dt_1: KelvinDiff, dt_2: KelvinDiff) -> KelvinDiff:
    """Logarithmic mean of the differences at the two ends.

    Counterflow: T_hi - T_co and T_ho - T_ci; parallel flow: T_hi - T_ci and T_ho - T_co.
    """
    return log_mean(dt_1, dt_2)


@equation("NTU_cf", BOWMAN, at=(("493", "420", "42"), ("300", "305", "5")))
def counterflow_units_of_ends(t_1_in: Kelvin, t_1_out: Kelvin, dt_lm: KelvinDiff) -> Ratio:
    """Transfer units that pure counterflow would need: change of fluid 1 over the LMTD."""
    return abs(t_1_in - t_1_out) / dt_lm


@equation("F", BOWMAN, at=(("1.2", "1.31"), ("0.5", "0.5")))
def correction_factor(n_cf: Ratio, n: Ratio) -> Ratio:
    """Correction of the counterflow LMTD: transfer units of counterflow over those needed."""
    return n_cf / n


@equation("UA", INCROPERA, at=(("1.2e7", "0.9", "50"), ("100", "1", "3")))
def conductance_by_lmtd(q: Watt, f: Ratio, dt_lm: KelvinDiff) -> WattPerKelvin:
    """Conductance that the measured duty implies."""
    return q / (f * dt_lm)


@equation("UA", INCROPERA, at=(("1.4", "12000"), ("3", "5")))
def conductance(n: Ratio, c_1: WattPerKelvin) -> WattPerKelvin:
    """Conductance from N = UA/C1."""
    return n * c_1


@equation(
    "U",
    INCROPERA,
    guards=("area > 0: an area must be positive; check the data sheet",),
    at=(("1.2e5", "250"), ("3", "0.5")),
)
def overall_coefficient(ua: WattPerKelvin, area: SquareMetre) -> WattPerM2Kelvin:
    """Overall coefficient referred to the tube outside area."""
    return ua / area


@equation("UA", INCROPERA, at=(("420", "250"), ("3", "0.5")))
def conductance_of_surface(u: WattPerM2Kelvin, area: SquareMetre) -> WattPerKelvin:
    """Conductance of a surface with this coefficient."""
    return u * area


@equation("N", INCROPERA, at=(("1.2e5", "4e4"), ("3", "0.5")))
def units_of_conductance(ua: WattPerKelvin, c_1: WattPerKelvin) -> Ratio:
    """N = UA/C1."""
    return ua / c_1
