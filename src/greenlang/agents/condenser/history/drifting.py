"""Flow meters and outlet thermometers that drift, by what else knows the water's heat (spec 4.3).

Three things move differently. The water's duty over the steam's goes with a meter and with a
thermometer; the flow by the box's own drop goes with neither; the rise of one box against the other
goes with a thermometer, and with unlike dirt, but dirt leaves the duty alone. So a meter is off
where its drop says otherwise, a thermometer where the duty is off and its drop is not; the steam's
duty itself where neither box stands out: that is told and nothing is taken off.
"""

from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser.history.rows import Rows
from greenlang.library.series.arrays import Bools, Floats, runs
from greenlang.library.series.daily import HOURS, daily_median
from greenlang.library.series.robust import difference_sd

SMOOTH = 11  # days of the running median
FIRST = 60  # days that tell what is usual
FAR, BEGUN = 0.015, 0.33  # of the duty: a drift; the part of it at which it has begun
CLEAR = 6.0  # of the scatter of a day
LEAST = 10  # days
MOSTLY = 0.5  # share of what the duty is off by that a box must show
RHO_CP = 4.18e6


@dataclass(frozen=True)
class Drifting:
    """One instrument off from `start` to `end` (indices of days), by `size` at most.

    `role` is "v" (a share of the flow) or "t_out" (K), "q_steam" where no box stands out.
    """

    role: str
    box: int
    start: int
    end: int
    size: float


def judged(rows: Rows) -> bool:
    """Whether there is what tells: several boxes with their flows, and the steam's own duty."""
    return rows.boxes > 1 and rows.q_steam.seen and bool(np.isfinite(rows.v.x).any())


def undrifted(rows: Rows) -> tuple[Rows, tuple[Drifting, ...]]:
    """Rows with drifts taken off, and what was found."""
    if not judged(rows):
        return rows, ()
    duty, drops, apart, rise = _signals(rows)
    found: list[Drifting] = []
    v, t_out = rows.v.x.copy(), rows.t_out.x.copy()
    for start, end in _spells(duty):
        span = slice(start, end)
        kind, box = _which(duty[span], drops[span], apart[span])
        hours = slice(HOURS * start, HOURS * end)
        if kind == "v":
            off = np.repeat(np.nan_to_num(drops[span, box]), HOURS)
            v[hours, box] *= np.exp(-off)
            size = _largest(np.expm1(drops[span, box]))
        elif kind == "t_out":
            share = rows.boxes * np.nan_to_num(duty[span])
            off = np.repeat(share / (1.0 + share), HOURS)
            t_out[hours, box] -= off * (rows.t_out.x - rows.t_in.x)[hours, box]
            size = _largest(share / (1.0 + share) * rise[span, box])
        else:
            size = _largest(-duty[span])
        found.append(Drifting(kind, box, start, end, size))
    mended = replace(
        rows, v=replace(rows.v, x=v), t_out=replace(rows.t_out, x=t_out)
    )  # fmt: skip
    return mended, tuple(found)


def _signals(rows: Rows) -> tuple[Floats, Floats, Floats, Floats]:
    """By day: ln duty water/steam, ln flow/flow by drop (D, B), ln rise A/rise B, rise (D, B)."""
    use = rows.on & rows.steady & rows.box_on.all(axis=1)
    rise, v = rows.t_out.x - rows.t_in.x, rows.v.x
    with np.errstate(all="ignore"):
        duty = np.log(RHO_CP * (v * rise).sum(axis=1) / rows.q_steam.x)
        drop = np.log(v) - 0.5 * np.log(rows.dp.x)
        apart = np.log(rise[:, 0] / rise[:, 1])
    known = [bool(np.isfinite(column).any()) for column in rows.dp.x.T]
    drops = np.column_stack(
        [
            _daily(rows, drop[:, b], use) if known[b] else np.full(len(rows.days), np.nan)
            for b in range(rows.boxes)
        ]
    )
    each = np.column_stack([daily_median(np.where(use, x, np.nan)) for x in rise.T])
    return _daily(rows, duty, use), drops, _daily(rows, apart, use), each


def _daily(rows: Rows, x: Floats, use: Bools) -> Floats:
    """Smoothed daily medians less what is usual with the pumps that run."""
    out = np.where(use & np.isfinite(x), x, np.nan)
    for k in range(len(rows.combinations)):
        at = np.flatnonzero((rows.combination == k) & np.isfinite(out))
        if at.size:
            first = at[at < at[0] + HOURS * FIRST]
            out[rows.combination == k] -= float(np.median(out[first]))
    return _running(daily_median(out))


def _running(x: Floats) -> Floats:
    half = SMOOTH // 2
    padded = np.concatenate([np.full(half, np.nan), x, np.full(half, np.nan)])
    rows = np.stack([padded[k : k + len(x)] for k in range(SMOOTH)])
    out = np.full(len(x), np.nan)
    seen = np.count_nonzero(np.isfinite(rows), axis=0) >= SMOOTH // 3
    out[seen] = np.nanmedian(rows[:, seen], axis=0)
    return out


def _spells(duty: Floats) -> list[tuple[int, int]]:
    """First day and the day after the last of the spells in which the duty is off."""
    level = np.nan_to_num(duty)
    scatter = difference_sd(duty)
    far = max(FAR, CLEAR * scatter if np.isfinite(scatter) else np.inf)
    found = []
    for sign in (1.0, -1.0):
        first, last = runs(sign * level > BEGUN * far)
        for a, b in zip(first.tolist(), last.tolist(), strict=True):
            if b - a >= LEAST and np.count_nonzero(sign * level[a:b] > far) >= LEAST // 2:
                found.append((a, b))
    return sorted(found)


def _which(duty: Floats, drops: Floats, apart: Floats) -> tuple[str, int]:
    """The instrument that explains a spell, and its box."""
    far = np.abs(duty) > 0.6 * np.nanmax(np.abs(duty))
    whole = drops.shape[1] * _middle(duty[far])
    by_drop = np.array([_middle(d[far]) for d in drops.T])
    share = np.nan_to_num(by_drop / whole)
    if np.max(share) > MOSTLY:
        return "v", int(np.argmax(share))
    side = _middle(apart[far]) / whole
    if np.isfinite(side) and abs(side) > MOSTLY:
        return "t_out", 0 if side > 0 else 1
    return "q_steam", 0


def _middle(x: Floats) -> float:
    seen = x[np.isfinite(x)]
    return float(np.median(seen)) if seen.size else float("nan")


def _largest(x: Floats) -> float:
    seen = x[np.isfinite(x)]
    return float(seen[np.argmax(np.abs(seen))]) if seen.size else float("nan")
