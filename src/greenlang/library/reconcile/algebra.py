"""Stacked small linear algebra: balances freed of what is not measured, and their weighted inverse.

Everything is (h, ...): one small problem an hour. Derivatives and residuals are scaled by sigmas,
rows to size 1, so that ranks do not depend on units.
"""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.library.series.arrays import Bools, Floats, Ints

RANK = 1e-9  # singular value over the largest, below which a direction does not exist
SOUND = 1e-13  # pivot below which balances are taken as dependent


@dataclass(frozen=True)
class Point:
    """One block linearised at `x`, for hours with the same variables measured.

    `a` (h, m, n) derivatives, `g` (h, m) residuals, `x0` (h, n) measured values, `s` (h, n) sigmas,
    `seen` (n,) what is measured, `correlation` (n, n) or None.
    """

    a: Floats
    g: Floats
    x: Floats
    x0: Floats
    s: Floats
    seen: Bools
    correlation: Floats | None


@dataclass(frozen=True)
class Free:
    """The part of the balances that holds only measured variables.

    `whole` (h, m, k) derivatives by sigma over `scale` (h, m), `project` (h, r, m) takes them to
    `b` (h, r, k), `bc` is the same times the correlation, `r` (h, r) residuals of
    the measured values, `inverse` (h, r, r) of b C b', `rank` (h,). Of what is not measured: `pinv`
    (h, p, m) of its scaled derivatives, `lost` (h, p) where it does not follow.
    """

    whole: Floats
    scale: Floats
    project: Floats
    b: Floats
    bc: Floats
    r: Floats
    inverse: Floats
    rank: Ints
    pinv: Floats
    lost: Bools


def freed(p: Point) -> list[tuple[Ints, Free]]:
    """Balances freed of the unmeasured, by hours (numbers within the point) of equal rank."""
    seen, unseen = np.flatnonzero(p.seen), np.flatnonzero(~p.seen)
    whole = p.a[:, :, seen] * p.s[:, None, seen]
    scale = np.linalg.norm(whole, axis=2)
    # A balance of unmeasured variables only has no sigma: its own size does.
    scale = np.where(scale > 0.0, scale, np.linalg.norm(p.a, axis=2))
    scale = np.where(scale > 0.0, scale, 1.0)
    whole = whole / scale[:, :, None]
    off = (p.x0 - p.x)[:, seen] / p.s[:, seen]
    r = p.g / scale + (whole @ off[:, :, None])[:, :, 0]
    c = None if p.correlation is None else p.correlation[np.ix_(seen, seen)]
    if unseen.size == 0:
        free = _weighed(whole, scale, r, c)
        return [(np.arange(len(p.a)), free)]
    au = p.a[:, :, unseen] / scale[:, :, None]
    length = np.linalg.norm(au, axis=1)
    length = np.where(length > 0.0, length, 1.0)
    left, value, right = np.linalg.svd(au / length[:, None, :])
    rank = np.count_nonzero(value > RANK * np.maximum(value[:, :1], 1.0), axis=1)
    found = []
    for k in np.unique(rank):
        at = np.flatnonzero(rank == k)
        back = right[at, :k].swapaxes(1, 2) / value[at, None, :k]
        pinv = back @ left[at, :, :k].swapaxes(1, 2) / length[at][:, :, None]
        lost = np.any(np.abs(right[at, k:]) > 1e-6, axis=1)
        project = left[at, :, k:].swapaxes(1, 2)
        free = _weighed(whole[at], scale[at], r[at], c, project)
        found.append((at, replace(free, pinv=pinv, lost=lost)))
    return found


def _weighed(
    whole: Floats, scale: Floats, r: Floats, c: Floats | None, project: Floats | None = None
) -> Free:
    """The balances that `project` leaves, default all, with the inverse of their covariance."""
    b = whole
    if project is None:
        m = whole.shape[1]
        project = np.broadcast_to(np.eye(m), (len(whole), m, m))
    else:
        b, r = project @ whole, (project @ r[:, :, None])[:, :, 0]
    bc = b if c is None else b @ c
    inverse, rank = inverses(bc @ b.swapaxes(1, 2))
    none = np.zeros((len(b), 0, whole.shape[1]))
    lost = np.zeros((len(b), 0), np.bool_)
    return Free(whole, scale, project, b, bc, r, inverse, rank, none, lost)


def inverses(h: Floats) -> tuple[Floats, Ints]:
    """Inverse of each symmetric matrix (pseudo-inverse of those without full rank), and ranks."""
    size = h.shape[1]
    d = np.sqrt(np.einsum("hii->hi", h))
    real = d > RANK
    scale = np.where(real, 1.0 / np.where(real, d, 1.0), 0.0)
    even = h * scale[:, :, None] * scale[:, None, :]
    even[:, np.arange(size), np.arange(size)] = 1.0
    rank = np.count_nonzero(real, axis=1)
    sound = _positive(even)
    inverse = np.empty_like(even)
    if sound.any():
        inverse[sound] = np.linalg.inv(even[sound])
    if not sound.all():
        value, vector = np.linalg.eigh(even[~sound])
        kept = value > SOUND * size
        weight = np.where(kept, 1.0 / np.where(kept, value, 1.0), 0.0)
        inverse[~sound] = (vector * weight[:, None, :]) @ vector.swapaxes(1, 2)
        rank[~sound] -= np.count_nonzero(~kept, axis=1)
    return inverse * scale[:, :, None] * scale[:, None, :], rank


def _positive(even: Floats) -> Bools:
    """Which matrices have pivots far enough from 0 to be inverted as they are."""
    try:
        pivot = np.einsum("hii->hi", np.linalg.cholesky(even))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.eigvalsh(even)[:, 0] > SOUND * even.shape[1])
    return np.asarray(np.all(pivot * pivot > SOUND * even.shape[1], axis=1))


def moved(p: Point) -> Floats:
    """The next state: measured variables by weighted least squares, the others to close."""
    seen, unseen = np.flatnonzero(p.seen), np.flatnonzero(~p.seen)
    x = p.x.copy()
    for at, f in freed(p):
        force = (f.inverse @ f.r[:, :, None]).swapaxes(1, 2)
        new = p.x0[np.ix_(at, seen)] - p.s[np.ix_(at, seen)] * (force @ f.bc)[:, 0]
        if unseen.size:
            step = (new - p.x[np.ix_(at, seen)]) / p.s[np.ix_(at, seen)]
            open_ = p.g[at] / f.scale + (f.whole @ step[:, :, None])[:, :, 0]
            x[np.ix_(at, unseen)] -= (f.pinv @ open_[:, :, None])[:, :, 0]
        x[np.ix_(at, seen)] = new
    return x


@dataclass(frozen=True)
class Tests:
    """Of one point: (h, n) `sd`, `z`, `share` of variance removed, `lost`; (h,) `chi2`, `dof`."""

    sd: Floats
    z: Floats
    share: Floats
    lost: Bools
    chi2: Floats
    dof: Ints


def tested(p: Point) -> Tests:
    """Uncertainties and tests at a state that meets the balances."""
    seen, unseen = np.flatnonzero(p.seen), np.flatnonzero(~p.seen)
    shape = p.x.shape
    sd, z, share = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape)
    lost = np.zeros(shape, np.bool_)
    chi2, dof = np.zeros(shape[0]), np.zeros(shape[0], np.int64)
    for at, f in freed(p):
        force = (f.inverse @ f.r[:, :, None])[:, :, 0]
        w = np.sum(f.b * (f.inverse @ f.b), axis=1)
        pull = (force[:, None, :] @ f.b)[:, 0]
        z[np.ix_(at, seen)] = pull / np.sqrt(np.where(w > 0.0, w, np.nan))
        share[np.ix_(at, seen)] = w
        kept = np.sum(f.bc * (f.inverse @ f.bc), axis=1)
        sd[np.ix_(at, seen)] = p.s[np.ix_(at, seen)] * np.sqrt(np.clip(1.0 - kept, 0.0, None))
        chi2[at], dof[at] = np.sum(force * f.r, axis=1), f.rank
        if unseen.size:
            sd[np.ix_(at, unseen)] = np.where(f.lost, np.nan, _sd_unseen(p, f))
            lost[np.ix_(at, unseen)] = f.lost
    return Tests(sd, z, share, lost, chi2, dof)


def _sd_unseen(p: Point, f: Free) -> Floats:
    """Sd of what follows from the others: J V_x J' with V_x = C - C b' H^-1 b C."""
    seen = np.flatnonzero(p.seen)
    j = f.pinv @ f.whole
    jc = j if p.correlation is None else j @ p.correlation[np.ix_(seen, seen)]
    t = j @ f.bc.swapaxes(1, 2)
    variance = np.sum(jc * j, axis=2) - np.sum((t @ f.inverse) * t, axis=2)
    return np.asarray(np.sqrt(np.clip(variance, 0.0, None)))
