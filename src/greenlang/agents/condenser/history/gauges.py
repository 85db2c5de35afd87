"""Gauges that drift: when, which of them, and by how much (spec 4.3, 4.8).

The pressure gauge, the hood's and the hotwell's thermometer witness one condensing pressure. One of
them that moves alone is the one that drifts, and never a cause of a worse vacuum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser.history.signals import Bools, Floats, Signals
from greenlang.agents.condenser.history.states import Gauge, slope
from greenlang.core.errors import InsufficientData
from greenlang.library.series.arrays import runs
from greenlang.library.series.breaks import breaks
from greenlang.library.series.smooth import smooth

CLEAR = 3.0  # sd
OUTLET = 0.5  # K; by which the boxes' outlets together must leave what the duty gives
LEAST = 60.0  # Pa; drifts below are within what gauges are accepted with
EARLY = 30  # first days that tell what a gauge is off at all times
JOIN = 12  # days that part one drift from the next
BEGUN = 0.15  # share of its size at which a drift has begun
STEP = 40.0  # Pa; steps of a witness that are looked at
ROLES = ("p_c", "t_hood", "t_hotwell")


@dataclass(frozen=True)
class Drift:
    """One gauge off by `size` at most (Pa, K of a thermometer), days from the first one."""

    role: str
    start: int
    end: int | None
    size: float
    sd: float
    box: int | None = None


def outlets(x: Signals, left_out: Bools, rise: Floats) -> tuple[tuple[Drift, ...], Floats]:
    """Outlet thermometers that drift, and by how much (D, B), K; 0 where nothing drifts.

    Where one box takes up more heat the others take up less: only a thermometer, or less water,
    moves the mean rise against that of the duty (`rise` (D,), K). The water is looked at both ways,
    as its meters tell and as ever, since these drift too. Debris is `left_out`.
    """
    own = np.where(x.rise_excess.seen & ~left_out, x.rise_excess.x, np.nan)
    off, boxes = np.zeros(own.shape), own.shape[1]
    total = boxes * own.mean(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        water = boxes * rise * np.log(np.where(x.flow_share.seen, x.flow_share.x, 1.0))
    levels = []
    for each in (total, total + water):
        try:
            levels.append(smooth(each, x.rise_excess.sigma[:, 0] * boxes**0.5))
        except InsufficientData:
            return (), off
    plain, other = (one.level - np.median(one.level[:EARLY]) for one in levels)
    both = (np.sign(plain) == np.sign(other)) * np.sign(plain) * np.fmin(abs(plain), abs(other))
    found = []
    for one in _drifts("t_out", both, levels[0].level_sd, OUTLET):
        days = slice(one.start, one.end)
        moved = [_moved(own[:, b], days) * np.sign(one.size) for b in range(boxes)]
        b = int(np.argmax(moved))
        found.append(replace(one, box=b))
        off[days, b] = both[days]
    return tuple(found), off


def _moved(x: Floats, days: slice) -> float:
    """How far the last third of a drift lies from the first days; 0 where nothing is known."""
    inside, early = x[days][np.isfinite(x[days])], x[np.isfinite(x)][:EARLY]
    if not inside.size or not early.size:
        return 0.0
    return float(np.median(inside[-max(inside.size // 3, 1) :]) - np.median(early))


def stepped(x: Signals) -> Bools:
    """(D, 3): days on whose entering gauge, hood or hotwell may have jumped.

    A step of both witnesses is the gauge's, of one alone that thermometer's or the gauge's.
    """
    out = np.zeros((len(x.time), 3), np.bool_)
    for k, column in enumerate((x.hood, x.hotwell)):
        for day in _steps(np.where(column.seen, column.x, np.nan)):
            out[max(day - 1, 1) : day + 2, [0, k + 1]] = True
    return out


def _steps(x: Floats) -> list[int]:
    try:
        pieces = breaks(x)
    except InsufficientData:
        return []
    size = np.abs(pieces.step[:, 0])
    return [int(d) for d in pieces.breaks[size > np.maximum(STEP, CLEAR * pieces.step_sd[:, 0])]]


def drifts(x: Signals, of: Gauge, air: Bools) -> tuple[Drift, ...]:
    """Every drift that stands out; hotwell's days with air are left out: condensate is colder."""
    rise = np.maximum(slope(x.t_s), 1.0)
    usual = float(np.median(rise))
    columns = (
        ("p_c", of.bias, of.bias_sigma, LEAST),
        ("t_hood", of.hood, of.hood_sigma, LEAST / usual),
        ("t_hotwell", np.where(air, np.nan, of.hotwell), of.hotwell_sigma, 2.0 * LEAST / usual),
    )
    witnessed = x.hood.any() or x.hotwell.any()
    return tuple(
        drift
        for role, value, sd, least in columns
        if witnessed
        for drift in _drifts(role, value, sd, least)
    )


def _drifts(role: str, value: Floats, sd: Floats, least: float) -> list[Drift]:
    if not np.isfinite(value).any():
        return []
    # An error that was there from the first is no drift.
    off = value - np.median(value[np.isfinite(value)][:EARLY])
    far = np.nan_to_num(np.abs(off)) > np.maximum(CLEAR * sd, least)
    out: list[Drift] = []
    for a, z in _joined(list(zip(*(e.tolist() for e in runs(far)), strict=True))):
        k = a + int(np.nanargmax(np.abs(off[a:z])))
        near = np.abs(off) < max(BEGUN * abs(off[k]), 2.0 * float(sd[k]))
        before = np.flatnonzero(near[:a])
        start = int(before[-1]) + 1 if before.size else 0
        end = None if z >= len(off) else z
        if out and out[-1].end is not None and start < out[-1].end:
            start = out[-1].start
            if abs(out[-1].size) > abs(off[k]):
                out[-1] = replace(out[-1], end=end)
                continue
            out.pop()
        out.append(Drift(role, start, end, float(off[k]), float(sd[k])))
    return out


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for a, z in spans:
        if out and a - out[-1][1] <= JOIN:
            out[-1] = (out[-1][0], z)
        else:
            out.append((a, z))
    return out
