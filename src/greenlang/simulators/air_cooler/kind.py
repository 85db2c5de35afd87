"""Two years of the bays: weather, fans, dust, washing, and what is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.air_cooler.bundle import DATA_SHEET, Films, Flows, outcome
from greenlang.simulators.air_cooler.design import LIQUIDS, TAGS, TROUBLES, UNITS, Unit
from greenlang.simulators.air_cooler.plant import plant_yaml
from greenlang.simulators.growth import Layer
from greenlang.simulators.happenings import Happened
from greenlang.simulators.instruments import Point, meter, service, thermometer
from greenlang.simulators.preheat_train.fluids import Liquid, biased
from greenlang.simulators.signals import DAY, Generator, levels, noise, season, uptime
from greenlang.simulators.truth import Floats, Ints, Span
from greenlang.simulators.works import KELVIN, Kind, Profile, Simulation

CHUNK = 8192
STANDARD = 288.15  # K
CHOKED = 0.15 / 1.2e-3  # share of the air flow that dust costs, per m2 K/W of deposit
STEPS = (0.5, 0.65, 0.8, 1.0)  # mean fan speed


@dataclass(frozen=True)
class Bays:
    """One plant: boundary conditions (time, exchanger), films and layers of its own."""

    time: Ints
    load: Floats
    t_hot: Floats
    t_air: Floats
    fan: Floats
    cp_air: Floats  # (time,)
    dust: Floats  # (time,), in the air
    ambient: Floats
    liquids: Mapping[str, Liquid]
    films: tuple[Films, ...]
    layers: Sequence[Sequence[Layer]]
    start: Floats

    def profile(self, rows: slice, r_f: Floats) -> Profile:
        """States at these times."""
        at = np.arange(len(self.time))[rows]
        columns = [self._one(i, at, r_f[:, i]) for i in range(len(UNITS))]
        return Profile(*(np.stack(parts, axis=1) for parts in zip(*columns, strict=True)))

    def _one(self, i: int, at: Ints, r_f: Floats) -> tuple[Floats, ...]:
        thin = STANDARD / self.t_air[at, i] / (1 + CHOKED * r_f)
        m_air = UNITS[i].m_air * self.fan[at, i] * thin
        m_hot = UNITS[i].m_hot * self.load[at, i]
        t_hot, t_air = self.t_hot[at, i], self.t_air[at, i]
        t_out, t_above, duty, u, u_clean = self._solved(
            i, (m_hot, t_hot, m_air, self.cp_air[at], t_air), r_f
        )
        return t_hot, t_out, t_air, t_above, m_hot, m_air, duty, u, u_clean, t_above

    def _solved(self, i: int, given: tuple[Floats, ...], r_f: Floats) -> tuple[Floats, ...]:
        """Outlets, duty and coefficients, in chunks that fit the cache."""
        parts = []
        for k in range(0, len(r_f), CHUNK):
            cut = slice(k, k + CHUNK)
            flows = Flows(self.liquids[UNITS[i].hot], *(x[cut] for x in given))
            found = outcome(UNITS[i], self.films[i], flows, r_f[cut])
            parts.append((found.t_hot_out, found.t_air_out, found.duty, found.u, found.u_clean))
        return tuple(np.concatenate(part) for part in zip(*parts, strict=True))

    def pace(self, rows: slice, profile: Profile) -> Floats:
        """Dust by season and air drawn; the inside by load."""
        drawn = self.fan[rows]
        blown = self.dust[rows, None] * drawn / 0.75
        return np.stack([blown, self.load[rows]], axis=2) * np.ones_like(profile.duty)[:, :, None]

    def duty(self, i: int, rows: slice, profile: Profile, r_f: Floats) -> Floats:
        """Duty with another deposit and the air that was."""
        given = (
            profile.m_hot[:, i], profile.t_hot_in[:, i], profile.m_cold[:, i], self.cp_air[rows],
            profile.t_cold_in[:, i],
        )  # fmt: skip
        return self._solved(i, given, r_f)[2]

    def shown(self, profile: Profile, happened: Happened) -> Sequence[tuple[Point, Floats]]:
        """Thermometers in degC (above the bundle a poor grid of them), flow in t/h, fans in %."""
        points = []
        for i, unit in enumerate(UNITS):
            warm, on = service(self.time, happened.idle(unit.name))
            for role, tag in TAGS[unit.name].items():
                if role == "fan":
                    points.append((Point(tag, "%", 0.3, 0.5, lag=0.0), 100 * self.fan[:, i] * on))
                elif role == "m_hot":
                    points.append((meter(tag, "t/h"), profile.m_hot[:, i] * on * 3.6))
                else:
                    value = getattr(profile, role)[:, i]
                    value = self.ambient + (value - self.ambient) * warm - KELVIN
                    grid = (0.6, 0.6) if role == "t_cold_out" else (0.35, 0.25)
                    points.append((thermometer(tag, *grid), value))
        return points


def works(seed: int, time: Ints, down: tuple[Span, ...]) -> Bays:
    """How one plant was run and built."""
    rng = np.random.default_rng([seed, 1])
    n, step = len(time), int(time[1] - time[0])
    up = np.maximum(uptime(time, down, step), 0.3)
    summer, daily = season(time), np.sin(2 * np.pi * ((time % DAY) / DAY - 0.4))
    ambient = 284.15 + 9.0 * summer + 4.5 * daily + 2.5 * noise(rng, n, step, 60.0)
    load, t_hot, t_air = (np.empty((n, len(UNITS))) for _ in range(3))
    fan = np.empty((n, len(UNITS)))
    for i, unit in enumerate(UNITS):
        swing = levels(rng, n, step, (4, 18), (0.70, 1.08), 5.0)
        load[:, i] = (swing + 0.015 * noise(rng, n, step, 5.0)) * up
        t_hot[:, i] = unit.t_hot + levels(rng, n, step, (6, 20), (-5.0, 5.0), 5.0)
        t_hot[:, i] += 0.8 * noise(rng, n, step, 5.0)
        recycled = rng.uniform(0.3, 1.5) + 0.4 * np.abs(noise(rng, n, step, 20.0))
        t_air[:, i] = ambient + recycled
        fan[:, i] = _fans(rng, load[:, i], t_air[:, i], step)
    damp = 0.007 + 0.003 * summer + 0.001 * noise(rng, n, step, 60.0)  # kg water/kg
    pollen = np.exp(-(((time / DAY - 150.0) % 365.25 - 0.0) ** 2) / (2 * 25.0**2))
    dust = (0.55 + 0.35 * (1 + summer) + 1.6 * pollen) * np.exp(
        0.25 * noise(rng, n, step, 120.0) - 0.25**2 / 2
    )
    liquids = {name: _as_delivered(rng, liquid) for name, liquid in LIQUIDS.items()}
    built = [_built(rng, unit) for unit in UNITS]
    start = np.array([[unit.start_fouling * rng.uniform(0.8, 1.2), 0.0] for unit in UNITS])
    return Bays(
        time, load, t_hot, t_air, fan, 1005.0 * (1 + 0.86 * damp), dust, ambient, liquids,
        tuple(one[0] for one in built), tuple(one[1] for one in built), start,
    )  # fmt: skip


def _fans(rng: Generator, load: Floats, t_air: Floats, step: int) -> Floats:
    """Mean speed: a step chosen every six hours by load and weather, and the trimming fan."""
    need = load * (0.62 + 0.016 * (t_air - 284.0))
    watch = max(6 * 3600 // step, 1)
    asked = need[::watch]
    chosen = np.empty(len(asked), np.int64)
    now = 1
    for k, want in enumerate(asked):
        if want > STEPS[now] + 0.03 and now < len(STEPS) - 1:
            now += 1
        elif now > 0 and want < STEPS[now - 1] - 0.04:
            now -= 1
        chosen[k] = now
    speed = np.repeat(np.array(STEPS)[chosen], watch)[: len(load)]
    return np.clip(speed + 0.02 * noise(rng, len(load), step, 8.0), 0.4, 1.0)


def _as_delivered(rng: Generator, liquid: Liquid) -> Liquid:
    heat, viscosity = 1 + 0.004 * rng.uniform(-1, 1), 1 + 0.03 * rng.uniform(-1, 1)
    return biased(liquid, heat, viscosity, 1.0)


def _built(rng: Generator, unit: Unit) -> tuple[Films, tuple[Layer, ...]]:
    """Films several per cent off the data sheet, laws as designed but for a quarter."""
    films = Films(
        float(rng.uniform(0.88, 1.12)), float(rng.uniform(0.88, 1.12)),
        float(rng.uniform(0.55, 0.65)), float(rng.uniform(0.77, 0.82)),
        float(rng.uniform(0.40, 0.46)),
    )  # fmt: skip
    layers = tuple(
        replace(layer, growth=layer.growth * float(rng.uniform(0.8, 1.25)))
        for layer in (unit.dust, unit.inside)
    )
    return films, layers


def data_sheet(unit: Unit) -> tuple[float, float]:
    """Duty (W) and clean coefficient (W/(m2 K)) on the sheet: 20 degC, full fans."""
    one = np.ones(1)
    flows = Flows(
        LIQUIDS[unit.hot], unit.m_hot * one, unit.t_hot * one, unit.m_air * one, 1007.0 * one,
        293.15 * one,
    )  # fmt: skip
    found = outcome(unit, DATA_SHEET, flows, 0.0 * one)
    return float(found.duty[0]), float(found.u_clean[0])


def _files(sim: Simulation) -> Mapping[str, str]:
    return {"plant.yaml": plant_yaml(sim.truth, {unit.name: data_sheet(unit) for unit in UNITS})}


AIR_COOLER = Kind(
    "air_cooler",
    "four air-cooled bays",
    UNITS,
    TAGS,
    TROUBLES,
    ((0, 1), (4.0, 8.0)),
    works,
    _files,
    index_only=tuple(unit.name for unit in UNITS if not unit.measured),
)
