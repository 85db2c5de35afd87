"""Shapley values: parts of a change that sum to it, whatever the order of its causes."""

from greenlang.core.equations import equation
from greenlang.core.units import HeatRate, Kelvin, KelvinDiff, PascalDiff, Ratio, Watt

SHAPLEY = "Shapley, Contributions to the Theory of Games II (1953) 307-317"
_AT = (("5", "2000", "1500"), ("20", "300"))


@equation("φ_n", SHAPLEY, at=_AT)
def pressure_step(weight: Ratio, *changes: PascalDiff) -> PascalDiff:
    """Part of a cause that comes after n others; weight: causes times sets of n of the others."""
    return sum(changes) / weight


@equation("φ", SHAPLEY, at=(("300", "400", "250"), ("5",)))
def pressure_part(*steps: PascalDiff) -> PascalDiff:
    """What a cause did to the pressure, by the places at which it could have come."""
    return sum(steps)


@equation("φ_n", SHAPLEY, at=_AT)
def temperature_step(weight: Ratio, *changes: KelvinDiff) -> KelvinDiff:
    """Part of a cause that comes after n others; weight: causes times sets of n of the others."""
    return sum(changes) / weight


@equation("φ", SHAPLEY, at=(("3", "4", "2"), ("5",)))
def temperature_part(*steps: KelvinDiff) -> KelvinDiff:
    """What a cause did to the condensing temperature."""
    return sum(steps)


@equation("φ_n", SHAPLEY, at=_AT)
def power_step(weight: Ratio, *changes: Watt) -> Watt:
    """Part of a cause that comes after n others; weight: causes times sets of n of the others."""
    return sum(changes) / weight


@equation("φ", SHAPLEY, at=(("3e6", "4e6"), ("5",)))
def power_part(*steps: Watt) -> Watt:
    """What a cause took from the power."""
    return sum(steps)


@equation("φ_n", SHAPLEY, at=_AT)
def heat_rate_step(weight: Ratio, *changes: HeatRate) -> HeatRate:
    """Part of a cause that comes after n others; weight: causes times sets of n of the others."""
    return sum(changes) / weight


@equation("φ", SHAPLEY, at=(("0.01", "0.02"), ("5",)))
def heat_rate_part(*steps: HeatRate) -> HeatRate:
    """What a cause did to the heat rate."""
    return sum(steps)


@equation("Δp_x", "definition", at=(("2550", "1800", "400"), ("5", "6")))
def interaction(change: PascalDiff, *gains: PascalDiff) -> PascalDiff:
    """What the causes do together, beyond what each would give back if it alone were put right."""
    return change - sum(gains)


@equation("ΔT_1", "definition", at=(("295", "288", "3", "2"), ("290", "288", "1")))
def inlet_rest(actual: Kelvin, reference: Kelvin, *parts: KelvinDiff) -> KelvinDiff:
    """What the parts named leave of the change of the inlet temperature."""
    return actual - reference - sum(parts)


@equation("T_1", "definition", at=(("288", "3", "2"), ("288", "1")))
def inlet_level(reference: Kelvin, *parts: KelvinDiff) -> Kelvin:
    """Inlet temperature with some of the parts of its change."""
    return reference + sum(parts)
