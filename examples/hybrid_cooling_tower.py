"""A day of a hybrid cooling tower in 39-second steps: two modes, and what may be said of each.

python examples/hybrid_cooling_tower.py DATA_FOLDER

A closed coil is cooled by air, and by water over it while a pump runs. No flow of the hot water,
no unit of the others and no humidity with time are recorded. So: modes and their steady ends, what
the wet mode gives beside the dry one, how long the coil remembers a switch, and what the authors'
averages with humidity can tell. Writes its scores and a figure to examples/out.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.library.air import moist
from greenlang.services.files.whole import written

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
OUT = Path(__file__).parent / "out"
ON = 1.0  # of the water's own unit, above which the pump runs
STEADY = 6  # records after a switch that count as steady: four minutes
KELVIN, PRESSURE = 273.15, 101_325.0  # the barometer is not recorded


@dataclass(frozen=True)
class Day:
    """Records in their order: hot water in and out, air, degC; water runs; age of the mode."""

    t_in: Floats
    t_out: Floats
    air: Floats
    wet: Bools
    age: NDArray[np.int64]


def day(folder: Path) -> Day:
    """The day, with the number of records since the last switch."""
    table = pl.read_csv(folder / "day_40s.csv.gz")
    x = {name: table[name].to_numpy().astype(float) for name in table.columns if name != "time"}
    wet = x["deluge_water_flow"] > ON
    switch = np.append(True, wet[1:] != wet[:-1])
    last = np.maximum.accumulate(np.where(switch, np.arange(len(wet)), 0))
    return Day(x["hot_in_C"], x["hot_out_C"], x["air_temp_C"], wet, np.arange(len(wet)) - last)


def effectiveness(t_in: Floats, t_out: Floats, sink: Floats) -> Floats:
    """Cooling over the most that there could be against a sink."""
    return (t_in - t_out) / (t_in - sink)


def memory(of: Day) -> Floats:
    """Cooling range by records since the pump started: medians as far as ten runs last."""
    span = of.t_in - of.t_out
    found = [span[of.wet & (of.age == k)] for k in range(4 * STEADY)]
    return np.array([np.median(one) for one in found if len(one) >= 10])


def explained(y: Floats, *by: Floats) -> float:
    """Share of the variance of y that a straight law of these explains."""
    a = np.column_stack([np.ones_like(y), *by])
    rest = y - a @ np.linalg.lstsq(a, y)[0]
    return float(1.0 - rest @ rest / np.sum((y - y.mean()) ** 2))


def averages(folder: Path) -> dict[str, float]:
    """What the authors' averages, all of them wet, say of air and wet bulb."""
    table = pl.read_csv(folder / "averaged.csv")
    x = {name: table[name].to_numpy().astype(float) for name in table.columns}
    t = x["air_temp_C"] + KELVIN
    w = moist.humidity_ratio(t, x["rel_humidity_pct"] / 100.0, PRESSURE)
    t_wb = np.asarray(moist.wet_bulb(t, w, PRESSURE)) - KELVIN
    ok = np.isfinite(t_wb)
    out, load = x["hot_out_C"][ok], x["hot_in_C"][ok]
    e = effectiveness(load, out, t_wb[ok])
    return {
        "points": float(ok.sum()),
        "wet_bulb": float(np.median(t_wb[ok])),
        "air_alone": explained(out, load, x["air_temp_C"][ok]),
        "wet_bulb_alone": explained(out, load, t_wb[ok]),
        "deluge_alone": explained(out, load, x["deluge_water_temp_C"][ok]),
        "effectiveness": float(np.median(e)),
        "effectiveness_sd": float(e.std()),
        "approach": float(np.median(out - t_wb[ok])),
    }


def figure(of: Day) -> str:
    """Effectiveness against the age of a mode, as SVG."""
    import altair as alt
    import vl_convert

    e = effectiveness(of.t_in, of.t_out, of.air)
    keep = of.age < 4 * STEADY
    rows = pl.DataFrame(
        {
            "age": of.age[keep],
            "e": e[keep],
            "mode": np.where(of.wet[keep], "water over the coil", "air alone"),
        }
    ).with_columns(pl.col("e").round(3))
    chart = (
        alt.Chart(rows, width=420, height=240)
        .mark_boxplot(extent="min-max", size=8)
        .encode(
            x=alt.X("age:O", title="records since the switch (39 s each)"),
            y=alt.Y("e:Q", title="effectiveness against the air", scale=alt.Scale(zero=False)),
            color=alt.Color("mode:N", title=None),
            xOffset="mode:N",
        )
    )
    return vl_convert.vegalite_to_svg(chart.to_json())


def main(folder: Path) -> None:
    """Everything about the day, printed; scores and figure to examples/out."""
    of = day(folder / "hybrid_cooling_tower")
    span, e = of.t_in - of.t_out, effectiveness(of.t_in, of.t_out, of.air)
    switches = int(np.count_nonzero(of.wet[1:] != of.wet[:-1]))
    print(f"{len(e)} records, {switches} switches, water in {100 * of.wet.mean():.0f} % of them")
    print(f"{'':<22s}{'all records':<34s}steady records")
    scores: dict[str, object] = {"switches": switches}
    steady_e = {}
    for mode, rows in (("water over the coil", of.wet), ("air alone", ~of.wet)):
        settled = rows & (of.age >= STEADY)
        cells = "".join(
            f"{np.median(span[r]):5.1f} K, effectiveness {np.median(e[r]):.2f} ({r.sum()})   "
            for r in (rows, settled)
        )
        print(f"{mode:<22s}{cells}")
        steady_e[mode] = float(np.median(e[settled])) if settled.any() else float("nan")
    steps = memory(of)
    print("Range by records since the pump started: " + " ".join(f"{one:.0f}" for one in steps))
    lag = int(np.argmax(steps > 0.9 * np.nanmax(steps)))
    whole = averages(folder / "hybrid_cooling_tower")
    print(f"\n{whole['points']:.0f} averages, all wet: the outlet explained by inlet and")
    for name in ("air_alone", "deluge_alone", "wet_bulb_alone"):
        print(f"  {name.replace('_', ' '):<16s} {100 * whole[name]:.0f} %")
    wet, dry = steady_e["water over the coil"], steady_e["air alone"]
    best, sd = 100 * max(whole["air_alone"], whole["deluge_alone"]), whole["effectiveness_sd"]
    print(f"""
Can be said
  Water lifts the effectiveness against the air from {dry:.2f} to {wet:.2f} when settled, which
    takes {lag} records, {lag * 39 / 60:.0f} minutes. A score that does not know the mode would call
    every stop of the pump a fouled coil.
  Against the wet bulb the wet mode has {whole["effectiveness"]:.2f}, sd {sd:.2f}.
Cannot be said
  Fouling: one day, and averages without time, of whose outlet {best:.0f} % is explained: they
    still hold the switching. A model of their rest would be one of the pump.
  A Merkel number or a heat balance: no flow of the hot water, none of the air, a fan power and a
    water flow without a unit, humidity without a barometer (1013 mbar taken). And a closed coil
    sees the film of its own water, not the air.""")
    scores |= {"effectiveness": steady_e, "lag_records": lag, "averages": whole}
    written(OUT / "hybrid_cooling_tower.json", json.dumps(scores, indent=1).encode())
    written(OUT / "hybrid_cooling_tower.svg", figure(of).encode())
    print(f"\n{OUT.name}/hybrid_cooling_tower.json, .svg written")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]))
