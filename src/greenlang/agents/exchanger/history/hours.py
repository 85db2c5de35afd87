"""From readings to hourly medians in SI: alignment, gates, steady hours (spec 4.1, 4.2).

What a gate stops is coded, counted and left out; nothing is filled in but the last value over at
most three intervals. A tag whose readings lie an hour apart is judged by the hour: each reading
stands for its hour and nothing is held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.model import Exchanger, Plant, Tag, base
from greenlang.core.errors import GreenlangError, InsufficientData, UnitError
from greenlang.core.quality import Codes, Quality, usable
from greenlang.core.quantities import scale
from greenlang.core.units import Kelvin, KgPerSecond, M3PerSecond, PascalDiff, Ratio, Unit
from greenlang.library.series import Grid, coded, running, spikes, stuck
from greenlang.library.series.hours import (
    DAY,
    HOUR,
    SLOTS,
    STEP,
    Readings,
    TagHours,
    on_grid,
    resized,
    sigmas,
    span_of,
    tag_hours,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FLOOR_T, FLOOR_M = 1.0, 0.03  # K, share of the flow: least change that is unsteady (spec 4.2)
TEMPERATURES = ("t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out")
FLOWS = ("m_hot", "m_cold")


@dataclass(frozen=True)
class Hours:
    """All tags of some exchangers on one axis of hours, from local midnight of the first day."""

    start: float  # s since 1970
    n: int
    tags: Mapping[str, TagHours]
    failed: Mapping[str, str]  # tag -> why there is nothing

    @property
    def days(self) -> Ints:
        """Days since 1970, local to the offset of the first day."""
        return round(self.start / DAY) + np.arange(self.n // 24, dtype=np.int64)


def span(plant: Plant, readings: Readings, offset: float = 0.0) -> Grid:
    """Whole days that hold every reading of the plant's tags.

    `offset` is the start of the local day after midnight UTC, s. Errors: InsufficientData if no
    tag of the plant has a reading.
    """
    names = {tag.tag for asset in plant.assets for tag in asset.tags.values()}
    return span_of(names, readings, plant.name, offset)


def unit_of(role: str, tag: Tag) -> tuple[Unit, bool]:
    """Unit that a role is converted to, and whether it is a volume flow."""
    if base(role) in TEMPERATURES:
        return _unit(Kelvin), False
    if base(role) in FLOWS and tag.full is None:
        return (_unit(KgPerSecond), False) if _is_mass(tag.unit) else (_unit(M3PerSecond), True)
    return (_unit(PascalDiff) if role.startswith("dp_") else _unit(Ratio)), False


def _unit(annotation: object) -> Unit:
    unit = getattr(annotation, "__metadata__", (None,))[0]
    if not isinstance(unit, Unit):
        raise UnitError(f"{annotation!r} is no unit")
    return unit


def _is_mass(unit: str) -> bool:
    try:
        scale(unit, _unit(KgPerSecond))
    except GreenlangError:
        return False
    return True


def hours(assets: Iterable[Exchanger], readings: Readings, grid: Grid) -> Hours:
    """Hourly medians of all tags of these exchangers."""
    users: dict[str, list[tuple[Exchanger, str]]] = {}
    for asset in assets:
        for role, tag in asset.tags.items():
            users.setdefault(tag.tag, []).append((asset, role))
    aligned: dict[str, tuple[Floats, Codes]] = {}
    failed: dict[str, str] = {}
    for name, use in users.items():
        try:
            aligned[name] = _aligned(name, use[0], readings, grid)
        except GreenlangError as error:
            failed[name] = str(error)
    done = {name: _hours(name, users[name], aligned, grid) for name in aligned}
    return Hours(grid.start, grid.n // SLOTS, done, failed)


def _aligned(
    name: str, use: tuple[Exchanger, str], readings: Readings, grid: Grid
) -> tuple[Floats, Codes]:
    """The tag on the grid in SI, spikes taken out."""
    asset, role = use
    tag = asset.tags[role]
    try:
        reading = readings[name]
    except KeyError:
        raise InsufficientData(f"no tag {name!r} in the readings; check the tag map") from None
    to_si = scale(tag.unit, unit_of(role, tag)[0])
    found = on_grid(reading, grid)
    x = (to_si.slope * found.x + to_si.offset) * (1.0 if tag.full is None else tag.full)
    floor = 3.0 * float(np.nanmedian(_sigma(tag, x))) if np.isfinite(x).any() else 0.0
    code = coded(found.code, Quality.SPIKE, spikes(x, floor=floor))
    return np.where(usable(code), x, np.nan), code


def _sigma(tag: Tag, x: Floats) -> Floats:
    return sigmas(x, tag.sigma, relative=tag.relative)


def _hours(
    name: str,
    users: list[tuple[Exchanger, str]],
    aligned: Mapping[str, tuple[Floats, Codes]],
    grid: Grid,
) -> TagHours:
    asset, role = users[0]
    tag = asset.tags[role]
    x, code = aligned[name]
    if base(role) in TEMPERATURES + FLOWS and tag.full is None:  # a fan may keep its speed
        where = _stuck(name, users, aligned, grid)
        code = coded(code, Quality.STUCK, where)
        x = np.where(usable(code), x, np.nan)
    typical = float(np.nanmedian(np.abs(x))) if np.isfinite(x).any() else 1.0
    floor = FLOOR_T if base(role) in TEMPERATURES else FLOOR_M * typical
    done = tag_hours(name, x, code, grid, (tag.sigma, tag.relative), floor)
    return replace(done, volume=unit_of(role, tag)[1])


def _stuck(
    name: str,
    users: list[tuple[Exchanger, str]],
    aligned: Mapping[str, tuple[Floats, Codes]],
    grid: Grid,
) -> Bools:
    """Where the tag stands still while another tag of its exchangers moves, or its noise stops."""
    role = base(users[0][1])
    kind = TEMPERATURES if role in TEMPERATURES else FLOWS
    others: dict[str, float] = {}
    for one, _ in users:
        for other_role in kind:
            other = one.tags.get(other_role)
            if other is not None and other.tag != name and other.tag in aligned:
                x = aligned[other.tag][0]
                s = float(np.nanmedian(_sigma(other, x))) if np.isfinite(x).any() else np.inf
                others[other.tag] = s
    x = aligned[name][0]
    n = len(x)
    table = [resized(aligned[other][0], n) for other in others] or [np.full(n, np.nan)]
    step, where = (HOUR if n < grid.n else STEP), _flowing(users, aligned, n)
    sigma = np.array(list(others.values()) or [np.inf])
    return stuck(x, np.column_stack(table), sigma, step=step, where=where)


def _flowing(
    users: list[tuple[Exchanger, str]], aligned: Mapping[str, tuple[Floats, Codes]], n: int
) -> Bools:
    """Slots of `n` in which an exchanger of the tag has flow: at rest no value is stuck."""
    out = []
    for one, _ in users:
        flows = [one.tags[role].tag for role in FLOWS if role in one.tags]
        known = [resized(aligned[flow][0], n) for flow in flows if flow in aligned]
        if known:
            out.append(running(np.column_stack(known)))
    return np.any(out, axis=0) if out else np.ones(n, np.bool_)
