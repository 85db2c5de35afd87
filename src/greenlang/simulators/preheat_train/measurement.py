"""From true states to what the historian stored: lag, bias, noise, faults, gaps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.preheat_train import films
from greenlang.simulators.preheat_train.design import CRUDE_FLOW, UNITS
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import Floats, Liquid, density, ln_viscosity
from greenlang.simulators.preheat_train.network import Profile
from greenlang.simulators.preheat_train.operation import Operation
from greenlang.simulators.preheat_train.tags import POINTS, Point
from greenlang.simulators.preheat_train.truth import Fault, Span
from greenlang.simulators.signals import DAY, Generator, lagged

KELVIN = 273.15
COOLING = 15 * 3600.0  # time constant of the idle unit, s
WARMING = 3 * 3600.0


@dataclass(frozen=True)
class States:
    """True states of one unit over time."""

    operation: Operation
    profile: Profile
    r_f: Floats
    bypass: Floats  # (time, exchanger), 1: isolated
    fittings: Sequence[Films]
    furnace_duty: Floats
    hidden: Floats  # (time, exchanger), share that a shut valve lets through
    blocked: Floats  # (time, exchanger), share of the tubes without flow


@dataclass(frozen=True)
class Upsets:
    """What the instruments and the historian suffered."""

    faults: tuple[Fault, ...]
    outages: tuple[Span, ...]


def measured(seed: int, states: States, upsets: Upsets) -> dict[str, Floats]:
    """Every tag in its plant unit, NaN where the historian has nothing."""
    warmth = _warmth(states.operation)
    readings = {}
    for number, point in enumerate(POINTS):
        rng = np.random.default_rng([seed, 100 + number])
        values = _reading(rng, point, states, warmth)
        values = _faulty(values, point, states.operation, upsets.faults)
        readings[point.tag] = _stored(rng, values, point, states.operation, upsets)
    return readings


def _reading(rng: Generator, point: Point, states: States, warmth: Floats) -> Floats:
    truth = _SHOWN[point.kind](point, states)
    if point.kind == "temperature" and point.asset:
        ambient = states.operation.ambient
        truth = ambient + (truth - ambient) * warmth
    return _NOISE[point.kind](rng, truth, states.operation)


def _warmth(operation: Operation) -> Floats:
    """1 while running; falls while the unit is down, comes back on the start."""
    time, warmth = operation.time, np.ones(len(operation.time))
    for span in operation.shutdowns:
        idle = (time - span.start - 6 * 3600) / COOLING
        cold = np.exp(-np.maximum(idle, 0.0))
        lowest = np.exp(-max((span.end - span.start - 6 * 3600) / COOLING, 0.0))
        back = 1 - (1 - lowest) * np.exp(-np.maximum(time - span.end, 0.0) / WARMING)
        warmth = np.minimum(warmth, np.where(time < span.end, cold, back))
    return warmth


def _temperature(point: Point, states: States) -> Floats:
    operation = states.operation
    step = int(operation.time[1] - operation.time[0])
    if point.role == "ambient":
        return operation.ambient
    if point.role == "outlet":
        return np.full(len(operation.time), 628.15)
    if point.role == "inlet":
        return lagged(states.profile.t_cold_out[:, -1], step, 9.0)
    i = _COLUMN[point.asset]
    values: Floats = getattr(states.profile, point.role)[:, i]
    return lagged(values, step, 4.0 + 0.6 * i)


def _flow(point: Point, states: States) -> Floats:
    """Flow in the tag's unit; a hot stream stops with the unit."""
    operation, i = states.operation, _COLUMN[point.asset]
    on = operation.load / np.maximum(operation.load, 0.3)
    if point.role == "m_cold":
        m, liquid, t = CRUDE_FLOW * operation.load, operation.crude, states.profile.t_cold_in[:, i]
    else:
        hot = UNITS[i].hot
        m, liquid, t = operation.m_hot[hot] * on, operation.products[hot], operation.t_hot[hot]
    if point.unit == "t/h":
        return np.asarray(m * 3.6, np.float64)
    basis = t if point.at == "line" else np.full(len(m), 288.15)
    return np.asarray(m * 3600.0 / density(liquid, basis), np.float64)


def _pressure_drop(point: Point, states: States) -> Floats:
    """Tube-side pressure drop, kPa."""
    i = _COLUMN[point.asset]
    unit, operation = UNITS[i], states.operation
    m, liquid, t = _tube_stream(i, states)
    m = m * (1.0 - states.bypass[:, i]) * operation.load / np.maximum(operation.load, 0.3)
    m = m / (1.0 - states.blocked[:, i])
    rho, nu = density(liquid, t), np.exp(ln_viscosity(liquid, t)) * 1e-6
    dp = films.pressure_drop(unit, states.fittings[i], m, rho, nu, states.r_f[:, i])
    return np.asarray(dp / 1e3, np.float64)


def _tube_stream(i: int, states: States) -> tuple[Floats, Liquid, Floats]:
    """Flow at the exchanger, liquid and mean temperature of the tube-side stream."""
    operation, profile, unit = states.operation, states.profile, UNITS[i]
    if unit.crude_in == "tube":
        t = (profile.t_cold_in[:, i] + profile.t_cold_out[:, i]) / 2
        return operation.m_crude, operation.crude, t
    t = (profile.t_hot_in[:, i] + profile.t_hot_out[:, i]) / 2
    return operation.m_hot[unit.hot], operation.products[unit.hot], t


def _valve(point: Point, states: States) -> Floats:
    """Opening in percent: a share b of the flow goes round at 100 (b / 0.7)^(1/1.3) percent."""
    i = _COLUMN[point.asset]
    b = states.bypass[:, i] - states.hidden[:, i]
    return np.asarray(100 * np.minimum(b / 0.7, 1.0) ** (1 / 1.3), np.float64)


def _duty(point: Point, states: States) -> Floats:
    del point
    return states.furnace_duty / 1e6


def _noisy_temperature(rng: Generator, truth: Floats, operation: Operation) -> Floats:
    """0.35 K from reading to reading, 0.15 K over an hour, calibration within 0.45 K."""
    n, step = len(truth), int(operation.time[1] - operation.time[0])
    slow = lagged(rng.standard_normal(n), step, 60.0)
    bias = np.clip(0.25 * rng.standard_normal(), -0.45, 0.45)
    noise = 0.35 * rng.standard_normal(n) + 0.15 * slow / max(float(np.std(slow)), 1e-9)
    return np.asarray(truth + bias + noise - KELVIN, np.float64)


def _noisy_share(rng: Generator, truth: Floats, operation: Operation) -> Floats:
    """1 % from reading to reading, calibration within 1.2 %."""
    del operation
    bias = np.clip(0.007 * rng.standard_normal(), -0.012, 0.012)
    return np.asarray(truth * (1 + bias + 0.01 * rng.standard_normal(len(truth))), np.float64)


def _noisy_valve(rng: Generator, truth: Floats, operation: Operation) -> Floats:
    del operation
    noise = 0.3 * rng.standard_normal(len(truth)) + rng.uniform(0.2, 0.8)
    return np.clip(truth + noise, 0.0, 100.0)


def _faulty(
    values: Floats, point: Point, operation: Operation, faults: tuple[Fault, ...]
) -> Floats:
    """The tag with its drift, its frozen value or its wrong factor."""
    time = operation.time
    for fault in faults:
        if fault.tag != point.tag:
            continue
        during = (time >= fault.start) & (time < fault.end)
        if fault.kind == "drift":
            ramp = fault.size * (time - fault.start) / (fault.end - fault.start)
            values = values + np.where(during, ramp, 0.0)
        elif fault.kind == "flow_meter":
            values = values * np.where(during, 1.0 + fault.size, 1.0)
        else:
            values = np.where(during, values[np.argmax(during)], values)
    return values


def _stored(
    rng: Generator, values: Floats, point: Point, operation: Operation, upsets: Upsets
) -> Floats:
    """Spikes, single losses, gaps of hours and the outages of the historian."""
    time, n = operation.time, len(values)
    step = int(time[1] - time[0])
    values = values.copy()
    if point.kind in {"temperature", "flow"}:
        spikes = rng.choice(n, max(n // 12_000, 1), replace=False)
        values[spikes] *= rng.uniform(0.6, 1.4, len(spikes))
    values[rng.uniform(size=n) < 0.002] = np.nan
    for _ in range(int(rng.poisson(6 * n * step / (730 * DAY)))):
        first = int(rng.integers(n))
        values[first : first + int(rng.uniform(1, 12) * 3600 / step)] = np.nan
    for span in upsets.outages:
        values[(time >= span.start) & (time < span.end)] = np.nan
    return values


_COLUMN = {unit.name: i for i, unit in enumerate(UNITS)}
_SHOWN: dict[str, Callable[[Point, States], Floats]] = {
    "temperature": _temperature,
    "flow": _flow,
    "dp": _pressure_drop,
    "valve": _valve,
    "duty": _duty,
}
_NOISE: dict[str, Callable[[Generator, Floats, Operation], Floats]] = {
    "temperature": _noisy_temperature,
    "flow": _noisy_share,
    "dp": _noisy_share,
    "valve": _noisy_valve,
    "duty": _noisy_share,
}
