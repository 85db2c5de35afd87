"""Which law a fouling cycle follows, by evidence, and where it leads, by seeded draws.

Every law is linear in its parameters but one, so each is fitted by a weighted linear least-squares
problem inside a bounded search over one shape parameter. Inside, time is in days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InsufficientData
from greenlang.core.uncertainty import normal_draws, uniform_draws
from greenlang.library.fouling import laws
from greenlang.library.series import aicc_unknown_sd, akaike_weights, lag_1, n_eff

Floats = NDArray[np.float64]
Name = Literal["constant", "linear", "power", "falling", "kern_seaton"]

DAY = 86400.0
LEAST_POINTS = 10
STEEPEST = 1.0  # power law: a deposit may slow down; one that gains speed is not extrapolated
SPAN_OVER_TIME = 1.5  # a cycle shows an asymptote only if it lasts 1.5 time constants
GRID = 41


@dataclass(frozen=True)
class _Form:
    """A law as columns of a linear problem, given its shape; `shape` bounds it for a span, d."""

    name: Name
    columns: Callable[[Floats, Floats], tuple[Floats, ...]]
    shape: Callable[[float], tuple[float, float]] | None
    growing: bool  # the last coefficient must be positive
    parameters: Callable[[Floats, Floats], dict[str, Floats]]


def _one(t: Floats, shape: Floats) -> Floats:
    return np.ones(np.broadcast_shapes(t.shape, shape.shape))


FORMS: Mapping[Name, _Form] = {
    form.name: form
    for form in (
        _Form("constant", lambda t, s: (_one(t, s),), None, False, lambda c, _: {"r_0": c[..., 0]}),
        _Form(
            "linear",
            lambda t, s: (_one(t, s), t * _one(t, s)),
            None,
            False,
            lambda c, _: {"r_0": c[..., 0], "k": c[..., 1] / DAY},
        ),
        _Form(
            "power",
            lambda t, s: (_one(t, s), np.maximum(t, 0.0) ** s),
            lambda _: (0.15, STEEPEST),
            True,
            lambda c, s: {"r_0": c[..., 0], "a": c[..., 1], "n": s},
        ),
        _Form(
            "falling",
            lambda t, s: (np.sqrt(np.maximum(t, 0.0) + s),),
            lambda span: (1e-3 * span, 30.0 * span),
            True,
            lambda c, s: {"r_0": c[..., 0] * np.sqrt(s), "k": c[..., 0] ** 2 / (2.0 * DAY)},
        ),
        _Form(
            "kern_seaton",
            lambda t, s: (_one(t, s), -np.expm1(-t / s)),
            lambda span: (span / 100.0, 20.0 * span),
            True,
            lambda c, s: {"r_0": c[..., 0], "r_i": c[..., 0] + c[..., 1], "t_c": s * DAY},
        ),
    )
}


@dataclass(frozen=True)
class FittedLaw:
    """One law fitted to one cycle; t counts from the cycle's origin.

    `parameters` are SI: r_0, and k, (a, n), or (r_i, t_c). `coefficients` and `shape` are the form
    in days, `covariance` that of (coefficients, ln shape). `residual` is in m2 K/W.
    """

    name: Name
    parameters: Mapping[str, float]
    weight: float
    aicc: float
    coefficients: Floats
    shape: float
    covariance: Floats
    residual: Floats

    def value(self, t: Floats) -> Floats:
        """R_f at times since the origin, s, by the law's own formula."""
        return of(self.name, self.parameters, np.asarray(t, dtype=float))


def of(name: Name, parameters: Mapping[str, Any], t: Floats) -> Floats:
    """R_f of a law with these parameters; arrays of parameters broadcast against t."""
    p = parameters
    if name == "linear":
        value = laws.linear(p["r_0"], p["k"], t)
    elif name == "power":
        value = laws.power(p["r_0"], p["a"], p["n"], t)
    elif name == "falling":
        value = laws.falling(p["r_0"], p["k"], t)
    elif name == "kern_seaton":
        value = laws.kern_seaton(p["r_0"], p["r_i"], p["t_c"], t)
    else:
        value = p["r_0"] + 0.0 * t
    return np.asarray(value)


def fits(
    t: Floats,
    r_f: Floats,
    sigma: Floats,
    *,
    cycles_agree: bool = False,
    names: Sequence[Name] = ("constant", "linear", "power", "falling", "kern_seaton"),
) -> tuple[FittedLaw, ...]:
    """Every law that competes for one cycle, the likeliest first; weights sum to 1.

    Parameters
    ----------
    t, r_f, sigma
        (points,): seconds since the cycle's origin, m2 K/W, m2 K/W; NaN rows are left out.
    cycles_agree
        Two cycles gave the same time constant, so Kern-Seaton may compete in a short one.

    Raises
    ------
    InsufficientData
        Fewer than ten points.

    Notes
    -----
    Residuals are taken for AR(1): with lag-1 correlation r, n points count as n (1-r)/(1+r), one r
    for all laws, so that their AICc compare. Kern-Seaton competes only where the cycle lasts 1.5
    of its time constants.
    """
    days, y, sd = _usable(t, r_f, sigma)
    span = float(days[-1] - days[0])
    raw = [_fitted(FORMS[name], days, y, sd, span) for name in names]
    found = [
        each for each in raw if each is not None and (cycles_agree or _shows_asymptote(each, span))
    ]
    best = min(found, key=lambda each: each.chi2)
    r = float(np.clip(lag_1(best.residual / sd), 0.0, 0.98)) if best.chi2 > 0 else 0.0
    points = float(n_eff(float(len(days)), r))
    scores = np.array([_score(each, len(days), points) for each in found])
    weights = akaike_weights(scores)
    if np.isnan(weights).any():
        weights = np.array([float(each.form.name == "linear") for each in found])
    fitted = [
        _law(each, days, sd, len(days) / points, float(weight), float(score))
        for each, weight, score in zip(found, weights, scores, strict=True)
    ]
    return tuple(sorted(fitted, key=lambda law: -law.weight))


@dataclass(frozen=True)
class _Raw:
    form: _Form
    coefficients: Floats
    shape: float
    residual: Floats
    chi2: float


def _usable(t: Floats, r_f: Floats, sigma: Floats) -> tuple[Floats, Floats, Floats]:
    t, r_f, sigma = np.broadcast_arrays(
        np.asarray(t, dtype=float), np.asarray(r_f, dtype=float), np.asarray(sigma, dtype=float)
    )
    keep = np.isfinite(t) & np.isfinite(r_f) & (sigma > 0)
    if np.count_nonzero(keep) < LEAST_POINTS:
        raise InsufficientData(
            f"{np.count_nonzero(keep)} valid points in the cycle; a fouling law needs "
            f"{LEAST_POINTS}; wait, or take a longer cycle"
        )
    order = np.argsort(t[keep])
    return t[keep][order] / DAY, r_f[keep][order], sigma[keep][order]


def _solved(form: _Form, shape: float, t: Floats, y: Floats, sd: Floats) -> _Raw:
    columns = np.stack(form.columns(t, np.asarray(shape)), axis=1) / sd[:, None]
    size = np.linalg.norm(columns, axis=0)
    size = np.where(size > 0, size, 1.0)
    found = np.linalg.lstsq(columns / size, y / sd, rcond=None)[0] / size
    residual = y - columns @ found * sd
    chi2 = float(np.sum((residual / sd) ** 2))
    if form.growing and not found[-1] > 0:
        chi2 = np.inf
    return _Raw(form, found, shape, residual, chi2)


def _fitted(form: _Form, t: Floats, y: Floats, sd: Floats, span: float) -> _Raw | None:
    """Least squares over the shape: a logarithmic grid, then golden section about its best."""
    if form.shape is None:
        return _solved(form, 1.0, t, y, sd)
    low, high = form.shape(span)
    grid = np.geomspace(low, high, GRID)
    costs = [_solved(form, float(s), t, y, sd).chi2 for s in grid]
    i = int(np.argmin(costs))
    if not np.isfinite(costs[i]):
        return None
    a, b = np.log(grid[max(i - 1, 0)]), np.log(grid[min(i + 1, GRID - 1)])
    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    c, d = b - ratio * (b - a), a + ratio * (b - a)
    f_c, f_d = (_solved(form, float(np.exp(x)), t, y, sd).chi2 for x in (c, d))
    while b - a > 1e-5:
        if f_c < f_d:
            b, d, f_d = d, c, f_c
            c = b - ratio * (b - a)
            f_c = _solved(form, float(np.exp(c)), t, y, sd).chi2
        else:
            a, c, f_c = c, d, f_d
            d = a + ratio * (b - a)
            f_d = _solved(form, float(np.exp(d)), t, y, sd).chi2
    best = _solved(form, float(np.exp((a + b) / 2.0)), t, y, sd)
    return best if np.isfinite(best.chi2) else None


def _shows_asymptote(each: _Raw, span: float) -> bool:
    return each.form.name != "kern_seaton" or span >= SPAN_OVER_TIME * each.shape


def _count(form: _Form, coefficients: Floats) -> int:
    return len(coefficients) + (form.shape is not None)


def _score(each: _Raw, n: int, points: float) -> float:
    """AICc with fitted scatter, of `points` independent ones."""
    return aicc_unknown_sd(each.chi2 * points / n, points, _count(each.form, each.coefficients))


def _law(
    each: _Raw, t: Floats, sd: Floats, inflation: float, weight: float, score: float
) -> FittedLaw:
    form, shape = each.form, np.asarray(each.shape)
    columns = list(form.columns(t, shape))
    if form.shape is not None:
        step = 1e-4
        up = np.stack(form.columns(t, shape * np.exp(step))) - np.stack(
            form.columns(t, shape * np.exp(-step))
        )
        columns.append(each.coefficients @ up / (2.0 * step))
    jacobian = np.stack(columns, axis=1) / sd[:, None]
    size = np.linalg.norm(jacobian, axis=0)
    size = np.where(size > 0, size, 1.0)
    scaled = jacobian / size
    freedom = max(len(t) - len(columns), 1)
    scatter = max(each.chi2 / freedom, 1e-12) * inflation
    prior = np.zeros(len(columns))
    if form.shape is not None:
        prior[-1] = 1.0 / size[-1] ** 2  # the shape is known to a factor of e at worst
    inverse = np.linalg.pinv(scaled.T @ scaled / scatter + np.diag(prior), hermitian=True)
    values = form.parameters(each.coefficients, shape)
    return FittedLaw(
        form.name,
        {name: float(value) for name, value in values.items()},
        weight,
        score,
        each.coefficients,
        each.shape,
        inverse / np.outer(size, size),
        each.residual,
    )


def forecast(
    fitted: Sequence[FittedLaw],
    t_ahead: Floats,
    *,
    draws: int = 2000,
    seed: int = 1,
    process_noise: float = 0.0,
    anchor: tuple[float, float, float] | None = None,
) -> Floats:
    """R_f ahead, (draws, times): laws by weight, parameters by covariance, a random walk on top.

    Parameters
    ----------
    t_ahead
        (times,): seconds since the cycle's origin, rising.
    process_noise
        Standard deviation of the walk, m2 K/W per square root of a day.
    anchor
        (time, R_f, sigma) of today: every draw is shifted to pass there, within sigma; the walk
        starts there. Without it the walk starts at the first time.
    """
    t_ahead = np.asarray(t_ahead, dtype=float)
    start = anchor[0] if anchor else float(t_ahead[0])
    edges = np.cumsum([law.weight for law in fitted])
    which = np.searchsorted(edges / edges[-1], uniform_draws(seed, draws), side="right")
    z = normal_draws(seed + 1, (draws, 4))
    out = np.empty((draws, t_ahead.size))
    times = np.concatenate(([start], t_ahead))
    for i, law in enumerate(fitted):
        rows = np.flatnonzero(which == i)
        if rows.size:
            values = _drawn(law, z[rows], times)
            shift = 0.0 if anchor is None else anchor[1] + anchor[2] * z[rows, 3] - values[:, 0]
            out[rows] = values[:, 1:] + np.reshape(shift, (-1, 1)) if anchor else values[:, 1:]
    if process_noise > 0.0:
        gaps = np.diff(times) / DAY
        steps = normal_draws(seed + 2, out.shape) * (process_noise * np.sqrt(np.maximum(gaps, 0)))
        out += np.cumsum(steps, axis=1)
    return out


def _drawn(law: FittedLaw, z: Floats, t: Floats) -> Floats:
    """(draws, times) of one law with parameters drawn from its covariance."""
    form = FORMS[law.name]
    k = law.covariance.shape[0]
    values, vectors = np.linalg.eigh(law.covariance)
    moved = z[:, :k] @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    count = len(law.coefficients)
    coefficients = law.coefficients + moved[:, :count]
    shape = np.full(len(z), law.shape)
    if form.shape is not None:
        shape = law.shape * np.exp(np.clip(moved[:, count], -3.0, 3.0))
        if form.growing:  # a draw that turns growth into loss is mirrored
            coefficients[:, -1] = np.abs(coefficients[:, -1])
    parameters = form.parameters(coefficients, shape)
    return of(law.name, {name: v[:, None] for name, v in parameters.items()}, t[None, :])


def wander(t: Floats, residual: Floats, lag: int = 20) -> float:
    """Standard deviation of the random walk in residuals of a fit, m2 K/W per square root of a day.

    What the variance of differences gains between lag 1 and `lag` points; 0 where it gains nothing.
    """
    t, residual = np.asarray(t, dtype=float) / DAY, np.asarray(residual, dtype=float)
    lag = min(lag, len(t) // 3)
    if lag < 2:
        return 0.0
    near, far = residual[1:] - residual[:-1], residual[lag:] - residual[:-lag]
    apart = float(np.median(t[lag:] - t[:-lag]) - np.median(np.diff(t)))
    gained = float(np.mean(far**2) - np.mean(near**2))
    return float(np.sqrt(max(gained, 0.0) / apart)) if apart > 0 else 0.0
