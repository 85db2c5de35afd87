"""Two years of the coolers: how they were run, what grew on the plates, what is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.growth import Layer
from greenlang.simulators.happenings import Happened
from greenlang.simulators.instruments import Point, meter, service, thermometer
from greenlang.simulators.plate_cooler.design import LEAN_OIL, TAGS, TROUBLES, UNITS, WATER, Unit
from greenlang.simulators.plate_cooler.pack import (
    DATA_SHEET,
    Films,
    Inlets,
    Pack,
)
from greenlang.simulators.plate_cooler.plant import plant_yaml
from greenlang.simulators.preheat_train.fluids import (
    Liquid,
    biased,
    density,
)
from greenlang.simulators.signals import DAY, levels, noise, season, uptime
from greenlang.simulators.truth import Floats, Ints, Span
from greenlang.simulators.works import KELVIN, Kind, Profile, Simulation

CHUNK = 8192


@dataclass(frozen=True)
class Coolers:
    """One plant: boundary conditions (time, exchanger), films and layers of its own."""

    time: Ints
    load: Floats
    t_hot: Floats
    t_cold: Floats  # (time,), the header
    ambient: Floats
    vigour: Floats  # (time,), of life in the water
    liquids: Mapping[str, Liquid]
    films: tuple[Films, ...]
    layers: Sequence[Sequence[Layer]]
    start: Floats

    def profile(self, rows: slice, r_f: Floats) -> Profile:
        """States at these times, water by the temperature controllers."""
        parts = [
            self._states(np.arange(len(self.time))[rows][i : i + CHUNK], r_f[i : i + CHUNK])
            for i in range(0, len(r_f), CHUNK)
        ]
        return Profile(**{
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in Profile.__dataclass_fields__
        })  # fmt: skip

    def _states(self, at: Ints, r_f: Floats) -> Profile:
        columns = [self._one(i, at, r_f[:, i]) for i in range(len(UNITS))]
        return Profile(*(np.stack(parts, axis=1) for parts in zip(*columns, strict=True)))

    def _one(self, i: int, at: Ints, r_f: Floats) -> tuple[Floats, ...]:
        inlets = Inlets(
            self.liquids[UNITS[i].hot],
            UNITS[i].m_hot * self.load[at, i],
            self.t_hot[at, i],
            self.t_cold[at],
        )
        pack = Pack(UNITS[i], self.films[i], inlets)
        m_cold, h_out = pack.controlled(r_f)
        found = pack.outcome(m_cold, h_out, r_f)
        return (
            inlets.t_hot, found.t_hot_out, inlets.t_cold, found.t_cold_out, inlets.m_hot, m_cold,
            found.duty, found.u, found.u_clean, found.surface,
        )  # fmt: skip

    def pace(self, rows: slice, profile: Profile) -> Floats:
        """Scale by its surface's temperature, slime by the water's; less of both at high flow."""
        largest = np.array([unit.m_cold for unit in UNITS])
        wash = (profile.m_cold / (0.6 * largest)) ** -0.4
        scale = np.exp(0.03 * (profile.surface - 309.0)) * wash
        slime = np.exp(0.05 * (profile.t_cold_in - 293.0)) * wash
        return np.stack([scale, slime], axis=2) * self.vigour[rows, None, None]

    def duty(self, i: int, rows: slice, profile: Profile, r_f: Floats) -> Floats:
        """Duty with another deposit and the water that was."""
        del rows
        hot = self.liquids[UNITS[i].hot]
        inlets = Inlets(hot, profile.m_hot[:, i], profile.t_hot_in[:, i], profile.t_cold_in[:, i])
        pack, m_cold = Pack(UNITS[i], self.films[i], inlets), profile.m_cold[:, i]
        return pack.outcome(m_cold, pack.uncontrolled(m_cold, r_f), r_f).duty

    def shown(self, profile: Profile, happened: Happened) -> Sequence[tuple[Point, Floats]]:
        """Thermometers in degC, hot flows in t/h, water in m3/h at line conditions."""
        points = []
        for i, unit in enumerate(UNITS):
            warm, on = service(self.time, happened.idle(unit.name))
            for role, tag in TAGS[unit.name].items():
                value = getattr(profile, role)[:, i]
                if role.startswith("t_"):
                    value = self.ambient + (value - self.ambient) * warm - KELVIN
                    points.append((thermometer(tag), value))
                elif role == "m_hot":
                    points.append((meter(tag, "t/h"), value * on * 3.6))
                else:
                    volume = value * on * 3600 / density(WATER, profile.t_cold_in[:, i])
                    points.append((meter(tag, "m3/h"), volume))
        return points


def works(seed: int, time: Ints, down: tuple[Span, ...]) -> Coolers:
    """How one plant was run and built."""
    rng = np.random.default_rng([seed, 1])
    n, step = len(time), int(time[1] - time[0])
    up = np.maximum(uptime(time, down, step), 0.3)
    load = np.stack([_load(rng, n, step) * up for _ in UNITS], axis=1)
    t_hot = np.stack([unit.t_hot + _swing(rng, n, step) for unit in UNITS], axis=1)
    summer, daily = season(time), np.sin(2 * np.pi * ((time % DAY) / DAY - 0.4))
    t_cold = 294.15 + 5.0 * summer + 1.0 * daily + 1.0 * noise(rng, n, step, 40.0)
    ambient = 283.15 + 9.0 * summer + 4.0 * daily + 2.0 * noise(rng, n, step, 60.0)
    vigour = np.exp(0.22 * noise(rng, n, step, 120.0) - 0.22**2 / 2)
    liquids = {
        "closed_water": WATER,
        "lean_oil": biased(LEAN_OIL, 1 + 0.004 * rng.uniform(-1, 1), 1 + 0.03 * rng.uniform(-1, 1),
                           1.0),
    }  # fmt: skip
    built = [_built(rng, unit) for unit in UNITS]
    layers = tuple(one[1] for one in built)
    start = np.array([
        [0.7 * unit.start_fouling * rng.uniform(0.8, 1.2), 0.3 * unit.start_fouling]
        for unit in UNITS
    ])  # fmt: skip
    return Coolers(
        time, load, t_hot, t_cold, ambient, vigour, liquids, tuple(one[0] for one in built), layers,
        start,
    )  # fmt: skip


def _load(rng: np.random.Generator, n: int, step: int) -> Floats:
    return np.asarray(
        levels(rng, n, step, (4, 18), (0.68, 1.08), 5.0) + 0.015 * noise(rng, n, step, 5.0)
    )


def _swing(rng: np.random.Generator, n: int, step: int) -> Floats:
    return np.asarray(
        levels(rng, n, step, (6, 20), (-3.0, 3.0), 5.0) + 0.6 * noise(rng, n, step, 5.0)
    )


def _built(rng: np.random.Generator, unit: Unit) -> tuple[Films, tuple[Layer, ...]]:
    """Films several per cent off the data sheet, laws as designed but for a quarter."""
    films = Films(
        float(rng.uniform(0.88, 1.12)), float(rng.uniform(0.88, 1.12)),
        float(rng.uniform(0.63, 0.73)), float(rng.uniform(0.63, 0.73)),
        float(rng.uniform(0.30, 0.40)),
    )  # fmt: skip
    layers = tuple(
        replace(layer, growth=layer.growth * float(rng.uniform(0.8, 1.25)))
        for layer in (unit.scale, unit.slime)
    )
    return films, layers


def data_sheet(unit: Unit) -> tuple[float, float]:
    """Duty (W) and clean coefficient (W/(m2 K)) that the maker printed, at 70 % of the water."""
    one = np.ones(1)
    hot = {"closed_water": WATER, "lean_oil": LEAN_OIL}[unit.hot]
    pack = Pack(unit, DATA_SHEET, Inlets(hot, unit.m_hot * one, unit.t_hot * one, 297.15 * one))
    m_cold, none = 0.7 * unit.m_cold * one, 0.0 * one
    found = pack.outcome(m_cold, pack.uncontrolled(m_cold, none), none)
    return float(found.duty[0]), float(found.u_clean[0])


def _files(sim: Simulation) -> Mapping[str, str]:
    return {"plant.yaml": plant_yaml(sim.truth, {unit.name: data_sheet(unit) for unit in UNITS})}


PLATE_COOLER = Kind(
    "plate_cooler",
    "four plate coolers on tower water",
    UNITS,
    TAGS,
    TROUBLES,
    ((0, 1), (4.0, 8.0)),
    works,
    _files,
)
