"""What a stream can be: the data that a user gives of a fluid. Coherent SI, or text with a unit."""

from dataclasses import dataclass
from typing import Literal

from greenlang.core.units import (
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


@dataclass(frozen=True)
class Water:
    """Liquid water at a pressure, by IAPWS-IF97."""

    pressure: Pascal


@dataclass(frozen=True)
class Pure:
    """A fluid of CoolProp, by its name there, at a pressure."""

    name: str
    pressure: Pascal


Fluid = Petroleum | Constant | Table | Water | Pure
