"""How air is known or drawn: discharge meters, decay by readings, ejectors (spec 3.11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.agents.condenser import air_equations as ax
from greenlang.agents.condenser import check_equations as kx
from greenlang.agents.condenser import equations as cx
from greenlang.core.equations import lookup
from greenlang.core.errors import InsufficientData
from greenlang.core.units import (
    Kelvin,
    KgPerM3,
    KgPerSecond,
    M3PerSecond,
    Metre,
    Pascal,
    Ratio,
    Second,
)
from greenlang.library.air import ejectors, masses, moist
from greenlang.library.curves import interpolated
from greenlang.library.fouling import outlook
from greenlang.library.steam import saturation

Number = Any
FIRST = 60  # s after the pumps are isolated that say nothing
LEAST = 4  # readings after it


@dataclass(frozen=True)
class Discharge:
    """A meter in the vacuum pumps' discharge: actual volume of humid air at `p`, `t`, `phi`.

    `rho_scale` says that it is a rotameter, and the density that its scale is for.
    """

    v: M3PerSecond
    p: Pascal
    t: Kelvin
    phi: Ratio
    rho_scale: KgPerM3 | None = None


def dry_air(x: Discharge) -> Number:
    """Dry air in a discharge, its humidity taken off."""
    w = moist.humidity_ratio(x.t, x.phi, x.p)
    if x.rho_scale is None:
        return ax.dry_by_volume(x.v, moist.volume(x.t, w, x.p))
    whole = masses.rotameter_mass(x.v, x.rho_scale, moist.density(x.t, w, x.p))
    return ax.dry_share(whole, w)


@dataclass(frozen=True)
class DecayReading:
    """Pressure, and where it moves the hood's temperature, at a time after the isolation."""

    t: Second
    p: Pascal
    t_hood: Kelvin | None = None


@lookup(
    "dp_a/dt", "Theil (1950), Sen (1968): median of the slopes of all pairs", digits=8,
    at=(("0", "0", "60", "100", "120", "190", "180", "300"),),
)  # fmt: skip
def robust_rise(*points: Ratio) -> ax.PascalPerSecond:
    """Rise of a pressure from points (s, Pa) in a row; a false reading does not move it."""
    t, p = (np.array(points[k::2], dtype=float) for k in (0, 1))
    i, j = np.triu_indices(t.size, 1)
    return float(np.median((p[j] - p[i]) / (t[j] - t[i])))


def rise(readings: Sequence[DecayReading], t_hood: Number) -> Number:
    """Robust rise of the air's own pressure, p less that of the vapour, after the first minute."""
    used = [one for one in readings if one.t >= FIRST]
    if len(used) < LEAST or len({one.t for one in used}) < len(used):
        raise InsufficientData(
            f"decay test: {len(used)} readings after the first minute; {LEAST} at different times "
            "are needed"
        )
    air = [
        masses.air_pressure(
            one.p, saturation.pressure(t_hood if one.t_hood is None else one.t_hood)
        )
        for one in used
    ]
    flat = (
        number
        for one, p in zip(used, air, strict=True)
        for number in (outlook.seconds(one.t), kx.pure_pressure(cx.above(p, air[0])))
    )
    return robust_rise(*flat)


@dataclass(frozen=True)
class EjectorPoint:
    """A point of the maker's curve: dry air at 70 degF, and the suction pressure it leaves."""

    m: KgPerSecond
    p: Pascal


@dataclass(frozen=True)
class Ejector:
    """Steam-jet ejectors in service, together, by the curve for their motive pressure.

    Below `p_least` of its motive steam an ejector is broken, and nothing is said of its suction.
    `f_air` and `f_vapour` are entrainment ratios: those of the licensed curve go before the
    defaults, 1 and 0.81 at 70 degF, which are unconfirmed.
    """

    curve: tuple[EjectorPoint, ...]
    p_motive: Pascal
    p_least: Pascal
    throat: Metre | None = None
    f_air: Ratio = "1"
    f_vapour: Ratio = "0.81"


@dataclass(frozen=True)
class EjectorState:
    """Load as dry air, what the ejectors could draw at this pressure, the pressure they hold."""

    m_equivalent: KgPerSecond | None
    capacity: KgPerSecond | None
    margin: Ratio | None
    p_suction: Pascal | None
    m_motive: KgPerSecond | None
    told: str


def ejector(x: Ejector, p: Number, m_a: Number, ratio: Number) -> EjectorState:
    """What ejectors do with this air and the vapour that goes with it."""
    motive = None if x.throat is None else ejectors.motive_steam(x.p_motive, x.throat)
    if x.p_motive < x.p_least:
        return EjectorState(
            None, None, None, None, motive,
            "broken: motive steam below its minimum; valve, strainer, wet steam?",
        )  # fmt: skip
    points = sorted(x.curve, key=lambda point: point.m)
    if len(points) < 2:
        raise InsufficientData("ejector: two points of its curve or more are needed, with m = 0")
    m, at = [point.m for point in points], [point.p for point in points]
    m_most, p_most = m[-1], at[-1]
    load = None
    if m_a is not None and ratio is not None:
        vapour = masses.vapour_mass(m_a, ratio)
        load = ejectors.dry_air_equivalent(m_a, vapour, x.f_air, x.f_vapour)
    scales = (
        lambda y: ejectors.suction_share(y, p_most), lambda y: ejectors.load_share(y, m_most)
    )  # fmt: skip
    share = None
    if at[0] <= p <= p_most:
        share = interpolated(p, at, m, scales, "suction pressure of the ejector, Pa,")
    able = None if share is None else ax.of_largest(share, m_most)
    held = None
    if load is not None:
        found = interpolated(load, m, at, scales[::-1], "load of the ejector, kg/s,")
        held = ejectors.suction(found, p_most)
    return EjectorState(
        load, able,
        None if able is None or load is None else ax.margin(able, load),
        held, motive, _told(p, held, able),
    )  # fmt: skip


def _told(p: Number, held: Number, able: Number) -> str:
    if held is None:
        return "load unknown: give a meter or decay test, and the vent"
    if able is None:
        return "this pressure lies outside the curve: nothing is said of the capacity"
    return "the ejectors set the pressure" if held > p else "the ejectors hold below this pressure"
