"""Feedwater heaters of a real coal unit: what temperatures and pressures alone can say.

python examples/coal_unit_condenser.py DATA_FOLDER

No areas and no extraction flows are given. So: terminal temperature difference (TTD), drain cooler
approach (DCA), effectiveness and the extraction that the heat balance asks for; which sensors
contradict each other and by how much; and what cannot be said. Writes its scores and a figure to
examples/out.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.core.quantities import scale
from greenlang.core.units import LEVEL, Pa, Unit
from greenlang.library import reconcile, series
from greenlang.library.heat.balance import temperature_effectiveness
from greenlang.library.steam import properties, saturation
from greenlang.services.files.tags import readings
from greenlang.services.files.whole import written

Floats = NDArray[np.float64]
History = dict[str, Floats]
OUT = Path(__file__).parent / "out"
PERCENTILES = (10, 50, 90)
STANDARD_BAROMETER = 101_325.0  # Pa: what one would take if the plant's were not recorded
PUMP = (0.75, 0.85)  # range of a feed pump's efficiency, assumed
SIGMA = 1.0  # K, a thermocouple with its transmitter, assumed


@dataclass(frozen=True)
class Heater:
    """Tags of one heater; "" where the unit has none."""

    name: str
    pressure: str
    steam: str
    cold: str
    warm: str
    drain: str


HEATERS = (
    Heater("LP 1", "S105", "", "C19", "C105", ""),
    Heater("LP 2", "S212", "S202", "C105", "C205", "D207"),
    Heater("LP 3", "S312", "S302", "C205", "C305", ""),
    Heater("deaerator", "S412", "S423", "C305", "FW401", ""),
    Heater("HP 5", "PERFTEST-S501", "S502", "PERFTEST-FW503", "PERFTEST-FW603", "PERFTEST-D508"),
    Heater("HP 6", "S613", "S602", "PERFTEST-FW603", "PERFTEST-FW608", "PERFTEST-D608"),
    Heater("HP 6, other sensors", "S613", "S614", "PERFTEST-FW603", "FW606", "D607"),
)
PAIRS = (
    ("heater 6 water outlet", "FW606", "PERFTEST-FW608"),
    ("heater 6 drain", "D607", "PERFTEST-D608"),
    ("steam to heater 6 / cold reheat", "S602", "S614"),
    ("feedwater before heater 5", "FW452", "PERFTEST-FW503"),
    ("water out of the deaerator", "FW401", "C411"),
    ("hot reheat pressure", "S633", "PERFTEST-S633"),
    ("deaerator steam / steam to pump turbine", "S412", "S422"),
    ("feedwater / main steam flow", "1FWS-FWFLW-A", "1FWS-STMFLW-A"),
)
LOAD, BAROMETER, SUCTION, DISCHARGE = "1JT66801S", "BAROMETRIC-PRESS", "FW402", "FW451"


def history(folder: Path) -> tuple[Floats, History, dict[str, str]]:
    """Time in s; every tag wanted, in SI where it is a temperature or pressure; plant units."""
    table = pl.read_csv(folder / "tags.csv")
    units = dict(zip(table["tag"], table["unit"], strict=True))
    wanted = {LOAD, BAROMETER, SUCTION, DISCHARGE} | {tag for _, *pair in PAIRS for tag in pair}
    wanted |= {t for h in HEATERS for t in (h.pressure, h.steam, h.cold, h.warm, h.drain) if t}
    found = readings(folder / "plant_10min.csv.gz", sorted(wanted), zone="-07:00")
    raw = {tag: found.series[tag].value for tag in wanted}
    barometer = raw[BAROMETER] * scale("inHg a", Unit("Pa", Pa)).slope
    kelvin, gauge = scale("degF", Unit("K", LEVEL)), scale("psi", Unit("Pa diff", Pa)).slope
    x = {BAROMETER: barometer}
    for tag in wanted - {BAROMETER}:
        match units[tag]:
            case "DEG F":
                x[tag] = kelvin.slope * raw[tag] + kelvin.offset
            case "PSIG":
                x[tag] = gauge * raw[tag] + barometer
            case _:
                x[tag] = raw[tag]
    return found.series[LOAD].time.astype(np.float64), x, units


def condition(x: History, h: Heater) -> dict[str, Floats]:
    """TTD, DCA (K), effectiveness and extraction over feedwater (%); NaN where not definable.

    Water is the smaller capacity rate, since steam condenses at one temperature. The extraction
    balances enthalpies; drains cascade, so heater 5 also gets what heater 6 drains.
    """
    t_s = saturation.temperature(x[h.pressure])
    found = {"TTD": t_s - x[h.warm]}
    found["effectiveness"] = 100.0 * temperature_effectiveness(x[h.cold], x[h.warm], t_s)
    if h.drain:
        found["DCA"] = x[h.drain] - x[h.cold]
    if h.name.startswith("HP"):
        found["extraction"] = 100.0 * extraction(x, h)
    return found


def extraction(x: History, h: Heater) -> Floats:
    """Steam to a high-pressure heater over its feedwater, by its heat balance."""
    p, feed = x[h.pressure], x[DISCHARGE]
    gained = properties.enthalpy(feed, x[h.warm]) - properties.enthalpy(feed, x[h.cold])
    drained = properties.enthalpy(p, x[h.drain])
    if h.name == "HP 5":
        above = HEATERS[-2]
        cascade = properties.enthalpy(x[above.pressure], x[above.drain]) - drained
        gained = gained - extraction(x, above) * cascade
    share: Floats = gained / (properties.enthalpy(p, x[h.steam]) - drained)
    return share


def spread(value: Floats, factor: float = 1.0) -> str:
    """Median and the middle 80 %."""
    low, mid, high = np.nanpercentile(value, PERCENTILES) * factor
    return f"{mid:7.1f} ({low:6.1f} ..{high:6.1f})"


def chain(x: History) -> tuple[reconcile.Diagnosis, float, float]:
    """Deaerator to heater 5 at the median state: four thermometers, three relations.

    FW401 = C411 (both behind the deaerator), FW452 = FW503 (one pipe), and the pumps' heating from
    IF97. Returns the diagnosis, that heating in K and its half range by the pumps' efficiency.
    """
    p_1, p_2, t_1 = (np.median(x[tag]) for tag in (SUCTION, DISCHARGE, "FW401"))
    h_1, s_1 = properties.enthalpy(p_1, t_1), properties.entropy(p_1, t_1)
    ideal = properties.enthalpy(p_2, properties.temperature_ps(p_2, s_1)) - h_1
    low, high = (
        float(properties.temperature_ph(p_2, h_1 + ideal / efficiency) - t_1)
        for efficiency in reversed(PUMP)
    )
    tags = ("FW401", "C411", "FW452", "PERFTEST-FW503")
    t = np.array([np.median(x[tag]) for tag in tags])
    balances = np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0], [-1.0, 0.0, 1.0, 0.0]])
    rise = 0.5 * (low + high)
    law = reconcile.linear(balances, np.array([0.0, 0.0, rise]))
    return reconcile.diagnosis(t, np.full(4, SIGMA), law), rise, 0.5 * (high - low)


def drift(time: Floats, load: Floats, value: Floats) -> tuple[float, float]:
    """Change of a value at equal load, K in 30 days, and its sd; autocorrelation allowed for."""
    month = (time - time.mean()) / (30 * 86_400.0)
    z = (load - load.mean()) / load.std()
    shape = np.column_stack([np.ones_like(z), z, z**2, z**3, month])
    seen = np.isfinite(value)
    fit = np.linalg.lstsq(shape[seen], value[seen])[0]
    residual = value[seen] - shape[seen] @ fit
    worth = float(series.n_eff(len(residual), series.lag_1(residual)))
    variance = float(residual @ residual) / max(worth - shape.shape[1], 1.0) / len(residual)
    inverse = np.linalg.inv(shape[seen].T @ shape[seen] / len(residual))
    return float(fit[-1]), float(np.sqrt(variance * inverse[-1, -1]))


def figure(load: Floats, found: dict[str, dict[str, Floats]]) -> str:
    """TTD of every heater against load, as SVG."""
    import altair as alt
    import vl_convert

    rows = pl.concat(
        pl.DataFrame({"heater": name, "load": load[::4], "ttd": values["TTD"][::4]})
        for name, values in found.items()
    )
    chart = alt.Chart(rows.with_columns(pl.col("load", "ttd").round(2)), width=230, height=150)
    points = chart.mark_point(size=8, filled=True, opacity=0.5).encode(
        x=alt.X("load:Q", title="gross load, MW", scale=alt.Scale(zero=False)),
        y=alt.Y("ttd:Q", title="TTD, K"),
        facet=alt.Facet("heater:N", columns=3, title=None, sort=list(found)),
    )
    return vl_convert.vegalite_to_svg(points.resolve_scale(y="independent").to_json())


def conclusions(time: Floats, x: History, found: dict[str, dict[str, Floats]]) -> None:
    """What the numbers allow, and what they do not."""
    local = float(np.median(x[BAROMETER]))
    print("\nA standard barometer instead of the plant's would move the TTD by:")
    for h in HEATERS[:-1]:
        p = float(np.median(x[h.pressure]))
        wrong = p - local + STANDARD_BAROMETER
        print(
            f"  {h.name:<10s} {saturation.temperature(wrong) - saturation.temperature(p):+5.1f} K"
        )
    days, gaps = np.ptp(time) / 86_400.0, np.diff(time) / 86_400.0
    low, two = found["LP 1"]["TTD"], found["LP 2"]["TTD"]
    six, other = (np.nanmedian(found[h.name]["TTD"]) for h in HEATERS[-2:])
    print(f"""
Can be said
  LP 1: water leaves hotter than its steam condenses in {100 * np.mean(low < 0.0):.0f} % of records.
    Wet turbine steam cannot do that: S105 or C105 is wrong (and it jumps at 150 MW). Withheld.
  LP 2: TTD {np.median(two):.1f} K, far from the 2 to 6 K of a sound heater; and C205 is too cold by
    the same measure by which LP 3 then has to heat more. A heater out of order and a thermometer
    that reads low look alike here: not separable without the flow or a second thermometer.
  HP 6: TTD {six:.1f} K or {other:.1f} K, by which of two thermometers at its outlet is believed.
    Below zero is possible with a desuperheating zone; an effectiveness over 100 % says no more.
Cannot be said
  UA, fouling, cleanliness: no area, no extraction flow. Shell pressures are taken at the turbine
  end where no other is given: the loss in the line is part of every TTD here.
  Ageing: {days:.0f} days, of which {gaps[gaps > 7.0].sum():.0f} are gaps of over a week.
    Trends at equal load are shown with their sd, but a thermometer may drift as well as a heater;
    no cleaning or level is logged.""")


def main(folder: Path) -> None:
    """Everything about the heaters, printed; scores and figure to examples/out."""
    time, x, units = history(folder / "coal_unit_condenser")
    load = x[LOAD]
    print(f"{len(load)} records of {load.min():.0f} to {load.max():.0f} MW; median and middle 80 %")
    found = {h.name: condition(x, h) for h in HEATERS}
    print(f"{'heater':<20s} {'TTD, K':<25s}{'DCA, K':<25s}{'effectiveness, %':<25s}extraction, %")
    for name, values in found.items():
        cells = (
            f"{spread(values[key]) if key in values else '-':<25s}"
            for key in ("TTD", "DCA", "effectiveness", "extraction")
        )
        print(f"{name:<20s} {''.join(cells)}")
    print("\nSensors of one thing (first less second, plant units)")
    for what, one, two in PAIRS:
        kelvin, bar = units[one] == "DEG F", units[one] == "PSIG"
        factor = 1.8 if kelvin else 1.0 / 6894.757293168 if bar else 1.0
        unit = "degF" if kelvin else "psi" if bar else units[one]
        print(f"  {what:<40s} {one:>14s} - {two:<14s} {spread(x[one] - x[two], factor)} {unit}")
    state, rise, half = chain(x)
    print(
        f"\nDeaerator to heater 5: the pumps heat the water by {rise:.1f} +- {half:.1f} K;", end=" "
    )
    print(f"chi2 {state.chi2:.1f} at {state.dof} (limit {state.limit:.1f})")
    print("  z of FW401, C411, FW452, FW503:", " ".join(f"{z:+.1f}" for z in state.z), end="; ")
    print(f"limit {state.z_limit:.1f} with {SIGMA:g} K each (assumed)")
    sound = SIGMA * (state.chi2 / state.limit) ** 0.5
    print(f"  They contradict one another only if each is good to {sound:.1f} K or better.")
    print("\nTTD at equal load, change in 30 days")
    trends = {name: drift(time, load, values["TTD"]) for name, values in found.items()}
    for name, (slope, sd) in trends.items():
        print(f"  {name:<20s} {slope:+.2f} +- {sd:.2f} K")
    conclusions(time, x, found)
    scores = {
        name: {key: float(np.nanmedian(value)) for key, value in values.items()}
        | {"TTD_trend_K_per_30_d": trends[name][0], "TTD_trend_sd": trends[name][1]}
        for name, values in found.items()
    }
    written(OUT / "coal_unit_condenser.json", json.dumps(scores, indent=1).encode())
    written(OUT / "coal_unit_condenser.svg", figure(load, found).encode())
    print(f"\n{OUT.name}/coal_unit_condenser.json, .svg written")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]))
