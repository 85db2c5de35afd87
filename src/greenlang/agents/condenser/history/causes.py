"""Every hour's back pressure split into its causes, in Pa, K, W, money and CO2 (spec 3.10, 4.10).

The split is that of the audited analysis, over columns: any day of it can be audited from its own
values to the same figures. States are the smoothed ones, so that what a single hour's gauge shows
beyond stays "unexplained", signed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from greenlang.agents.condenser.cases import Prices as CasePrices
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.cases import Turbine as CaseTurbine
from greenlang.agents.condenser.history.airside import settled
from greenlang.agents.condenser.history.lumped import effective
from greenlang.agents.condenser.history.zone import ZoneHours
from greenlang.agents.condenser.method import clean
from greenlang.agents.condenser.method.decomposition import (
    Conditions,
    Decomposition,
    DecompositionCase,
    Part,
    decomposition,
)
from greenlang.agents.condenser.method.expected import expected, stream
from greenlang.agents.condenser.model import Plant, PowerUnit
from greenlang.agents.condenser.results import CAUSES, Event, States
from greenlang.library.columns import in_chunks, taken
from greenlang.library.economics import Series
from greenlang.library.series.arrays import Bools, Floats, Ints
from greenlang.library.steam import saturation
from greenlang.library.turbine import response

MUCH = 5e-5  # m2 K/W of air, beyond which it is not in the films but in the pumps
ABOVE = 100.0  # Pa above what heat asks for
LOADS = 2  # rounds of the load that power at the reference pressure means
PARTS: dict[str, Callable[[Part], Any]] = {
    "pressure": lambda part: part.p,
    "temperature": lambda part: part.t_s,
    "power": lambda part: part.worth and part.worth.power,
    "heat_rate": lambda part: part.worth and part.worth.heat_rate,
    "money": lambda part: part.worth and part.worth.cost,
    "co2": lambda part: part.worth and part.worth.co2,
    "gain": lambda part: part.gain,
}
BEYOND: dict[str, Callable[[Decomposition], Any]] = {
    "pressure": lambda found: found.unexplained,
    "power": lambda found: found.unexplained_worth and found.unexplained_worth.power,
    "heat_rate": lambda found: found.unexplained_worth and found.unexplained_worth.heat_rate,
    "cost": lambda found: found.unexplained_worth and found.unexplained_worth.cost,
    "co2": lambda found: found.unexplained_worth and found.unexplained_worth.co2,
}


@dataclass(frozen=True)
class HourlySplit:
    """The split of every hour (n, K), what it was made with, and the hours that count."""

    causes: tuple[str, ...]
    pressure: Floats
    temperature: Floats
    power: Floats
    heat_rate: Floats
    money: Floats
    co2: Floats
    gain: Floats
    unexplained: dict[str, Floats]
    p_model: Floats
    p_reference: float
    counts: Bools
    case: DecompositionCase
    withheld: tuple[str, ...]


def hourly_split(
    plant: Plant, z: ZoneHours, states: States, events: tuple[Event, ...]
) -> HourlySplit:
    """All hours on line with known water, flow and duty, split."""
    case, withheld = split_case(plant, z, states, events)
    counts = _counts(z, case)
    blocked = case.actual.blocked
    choked = np.zeros(z.rows.n, np.bool_) if blocked is None else np.asarray(blocked) > 0.0
    plain = replace(
        case,
        reference=replace(case.reference, blocked=None),
        actual=replace(case.actual, blocked=None),
    )
    tables = _Tables(z.rows.n)
    for one, where in ((plain, counts & ~choked), (case, counts & choked)):
        # Where no debris is, it is no player: half of the states.
        tables.fill(one, np.flatnonzero(where))
    return HourlySplit(
        causes=CAUSES, **tables.columns, unexplained=tables.unexplained, p_model=tables.p_model,
        p_reference=tables.p_reference, counts=counts, case=case, withheld=withheld,
    )  # fmt: skip


class _Tables:
    """Columns of every hour, filled from the splits of some of them; NaN where an hour has none."""

    def __init__(self, rows: int) -> None:
        self.columns = {name: np.full((rows, len(CAUSES)), np.nan) for name in PARTS}
        self.unexplained = {name: np.full(rows, np.nan) for name in BEYOND}
        self.p_model = np.full(rows, np.nan)
        self.p_reference = float("nan")

    def fill(self, case: DecompositionCase, at: Ints) -> None:
        """The split of the hours `at`, chunk by chunk."""
        done = 0
        for found in in_chunks(decomposition, taken(case, at), len(at)):
            where = at[done : done + len(found.p_actual)]
            done += len(where)
            self.p_model[where] = found.p_actual
            self.p_reference = float(np.mean(found.p_reference))
            for name, of in PARTS.items():
                # A cause that does not play has no part.
                self.columns[name][where] = 0.0
                for part in found.parts:
                    value = of(part)
                    column = CAUSES.index(part.cause)
                    self.columns[name][where, column] = np.nan if value is None else value
            for name, beyond in BEYOND.items():
                value = beyond(found)
                self.unexplained[name][where] = np.nan if value is None else value


def _counts(z: ZoneHours, case: DecompositionCase) -> Bools:
    x = case.actual
    known = (
        np.isfinite(x.t_in) & np.isfinite(x.v) & np.isfinite(x.q) & np.isfinite(np.asarray(x.r_f))
    )
    return np.asarray(z.rows.on & z.rows.box_on.all(axis=1) & known)


def split_case(
    plant: Plant, z: ZoneHours, states: States, events: tuple[Event, ...]
) -> tuple[DecompositionCase, tuple[str, ...]]:
    """The case over all hours, and which columns are withheld and why."""
    unit, rows = z.unit, z.rows
    if unit.reference is None:
        raise ValueError("a plant file without a reference is refused when it is read")
    hours = _Hours(z, states)
    limited = _limited(z, hours)
    side = settled(unit, rows, z.air, limited)
    # Where air sets the pressure, the floor is all that it does.
    r_air = np.where(limited, 0.0, hours.r_air)
    share = sum(unit.bundle.share[box] for box in rows.zone.boxes)
    v = np.where(rows.box_on, z.balance.v, 0.0).sum(axis=1)
    blocked = _blocked(z, events)
    turbine, withheld = _turbine(unit, z, hours.p)
    prices, more = _prices(plant, unit, rows.days, turbine)
    reference = Conditions(
        float(unit.reference.t_in),
        float(unit.reference.v),
        float(unit.reference.q) * share,
        r_f=0.0,
        plugged=0.0,
        r_air=0.0,
        blocked=None if blocked is None else 0.0,
    )
    actual = Conditions(
        z.whole_inlet,
        np.where(v > 0.0, v, np.nan),
        z.balance.q,
        r_f=effective(z, hours.r_f, r_air),
        plugged=rows.plugged.sum(axis=1),
        r_air=r_air,
        p_floor=_floor(side.floor),
        p_floor_at_reference=_floor(side.floor_at_reference),
        blocked=blocked,
    )
    case = DecompositionCase(
        tubes=_tubes(z),
        reference=reference,
        actual=actual,
        p=hours.p,
        turbine=turbine,
        prices=prices,
    )
    return case, (*withheld, *more)


def _floor(floor: Floats) -> Floats | None:
    """None where no hour has one; 0 where this hour has none, since it bounds from below."""
    return np.where(np.isfinite(floor), floor, 0.0) if np.isfinite(floor).any() else None


def _tubes(z: ZoneHours) -> Tubes:
    return replace(z.tubes, f_b=z.fit.f_b, f_t=z.fit.f_t, rows=None)


class _Hours:
    """Daily states as hours, and the pressure without its gauge's bias."""

    def __init__(self, z: ZoneHours, states: States) -> None:
        self.r_f = np.repeat(states.r_f, 24, axis=0)
        self.r_air = np.repeat(np.nan_to_num(states.r_air), 24)
        self.p = z.as_read.p.x - np.repeat(np.nan_to_num(states.bias), 24)


def _limited(z: ZoneHours, hours: _Hours) -> Bools:
    """Hours in which air sets the pressure: far above what heat asks for, on days of much air."""
    nothing = np.zeros(z.rows.n, np.bool_)
    much = hours.r_air > MUCH
    if not much.any() or not np.isfinite(z.air.capacity).any():
        return nothing
    tubes = replace(_tubes(z), plugged=z.rows.plugged.sum(axis=1))
    v = np.where(z.rows.box_on, z.balance.v, 0.0).sum(axis=1)
    with np.errstate(all="ignore"):
        w = stream(
            clean.bundle(tubes), z.whole_inlet, np.where(v > 0.0, v, np.nan), z.balance.q,
            salinity=z.unit.water.salinity or None,
        )  # fmt: skip
        r_f = effective(z, hours.r_f, np.zeros(z.rows.n))
        heat = saturation.pressure(expected(clean.bundle(tubes), w, (r_f,)).t_s)
        return np.asarray(much & (hours.p > heat + ABOVE) & np.isfinite(z.air.capacity))


def _blocked(z: ZoneHours, events: tuple[Event, ...]) -> Floats | None:
    """Share of the zone's tubes that debris closes, from its events; None where there was none."""
    boxes, days = z.rows.zone.boxes, z.rows.days
    time = float(days[0]) + (np.arange(z.rows.n) + 0.5) / 24.0
    whole = sum(z.unit.bundle.share[box] for box in boxes)
    out = np.zeros(z.rows.n)
    for one in events:
        if one.cause == "debris" and np.isfinite(one.size):
            share = 1.0 if one.box is None else z.unit.bundle.share[one.box] / whole
            there = (time >= one.start) & (time <= (np.inf if one.end is None else one.end))
            out[there] += one.size * share
    return out if out.any() else None


def _turbine(
    unit: PowerUnit, z: ZoneHours, p: Floats
) -> tuple[CaseTurbine | None, tuple[str, ...]]:
    """The turbine at each hour's throttle flow: power at the reference pressure, and its load."""
    curve = unit.turbine.curve
    if curve is None:
        return None, ("power, heat rate, money and CO2: the plant file has no turbine curve",)
    if not z.rows.power.seen:
        return None, ("power, heat rate, money and CO2: the gross power is not measured",)
    at_ref = z.rows.power.x
    with np.errstate(all="ignore"):
        for _ in range(LOADS):
            at_ref = z.rows.power.x / (1.0 + response.change(curve, p, at_ref / unit.gross))
    told = () if unit.heat_rate is not None else ("heat rate: `heat_rate` is not given",)
    case = CaseTurbine(curve, at_ref, at_ref / unit.gross, heat_rate=unit.heat_rate)
    return case, told


def _prices(
    plant: Plant, unit: PowerUnit, days: Ints, turbine: CaseTurbine | None
) -> tuple[CasePrices | None, tuple[str, ...]]:
    """Prices by hour on the unit's basis."""
    if turbine is None:
        return None, ()
    have = plant.prices
    if unit.basis == "constant_heat_input":
        grid = _by_hour(have.power_factor, days)
        power = _by_hour(have.power, days)
        missing = {"money: prices.power": power, "CO2: prices.power_co2": grid}
        return CasePrices("constant heat input", power=power, grid=grid), _told(missing)
    if unit.heat_rate is None:
        return None, ("money and CO2: with constant output a loss is fuel, which needs heat_rate",)
    fuel, factor = _by_hour(have.fuel, days), _by_hour(have.co2_factor, days)
    co2 = _by_hour(have.co2, days) if factor is not None else None
    missing = {"money: prices.fuel": fuel, "CO2: prices.co2_factor": factor}
    return CasePrices("constant output", fuel=fuel, factor=factor, co2=co2), _told(missing)


def _told(columns: dict[str, Floats | None]) -> tuple[str, ...]:
    return tuple(f"{what} is not given" for what, x in columns.items() if x is None)


def _by_hour(of: Series | None, days: Ints) -> Floats | None:
    if of is None:
        return None
    return np.repeat(np.array([of.at(int(day)) for day in days]), 24)
