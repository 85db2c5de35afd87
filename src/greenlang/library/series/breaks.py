"""Breaks of daily series: optimal partitioning into straight pieces.

Jackson et al., IEEE Signal Processing Letters 12 (2005) 105: the partition of least sum of squared
residuals plus a penalty a piece, exact, by dynamic programming over cumulative sums.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.core.errors import InputError, InsufficientData
from greenlang.library.series.arrays import Bools, Floats, Ints, floats
from greenlang.library.series.robust import difference_sd, lag_1

BLOCK = 32  # end points whose costs are computed together


@dataclass(frozen=True)
class Pieces:
    """Straight pieces of one or several series over the same days.

    `start` and `end` (k,) index the days: first day, and day after the last with a value. Lines,
    (k, series): `before` and `after` are the line's value at the last and at the first day of the
    piece, each with its sd; `slope` is per day. Steps, (k - 1, series), from the end of one piece
    to the start of the next, with sd. `gain` (k - 1,) is what each break takes off chi2, `scale`
    (series,) the sd of the scatter about the lines that the penalty counts in, `r` its lag-1
    autocorrelation, allowed for in every sd.
    """

    start: Ints
    end: Ints
    after: Floats
    after_sd: Floats
    before: Floats
    before_sd: Floats
    slope: Floats
    slope_sd: Floats
    step: Floats
    step_sd: Floats
    gain: Floats
    penalty: float
    scale: Floats
    r: Floats

    @property
    def breaks(self) -> Ints:
        """First day of every piece but the first."""
        return self.start[1:]


@dataclass(frozen=True)
class _Daily:
    """What was given: values and weights (n, series), days (n,), and where there is a value."""

    y: Floats
    w: Floats
    t: Floats
    seen: Bools


@dataclass(frozen=True)
class _Sums:
    """Cumulative sums (points + 1, series): weights, times and values from the first point on."""

    w: Floats
    wt: Floats
    wtt: Floats
    wy: Floats
    wty: Floats
    wyy: Floats


def penalty(n: int, series: int = 1) -> float:
    """What a piece costs, in units of the scatter variance: 4 ln n for one series.

    For more series, the chi2 with two degrees of freedom a series that noise exceeds as rarely as
    4 ln n with two, that is with probability n^-2.
    """
    from scipy.special import gammainccinv

    return float(2.0 * gammainccinv(series, float(n) ** -2.0))


def breaks(
    y: Floats,
    w: Floats | None = None,
    *,
    least: int = 5,
    cost: float | None = None,
    scale: Floats | float | None = None,
    t: Floats | None = None,
) -> Pieces:
    """Split daily series into straight pieces of at least `least` days with values.

    Parameters
    ----------
    y : (n,) or (n, series)
        One value a day, NaN where missing; several series break together.
    w : as y
        Weights 1/s^2, default 1: only their ratios matter.
    cost
        Penalty of a piece; default `penalty(days with values, series)`.
    scale : (series,)
        Sd of the scatter for a weight of 1; default the difference-based one.
    t : (n,)
        Days, default 0, 1, 2 ...; must grow.

    Errors: InsufficientData with fewer than 2 `least` days with values.
    """
    y = floats(y).reshape(len(y), -1)
    w = np.ones_like(y) if w is None else floats(w).reshape(y.shape)
    t = np.arange(len(y), dtype=np.float64) if t is None else floats(t)
    if t.shape != y.shape[:1] or not np.all(np.diff(t) > 0.0):
        raise InputError(f"{t.shape} days for {y.shape} values; give growing days, one a value")
    seen = np.isfinite(y) & np.isfinite(w) & (w > 0.0)
    day = np.flatnonzero(seen.any(axis=1))
    if day.size < 2 * least:
        raise InsufficientData(
            f"{day.size} days with values, at least {2 * least} needed to look for a break"
        )
    scales = _scales(y, w, seen) if scale is None else np.broadcast_to(floats(scale), y.shape[1:])
    weight = np.where(seen, w, 0.0)[day]
    z = np.where(seen, (y - _centre(y, seen)) / scales, 0.0)[day]
    sums = _sums(t[day] - t[day].mean(), z, weight)
    price = penalty(day.size, y.shape[1]) if cost is None else cost
    cut = _partition(sums, least, price)
    parts = _costs(sums, cut[:-1], cut[1:])
    gain = _costs(sums, cut[:-2], cut[2:]) - parts[:-1] - parts[1:]
    return _pieces(_Daily(y, w, t, seen), day, cut, scales, gain=gain, price=price)


def _centre(y: Floats, seen: Bools) -> Floats:
    return np.array([np.median(c[s]) if s.any() else 0.0 for c, s in zip(y.T, seen.T, strict=True)])


def _scales(y: Floats, w: Floats, seen: Bools) -> Floats:
    """Difference-based sd for a weight of 1; a series without scatter gets its rounding."""
    out = np.ones(y.shape[1])
    for j, (column, weight, there) in enumerate(zip(y.T, w.T, seen.T, strict=True)):
        if not there.any():
            continue
        sd = difference_sd(column[there], weight[there])
        # Exactly straight data: what float64 leaves is the scatter.
        tiny = 1e-9 * float(np.ptp(column[there])) * float(np.sqrt(np.median(weight[there])))
        out[j] = max(sd if np.isfinite(sd) else 0.0, tiny, 1e-300)
    return out


def _sums(t: Floats, z: Floats, w: Floats) -> _Sums:
    t = t[:, None]
    terms = (w, w * t, w * t * t, w * z, w * t * z, w * z * z)
    zero = np.zeros((1, z.shape[1]))
    return _Sums(*(np.concatenate([zero, np.cumsum(term, axis=0)]) for term in terms))


def _costs(sums: _Sums, i: Ints, j: Ints) -> Floats:
    """Chi2 about the best line of the points i..j-1, over all series; i and j broadcast."""
    total = np.zeros(np.broadcast_shapes(i.shape, j.shape))
    for k in range(sums.w.shape[1]):
        w, wt, wtt, wy, wty, wyy = (
            s[j, k] - s[i, k] for s in (sums.w, sums.wt, sums.wtt, sums.wy, sums.wty, sums.wyy)
        )
        inverse = 1.0 / np.where(w > 0.0, w, 1.0)
        sxx = wtt - wt * wt * inverse
        sxy = wty - wt * wy * inverse
        # Two days at least give a slope: sxx of neighbours is half a weight.
        flat = sxx <= 1e-9 * np.abs(wtt)
        total += wyy - wy * wy * inverse - np.where(flat, 0.0, sxy * sxy / np.where(flat, 1.0, sxx))
    return np.maximum(total, 0.0)


def _partition(sums: _Sums, least: int, price: float) -> Ints:
    """Cut points 0 < ... < n of the cheapest partition."""
    n = len(sums.w) - 1
    best = np.full(n + 1, np.inf)
    best[0] = 0.0
    origin = np.zeros(n + 1, np.int64)
    for block in range(least, n + 1, BLOCK):
        j = np.arange(block, min(block + BLOCK, n + 1))
        i = np.arange(j[-1] - least + 1)
        cost = _costs(sums, i[None, :], j[:, None])
        for row, end in zip(cost, j, strict=True):
            m = end - least + 1
            total = best[:m] + row[:m]
            origin[end] = k = int(np.argmin(total))
            best[end] = total[k] + price
    cut = [n]
    while cut[-1] > 0:
        cut.append(int(origin[cut[-1]]))
    return np.array(cut[::-1])


def _pieces(
    of: _Daily, day: Ints, cut: Ints, scales: Floats, *, gain: Floats, price: float
) -> Pieces:
    start, end = day[cut[:-1]], day[cut[1:] - 1] + 1
    fits = [_lines(of, k, start, end, float(scales[k])) for k in range(of.y.shape[1])]
    after, after_sd, before, before_sd, slope, slope_sd, r = (
        np.stack(part, axis=-1) for part in zip(*fits, strict=True)
    )
    return Pieces(
        start=start,
        end=end,
        after=after,
        after_sd=after_sd,
        before=before,
        before_sd=before_sd,
        slope=slope,
        slope_sd=slope_sd,
        step=after[1:] - before[:-1],
        step_sd=np.hypot(after_sd[1:], before_sd[:-1]),
        gain=gain,
        penalty=price,
        scale=np.array(scales),
        r=r,
    )


def _lines(of: _Daily, k: int, start: Ints, end: Ints, scale: float) -> tuple[Floats, ...]:
    """Weighted line of every piece: value and sd at its first and last day, slope and sd."""
    y, w, t, seen = of.y[:, k], of.w[:, k], of.t, of.seen[:, k]
    rows = []
    residual = np.full(len(y), np.nan)
    for a, b in zip(start, end, strict=True):
        at = np.flatnonzero(seen[a:b]) + a
        if at.size == 0:
            rows.append((np.nan,) * 6)
            continue
        total = w[at].sum()
        centre, level = w[at] @ t[at] / total, w[at] @ y[at] / total
        x = t[at] - centre
        sxx = w[at] @ (x * x)
        slope = w[at] @ (x * y[at]) / sxx if sxx > 0.0 else np.nan
        residual[at] = (y[at] - level - (slope * x if sxx > 0.0 else 0.0)) * np.sqrt(w[at])
        reach = np.array([t[a], t[b - 1]]) - centre
        value = level + slope * reach
        sd = np.sqrt(1.0 / total + reach * reach / sxx) if sxx > 0.0 else np.full(2, np.nan)
        rows.append((value[0], sd[0], value[1], sd[1], slope, sxx**-0.5 if sxx > 0.0 else np.nan))
    line = np.array(rows)
    r = lag_1(residual)
    # The larger of the two scatters: the residuals also hold what bends slowly.
    seen_sd = float(np.sqrt(np.nanmean(residual**2))) if np.isfinite(residual).any() else np.nan
    factor = np.fmax(scale, seen_sd) * np.sqrt((1.0 + r) / (1.0 - r))
    line[:, [1, 3, 5]] *= factor
    return (*line.T, np.array(r))
