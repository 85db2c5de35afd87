"""Air that only a condenser has: the pressure it forces, its margin, what its signs speak for."""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M3PerKg,
    M3PerSecond,
    Pa,
    Pascal,
    PascalDiff,
    Ratio,
    Second,
    Unit,
    s,
)

PascalPerSecond = Annotated[Any, Unit("Pa/s", Pa / s)]

IDEAL = "ideal gas, dry air of 28.965 g/mol: 287.05 J/(kg K)"
BAYES = "Bayes' rule; causes alike before the signs, signs independent"


@equation("dp_a/dt", "definition", at=(("2300", "2000", "180"), ("10", "5", "60")))
def air_rise(p_a_end: Pascal, p_a_start: Pascal, duration: Second) -> PascalPerSecond:
    """Rise of the air's pressure while the vacuum pumps are isolated."""
    return (p_a_end - p_a_start) / duration


@equation("T_c", "vent cooler above the cooling water", at=(("288.15", "3"), ("300", "4")))
def vent_temperature(t_in: Kelvin, above: KelvinDiff) -> Kelvin:
    """Temperature to which the air cooler section cools the vent."""
    return t_in + above


@equation("m_a", "psychrometrics: volume of humid air a kilogram of dry air",
          at=(("0.01", "0.87"), ("5", "6")))  # fmt: skip
def dry_by_volume(v: M3PerSecond, each: M3PerKg) -> KgPerSecond:
    """Dry air in a volume of humid air."""
    return v / each


@equation("m_a", "definition of the humidity ratio", at=(("0.01", "0.02"), ("5", "0")))
def dry_share(m: KgPerSecond, w: Ratio) -> KgPerSecond:
    """Dry air in a mass of humid air."""
    return m / (1 + w)


@equation("m_cap", "a curve's own scale", at=(("0.4", "0.02"), ("5", "1")))
def of_largest(share: Ratio, largest: KgPerSecond) -> KgPerSecond:
    """Capacity from its share of the largest of the curve."""
    return share * largest


@equation("S", "a vendor's own correction for the seal water", at=(("0.4", "0.76"), ("5", "1")))
def corrected_volume(v: M3PerSecond, factor: Ratio) -> M3PerSecond:
    """Volume of a liquid-ring pump by its vendor's factor."""
    return v * factor


@equation("p_floor", IDEAL, at=(("0.0167", "0.417", "291.15", "2064"),), empirical=True)
def floor_pressure(m_a: KgPerSecond, v: M3PerSecond, t: Kelvin, p_s: Pascal) -> Pascal:
    """Pressure at which the vacuum pumps just carry this air away, their volume flow held."""
    return p_s + m_a * 287.05 * t / v


@equation("m_cap/m_a", "definition", guards=("m_a > 0: there is no air; is the meter off?",),
          at=(("0.0085", "0.004"), ("1", "2")))  # fmt: skip
def margin(capacity: KgPerSecond, m_a: KgPerSecond) -> Ratio:
    """Air that the pumps could carry over the air there is: below 1 air sets the pressure."""
    return capacity / m_a


@equation("m_a/m_lim", "definition", at=(("0.004", "0.005"), ("1", "2")))
def limit_share(m_a: KgPerSecond, limit: KgPerSecond) -> Ratio:
    """Air over its limit."""
    return m_a / limit


@equation("p - p_seal", "definition", at=(("4000", "2300"), ("1", "2")))
def seal_reserve(p: Pascal, p_seal: Pascal) -> PascalDiff:
    """Reserve of a liquid-ring pump before its seal water boils."""
    return p - p_seal


@equation("L", BAYES, guards=("odds > 1: a sign that fits must speak for its cause",),
          at=(("9", "5"), ("4", "0")))  # fmt: skip
def likelihood(odds: Ratio, fitting: Ratio) -> Ratio:
    """Likelihood of the signs seen under a cause, relative to one that none of them fits."""
    return odds**fitting


@equation("P", BAYES, at=(("81", "9", "81", "1"), ("1", "1", "3")))
def posterior(own: Ratio, *every: Ratio) -> Ratio:
    """Probability of a cause among those listed."""
    return own / sum(every)


@equation(
    "m_leak",
    "mass balance of a tracer",
    guards=("c_water > c_hotwell: the tracer is no weaker in the condensate; check the samples",),
    at=(("260", "2e-7", "5e-8", "0.01"), ("1", "3", "1", "9")),
)
def tube_leak(
    m_condensate: KgPerSecond, c_hotwell: Ratio, c_base: Ratio, c_water: Ratio
) -> KgPerSecond:
    """Cooling water that leaks into the condensate; negative where the base is above it."""
    return m_condensate * (c_hotwell - c_base) / (c_water - c_hotwell)


@equation("σ_leak", "JCGM 100:2008 (GUM), 5.1; the cooling water's own error is of second order",
          at=(("260", "1e-8", "5e-9", "0.01"), ("1", "1", "1", "3")))  # fmt: skip
def tube_leak_sigma(
    m_condensate: KgPerSecond, s_hotwell: Ratio, s_base: Ratio, c_water: Ratio
) -> KgPerSecond:
    """Standard uncertainty of a tube leak."""
    return m_condensate * (s_hotwell**2 + s_base**2) ** 0.5 / c_water


@equation("2σ", "two-sided 95 % of a normal reading", at=(("0.01",), ("1",)))
def detectable(sigma: KgPerSecond) -> KgPerSecond:
    """Leak below which nothing is told."""
    return 2 * sigma
