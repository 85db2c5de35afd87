"""Which tag lies, since when, by how much: balances and shared pipes against one another.

A bias b of tag j moves the residuals of all constraints in one direction, r = c + b(t) a_j. For
every tag, onset, end and shape (a step, or a drift that grows) the likelihood ratio is what that
takes off chi2; the constant c takes what meters and property data differ by at all times. A
tag is named only where the next best tag explains clearly less: else it is `not separable`.

Source: Narasimhan & Mah, AIChE J. 33 (1987) 1514 (GLR, serial elimination).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.library.series import difference_sd, lag_1

Floats = NDArray[np.float64]

Ints = NDArray[np.int64]
Shape = Literal["drift", "bias"]
SHAPES: tuple[Shape, ...] = ("drift", "bias")

STEP = 6  # days between tried onsets
LEAST = 15  # days that a fault must last to be told from a spell of odd operation
LEFT = 0.02  # of the strongest fault's chi2, below which a further one is its remainder
CLEAR = 6.0  # by which a cause must beat the next best (spec 4.7)
SURE = 30.0  # chi2 that a fault must explain: one false alarm in 1e6 of some 1e2 tags x 1e2 onsets
MATERIAL = (
    3.0  # standard uncertainties of the tag that a fault must reach (the z of the alert rule)
)
FLOOR = 0.25  # of the residuals' own sigma: what property data and slow changes leave open
ROUNDS, HUBER = 8, 1.345  # passes and bound in which days that lie off weigh less
LONGEST = 0.7  # share of the days; a bias there for longer is one of the constants


@dataclass(frozen=True)
class Residuals:
    """Daily residuals of a component: `r` (days, constraints), NaN where there is none.

    `direction` (days, constraints, tags): change of r for a bias of one in each tag; `w`
    (constraints, constraints): the covariance that the tags' sigmas give. `sigma` (tags,).
    """

    tags: tuple[str, ...]
    r: Floats
    direction: Floats
    w: Floats
    sigma: Floats


@dataclass(frozen=True)
class Fault:
    """A tag's fault, or a fault seen that several tags explain equally well."""

    tags: tuple[str, ...]  # the best first; more than one: not separable
    shape: Shape
    start: int  # index of the first day
    end: int  # index of the day after the last
    size: float  # bias on the last day, SI
    gap: float
    gain: float


def faults(residuals: Residuals, most: int = 4) -> tuple[Fault, ...]:
    """Faults by serial elimination, the strongest first."""
    whitened = _whitened(residuals)
    if whitened is None:
        return ()
    r, a = whitened
    found: list[Fault] = []
    for _ in range(most):
        fault, explained = _strongest(r, a, residuals)
        # What the straight shape of the first leaves of it is no fault of another tag.
        if fault is None or (found and fault.gain < LEFT * found[0].gain):
            break
        found.append(fault)
        r = r - explained
    return tuple(found)


def _whitened(residuals: Residuals) -> tuple[Floats, Floats] | None:
    """Residuals and directions in units of their own daily scatter, made independent."""
    seen = np.count_nonzero(np.isfinite(residuals.r), axis=0) >= 4 * LEAST
    if not seen.any():
        return None
    there = np.isfinite(residuals.r[:, seen])
    weight = _even(residuals.direction[:, seen] * residuals.sigma, there)
    r, a = residuals.r[:, seen] * weight, residuals.direction[:, seen] * weight[:, :, None]
    root = np.linalg.cholesky(residuals.w[np.ix_(seen, seen)])
    # A day on which one balance is missing keeps the others: whiten with zeros, then blank it.
    r = np.linalg.solve(root, np.where(there, r - np.nanmedian(r, axis=0), 0.0).T).T
    a = np.linalg.solve(root, np.where(there[:, :, None], a, 0.0))
    for k in range(r.shape[1]):
        column = np.where(there[:, k], r[:, k], np.nan)
        sd = difference_sd(column)
        slow = lag_1(column - _running_median(column))
        scale = max(sd if np.isfinite(sd) else 1.0, FLOOR) * np.sqrt((1.0 + slow) / (1.0 - slow))
        r[:, k] /= scale
        a[:, k] /= scale
    r = np.where(there, r - _of_offsets(r, a * residuals.sigma, there), np.nan)
    return r, np.where(there[:, :, None], a, np.nan)


def _even(a: Floats, there: NDArray[np.bool_]) -> Floats:
    """Sigma of each residual on a typical day over that of its own day, 1 where it is less.

    On the day that a unit goes down, hours at low duty make its balance ten times as sensitive to
    every tag: it is that much less sure too, and must not outweigh a month.
    """
    own = np.where(there, np.sqrt(np.einsum("tkj,tkj->tk", a, a)), np.nan)
    ratio = np.nanmedian(own, axis=0) / np.where(own > 0.0, own, np.nan)
    return np.where(np.isfinite(ratio), np.minimum(ratio, 1.0), 1.0)


def _of_offsets(r: Floats, a: Floats, there: NDArray[np.bool_]) -> Floats:
    """What constant offsets of the tags make of the residuals on each day.

    A thermometer that always shows a little too much moves a balance with the flow of the day, as
    a flow meter would that errs in one season. `a` is for an offset of one sigma, which is how far
    it is known beforehand; days that lie off, in a fault, count less (Huber).
    """
    days, k = r.shape
    one = np.broadcast_to(np.eye(k), (days, k, k))
    x = np.concatenate([one, a], axis=2).reshape(days * k, -1)
    y, seen = r.reshape(-1), there.reshape(-1)
    prior = np.diag(np.append(np.zeros(k), np.ones(a.shape[2])))
    fitted = np.zeros(y.shape)
    for _ in range(ROUNDS):
        off = np.abs(y - fitted)
        w = np.where(seen, 1.0 / np.maximum(1.0, off / HUBER), 0.0)
        xw = x * w[:, None]
        fitted = x @ np.linalg.solve(xw.T @ x + prior, xw.T @ y)
    return np.asarray(fitted.reshape(days, k))


def _running_median(x: Floats, half: int = 15) -> Floats:
    padded = np.concatenate([np.full(half, np.nan), x, np.full(half, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    out = np.full(x.shape, np.nan)
    rows = np.flatnonzero(np.isfinite(windows).any(axis=1))
    out[rows] = np.nanmedian(windows[rows], axis=1)
    return out


@dataclass(frozen=True)
class _Sums:
    """Cumulative sums over days, a zero first, of x, t x and t^2 x."""

    one: Floats
    t: Floats
    tt: Floats

    def over(self, low: Ints, high: int, shape: Shape) -> Floats:
        """Sum of f(t) x over days low..high-1, f = 1 or (t - low)/(high - 1 - low)."""
        one = np.asarray(self.one[high] - self.one[low])
        if shape == "bias":
            return one
        rise, start = _ramp(low, high, one.ndim)
        return np.asarray((self.t[high] - self.t[low] - start * one) * rise)

    def over_square(self, low: Ints, high: int, shape: Shape) -> Floats:
        """Sum of f(t)^2 x over the same days."""
        one = np.asarray(self.one[high] - self.one[low])
        if shape == "bias":
            return one
        rise, start = _ramp(low, high, one.ndim)
        first, second = self.t[high] - self.t[low], self.tt[high] - self.tt[low]
        return np.asarray((second - 2.0 * start * first + start * start * one) * rise * rise)


def _ramp(low: Ints, high: int, ndim: int) -> tuple[Floats, Floats]:
    start = low.astype(np.float64).reshape(-1, *[1] * (ndim - 1))
    return 1.0 / np.maximum(high - 1.0 - start, 1.0), start


def _sums(x: Floats) -> _Sums:
    t = np.arange(len(x), dtype=np.float64).reshape(-1, *[1] * (x.ndim - 1))
    zero = np.zeros((1, *x.shape[1:]))
    one, first, second = (
        np.concatenate([zero, np.cumsum(part, axis=0)]) for part in (x, t * x, t * t * x)
    )
    return _Sums(one, first, second)


@dataclass(frozen=True)
class _Terms:
    """What every shape is scored from."""

    product: _Sums  # (days, tags): direction times residual, over constraints
    square: _Sums  # (days, tags): direction squared
    direction: _Sums  # (days, constraints, tags)
    n: Floats  # days with a residual, by constraint


def _scores(terms: _Terms, low: Ints, high: int, shape: Shape) -> tuple[Floats, Floats]:
    """Size of the best bias and what it takes off chi2: (onsets, tags)."""
    product = terms.product.over(low, high, shape)
    sums = terms.direction.over(low, high, shape)
    # The constant offset is fitted too: what the shape and a constant share does not count.
    power = terms.square.over_square(low, high, shape) - np.einsum(
        "skj,k->sj", sums * sums, 1.0 / terms.n
    )
    size = product / np.where(power > 1e-9, power, np.inf)
    return size, size * product


def _strongest(r: Floats, a: Floats, residuals: Residuals) -> tuple[Fault | None, Floats]:
    there = np.isfinite(r)
    n = np.maximum(there.sum(axis=0), 1).astype(np.float64)
    centred = np.where(there, r - np.nansum(r, axis=0) / n, 0.0)
    a = np.where(there[:, :, None], a, 0.0)
    terms = _Terms(
        _sums(np.einsum("tkj,tk->tj", a, centred)),
        _sums(np.einsum("tkj,tkj->tj", a, a)),
        _sums(a),
        n,
    )
    days, least = len(r), MATERIAL * residuals.sigma
    best = np.zeros(len(residuals.tags))
    where: list[tuple[int, int, Shape]] = [(0, days, "bias")] * best.size
    for shape in SHAPES:
        for high in range(LEAST + STEP, days + STEP, STEP):
            end = min(high, days)
            first = 0 if shape == "drift" else max(STEP, end - round(LONGEST * days))
            low = np.arange(first, end - LEAST, STEP)
            if low.size == 0:
                continue
            size, gain = _scores(terms, low, end, shape)
            # A fault must be large enough to matter before it may be believed.
            gain = np.where(np.abs(size) >= least, gain, 0.0)
            row = gain.argmax(axis=0)
            top = gain[row, np.arange(best.size)]
            for k in np.flatnonzero(top > best):
                best[k], where[k] = top[k], (int(low[row[k]]), end, shape)
    order = np.argsort(best)[::-1]
    top_tag = int(order[0])
    if best[top_tag] < SURE:
        return None, np.zeros_like(r)
    return _refined(terms, best, order, where[top_tag], residuals, a)


def _refined(
    terms: _Terms,
    best: Floats,
    order: Ints,
    place: tuple[int, int, Shape],
    residuals: Residuals,
    a: Floats,
) -> tuple[Fault | None, Floats]:
    """The best fault to the day, and what it explains of the residuals."""
    tag, (start, end, shape) = int(order[0]), place
    days = len(residuals.r)
    low = np.arange(max(start - STEP, 0), start + STEP + 1)
    options = []
    for high in range(max(end - STEP, start + LEAST), min(end + STEP, days) + 1):
        size, gain = _scores(terms, low, high, shape)
        k = int(np.argmax(gain[:, tag]))
        options.append((float(gain[k, tag]), int(low[k]), high, float(size[k, tag])))
    gain_best, start, end, size_best = max(options)
    # Shapes are straight and meters err by shares: so near a rival may as well be it.
    clear = max(CLEAR, LEFT * best[tag])
    rivals = tuple(residuals.tags[k] for k in order if best[tag] - best[k] < clear)
    second = best[order[1]] if len(order) > 1 else 0.0
    day = np.arange(days)
    inside = (day >= start) & (day < end)
    f = np.where(inside, 1.0 if shape == "bias" else (day - start) / max(end - 1 - start, 1), 0.0)
    if abs(size_best) < MATERIAL * residuals.sigma[tag]:
        return None, np.zeros(a.shape[:2])
    fault = Fault(rivals, shape, start, end, size_best, float(best[tag] - second), gain_best)
    return fault, size_best * f[:, None] * a[:, :, tag]
