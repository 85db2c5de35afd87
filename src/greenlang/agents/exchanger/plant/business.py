"""Prices of a plant file."""

from collections.abc import Mapping

from greenlang.agents.exchanger.model import Prices
from greenlang.agents.exchanger.plant.equipment import unit
from greenlang.agents.prices import Source, Tables, series
from greenlang.agents.reading import Node
from greenlang.core import units as u
from greenlang.core.errors import NotFound
from greenlang.core.units import Unit, m, money
from greenlang.library import economics
from greenlang.library.economics import Series

ENERGY_PRICE, CO2_PRICE = unit(u.MoneyPerJoule), unit(u.MoneyPerKg)
FACTOR, MONEY, SECOND = unit(u.KgPerJoule), unit(u.Money), unit(u.Second)
FEED_MARGIN = Unit("money/m3", money / m**3)


def prices(top: Node, tables: Tables, currency: str) -> Prices:
    """Fuel, CO2, power and feed margin, each one number or a dated series."""
    fuel = _fuel(top)
    known = (
        fuel, "fuel", "basis", "co2", "power", "feed_margin", "co2_factor", "co2_source",
        "power_co2", "power_co2_source",
    )  # fmt: skip
    node = top.node("prices", known)
    basis = node.text("basis", "lhv", ("lhv", "hhv"))
    read = Source(tables, currency)
    dated = _factors(node, "co2_factor", read)
    source = node.text("co2_source", "plant file" if dated is not None else "")
    factor = None if dated is None else dated.rows[-1][1]
    if dated is None and "prices" in top:
        factor, source = _default_factor(node, fuel, basis)
    power = _factors(node, "power_co2", read)
    return Prices(
        fuel=series(node, fuel if fuel in node else "fuel", ENERGY_PRICE, read),
        co2=series(node, "co2", CO2_PRICE, read),
        power=series(node, "power", ENERGY_PRICE, read),
        feed_margin=series(node, "feed_margin", FEED_MARGIN, read),
        basis=basis,
        co2_factor=factor,
        co2_source=source,
        co2_factors=dated,
        power_factor=power,
        power_source=node.text("power_co2_source", "plant file" if power is not None else ""),
    )


def _factors(node: Node, key: str, read: Source) -> Series | None:
    """A CO2 factor or a dated series of it, each between 0 and what any fuel or grid emits."""
    found = series(node, key, FACTOR, read)
    for _, value in found.rows if found else ():
        if not -1e-12 < value <= 1e-6:
            node.found.add(node.at(key), f"{value:g} kg/J: no fuel and no grid emits that")
    return found


def _fuel(top: Node) -> str:
    network = top.given.get("network")
    furnace = network.get("furnace") if isinstance(network, Mapping) else None
    return str(furnace.get("fuel", "gas")) if isinstance(furnace, Mapping) else "gas"


def _default_factor(node: Node, fuel: str, basis: str) -> tuple[float | None, str]:
    """The cited factor on the basis of the prices."""
    try:
        cited = economics.factor(fuel, "hhv" if basis == "hhv" else "lhv")
    except NotFound as error:
        node.found.assume(node.at("co2_factor"), f"CO2 is not reported: {error}")
        return None, ""
    told = f"{float(cited.value) * 1e9:.4g} kg/GJ ({basis.upper()}) for {fuel}, {cited.source}"
    node.found.assume(node.at("co2_factor"), told)
    return float(cited.value), cited.source
