"""Rates of fouling against velocity and film temperature inside the tubes (spec 3.7).

Each month of a cycle gives a rate; the constants of threshold fouling are fitted to them where they
tell these, and seasons and loads are compared.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import clean
from greenlang.agents.exchanger.history.exchanger import Analysed
from greenlang.agents.exchanger.history.outlook import cycles_of
from greenlang.agents.exchanger.history.properties import Liquids
from greenlang.agents.exchanger.results import FoulingRates
from greenlang.core.errors import GreenlangError
from greenlang.library.flow import friction
from greenlang.library.fouling import threshold as th
from greenlang.library.fouling.threshold_fit import ThresholdFit, fitted
from greenlang.library.heat import films, resistances
from greenlang.library.series import lag_1, n_eff
from greenlang.library.series.daily import daily_median
from greenlang.library.series.hours import DAY

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WINDOW, LEAST = 30, 15  # days of a rate, and those with a value that it needs
FORM = "ebert_panchal_1995"
LEAST_RATES = 4  # on either side of a comparison
SURE = 3.0  # standard uncertainties of a difference that is told
SUMMER = (90, 273)  # days of the year, April to September


@dataclass(frozen=True)
class Surfaces:
    """Inside the tubes by day: velocity, Reynolds and Prandtl number, shear, film temperature."""

    v: Floats
    re: Floats
    pr: Floats
    tau: Floats
    t_film: Floats


def surfaces(a: Analysed, x_day: Floats, oil: Liquids) -> Surfaces | None:
    """From reconciled states by day; None where tubes or properties are not known."""
    asset, tubes = a.hourly.asset, a.hourly.asset.tubes
    if tubes is None:
        return None
    side, sign = ("cold", 1.0) if asset.spaces["cold"] == "tube" else ("hot", -1.0)
    s = clean.stream(asset, "cold" if sign > 0 else "hot", x_day, oil, np.arange(len(x_day)))
    d_i = float(tubes.d_i)
    g = friction.tube_mass_velocity(s.m, tubes.passes, tubes.count - tubes.plugged, d_i)
    v, re = friction.velocity(g, s.rho), friction.reynolds(g, d_i, s.mu)
    pr = films.prandtl(s.cp, s.mu, s.k)
    if not np.isfinite(re * pr).any():
        return None
    column = 0 if side == "hot" else 2
    t = (x_day[:, column] + x_day[:, column + 1]) / 2.0
    duty = daily_median(np.where(a.hourly.valid, a.hourly.thermal.duty, np.nan))
    flux = resistances.heat_flux(duty, float(asset.area))
    film = a.estimate.fit.multipliers[1] * a.estimate.daily.tube
    surface = resistances.surface_temperature(t, sign * flux, film)
    return Surfaces(
        v, re, pr, th.smooth_shear(re, v, s.rho), resistances.film_temperature(t, surface)
    )


def rates(a: Analysed, inside: Surfaces | None, first: int) -> FoulingRates:
    """Rates by month of every cycle, with what they say of threshold, season and load."""
    months = [(days, one.start) for one in cycles_of(a) for days in _months(one.days)]
    found = [(_rate(a, days, start), start) for days, start in months]
    rows = [(*each, start) for each, start in found if each is not None]
    spans = [days for days, *_ in rows]
    rate, sigma = (np.array([each[k] for each in rows]) for k in (1, 2))
    middle = np.array([first + int(np.median(days)) for days in spans], dtype=np.int64)
    means = {
        name: np.array([_mean(getattr(inside, name), days) for days in spans])
        if inside is not None
        else np.full(len(spans), np.nan)
        for name in ("v", "re", "pr", "tau", "t_film")
    }
    age = np.array([float(np.median(days) - start) for days, *_, start in rows])
    told, note = _threshold(rate, sigma, means)
    return FoulingRates(
        middle, rate, sigma, means["v"], means["t_film"], told, note,
        (*_season(middle, rate, sigma, age), *_load(a, spans, rate, sigma, age)),
        _line(told, means),
    )  # fmt: skip


def _months(days: Ints) -> list[Ints]:
    """The days of a cycle in stretches of a month."""
    if days.size == 0:
        return []
    number = (days - days[0]) // WINDOW
    return [days[number == k] for k in np.unique(number)]


def _rate(a: Analysed, days: Ints, start: int) -> tuple[Ints, float, float] | None:
    """Slope of R_f over some days, m2 K/J, with AR(1) residuals; None where they are few."""
    days = days[days > start]  # on its first day a surface may still be warming up
    if days.size < LEAST:
        return None
    t, y = days * DAY, a.estimate.fit.y[days]
    t = t - np.mean(t)
    square = float(t @ t)
    slope = float(t @ y / square)
    residual = y - np.mean(y) - slope * t
    worth = float(n_eff(float(days.size), lag_1(residual)))
    scatter = float(residual @ residual) / max(days.size - 2, 1) * days.size / worth
    return days, slope, float(np.sqrt(scatter / square))


def _mean(x: Floats, days: Ints) -> float:
    seen = x[days][np.isfinite(x[days])]
    return float(np.mean(seen)) if seen.size else float("nan")


def _threshold(
    rate: Floats, sigma: Floats, at: dict[str, Floats]
) -> tuple[ThresholdFit | None, str]:
    """Constants of the threshold, or why these rates do not tell them."""
    row = th.model(FORM)
    form = (float(row.b), float(row.c), float(row.e))
    try:
        found = fitted(rate, sigma, (at["re"], at["pr"], at["t_film"], at["tau"]), form)
    except GreenlangError as error:
        return None, str(error)
    if not found.removal:
        return found, "no removal is seen: deposits form at any temperature"
    return found, ""


def _line(found: ThresholdFit | None, at: dict[str, Floats]) -> tuple[Floats, Floats]:
    """The zero line over the velocities that there were, m/s and K; empty where there is none."""
    nothing = np.zeros(0)
    if found is None or not found.removal:
        return nothing, nothing
    row = th.model(FORM)
    v = np.linspace(0.8 * np.nanmin(at["v"]), 1.2 * np.nanmax(at["v"]), 25)
    # At the viscosity and density of the median month: Re with v, shear with v^1.75.
    share = v / np.nanmedian(at["v"])
    re, tau = np.nanmedian(at["re"]) * share, np.nanmedian(at["tau"]) * share**1.75
    pr = float(np.nanmedian(at["pr"]))
    t = th.threshold_temperature(
        found.a, re, float(row.b), pr, float(row.c), found.e, found.g, th.removal_by_shear(tau)
    )
    return v, np.asarray(t)


def _season(day: Ints, rate: Floats, sigma: Floats, age: Floats) -> tuple[str, ...]:
    """Whether the half-years foul at different rates."""
    date = day.astype("datetime64[D]")
    number = (date - date.astype("datetime64[Y]")).astype(np.int64)
    summer = (number >= SUMMER[0]) & (number <= SUMMER[1])
    return _compared(rate, sigma, age, summer, ("from April to September", "from October to March"))


def _load(
    a: Analysed, spans: list[Ints], rate: Floats, sigma: Floats, age: Floats
) -> tuple[str, ...]:
    """Whether months of high flow foul at another rate than months of low flow."""
    column = 5 if a.hourly.asset.spaces["cold"] == "tube" else 4
    flow = daily_median(np.where(a.hourly.valid, a.hourly.x[:, column], np.nan))
    mean = np.array([_mean(flow, days) for days in spans])
    if not np.isfinite(mean).any():
        return ()
    high = mean > np.nanmedian(mean)
    return _compared(rate, sigma, age, high, ("at high flow in the tubes", "at low flow"))


def _compared(
    rate: Floats, sigma: Floats, age: Floats, one: NDArray[np.bool_], names: tuple[str, str]
) -> tuple[str, ...]:
    """A sentence where the rates of two kinds of month differ beyond their scatter.

    The age of the deposit is taken out first, since most deposits slow down.
    """
    if min(np.count_nonzero(one), np.count_nonzero(~one)) < LEAST_RATES:
        return ()
    columns = np.stack([one, ~one, age - np.mean(age)], axis=1) / sigma[:, None]
    found, *_ = np.linalg.lstsq(columns, rate / sigma, rcond=None)
    left = rate / sigma - columns @ found
    scale = max(float(left @ left) / (rate.size - 3), 1.0)
    cov = scale * np.linalg.pinv(columns.T @ columns, hermitian=True)
    apart = float(found[0] - found[1])
    if abs(apart) <= SURE * np.sqrt(cov[0, 0] + cov[1, 1] - 2.0 * cov[0, 1]):
        return ()
    month = 1e3 * WINDOW * DAY
    fast, slow = (f"{month * mean:.3f}" for mean in found[:2])
    return (f"fouls by {fast} m² K/kW in 30 d {names[0]}, by {slow} {names[1]}, at equal age",)
