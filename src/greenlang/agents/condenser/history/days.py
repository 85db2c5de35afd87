"""What a zone's hours say, by hour and as robust daily values, in the columns of states and events.

A day's value is a Huber mean of its valid hours, its sigma the random part; six hours make a day.
"""

import numpy as np

from greenlang.agents.condenser.history.signals import Column, Signals
from greenlang.agents.condenser.history.zone import ZoneHours
from greenlang.library.series.arrays import Floats
from greenlang.library.series.daily import HOURS, daily_median
from greenlang.library.series.robust import by_group, huber_mean
from greenlang.library.steam import saturation

LEAST = 6  # hours of a day
FEW, FIRST = 24, 60  # hours that tell what pumps give, of the first days of each combination
RHO_CP = 4.18e6  # J/(m3 K)
SD = {
    "kappa": 0.02, "rise_excess": 0.2, "depression": 0.4, "m_air": 0.1, "subcooling": 0.3,
    "oxygen": 1e-9, "suction_loss": 100.0, "hood": 80.0, "hotwell": 60.0, "flow_share": 0.02,
}  # fmt: skip
"""Sd of one hour where nothing better is known, SI; a share of it for metered air."""


def by_hour(z: ZoneHours) -> Signals:
    """Signals of every hour; NaN where the hour does not count, but for load and what runs."""
    rows, closed, air = z.rows, z.balance, z.air
    n = rows.n
    valid = z.valid
    p = z.as_read.p.x

    def seen(x: Floats) -> Floats:
        return np.where(valid if x.ndim == 1 else valid[:, None], x, np.nan)

    r = z.hourly_r(np.zeros(len(rows.days)))
    share = np.column_stack([one.pressure_share for one in z.boxes])
    resistance = np.column_stack([one.resistance for one in z.boxes])
    with np.errstate(all="ignore"):
        shift = saturation.temperature(_steam_pressure(p)) - z.whole.t_s
        q_share = closed.q_sigma / closed.q
        r_sigma = np.hypot(share * rows.p.sigma[:, None] * 0.4, 0.3 * q_share[:, None] * resistance)
        hood = p - saturation.pressure(_steam(rows.t_hood.x))
        hotwell = p - saturation.pressure(_steam(rows.t_hotwell.x))
        excess = rows.t_out.x - rows.t_in.x - _expected_rise(z)
    return Signals(
        boxes=rows.zone.boxes,
        time=np.asarray(rows.days[0] + (np.arange(n) + 0.5) / HOURS, np.float64),
        t_s=seen(saturation.temperature(_steam_pressure(p))),
        load=np.asarray(rows.power.x / z.unit.gross),
        q=seen(closed.q),
        r=Column(r, np.where(np.isfinite(r), r_sigma, np.nan)),
        pressure_share=seen(share),
        vacuum_pumps=rows.vacuum,
        box_on=rows.box_on,
        kappa=_column(z.kappa if not valid.any() else seen(z.kappa), "kappa"),
        rise_excess=_column(seen(excess), "rise_excess"),
        depression=_column(seen(air.depression + shift), "depression"),
        m_air=Column(seen(air.m), np.abs(seen(air.m)) * SD["m_air"] + 1e-5),
        subcooling=_column(seen(air.subcooling + shift), "subcooling"),
        oxygen=_column(seen(rows.oxygen.x - air.oxygen_equilibrium), "oxygen"),
        suction_loss=_column(seen(p - rows.p_suction.x), "suction_loss"),
        hood=_column(seen(hood), "hood"),
        hotwell=_column(seen(hotwell), "hotwell"),
        flow_share=_column(seen(closed.flow_share), "flow_share"),
        t_in=seen(z.whole_inlet),
        v=seen(np.where(rows.box_on, closed.v, 0.0).sum(axis=1)),
        air_limit=seen(air.capacity),
    )


def _steam(t: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where((t > 273.16) & (t < 420.0), t, np.nan)


def _steam_pressure(p: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.where((p > 700.0) & (p < 2e5), p, np.nan)


def _column(x: Floats, name: str) -> Column:
    return Column(x, np.where(np.isfinite(x), SD[name], np.nan))


def _expected_rise(z: ZoneHours) -> Floats:
    """Rise of each box (n, B) at this duty, were its flow that of the first weeks of these pumps.

    The duty is the steam's where it is known, so that no flow meter has a say in it.
    """
    rows, v = z.rows, z.balance.v
    q = rows.q_steam.x if rows.q_steam.seen else z.balance.q
    first = np.full(v.shape, np.nan)
    for k in range(len(rows.combinations)):
        at = rows.combination == k
        seen = np.flatnonzero(at & z.valid)
        if seen.size >= FEW:
            first[at] = np.median(v[seen[seen < seen[0] + HOURS * FIRST]], axis=0)
    rise = q / (RHO_CP * first.sum(axis=1))
    usual = rise[:, None] + np.zeros(v.shape)
    measured = rows.t_out.x - rows.t_in.x
    ratio = np.where(z.valid[:, None], measured / usual, np.nan)
    # Boxes differ from the first day on by their meters and thermometers: that is no excess.
    own = [_early(ratio[:, b]) for b in range(v.shape[1])]
    return np.asarray(usual * np.array(own))


def _early(x: Floats) -> float:
    seen = np.flatnonzero(np.isfinite(x))
    return float(np.median(x[seen[: HOURS * FIRST]])) if seen.size else float("nan")


def by_day(z: ZoneHours, hours: Signals) -> Signals:
    """The same by day: robust means with their random sigma."""
    days = z.rows.n // HOURS

    def column(of: Column) -> Column:
        return robust(of.x, of.sigma)

    def median(x: Floats) -> Floats:
        if x.ndim == 1:
            return daily_median(x)
        return np.column_stack([daily_median(each) for each in x.T])

    return Signals(
        boxes=hours.boxes,
        time=z.rows.days.astype(np.float64) + 0.5,
        t_s=median(hours.t_s),
        load=median(np.where(z.rows.on, hours.load, np.nan)),
        q=median(hours.q),
        r=column(hours.r),
        pressure_share=median(hours.pressure_share),
        vacuum_pumps=_mean(np.where(z.valid, hours.vacuum_pumps, np.nan)),
        box_on=np.asarray(hours.box_on.reshape(days, HOURS, -1).mean(axis=1) > 0.5),
        kappa=column(hours.kappa),
        rise_excess=column(hours.rise_excess),
        depression=column(hours.depression),
        m_air=column(hours.m_air),
        subcooling=column(hours.subcooling),
        oxygen=column(hours.oxygen),
        suction_loss=column(hours.suction_loss),
        hood=column(hours.hood),
        hotwell=column(hours.hotwell),
        flow_share=column(hours.flow_share),
        t_in=median(hours.t_in),
        v=median(hours.v),
        air_limit=median(hours.air_limit),
    )


def robust(x: Floats, sigma: Floats) -> Column:
    """Huber means of days with six hours; (hours,) or (hours, boxes)."""
    if x.ndim == 2:
        each = [robust(a, s) for a, s in zip(x.T, sigma.T, strict=True)]
        return Column(
            np.column_stack([one.x for one in each]), np.column_stack([one.sigma for one in each])
        )
    if not np.isfinite(x).any():
        none = np.full(len(x) // HOURS, np.nan)
        return Column(none, none)
    found = huber_mean(by_group(x, HOURS), by_group(sigma, HOURS), least=LEAST)
    return Column(found.x, np.where(np.isfinite(found.x), found.sd, np.nan))


def _mean(x: Floats) -> Floats:
    rows = by_group(x, HOURS)
    count = np.count_nonzero(np.isfinite(rows), axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count >= LEAST, np.nansum(rows, axis=1) / count, np.nan)
