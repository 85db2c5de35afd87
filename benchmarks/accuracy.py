"""The exchanger history against the truth of simulated plants: `python -m benchmarks.accuracy`.

Each seed is a crude preheat train of two years; its plant file, historian export and cleaning log
are written to disk and read back as a user's would be. Prints `name value unit` and writes
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

from benchmarks.plan_truth import plan_cost_over_best
from greenlang.agents.exchanger.history import history
from greenlang.agents.exchanger.plant import plant, tag_names
from greenlang.services.files.plant import loaded, rows
from greenlang.services.files.tags import readings
from greenlang.simulators.preheat_train import demo_files
from greenlang.simulators.score import Score, figures, score

RESULTS = Path(__file__).parent / "results" / "accuracy.json"
SEEDS, PLANS = 20, 5
PROCESSES = 2


@dataclass(frozen=True)
class Scored:
    """One seed; `plan` is the plan's cost over that of the true laws in percent, if asked for."""

    score: Score
    plan: float | None


def scored(seed: int, *, planned: bool = False) -> Scored:
    """One seed, from the simulator's files to its score."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sim = demo_files(home, seed)
        described = plant(loaded(home / "plant.yaml"), lambda name: rows(home / name), "plant.yaml")
        series = readings(home / "history.csv", tag_names(described), zone=described.timezone)
    found = history(described, series)
    u_design = {
        asset.name: float(asset.design.u_clean)
        for asset in described.assets
        if asset.design.u_clean is not None
    }
    plan = plan_cost_over_best(described, found, sim.truth) if planned else None
    return Scored(score(sim.truth, found.exchangers, u_design), plan)


def report(found: Sequence[Scored]) -> dict[str, tuple[float, str]]:
    """The figures of all seeds, printed with what each seed did."""
    for each in found:
        one = each.score
        worst = max(one.exchangers, key=lambda each: each.over_naive)
        print(
            f"# seed {one.seed}: worst {worst.asset} {worst.over_naive:.2f} of naive, cleanings "
            f"{one.cleanings_matched}/{one.cleanings_true} of {one.cleanings_found} found, "
            f"named {dict(one.named)}, invented {list(one.invented)}, plan {each.plan}"
        )
    values = figures([each.score for each in found])
    plans = [each.plan for each in found if each.plan is not None]
    return values | {"plan_cost_over_best_percent": (max(plans), "%")} if plans else values


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, analyse, score, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many seeds")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--plans", type=int, default=PLANS, help="seeds whose plan is scored")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="seeds at a time")
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args(arguments)
    seeds = range(given.first, given.first + given.seeds)
    start = time.perf_counter()
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(scored, seed, planned=k < given.plans) for k, seed in enumerate(seeds)]
        found = [job.result() for job in jobs]
    values = report(found)
    for name, (value, unit) in values.items():
        print(name, f"{value:.4g}", unit)
    print(f"# {len(found)} seeds in {time.perf_counter() - start:.0f} s")
    if given.keep:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        document = {name: {"value": value, "unit": unit} for name, (value, unit) in values.items()}
        RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
