"""What R_f costs at reference flows and inlets: duty, money and CO2 (spec 4.10, 6).

Duty lost is taken by P-NTU at reference flows and inlets: a constant mean temperature difference
would overstate it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.history.thermal import thermal
from greenlang.agents.exchanger.model import Exchanger, Furnace, Prices
from greenlang.agents.exchanger.results import Band
from greenlang.library.heat.pntu.arrangements import p_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DAY = 86400.0
YEAR_DAYS = 365
Z10 = 1.2815515655446004  # standard normal quantile of 90 %


@dataclass(frozen=True)
class Rates:
    """Two streams into an exchanger: capacity rates in W/K (1 is the shell), inlets in K.

    `shape`: UA by P-NTU at these rates over UA by zones; near a state it hardly changes.
    """

    c_1: Floats
    c_2: Floats
    t_1_in: Floats
    t_2_in: Floats
    shape: Floats | float = 1.0


def rates(asset: Exchanger, x: Floats, liquids: Liquids, rows: Ints) -> Rates:
    """Capacity rates of reconciled states (rows, 6) as they were between inlet and outlet."""
    both = thermal(asset, x, liquids, rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        c_hot, c_cold = both.duty / (x[:, 0] - x[:, 1]), both.duty / (x[:, 3] - x[:, 2])
    if asset.spaces["hot"] == "shell":
        return Rates(c_hot, c_cold, x[:, 0], x[:, 2], both.shape)
    return Rates(c_cold, c_hot, x[:, 2], x[:, 0], both.shape)


def duty(asset: Exchanger, at: Rates, u: Floats) -> Floats:
    """Duty (W) of the exchanger with overall coefficient `u` between these streams."""
    n = at.shape * u * float(asset.area) / at.c_1
    p = p_of(asset.arrangement, n, at.c_1 / at.c_2, asset.shells)
    return np.asarray(p * at.c_1 * np.abs(at.t_1_in - at.t_2_in))


@dataclass(frozen=True)
class Reference:
    """Reference state and clean coefficient; `rates` arrays of one row."""

    x: Floats
    rates: Rates
    u_clean: float


def reference(asset: Exchanger, x: Floats, clean: Floats, liquids: Liquids) -> Reference:
    """Median state of the last year with data; the last assay holds.

    `x` (days, 6): reconciled states, `clean` (days,): resistance of the clean exchanger.
    """
    seen = np.flatnonzero(np.isfinite(x).all(axis=1))[-YEAR_DAYS:]
    state = np.median(x[seen], axis=0)[None]
    row = np.array([len(x) - 1])
    total = clean[seen]
    usual = float(np.median(total[np.isfinite(total)]))
    return Reference(state, rates(asset, state, liquids, row), 1.0 / usual)


def duty_at(asset: Exchanger, at: Reference, r_f: Floats) -> Floats:
    """Duty (W) at reference with these fouling resistances."""
    u = 1.0 / (1.0 / at.u_clean + r_f)
    one = at.rates
    parts = (one.c_1, one.c_2, one.t_1_in, one.t_2_in, one.shape)
    return duty(asset, Rates(*(np.broadcast_to(v, r_f.shape) for v in parts)), u)


def band(mean: float, sd: float) -> Band:
    """P10, P50, P90 of a normal law."""
    return Band(mean - Z10 * sd, mean, mean + Z10 * sd)


def described(asset: Exchanger, at: Reference, r_f: float) -> Mapping[str, float]:
    """Reference flows and inlets, and what they give now, clean and by design; SI."""
    values = duty_at(asset, at, np.array([r_f, 0.0]))
    out = {
        "t_hot_in": float(at.x[0, 0]),
        "t_cold_in": float(at.x[0, 2]),
        "m_hot": float(at.x[0, 4]),
        "m_cold": float(at.x[0, 5]),
        "u_clean": at.u_clean,
        "duty": float(values[0]),
        "duty_clean": float(values[1]),
        "c_1": float(at.rates.c_1[0]),
        "c_2": float(at.rates.c_2[0]),
        "shape": float(np.ravel(at.rates.shape)[0]),
    }
    design = asset.design
    if design.u_clean is not None:
        fouled = 1.0 / float(design.u_clean) + sum(
            float(r) for r in (design.r_f_shell, design.r_f_tube) if r is not None
        )
        out["duty_design"] = float(duty(asset, at.rates, np.array([1.0 / fouled]))[0])
    return out


def cost_of_heat(prices: Prices, furnace: Furnace | None, day: int) -> tuple[float, float]:
    """Money and kg of CO2 that a joule of lost preheat costs; NaN without prices or furnace.

    phi Q/eta at the fuel price, and the CO2 factor, on one heating-value basis; phi, the share that
    the furnace makes up for, is 1 until the network is simulated.
    """
    if furnace is None or prices.fuel is None:
        return float("nan"), float("nan")
    fuel = prices.fuel.at(day)
    factor = prices.factor_at(day)
    co2 = float("nan") if factor is None else factor
    price = 0.0 if prices.co2 is None or np.isnan(co2) else prices.co2.at(day) * co2
    eta = float(furnace.efficiency)
    return (fuel + price) / eta, co2 / eta


def scaled(of: Band, factor: float) -> Band:
    """The band of a multiple."""
    return Band(of.p10 * factor, of.p50 * factor, of.p90 * factor)
