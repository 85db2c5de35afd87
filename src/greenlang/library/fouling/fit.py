"""Which law a fouling cycle follows, by evidence.

Every law is linear in its parameters but one, so each is fitted by a weighted linear least-squares
problem inside a bounded search over one shape parameter. Inside, time is in days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.forms import DAY, FORMS, Floats, Form, Name, of
from greenlang.library.series import aicc_unknown_sd, akaike_weights, lag_1, n_eff

LEAST_POINTS = 10
DECISIVE = 6.0  # independent points below which AICc has no room for every law
SPAN_OVER_TIME = 1.5  # a cycle shows an asymptote only if it lasts 1.5 time constants
GRID, FINER = 41, 4  # shapes at a time; each round is 20 times as fine
INDUCTION, DELAYS = (0.05, 0.6), 12  # share of the span that it may last; times tried at once
LAWS: tuple[Name, ...] = ("constant", "linear", "power", "falling", "kern_seaton")


@dataclass(frozen=True)
class FittedLaw:
    """One law fitted to one cycle; t counts from the cycle's origin.

    `parameters` are SI: r_0, and k, (a, n), or (r_i, t_c); t_ind where it begins with an induction.
    `coefficients`, `shape` and `delay` are the form in days, `spread` gives the covariance of
    (coefficients, ln shape, delay) as far as the law has them. `residual` is in m2 K/W,
    `independent` the number of independent points behind the weight.
    """

    name: Name
    parameters: Mapping[str, float]
    weight: float
    aicc: float
    coefficients: Floats
    shape: float
    spread: Callable[[], Floats] = field(repr=False, compare=False)
    residual: Floats
    independent: float
    delay: float = 0.0

    @cached_property
    def covariance(self) -> Floats:
        """Covariance of (coefficients, ln shape, delay), worked out where it is asked for."""
        return self.spread()

    @property
    def decided(self) -> bool:
        """Whether the points suffice to choose between laws at all."""
        return self.independent >= DECISIVE

    def value(self, t: Floats) -> Floats:
        """R_f at times since the origin, s, by the law's own formula."""
        return of(self.name, self.parameters, np.asarray(t, dtype=float))


def mixture(fitted: Sequence[FittedLaw], t: Floats) -> Floats:
    """R_f of the laws together, each by its weight."""
    return np.asarray(sum((law.weight * law.value(t) for law in fitted), np.zeros(np.shape(t))))


def fits(
    t: Floats,
    r_f: Floats,
    sigma: Floats,
    *,
    cycles_agree: bool = False,
    names: Sequence[Name] = LAWS,
    induction: bool = False,
    undecided: bool = False,
) -> tuple[FittedLaw, ...]:
    """Every law that competes for one cycle, the likeliest first; weights sum to 1.

    Parameters
    ----------
    t, r_f, sigma
        (points,): seconds since the cycle's origin, m2 K/W, m2 K/W; NaN rows are left out.
    cycles_agree
        Two cycles gave the same time constant, so Kern-Seaton may compete in a short one.
    induction
        Each growing law also competes with an induction time before it, at the price of one more
        parameter: for rigs and new surfaces, whose first days are in the data.
    undecided
        Where there are too few independent points to choose, give a straight line (or what little
        competes) instead of refusing; `decided` of each law is then False.

    Raises
    ------
    InsufficientData
        Fewer than ten points, or fewer than six independent ones.

    Notes
    -----
    Residuals are taken for AR(1): with lag-1 correlation r, n points count as n (1-r)/(1+r), one r
    for all laws, so that their AICc compare. Kern-Seaton competes only where the cycle lasts 1.5
    of its time constants.
    """
    days, y, sd = _usable(t, r_f, sigma)
    span = float(days[-1] - days[0])
    raw = [_fitted(FORMS[name], days, y, sd, span) for name in names]
    if induction:
        raw += [_delayed(FORMS[name], days, y, sd, span) for name in names if name != "constant"]
    found = [
        each for each in raw if each is not None and (cycles_agree or _shows_asymptote(each, span))
    ]
    best = min(found, key=lambda each: each.chi2)
    r = float(np.clip(lag_1(best.residual / sd), 0.0, 0.98)) if best.chi2 > 0 else 0.0
    points = float(n_eff(float(len(days)), r))
    if points < DECISIVE and not undecided:
        raise InsufficientData(
            f"{len(days)} points are worth {points:.1f} independent ones (lag-1 correlation "
            f"{r:.2f}); {DECISIVE:.0f} are needed to choose a fouling law; take a longer cycle"
        )
    scores = np.array([_score(each, len(days), points) for each in found])
    weights = akaike_weights(scores)
    if np.isnan(weights).any():
        weights = np.array([float(k == _plain(found)) for k in range(len(found))])
    fitted = [
        _law(each, days, sd, points, float(weight), float(score))
        for each, weight, score in zip(found, weights, scores, strict=True)
    ]
    return tuple(sorted(fitted, key=lambda law: -law.weight))


def _plain(found: Sequence["_Raw"]) -> int:
    """The simplest law there is: a straight line where it competes."""
    lines = [k for k, each in enumerate(found) if each.form.name == "linear" and not each.delay]
    return lines[0] if lines else min(range(len(found)), key=lambda k: _count(found[k]))


@dataclass(frozen=True)
class _Raw:
    form: Form
    coefficients: Floats
    shape: float
    delay: float
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
    order = np.argsort(t[keep], kind="stable")
    days = t[keep][order] / DAY
    if not days[-1] > days[0]:
        raise InsufficientData("all points of the cycle have one time; check the time column")
    return days, r_f[keep][order], sigma[keep][order]


def _costs(form: Form, shapes: Floats, t: Floats, y: Floats, sd: Floats) -> Floats:
    """Weighted squares that are left at many shapes at once, inf where the law would shrink."""
    w = 1.0 / sd**2
    columns = form.columns(t, shapes[:, None])
    f = np.broadcast_to(columns[-1], (len(shapes), len(t)))
    own = y
    if len(columns) == 2:  # about the weighted means, so that no digits are lost
        f, own = f - (f @ w / w.sum())[:, None], y - y @ w / w.sum()
    slope = (f * w) @ own / np.maximum(((f * w) * f).sum(axis=1), 1e-300)
    costs = np.asarray(((own - slope[:, None] * f) ** 2) @ w)
    return np.where(slope > 0, costs, np.inf) if form.growing else costs


def _solved(form: Form, shape: float, t: Floats, y: Floats, sd: Floats, delay: float) -> _Raw:
    late = np.maximum(t - delay, 0.0) if delay else t
    columns = np.stack(form.columns(late, np.asarray(shape)), axis=1) / sd[:, None]
    size = _size(columns)
    found = np.linalg.lstsq(columns / size, y / sd, rcond=None)[0] / size
    residual = y - columns @ found * sd
    chi2 = float(np.sum((residual / sd) ** 2))
    if form.growing and not found[-1] > 0:
        chi2 = np.inf
    return _Raw(form, found, shape, delay, residual, chi2)


def _size(columns: Floats) -> Floats:
    size = np.linalg.norm(columns, axis=0)
    return np.asarray(np.where(size > 0, size, 1.0))


def _fitted(
    form: Form, t: Floats, y: Floats, sd: Floats, span: float, delay: float = 0.0
) -> _Raw | None:
    """Least squares over the shape: a logarithmic grid, then finer ones about its best."""
    if form.shape is None:
        return _solved(form, 1.0, t, y, sd, delay)
    late = np.maximum(t - delay, 0.0) if delay else t
    low, high = np.log(form.shape(span))
    for _ in range(FINER):
        grid = np.linspace(low, high, GRID)
        costs = _costs(form, np.exp(grid), late, y, sd)
        i = int(np.argmin(costs))
        if not np.isfinite(costs[i]):
            return None
        low, high = grid[max(i - 1, 0)], grid[min(i + 1, GRID - 1)]
    best = _solved(form, float(np.exp(grid[i])), t, y, sd, delay)
    return best if np.isfinite(best.chi2) else None


def _delayed(form: Form, t: Floats, y: Floats, sd: Floats, span: float) -> _Raw | None:
    """The law after the induction time that fits best: a grid, then finer ones about its best."""
    low, high = INDUCTION
    for _ in range(FINER - 1):
        shares = np.linspace(low, high, DELAYS)
        tried = [_fitted(form, t, y, sd, span, float(t[0] + share * span)) for share in shares]
        costs = [np.inf if one is None else one.chi2 for one in tried]
        i = int(np.argmin(costs))
        if not np.isfinite(costs[i]):
            return None
        low, high = shares[max(i - 1, 0)], shares[min(i + 1, DELAYS - 1)]
    return tried[i]


def _shows_asymptote(each: _Raw, span: float) -> bool:
    return each.form.name != "kern_seaton" or span - each.delay >= SPAN_OVER_TIME * each.shape


def _count(each: _Raw) -> int:
    return len(each.coefficients) + (each.form.shape is not None) + (each.delay > 0)


def _score(each: _Raw, n: int, points: float) -> float:
    """AICc with fitted scatter, of `points` independent ones."""
    return aicc_unknown_sd(each.chi2 * points / n, points, _count(each))


def _law(
    each: _Raw, t: Floats, sd: Floats, points: float, weight: float, score: float
) -> FittedLaw:
    form = each.form
    values = form.parameters(each.coefficients, np.asarray(each.shape))
    parameters = {name: float(value) for name, value in values.items()}
    if each.delay:
        parameters["t_ind"] = each.delay * DAY
    return FittedLaw(
        form.name, parameters, weight, score, each.coefficients, each.shape,
        partial(_covariance, each, t, sd, points), each.residual, points, each.delay,
    )  # fmt: skip


def _covariance(each: _Raw, t: Floats, sd: Floats, points: float) -> Floats:
    jacobian, loose = _jacobian(each, t)
    jacobian = jacobian / sd[:, None]
    size = _size(jacobian)
    scaled = jacobian / size
    freedom = max(len(t) - jacobian.shape[1], 1)
    scatter = max(each.chi2 / freedom, 1e-12) * len(t) / points
    inverse = np.linalg.pinv(
        scaled.T @ scaled / scatter + np.diag(1.0 / (loose * size) ** 2), hermitian=True
    )
    return np.asarray(inverse / np.outer(size, size))


def _jacobian(each: _Raw, t: Floats) -> tuple[Floats, NDArray[np.float64]]:
    """Columns of coefficients, ln shape, delay; and how far each may lie off at worst (inf)."""

    def columns(shape: float, delay: float) -> Floats:
        late = np.maximum(t - delay, 0.0) if delay else t
        return np.stack(each.form.columns(late, np.asarray(shape)))

    found = list(columns(each.shape, each.delay))
    loose = [np.inf] * len(found)
    step, days = 1e-4, 1e-3 * float(t[-1] - t[0])
    if each.form.shape is not None:
        up, down = (columns(each.shape * np.exp(s), each.delay) for s in (step, -step))
        found.append(each.coefficients @ (up - down) / (2.0 * step))
        loose.append(1.0)  # the shape is known to a factor of e at worst
    if each.delay:
        up, down = (columns(each.shape, each.delay + d) for d in (days, -days))
        found.append(each.coefficients @ (up - down) / (2.0 * days))
        loose.append(1e3 * days)
    return np.stack(found, axis=1), np.array(loose)
