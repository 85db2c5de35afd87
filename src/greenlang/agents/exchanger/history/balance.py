"""Balances of a component: energy over each exchanger, flows and heat at splits and mixers.

The variables are the nodes of a component. Where a pipe has several tags their weighted mean is the
measured value, and what they differ by is tested apart (`faults`). What is not measured follows
from the balance, and where that is not enough there is no value.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.network import STATES, Component, Junction
from greenlang.library.reconcile import Constraints, Reconciled, Standing, reconciled
from greenlang.library.series.daily import medians

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Enthalpy = Callable[[str, Floats, Ints], tuple[Floats, Floats]]
"""Fluid, temperature (K), rows -> specific enthalpy (J/kg) and heat capacity (J/(kg K))."""

PASSES = 8  # Gauss-Newton at most; it ends when the balances close
UNEQUAL = 0.3  # share of an equal part by which flows side by side may differ
LEAKS = 0.01  # of the whole; what goes through one that is out of service
LOOSE = 0.5  # share of its value by which a node that nobody needs may move


@dataclass(frozen=True)
class Nodes:
    """Measured values of the nodes and their sigmas (rows, nodes), NaN where nothing measures."""

    x: Floats
    sigma: Floats


def ports(component: Component) -> Ints:
    """Node of every state of every exchanger: (exchangers, 6) in the order of `STATES`."""
    return np.array([[component.node[a, role] for role in STATES] for a in component.assets])


def node_values(component: Component, tags: tuple[str, ...], x: Floats, sigma: Floats) -> Nodes:
    """Weighted mean of the tags of every node.

    `x`, `sigma` are (rows, tags); NaN in `x` is a reading that must not be used.
    """
    shape = (len(x), len(component.fluid))
    column = {tag: k for k, tag in enumerate(tags)}
    total, weight = np.zeros(shape), np.zeros(shape)
    for tag, node in component.measured:
        value, s = x[:, column[tag]], sigma[:, column[tag]]
        seen = np.isfinite(value) & np.isfinite(s) & (s > 0.0)
        w = np.where(seen, 1.0 / np.where(seen, s, 1.0) ** 2, 0.0)
        total[:, node] += w * np.where(seen, value, 0.0)
        weight[:, node] += w
    safe = np.where(weight > 0.0, weight, np.nan)
    return Nodes(total / safe, safe**-0.5)


def spread(component: Component, nodes: Nodes, on: Bools) -> Nodes:
    """Flows that one meter sums up, each taken for an equal share until the balances say better.

    The share is uncertain by `UNEQUAL`; where an exchanger's other flow is metered, its heat
    balance decides. One that is out of service has none.
    """
    x, sigma = nodes.x.copy(), nodes.sigma.copy()
    place = ports(component)
    for total, branches in component.shared:
        runs = np.stack([_runs(place, on, node) for node in branches], axis=1)
        runs = runs | ~np.any(runs, axis=1, keepdims=True)
        share = x[:, [total]] / runs.sum(axis=1)[:, None]
        for k, node in enumerate(branches):
            empty = np.isnan(x[:, node]) & np.isfinite(x[:, total])
            x[empty, node] = np.where(runs[empty, k], share[empty, 0], 0.0)
            sigma[empty, node] = np.where(
                runs[empty, k], UNEQUAL * share[empty, 0], LEAKS * x[empty, total]
            )
    return Nodes(x, sigma)


def _runs(place: Ints, on: Bools, node: int) -> Bools:
    """Whether the exchanger of a flow is in service."""
    i = int(np.flatnonzero((place == node).any(axis=1))[0])
    return np.asarray(on[:, i])


def balances(component: Component, on: Bools, enthalpy: Enthalpy) -> Constraints:
    """All balances of the component; `on` (rows, exchangers): out of service there is none.

    Energy is in shares of the duty, so that a wrong heat capacity shows as a constant; flows in
    shares of the flow that is split; mixing in K. Behind the nodes stands one spare variable an
    exchanger: a balance that is not in force holds that at its value, 0, and nothing else.
    """
    place, nodes = ports(component), len(component.fluid)
    row, col = [], []
    for i, six in enumerate(place):
        row += [i] * 7
        col += [*six.tolist(), nodes + i]
    number = len(place)
    for total, branches in component.splits:
        row += [number] * (1 + len(branches))
        col += [total, *branches]
        number += 1
    for mix in component.mixes:
        row += [number] * (1 + 2 * len(mix.branches))
        col += [mix.total[1], *(node for branch in mix.branches for node in branch)]
        number += 1

    def at(x: Floats, rows: Ints) -> tuple[Floats, Floats]:
        parts = []
        for i, six in enumerate(place):
            here = on[rows, i]
            g, slopes = energy(component, six, x, here, enthalpy, rows)
            spare = np.where(here, 0.0, 1.0)
            parts.append((g + spare * x[:, nodes + i], np.column_stack([slopes, spare])))
        parts += [_split(x, total, branches) for total, branches in component.splits]
        parts += [_mixing(mix, x, enthalpy, rows) for mix in component.mixes]
        return (
            np.stack([g for g, _ in parts], axis=1),
            np.concatenate([slopes for _, slopes in parts], axis=1),
        )

    return Constraints(number, nodes + len(place), at, np.array(row), np.array(col))


def energy(
    component: Component, six: Ints, x: Floats, on: Bools, enthalpy: Enthalpy, rows: Ints
) -> tuple[Floats, Floats]:
    """2 (Q_h - Q_c)/(Q_h + Q_c) of one exchanger and its slopes (rows, 6); 0 where it is off."""
    hot, cold = component.fluid[six[0]], component.fluid[six[2]]
    (h1, c1), (h2, c2) = (enthalpy(hot, x[:, k], rows) for k in six[:2])
    (h3, c3), (h4, c4) = (enthalpy(cold, x[:, k], rows) for k in six[2:4])
    m_hot, m_cold = x[:, six[4]], x[:, six[5]]
    q_hot, q_cold = m_hot * (h1 - h2), m_cold * (h4 - h3)
    mean = 0.5 * (q_hot + q_cold)
    scale = np.where(on, 1.0 / np.where(on, mean, 1.0), 0.0)
    slopes = (m_hot * c1, -m_hot * c2, m_cold * c3, -m_cold * c4, h1 - h2, h3 - h4)
    # Out of service a pipe may be colder than its liquid can be, and has no enthalpy then.
    return (
        np.where(on, (q_hot - q_cold) * scale, 0.0),
        np.where(on[:, None], np.stack(slopes, axis=1) * scale[:, None], 0.0),
    )


def _split(x: Floats, total: int, branches: tuple[int, ...]) -> tuple[Floats, Floats]:
    scale = 1.0 / np.maximum(np.abs(x[:, total]), 1e-9)
    signs = np.array([1.0, *[-1.0] * len(branches)])
    slopes = scale[:, None] * signs
    return np.sum(x[:, [total, *branches]] * slopes, axis=1), slopes


def _mixing(mix: Junction, x: Floats, enthalpy: Enthalpy, rows: Ints) -> tuple[Floats, Floats]:
    """Enthalpy of the mixed stream less that of its branches, in K of the mixed stream."""
    flow, t = mix.total
    h_mixed, cp = enthalpy(mix.fluid, x[:, t], rows)
    per_kelvin = 1.0 / np.maximum(np.abs(x[:, flow]) * cp, 1e-9)
    total, slopes = np.zeros(len(x)), [np.ones(len(x))]
    for m, t_branch in mix.branches:
        h, c = enthalpy(mix.fluid, x[:, t_branch], rows)
        total += x[:, m] * (h_mixed - h)
        slopes += [(h_mixed - h) * per_kelvin, -x[:, m] * c * per_kelvin]
    return total * per_kelvin, np.stack(slopes, axis=1)


def solvable(component: Component, seen: Bools, on: Bools) -> tuple[Bools, Bools]:
    """Exchangers whose six states are measured or follow one after another, and known nodes.

    (rows, exchangers) and (rows, nodes); `seen` (rows, nodes) says what is measured. A balance with
    two unknowns tells nothing by itself and is left out.
    """
    place = ports(component)
    seen = seen.copy()
    for _ in range(len(component.fluid)):
        before = np.count_nonzero(seen)
        for i, six in enumerate(place):
            one = on[:, i] & (np.count_nonzero(seen[:, six], axis=1) == len(six) - 1)
            seen[np.ix_(one, six)] = True
        for total, branches in component.splits:
            flows = [total, *branches]
            one = np.count_nonzero(seen[:, flows], axis=1) == len(flows) - 1
            seen[np.ix_(one, flows)] = True
        if np.count_nonzero(seen) == before:
            break
    return np.asarray(seen[:, place].all(axis=2) & on), seen


def balanced(
    component: Component, nodes: Nodes, on: Bools, enthalpy: Enthalpy
) -> tuple[Reconciled, Bools]:
    """Nodes that meet every balance (rows, nodes), and the exchangers whose states are known."""
    active, known = solvable(component, np.isfinite(nodes.x), on)
    # What no balance in force needs is tied to its typical value, so that no system is singular.
    usual = _usual(component, nodes.x)
    x = np.where(known, nodes.x, usual)
    sigma = np.where(known, nodes.sigma, LOOSE * np.abs(usual))
    spare = np.zeros(active.shape)
    result = reconciled(
        np.hstack([x, spare]),
        np.hstack([sigma, spare + 1.0]),
        balances(component, active, enthalpy),
        guess=np.append(usual, np.zeros(active.shape[1])),
        passes=PASSES,
    )
    return result, active


def _usual(component: Component, x: Floats) -> Floats:
    """Median of every node; of one that nothing measures, that of all of its kind."""
    flow = np.array(component.flow)
    seen = np.isfinite(x)
    typical = np.where(
        flow,
        np.median(x[:, flow][seen[:, flow]]) if seen[:, flow].any() else 10.0,
        np.median(x[:, ~flow][seen[:, ~flow]]) if seen[:, ~flow].any() else 400.0,
    )
    own = medians(x)
    return np.where(np.isfinite(own), own, typical)


def states(result: Reconciled, place: Ints, active: Bools) -> Floats:
    """Reconciled states (rows, exchangers, 6), NaN where an exchanger is off or not known."""
    x = np.where(result.standing == Standing.UNOBSERVABLE, np.nan, result.x)[:, place]
    whole = np.isfinite(x).all(axis=2) & active
    return np.where(whole[:, :, None], x, np.nan)
