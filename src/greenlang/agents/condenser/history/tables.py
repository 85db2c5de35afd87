"""A condenser's days as its report shows them (spec 4.6, 4.9)."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.history.causes import HourlySplit
from greenlang.agents.condenser.history.signals import Signals
from greenlang.agents.condenser.history.zone import ZoneHours
from greenlang.agents.condenser.method import clean
from greenlang.agents.condenser.method.expected import Expected, expected, stream
from greenlang.agents.condenser.results import Daily, States
from greenlang.core.quality import Codes, Quality
from greenlang.library.flow import pumps as curves
from greenlang.library.series.arrays import Floats
from greenlang.library.series.daily import HOURS, daily_median
from greenlang.library.steam import saturation

GOOD_HOURS = 6
PRESSURE = 2e5  # Pa of the cooling water


def daily(z: ZoneHours, seen: Signals, states: States, hourly: HourlySplit) -> Daily:
    """Every day's medians over its valid hours, and what follows of them."""
    rows, closed, unit = z.rows, z.balance, z.unit

    def median(x: Floats) -> Floats:
        return daily_median(np.where(z.valid, x, np.nan))

    used = z.as_read.p.x - np.repeat(np.nan_to_num(states.bias), HOURS)
    target = _target(z)
    norm, norm_sigma, cf, cf_sigma = _normalised(z, states, hourly)
    v = np.where(rows.box_on, closed.v, 0.0).sum(axis=1)
    with np.errstate(all="ignore"):
        t_out = z.whole_inlet + closed.q / z.whole.c
        t_s = saturation.temperature(np.where(used > 700.0, used, np.nan))
        clean_r = z.whole.clean(z.fit.f_b, z.fit.f_t)
    return Daily(
        days=rows.days,
        hours=z.valid.reshape(-1, HOURS).sum(axis=1).astype(np.float64),
        power=median(rows.power.x),
        load=median(rows.power.x / unit.gross),
        q=median(closed.q),
        q_sigma=median(closed.q_sigma),
        t_in=median(z.whole_inlet),
        t_out=median(t_out),
        v=median(v),
        flow_share=median(closed.flow_share),
        p=median(z.as_read.p.x),
        p_used=median(used),
        t_s=median(t_s),
        u=median(1.0 / z.whole.resistance),
        u_clean=median(1.0 / clean_r),
        r=seen.r.x,
        r_sigma=seen.r.sigma,
        p_target=median(np.asarray(saturation.pressure(target.t_s))),
        p_norm=norm,
        p_norm_sigma=norm_sigma,
        cf_ref=cf,
        cf_ref_sigma=cf_sigma,
        ttd=median(t_s - t_out),
        ttd_target=median(target.t_s - t_out),
        rise=median(t_out - z.whole_inlet),
        depression=seen.depression.x,
        subcooling=seen.subcooling.x,
        m_air=seen.m_air.x,
        m_capacity=median(z.air.capacity),
        p_floor=median(z.air.floor),
        oxygen=median(rows.oxygen.x),
        oxygen_equilibrium=median(z.air.oxygen_equilibrium),
        quality=_quality(z.code),
    )


def _target(z: ZoneHours) -> Expected:
    """The clean condenser, free of air, under the hour's own water and duty."""
    tubes = replace(z.tubes, f_b=z.fit.f_b, f_t=z.fit.f_t, plugged=z.rows.plugged.sum(axis=1))
    v = np.where(z.rows.box_on, z.balance.v, 0.0).sum(axis=1)
    with np.errstate(all="ignore"):
        b = clean.bundle(tubes)
        w = stream(
            b,
            z.whole_inlet,
            np.where(v > 0, v, np.nan),
            z.balance.q,
            PRESSURE,
            z.unit.water.salinity or None,
        )
        return expected(b, w)


def _normalised(
    z: ZoneHours, states: States, hourly: HourlySplit
) -> tuple[Floats, Floats, Floats, Floats]:
    """p_norm and CF_ref of the day's deposit, air and plugged tubes at the reference, with sigmas.

    The sigma is that of the states by finite difference.
    """
    at = hourly.case.reference
    actual = hourly.case.actual
    r_f = daily_median(np.asarray(actual.r_f))
    r_air = np.nan_to_num(states.r_air)
    floor = actual.p_floor_at_reference
    low = None if floor is None else daily_median(np.where(z.valid, floor, np.nan))
    plugged = z.rows.plugged.sum(axis=1)[::HOURS]
    tubes = replace(z.tubes, f_b=z.fit.f_b, f_t=z.fit.f_t, plugged=plugged)
    b = clean.bundle(tubes)
    t_in, v, q = (np.full(len(r_f), float(x)) for x in (at.t_in, at.v, at.q))
    w = stream(b, t_in, v, q, PRESSURE, z.unit.water.salinity or None)
    sigma = np.sqrt(np.nanmean(states.r_f_sigma**2, axis=1))

    def at_reference(fouling: Floats) -> tuple[Floats, Floats]:
        with np.errstate(all="ignore"):
            found = expected(b, w, (fouling, r_air))
            p = np.asarray(saturation.pressure(found.t_s))
            return (p if low is None else np.fmax(p, low)), np.asarray(found.u_clean)

    p, u = at_reference(r_f)
    more, _ = at_reference(r_f + sigma)
    cf = np.asarray(cx.cleanliness_at(u, r_f))
    cf_sigma = np.abs(np.asarray(cx.cleanliness_at(u, r_f + sigma)) - cf)
    return p, np.abs(more - p), cf, cf_sigma


def _quality(code: Codes) -> Codes:
    """Good where a day has six good hours, else its commonest reason."""
    grouped = code.reshape(-1, HOURS)
    count = np.stack([np.count_nonzero(grouped == q, axis=1) for q in Quality], axis=1)
    good = count[:, Quality.GOOD] >= GOOD_HOURS
    count[:, Quality.GOOD] = 0
    return np.where(good, np.uint8(Quality.GOOD), count.argmax(axis=1).astype(np.uint8))


def more(z: ZoneHours, hourly: HourlySplit) -> Mapping[str, Floats]:
    """Daily columns that this plant happens to have (see `CondenserHistory.more`)."""
    rows, closed = z.rows, z.balance

    def median(x: Floats) -> Floats:
        return daily_median(np.where(z.valid, x, np.nan))

    with np.errstate(all="ignore"):
        rise = z.whole.q / z.whole.c
        found = {
            "rise_expected": median(rise * closed.flow_share),
            "seal_margin": median(z.air.seal_margin),
            "t_wet_bulb": median(rows.wet_bulb.x),
            "vacuum_pumps": median(rows.vacuum),
            "pumps": median(rows.pumps),
            "p_one_less": _one_less(z, hourly),
            "head_ratio": _head_ratio(z),
        }
    return {name: x for name, x in found.items() if np.isfinite(x).any()}


def _one_less(z: ZoneHours, hourly: HourlySplit) -> Floats:
    """Pressure with one cooling-water pump fewer, from the flows learnt; NaN where not known."""
    rows = z.rows
    by_count: dict[int, list[float]] = {}
    for k, name in enumerate(rows.combinations):
        at = rows.combination == k
        if name in z.balance.flows and at.any() and np.isfinite(rows.pumps[at]).any():
            by_count.setdefault(int(rows.pumps[at][0]), []).append(z.balance.flows[name])
    flow = {count: float(np.mean(several)) for count, several in by_count.items()}
    fewer = np.array(
        [flow.get(int(n) - 1, np.nan) if np.isfinite(n) else np.nan for n in rows.pumps]
    )
    if not np.isfinite(fewer).any():
        return np.full(len(rows.days), np.nan)
    actual = hourly.case.actual
    tubes = replace(hourly.case.tubes, plugged=rows.plugged.sum(axis=1))
    b = clean.bundle(tubes)
    w = stream(b, z.whole_inlet, fewer, z.balance.q, PRESSURE, z.unit.water.salinity or None)
    extra = (np.asarray(actual.r_f), np.asarray(actual.r_air))
    p = saturation.pressure(expected(b, w, extra).t_s)
    return daily_median(np.where(z.valid, p, np.nan))


def _head_ratio(z: ZoneHours) -> Floats:
    """Measured head over that of the pumps' curve at their share of the flow."""
    pumps, rows = z.unit.pumps, z.rows
    if pumps is None or pumps.curve is None or not rows.head.seen:
        return np.full(len(rows.days), np.nan)
    each = np.where(rows.box_on, z.balance.v, 0.0).sum(axis=1) / rows.pumps
    expected_head = np.asarray(curves.head(pumps.curve, each, np.ones(rows.n)))
    return daily_median(np.where(z.valid, rows.head.x / expected_head, np.nan))
