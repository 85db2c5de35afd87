"""R_f ahead with its band, and when a limit is reached: from measured points or from a law."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from greenlang.agents.exchanger.method.fouling import PARAMETERS, Law, parameters
from greenlang.core.errors import InputError
from greenlang.core.provenance import count
from greenlang.core.solve import choose
from greenlang.core.units import (
    M2KelvinPerJoule,
    M2KelvinPerWatt,
    Ratio,
    Second,
)
from greenlang.library.fouling import laws, outlook

Number = Any
PERCENTS = (10, 50, 90)
NONE = count(0)
MEASURED = count(-1)  # in place of the number of a law: the law is found from points


@dataclass(frozen=True)
class MeasuredFouling:
    """R_f at a time since the surface was clean; without sigma it is found from the scatter."""

    t: Second
    r_f: M2KelvinPerWatt
    sigma: M2KelvinPerWatt | None = None


@dataclass(frozen=True)
class KnownLaw:
    """A law with the standard uncertainties of its parameters; names as in `fouling_law`."""

    law: Law
    r_0: M2KelvinPerWatt = "0"
    k: M2KelvinPerJoule | None = None
    a: M2KelvinPerWatt | None = None
    n: Ratio | None = None
    k2: laws.Resistance2PerSecond | None = None
    r_i: M2KelvinPerWatt | None = None
    t_c: Second | None = None
    sigma_r_0: M2KelvinPerWatt | None = None
    sigma_k: M2KelvinPerJoule | None = None
    sigma_a: M2KelvinPerWatt | None = None
    sigma_n: Ratio | None = None
    sigma_k2: laws.Resistance2PerSecond | None = None
    sigma_r_i: M2KelvinPerWatt | None = None
    sigma_t_c: Second | None = None


@dataclass(frozen=True)
class ForecastCase:
    """What is known, the times asked for (since the clean surface), and a limit of R_f if any.

    Give either `points` or `known`. Of points the last one is today; a known law is taken from
    t = 0. `unsteady` is how far the pace to come may be off the law's, sd of its logarithm: with
    points it is learnt from them, with a law 0.8 unless given (0: the law holds for certain).
    """

    t: tuple[Second, ...]
    points: tuple[MeasuredFouling, ...] = ()
    known: KnownLaw | None = None
    limit: M2KelvinPerWatt | None = None
    unsteady: Ratio | None = None
    induction: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Weighed:
    """A law that competes, its Akaike weight, and its parameters in SI."""

    law: str
    weight: Ratio
    parameters: str


@dataclass(frozen=True)
class Ahead:
    """R_f at a time: percentiles of the draws."""

    t: Second
    p10: M2KelvinPerWatt
    p50: M2KelvinPerWatt
    p90: M2KelvinPerWatt


@dataclass(frozen=True)
class Forecast:
    """The band over time; times to the limit, none where the draws do not reach it by the end.

    `p_limit` is the share of the draws that reach the limit by the last time asked for.
    """

    laws: tuple[Weighed, ...]
    ahead: tuple[Ahead, ...]
    t_limit_p10: Second | None
    t_limit_p50: Second | None
    t_limit_p90: Second | None
    p_limit: Ratio | None
    unsteady: Ratio
    note: str


def forecast(x: ForecastCase) -> Forecast:
    """Percentiles of R_f at each time, and of the time to the limit."""
    law, numbers = _source(x)
    found = outlook.behind(law, numbers)
    weighed = tuple(
        Weighed(
            one.name,
            outlook.law_weight(count(k), law, *numbers),
            ", ".join(f"{name} {value:.4g}" for name, value in one.parameters.items()),
        )
        for k, one in enumerate(found.laws)
        if one.weight >= 0.001
    )
    rows = tuple(
        Ahead(t, *(outlook.fouling_ahead(count(p), t, law, *numbers) for p in PERCENTS))
        for t in x.t
    )
    spread = outlook.pace_spread(law, *numbers)
    if x.limit is None:
        return Forecast(weighed, rows, None, None, None, None, spread, "no limit asked for")
    now = x.known.r_0 if x.known else max(x.points, key=lambda p: p.t).r_f
    if choose("now >= limit", now=now, limit=x.limit) is True:
        said = "the limit is passed already"
        return Forecast(weighed, rows, None, None, None, None, spread, said)
    reach = outlook.share_reaching(x.limit, law, *numbers)
    times = tuple(
        outlook.time_reached(count(p), x.limit, law, *numbers)
        if choose(f"reach >= {p / 100}", reach=reach)
        else None
        for p in PERCENTS
    )
    p10, p50, p90 = times
    return Forecast(weighed, rows, p10, p50, p90, reach, spread, _said(times))


def _said(times: tuple[Number, ...]) -> str:
    if times[0] is None:
        return "never, as far as this forecast looks: not one draw in ten reaches the limit"
    if times[1] is None:
        return "P50 never, as far as this forecast looks: fewer than half of the draws reach it"
    if times[2] is None:
        return "P90 never, as far as this forecast looks"
    return ""


def _source(x: ForecastCase) -> tuple[int, tuple[Number, ...]]:
    """Number of the law, and the numbers that the readings are taken from, in their order."""
    if not x.t:
        raise InputError("t: give at least one time ahead")
    if x.unsteady is not None and choose("unsteady < 0", unsteady=x.unsteady) is True:
        raise InputError("unsteady is below 0; 0 means that the law holds for certain")
    if (x.known is None) == (not x.points):
        raise InputError("give either points or a known law, not both and not neither")
    last = outlook.seconds(max(x.t))
    if x.known is None:
        flat = (_number(v, of) for p in x.points for v, of in zip(_point(p), POINT, strict=True))
        return MEASURED, (x.seed, last, count(int(x.induction)), *flat)
    k = x.known
    parameters(k, k.law)
    names = PARAMETERS[k.law]
    values = [_number(getattr(k, name), KIND[name]) for name in names]
    sigmas = [_number(getattr(k, f"sigma_{name}"), KIND[name]) for name in names]
    r_0, s_0 = (_number(r, outlook.resistance) for r in (k.r_0, k.sigma_r_0))
    given, spread = ([*each, NONE][:2] for each in (values, sigmas))
    unsteady = count(-1) if x.unsteady is None else x.unsteady
    return count(outlook.NAMES.index(k.law)), (x.seed, last, r_0, *given, s_0, *spread, unsteady)


def _point(p: MeasuredFouling) -> tuple[Number, ...]:
    return p.t, p.r_f, p.sigma


def _number(value: Number, of: Callable[[Number], Number] | None) -> Number:
    """A value as a pure number, recorded; 0 where there is none."""
    if value is None:
        return NONE
    return value if of is None else of(value)


POINT = (outlook.seconds, outlook.resistance, outlook.resistance)
KIND: dict[str, Callable[[Number], Number] | None] = {
    "k": outlook.rate,
    "a": outlook.resistance,
    "n": None,
    "k2": outlook.squared_rate,
    "r_i": outlook.resistance,
    "t_c": outlook.seconds,
}
"""How each parameter becomes a pure number."""
