"""What a change of back pressure is worth: MW, heat rate, fuel, money, CO2 (spec 3.9 and 6)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import worth_equations as wx
from greenlang.agents.condenser.cases import Prices, Turbine
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import untraced
from greenlang.core.units import HeatRate, KgPerSecond, MoneyPerSecond, Watt
from greenlang.library.economics import heat as money
from greenlang.library.turbine import checks, response

Number = Any


@dataclass(frozen=True)
class Worth:
    """A loss is positive. What the case does not price stays None: it is "not checked"."""

    power: Watt
    heat_rate: HeatRate | None
    fuel: Watt | None
    cost: MoneyPerSecond | None
    co2: KgPerSecond | None


@dataclass(frozen=True)
class Output:
    """Power and heat rate at one back pressure."""

    power: Number
    heat_rate: Number = None


def checked(turbine: Turbine) -> Turbine:
    """The same turbine, its curve looked at; errors name the likely mistake."""
    with untraced():
        checks.shapes(turbine.curve)
        if turbine.m_ex is not None and turbine.dryness is not None:
            checks.not_too_steep(
                turbine.curve, float(turbine.load), float(turbine.power), float(turbine.m_ex),
                float(turbine.dryness), float(turbine.eta_generator),
            )  # fmt: skip
    return turbine


def output(turbine: Turbine, p: Number) -> Output:
    """Power and heat rate at a back pressure and today's load; nothing is extrapolated."""
    c = response.change(turbine.curve, p, turbine.load)
    rate = None if turbine.heat_rate is None else wx.heat_rate(turbine.heat_rate, c)
    return Output(response.power(turbine.power, c), rate)


def between(before: Output, now: Output, prices: Prices | None) -> Worth:
    """What the way from one output to another takes, at the output that there is now."""
    rise = None if now.heat_rate is None else wx.heat_rate_rise(now.heat_rate, before.heat_rate)
    return priced(wx.power_lost(before.power, now.power), rise, now.power, prices)


def priced(lost: Number, rise: Number, held: Number, prices: Prices | None) -> Worth:
    """A loss of power and a rise of heat rate in money and CO2; linear, so that parts sum.

    `held` is the output that fuel is fired for where output is what stays.
    """
    if prices is None:
        return Worth(lost, rise, None, None, None)
    if prices.basis == "constant heat input":
        return Worth(
            lost, rise, None,
            None if prices.power is None else money.cost_rate(lost, prices.power),
            None if prices.grid is None else money.indirect_co2_rate(lost, prices.grid),
        )  # fmt: skip
    if rise is None:
        raise InsufficientData(
            "prices: with constant output a loss is fuel: give the turbine's heat_rate, or take "
            "the basis 'constant heat input'"
        )
    fuel = wx.fuel_for(held, rise)
    return Worth(lost, rise, fuel, _fuel_cost(fuel, prices), _fuel_co2(fuel, prices))


def _fuel_co2(fuel: Number, prices: Prices) -> Number:
    return None if prices.factor is None else money.co2_rate(fuel, prices.factor)


def _fuel_cost(fuel: Number, prices: Prices) -> Number:
    if prices.fuel is None:
        return None
    if prices.co2 is None:
        return money.cost_rate(fuel, prices.fuel)
    if prices.factor is None:
        raise InsufficientData("prices: co2 has a price, the fuel no factor: give factor, kg CO2/J")
    return money.cost_rate(fuel, money.heat_price(prices.fuel, prices.factor, prices.co2))


def notes(turbine: Turbine | None, prices: Prices | None, p: Number) -> tuple[str, ...]:
    """What a careful reader should know of the money, for a single case."""
    if not isinstance(p, Decimal):
        return ()
    if turbine is None:
        return ("no turbine curve: results stop at mbar and K",)
    said = []
    if turbine.m_ex is None or turbine.dryness is None:
        said.append("steepness of the turbine curve not checked: m_ex and dryness of the exhaust")
    if prices is None:
        said.append("no prices: results stop at power and heat rate")
    elif prices.basis == "constant heat input":
        said.append("money and CO2 are those of the power that is replaced (displaced)")
    else:
        said.append("money and CO2 are those of the fuel that is fired for the same output")
    return tuple(said)
