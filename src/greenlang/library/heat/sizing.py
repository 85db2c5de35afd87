"""A built exchanger against what is asked of it: area, overdesign, duty at another coefficient."""

from greenlang.core.equations import equation
from greenlang.core.maths import larger
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    PascalDiff,
    Ratio,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)

SHAH_SEKULIC = "Shah & Sekulic, Fundamentals of Heat Exchanger Design (2003), ch. 3 and 9"
COMPARED = "definition of a change"


@equation("A_req", SHAH_SEKULIC, at=(("120000", "420"), ("5e4", "800")))
def required_area(ua: WattPerKelvin, u: WattPerM2Kelvin) -> SquareMetre:
    """Area that a conductance takes at a coefficient."""
    return ua / u


@equation("A/A_req - 1", SHAH_SEKULIC, at=(("300", "280"), ("100", "120")))
def overdesign(area: SquareMetre, required: SquareMetre) -> Ratio:
    """Area beyond what is required, as a share of it; negative where it falls short."""
    return area / required - 1


@equation("N", SHAH_SEKULIC, at=(("1.2", "0.8", "450", "380"), ("2", "1.5", "300", "350")))
def units_at(ntu: Ratio, r: Ratio, u_new: WattPerM2Kelvin, u: WattPerM2Kelvin) -> Ratio:
    """N = UA/C1 at another coefficient, from NTU = UA/C_min and R."""
    return ntu / larger(r, 1) * u_new / u


@equation("N", SHAH_SEKULIC, at=(("420", "300", "1e5"), ("800", "50", "2e4")))
def units(u: WattPerM2Kelvin, area: SquareMetre, c_1: WattPerKelvin) -> Ratio:
    """N = UA/C1 of a built exchanger."""
    return u * area / c_1


@equation("Q", SHAH_SEKULIC, at=(("9e6", "0.65", "0.6"), ("10", "0.2", "0.3")))
def duty_at(q: Watt, p_new: Ratio, p: Ratio) -> Watt:
    """Duty at another effectiveness, inlets and heat capacity rates being the same."""
    return q * p_new / p


@equation("δT", COMPARED, at=(("400", "390"),))
def warmer(t: Kelvin, base: Kelvin) -> KelvinDiff:
    """Temperature less that of the base."""
    return t - base


@equation("δQ", COMPARED, at=(("9e6", "8e6"),))
def more_duty(q: Watt, base: Watt) -> Watt:
    """Duty less that of the base."""
    return q - base


@equation("δU", COMPARED, at=(("400", "380"),))
def more_coefficient(u: WattPerM2Kelvin, base: WattPerM2Kelvin) -> WattPerM2Kelvin:
    """Coefficient less that of the base."""
    return u - base


@equation("δp", COMPARED, at=(("4e4", "3e4"),))
def more_drop(dp: PascalDiff, base: PascalDiff) -> PascalDiff:
    """Pressure drop less that of the base."""
    return dp - base
