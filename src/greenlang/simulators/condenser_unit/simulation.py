"""The plant over its history: two units, their readings, and what was true."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from greenlang.simulators.condenser_unit import causes, plan
from greenlang.simulators.condenser_unit.bundle import Films, Water
from greenlang.simulators.condenser_unit.deposits import Conditions, deposits
from greenlang.simulators.condenser_unit.design import BOXES, UNITS, Unit
from greenlang.simulators.condenser_unit.measured import Scene, Shown, lies, shown, site
from greenlang.simulators.condenser_unit.operation import operation
from greenlang.simulators.condenser_unit.plant import files
from greenlang.simulators.condenser_unit.truth import CAUSES, Truth, UnitTruth
from greenlang.simulators.condenser_unit.unit import Built
from greenlang.simulators.condenser_unit.weather import Weather, load, weather
from greenlang.simulators.export import by_day, finite, write_csv
from greenlang.simulators.instruments import recorded
from greenlang.simulators.signals import DAY
from greenlang.simulators.truth import Floats, Ints, Span

START = 1_704_067_200  # 2024-01-01 00:00 UTC
HOUR = 3600
DIGITS = {"t_in": 3, "q": 0, "p": 1, "p_floor": 1, "power": 0, "m_a": 7}
EVERY = 6 * HOUR  # s between the rows whose causes are told


@dataclass(frozen=True)
class Simulation:
    """What the plant wrote down (plant units, NaN where nothing), and what was true."""

    seed: int
    time: Ints
    tags: Mapping[str, Floats]
    units: Mapping[str, str]
    truth: Truth


def simulate(seed: int = 1, years: float = 2.0, step_s: int = 600) -> Simulation:
    """Both units; equal arguments give equal arrays.

    Raises ValueError for a step that does not divide an hour, or less than 30 days.
    """
    if HOUR % step_s or years * 365.25 < 30:
        raise ValueError("step_s must divide 3600 s and the history last 30 days or more")
    time = START + step_s * np.arange(int(years * 365.25 * DAY / step_s), dtype=np.int64)
    air = weather(np.random.default_rng([seed, 51]), time)
    points, units = list(site(air)), {}
    for number, unit in enumerate(UNITS):
        own, truth = _unit([seed, 60 + number], time, unit, air)
        points += own
        units[unit.name] = truth
    told = lies(np.random.default_rng([seed, 52]), time)
    outages = _outages(np.random.default_rng([seed, 53]), time, units)
    tags = recorded(seed, time, points, [one.shown for one in told], outages)
    truth_ = Truth(seed, time, units, tuple(one.true for one in told), outages)
    return Simulation(seed, time, tags, {point.tag: point.unit for point, _ in points}, truth_)


def demo_files(folder: Path, seed: int = 1, years: float = 2.0, step_s: int = 600) -> Simulation:
    """Write plant.yaml with its curves, history.csv, log.csv and truth.json."""
    sim = simulate(seed, years, step_s)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(sim.truth).items():
        (folder / name).write_text(text, encoding="utf-8")
    write_csv(sim, folder / "history.csv")
    document = json.dumps(truth_document(sim.truth))
    (folder / "truth.json").write_text(document + "\n", encoding="utf-8")
    return sim


def truth_document(truth: Truth) -> dict[str, Any]:
    """The truth as JSON: events as they are, values by day (UTC, days since 1970)."""
    day = truth.time // DAY
    first = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    return {
        "kind": "condenser_unit",
        "seed": truth.seed,
        "days": day[first].tolist(),
        "faults": [finite(asdict(one)) for one in truth.faults],
        "historian_outages": [asdict(one) for one in truth.outages],
        "units": {name: _document(one, first) for name, one in truth.units.items()},
    }


def _document(one: UnitTruth, first: Ints) -> dict[str, Any]:
    events = {name: [asdict(event) for event in group] for name, group in vars(one.events).items()}
    boxes = {
        box: {
            "r_f": by_day(one.r_f[:, i], first, 9),
            "v": by_day(one.v[:, i], first, 4),
            "kappa": by_day(one.kappa[:, i], first, 4),
            "active": by_day(one.active[:, i], first, 5),
        }
        for i, box in enumerate(one.boxes)
    }
    values = {name: by_day(getattr(one, name), first, digits) for name, digits in DIGITS.items()}
    return {
        **events,
        "boxes": boxes,
        **values,
        "p_reference": one.p_reference,
        "causes_at": one.at.tolist(),
        "causes": {name: np.round(part, 1).tolist() for name, part in one.causes.items()},
    }


def _unit(seed: list[int], time: Ints, unit: Unit, air: Weather) -> tuple[Shown, UnitTruth]:
    rng = np.random.default_rng(seed)
    built = Built(unit, Films(float(rng.uniform(0.97, 1.03)), float(rng.uniform(0.765, 0.815))))
    events = plan.happened(rng, time, unit)
    run = operation(rng, time, unit, (air, load(rng, time)), events)
    flows = built.flows(run)
    t_in = built.inlet(air, run, flows.box, unit.turbine.heat(np.full(len(time), 5e3), run.share))
    none = np.zeros_like(flows.box)
    velocity = built.bundle.velocity(Water(none, flows.box, none, run.active))
    conditions = Conditions(t_in, run.share, velocity, run.on)
    r_f, cleanings = deposits(rng, time, unit, conditions, events.cleanings)
    states = built.states(t_in, run, flows.box, r_f)
    every = max(EVERY // int(time[1] - time[0]), 1)
    told = run.on & (run.shut.max(axis=1) < 0.5)
    rows = np.flatnonzero(told)
    rows = rows[rows % every == 0]
    players = causes.Players(
        t_in, flows.box, states.q, r_f, run.active / (1.0 - run.blocked), run.blocked, run.m_a,
        run.vacuum,
    )  # fmt: skip
    split = causes.split(built, players.at(rows))
    events = replace(events, cleanings=cleanings)

    def up(values: Floats) -> Floats:
        return np.where(run.on if values.ndim == 1 else run.on[:, None], values, np.nan)

    truth = UnitTruth(
        unit.name, BOXES, run.on, t_in, flows.box, up(states.q), up(states.p),
        up(states.p_floor), up(states.power), up(run.m_a), r_f, flows.kappa, run.active,
        time[rows], split.p_reference, {name: split.parts[name] for name in CAUSES}, split.alone,
        events,
    )  # fmt: skip
    return shown(Scene(built, air, run, flows, states)), truth


def _outages(
    rng: np.random.Generator, time: Ints, units: Mapping[str, UnitTruth]
) -> tuple[Span, ...]:
    """The historian is down once for two to four days, but not while somebody cleans."""
    busy = [one for unit in units.values() for one in unit.events.cleanings]
    span = plan.placed(rng, time, float(rng.uniform(2.0, 4.0)), busy)
    return () if span is None else (span,)
