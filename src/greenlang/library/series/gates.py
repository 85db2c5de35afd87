"""Gates that a reading must pass before it is used.

What a gate stops is coded, counted and never replaced.
"""

from dataclasses import dataclass

import numpy as np

from greenlang.core.errors import InputError
from greenlang.core.quality import Quality, usable
from greenlang.library.series.arrays import (
    CHUNK,
    Bools,
    Codes,
    Floats,
    Ints,
    floats,
    ranked,
    row_median,
    runs,
)

STEP = 2.0  # limits of steadiness by which a half hour must differ from the one before
CHANCE = 1e-6  # that a tag's own scatter makes a stretch of equal readings somewhere
SELDOM = 0.1  # of a tag's readings in long stretches, above which it is stored by exception


def median_7(x: Floats) -> Floats:
    """Centred median of seven along the first axis; a NaN counts as the value before it.

    At the ends the first and last values are repeated. All NaN stays NaN.
    """
    x = floats(x)
    if len(x) == 0:
        return x
    filled = _filled(x)
    padded = np.concatenate([filled[:1]] * 3 + [filled] + [filled[-1:]] * 3)
    out = np.empty_like(filled)
    for i in range(0, len(x), CHUNK):
        n = min(CHUNK, len(x) - i)
        lane = [padded[i + j : i + j + n] for j in range(7)]
        out[i : i + n] = ranked(lane, (3,))[3]
    return out


def _filled(x: Floats) -> Floats:
    """Each NaN replaced by the value before it, leading ones by the first value."""
    gap = np.isnan(x)
    if not gap.any():
        return x
    rows = np.arange(len(x)).reshape(-1, *[1] * (x.ndim - 1))
    last = np.maximum.accumulate(np.where(gap, -1, rows), axis=0)
    first = np.argmax(~gap, axis=0)
    return np.take_along_axis(x, np.where(last < 0, first, last), axis=0)


def spikes(x: Floats, mads: float = 6.0, floor: Floats | float = 0.0) -> Bools:
    """True where |x - median of seven| exceeds `mads` median absolute deviations of it.

    `x` is (n,) or (n, tags); the deviation is that of the whole column. `floor` is the least
    deviation that is called a spike (say three times the sigma of the tag), a number or one a tag.
    """
    x = floats(x)
    off = np.abs(x - median_7(x))
    mad = np.array([_median(column) for column in off.reshape(len(x), -1).T])
    limit = np.maximum(mads * mad.reshape(x.shape[1:]), floor)
    return np.asarray((off > limit) & (off > 0.0))


def _median(x: Floats) -> float:
    seen = x[np.isfinite(x)]
    return float(np.median(seen)) if seen.size else np.nan


def quantum(x: Floats) -> float:
    """Step to which the values were rounded, in their own unit; 0 if none shows.

    All values then lie whole steps apart, the closest two of them one step.
    """
    seen = x[np.isfinite(x)][:20_000]
    if seen.size < 20:
        return 0.0
    distinct = np.unique(seen)
    apart = np.diff(distinct)
    apart = apart[apart > 1e-9 * float(np.max(np.abs(distinct)))]
    if apart.size == 0:
        return 0.0
    step = float(np.min(apart))
    steps = (distinct - distinct[0]) / step
    return step if float(np.max(np.abs(steps - np.rint(steps)))) < 1e-3 else 0.0


def stuck(
    x: Floats,
    others: Floats,
    sigma: Floats | float,
    *,
    step: float = 600.0,
    least: float = 6 * 3600.0,
    moves: float = 5.0,
    where: Bools | None = None,
) -> Bools:
    """True where a tag stands still, or runs on one straight line, while its stream moves.

    Standing still is enough where the tag scatters at all other times, so that its readings do
    not repeat so often by chance, and the others go on scattering: a stream may rest for days, the
    noise of a transmitter does not.

    Parameters
    ----------
    x : (n,)
        The tag on a regular grid of `step` seconds, NaN where not usable.
    others : (n,) or (n, k)
        Other tags of the same stream; `sigma` are their standard uncertainties.
    least
        Shortest stretch, s. A straight line is what an interpolating historian stores.
    moves
        An hour's mean of another tag must span more than this many sigma within the stretch.
    where : (n,)
        Only look here (while running: a flow of zero is no fault).
    """
    x, others = floats(x), floats(others)
    others = others.reshape(len(x), -1)
    seen = np.isfinite(x) if where is None else np.isfinite(x) & where
    flagged = np.zeros(len(x), np.bool_)
    at = np.flatnonzero(seen)
    length = max(round(least / step), 3)
    if at.size < length:
        return flagged
    tiny = 1e-9 * max(float(np.max(np.abs(x[at]))), 1e-300)
    same = np.abs(np.diff(x[at])) <= tiny
    constant = _constant(same, at, length)
    still = [*constant, *_straight(x[at], at, length, tiny)]
    longest = _by_chance(same, constant)
    slow = _hour_mean(others, max(round(3600.0 / step), 1)) if still else others
    limit = moves * np.broadcast_to(floats(sigma), others.shape[1:])
    for k, (first, last) in enumerate(still):
        i, j = at[first], at[last - 1] + 1
        span = np.fmax.reduce(slow[i:j]) - np.fmin.reduce(slow[i:j])
        silent = k < len(constant) and last - first - 1 > longest
        if np.any(span > limit) or (silent and not _resting(others[i:j])):
            flagged[i:j] = seen[i:j]
    return flagged


def _hour_mean(x: Floats, n: int) -> Floats:
    """Mean of the `n` values up to each, of those present."""
    zero = np.zeros((1, x.shape[1]))
    total = np.concatenate([zero, np.cumsum(np.where(np.isnan(x), 0.0, x), axis=0)])
    number = np.concatenate([zero, np.cumsum(~np.isnan(x), axis=0)])
    low = np.maximum(np.arange(1, len(x) + 1) - n, 0)
    count = number[1:] - number[low]
    return np.asarray((total[1:] - total[low]) / np.where(count > 0, count, np.nan))


def _constant(same: Bools, at: Ints, length: int) -> list[tuple[int, int]]:
    """Stretches of equal readings at positions `at`; `same`: as the one before."""
    first, last = runs(same)
    # Long enough in time, with at least half of the values there.
    long = (at[last] - at[first] >= length - 1) & (last - first + 1 >= length / 2)
    return list(zip(first[long].tolist(), (last[long] + 1).tolist(), strict=True))


def _resting(others: Floats) -> bool:
    """Whether every tag of the stream that is there repeats itself, as a historian may do."""
    step = np.diff(others, axis=0)
    seen = np.count_nonzero(np.isfinite(step), axis=0)
    moved = np.count_nonzero(np.abs(step) > 0.0, axis=0)
    return bool(np.any(seen > 0) and np.all(moved <= seen / 2.0))


def _by_chance(same: Bools, long: list[tuple[int, int]]) -> float:
    """Repeats in a row that the tag's own scatter may make; inf where it says nothing of that.

    A share p of the readings that repeat is followed by one more, outside of the long stretches: n
    in a row are expected p^n times as often as there are readings.
    """
    usual = np.ones(len(same), np.bool_)
    for first, last in long:
        usual[first : last - 1] = False
    number = np.count_nonzero(usual)
    if number < (1.0 - SELDOM) * len(same):
        return np.inf
    one = same[:-1] & usual[:-1] & usual[1:]
    share = np.count_nonzero(same & usual) / number
    p = (np.count_nonzero(one & same[1:]) + share) / (np.count_nonzero(one) + 1.0)
    if p >= 1.0:
        return np.inf
    return float(np.log(CHANCE / number) / np.log(p)) if p > 0.0 else 0.0


def _straight(x: Floats, at: Ints, length: int, tiny: float) -> list[tuple[int, int]]:
    """Stretches where every window of `length` lies on a line within the rounding of the tag."""
    step = quantum(x)
    bend = np.abs(np.diff(x, 2)) <= 2.0 * step + tiny
    bend &= (np.diff(at)[1:] == 1) & (np.diff(at)[:-1] == 1)
    # A window of `length` points has `length - 2` bends, all of them small.
    low, high = runs(bend)
    long = high - low >= length - 2
    if not long.any():
        return []
    ends = zip(low[long], high[long], strict=True)
    start = np.concatenate([np.arange(a, b - length + 3) for a, b in ends])
    # Half a step from the true line is a little more from the fitted one.
    limit = 0.75 * step + tiny
    parts = np.array_split(start, start.size // CHUNK + 1)
    straight = np.concatenate([_on_line(x, part, length, limit) for part in parts])
    begin = np.bincount(start[straight], minlength=len(x))
    end = np.bincount(start[straight] + length, minlength=len(x) + 1)[: len(x)]
    stretches = zip(*runs(np.cumsum(begin - end) > 0), strict=True)
    return [(int(a), int(b)) for a, b in stretches if abs(x[b - 1] - x[a]) > step]


def _on_line(x: Floats, start: Ints, length: int, limit: float) -> Bools:
    k = np.arange(length) - (length - 1) / 2.0
    window = x[start[:, None] + np.arange(length)]
    window = window - window.mean(axis=1, keepdims=True)
    slope = window @ k / (k @ k)
    return np.asarray(np.max(np.abs(window - slope[:, None] * k), axis=1) <= limit * (1.0 + 1e-6))


def running(
    flows: Floats,
    duty: Floats | None = None,
    design: float | None = None,
    *,
    flow_share: float = 0.20,
    duty_share: float = 0.05,
) -> Bools:
    """False where a flow is at most 20 % of its median or the duty at most 5 % of design.

    `flows` is (n,) or (n, k), `duty` (n,). The median is that of the flow while there is one (over
    5 % of its 95th percentile), so that a long shutdown does not move it. What is not known does
    not stop anything: NaN counts as running.
    """
    flows = floats(flows).reshape(len(flows), -1)
    on = np.ones(len(flows), np.bool_)
    for flow in flows.T:
        seen = flow[np.isfinite(flow)]
        if seen.size:
            live = seen[seen > 0.05 * np.quantile(seen, 0.95)]
            on &= ~(flow <= flow_share * (np.median(live) if live.size else 0.0))
    if duty is not None and design is not None:
        on &= ~(floats(duty) <= duty_share * design)
    return on


@dataclass(frozen=True)
class Periods:
    """Stretches of slots: `start` is the first, `end` the one after the last."""

    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)


def off_periods(on: Bools, least: int = 1, bridge: int = 0) -> Periods:
    """Stretches of at least `least` slots in which `on` is False.

    Stretches apart by `bridge` slots or fewer are one (a failed start).
    """
    start, end = runs(~np.asarray(on, dtype=np.bool_))
    if len(start) > 1 and bridge > 0:
        apart = start[1:] - end[:-1] > bridge
        start, end = start[np.append(True, apart)], end[np.append(apart, True)]
    keep = end - start >= least
    return Periods(start[keep], end[keep])


@dataclass(frozen=True)
class Hours:
    """Medians by hour: `x` and `good` (slots used) are (hours, tags), `steady` (hours,)."""

    x: Floats
    good: Ints
    steady: Bools


def hourly(
    x: Floats,
    sigma: Floats,
    floor: Floats,
    *,
    code: Codes | None = None,
    residence: float = 0.0,
    step: float = 600.0,
    least: int | None = None,
    judged: Bools | None = None,
) -> Hours:
    """Medians by hour, and whether the hour was steady.

    Steady: the medians of both half hours of every tag agree within max(3 sigma/sqrt(3), floor),
    and the last step lies at least `3 residence` seconds back; a step is a change by twice that
    limit from one half hour to the next.

    Parameters
    ----------
    x : (n, tags)
        Readings on a grid that begins at a full hour.
    sigma, floor : (tags,) or (n, tags)
        Standard uncertainty of one reading; least change that counts (1 K; 3 % of a flow).
    code : (n, tags)
        Readings that are not good or held are left out.
    residence
        Residence time of the equipment, s.
    least
        Readings that an hour must have, with fewer its median is NaN; default two thirds of
        its slots (4 of 6).
    judged : (tags,)
        Tags that steadiness looks at; default all. A tag without data in an hour is not judged.

    The median is taken before any nonlinear step: an hour with one bad reading loses nothing.
    """
    x = floats(x).reshape(len(x), -1)
    per = round(3600.0 / step)
    if per < 2 or per % 2 or abs(per * step - 3600.0) > 1e-6 or len(x) % per:
        raise InputError(
            f"{len(x)} slots of {step:g} s are no whole hours of an even number of slots; "
            "align to 300, 600, 900 or 1800 s from a full hour"
        )
    if code is not None:
        x = np.where(usable(code.reshape(x.shape)), x, np.nan)
    cube = x.reshape(-1, per, x.shape[1]).swapaxes(1, 2)
    good = np.count_nonzero(~np.isnan(cube), axis=2)
    halves = row_median(np.ascontiguousarray(cube).reshape(len(cube), -1, 2, per // 2))
    limit = np.maximum(3.0 / np.sqrt(per / 2.0) * _by_hour(sigma, x, per), _by_hour(floor, x, per))
    steady = _steady(halves, limit, residence, judged)
    enough = -(-2 * per // 3) if least is None else least
    median = np.where(good >= enough, row_median(np.ascontiguousarray(cube)), np.nan)
    return Hours(median, good, steady)


def _by_hour(value: Floats, x: Floats, per: int) -> Floats:
    value = floats(value)
    return value.reshape(-1, per, x.shape[1])[:, 0] if value.shape == x.shape else value


def _steady(halves: Floats, limit: Floats, residence: float, judged: Bools | None) -> Bools:
    if judged is not None:
        halves, limit = halves[:, judged], limit[..., judged]
    limit = np.broadcast_to(limit, halves.shape[:2])
    inside = np.abs(halves[:, :, 1] - halves[:, :, 0])
    between = np.abs(halves[1:, :, 0] - halves[:-1, :, 1])
    # Steps by half hour: into the first half of an hour, then into its second.
    step = np.zeros((len(halves), 2), np.bool_)
    step[1:, 0] = np.any(between > STEP * limit[1:], axis=1)
    step[:, 1] = np.any(inside > STEP * limit, axis=1)
    place = np.arange(step.size)
    never = -1 - np.int64(3.0 * residence / 1800.0)
    newest = np.maximum.accumulate(np.where(step.ravel(), place, never))[::2]
    calm = (place[::2] - newest) * 1800.0 >= 3.0 * residence
    return np.asarray(calm & ~np.any(inside > limit, axis=1))


def calm(x: Floats, limit: Floats) -> Bools:
    """True in hours whose value changes by no more than `limit` from one neighbour to the other.

    For a history of hourly averages, which shows nothing within the hour: half the change between
    the hours on both sides (or the change to the one that is there) stands for the change within.
    A step of twice the limit stops the hours on both sides of it, a ramp of the limit an hour all
    of its hours. `x` is (hours,) or (hours, tags), NaN where missing; an hour without a neighbour
    or a value is not judged.
    """
    x = floats(x)
    edge = np.full_like(x[:1], np.nan)
    step = np.concatenate([edge, np.diff(x, axis=0), edge])
    before, after = step[:-1], step[1:]
    both = (before + after) / 2.0
    change = np.where(np.isfinite(both), both, np.where(np.isfinite(before), before, after))
    return np.asarray(~(np.abs(change) > limit))


def coded(code: Codes, reason: Quality, where: Bools) -> Codes:
    """Codes with `reason` where `where` is true and nothing else was wrong before."""
    return np.where(where & usable(code), np.uint8(reason), code)


def reasons(code: Codes) -> list[dict[str, int]]:
    """Per column, the name of each quality code that occurs and how often."""
    table = np.atleast_2d(code.T)
    return [
        {q.name.lower(): int(n) for q in Quality if (n := np.count_nonzero(column == q))}
        for column in table
    ]
