"""Readings of a forecast for an audited analysis: evidence of the float engine, rounded.

The fit, the choice of a law and the seeded draws run in NumPy. What an analysis needs of them is
read number by number, so that a record names every number and where it was read from.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from greenlang.core.equations import equation, lookup
from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.provenance import untraced
from greenlang.core.units import M2KelvinPerJoule, M2KelvinPerWatt, Ratio, Second
from greenlang.library.fouling.fit import LAWS, FittedLaw, fits
from greenlang.library.fouling.forecast import forecast
from greenlang.library.fouling.forms import DAY, FORMS, Floats, Name
from greenlang.library.fouling.laws import Resistance2PerSecond
from greenlang.library.fouling.pace import (
    UNSTEADY,
    Pace,
    misses,
    slope_scale,
    unsteadiness,
    wander,
)
from greenlang.library.series import difference_sd

ENGINE = "forecast by seeded draws (JCGM 101:2008) of laws by Akaike weight, this library"
DRAWS = 2000
TIMES = 200  # of the way to the horizon, among which a limit is sought
NAMES: tuple[Name, ...] = ("linear", "power", "falling", "kern_seaton")


@dataclass(frozen=True)
class Ahead:
    """Everything that one forecast says; `draws` (draws, times)."""

    laws: tuple[FittedLaw, ...]
    times: Floats
    draws: Floats
    unsteady: float


@functools.lru_cache(maxsize=16)
def of_points(seed: int, horizon: float, induction: float, points: tuple[float, ...]) -> Ahead:
    """From measured points, flat (t, r_f, sigma) x n; a sigma of 0 is found from the scatter.

    Raises InsufficientData where the points do not choose a law.
    """
    t, r_f, sigma = (np.array(points[k::3]) for k in range(3))
    order = np.argsort(t, kind="stable")
    t, r_f, sigma = t[order], r_f[order], sigma[order]
    scatter = difference_sd(r_f) if t.size > 5 else float("nan")
    if np.any(sigma < 0) or (np.any(sigma > 0) and not np.all(sigma > 0)):
        raise InputError("sigma: give one above 0 for every point, or none at all")
    if not np.any(sigma > 0):
        if not scatter > 0:
            raise InsufficientData(
                f"{t.size} points without a standard uncertainty show no scatter of their own; "
                "give sigma of each, or more points"
            )
        sigma = np.full(t.size, scatter)
    laws = fits(t, r_f, sigma, induction=induction > 0)
    sd = float(np.median(sigma))
    off = Pace(slope_scale(t, r_f, sd, laws), unsteadiness(misses(t, r_f, sd, LAWS), np.zeros(0)))
    last = r_f[-5:]
    anchor = (float(t[-1]), float(np.median(last)), sd / np.sqrt(last.size))
    times = _times(float(t[-1]), horizon)
    noise = wander(t, laws[0].residual)
    draws = forecast(
        laws, times, draws=DRAWS, seed=seed, process_noise=noise, anchor=anchor, pace=off
    )
    return Ahead(laws, times, draws, off.unsteady)


@functools.lru_cache(maxsize=16)
def of_law(
    seed: int, horizon: float, name: Name, values: tuple[float, ...], unsteady: float
) -> Ahead:
    """From a law with standard uncertainties: r_0, p, q and theirs (p, q as the law has them)."""
    law = _given(name, values)
    t = np.array([0.0, horizon])
    rise = float(np.abs(np.diff(law.value(t))[0])) / horizon
    off = Pace(rise, UNSTEADY if unsteady < 0 else unsteady)
    times = _times(0.0, horizon)
    draws = forecast((law,), times, draws=DRAWS, seed=seed, pace=off)
    return Ahead((law,), times, draws, off.unsteady)


def _given(name: Name, values: tuple[float, ...]) -> FittedLaw:
    """A law whose parameters are given, as if it had been fitted."""
    r_0, p, q, s_0, s_p, s_q = values
    if FORMS[name].growing and not (p > 0 and (q > 0 or name == "falling")):
        raise InputError(
            f"{name}: its parameters must be above 0; a deposit that shrinks has no law"
        )
    if min(s_0, s_p, s_q) < 0:
        raise InputError("a standard uncertainty is below 0")
    shape, variance = 1.0, [s_0**2, s_p**2]
    if name == "linear":
        given, found = {"r_0": r_0, "k": p}, np.array([r_0, p * DAY])
        variance = [s_0**2, (s_p * DAY) ** 2]
    elif name == "power":
        given, found, shape = {"r_0": r_0, "a": p, "n": q}, np.array([r_0, p]), q
        variance.append((s_q / q) ** 2)
    elif name == "kern_seaton":
        given, found, shape = (
            {"r_0": r_0, "r_i": p, "t_c": q}, np.array([r_0, p - r_0]), q / DAY,
        )  # fmt: skip
        variance.append((s_q / q) ** 2)
    else:
        slope = np.sqrt(2.0 * p * DAY)
        given, found, shape = {"r_0": r_0, "k": p}, np.array([slope]), r_0**2 / slope**2
        loose = 2.0 * s_0 / r_0 if r_0 > 0 else 0.0
        variance = [(slope * s_p / (2.0 * p)) ** 2, loose**2 + (s_p / p) ** 2]
    if not found[-1] > 0 and FORMS[name].growing:
        raise InputError(f"{name}: r_i is not above r_0: the deposit does not grow")
    nothing = np.zeros(0)
    spread = functools.partial(np.diag, variance)
    return FittedLaw(name, given, 1.0, 0.0, found, float(shape), spread, nothing, np.inf)


def _times(start: float, horizon: float) -> Floats:
    if not horizon > start:
        raise InputError(
            f"the last time asked for, {horizon / DAY:.1f} d, lies before the end of the data, "
            f"{start / DAY:.1f} d"
        )
    return np.asarray(start + (horizon - start) * np.arange(1, TIMES + 1) / TIMES)


def percentile(of: Ahead, percent: float, t: float) -> float:
    """R_f below which a percentage of the draws lies at time t, m2 K/W."""
    times, draws = of.times, of.draws
    if t < times[0]:
        raise InputError(f"{t / DAY:.1f} d lies within the data: ask for times after them")
    k = int(np.clip(np.searchsorted(times, t), 1, len(times) - 1))
    share = (t - times[k - 1]) / (times[k] - times[k - 1])
    row = draws[:, k - 1] * (1.0 - share) + draws[:, k] * share
    return float(np.percentile(row, percent))


def reached(of: Ahead, percent: float, limit: float) -> float:
    """Time by which a percentage of the draws has reached a limit, s; inf: not by the horizon."""
    over = of.draws >= limit
    first = np.where(over.any(axis=1), of.times[over.argmax(axis=1)], np.inf)
    return float(np.percentile(first, percent, method="inverted_cdf"))


def reaching(of: Ahead, limit: float) -> float:
    """Share of the draws that reach a limit by the horizon."""
    return float(np.mean((of.draws >= limit).any(axis=1)))


NUMBER = "its number in SI, as the float engine takes it"


@equation("t", NUMBER, empirical=True, at=(("86400",), ("1e7",)))
def seconds(t: Second) -> Ratio:
    """A time as a number."""
    return 1 * t


@equation("R_f", NUMBER, empirical=True, at=(("1e-5",), ("-1e-6",)))
def resistance(r_f: M2KelvinPerWatt) -> Ratio:
    """A resistance, or its standard uncertainty, as a number."""
    return 1 * r_f


@equation("k", NUMBER, empirical=True, at=(("1e-11",), ("2e-12",)))
def rate(k: M2KelvinPerJoule) -> Ratio:
    """A rate as a number."""
    return 1 * k


@equation("k", NUMBER, empirical=True, at=(("1e-15",), ("2e-16",)))
def squared_rate(k: Resistance2PerSecond) -> Ratio:
    """A rate of the square of R_f as a number."""
    return 1 * k


def behind(law: int, numbers: Sequence[Any]) -> Ahead:
    """The forecast that the readings below are taken from, numbers of any kind."""
    return _of(float(law), tuple(map(float, numbers)))


def _of(law: float, rest: Sequence[float]) -> Ahead:
    """The forecast behind a reading: of a law (its number) or of points (-1)."""
    seed, horizon = int(rest[0]), rest[1]
    with untraced():
        if law < 0:
            return of_points(seed, horizon, rest[2], tuple(rest[3:]))
        return of_law(seed, horizon, NAMES[int(law)], tuple(rest[2:8]), rest[8])


@lookup("R_f", ENGINE, digits=6, at=(("50", "8e6", "0", "1", "1e7", *"011000", "0.3"),))
def fouling_ahead(percent: Ratio, t: Second, law: Ratio, *rest: Ratio) -> M2KelvinPerWatt:
    """R_f below which this percentage of the draws lies at time t."""
    return percentile(_of(law, rest), percent, t)


@lookup("t*", ENGINE, digits=6, at=(("50", "5", "0", "1", "1e7", *"011000", "0.3"),))
def time_reached(percent: Ratio, limit: M2KelvinPerWatt, law: Ratio, *rest: Ratio) -> Second:
    """Time by which this percentage of the draws has reached a limit; 0 where not before the end.

    A record holds no infinity: the analysis says `never` in words where `share_reaching` is less.
    """
    found = reached(_of(law, rest), percent, limit)
    return found if np.isfinite(found) else 0.0


@lookup("P", ENGINE, digits=6, at=(("5", "0", "1", "1e7", *"011000", "0.3"),))
def share_reaching(limit: M2KelvinPerWatt, law: Ratio, *rest: Ratio) -> Ratio:
    """Share of the draws that reach a limit by the end of the forecast."""
    return reaching(_of(law, rest), limit)


@lookup("w", ENGINE, digits=6, at=(("0", "0", "1", "1e7", *"011000", "0.3"),))
def law_weight(k: Ratio, law: Ratio, *rest: Ratio) -> Ratio:
    """Akaike weight of the k-th likeliest law."""
    return _of(law, rest).laws[int(k)].weight


@lookup("s", ENGINE, digits=6, at=(("0", "1", "1e7", *"011000", "0.3"),))
def pace_spread(law: Ratio, *rest: Ratio) -> Ratio:
    """How unsteady the pace is taken to be: sd of ln of the pace to come over the law's."""
    return _of(law, rest).unsteady
