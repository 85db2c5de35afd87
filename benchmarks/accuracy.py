"""Histories against the truth of simulated plants: `python -m benchmarks.accuracy`.

Plants of every kind of every agent, each seed one plant of two years; its plant file, historian
export and log are written to disk and read back as a user's would be. Prints what each seed did,
`# kind.name value unit` by kind, then `name value unit`, the worst of all kinds, and writes
results/accuracy.json.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.plan_truth import FURTHER
from greenlang.agents.agent import agent
from greenlang.services.files.tags import readings
from greenlang.services.history import declared, plant_of
from greenlang.simulators.kinds import SIMULATORS
from greenlang.simulators.simulator import Figures

RESULTS = Path(__file__).parent / "results" / "accuracy.json"
FURTHERS = 5
PROCESSES = 2
MIDNIGHT = 0.0  # days of the truth are those of UTC


@dataclass(frozen=True)
class Scored:
    """One seed; `further` is what is asked of some kinds besides,, name -> value, unit."""

    kind: str
    seed: int
    score: Any
    further: Figures


def scored(kind: str, seed: int, *, further: bool = False) -> Scored:
    """One seed, from the simulator's files to its score."""
    simulator = SIMULATORS[kind]
    of = agent(simulator.agent)
    how = declared(of)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        simulated = simulator.files(home, seed)
        plant = plant_of(of, home / "plant.yaml")
        series = readings(home / "history.csv", how.tags(plant), zone=plant.timezone)
    grid = how.span(plant, series, MIDNIGHT)
    parts = [how.run(plant, series, part, grid) for part in how.parts(plant)]
    history = how.joined(plant, grid, parts)
    asked = FURTHER.get(kind, {}) if further else {}
    more = {
        name: (value(plant, history, simulated.truth), unit)
        for name, (value, unit) in asked.items()
    }
    return Scored(kind, seed, simulator.judge.score(simulated, plant, history), more)


def report(found: Sequence[Scored]) -> Figures:
    """The worst figures of all kinds, printed with what each seed and each kind did."""
    by_kind: dict[str, list[Scored]] = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, own in by_kind.items():
        judge = SIMULATORS[kind].judge
        for each in own:
            print(f"# {kind} {each.seed}: {judge.line(each.score)}{_said(each.further)}")
        for name, (value, unit) in judge.figures({kind: [each.score for each in own]}).items():
            print(f"# {kind}.{name} {value:.4g} {unit}")
    values: Figures = {}
    for name in dict.fromkeys(SIMULATORS[kind].agent for kind in by_kind):
        kinds = [kind for kind in by_kind if SIMULATORS[kind].agent == name]
        scores = {kind: [each.score for each in by_kind[kind]] for kind in kinds}
        values |= SIMULATORS[kinds[0]].judge.figures(scores)
    return values | _worst([each.further for each in found])


def _said(further: Figures) -> str:
    return "".join(f", {name} {value:.4g}" for name, (value, _) in further.items())


def _worst(further: Sequence[Figures]) -> Figures:
    """The largest of each of the further figures."""
    names = dict.fromkeys(name for one in further for name in one)
    return {name: max(one[name] for one in further if name in one) for name in names}


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, analyse, score, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", nargs="+", default=list(SIMULATORS), choices=list(SIMULATORS))
    parser.add_argument("--seeds", type=int, help="of each kind; default: enough for each")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument(
        "--plans", type=int, default=FURTHERS, help="seeds of a kind whose plan is scored too"
    )
    parser.add_argument("--processes", type=int, default=PROCESSES, help="seeds at a time")
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args(arguments)
    start = time.perf_counter()
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(scored, kind, given.first + k, further=k < given.plans)
            for kind in given.kinds
            for k in range(given.seeds or SIMULATORS[kind].seeds)
        ]
        found = [job.result() for job in jobs]
    values = report(found)
    for name, (value, unit) in values.items():
        print(name, f"{value:.4g}", unit)
    print(f"# {len(found)} plants in {time.perf_counter() - start:.0f} s")
    if given.keep:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        document = {name: {"value": value, "unit": unit} for name, (value, unit) in values.items()}
        RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
