"""Seven months of a chiller's condenser approach, without any flow: what is trend, what is load.

python examples/chiller_condenser.py DATA_FOLDER

The approach (condensing temperature less leaving water) follows the heat rejected and the water
flow as well as fouling. Neither is measured. So: segments of running, gates, exponents of the load
fitted inside weeks, a normalised approach with its band, its breaks, and what may be concluded.
"""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.core.quality import Quality
from greenlang.library import series
from greenlang.services.files.tags import readings
from greenlang.services.files.whole import written

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
OUT = Path(__file__).parent / "out"
RUNNING = 20.0  # kW
AGREE = 1.0  # K between the recorded approach and the one from its two temperatures
CHILLED, WATER = 6.0, 4.7  # K: range of the chilled and rise of the condenser water, at reference
DAY, OFFSET = 86_400.0, 10 * 3600.0  # s; the stamps have no zone, their steps no summer time
COMMON = 0.02  # K: what the hours of a day share, beside their scatter (a fifth of the resolution)


@dataclass(frozen=True)
class Hours:
    """Hourly values (n,); `day` counts from the first; `ok` passed every gate."""

    day: NDArray[np.int64]
    approach: Floats
    chilled: Floats
    rise: Floats
    power: Floats
    ok: Bools


def gated(x: dict[str, Floats], time: Floats) -> Hours:
    """Hours with the reason why each is left out; printed."""
    a, power = x["cond_approach_K"], x["power_kW"]
    rise = x["cond_water_out_C"] - x["cond_water_in_C"]
    other = x["cond_refrigerant_temp_C"] - x["cond_water_out_C"]
    silent = (x["cond_refrigerant_pressure_kPa"] < 0.0) | (x["cond_water_in_C"] == 0.0)
    silent |= x["cond_water_out_C"] == 0.0
    on = (power > RUNNING) & ~silent
    first, last = on & ~np.append(False, on[:-1]), on & ~np.append(on[1:], False)
    code = np.zeros(len(a), np.uint8)
    for reason, where in (
        (Quality.MISSING, silent),
        (Quality.OFF, ~on),
        (Quality.UNSTEADY, first | last),
        (Quality.CONFLICT, np.abs(a - other) > AGREE),
        (Quality.INFEASIBLE, (a <= 0.0) | (rise <= 0.0)),
    ):
        code = series.coded(code, reason, where)
    counts = ", ".join(f"{name} {n}" for name, n in series.reasons(code[:, None])[0].items())
    runs = series.off_periods(~on)
    length = runs.end - runs.start
    print(f"{len(a)} hours; {len(length)} runs, median {np.median(length):.0f} h, ", end="")
    print(f"{np.count_nonzero(length < 3)} of them under 3 h\n  {counts}")
    frozen = np.mean(x["evap_approach_K"][on] == np.median(x["evap_approach_K"][on]))
    print(f"  resolution {series.quantum(a):.1f} K on a median of {np.median(a[code == 0]):.1f} K;")
    print(f"  the evaporator's approach reads one value in {100 * frozen:.0f} % of running hours")
    midnight = (time + OFFSET) // DAY
    day = (midnight - midnight[0]).astype(np.int64)
    chilled = x["chilled_water_in_C"] - x["chilled_water_out_C"]
    ok = (code == Quality.GOOD) & (chilled > 0.0)
    return Hours(day, a, chilled, rise, power, ok)


def exponents(of: Hours) -> tuple[Floats, float, float]:
    """Exponents of chilled range and water rise, and scatter of ln(approach) without and with them.

    Fitted by robust least squares on what each hour differs from its week, so that a slow change of
    the condenser cannot pass for load.
    """
    week = of.day[of.ok] // 7

    def within(value: Floats) -> Floats:
        y = np.log(value[of.ok])
        mean = np.bincount(week, y) / np.maximum(np.bincount(week), 1)
        return np.asarray(y - mean[week])

    y, shape = within(of.approach), np.column_stack([within(of.chilled), within(of.rise)])
    weight = np.ones(len(y))
    for _ in range(30):
        root = np.sqrt(weight)
        fit: Floats = np.linalg.lstsq(shape * root[:, None], y * root)[0].astype(np.float64)
        off = np.abs(y - shape @ fit)
        sd = 1.4826 * float(np.median(off))
        weight = 1.0 / np.maximum(off / (series.robust.HUBER * sd), 1.0)
    return fit, 1.4826 * float(np.median(np.abs(y))), sd


def daily(of: Hours, value: Floats) -> tuple[Floats, Floats]:
    """Robust mean of every day with at least four good hours, and its sd."""
    days = int(of.day[-1]) + 1
    rows = series.grouped(value[of.ok], of.day[of.ok], days)
    scatter = series.difference_sd(value[of.ok])
    mean = series.huber_mean(rows, scatter, least=4)
    return mean.x, np.hypot(mean.sd, COMMON)


def shown(start: datetime, pieces: series.Pieces, unit: str) -> list[dict[str, float | str]]:
    """Print straight pieces with their steps; as rows."""
    rows: list[dict[str, float | str]] = []
    for k, (first, end) in enumerate(zip(pieces.start, pieces.end, strict=True)):
        row: dict[str, float | str] = {
            "from": f"{start + timedelta(days=int(first)):%Y-%m-%d}",
            "to": f"{start + timedelta(days=int(end) - 1):%Y-%m-%d}",
            "level": float(pieces.after[k, 0]),
            "slope_30_d": 30.0 * float(pieces.slope[k, 0]),
            "slope_sd": 30.0 * float(pieces.slope_sd[k, 0]),
        }
        text = f"  {row['from']} to {row['to']}: from {row['level']:.2f} {unit}, "
        text += f"{row['slope_30_d']:+.2f} +- {row['slope_sd']:.2f} in 30 days"
        if k:
            row |= {
                "step": float(pieces.step[k - 1, 0]),
                "step_sd": float(pieces.step_sd[k - 1, 0]),
            }
            text += f"; step {row['step']:+.2f} +- {row['step_sd']:.2f}"
        print(text)
        rows.append(row)
    return rows


def figure(start: datetime, y: Floats, band: series.Smoothed, plain: Floats, breaks: Floats) -> str:
    """Daily approach as recorded and normalised, level with its 90 % band, breaks; SVG."""
    import altair as alt
    import vl_convert

    day = [start + timedelta(days=k) for k in range(len(y))]
    frame = pl.DataFrame(
        {
            "day": day,
            "normalised": y.round(3),
            "recorded": plain.round(3),
            "level": band.level.round(3),
            "low": (band.level - 1.645 * band.level_sd).round(3),
            "high": (band.level + 1.645 * band.level_sd).round(3),
        }
    ).fill_nan(None)
    rules = pl.DataFrame({"day": [start + timedelta(days=int(k)) for k in breaks]})
    base = alt.Chart(frame, width=720, height=260).encode(x=alt.X("day:T", title=None))
    chart = (
        base.mark_area(opacity=0.25).encode(
            y=alt.Y("low:Q", title="condenser approach, K", scale=alt.Scale(zero=False)), y2="high"
        )
        + base.mark_line().encode(y="level:Q")
        + base.mark_point(size=9, color="#bbb").encode(y="recorded:Q")
        + base.mark_point(size=12, filled=True).encode(y="normalised:Q")
        + alt.Chart(rules).mark_rule(strokeDash=[4, 3], color="#c33").encode(x="day:T")
    )
    return vl_convert.vegalite_to_svg(chart.to_json())


def conclusions(fit: Floats, of: Hours, pieces: series.Pieces) -> None:
    """What follows from the exponents, and what does not."""
    ntu = float(np.median(np.log1p(of.rise[of.ok] / of.approach[of.ok])))
    slope = (1.0 - fit[1]) * (1.0 - np.exp(-ntu)) / ntu
    calm, worst = float(pieces.after[0, 0]), float(np.max(pieces.before))
    print(f"""
Can be said
  The exponents make sense: at constant heat an approach rise/(exp(NTU) - 1) with the NTU of
    {ntu:.2f} seen here goes with the rise to the power {fit[1]:.2f} if NTU falls with the flow to
    the power {slope:.2f}: water and refrigerant side both resist.
  At equal load and flow the approach was steady at {calm:.2f} K, climbed to {worst:.2f} K in four
    weeks, and came back lower than it began: a change of the condenser, for the load explains
    part of the scatter and none of this. The water's flow seems to step too, in July, within days
    of the last fall; a part of that fall may be flow that the exponents left in.
Cannot be said
  What it was. Fouling, gas in the refrigerant and a lower charge raise the approach alike; a
    cleaning, a purge and a better water treatment lower it alike. No log, no flow.
  R_f, UA or money: no flow and no area; the rise in percent is all there is.
  Steps below about {2.0 * np.median(pieces.step_sd):.2f} K: within two sd of a step here.""")


def main(folder: Path) -> None:
    """Everything about the approach, printed; scores and figure to examples/out."""
    found = readings(folder / "chiller_condenser" / "chiller_hourly.csv.gz", zone="+10:00")
    time = found.series["power_kW"].time.astype(np.float64)
    start = datetime.fromtimestamp((time[0] + OFFSET) // DAY * DAY, UTC).replace(tzinfo=None)
    of = gated({tag: one.value for tag, one in found.series.items()}, time)
    fit, before, after = exponents(of)
    print(
        f"Inside weeks the approach goes with chilled range^{fit[0]:.2f}, water rise^{fit[1]:.2f}:"
    )
    print(f"  scatter {100 * before:.1f} % as recorded, {100 * after:.1f} % at equal load and flow")
    with np.errstate(all="ignore"):
        star = of.approach * (CHILLED / of.chilled) ** fit[0] * (WATER / of.rise) ** fit[1]
        flow = of.chilled / of.rise
    y, sd = daily(of, star)
    plain, _ = daily(of, of.approach)
    pieces = series.breaks(y, sd**-2.0, least=7)
    print(f"\nNormalised approach, {np.isfinite(y).sum()} of {len(y)} days")
    rows = shown(start, pieces, "K")
    through, through_sd = daily(of, flow)
    print("\nChilled range over water rise: goes with the condenser water's flow")
    flows = shown(start, series.breaks(through, through_sd**-2.0, least=7), "")
    band = series.smooth(y, sd)
    conclusions(fit, of, pieces)
    scores = {
        "exponents": {"chilled_range": float(fit[0]), "water_rise": float(fit[1])},
        "scatter_percent": {"recorded": 100 * before, "normalised": 100 * after},
        "approach": rows,
        "flow": flows,
    }
    written(OUT / "chiller_condenser.json", json.dumps(scores, indent=1).encode())
    image = figure(start, y, band, plain, pieces.breaks.astype(np.float64))
    written(OUT / "chiller_condenser.svg", image.encode())
    print(f"\n{OUT.name}/chiller_condenser.json, .svg written")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]))
