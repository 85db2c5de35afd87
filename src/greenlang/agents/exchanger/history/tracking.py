"""What is followed from day to day beside R_f: effectiveness, approaches, balance, resistances."""

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import balance as balances
from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.model import Exchanger
from greenlang.agents.exchanger.results import Tracking
from greenlang.library.heat import balance
from greenlang.library.heat.pntu.arrangements import conditions, ntu
from greenlang.library.series.daily import daily_median

Floats = NDArray[np.float64]


def tracking(a: Analysed, whole: States, x_day: Floats) -> Tracking:
    """The tracking of one exchanger from its reconciled states by day, (days, 6)."""
    hot_in, hot_out, cold_in, cold_out = x_day.T[:4]
    asset = a.hourly.asset
    shell, tube = (hot_in, hot_out), (cold_in, cold_out)
    if asset.spaces["hot"] != "shell":
        shell, tube = tube, shell
    p = balance.temperature_effectiveness(*shell, tube[0])
    r = balance.capacity_ratio(*shell, *tube)
    return Tracking(
        effectiveness=np.asarray(balance.effectiveness(p, r)),
        approach_hot_end=np.asarray(balance.approach(hot_in, cold_out)),
        approach_cold_end=np.asarray(balance.approach(hot_out, cold_in)),
        condition=_condition(asset, p, r),
        z=_largest_test(a, whole),
        drop=dict(a.hourly.facts.drop),
        resistances=_parts(a),
    )


def _condition(asset: Exchanger, p: Floats, r: Floats) -> Floats:
    with np.errstate(all="ignore"):
        n = ntu(asset.arrangement, p, r, asset.shells)
        found, _ = conditions(asset.arrangement, p, r, n, asset.shells)
    return np.where(np.isfinite(n), found, np.nan)


def _largest_test(a: Analysed, whole: States) -> Floats:
    """Daily median of the largest |z| among the pipes of the exchanger."""
    i = whole.component.assets.index(a.hourly.asset.name)
    z = np.abs(whole.z[:, balances.ports(whole.component)[i]])
    seen = np.isfinite(z).any(axis=1)
    largest = np.full(len(z), np.nan)
    largest[seen] = np.nanmax(z[seen], axis=1)
    return daily_median(largest)


def _parts(a: Analysed) -> dict[str, float]:
    """The parts of 1/U on the last day with a value, m2 K/W on the outside area."""
    fit, films = a.estimate.fit, a.estimate.daily
    day = int(np.flatnonzero(np.isfinite(fit.y))[-1])
    shell, tube, *added = fit.multipliers
    part = {"shell": shell * films.shell[day], "tube": tube * films.tube[day]}
    for space, n, per_exponent in zip(a.hourly.films.spaces, added, films.extra, strict=True):
        part[space] += n * per_exponent[day]
    wall = np.broadcast_to(np.asarray(a.hourly.films.wall, np.float64), films.y.shape)[day]
    return {
        "shell film": float(part["shell"]),
        "wall": float(wall),
        "tube film": float(part["tube"]),
        "constant of the fit": float(fit.offset),
        "fouling": float(fit.level[day]),
    }
