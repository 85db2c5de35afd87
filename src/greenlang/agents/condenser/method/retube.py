"""Plugging on, replacing the plugged tubes or retubing, by net present value (spec 5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.cases import Prices, Tubes, Turbine
from greenlang.agents.condenser.decide import repair_equations as rx
from greenlang.agents.condenser.method import clean, worth
from greenlang.agents.condenser.method.expected import expected, stream
from greenlang.core.errors import InputError, InsufficientData
from greenlang.core.provenance import count, untraced
from greenlang.core.solve import optimum
from greenlang.core.uncertainty import floats
from greenlang.core.units import (
    ONE,
    Kelvin,
    M2KelvinPerWatt,
    M3PerSecond,
    Metre,
    Money,
    Pascal,
    PascalDiff,
    Ratio,
    Second,
    Unit,
    Watt,
)
from greenlang.library import economics as eco
from greenlang.library.economics.cash import added
from greenlang.library.flow import pumps
from greenlang.library.flow.operation import Running, operating_point
from greenlang.library.flow.pumps import PumpParabola, PumpTable
from greenlang.library.steam import saturation

Number = Any
PURE = Unit("1", ONE)
MOST, STEPS = 0.3, 30  # share plugged up to which a retubing is looked for; steps of that search
DIGITS = 5


@dataclass(frozen=True)
class Season:
    """A part of a usual year; without power and load the turbine runs as in the case."""

    time: Second
    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    power: Watt | None = None
    load: Ratio | None = None


@dataclass(frozen=True)
class Circuit:
    """Pumps and system, so that plugged tubes take flow: one point of it with all tubes open.

    `tubes` is the share of the friction that the tubes take there.
    """

    pump: PumpTable | PumpParabola
    running: int
    static: Metre
    v: M3PerSecond
    head: Metre
    tubes: Ratio
    speed: Ratio = "1"


@dataclass(frozen=True)
class RetubeCase:
    """The condenser with the tubes that are plugged now, a usual year, and what tubes cost.

    `a_year` tubes leak and are plugged a year, each leak costs `leak`. `each` is what one plugged
    tube costs to replace; `retubing` what all cost, with `new` tubes of which `a_year_new` leak.
    """

    tubes: Tubes
    seasons: tuple[Season, ...]
    turbine: Turbine
    prices: Prices
    a_year: Ratio
    leak: Money
    years: int
    rate: Ratio
    each: Money | None = None
    retubing: Money | None = None
    new: Tubes | None = None
    a_year_new: Ratio = "0"
    circuit: Circuit | None = None
    r_f: M2KelvinPerWatt = "0"
    salinity: Ratio | None = None


@dataclass(frozen=True)
class Plugged:
    """A usual year with a number of tubes plugged: what they cost against none."""

    plugged: Ratio
    v: M3PerSecond
    p: Pascal
    cost: Money


@dataclass(frozen=True)
class Option:
    """A way to go on. NPV is against plugging on; `payback` in years, None where it never does."""

    name: str
    spent: Money
    npv: Money
    payback: Ratio | None
    last: Plugged


@dataclass(frozen=True)
class Retube:
    """The options, best first. `per_hundred` is what a hundred plugged tubes more cost a year.

    `pressure` is what the tubes plugged now do in the first season. `pays_from` is the number of
    plugged tubes from which a retubing pays; None: not up to 30 % of them.
    """

    best: str
    options: tuple[Option, ...]
    now: Plugged
    pressure: PascalDiff
    per_hundred: Money
    pays_from: Ratio | None
    flags: tuple[str, ...]


def retube(x: RetubeCase) -> Retube:
    """What is best for a condenser whose tubes leak: plug on, replace or retube."""
    _check(x)
    worth.checked(x.turbine)
    now, bare = _plugged(x), _bare(x)
    today = _usual(x, bare, x.tubes, now)
    more = _usual(x, bare, x.tubes, rx.hundred_more(now))
    options = sorted(_options(x, bare), key=lambda one: float(one.npv), reverse=True)
    with untraced():
        from_ = _pays_from(x)
    given = {} if from_ is None else {"pays from": (PURE, Decimal(f"{from_:.{DIGITS - 1}e}"))}

    def judged(_point: Any) -> tuple[Number, dict[str, Number]]:
        best = options[0].npv
        return best, {one.name: added(best, eco.spent(one.npv)) for one in options}

    problem = "greatest NPV of plugging on, replacing and retubing"
    point, _ = optimum("retubing", problem, given, judged)
    return Retube(
        best=options[0].name,
        options=tuple(options),
        now=today,
        pressure=cx.above(today.p, bare[0]),
        per_hundred=added(more.cost, eco.spent(today.cost)),
        pays_from=point.get("pays from"),
        flags=_flags(x),
    )


def _check(x: RetubeCase) -> None:
    if not x.seasons or x.years < 1:
        raise InsufficientData("give seasons of a usual year, and years to look ahead")
    if x.each is None and x.retubing is None:
        raise InsufficientData("give each or retubing: what a tube or all tubes cost")
    if x.rate <= -1:
        raise InputError(f"rate {x.rate} lies at or below -100 %")


def _plugged(x: RetubeCase) -> Number:
    if x.tubes.plugged is None:
        raise InsufficientData("tubes.plugged: how many tubes are plugged now, 0 where none is")
    return x.tubes.plugged


def _flow(x: RetubeCase, tubes: Tubes, plugged: Number, v: Number) -> Number:
    """Flow with so many tubes plugged: that of the season, or where pumps meet the circuit."""
    c = x.circuit
    if c is None:
        return v
    k = pumps.system_constant(c.static, c.head, c.v)
    if plugged is not None:
        k = rx.friction_plugged(k, c.tubes, rx.open_share(plugged, count(tubes.count)))
    return operating_point([Running(c.pump, count(c.running), c.speed)], c.static, k).v


def _pressure(x: RetubeCase, tubes: Tubes, plugged: Number, at: Season) -> tuple[Number, Number]:
    v = _flow(x, tubes, plugged, at.v)
    b = clean.bundle(replace(tubes, plugged=plugged))
    if b.f_b is None:
        raise InsufficientData("tubes: give f_b, learnt after cleanings, or rows for a prior")
    w = stream(b, at.t_in, v, at.q, salinity=x.salinity)
    return v, saturation.pressure(expected(b, w, (x.r_f,)).t_s)


def _bare(x: RetubeCase) -> tuple[Number, ...]:
    """Pressure of every season with the present tubes, none of them plugged."""
    return tuple(_pressure(x, x.tubes, None, at)[1] for at in x.seasons)


def _usual(x: RetubeCase, bare: Sequence[Number], tubes: Tubes, plugged: Number) -> Plugged:
    """A usual year, against the present tubes with none plugged."""
    costs, first = [], None
    for at, p_0 in zip(x.seasons, bare, strict=True):
        turbine = x.turbine
        if at.power is not None:
            turbine = replace(turbine, power=at.power)
        if at.load is not None:
            turbine = replace(turbine, load=at.load)
        v, p = _pressure(x, tubes, plugged, at)
        first = first or (v, p)
        before, then = worth.output(turbine, p_0), worth.output(turbine, p)
        rate = worth.between(before, then, x.prices).cost
        if rate is None:
            raise InsufficientData("prices: give power, or fuel for constant output")
        costs.append(eco.money_over(rate, at.time))
    if first is None:
        raise InsufficientData("give seasons of a usual year")
    return Plugged(plugged, *first, eco.total(*costs))


def _options(x: RetubeCase, bare: Sequence[Number]) -> list[Option]:
    now = _plugged(x)
    on = _course(x, bare, (x.tubes, x.a_year), now)
    made = [Option("plug on", rx.nothing(x.leak), rx.nothing(x.leak), None, on[-1][1])]
    if x.each is not None:
        spent = eco.yearly(x.each, now)
        made.append(_against(x, bare, ("replace plugged tubes", spent), on, (x.tubes, x.a_year)))
    if x.retubing is not None:
        made.append(_against(x, bare, ("retube", x.retubing), on, _new(x)))
    return made


Years = list[tuple[Number, Plugged]]


def _course(
    x: RetubeCase, bare: Sequence[Number], of: tuple[Tubes, Number], first: Number
) -> Years:
    """Cost of every year with its leaks, tubes plugged in the middle of it; `first` None: none."""
    (tubes, a_year), found = of, []
    for year in range(1, x.years + 1):
        if first is None:
            plugged = rx.plugged_since(a_year, count(year))
        else:
            plugged = rx.plugged_in(first, a_year, count(year))
        at = _usual(x, bare, tubes, plugged)
        found.append((eco.total(at.cost, eco.yearly(x.leak, a_year)), at))
    return found


def _against(
    x: RetubeCase, bare: Sequence[Number], named: tuple[str, Number], on: Years,
    of: tuple[Tubes, Number],
) -> Option:  # fmt: skip
    name, spent = named
    other = _course(x, bare, of, None)
    saved = [added(a, eco.spent(b)) for (a, _), (b, _) in zip(on, other, strict=True)]
    cash = [eco.spent(spent), *saved]
    return Option(name, spent, eco.npv(x.rate, cash), eco.payback(cash), other[-1][1])


def _pays_from(x: RetubeCase) -> float | None:
    """Plugged tubes from which a retubing pays, to half a tube, in floats."""
    if x.retubing is None:
        return None
    plain = floats(x)
    bare, old = _bare(plain), (plain.tubes, plain.a_year)
    new = [cost for cost, _ in _course(plain, bare, _new(plain), None)]

    def npv(plugged: float) -> float:
        on = [cost for cost, _ in _course(plain, bare, old, plugged)]
        saved = (a - b for a, b in zip(on, new, strict=True))
        return float(eco.npv(plain.rate, [-plain.retubing, *saved]))

    low, high = 0.0, MOST * plain.tubes.count
    at_low, at_high = npv(low), npv(high)
    if at_low >= 0:
        return 0.0
    if at_high <= 0:
        return None
    for _ in range(STEPS):
        middle = low + (high - low) * min(max(at_low / (at_low - at_high), 0.02), 0.98)
        found = npv(middle)
        if abs(found) < 1e-7 * plain.retubing or high - low < 0.5:
            return float(middle)
        low, at_low, high, at_high = (
            (middle, found, high, at_high) if found < 0 else (low, at_low, middle, found)
        )
    return float(low + high) / 2


def _new(x: RetubeCase) -> tuple[Tubes, Number]:
    """The tubes after a retubing, and how many of them leak a year."""
    return x.tubes if x.new is None else x.new, x.a_year_new


def _flags(x: RetubeCase) -> tuple[str, ...]:
    said = []
    if x.circuit is None:
        said.append("flow held as tubes are plugged: with pump and system it costs more")
    if x.new is None and x.retubing is not None:
        said.append("new tubes are taken to be as the present ones")
    if x.r_f != 0:
        said.append("fouling is the same for old and new tubes")
    return tuple(said)
