"""What a solved state leaves of the property that was given: zero to the digit."""

from greenlang.core.equations import equation
from greenlang.core.units import JoulePerKg, JoulePerKgKelvin, Pascal, PascalDiff

SOURCE = "condition that a solved state meets"


@equation("dp", SOURCE, at=(("25e6", "24e6"), ("1e5", "3e5")))
def pressure(wanted: Pascal, found: Pascal) -> PascalDiff:
    """Pressure that was given, less that of the state."""
    return wanted - found


@equation("dh", SOURCE, at=(("2e6", "1.9e6"), ("1e5", "3e5")))
def enthalpy(wanted: JoulePerKg, found: JoulePerKg) -> JoulePerKg:
    """Enthalpy that was given, less that of the state."""
    return wanted - found


@equation("ds", SOURCE, at=(("4e3", "4.1e3"), ("100", "30")))
def entropy(wanted: JoulePerKgKelvin, found: JoulePerKgKelvin) -> JoulePerKgKelvin:
    """Entropy that was given, less that of the state."""
    return wanted - found
