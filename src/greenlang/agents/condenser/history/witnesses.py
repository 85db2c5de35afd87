"""Pressure gauges against what else knows the pressure: steam at the hood, condensate (spec 4.3).

A gauge that leaves its witnesses is left out while it is away, where another gauge stays with them.
With one gauge it is told and nothing is taken off here: the states carry its bias.
"""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser.history.rows import Rows
from greenlang.library.series.arrays import Bools, Floats, spread
from greenlang.library.series.daily import daily_median
from greenlang.library.steam import saturation

WEEKS = 28  # days at the start that tell what each gauge reads against its witnesses
SMOOTH = 15  # days of the running median
AWAY = 2.5  # of the usual scatter, and at least
LEAST = 120.0  # Pa


@dataclass(frozen=True)
class Gauges:
    """Daily offset of each gauge (D, G) against its witnesses, Pa, its first weeks' taken off.

    `away` (D, G): the gauge has left them. `witness` (D,) is what they stand on.
    """

    names: tuple[str, ...]
    offset: Floats
    away: Bools
    witness: Floats


def gauges(rows: Rows) -> Gauges:
    """How each gauge has moved against the steam's own temperatures and the other gauges."""
    others = [saturation.pressure(_positive(t.x)) for t in (rows.t_hood, rows.t_hotwell) if t.seen]
    read = [rows.gauges[:, k] for k in range(rows.gauges.shape[1])]
    days = rows.n // 24
    offset = np.full((days, len(read)), np.nan)
    for k, one in enumerate(read):
        against = [*others, *(other for j, other in enumerate(read) if j != k)]
        each = [_moved(np.where(rows.on, one - other, np.nan)) for other in against]
        if each:
            offset[:, k] = _median(np.stack(each))
    quiet = spread(offset)
    limit = max(AWAY * (quiet if np.isfinite(quiet) else 0.0), LEAST)
    with np.errstate(invalid="ignore"):
        away = np.abs(offset) > limit
    hood = others[0] if others else np.full(rows.n, np.nan)
    return Gauges(rows.gauge_names, offset, away, daily_median(np.where(rows.on, hood, np.nan)))


def _positive(t: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where((t > 273.16) & (t < 420.0), t, np.nan)


def _moved(difference: Floats) -> Floats:
    """Daily medians of a difference, smoothed, less those of the first weeks."""
    daily = daily_median(difference)
    seen = np.flatnonzero(np.isfinite(daily))
    if seen.size == 0:
        return daily
    first = daily[seen[0] : seen[0] + WEEKS]
    return _running(daily) - float(np.nanmedian(first))


def _running(x: Floats) -> Floats:
    half = SMOOTH // 2
    padded = np.concatenate([np.full(half, np.nan), x, np.full(half, np.nan)])
    return _median(np.stack([padded[k : k + len(x)] for k in range(SMOOTH)]))


def _median(x: Floats) -> Floats:
    """Median along the first axis of what is there; of two the mean."""
    seen = np.isfinite(x).any(axis=0)
    out = np.full(x.shape[1], np.nan)
    if seen.any():
        out[seen] = np.nanmedian(x[:, seen], axis=0)
    return out


def agreed(rows: Rows, of: Gauges) -> tuple[Rows, tuple[str, ...]]:
    """Rows with the pressure of the gauges that stayed with their witnesses, and what was said."""
    if rows.gauges.shape[1] < 2 or not of.away.any():
        return rows, ()
    some_stay = np.asarray((~of.away).any(axis=1)).reshape(-1, 1)
    keep = ~(of.away & some_stay)
    hours = np.repeat(keep, 24, axis=0)
    x = np.where(hours, rows.gauges, np.nan)
    count = np.count_nonzero(np.isfinite(x), axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, np.nansum(x, axis=1) / count, np.nan)
    told = tuple(
        f"{name} left its witnesses by {np.nanmax(np.abs(of.offset[:, k])) / 100:.2g} mbar on "
        f"{np.count_nonzero(~keep[:, k])} days: the other gauge stands there"
        for k, name in enumerate(of.names)
        if not keep[:, k].all()
    )
    p = replace(rows.p, x=np.where(np.isfinite(mean), mean, rows.p.x))
    return replace(rows, p=p), told
