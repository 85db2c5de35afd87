"""What the saving of one cleaning rests on, by month, so that an audited analysis repeats it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import reference as at_reference
from greenlang.agents.exchanger.model import Exchanger, Furnace, Prices
from greenlang.agents.exchanger.saving import SavingBasis, SavingMonth
from greenlang.library.heat.pntu.arrangements import ntu

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MONTH, HOUR = 30, 3600.0


@dataclass(frozen=True)
class Followed:
    """Days that count after a cleaning (days,), each with its state and hours in service.

    `without` (draws, days) is R_f had the cleaning not been, `level` R_f as it was, `total` 1/U,
    `since` (s) running time since the last day before, on which R_f was `before` (value, sd).
    `shared` (sources,) is what each common error does to the energy saved, `energy` (days,) J.
    """

    days: Ints
    x: Floats
    rates: at_reference.Rates
    total: Floats
    level: Floats
    level_sd: Floats
    without: Floats
    hours: Floats
    since: Floats
    before: tuple[float, float]
    shared: Floats
    energy: Floats


def basis(asset: Exchanger, of: Followed, heat: tuple[float, float, float, float]) -> SavingBasis:
    """Means by month, and a straight line for what R_f had been without the cleaning.

    Its pace gives the mean of the drawn R_f over the hours, on which the energy depends all but
    linearly. `heat`: price of fuel, its CO2 factor, price of CO2, efficiency.
    """
    r_now, sd = of.before
    weight = of.hours / of.hours.sum()
    grown = (of.without - r_now) @ weight
    mean, spread = float(np.median(grown)), float(np.std(grown))
    sigma = float(np.hypot(sd, of.level_sd @ weight))
    since = float(of.since @ weight)
    beyond = np.sqrt(max(spread**2 - sigma**2, 0.0))
    saved = float(of.energy.sum())
    groups = (of.days - of.days[0]) // MONTH
    return SavingBasis(
        r_now=r_now,
        sigma_r_now=sigma,
        k=mean / since,
        sigma_pace=float(beyond / abs(mean)) if mean else 0.0,
        sigma_q=float(np.linalg.norm(of.shared) / abs(saved)) if saved else 0.0,
        fuel=heat[0],
        co2_factor=heat[1],
        co2=heat[2],
        eta=heat[3],
        months=tuple(_month(asset, of, groups == group) for group in np.unique(groups)),
    )


def _month(asset: Exchanger, of: Followed, inside: NDArray[np.bool_]) -> SavingMonth:
    hours = of.hours[inside]

    def mean(values: Floats) -> float:
        return float(values[inside] @ hours / hours.sum())

    one = at_reference.Rates(*(
        np.array([mean(v)]) for v in (of.rates.c_1, of.rates.c_2, of.rates.t_1_in, of.rates.t_2_in)
    ))  # fmt: skip
    q = mean(at_reference.duty(asset, of.rates, 1.0 / of.total))
    # U of the mean duty at the mean state: what swings within the month do stays out of the saving
    p = np.array([q]) / (one.c_1 * np.abs(one.t_1_in - one.t_2_in))
    u = float((ntu(asset.arrangement, p, one.c_1 / one.c_2, asset.shells) * one.c_1)[0]) / float(
        asset.area
    )
    c_1, c_2 = float(one.c_1[0]), float(one.c_2[0])
    c_hot, c_cold = (c_1, c_2) if asset.spaces["hot"] == "shell" else (c_2, c_1)
    return SavingMonth(
        t_hot_in=mean(of.x[:, 0]),
        t_cold_in=mean(of.x[:, 2]),
        c_hot=c_hot,
        c_cold=c_cold,
        u_clean=1.0 / (1.0 / u - mean(of.level)),
        q=q,
        since=mean(of.since),
        t=float(hours.sum() * HOUR),
    )


def heat_terms(
    prices: Prices, furnace: Furnace | None, days: Ints, weight: Floats
) -> tuple[float, float, float, float] | None:
    """Prices of fuel and CO2 as they were, weighed by what was saved on each day; None: unknown."""
    if furnace is None or prices.fuel is None or not weight.sum():
        return None
    share = weight / weight.sum()
    fuel = share @ [prices.fuel.at(int(day)) for day in days]
    factors = np.array([prices.factor_at(int(day)) or 0.0 for day in days])
    factor = float(share @ factors)
    paid = np.zeros(days.size) if prices.co2 is None else [prices.co2.at(int(d)) for d in days]
    co2 = float(share @ (factors * paid)) / factor if factor else 0.0
    return float(fuel), factor, co2, float(furnace.efficiency)
