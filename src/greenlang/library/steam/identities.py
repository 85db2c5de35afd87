"""Properties that follow from others by thermodynamics alone, for any region and fluid."""

from greenlang.core.equations import equation
from greenlang.core.maths import sqrt
from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KgPerM3,
    M3PerKg,
    MetrePerSecond,
    Pascal,
    Ratio,
)
from greenlang.library.steam.region1 import M3PerKgKelvin, M3PerKgPascal

BOOK = "Moran, Shapiro, Fundamentals of Engineering Thermodynamics, 8th ed., ch. 11"
LIQUID = ("4.17e3", "300", "1.0e-3", "2.8e-7", "-4.5e-13")
STEAM = ("2.1e3", "700", "92", "0.13", "-2.6e-2")


@equation("u", "definition of enthalpy", at=(("115e3", "3e6", "1e-3"), ("3335e3", "3500", "92.3")))
def internal_energy(h: JoulePerKg, p: Pascal, v: M3PerKg) -> JoulePerKg:
    """Specific internal energy."""
    return h - p * v


@equation("rho", "definition", at=(("1.002e-3",), ("92.3",)))
def density(v: M3PerKg) -> KgPerM3:
    """Density."""
    return 1 / v


@equation("c_v", BOOK, at=((*LIQUID[:2], *LIQUID[3:]), (*STEAM[:2], *STEAM[3:])))
def isochoric_heat_capacity(
    cp: JoulePerKgKelvin, t: Kelvin, dv_dt: M3PerKgKelvin, dv_dp: M3PerKgPascal
) -> JoulePerKgKelvin:
    """Isochoric heat capacity from the isobaric one and the slopes of the specific volume."""
    return cp + t * dv_dt**2 / dv_dp


@equation("w", BOOK, at=(LIQUID, STEAM))
def sound_speed(
    cp: JoulePerKgKelvin, t: Kelvin, v: M3PerKg, dv_dt: M3PerKgKelvin, dv_dp: M3PerKgPascal
) -> MetrePerSecond:
    """Speed of sound from the slopes of the specific volume."""
    return v / sqrt(-(dv_dp + t * dv_dt**2 / cp))


@equation("h_fg", "definition", at=(("2777e3", "763e3"), ("2675e3", "419e3")))
def evaporation_enthalpy(vapour: JoulePerKg, liquid: JoulePerKg) -> JoulePerKg:
    """Enthalpy of evaporation, from those of saturated vapour and liquid."""
    return vapour - liquid


@equation("x", "lever rule", at=(("2e6", "640e3", "2.7e6"), ("640e3", "640e3", "2.7e6")))
def vapour_fraction(mixture: JoulePerKg, liquid: JoulePerKg, vapour: JoulePerKg) -> Ratio:
    """Mass fraction of vapour in wet steam, from its enthalpy and those at saturation."""
    return (mixture - liquid) / (vapour - liquid)


@equation("x", "lever rule", at=(("5e3", "1.9e3", "6.7e3"), ("1.9e3", "1.9e3", "6.7e3")))
def vapour_fraction_by_entropy(
    mixture: JoulePerKgKelvin, liquid: JoulePerKgKelvin, vapour: JoulePerKgKelvin
) -> Ratio:
    """Mass fraction of vapour in wet steam, from its entropy and those at saturation."""
    return (mixture - liquid) / (vapour - liquid)


@equation("v", "lever rule", at=(("0.9", "1.1e-3", "0.27"), ("1e-3", "1.1e-3", "0.27")))
def wet_volume(x: Ratio, liquid: M3PerKg, vapour: M3PerKg) -> M3PerKg:
    """Specific volume of wet steam."""
    return liquid + x * (vapour - liquid)


@equation("h", "lever rule", at=(("0.9", "640e3", "2.7e6"), ("1e-3", "640e3", "2.7e6")))
def wet_enthalpy(x: Ratio, liquid: JoulePerKg, vapour: JoulePerKg) -> JoulePerKg:
    """Specific enthalpy of wet steam."""
    return liquid + x * (vapour - liquid)


@equation("s", "lever rule", at=(("0.9", "1.9e3", "6.7e3"), ("1e-3", "1.9e3", "6.7e3")))
def wet_entropy(x: Ratio, liquid: JoulePerKgKelvin, vapour: JoulePerKgKelvin) -> JoulePerKgKelvin:
    """Specific entropy of wet steam."""
    return liquid + x * (vapour - liquid)
