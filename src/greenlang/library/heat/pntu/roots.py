"""N(P, R) of any arrangement from its P(N, R), on the branch where P still rises with N.

An audited N is recorded as the solution of P(N) = P, never the path to it. Arrays take the secant
method on N_cf(P(N)), the transfer units of counterflow that would give the same P: it is nearly
straight in N and bends downwards, so steps from below stay below the root. The few rows where it
bends otherwise are found within their bracket.
"""

import functools
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greenlang.core import provenance
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.maths import root
from greenlang.core.solve import Residual, solved
from greenlang.core.units import ONE, Unit
from greenlang.library.heat.pntu import inverse, limits

Number = Any
Floats = NDArray[np.float64]
Forward = Callable[[Number, Number], Number]

CHUNK = 16_384
STEPS = 120
GRID = np.geomspace(0.2, 60.0, 48)
WIDTH = Decimal("1E-9")


def units(forward: Forward, p: Number, r: Number, name: str, *, peaked: bool) -> Number:
    """N at which P is reached; NaN in rows that cannot, ArithmeticError for a single case.

    `peaked` says that P has a maximum in N, at least for some R.
    """
    if isinstance(p, Decimal) or isinstance(r, Decimal):
        return _exact(forward, p, r, name, peaked=peaked)
    p_rows, r_rows = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(r, dtype=float))
    n = np.empty(p_rows.size)
    flat_p, flat_r = p_rows.ravel(), r_rows.ravel()
    for start in range(0, n.size, CHUNK):
        rows = slice(start, start + CHUNK)
        n[rows] = _rows(forward, flat_p[rows], flat_r[rows], peaked=peaked)
    return n.reshape(p_rows.shape)[()]


def _exact(forward: Forward, p: Decimal, r: Decimal, name: str, *, peaked: bool) -> Decimal:
    with localcontext(AUDIT_CONTEXT), provenance.untraced():
        low = Decimal("0.9") * inverse.counterflow_units(p, r)
        high = summit(forward, r) if peaked else limits.units_at_most(r)
        n: Decimal = root(lambda x: forward(x, r) - p, low, high)
    if provenance.active() is None:
        return n
    found = solved(
        f"N of {name}",
        {"n": (Unit("1", ONE), n)},
        lambda x: [Residual(inverse.beyond(forward(x["n"], r), p), (p,))],
    )
    posited: Decimal = found["n"]
    return posited


def _rows(forward: Forward, p: Floats, r: Floats, *, peaked: bool) -> Floats:
    n = _secant(forward, p, r)
    if peaked:
        n = _rising(forward, n, r)
    with np.errstate(all="ignore"):
        lost = np.flatnonzero(np.isnan(n) & (p > 0) & (p * np.maximum(r, 1) < 1))
        p_lost, r_lost = p[lost], r[lost]
        end = _summits(forward, r_lost) if peaked else limits.units_at_most(r_lost)
        here = forward(end, r_lost) >= p_lost
        lost, p_lost, r_lost = lost[here], p_lost[here], r_lost[here]
        n[lost] = root(
            lambda x: forward(x, r_lost) - p_lost,
            0.9 * inverse.counterflow_units(p_lost, r_lost),
            end[here],
        )
    return n


def _secant(forward: Forward, p: Floats, r: Floats) -> Floats:
    """Secant steps from (0, 0) and N_cf; rows leave when they are done."""
    with np.errstate(all="ignore"):
        transfer_units = vars(inverse.counterflow_units)["equation"].function
        wanted = inverse.counterflow_units(np.where(p > 0, p, np.nan), r)
        n, top = np.full(p.shape, np.nan), limits.units_at_most(r)
        left = np.flatnonzero(np.isfinite(wanted))
        x, slope = wanted[left], np.ones(left.size)
        before, h_before, last = (
            np.zeros(left.size),
            np.zeros(left.size),
            np.full(left.size, np.inf),
        )
        for _ in range(STEPS):
            target = wanted[left]
            h = transfer_units(forward(x, r[left]), r[left])
            apart = x - before
            slope = np.where(abs(apart) > 1e-7 * x, (h - h_before) / apart, slope)
            step = (target - h) / slope
            done = (abs(step) <= 1e-15 * x) | (abs(step) <= 1e-8 * x) & (abs(step) > last / 4)
            n[left[done]] = (x + step)[done]
            going = ~done & (slope > 0) & (x + step <= top[left]) & (x + step > 0)
            if not going.any():
                break
            left, before, h_before = left[going], x[going], h[going]
            x, slope, last = (x + step)[going], slope[going], abs(step[going])
    return n


def _rising(forward: Forward, n: Floats, r: Floats) -> Floats:
    """The same N, without those beyond the first maximum; the maximum is sought near it alone."""
    at, ends = _ends(forward)
    with np.errstate(all="ignore"):
        near = np.flatnonzero(n > 0.9 * np.interp(np.log(r), at, ends, left=0.0, right=0.0))
        beyond = near[n[near] > _summits(forward, r[near]) * (1 + 1e-7)]
    n[beyond] = np.nan
    return n


@functools.cache
def _ends(forward: Forward) -> tuple[Floats, Floats]:
    """Logarithms of R, and the least N of the maximum there and beside it."""
    at = np.linspace(-5.0, 5.0, 401)
    best = _summits(forward, np.exp(at))
    around = np.minimum(
        np.minimum(best, np.append(best[1:], best[-1])), np.append(best[0], best[:-1])
    )
    return at, around


def summit(forward: Forward, r: Number) -> Number:
    """N of the first maximum of P, or the most transfer units that are looked at.

    Sought, not recorded: of an audited N the record shows that P(N) = P and that P rises there.
    """
    if not isinstance(r, Decimal):
        return _summits(forward, np.asarray(r, dtype=float))
    with localcontext(AUDIT_CONTEXT), provenance.untraced():
        near, top = Decimal(repr(float(summit(forward, float(r))))), limits.units_at_most(r)
        if near >= top:
            return top
        try:
            return root(
                lambda n: forward(n * (1 + WIDTH), r) - forward(n * (1 - WIDTH), r),
                near * Decimal("0.999"),
                near * Decimal("1.001"),
            )
        except ArithmeticError:  # so flat that P is that of the maximum to the last digit
            return near


def _summits(forward: Forward, r: Floats) -> Floats:
    with np.errstate(all="ignore"):
        rows = np.atleast_1d(r)
        n = GRID[:, None] / np.maximum(rows, 1)
        p = np.array([forward(each, rows) for each in n])
        falls = p[1:] < p[:-1] * (1 - 1e-13)
        at = np.where(falls.any(axis=0), np.argmax(falls, axis=0), GRID.size - 1)
        column = np.arange(rows.size)
        here = n[at, column]
        before, after = (
            n[np.maximum(at - 1, 0), column],
            n[np.minimum(at + 1, GRID.size - 1), column],
        )
        past = _slope(forward, here, rows) < 0
        low, high = np.where(past, before, here), np.where(past, here, after)
        best = root(lambda x: _slope(forward, x, rows), low, high)
        found = np.where(falls.any(axis=0) & np.isfinite(best), best, here)
    return found.reshape(r.shape)[()]


def _slope(forward: Forward, n: Floats, r: Floats) -> Floats:
    """dP/dN without loss of digits, by a step along the imaginary axis."""
    slope: Floats = np.imag(forward(n + 1e-30j, r))
    return slope
