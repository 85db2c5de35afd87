"""Units as objects: they annotate equations, label records and check dimensions.

Inside the house every number is in coherent SI, so a unit never scales anything here; plant units
are converted once, at the edge, by `core.quantities`.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, get_args, get_type_hints

BASE = ("kg", "m", "s", "K", "mol", "money")


@dataclass(frozen=True)
class Dimension:
    """A number that forgot its value: arithmetic on it derives the unit of a formula.

    Temperature level and difference are two kinds. A level minus a level is a difference, a level
    plus a difference is a level, and the sum of two levels means nothing.
    """

    powers: tuple[Fraction, ...]
    level: bool = False

    @functools.cached_property
    def _hash(self) -> int:
        return hash((self.powers, self.level))

    def __hash__(self) -> int:
        """Computed once: units key the caches of conversions."""
        return self._hash

    def __mul__(self, other: Any) -> "Dimension":
        pairs = zip(self.powers, _dimension(other).powers, strict=True)
        return Dimension(tuple(a + b for a, b in pairs))

    def __pow__(self, exponent: Any) -> "Dimension":
        if isinstance(exponent, Dimension):
            return self.pure() and exponent.pure()
        return Dimension(tuple(p * Fraction(str(exponent)) for p in self.powers))

    def __rpow__(self, other: Any) -> "Dimension":
        return _dimension(other).pure() and self.pure()

    def __truediv__(self, other: Any) -> "Dimension":
        return self * _dimension(other) ** -1

    def __rtruediv__(self, other: Any) -> "Dimension":
        return _dimension(other) / self

    def __add__(self, other: Any) -> "Dimension":
        both = self.like(other)
        if self.level and getattr(other, "level", False):
            raise TypeError("two temperature levels cannot be added: write t1 + (t2 - t1)/2")
        return Dimension(both.powers, self.level or getattr(other, "level", False))

    def __sub__(self, other: Any) -> "Dimension":
        both = self.like(other)
        if getattr(other, "level", False) and not self.level:
            raise TypeError("a temperature level cannot be taken from a difference")
        return Dimension(both.powers, self.level and not getattr(other, "level", False))

    def __rsub__(self, other: Any) -> "Dimension":
        return _dimension(other) - self if other != 0 else self

    def like(self, other: Any) -> "Dimension":
        """Self, if `other` has the same powers; a bare 0 fits everything."""
        if not isinstance(other, Dimension) and other == 0:
            return self
        if self.powers != _dimension(other).powers:
            raise TypeError(f"cannot combine {self} with {_dimension(other)}")
        return self

    def same_as(self, other: Any) -> "Dimension":
        """Self, if `other` has the same powers and is the same kind of temperature."""
        if isinstance(other, Dimension) and other.level != self.level:
            raise TypeError(f"cannot take {self} for {other}")
        return self.like(other)

    def pure(self) -> "Dimension":
        """Self, if it has no dimension."""
        return self.like(ONE)

    def compared(self, other: Any) -> "Dimension":
        """What a comparison gives: no dimension, after the sides were found alike."""
        self.like(other)
        return ONE

    __rmul__ = __mul__
    __radd__ = __add__
    __lt__ = __le__ = __gt__ = __ge__ = compared  # == stays structural: units must compare

    def __abs__(self) -> "Dimension":
        return self

    __neg__ = __pos__ = __abs__

    def __and__(self, other: Any) -> "Dimension":
        return self

    def ln(self) -> "Dimension":
        """Logarithms, exponentials and angles take pure numbers only."""
        return self.pure()

    log10 = exp = ln

    def sqrt(self) -> "Dimension":
        """Half of every power."""
        return self ** Fraction(1, 2)

    def __str__(self) -> str:
        text = " ".join(
            f"{b}^{p}" if p != 1 else b for b, p in zip(BASE, self.powers, strict=True) if p
        )
        return (text or "1") + (" (level)" if self.level else "")


def _dimension(x: Any) -> Dimension:
    return x if isinstance(x, Dimension) else ONE


@dataclass(frozen=True)
class Unit:
    """A symbol to print and the dimension behind it."""

    symbol: str
    dimension: Dimension

    def named(self, currency: str) -> str:
        """The symbol with the plant's currency in place of `money`."""
        return self.symbol.replace("money", currency)


ONE = Dimension((Fraction(0),) * len(BASE))
kg, m, s, K, mol, money = (
    Dimension(tuple(Fraction(int(b == base)) for b in BASE)) for base in BASE
)
LEVEL = Dimension(K.powers, level=True)
J = kg * m**2 / s**2
W = J / s
Pa = kg / m / s**2

# The annotations that engineers write. `Any` keeps one signature for all kinds of number.
Ratio = Annotated[Any, Unit("1", ONE)]
Kelvin = Annotated[Any, Unit("K", LEVEL)]
KelvinDiff = Annotated[Any, Unit("K", K)]
PerKelvin = Annotated[Any, Unit("1/K", ONE / K)]
Metre = Annotated[Any, Unit("m", m)]
SquareMetre = Annotated[Any, Unit("m2", m**2)]
CubicMetre = Annotated[Any, Unit("m3", m**3)]
Second = Annotated[Any, Unit("s", s)]
PerSecond = Annotated[Any, Unit("1/s", ONE / s)]
Kilogram = Annotated[Any, Unit("kg", kg)]
KgPerSecond = Annotated[Any, Unit("kg/s", kg / s)]
M3PerSecond = Annotated[Any, Unit("m3/s", m**3 / s)]
MetrePerSecond = Annotated[Any, Unit("m/s", m / s)]
KgPerM2Second = Annotated[Any, Unit("kg/(m2 s)", kg / m**2 / s)]
KgPerM3 = Annotated[Any, Unit("kg/m3", kg / m**3)]
M3PerKg = Annotated[Any, Unit("m3/kg", m**3 / kg)]
Pascal = Annotated[Any, Unit("Pa", Pa)]
PascalDiff = Annotated[Any, Unit("Pa diff", Pa)]
PascalPerSecond = Annotated[Any, Unit("Pa/s", Pa / s)]
PascalSecond = Annotated[Any, Unit("Pa s", Pa * s)]
M2PerSecond = Annotated[Any, Unit("m2/s", m**2 / s)]
Newton = Annotated[Any, Unit("N", Pa * m**2)]
NewtonPerMetre = Annotated[Any, Unit("N/m", Pa * m)]
Joule = Annotated[Any, Unit("J", J)]
JoulePerKg = Annotated[Any, Unit("J/kg", J / kg)]
JoulePerKgKelvin = Annotated[Any, Unit("J/(kg K)", J / kg / K)]
JoulePerMol = Annotated[Any, Unit("J/mol", J / mol)]
JoulePerMolKelvin = Annotated[Any, Unit("J/(mol K)", J / mol / K)]
Watt = Annotated[Any, Unit("W", W)]
WattPerKelvin = Annotated[Any, Unit("W/K", W / K)]
WattPerM2 = Annotated[Any, Unit("W/m2", W / m**2)]
WattPerM2Kelvin = Annotated[Any, Unit("W/(m2 K)", W / m**2 / K)]
WattPerMetreKelvin = Annotated[Any, Unit("W/(m K)", W / m / K)]
M2KelvinPerWatt = Annotated[Any, Unit("m2 K/W", m**2 * K / W)]
M2KelvinPerJoule = Annotated[Any, Unit("m2 K/J", m**2 * K / J)]
KgPerJoule = Annotated[Any, Unit("kg/J", kg / J)]
HeatRate = Annotated[Any, Unit("J/J", ONE)]
Money = Annotated[Any, Unit("money", money)]
MoneyPerSecond = Annotated[Any, Unit("money/s", money / s)]
MoneyPerJoule = Annotated[Any, Unit("money/J", money / J)]
MoneyPerKg = Annotated[Any, Unit("money/kg", money / kg)]


def unit_in(hint: Any) -> Unit | None:
    """The unit that an annotation carries, also inside `Optional` and tuples; None without one."""
    for mark in getattr(hint, "__metadata__", ()):
        if isinstance(mark, Unit):
            return mark
    found = {unit for part in get_args(hint) if (unit := unit_in(part)) is not None}
    return found.pop() if len(found) == 1 else None


def _units_of(annotated: Any) -> dict[str, Unit]:
    hints = get_type_hints(annotated, include_extras=True)
    return {name: unit for name, hint in hints.items() if (unit := unit_in(hint)) is not None}


units_of: Callable[[Any], dict[str, Unit]] = functools.cache(_units_of)
"""Name -> unit of a function's parameters (and "return") or of a dataclass's fields."""
