"""The exchanger history against the truth of simulated plants: `python -m benchmarks.accuracy`.

Plants of four kinds, each seed one plant of two years; its plant file, historian export and
cleaning log are written to disk and read back as a user's would be. Prints what each seed did,
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

from benchmarks.plan_truth import plan_cost_over_best
from greenlang.agents.exchanger.history import history
from greenlang.agents.exchanger.plant import plant, tag_names
from greenlang.services.files.plant import loaded, rows
from greenlang.services.files.tags import readings
from greenlang.simulators import preheat_train
from greenlang.simulators.kinds import SIMULATORS
from greenlang.simulators.savings import SavingScore, savings, savings_coverage
from greenlang.simulators.score import Score, figures, score

RESULTS = Path(__file__).parent / "results" / "accuracy.json"
TRAIN = "preheat_train"
SEEDS, TRAINS, PLANS = 5, 20, 5
PROCESSES = 2
MIDDLE = 90.0  # percent, where a coverage should lie
LOWEST_IS_WORST = ("precision", "recall", "named")

Figures = dict[str, tuple[float, str]]


@dataclass(frozen=True)
class Scored:
    """One seed; `plan` is the plan's cost over that of the true laws in percent, if asked for."""

    kind: str
    score: Score
    savings: tuple[SavingScore, ...]
    plan: float | None


def scored(kind: str, seed: int, *, planned: bool = False) -> Scored:
    """One seed, from the simulator's files to its score."""
    simulator = SIMULATORS[kind]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sim = simulator.files(home, seed)
        described = plant(loaded(home / "plant.yaml"), lambda name: rows(home / name), "plant.yaml")
        series = readings(home / "history.csv", tag_names(described), zone=described.timezone)
    found = history(described, series)
    u_design = {
        asset.name: float(asset.design.u_clean)
        for asset in described.assets
        if asset.design.u_clean is not None
    }
    truth = sim.truth
    plan = None
    if planned and isinstance(truth, preheat_train.Truth):
        plan = plan_cost_over_best(described, found, truth)
    saved = savings(simulator.worths(sim), {one.asset: one.savings for one in found.exchangers})
    return Scored(kind, score(truth, found.exchangers, u_design), saved, plan)


def report(found: Sequence[Scored]) -> Figures:
    """The worst figures of all kinds, printed with what each seed and each kind did."""
    by_kind: dict[str, Figures] = {}
    for kind in dict.fromkeys(each.kind for each in found):
        own = [each for each in found if each.kind == kind]
        for each in own:
            _told(each)
        by_kind[kind] = figures([each.score for each in own])
        for name, (value, unit) in by_kind[kind].items():
            print(f"# {kind}.{name} {value:.4g} {unit}")
        ones = [one for each in own for one in each.savings]
        print(f"# {kind}.savings_band_coverage {savings_coverage(ones):.4g} % of {len(ones)}")
    values = worst(list(by_kind.values()))
    every = [one for each in found for one in each.savings]
    if every:
        values["savings_band_coverage_percent"] = (savings_coverage(every), "%")
    plans = [each.plan for each in found if each.plan is not None]
    return values | {"plan_cost_over_best_percent": (max(plans), "%")} if plans else values


def _told(each: Scored) -> None:
    one = each.score
    bad = max(one.exchangers, key=lambda exchanger: exchanger.over_naive)
    outside = [f"{s.asset} {s.start}" for s in each.savings if not s.inside]
    print(
        f"# {each.kind} {one.seed}: worst {bad.asset} {bad.over_naive:.2f} of naive, cleanings "
        f"{one.cleanings_matched}/{one.cleanings_true} of {one.cleanings_found} found, "
        f"named {dict(one.named)}, invented {list(one.invented)}, missing {list(one.missing)}, "
        f"savings outside {outside} of {len(each.savings)}, plan {each.plan}"
    )


def worst(kinds: Sequence[Figures]) -> Figures:
    """Each figure's worst over the kinds: sums of counts, coverage furthest from 90 %."""
    out: Figures = {}
    for name in dict.fromkeys(name for one in kinds for name in one):
        values = [one[name][0] for one in kinds if name in one]
        unit = next(one[name][1] for one in kinds if name in one)
        if unit == "count":
            value = sum(values)
        elif "coverage" in name:
            value = max(values, key=lambda x: abs(x - MIDDLE))
        elif name.endswith(LOWEST_IS_WORST):
            value = min(values)
        else:
            value = max(values)
        out[name] = (value, unit)
    return out


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, analyse, score, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", nargs="+", default=list(SIMULATORS), choices=list(SIMULATORS))
    parser.add_argument("--seeds", type=int, help=f"of each kind; default {SEEDS}, trains {TRAINS}")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--plans", type=int, default=PLANS, help="trains whose plan is scored")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="seeds at a time")
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args(arguments)
    start = time.perf_counter()
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(scored, kind, given.first + k, planned=k < given.plans)
            for kind in given.kinds
            for k in range(given.seeds or (TRAINS if kind == TRAIN else SEEDS))
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
