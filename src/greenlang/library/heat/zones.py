"""Counterflow by enthalpy: streams that boil, condense or change their heat capacity on the way.

Both streams are heating curves of straight pieces over the share of the duty, 0 at the cold end of
the exchanger and 1 at its warm end. Between two bends both temperatures are straight, so that the
logarithmic mean is exact there, and

    UA = Q sum over zones of (share of the duty) / (mean difference of the zone).

The share needs no flow: two measured duties that disagree leave the mean difference as it is. A
single case takes `zones`, arrays take `mean_difference`, `conductance` and `duty`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core.equations import equation
from greenlang.core.errors import ImpossibleState
from greenlang.core.maths import log_mean
from greenlang.core.solve import choose
from greenlang.core.units import (
    JoulePerKg,
    Kelvin,
    KelvinDiff,
    PerKelvin,
    Ratio,
    Watt,
    WattPerKelvin,
)
from greenlang.library.fluids.heating import HeatCurve, Point
from greenlang.library.heat.balance import approach

SHAH_SEKULIC = "Shah & Sekulic, Fundamentals of Heat Exchanger Design (2003), ch. 4.2"
Number = Any
Floats = NDArray[np.float64]
Array = Floats | float


@equation(
    "s",
    SHAH_SEKULIC,
    guards=("h_warm > h_cool: enthalpy must rise from the cool to the warm end; check the tags",),
    at=(("3e5", "1e5", "6e5"), ("1e5", "1e5", "6e5")),
)
def share_of_duty(h: JoulePerKg, h_cool: JoulePerKg, h_warm: JoulePerKg) -> Ratio:
    """Share of a stream's duty that lies between the cold end and a point with enthalpy h."""
    return (h - h_cool) / (h_warm - h_cool)


@equation("T", SHAH_SEKULIC, at=(("0.3", "0.2", "0.5", "300", "320"),))
def temperature_between(s: Ratio, s_a: Ratio, s_b: Ratio, t_a: Kelvin, t_b: Kelvin) -> Kelvin:
    """Temperature of a stream opposite a bend of the other one."""
    return t_a + (s - s_a) * (t_b - t_a) / (s_b - s_a)


@equation("Δs", SHAH_SEKULIC, at=(("0.2", "0.5"),))
def zone_share(s_a: Ratio, s_b: Ratio) -> Ratio:
    """Share of the duty in a zone."""
    return s_b - s_a


@equation("Δs/ΔT", SHAH_SEKULIC, at=(("0.3", "20", "35"), ("0.1", "20", "20")))
def zone_part(share: Ratio, dt_a: KelvinDiff, dt_b: KelvinDiff) -> PerKelvin:
    """What a zone adds to UA/Q."""
    return share / log_mean(dt_a, dt_b)


@equation("ΔT_m", SHAH_SEKULIC, at=(("0.01", "0.02"), ("0.05",)))
def weighted_difference(*parts: PerKelvin) -> KelvinDiff:
    """Mean temperature difference of the whole unit, weighted over the zones."""
    return 1 / sum(parts)


@equation("UA", SHAH_SEKULIC, at=(("1.2e6", "0.02"),))
def zone_conductance(q: Watt, part: PerKelvin) -> WattPerKelvin:
    """Conductance that a zone needs, or all of them together."""
    return q * part


@equation("Q", "mean of two measurements of one duty", at=(("1.2e6", "1.1e6"),))
def middle(q_hot: Watt, q_cold: Watt) -> Watt:
    """The duty that both sides together say."""
    return (q_hot + q_cold) / 2


@equation("Q_j", SHAH_SEKULIC, at=(("1.2e6", "0.3"),))
def duty_of_zone(q: Watt, share: Ratio) -> Watt:
    """Duty of a zone."""
    return q * share


@equation("UA", SHAH_SEKULIC, at=(("1.2e6", "40"),))
def conductance_of_mean(q: Watt, dt_mean: KelvinDiff) -> WattPerKelvin:
    """Conductance of the whole unit from its weighted mean difference."""
    return q / dt_mean


@equation("share", SHAH_SEKULIC, at=(("0.01", "40"),))
def share_of_conductance(part: PerKelvin, dt_mean: KelvinDiff) -> Ratio:
    """Share of a zone in the conductance."""
    return part * dt_mean


@equation("ratio", SHAH_SEKULIC, at=(("40", "45"),))
def ratio_of_means(dt_mean: KelvinDiff, dt_lm: KelvinDiff) -> Ratio:
    """Weighted mean difference over the LMTD of the ends: what one mean cp would miss."""
    return dt_mean / dt_lm


@equation("s", SHAH_SEKULIC, at=(("0.2", "0.3"), ("0.5",)))
def share_up_to(*shares: Ratio) -> Ratio:
    """Share of the duty from the cold end to the warm end of a zone."""
    return sum(shares)


@equation("s", "the cold end itself", at=(("0.3",),))
def nothing(share: Ratio) -> Ratio:
    """No share of the duty: where the least approach lies at the cold end."""
    return 0 * share


@dataclass(frozen=True)
class Zone:
    """Between two bends: share of the duty, temperatures at its cold (a) and warm (b) end."""

    share: Number
    t_hot_a: Number
    t_hot_b: Number
    t_cold_a: Number
    t_cold_b: Number
    dt_a: Number
    dt_b: Number
    part: Number  # 1/K


@dataclass(frozen=True)
class _Mark:
    s: Number
    t: Number


def zones(hot: Sequence[Point], cold: Sequence[Point]) -> tuple[Zone, ...]:
    """Zones of one counterflow unit from the cold end, points from the cool to the warm end.

    Raises ImpossibleState where the streams meet inside (a pinch below zero), naming the place.
    """
    both = [_marks(points) for points in (hot, cold)]
    warm, cool = _aligned(*both)
    dt = [_difference(h, c) for h, c in zip(warm, cool, strict=True)]
    found = []
    for i in range(len(warm) - 1):
        share = zone_share(warm[i].s, warm[i + 1].s)
        part = zone_part(share, dt[i], dt[i + 1])
        ends = (warm[i].t, warm[i + 1].t, cool[i].t, cool[i + 1].t)
        found.append(Zone(share, *ends, dt[i], dt[i + 1], part))
    return tuple(found)


def mean_of(found: Sequence[Zone]) -> Number:
    """Mean temperature difference of the whole unit."""
    return weighted_difference(*(zone.part for zone in found))


def _marks(points: Sequence[Point]) -> list[_Mark]:
    first, last = points[0].h, points[-1].h
    return [_Mark(share_of_duty(point.h, first, last), point.t) for point in points]


def _aligned(hot: list[_Mark], cold: list[_Mark]) -> tuple[list[_Mark], list[_Mark]]:
    """Both streams at every bend of either."""
    warm, cool, i, j = [hot[0]], [cold[0]], 1, 1
    while i < len(hot) and j < len(cold):
        a, b = hot[i], cold[j]
        if choose("a == b", a=a.s, b=b.s):
            i, j = i + 1, j + 1
        elif choose("a < b", a=a.s, b=b.s):
            b, i = _opposite(a.s, cold[j - 1], b), i + 1
        else:
            a, j = _opposite(b.s, hot[i - 1], a), j + 1
        warm.append(a)
        cool.append(b)
    return warm, cool


def _opposite(s: Number, a: _Mark, b: _Mark) -> _Mark:
    return _Mark(s, temperature_between(s, a.s, b.s, a.t, b.t))


def _difference(hot: _Mark, cold: _Mark) -> Number:
    if hot.t <= cold.t:
        raise ImpossibleState(
            f"the streams meet inside the exchanger: at {100 * hot.s:.4g} % of the duty from the "
            f"cold end the hot one would be at {hot.t:.6g} K, the cold one at {cold.t:.6g} K; "
            f"check temperatures, flows, pressure and heating curves"
        )
    return approach(hot.t, cold.t)


@dataclass(frozen=True)
class Mean:
    """Rows of counterflow by enthalpy: NaN where the streams meet or leave their curves.

    `least` is the smallest approach (K, zero or less where they meet), `at` the share of the duty
    from the cold end where it lies.
    """

    difference: Floats
    least: Floats
    at: Floats


def mean_difference(
    hot: HeatCurve,
    cold: HeatCurve,
    h_hot_in: Array,
    h_hot_out: Array,
    h_cold_in: Array,
    h_cold_out: Array,
) -> Mean:
    """Weighted mean temperature difference of rows in counterflow; UA = Q / difference.

    Enthalpies in J/kg on the zeros of their curves; by `HeatCurve.enthalpy` from temperatures.
    """
    ends = [np.atleast_1d(np.asarray(h, dtype=float)) for h in
            (h_hot_in, h_hot_out, h_cold_in, h_cold_out)]  # fmt: skip
    hot_in, hot_out, cold_in, cold_out = np.broadcast_arrays(*ends)
    with np.errstate(all="ignore"):
        s = np.concatenate(
            [_shares(hot.h, hot_out, hot_in), _shares(cold.h, cold_in, cold_out)], axis=1
        )
        s.sort(axis=1)
        t_hot = hot.temperature(_within(s, hot_out, hot_in))
        t_cold = cold.temperature(_within(s, cold_in, cold_out))
        dt = t_hot - t_cold
        parts = np.diff(s, axis=1) / log_mean(dt[:, :-1], dt[:, 1:])
        difference = 1 / parts.sum(axis=1)
    least = np.min(dt, axis=1)
    good = (least > 0) & (hot_in > hot_out) & (cold_out > cold_in)
    where = np.argmin(np.where(np.isnan(dt), np.inf, dt), axis=1)
    return Mean(np.where(good, difference, np.nan), least, s[np.arange(len(s)), where])


def _shares(nodes: Floats, h_cool: Floats, h_warm: Floats) -> Floats:
    """Share of the duty of every node, those beyond the ends at the ends."""
    inside = np.clip((nodes - h_cool[:, None]) / (h_warm - h_cool)[:, None], 0.0, 1.0)
    ends = np.broadcast_to([0.0, 1.0], (len(inside), 2))
    return np.concatenate([inside, ends], axis=1)


def _within(s: Floats, h_cool: Floats, h_warm: Floats) -> Floats:
    """Enthalpies at shares of the duty, rounding kept off both ends of the curve."""
    low, high = h_cool[:, None], h_warm[:, None]
    return np.clip(low + s * (high - low), low, high)


def conductance(
    hot: HeatCurve, cold: HeatCurve, q: Array, t: tuple[Array, Array, Array, Array]
) -> Floats:
    """UA in W/K from the duty q and `t` = (t_hot_in, t_hot_out, t_cold_in, t_cold_out); NaN rows.

    Not for a stream whose end boils at one temperature: there T does not fix the enthalpy.
    """
    h = (*map(hot.enthalpy, t[:2]), *map(cold.enthalpy, t[2:]))
    return np.asarray(q / mean_difference(hot, cold, *h).difference)


def duty(
    hot: HeatCurve,
    cold: HeatCurve,
    h_hot_in: Array,
    h_cold_in: Array,
    m_hot: Array,
    m_cold: Array,
    ua: Array,
) -> Floats:
    """Duty (W) of a counterflow unit of known UA, both inlets and flows; NaN where none fits.

    Bisection on the duty between 0 and the largest that either curve allows: UA rises with it.
    """
    given = (h_hot_in, h_cold_in, m_hot, m_cold, ua)
    rows = np.broadcast_arrays(*(np.atleast_1d(np.asarray(x, dtype=float)) for x in given))
    hot_in, cold_in, flow_hot, flow_cold, wanted = rows
    coldest = np.clip(cold.temperature(cold_in), hot.t[0], hot.t[-1])
    warmest = np.clip(hot.temperature(hot_in), cold.t[0], cold.t[-1])
    most = np.minimum(
        flow_hot * (hot_in - np.interp(coldest, hot.t, hot.h)),
        flow_cold * (np.interp(warmest, cold.t, cold.h) - cold_in),
    )
    low, high = np.zeros(most.shape), most
    for _ in range(60):
        q = low + (high - low) / 2
        met = mean_difference(hot, cold, hot_in, hot_in - q / flow_hot, cold_in,
                              cold_in + q / flow_cold)  # fmt: skip
        with np.errstate(all="ignore"):
            short = (met.least > 0) & (q / met.difference < wanted)
        low, high = np.where(short, q, low), np.where(short, high, q)
    reached = mean_difference(
        hot, cold, hot_in, hot_in - low / flow_hot, cold_in, cold_in + low / flow_cold
    )
    with np.errstate(all="ignore"):
        closed = abs(low / reached.difference / wanted - 1) < 1e-6
    return np.where(closed, low, np.nan)
