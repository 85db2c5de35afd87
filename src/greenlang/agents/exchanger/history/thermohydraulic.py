"""Heat and pressure drop together: what grows, and on which side (spec 4.9).

R_f against ln of the drop over that of the clean bundle, cycle by cycle. Along a line of constant
conductivity a deposit grows inside the tubes; other paths are ageing, blockage or roughness, or a
deposit on the other side. Where the band of the conductivity is beyond half of it nothing is said.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.history.outlook import cycles_of
from greenlang.agents.exchanger.results import Band, Path, ThermalHydraulic
from greenlang.library.fouling.cycles import Cycle
from greenlang.library.fouling.hydraulic import (
    conductivity_of_slope,
    inside_resistance,
    known_conductivities,
    ln_drop,
)
from greenlang.library.heat.resistances import fouled_diameter, thickness
from greenlang.library.series import difference_sd, lag_1, n_eff

Floats = NDArray[np.float64]

LEAST_DAYS = 20  # of both signals, without which a cycle is not judged
ENDS = 10  # days at either end of a cycle that say how far it came
SURE = 3.0  # standard uncertainties beyond which a signal has moved
METER = 0.01  # of the drop; what flow and property corrections leave between the ends of a cycle
MODEL = 0.1  # of k_d: turns and roughness share the drop with friction (exponent 4 to 4.75)
SEPARABLE = 0.5  # of k_d: half of its 90 % band, beyond which nothing is told (spec 4.9)
Z90, Z10 = 1.6448536269514722, 1.2815515655446004  # of 95 % and of 90 %
UNKNOWN = Band(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class _Moved:
    """A signal from the beginning of a cycle to its end, and the standard uncertainty of that."""

    by: float
    sd: float

    @property
    def up(self) -> bool:
        return self.by > SURE * self.sd

    @property
    def down(self) -> bool:
        return self.by < -SURE * self.sd


def diagnoses(a: Analysed, first: int) -> tuple[ThermalHydraulic, ...]:
    """One for each cycle with enough days of both signals; none without a tube-side drop."""
    ln_dp = a.hourly.facts.ln_dp.get("tube")
    if ln_dp is None:
        return ()
    found = (_diagnosis(a, one, ln_dp, first) for one in cycles_of(a))
    return tuple(one for one in found if one is not None)


def _diagnosis(a: Analysed, cycle: Cycle, ln_dp: Floats, first: int) -> ThermalHydraulic | None:
    fit = a.estimate.fit
    days = cycle.days[np.isfinite(ln_dp[cycle.days]) & ~a.estimate.bypass[cycle.days]]
    if days.size < LEAST_DAYS:
        return None
    level, drop = fit.level[days], ln_dp[days]
    rise = _Moved(
        float(np.mean(level[-ENDS:]) - np.mean(level[:ENDS])),
        float(np.hypot(fit.level_sd[days[-1]], fit.level_sd[days[0]])),
    )
    slope, sd, scatter = _slope(level, drop)
    ends = float(np.hypot(scatter * np.sqrt(2.0 / ENDS), METER))
    pressed = _Moved(float(np.mean(drop[-ENDS:]) - np.mean(drop[:ENDS])), ends)
    tubes = a.hourly.asset.tubes
    d_o, d_i = (np.nan, np.nan) if tubes is None else (float(tubes.d_o), float(tubes.d_i))
    k_d = float(conductivity_of_slope(slope, d_o))
    k_sd = float(np.hypot(conductivity_of_slope(sd, d_o), MODEL * k_d))
    verdict, why = _verdict(rise, pressed, (k_d, k_sd), (d_o, d_i))
    told = verdict == "growth"
    return ThermalHydraulic(
        start=first + int(days[0]),
        end=first + int(days[-1]),
        verdict=verdict,
        why=why,
        r_f_rise=rise.by,
        r_f_rise_sigma=rise.sd,
        ln_drop_rise=pressed.by,
        ln_drop_rise_sigma=pressed.sd,
        conductivity=Band(k_d - Z10 * k_sd, k_d, k_d + Z10 * k_sd) if told else UNKNOWN,
        thickness=_thickness(float(level[-1]), (k_d, k_sd), (d_o, d_i)) if told else UNKNOWN,
    )


def _slope(level: Floats, drop: Floats) -> tuple[float, float, float]:
    """Ln drop over R_f, W/(m2 K), its standard uncertainty, and the daily scatter of ln drop.

    Residuals are taken for AR(1), and R_f for known: it is far smoother than the drop.
    """
    x = level - np.mean(level)
    square = float(x @ x)
    scatter = difference_sd(drop)
    if not square > 0.0:
        return 0.0, np.inf, scatter
    slope = float(x @ drop / square)
    residual = drop - np.mean(drop) - slope * x
    worth = float(n_eff(float(len(x)), lag_1(residual)))
    spread = float(residual @ residual) / max(worth - 2.0, 1.0)
    return slope, float(np.sqrt(spread / square)), scatter


def _thickness(r_f: float, k: tuple[float, float], d: tuple[float, float]) -> Band:
    """Thickness of the deposit now by its conductivity, m."""
    k_d, k_sd = k
    r_fi = inside_resistance(r_f, *d)
    low, mid, high = (
        float(thickness(d[1], fouled_diameter(d[1], max(k_d + z * k_sd, 0.0), r_fi)))
        for z in (-Z10, 0.0, Z10)
    )
    return Band(low, mid, high)


def _verdict(
    rise: _Moved, pressed: _Moved, k: tuple[float, float], d: tuple[float, float]
) -> tuple[Path, str]:
    """What the two signals together say, and why."""
    low, high = known_conductivities()
    k_d, k_sd = k
    if rise.up and pressed.up:
        return _both(k_d, k_sd, (low, high))
    if rise.up:
        hidden = float(ln_drop(low, inside_resistance(rise.by, *d), d[1]))
        if np.isfinite(hidden) and hidden > SURE * pressed.sd + max(pressed.by, 0.0):
            return "other_side_or_tag", "R_f rose and the drop did not: no deposit inside the tubes"
        return "not_separable", "R_f rose; a deposit inside would hardly show in the drop yet"
    if rise.down:
        if pressed.down:
            return "removal", "R_f and the drop fell together without a cleaning"
        return "ageing", "R_f fell and the drop did not: the deposit conducts better"
    if pressed.up:
        return "blockage_or_roughness", "the drop rose and R_f did not"
    return "unchanged", "neither R_f nor the drop moved beyond its uncertainty"


def _both(k_d: float, k_sd: float, known: tuple[float, float]) -> tuple[Path, str]:
    """Both rose: a deposit inside the tubes, if its conductivity is one that deposits have."""
    if not np.isfinite(k_d):
        return "not_separable", "both rose; without the tubes' measures no conductivity follows"
    half = Z90 * k_sd
    if not half <= SEPARABLE * abs(k_d):
        return (
            "not_separable",
            f"both rose; the band of the conductivity is ± {100 * half / abs(k_d):.0f} %",
        )
    if k_d - half > known[1]:
        return (
            "blockage_or_roughness",
            f"the drop rose more than any deposit explains (k_d {k_d:.1f} W/m K)",
        )
    if k_d + half < known[0]:
        return (
            "other_side_or_tag",
            f"R_f rose more than the drop of any deposit explains (k_d {k_d:.2f} W/m K)",
        )
    return "growth", f"both rose along k_d {k_d:.2f} W/m K"
