"""Cleanings that the data show against those that a log names, and the share that each removed."""

from collections.abc import Sequence

import numpy as np

NEAR = 3  # days by which log and data may differ
NONE = 1e6  # days; what a pair that is none costs

Span = tuple[int, int]
"""First and last day."""


def matched(found: Sequence[Span], logged: Sequence[Span], near: int = NEAR) -> dict[int, int]:
    """Index of the log's entry of every cleaning found that has one.

    One to one, as many pairs as can be, and of these the ones whose dates agree best.
    """
    if not found or not logged:
        return {}
    from scipy.optimize import linear_sum_assignment

    cost = np.array([[_misdated(one, entry, near) for entry in logged] for one in found])
    pairs = zip(*(side.tolist() for side in linear_sum_assignment(cost)), strict=True)
    return {i: k for i, k in pairs if cost[i, k] < NONE}


def _misdated(one: Span, entry: Span, near: int) -> float:
    """Days by which both dates differ; more than all pairs together where they cannot be one."""
    apart = max(0, one[0] - entry[1], entry[0] - one[1])
    return NONE if apart > near else float(abs(entry[0] - one[0]) + abs(entry[1] - one[1]))


def effect(before: float, after: float, best: float, sd: float) -> tuple[float, float]:
    """Share of the deposit removed, (before - after)/(before - best), and its sd; NaN if unsure."""
    room = before - best
    if not room > 2.0 * sd:
        return float("nan"), float("nan")
    share = (before - after) / room
    return share, float(np.hypot(sd / room, share * sd / room))
