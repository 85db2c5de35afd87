"""Everything that the balances say of one state: which meter or leak, how large, how sure.

Tests of Mah & Tamhane (AIChE J. 28, 1982, 828), generalised likelihood ratio and serial
compensation of Narasimhan & Mah (AIChE J. 33, 1987, 1514), level of each test by Sidak.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from greenlang.core.errors import InputError
from greenlang.library.reconcile.algebra import SOUND, Free, Point, freed
from greenlang.library.reconcile.constraints import Block, Constraints, derivatives
from greenlang.library.reconcile.hours import Reconciled, reconciled
from greenlang.library.reconcile.limits import chi2_limit, smallest_bias, z_limit
from greenlang.library.series.arrays import Bools, Floats, Ints, floats

RIVAL = 6.0  # likelihood ratio of 20 (2 ln 20)
SAME = 0.999  # |cosine| above which two errors cannot be told apart
GONE = 1e-6  # share of a direction left over, below which it is explained already


@dataclass(frozen=True)
class Suspect:
    """A bias (of the meter `index`) or a leak (of the direction `index`), with its rivals.

    `statistic` is the likelihood ratio at the time it was found, `size` that of all suspects
    together, in the unit of the meter or the balance. `rivals` explain nearly as much: kind, index
    and size if it were they.
    """

    kind: Literal["bias", "leak"]
    index: int
    size: float
    size_sd: float
    statistic: float
    rivals: tuple[tuple[Literal["bias", "leak"], int, float], ...]


@dataclass(frozen=True)
class Diagnosis:
    """One state in full.

    `state` is the reconciliation of one hour. Global test: `chi2` against `limit` at `dof`; `z`
    (n,) against `z_limit`; nodal test `nodal` (m,), NaN for balances with something unmeasured.
    `smallest` (n,) and `smallest_leak` (k,): bias and leak found with 90 % probability. `suspects`
    in order; `chi2_left` at `dof_left` after them, `explained` whether that passes. `eliminated`:
    meters by serial elimination. `same`: sets of errors that no data can tell apart, numbered as
    meters (0..n-1), then leaks (n..).
    """

    state: Reconciled
    chi2: float
    dof: int
    limit: float
    z: Floats
    z_limit: float
    nodal: Floats
    smallest: Floats
    smallest_leak: Floats
    suspects: tuple[Suspect, ...]
    chi2_left: float
    dof_left: int
    explained: bool
    eliminated: tuple[int, ...]
    same: tuple[tuple[int, ...], ...]

    @property
    def passed(self) -> bool:
        """Whether the measured values agree with the balances as they stand."""
        return self.chi2 <= self.limit or self.dof == 0


@dataclass(frozen=True)
class _Space:
    """Residual `rho` (r,) whitened to unit variance, and what each error would do to it.

    `phi` (errors, r) per sigma of a meter or unit of a leak; `unit` (errors,) what one stands for.
    The first `meters` errors are meters, the others leaks.
    """

    rho: Floats
    phi: Floats
    unit: Floats
    meters: int


def diagnosis(
    x0: Floats,
    sigma: Floats,
    constraints: Constraints,
    *,
    guess: Floats | None = None,
    correlation: Floats | None = None,
    leaks: Floats | None = None,
    alpha: float = 0.05,
    hour: int = 0,
) -> Diagnosis:
    """Reconcile one state and find what is wrong with it.

    Parameters
    ----------
    x0 : (n,)
        Measured values, NaN where not measured; `sigma` (n,) their standard uncertainties.
    leaks : (k, m)
        What a leak of 1 does to each balance (1 at a mass balance of inflow less outflow, its
        enthalpy at the heat balance). Leaks are positive.
    hour
        Number that the constraints are asked with.

    The work grows with the cube of the balances: for one plant section at a time.
    """
    x0, sigma = floats(x0), floats(sigma)
    if x0.shape != (constraints.n,) or sigma.shape != x0.shape:
        raise InputError(f"a state of shape {x0.shape}; give ({constraints.n},), sigma alike")
    here = np.full(1, hour)
    at = Constraints(
        constraints.m,
        constraints.n,
        lambda x, hours: constraints.at(x, np.broadcast_to(here, hours.shape)),
        constraints.row,
        constraints.col,
    )
    state = reconciled(x0[None], sigma, at, guess=guess, correlation=correlation, passes=20)
    point, free = _whole(x0, sigma, at, state, correlation, guess)
    space = _space(point, free, sigma, leaks)
    return _found(state, point, free, space, alpha)


def _whole(
    x0: Floats,
    sigma: Floats,
    constraints: Constraints,
    state: Reconciled,
    correlation: Floats | None,
    guess: Floats | None,
) -> tuple[Point, Free]:
    """All balances together, linearised at the reconciled state."""
    x = state.x.copy()
    lost = ~np.isfinite(x[0])
    if lost.any():
        x[0, lost] = 1.0 if guess is None else np.broadcast_to(floats(guess), x.shape)[0, lost]
    g, a = constraints.at(x, np.zeros(1, np.int64))
    row, col = constraints.row, constraints.col
    if row is not None and col is not None:
        every = np.arange(constraints.m), np.arange(constraints.n)
        a = derivatives(Block(*every, np.arange(len(row)), row, col), a)
    seen = np.isfinite(x0)
    point = Point(a, g, x, np.where(seen, x0, x[0])[None], sigma[None], seen, correlation)
    return point, freed(point)[0][1]


def _space(p: Point, f: Free, sigma: Floats, leaks: Floats | None) -> _Space:
    value, vector = np.linalg.eigh((f.bc @ f.b.swapaxes(1, 2))[0])
    kept = value > SOUND * max(len(value), 1) * np.max(value, initial=0.0)
    white = vector[:, kept] / np.sqrt(value[kept])
    seen = np.flatnonzero(p.seen)
    phi = np.zeros((len(sigma), white.shape[1]))
    phi[seen] = f.b[0].T @ white
    unit = sigma
    if leaks is not None:
        directions = floats(leaks).reshape(-1, p.a.shape[1]) / f.scale[0]
        phi = np.vstack([phi, directions @ f.project[0].T @ white])
        unit = np.append(sigma, np.ones(len(directions)))
    return _Space(white.T @ f.r[0], phi, unit, len(sigma))


def _found(state: Reconciled, p: Point, f: Free, space: _Space, alpha: float) -> Diagnosis:
    dof, chi2 = len(space.rho), float(space.rho @ space.rho)
    power = np.sum(space.phi * space.phi, axis=1)
    real = power > GONE**2 * np.max(power, initial=0.0)
    tests = max(int(np.count_nonzero(real)), 1)
    bias_sd = space.unit / np.sqrt(np.where(real, power, np.nan))
    smallest = smallest_bias(bias_sd, tests, alpha)
    suspects, left = _suspects(space, real, z_limit(tests, alpha) ** 2)
    dof_left = dof - len(suspects)
    chi2_left = float(left @ left)
    return Diagnosis(
        state=state,
        chi2=chi2,
        dof=dof,
        limit=float(chi2_limit(dof, alpha)),
        z=state.z[0],
        z_limit=z_limit(int(np.count_nonzero(real[: space.meters])), alpha),
        nodal=_nodal(p, f),
        smallest=smallest[: space.meters],
        smallest_leak=smallest[space.meters :],
        suspects=suspects,
        chi2_left=chi2_left,
        dof_left=dof_left,
        explained=dof_left > 0 and chi2_left <= float(chi2_limit(dof_left, alpha)),
        eliminated=_eliminated(space, real, alpha),
        same=_same(space, real),
    )


def _nodal(p: Point, f: Free) -> Floats:
    """Residual of each balance over its sd, where all its variables are measured."""
    seen = np.flatnonzero(p.seen)
    c = f.whole[0] if p.correlation is None else f.whole[0] @ p.correlation[np.ix_(seen, seen)]
    sd = np.sqrt(np.sum(c * f.whole[0], axis=1))
    off = ((p.x0 - p.x)[0] / p.s[0])[seen]
    r = p.g[0] / f.scale[0] + f.whole[0] @ off
    whole = np.all((p.a[0] == 0.0) | p.seen, axis=1) & (sd > 0.0)
    return np.where(whole, r / np.where(sd > 0.0, sd, 1.0), np.nan)


def _orthogonal(space: _Space, chosen: list[int]) -> tuple[Floats, Floats]:
    """What the chosen errors leave of the residual and of every direction."""
    if not chosen:
        return space.rho, space.phi
    q, _ = np.linalg.qr(space.phi[chosen].T)
    return space.rho - q @ (q.T @ space.rho), space.phi - (space.phi @ q) @ q.T


def _ratios(space: _Space, real: Bools, chosen: list[int]) -> tuple[Floats, Floats]:
    """Likelihood ratio and size (in units of its own) of every error beside those chosen."""
    rho, phi = _orthogonal(space, chosen)
    power = np.sum(phi * phi, axis=1)
    live = real & (power > GONE * np.sum(space.phi * space.phi, axis=1))
    pull = phi @ rho
    size = np.where(live, pull / np.where(live, power, 1.0), 0.0)
    ratio = np.where(live, pull * size, 0.0)
    # A leak loses; it never brings in.
    ratio[space.meters :] = np.where(size[space.meters :] > 0.0, ratio[space.meters :], 0.0)
    return ratio, size


def _suspects(space: _Space, real: Bools, limit: float) -> tuple[tuple[Suspect, ...], Floats]:
    """Errors added one by one while the best of them counts, sizes fitted together."""
    chosen: list[int] = []
    notes: list[tuple[float, tuple[int, ...], Floats]] = []
    while len(chosen) < len(space.rho):
        ratio, size = _ratios(space, real, chosen)
        best = int(np.argmax(ratio))
        if ratio[best] <= limit:
            break
        close = np.flatnonzero((ratio > ratio[best] - RIVAL) & (ratio > 0.0))
        notes.append((float(ratio[best]), tuple(int(k) for k in close if k != best), size))
        chosen.append(best)
    if not chosen:
        return (), space.rho
    phi = space.phi[chosen]
    covariance = np.linalg.inv(phi @ phi.T)
    sizes = covariance @ phi @ space.rho
    found = []
    for k, (statistic, near, size) in enumerate(notes):
        unit = float(space.unit[chosen[k]])
        rivals = tuple((*_named(space, r), float(size[r] * space.unit[r])) for r in near)
        sd = float(np.sqrt(covariance[k, k]) * unit)
        kind, index = _named(space, chosen[k])
        found.append(Suspect(kind, index, float(sizes[k] * unit), sd, statistic, rivals))
    return tuple(found), _orthogonal(space, chosen)[0]


def _named(space: _Space, error: int) -> tuple[Literal["bias", "leak"], int]:
    return ("bias", error) if error < space.meters else ("leak", error - space.meters)


def _eliminated(space: _Space, real: Bools, alpha: float) -> tuple[int, ...]:
    """Meters dropped one by one, the largest |z| first, until the global test passes."""
    meters = real & (np.arange(len(real)) < space.meters)
    chosen: list[int] = []
    while len(chosen) < len(space.rho):
        rho, _ = _orthogonal(space, chosen)
        if rho @ rho <= chi2_limit(len(space.rho) - len(chosen), alpha):
            break
        ratio, _ = _ratios(space, meters, chosen)
        best = int(np.argmax(ratio))
        if ratio[best] <= 0.0:
            break
        chosen.append(best)
    return tuple(chosen)


def _same(space: _Space, real: Bools) -> tuple[tuple[int, ...], ...]:
    """Sets of errors whose directions agree."""
    at = np.flatnonzero(real)
    phi = space.phi[at] / np.linalg.norm(space.phi[at], axis=1, keepdims=True)
    alike = np.abs(phi @ phi.T) > SAME
    sets: list[tuple[int, ...]] = []
    free: Ints = np.arange(len(at))
    while free.size:
        member = alike[free[0], free]
        if np.count_nonzero(member) > 1:
            sets.append(tuple(int(k) for k in at[free[member]]))
        free = free[~member]
    return tuple(sets)
