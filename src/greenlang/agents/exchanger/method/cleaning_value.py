"""What one cleaning now pays, how surely, and which way to clean costs least (spec 5.1, 5.3)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from greenlang.agents.exchanger.decide import equations as eq
from greenlang.agents.exchanger.method import cleaning_cost as one
from greenlang.agents.exchanger.method.cleaning import interval
from greenlang.core.errors import InputError
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import (
    Joule,
    Kilogram,
    M2KelvinPerWatt,
    Money,
    MoneyPerSecond,
    Ratio,
    Second,
)
from greenlang.library import economics as eco
from greenlang.library.economics import factors
from greenlang.library.fouling import losses
from greenlang.library.fouling.deposit import Deposit, grown, left_after

Number = Any
SLICES = 12


@dataclass(frozen=True)
class CleaningValueCase:
    """A cleaning now against none until the horizon: the next outage, say, or a year ahead."""

    exchanger: one.Surface
    deposit: Deposit
    heat: one.HeatPrice
    way: one.Way
    horizon: Second = "31536000"
    rate: Ratio = "0.08"
    tube_share: Ratio | None = None


@dataclass(frozen=True)
class CleaningValue:
    """What the cleaning saves and costs until the horizon.

    `saved` is money for fuel and CO2 not burnt, `outage` the duty missed while out; `npv` is at
    `rate` a year, `payback` the time since the cleaning began, None where it never pays back.
    """

    saved: Money
    outage: Money
    cost: Money
    net: Money
    npv: Money
    roi: Ratio
    payback: Second | None
    energy: Joule
    co2: Kilogram
    r_f_after: M2KelvinPerWatt
    advice: str


def cleaning_value(x: CleaningValueCase) -> CleaningValue:
    """Cleaning now against leaving it, over a horizon: costs, benefits, NPV, payback, CO2."""
    return _valued(x)


def _valued(x: CleaningValueCase) -> CleaningValue:
    cost = one.Cost(_as_interval(x))
    left = left_after(x.deposit.r_now, cost.effect)
    rate_now = cost.rate(x.deposit.r_now)
    out = eq.outage_cost(cost.whole, rate_now, cost.out)
    if x.way.online:
        out = eq.outage_cost(cost.whole, cost.whole, cost.out)
    dt = eq.slice_length(x.horizon, cost.out, count(SLICES))
    slices = [_slice(x, cost, left, dt, i) for i in range(1, SLICES + 1)]
    saved = eco.total(*(each.money for each in slices))
    spent = eco.total(x.way.cost, out)
    present = eco.total(*(each.present for each in slices))
    npv = eco.total(present, eco.spent(spent))
    net = eco.total(saved, eco.spent(spent))
    pays = eco.payback([eco.spent(spent), *(each.money for each in slices)])
    worth = choose("npv > 0", npv=npv)
    return CleaningValue(
        saved,
        out,
        x.way.cost,
        net,
        npv,
        eco.simple_return(saved, spent),
        None if pays is None else eq.time_of(pays, dt),
        eq.total_energy(*(each.energy for each in slices)),
        factors.total_mass(*(each.co2 for each in slices)),
        left,
        "clean" if worth is True else "leave",
    )


@dataclass(frozen=True)
class _Slice:
    money: Number
    present: Number
    energy: Number
    co2: Number


def _slice(x: CleaningValueCase, cost: one.Cost, left: Number, dt: Number, i: int) -> _Slice:
    """What slice i of the time after the return saves."""
    t = eq.slice_middle(cost.out, dt, count(i))
    dirty = cost.lost(grown(x.deposit, x.deposit.r_now, t))
    clean = cost.lost(grown(x.deposit, left, eq.time_since(t, cost.out)))
    energy = eq.energy_over(losses.duty_lost(dirty, clean), dt)
    fuel = losses.duty_lost(cost.fuel(dirty), cost.fuel(clean))
    money = eco.money_over(eco.cost_rate(fuel, cost.price), dt)
    co2 = eco.mass_over(eco.co2_rate(fuel, x.heat.co2_factor), dt)
    return _Slice(money, eco.present_value(money, x.rate, eq.years(t)), energy, co2)


def _as_interval(x: CleaningValueCase) -> one.IntervalCase:
    return one.IntervalCase(
        x.exchanger, x.deposit, x.heat, x.way, x.horizon, x.horizon, x.tube_share
    )


@dataclass(frozen=True)
class MethodChoiceCase:
    """The ways to clean one exchanger. `mechanism` is what the deposit is, "" where not known."""

    exchanger: one.Surface
    deposit: Deposit
    heat: one.HeatPrice
    ways: tuple[one.Way, ...]
    mechanism: str = ""
    horizon: Second = "157680000"
    delay: Second = "604800"
    tube_share: Ratio | None = None


@dataclass(frozen=True)
class Choice:
    """One way: its best interval (None: never worth repeating), mean cost, and what it asks for."""

    name: str
    j: MoneyPerSecond
    t: Second | None
    effect: Ratio
    action: str
    needs: str
    waste: str
    note: str


@dataclass(frozen=True)
class MethodChoice:
    """All ways, the cheapest first; ways that are not meant for this deposit come last."""

    best: str
    second: str
    more: MoneyPerSecond | None
    ways: tuple[Choice, ...]


def method_choice(x: MethodChoiceCase) -> MethodChoice:
    """The ways to clean by the mean cost of their best cycle, all of them shown."""
    if not x.ways:
        raise InputError("no way to clean is given: give at least one under ways")
    names = [way.name for way in x.ways]
    if len(set(names)) < len(names):
        raise InputError(f"two ways have one name: {', '.join(names)}; name each differently")
    found = sorted((_choice(x, way) for way in x.ways), key=_order)
    fit = [each for each in found if not each.note]
    best = fit[0] if fit else found[0]
    second = next((each for each in fit[1:]), None)
    if second is not None:
        choose("second >= best", second=second.j, best=best.j)
    return MethodChoice(
        best.name,
        "" if second is None else second.name,
        None if second is None else eq.dearer(second.j, best.j),
        tuple(found),
    )


def _choice(x: MethodChoiceCase, way: one.Way) -> Choice:
    case = one.IntervalCase(x.exchanger, x.deposit, x.heat, way, x.horizon, x.delay, x.tube_share)
    found = interval(case, points=())
    known = bool(x.mechanism and way.mechanisms) and x.mechanism not in way.mechanisms
    note = f"not meant for {x.mechanism}" if known else ""
    return Choice(
        way.name, found.j, found.t, one.effect(way, x.tube_share), found.action,
        ", ".join(way.needs), way.waste, note,
    )  # fmt: skip


def _order(each: Choice) -> tuple[bool, float]:
    return bool(each.note), float(each.j)


@dataclass(frozen=True)
class Swing:
    """What one input's standard uncertainty to both sides makes of the NPV, and its share."""

    name: str
    low: Money
    high: Money
    share: Ratio


@dataclass(frozen=True)
class CleaningRisk:
    """NPV of a cleaning now with its standard uncertainty, and how likely it loses money."""

    npv: Money
    sigma: Money
    p_loss: Ratio
    swings: tuple[Swing, ...]


Shift = Callable[[CleaningValueCase, Number], CleaningValueCase]


def cleaning_risk(x: CleaningValueCase) -> CleaningRisk:
    """P(NPV < 0) of a cleaning now, to first order in what is not known (GUM), inputs apart."""
    middle = _valued(x).npv
    ends = {
        name: tuple(_valued(shift(x, count(sign))).npv for sign in (-1, 1))
        for name, shift in SHIFTS.items()
    }
    parts = {name: eq.half_swing(high, low) for name, (low, high) in ends.items()}
    sigma = reduce(eq.combined_sigma, parts.values())
    z = eq.zero_distance(middle, sigma)
    tail = eq.normal_tail(z, eq.tail_variable(z))
    loses = choose("npv < 0", npv=middle)
    return CleaningRisk(
        middle,
        sigma,
        eq.other_tail(tail) if loses is True else tail,
        tuple(
            Swing(name, low, high, eq.share_of_variance(parts[name], sigma))
            for name, (low, high) in ends.items()
        ),
    )


def _effect(x: CleaningValueCase, sign: Number) -> CleaningValueCase:
    """The effect a sigma off; one that would pass 1 or 0 stays there, as a cleaning does."""
    whole = one.effect(x.way, x.tube_share)
    off = eq.bounded(eq.shifted(whole, x.way.sigma_effect, sign))
    way = replace(x.way, effect=off, effect_tube=None, effect_shell=None)
    return replace(x, way=way)


def _pace(x: CleaningValueCase, sign: Number) -> CleaningValueCase:
    pace = eq.shifted(x.deposit.pace, x.deposit.sigma_pace, sign)
    return replace(x, deposit=replace(x.deposit, pace=pace))


def _deposit(x: CleaningValueCase, sign: Number) -> CleaningValueCase:
    now = eq.shifted_resistance(x.deposit.r_now, x.deposit.sigma_r_now, sign)
    return replace(x, deposit=replace(x.deposit, r_now=now))


def _fuel(x: CleaningValueCase, sign: Number) -> CleaningValueCase:
    fuel = eq.shifted_price(x.heat.fuel, x.heat.sigma_fuel, sign)
    return replace(x, heat=replace(x.heat, fuel=fuel))


SHIFTS: dict[str, Shift] = {
    "effect of the cleaning": _effect,
    "pace of fouling": _pace,
    "deposit now": _deposit,
    "price of fuel": _fuel,
}
