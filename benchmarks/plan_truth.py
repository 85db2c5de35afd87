"""What not knowing the true laws costs: our plan against the same programme told the truth.

Both plans are carried out in the simulator. `plan_cost_over_best(plant, history, truth)` is the
excess in percent; `python -m benchmarks.plan_truth 1 2 3` prints it for these seeds.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from greenlang.agents.exchanger.decide.fleet import fleet_of, solved
from greenlang.agents.exchanger.decide.growth import AGES, DAY, Growth
from greenlang.agents.exchanger.decide.units import Unit
from greenlang.agents.exchanger.history import history
from greenlang.agents.exchanger.model import Plant
from greenlang.agents.exchanger.plant import plant, tag_names
from greenlang.agents.exchanger.results import PlantHistory
from greenlang.library.schedule import Path as Cleanings
from greenlang.services.files.plant import loaded, rows
from greenlang.services.files.tags import readings
from greenlang.simulators.preheat_train import demo_files
from greenlang.simulators.preheat_train import plan as simulator
from greenlang.simulators.preheat_train.design import UNITS
from greenlang.simulators.preheat_train.truth import Truth

WEEK = 7 * 86_400
NAMES = [unit.name for unit in UNITS]


def plan_cost_over_best(described: Plant, found: PlantHistory, truth: Truth) -> float:
    """Excess cost in percent of the plan over that of the programme with the true laws."""
    fleet, whole, _ = fleet_of(described, found)
    start = fleet.calendar.start * 86_400
    now = simulator.deposits_at(truth, start)
    day = fleet.calendar.start
    told = replace(fleet, units=tuple(_told(unit, truth, now, day) for unit in fleet.units))
    stages = tuple(
        replace(one, r_f=float(now[NAMES.index(one.asset.name)])) for one in whole.stages
    )
    ours, best = solved(fleet, whole).paths, solved(told, replace(whole, stages=stages)).paths
    names = [unit.asset.name for unit in fleet.units]
    schedules = [_schedule(described, names, paths, start) for paths in (ours, best)]
    costs = simulator.train_costs(truth, schedules, start=start)
    return 100.0 * (costs[0].total / costs[1].total - 1.0)


FURTHER = {"preheat_train": {"plan_cost_over_best_percent": (plan_cost_over_best, "%")}}
"""Kind of plant -> what is asked of its analyses besides: name -> function and unit."""


def _told(unit: Unit, truth: Truth, now: np.ndarray, day: int) -> Unit:
    """The unit with its true law, at reference conditions and without doubt."""
    name = unit.asset.name
    r_0 = np.array([0.0, now[NAMES.index(name)]])
    grown = simulator.growth(truth, name, r_0, 3 * 365)
    days = np.arange(len(grown), dtype=np.int64) + day
    fresh = np.interp(AGES, DAY * np.arange(len(grown)), grown[:, 0])
    fresh = np.maximum.accumulate(fresh)
    none = np.zeros(1)
    return replace(unit, growth=Growth(fresh, days, grown[:, 1], grown[:, 1][None, :], none))


def _schedule(
    described: Plant, names: Sequence[str], paths: Sequence[Cleanings], start: int
) -> list[simulator.PlannedCleaning]:
    return [
        simulator.PlannedCleaning(name, start + week * WEEK, described.methods[method].name)  # type: ignore[arg-type]
        for name, path in zip(names, paths, strict=True)
        for week, method in path
    ]


def analysed(seed: int) -> tuple[Plant, PlantHistory, Truth]:
    """A simulated plant, read and analysed as a user's would be, and what really happened."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sim = demo_files(home, seed)
        described = plant(loaded(home / "plant.yaml"), lambda name: rows(home / name), "plant.yaml")
        series = readings(home / "history.csv", tag_names(described), zone=described.timezone)
    return described, history(described, series), sim.truth


def main(seeds: Sequence[int]) -> None:
    """Simulate, analyse, plan, carry out."""
    for seed in seeds:
        excess = plan_cost_over_best(*analysed(seed))
        print(f"seed {seed}: plan_cost_over_best_percent {excess:.2f}", flush=True)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or [1])
