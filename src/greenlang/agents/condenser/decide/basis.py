"""What deciding needs of a condenser's history: its latest state, its seasons, its deposits.

Plain numbers, so that a question with other prices, crews or outages needs no new reading.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.results import CondenserHistory, Forecast, PlantHistory
from greenlang.core.errors import DataError

FORMAT = "greenlang-condenser-planning-1"
Floats = NDArray[np.float64]
WEEKS = 53
DAY = 86400.0
HALF, YEAR = 182, 364  # days ahead at which a forecast is read
CURVED = 0.05, 0.95  # growth of the second half over the first, between which a law levels off
P90 = 1.2815515655446004
SEASON = ("t_in", "v", "q", "power", "p_used")
LEAST = 0.3  # share of gross: below it a day says nothing of a season
DIGITS = 7


@dataclass(frozen=True)
class Growth:
    """How the deposit of a waterbox goes on, read off its forecast."""

    r_now: float
    sigma: float
    law: str
    parameters: Mapping[str, float]
    sigma_pace: float


@dataclass(frozen=True)
class Basis:
    """One condenser. `weeks` are means by week of the year; `growth` has what could be forecast."""

    asset: str
    unit: str
    boxes: tuple[str, ...]
    end: int
    f_b: float
    f_t: float
    latest: Mapping[str, float]
    weeks: Mapping[str, tuple[float, ...]]
    growth: Mapping[str, Growth]
    air: Mapping[str, float] = field(default_factory=dict)
    leak_since: float | None = None
    spared: tuple[str, ...] = ()  # boxes that a question leaves alone


@dataclass(frozen=True)
class Bases:
    """All condensers of a plant, as they are kept for later questions."""

    condensers: tuple[Basis, ...]


def bases(history: PlantHistory | Bases) -> Bases:
    """What deciding needs of a history; of one that was recalled, itself."""
    if isinstance(history, Bases):
        return history
    return Bases(tuple(basis(one, history.end) for one in history.condensers))


def basis(one: CondenserHistory, end: int) -> Basis:
    """What deciding needs of one condenser."""
    ahead = {forecast.box: forecast for forecast in one.forecasts}
    growth = {
        box: growing(ahead[box], one.r_f_now[box].p90 - one.r_f_now[box].p50)
        for box in one.boxes
        if box in ahead and box in one.r_f_now
    }
    leaks = [e.start for e in one.events if e.air and e.end is None]
    return Basis(
        one.asset, one.unit, tuple(one.boxes), end, one.clean.f_b, one.clean.f_t,
        dict(one.latest), _weeks(one), growth, _air(one), min(leaks, default=None),
    )  # fmt: skip


def _weeks(one: CondenserHistory) -> dict[str, tuple[float, ...]]:
    """Means of every week of the year, over all years; weeks without a day get the mean of all."""
    days = np.asarray(one.daily.days).astype("datetime64[D]")
    of_year = (days - days.astype("datetime64[Y]")).astype(int) // 7
    runs = np.isfinite(one.daily.load) & (one.daily.load > LEAST)
    found = {}
    for name in SEASON:
        x = np.asarray(getattr(one.daily, name), dtype=float)
        good = runs & np.isfinite(x)
        if not good.any():
            return {}
        whole = float(np.mean(x[good]))
        rows = [x[good & (of_year == week)] for week in range(WEEKS)]
        found[name] = tuple(float(np.mean(each)) if each.size else whole for each in rows)
    return found


def _air(one: CondenserHistory) -> dict[str, float]:
    """Air of the last days with a value, and of the good days of this condenser."""
    m = np.asarray(one.daily.m_air, dtype=float)
    capacity, r_air = one.daily.m_capacity, one.states.r_air
    seen = np.flatnonzero(np.isfinite(m))
    if not seen.size:
        return {}
    last = int(seen[-1])
    found = {
        "m": float(np.median(m[seen[-3:]])),
        "m_usual": float(np.percentile(m[seen], 20)),
        "capacity": float(capacity[last]),
        "r_air": float(r_air[last]),
        "r_air_usual": float(np.nanpercentile(r_air, 20)) if np.isfinite(r_air).any() else 0.0,
    }
    return {name: value for name, value in found.items() if np.isfinite(value)}


def growing(of: Forecast, spread: float) -> Growth:
    """A law through the median forecast now, in half a year and in a year.

    Growth that slows down levels off (Kern & Seaton) where these three say; else it is straight.
    """
    days = np.asarray(of.days, dtype=float) - float(of.days[0])
    low, mid, high = (np.asarray(part, dtype=float) for part in of.r_f)
    half, year = (min(float(span), float(days[-1])) for span in (HALF, YEAR))
    r_0, r_1, r_2 = (float(np.interp(t, days, mid)) for t in (0.0, half, year))
    rise = r_2 - r_0
    wide = (np.interp(year, days, high) - high[0]) - (np.interp(year, days, low) - low[0])
    sigma = min(abs(float(wide)) / (2 * P90 * max(rise, 1e-9)), 1.0)
    share = (r_2 - r_1) / (r_1 - r_0) if r_1 > r_0 else 1.0
    if rise > 0 and CURVED[0] < share < CURVED[1]:
        law = "kern_seaton"
        t_c = -half * DAY / float(np.log(share))
        parameters = {"r_i": r_0 + (r_1 - r_0) / (1 - share), "t_c": t_c}
    else:
        law, parameters = "linear", {"k": max(rise, 0.0) / (year * DAY)}
    return Growth(r_0, max(spread, 0.0) / P90, law, parameters, sigma)


def kept(history: PlantHistory) -> dict[str, Any]:
    """Plain data of what decisions rest on."""
    return {
        "format": FORMAT,
        "condensers": [_rounded(asdict(one)) for one in bases(history).condensers],
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value


def recalled(data: Mapping[str, Any]) -> Bases:
    """The same again. Errors: DataError where the data are none of ours."""
    try:
        if data["format"] != FORMAT:
            raise DataError(f"planning data are {data['format']!r}, not {FORMAT!r}: run it again")
        return Bases(tuple(_recalled(one) for one in data["condensers"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"no planning data: {error!r}; run `history` again") from None


def _recalled(one: Mapping[str, Any]) -> Basis:
    return Basis(
        **{
            **one,
            "boxes": tuple(one["boxes"]),
            "spared": tuple(one["spared"]),
            "weeks": {name: tuple(values) for name, values in one["weeks"].items()},
            "growth": {box: Growth(**growth) for box, growth in one["growth"].items()},
        }
    )
