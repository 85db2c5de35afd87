"""Daily residuals of a component's balances and shared pipes, tag by tag, for `faults`."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history import balance
from greenlang.agents.exchanger.history.faults import Residuals
from greenlang.agents.exchanger.history.network import STATES, Component
from greenlang.agents.exchanger.model import Exchanger
from greenlang.library.series.daily import daily_median, medians

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class TagTable:
    """Hourly values of a component's tags in SI, flows as mass; NaN where not usable."""

    tags: tuple[str, ...]
    x: Floats  # (hours, tags)
    sigma: Floats


def residuals(
    component: Component,
    assets: dict[str, Exchanger],
    table: TagTable,
    valid: Bools,
    enthalpy: balance.Enthalpy,
) -> Residuals:
    """Residuals by day, with the direction in which each tag moves them.

    `valid` (hours, exchangers): running and steady.
    """
    column = {tag: k for k, tag in enumerate(table.tags)}
    rows = np.arange(len(table.x))
    r, slopes = [], []
    place = balance.ports(component)
    for i, name in enumerate(component.assets):
        tags = assets[name].tags
        own = [column[tags[role].tag] for role in STATES if role in tags and not tags[role].of]
        if len(own) < len(STATES):
            continue
        x = table.x[:, own]
        fluid_six = np.array(place[i])
        wide = np.full((len(x), len(component.fluid)), np.nan)
        wide[:, fluid_six] = x
        whole = valid[:, i] & np.isfinite(x).all(axis=1)
        g, slope = balance.energy(component, fluid_six, wide, whole, enthalpy, rows)
        r.append(daily_median(np.where(whole, g, np.nan)))
        a = np.zeros((len(r[-1]), len(table.tags)))
        for k, tag in enumerate(own):
            a[:, tag] += daily_median(np.where(whole, slope[:, k], np.nan))
        slopes.append(a)
    flowing = _flowing(component, assets, valid)
    for first, second in _twins(component):
        gap = table.x[:, column[first]] - table.x[:, column[second]]
        # Behind the shut valve of an exchanger that is out, a thermometer shows no pipe.
        gap = np.where(flowing[first] & flowing[second], gap, np.nan)
        r.append(daily_median(gap))
        a = np.zeros((len(r[-1]), len(table.tags)))
        a[:, column[first]], a[:, column[second]] = 1.0, -1.0
        slopes.append(a)
    if not r:
        return Residuals(
            table.tags, np.zeros((0, 0)), np.zeros((0, 0, 0)), np.zeros((0, 0)), np.zeros(0)
        )
    sigma = np.array([_typical(s) for s in table.sigma.T])
    direction = np.stack(slopes, axis=1)
    typical = np.nan_to_num(medians(direction))
    w = (typical * sigma**2) @ typical.T
    return Residuals(table.tags, np.stack(r, axis=1), direction, w, sigma)


def _flowing(component: Component, assets: dict[str, Exchanger], valid: Bools) -> dict[str, Bools]:
    """Hours in which an exchanger that uses a tag is in service and steady."""
    out: dict[str, Bools] = {}
    for i, name in enumerate(component.assets):
        for tag in assets[name].tags.values():
            known = out.get(tag.tag)
            out[tag.tag] = valid[:, i] if known is None else known | valid[:, i]
    return out


def _typical(x: Floats) -> float:
    seen = x[np.isfinite(x)]
    return float(np.median(seen)) if seen.size else 1.0


def _twins(component: Component) -> list[tuple[str, str]]:
    """Pairs of tags on one pipe."""
    by_node: dict[int, list[str]] = {}
    for tag, node in component.measured:
        by_node.setdefault(node, []).append(tag)
    return [pair for tags in by_node.values() for pair in pairwise(tags)]
