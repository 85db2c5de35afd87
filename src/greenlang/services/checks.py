"""`greenlang check`: what is missing or implausible before anything runs."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from greenlang.agents.agent import Agent, Finding, Spread
from greenlang.core.errors import GreenlangError, InputError
from greenlang.core.quality import usable
from greenlang.services.files.tags import Readings, readings
from greenlang.services.history import declared, plant_of


def findings(agent: Agent, plant_file: Path, history_file: Path) -> Iterator[Finding]:
    """Every finding, errors of the plant file first; never raises for what it can report."""
    try:
        plant = plant_of(agent, plant_file)
    except InputError as error:
        for line in str(error).split("\n  - ")[1:] or [str(error)]:
            yield Finding("error", plant_file.name, line)
        return
    how = declared(agent)
    for assumed in plant.warnings:
        yield Finding("note", plant_file.name, f"assumed: {assumed}")
    try:
        wanted = how.tags(plant)
        read = readings(history_file, wanted, zone=plant.timezone, missing="report")
    except GreenlangError as error:
        yield Finding("error", history_file.name, f"{type(error).__name__}: {error}")
        return
    for tag, hint in read.report.missing.items():
        yield Finding("error", history_file.name, f"no tag {tag!r}{hint}")
    yield from _reading(read, history_file.name)
    spreads = {tag: spread for tag in read if (spread := _spread(read, tag)) is not None}
    for tag in read:
        if tag not in spreads:
            yield Finding("error", f"tag {tag}", "has not one usable value")
    yield from how.implausible(plant, spreads)


def _reading(read: Readings, name: str) -> Iterator[Finding]:
    report = read.report
    how = report.choices
    yield Finding(
        "note", name,
        f"{report.rows} rows, {how.layout}, time as {how.time_format} in {how.zone}, "
        f"decimal {how.decimal or 'not seen'}; {report.order} order",
    )  # fmt: skip
    for warning in report.warnings:
        yield Finding("warning", name, warning)
    for tag, each in report.tags.items():
        texts = {**each.texts, **each.unknown}
        if texts:
            listed = ", ".join(f"{text!r} {n}" for text, n in texts.items())
            what = f"texts instead of values: {listed}"
            yield Finding("warning" if each.unknown else "note", f"tag {tag}", what)
        if each.conflicts:
            what = f"{each.conflicts} stamps hold two values: neither counts"
            yield Finding("warning", f"tag {tag}", what)


def _spread(read: Readings, tag: str) -> Spread | None:
    series = read[tag]
    good = usable(series.code) & np.isfinite(series.value)
    if not np.any(good):
        return None
    low, median, high = np.percentile(series.value[good], (1, 50, 99))
    return Spread(float(low), float(median), float(high), float(np.mean(good)))
