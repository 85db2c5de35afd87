"""From irregular readings to a regular grid.

Slot k of a grid covers [start + k step, start + (k + 1) step). A reading holds until the next one
(historians store changes), at most to the end of the slots in which it may be held; a bad reading
ends the value before it and puts nothing in its place.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from greenlang.core.errors import InputError
from greenlang.core.quality import Quality, usable
from greenlang.library.series.arrays import Bools, Codes, Floats, Ints, floats

SAME_STAMP = 1e-3  # s; historians keep milliseconds
ENOUGH = 0.5  # share of a slot that good readings must cover


@dataclass(frozen=True)
class Grid:
    """`n` slots of `step` seconds from `start` (seconds since 1970)."""

    start: float
    step: float
    n: int

    @property
    def end(self) -> float:
        """End of the last slot, s since 1970."""
        return self.start + self.n * self.step

    @property
    def stamps(self) -> Floats:
        """Start of every slot, s since 1970."""
        return self.start + self.step * np.arange(self.n, dtype=np.float64)

    @property
    def edges(self) -> Floats:
        """Start of every slot and end of the last, s since 1970."""
        return self.start + self.step * np.arange(self.n + 1, dtype=np.float64)


@dataclass(frozen=True)
class Aligned:
    """Values and quality codes on a grid: (n,) or (n, tags); NaN where not usable."""

    x: Floats
    code: Codes


def grid_over(
    first: float, last: float, step: float = 600.0, block: float = 86400.0, offset: float = 0.0
) -> Grid:
    """Grid of whole blocks (days) that holds every stamp from `first` to `last`, s since 1970.

    Blocks begin `offset` seconds after multiples of `block` (minus the zone's offset for local
    days).
    """
    if not (step > 0.0 and block > 0.0 and abs(block / step - round(block / step)) < 1e-9):
        raise InputError(
            f"step {step:g} s does not divide block {block:g} s; choose a step that does"
        )
    if not (np.isfinite(first) and np.isfinite(last) and first <= last):
        raise InputError(f"a grid from {first:g} s to {last:g} s is empty; check the time column")
    start = np.floor((first - offset) / block) * block + offset
    blocks = int(np.floor((last - start) / block)) + 1
    return Grid(float(start), step, blocks * round(block / step))


def align(
    t: Floats,
    x: Floats,
    grid: Grid,
    code: Codes | None = None,
    *,
    mode: Literal["mean", "last"] = "mean",
    hold: int = 3,
) -> Aligned:
    """Readings on the grid: time-weighted mean of each slot, or its last value.

    Parameters
    ----------
    t : (n,)
        Stamps, s since 1970, in any order.
    x : (n,) or (n, tags)
        Readings; NaN is no reading.
    code : as x
        Quality codes; default good. `MISSING` is no reading, other codes above `HELD` are bad ones.
    mode
        "mean" weights each reading by the time that it holds; "last" takes the last of the slot
        (historians that store a value when it changes).
    hold
        Slots over which the last good value is carried where there is no reading, coded `HELD`.

    Two readings of one stamp that differ are a `CONFLICT`. Stamps that lie on the grid already
    are only moved. Errors: InputError for shapes that differ and stamps that are not numbers.
    """
    t, x = floats(t), floats(x)
    code = _coded(t, x, code)
    slot, on_grid = _slots(t, grid)
    if on_grid:
        return _held(*_placed(slot, x, code, grid), hold)
    if x.ndim == 1:
        return _column(t, x, code, grid, mode=mode, hold=hold)
    columns = [
        _column(t, x[:, j], code[:, j], grid, mode=mode, hold=hold) for j in range(x.shape[1])
    ]
    return Aligned(
        np.column_stack([c.x for c in columns]), np.column_stack([c.code for c in columns])
    )


def _coded(t: Floats, x: Floats, code: Codes | None) -> Codes:
    if t.ndim != 1 or x.shape[:1] != t.shape or x.ndim > 2:
        raise InputError(f"{t.shape} stamps and {x.shape} readings; give (n,) and (n,) or (n, k)")
    if not np.all(np.isfinite(t)):
        raise InputError("a time stamp is not a number; drop such rows when reading")
    if code is None:
        code = np.zeros(x.shape, np.uint8)
    if code.shape != x.shape:
        raise InputError(f"{code.shape} codes for {x.shape} readings; give one code a reading")
    return np.where(np.isnan(x) & usable(code), np.uint8(Quality.MISSING), code)


def _slots(t: Floats, grid: Grid) -> tuple[Ints, bool]:
    place = (t - grid.start) / grid.step
    slot = np.rint(place).astype(np.int64)
    near = np.all(np.abs(place - slot) * grid.step < SAME_STAMP)
    on_grid = bool(near and np.all(np.diff(slot) > 0))
    return (slot if on_grid else np.floor(place).astype(np.int64)), on_grid


def _placed(slot: Ints, x: Floats, code: Codes, grid: Grid) -> tuple[Floats, Codes]:
    first, last = np.searchsorted(slot, [0, grid.n])
    slot, x, code = slot[first:last], x[first:last], code[first:last]
    if slot.size == grid.n:
        return np.where(usable(code), x, np.nan), code
    values = np.full((grid.n, *x.shape[1:]), np.nan)
    codes = np.full(values.shape, Quality.MISSING, np.uint8)
    values[slot] = np.where(usable(code), x, np.nan)
    codes[slot] = code
    return values, codes


def _held(x: Floats, code: Codes, hold: int) -> Aligned:
    """Carry the last good value over at most `hold` slots without a reading."""
    empty = code == Quality.MISSING
    if not empty.any():
        return Aligned(x, code)
    x, code = x.copy(), code.copy()
    source = ~empty & usable(code)
    for _ in range(min(hold, len(x) - 1)):
        take = source[:-1] & empty[1:]
        x[1:][take] = x[:-1][take]
        code[1:][take] = Quality.HELD
        source = np.concatenate([np.zeros_like(take[:1]), take])
    return Aligned(x, code)


@dataclass(frozen=True)
class _Readings:
    """Readings of one tag in order of time, and the slot that each lies in."""

    t: Floats
    x: Floats
    code: Codes
    slot: Ints
    good: Bools


def _column(
    t: Floats, x: Floats, code: Codes, grid: Grid, *, mode: Literal["mean", "last"], hold: int
) -> Aligned:
    of = _ordered(t, x, code, grid, hold)
    if of.t.size == 0:
        return Aligned(np.full(grid.n, np.nan), np.full(grid.n, Quality.MISSING, np.uint8))
    if mode == "last":
        return _last(of, grid, hold)
    mean, seconds = _weighted(of, grid, hold)
    return _judged(of, mean, seconds / grid.step, grid)


def _ordered(t: Floats, x: Floats, code: Codes, grid: Grid, hold: int) -> _Readings:
    """Readings in order of time, good after bad at one stamp, conflicts coded."""
    early = grid.start - (hold + 1) * grid.step
    keep = (code != Quality.MISSING) & (t >= early) & (t < grid.end)
    t, x, code = t[keep], x[keep], code[keep].copy()
    if not np.all(np.diff(t) > 0):
        order = np.lexsort((usable(code), t))
        t, x, code = t[order], x[order], code[order]
        both = usable(code[1:]) & usable(code[:-1])
        clash = (t[1:] == t[:-1]) & both & (x[1:] != x[:-1])
        code[1:][clash] = Quality.CONFLICT
        code[:-1][clash] = Quality.CONFLICT
    slot = np.floor((t - grid.start) / grid.step).astype(np.int64)
    return _Readings(t, x, code, slot, usable(code))


def _weighted(of: _Readings, grid: Grid, hold: int) -> tuple[Floats, Floats]:
    """Time-weighted mean of every slot and the seconds that good readings cover."""
    cap = grid.start + (of.slot + 1 + hold) * grid.step
    until = np.minimum(np.append(of.t[1:], np.inf), cap)
    own = np.minimum(until, grid.start + (of.slot + 1) * grid.step) - of.t
    edges = grid.edges
    before = np.searchsorted(of.t, edges[:-1], side="left") - 1
    j = np.maximum(before, 0)
    carried = np.clip(np.minimum(until[j], edges[1:]) - edges[:-1], 0.0, None)
    carried = np.where((before >= 0) & of.good[j], carried, 0.0)
    # Relative to one reading, so that a constant tag stays exactly constant.
    zero = float(of.x[of.good][0]) if of.good.any() else 0.0
    dx = np.where(of.good, of.x - zero, 0.0)
    use = of.good & (of.slot >= 0)
    seconds = floats(np.bincount(of.slot[use], own[use], grid.n)) + carried
    total = np.bincount(of.slot[use], (own * dx)[use], grid.n) + carried * dx[j]
    return floats(zero + total / np.where(seconds > 0.0, seconds, np.nan)), seconds


def _judged(of: _Readings, mean: Floats, cover: Floats, grid: Grid) -> Aligned:
    inside = of.slot >= 0
    codes = np.full(grid.n, Quality.MISSING, np.uint8)
    codes[cover >= ENOUGH] = Quality.HELD
    fresh = np.bincount(of.slot[inside & of.good], minlength=grid.n) > 0
    codes[fresh & (cover >= ENOUGH)] = Quality.GOOD
    bad = inside & ~of.good
    worst = np.zeros(grid.n, np.uint8)
    np.maximum.at(worst, of.slot[bad], of.code[bad])
    codes = np.where((cover < ENOUGH) & (worst > 0), worst, codes)
    return Aligned(np.where(usable(codes), mean, np.nan), codes)


def _last(of: _Readings, grid: Grid, hold: int) -> Aligned:
    final = np.append(of.slot[1:] != of.slot[:-1], True)
    # Slots before the grid only feed the holding.
    lead = hold + 1
    final &= of.slot >= -lead
    values = np.full(grid.n + lead, np.nan)
    codes = np.full(grid.n + lead, Quality.MISSING, np.uint8)
    values[of.slot[final] + lead] = np.where(of.good, of.x, np.nan)[final]
    codes[of.slot[final] + lead] = of.code[final]
    held = _held(values, codes, hold)
    return Aligned(held.x[lead:], held.code[lead:])
