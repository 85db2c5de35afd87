"""Air in-leakage: how much, how far from the pumps' limit, which cause fits (spec 3.11)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from greenlang.agents.condenser import air_equations as ax
from greenlang.agents.condenser.method import suction
from greenlang.core.errors import ImpossibleState, InputError, InsufficientData
from greenlang.core.provenance import count
from greenlang.core.tables import table
from greenlang.core.units import (
    CubicMetre,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M3PerSecond,
    Pascal,
    PascalDiff,
    Ratio,
    Second,
)
from greenlang.library import hei
from greenlang.library.air import masses
from greenlang.library.hei import HeiTables
from greenlang.library.steam import saturation

Number = Any
SIGNS = "condenser/air_signs"
SURE = Decimal("0.8")
SEAL = Decimal(1500)  # Pa over the seal water's own pressure, below which a ring cavitates
SHORT = Decimal(60)  # s of a decay test below which it says nothing


@dataclass(frozen=True)
class Meter:
    """Discharge meter: a standard volume of dry air, and the temperature of its standard."""

    v: M3PerSecond
    standard: Literal["60 degF", "70 degF", "0 degC"]


@dataclass(frozen=True)
class Vent:
    """Pressure and temperature at the vent's off-take, where the mixture is saturated."""

    p: Pascal
    t: Kelvin


@dataclass(frozen=True)
class Decay:
    """Vacuum decay test: pumps isolated, steady load, the first minute left out.

    Either start, end and duration, or `readings` from the isolation on, of which the median slope
    is taken so that a false one does not count.
    """

    volume: CubicMetre
    t_hood: Kelvin
    p_start: Pascal | None = None
    p_end: Pascal | None = None
    duration: Second | None = None
    readings: tuple[suction.DecayReading, ...] = ()


@dataclass(frozen=True)
class Pumps:
    """Vacuum pumps in service: together `v` at the condenser's pressure, by their curve.

    Liquid rings: `t_seal` now and `t_curve` for which the curve holds; a `vendor` factor for the
    seal water goes before the ideal gas. `above` is how far the vent cooler's outlet lies above the
    cooling water.
    """

    v: M3PerSecond
    t_seal: Kelvin | None = None
    t_curve: Kelvin | None = None
    vendor: Ratio | None = None
    above: KelvinDiff = "3"


@dataclass(frozen=True)
class Signs:
    """What was seen; what was not looked at stays out."""

    onset: Literal["weeks", "hours", "step"] | None = None
    depression: Literal["none", "up"] | None = None  # T_s less the vent's temperature
    metered_air: Literal["none", "up", "down"] | None = None
    spare_pump: Literal["none", "falls"] | None = None  # the pressure when a spare pump starts
    dp_box: Literal["none", "up"] | None = None  # drop over V squared
    cw_rise: Literal["none", "up"] | None = None  # at the same duty
    subcooling: Literal["none", "up"] | None = None
    oxygen: Literal["none", "below", "above"] | None = None  # against equilibrium
    line_drop: Literal["none", "small"] | None = None  # exhaust to pump suction
    hood: Literal["none", "off"] | None = None  # pressure gauge against the hood's temperature


@dataclass(frozen=True)
class HeiVent:
    """Venting equipment that HEI's tables ask for, which is a limit of the air there may be."""

    tables: HeiTables
    shells: int
    openings: int
    exhaust: KgPerSecond  # to each opening


@dataclass(frozen=True)
class AirCase:
    """One state. Air is known by a meter or a decay test; signs alone give a cause.

    `limit` is the plant's; without it `hei` gives that of the licensed tables.
    """

    p: Pascal
    t_in: Kelvin
    meter: Meter | None = None
    discharge: suction.Discharge | None = None
    vent: Vent | None = None
    decay: Decay | None = None
    pumps: Pumps | None = None
    ejector: suction.Ejector | None = None
    signs: Signs | None = None
    limit: KgPerSecond | None = None
    hei: HeiVent | None = None
    odds: Ratio = "9"
    barometer: Pascal | None = None


@dataclass(frozen=True)
class CauseOdds:
    """Probability of a cause among those listed, and the signs for and against it."""

    cause: str
    probability: Ratio
    fits: str
    against: str


@dataclass(frozen=True)
class Air:
    """How much air, the pumps' margin, and the causes by probability.

    `m_air` is the meter's where there is one. `cause` is "not separable" below 0.8.
    """

    m_air: KgPerSecond | None
    m_meter: KgPerSecond | None
    m_decay: KgPerSecond | None
    vapour_ratio: Ratio | None
    m_vapour: KgPerSecond | None
    suction_volume: M3PerSecond | None
    capacity: KgPerSecond | None
    margin: Ratio | None
    p_floor: Pascal | None
    seal_reserve: PascalDiff | None
    limit_share: Ratio | None
    causes: tuple[CauseOdds, ...]
    cause: str
    not_seen: str
    flags: tuple[str, ...]
    ejector: suction.EjectorState | None = None
    limit: KgPerSecond | None = None


@dataclass(frozen=True)
class _Capacity:
    m: Number = None
    floor: Number = None
    reserve: Number = None


def air_inleakage(x: AirCase) -> Air:
    """Air by meter or decay test, the vacuum pumps' margin and floor pressure, and likely causes.

    Raises InsufficientData where neither a measurement nor a sign is given.
    """
    if not (x.meter or x.discharge or x.decay or x.vent or x.signs or x.pumps or x.ejector):
        raise InsufficientData("give a meter, a decay test, the vent, the pumps or signs")
    meter, limit = _metered(x), _limit(x)
    decay = None if x.decay is None else _decayed(x.decay)
    m_a = decay if meter is None else meter
    p_a, ratio = _vent(x.vent)
    able = _Capacity() if x.pumps is None else _capacity(x, x.pumps, m_a)
    causes, verdict, unseen = _causes(x)
    return Air(
        m_air=m_a,
        m_meter=meter,
        m_decay=decay,
        vapour_ratio=ratio,
        m_vapour=None if m_a is None or ratio is None else masses.vapour_mass(m_a, ratio),
        suction_volume=None
        if m_a is None or x.vent is None
        else masses.suction_volume(m_a, x.vent.t, p_a),
        capacity=able.m,
        margin=None if m_a is None or able.m is None else ax.margin(able.m, m_a),
        p_floor=able.floor,
        seal_reserve=able.reserve,
        limit_share=None if m_a is None or limit is None else ax.limit_share(m_a, limit),
        causes=causes,
        cause=verdict,
        not_seen=unseen,
        flags=_flags(x, m_a, able),
        ejector=None if x.ejector is None else suction.ejector(x.ejector, x.p, m_a, ratio),
        limit=limit,
    )


def _metered(x: AirCase) -> Number:
    if x.meter is not None and x.discharge is not None:
        raise InputError("air is given by meter and by discharge: give one of them")
    if x.discharge is not None:
        return suction.dry_air(x.discharge)
    return None if x.meter is None else masses.MASS[x.meter.standard](x.meter.v)


def _limit(x: AirCase) -> Number:
    if x.limit is not None or x.hei is None:
        return x.limit
    v = hei.vent(x.hei.tables, x.hei.shells, x.hei.openings, x.hei.exhaust)
    return masses.mass_at_70f(v)


def _vent(vent: Vent | None) -> tuple[Number, Number]:
    if vent is None:
        return None, None
    p_s = saturation.pressure(vent.t)
    p_a = masses.air_pressure(vent.p, p_s)
    return p_a, masses.vapour_of_air(p_s, p_a)


def _decayed(x: Decay) -> Number:
    if x.readings:
        return masses.leak_of_decay(x.volume, x.t_hood, suction.rise(x.readings, x.t_hood))
    if x.p_start is None or x.p_end is None or x.duration is None:
        raise InsufficientData("decay: give p_start, p_end and duration, or readings")
    if x.duration < SHORT:
        raise InsufficientData(
            f"decay test of {x.duration:.4g} s: a minute or more is needed after the first one"
        )
    p_s = saturation.pressure(x.t_hood)
    start, end = masses.air_pressure(x.p_start, p_s), masses.air_pressure(x.p_end, p_s)
    return masses.leak_of_decay(x.volume, x.t_hood, ax.air_rise(end, start, x.duration))


def _capacity(x: AirCase, pumps: Pumps, m_a: Number) -> _Capacity:
    if pumps.v <= 0:
        raise ImpossibleState(f"pumps: v = {pumps.v:.6g} m3/s; a volume above 0 is needed")
    v, reserve = pumps.v, None
    if pumps.t_seal is not None:
        seal = saturation.pressure(pumps.t_seal)
        reserve = ax.seal_reserve(x.p, seal)
        if pumps.vendor is not None:
            v = ax.corrected_volume(v, pumps.vendor)
        elif pumps.t_curve is not None and reserve > 0:
            v = masses.ring_capacity(v, x.p, seal, saturation.pressure(pumps.t_curve))
    t = ax.vent_temperature(x.t_in, pumps.above)
    p_s = saturation.pressure(t)
    capacity = masses.air_capacity(v, t, masses.air_pressure(x.p, p_s))
    return _Capacity(capacity, None if m_a is None else ax.floor_pressure(m_a, v, t, p_s), reserve)


def fitting(signs: Signs | None) -> tuple[dict[str, list[str]], dict[str, str], str]:
    """By cause the signs seen that fit it; all signs seen; and those that nobody looked at."""
    read = table(SIGNS)
    names = read.columns[1:]
    seen = {n: v for n in names if (v := getattr(signs, n, None)) is not None}
    fits = {
        row[0]: [n for n in seen if seen[n] in row[read.columns.index(n)].split("|")]
        for row in read.rows
    }
    return fits, seen, ", ".join(n for n in names if n not in seen) or "nothing"


def _causes(x: AirCase) -> tuple[tuple[CauseOdds, ...], str, str]:
    """Causes by falling probability, the verdict, and the signs that nobody looked at."""
    fits, seen, unseen = fitting(x.signs)
    if not seen:
        return (), "no sign was looked at", unseen
    odds = {cause: ax.likelihood(x.odds, count(len(found))) for cause, found in fits.items()}
    found = [
        CauseOdds(
            cause,
            ax.posterior(own, *odds.values()),
            ", ".join(fits[cause]) or "nothing",
            ", ".join(n for n in seen if n not in fits[cause]) or "nothing",
        )
        for cause, own in odds.items()
    ]
    found.sort(key=lambda one: one.probability, reverse=True)
    best = found[0]
    return tuple(found), best.cause if best.probability >= SURE else "not separable", unseen


def _flags(x: AirCase, m_a: Number, able: _Capacity) -> tuple[str, ...]:
    said = []
    if m_a is not None and m_a < 0:
        said.append("the air's pressure fell during the decay test: were the pumps isolated?")
    if m_a is None:
        said.append("how much air there is was not measured: give a meter or a decay test")
    if able.floor is not None and able.floor > x.p:
        said.append("air sets the pressure: the pumps cannot carry it at the pressure measured")
    if able.reserve is not None and able.reserve < SEAL:
        said.append("less than 15 mbar above the seal water's own pressure: the ring cavitates")
    return tuple(said)


@dataclass(frozen=True)
class TubeLeakCase:
    """A tracer (sodium, chloride, one species' conductivity) in condensate and cooling water."""

    m_condensate: KgPerSecond
    c_hotwell: Ratio
    c_base: Ratio
    c_water: Ratio
    sigma_hotwell: Ratio
    sigma_base: Ratio


@dataclass(frozen=True)
class TubeLeak:
    """The leak with its standard uncertainty; `told` says whether it stands out of it."""

    m_leak: KgPerSecond
    sigma: KgPerSecond
    detectable: KgPerSecond
    told: str


def tube_leak(x: TubeLeakCase) -> TubeLeak:
    """Cooling water that leaks into the condensate, by a tracer."""
    leak = ax.tube_leak(x.m_condensate, x.c_hotwell, x.c_base, x.c_water)
    sigma = ax.tube_leak_sigma(x.m_condensate, x.sigma_hotwell, x.sigma_base, x.c_water)
    least = ax.detectable(sigma)
    return TubeLeak(leak, sigma, least, "a tube leaks" if leak > least else "not told from none")
