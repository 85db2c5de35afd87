"""Constants a and g of threshold fouling from a plant's own rates: bounded least squares.

With b, c, E of a form the rate is linear in a and g, so the fit has one minimum and no start: the
weighted normal equations, g >= 0. E may be free: its best within 20 to 150 kJ/mol. What the data
cannot tell (a narrow range of velocity or temperature) is refused with the ranges that there were.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.core.equations import equation
from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.maths import larger, sqrt
from greenlang.core.units import M2KelvinPerJoule, Ratio
from greenlang.library.fouling.threshold import reaction
from greenlang.library.series import aicc_unknown_sd

Floats = NDArray[np.float64]

NORMAL = "weighted least squares, normal equations (Draper & Smith 1998, ch. 5)"
LEAST_POINTS = 6
GROWS = 2.0  # sigmas above zero beyond which a rate is growth
SINGULAR = 1e-10  # of a scaled normal matrix
BETTER = 2.0  # of AICc, by which a model must explain more than the mean
UNSURE = 0.5  # relative sd of a constant beyond which the data do not tell it
ENERGIES = np.linspace(20e3, 150e3, 261)  # J/mol


@equation(
    "w x y",
    NORMAL,
    guards=("sigma > 0: give the standard uncertainty of every rate",),
    at=(("2", "3", "0.5"), ("1e-3", "4", "2")),
)
def weighted(x: Ratio, y: Ratio, sigma: Ratio) -> Ratio:
    """One point's part of a weighted sum of products."""
    return x * y / sigma**2


POINT = (("3", "2", "4", "5", "6"), ("1", "0.5", "2", "1", "3"))


@equation(
    "a",
    NORMAL,
    guards=("xx * ss > xs**2: velocity and temperature do not vary; a and g cannot be told apart",),
    at=POINT,
)
def deposition_constant(xx: Ratio, xs: Ratio, ss: Ratio, xr: Ratio, sr: Ratio) -> Ratio:
    """Constant of deposition where rate = a x - g s, from sums of weighted products."""
    return (ss * xr - xs * sr) / (xx * ss - xs**2)


@equation(
    "g",
    NORMAL,
    guards=("xx * ss > xs**2: velocity and temperature do not vary; a and g cannot be told apart",),
    at=POINT,
)
def removal_constant(xx: Ratio, xs: Ratio, ss: Ratio, xr: Ratio, sr: Ratio) -> Ratio:
    """Constant of removal where rate = a x - g s, from sums of weighted products."""
    return (xs * xr - xx * sr) / (xx * ss - xs**2)


@equation("a", NORMAL, guards=("xx > 0: no point has a reaction",), at=(("3", "5"), ("1", "2")))
def deposition_alone(xx: Ratio, xr: Ratio) -> Ratio:
    """Constant of deposition where no removal is seen."""
    return xr / xx


@equation(
    "z²",
    NORMAL,
    guards=("sigma > 0: give the standard uncertainty of every rate",),
    at=(("3", "2", "1.5", "0.1", "2", "0.5"), ("1", "1", "2", "0.5", "1", "1")),
)
def squared_miss(rate: Ratio, a: Ratio, x: Ratio, g: Ratio, s: Ratio, sigma: Ratio) -> Ratio:
    """How far a rate lies off a x - g s, in its standard uncertainties, squared."""
    return ((rate - a * x + g * s) / sigma) ** 2


@equation("χ²/ν", NORMAL, at=(("12", "10"), ("5", "10")))
def inflation(chi2: Ratio, freedom: Ratio) -> Ratio:
    """Factor on the covariance: more than 1 where the model misses rates by more than their sd."""
    return larger(chi2 / freedom, 1)


@equation("σ", NORMAL, at=(("5", "3", "2", "6", "1.2"), ("1", "1", "0.5", "2", "1")))
def constant_sigma(other: Ratio, xx: Ratio, xs: Ratio, ss: Ratio, scale: Ratio) -> Ratio:
    """Standard uncertainty of a fitted constant; `other` is the sum of squares of the other one."""
    return sqrt(scale * other / (xx * ss - xs**2))


@equation("σ", NORMAL, at=(("3", "1.2"), ("1", "1")))
def lone_sigma(xx: Ratio, scale: Ratio) -> Ratio:
    """Standard uncertainty of a constant fitted alone."""
    return sqrt(scale / xx)


@equation("g_0", NORMAL, at=(("8", "3", "2"), ("1", "1", "4")))
def cancelling(a: Ratio, xs: Ratio, ss: Ratio) -> Ratio:
    """Constant of a removal that would cancel the deposition, on the weighted mean of the points.

    Where none is seen, one of this size must lie well beyond what its uncertainty allows.
    """
    return a * xs / ss


@equation("dR/dt", "its number in SI", empirical=True, at=(("1e-11",), ("2e-12",)))
def number_of(rate: M2KelvinPerJoule) -> Ratio:
    """A rate, or its standard uncertainty, as a number."""
    return 1 * rate


@equation("g", "no removal is seen: its constant is zero", at=(("-1e-12",), ("-3",)))
def nothing_of(g: Ratio) -> Ratio:
    """Zero in place of a removal below it."""
    return 0 * g


@equation("z", NORMAL, at=(("3e-11", "2e-11", "1e-11"), ("1", "2", "0.5")))
def deviation(rate: M2KelvinPerJoule, model: M2KelvinPerJoule, sigma: M2KelvinPerJoule) -> Ratio:
    """How far a rate lies off the model, in its standard uncertainties."""
    return (rate - model) / sigma


@equation("a", "per second, as the rates are", empirical=True, at=(("0.3",), ("8",)))
def constant_of(value: Ratio) -> M2KelvinPerJoule:
    """A fitted number as the constant that it is, m2 K/J."""
    return 1 * value


@dataclass(frozen=True)
class ThresholdFit:
    """Constants with their covariance (a, g, and E if free), SI; `removal`: whether any is seen.

    `chi2` over `freedom` is near 1 where the model explains the rates within their sigma; the
    covariance is scaled up where it is more.
    """

    a: float
    g: float
    e: float
    covariance: Floats
    chi2: float
    freedom: int
    removal: bool


def fitted(
    rate: Floats,
    sigma: Floats,
    flow: tuple[Floats, Floats, Floats, Floats],
    form: tuple[float, float, float | None],
) -> ThresholdFit:
    """A and g (and E) of a form from rates, m2 K/J, at (Re, Pr, T in K, S); all arrays (points,).

    `form` is b, c and E; None leaves E free.

    Raises
    ------
    InsufficientData
        Fewer than six rates, none that grows, or constants that these points cannot tell.
    InputError
        A standard uncertainty that is none.
    """
    keep = np.isfinite(rate) & np.isfinite(np.stack(flow)).all(axis=0)
    rate, sigma = rate[keep], np.broadcast_to(sigma, keep.shape)[keep]
    re, pr, t, s = (each[keep] for each in flow)
    b, c, e = form
    if rate.size < LEAST_POINTS:
        raise InsufficientData(
            f"{rate.size} rates with flow and temperature, {LEAST_POINTS} needed"
        )
    if not np.all(sigma > 0):
        raise InputError("sigma of a rate is not above 0; give its standard uncertainty")
    energies = ENERGIES if e is None else np.array([e])
    tried = [_bounded(reaction(re, b, pr, c, k, t), s, rate, sigma) for k in energies]
    best = int(np.argmin([chi2 for _, _, chi2 in tried]))
    a, g, chi2 = tried[best]
    if not a > 0:
        raise InsufficientData("no rate grows with the reaction; the deposit is not of this kind")
    found = float(energies[best])
    x = reaction(re, b, pr, c, found, t)
    used = (rate > GROWS * sigma) | (a * x > g * s)
    rate, sigma, re, t, s, x = (each[used] for each in (rate, sigma, re, t, s, x))
    if rate.size < LEAST_POINTS:
        raise InsufficientData(
            f"{rate.size} rates show growth or forbid it, {LEAST_POINTS} needed to fit a and g"
        )
    left = (rate - a * x + g * s) / sigma
    chi2 = float(left @ left)
    columns = [x, -s] if g > 0 else [x]
    if e is None:
        columns.append(-a * x / (8.314462618 * t))
    _better(chi2, rate, sigma, len(columns))
    freedom = max(rate.size - len(columns), 1)
    if not g > 0:
        _none(a, x, s, sigma, max(chi2 / freedom, 1.0), t, re)
    cov = _covariance(np.stack(columns, axis=1) / sigma[:, None], max(chi2 / freedom, 1.0))
    told = ThresholdFit(a, g, found, cov, chi2, freedom, g > 0)
    _sure(told, t, re, free=e is None)
    return told


def _bounded(x: Floats, s: Floats, rate: Floats, sigma: Floats) -> tuple[float, float, float]:
    """A, g and the squares left; a point without growth counts while a and g would let it grow."""
    counts = rate > GROWS * sigma
    a, g, chi2 = np.nan, np.nan, np.inf
    for _ in range(rate.size):
        if np.count_nonzero(counts) < 2:
            return a, g, np.inf
        a, g, chi2 = _constants(*(each[counts] for each in (x, s, rate, sigma)))
        grows = counts | (a * x > g * s)
        if np.array_equal(grows, counts):
            break
        counts = grows
    silent = rate[~counts] / sigma[~counts]
    return a, g, chi2 + float(silent @ silent)


def _constants(x: Floats, s: Floats, rate: Floats, sigma: Floats) -> tuple[float, float, float]:
    """A, g >= 0 and the squares left, by the equations above."""
    xx, xs, ss = (np.sum(weighted(p, q, sigma)) for p, q in ((x, x), (x, s), (s, s)))
    xr, sr = np.sum(weighted(x, rate, sigma)), np.sum(weighted(s, rate, sigma))
    a, g = deposition_constant(xx, xs, ss, xr, sr), removal_constant(xx, xs, ss, xr, sr)
    if not g > 0:
        a, g = deposition_alone(xx, xr), 0.0
    left = (rate - a * x + g * s) / sigma
    return float(a), float(g), float(left @ left)


def _covariance(jacobian: Floats, scale: float) -> Floats:
    """Infinite in what the points do not tell at all."""
    size = np.linalg.norm(jacobian, axis=0)
    values, vectors = np.linalg.eigh((jacobian / size).T @ (jacobian / size))
    inverse = np.where(values > SINGULAR, scale / np.maximum(values, SINGULAR), np.inf)
    told = vectors**2 > SINGULAR  # a direction counts only for the constants that it holds
    variance = np.where(told, vectors**2 * inverse, 0.0).sum(axis=1)
    if np.isinf(variance).any():
        return np.diag(variance / size**2)
    return np.asarray((vectors * inverse) @ vectors.T / np.outer(size, size))


def _better(chi2: float, rate: Floats, sigma: Floats, k: int) -> None:
    """Refuse a model that explains the rates no better than their own mean."""
    w = 1.0 / sigma**2
    about = float(w @ (rate - w @ rate / w.sum()) ** 2)
    n = float(rate.size)
    if not aicc_unknown_sd(chi2, n, k) + BETTER < aicc_unknown_sd(about, n, 1):
        raise InsufficientData(
            "velocity and temperature explain these rates no better than one mean rate does: they "
            "vary too little, or something else moves the rates"
        )


def _none(
    a: float, x: Floats, s: Floats, sigma: Floats, scale: float, t: Floats, re: Floats
) -> None:
    """Refuse to say that nothing removes where the points would not show it."""
    sd = np.sqrt(_covariance(np.stack([x, -s], axis=1) / sigma[:, None], scale)[1, 1])
    room = cancelling(a, np.sum(weighted(x, s, sigma)), np.sum(weighted(s, s, sigma)))
    if not sd < UNSURE * room:
        raise InsufficientData(
            f"whether anything removes the deposit is not told: {_ranges(t, re)}"
        )


def _sure(told: ThresholdFit, t: Floats, re: Floats, *, free: bool) -> None:
    """Refuse constants that the points do not tell."""
    sd = np.sqrt(np.diag(told.covariance))
    named = [("a", told.a)] * (not free) + [("g", told.g)] * told.removal + [("E", told.e)] * free
    # With E free a goes with it over decades, so E is judged in its place.
    spread = sd[1:] if free else sd
    unsure = [
        f"{name} ± {100 * one / value:.0f} %"
        for (name, value), one in zip(named, spread, strict=True)
        if one > UNSURE * value
    ]
    at_end = free and told.e in (ENERGIES[0], ENERGIES[-1])
    if unsure or at_end:
        what = ", ".join(unsure) or f"E at {told.e / 1e3:.0f} kJ/mol, the end of its range"
        raise InsufficientData(f"these rates do not tell the constants ({what}): {_ranges(t, re)}")


def _ranges(t: Floats, re: Floats) -> str:
    return (
        f"T {t.min() - 273.15:.0f} to {t.max() - 273.15:.0f} degC, Re {re.min():.0f} to "
        f"{re.max():.0f}; a wider range of velocity or temperature is needed, or other units of "
        "the same crude beside it"
    )
