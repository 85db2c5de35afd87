"""What a cleaning plan really costs: the true laws carried forward at reference conditions.

The furnace makes up for lost preheat, so a plan is judged by the furnace duty above that of the
clean train: an exchanger out of service or fouled costs what the rest of the train does not
recover. Days are the step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.preheat_train import network
from greenlang.simulators.preheat_train.design import (
    COIL_OUTLET,
    CRUDE_FLOW,
    UNITS,
    VAPORISATION,
)
from greenlang.simulators.preheat_train.equipment import reference_conditions
from greenlang.simulators.preheat_train.fluids import Floats, enthalpy
from greenlang.simulators.preheat_train.fouling import Drive, deposits
from greenlang.simulators.preheat_train.truth import Method, Truth

DAY = 86_400
PLAN_START = 1_767_571_200  # 2026-01-05 00:00 UTC
WEEKS = 52
OUTAGES = ((1_775_433_600, 1_776_988_800),)  # 2026-04-06 to 2026-04-24


@dataclass(frozen=True)
class Prices:
    """What the furnace's heat costs; per MWh of fuel, lower heating value."""

    fuel: float = 28.0  # EUR/MWh
    co2: float = 75.0  # EUR/t
    co2_factor: float = 0.20196  # t/MWh: 56.1 kg/GJ, IPCC 2006, natural gas
    efficiency: float = 0.88


@dataclass(frozen=True)
class Terms:
    """A way to clean: EUR, days out of service, mean share of the deposit removed."""

    cost: float
    days: int
    effect: float


PRICES = Prices()
METHODS: Mapping[Method, Terms] = {
    "hydroblast": Terms(45_000.0, 9, 0.95),
    "chemical": Terms(22_000.0, 3, 0.65),
}


@dataclass(frozen=True)
class PlannedCleaning:
    """A cleaning that begins at a time (UTC seconds)."""

    asset: str
    start: int
    method: Method


@dataclass(frozen=True)
class PlanCost:
    """Cost of a plan (EUR), its CO2 (t), and what leads to them by day.

    `furnace_extra` is furnace duty above that of the clean train, W; `r_f` (day, exchanger).
    """

    total: float
    fuel: float
    co2: float
    cleaning: float
    co2_mass: float
    furnace_extra: Floats
    r_f: Floats


Schedule = Sequence[PlannedCleaning]


def train_cost(
    truth: Truth,
    schedule: Schedule = (),
    start: int = PLAN_START,
    weeks: int = WEEKS,
    prices: Prices = PRICES,
    methods: Mapping[Method, Terms] = METHODS,
    outages: Sequence[tuple[int, int]] = OUTAGES,
) -> PlanCost:
    """Cost of one schedule over `weeks` from `start`; `outages` are shutdowns of the unit.

    The deposits are the true ones at `start`; beyond the end of the history they first grow at
    reference conditions. Raises ValueError for an unknown asset or method.
    """
    return train_costs(truth, (schedule,), start, weeks, prices, methods, outages)[0]


def train_costs(
    truth: Truth,
    schedules: Sequence[Schedule],
    start: int = PLAN_START,
    weeks: int = WEEKS,
    prices: Prices = PRICES,
    methods: Mapping[Method, Terms] = METHODS,
    outages: Sequence[tuple[int, int]] = OUTAGES,
) -> tuple[PlanCost, ...]:
    """`train_cost` of several schedules at once, which is much faster than one by one."""
    days = 7 * weeks
    kept, out = _work(schedules, start, days, methods)
    running = _running(start, days, outages)
    first = deposits_at(truth, start)
    r_f = _forward(truth, np.tile(first, (len(schedules), 1)), kept, out, running)
    flat = r_f.reshape(-1, len(UNITS))
    extra = extra_furnace_duty(truth, flat, out.reshape(flat.shape)).reshape(days, -1)
    extra *= running[:, None]
    return tuple(
        _money(extra[:, k], r_f[:, k], schedule, prices, methods)
        for k, schedule in enumerate(schedules)
    )


def deposits_at(truth: Truth, start: int) -> Floats:
    """R_f of every exchanger at a time, beyond the history at reference conditions."""
    last = int(truth.time[-1])
    row = min(int(np.searchsorted(truth.time, start)), len(truth.time) - 1)
    now = np.array([truth.exchangers[unit.name].r_f[row] for unit in UNITS])
    ahead = max((start - last) // DAY, 0)
    if ahead == 0:
        return now
    shape = (ahead + 1, 1, len(UNITS))
    grown = _forward(truth, now[None, :], np.ones(shape), np.zeros(shape), np.ones(ahead + 1))
    return np.asarray(grown[-1, 0], np.float64)


def growth(truth: Truth, asset: str, r_0: Floats, days: int) -> Floats:
    """True R_f (day, start) of one exchanger from starts `r_0`, the others as at the end.

    What an optimiser needs for the arcs of one exchanger; reference conditions.
    """
    column = _column(asset)
    others = np.array([truth.exchangers[unit.name].r_f[-1] for unit in UNITS])
    first = np.tile(others, (len(r_0), 1))
    first[:, column] = r_0
    shape = (days, len(r_0), len(UNITS))
    paced = _forward(truth, first, np.ones(shape), np.zeros(shape), np.ones(days), moving=column)
    return np.asarray(paced[:, :, column], np.float64)


def extra_furnace_duty(truth: Truth, r_f: Floats, out: Floats) -> Floats:
    """Furnace duty (W) above the clean train's at reference conditions.

    `r_f` (case, exchanger) in m2 K/W; `out` (case, exchanger) is 1 for an exchanger out of
    service, else 0.
    """
    crude, products = truth.crudes["base"], truth.products
    fittings = [truth.exchangers[unit.name].films for unit in UNITS]
    cases = np.concatenate([np.zeros((1, len(UNITS))), r_f])
    bypass = np.concatenate([np.zeros((1, len(UNITS))), np.asarray(out, np.float64)])
    conditions = reference_conditions(len(cases), crude, products, bypass)
    inlet = network.profile(conditions, fittings, cases).t_cold_out[:, -1]
    coil = enthalpy(crude, np.full(1, COIL_OUTLET)) + VAPORISATION
    duty = CRUDE_FLOW * 1e6 * (coil - enthalpy(crude, inlet))
    return np.asarray(duty[1:] - duty[0], np.float64)


def _column(asset: str) -> int:
    names = [unit.name for unit in UNITS]
    if asset not in names:
        raise ValueError(f"no exchanger {asset!r} in the train; it has {', '.join(names)}")
    return names.index(asset)


def _work(
    schedules: Sequence[Schedule], start: int, days: int, methods: Mapping[Method, Terms]
) -> tuple[Floats, Floats]:
    """Share of the deposit kept at each day, and whether out of service: (day, schedule, unit)."""
    kept = np.ones((days, len(schedules), len(UNITS)))
    out = np.zeros(kept.shape, dtype=np.float64)
    for k, schedule in enumerate(schedules):
        for one in schedule:
            if one.method not in methods:
                raise ValueError(f"no method {one.method!r}; there are {', '.join(methods)}")
            terms, column = methods[one.method], _column(one.asset)
            first = (one.start - start) // DAY
            if 0 <= first < days:
                kept[first, k, column] *= 1.0 - terms.effect
                out[first : first + terms.days, k, column] = 1.0
    return kept, out


def _running(start: int, days: int, outages: Sequence[tuple[int, int]]) -> Floats:
    """1 on the days that the unit runs, 0 in its shutdowns."""
    running = np.ones(days)
    for first, last in outages:
        running[max((first - start) // DAY, 0) : max((last - start) // DAY + 1, 0)] = 0.0
    return running


def _forward(
    truth: Truth,
    first: Floats,
    kept: Floats,
    out: Floats,
    running: Floats,
    moving: int | None = None,
) -> Floats:
    """R_f (day, case, exchanger) under the true laws at reference conditions.

    The wall temperatures of the threshold laws follow the deposits by substitution. `moving`
    names the one exchanger that fouls while the others stay as they are.
    """
    exchangers = [truth.exchangers[unit.name] for unit in UNITS]
    laws, fittings = [e.law for e in exchangers], [e.films for e in exchangers]
    pace = np.asarray((1.0 - out) * running[:, None, None], np.float64)
    if moving is not None:
        pace = pace * (np.arange(len(UNITS)) == moving)
    load = np.ones_like(pace)
    t_wall = np.tile([law.t_wall for law in laws], (*pace.shape[:2], 1))
    flat = (-1, len(UNITS))
    conditions = reference_conditions(
        pace.shape[0] * pace.shape[1],
        truth.crudes["base"],
        truth.products,
        np.asarray(out, np.float64).reshape(flat),
    )
    r_f = deposits(laws, first, float(DAY), Drive(pace, load, t_wall), kept)
    for _ in range(2):
        solved = network.profile(conditions, fittings, r_f.reshape(flat))
        drive = Drive(pace, load, solved.t_wall.reshape(pace.shape))
        r_f = deposits(laws, first, float(DAY), drive, kept)
    return r_f


def _money(
    extra: Floats,
    r_f: Floats,
    schedule: Schedule,
    prices: Prices,
    methods: Mapping[Method, Terms],
) -> PlanCost:
    fuel_mwh = float(np.sum(extra)) * 24.0 / 1e6 / prices.efficiency
    fuel = fuel_mwh * prices.fuel
    co2_mass = fuel_mwh * prices.co2_factor
    cleaning = sum(methods[one.method].cost for one in schedule)
    co2 = co2_mass * prices.co2
    return PlanCost(fuel + co2 + cleaning, fuel, co2, cleaning, co2_mass, extra, r_f)
