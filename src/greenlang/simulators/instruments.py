"""From true values to what the historian stored: lag, calibration, noise, faults, gaps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from greenlang.simulators.signals import DAY, Generator, lagged
from greenlang.simulators.truth import Fault, Floats, Ints, Span

COOLING = 10 * 3600.0  # time constant of an idle exchanger, s
WARMING = 1.5 * 3600.0


@dataclass(frozen=True)
class Point:
    """A measured point in its plant unit.

    `noise` from reading to reading and `bias` (standard deviation of the calibration, cut at 1.8
    of it) are in that unit, or shares of the value when `relative`.
    """

    tag: str
    unit: str
    noise: float
    bias: float
    relative: bool = False
    lag: float = 5.0  # minutes


def thermometer(tag: str, noise: float = 0.35, bias: float = 0.25) -> Point:
    """A thermometer in degC: with both, the 0.5 K that the plant file declares."""
    return Point(tag, "degC", noise, bias)


def meter(tag: str, unit: str) -> Point:
    """A flow or pressure-drop meter: 1 % from reading to reading, 0.7 % calibration."""
    return Point(tag, unit, 0.01, 0.007, relative=True, lag=0.0)


def warmth(time: Ints, idle: Sequence[Span]) -> Floats:
    """1 in service; falls while idle, comes back on the start."""
    out = np.ones(len(time))
    for span in idle:
        cold = np.exp(-np.maximum((time - span.start) / COOLING, 0.0))
        lowest = np.exp(-(span.end - span.start) / COOLING)
        back = 1 - (1 - lowest) * np.exp(-np.maximum(time - span.end, 0.0) / WARMING)
        out = np.minimum(out, np.where(time < span.end, cold, back))
    return out


def service(time: Ints, idle: Sequence[Span]) -> tuple[Floats, Floats]:
    """Warmth, and 1 in service and 0 while idle."""
    on = np.ones(len(time))
    for span in idle:
        on[(time >= span.start) & (time < span.end)] = 0.0
    return warmth(time, idle), on


def recorded(
    seed: int,
    time: Ints,
    shown: Sequence[tuple[Point, Floats]],
    faults: Sequence[Fault],
    outages: Sequence[Span],
) -> dict[str, Floats]:
    """Every point as the historian has it, NaN where it has nothing."""
    out = {}
    for number, (point, truth) in enumerate(shown):
        rng = np.random.default_rng([seed, 100 + number])
        values = _reading(rng, point, truth, int(time[1] - time[0]))
        values = _faulty(values, point, time, faults)
        out[point.tag] = _stored(rng, values, point, time, outages)
    return out


def _reading(rng: Generator, point: Point, truth: Floats, step: int) -> Floats:
    n = len(truth)
    bias = point.bias * float(np.clip(rng.standard_normal(), -1.8, 1.8))
    white = rng.standard_normal(n)
    if point.relative:
        return np.asarray(truth * (1 + bias + point.noise * white), np.float64)
    slow = lagged(rng.standard_normal(n), step, 60.0)
    slow *= 0.4 * point.noise / max(float(np.std(slow)), 1e-9)
    through = lagged(truth, step, point.lag) if point.lag else truth
    return np.asarray(through + bias + point.noise * white + slow, np.float64)


def _faulty(values: Floats, point: Point, time: Ints, faults: Sequence[Fault]) -> Floats:
    """The tag with its drift or its frozen value."""
    for fault in faults:
        if fault.tag != point.tag:
            continue
        during = (time >= fault.start) & (time < fault.end)
        if fault.kind == "drift":
            ramp = fault.size * (time - fault.start) / (fault.end - fault.start)
            values = values + np.where(during, ramp, 0.0)
        else:
            values = np.where(during, values[np.argmax(during)], values)
    return values


def _stored(
    rng: Generator, values: Floats, point: Point, time: Ints, outages: Sequence[Span]
) -> Floats:
    """Spikes, single losses, gaps of hours and the outages of the historian."""
    n, step = len(values), int(time[1] - time[0])
    values = values.copy()
    if point.unit == "degC" or point.relative:
        spikes = rng.choice(n, max(n // 12_000, 1), replace=False)
        values[spikes] *= rng.uniform(0.6, 1.4, len(spikes))
    values[rng.uniform(size=n) < 0.002] = np.nan
    for _ in range(int(rng.poisson(6 * n * step / (730 * DAY)))):
        first = int(rng.integers(n))
        values[first : first + int(rng.uniform(1, 12) * 3600 / step)] = np.nan
    for span in outages:
        values[(time >= span.start) & (time < span.end)] = np.nan
    return values
