"""Prices, ways to clean and the plan of a plant file."""

from greenlang.agents.condenser.model import CleaningMethod, PlanSettings, Prices
from greenlang.agents.condenser.plant.tags import RATIO, unit
from greenlang.agents.prices import Source, in_currency, series
from greenlang.agents.reading import Node
from greenlang.core import units as u
from greenlang.core.units import Unit, m, money

ENERGY_PRICE, MASS_PRICE = unit(u.MoneyPerJoule), unit(u.MoneyPerKg)
VOLUME_PRICE = Unit("money/m3", money / m**3)
FACTOR, MONEY, SECOND = unit(u.KgPerJoule), unit(u.Money), unit(u.Second)
PRICES = {
    "power": ENERGY_PRICE, "fuel": ENERGY_PRICE, "co2": MASS_PRICE, "water": VOLUME_PRICE,
    "co2_factor": FACTOR, "power_co2": FACTOR,
}  # fmt: skip
METHOD = (
    "removes", "effect", "effect_sigma", "cost", "duration", "online", "half_box", "outage",
    "derate", "wear", "needs", "waste",
)  # fmt: skip
PLAN = ("from", "weeks", "crews", "outages", "closed")
REMOVES = ("soft", "scale", "slime", "debris", "rate")
LOST = {
    "power": "what lost power is worth is not told",
    "co2": "carbon is not priced",
    "co2_factor": "the carbon of fuel is not counted",
    "power_co2": "the carbon of replaced power is not counted",
}


def prices(top: Node, source: Source) -> Prices:
    """Power, fuel, CO2, water: each one number or a dated series."""
    node = top.node("prices", tuple(PRICES))
    found = {key: series(node, key, like, source) for key, like in PRICES.items()}
    for key in ("co2_factor", "power_co2"):
        given = found[key]
        for _, value in given.rows if given is not None else ():
            if not -1e-12 < value <= 1e-6:
                node.found.add(node.at(key), f"{value:g} kg/J: no fuel and no grid emits that")
    for key, what in LOST.items():
        if found[key] is None:
            node.found.assume(node.at(key), f"not given: {what}")
    return Prices(
        power=found["power"],
        fuel=found["fuel"],
        co2=found["co2"],
        water=found["water"],
        co2_factor=found["co2_factor"],
        power_factor=found["power_co2"],
    )


def methods(top: Node, currency: str) -> tuple[CleaningMethod, ...]:
    """The ways to clean that this plant has."""
    return tuple(
        _method(name, node, currency) for name, node in top.nodes("methods", METHOD).items()
    )


def _method(name: str, node: Node, currency: str) -> CleaningMethod:
    in_currency(node, node.at("cost"), node.given.get("cost", ""), currency)
    said = {key: _yes(node, key) for key in ("online", "half_box", "outage")}
    if sum(said.values()) != 1:
        node.found.add(node.path, "say one of online, half_box, outage: true")
    removes = tuple(str(one) for one in node.items("removes")) or ("soft",)
    for one in removes:
        if one not in REMOVES:
            node.found.add(node.at("removes"), f"{one!r} is not one of {', '.join(REMOVES)}")
    return CleaningMethod(
        name=name,
        cost=node.number("cost", MONEY, above=-1e-9, needed=True) or 0.0,
        duration=node.number("duration", SECOND, above=-1e-9, upto=3.2e7, needed=True) or 0.0,
        effect=node.number("effect", RATIO, above=0, upto=1, needed=True) or 1.0,
        effect_sigma=node.number("effect_sigma", RATIO, default=0.1, above=0, upto=1) or 0.1,
        removes=removes,
        derate=node.number("derate", RATIO, above=-1e-9, upto=1),
        wear=node.number("wear", RATIO, default=0.0, above=-1e-9, upto=1) or 0.0,
        needs=tuple(str(one) for one in node.items("needs")) or ("crew",),
        waste=node.text("waste", ""),
        online=said["online"],
        half_box=said["half_box"],
        outage=said["outage"],
    )


def _yes(node: Node, key: str) -> bool:
    given = node.given.get(key, False)
    if not isinstance(given, bool):
        node.found.add(node.at(key), f"{given!r} is neither true nor false")
    return given is True


def plan(top: Node) -> PlanSettings | None:
    """Horizon, crews, outages and closed spans; None without a plan."""
    if "plan" not in top:
        return None
    node = top.node("plan", PLAN)
    start = node.day("from")
    if start is None:
        node.missing("from", "the first day of the plan")
    return PlanSettings(
        start=start or 0,
        weeks=node.whole("weeks", 52, most=522) or 52,
        crews=node.whole("crews", 1) or 1,
        outages=node.spans("outages"),
        closed=node.spans("closed"),
    )
