"""Reconciliation of any number of hours at once.

min (x - x0)' V^-1 (x - x0) subject to g(x) = 0, by x = x0 - V A'(A V A')^-1 [g + A (x0 - x)], A the
derivative of g at the last x (Gauss-Newton; Narasimhan & Jordache, Data Reconciliation and Gross
Error Detection, 2000, ch. 2-5, 7). What is not measured is projected out (Crowe, AIChE J. 29, 1983,
881). All algebra is in units of the sigmas, so units do not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from greenlang.core.errors import InputError
from greenlang.library.reconcile import algebra, sparse
from greenlang.library.reconcile.algebra import Point, Tests
from greenlang.library.reconcile.constraints import Block, Constraints, blocks, derivatives
from greenlang.library.reconcile.sparse import Net, Plan, net, plan
from greenlang.library.series.arrays import Bools, Codes, Floats, Ints, floats

Scalar = TypeVar("Scalar", bound=np.generic)

CLOSED = 1e-8  # residual over its own sigma
STILL = 1e-6  # sigmas that the last pass may move a value
REDUNDANT = 1e-9  # share of its variance that a meter must lose to be called redundant
MANY = 32  # hours from which array operations over all of them pay
WORK = 1_500_000  # numbers in the largest array of a chunk of hours
LONGEST = 4096  # hours of a chunk, so that a block's arrays stay in the cache


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
    plans: dict[tuple[int, bytes], Plan | None]

    def only(self, at: Ints) -> "_Case":
        """The same for some of the hours (numbers within the chunk)."""
        return replace(
            self, hours=self.hours[at], x0=self.x0[at], sigma=self.sigma[at], seen=self.seen[at]
        )

    def groups(self, block: Block) -> Iterator[tuple[Ints, Bools, Plan]]:
        """Many hours that have the same variables of a block measured, and the plan for them."""
        if self.correlation is not None or block.picks is None:
            return
        for at, seen in _patterns(self.seen[:, block.cols]):
            if len(at) < MANY:
                continue
            key = (int(block.rows[0]), seen.tobytes())
            if key not in self.plans:
                self.plans[key] = plan(block.row, block.col, len(block.rows), seen)
            found = self.plans[key]
            if found is not None:
                yield at, seen, found

    def alike(self, block: Block, rest: Ints) -> Iterator[tuple[Ints, Ints, int]]:
        """Hours of which equally many variables are measured: hours, columns, how many.

        The columns (hours, n) of each hour begin with those that are measured.
        """
        there = self.seen[np.ix_(rest, block.cols)]
        if self.correlation is None:
            kinds = there.sum(axis=1)
        else:  # it is one matrix for all hours of a kind
            kinds = np.unique(there, axis=0, return_inverse=True)[1].reshape(-1)
        order = np.argsort(~there, axis=1, kind="stable")
        for kind in np.unique(kinds):
            at = np.flatnonzero(kinds == kind)
            yield rest[at], order[at], int(there[at[0]].sum())

    def point(self, block: Block, lin: "_Linear", at: Ints, cols: Ints, seen: int) -> Point:
        """The block linearised in some hours, by their columns, the first `seen` measured."""
        here, measured = (at[:, None], block.cols[cols]), np.arange(cols.shape[1]) < seen
        correlation = None
        if self.correlation is not None:
            c = block.cols[cols[0]]
            correlation = self.correlation[np.ix_(c, c)]
        x = lin.x[here]
        x0 = np.where(measured, self.x0[here], x)
        dense = np.take_along_axis(derivatives(block, lin.a[at]), cols[:, None, :], axis=2)
        g = lin.g[np.ix_(at, block.rows)]
        return Point(dense, g, x, x0, self.sigma[here], measured, correlation)

    def net(self, block: Block, lin: "_Linear", at: Ints, of: Plan) -> Net:
        """The same without the zeros."""
        c = block.cols
        x = _taken(lin.x, at, c)
        x0 = np.where(_taken(self.seen, at, c), _taken(self.x0, at, c), x)
        picks = np.arange(lin.a.shape[1]) if block.picks is None else block.picks
        a, g = _taken(lin.a, at, picks), _taken(lin.g, at, block.rows)
        return net(of, a, g, x, x0, _taken(self.sigma, at, c))


@dataclass(frozen=True)
class _Linear:
    """A state (h, n), its residuals (h, m) and derivatives."""

    x: Floats
    g: Floats
    a: Floats

    def only(self, at: Ints) -> "_Linear":
        """The same for some of the hours."""
        return _Linear(self.x[at], self.g[at], self.a[at])

    def with_hours(self, at: Ints, new: "_Linear") -> "_Linear":
        """The same with some of the hours replaced."""
        parts = [part.copy() for part in (self.x, self.g, self.a)]
        for part, values in zip(parts, (new.x, new.g, new.a), strict=True):
            part[at] = values
        return _Linear(*parts)


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
        Measured values, NaN where not measured (never a huge sigma: that loses digits).
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
    size = [len(b.rows) * len(b.cols) for b in parts if b.picks is None]
    chunk = min(LONGEST, max(WORK // max([x0.shape[1], *size]), 1))
    chunks = np.array_split(np.arange(len(x0)), -(-len(x0) // chunk) or 1)
    plans: dict[tuple[int, bytes], Plan | None] = {}
    for hours in chunks:
        case = _Case(
            hours, x0[hours], sigma[hours], seen[hours], constraints, parts, correlation, plans
        )
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


def _taken(x: NDArray[Scalar], at: Ints, cols: Ints) -> NDArray[Scalar]:
    """Some columns of some rows, without a detour if it is all rows."""
    return x[:, cols] if len(at) == len(x) else x[np.ix_(at, cols)]


def _patterns(seen: Bools) -> list[tuple[Ints, Bools]]:
    """Hours (numbers) by which variables are measured."""
    if seen.all():
        return [(np.arange(len(seen)), seen[0])]
    # Rows as bytes, first variable in the highest bit, so that they sort as the rows would.
    packed = np.packbits(seen, axis=1)
    whole = np.zeros((len(seen), -(-packed.shape[1] // 8) * 8), np.uint8)
    whole[:, : packed.shape[1]] = packed
    words = whole.view(">u8")
    key = words[:, 0] if words.shape[1] == 1 else words.view(f"V{8 * words.shape[1]}").ravel()
    order = np.argsort(key, kind="stable")
    begin = np.flatnonzero(np.append(True, key[order][1:] != key[order][:-1]))
    return [(at, seen[at[0]]) for at in np.split(order, begin[1:])]


def _closed(case: _Case, x: Floats, passes: int) -> _Linear:
    """The state after the last pass of each hour, its residuals and derivatives."""
    last = _Linear(x, *case.constraints.at(x, case.hours))
    final = last
    part, active = case, np.arange(len(x))
    for _ in range(passes):
        new = last.x.copy()
        for block in part.parts:
            _move(part, block, last, new)
        now = _Linear(new, *case.constraints.at(new, part.hours))
        final = now if len(active) == len(x) else final.with_hours(active, now)
        step = np.where(part.seen, np.abs(new - last.x) / part.sigma, 0.0)
        met = [_met(part, block, now) for block in part.parts]
        rest = np.flatnonzero(np.any(step > STILL, axis=1) | ~np.all(met, axis=0))
        if rest.size == 0:
            break
        part, active, last = part.only(rest), active[rest], now.only(rest)
    return final


def _move(case: _Case, block: Block, old: _Linear, new: Floats) -> None:
    rest = np.ones(len(new), np.bool_)
    for at, _, of in case.groups(block):
        x, sound = sparse.moved(case.net(block, old, at, of))
        new[np.ix_(at, block.cols)] = x
        rest[at] = ~sound
    for at, cols, seen in case.alike(block, np.flatnonzero(rest)):
        x = algebra.moved(case.point(block, old, at, cols, seen))
        new[at[:, None], block.cols[cols]] = x


def _met(case: _Case, block: Block, lin: _Linear) -> Bools:
    """Whether the balances of a block are met: residuals far below their own sigma."""
    c = block.cols
    size = np.where(case.seen[:, c], case.sigma[:, c], 0.01 * np.abs(lin.x[:, c]))
    if block.picks is None:
        power = np.sum((lin.a * size[:, None, :]) ** 2, axis=2)
    else:
        power = np.zeros((len(size), len(block.rows)))
        for k, i, j in zip(block.picks, block.row, block.col, strict=True):
            power[:, i] += (lin.a[:, k] * size[:, j]) ** 2
    return np.asarray(np.all(np.abs(lin.g[:, block.rows]) <= CLOSED * np.sqrt(power), axis=1))


def _write(out: Reconciled, case: _Case, lin: _Linear) -> None:
    """Put the states of a chunk and their tests in their places."""
    for number, block in enumerate(case.parts):
        out.closed[case.hours, number] = _met(case, block, lin)
        rest = np.ones(len(case.hours), np.bool_)
        for at, seen, of in case.groups(block):
            test, sound = sparse.tested(case.net(block, lin, at, of))
            _fill(out, case, lin, (number, at, seen), test)
            rest[at] = ~sound
        for at, cols, count in case.alike(block, np.flatnonzero(rest)):
            test = algebra.tested(case.point(block, lin, at, cols, count))
            there = case.seen[np.ix_(at, block.cols)]
            _fill(out, case, lin, (number, at, there), _in_place(test, cols))


def _in_place(test: Tests, cols: Ints) -> Tests:
    """The tests with their columns back where they were taken from."""
    back = np.argsort(cols, axis=1)

    def placed(x: NDArray[Scalar]) -> NDArray[Scalar]:
        return np.take_along_axis(x, back, axis=1)

    return replace(
        test, sd=placed(test.sd), z=placed(test.z), share=placed(test.share), lost=placed(test.lost)
    )


def _fill(
    out: Reconciled, case: _Case, lin: _Linear, which: tuple[int, Ints, Bools], test: Tests
) -> None:
    number, at, seen = which
    cols = case.parts[number].cols
    here, there = np.ix_(at, cols), np.ix_(case.hours[at], cols)
    x, s = lin.x[here], case.sigma[here]
    redundant = test.share > REDUNDANT
    measured = np.where(redundant, Standing.REDUNDANT, Standing.UNCHECKED)
    other = np.where(test.lost, Standing.UNOBSERVABLE, Standing.OBSERVABLE)
    out.x[there] = np.where(test.lost, np.nan, x)
    out.sd[there] = test.sd
    out.adjustment[there] = np.where(seen, (x - case.x0[here]) / s, np.nan)
    out.z[there] = np.where(redundant, test.z, np.nan)
    out.bias_sd[there] = np.where(
        seen, s / np.sqrt(np.where(redundant, test.share, np.nan)), np.nan
    )
    out.standing[there] = np.where(seen, measured, other)
    out.chi2[case.hours[at], number] = test.chi2
    out.dof[case.hours[at], number] = test.dof
