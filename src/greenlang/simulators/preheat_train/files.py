"""What the plant would hand over, in one folder, and the truth beside it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from greenlang.simulators.export import (
    TEXTS,
    by_day,
    finite,
    write_csv,
    write_log,
    write_parquet,
)
from greenlang.simulators.preheat_train.plant import plant_yaml
from greenlang.simulators.preheat_train.simulation import Simulation, simulate
from greenlang.simulators.preheat_train.troubles import More
from greenlang.simulators.preheat_train.truth import Truth

__all__ = ["TEXTS", "demo_files", "truth_document", "write_csv", "write_log", "write_parquet"]

DAY = 86_400


def demo_files(
    folder: str | Path, seed: int = 1, years: float = 2.0, more: Sequence[More] = ()
) -> Simulation:
    """Write plant.yaml, history.csv, cleanings.csv and truth.json; the simulation itself."""
    sim = simulate(seed, years, more=more)
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    (home / "plant.yaml").write_text(plant_yaml(sim), encoding="utf-8")
    write_csv(sim, home / "history.csv")
    write_log(sim, home / "cleanings.csv")
    document = json.dumps(truth_document(sim.truth))
    (home / "truth.json").write_text(document + "\n", encoding="utf-8")
    return sim


def truth_document(truth: Truth) -> dict[str, Any]:
    """The truth as JSON: events as they are, the exchangers by day (UTC, days since 1970)."""
    day = truth.time // DAY
    first = np.flatnonzero(np.diff(day, prepend=day[0] - 1))
    return {
        "seed": truth.seed,
        "days": day[first].tolist(),
        "cleanings": [asdict(one) for one in truth.cleanings],
        "faults": [finite(asdict(one)) for one in truth.faults],
        "shutdowns": [asdict(one) for one in truth.shutdowns],
        "historian_outages": [asdict(one) for one in truth.outages],
        "feed_changes": [asdict(one) for one in truth.feed_changes],
        "exchangers": {
            name: {
                "new_bundle": one.new_bundle,
                "law": asdict(one.law),
                "films": asdict(one.films),
                "r_f": by_day(one.r_f, first, 8),
                "u": by_day(one.u, first, 2),
                "u_clean": by_day(one.u_clean, first, 2),
                "duty": by_day(one.duty, first, 0),
                "duty_clean": by_day(one.duty_clean, first, 0),
                "dp_ratio": by_day(one.dp_ratio, first, 4),
            }
            for name, one in truth.exchangers.items()
        },
        "furnace_duty": by_day(truth.furnace_duty, first, 0),
    }
