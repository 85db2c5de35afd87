"""How often forecast bands hold: `python -m benchmarks.forecasts --first 101 --seeds 4`.

Each simulated train is analysed as it stood on some days, with nothing that came later; its bands
are held against the true growth of the deposit up to the next cleaning. Prints `name value unit`.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from greenlang.agents.exchanger.history import history
from greenlang.agents.exchanger.plant import plant, tag_names
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.services.files.plant import loaded, rows
from greenlang.services.files.tags import readings
from greenlang.simulators.preheat_train import demo_files
from greenlang.simulators.preheat_train.truth import Truth
from greenlang.simulators.score import true_days

DAY = 86_400
CUTS = (300, 400, 500, 600)  # days from the start after which nothing is known
AHEAD = (30, 60, 90, 120)  # days
PROCESSES = 2
UNIT = 1e5


@dataclass(frozen=True)
class Held:
    """One forecast against the truth; R_f grown since the last day, m2 K/W."""

    seed: int
    asset: str
    cycle: int  # days since the last cleaning
    ahead: int
    true: float
    band: tuple[float, ...]  # P5, P10, P50, P90, P95


def forecasts(seed: int) -> list[Held]:
    """All forecasts of one train."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        truth = demo_files(home, seed).truth
        described = plant(loaded(home / "plant.yaml"), lambda name: rows(home / name), "plant.yaml")
        series = readings(home / "history.csv", tag_names(described), zone=described.timezone)
    out: list[Held] = []
    for cut in CUTS:
        until = int(truth.time[0]) + cut * DAY
        past = {tag: _until(series[tag], until) for tag in series}
        for one in history(described, past).exchangers:
            out += _held(truth, one, until // DAY)
    return out


def _until(one: Any, end: int) -> Any:
    keep = one.time < end
    return type(one)(one.time[keep], one.value[keep], one.code[keep])


def _held(truth: Truth, one: ExchangerHistory, cut: int) -> Iterator[Held]:
    ahead = one.forecast
    if ahead is None:
        return
    days, r_f = true_days(truth, truth.exchangers[one.asset].r_f)
    seen = np.isfinite(one.daily.r_f)
    last = int(one.daily.days[seen][-1])
    level = float(one.daily.level[seen][-1])
    stops = [c.start // DAY for c in truth.cleanings if c.asset == one.asset and c.end // DAY > cut]
    for k in AHEAD:
        day = last + k
        if day >= min([*stops, int(days[-1])]):
            break
        grown = float(r_f[days == day][0] - r_f[days == last][0])
        drawn = [np.interp(day, ahead.days, row) - level for row in ahead.draws]
        band = np.percentile(drawn, (5, 10, 50, 90, 95))
        yield Held(truth.seed, one.asset, last - ahead.origin, k, grown, tuple(map(float, band)))


def figures(found: Sequence[Held]) -> Mapping[str, tuple[float, str]]:
    """Shares within the bands, and how far the median lies off."""
    band = np.array([one.band for one in found])
    true = np.array([one.true for one in found])
    in_90 = (true >= band[:, 0]) & (true <= band[:, 4])
    in_80 = (true >= band[:, 1]) & (true <= band[:, 3])
    young = np.array([one.cycle < 60 for one in found])
    off = np.abs(true - band[:, 2])
    return {
        "forecast_band90_coverage_percent": (100.0 * float(in_90.mean()), "%"),
        "forecast_band80_coverage_percent": (100.0 * float(in_80.mean()), "%"),
        "forecast_band90_short_cycles_percent": (100.0 * float(in_90[young].mean()), "%"),
        "forecast_error_median": (UNIT * float(np.median(off)), "1e-5 m2 K/W"),
        "forecast_error_rms": (UNIT * float(np.sqrt(np.mean(off**2))), "1e-5 m2 K/W"),
        "forecast_band90_width_median": (
            UNIT * float(np.median(band[:, 4] - band[:, 0])),
            "1e-5 m2 K/W",
        ),
        "forecasts": (float(len(found)), "count"),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate, cut, forecast, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=4, help="how many seeds")
    parser.add_argument("--first", type=int, default=101, help="the first seed")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="seeds at a time")
    given = parser.parse_args(arguments)
    seeds = range(given.first, given.first + given.seeds)
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        found = [one for part in pool.map(forecasts, seeds) for one in part]
    for name, (value, unit) in figures(found).items():
        print(name, f"{value:.4g}", unit)


if __name__ == "__main__":
    main()
