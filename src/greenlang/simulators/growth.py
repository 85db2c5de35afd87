"""Deposits of exchangers that foul by themselves: layers, each with its law and its pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

import numpy as np

from greenlang.simulators.truth import Floats

DAY = 86_400.0
SPAN = 300 * DAY


@dataclass(frozen=True)
class Layer:
    """A deposit of one kind; `growth` (m2 K/W) is what 300 days at pace 1 give a clean surface.

    linear: in proportion to time. falling: with its square root. asymptotic: towards a limit with
    the time constant `tau` (days). `cleaned`: a cleaning takes its share of this layer.
    """

    law: Literal["linear", "falling", "asymptotic"]
    growth: float
    tau: float = 120.0
    cleaned: bool = True


def grown(layers: Sequence[Sequence[Layer]], start: Floats, time: Floats, kept: Floats) -> Floats:
    """Deposits (steps, exchangers, layers) from `start` (exchangers, layers), m2 K/W.

    `time` (steps, exchangers, layers) is the step's duration times pace, s; `kept` (steps,
    exchangers) the share left at the beginning of the step, 1 but where one was cleaned.
    """
    out = np.empty_like(time)
    now = start.copy()
    for step in range(len(time)):
        for i, own in enumerate(layers):
            for j, layer in enumerate(own):
                left = now[i, j] * (kept[step, i] if layer.cleaned else 1.0)
                out[step, i, j] = left
                now[i, j] = _after(layer, left, float(time[step, i, j]))
    return out


def _after(layer: Layer, r_f: float, time: float) -> float:
    if layer.law == "linear":
        return r_f + layer.growth * time / SPAN
    if layer.law == "falling":
        return float((r_f**2 + layer.growth**2 * time / SPAN) ** 0.5)
    limit = layer.growth / (1 - exp(-SPAN / (layer.tau * DAY)))
    return limit - (limit - r_f) * exp(-time / (layer.tau * DAY))
