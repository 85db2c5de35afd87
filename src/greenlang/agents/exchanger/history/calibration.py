"""What each source of common error does to R_f of an exchanger: what no averaging takes away."""

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import clean, common, fouling
from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.hourly import Hourly
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.history.thermal import thermal
from greenlang.agents.exchanger.history.together import Work
from greenlang.agents.exchanger.model import Exchanger, Space
from greenlang.library.series.daily import daily_median

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EXPONENT_SD = 0.05  # of flow in a film correlation (Kern 0.55, Bell-Delaware 0.60)
VISCOSITY_SD = 0.05  # of viscosity in a film correlation
UNEVEN = 0.04  # of R_f by zones: deposit and films differ along the unit, one U is taken for all
HEAT_CAPACITY_SD = 0.005  # from one assay to the next


def calibration(
    states: States, hourly: Hourly, daily: fouling.Films, fit: fouling.Fit
) -> Work[Floats]:
    """What each source of common error does to R_f: (days, sources)."""
    asset, films = hourly.asset, _films_of(daily, fit)
    i = states.component.assets.index(asset.name)
    days = np.arange(len(fit.y))
    x = np.stack([daily_median(column) for column in hourly.x.T], axis=1)
    slope = common.gradient(lambda six, at: thermal(asset, six, states.daily, at).resistance, x)
    meters = np.einsum("dk,dkj->dj", slope, states.bias[:, i])
    shapes = _of_films(hourly, films, x, states.daily, days)
    assays = _of_assays(asset, slope, x, states.daily, days)
    one_mean = clean.along(asset, films, x, states.daily, days)
    effect = np.concatenate([meters, *shapes, *assays, one_mean[:, None]], axis=1)
    seen = np.isfinite(fit.y) & np.isfinite(effect).all(axis=1)
    state = yield from common.common_errors(effect, fit.trend, seen, fit.unit)
    level = np.asarray((state @ fouling.level_row(fit)[:, :, None])[:, :, 0]) * fit.unit
    if np.all(hourly.thermal.shape == 1.0):
        return level
    return np.column_stack([level, UNEVEN * fit.level])


def _films_of(daily: fouling.Films, fit: fouling.Fit) -> dict[Space, Floats]:
    """Film resistances by day as they were found, m2 K/W."""
    b_shell, b_tube = fit.multipliers[:2]
    return {"shell": b_shell * daily.shell, "tube": b_tube * daily.tube}


def _of_films(
    hourly: Hourly, films: dict[Space, Floats], x: Floats, oil: Liquids, days: Ints
) -> list[Floats]:
    """Exponents of flow and viscosity in the film correlations, in 1/U: (days, 1) each."""
    asset, free = hourly.asset, hourly.films.spaces
    out = []
    for side, space in asset.spaces.items():
        s = clean.stream(asset, side, x, oil, days)
        # Where the exponent of the flow is found with the multipliers the band has it already.
        flow_sd = 0.0 if space in free else EXPONENT_SD
        for value, sd in ((s.m, flow_sd), (s.mu, VISCOSITY_SD)):
            if sd == 0.0 or not np.isfinite(value).any():
                continue
            ln = np.log(value)
            middle = np.median(ln[np.isfinite(ln)]) if np.isfinite(ln).any() else 0.0
            effect = sd * films[space] * (np.nan_to_num(ln - middle))
            out.append(effect[:, None])
    return out


def _of_assays(
    asset: Exchanger, slope: Floats, x: Floats, oil: Liquids, days: Ints
) -> list[Floats]:
    """Heat capacity of each assay after the first, as a share of the flow: (days, 1) each."""
    out = []
    for side, k in (("hot", 4), ("cold", 5)):
        fluid = asset.fluids["hot" if side == "hot" else "cold"]
        for where, _ in oil.spans(fluid, days)[1:]:
            effect = np.zeros((len(x), 1))
            effect[where, 0] = HEAT_CAPACITY_SD * (slope[:, k] * x[:, k])[where]
            out.append(effect)
    return out
