"""Why the pressure is what it is: Shapley values over the simulator's own condenser.

The players are the values that a plant knows them by: inlet temperature, flow of each box, heat
(load), deposits, plugged tubes, debris, air. At the reference there are no deposits, all tubes
carry water, and neither air nor vacuum pumps hold anything back; the floor that the pumps set moves
with the inlet temperature, since the vent is cooled by that water.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from math import factorial

import numpy as np

from greenlang.simulators.condenser_unit.truth import CAUSES
from greenlang.simulators.condenser_unit.unit import Air, Built
from greenlang.simulators.truth import Bools, Floats, Ints

CHUNK = 4096


@dataclass(frozen=True)
class Players:
    """Actual values by row; (rows, boxes) for the boxes. `active` is open of all tubes.

    `blocked` is the share of the tubes left by plugging that debris closes.
    """

    t_in: Floats
    v: Floats
    q: Floats
    r_f: Floats
    active: Floats
    blocked: Floats
    m_a: Floats
    running: Floats

    def at(self, rows: Bools | Ints | slice) -> "Players":
        """Some of the rows."""
        return Players(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Split:
    """Parts and single gains (Pa) by cause; they belong to `p`."""

    p_reference: float
    p: Floats
    parts: Mapping[str, Floats]
    alone: Mapping[str, Floats]


def split(built: Built, x: Players) -> Split:
    """The pressure above the reference, by cause, exactly and free of order.

    Where there is no debris its part is none and the others' are as without it.
    """
    n = len(x.q)
    p = np.zeros(n)
    parts, alone = ({cause: np.zeros(n) for cause in CAUSES} for _ in range(2))
    there = x.blocked.max(axis=1) > 0.0
    for rows, causes in ((~there, [c for c in CAUSES if c != "debris"]), (there, list(CAUSES))):
        own = x.at(rows)
        if not rows.any():
            continue
        value = _values(built, own, causes)
        whole = len(value) - 1
        p[rows] = value[whole]
        for i, cause in enumerate(causes):
            parts[cause][rows] = _shapley(value, i, len(causes))
            alone[cause][rows] = value[whole] - value[whole ^ 1 << i]
    return Split(reference_pressure(built), p, parts, alone)


def reference_pressure(built: Built) -> float:
    """Pressure (Pa) of the clean condenser at the unit's reference."""
    t, v, q = (np.full(1, value) for value in built.unit.reference)
    halves, none = np.full((1, 2), 0.5), np.zeros((1, 2))
    return float(built.pressure(t, v[:, None] * halves, q, none, none + 1.0, None)[0])


def _values(built: Built, x: Players, causes: Sequence[str]) -> Floats:
    """Pressures (subsets, rows): bit i of a subset's number says that cause i is as it is."""
    out = np.empty((2 ** len(causes), len(x.q)))
    for air in (False, True):
        subsets = [
            {cause for i, cause in enumerate(causes) if number >> i & 1}
            for number in range(len(out))
        ]
        own = [number for number, subset in enumerate(subsets) if ("air" in subset) is air]
        every = [_changed(built, x, subsets[number]) for number in own]
        whole = Players(
            *(np.concatenate([getattr(one, field.name) for one in every]) for field in fields(x))
        )
        parts = [
            _pressure(built, whole.at(slice(k, k + CHUNK)), air=air)
            for k in range(0, len(whole.q), CHUNK)
        ]
        out[own] = np.concatenate(parts).reshape(len(own), -1)
    return out


def _shapley(value: Floats, i: int, k: int) -> Floats:
    total = np.zeros(value.shape[1])
    for subset in range(2**k):
        if not subset >> i & 1:
            size = subset.bit_count()
            weight = factorial(size) * factorial(k - size - 1) / factorial(k)
            total += weight * (value[subset | 1 << i] - value[subset])
    return total


def _changed(built: Built, x: Players, actual: AbstractSet[str]) -> Players:
    """The players with these causes as they are, the others at the reference."""
    t, v, q = built.unit.reference
    return Players(
        x.t_in if "inlet temperature" in actual else np.full_like(x.t_in, t),
        x.v if "flow" in actual else np.full_like(x.v, v / x.v.shape[1]),
        x.q if "load" in actual else np.full_like(x.q, q),
        x.r_f if "fouling" in actual else np.zeros_like(x.r_f),
        x.active if "plugging" in actual else np.ones_like(x.active),
        x.blocked if "debris" in actual else np.zeros_like(x.blocked),
        x.m_a,
        x.running,
    )


def _pressure(built: Built, x: Players, *, air: bool) -> Floats:
    active = x.active * (1.0 - x.blocked)
    drawn = Air(x.m_a, x.running) if air else None
    return built.pressure(x.t_in, x.v, x.q, x.r_f, active, drawn)
