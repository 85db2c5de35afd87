"""Back pressure of a real coal unit whose gauges and thermometer contradict each other.

python examples/coal_unit_vacuum.py DATA_FOLDER

Two gauges of absolute pressure, the temperature of the condenser, and the cooling water are known.
So: what each says of the terminal difference, which cannot be, what all of them together say of a
typical state (reconciled, with the band that their disagreement deserves), and what the condenser
itself says, whose transfer units hardly change with load. No tubes are given, so no cleanliness.
Writes its scores and a figure to examples/out.
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
from greenlang.library import reconcile
from greenlang.library.steam import identities, region1, saturation
from greenlang.services.files.tags import readings
from greenlang.services.files.whole import written

Floats = NDArray[np.float64]
OUT = Path(__file__).parent / "out"
GAUGES = {"S11": "condenser pressure", "1TCMVACPT2": "condenser vacuum 2"}
WARMTH, IN, LEAVING, LOAD = "C19", "CW213A", "CW216A", "1JT66801S"
FLOWS = ("CW119", "CW129")  # called bearing water; their sum carries the duty
CLASSES = ((100, 125), (125, 150), (150, 175), (175, 200), (200, 226))  # MW
SIGMA = {"S11": 100.0, "1TCMVACPT2": 100.0, WARMTH: 0.5}  # Pa and K, class defaults
MBAR, PRESSURE = 100.0, 2e5


@dataclass(frozen=True)
class Unit1:
    """Ten-minute records in SI; `t` holds the condensing temperature by each witness."""

    day: Floats
    load: Floats
    t_in: Floats
    t_out: Floats
    v: Floats
    t: dict[str, Floats]


def history(folder: Path) -> Unit1:
    """Every record, pressures absolute as recorded (their median is below an inch of mercury)."""
    tags = [*GAUGES, WARMTH, IN, LEAVING, LOAD, *FLOWS]
    found = readings(folder / "plant_10min.csv.gz", sorted(tags), zone="-07:00")
    x = {tag: found.series[tag].value for tag in tags}
    kelvin, inch = scale("degF", Unit("K", LEVEL)), scale("inHg a", Unit("Pa", Pa)).slope
    warm = {tag: kelvin.slope * x[tag] + kelvin.offset for tag in (WARMTH, IN, LEAVING)}
    t = {tag: np.asarray(saturation.temperature(inch * x[tag])) for tag in GAUGES}
    v = (x[FLOWS[0]] + x[FLOWS[1]]) * 3.785411784 / 60.0
    time = found.series[LOAD].time.astype(np.float64)
    return Unit1(time // 86_400.0, x[LOAD], warm[IN], warm[LEAVING], v, {**t, WARMTH: warm[WARMTH]})


def units(t_s: Floats, x: Unit1) -> Floats:
    """Transfer units by a condensing temperature; NaN where it lies below the outlet."""
    with np.errstate(all="ignore"):
        ntu = np.log((t_s - x.t_in) / (t_s - x.t_out))
    return np.where(t_s > x.t_out, ntu, np.nan)


def duty(x: Unit1) -> Floats:
    """Heat that the cooling water carries by the two flows, W."""
    rho = identities.density(region1.volume(PRESSURE, x.t_in))
    rise = region1.enthalpy(PRESSURE, x.t_out) - region1.enthalpy(PRESSURE, x.t_in)
    return np.asarray(x.v * rho * rise)


def off_by(t_s: Floats, x: Unit1) -> tuple[float, float, float]:
    """What a witness must be off by, K, for the transfer units not to follow the load; sd, units.

    With the same water the terminal difference goes with the rise: TTD = a + b rise, and `a` is
    what the witness adds. Theil's slope over pairs of classes of load; sd by leaving out weeks.
    """
    rise, ttd, week = x.t_out - x.t_in, t_s - x.t_out, x.day // 7

    def intercept(rows: NDArray[np.bool_]) -> tuple[float, float]:
        edges = np.percentile(rise[rows], np.linspace(0, 100, 21))
        place = np.clip(np.searchsorted(edges, rise, side="right") - 1, 0, 19)
        mid = [
            (np.median(rise[rows & (place == k)]), np.median(ttd[rows & (place == k)]))
            for k in range(20)
            if np.any(rows & (place == k))
        ]
        r, d = np.array(mid).T
        i, j = np.triu_indices(len(r), 5)
        slope = float(np.median((d[j] - d[i]) / (r[j] - r[i])))
        return float(np.median(d - slope * r)), slope

    every = np.ones(len(rise), bool)
    a, slope = intercept(every)
    left = np.array([intercept(every & (week != one))[0] for one in np.unique(week)])
    sd = float(np.sqrt((len(left) - 1) / len(left) * np.sum((left - left.mean()) ** 2)))
    return a, sd, float(np.log1p(1.0 / slope)) if slope > 0 else float("nan")


def typical(x: Unit1, low: float, high: float) -> tuple[Floats, Floats]:
    """Median of each witness over a class of load, K, and its standard uncertainty, assumed."""
    rows = (x.load >= low) & (x.load < high)
    t = np.array([np.median(x.t[name][rows]) for name in x.t])
    slope = [(saturation.pressure(one + 0.1) - saturation.pressure(one - 0.1)) / 0.2 for one in t]
    names = list(x.t)
    sigma = [SIGMA[n] if n == WARMTH else SIGMA[n] / s for n, s in zip(names, slope, strict=True)]
    return t, np.array(sigma)


def reconciled(t: Floats, sigma: Floats) -> tuple[reconcile.Diagnosis, float, float]:
    """All witnesses of one temperature: diagnosis, mean, and the band their disagreement asks for.

    The band is two standard uncertainties of the mean, widened by Birge's ratio where chi-square
    exceeds its freedom.
    """
    state = reconcile.diagnosis(t, sigma, reconcile.linear(np.array([[1.0, -1, 0], [0, 1.0, -1]])))
    weight = sigma**-2.0
    mean = float(np.sum(weight * t) / np.sum(weight))
    birge = max(1.0, (state.chi2 / state.dof) ** 0.5)
    return state, mean, float(2.0 * birge / np.sqrt(np.sum(weight)))


def figure(x: Unit1) -> str:
    """Terminal difference by each witness against the rise, as SVG."""
    import altair as alt
    import vl_convert

    names = {**GAUGES, WARMTH: "condenser temperature"}
    rows = pl.concat(
        pl.DataFrame(
            {"witness": names[tag], "rise": (x.t_out - x.t_in)[::4], "ttd": (t - x.t_out)[::4]}
        )
        for tag, t in x.t.items()
    )
    points = (
        alt.Chart(rows.with_columns(pl.col("rise", "ttd").round(2)), width=210, height=190)
        .mark_point(size=8, filled=True, opacity=0.5)
        .encode(
            x=alt.X("rise:Q", title="rise of the water, K"),
            y=alt.Y("ttd:Q", title="terminal difference, K"),
            facet=alt.Facet("witness:N", columns=3, title=None),
        )
    )
    return vl_convert.vegalite_to_svg(points.to_json())


def mbar(t: float) -> float:
    """Saturation pressure of a temperature, mbar."""
    return float(saturation.pressure(t)) / MBAR


def main(folder: Path) -> None:
    """Everything about the vacuum, printed; scores and figure to examples/out."""
    x = history(folder / "coal_unit_condenser")
    ratio = float(np.median(duty(x) / (1e6 * x.load)))
    print(f"{len(x.load)} records of {x.load.min():.0f} to {x.load.max():.0f} MW")
    print(f"Duty over gross power {ratio:.2f}; 1.1 to 1.3 is usual with reheat")
    print(f"{'witness':<14s}{'TTD, K: 10, 50, 90 %':<24s}{'below 0':<10s}transfer units from MW")
    print(" " * 48 + "".join(f"{low:>8d}" for low, _ in CLASSES))
    found: dict[str, tuple[float, float, float]] = {}
    below: dict[str, float] = {}
    for tag, t in x.t.items():
        ttd = t - x.t_out
        spread = " ".join(f"{one:6.1f}" for one in np.percentile(ttd, (10, 50, 90)))
        n = units(t, x)
        classes = [np.nanmedian(n[(x.load >= low) & (x.load < high)]) for low, high in CLASSES]
        below[tag] = 100.0 * float(np.mean(ttd <= 0))
        cells = "".join(f"{one:8.2f}" for one in classes)
        print(f"{tag:<14s}{spread:<24s}{below[tag]:5.0f} %   {cells}")
        found[tag] = off_by(t, x)
    print("\nOne temperature, three witnesses (sigma 1 mbar, 1 mbar, 0.5 K: assumed)")
    bands = []
    for low, high in (CLASSES[0], CLASSES[2], CLASSES[-1]):
        t, sigma = typical(x, low, high)
        state, mean, band = reconciled(t, sigma)
        told = ", ".join(f"{one - 273.15:.1f}" for one in t)
        print(
            f"  {low} to {high} MW: {told} degC, chi2 {state.chi2:.0f} (limit {state.limit:.0f}); "
            f"{mean - 273.15:.1f} +- {band:.1f} degC: {mbar(mean - band):.0f} to "
            f"{mbar(mean + band):.0f} mbar"
        )
        bands.append({"MW": low, "t_s": mean - 273.15, "band_K": band, "chi2": state.chi2})
    print("\nThe condenser as witness: off by which constant, if its units do not follow the load")
    for tag, (off, sd, n_units) in found.items():
        print(f"  {tag:<12s} {off:+.1f} +- {sd:.1f} K, units {n_units:.2f}")
    conclusions(x, found, below)
    scores = {
        tag: {"off_K": off, "off_sd": sd, "units": n_units, "below_0_percent": below[tag]}
        for tag, (off, sd, n_units) in found.items()
    }
    whole = {"witnesses": scores, "bands": bands, "duty_over_power": ratio}
    written(OUT / "coal_unit_vacuum.json", json.dumps(whole, indent=1).encode())
    written(OUT / "coal_unit_vacuum.svg", figure(x).encode())
    print(f"\n{OUT.name}/coal_unit_vacuum.json, .svg written")


def conclusions(
    x: Unit1, found: dict[str, tuple[float, float, float]], below: dict[str, float]
) -> None:
    """What the numbers allow, and what they do not."""
    t, warm = x.t["S11"], x.t[WARMTH]
    full, low = x.load >= CLASSES[-1][0], x.load < CLASSES[0][1]
    gap = float(np.median((warm - t)[full])), float(np.median((warm - t)[low]))
    print(f"""
Can be said
  Both gauges read too low: in {below["S11"]:.0f} and {below["1TCMVACPT2"]:.0f} % of the records the water would leave
    hotter than the steam condenses. By the condenser's temperature it never does.
  Gauge and thermometer are not a constant apart: {gap[0]:.1f} K at full load, {gap[1]:.1f} K at low load. One
    bias of one instrument does not reconcile them.
  S11 raised by {-found["S11"][0]:.1f} K has {found["S11"][2]:.1f} transfer units at every load, as condensers have. C19 lowered
    by {found[WARMTH][0]:.1f} K would have {found[WARMTH][2]:.1f}, which they have not: it does not read high by a constant.
  The second gauge follows neither: its offset is anything, +- {found["1TCMVACPT2"][1]:.0f} K.
Cannot be said
  Which pressure there was: the bands above are what a report may give, until S11, its tap and C19
    have been calibrated. A cleanliness from these readings would be that of the gauge chosen.
  Whether C19 is warm at low load, or air holds the pressure up there: both look like this.
  Duty: the two flows are called bearing water and carry too little heat for this power.
  Cleanings, air, fouling: no tubes, no air meter, no log.""")  # noqa: E501


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]))
