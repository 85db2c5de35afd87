"""What a stream can be: the data that a user gives of a fluid. Coherent SI, or text with a unit."""

from dataclasses import dataclass
from typing import Literal

from greenlang.core.units import (
    JoulePerKg,
    JoulePerKgKelvin,
    Kelvin,
    KgPerM3,
    M2PerSecond,
    Pascal,
    PascalSecond,
    Ratio,
    WattPerMetreKelvin,
)

Group = Literal["crude", "fuel oil", "jet fuel", "gasoline", "lubricating oil"]


@dataclass(frozen=True)
class ViscosityPoint:
    """A measured kinematic viscosity."""

    t: Kelvin
    nu: M2PerSecond


@dataclass(frozen=True)
class Petroleum:
    """A crude or cut: API gravity, Watson K, and viscosity at two or more temperatures.

    `group` is the product group of API MPMS 11.1, which sets the thermal expansion. Without
    viscosity there are no film coefficients; nothing is guessed.
    """

    api: Ratio
    watson_k: Ratio
    viscosity: tuple[ViscosityPoint, ...] = ()
    bubble_point: Kelvin | None = None
    group: Group = "crude"


@dataclass(frozen=True)
class Constant:
    """A liquid with constant properties; those not given are unknown."""

    cp: JoulePerKgKelvin
    rho: KgPerM3 | None = None
    mu: PascalSecond | None = None
    k: WattPerMetreKelvin | None = None
    bubble_point: Kelvin | None = None


@dataclass(frozen=True)
class TableRow:
    """Properties at one temperature; those not given are unknown."""

    t: Kelvin
    cp: JoulePerKgKelvin
    rho: KgPerM3 | None = None
    mu: PascalSecond | None = None
    k: WattPerMetreKelvin | None = None


@dataclass(frozen=True)
class Table:
    """A user's table, temperatures rising; linear between rows, viscosity logarithmic."""

    rows: tuple[TableRow, ...]
    bubble_point: Kelvin | None = None


@dataclass(frozen=True)
class CurvePoint:
    """A point of a heating curve; properties that are not given are unknown."""

    t: Kelvin
    h: JoulePerKg
    rho: KgPerM3 | None = None
    mu: PascalSecond | None = None
    k: WattPerMetreKelvin | None = None


@dataclass(frozen=True)
class Curve:
    """A stream by its heating curve: enthalpy over temperature at its pressure, straight between.

    For what boils, condenses or changes its heat capacity: a point at every bend (bubble point,
    dew point) and at both ends. h rises from point to point, T never falls; h has any zero.
    """

    rows: tuple[CurvePoint, ...]


@dataclass(frozen=True)
class Water:
    """Water, or steam where it is above its boiling point, at a pressure, by IAPWS-IF97."""

    pressure: Pascal


@dataclass(frozen=True)
class Pure:
    """A fluid of CoolProp, by its name there, at a pressure."""

    name: str
    pressure: Pascal


Fluid = Petroleum | Constant | Table | Curve | Water | Pure
