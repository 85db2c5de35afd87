"""The speeds that are promised, each measured in a fresh process: `python -m benchmarks.bench`.

python -m benchmarks.bench [NAMES ...]    all of them, or those named; the others' results stay

Prints `name value unit` and writes results/bench.json. One-core figures pin every thread pool to
one thread, count processor time and take the best of many repeats; whole runs count once, by the
clock; `help_s` is a median of five.
Other work on the machine makes every figure worse: measure on a quiet one.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import csv_read, plants
from benchmarks.kernels import Figures
from benchmarks.processes import ONE_CORE, python, ran
from greenlang.settings import ALGEBRA

RESULTS = Path(__file__).parent / "results" / "bench.json"
HEAVY = ("altair", "fastapi", "matplotlib", "pandas", "polars", "scipy", "sqlalchemy", "typst")
AS_STARTED = dict.fromkeys(ALGEBRA, "1")  # as the command line does
FIRST = ("vl_convert", "CoolProp", "highspy", "jinja2", "pyarrow", "starlette", "asyncpg")


@dataclass(frozen=True)
class Measurement:
    """Names of the figures that one run gives."""

    names: tuple[str, ...]
    run: Callable[[], Figures]


def one_core(function: str) -> Callable[[], Figures]:
    """A function of `benchmarks.kernels`, in a process of its own."""
    return lambda: child(f"benchmarks.kernels:{function}", pins=ONE_CORE)[0]


def child(
    what: str, *arguments: str, pins: Mapping[str, str] | None = None
) -> tuple[Figures, float]:
    """Figures of `module:function` called in a fresh Python, and its peak memory in MB."""
    module, _, function = what.partition(":")
    code = (
        f"import json, sys; from {module} import {function}; "
        f"print(json.dumps({function}(*sys.argv[1:])))"
    )
    done = python("-c", code, *arguments, pins=pins)
    *notes, last = done.text.splitlines()
    for note in notes:
        print(note)
    found = json.loads(last) or {}
    return {name: (float(value), unit) for name, (value, unit) in found.items()}, done.peak_mb


def history_demo() -> Figures:
    """From the demo's CSV and YAML to results and plan: wall time and memory of all processes."""
    with tempfile.TemporaryDirectory() as folder:
        child("benchmarks.plants:demonstration", folder)
        found, peak = child("benchmarks.plants:analysed", folder, "csv", pins=AS_STARTED)
    print("# " + ", ".join(f"{name} {x:.1f}" for name, (x, _) in found.items()))
    return {"history_demo_s": found["seconds"], "history_demo_peak_mb": (peak, "MB")}


def history_200() -> Figures:
    """Processor time for 25 trains over that for one, divided by 25; both from Parquet.

    Processor time, since one train keeps one worker busy and 25 keep two: by the clock 200
    exchangers do better still. The plan of the whole fleet is in it.
    """
    with tempfile.TemporaryDirectory() as folder:
        child("benchmarks.plants:fleets", folder)
        one, many = (
            child("benchmarks.plants:analysed", f"{folder}/{trains}", "parquet", pins=AS_STARTED)[0]
            for trains in (1, plants.TRAINS)
        )
    for text, found in (("8 exchangers", one), ("200 exchangers", many)):
        print(f"# {text}: " + ", ".join(f"{name} {x:.1f}" for name, (x, _) in found.items()))
    ratio = many["processor_s"][0] / one["processor_s"][0]
    return {"history_200_over_8": (ratio / plants.TRAINS, "1")}


def fleet_500() -> Figures:
    """504 exchangers, a year by the hour: from the files to the written report on two cores.

    Memory is that of all processes together.
    """
    with tempfile.TemporaryDirectory() as folder:
        child("benchmarks.plants:large", folder)
        found, peak = child("benchmarks.plants:reported", folder, pins=AS_STARTED)
    print("# " + ", ".join(f"{name} {x:.1f}" for name, (x, _) in found.items()))
    return {"fleet_500x1y_hourly_s": found["seconds"], "fleet_500x1y_peak_mb": (peak, "MB")}


def csv_50m_rows() -> Figures:
    """Reading 50 million rows to clean columns; memory is that of the reading process."""
    seconds, peak = csv_read.measure()
    return {"csv_50m_rows_s": (seconds, "s"), "csv_50m_rows_peak_mb": (peak, "MB")}


def plan_20x52() -> Figures:
    """Fleet plan of 20 exchangers, 52 weeks and 2 crews; gap to the proven bound."""
    code = "import json; from benchmarks.plan import plan_20x52; print(json.dumps(plan_20x52()))"
    seconds, gap = json.loads(python("-c", code).text)
    return {"plan_20x52_s": (seconds, "s"), "plan_20x52_gap_percent": (gap, "%")}


def network_plan() -> Figures:
    """12 exchangers in 3 branches with furnace over 104 weeks, the worst of three plants."""
    code = "import json; from benchmarks import network; print(json.dumps(network.network_plan()))"
    seconds, gap = json.loads(python("-c", code).text)
    return {"network_plan_s": (seconds, "s"), "network_plan_gap_percent": (gap, "%")}


def help_text() -> Figures:
    """`greenlang --help`, median of five; nothing heavy may come with `import greenlang`."""
    code = (
        "import sys; import greenlang; "
        f"heavy = set({HEAVY + FIRST!r}) & {{name.partition('.')[0] for name in sys.modules}}; "
        "sys.exit('import greenlang brings ' + ', '.join(sorted(heavy)) if heavy else 0)"
    )
    python("-c", code)
    command = [str(Path(sys.executable).parent / "greenlang"), "--help"]
    return {"help_s": (statistics.median(ran(command, {}).seconds for _ in range(5)), "s")}


MEASUREMENTS = (
    Measurement(("audit_performance_per_s", "verify_ms"), one_core("audited")),
    Measurement(
        ("audit_bell_delaware_per_s",), lambda: child("benchmarks.rating:measure", pins=ONE_CORE)[0]
    ),
    Measurement(("vector_performance_rows_per_s",), one_core("vectorised")),
    Measurement(
        (
            "audit_condenser_per_s",
            "vector_condenser_rows_per_s",
            "decomposition_year_s",
            "cw_optimum_ms",
        ),
        lambda: child("benchmarks.condenser:measure", pins=ONE_CORE)[0],
    ),
    Measurement(("if97_h_pt_points_per_s",), one_core("steam")),
    Measurement(
        ("inverse_pntu_points_per_s",), lambda: child("benchmarks.pntu:measure", pins=ONE_CORE)[0]
    ),
    Measurement(
        ("if97_t_ph_points_per_s",), lambda: child("benchmarks.if97:measure", pins=ONE_CORE)[0]
    ),
    Measurement(("history_demo_s", "history_demo_peak_mb"), history_demo),
    Measurement(("history_200_over_8",), history_200),
    Measurement(("fleet_500x1y_hourly_s", "fleet_500x1y_peak_mb"), fleet_500),
    Measurement(("csv_50m_rows_s", "csv_50m_rows_peak_mb"), csv_50m_rows),
    Measurement(("plan_20x52_s", "plan_20x52_gap_percent"), plan_20x52),
    Measurement(("network_plan_s", "network_plan_gap_percent"), network_plan),
    Measurement(("help_s",), help_text),
    Measurement(
        (
            "start_s",
            "api_performance_rps",
            "api_performance_p50_ms",
            "api_performance_p99_ms",
            "api_batch_assets_per_s",
            "ingest_values_per_s",
            "trend_2y_ms",
        ),
        lambda: child("benchmarks.server:measure")[0],
    ),
)


def kept(figures: Figures) -> None:
    """Merge into the results file, in the order of the measurements."""
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    after = before | {
        name: {"value": value, "unit": unit} for name, (value, unit) in figures.items()
    }
    order = [name for one in MEASUREMENTS for name in one.names if name in after]
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({name: after[name] for name in order}, indent=1)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; 1 where a measurement failed."""
    known = [name for one in MEASUREMENTS for name in one.names]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[*known, []], metavar="NAMES")
    wanted = parser.parse_args(arguments).names or known
    failed = 0
    for one in MEASUREMENTS:
        if not set(one.names) & set(wanted):
            continue
        try:
            found = one.run()
        except (RuntimeError, OSError, AssertionError) as error:
            print(f"# {', '.join(one.names)}: {error}", file=sys.stderr)
            failed = 1
            continue
        for name, (value, unit) in found.items():
            print(name, f"{value:.4g}", unit, flush=True)
        kept(found)
    print(f"# load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return failed


if __name__ == "__main__":
    sys.exit(main())
