"""The whole exchanger history from files, for one train of eight exchangers and for 25 of them."""

import resource
import time
from pathlib import Path

from benchmarks.kernels import Figures

WORKERS = 2
TRAINS = 25
PLANT, HISTORY = "plant.yaml", "history"


def demonstration(folder: str) -> None:
    """Write the files of `greenlang demo`, with their CSV."""
    from greenlang.simulators.preheat_train import demo_files

    demo_files(folder)


def fleets(folder: str) -> None:
    """Write plants of 1 and of 25 equal trains, each with its own tags, in Parquet."""
    import polars as pl

    from greenlang.simulators.preheat_train.fleet import fleet

    for trains in (1, TRAINS):
        made = fleet(trains)
        home = Path(folder) / str(trains)
        home.mkdir(parents=True)
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
