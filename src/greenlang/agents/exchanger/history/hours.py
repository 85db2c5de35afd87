"""From readings to hourly medians in SI: alignment, gates, steady hours (spec 4.1, 4.2).

What a gate stops is coded, counted and left out; nothing is filled in but the last value over at
most three intervals. A tag whose readings lie an hour apart is judged by the hour: each reading
stands for its hour and nothing is held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.model import Exchanger, Plant, Tag, base
from greenlang.core.errors import GreenlangError, InsufficientData, UnitError
from greenlang.core.quality import Codes, Quality, usable
from greenlang.core.quantities import scale
from greenlang.core.units import Kelvin, KgPerSecond, M3PerSecond, PascalDiff, Ratio, Unit
from greenlang.library.series import (
    Aligned,
    Grid,
    align,
    calm,
    coded,
    grid_over,
    hourly,
    running,
    spikes,
    stuck,
)
from greenlang.library.series.gates import reasons

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STEP = 600.0  # s, base grid
HOUR = 3600.0
DAY = 86400.0
SLOTS = round(HOUR / STEP)
JITTER = 60.0  # s by which a reading may miss its full hour
REGULAR = 0.9  # share of the readings that lie whole hours apart in a history by the hour
FLOOR_T, FLOOR_M = 1.0, 0.03  # K, share of the flow: least change that is unsteady (spec 4.2)
TEMPERATURES = ("t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out")
FLOWS = ("m_hot", "m_cold")


class Reading(Protocol):
    """Readings of one tag: seconds since 1970, values in the tag's unit, quality codes."""

    @property
    def time(self) -> NDArray[np.int64]:
        """Stamps (n,), rising."""
        ...

    @property
    def value(self) -> Floats:
        """Values (n,), NaN where not usable."""
        ...

    @property
    def code(self) -> Codes:
        """`core.quality.Quality` of each value."""
        ...


class Readings(Protocol):
    """Readings by tag."""

    def __contains__(self, tag: object) -> bool: ...

    def __getitem__(self, tag: str) -> Reading: ...


@dataclass(frozen=True)
class TagHours:
    """One tag by hour: median in SI (flows still as metered), quality, counts on its own grid."""

    tag: str
    x: Floats
    code: Codes
    steady: Bools
    volume: bool  # m3/s, not kg/s
    sigma: Floats  # SI, of one reading
    counts: Mapping[str, int]
    noise: float  # sd of a 10-minute value about its neighbours, SI; NaN if unknown
    by_hour: bool = False  # readings an hour apart: what passes within the hour is not seen


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
    found = [readings[name].time for name in sorted(names) if name in readings]
    ends = [(float(t[0]), float(t[-1])) for t in found if t.size]
    if not ends:
        raise InsufficientData(
            f"none of the {len(names)} tags of {plant.name} has a reading; check the tag names"
        )
    return grid_over(min(a for a, _ in ends), max(b for _, b in ends), STEP, DAY, offset)


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


def by_the_hour(t: Floats) -> bool:
    """Whether stamps (s, rising) lie an hour or whole hours apart."""
    apart = np.diff(t)
    if apart.size == 0 or np.median(apart) < HOUR - JITTER:
        return False
    off = np.abs(apart - HOUR * np.rint(apart / HOUR))
    return bool(np.mean(off <= JITTER) >= REGULAR)


def _on_grid(reading: Reading, grid: Grid) -> Aligned:
    """Readings on the base grid; those by the hour on a grid of hours, nothing held."""
    t = reading.time.astype(np.float64)
    there = t[reading.code != Quality.MISSING]
    if not by_the_hour(there):
        return align(t, reading.value, grid, reading.code)
    whole = Grid(grid.start, HOUR, grid.n // SLOTS)
    # An average is stamped anywhere in its hour, but always at the same minute.
    late = (there - there[0] + HOUR / 2.0) % HOUR - HOUR / 2.0
    phase = (there[0] - grid.start + float(np.median(late))) % HOUR
    place = (t - phase - grid.start) / HOUR
    if np.max(np.abs(place - np.rint(place))) * HOUR <= JITTER:
        t = grid.start + HOUR * np.rint(place)
    return align(t, reading.value, whole, reading.code, hold=0)


def _resized(x: Floats, n: int) -> Floats:
    """A tag on a grid of `n` slots: hours repeated, or the means of their slots."""
    if len(x) == n:
        return x
    if len(x) < n:
        return np.repeat(x, n // len(x))
    rows = x.reshape(n, -1)
    seen = np.isfinite(rows)
    count = np.count_nonzero(seen, axis=1)
    return np.asarray(np.where(seen, rows, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan))


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
    on_grid = _on_grid(reading, grid)
    x = (to_si.slope * on_grid.x + to_si.offset) * (1.0 if tag.full is None else tag.full)
    floor = 3.0 * float(np.nanmedian(_sigma(tag, x))) if np.isfinite(x).any() else 0.0
    code = coded(on_grid.code, Quality.SPIKE, spikes(x, floor=floor))
    return np.where(usable(code), x, np.nan), code


def _sigma(tag: Tag, x: Floats) -> Floats:
    """Standard uncertainty of a reading, SI; a share of it ends at a tenth of the usual value."""
    if not tag.relative:
        return np.full(x.shape, tag.sigma)
    usual = float(np.nanmedian(np.abs(x))) if np.isfinite(x).any() else 1.0
    return np.where(np.isfinite(x), tag.sigma * np.maximum(np.abs(x), 0.1 * usual), np.nan)


def _hours(
    name: str,
    users: list[tuple[Exchanger, str]],
    aligned: Mapping[str, tuple[Floats, Codes]],
    grid: Grid,
) -> TagHours:
    asset, role = users[0]
    tag = asset.tags[role]
    x, code = aligned[name]
    if base(role) in TEMPERATURES + FLOWS:
        where = _stuck(name, users, aligned, grid)
        code = coded(code, Quality.STUCK, where)
        x = np.where(usable(code), x, np.nan)
    typical = float(np.nanmedian(np.abs(x))) if np.isfinite(x).any() else 1.0
    s = tag.sigma * typical if tag.relative else tag.sigma
    floor = FLOOR_T if base(role) in TEMPERATURES else FLOOR_M * typical
    whole = len(x) < grid.n
    median, steady = _by_hour(x, s, floor) if whole else _medians(x, s, floor)
    return TagHours(
        name,
        median,
        _hour_codes(code, median),
        steady,
        unit_of(role, tag)[1],
        _sigma(tag, median),
        reasons(code[:, None])[0],
        np.nan if whole else _noise(x),
        by_hour=whole,
    )


def _medians(x: Floats, s: float, floor: float) -> tuple[Floats, Bools]:
    """Medians of hours and whether they were steady."""
    result = hourly(x[:, None], np.array([s]), np.array([floor]))
    return result.x[:, 0], result.steady


def _by_hour(x: Floats, s: float, floor: float) -> tuple[Floats, Bools]:
    """Values that are hours already, and whether they changed little beside their neighbours."""
    return x, calm(x, np.asarray(max(3.0 * s / np.sqrt(SLOTS / 2.0), floor)))


def _stuck(
    name: str,
    users: list[tuple[Exchanger, str]],
    aligned: Mapping[str, tuple[Floats, Codes]],
    grid: Grid,
) -> Bools:
    """Where the tag stands still while another tag of its exchangers moves."""
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
    if not others:
        return np.zeros(x.shape, np.bool_)
    n = len(x)
    table = np.column_stack([_resized(aligned[other][0], n) for other in others])
    step, where = (HOUR if n < grid.n else STEP), _flowing(users, aligned, n)
    return stuck(x, table, np.array(list(others.values())), step=step, where=where)


def _flowing(
    users: list[tuple[Exchanger, str]], aligned: Mapping[str, tuple[Floats, Codes]], n: int
) -> Bools:
    """Slots of `n` in which an exchanger of the tag has flow: at rest no value is stuck."""
    out = []
    for one, _ in users:
        flows = [one.tags[role].tag for role in FLOWS if role in one.tags]
        known = [_resized(aligned[flow][0], n) for flow in flows if flow in aligned]
        if known:
            out.append(running(np.column_stack(known)))
    return np.any(out, axis=0) if out else np.ones(n, np.bool_)


def _hour_codes(code: Codes, median: Floats) -> Codes:
    """Good where the hour has a median, else the commonest reason of its readings."""
    rows = code.reshape(len(median), -1)
    bad = np.where(usable(rows), 0, rows)
    count = np.stack([np.count_nonzero(bad == q, axis=1) for q in Quality], axis=1)
    count[:, : Quality.MISSING] = 0
    reason = count.argmax(axis=1).astype(np.uint8)
    reason = np.where(reason == 0, np.uint8(Quality.MISSING), reason)
    return np.where(np.isfinite(median), np.uint8(Quality.GOOD), reason)


def _noise(x: Floats) -> float:
    """Sd of the reading-to-reading noise, from second differences of what is there."""
    bend = np.diff(x[: 1 << 15], 2)
    seen = bend[np.isfinite(bend)]
    if seen.size < 50:
        return float("nan")
    return float(1.4826 * np.median(np.abs(seen)) / np.sqrt(6.0))


def with_code(hour: TagHours, reason: Quality, where: Bools) -> TagHours:
    """The tag with some of its hours taken out for a reason."""
    code = coded(hour.code, reason, where)
    return replace(hour, code=code, x=np.where(usable(code), hour.x, np.nan))
