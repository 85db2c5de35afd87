"""How the unit was run: load, feed, hot streams and shutdowns, drawn from a seed."""

from dataclasses import dataclass

import numpy as np

from greenlang.simulators.preheat_train import fluids
from greenlang.simulators.preheat_train.design import (
    CRUDE_FLOW,
    FEED_TEMPERATURE,
    HOT_FLOW,
    HOT_TEMPERATURE,
)
from greenlang.simulators.preheat_train.fluids import Floats, Liquid
from greenlang.simulators.preheat_train.truth import FeedChange, Ints, Span
from greenlang.simulators.signals import DAY, Generator, levels, noise, season, uptime

LEAST_LOAD = 0.3  # of reference flow, below which the solver's flows are held


@dataclass(frozen=True)
class Operation:
    """Boundary conditions over time; `load` is true crude flow over reference (0 while down)."""

    time: Ints
    load: Floats
    m_crude: Floats  # never below LEAST_LOAD of reference
    t_feed: Floats
    m_hot: dict[str, Floats]
    t_hot: dict[str, Floats]
    ambient: Floats
    crude: Liquid
    crudes: dict[str, Liquid]
    products: dict[str, Liquid]
    feed_changes: tuple[FeedChange, ...]
    shutdowns: tuple[Span, ...]
    pace: Floats  # process noise of fouling, mean 1


def operation(seed: int, time: Ints) -> Operation:
    """The run of one unit; equal seeds and times give equal arrays."""
    rng = np.random.default_rng([seed, 1])
    n, step = len(time), int(time[1] - time[0])
    shutdowns = _shutdowns(np.random.default_rng([seed, 2]), time)
    load = _load(rng, time, step) * uptime(time, shutdowns, step)
    held = np.maximum(load, LEAST_LOAD)
    m_hot, t_hot = {}, {}
    for name, flow in HOT_FLOW.items():
        own = levels(rng, n, step, (10, 30), (0.93, 1.08), 4.0) + 0.015 * noise(rng, n, step, 6.0)
        m_hot[name] = flow * held**0.95 * own
        swing = levels(rng, n, step, (10, 30), (-5.0, 5.0), 6.0) + 1.2 * noise(rng, n, step, 6.0)
        t_hot[name] = HOT_TEMPERATURE[name] + swing + 12.0 * (held - 1.0)
    summer = season(time)
    daily = np.sin(2 * np.pi * ((time % DAY) / DAY - 0.4))
    ambient = 283.15 + 9.0 * summer + 4.0 * daily + 2.0 * noise(rng, n, step, 60.0)
    t_feed = FEED_TEMPERATURE + 6.0 * summer + 0.8 * daily + 0.8 * noise(rng, n, step, 30.0)
    crudes = {name: _as_delivered(rng, crude) for name, crude in fluids.CRUDES.items()}
    products = {name: _as_delivered(rng, product) for name, product in fluids.PRODUCTS.items()}
    changes = _feed_changes(np.random.default_rng([seed, 3]), time)
    pace = np.exp(0.22 * noise(rng, n, step, 120.0) - 0.22**2 / 2)
    return Operation(
        time, load, CRUDE_FLOW * held, t_feed, m_hot, t_hot, ambient,
        _feed(crudes, changes, time, step), crudes, products, changes, shutdowns, pace,
    )  # fmt: skip


def _as_delivered(rng: Generator, liquid: Liquid) -> Liquid:
    """The liquid with the bias that real oil has against its correlations."""
    heat = 1 + 0.004 * rng.uniform(-1, 1)
    viscosity = 1 + 0.03 * rng.uniform(-1, 1)
    return fluids.biased(liquid, heat, viscosity, 1 + 0.002 * rng.uniform(-1, 1))


def _load(rng: Generator, time: Ints, step: int) -> Floats:
    """Crude flow over reference: levels, a daily swing and control noise."""
    n = len(time)
    daily = rng.uniform(0.015, 0.03) * np.sin(2 * np.pi * ((time % DAY) / DAY + rng.uniform()))
    return np.asarray(
        levels(rng, n, step, (6, 25), (0.76, 1.08), 6.0) + daily + 0.012 * noise(rng, n, step, 5.0),
        np.float64,
    )


def _shutdowns(rng: Generator, time: Ints) -> tuple[Span, ...]:
    """One or two shutdowns in two years, five to nine days each, well inside the history."""
    days = (time[-1] - time[0]) / DAY
    count = round(int(rng.integers(1, 3)) * float(min(days / 730.0, 1.0)))
    spans = []
    for k in range(count):
        low, high = days * (k + 0.35) / count, days * (k + 0.75) / count
        start = int(time[0]) + int(rng.uniform(low, high)) * DAY + 6 * 3600
        spans.append(Span(start, start + int(rng.uniform(5.0, 9.0) * DAY)))
    return tuple(spans)


def _feed_changes(rng: Generator, time: Ints) -> tuple[FeedChange, ...]:
    names = ("base", "heavy", "light")
    changes = [FeedChange(int(time[0]), "base")]
    at = int(time[0])
    while True:
        at += int(rng.uniform(25, 60)) * DAY
        if at >= time[-1] - 10 * DAY:
            return tuple(changes)
        others = [name for name in names if name != changes[-1].crude]
        changes.append(FeedChange(at, str(rng.choice(others))))


def _feed(
    crudes: dict[str, Liquid], changes: tuple[FeedChange, ...], time: Ints, step: int
) -> Liquid:
    """The crude in the train: each change takes eight hours."""
    width = max(8 * 3600 // step, 1)
    shares = []
    for name in crudes:
        now = np.zeros(len(time))
        for change in changes:
            now[time >= change.at] = float(change.crude == name)
        padded = np.concatenate([np.full(width - 1, now[0]), now])
        shares.append(np.convolve(padded, np.full(width, 1.0 / width), mode="valid"))
    return fluids.blend(list(crudes.values()), shares)
