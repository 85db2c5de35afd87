"""What a back pressure takes from a turbine: power, heat rate, fuel, money and CO2."""

from greenlang.core.equations import equation
from greenlang.core.units import (
    HeatRate,
    Pascal,
    PascalDiff,
    Ratio,
    Watt,
)

CONSTANT = "heat rate is heat over power; the heat stays as it is"


@equation("HR", CONSTANT, guards=("c > -1: a pressure does not take all of the power",),
          at=(("2.5", "-0.02"), ("3", "0")))  # fmt: skip
def heat_rate(reference: HeatRate, c: Ratio) -> HeatRate:
    """Heat rate at a change of power, from that at the curve's reference pressure."""
    return reference / (1 + c)


@equation("ΔP", "a loss is positive", at=(("500e6", "490e6"), ("5", "6")))
def power_lost(before: Watt, now: Watt) -> Watt:
    """Power that is no longer made."""
    return before - now


@equation("ΔHR", "a loss is positive", at=(("2.52", "2.5"), ("5", "6")))
def heat_rate_rise(now: HeatRate, before: HeatRate) -> HeatRate:
    """By how much the heat rate has risen."""
    return now - before


@equation("ΔQ_f", "the output stays as it is", at=(("490e6", "0.02"), ("5", "-1")))
def fuel_for(output: Watt, rise: HeatRate) -> Watt:
    """Fuel heat that makes the same power at a higher heat rate."""
    return output * rise


@equation("p", "one millibar more", empirical=True, at=(("4000",), ("5000",)))
def a_millibar_more(p: Pascal) -> Pascal:
    """Pressure a millibar higher."""
    return p + 100


@equation("p_choke", "choke point as a share of the reference", at=(("0.6", "4000"), ("1", "5")))
def choke_pressure(share: Ratio, p_ref: Pascal) -> Pascal:
    """Pressure below which a better vacuum earns nothing."""
    return share * p_ref


@equation("p - p_choke", "definition", at=(("4000", "2500"), ("1", "5")))
def above_choke(p: Pascal, p_choke: Pascal) -> PascalDiff:
    """How far a pressure lies above the choke point."""
    return p - p_choke
