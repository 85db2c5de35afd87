"""Dry air as a mass: standard volumes, what a vent carries, what a rising vacuum tells.

A standard cubic foot is no unit of mass until its temperature is said: 60 and 70 degF differ by
1.9 %. Air here is an ideal gas of 287.05 J/(kg K); at condenser pressures that is exact to 1e-4.
"""

from collections.abc import Callable
from typing import Any, Literal

from greenlang.core.equations import equation
from greenlang.core.maths import sqrt
from greenlang.core.units import (
    CubicMetre,
    Kelvin,
    KgPerM3,
    KgPerSecond,
    M3PerSecond,
    Pascal,
    PascalPerSecond,
    Ratio,
)

IDEAL = "ideal gas, dry air of 28.965 g/mol: 287.05 J/(kg K)"
DALTON = "Dalton's law; HEI Standards for Steam Surface Condensers use the same"
RING = "liquid-ring pump: volume left by the vapour of its seal water, ideal gas"
ABOVE = "the vapour alone exceeds this pressure: check the gauge (absolute?) and the temperature"

Reference = Literal["60 degF", "70 degF", "0 degC"]


@equation("m_a", f"{IDEAL}; 14.696 psia, 60 degF", at=(("0.000471947",), ("0.01",)), empirical=True)
def mass_at_60f(v: M3PerSecond) -> KgPerSecond:
    """Dry air of a standard volume at 60 degF and 1 atm: 4.580 lb/h a scfm."""
    return v * 101325 / (287.05 * 519.67 / 1.8)


@equation("m_a", f"{IDEAL}; 14.696 psia, 70 degF", at=(("0.000471947",), ("0.01",)), empirical=True)
def mass_at_70f(v: M3PerSecond) -> KgPerSecond:
    """Dry air of a standard volume at 70 degF and 1 atm: 4.493 lb/h a scfm."""
    return v * 101325 / (287.05 * 529.67 / 1.8)


@equation("m_a", f"{IDEAL}; 1.01325 bar, 0 degC", at=(("0.000277778",), ("0.01",)), empirical=True)
def mass_normal(v: M3PerSecond) -> KgPerSecond:
    """Dry air of a normal volume: 1.292 kg a Nm3."""
    return v * 101325 / (287.05 * 273.15)


MASS: dict[Reference, Callable[..., Any]] = {
    "60 degF": mass_at_60f,
    "70 degF": mass_at_70f,
    "0 degC": mass_normal,
}
"""Mass flow of dry air from a standard volume flow, by the temperature that its standard means."""


@equation("ρ_a", IDEAL, at=(("101325", "294.26"), ("3386", "300")), empirical=True)
def dry_air_density(p: Pascal, t: Kelvin) -> KgPerM3:
    """Density of dry air at its partial pressure."""
    return p / (287.05 * t)


@equation(
    "m_a", "rotameter: the reading goes with the root of density", at=(("0.01", "1.2", "1.1"),
    ("0.02", "1.2", "0.04")), guards=("rho_cal > 0: give the density of the scale",
                                      "rho > 0: a density is above zero"),
)  # fmt: skip
def rotameter_mass(v: M3PerSecond, rho_cal: KgPerM3, rho: KgPerM3) -> KgPerSecond:
    """Mass flow of a rotameter that reads volume at the density of its scale."""
    return v * sqrt(rho_cal * rho)


@equation("p_a", DALTON, guards=(f"p > p_s: {ABOVE}",), at=(("3386", "2650"), ("1e4", "0")))
def air_pressure(p: Pascal, p_s: Pascal) -> Pascal:
    """Partial pressure of the air in a mixture with saturated vapour."""
    return p - p_s


@equation("m_v/m_a", DALTON, at=(("2650", "736"), ("2000", "2000")))
def vapour_of_air(p_s: Pascal, p_a: Pascal) -> Ratio:
    """Vapour that goes with a kilogram of dry air in a vent at saturation."""
    return 0.622 * p_s / p_a


@equation("m_v", DALTON, at=(("0.01", "2.2"), ("5", "6")))
def vapour_mass(m_a: KgPerSecond, ratio: Ratio) -> KgPerSecond:
    """Vapour that a vent carries away with its air."""
    return m_a * ratio


@equation("V_s", IDEAL, at=(("0.01", "295", "736"), ("0.02", "300", "2000")), empirical=True)
def suction_volume(m_a: KgPerSecond, t: Kelvin, p_a: Pascal) -> M3PerSecond:
    """Volume that a vacuum pump must swallow: that of the air at its partial pressure."""
    return m_a * 287.05 * t / p_a


@equation("m_cap", IDEAL, at=(("0.4", "291.15", "1700"), ("0.5", "300", "2000")), empirical=True)
def air_capacity(v: M3PerSecond, t: Kelvin, p_a: Pascal) -> KgPerSecond:
    """Air that a swallowed volume holds at the partial pressure of the air."""
    return v * p_a / (287.05 * t)


@equation("m_a", IDEAL, at=(("1000", "310", "1.667"), ("2100", "305", "3")), empirical=True)
def leak_of_decay(volume: CubicMetre, t: Kelvin, rise: PascalPerSecond) -> KgPerSecond:
    """Leak into an isolated volume, from the rise of the AIR's pressure, p - psat(T)."""
    return volume * rise / (287.05 * t)


@equation(
    "S", RING,
    guards=(f"p > p_seal: the seal water boils at this suction; {ABOVE}",
            "p > p_curve: the curve's own water would boil here; check its conditions"),
    at=(("0.4", "9999", "4225", "1767"), ("0.5", "5000", "1706", "1706")),
)  # fmt: skip
def ring_capacity(v: M3PerSecond, p: Pascal, p_seal: Pascal, p_curve: Pascal) -> M3PerSecond:
    """Capacity of a liquid-ring pump at another seal-water temperature than its curve's."""
    return v * (p - p_seal) / (p - p_curve)
