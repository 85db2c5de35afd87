"""Why hours and days of an exchanger count or not, and what is to be said of each tag."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.history.component import States
from greenlang.agents.exchanger.history.faults import Fault
from greenlang.agents.exchanger.history.hours import Hours
from greenlang.agents.exchanger.history.network import STATES
from greenlang.agents.exchanger.model import Exchanger, base
from greenlang.agents.exchanger.results import TagFinding
from greenlang.agents.page import date
from greenlang.core.quality import Codes, Quality
from greenlang.library.series.arrays import runs
from greenlang.library.series.daily import by_day
from greenlang.library.series.hours import TagHours

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SUSPECT = 3.0  # measurement test above which a tag is remarked upon


def hour_codes(
    asset: Exchanger, states: States, measured: Hours, valid: Bools, bypass: Bools
) -> Codes:
    """Quality of every hour of an exchanger: the first reason that kept it out."""
    i = states.component.assets.index(asset.name)
    code = np.full(measured.n, Quality.INFEASIBLE, np.uint8)
    code[~states.steady[:, i]] = Quality.UNSTEADY
    missing = ~np.isfinite(states.x[:, i]).all(axis=1)
    worst = np.full(measured.n, Quality.MISSING, np.uint8)
    for role in STATES:
        hour = measured.tags.get(asset.tags[role].tag) if role in asset.tags else None
        if hour is not None:
            worst = np.maximum(worst, np.where(hour.code > Quality.HELD, hour.code, 0))
    code[missing] = worst[missing]
    code[valid] = Quality.GOOD
    code[np.repeat(bypass, 24) & valid] = Quality.EVENT
    code[states.off[:, i]] = Quality.OFF
    return code


def day_codes(code: Codes) -> Codes:
    """Good where a day has six good hours, else its commonest reason."""
    rows = code.reshape(-1, 24)
    count = np.stack([np.count_nonzero(rows == q, axis=1) for q in Quality], axis=1)
    good = count[:, Quality.GOOD] >= 6
    count[:, Quality.GOOD] = 0
    return np.where(good, np.uint8(Quality.GOOD), count.argmax(axis=1).astype(np.uint8))


def stuck_spells(hour: TagHours, least: int = 6) -> list[tuple[int, int]]:
    """First hour, and hour after the last, of the spells in which the tag stood still."""
    first, last = runs(hour.code == Quality.STUCK)
    found: list[list[int]] = []
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        if found and a - found[-1][1] < 24:
            found[-1][1] = b
        else:
            found.append([a, b])
    return [(a, b) for a, b in found if b - a >= least]


def tag_findings(
    assets: Mapping[str, Exchanger], states: States, measured: Hours
) -> tuple[TagFinding, ...]:
    """One line a tag of a component."""
    out = []
    for name, (asset, role) in _users(assets, states).items():
        hour = measured.tags.get(name)
        if hour is None:
            reason = measured.failed.get(name, "no readings")
            out.append(TagFinding(name, role, asset, 0, {}, np.nan, np.nan, f"no data: {reason}"))
            continue
        port = states.component.node.get((asset, base(role)))
        adjustment, z = (np.nan, np.nan)
        if port is not None:
            adjustment = _mean(states.adjustment[:, port])
            z = _largest(states.z[:, port])
        good = int(hour.counts.get("good", 0))
        unit = "K" if role.startswith("t_") else "kg/s"
        verdict = _verdict(name, unit, hour, states.faults, measured, z)
        out.append(TagFinding(name, role, asset, good, hour.counts, adjustment, z, verdict))
    return tuple(out)


def _users(assets: Mapping[str, Exchanger], states: States) -> dict[str, tuple[str, str]]:
    users: dict[str, tuple[str, str]] = {}
    for name in states.component.assets:
        for role, tag in assets[name].tags.items():
            users.setdefault(tag.tag, (name, role))
    return users


def _mean(x: Floats) -> float:
    return float(np.nanmean(x)) if np.isfinite(x).any() else float("nan")


def _largest(z: Floats) -> float:
    """The largest daily median of the measurement test, with its sign."""
    rows = by_day(z)
    enough = np.count_nonzero(np.isfinite(rows), axis=1) >= 6
    if not enough.any():
        return float("nan")
    daily = np.nanmedian(rows[enough], axis=1)
    return float(daily[np.argmax(np.abs(daily))])


def _verdict(
    name: str, unit: str, hour: TagHours, found: tuple[Fault, ...], measured: Hours, z: float
) -> str:
    days = measured.days
    for fault in found:
        if fault.tags == (name,):
            since = date(float(days[fault.start]))
            return f"{fault.shape} of {fault.size:+.3g} {unit} since {since}"
        if name in fault.tags:
            return "not separable: " + ", ".join(fault.tags)
    spells = stuck_spells(hour)
    if spells:
        return f"stuck for {sum(b - a for a, b in spells)} h"
    return f"suspect: |z| {abs(z):.1f}" if abs(z) > SUSPECT else "ok"
