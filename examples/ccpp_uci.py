"""Power of a combined-cycle plant against its back pressure: a response curve from measured hours.

python examples/ccpp_uci.py DATA_FOLDER

Ambient air moves the gas turbine and the condenser alike, so power is first brought to one ambient:
what is left against back pressure is the steam turbine's response, with a band that allows for
hours that share one reading. The column's unit is not settled by its own papers; the checks of a
turbine curve say which readings cannot be. Writes scores and a figure to examples/out.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from greenlang.core.errors import GreenlangError
from greenlang.library.air import moist
from greenlang.library.steam import region2, saturation
from greenlang.library.turbine import checks
from greenlang.library.turbine.response import ResponseCurve, ResponsePoint
from greenlang.services.files.whole import written

Floats = NDArray[np.float64]
OUT = Path(__file__).parent / "out"
KNOTS = np.array([28.0, 40.0, 52.0, 64.0, 78.0])  # closer ones follow noise
REFERENCE = 40.0
# How the column may be meant: reading -> Pa absolute, of the column and the barometer.
READINGS: dict[str, Callable[[Floats, float], Floats]] = {
    "mbar absolute": lambda v, _: 100.0 * v,
    "cm Hg absolute": lambda v, _: 1333.22387415 * v,
    "cm Hg below the barometer": lambda v, barometer: barometer - 1333.22387415 * v,
}
DRYNESS, ETA = 0.92, 0.985  # assumed where steepness is turned into a steam flow


@dataclass(frozen=True)
class Hours:
    """Hourly means at full load, in SI but for `v`, which is as recorded."""

    t: Floats
    v: Floats
    p: Floats
    phi: Floats
    power: Floats


@dataclass(frozen=True)
class Fit:
    """Power over the knots at the mean ambient, with covariance; scatter of the hours."""

    change: Floats
    covariance: Floats
    sd: float
    explained: float


def hours(folder: Path) -> tuple[Hours, int]:
    """The hours without their exact copies, and how many copies there were."""
    table = pl.read_csv(folder / "ccpp.csv.gz")
    once = table.unique(maintain_order=True)
    x = {name: once[name].to_numpy().astype(float) for name in once.columns}
    phi = np.minimum(x["RH"] / 100.0, 1.0)
    return Hours(x["AT"] + 273.15, x["V"], 100.0 * x["AP"], phi, 1e6 * x["EP"]), len(table) - len(
        once
    )


def hats(v: Floats) -> Floats:
    """Shares of the knots on both sides of each value (n, knots): a curve straight between them."""
    return np.stack([np.interp(v, KNOTS, row) for row in np.eye(len(KNOTS))], axis=1)


def ambient(x: Hours) -> Floats:
    """Ambient terms about their means (n, k): cubic in temperature, pressure, humidity ratio."""
    t = (x.t - x.t.mean()) / 10.0
    w = moist.humidity_ratio(x.t, x.phi, x.p)
    z = [t, t**2, t**3, (x.p - x.p.mean()) / 1000.0, 100.0 * (w - w.mean()), t * 100.0 * w]
    z.append((x.p - x.p.mean()) / 1000.0 * t)
    return np.stack([each - each.mean() for each in z], axis=1)


def fitted(x: Hours) -> Fit:
    """Least squares of power on knots and ambient; for the band hours of one reading are one."""
    a = np.hstack([hats(x.v), ambient(x)])
    inverse = np.linalg.inv(a.T @ a)
    coefficient = inverse @ a.T @ x.power
    rest = x.power - a @ coefficient
    _, group = np.unique(x.v, return_inverse=True)
    scores = np.zeros((group.max() + 1, a.shape[1]))
    np.add.at(scores, group, a * rest[:, None])
    many = len(scores) / (len(scores) - 1.0)
    covariance = many * inverse @ scores.T @ scores @ inverse
    k = len(KNOTS)
    at = np.interp(REFERENCE, KNOTS, coefficient[:k])
    share = hats(np.array([REFERENCE]))[0]
    lever = (np.eye(k) - share) / at
    explained = 1.0 - rest @ rest / np.sum((x.power - x.power.mean()) ** 2)
    return Fit(
        coefficient[:k] / at - 1.0, lever @ covariance[:k, :k] @ lever.T, float(rest.std()),
        float(explained),
    )  # fmt: skip


def slopes(of: Fit, power: float) -> tuple[Floats, Floats]:
    """Power a unit of the column between knots, MW, and its standard deviation."""
    step = np.diff(np.eye(len(KNOTS)), axis=0) / np.diff(KNOTS)[:, None] * power / 1e6
    return step @ of.change, np.sqrt(np.diag(step @ of.covariance @ step.T))


def judged(of: Fit, x: Hours) -> dict[str, str]:
    """What the checks of a turbine curve say of each reading of the column."""
    said = {}
    for name, absolute in READINGS.items():
        p = absolute(KNOTS, float(np.median(x.p)))
        ref = float(absolute(np.array([REFERENCE]), float(np.median(x.p)))[0])
        order = np.argsort(p)
        points = tuple(ResponsePoint(float(p[i]), 1.0, float(of.change[i])) for i in order)
        try:
            shape = checks.shapes(ResponseCurve("power", ref, points, any_load=True))[0]
        except GreenlangError as error:
            said[name] = f"cannot be: {error}"
            continue
        v_g = region2.volume(shape.p, saturation.temperature(shape.p))
        most = checks.steepest(1.0, DRYNESS, v_g, ETA)
        asked = np.nanmax(shape.fall * np.median(x.power) / most)
        t_s = saturation.temperature(p[order[[0, -1]]]) - 273.15
        said[name] = (
            f"can be: condensing at {t_s[0]:.0f} to {t_s[1]:.0f} degC, choked below "
            f"{shape.p_choke / 100:.0f} mbar; so steep that it asks for {asked:.0f} kg/s of steam"
        )
    return said


def confounded(x: Hours) -> tuple[float, float, Floats]:
    """Correlation with ambient, what is left of the column beside it, approach to the wet bulb."""
    a = np.hstack([np.ones((len(x.v), 1)), ambient(x)])
    rest = x.v - a @ np.linalg.lstsq(a, x.v)[0]
    w = moist.humidity_ratio(x.t, x.phi, x.p)
    approach = saturation.temperature(100.0 * x.v) - moist.wet_bulb(x.t, w, x.p)
    return float(np.corrcoef(x.t, x.v)[0, 1]), float(rest.std()), np.asarray(approach)


def figure(of: Fit) -> str:
    """The response with its band, as SVG."""
    import altair as alt
    import vl_convert

    sd = np.sqrt(np.diag(of.covariance))
    rows = pl.DataFrame(
        {
            "p": KNOTS,
            "change": 100.0 * of.change,
            "low": 100.0 * (of.change - 2.0 * sd),
            "high": 100.0 * (of.change + 2.0 * sd),
        }
    ).with_columns(pl.all().round(3))
    base = alt.Chart(rows, width=420, height=260).encode(
        x=alt.X("p:Q", title="recorded back pressure (mbar a, if it is that)")
    )
    band = base.mark_area(opacity=0.3).encode(
        y=alt.Y("low:Q", title="change of power, %"), y2="high:Q"
    )
    line = base.mark_line(point=True).encode(y="change:Q")
    return vl_convert.vegalite_to_svg((band + line).to_json())


def main(folder: Path) -> None:
    """Everything about the response, printed; scores and figure to examples/out."""
    x, copies = hours(folder / "ccpp_uci")
    of = fitted(x)
    power = float(np.median(x.power))
    print(f"{len(x.v)} hours, {copies} exact copies left out; {len(np.unique(x.v))} readings of V")
    print(f"Knots and ambient explain {100 * of.explained:.1f} %, {of.sd / 1e6:.1f} MW are left")
    r, left, approach = confounded(x)
    print(
        f"V goes with ambient, r = {r:.2f}: beside it {left:.1f} units of V are left to learn from"
    )
    sd = np.sqrt(np.diag(of.covariance))
    print("\nback pressure   change of power   2 sd     MW a unit, up to the next")
    slope, slope_sd = slopes(of, power)
    for i, p in enumerate(KNOTS):
        rate = f"{slope[i]:+.3f} +- {2 * slope_sd[i]:.3f}" if i < len(slope) else ""
        print(f"{p:10.0f}      {100 * of.change[i]:+8.2f} %     {200 * sd[i]:5.2f} %   {rate}")
    print("\nWhat the column can be")
    said = judged(of, x)
    for name, text in said.items():
        print(f"  {name}: {text}")
    mid = float(np.nanmedian(approach))
    cost = f"{-12 * slope[2]:.1f} +- {24 * slope_sd[2]:.1f} MW of {power / 1e6:.0f}"
    print(f"""
Can be said
  From 52 to 64 units {cost}. Of the readings only millibars make a turbine's curve as
    `turbine_response` takes it; steam would condense {mid:.0f} K over the wet bulb in the median.
Cannot be said
  Cause. Back pressure was not set but followed water, weather and load; what else came with it
    (a dirty condenser together with a dirty compressor, say) is in the slope. The band knows of
    hours that share a reading, not of seasons that share more: it is too narrow.
  The condenser: no water, no duty, no time. Part load: all hours are at full load.
  The cold end: below 40 units {slope[0]:+.2f} +- {2 * slope_sd[0]:.2f} MW a unit, so nothing.""")
    scores = {
        "knots": KNOTS.tolist(), "change": of.change.tolist(), "sd": sd.tolist(),
        "MW_a_unit": slope.tolist(), "explained": of.explained, "readings": said,
    }  # fmt: skip
    written(OUT / "ccpp_uci.json", json.dumps(scores, indent=1).encode())
    written(OUT / "ccpp_uci.svg", figure(of).encode())
    print(f"\n{OUT.name}/ccpp_uci.json, .svg written")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]))
