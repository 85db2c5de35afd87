"""Numbers that checks, scores and zones are read by."""

from greenlang.core.equations import equation
from greenlang.core.units import KelvinDiff, Pascal, PascalDiff, Ratio, Watt, WattPerKelvin


@equation("Δp/Pa", "the pure number of a score", empirical=True, at=(("500",), ("-3",)))
def pure_pressure(dp: PascalDiff) -> Ratio:
    """Pressure difference as a number of pascals."""
    return dp


@equation("ΔT/K", "the pure number of a score", empirical=True, at=(("4",), ("-3",)))
def pure_difference(dt: KelvinDiff) -> Ratio:
    """Temperature difference as a number of kelvins."""
    return dt


@equation("p̄", "mean of equal parts", at=(("2", "3200", "4100"), ("1", "5")))
def mean_pressure(n: Ratio, *p: Pascal) -> Pascal:
    """Mean pressure of n zones."""
    return sum(p) / n


@equation(
    "Q/P",
    "definition",
    guards=("p_gross > 0: a gross power above 0 is needed",),
    at=(("6e8", "5e8"), ("1", "2")),
)
def over_power(q: Watt, p_gross: Watt) -> Ratio:
    """Duty over gross power: 0.8 to 2.5 for steam plants."""
    return q / p_gross


@equation("Q_sub", "energy balance", at=(("1.1e6", "1.5"), ("3", "2")))
def subcooling_heat(c: WattPerKelvin, below: KelvinDiff) -> Watt:
    """Heat that subcooling takes from the condensate."""
    return c * below
