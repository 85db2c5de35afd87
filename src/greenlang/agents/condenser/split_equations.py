"""Shapley values: parts of a change that sum to it, whatever the order of its causes."""

from greenlang.core.equations import equation
from greenlang.core.units import KelvinDiff, PascalDiff, Ratio

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


@equation("Δp_x", "definition", at=(("2550", "1800", "400"), ("5", "6")))
def interaction(change: PascalDiff, *gains: PascalDiff) -> PascalDiff:
    """What the causes do together, beyond what each would give back if it alone were put right."""
    return change - sum(gains)
