"""What a cleaning has saved, from a few periods since: the law of before carried on (spec 6)."""

from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from greenlang.agents.exchanger.decide import equations as eq
from greenlang.agents.exchanger.method import cleaning_cost as one
from greenlang.core.errors import InputError
from greenlang.core.provenance import count
from greenlang.core.units import (
    Joule,
    Kilogram,
    M2KelvinPerWatt,
    Money,
    Ratio,
    Second,
    Watt,
)
from greenlang.library import economics as eco
from greenlang.library.fouling import losses
from greenlang.library.fouling.deposit import Deposit, grown

Number = Any


@dataclass(frozen=True)
class Period:
    """A period after the cleaning: means of flows and inlets, and the duty that was measured.

    `at` holds the clean coefficient at these flows; `since` is the time from the last day before
    the cleaning to the middle of the period, `t` the time in service in it.
    """

    at: one.Surface
    q: Watt
    since: Second
    t: Second


@dataclass(frozen=True)
class SavingsCase:
    """The deposit on the last day before the cleaning with its law, and the periods since.

    `sigma_q` is the relative standard uncertainty that all measured duties share.
    """

    deposit: Deposit
    heat: one.HeatPrice
    periods: tuple[Period, ...]
    sigma_q: Ratio = "0.01"


@dataclass(frozen=True)
class PeriodSaving:
    """What one period saved: R_f and duty without the cleaning, and heat."""

    r_f_without: M2KelvinPerWatt
    q_without: Watt
    saved: Watt
    energy: Joule


@dataclass(frozen=True)
class Savings:
    """Heat, money and CO2 saved, P50 with P05 and P95, and each period behind them."""

    energy_p05: Joule
    energy: Joule
    energy_p95: Joule
    money_p05: Money
    money: Money
    money_p95: Money
    co2_p05: Kilogram
    co2: Kilogram
    co2_p95: Kilogram
    periods: tuple[PeriodSaving, ...]


def savings(x: SavingsCase) -> Savings:
    """Measured duty less the duty that the law of before would have left, at the same flows."""
    if not x.periods:
        raise InputError("no period since the cleaning is given: give at least one under periods")
    parts = tuple(_period(x, each) for each in x.periods)
    energy = eq.total_energy(*(each.energy for each in parts))
    swings = [
        eq.half_energy(*(_energy(shift(x, count(sign))) for sign in (1, -1)))
        for shift in (_pace, _level)
    ]
    swings.append(eq.share_of_energy(energy, x.sigma_q))
    sigma = reduce(eq.combined_energy, swings)
    ends = [eq.normal_end(energy, sigma, count(sign)) for sign in (-1, 1)]
    price = eco.heat_price(x.heat.fuel, x.heat.co2_factor, x.heat.co2)
    fuel = [eq.fuel_for(each, x.heat.phi, x.heat.eta) for each in (ends[0], energy, ends[1])]
    money = [eq.price_of_fuel(each, price) for each in fuel]
    co2 = [eq.co2_of_fuel(each, x.heat.co2_factor) for each in fuel]
    return Savings(
        ends[0], energy, ends[1], money[0], money[1], money[2], co2[0], co2[1], co2[2], parts
    )


def _period(x: SavingsCase, each: Period) -> PeriodSaving:
    r_f = grown(x.deposit, x.deposit.r_now, each.since)
    without = one.duty(each.at, losses.fouled_coefficient(each.at.u_clean, r_f))
    saved = losses.duty_lost(each.q, without)
    return PeriodSaving(r_f, without, saved, eq.energy_over(saved, each.t))


def _energy(x: SavingsCase) -> Number:
    return eq.total_energy(*(_period(x, each).energy for each in x.periods))


def _pace(x: SavingsCase, sign: Number) -> SavingsCase:
    pace = eq.shifted(x.deposit.pace, x.deposit.sigma_pace, sign)
    return replace(x, deposit=replace(x.deposit, pace=pace))


def _level(x: SavingsCase, sign: Number) -> SavingsCase:
    now = eq.shifted_resistance(x.deposit.r_now, x.deposit.sigma_r_now, sign)
    return replace(x, deposit=replace(x.deposit, r_now=now))
