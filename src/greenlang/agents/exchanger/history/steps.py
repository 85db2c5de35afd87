"""Breaks of an exchanger's days, each with the cause of least misfit.

Candidates are the outages, the movements of the bypass valve and the breaks that optimal
partitioning finds in daily R_f and ln dP ratio; `causes` scores them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.causes import VALVE, Cause, Seen, misfits
from greenlang.agents.exchanger.history.days import Facts, Outage
from greenlang.core.errors import InsufficientData
from greenlang.library.series import breaks
from greenlang.library.series.steps import UNKNOWN, WINDOW, Step, step_at

Floats = NDArray[np.float64]

CLEAR = 6.0  # misfit by which the best cause must beat the next
LEAST_IMBALANCE = 0.003  # of the duty; what noise in a day's balance is at least
NEAR = 3  # days that a log entry may be off
BESIDE = 2  # days by which partitioning may miss an outage
SAME = {
    "leak_opens": "bypass_opens",
    "leak_closes": "bypass_closes",
}  # but for the valve


@dataclass(frozen=True)
class Break:
    """A break between days `start` and `end` (indices), and what it is.

    An outage stops on `start` and comes back on `end`; else both are the first day after.
    """

    start: int
    end: int
    r_f: Step
    ln_dp: dict[str, Step]
    valve: float  # change of position, NaN without a tag
    outage: bool
    logged: bool
    cause: Cause
    second: Cause | None
    gap: float
    imbalance: Step = UNKNOWN
    misfits: Mapping[Cause, float] = field(default_factory=dict)

    def surely(self, *causes: Cause) -> bool:
        """Whether it is one of these, and nothing else explains it nearly as well."""
        return self.cause in causes and self.gap >= CLEAR


def found(r_f: Floats, sd: Floats, facts: Facts) -> tuple[Break, ...]:
    """Breaks that mean something, in order of time; those without a cause are left out."""
    spans = _candidates(r_f, facts)
    out: list[Break] = []
    for k, (start, end) in enumerate(spans):
        low = spans[k - 1][1] if k > 0 else 0
        high = spans[k + 1][0] if k + 1 < len(spans) else len(r_f)
        out.append(_judged(r_f, sd, facts, (start, end), (low, high)))
    return tuple(b for b in out if b.cause != "none")


def _candidates(r_f: Floats, facts: Facts) -> list[tuple[int, int]]:
    """Spans to judge. An outage has its own dates: breaks seen beside it are the same thing."""
    stops = [(o.start, o.end) for o in facts.outages]
    days = [*_valve_moves(facts.valve), *_breaks(r_f)]
    days += [day for ratio in facts.ln_dp.values() for day in _breaks(ratio)]
    reach = [_reach(o, r_f) for o in facts.outages]
    free = [day for day in days if not any(a <= day <= b for a, b in reach)]
    merged: list[tuple[int, int]] = []
    for day in sorted(free):
        if merged and day <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], day)
        else:
            merged.append((day, day))
    return sorted(span for span in stops + merged if span[0] > 0 and span[1] < len(r_f))


def _reach(outage: Outage, r_f: Floats) -> tuple[int, int]:
    """Days within which a break is that of an outage.

    Where no day beside it has a value, for two weeks at most, what broke in between shows on the
    first one that has.
    """
    low, high = max(outage.start - WINDOW, 0), outage.end + WINDOW + 1
    before = np.flatnonzero(np.isfinite(r_f[low : outage.start])) + low
    after = np.flatnonzero(np.isfinite(r_f[outage.end + 1 : high])) + outage.end + 1
    first = int(before[-1]) + 1 if before.size else outage.earliest
    last = int(after[0]) if after.size else outage.latest
    return min(first, outage.earliest) - BESIDE, max(last, outage.latest) + BESIDE


def _breaks(x: Floats) -> list[int]:
    try:
        pieces = breaks(x)
    except InsufficientData:
        return []
    big = np.abs(pieces.step[:, 0]) > 3.0 * pieces.step_sd[:, 0]
    return [int(d) for d in pieces.breaks[big]]


def _valve_moves(valve: Floats | None) -> list[int]:
    """Days on which the daily valve position moved more than play."""
    if valve is None:
        return []
    seen = np.flatnonzero(np.isfinite(valve))
    moved = np.abs(np.diff(valve[seen])) > VALVE
    return [int(d) for d in seen[1:][moved]]


def _valve_change(valve: Floats | None, start: int, end: int) -> float:
    if valve is None:
        return float("nan")
    before, after = valve[max(start - 7, 0) : start], valve[end + 1 : end + 8]
    if not (np.isfinite(before).any() and np.isfinite(after).any()):
        return float("nan")
    return float(np.nanmedian(after) - np.nanmedian(before))


def _judged(
    r_f: Floats, sd: Floats, facts: Facts, span: tuple[int, int], room: tuple[int, int]
) -> Break:
    start, end = span
    step = step_at(r_f, sd, start, end, *room)
    ln_dp = {
        side: step_at(x, np.broadcast_to(0.01, x.shape), start, end, *room)
        for side, x in facts.ln_dp.items()
    }
    seen = Seen(
        step,
        ln_dp,
        _valve_change(facts.valve, start, end),
        _imbalance(facts, start, end, room),
        outage=any(o.start <= end and o.end >= start for o in facts.outages),
        logged=any(a - NEAR <= end and b + NEAR >= start for a, b in facts.logged),
        switch=any(abs(d - start) <= 2 for d in facts.switches),
        scale=facts.scale,
        resistance=facts.resistance,
        tube=facts.tube,
        meters=facts.meters,
    )
    misfit = misfits(seen)
    best, second = _ranked(misfit)
    return Break(
        start,
        end,
        step,
        ln_dp,
        seen.valve,
        seen.outage,
        seen.logged,
        best,
        second,
        misfit[second] - misfit[best],
        seen.imbalance,
        misfit,
    )


def _ranked(misfit: Mapping[Cause, float]) -> tuple[Cause, Cause]:
    """The best cause and the next one that is not the same thing."""
    order = sorted(misfit, key=lambda cause: misfit[cause])
    best = order[0]
    other = (c for c in order[1:] if SAME.get(c, c) != SAME.get(best, best))
    return best, next(other)


def _imbalance(facts: Facts, start: int, end: int, room: tuple[int, int]) -> Step:
    """Step of the heat balance as measured, in shares of the duty."""
    if facts.imbalance is None:
        return UNKNOWN
    sd = max(facts.imbalance_sd, LEAST_IMBALANCE)
    if not np.isfinite(sd):
        return UNKNOWN
    sds = np.broadcast_to(sd, facts.imbalance.shape)
    return step_at(facts.imbalance, sds, start, end, *room)
