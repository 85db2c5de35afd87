"""Both streams along both exchangers: one counterflow from the cold end to the hot end.

x runs from the cold end (0) to the hot end (1) of each exchanger; E-202 first, then E-201. The
enthalpies are marched by the midpoint rule with the local films and the local deposit; the
effluent's outlet is found by false position.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.feed_effluent.design import FEED_FLOW, Unit
from greenlang.simulators.feed_effluent.mixture import Curves, Place
from greenlang.simulators.streams import root
from greenlang.simulators.truth import Floats

STEPS = 16  # of each exchanger


@dataclass(frozen=True)
class Films:
    """What an exchanger really does: factors on the data sheet's films, exponents of flow."""

    tube: float
    shell: float
    n_tube: float
    n_shell: float


DATA_SHEET = Films(1.0, 1.0, 0.80, 0.60)


@dataclass(frozen=True)
class Streams:
    """Curves of both sides, flow (kg/s, the same on both), gas share, inlet enthalpies (kJ/kg)."""

    feed: Curves
    effluent: Curves
    m: Floats
    place: Place
    h_feed: Floats
    h_effluent: Floats


@dataclass(frozen=True)
class Part:
    """One exchanger with its films and its mean deposit."""

    unit: Unit
    films: Films
    r_f: Floats


def local(part: Part, streams: Streams, x: float, cold: Floats, hot: Floats) -> tuple[Floats, ...]:
    """Clean resistance, deposit (m2 K/W) and the feed's film there."""
    unit, fit = part.unit, part.films
    load = streams.m / (1.14 * FEED_FLOW)
    v = streams.place.of(streams.feed, streams.feed.vapour, cold)
    w = streams.place.of(streams.effluent, streams.effluent.vapour, hot)
    tube = fit.tube * unit.h_tube * load**fit.n_tube * (1 + unit.boiling * 4 * v * (1 - v))
    shell = fit.shell * unit.h_shell * load**fit.n_shell
    shell = shell * (1 + unit.condensing * 4 * w * (1 - w))
    return 1 / tube + 1 / shell + unit.wall, part.r_f * (1 + unit.lean * (2 * x - 1)), 1 / tube


def march(
    part: Part, streams: Streams, cold: Floats, hot: Floats, seen: list[Floats] | None = None
) -> tuple[Floats, Floats]:
    """Enthalpies at the hot end from those at the cold end; `seen` gathers U, clean U, wall."""
    dx = 1.0 / STEPS
    scale = part.unit.area / streams.m * 1e-3  # kJ/kg per W/m2

    def rise(x: float, c: Floats, h: Floats) -> Floats:
        t_c = streams.place.of(streams.feed, streams.feed.t, c)
        t_h = streams.place.of(streams.effluent, streams.effluent.t, h)
        clean, deposit, film = local(part, streams, x, c, h)
        u = 1 / (clean + deposit)
        if seen is not None:
            seen.append(np.stack([u, 1 / clean, t_c + (t_h - t_c) * film * u]))
        return np.asarray(scale * u * (t_h - t_c), np.float64)

    top = streams.effluent.low + streams.effluent.step * len(streams.effluent.t[0])
    for i in range(STEPS):
        half = rise(i * dx, cold, hot) * dx / 2
        move = rise((i + 0.5) * dx, cold + half, hot + half) * dx
        move = np.minimum(move, np.maximum(top - hot, 0.0))
        cold, hot = cold + move, hot + move
    return cold, hot


def outlet(parts: Sequence[Part], streams: Streams) -> Floats:
    """The effluent's enthalpy behind these exchangers (cold end first), kJ/kg."""

    def gap(h_out: Floats) -> Floats:
        cold, hot = streams.h_feed, h_out
        for part in parts:
            cold, hot = march(part, streams, cold, hot)
        return hot - streams.h_effluent

    t_feed = streams.place.of(streams.feed, streams.feed.t, streams.h_feed)
    least = streams.place.enthalpy(streams.effluent, t_feed)
    return root(gap, least, least + 0.55 * (streams.h_effluent - least), 11)
