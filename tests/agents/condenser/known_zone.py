"""Signals of a condenser zone whose truth is known: a small plant by hours, and its days.

Made forwards: heat and water give the condensing temperature, gauges with errors read it, and the
signals are formed from the readings. Steam pressure by Magnus' formula, air by the suction volume
of the vacuum pumps.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.history.signals import Column, Signals

Floats = NDArray[np.float64]

BOXES = ("A1", "A2")
AREA, C_W = 11_000.0, 4.19e6  # m2 a box, J/(m3 K)
FIRST = 19_700
KG_H = 1.0 / 3600.0


@dataclass(frozen=True)
class Scenario:
    """What happens; days count from the first. Sizes: share, kg/h, blocked share, Pa."""

    days: int = 730
    seed: int = 1
    rate: float = 4.0e-7  # m2 K/W a day
    cleanings: tuple[tuple[str, float, float, float], ...] = ()  # box, start, end, share
    leaks: tuple[tuple[float, float, float], ...] = ()  # start, end, kg/h
    below: tuple[tuple[float, float, float], ...] = ()  # start, end, oxygen kg/kg
    pump_loss: tuple[tuple[float, float, float], ...] = ()  # start, end, share of volume kept
    debris: tuple[tuple[str, float, float, float], ...] = ()  # box, start, end, blocked share
    drift: tuple[tuple[str, float, float, float], ...] = ()  # tag, start, end, Pa (K) at the end
    outages: tuple[tuple[float, float], ...] = ()
    water: tuple[tuple[float, float, float], ...] = ()  # failing pump: start, end, share lost
    vent: bool = True
    meter: bool = True
    hood: bool = True
    oxygen: bool = True
    drops: bool = True


@dataclass(frozen=True)
class Known:
    """The signals, and the truth by day."""

    hours: Signals
    days: Signals
    r_f: Floats
    bias: Floats
    p: Floats  # by day, Pa, as it is
    at: Callable[[Floats], Floats]  # r of days by a bias of the pressure gauge


def p_sat(t: Floats) -> Floats:
    """Pressure (Pa) at t (K), Magnus."""
    c = t - 273.15
    return np.asarray(611.2 * np.exp(17.62 * c / (243.12 + c)))


def t_sat(p: Floats) -> Floats:
    """Temperature (K) at p (Pa), Magnus solved for it."""
    x = np.log(p / 611.2)
    return np.asarray(273.15 + 243.12 * x / (17.62 - x))


def during(t: Floats, start: float, end: float) -> NDArray[np.bool_]:
    return np.asarray((t >= start) & (t < end))


def known(s: Scenario) -> Known:
    rng = np.random.default_rng(s.seed)
    n = s.days * 24
    t: Floats = np.asarray((np.arange(n) + 0.5) / 24.0, np.float64)
    wave = slow(rng, n, 60.0)
    load = 0.8 + 0.12 * np.sin(2 * np.pi * t) + 0.06 * slow(rng, n, 24.0)
    on = np.ones(n, np.bool_)
    for a, b in s.outages:
        on &= ~during(t, a, b)
    q = 560e6 * load * (1.0 + 0.01 * wave)
    t_in = 288.0 + 8.0 * np.sin(2 * np.pi * (t - 110.0) / 365.0) + 1.2 * slow(rng, n, 48.0)
    r_f, box_on = fouling(s, t, on)
    y = np.zeros((n, 2))
    for box, a, b, share in s.debris:
        y[during(t, a, b), BOXES.index(box)] = share
    v = np.full((n, 2), 8.0) * (1.0 - 0.15 * y) * box_on
    lost = np.ones(n)
    for a, b, share in s.water:
        lost = np.where(during(t, a, b), 1.0 - share * (t - a) / (b - a), lost)
    v *= lost[:, None]
    return read(s, rng, t, on, (load, q, t_in, v, y), (r_f, box_on, lost))


def slow(rng: np.random.Generator, n: int, hours: float) -> Floats:
    """Smooth noise of sd 1 that keeps for so many hours."""
    k = np.exp(-1.0 / hours)
    e = rng.normal(size=n) * np.sqrt(1.0 - k * k)
    from scipy.signal import lfilter

    return np.asarray(lfilter([1.0], [1.0, -k], e))


def fouling(s: Scenario, t: Floats, on: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """R_f by hour and box, and which boxes carry water."""
    r_f, box_on = np.zeros((len(t), 2)), np.tile(on, (2, 1)).T.astype(np.float64)
    for k, box in enumerate(BOXES):
        pace = s.rate * (1.0 + 0.3 * k) / 24.0 * (1.0 + 0.5 * np.sin(2 * np.pi * t / 365.0))
        r = 2e-5
        own = [(start, end, share) for name, start, end, share in s.cleanings if name == box]
        events = {int(np.searchsorted(t, end)): share for _, end, share in own}
        for start, end, _ in own:
            box_on[during(t, start, end), k] = 0.0
        for i in range(len(t)):
            if i in events:
                r *= 1.0 - events[i]
            r += pace[i] * on[i]
            r_f[i, k] = r
    return r_f, box_on


def read(
    s: Scenario,
    rng: np.random.Generator,
    t: Floats,
    on: NDArray[np.bool_],
    x: tuple[Floats, ...],
    of: tuple[Floats, ...],
) -> Known:
    """The signals of a plant: first what is, then what gauges show of it."""
    load, q, t_in, v, y = x
    r_f, box_on, lost = of
    n = len(t)
    m_a, keep, oxygen = air(s, t)
    r_clean = 1.0 / (3400.0 * (np.maximum(v, 1.0) / 8.0) ** 0.55)
    t_s, t_out, drawn = condensing((q, t_in, v, y), r_clean + r_f, m_a, keep)
    t_s = np.where(on, t_s, np.nan)
    p = p_sat(t_s)
    vent = t_sat(np.maximum(p - m_a * KG_H * 287.05 * t_s / drawn, 200.0))
    err = {tag: ramp(s, tag, t) for tag in ("p_c", "t_hood", "t_hotwell", "t_vent")}
    p_read = p + err["p_c"] + 20.0 * rng.normal(size=n)
    ts_read = t_sat(p_read)
    hood = t_s + 0.15 + err["t_hood"] + 0.05 * rng.normal(size=n)
    subcool = 0.4 + 0.03 * np.maximum(m_a / keep - 12.0, 0.0) + 0.05 * slow(rng, n, 30.0)
    hw = t_s - subcool + err["t_hotwell"] + 0.05 * rng.normal(size=n)
    vent = np.maximum(vent, t_in + 3.0) + err["t_vent"] + 0.1 * rng.normal(size=n)
    vm = np.where(v > 0.0, v, np.nan) * (1.0 + 0.005 * rng.normal(size=(n, 2)))
    rise = t_out - t_in[:, None] + 0.05 * rng.normal(size=(n, 2))
    rise += np.column_stack([ramp(s, f"t_out {box}", t) for box in BOXES])
    good = (box_on.min(axis=1) > 0)[:, None] & on[:, None] & np.ones((n, 2), np.bool_)

    def resistance(bias: Floats) -> Floats:
        """As the readings give it, by hour, with the pressure gauge that much too high."""
        itd = (t_sat(p_read - bias) - t_in)[:, None]
        mean = np.where(good, rise, 1.0) / np.log(np.where(good, itd / (itd - rise), 2.0))
        return np.asarray(mean * AREA / (vm * C_W * rise) - r_clean)

    def column(z: Floats, sd: float, *, there: bool = True) -> Column:
        ok = good if z.ndim == 2 else good.all(axis=1)
        return Column(np.where(ok & there, z, np.nan), np.full(z.shape, sd))

    r, none = resistance(np.zeros(n)), np.zeros(n)
    over = rise - 0.5 * (q / (8.0 * C_W))[:, None]
    oxy = oxygen + np.where(m_a > 13.0, -8e-9, -4e-9) + 1e-9 * rng.normal(size=n)
    drop = (1.0 - y) ** -2.0 * (1.0 + 0.02 * rng.normal(size=(n, 2)))
    able = np.where(on, drawn * (p - p_sat(t_in + 3.0)) / (287.05 * (t_in + 3.0)), np.nan)
    hours = Signals(
        BOXES, FIRST + t, ts_read, np.where(on, load, 0.0), q, column(r, 6e-6),
        r - resistance(none + 1.0), np.ones(n) * 2, box_on > 0,
        column(drop, 0.02, there=s.drops), column(over, 0.1),
        column(ts_read - vent, 0.12, there=s.vent),
        column(m_a * KG_H * (1.0 + 0.03 * rng.normal(size=n)), 0.4 * KG_H, there=s.meter),
        column(ts_read - hw, 0.08), column(oxy, 1e-9, there=s.oxygen),
        column(np.full(n, np.nan), 1.0), column(p_read - p_sat(hood), 30.0, there=s.hood),
        column(p_read - p_sat(hw), 30.0, there=s.hood),
        column(lost * (1.0 + 0.005 * rng.normal(size=n)), 0.005), t_in, vm, able,
    )  # fmt: skip
    truth = np.array([r_f[k * 24 + 12] for k in range(s.days)])

    def at(bias: Floats) -> Floats:
        return mean_of_days(column(resistance(np.repeat(bias, 24)), 1.0).x)

    true_p = mean_of_days(np.where(good.all(axis=1), p, np.nan))
    return Known(hours, daily(hours), truth, err["p_c"][12::24], true_p, at)


def air(s: Scenario, t: Floats) -> tuple[Floats, Floats, Floats]:
    """Air (kg/h), share of the vacuum pumps' volume, oxygen from below the water line."""
    m_a, keep, oxygen = np.full(len(t), 12.0), np.ones(len(t)), np.zeros(len(t))
    for a, b, size in s.leaks:
        m_a[during(t, a, b)] += size
    for a, b, share in s.pump_loss:
        keep[during(t, a, b)] *= share
    for a, b, size in s.below:
        oxygen[during(t, a, b)] += size
    return m_a, keep, oxygen


def condensing(
    x: tuple[Floats, ...], r: Floats, m_a: Floats, keep: Floats
) -> tuple[Floats, Floats, Floats]:
    """T_s, outlets, and the volume that the vacuum pumps draw (m3/s)."""
    q, t_in, v, y = x
    c, r_air = v * C_W, 0.035 / 3400.0 * np.minimum(m_a / 100.0 / keep, 1.0) ** 3
    ntu = AREA * (1.0 - y) / (r + r_air[:, None]) / np.maximum(c, 1.0)
    e = np.where(c > 0.0, 1.0 - np.exp(-ntu), 0.0)
    t_s = t_in + q / np.maximum((c * e).sum(axis=1), 1e6)
    drawn = 1.1 * keep * (1.0 - np.exp(-p_sat(np.minimum(t_s, 330.0)) / 2500.0))
    t_v = t_in + 3.0
    floor = p_sat(t_v) + m_a * KG_H * 287.05 * t_v / drawn
    t_s = np.maximum(t_s, t_sat(floor))
    rise = (t_s - t_in)[:, None] * e
    scale = q / np.maximum((c * rise).sum(axis=1), 1e5)
    return t_s, t_in[:, None] + rise * scale[:, None], drawn


def ramp(s: Scenario, tag: str, t: Floats) -> Floats:
    """Error of a gauge: up from start to end, then it stays."""
    out = np.zeros(len(t))
    for which, a, b, size in s.drift:
        if which == tag:
            out += size * np.clip((t - a) / (b - a), 0.0, 1.0)
    return out


def mean_of_days(x: Floats) -> Floats:
    """Means of the days with six hours; else NaN."""
    rows = x.reshape(-1, 24, *x.shape[1:])
    many = np.isfinite(rows).sum(axis=1)
    total = np.where(np.isfinite(rows), rows, 0.0).sum(axis=1)
    return np.where(many >= 6, total / np.maximum(many, 1), np.nan)


def daily(h: Signals) -> Signals:
    """Means of each day."""
    mean = mean_of_days

    def column(c: Column) -> Column:
        rows = np.isfinite(c.x).reshape(-1, 24, *c.x.shape[1:]).sum(axis=1)
        return Column(mean(c.x), np.median(c.sigma) * 2.0 / np.sqrt(np.maximum(rows, 1)))

    columns: Any = {
        each.name: column(value)
        for each in fields(h)
        if isinstance(value := getattr(h, each.name), Column)
    }
    return replace(
        h, time=mean(h.time), t_s=mean(h.t_s), load=mean(h.load), q=mean(h.q),
        pressure_share=mean(np.where(np.isfinite(h.r.x), h.pressure_share, np.nan)),
        vacuum_pumps=mean(h.vacuum_pumps),
        box_on=np.asarray(h.box_on.reshape(-1, 24, 2).all(axis=1)),
        t_in=mean(h.t_in), v=mean(h.v), air_limit=mean(h.air_limit), **columns,
    )  # fmt: skip
