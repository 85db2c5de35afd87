"""Flow meters by differential pressure: what they show when the density is not the design's."""

from greenlang.core.equations import equation
from greenlang.core.maths import sqrt
from greenlang.core.units import KgPerM3, KgPerSecond, M3PerSecond

ISO_5167 = "ISO 5167-1:2022, eq. (1): q_m goes with the root of dp times density"


@equation(
    "m",
    ISO_5167,
    guards=("rho > 0: a density is above zero", "rho_design > 0: a density is above zero"),
    at=(("10", "760", "800"), ("25", "820", "820")),
)
def mass_at_density(m_shown: KgPerSecond, rho: KgPerM3, rho_design: KgPerM3) -> KgPerSecond:
    """Mass flow of an orifice whose reading assumes the design density."""
    return m_shown * sqrt(rho / rho_design)


@equation(
    "m",
    ISO_5167,
    guards=("rho > 0: a density is above zero", "rho_design > 0: a density is above zero"),
    at=(("0.02", "760", "800"), ("0.05", "820", "820")),
)
def mass_of_volume(v_shown: M3PerSecond, rho: KgPerM3, rho_design: KgPerM3) -> KgPerSecond:
    """Mass flow of an orifice that shows volume at line conditions of the design density."""
    return v_shown * sqrt(rho * rho_design)
