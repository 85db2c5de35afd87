"""One exchanger as the plan sees it: what its deposit costs and how that deposit grows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.growth import DAY, Growth, growth
from greenlang.agents.exchanger.model import CleaningMethod, Exchanger, Furnace, Prices
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.agents.exchanger.train import Stage, reference_loss, stage
from greenlang.core.errors import InsufficientData
from greenlang.library import economics

Floats = NDArray[np.float64]
GRID = 600
PUMPS = 0.7  # efficiency of pump with motor, where the plan gives none
STEEPEST = 20.0  # ln of a pressure drop over the clean one
DROP_LIMITS = ("r_f_at_dp_tube", "r_f_at_dp_shell")


@dataclass(frozen=True)
class Loss:
    """Duty (W) that a deposit costs at reference, as a table over R_f; `whole` when out."""

    r_f: Floats
    lost: Floats
    whole: float

    def at(self, r_f: Floats) -> Floats:
        """Duty lost at these fouling resistances; negative where cleaner than clean."""
        return np.interp(r_f, self.r_f, self.lost)


@dataclass(frozen=True)
class Pump:
    """Power (W) that a deposit costs the pumps; `sides`: (power when clean, slope of ln dP)."""

    sides: tuple[tuple[float, float], ...] = ()

    def at(self, r_f: Floats) -> Floats:
        """Power above that of a clean exchanger at these fouling resistances.

        A drop beyond e^`STEEPEST` of the clean one goes on in a straight line: no pump follows
        there, and what a wild draw costs stays a number.
        """
        parts = (clean * _grown(slope * np.asarray(r_f)) for clean, slope in self.sides)
        return np.asarray(sum(parts, np.zeros(np.shape(r_f))))


def _grown(exponent: Floats) -> Floats:
    beyond = np.exp(STEEPEST) * np.maximum(exponent - STEEPEST, 0.0)
    return np.asarray(np.expm1(np.minimum(exponent, STEEPEST)) + beyond)


@dataclass(frozen=True)
class Price:
    """Money per joule of duty lost in one exchanger, and per joule of pump power."""

    heat: float
    power: float = 0.0


@dataclass(frozen=True)
class Unit:
    """An exchanger with a forecast: all that its cleaning decisions need."""

    stage: Stage
    growth: Growth
    loss: Loss
    known: ExchangerHistory
    pump: Pump = Pump()

    def rate(self, r_f: Floats, price: Price) -> Floats:
        """Money per second that these deposits cost: heat and pump power."""
        return np.asarray(price.heat * self.loss.at(r_f) + price.power * self.pump.at(r_f))

    @property
    def asset(self) -> Exchanger:
        """The exchanger."""
        return self.stage.asset

    @property
    def r_f_limit(self) -> float:
        """R_f at which conductance or pressure drop reaches its limit; inf without a limit."""
        at = self.known.reference
        found = [at[key] for key in DROP_LIMITS if key in at]
        least = self.asset.design.limits.ua_min
        if least is not None:
            found.append(float(self.asset.area) / float(least) - 1.0 / self.stage.u_clean)
        return min(found, default=float("inf"))


def unit(asset: Exchanger, known: ExchangerHistory, pumps: float = PUMPS) -> Unit:
    """The exchanger with its forecast; `pumps`: efficiency with motor. Errors: InsufficientData."""
    if known.forecast is None:
        raise InsufficientData(f"{asset.name}: no fouling law, so nothing can be planned")
    at = stage(asset, known)
    return Unit(at, growth(known.forecast), loss(at), known, pump(known, pumps))


def pump(known: ExchangerHistory, efficiency: float) -> Pump:
    """Pump power by R_f as the plant's own pressure drops show it; none where they do not."""
    at, spaces = known.reference, ("tube", "shell")
    keys = [(f"hydraulic_power_{one}", f"ln_dp_slope_{one}") for one in spaces]
    return Pump(tuple((at[p] / efficiency, at[k]) for p, k in keys if p in at))


def loss(at: Stage) -> Loss:
    """Table of duty lost from R_f a little below zero to 30 clean resistances."""
    clean = 1.0 / at.u_clean
    r_f = clean * (np.geomspace(0.6, 31.0, GRID) - 1.0)
    whole = reference_loss(at, np.zeros(1), np.ones(1))[0]
    return Loss(r_f, reference_loss(at, r_f), float(whole))


def scaled(of: Loss, share: float) -> Loss:
    """A share of what a deposit costs: what reaches the furnace."""
    return Loss(of.r_f, share * of.lost, share * of.whole)


def heat_value(prices: Prices, furnace: Furnace | None, days: NDArray[np.floating]) -> Floats:
    """Money that a joule of lost preheat costs on each day: fuel and its CO2 over efficiency.

    Errors: InsufficientData without a furnace or a fuel price.
    """
    if furnace is None or prices.fuel is None:
        raise InsufficientData(
            "no price of lost heat: give network.furnace with its efficiency, and a fuel price"
        )
    fuel = np.array([prices.fuel.at(int(day)) for day in days])
    carbon, factor = np.zeros(days.size), np.zeros(days.size)
    if prices.co2 is not None and prices.co2_factor is not None:
        carbon = np.array([prices.co2.at(int(day)) for day in days])
        factor = np.array([prices.factor_at(int(day)) for day in days], np.float64)
    price = economics.heat_price(fuel, factor, carbon)
    fired = economics.fired(1.0, 1.0, float(furnace.efficiency))
    return np.asarray(economics.cost_rate(fired, price))


def power_value(prices: Prices, days: NDArray[np.floating]) -> Floats:
    """Money per joule of pump power on each day; 0 without a price."""
    if prices.power is None:
        return np.zeros(days.size)
    return np.array([prices.power.at(int(day)) for day in days])


def busy_days(method: CleaningMethod) -> float:
    """Days that a cleaning keeps its crew."""
    return method.duration / DAY


def out_days(method: CleaningMethod) -> float:
    """Days that a cleaning takes the exchanger out of service: none on line."""
    return 0.0 if method.online else busy_days(method)
