"""What fouling costs at reference: heat as fuel or as feed, pumping, cooling, and their CO2."""

from dataclasses import dataclass
from typing import Any, Literal

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import Arrangement
from greenlang.core.errors import InputError
from greenlang.core.provenance import count
from greenlang.core.units import (
    Kelvin,
    KgPerJoule,
    KgPerSecond,
    Kilogram,
    M2KelvinPerWatt,
    M3PerSecond,
    Money,
    MoneyPerJoule,
    MoneyPerKg,
    MoneyPerSecond,
    PascalDiff,
    Ratio,
    Second,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library import economics as eco
from greenlang.library.economics import factors
from greenlang.library.economics.heat import MoneyPerM3
from greenlang.library.fouling import losses
from greenlang.library.heat import balance, lmtd
from greenlang.library.heat.pntu import arrangements

Number = Any
Basis = Literal["lhv", "hhv"]


@dataclass(frozen=True)
class CarbonCase:
    """What a site burns and buys. Give the fuel by name, or its factor with its source.

    `q_fuel` and `factor` stand on the heating value of `basis`; `grid` names a cited power grid,
    else give `power_factor` with its source. `hours` is the time run in a year.
    """

    q_fuel: Watt
    hours: Second
    basis: Basis = "lhv"
    fuel: str = ""
    factor: KgPerJoule | None = None
    factor_source: str = ""
    power: Watt | None = None
    grid: str = ""
    power_factor: KgPerJoule | None = None
    power_source: str = ""
    price: MoneyPerKg | None = None


@dataclass(frozen=True)
class Carbon:
    """Emissions of both scopes; `used` and `power_used` say which factor that is, from where."""

    factor: KgPerJoule
    used: str
    scope_1: KgPerSecond
    scope_1_a_year: Kilogram
    power_factor: KgPerJoule | None
    power_used: str
    scope_2: KgPerSecond | None
    scope_2_a_year: Kilogram | None
    total_a_year: Kilogram
    low_a_year: Kilogram | None
    high_a_year: Kilogram | None
    cost_a_year: Money | None
    note: str


def carbon(x: CarbonCase) -> Carbon:
    """CO2 of the fuel (scope 1) and of the power bought (scope 2), with the sources of both."""
    factor, used, spread = fuel_factor(x.q_fuel, x.fuel, x.basis, x.factor, x.factor_source)
    scope_1, hours = eco.co2_rate(x.q_fuel, factor), eco.run_in_a_year(x.hours)
    first = eco.mass_over(scope_1, hours)
    grid, told, scope_2, second = _power(x)
    total = first if second is None else factors.total_mass(first, second)
    both = scope_1 if scope_2 is None else eco.total_co2_rate(scope_1, scope_2)
    cost = None
    if x.price is not None:
        cost = eco.money_over(eco.carbon_cost_rate(both, x.price), hours)
    low = high = None
    if spread is not None:
        low = factors.shifted_mass(total, first, spread, count(-1))
        high = factors.shifted_mass(total, first, spread, count(1))
    note = "CO2 alone, without CH4 and N2O" + ("" if spread is not None else "; no band is cited")
    return Carbon(
        factor, used, scope_1, first, grid, told, scope_2, second, total, low, high, cost, note
    )


def fuel_factor(
    q: Number, fuel: str, basis: Basis, given: Number, source: str
) -> tuple[Number, str, Number]:
    """Factor of a fuel, where it is from, and the half width of its 95 % band as a share or None.

    InputError where it is given without a source, or named and given at once.
    """
    if given is not None:
        if fuel:
            raise InputError(
                f"the CO2 factor is given and the fuel {fuel!r} is named: take one of the two"
            )
        if not source:
            raise InputError("the CO2 factor has no source: say where it is from (factor_source)")
        return given, f"{source}, per {basis.upper()}", None
    if not fuel:
        raise InputError(
            "which CO2 factor? name the fuel, such as gas, or give factor and factor_source"
        )
    cited = eco.factor(fuel, basis)
    read = factors.factor_lhv if basis == "lhv" else factors.factor_hhv
    value = read(q, count(cited.row))
    spread = factors.spread_lhv(q, count(cited.row)) if cited.sigma is not None else None
    return value, f"{cited.name}, {cited.source}, per {basis.upper()}", spread


def _power(x: CarbonCase) -> tuple[Number, str, Number, Number]:
    if x.power is None:
        return None, "no power given", None, None
    if x.power_factor is not None:
        if x.grid or not x.power_source:
            raise InputError(
                "power: give its CO2 factor with power_source, or name the grid; not both"
            )
        factor, told = x.power_factor, x.power_source
    elif x.grid:
        cited = eco.grid(x.grid)
        factor, told = factors.factor_power(x.power, count(cited.row)), cited.source
    else:
        raise InputError("power has no CO2 factor: name the grid, or give it with power_source")
    scope_2 = eco.indirect_co2_rate(x.power, factor)
    return factor, told, scope_2, eco.mass_over(scope_2, eco.run_in_a_year(x.hours))


@dataclass(frozen=True)
class EnergyLossCase:
    """An exchanger at its reference flows and inlets, and what its heat is worth.

    The furnace either burns more (`limited` is "fuel") or, at its limit, feed is not run ("feed":
    give `feed_lost` and `feed_margin`): one of them, never both. `phi` is the share of the duty
    lost that reaches the furnace, `eta` its efficiency on `basis`, as the fuel price and the CO2
    factor. `cooled` is the share of the duty lost that a cooler then takes out of the hot stream.
    `hours` is the time run in a year.
    """

    c_hot: WattPerKelvin
    c_cold: WattPerKelvin
    t_hot_in: Kelvin
    t_cold_in: Kelvin
    area: SquareMetre
    u_clean: WattPerM2Kelvin
    r_f: M2KelvinPerWatt
    eta: Ratio
    fuel_price: MoneyPerJoule
    hours: Second
    sigma_r_f: M2KelvinPerWatt = "0"
    arrangement: Arrangement = "E 1-2"
    shells: int = 1
    shell_side: Literal["hot", "cold"] = "hot"
    phi: Ratio = "1"
    basis: Basis = "lhv"
    fuel: str = ""
    factor: KgPerJoule | None = None
    factor_source: str = ""
    co2_price: MoneyPerKg = "0"
    limited: Literal["fuel", "feed"] = "fuel"
    feed_lost: M3PerSecond | None = None
    feed_margin: MoneyPerM3 | None = None
    dp: PascalDiff | None = None
    dp_clean: PascalDiff | None = None
    v: M3PerSecond | None = None
    eta_pump: Ratio = "0.65"
    power_price: MoneyPerJoule | None = None
    power_factor: KgPerJoule | None = None
    cooled: Ratio = "0"
    cooling_price: MoneyPerJoule | None = None
    day: Second = "86400"


@dataclass(frozen=True)
class EnergyLoss:
    """Duty lost, and what that costs a day and a year of running; P10 and P90 from R_f's sigma."""

    q_clean: Watt
    q: Watt
    q_lost: Watt
    q_lost_p10: Watt
    q_lost_p90: Watt
    q_fuel: Watt | None
    fuel_a_day: Money | None
    co2_cost_a_day: Money | None
    feed_a_day: Money | None
    pumping_a_day: Money | None
    cooling_a_day: Money | None
    total_a_day: Money
    total_a_day_p10: Money
    total_a_day_p90: Money
    total_a_year: Money
    scope_1_a_day: Kilogram | None
    scope_2_a_day: Kilogram | None
    used: str
    note: str


def energy_loss(x: EnergyLossCase) -> EnergyLoss:
    """Duty lost at reference by P-NTU, as fuel or feed, with pumping and cooling."""
    clean = _duty(x, x.u_clean)
    deposits = (
        x.r_f, losses.fouling_p10(x.r_f, x.sigma_r_f), losses.fouling_p90(x.r_f, x.sigma_r_f),
    )  # fmt: skip
    lost, lost_low, lost_high = (_lost(x, clean, r_f) for r_f in deposits)
    prices = _prices(x, clean)
    mid, low, high = (_costs(x, prices, q) for q in (lost, lost_low, lost_high))
    total_day = eco.money_over(mid.total, x.day)
    return EnergyLoss(
        clean,
        losses.duty_left(clean, lost),
        lost,
        lost_low,
        lost_high,
        mid.q_fuel,
        _over(mid.fuel, x.day),
        _over(mid.co2, x.day),
        _over(mid.feed, x.day),
        _over(mid.pumping, x.day),
        _over(mid.cooling, x.day),
        total_day,
        eco.money_over(low.total, x.day),
        eco.money_over(high.total, x.day),
        eco.money_over(mid.total, eco.run_in_a_year(x.hours)),
        None if mid.scope_1 is None else eco.mass_over(mid.scope_1, x.day),
        None if mid.scope_2 is None else eco.mass_over(mid.scope_2, x.day),
        prices.used,
        _counted(x),
    )


def _duty(x: EnergyLossCase, u: Number) -> Number:
    c_1, c_2 = (x.c_hot, x.c_cold) if x.shell_side == "hot" else (x.c_cold, x.c_hot)
    n = lmtd.units_of_conductance(lmtd.conductance_of_surface(u, x.area), c_1)
    r = balance.ratio_of_rates(c_1, c_2)
    eps = balance.effectiveness(arrangements.p_of(x.arrangement, n, r, x.shells), r)
    c_min = balance.smaller_rate(c_1, c_2)
    return ex.duty_of_effectiveness(eps, balance.largest_duty(c_min, x.t_hot_in, x.t_cold_in))


def _lost(x: EnergyLossCase, clean: Number, r_f: Number) -> Number:
    """Duty lost with this deposit."""
    return losses.duty_lost(clean, _duty(x, losses.fouled_coefficient(x.u_clean, r_f)))


@dataclass(frozen=True)
class _Prices:
    factor: Number
    used: str


@dataclass(frozen=True)
class _Costs:
    total: MoneyPerSecond
    q_fuel: Number = None
    fuel: Number = None
    co2: Number = None
    feed: Number = None
    pumping: Number = None
    cooling: Number = None
    scope_1: Number = None
    scope_2: Number = None


def _prices(x: EnergyLossCase, clean: Number) -> _Prices:
    _check(x)
    if x.limited == "feed":
        return _Prices(None, "no fuel is burnt for it: the furnace is at its limit")
    if not x.fuel and x.factor is None:
        return _Prices(None, "no CO2 factor given: name the fuel for scope 1")
    factor, used, _ = fuel_factor(clean, x.fuel, x.basis, x.factor, x.factor_source)
    return _Prices(factor, used)


def _check(x: EnergyLossCase) -> None:
    """Nothing twice, nothing without its price."""
    feed = (x.feed_lost, x.feed_margin)
    if x.limited == "feed" and None in feed:
        raise InputError("limited by feed: give feed_lost and feed_margin")
    if x.limited == "fuel" and feed != (None, None):
        raise InputError(
            "feed_lost and feed_margin belong to limited: feed; a joule that the furnace fires and "
            "the feed not run for want of it are the same money"
        )
    drops = (x.dp, x.dp_clean, x.v, x.power_price)
    if any(part is not None for part in drops) and None in drops:
        raise InputError("pumping needs dp, dp_clean, v and power_price together")
    if x.cooling_price is None and _cools(x):
        raise InputError("cooled is given: give cooling_price with it")


def _cools(x: EnergyLossCase) -> bool:
    return float(x.cooled) != 0.0


def _costs(x: EnergyLossCase, prices: _Prices, lost: Number) -> _Costs:
    parts: dict[str, Number] = {}
    out: dict[str, Number] = {}
    if x.limited == "fuel":
        out["q_fuel"] = eco.fired(lost, x.phi, x.eta)
        parts["fuel"] = eco.cost_rate(out["q_fuel"], x.fuel_price)
        if prices.factor is not None:
            out["scope_1"] = eco.co2_rate(out["q_fuel"], prices.factor)
            parts["co2"] = eco.carbon_cost_rate(out["scope_1"], x.co2_price)
    else:
        parts["feed"] = eco.feed_rate(x.feed_lost, x.feed_margin)
    if x.dp is not None:
        more = losses.drop_above_clean(x.dp, x.dp_clean)
        parts["pumping"] = eco.pumping_rate(more, x.v, x.eta_pump, x.power_price)
        if x.power_factor is not None:
            power = eco.pump_power(more, x.v, x.eta_pump)
            out["scope_2"] = eco.indirect_co2_rate(power, x.power_factor)
    if _cools(x):
        parts["cooling"] = eco.cost_rate(losses.duty_cooled(lost, x.cooled), x.cooling_price)
    return _Costs(eco.total_rate(*parts.values()), **parts, **out)


def _over(rate: Number, t: Number) -> Number:
    return None if rate is None else eco.money_over(rate, t)


def _counted(x: EnergyLossCase) -> str:
    said = [f"heat counted as {'fuel' if x.limited == 'fuel' else 'feed not run'}, not as both"]
    if x.dp is None:
        said.append("pumping not given")
    if not _cools(x):
        said.append("cooling of the hot side not counted")
    return "; ".join(said)
