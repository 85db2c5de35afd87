"""Growth of deposits: exact steps of each law under what the train gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from greenlang.simulators.preheat_train.design import Unit
from greenlang.simulators.preheat_train.fluids import Floats
from greenlang.simulators.preheat_train.truth import FoulingLaw

GAS_CONSTANT = 8.314462618
DAY = 86_400.0
REFERENCE_DAYS = 300.0


@dataclass(frozen=True)
class Drive:
    """What makes deposits grow, (time, ..., exchanger).

    `pace` multiplies time (0 while idle); `load` is flow over reference flow through the
    exchanger; `t_wall` the surface of the deposit, K.
    """

    pace: Floats
    load: Floats
    t_wall: Floats


def law(unit: Unit, growth: float, tau: float, activation: float, t_wall: float) -> FoulingLaw:
    """The unit's law such that a clean bundle gathers about `growth` in 300 days."""
    span = REFERENCE_DAYS * DAY
    if unit.law == "linear":
        return FoulingLaw("linear", rate=growth / span)
    if unit.law == "falling":
        return FoulingLaw("falling", rate=growth**2 / (2 * span))
    if unit.law == "kern_seaton":
        return FoulingLaw("kern_seaton", limit=growth / (1 - exp(-span / tau)), tau=tau)
    net = 1.3 * growth / span  # the wall cools under the deposit, which slows it
    return FoulingLaw(
        "threshold", rate=1.35 * net, removal=0.35 * net, activation=activation, t_wall=t_wall
    )


def net_rate(law: FoulingLaw, load: Floats, t_wall: Floats) -> Floats:
    """Net rate of the threshold law, m2 K/W per second."""
    v = np.maximum(load, 0.2)
    boost = np.exp(-law.activation / GAS_CONSTANT * (1 / t_wall - 1 / law.t_wall))
    return np.maximum(law.rate * v**-0.7 * boost - law.removal * v**1.75, 0.0)


def deposits(
    laws: Sequence[FoulingLaw],
    start: Floats,
    dt: float,
    drive: Drive,
    kept: Floats,
) -> Floats:
    """R_f (time, ..., exchanger) from `start` (..., exchanger).

    `kept` (time, ..., exchanger) is the share of the deposit that is left at the beginning of
    each step: 1, or 1 - effect at the step of a cleaning.
    """
    r_f = np.empty_like(drive.pace)
    now = start.copy()
    threshold = [i for i, law in enumerate(laws) if law.kind == "threshold"]
    net = {i: net_rate(laws[i], drive.load[..., i], drive.t_wall[..., i]) for i in threshold}
    time = dt * drive.pace
    for step in range(len(r_f)):
        now = now * kept[step]
        r_f[step] = now
        for i, one in enumerate(laws):
            if i in net:
                now[..., i] += net[i][step] * time[step, ..., i]
            else:
                now[..., i] = _timed(one, now[..., i], time[step, ..., i])
    return r_f


def _timed(law: FoulingLaw, r_f: Floats, time: Floats) -> Floats:
    if law.kind == "linear":
        return r_f + law.rate * time
    if law.kind == "falling":
        return np.asarray(np.sqrt(r_f**2 + 2 * law.rate * time), np.float64)
    return np.asarray(law.limit - (law.limit - r_f) * np.exp(-time / law.tau), np.float64)
