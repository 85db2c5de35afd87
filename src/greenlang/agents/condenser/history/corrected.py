"""Signals of a zone with the gauge's bias taken off, and the air that the vent shows."""

from dataclasses import dataclass

import numpy as np

from greenlang.agents.condenser.history.signals import Bools, Floats, Signals
from greenlang.agents.condenser.history.states import HIGH, LOW
from greenlang.library.steam import saturation


@dataclass(frozen=True)
class Corrected:
    """(T,) each: T_s (K), its distance from the vent and the hotwell (K), the vent's air (Pa).

    `vent` is the air's pressure at the vent times the vacuum pumps running, which goes with the air
    itself: the depression alone goes with the season too. `hood` (Pa) keeps the gauge's bias.
    """

    t_s: Floats
    depression: Floats
    subcooling: Floats
    vent: Floats
    m_air: Floats
    oxygen: Floats
    hood: Floats
    kappa: Floats
    rise: Floats
    flow: Floats


def corrected(x: Signals, bias: Floats) -> Corrected:
    """Signals (by day or hour) less a bias (Pa) of the pressure gauge."""
    known = (x.t_s > LOW) & (x.t_s < HIGH)
    t = np.where(known, x.t_s, 300.0)
    p = np.where(known, saturation.pressure(t) - bias, np.nan)
    t_s = _temperature(p)
    down = _of(x.depression.x, x.depression.seen) - (x.t_s - t_s)
    p_v = _pressure(t_s - down)
    pumps = np.where(x.vacuum_pumps > 0.0, x.vacuum_pumps, np.nan)
    pumps = np.where(np.isfinite(x.vacuum_pumps).any(), pumps, 1.0)
    return Corrected(
        t_s, down, _of(x.subcooling.x, x.subcooling.seen) - (x.t_s - t_s),
        np.asarray((p - p_v) * pumps), _of(x.m_air.x, x.m_air.seen),
        _of(x.oxygen.x, x.oxygen.seen), _of(x.hood.x, x.hood.seen),
        _of(x.kappa.x, x.kappa.seen), _of(x.rise_excess.x, x.rise_excess.seen),
        _of(x.flow_share.x, x.flow_share.seen),
    )  # fmt: skip


def _of(x: Floats, seen: Bools) -> Floats:
    return np.where(seen, x, np.nan)


def _pressure(t: Floats) -> Floats:
    good = np.isfinite(t) & (t > LOW) & (t < HIGH)
    return np.where(good, saturation.pressure(np.where(good, t, 300.0)), np.nan)


def _temperature(p: Floats) -> Floats:
    good = np.isfinite(p) & (p > 700.0) & (p < 2e5)
    return np.where(good, saturation.temperature(np.where(good, p, 5e3)), np.nan)


def hourly(by_day: Floats, days: Signals, hours: Signals) -> Floats:
    """Daily values spread over the hours of their days."""
    at = np.floor(hours.time).astype(np.int64) - int(np.floor(days.time[0]))
    return np.asarray(by_day[np.clip(at, 0, len(by_day) - 1)])
