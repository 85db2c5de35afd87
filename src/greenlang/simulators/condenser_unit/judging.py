"""An analysis of the two units against their truth: what is asked for, in words and in figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.simulators.condenser_unit import score as sc
from greenlang.simulators.condenser_unit.score import CauseScore, Matches, Times
from greenlang.simulators.condenser_unit.truth import Trouble, Truth, UnitTruth
from greenlang.simulators.signals import DAY
from greenlang.simulators.simulator import Figures, Judge
from greenlang.simulators.truth import Fault, Floats, Ints

AIR = {"steam-side leak": "above", "leak below the water line": "below"}
SIDES = {"above the water line": "above", "below the water line": "below"}
RECOVERABLE = ("flow", "fouling", "plugging", "debris", "air")
KINDS = {
    "debris": "debris", "plugging": "plugging", "vacuum pump fault": "vacuum_pump",
    "cooling-water pump": "cw_pump",
}  # fmt: skip
ASKED = ("debris", "vacuum_pump", "cw_pump")  # the plant file tells the plugged tubes
INLET = ("wet bulb", "tower", "recirculation", "range")
MBAR = 100.0


@dataclass(frozen=True)
class UnitScore:
    """One unit. `counted` is the share of its days on line of which causes were told.

    `named` counts troubles by kind: rightly named, true; `invented` tells of events that were not.
    `booked` is the share of the pressure gauge's drift that was told as causes, NaN without one.
    `of_gauges` counts the invented events, of any kind but a gauge's, while an instrument lied.
    """

    name: str
    causes: Mapping[str, CauseScore]
    counted: float
    air: Matches
    sides: tuple[int, int]  # rightly told, matched
    air_sizes: tuple[float, ...]  # found over true, of matched leaks above the water line
    cleanings: Matches
    coverage: tuple[float, ...]
    rms: float  # of R_f by day and box
    peak: float
    named: Mapping[str, tuple[int, int]]
    invented: tuple[str, ...]
    booked: float
    of_gauges: int


@dataclass(frozen=True)
class PlantScore:
    """One seed; `missing` units have no result."""

    seed: int
    units: tuple[UnitScore, ...]
    missing: tuple[str, ...]


def score(truth: Truth, condensers: Iterable[Any]) -> PlantScore:
    """Score the condensers of a history, which are named as the units are."""
    found = {one.asset: one for one in condensers}
    units = tuple(
        _unit(truth, unit, found[name]) for name, unit in truth.units.items() if name in found
    )
    return PlantScore(truth.seed, units, tuple(set(truth.units) - set(found)))


def _unit(truth: Truth, unit: UnitTruth, found: Any) -> UnitScore:
    faults = [fault for fault in truth.faults if fault.asset == unit.name]
    causes, counted = _causes(unit, found.split)
    air, sides, sizes = _air(unit, found.events)
    named, invented, lied = _others(unit, found.events, air, faults)
    coverage, error, peak = _deposits(truth, unit, found)
    return UnitScore(
        unit.name, causes, counted, air, sides, sizes, _cleanings(unit, found.cleanings),
        coverage, error, peak, named, invented, _booked(unit, found.split, faults), lied,
    )  # fmt: skip


def _parts(split: Any) -> dict[str, Floats]:
    """Causes by day as the analysis tells them; the parts of an inlet temperature in one."""
    parts: dict[str, Floats] = {}
    for k, name in enumerate(split.causes):
        own = "inlet temperature" if name in INLET else name
        parts[own] = parts.get(own, 0.0) + np.asarray(split.parts.pressure)[:, k]
    return parts


def _true_parts(unit: UnitTruth, days: Ints) -> dict[str, Floats]:
    return {name: sc.by_day(unit.at, part, days) for name, part in unit.causes.items()}


def _causes(unit: UnitTruth, split: Any) -> tuple[dict[str, CauseScore], float]:
    days, hours = np.asarray(split.days), np.asarray(split.hours, np.float64)
    found, true = _parts(split), _true_parts(unit, days)
    there = np.isfinite(next(iter(found.values()))) & (hours > 0.0)
    asked = np.unique(unit.at // DAY)
    told = np.isin(asked, days[there])
    return sc.cause_scores(hours, found, true), float(told.mean()) if len(asked) else 1.0


def _air(
    unit: UnitTruth, events: Sequence[Any]
) -> tuple[Matches, tuple[int, int], tuple[float, ...]]:
    true = [Times(one.start / DAY, one.end / DAY, side=one.side) for one in unit.events.leaks]
    own = _of_air(events)
    times = [_times(one) for one in own]
    found = sc.matched(true, times, sc.same_leak)
    pairs = [(i, k) for i, k in enumerate(found.answers) if k >= 0]
    right = sum(times[k].side == true[i].side for i, k in pairs)
    sizes = [
        float(own[k].size) / unit.events.leaks[i].size
        for i, k in pairs
        if true[i].side == "above" and own[k].size_unit in {"kg/s", "kilogram/second"}
    ]
    return found, (right, len(pairs)), tuple(sizes)


def _of_air(events: Sequence[Any]) -> list[Any]:
    """Events that are told as air from outside, by cause or by their kind."""
    return [one for one in events if one.cause in AIR or (one.air and one.cause not in KINDS)]


def _times(event: Any) -> Times:
    end = np.inf if event.end is None else float(event.end)
    side = SIDES.get(event.side, AIR.get(event.cause, ""))
    return Times(float(event.start), end, event.box or "", side)


def _others(
    unit: UnitTruth, events: Sequence[Any], air: Matches, faults: Sequence[Fault]
) -> tuple[dict[str, tuple[int, int]], tuple[str, ...], int]:
    """Named troubles, events that answer nothing, and how many of these came of an instrument.

    A trouble that is told in pieces (a worn pump that rests every third week) is named once. A
    pump that trips is seen by its switch, and need not be named.
    """
    named, wrong = {}, [_of_air(events)[k] for k in air.invented]
    for cause, kind in KINDS.items():
        true = [_trouble(one) for one in unit.events.troubles if one.kind.startswith(kind)]
        hidden = [
            _trouble(one)
            for one in unit.events.troubles
            if one.kind.startswith(kind) and one.kind != "cw_pump_trip"
        ]
        own = [one for one in events if one.cause == cause]
        found = sc.matched(hidden, [_times(one) for one in own], sc.overlapping)
        if kind in ASKED:
            named[cause] = (found.matched, found.true)
        wrong += [e for e in own if not any(sc.overlapping(t, _times(e)) for t in true)]
    lies = [Times(one.start / DAY, one.end / DAY) for one in faults]
    lied = sum(any(sc.overlapping(lie, _times(one)) for lie in lies) for one in wrong)
    gauges = [one for one in events if one.cause == "gauge drift"]
    drifts = [Times(one.start / DAY, one.end / DAY) for one in faults if one.unit == "Pa"]
    found = sc.matched(drifts, [_times(one) for one in gauges], sc.overlapping)
    named["gauge drift"] = (found.matched, found.true)
    others = [gauges[k] for k in found.invented]  # of another instrument that lies: rightly told
    wrong += [one for one in others if not any(sc.overlapping(t, _times(one)) for t in lies)]
    text = tuple(f"{one.cause} {one.start:.1f}..{one.end or np.inf:.1f}" for one in wrong)
    return named, text, lied


def _trouble(one: Trouble) -> Times:
    box = one.where if one.kind in {"debris", "plugging"} else ""
    end = one.start if one.kind == "plugging" else one.end
    return Times(one.start / DAY, end / DAY, box)


def _cleanings(unit: UnitTruth, found: Sequence[Any]) -> Matches:
    true = [
        Times(
            one.start / DAY, one.end / DAY, one.box,
            window=None if one.outage is None else (one.outage.start / DAY, one.outage.end / DAY),
        )
        for one in unit.events.cleanings
    ]  # fmt: skip
    seen = [
        Times(float(one.start), float(one.end), one.box)
        for one in found
        if one.status in {"confirmed", "found_without_log"}
    ]
    return sc.matched(true, seen, sc.same_cleaning)


def _deposits(truth: Truth, unit: UnitTruth, found: Any) -> tuple[tuple[float, ...], float, float]:
    days = np.asarray(found.daily.days)
    coverage, errors = list[float](), []
    for i, box in enumerate(unit.boxes):
        k = list(found.boxes).index(box)
        true = sc.by_day(truth.time[unit.on], unit.r_f[unit.on, i], days)
        level, sigma = found.states.r_f[:, k], found.states.r_f_sigma[:, k]
        ends = [one.end / DAY for one in unit.events.cleanings if one.box == box]
        coverage += sc.band_coverage(level, sigma, true, days, ends)
        errors.append(sc.rms(level, true))
    return tuple(coverage), float(np.sqrt(np.nanmean(np.square(errors)))), float(unit.r_f.max())


def _booked(unit: UnitTruth, split: Any, faults: Sequence[Fault]) -> float:
    """Share of the pressure gauge's drift in the sum of recoverable causes.

    From a third of its time before it to its end, without days on which anything else happened.
    """
    days = np.asarray(split.days)
    drift = next((one for one in faults if one.unit == "Pa"), None)
    if drift is None:
        return float("nan")
    found, true = _parts(split), _true_parts(unit, days)
    error = sum(found[name] - true[name] for name in RECOVERABLE if name in found)
    middle = (days + 0.5) * DAY
    share = (middle - drift.start) / (drift.end - drift.start)
    near = (share > -0.3) & (share < 1.0)
    moved = [
        *((one.start, one.end) for one in unit.events.leaks if one.side == "above"),
        *((one.start, one.end) for one in unit.events.troubles if one.kind != "plugging"),
    ]
    for start, end in moved:
        near &= (middle < start - DAY) | (middle > end + DAY)
    shown = np.where(share > 0.0, drift.size * share, 0.0)
    return sc.booked(np.where(near, error, np.nan), shown)


def figures(scores: Mapping[str, Sequence[PlantScore]]) -> Figures:
    """The worst of all seeds; the coverage of bands pooled over cycles."""
    plants = [one for each in scores.values() for one in each]
    units = [unit for plant in plants for unit in plant.units]
    cycles = [share for unit in units for share in unit.coverage]
    booked_ = [abs(unit.booked) for unit in units if np.isfinite(unit.booked)]
    return {
        "cause_error_percent": (
            max((c.error_percent for u in units for c in u.causes.values()), default=np.nan), "%"
        ),
        "cause_error_of_allowed_percent": (
            max((c.allowed_percent for u in units for c in u.causes.values()), default=np.nan),
            "%",
        ),
        "cause_days_percent": (100.0 * min((unit.counted for unit in units), default=0.0), "%"),
        **_events(plants),
        "air_side_right": (_share([unit.sides for unit in units]), "share"),
        "condenser_events_invented": (float(sum(len(u.invented) for u in units)), "count"),
        "gauge_as_cause": (float(sum(unit.of_gauges for unit in units)), "count"),
        "gauge_drift_booked_percent": (100.0 * max(booked_, default=0.0), "%"),
        "condenser_band90_coverage_percent": (
            100.0 * float(np.mean(cycles)) if cycles else 0.0, "%"
        ),
        "condenser_rf_rmse_over_peak_percent": (
            100.0 * max((unit.rms / unit.peak for unit in units), default=np.nan), "%"
        ),
        "condensers_without_result": (float(sum(len(one.missing) for one in plants)), "count"),
    }  # fmt: skip


def _events(plants: Sequence[PlantScore]) -> Figures:
    """Precision and recall of the worst plant: both of its units together."""
    out: Figures = {}
    for name, of in (("air", "air"), ("condenser_cleaning", "cleanings")):
        pooled = [[getattr(unit, of) for unit in plant.units] for plant in plants]
        sums = [(sum(m.matched for m in each), sum(m.found for m in each),
                 sum(m.true for m in each)) for each in pooled]  # fmt: skip
        out[f"{name}_precision"] = (min((m / max(f, 1) if f else 1.0 for m, f, _ in sums),
                                        default=0.0), "share")  # fmt: skip
        out[f"{name}_recall"] = (min((m / t if t else 1.0 for m, _, t in sums), default=0.0),
                                 "share")  # fmt: skip
    return out


def _share(pairs: Sequence[tuple[int, int]]) -> float:
    right, of = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return right / of if of else 1.0


def line(plant: PlantScore) -> str:
    """One seed in a line: the worst cause of each unit, and what events were right."""
    texts = []
    for unit in plant.units:
        worst = max(unit.causes, key=lambda name: unit.causes[name].error_percent)
        cause = unit.causes[worst]
        texts.append(
            f"{unit.name}: worst {worst} {cause.found / MBAR:.2f} for {cause.true / MBAR:.2f} "
            f"mbar, {unit.counted:.0%} of days, air {unit.air.matched}/{unit.air.true} of "
            f"{unit.air.found} found, cleanings {unit.cleanings.matched}/{unit.cleanings.true} of "
            f"{unit.cleanings.found} found, named {dict(unit.named)}, "
            f"invented {list(unit.invented)}, drift booked {unit.booked:.2f}"
        )
    return "; ".join([*texts, *(f"{name}: no result" for name in plant.missing)])


def told(plant: PlantScore) -> Iterator[str]:
    """The comparison in words, for the demonstration."""
    yield "against the truth that only the simulator knew (means in mbar, true -> found):"
    for unit in plant.units:
        causes = ", ".join(
            f"{name} {one.true / MBAR:+.2f} -> {one.found / MBAR:+.2f}"
            for name, one in unit.causes.items()
        )
        yield f"  {unit.name}: {causes}"
        shares = unit.coverage
        within = f"{sum(shares) / len(shares):.0%}" if shares else "none"
        yield (
            f"      air leaks {unit.air.matched} of {unit.air.true} found, "
            f"{len(unit.air.invented)} that were none; cleanings {unit.cleanings.matched} of "
            f"{unit.cleanings.true} within two days, {len(unit.cleanings.invented)} that were none"
        )
        yield (
            f"      R_f of a day within {1e5 * unit.rms:.2f}e-5 m2 K/W (rms) of a peak of "
            f"{1e5 * unit.peak:.1f}e-5; days inside the 90 % band: {within}"
        )
        named = ", ".join(f"{kind} {a} of {b}" for kind, (a, b) in unit.named.items() if b)
        yield f"      named rightly: {named or 'nothing'}; invented: {len(unit.invented)}"
    for name in plant.missing:
        yield f"  {name}: no result"


def _score(simulated: Any, _plant: Any, history: Any) -> PlantScore:
    return score(simulated.truth, history.condensers)


def _told(simulated: Any, plant: Any, history: Any) -> Iterator[str]:
    yield from told(_score(simulated, plant, history))


CONDENSERS = Judge(_score, _told, line, figures)
"""How condensers are judged."""
