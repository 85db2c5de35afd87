"""What lost heat, pressure and feed cost a second, and what the fuel emits.

Fuel price, efficiency and CO2 factor must stand on one heating-value basis, all lower or all
higher. Nothing is counted twice: a joule is either fired or its feed not run.
"""

from typing import Annotated, Any

from greenlang.core.equations import equation
from greenlang.core.units import (
    KgPerJoule,
    KgPerSecond,
    Kilogram,
    M3PerSecond,
    Money,
    MoneyPerJoule,
    MoneyPerKg,
    MoneyPerSecond,
    PascalDiff,
    Ratio,
    Second,
    Unit,
    Watt,
    m,
    money,
)

HEAT = "energy balance of the furnace, EN 12952-15 for its efficiency"
IPCC = "IPCC Guidelines for National Greenhouse Gas Inventories (2006), vol. 2, eq. 2.1"
SCOPE_2 = "GHG Protocol Scope 2 Guidance, WRI (2015), ch. 6: activity times emission factor"
MoneyPerM3 = Annotated[Any, Unit("money/m3", money / m**3)]


@equation("Q_fuel", HEAT, guards=("eta > 0: give the efficiency of what makes up the heat",
                  "eta < 1.2: an efficiency is a share; write 88 %, not 88"),
          at=(("1.2e6", "0.8", "0.88"), ("5e5", "1", "0.9")))  # fmt: skip
def fired(q_lost: Watt, phi_i: Ratio, eta: Ratio) -> Watt:
    """Fuel that makes up for lost duty; phi is the share of it that reaches the furnace."""
    return phi_i * q_lost / eta


@equation("p_q", "fuel price and carbon price, both per unit of fuel energy",
          at=(("7.8e-9", "5.6e-8", "0.075"), ("1e-8", "5.6e-8", "0")))  # fmt: skip
def heat_price(price: MoneyPerJoule, factor: KgPerJoule, p_c: MoneyPerKg) -> MoneyPerJoule:
    """What a joule of fuel costs with its CO2."""
    return price + factor * p_c


@equation("l", HEAT, at=(("1.1e6", "1.2e-8"), ("5e5", "7e-9")))
def cost_rate(q_fuel: Watt, p_q: MoneyPerJoule) -> MoneyPerSecond:
    """Money per second that the fuel costs."""
    return q_fuel * p_q


@equation("m_CO2", IPCC, at=(("1.1e6", "5.6e-8"), ("5e5", "7.4e-8")))
def co2_rate(q_fuel: Watt, factor: KgPerJoule) -> KgPerSecond:
    """CO2 that the fuel emits (scope 1)."""
    return q_fuel * factor


@equation("l_p", "pump work dP V/eta", guards=("eta > 0: give the efficiency of pump and motor",
                  "eta <= 1: an efficiency is a share; write 65 %, not 65"),
          at=(("1.5e5", "0.2", "0.7", "2.5e-8"), ("1e4", "0.1", "0.6", "3e-8")))  # fmt: skip
def pumping_rate(
    dp: PascalDiff, v: M3PerSecond, eta: Ratio, price: MoneyPerJoule
) -> MoneyPerSecond:
    """Money per second that a pressure drop costs in pump power."""
    return dp * v / eta * price


@equation("l_f", "margin of feed not run", at=(("0.01", "38"), ("0.2", "12")))
def feed_rate(v_lost: M3PerSecond, margin: MoneyPerM3) -> MoneyPerSecond:
    """Money per second of feed that could not be run; never together with its fuel."""
    return v_lost * margin


@equation("P", "pump work dP V/eta",
          guards=("eta > 0: give the efficiency of pump and motor",
                  "eta <= 1: an efficiency is a share; write 65 %, not 65"),
          at=(("1.5e5", "0.2", "0.7"), ("1e4", "0.1", "0.6")))  # fmt: skip
def pump_power(dp: PascalDiff, v: M3PerSecond, eta: Ratio) -> Watt:
    """Electric power that drives a volume flow through a pressure drop."""
    return dp * v / eta


@equation("Σ", "sum of cost rates", at=(("1", "2", "-4"), ("0.1", "0.03")))
def total_rate(*rate: MoneyPerSecond) -> MoneyPerSecond:
    """Sum of what different losses cost a second."""
    return sum(rate)


@equation(
    "t_a",
    "hours run in a year",
    at=(("2.88e7",), ("1000",)),
    guards=(
        "t >= 0: a time run is not negative",
        "t <= 31622400: a year has 8784 hours at most; give the hours run in one",
    ),
)
def run_in_a_year(t: Second) -> Second:
    """The hours run in a year, as given."""
    return t


@equation("K", "cost rate over the time run", at=(("0.03", "2.88e7"), ("0.1", "86400")))
def money_over(rate: MoneyPerSecond, t: Second) -> Money:
    """Money over a time; a year counts the hours run, not 8760."""
    return rate * t


@equation("m", "emission over the time run", at=(("0.06", "2.88e7"), ("0.1", "86400")))
def mass_over(rate: KgPerSecond, t: Second) -> Kilogram:
    """What is emitted over a time; a year counts the hours run, not 8760."""
    return rate * t


@equation("m_CO2,2", SCOPE_2, at=(("43000", "1.1e-7"), ("5e5", "0")))
def indirect_co2_rate(p: Watt, grid: KgPerJoule) -> KgPerSecond:
    """CO2 of the power that a site buys (scope 2)."""
    return p * grid


@equation("Σ", "sum of emission rates", at=(("0.06", "0.005"), ("1", "2", "3")))
def total_co2_rate(*rate: KgPerSecond) -> KgPerSecond:
    """Sum of emissions of both scopes."""
    return sum(rate)


@equation("l_c", "emission times CO2 price", at=(("0.06", "0.075"), ("0.1", "0")))
def carbon_cost_rate(rate: KgPerSecond, p_c: MoneyPerKg) -> MoneyPerSecond:
    """Money per second that an emission costs at a CO2 price."""
    return rate * p_c
