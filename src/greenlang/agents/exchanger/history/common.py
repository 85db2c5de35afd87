"""What the meters' calibration does to R_f: the part of the band that no averaging takes away.

A bias of a tag moves the reconciled states, these move 1/U, and the fit of multipliers and zero
takes up most of it. Each tag's bias of one standard uncertainty goes this way by derivatives, day
by day; the squares add up.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.state import Trend
from greenlang.agents.exchanger.history.together import Responses, Work

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TEMPERATURES = 4  # of the six states; flows follow
DOUBT = 0.3  # relative uncertainty of a declared sigma
KNOWN = 0.5 / DOUBT**2  # degrees of freedom that it is worth (JCGM 100:2008, G.4.2)
SMALL = 0.05  # of a tag's sigma: a bias that moves 1/U by less than this share of the largest


def closure(constant: Floats, slopes: Floats, sigma: Floats) -> float:
    """Size of the meters' constant errors over what their sigmas say, by how balances close.

    `constant` (balances,): what each balance, or pair of thermometers on one pipe, is off by at all
    times; `slopes` (balances, tags): by one in each tag; `sigma` (tags,): of the calibrations. One
    factor for all tags, drawn to 1 where few balances tell (Helmert's variance component with the
    declared sigmas as so many observations). Heat capacities that are off count as meters' errors.
    """
    a = slopes * sigma
    seen = np.isfinite(constant) & (np.einsum("kj,kj->k", a, a) > 0.0)
    c, a = constant[seen], a[seen]
    chi2 = float(c @ np.linalg.lstsq(a @ a.T, c, rcond=None)[0]) if c.size else 0.0
    return float(np.sqrt((KNOWN + chi2) / (KNOWN + c.size)))


def adjoint(slopes: Floats, sigma: Floats) -> Floats:
    """dx/dx0 of the reconciled nodes: I - V A' (A V A')^-1 A, (days, nodes, nodes).

    `slopes` (days, balances, nodes), `sigma` (days, nodes), NaN for what is not measured.
    """
    v = np.where(np.isfinite(sigma), sigma, 0.0) ** 2
    av = slopes * v[:, None, :]
    w = av @ np.swapaxes(slopes, 1, 2)
    idle = np.einsum("dii->di", w) <= 0.0
    w[:, np.arange(w.shape[1]), np.arange(w.shape[1])] += idle
    n = slopes.shape[2]
    return np.asarray(np.eye(n) - np.swapaxes(av, 1, 2) @ np.linalg.solve(w, slopes))


def gradient(function: Callable[[Floats, Ints], Floats], x: Floats) -> Floats:
    """Central differences of a function of six states: (days, 6).

    The function is asked once, for states (n, 6) and the days (indices, rising) that they are of.
    """
    days, n = x.shape
    step = np.where(np.arange(n) < TEMPERATURES, 0.1, 1e-3 * np.abs(x))
    moves = step[:, :, None] * np.eye(n)
    asked = x[:, None, :] + np.concatenate([moves, -moves], axis=1)
    found = function(asked.reshape(-1, n), np.repeat(np.arange(days), 2 * n))
    up, down = found.reshape(days, 2, n).swapaxes(0, 1)
    return np.asarray((up - down) / (2.0 * step))


def common_errors(
    effect: Floats, trend: Trend, seen: NDArray[np.bool_], unit: float
) -> Work[Floats]:
    """What each tag's bias does to the states of the fit: (days, tags, n).

    `effect` (days, tags): change of the day's value by one sigma of each tag's bias, SI.
    """
    size = np.nanmax(np.abs(np.where(seen[:, None], effect, 0.0)), axis=0)
    matters = np.flatnonzero(size > SMALL * size.max(initial=0.0))
    out = np.zeros((len(effect), effect.shape[1], trend.var0.shape[1]))
    if matters.size == 0:
        return out
    y = np.where(seen[:, None], effect[:, matters] / unit, np.nan)
    out[:, matters] = yield Responses(y, trend)
    return out
