"""Reconciliation of any number of hours at once.

min (x - x0)' V^-1 (x - x0) subject to g(x) = 0, by x = x0 - V A'(A V A')^-1 [g + A (x0 - x)], A the
derivative of g at the last x (Gauss-Newton; Narasimhan & Jordache, Data Reconciliation and Gross
Error Detection, 2000, ch. 2-5, 7). What is not measured is projected out (Crowe, AIChE J. 29, 1983,
881). All algebra is in units of the sigmas, so units do not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from greenlang.core.errors import InputError
from greenlang.library.reconcile.algebra import Point, moved, tested
from greenlang.library.reconcile.constraints import Block, Constraints, blocks, derivatives
from greenlang.library.series.arrays import Bools, Codes, Floats, Ints, floats

CLOSED = 1e-8  # residual over its own sigma
STILL = 1e-4  # sigmas that the last pass may move a value
REDUNDANT = 1e-9  # share of its variance that a meter must lose to be called redundant
WORK = 2_000_000  # numbers in the largest array of a chunk of hours


class Standing(IntEnum):
    """What the balances know of a variable."""

    REDUNDANT = 0  # measured, and checked by others
    UNCHECKED = 1  # measured, and nothing checks it
    OBSERVABLE = 2  # not measured, follows from the others
    UNOBSERVABLE = 3  # not measured, and does not follow


@dataclass(frozen=True)
class Reconciled:
    """States that meet the balances.

    By hour and variable, (h, n): `x` (NaN where unobservable), its `sd`, `adjustment` in sigmas,
    measurement test `z` (positive: reads high; NaN if not redundant), `bias_sd` the sd of the bias
    z bias_sd that would explain it, and `standing`. By hour and separate part of the constraints,
    (h, parts): `chi2`, `dof`, and `closed`, whether the balances were met. `part` (n,) tells which
    part a variable is in, -1 for none.
    """

    x: Floats
    sd: Floats
    adjustment: Floats
    z: Floats
    bias_sd: Floats
    standing: Codes
    chi2: Floats
    dof: Ints
    closed: Bools
    part: Ints

    @property
    def bias(self) -> Floats:
        """Bias of each meter that would explain the residuals if it alone were wrong."""
        return self.z * self.bias_sd


@dataclass(frozen=True)
class _Case:
    """A chunk of hours: what was measured, and the balances."""

    hours: Ints
    x0: Floats
    sigma: Floats
    seen: Bools
    constraints: Constraints
    parts: list[Block]
    correlation: Floats | None

    def only(self, at: Ints) -> "_Case":
        """The same for some of the hours (numbers within the chunk)."""
        return replace(
            self, hours=self.hours[at], x0=self.x0[at], sigma=self.sigma[at], seen=self.seen[at]
        )

    def points(self, block: Block, lin: "_Linear") -> Iterator[tuple[Ints, Point]]:
        """The block linearised, by hours that have the same variables measured."""
        c = block.cols
        correlation = None if self.correlation is None else self.correlation[np.ix_(c, c)]
        dense, g = derivatives(block, lin.a), lin.g[:, block.rows]
        for at, pattern in _patterns(self.seen[:, c]):
            here = np.ix_(at, c)
            x = lin.x[here]
            x0 = np.where(pattern, self.x0[here], x)
            yield at, Point(dense[at], g[at], x, x0, self.sigma[here], pattern, correlation)


@dataclass(frozen=True)
class _Linear:
    """A state (h, n), its residuals (h, m) and derivatives."""

    x: Floats
    g: Floats
    a: Floats


def reconciled(
    x0: Floats,
    sigma: Floats,
    constraints: Constraints,
    *,
    guess: Floats | None = None,
    correlation: Floats | None = None,
    passes: int = 6,
) -> Reconciled:
    """Reconcile measured states hour by hour.

    Parameters
    ----------
    x0 : (h, n)
        Measured values, NaN where not measured.
    sigma : (n,) or (h, n)
        Standard uncertainties.
    guess : (n,) or (h, n)
        Where to linearise for what is not measured; default the median of its other hours, else 1.
    correlation : (n, n)
        Correlation of the measurement errors, default none.
    passes
        Most Gauss-Newton passes; it ends earlier where all balances close.

    Errors: InputError for shapes that differ and sigmas that are not positive. Hours whose balances
    stay open after the last pass have `closed` False; nothing is raised a row.
    """
    x0, sigma = floats(x0), floats(sigma)
    if x0.ndim != 2 or x0.shape[1] != constraints.n:
        raise InputError(f"states of shape {x0.shape}; give (hours, {constraints.n})")
    sigma = np.broadcast_to(sigma, x0.shape)
    seen = np.isfinite(x0)
    if not np.all(sigma[seen] > 0.0):
        raise InputError("a sigma is not positive; give every measured tag an uncertainty")
    state = np.where(seen, x0, _start(x0, guess))
    parts = blocks(constraints, correlation)
    out = _blank(x0, sigma, seen, parts)
    widest = max([x0.shape[1], *(len(b.rows) * len(b.cols) for b in parts)])
    chunks = np.array_split(np.arange(len(x0)), len(x0) * widest // WORK + 1)
    for hours in (chunk for chunk in chunks if chunk.size):
        case = _Case(hours, x0[hours], sigma[hours], seen[hours], constraints, parts, correlation)
        _write(out, case, _closed(case, state[hours], passes))
    return out


def _start(x0: Floats, guess: Floats | None) -> Floats:
    if guess is not None:
        return np.broadcast_to(floats(guess), x0.shape)
    typical = [
        float(np.median(column[np.isfinite(column)])) if np.isfinite(column).any() else 1.0
        for column in x0.T
    ]
    return np.broadcast_to(np.array(typical), x0.shape)


def _blank(x0: Floats, sigma: Floats, seen: Bools, parts: list[Block]) -> Reconciled:
    """What holds for variables in no balance; the others are filled in part by part."""
    part = np.full(x0.shape[1], -1)
    for number, block in enumerate(parts):
        part[block.cols] = number
    shape = (len(x0), len(parts))
    return Reconciled(
        x=x0.copy(),
        sd=np.where(seen, sigma, np.nan),
        adjustment=np.where(seen, 0.0, np.nan),
        z=np.full(x0.shape, np.nan),
        bias_sd=np.full(x0.shape, np.nan),
        standing=np.where(seen, Standing.UNCHECKED, Standing.UNOBSERVABLE).astype(np.uint8),
        chi2=np.zeros(shape),
        dof=np.zeros(shape, np.int64),
        closed=np.ones(shape, np.bool_),
        part=part,
    )


def _patterns(seen: Bools) -> list[tuple[Ints, Bools]]:
    """Hours (numbers) by which variables are measured."""
    if seen.all():
        return [(np.arange(len(seen)), seen[0])]
    pattern, which = np.unique(seen, axis=0, return_inverse=True)
    which = which.ravel()
    return [(np.flatnonzero(which == i), pattern[i]) for i in range(len(pattern))]


def _closed(case: _Case, x: Floats, passes: int) -> _Linear:
    """The state after the last pass of each hour, its residuals and derivatives."""
    g, a = (part.copy() for part in case.constraints.at(x, case.hours))
    x, active = x.copy(), np.arange(len(x))
    for _ in range(passes):
        part = case.only(active)
        old = _Linear(x[active], g[active], a[active])
        new = old.x.copy()
        for block in case.parts:
            for at, point in part.points(block, old):
                new[np.ix_(at, block.cols)] = moved(point)
        x[active] = new
        g[active], a[active] = case.constraints.at(new, part.hours)
        step = np.where(part.seen, np.abs(new - old.x) / part.sigma, 0.0)
        met = [_met(part, block, _Linear(new, g[active], a[active])) for block in case.parts]
        done = np.all(step <= STILL, axis=1) & np.all(met, axis=0)
        active = active[~done]
        if active.size == 0:
            break
    return _Linear(x, g, a)


def _met(case: _Case, block: Block, lin: _Linear) -> Bools:
    """Whether the balances of a block are met: residuals far below their own sigma."""
    c = block.cols
    size = np.where(case.seen[:, c], case.sigma[:, c], 0.01 * np.abs(lin.x[:, c]))
    scale = np.linalg.norm(derivatives(block, lin.a) * size[:, None, :], axis=2)
    return np.asarray(np.all(np.abs(lin.g[:, block.rows]) <= CLOSED * scale, axis=1))


def _write(out: Reconciled, case: _Case, lin: _Linear) -> None:
    """Put the states of a chunk and their tests in their places."""
    for number, block in enumerate(case.parts):
        out.closed[case.hours, number] = _met(case, block, lin)
        for at, point in case.points(block, lin):
            test = tested(point)
            here = np.ix_(case.hours[at], block.cols)
            redundant = test.share > REDUNDANT
            unseen = np.where(test.lost, Standing.UNOBSERVABLE, Standing.OBSERVABLE)
            seen = np.where(redundant, Standing.REDUNDANT, Standing.UNCHECKED)
            out.x[here] = np.where(test.lost, np.nan, point.x)
            out.sd[here] = test.sd
            out.adjustment[here] = np.where(point.seen, (point.x - point.x0) / point.s, np.nan)
            out.z[here] = np.where(redundant, test.z, np.nan)
            share = np.sqrt(np.where(redundant, test.share, np.nan))
            out.bias_sd[here] = np.where(point.seen, point.s / share, np.nan)
            out.standing[here] = np.where(point.seen, seen, unseen)
            out.chi2[case.hours[at], number] = test.chi2
            out.dof[case.hours[at], number] = test.dof
