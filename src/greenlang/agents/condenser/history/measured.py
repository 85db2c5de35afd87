"""From readings to hourly medians in SI of every tag of a unit (spec 4.1, 4.2).

What a gate stops is coded, counted and left out; nothing is filled in but the last value over at
most three intervals. A gauge against the barometer takes the barometer of its own moment.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from greenlang.agents.condenser.model import Plant, PowerUnit, Tag
from greenlang.agents.condenser.plant.tags import MASS_FLOW, PASCAL, ROLES, is_gauge, stored_as
from greenlang.agents.condenser.plant.whole import tag_names
from greenlang.core.errors import GreenlangError, InsufficientData
from greenlang.core.quality import Codes, Quality, usable
from greenlang.core.quantities import scale
from greenlang.library.air.masses import MASS, Reference
from greenlang.library.series import Grid, coded, spikes, stuck
from greenlang.library.series.arrays import Bools, Floats, Ints
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

WEATHER = 1000.0  # Pa, sd of a barometer about its mean, where only that is known
FLOORS = {"p": 100.0, "t_in": 0.3, "t_out": 0.5, "v": 0.03, "power": 0.02, "q_steam": 0.02}
"""Least change within an hour that counts as unsteady: Pa, K, or a share."""
SHARED = ("v", "power", "q_steam")
SHUT = 0.2  # of its usual flow, below which a waterbox is shut
MOVES = {
    "p": ("p", "t_hood", "t_hotwell", "t_out"),
    "t_out": ("t_out", "t_hood", "p"),
    "t_in": ("t_in",),
    "t_hood": ("p", "t_hotwell"),
    "t_hotwell": ("p", "t_hood"),
    "t_vent": ("p", "t_hood"),
    "v": ("v",),
}
"""Role -> roles that move with it: where they do and it does not, it is stuck."""


SPIKY = {
    role: 1000.0 if role == "barometer" else 0.0
    for role, what in ROLES.items()
    if what.sigma > 0.0 and role not in {"air", "oxygen", "fan", "pump_speed", "humidity"}
}
"""Roles whose spikes are taken out -> least spike, SI; what jumps in earnest is not among them."""


@dataclass(frozen=True)
class Measured:
    """All tags of a unit on one axis of hours, from local midnight of the first day."""

    start: float  # s since 1970
    n: int
    tags: Mapping[str, TagHours]
    failed: Mapping[str, str]  # tag -> why there is nothing
    warnings: tuple[str, ...] = ()

    @property
    def days(self) -> Ints:
        """Days since 1970, local to the offset of the first day."""
        return round(self.start / DAY) + np.arange(self.n // 24, dtype=np.int64)


def span(plant: Plant, readings: Readings, offset: float = 0.0) -> Grid:
    """Whole days that hold every reading of the plant's tags.

    Errors: InsufficientData if no tag of the plant has a reading.
    """
    return span_of(tag_names(plant), readings, plant.name, offset)


def measured(unit: PowerUnit, readings: Readings, grid: Grid, barometer: float | None) -> Measured:
    """Hourly medians of all tags of a unit; tags without readings are in `failed`."""
    site, warnings = _barometer(unit, readings, grid, barometer)
    aligned: dict[str, tuple[Floats, Codes]] = {}
    failed: dict[str, str] = {}
    for role, tag in _each(unit):
        try:
            aligned[tag.tag] = _aligned(role, tag, readings, grid, site)
        except GreenlangError as error:
            failed[tag.tag] = str(error)
    done = {}
    for role, tag in _each(unit):
        if tag.tag in aligned:
            done[tag.tag] = _hours(unit, (role, tag), aligned, grid, varies=site.varies)
    return Measured(grid.start, grid.n // SLOTS, done, failed, warnings)


def _each(unit: PowerUnit) -> Iterable[tuple[str, Tag]]:
    for (role, _), several in unit.tags.items():
        for tag in several:
            yield role, tag


@dataclass(frozen=True)
class _Site:
    """The barometer, Pa: measured (n,), or one number, or none."""

    p: Floats | None
    varies: bool


def _barometer(
    unit: PowerUnit, readings: Readings, grid: Grid, known: float | None
) -> tuple[_Site, tuple[str, ...]]:
    tags = unit.tagged("barometer")
    if tags:
        try:
            x, _ = _aligned("barometer", tags[0], readings, grid, _Site(None, varies=True))
        except GreenlangError:
            x = np.full(grid.n, np.nan)
        if np.isfinite(x).any():
            return _Site(resized(x, grid.n), varies=True), ()
    if known is None:
        return _Site(None, varies=False), ()
    gauges = [tag.tag for role, tag in _each(unit) if _is_pressure(role) and is_gauge(tag)]
    if not gauges:
        return _Site(np.full(grid.n, known), varies=False), ()
    told = (
        f"{', '.join(gauges)}: against a barometer that is not measured, {known / 100:.4g} mbar "
        "taken all year; weather moves it by 10 mbar (1 sigma), and the vacuum with it"
    )
    return _Site(np.full(grid.n, known), varies=False), (told,)


def _is_pressure(role: str) -> bool:
    return ROLES[role].like[:1] == (PASCAL,)


def _aligned(
    role: str, tag: Tag, readings: Readings, grid: Grid, site: _Site
) -> tuple[Floats, Codes]:
    """The tag on the grid in SI, spikes taken out."""
    try:
        reading = readings[tag.tag]
    except KeyError:
        raise InsufficientData(f"no tag {tag.tag!r} in the readings; check the tag map") from None
    found = on_grid(reading, grid)
    x = _si(role, tag, found.x, site)
    known = x[np.isfinite(x)]
    floor = 3.0 * float(np.median(_sigma(tag, known))) if known.size else 0.0
    code = found.code
    if role in SPIKY:
        code = coded(code, Quality.SPIKE, spikes(x, floor=max(floor, SPIKY[role])))
    return np.where(usable(code), x, np.nan), code


def _si(role: str, tag: Tag, x: Floats, site: _Site) -> Floats:
    like = stored_as(role, tag.unit)
    if like is None:
        return x
    if like is PASCAL and is_gauge(tag):
        if site.p is None:
            raise InsufficientData(
                f"{tag.tag} is in {tag.unit!r}, against the barometer, and there is none: give "
                "plant.barometer or the tag `barometer`"
            )
        vacuum = scale(tag.unit, like, 0.0)
        return vacuum.slope * x + resized(site.p, len(x))
    to_si = scale(tag.unit, like)
    found = to_si.slope * x + to_si.offset
    if role == "air" and like is not MASS_FLOW:
        standard: Reference = "60 degF" if tag.standard == "60 degF" else "70 degF"
        return np.asarray(MASS["0 degC" if tag.standard == "0 degC" else standard](found))
    return found


def _sigma(tag: Tag, x: Floats) -> Floats:
    return sigmas(x, tag.sigma, relative=tag.relative)


def _hours(
    unit: PowerUnit,
    of: tuple[str, Tag],
    aligned: Mapping[str, tuple[Floats, Codes]],
    grid: Grid,
    *,
    varies: bool,
) -> TagHours:
    role, tag = of
    x, code = aligned[tag.tag]
    code = coded(code, Quality.STUCK, _stuck(unit, of, aligned, grid))
    x = np.where(usable(code), x, np.nan)
    typical = float(np.nanmedian(np.abs(x))) if np.isfinite(x).any() else 1.0
    floor = FLOORS.get(role, 0.0) * (typical if role in SHARED else 1.0)
    done = tag_hours(tag.tag, x, code, grid, (tag.sigma, tag.relative), floor)
    if _is_pressure(role) and is_gauge(tag) and not varies:
        done = replace(done, sigma=np.hypot(done.sigma, WEATHER))
    return replace(done, volume=stored_as(role, tag.unit) is not MASS_FLOW)


def _stuck(
    unit: PowerUnit, of: tuple[str, Tag], aligned: Mapping[str, tuple[Floats, Codes]], grid: Grid
) -> Bools:
    """Where the tag stands still while another that should move with it moves."""
    role, tag = of
    x = aligned[tag.tag][0]
    others = {
        other.tag: float(np.nanmedian(_sigma(other, aligned[other.tag][0])))
        for kind, other in _each(unit)
        if kind in MOVES.get(role, ())
        and other.tag in aligned
        and other.tag != tag.tag
        and np.isfinite(aligned[other.tag][0]).any()
    }
    if not others:
        return np.zeros(x.shape, np.bool_)
    n = len(x)
    table = np.column_stack([resized(aligned[other][0], n) for other in others])
    step = HOUR if n < grid.n else STEP
    where = _running(unit, aligned, n)
    if role == "v" and np.isfinite(x).any():  # a shut waterbox reads no flow, and rightly rests
        where = where & ~(x < SHUT * float(np.nanmedian(x)))
    return stuck(x, table, np.array(list(others.values())), step=step, where=where)


def _running(unit: PowerUnit, aligned: Mapping[str, tuple[Floats, Codes]], n: int) -> Bools:
    """Slots in which the unit runs: at rest no value is stuck."""
    tags = unit.tagged("power")
    if not tags or tags[0].tag not in aligned:
        return np.ones(n, np.bool_)
    power = resized(aligned[tags[0].tag][0], n)
    return np.asarray(~(power <= 0.1 * unit.gross))
