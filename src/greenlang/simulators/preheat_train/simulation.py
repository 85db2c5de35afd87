"""Two years of a crude preheat train, from a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.simulators.preheat_train import films, network
from greenlang.simulators.preheat_train.design import (
    COIL_OUTLET,
    CRUDE_FLOW,
    DESALTER_DROP,
    UNITS,
    VAPORISATION,
)
from greenlang.simulators.preheat_train.equipment import Equipment, equipment
from greenlang.simulators.preheat_train.events import Events, events
from greenlang.simulators.preheat_train.fluids import Floats, density, enthalpy, ln_viscosity
from greenlang.simulators.preheat_train.fouling import Drive, deposits
from greenlang.simulators.preheat_train.measurement import KELVIN, States, Upsets, measured
from greenlang.simulators.preheat_train.network import Profile
from greenlang.simulators.preheat_train.operation import Operation, operation
from greenlang.simulators.preheat_train.pipes import Conditions, rows
from greenlang.simulators.preheat_train.tags import POINTS
from greenlang.simulators.preheat_train.troubles import LOW_LOAD, More
from greenlang.simulators.preheat_train.truth import (
    Cleaning,
    ExchangerTruth,
    Fault,
    Ints,
    Truth,
)

START = 1_704_067_200  # 2024-01-01 00:00 UTC
COARSE = 6 * 3600  # s, step of the deposits
"""Conditions of the deposits are averaged over this."""


@dataclass(frozen=True)
class Simulation:
    """What the plant wrote down, and what was true.

    `tags` are in plant units (`units`), NaN where the historian has nothing; `time` is UTC
    seconds since 1970.
    """

    seed: int
    time: Ints
    tags: Mapping[str, Floats]
    units: Mapping[str, str]
    truth: Truth


@dataclass(frozen=True)
class _Deposits:
    """Fouling of the whole train, (time, exchanger)."""

    r_f: Floats
    bypass: Floats
    cleanings: tuple[Cleaning, ...]


def simulate(
    seed: int = 1,
    years: float = 2.0,
    step_s: int = 600,
    exchangers: int = 8,
    more: Sequence[More] = (),
) -> Simulation:
    """One train of eight exchangers; equal arguments give equal arrays.

    `more` adds troubles that a train is otherwise without, each once. Raises ValueError for another
    number of exchangers (`fleet` builds larger plants), a step that does not divide six hours, or
    less than 30 days.
    """
    if exchangers != len(UNITS):
        raise ValueError(f"a train has {len(UNITS)} exchangers, not {exchangers}; use fleet()")
    if COARSE % step_s or years * 365.25 < 30:
        raise ValueError("step_s must divide 21600 s and the history last 30 days or more")
    time = START + step_s * np.arange(int(years * 365.25 * 86_400 / step_s), dtype=np.int64)
    run = operation(seed, time)
    happened = events(seed, time, run.shutdowns, more)
    built = equipment(seed, run.crudes["base"], run.products)
    grown = _grown(run, happened, built)
    blocked = _blocked(run, happened)
    conditions = _conditions(run, grown.bypass, blocked)
    profile = network.profile(conditions, built.fittings, grown.r_f)
    duty = furnace_duty(run, profile)
    hidden = _bypass(run, happened, hidden=True)
    states = States(run, profile, grown.r_f, grown.bypass, built.fittings, duty, hidden, blocked)
    tags = measured(seed, states, Upsets(happened.faults, happened.outages))
    units = {point.tag: point.unit for point in POINTS}
    faults = tuple(_with_frozen_value(fault, time, tags) for fault in happened.faults)
    happened = replace(happened, cleanings=grown.cleanings, faults=faults)
    truth = _truth(seed, states, happened, built, conditions)
    return Simulation(seed, time, tags, units, truth)


def _with_frozen_value(fault: Fault, time: Ints, tags: Mapping[str, Floats]) -> Fault:
    """A stuck tag's fault with the value that it showed, K."""
    if fault.kind != "stuck" or fault.tag is None:
        return fault
    during = (time >= fault.start) & (time < fault.end)
    return replace(fault, size=float(np.nanmedian(tags[fault.tag][during])) + KELVIN)


def _conditions(run: Operation, bypass: Floats, blocked: Floats) -> Conditions:
    return Conditions(
        run.crude, run.products, run.m_crude, run.t_feed, run.m_hot, run.t_hot, bypass,
        DESALTER_DROP, blocked,
    )  # fmt: skip


def _blocked(run: Operation, happened: Events) -> Floats:
    """Share of the tubes of each exchanger that no flow reaches.

    Maldistribution leaves some without flow whenever the load is low.
    """
    blocked = np.zeros((len(run.time), len(UNITS)))
    column = {unit.name: i for i, unit in enumerate(UNITS)}
    for fault in happened.faults:
        during = (run.time >= fault.start) & (run.time < fault.end)
        if fault.kind == "plugging":
            blocked[during, column[fault.asset]] = fault.size
        elif fault.kind == "maldistribution":
            blocked[during & (run.load < LOW_LOAD), column[fault.asset]] = fault.size
    return blocked


def _bypass(run: Operation, happened: Events, *, hidden: bool = False) -> Floats:
    """Share of the tube-side flow that goes round each exchanger; `hidden`: through shut valves."""
    bypass = np.zeros((len(run.time), len(UNITS)))
    column = {unit.name: i for i, unit in enumerate(UNITS)}
    for fault in happened.faults:
        if fault.kind == "bypass" and (fault.hidden or not hidden):
            during = (run.time >= fault.start) & (run.time < fault.end)
            bypass[during, column[fault.asset]] = fault.size
    for one in () if hidden else happened.cleanings:
        during = (run.time >= one.start) & (run.time < one.end)
        bypass[during, column[one.asset]] = 1.0
    return bypass


def _grown(run: Operation, happened: Events, built: Equipment) -> _Deposits:
    """Deposits under the conditions that they themselves change: three rounds of substitution."""
    step = int(run.time[1] - run.time[0])
    every = COARSE // step
    bypass = _bypass(run, happened)
    coarse = rows(_conditions(run, bypass, _blocked(run, happened)), slice(None, None, every))
    kept, resets = _kept(run.time[::every], happened.cleanings)
    idle = (coarse.bypass >= 1.0) | (run.load[::every, None] < 0.3)
    pace = np.where(idle, 0.0, run.pace[::every, None])
    load = (coarse.m_crude / CRUDE_FLOW)[:, None] * np.maximum(1 - coarse.bypass, 0.05)
    t_wall = np.tile([law.t_wall for law in built.laws], (len(pace), 1))
    r_f = np.zeros_like(pace)
    for _ in range(3):
        r_f = deposits(built.laws, built.r_f, float(COARSE), Drive(pace, load, t_wall), kept)
        t_wall = network.profile(coarse, built.fittings, r_f).t_wall
    fine = _between(run.time, run.time[::every], r_f, resets)
    return _Deposits(fine, bypass, _measured_cleanings(happened.cleanings, run.time, fine))


def _kept(time: Ints, cleanings: Sequence[Cleaning]) -> tuple[Floats, NDArray[np.bool_]]:
    """What each coarse step keeps of the deposit; a cleaning acts amid its outage."""
    kept = np.ones((len(time), len(UNITS)))
    column = {unit.name: i for i, unit in enumerate(UNITS)}
    for one in cleanings:
        row = int(np.searchsorted(time, (one.start + one.end) // 2))
        kept[row, column[one.asset]] = 1.0 - one.effect
    return kept, kept < 1.0


def _between(time: Ints, coarse: Ints, r_f: Floats, resets: NDArray[np.bool_]) -> Floats:
    """Deposits on the fine grid: linear between coarse steps, a step where one was cleaned."""
    fine = np.empty((len(time), r_f.shape[1]))
    for i in range(r_f.shape[1]):
        fine[:, i] = np.interp(time, coarse, r_f[:, i])
        for row in np.flatnonzero(resets[:, i]):
            inside = (time > coarse[row - 1]) & (time < coarse[row])
            fine[inside, i] = r_f[row - 1, i]
    return fine


def _measured_cleanings(
    cleanings: Sequence[Cleaning], time: Ints, r_f: Floats
) -> tuple[Cleaning, ...]:
    """The cleanings with the deposit before and after each."""
    column = {unit.name: i for i, unit in enumerate(UNITS)}

    def at(second: int, asset: str) -> float:
        row = min(int(np.searchsorted(time, second)), len(time) - 1)
        return float(r_f[row, column[asset]])

    return tuple(
        replace(one, r_f_before=at(one.start, one.asset), r_f_after=at(one.end, one.asset))
        for one in cleanings
    )


def furnace_duty(run: Operation, profile: Profile) -> Floats:
    """Heat that the furnace must give the crude, W; nothing while the unit is down."""
    inlet = enthalpy(run.crude, profile.t_cold_out[:, -1])
    outlet = enthalpy(run.crude, np.full(len(inlet), COIL_OUTLET)) + VAPORISATION
    return np.asarray(CRUDE_FLOW * run.load * (outlet - inlet) * 1e6, np.float64)


def _truth(
    seed: int,
    states: States,
    happened: Events,
    built: Equipment,
    conditions: Conditions,
) -> Truth:
    run, profile = states.operation, states.profile
    ratio = _clean_duty_ratio(states, conditions)
    exchangers = {}
    for i, unit in enumerate(UNITS):
        idle = (states.bypass[:, i] >= 1.0) | (run.load <= 0.3)
        r_f, u_clean = states.r_f[:, i], np.where(idle, np.nan, profile.u_clean[:, i])
        duty = np.where(idle, 0.0, profile.duty[:, i])
        exchangers[unit.name] = ExchangerTruth(
            unit.name,
            unit.start_fouling == 0.0,
            built.laws[i],
            states.fittings[i],
            r_f,
            1 / (1 / u_clean + r_f),
            u_clean,
            duty,
            duty * ratio[:, i],
            _dp_ratio(states, i),
        )
    return Truth(
        seed, run.time, exchangers, happened.cleanings, happened.faults, run.shutdowns,
        happened.outages, run.feed_changes, run.crudes, run.products, states.furnace_duty,
        profile.t_cold_out[:, -1], run.load > 0.3,
    )  # fmt: skip


def _clean_duty_ratio(states: States, conditions: Conditions) -> Floats:
    """Duty without deposit over actual duty, at the same inlets: solved hourly, then between."""
    time = states.operation.time
    every = max(3600 // int(time[1] - time[0]), 1)
    thin = rows(conditions, slice(None, None, every))
    at = [getattr(states.profile, name)[::every] for name in ("t_cold_in", "t_hot_in")]
    clean = network.clean_duty(thin, states.fittings, at[0], at[1])
    duty = states.profile.duty[::every]
    ratio = np.divide(clean, duty, out=np.ones_like(duty), where=duty > 1e3)
    columns = [np.interp(time, time[::every], ratio[:, i]) for i in range(ratio.shape[1])]
    return np.stack(columns, axis=1)


def _dp_ratio(states: States, i: int) -> Floats:
    """Tube-side pressure drop over that of a clean bundle, at one flow and temperature."""
    unit, fit = UNITS[i], states.fittings[i]
    n = len(states.operation.time)
    run = states.operation
    stream = run.crudes["base"] if unit.crude_in == "tube" else run.products[unit.hot]
    t = np.full(n, 430.0)
    rho, nu = density(stream, t), np.exp(ln_viscosity(stream, t)) * 1e-6
    m = np.full(n, CRUDE_FLOW)
    fouled = films.pressure_drop(unit, fit, m, rho, nu, states.r_f[:, i])
    clean = films.pressure_drop(unit, fit, m, rho, nu, np.zeros(n))
    return np.asarray(fouled / clean, np.float64)
