"""What each cause would do to R_f, pressure drops, valve and balance, against what is seen.

Table 4.7 of the specification. A misfit is a squared deviation over its sigma; a piece of evidence
that a cause needs but that is lacking counts `LACKING`. All causes are scored, so that the report
can answer "why not fouling?".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from greenlang.library.series.steps import UNKNOWN, Step

Cause = Literal[
    "cleaning", "bypass_opens", "bypass_closes", "leak_opens", "leak_closes", "plugging",
    "flow_meter", "temperature_tag", "fluid_switch", "other", "none",
]  # fmt: skip

LEAST_STEP = 1e-4  # m2 K/W; smaller steps of R_f are not called cleaning (spec 4.7)
SURE = 5.0  # sd
LACKING = 16.0  # four sd: what missing evidence counts
CURVE = 2e-5  # m2 K/W; what curvature of fouling does to a step between two lines
DP_CURVE = 0.02  # the same for ln of the dP ratio
LEAST_DP = 0.09  # change of ln of the dP ratio by a bypassed share of 5 %: 1.8 ln(0.95)
LEAST_PLUG = 0.055  # the same by 3 % of the tubes plugged: -1.8 ln(0.97)
VALVE = 0.03  # movement of the valve position that is more than play
FLOW_EXPONENT = 1.8
UNSURE = 0.4  # of what a misreading meter does to the dP ratio: reconciliation takes a part
OPEN = 0.006  # of the duty; by which a balance moves with assays and seasons
SWAY = 5.0  # share of 1/U per share of the balance: the condition beyond which U is not trusted
RARE = 4.0  # what a cause counts that leaves a shut valve unexplained
MOST = 100.0  # at which the misfit of one side's pressure drop ends: a wild tag is not proof


@dataclass(frozen=True)
class Seen:
    """All the evidence about one break."""

    r_f: Step
    ln_dp: Mapping[str, Step] = field(default_factory=dict)
    valve: float = np.nan  # change of position
    imbalance: Step = UNKNOWN
    outage: bool = False
    logged: bool = False
    switch: bool = False
    scale: float = 1.0  # of the limits of R_f
    resistance: float = np.nan  # 1/U before, m2 K/W
    tube: float = np.nan  # of it the film in the tubes
    meters: Mapping[str, float] = field(default_factory=dict)  # space -> sign of its meter

    @property
    def known_valve(self) -> bool:
        """Whether a tag shows the bypass valve."""
        return bool(np.isfinite(self.valve))

    @property
    def drops(self) -> list[Step]:
        """Steps of the pressure-drop ratios that are known."""
        return [one for one in self.ln_dp.values() if np.isfinite(one.size)]


def misfits(seen: Seen) -> dict[Cause, float]:
    """Misfit of every cause to the evidence."""
    rises, falls = _r_f(seen, up=True), _r_f(seen, up=False)
    down, up = _drop(seen, -LEAST_DP), _drop(seen, LEAST_DP)
    opened, closed = seen.valve > VALVE, seen.valve < -VALVE
    blind = 0.0 if seen.known_valve or seen.drops else LACKING
    moved = seen.known_valve and (opened or closed)
    # A leak is told from fouling by a valve that is known to be shut.
    leak = RARE + LACKING * moved + LACKING * (not seen.drops) if seen.known_valve else np.inf
    return {
        # Something that is not in this list explains all.
        "other": LACKING,
        "none": _z(seen) ** 2 + _flat(seen),
        "cleaning": falls + _dp_rise(seen) + LACKING * (not (seen.outage or seen.logged))
        + LACKING * closed,
        "bypass_opens": rises + down + LACKING * (seen.known_valve and not opened) + blind,
        "bypass_closes": falls + up + LACKING * (seen.known_valve and not closed) + blind,
        "leak_opens": rises + down + leak,
        "leak_closes": falls + up + leak,
        "plugging": _plugging(seen) + LACKING * (not (seen.outage or seen.logged))
        + LACKING * moved,
        "flow_meter": _meter(seen) + LACKING * moved,
        "temperature_tag": _off_balance(seen) + _flat(seen) + LACKING * moved,
        # A new fluid may move everything a little: it must explain more than nothing does.
        "fluid_switch": 1.0 + LACKING * (not seen.switch) + 0.5 * _flat(seen)
        + max(0.0, abs(_z(seen)) - SURE) ** 2,
    }  # fmt: skip


def _z(seen: Seen) -> float:
    """The step of R_f over its sd, curvature of fouling allowed for."""
    return seen.r_f.z(CURVE * seen.scale)


def _r_f(seen: Seen, *, up: bool) -> float:
    """Misfit of a step of R_f up, or down, that is sure and large enough to matter."""
    if not np.isfinite(seen.r_f.size):
        return LACKING
    s = float(np.hypot(seen.r_f.sd, CURVE * seen.scale))
    sure = max(SURE * s, LEAST_STEP * seen.scale)
    return max(0.0, (sure - seen.r_f.size if up else seen.r_f.size + sure) / s) ** 2


def _drop(seen: Seen, least: float) -> float:
    """Misfit of all pressure-drop ratios to a step of at least this size, of its sign."""
    return float(sum(_beyond(one, least) for one in seen.drops))


def _beyond(one: Step, least: float) -> float:
    sd = float(np.hypot(one.sd, DP_CURVE))
    return float(max(0.0, (abs(least) - np.sign(least) * one.size) / sd) ** 2)


def _dp_rise(seen: Seen) -> float:
    return float(sum(max(0.0, one.z(DP_CURVE)) ** 2 for one in seen.drops))


def _flat(seen: Seen) -> float:
    """Misfit of the pressure-drop ratios to no step at all."""
    return float(sum(min(one.z(DP_CURVE) ** 2, MOST) for one in seen.drops))


def plugged(ln_step: float) -> float:
    """Share of the tubes that is gone, from a lasting step of ln of the tube-side ratio."""
    return float(1.0 - np.exp(-ln_step / FLOW_EXPONENT))


def plugged_rise(x: float, resistance: float, tube: float) -> float:
    """Rise of the apparent R_f where a share x of the tubes is gone, m2 K/W of the whole area.

    1/(1 - x) of everything, but the water in the others is faster: the film falls by (1 - x)^0.8.
    """
    film = 0.0 if np.isnan(tube) else tube
    return float((resistance - film * (1.0 - (1.0 - x) ** 0.8)) / (1.0 - x) - resistance)


def _plugging(seen: Seen) -> float:
    """Tube-side drop up for good, R_f up by the surface that is lost and not by more."""
    tube = seen.ln_dp.get("tube", UNKNOWN)
    if not np.isfinite(tube.size) or not np.isfinite(seen.resistance):
        return 2.0 * LACKING
    misfit = _beyond(tube, LEAST_PLUG)
    rise = plugged_rise(max(plugged(tube.size), 0.0), seen.resistance, seen.tube)
    if np.isfinite(seen.r_f.size):
        s = float(np.hypot(np.hypot(seen.r_f.sd, CURVE * seen.scale), UNSURE * rise))
        misfit += ((seen.r_f.size - rise) / s) ** 2
    other = [one for space, one in seen.ln_dp.items() if space != "tube"]
    return misfit + float(sum(min(one.z(DP_CURVE) ** 2, MOST) for one in other))


def _off_balance(seen: Seen) -> float:
    """Misfit to a heat balance that opens or closes."""
    if not np.isfinite(seen.imbalance.size):
        return LACKING
    return max(0.0, SURE - abs(seen.imbalance.z(OPEN))) ** 2 + _too_large(seen)


def _too_large(seen: Seen) -> float:
    """Misfit of a step of R_f that is more than a tag can do that opens the balance by so much."""
    if not np.isfinite(seen.r_f.size) or not np.isfinite(seen.resistance):
        return 0.0
    most = SWAY * seen.resistance * abs(seen.imbalance.size)
    s = float(np.hypot(seen.r_f.sd, CURVE * seen.scale))
    return max(0.0, (abs(seen.r_f.size) - most) / s) ** 2


def _meter(seen: Seen) -> float:
    """A flow meter off by a factor k: the balance opens by ln k, its side's ratio by -1.8 ln k."""
    if not np.isfinite(seen.imbalance.size):
        return 2.0 * LACKING
    sides = [_of_meter(seen, space, sign) for space, sign in seen.meters.items()]
    return _off_balance(seen) + min(sides, default=LACKING)


def _of_meter(seen: Seen, space: str, sign: float) -> float:
    expected = -FLOW_EXPONENT * sign * seen.imbalance.size
    misfit = 0.0
    for side, one in seen.ln_dp.items():
        if np.isfinite(one.size):
            aim = expected if side == space else 0.0
            sd = float(np.hypot(np.hypot(one.sd, DP_CURVE), UNSURE * aim))
            misfit += min(((one.size - aim) / sd) ** 2, MOST)
    return misfit
