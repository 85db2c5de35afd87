"""Any plant of exchangers over its history: deposits, states, readings, truth, what cleanings gave.

A kind of plant brings its physics (`Works`): states for given deposits, the pace at which deposits
grow in these states, the duty of one exchanger alone. Everything else is the same for all.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from greenlang.simulators.export import by_day, finite, write_csv, write_log
from greenlang.simulators.growth import Layer, grown
from greenlang.simulators.happenings import Cleanable, Happened, Troubles, happened, shutdowns
from greenlang.simulators.instruments import Point, recorded
from greenlang.simulators.signals import DAY
from greenlang.simulators.truth import Bools, Cleaning, Fault, Floats, Ints, Span, Worth

START = 1_704_067_200  # 2024-01-01 00:00 UTC
COARSE = 3 * 3600  # s, step of the deposits
HOUR = 3600
KELVIN = 273.15
ROUNDS = 3  # deposits and the states that they change


@dataclass(frozen=True)
class Profile:
    """States over time; every array is (time, exchanger), SI.

    Flows and temperatures are those of the exchanger in service, also while it is not. `u` and
    `u_clean` are means over the area of the local coefficients with and without the deposit.
    `surface` is the temperature of the deposit's surface or what else makes it grow.
    """

    t_hot_in: Floats
    t_hot_out: Floats
    t_cold_in: Floats
    t_cold_out: Floats
    m_hot: Floats
    m_cold: Floats
    duty: Floats
    u: Floats
    u_clean: Floats
    surface: Floats


class Works(Protocol):
    """The physics of one plant over its history."""

    @property
    def layers(self) -> Sequence[Sequence[Layer]]:
        """Layers of deposit by exchanger, equally many each."""
        ...

    @property
    def start(self) -> Floats:
        """Deposits at the start (exchanger, layer), m2 K/W."""
        ...

    def profile(self, rows: slice, r_f: Floats) -> Profile:
        """States at these times with deposits `r_f` (rows, exchanger)."""
        ...

    def pace(self, rows: slice, profile: Profile) -> Floats:
        """Pace of growth (rows, exchanger, layer), 1 on an ordinary day."""
        ...

    def duty(self, i: int, rows: slice, profile: Profile, r_f: Floats) -> Floats:
        """Duty (W) of one exchanger at the inlets and flows of the profile, other deposits."""
        ...

    def shown(self, profile: Profile, happened: Happened) -> Sequence[tuple[Point, Floats]]:
        """Every measured point with its true value in its plant unit."""
        ...


@dataclass(frozen=True)
class Kind:
    """A kind of plant: how to build one from a seed, and what its people know of it."""

    name: str
    title: str
    units: tuple[Cleanable, ...]
    tags: Mapping[str, Mapping[str, str]]  # asset -> role -> tag
    troubles: Troubles
    shutdowns: tuple[tuple[int, int], tuple[float, float]]  # fewest and most; days each
    works: Callable[[int, Ints, tuple[Span, ...]], Works]
    files: Callable[["Simulation"], Mapping[str, str]]  # plant.yaml and tables by name
    index_only: tuple[str, ...] = ()  # exchangers that lack what R_f needs


@dataclass(frozen=True)
class UnitTruth:
    """One exchanger over time, NaN while idle; `duty_clean` at the same flows and inlets.

    With films that change along the exchanger 1 / `u` - 1 / `u_clean` is near `r_f`, not equal.
    """

    asset: str
    new_bundle: bool
    layers: tuple[Layer, ...]
    r_f: Floats
    u: Floats
    u_clean: Floats
    duty: Floats
    duty_clean: Floats


@dataclass(frozen=True)
class PlantTruth:
    """Everything that the analysis is not told."""

    kind: str
    seed: int
    time: Ints
    exchangers: Mapping[str, UnitTruth]
    cleanings: tuple[Cleaning, ...]
    faults: tuple[Fault, ...]
    shutdowns: tuple[Span, ...]
    outages: tuple[Span, ...]
    worths: tuple[Worth, ...]
    tags: Mapping[str, Sequence[str]]
    index_only: tuple[str, ...] = ()  # too little is measured to ask for their R_f


@dataclass(frozen=True)
class Simulation:
    """What the plant wrote down (plant units, NaN where nothing), and what was true."""

    seed: int
    time: Ints
    tags: Mapping[str, Floats]
    units: Mapping[str, str]
    truth: PlantTruth
    works: Works


def simulate(kind: Kind, seed: int = 1, years: float = 2.0, step_s: int = 600) -> Simulation:
    """One plant of this kind; equal arguments give equal arrays.

    Raises ValueError for a step that does not divide an hour, or less than 30 days.
    """
    if HOUR % step_s or years * 365.25 < 30:
        raise ValueError("step_s must divide 3600 s and the history last 30 days or more")
    time = START + step_s * np.arange(int(years * 365.25 * DAY / step_s), dtype=np.int64)
    down = shutdowns(seed, time, *kind.shutdowns)
    events = happened(seed, time, kind.units, down, kind.troubles)
    works = kind.works(seed, time, down)
    idle = _idle(kind, time, events)
    deposits = _deposits(kind, works, time, events.cleanings, idle)
    profile = works.profile(slice(None), deposits.r_f)
    shown = works.shown(profile, events)
    tags = recorded(seed, time, shown, events.faults, events.outages)
    events = replace(
        events,
        cleanings=deposits.cleanings,
        faults=tuple(_with_frozen_value(fault, time, tags) for fault in events.faults),
    )
    truth = _truth(kind, seed, time, works, events, deposits, profile, idle)
    return Simulation(seed, time, tags, {point.tag: point.unit for point, _ in shown}, truth, works)


def demo_files(kind: Kind, folder: str | Path, seed: int = 1, years: float = 2.0) -> Simulation:
    """Write the plant file and its tables, history.csv, cleanings.csv and truth.json."""
    sim = simulate(kind, seed, years)
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    for name, text in kind.files(sim).items():
        (home / name).write_text(text, encoding="utf-8")
    write_csv(sim, home / "history.csv")
    write_log(sim, home / "cleanings.csv")
    document = json.dumps(truth_document(sim.truth))
    (home / "truth.json").write_text(document + "\n", encoding="utf-8")
    return sim


def truth_document(truth: PlantTruth) -> dict[str, Any]:
    """The truth as JSON: events as they are, the exchangers by day (UTC, days since 1970)."""
    day = truth.time // DAY
    first = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    return {
        "kind": truth.kind,
        "seed": truth.seed,
        "days": day[first].tolist(),
        "cleanings": [asdict(one) for one in truth.cleanings],
        "faults": [finite(asdict(one)) for one in truth.faults],
        "shutdowns": [asdict(one) for one in truth.shutdowns],
        "historian_outages": [asdict(one) for one in truth.outages],
        "exchangers": {
            name: {
                "new_bundle": one.new_bundle,
                "layers": [asdict(layer) for layer in one.layers],
                "r_f": by_day(one.r_f, first, 9),
                "u": by_day(one.u, first, 2),
                "u_clean": by_day(one.u_clean, first, 2),
                "duty": by_day(one.duty, first, 0),
                "duty_clean": by_day(one.duty_clean, first, 0),
            }
            for name, one in truth.exchangers.items()
        },
        "saved_by_cleanings": [
            {"asset": one.asset, "start": one.start, "days": one.days.tolist(),
             "power": [None if np.isnan(p) else round(float(p), 0) for p in one.power]}
            for one in truth.worths
        ],
    }  # fmt: skip


def _idle(kind: Kind, time: Ints, events: Happened) -> Bools:
    """Out of service: (time, exchanger)."""
    out = np.zeros((len(time), len(kind.units)), np.bool_)
    for i, unit in enumerate(kind.units):
        own = [Span(one.start, one.end) for one in _own(events.cleanings, unit)]
        for span in [*events.shutdowns, *own]:
            out[:, i] |= (time >= span.start) & (time < span.end)
    return out


def _own(cleanings: Sequence[Cleaning], unit: Cleanable) -> list[Cleaning]:
    return [one for one in cleanings if one.asset == unit.name]


@dataclass(frozen=True)
class _Deposits:
    """Deposits of the whole plant, and what a coarse step was worth in time: s."""

    r_f: Floats  # (time, exchanger)
    coarse: Floats  # (coarse, exchanger, layer)
    ticks: Floats  # (coarse, exchanger, layer)
    kept: Floats  # (coarse, exchanger)
    cleanings: tuple[Cleaning, ...]


def _deposits(
    kind: Kind, works: Works, time: Ints, cleanings: Sequence[Cleaning], idle: Bools
) -> _Deposits:
    """Deposits under the conditions that they themselves change, by substitution."""
    every = COARSE // int(time[1] - time[0])
    rows, at = slice(None, None, every), time[::every]
    kept = _kept(kind, at, cleanings)
    layers = np.broadcast_to(works.start, (len(at), *works.start.shape))
    ticks = np.zeros(layers.shape)
    for _ in range(ROUNDS):
        profile = works.profile(rows, layers.sum(axis=2))
        pace = np.where(idle[rows][:, :, None], 0.0, works.pace(rows, profile))
        ticks = COARSE * pace
        layers = grown(works.layers, works.start, ticks, kept)
    fine = _between(time, at, layers.sum(axis=2), kept)
    return _Deposits(fine, layers, ticks, kept, _with_deposits(kind, cleanings, time, fine))


def _kept(kind: Kind, at: Ints, cleanings: Sequence[Cleaning]) -> Floats:
    """What each coarse step keeps of the deposit; a cleaning acts amid its outage."""
    kept = np.ones((len(at), len(kind.units)))
    for i, unit in enumerate(kind.units):
        for one in _own(cleanings, unit):
            kept[_row(at, one), i] = 1.0 - one.effect
    return kept


def _row(at: Ints, one: Cleaning) -> int:
    return min(int(np.searchsorted(at, (one.start + one.end) // 2)), len(at) - 1)


def _between(time: Ints, at: Ints, r_f: Floats, kept: Floats) -> Floats:
    """Deposits on the fine grid: linear between coarse steps, a step where one was cleaned."""
    fine = np.empty((len(time), r_f.shape[1]))
    for i in range(r_f.shape[1]):
        fine[:, i] = np.interp(time, at, r_f[:, i])
        for row in np.flatnonzero(kept[:, i] < 1.0):
            if row > 0:
                inside = (time > at[row - 1]) & (time < at[row])
                fine[inside, i] = r_f[row - 1, i]
    return fine


def _with_deposits(
    kind: Kind, cleanings: Sequence[Cleaning], time: Ints, r_f: Floats
) -> tuple[Cleaning, ...]:
    """The cleanings with the deposit before and after each."""
    column = {unit.name: i for i, unit in enumerate(kind.units)}

    def at(second: int, asset: str) -> float:
        row = min(int(np.searchsorted(time, second)), len(time) - 1)
        return float(r_f[row, column[asset]])

    return tuple(
        replace(one, r_f_before=at(one.start, one.asset), r_f_after=at(one.end, one.asset))
        for one in cleanings
    )


def _with_frozen_value(fault: Fault, time: Ints, tags: Mapping[str, Floats]) -> Fault:
    """A stuck tag's fault with the value that it showed, K."""
    if fault.kind != "stuck" or fault.tag is None:
        return fault
    during = (time >= fault.start) & (time < fault.end)
    return replace(fault, size=float(np.nanmedian(tags[fault.tag][during])) + KELVIN)


def _truth(
    kind: Kind,
    seed: int,
    time: Ints,
    works: Works,
    events: Happened,
    deposits: _Deposits,
    profile: Profile,
    idle: Bools,
) -> PlantTruth:
    thin = slice(None, None, HOUR // int(time[1] - time[0]))
    hourly = Profile(**{name: x[thin] for name, x in vars(profile).items()})
    exchangers, worths = {}, []
    for i, unit in enumerate(kind.units):
        off = idle[:, i]
        clean = works.duty(i, thin, hourly, np.zeros(len(hourly.duty)))
        ratio = np.interp(time, time[thin], clean / hourly.duty[:, i])
        duty = np.where(off, 0.0, profile.duty[:, i])
        exchangers[unit.name] = UnitTruth(
            unit.name,
            bool(works.start[i].sum() == 0.0),
            tuple(works.layers[i]),
            deposits.r_f[:, i],
            np.where(off, np.nan, profile.u[:, i]),
            np.where(off, np.nan, profile.u_clean[:, i]),
            duty,
            duty * ratio,
        )
        worths += _worths(
            i, works, deposits, (time, thin, hourly), _own(events.cleanings, unit), off
        )
    return PlantTruth(
        kind.name, seed, time, exchangers, events.cleanings, events.faults, events.shutdowns,
        events.outages, tuple(worths),
        {asset: tuple(roles.values()) for asset, roles in kind.tags.items()},
        kind.index_only,
    )  # fmt: skip


def _worths(
    i: int,
    works: Works,
    deposits: _Deposits,
    hours: tuple[Ints, slice, Profile],
    cleanings: Sequence[Cleaning],
    off: Bools,
) -> list[Worth]:
    """What each cleaning of exchanger `i` was worth until its next one."""
    time, thin, hourly = hours
    every = COARSE // int(time[1] - time[0])
    at, hour = time[::every], time[thin]
    out = []
    for k, one in enumerate(cleanings):
        end = cleanings[k + 1].start if k + 1 < len(cleanings) else int(time[-1])
        row = _row(at, one)
        without = grown(
            (works.layers[i],),
            deposits.coarse[row - 1, i : i + 1],
            deposits.ticks[row - 1 :, i : i + 1],
            np.ones((len(at) - row + 1, 1)),
        )[:, 0].sum(axis=1)
        r_f = np.interp(hour, at[row - 1 :], without)
        saved = hourly.duty[:, i] - works.duty(i, thin, hourly, r_f)
        out.append(daily_worth(one, end, hour, np.where(off[thin], np.nan, saved)))
    return out


def daily_worth(one: Cleaning, end: int, hour: Ints, saved: Floats) -> Worth:
    """Means by whole day from after the cleaning to `end` of what it saves (W) hour by hour."""
    first, last = one.end // DAY + 1, end // DAY
    days = np.arange(first, last, dtype=np.int64)
    number = np.clip(hour // DAY - first, -1, len(days))
    inside = (number >= 0) & (number < len(days)) & np.isfinite(saved)
    total = np.bincount(number[inside], saved[inside], len(days))
    count = np.bincount(number[inside], minlength=len(days))
    power = np.divide(total, count, out=np.full(len(days), np.nan), where=count > 0)
    return Worth(one.asset, one.start, one.end, days, power)
