"""Shapley's and Owen's values of a quantity, by recorded steps; arrays or Decimals.

Shapley: the mean over all orders in which causes could have come. Owen: the same for the parts of
one cause, which come together; they sum to what that cause has alone.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import split_equations as sx
from greenlang.agents.condenser import worth_equations as wx
from greenlang.core.provenance import count

Number = Any


@dataclass(frozen=True)
class Split:
    """The equations of a value in one quantity; `less` is what its second lacks."""

    step: Callable[..., Any]
    total: Callable[..., Any]
    less: Callable[[Number, Number], Number]


PRESSURE = Split(sx.pressure_step, sx.pressure_part, cx.above)
TEMPERATURE = Split(sx.temperature_step, sx.temperature_part, cx.difference)
POWER = Split(sx.power_step, sx.power_part, lambda now, before: wx.power_lost(before, now))
HEAT_RATE = Split(sx.heat_rate_step, sx.heat_rate_part, wx.heat_rate_rise)


def value(i: Any, whole: frozenset[Any], of: Callable[..., Number], by: Split) -> Number:
    """Shapley's value of player i; `of` gives the quantity of a set of players."""
    k = len(whole)
    steps = []
    for n, sets in _by_size(whole - {i}):
        weight = count(k * math.comb(k - 1, n))
        steps.append(by.step(weight, *(by.less(of(s | {i}), of(s)) for s in sets)))
    return by.total(*steps)


def value_within(
    j: Any, union: frozenset[Any], others: frozenset[Any], of: Callable[..., Number], by: Split
) -> Number:
    """Owen's value of part j of one cause; `of` takes other causes and parts that are there."""
    k, m = len(others) + 1, len(union)
    steps = []
    for n, outside in _by_size(others):
        for r, inside in _by_size(union - {j}):
            weight = count(k * math.comb(k - 1, n) * m * math.comb(m - 1, r))
            changes = (by.less(of(q, s | {j}), of(q, s)) for q in outside for s in inside)
            steps.append(by.step(weight, *changes))
    return by.total(*steps)


def _by_size(whole: Iterable[Any]) -> list[tuple[int, list[frozenset[Any]]]]:
    every = sorted(whole)
    return [(n, [frozenset(s) for s in combinations(every, n)]) for n in range(len(every) + 1)]
