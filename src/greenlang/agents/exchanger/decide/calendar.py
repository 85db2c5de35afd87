"""Weeks of the plan: which the unit runs, which are closed to new work, and running time."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.model import PlanSettings

Floats = NDArray[np.float64]
WEEK = 7


@dataclass(frozen=True)
class Calendar:
    """Days from `start` (since 1970); `running` (days,) is 0 in shutdowns; `closed` by week.

    `theta` (days + 1,) is the running time in days at the beginning of each day.
    """

    start: int
    weeks: int
    running: Floats
    closed: NDArray[np.bool_]
    theta: Floats

    @property
    def days(self) -> int:
        """Days of the horizon."""
        return WEEK * self.weeks

    def running_until(self, day: NDArray[np.floating]) -> Floats:
        """Running time (days) until a fractional day of the horizon, at most its end."""
        return np.asarray(np.interp(day, np.arange(self.days + 1), self.theta))


def calendar(settings: PlanSettings) -> Calendar:
    """The weeks of a plan; a week is closed if any of its days is."""
    days = WEEK * settings.weeks
    running = 1.0 - _marked(settings.outages, settings.start, days)
    closed = _marked(settings.closed, settings.start, days)
    return Calendar(
        settings.start,
        settings.weeks,
        running,
        np.asarray(closed.reshape(settings.weeks, WEEK).max(axis=1) > 0),
        np.concatenate([[0.0], np.cumsum(running)]),
    )


def _marked(spans: Iterable[tuple[int, int]], start: int, days: int) -> Floats:
    marks = np.zeros(days)
    for first, last in spans:
        marks[max(first - start, 0) : max(last - start + 1, 0)] = 1.0
    return marks
