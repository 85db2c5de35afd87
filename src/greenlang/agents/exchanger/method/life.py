"""Life that is left to a bundle: by its wall, and by the lives of bundles before it."""

from dataclasses import dataclass
from typing import Any

from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import Metre, MetrePerSecond, Ratio, Second
from greenlang.library import reliability as life

Number = Any


@dataclass(frozen=True)
class Thickness:
    """A wall thickness measured when the bundle was so old."""

    age: Second
    t: Metre


@dataclass(frozen=True)
class RemainingLifeCase:
    """Thicknesses (two or more) with the least one allowed; or lives of earlier bundles; or both.

    `lives` are of bundles of this service that ended, `running` ages of those that still run.
    `age` is that of this bundle. `turnaround` is the time between two outages for a new bundle.
    """

    walls: tuple[Thickness, ...] = ()
    t_min: Metre | None = None
    sigma_t: Metre = "0"
    lives: tuple[Second, ...] = ()
    running: tuple[Second, ...] = ()
    age: Second = "0"
    turnaround: Second | None = None


@dataclass(frozen=True)
class RemainingLife:
    """Time left from the last measurement (wall) and from this age (Weibull).

    `wall_p10` is the time that is exceeded with 90 %. None where it was not asked, `never` in the
    note where the wall does not get thinner.
    """

    wall_rate: MetrePerSecond | None
    wall_rate_sigma: MetrePerSecond | None
    wall_p10: Second | None
    wall_p50: Second | None
    wall_p90: Second | None
    shape: Ratio | None
    shape_sigma: Ratio | None
    scale: Second | None
    survives: Ratio | None
    bundle_p10: Second | None
    bundle_p50: Second | None
    bundle_p90: Second | None
    note: str


def remaining_life(x: RemainingLifeCase) -> RemainingLife:
    """Remaining life by wall loss (API 510) and by a Weibull law, each with its band."""
    if not x.walls and not x.lives:
        raise InsufficientData(
            "neither wall thicknesses nor lives of bundles: give two thicknesses with t_min, or "
            f"{life.LEAST_LIVES} lives"
        )
    wall, said = _wall(x)
    law = _law(x)
    told = [said, *_turnarounds(x, wall[2])]
    rate, sigma, *left = wall
    shape, shape_sigma, scale, survives, *ahead = law
    return RemainingLife(
        rate, sigma, left[0], left[1], left[2], shape, shape_sigma, scale, survives,
        ahead[0], ahead[1], ahead[2], "; ".join(each for each in told if each),
    )  # fmt: skip


_NOTHING: tuple[None, ...] = (None, None, None, None, None)


def _wall(x: RemainingLifeCase) -> tuple[tuple[Number, ...], str]:
    """Rate, its sigma, and P10, P50, P90 of the time left."""
    if not x.walls:
        return _NOTHING, "no wall thickness given"
    if len(x.walls) < 2 or x.t_min is None:
        raise InsufficientData("the wall needs two thicknesses or more, and t_min")
    ordered = sorted(x.walls, key=lambda each: each.age)
    first, before, last = ordered[0], ordered[-2], ordered[-1]
    spans = [life.elapsed(last.age, each.age) for each in (first, before)]
    rates = [
        life.wall_loss_rate(each.t, last.t, span)
        for each, span in zip((first, before), spans, strict=True)
    ]
    short = choose("short > long", short=rates[1], long=rates[0])
    rate, span = (rates[1], spans[1]) if short else (rates[0], spans[0])
    sigma = life.wall_loss_sigma(x.sigma_t, span)
    fast, slow = (life.rate_at(rate, sigma, count(sign)) for sign in (1, -1))
    times = tuple(_time(last.t, x.t_min, r) for r in (fast, rate, slow))
    which = "short-term" if short else "long-term"
    never = [p for p, t in zip((10, 50, 90), times, strict=True) if t is None]
    said = f"{which} rate governs"
    said += (
        f"; P{', P'.join(map(str, never))}: never, the wall does not get thinner" if never else ""
    )
    return (rate, sigma, *times), said


def _time(now: Number, least: Number, rate: Number) -> Number:
    """Time left at this rate; None where the wall does not get thinner."""
    return life.wall_life(now, least, rate) if choose("rate > 0", rate=rate) else None


def _law(x: RemainingLifeCase) -> tuple[Number, ...]:
    """Shape, its sigma, scale, share that reaches this age, and P10, P50, P90 of the time left."""
    if not x.lives:
        return (None,) * 7
    if any(not float(t) > 0 for t in (*x.lives, *x.running)):
        raise InputError("lives, running: a life takes time; give those above 0")
    law = life.weibull(x.lives, x.running)
    left = (life.life_left(count(p), law.shape, law.scale, x.age) for p in (10, 50, 90))
    return (
        law.shape, law.shape_sigma, law.scale, life.survival(x.age, law.shape, law.scale), *left,
    )  # fmt: skip


def _turnarounds(x: RemainingLifeCase, p10: Number) -> list[str]:
    if x.turnaround is None or p10 is None:
        return []
    if choose("left < 2 * turnaround", left=p10, turnaround=x.turnaround):
        return ["less than two turnarounds left (P10): order the bundle"]
    return []
