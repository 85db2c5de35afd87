"""What is to be said of each tag of a unit: readings used, spells stuck, drifts, disagreements."""

from collections.abc import Iterator

import numpy as np

from greenlang.agents.condenser.history.measured import Measured
from greenlang.agents.condenser.model import PowerUnit, Tag
from greenlang.agents.condenser.results import CondenserHistory, Event, TagFinding
from greenlang.agents.page import date
from greenlang.core.quality import Quality
from greenlang.library.series.arrays import Floats, runs
from greenlang.library.series.hours import TagHours

SPELL, APART = 6, 24  # hours that a spell stuck lasts, and that part one from the next
FEW = 0.5  # share of the readings that are usable
LAST = 10  # days without a value at the end


def tag_findings(
    unit: PowerUnit, measured: Measured, found: tuple[CondenserHistory, ...]
) -> tuple[TagFinding, ...]:
    """One line a tag; what a balance moved a tag by is in `found`'s own pages."""
    events = [event for one in found for event in one.events if event.tag_name]
    return tuple(
        _finding(unit, role, tag, measured, events)
        for (role, _), several in unit.tags.items()
        for tag in several
    )


def _finding(
    unit: PowerUnit, role: str, tag: Tag, measured: Measured, events: list[Event]
) -> TagFinding:
    hours = measured.tags.get(tag.tag)
    nan = float("nan")
    if hours is None:
        why = measured.failed.get(tag.tag, "no readings")
        return TagFinding(tag.tag, role, unit.name, 0, {}, nan, nan, f"no data: {why}")
    said = [*_drifts(tag, events), *_spells(hours), *_gaps(hours, measured)]
    good = int(hours.counts.get("good", 0))
    verdict = "; ".join(said) or "ok"
    return TagFinding(tag.tag, role, unit.name, good, hours.counts, nan, nan, verdict)


def _drifts(tag: Tag, events: list[Event]) -> Iterator[str]:
    for one in events:
        if one.tag_name == tag.tag:
            size = _size(one)
            until = "" if one.end is None else f" until {date(one.end)}"
            yield f"drift of {size} since {date(one.start)}{until}"


def _size(of: Event) -> str:
    if of.size_unit == "Pa":
        return f"{of.size / 100:+.2g} mbar"
    return f"{of.size:+.2g} K" if of.size_unit == "K" else f"{of.size:+.1%}"


def _spells(hours: TagHours) -> Iterator[str]:
    first, last = runs(hours.code == Quality.STUCK)
    joined: list[list[int]] = []
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        if joined and a - joined[-1][1] < APART:
            joined[-1][1] = b
        else:
            joined.append([a, b])
    total = sum(b - a for a, b in joined if b - a >= SPELL)
    if total:
        yield f"stuck for {total} h"


def _gaps(hours: TagHours, measured: Measured) -> Iterator[str]:
    seen = np.flatnonzero(np.isfinite(hours.x))
    if seen.size == 0:
        yield "not one usable value"
        return
    if seen[-1] < len(hours.x) - 24 * LAST:
        yield f"no value since {date(float(measured.days[int(seen[-1]) // 24]))}"
    share = _usable(hours.x)
    if share < FEW:
        yield f"only {share:.0%} of the hours have a value"


def _usable(x: Floats) -> float:
    return float(np.mean(np.isfinite(x)))
