"""Fouling ahead: its law, the time to a limit, its rate, thickness and what it costs (spec 3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import outlook_equations as ox
from greenlang.agents.condenser.cases import ExpectedCase, Prices, Turbine
from greenlang.agents.condenser.method import worth
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.agents.condenser.method.worth import Worth
from greenlang.core.equations import lookup
from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import (
    M2KelvinPerJoule,
    M2KelvinPerWatt,
    Metre,
    Pascal,
    PascalDiff,
    Ratio,
    Second,
    WattPerM2Kelvin,
    WattPerMetreKelvin,
)
from greenlang.library.fouling import outlook

Number = Any
PERCENTS = (10, 50, 90)
MEASURED = count(-1)  # in place of the number of a law: the law is found from points


@dataclass(frozen=True)
class FoulingPoint:
    """R_f at a time since the last cleaning; without sigma it is found from the scatter."""

    t: Second
    r_f: M2KelvinPerWatt
    sigma: M2KelvinPerWatt | None = None


@dataclass(frozen=True)
class FoulingOutlookCase:
    """Points since the last cleaning, the last of them today, and the times asked for.

    The limit is `limit`, or the cleanliness `cf_limit` at reference conditions of `u_clean_ref`.
    `state` is the condenser whose pressure, power and money the fouling of today is counted by.
    """

    points: tuple[FoulingPoint, ...]
    t: tuple[Second, ...]
    limit: M2KelvinPerWatt | None = None
    cf_limit: Ratio | None = None
    u_clean_ref: WattPerM2Kelvin | None = None
    k_deposit: WattPerMetreKelvin | None = None
    state: ExpectedCase | None = None
    turbine: Turbine | None = None
    prices: Prices | None = None
    induction: bool = False
    seed: int = 1


@dataclass(frozen=True)
class FoulingAhead:
    """R_f at a time: percentiles of the draws, and the cleanliness of the middle one."""

    t: Second
    p10: M2KelvinPerWatt
    p50: M2KelvinPerWatt
    p90: M2KelvinPerWatt
    cf_ref: Ratio | None


@dataclass(frozen=True)
class FoulingOutlook:
    """What fouling does and will do. `rate` is the median of all slopes between points.

    Times to the limit are None where the draws do not reach it by the last time asked for.
    `worth` is what the R_f of today takes, a loss where positive.
    """

    laws: str
    rate: M2KelvinPerJoule
    thickness: Metre | None
    limit: M2KelvinPerWatt | None
    ahead: tuple[FoulingAhead, ...]
    t_limit_p10: Second | None
    t_limit_p50: Second | None
    t_limit_p90: Second | None
    p_limit: Ratio | None
    p_now: Pascal | None
    above_clean: PascalDiff | None
    worth: Worth | None
    told: str
    flags: tuple[str, ...]


@lookup(
    "dR_f/dt", "Theil (1950), Sen (1968): median of the slopes of all pairs", digits=8,
    at=(("0", "0", "1e6", "1e-5", "2e6", "3e-5", "3e6", "2e-5"),),
)  # fmt: skip
def robust_rate(*points: Ratio) -> M2KelvinPerJoule:
    """Rate of fouling from points (s, m2 K/W) in a row; a false one does not move it."""
    t, r = (np.array(points[k::2], dtype=float) for k in (0, 1))
    i, j = np.triu_indices(t.size, 1)
    return float(np.median((r[j] - r[i]) / (t[j] - t[i])))


def fouling_outlook(x: FoulingOutlookCase) -> FoulingOutlook:
    """Law, band and time to a limit of the fouling of one cycle, and what it costs today."""
    points = sorted(x.points, key=lambda one: one.t)
    if len({one.t for one in points}) < len(points) or len(points) < 4:
        raise InsufficientData("points: four or more at different times are needed")
    if not x.t or min(x.t) <= points[-1].t:
        raise InputError("t: give times after the last point, which is today")
    numbers = _numbers(x, points)
    found = outlook.behind(MEASURED, numbers)
    limit = _limit(x)
    times, share, told = _reach(limit, points[-1].r_f, numbers)
    now, above, lost = _cost(x, points[-1].r_f)
    return FoulingOutlook(
        ", ".join(f"{one.name} {one.weight:.2f}" for one in found.laws if one.weight >= 0.01),
        robust_rate(
            *(
                number
                for one in points
                for number in (outlook.seconds(one.t), outlook.resistance(one.r_f))
            )
        ),
        None if x.k_deposit is None else ox.thickness(x.k_deposit, points[-1].r_f),
        limit, tuple(_ahead(x, t, numbers) for t in x.t), *times, share, now, above, lost, told,
        worth.notes(x.turbine, x.prices, points[-1].t) if x.state is not None else (),
    )  # fmt: skip


def _numbers(x: FoulingOutlookCase, points: Sequence[FoulingPoint]) -> tuple[Number, ...]:
    flat: list[Number] = []
    for one in points:
        sigma = count(0) if one.sigma is None else outlook.resistance(one.sigma)
        flat += [outlook.seconds(one.t), outlook.resistance(one.r_f), sigma]
    return (x.seed, outlook.seconds(max(x.t)), count(int(x.induction)), *flat)


def _limit(x: FoulingOutlookCase) -> Number:
    if x.cf_limit is None:
        return x.limit
    if x.limit is not None or x.u_clean_ref is None:
        raise InputError("give limit, or cf_limit with u_clean_ref: one of the two")
    return ox.resistance_at(x.cf_limit, x.u_clean_ref)


def _ahead(x: FoulingOutlookCase, t: Number, numbers: tuple[Number, ...]) -> FoulingAhead:
    p10, p50, p90 = (outlook.fouling_ahead(count(p), t, MEASURED, *numbers) for p in PERCENTS)
    cf = None if x.u_clean_ref is None else cx.cleanliness_at(x.u_clean_ref, p50)
    return FoulingAhead(t, p10, p50, p90, cf)


def _reach(
    limit: Number, now: Number, numbers: tuple[Number, ...]
) -> tuple[tuple[Number, Number, Number], Number, str]:
    none = (None, None, None)
    if limit is None:
        return none, None, "no limit asked for"
    if choose("now >= limit", now=now, limit=limit) is True:
        return none, None, "the limit is passed already"
    reach = outlook.share_reaching(limit, MEASURED, *numbers)
    p10, p50, p90 = (
        outlook.time_reached(count(p), limit, MEASURED, *numbers)
        if choose(f"reach >= {p / 100}", reach=reach)
        else None
        for p in PERCENTS
    )
    if p10 is None:
        told = "never, as far as this looks: not one draw in ten reaches the limit"
    elif p50 is None:
        told = "fewer than half of the draws reach the limit"
    else:
        told = "most draws reach the limit"
    return (p10, p50, p90), reach, told


def _cost(x: FoulingOutlookCase, r_f: Number) -> tuple[Number, Number, Worth | None]:
    if x.state is None:
        return None, None, None
    p, clean = (expected_pressure(replace(x.state, r_f=one)).p for one in (r_f, ox.no_fouling(r_f)))
    lost = None
    if x.turbine is not None:
        turbine = worth.checked(x.turbine)
        lost = worth.between(worth.output(turbine, clean), worth.output(turbine, p), x.prices)
    return p, cx.above(p, clean), lost
