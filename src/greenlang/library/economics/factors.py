"""CO2 factors of fuels and power with their source, each on its own heating-value basis.

A factor per lower heating value belongs to a price, an efficiency and an energy per lower heating
value; `basis` picks the table and nothing converts one into the other. Scope 1 is what the site
burns, scope 2 the power that it buys.
"""

import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from greenlang.core.equations import equation, lookup
from greenlang.core.errors import NotFound, near
from greenlang.core.tables import Table, table
from greenlang.core.units import KgPerJoule, Kilogram, Ratio, Watt

Basis = Literal["lhv", "hhv"]
TABLES: dict[Basis, str] = {"lhv": "emission_factors/ipcc2006", "hhv": "emission_factors/epa98"}
POWER = "emission_factors/power"
IPCC = "IPCC Guidelines for National Greenhouse Gas Inventories (2006), vol. 2, table 2.2"
EPA = "US EPA, 40 CFR Part 98 Subpart C (81 FR 89188, 2016), table C-1"
MMBTU = Decimal("1055055852.62")  # J, ISO 31-4 (international table Btu)
UNIT: dict[Basis, Decimal] = {"lhv": Decimal(10**12), "hhv": MMBTU}  # J that a table counts by
LB_PER_KWH = Decimal("0.45359237") / Decimal(3_600_000)


@dataclass(frozen=True)
class Factor:
    """kg CO2 per J of fuel or power; `low` and `high` are 95 % limits where the source has them."""

    name: str
    value: Decimal
    basis: str  # lhv, hhv, or power
    source: str
    row: int
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def sigma(self) -> Decimal | None:
        """Standard uncertainty as a share of the factor, from the 95 % limits."""
        if self.low is None or self.high is None:
            return None
        return (self.high - self.low) / (2 * Decimal("1.959964") * self.value)


def factor(fuel: str, basis: Basis = "lhv") -> Factor:
    """The cited factor of a fuel on a basis. NotFound suggests the near name."""
    cited = table(TABLES[basis])
    row = _row(cited, "fuel", fuel, f"no cited CO2 factor per {basis.upper()}")
    here = dict(zip(cited.columns, cited.rows[row], strict=True))
    limits = {key: Decimal(here[key]) / UNIT[basis] for key in ("low", "high") if key in here}
    return Factor(
        here["name"], Decimal(here["factor"]) / UNIT[basis], basis, cited.source, row, **limits
    )


def grid(name: str) -> Factor:
    """The cited factor of a power grid, location-based. NotFound lists those that there are."""
    cited = table(POWER)
    row = _row(cited, "grid", name, "no cited CO2 factor of power")
    here = dict(zip(cited.columns, cited.rows[row], strict=True))
    told = f"{cited.source}, {here['year']}"
    return Factor(f"grid {name}", Decimal(here["factor"]) * LB_PER_KWH, "power", told, row)


def fuels(basis: Basis = "lhv") -> tuple[str, ...]:
    """Fuels that have a cited factor on a basis."""
    return table(TABLES[basis]).column("fuel")


def _row(cited: Table, column: str, name: str, what: str) -> int:
    known = cited.column(column)
    if name not in known:
        raise NotFound(
            f"{what} of {name!r}{near(name, known)}; there are {', '.join(known)}: "
            "take one, or give the factor with its source"
        )
    return known.index(name)


@functools.cache
def _column(basis: Basis) -> tuple[float, ...]:
    rows = (Decimal(text) / UNIT[basis] for text in table(TABLES[basis]).column("factor"))
    return tuple(float(value) for value in rows)


@lookup("f_CO2", IPCC, at=(("1e6", "0"), ("2e6", "3")))
def factor_lhv(q: Watt, row: Ratio) -> KgPerJoule:  # noqa: ARG001  q: what it is read for
    """CO2 per joule of lower heating value: a row of the table, read for the fuel power q."""
    return _read("lhv", row)


@lookup("f_CO2", EPA, at=(("1e6", "0"), ("2e6", "3")))
def factor_hhv(q: Watt, row: Ratio) -> KgPerJoule:  # noqa: ARG001  q: what it is read for
    """CO2 per joule of higher heating value: a row of the table, read for the fuel power q."""
    return _read("hhv", row)


def _read(basis: Basis, row: Any) -> Any:
    return _column(basis)[int(row)]


@functools.cache
def _spreads() -> tuple[float, ...]:
    cited = table(TABLES["lhv"])
    rows = zip(*(map(Decimal, cited.column(c)) for c in ("low", "high", "factor")), strict=True)
    return tuple(float((high - low) / (2 * value)) for low, high, value in rows)


@lookup("δf", IPCC, at=(("1e6", "0"), ("2e6", "3")))
def spread_lhv(q: Watt, row: Ratio) -> Ratio:  # noqa: ARG001  q: what it is read for
    """Half the width of a factor's 95 % band as a share of it, from the limits in the table."""
    return _spreads()[int(row)]


@functools.cache
def _power() -> tuple[float, ...]:
    return tuple(float(Decimal(text) * LB_PER_KWH) for text in table(POWER).column("factor"))


@lookup("f_CO2", "EIA, FAQ 74: US electricity generation and its CO2", at=(("1e6", "0"),))
def factor_power(p: Watt, row: Ratio) -> KgPerJoule:  # noqa: ARG001  p: what it is read for
    """CO2 per joule of power of a grid: a row of the table, read for the power p."""
    return _power()[int(row)]


@equation("Σ", "sum of emissions", at=(("1", "2", "4"), ("0.1", "0.03")))
def total_mass(*m: Kilogram) -> Kilogram:
    """Sum of the emissions of both scopes."""
    return sum(m)


@equation("m±", "95 % band of the factor, GUM 4.3.7", at=(("5e6", "4e6", "0.036", "-1"),
                                                         ("3", "2", "0.1", "1")))  # fmt: skip
def shifted_mass(total: Kilogram, m_1: Kilogram, spread: Ratio, sign: Ratio) -> Kilogram:
    """Emissions with the fuel's factor at one end of its band."""
    return total + sign * spread * m_1
