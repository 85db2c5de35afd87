"""The whole exchanger history from files, for one train of eight exchangers and for 25 of them."""

import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.kernels import Figures

if TYPE_CHECKING:
    from greenlang.simulators.preheat_train.fleet import Fleet

WORKERS = 2
TRAINS = 25
LARGE, DISTINCT, SEED = 63, 5, 101
PLANT, HISTORY = "plant.yaml", "history"


def demonstration(folder: str) -> None:
    """Write the files of `greenlang demo`, with their CSV."""
    from greenlang.simulators.preheat_train import demo_files

    demo_files(folder)


def fleets(folder: str) -> None:
    """Write plants of 1 and of 25 equal trains, each with its own tags, in Parquet."""
    from greenlang.simulators.preheat_train.fleet import fleet

    for trains in (1, TRAINS):
        _written(fleet(trains), Path(folder) / str(trains))


def large(folder: str) -> None:
    """Write a plant of 63 trains, 504 exchangers, with hourly averages of a year in Parquet.

    Five of the trains have a history of their own, which the others repeat under their own tags.
    """
    from greenlang.simulators.preheat_train.fleet import fleet, hourly

    _written(hourly(fleet(LARGE, seed=SEED, years=1.0, distinct=DISTINCT)), Path(folder))


def _written(made: "Fleet", home: Path) -> None:
    import polars as pl

    home.mkdir(parents=True, exist_ok=True)
    (home / PLANT).write_text(made.yaml, encoding="utf-8")
    (home / "cleanings.csv").write_text("asset,start,end,method,remark\n", encoding="utf-8")
    moment = pl.from_epoch(pl.Series("time", made.time), time_unit="s")
    columns = [moment.dt.replace_time_zone("UTC")]
    columns += [pl.Series(tag, x, nan_to_null=True) for tag, x in made.tags.items()]
    pl.DataFrame(columns).write_parquet(home / f"{HISTORY}.parquet", compression="lz4")


def analysed(folder: str, suffix: str) -> Figures:
    """Time from the files to results and plan, imports included, reports excluded.

    Wall time, processor time of this process and its workers, and wall time of the plan alone.
    """
    start = time.perf_counter()
    from greenlang.agents.agent import agent
    from greenlang.services import history

    home = Path(folder)
    planning = [start]

    def watched(_share: float, what: str = "") -> None:
        if what == "planning":
            planning[0] = time.perf_counter()

    outcome = history.analysed(
        agent("exchanger"),
        home / PLANT,
        home / f"{HISTORY}.{suffix}",
        workers=WORKERS,
        progress=watched,
    )
    seconds = time.perf_counter() - start
    if outcome.history.failed:
        raise RuntimeError(f"failed: {outcome.history.failed}")
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    plan = start + seconds - planning[0]
    return {"seconds": (seconds, "s"), "processor_s": (processor, "s"), "plan_s": (plan, "s")}


def reported(folder: str, state: str = "") -> Figures:
    """Time from the files to the written report, imports included: as the command does it.

    With `state` the readings are kept in that folder; without a history file those of it are all.
    """
    start = time.perf_counter()
    from greenlang.agents.agent import agent
    from greenlang.services import history, results

    home, marks = Path(folder), [("", start)]

    def watched(_share: float, what: str = "") -> None:
        stage = what if what in STAGES else "analysing" if marks[-1][0] in ANALYSING else ""
        if stage and stage != marks[-1][0]:
            marks.append((stage, time.perf_counter()))

    file = home / f"{HISTORY}.parquet"
    exchanger = agent("exchanger")
    outcome = history.analysed(
        exchanger,
        home / PLANT,
        file if file.exists() else None,
        state=Path(state) if state else None,
        workers=WORKERS,
        progress=watched,
    )
    if outcome.history.failed:
        raise RuntimeError(f"failed: {outcome.history.failed}")
    results.written(exchanger, outcome, home / "results", workers=WORKERS, progress=watched)
    end = time.perf_counter()
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    stages = zip(marks[1:], [*(when for _, when in marks[2:]), end], strict=True)
    each = {f"{name}_s": (until - since, "s") for (name, since), until in stages}
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    return {"seconds": (end - start, "s"), "processor_s": (processor, "s")} | each


STAGES = ("reading", "planning", "auditing", "setting the PDF")
ANALYSING = ("reading", "analysing")
