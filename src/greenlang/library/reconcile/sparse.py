"""The same algebra for networks whose balances hold few variables each, hours along the last axis.

Every product is one array operation over all hours, and only pairs of derivatives that share a
variable are multiplied: for an exchanger train ten times faster than stacked dense matrices.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.library.reconcile.algebra import SOUND, Tests
from greenlang.library.series.arrays import Bools, Floats, Ints

Matrix = list[list[Floats | None]]  # lower triangle, None where nothing is


@dataclass(frozen=True)
class Plan:
    """Which derivatives of a block meet, for one pattern of measured variables.

    `row` and `col` (k,) place the derivatives of measured variables, `entry` (k,) numbers them
    among all of the block. `kept` balances hold measured variables only; in each of `spent` one
    unmeasured variable (its derivative, its column) is the only one, so the balance gives that
    variable and no check. `lost` are columns that do not follow. `pairs` [i][j] lists the places
    p, q of derivatives of balances i >= j that share a variable.
    """

    m: int
    row: Ints
    col: Ints
    entry: Ints
    kept: Ints
    spent: tuple[tuple[int, int, int], ...]
    lost: Ints
    pairs: list[list[list[tuple[int, int]]]]


@dataclass(frozen=True)
class Net:
    """A block linearised, hours last.

    `v` (k, h) derivatives by sigma over `scale` (m, h); over the same, `r` (m, h) residuals of the
    measured values and `g` (m, h) of the state; `x`, `x0`, `s` (n, h); `whole` all derivatives.
    """

    plan: Plan
    v: Floats
    scale: Floats
    r: Floats
    g: Floats
    x: Floats
    x0: Floats
    s: Floats
    whole: Floats


def plan(row: Ints, col: Ints, m: int, seen: Bools) -> Plan | None:
    """The plan of a block, or None where an unmeasured variable is in several balances."""
    blind = np.flatnonzero(~seen[col])
    if np.any(np.bincount(col[blind], minlength=1) > 1):
        return None
    holders: dict[int, list[int]] = {}
    for k in blind:
        holders.setdefault(int(row[k]), []).append(int(k))
    single = tuple((i, k[0], int(col[k[0]])) for i, k in holders.items() if len(k) == 1)
    lost = [int(col[k]) for group in holders.values() if len(group) > 1 for k in group]
    kept = np.setdiff1d(np.arange(m), list(holders))
    entry = np.flatnonzero(seen[col])
    used = row[entry]
    pairs: list[list[list[tuple[int, int]]]] = [[[] for _ in range(i + 1)] for i in range(m)]
    for c in np.unique(col[entry]):
        at = np.flatnonzero(col[entry] == c)
        for p in at:
            for q in at:
                if used[p] >= used[q]:
                    pairs[used[p]][used[q]].append((int(p), int(q)))
    return Plan(m, used, col[entry], entry, kept, single, np.array(lost, np.int64), pairs)


def net(plan: Plan, a: Floats, g: Floats, x: Floats, x0: Floats, s: Floats) -> Net:
    """Scale a block, given with hours first, and turn it."""
    whole = np.ascontiguousarray(a.T)
    x, x0, s = (np.ascontiguousarray(part.T) for part in (x, x0, s))
    v = whole[plan.entry] * s[plan.col]
    size = np.zeros((plan.m, v.shape[1]))
    for p, i in enumerate(plan.row):
        size[i] += v[p] * v[p]
    scale = np.sqrt(np.where(size > 0.0, size, 1.0))
    v /= scale[plan.row]
    scaled = g.T / scale
    r = scaled.copy()
    off = (x0 - x) / s
    for p, (i, c) in enumerate(zip(plan.row, plan.col, strict=True)):
        r[i] += v[p] * off[c]
    return Net(plan, v, scale, r, scaled, x, x0, s, whole)


def _product(of: Net, i: int, j: int) -> Floats | None:
    """Covariance of the residuals of balances i >= j; None where they share nothing."""
    total: Floats | None = None
    for p, q in of.plan.pairs[i][j]:
        part = of.v[p] * of.v[q]
        total = part if total is None else total + part
    return total


def _cholesky(of: Net) -> tuple[Matrix, Bools]:
    """Lower factor of the kept balances' covariance, and the hours in which its pivots are real."""
    kept = of.plan.kept
    low: Matrix = []
    sound = np.ones(of.v.shape[1], np.bool_)
    for a, i in enumerate(kept):
        line: list[Floats | None] = []
        for b in range(a + 1):
            rest = _product(of, int(i), int(kept[b]))
            for c in range(b):
                one, other = line[c], (line[c] if b == a else low[b][c])
                if one is not None and other is not None:
                    rest = -one * other if rest is None else rest - one * other
            if b < a:
                pivot = low[b][b]
                line.append(None if rest is None or pivot is None else rest / pivot)
            else:
                pivot2 = np.zeros(of.v.shape[1]) if rest is None else rest
                fine = pivot2 > SOUND * len(kept)
                sound &= fine
                line.append(np.sqrt(np.where(fine, pivot2, 1.0)))
        low.append(line)
    return low, sound


def _solved(low: Matrix, r: Floats) -> list[Floats]:
    """Solution of low low' y = r, balance by balance."""
    y: list[Floats] = []
    for a, line in enumerate(low):
        total = r[a]
        for b in range(a):
            part = line[b]
            if part is not None:
                total = total - part * y[b]
        y.append(total / _real(line[a]))
    for a in range(len(low) - 1, -1, -1):
        total = y[a]
        for b in range(a + 1, len(low)):
            part = low[b][a]
            if part is not None:
                total = total - part * y[b]
        y[a] = total / _real(low[a][a])
    return y


def _real(part: Floats | None) -> Floats:
    if part is None:
        raise ZeroDivisionError("a pivot is missing")
    return part


def moved(of: Net) -> tuple[Floats, Bools]:
    """The next state (h, n), and the hours in which it can be trusted."""
    p = of.plan
    low, sound = _cholesky(of)
    force = np.zeros((p.m, of.v.shape[1]))
    if len(p.kept):
        force[p.kept] = _solved(low, of.r[p.kept])
    pull = np.zeros_like(of.x)
    for k, (i, c) in enumerate(zip(p.row, p.col, strict=True)):
        pull[c] += of.v[k] * force[i]
    new = of.x0 - of.s * pull
    rest = of.r.copy()
    for k, (i, c) in enumerate(zip(p.row, p.col, strict=True)):
        rest[i] -= of.v[k] * pull[c]
    for i, k, c in p.spent:
        new[c] = of.x[c] - rest[i] * of.scale[i] / of.whole[k]
    new[p.lost] = of.x[p.lost]
    return new.T, sound


def _inverse(low: Matrix) -> list[list[Floats]]:
    """Lower triangle of (low low')^-1."""
    m = len(low)
    back: list[list[Floats]] = []  # low^-1
    for a, line in enumerate(low):
        row = []
        for b in range(a):
            total: Floats | float = 0.0
            for c in range(b, a):
                part = line[c]
                if part is not None:
                    total = total - part * back[c][b]
            row.append(np.asarray(total / _real(line[a])))
        row.append(1.0 / _real(line[a]))
        back.append(row)
    return [
        [np.asarray(sum(back[c][a] * back[c][b] for c in range(a, m))) for b in range(a + 1)]
        for a in range(m)
    ]


def tested(of: Net) -> tuple[Tests, Bools]:
    """Uncertainties and tests, hours first, and the hours in which they can be trusted."""
    p = of.plan
    low, sound = _cholesky(of)
    inverse = _inverse(low)
    place = {int(i): a for a, i in enumerate(p.kept)}
    share, pull = np.zeros_like(of.x), np.zeros_like(of.x)
    force = _solved(low, of.r[p.kept]) if place else []
    for k, (i, c) in enumerate(zip(p.row, p.col, strict=True)):
        if int(i) in place:
            pull[c] += of.v[k] * force[place[int(i)]]
    for i in p.kept:
        for j in p.kept[p.kept <= i]:
            both = 1.0 if i == j else 2.0
            for one, other in p.pairs[i][j]:
                weight = inverse[place[int(i)]][place[int(j)]]
                share[p.col[one]] += both * of.v[one] * of.v[other] * weight
    sd = of.s * np.sqrt(np.clip(1.0 - share, 0.0, None))
    lost = np.zeros(of.x.shape, np.bool_)
    lost[p.lost] = True
    for i, k, c in p.spent:
        sd[c] = _sd_spent(of, inverse, i) * of.scale[i] / np.abs(of.whole[k])
        lost[c] = of.whole[k] == 0.0
    sd[lost] = np.nan
    z = pull / np.sqrt(np.where(share > 0.0, share, np.nan))
    chi2 = sum((f * of.r[i] for f, i in zip(force, p.kept, strict=True)), np.zeros(len(sound)))
    dof = np.full(len(sound), len(p.kept))
    return Tests(sd.T, z.T, share.T, lost.T, np.asarray(chi2), dof), sound


def _sd_spent(of: Net, inverse: list[list[Floats]], i: int) -> Floats:
    """Sd of the scaled residual of balance i after reconciliation: what its unknown inherits."""
    kept = [int(j) for j in of.plan.kept]
    cross = [_product(of, max(i, j), min(i, j)) for j in kept]
    own = _product(of, i, i)
    variance = np.zeros(of.v.shape[1]) if own is None else own
    for a, one in enumerate(cross):
        for b, other in enumerate(cross[: a + 1]):
            if one is not None and other is not None:
                variance = variance - (1.0 if a == b else 2.0) * one * other * inverse[a][b]
    return np.asarray(np.sqrt(np.clip(variance, 0.0, None)))
