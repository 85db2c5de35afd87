"""A year of weather for a cooling tower: which pumps and fans are worth running, hour by hour.

python examples/weather.py DATA_FOLDER

Wet bulb from dry bulb, humidity and station pressure of a typical year; the agent's cold end, its
own example of four pumps, six two-speed cells and a turbine's curve at part load, asked at the wet
bulbs of the year; and what its answer earns against pumps and fans that never change. The plant is
invented, the weather is not. Writes its scores and a figure to examples/out.
"""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.agents.condenser import AGENT
from greenlang.core.cases import case_from
from greenlang.core.provenance import audit
from greenlang.library.air import moist
from greenlang.services.files.whole import written

Floats = NDArray[np.float64]
OUT = Path(__file__).parent / "out"
KELVIN, STANDARD = 273.15, 101_325.0
COLD = 10.0  # degC
STEP = 3.0  # K between the wet bulbs at which the cold end is asked
FULL = {"P1": 1, "P2": 1, "P3": 1, "P4": 0}  # what never changes; every fan at full speed


@dataclasses.dataclass(frozen=True)
class Asked:
    """What the cold end answers at one wet bulb: best and fixed way, W; their pressures, Pa."""

    t_wb: float
    what: str
    net: float
    fixed: float
    p: float
    p_fixed: float
    t_in: float


def wet_bulbs(folder: Path) -> dict[str, tuple[Floats, Floats]]:
    """Station -> wet bulb with the pressure that it had, and with the pressure at sea level, K."""
    year = pl.read_csv(folder / "greensboro_tmy3.csv.gz")
    found = {"Greensboro": _wet(year, year["pressure_mbar"].to_numpy() * 100.0)}
    coast = pl.read_csv(folder / "new_york_2013.csv.gz", infer_schema_length=None)
    coast = coast.filter(pl.col("sea_level_pressure_mbar").is_not_null())
    for (name,), rows in coast.group_by("airport", maintain_order=True):
        found[str(name)] = _wet(rows, rows["sea_level_pressure_mbar"].to_numpy() * 100.0)
    return found


def _wet(rows: pl.DataFrame, p: Floats) -> tuple[Floats, Floats]:
    t = rows["dry_bulb_C"].to_numpy().astype(float) + KELVIN
    phi = np.clip(rows["rh_pct"].to_numpy().astype(float) / 100.0, 0.0, 1.0)
    both = []
    for pressure in (p, np.full(len(t), STANDARD)):
        w = moist.humidity_ratio(t, phi, pressure)
        found = np.asarray(moist.wet_bulb(t, w, pressure))
        both.append(np.where((phi >= 1.0) & (t > KELVIN), t, found))
    return both[0], both[1]


def asked(t_wb: float) -> Asked:
    """The cold end at one wet bulb, from the fixed way as the present one; audited."""
    analysis = AGENT.analysis("cold_end")
    given: dict[str, Any] = dict(analysis.example)
    pump, cells = dict(given["pumps"][0]), dict(given["tower"]["cells"][0])
    pump["units"] = [{**one, "step": FULL[one["name"]]} for one in pump["units"]]
    cells["units"] = [{**one, "step": len(cells["speeds"])} for one in cells["units"]]
    tower = {**given["tower"], "t_wb": f"{t_wb:.2f} degC", "cells": [cells]}
    case = {**given, "pumps": [pump], "tower": tower}
    found = audit(analysis.run, case_from(analysis.case, case)).result
    best, fixed = found.best, found.present
    return Asked(
        t_wb, best.what, float(best.net), float(fixed.net), float(best.p), float(fixed.p),
        float(best.t_in) - KELVIN,
    )  # fmt: skip


def figure(rows: list[Asked], t_wb: Floats) -> str:
    """Gain over the wet bulb, above the hours of the year at it, as SVG."""
    import altair as alt
    import vl_convert

    made = pl.DataFrame({"t": [one.t_wb for one in rows], "gain": [_gain(one) for one in rows]})
    line = (
        alt.Chart(made.with_columns(pl.col("gain").round(4)), width=420, height=180)
        .mark_line(point=True)
        .encode(
            x=alt.X("t:Q", title=None),
            y=alt.Y("gain:Q", title="best way over fixed way, MW"),
        )
    )
    count, edges = np.histogram(t_wb, np.arange(-15.0, 30.1, STEP))
    bars = (
        alt.Chart(pl.DataFrame({"t": edges[:-1] + STEP / 2, "hours": count}), width=420, height=100)
        .mark_bar()
        .encode(x=alt.X("t:Q", title="wet bulb, degC"), y=alt.Y("hours:Q", title="hours a year"))
    )
    return vl_convert.vegalite_to_svg(alt.vconcat(line, bars).resolve_scale(x="shared").to_json())


def _gain(one: Asked) -> float:
    return (one.net - one.fixed) / 1e6


def main(folder: Path) -> None:
    """Wet bulbs, the cold end over them, and a year of it, printed; figure to examples/out."""
    stations = wet_bulbs(folder / "weather")
    print(f"{'station':<12s}{'hours':>6s}  wet bulb, degC: 1, 50, 99 %      at 1013 mbar instead")
    for name, (t, wrong) in stations.items():
        low, mid, high = np.nanpercentile(t, (1, 50, 99)) - KELVIN
        off = np.nanmax(np.abs(wrong - t))
        print(
            f"{name:<12s}{len(t):>6d}  {low:8.1f} {mid:7.1f} {high:7.1f}      up to {off:.2f} K off"
        )
    t_wb = stations["Greensboro"][0] - KELVIN
    grid = np.arange(np.floor(np.nanmin(t_wb) / STEP), np.ceil(np.nanmax(t_wb) / STEP) + 1) * STEP
    rows = [asked(float(t)) for t in grid]
    print("\n wet bulb   hours   best way to run                                 MW more   mbar")
    edges = np.append(grid - STEP / 2, grid[-1] + STEP / 2)
    hours, _ = np.histogram(t_wb, edges)
    for one, many in zip(rows, hours, strict=True):
        p = f"{one.p / 100:.1f} for {one.p_fixed / 100:.1f}"
        print(f"{one.t_wb:8.0f}  {many:7d}   {one.what:<48s}{_gain(one):6.2f}   {p}")
    gain = np.interp(t_wb, grid, [_gain(one) for one in rows])
    approach = [one.t_in - one.t_wb for one in rows]
    seen, frost = float(np.nansum(gain)), int(np.count_nonzero(np.isnan(t_wb)))
    cold = float(np.nansum(gain[t_wb < COLD]))
    best = f"{seen:.0f} MWh net, {cold:.0f} of them in the hours below {COLD:.0f} degC"
    near, far = min(approach), max(approach)
    print(f"""
Can be said
  Against three pumps and six full fans all year the best way earns
    {best}: it is the cold that pays for machines that stand.
  The approach of the best way runs from {near:.1f} to {far:.1f} K; one number holds nowhere long.
  The wet bulb needs the station's own pressure, though not much: see the last column.
Cannot be said
  The {frost} hours of frost: where the wet bulb is ice the tower's law and its duties are others.
  A plant's saving: pumps, tower, turbine and 400 MW of duty at every hour are the agent's example.
    With your own case the same script gives yours.
  A year to come: the months are from ten different years, joined at their ends; wind and
    recirculation at the tower are in no airport's record.""")
    scores = {
        "MWh": seen,
        "stations": {
            name: np.nanpercentile(t, (1, 50, 99)).tolist() for name, (t, _) in stations.items()
        },
        "asked": [dataclasses.asdict(one) for one in rows],
    }
    written(OUT / "weather.json", json.dumps(scores, indent=1).encode())
    written(OUT / "weather.svg", figure(rows, t_wb).encode())
    print(f"\n{OUT.name}/weather.json, .svg written")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]))
