"""CO2 factors of fuels and power with their source, each on its own heating-value basis.

A factor per lower heating value belongs to a price, an efficiency and an energy per lower heating
value; `basis` picks the table and nothing converts one into the other. Scope 1 is what the site
burns, scope 2 the power that it buys.
"""

import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from greenlang.core.equations import lookup
from greenlang.core.errors import NotFound, near
from greenlang.core.tables import Table, table
from greenlang.core.units import KgPerJoule, Ratio, Watt

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
