"""What the instruments of a unit show, in its plant units, and how they fail.

U2 reads in US units, its condenser pressure as inches of mercury of vacuum. The hotwell's oxygen
follows Henry's law by van 't Hoff's rule, of which a part is reached in deaeration. Calibrations
err by half of the standard uncertainty that the plant file declares, or less.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.condenser_unit import water
from greenlang.simulators.condenser_unit.design import BOXES, PUMPS, UNITS, VACUUM_PUMPS, Unit
from greenlang.simulators.condenser_unit.operation import SEAL, Operation
from greenlang.simulators.condenser_unit.unit import Built, Flows, States
from greenlang.simulators.condenser_unit.weather import Weather
from greenlang.simulators.instruments import Point
from greenlang.simulators.signals import DAY, Generator
from greenlang.simulators.truth import Fault, Floats, Ints

INCH = 3386.389  # Pa
GALLON = 0.003785411784 / 60.0  # m3/s of a gpm
SCFM = 2.038 / 3600.0  # kg/s of dry air, 70 degF
PSI = 6894.757

Shown = Sequence[tuple[Point, Floats]]


@dataclass(frozen=True)
class Scene:
    """Everything of one unit that could be measured."""

    built: Built
    weather: Weather
    operation: Operation
    flows: Flows
    states: States


def shown(x: Scene) -> Shown:
    """Every point of a unit with its true value in plant units."""
    name, us = x.built.unit.name, x.built.unit.us
    points = [*_pressures(x), *_temperatures(x), *_water(x), *_switches(x)]
    on = x.operation.on
    air = np.where(on, x.operation.m_a, 0.0)
    duty = np.where(on, x.states.q, 0.0)
    points += [
        (_relative(f"{name}.P", "MW", 0.001, 0.002), np.where(on, x.states.power, 0.0) / 1e6),
        (_relative(f"{name}.QCB", "MW", 0.008, 0.010), duty / 1e6),
        (_relative(f"{name}.AIR", "ft3/min" if us else "kg/h", 0.05, 0.05),
         air / SCFM if us else air * 3600.0),
        (Point(f"{name}.DO", "ppb", 0.4, 0.4, lag=10.0), np.where(on, oxygen(x), 8000.0)),
    ]  # fmt: skip
    return points


def site(weather: Weather) -> Shown:
    """What is measured of the weather."""
    return [
        (Point("SITE.PBARO", "hPa a", 0.1, 0.2, lag=0.0), weather.barometer / 100.0),
        (Point("SITE.TWB", "degC", 0.15, 0.15, lag=10.0), weather.wet_bulb - water.KELVIN),
    ]


def subcooling(x: Scene) -> Floats:
    """Of the condensate, K: grows as air takes up what the vacuum pumps can hold."""
    seal = x.states.t_in + SEAL
    capacity = x.built.unit.vacuum.capacity(
        x.states.p_heat, x.states.t_in, seal, x.operation.vacuum
    )
    over = np.clip(x.operation.m_a / np.maximum(capacity, 1e-9) - 0.6, 0.0, 2.5)
    return np.asarray(0.30 + 1.3 * over)


def oxygen(x: Scene) -> Floats:
    """In the condensate, ppb by mass: 45 % of what the air above it allows, and what leaks in."""
    t = water.saturation_temperature(x.states.p) - subcooling(x)
    p_air = np.maximum(x.states.p - water.saturation_pressure(t), 0.0)
    henry = 4.31e9 * np.exp(-1700.0 * (1.0 / t - 1.0 / 298.15))
    above = 0.45e9 * 0.2095 * p_air / henry * 31.999 / 18.015
    share = 1.0 / np.maximum(x.states.q / x.built.unit.turbine.q, 0.3)
    return np.asarray(above + x.operation.oxygen * share)


def _relative(tag: str, unit: str, noise: float, bias: float) -> Point:
    return Point(tag, unit, noise, bias, relative=True, lag=0.0)


def _pressures(x: Scene) -> list[tuple[Point, Floats]]:
    """Condenser pressure; a unit that is down has broken its vacuum."""
    unit, p = x.built.unit, np.where(x.operation.on, x.states.p, x.weather.barometer)
    if unit.us:
        vacuum = (x.weather.barometer - p) / INCH
        return [(Point(f"{unit.name}.PC", "inHg vac", 0.010, 0.015, lag=0.0), vacuum)]
    loss = np.where(x.operation.on, 180.0 * x.operation.vacuum, 0.0)  # in the suction line
    return [
        (Point("U1.PC1", "mbar a", 0.35, 0.5, lag=0.0), p / 100.0),
        (Point("U1.PC2", "mbar a", 0.35, 0.5, lag=0.0), p / 100.0),
        (Point("U1.PSUC", "mbar a", 0.4, 0.5, lag=0.0), (p - loss) / 100.0),
    ]  # fmt: skip


def _temperatures(x: Scene) -> list[tuple[Point, Floats]]:
    unit, on, t_in = x.built.unit, x.operation.on, x.states.t_in
    t_s = water.saturation_temperature(x.states.p)
    seal = t_in + SEAL
    vent = unit.vacuum.vent(x.states.p, x.operation.m_a, t_in, seal, x.operation.vacuum)
    hall = 293.15
    m = x.flows.box * 998.0
    rise = np.where(x.operation.shut > 0.5, 0.0, x.states.heat / np.maximum(m * 4182.0, 1.0))
    rise = np.where(on[:, None], rise, 0.0)
    points = [
        (_thermometer(unit, f"T1.{box}", 0.05, 0.05), t_in) for box in BOXES
    ] + [
        (_thermometer(unit, f"T2.{box}", 0.15, 0.15), t_in + rise[:, i])
        for i, box in enumerate(BOXES)
    ]  # fmt: skip
    points += [
        (_thermometer(unit, "THW", 0.1, 0.1), np.where(on, t_s - subcooling(x), hall)),
        (_thermometer(unit, "TVENT", 0.2, 0.15), np.where(on, vent, hall)),
        (_thermometer(unit, "THOOD", 0.15, 0.15), np.where(on, t_s + 0.05, hall)),
        (_thermometer(unit, "TSEAL", 0.15, 0.15), seal),
    ]
    if unit.us:
        points = [(replace(p, unit="degF", noise=1.8 * p.noise, bias=1.8 * p.bias), 1.8 * t + 32.0)
                  for p, t in ((p, t - water.KELVIN) for p, t in points)]  # fmt: skip
    else:
        points = [(point, t - water.KELVIN) for point, t in points]
    return points


def _thermometer(unit: Unit, name: str, noise: float, bias: float) -> Point:
    return Point(f"{unit.name}.{name}", "degC", noise, bias, lag=4.0)


def _water(x: Scene) -> list[tuple[Point, Floats]]:
    """Flow and drop of each box, head and power of the pumps."""
    unit, us, run = x.built.unit, x.built.unit.us, ~x.operation.down
    volume, pressure = ("gpm", "psi") if us else ("m3/h", "mbar")
    per = GALLON if us else 1.0 / 3600.0
    pa = PSI if us else 100.0
    points = [
        (_relative(f"{unit.name}.V.{box}", volume, 0.01, 0.015), run * x.flows.box[:, i] / per)
        for i, box in enumerate(BOXES)
    ]
    points += [
        (_relative(f"{unit.name}.DP.{box}", pressure, 0.01, 0.01), run * x.flows.drop[:, i] / pa)
        for i, box in enumerate(BOXES)
    ]
    turns = x.operation.health > 0.0
    shaft = turns * unit.pump.shaft(x.flows.pump, x.flows.head[:, None]) / 0.96e3
    points += [
        (_relative(f"{unit.name}.{pump}.KW", "kW", 0.008, 0.005), run * shaft[:, i])
        for i, pump in enumerate(PUMPS)
    ]
    return [*points, (_relative(f"{unit.name}.HEAD", "m", 0.006, 0.005), run * x.flows.head)]


def _switches(x: Scene) -> list[tuple[Point, Floats]]:
    unit = x.built.unit
    points = [
        (Point(f"{unit.name}.{pump}.ON", "", 0.0, 0.0, lag=0.0),
         np.asarray((x.operation.health[:, i] > 0.0) & ~x.operation.down, np.float64))
        for i, pump in enumerate(PUMPS)
    ] + [
        (Point(f"{unit.name}.{pump}.ON", "", 0.0, 0.0, lag=0.0),
         x.operation.vacuum_on[:, i] * x.operation.on)
        for i, pump in enumerate(VACUUM_PUMPS)
    ]  # fmt: skip
    if unit.tower is None:
        return points
    return points + [
        (Point(f"{unit.name}.F{k + 1}", "%", 0.0, 0.0, lag=0.0),
         np.where(x.operation.fans > k, 100.0, 0.0))
        for k in range(unit.tower.cells)
    ]  # fmt: skip


@dataclass(frozen=True)
class Lie:
    """A fault in SI as the truth has it, and as the tag shows it."""

    true: Fault
    shown: Fault


def lies(rng: Generator, time: Ints) -> tuple[Lie, ...]:
    """A pressure gauge, an outlet thermometer and a flow meter drift; another tag stands still."""
    length = float((time[-1] - time[0]) / DAY)
    order = [UNITS[i] for i in rng.permutation(len(UNITS))]
    made = (
        _gauge(rng, order[0]),
        _outlet(rng, order[1]),
        _meter(rng, order[int(rng.integers(len(order)))]),
        _stuck(rng, order[0]),
    )
    out = []
    for make in made:
        true, factor, days = make
        if length < 1.5 * days + 20:
            continue
        start = int(time[0]) + int(rng.uniform(10, length - days - 10)) * DAY
        true = replace(true, start=start, end=start + int(days * DAY))
        seen = replace(true, size=true.size * factor)
        out.append(Lie(true, seen if true.kind == "stuck" else replace(seen, kind="drift")))
    return tuple(out)


Made = tuple[Fault, float, float]  # in SI, factor to what the tag shows, days


def _sign(rng: Generator) -> float:
    return float(rng.choice((-1.0, 1.0)))


def _gauge(rng: Generator, unit: Unit) -> Made:
    size = _sign(rng) * float(rng.uniform(200.0, 450.0))
    tag, factor = ("U2.PC", -1.0 / INCH) if unit.us else ("U1.PC1", 0.01)
    return Fault("drift", tag, unit.name, 0, 0, size, "Pa"), factor, float(rng.uniform(70, 150))


def _outlet(rng: Generator, unit: Unit) -> Made:
    tag = f"{unit.name}.T2.{BOXES[int(rng.integers(len(BOXES)))]}"
    size = _sign(rng) * float(rng.uniform(0.8, 1.8))
    factor = 1.8 if unit.us else 1.0
    return Fault("drift", tag, unit.name, 0, 0, size, "K"), factor, float(rng.uniform(60, 140))


def _meter(rng: Generator, unit: Unit) -> Made:
    """The size is a share of the flow at the reference."""
    tag = f"{unit.name}.V.{BOXES[int(rng.integers(len(BOXES)))]}"
    size = _sign(rng) * float(rng.uniform(0.06, 0.12))
    factor = unit.reference[1] / len(BOXES) / (GALLON if unit.us else 1.0 / 3600.0)
    days = float(rng.uniform(90, 180))
    return Fault("flow_meter", tag, unit.name, 0, 0, size, "1"), factor, days


def _stuck(rng: Generator, unit: Unit) -> Made:
    tag = f"{unit.name}.{('THW', 'TVENT', 'THOOD')[int(rng.integers(3))]}"
    fault = Fault("stuck", tag, unit.name, 0, 0, float("nan"), "K")
    return fault, 1.0, float(rng.uniform(2.0, 6.0))
