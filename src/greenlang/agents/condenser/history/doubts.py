"""How sure the causes are: errors that do not average, carried to each cause (JCGM 100, 5.1)."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from greenlang.agents.condenser.history.causes import HourlySplit
from greenlang.agents.condenser.history.states import slope
from greenlang.agents.condenser.history.zone import OUT_SIGMA, ZoneHours
from greenlang.agents.condenser.method.decomposition import Conditions, decomposition
from greenlang.agents.condenser.results import RECOVERABLE, Band, Split, States
from greenlang.library.series.arrays import Floats, Ints
from greenlang.library.series.daily import daily_median

P10 = 1.2815515655446004
METER = 0.02  # share; a flow meter's own error, after reconciling
FILM = 0.01  # share of the resistance by which other flows and loads bend the clean model
EFFECT, HIGH = 0.1, 95.0  # sd of the share that a cleaning takes; percentile of r before one
LASTING = 2.0**0.5  # declared sigma over the part of it that never changes: half of the variance
NOW = 28  # days that stand for now
BALANCE = 3.0  # standard uncertainties by which both sides may stand apart


def common(z: ZoneHours) -> Floats:
    """Standard uncertainty of r by day and box (D, B) that no averaging takes away, m2 K/W.

    The clean condenser was learnt with the same instruments: what they are off at all times went
    into it as it moved r then. How far a kelvin between steam and water moves r goes with season
    and load, so that it moves r otherwise at other times. To this comes the spread of the model.
    """
    resistance = float(np.nanmedian(z.whole.resistance[z.valid]))
    own = np.hypot(z.fit.spread, FILM) * resistance
    if z.fit.source not in {"declared", "after cleanings"}:
        learnt = z.fit.f_b_sigma / z.fit.f_b * float(np.nanmedian(z.whole.film[z.valid]))
        own = np.hypot(own, learnt / z.fit.f_b)
    rise = slope(z.whole.t_s)
    rise = np.where(rise > 0.0, rise, np.nan)
    reading = np.hypot(_typical(z.rows.p.sigma) / rise, _typical(z.rows.t_in.sigma))
    first = int(z.rows.days[0])
    learnt_on = np.zeros(len(z.rows.days), np.bool_)
    for a, b in z.fit.windows:
        learnt_on[max(a - first, 0) : max(b - first + 1, 0)] = True
    out = []
    for b, one in enumerate(z.boxes):
        left = 0.0
        if z.fit.source != "declared":  # a cleaning leaves more or less than its method says
            r = (one.resistance - one.clean(z.fit.f_b, z.fit.f_t) - z.zero[b])[z.valid]
            left = EFFECT * float(np.percentile(r[np.isfinite(r)], HIGH))
        share = daily_median(np.where(z.valid, one.pressure_share * rise, np.nan))
        outlet = _typical(z.rows.t_out.sigma[:, b])
        off = np.hypot(daily_median(reading), outlet if np.isfinite(outlet) else OUT_SIGMA)
        known = share[learnt_on & np.isfinite(share)]
        then = float(np.median(known if known.size else share[np.isfinite(share)]))
        moved = np.abs(share - then) * off / LASTING
        seen = moved[np.isfinite(moved)]
        usual = float(np.median(seen)) if seen.size else 0.0
        both = np.hypot(own, max(left, 0.0))
        out.append(np.hypot(both, np.where(np.isfinite(moved), moved, usual)))
    return np.column_stack(out)


def of_causes(z: ZoneHours, hourly: HourlySplit, states: States) -> Mapping[str, float]:
    """Standard uncertainty of each cause's mean pressure, Pa, at the median state."""
    actual = hourly.case.actual
    counted = hourly.counts
    if not counted.any():
        return {}

    def median(x: object) -> Floats | None:
        return None if x is None else np.array([float(np.nanmedian(np.asarray(x)[counted]))])

    names = ("t_in", "v", "q", "r_f", "plugged", "r_air", "p_floor", "blocked",
             "p_floor_at_reference")  # fmt: skip
    at = Conditions(**{name: median(getattr(actual, name)) for name in names})
    steps: dict[str, tuple[str, float]] = {
        "inlet temperature": ("t_in", _typical(z.rows.t_in.sigma)),
        "flow": ("v", METER * float(np.asarray(at.v)[0])),
        "load": ("q", float(np.nanmedian(z.balance.q_sigma[z.valid]))),
        "fouling": ("r_f", _fouling(states)),
        "air": ("r_air", _typical(states.r_air_sigma)),
    }
    case = replace(
        hourly.case, actual=at, p=None, turbine=None, prices=None,
    )  # fmt: skip
    before = {part.cause: part.p for part in decomposition(case).parts}
    found = {}
    for cause, (name, step) in steps.items():
        value = getattr(at, name)
        if value is None or not np.isfinite(step):
            continue
        moved = decomposition(replace(case, actual=replace(at, **{name: value + step})))
        after = {part.cause: part.p for part in moved.parts}
        if cause in after:
            found[cause] = abs(float(np.squeeze(after[cause] - before[cause])))
    return found


def _typical(x: Floats) -> float:
    seen = x[np.isfinite(x)]
    return float(np.median(seen)) if seen.size else float("nan")


def _fouling(states: States) -> float:
    """Of the mean over the boxes: their errors are of one gauge and one clean condenser."""
    return float(np.nanmedian(np.nanmean(states.r_f_sigma, axis=1)))


def recoverable(split: Split, sigmas: Mapping[str, float]) -> Mapping[str, Band]:
    """Money a day that each cause that can be put right costs now, and all of them together.

    The band scales with that of the cause's pressure.
    """
    return _now(split, sigmas, split.parts.money)


def power_now(split: Split, sigmas: Mapping[str, float]) -> Mapping[str, Band]:
    """The same in power, W: means over the hours that count."""
    return _now(split, sigmas, split.parts.power)


def _now(split: Split, sigmas: Mapping[str, float], of: Floats) -> Mapping[str, Band]:
    last = np.flatnonzero(split.hours > 0)[-NOW:]
    out: dict[str, Band] = {}
    total, variance = 0.0, 0.0
    for cause in RECOVERABLE:
        k = split.causes.index(cause)
        worth = _mean(of[last, k])
        pressure = _mean(split.parts.pressure[last, k])
        share = sigmas.get(cause, 0.0) * _slope(split, of, last)
        sd = float(share) if np.isfinite(share) and np.isfinite(pressure) else float("nan")
        out[cause] = Band(worth - P10 * sd, worth, worth + P10 * sd)
        total, variance = total + worth, variance + sd**2
    sd = float(np.sqrt(variance))
    out["together"] = Band(total - P10 * sd, total, total + P10 * sd)
    return out


def _slope(split: Split, of: Floats, last: Ints) -> float:
    """Worth of a pascal now, by the causes that have most of both."""
    pressure, worth = split.parts.pressure[last], of[last]
    good = np.isfinite(pressure) & np.isfinite(worth)
    power = float(np.sum(np.where(good, pressure, 0.0) ** 2))
    return float(np.sum(np.where(good, pressure * worth, 0.0))) / power if power > 0 else np.nan


def _mean(x: Floats) -> float:
    seen = x[np.isfinite(x)]
    return float(seen.mean()) if seen.size else float("nan")


def warnings(z: ZoneHours) -> tuple[str, ...]:
    """What a careful reader should know of this condenser's history."""
    said = []
    apart = _typical(z.balance.z[z.valid])
    if not np.isfinite(apart):
        said.append("one duty side only: the heat balance could not be tested")
    elif abs(apart) > BALANCE:
        said.append(
            f"water and steam disagree by {apart:+.1f} standard uncertainties all along: check "
            "flow meters and the cycle balance"
        )
    if z.fit.source in {"cleanest days", "prior"}:
        said.append(
            "R_f is relative to the cleanest days in the data: give `clean` days or log cleanings"
        )
    if z.unit.water.salinity > 0.002:
        said.append(f"salinity of {1e3 * z.unit.water.salinity:.3g} g/kg enters duty and transfer")
    return tuple(said)
