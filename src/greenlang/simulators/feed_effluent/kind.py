"""Two years of the reactor section: campaigns of recycle gas, deposits, shutdowns, readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from greenlang.simulators.feed_effluent.design import (
    CASES,
    FEED_FLOW,
    PRESSURE,
    SHIFT,
    T_EFFLUENT,
    T_FEED,
    TAGS,
    TROUBLES,
    UNITS,
    Unit,
)
from greenlang.simulators.feed_effluent.mixture import (
    Curves,
    Naphtha,
    Place,
    as_delivered,
    curves,
    nominal,
)
from greenlang.simulators.feed_effluent.plant import curve_file, plant_yaml
from greenlang.simulators.feed_effluent.train import (
    DATA_SHEET,
    Films,
    Part,
    Streams,
    march,
    outlet,
)
from greenlang.simulators.growth import Layer
from greenlang.simulators.happenings import Happened
from greenlang.simulators.instruments import Point, meter, service, thermometer
from greenlang.simulators.signals import DAY, Generator, levels, noise, season, uptime
from greenlang.simulators.truth import Floats, Ints, Span
from greenlang.simulators.works import KELVIN, Kind, Profile, Simulation

CHUNK = 8192
RAMP = 8 * 3600  # s, from one campaign to the next

Campaign = tuple[int, str]
"""From this second on the unit runs this case of recycle gas."""


@dataclass(frozen=True)
class Section:
    """One plant: boundary conditions (time,), curves, films and layers of its own."""

    time: Ints
    load: Floats
    gas: Floats
    t_feed: Floats
    t_effluent: Floats
    ambient: Floats
    vigour: Floats
    campaigns: tuple[Campaign, ...]
    feed: Curves
    effluent: Curves
    films: tuple[Films, ...]
    layers: Sequence[Sequence[Layer]]
    start: Floats

    def profile(self, rows: slice, r_f: Floats) -> Profile:
        """States at these times: both exchangers as one counterflow."""
        at = np.arange(len(self.time))[rows]
        parts = [self._states(at[k : k + CHUNK], r_f[k : k + CHUNK])
                 for k in range(0, len(at), CHUNK)]  # fmt: skip
        return Profile(*(np.concatenate(part) for part in zip(*parts, strict=True)))

    def _streams(self, at: Ints, t_feed: Floats, t_effluent: Floats) -> Streams:
        place = Place(self.gas[at])
        m = FEED_FLOW * self.load[at] / (1 - self.gas[at])
        h_feed = place.enthalpy(self.feed, t_feed)
        h_effluent = place.enthalpy(self.effluent, t_effluent)
        return Streams(self.feed, self.effluent, m, place, h_feed, h_effluent)

    def _states(self, at: Ints, r_f: Floats) -> tuple[Floats, ...]:
        s = self._streams(at, self.t_feed[at], self.t_effluent[at])
        order = tuple(reversed(range(len(UNITS))))  # from the cold end
        parts = [Part(UNITS[i], self.films[i], r_f[:, i]) for i in order]
        cold, hot = s.h_feed, outlet(parts, s)
        columns: dict[int, tuple[Floats, ...]] = {}
        for i, part in zip(order, parts, strict=True):
            seen: list[Floats] = []
            c, h = march(part, s, cold, hot, seen)
            t_c, t_c_in = (s.place.of(s.feed, s.feed.t, x) for x in (c, cold))
            t_h_in, t_h = (s.place.of(s.effluent, s.effluent.t, x) for x in (h, hot))
            u, clean, surface = np.mean(seen, axis=0)
            duty = s.m * (c - cold) * 1e3
            columns[i] = (t_h_in, t_h, t_c_in, t_c, s.m, s.m, duty, u, clean, surface)
            cold, hot = c, h
        both = zip(*(columns[i] for i in range(len(UNITS))), strict=True)
        return tuple(np.stack(pair, axis=1) for pair in both)

    def pace(self, rows: slice, profile: Profile) -> Floats:
        """Polymer by its surface's temperature; salts (E-202) by gas and by a cold outlet."""
        polymer = np.exp(0.012 * (profile.surface - np.array([505.0, 440.0])))
        salts = self.gas[rows] / 0.125 * np.exp(-0.015 * (profile.t_hot_out[:, 1] - 424.0))
        fast = np.stack([polymer[:, 0], salts], axis=1)
        vigour = (self.vigour[rows] * self.load[rows] ** -0.4)[:, None, None]
        return np.stack([fast, polymer], axis=2) * vigour

    def duty(self, i: int, rows: slice, profile: Profile, r_f: Floats) -> Floats:
        """Duty of one exchanger between the inlets that were, with another deposit."""
        every = np.arange(len(self.time))[rows]
        out = []
        for k in range(0, len(every), CHUNK):
            cut = slice(k, k + CHUNK)
            s = self._streams(every[cut], profile.t_cold_in[cut, i], profile.t_hot_in[cut, i])
            h_out = outlet([Part(UNITS[i], self.films[i], r_f[cut])], s)
            out.append(s.m * (s.h_effluent - h_out) * 1e3)
        return np.concatenate(out)

    def shown(self, profile: Profile, happened: Happened) -> Sequence[tuple[Point, Floats]]:
        """Thermometers in degC; naphtha and gas summed in t/h, separator products likewise."""
        warm, on = service(self.time, happened.shutdowns)
        points: dict[str, tuple[Point, Floats]] = {}
        for i, unit in enumerate(UNITS):
            for role, tag in TAGS[unit.name].items():
                value = getattr(profile, role)[:, i]
                if role.startswith("m_"):
                    points.setdefault(tag, (meter(tag, "t/h"), value * on * 3.6))
                else:
                    value = self.ambient + (value - self.ambient) * warm - KELVIN
                    points[tag] = (thermometer(tag), value)
        return list(points.values())


def works(seed: int, time: Ints, down: tuple[Span, ...]) -> Section:
    """How one plant was run and built."""
    rng = np.random.default_rng([seed, 1])
    n, step = len(time), int(time[1] - time[0])
    up = np.maximum(uptime(time, down, step), 0.3)
    load = levels(rng, n, step, (6, 25), (0.75, 1.06), 6.0) + 0.012 * noise(rng, n, step, 5.0)
    summer, daily = season(time), np.sin(2 * np.pi * ((time % DAY) / DAY - 0.4))
    t_feed = T_FEED + 3.0 * summer + levels(rng, n, step, (6, 20), (-4.0, 4.0), 6.0)
    t_feed = t_feed + 0.6 * noise(rng, n, step, 6.0)
    age = (time - time[0]) / (time[-1] - time[0])  # of the catalyst, which asks for temperature
    t_effluent = T_EFFLUENT + 12.0 * (age - 0.5) + levels(rng, n, step, (6, 20), (-5.0, 5.0), 6.0)
    t_effluent = t_effluent + 0.9 * noise(rng, n, step, 6.0)
    ambient = 283.15 + 9.0 * summer + 4.0 * daily + 2.0 * noise(rng, n, step, 60.0)
    vigour = np.exp(0.22 * noise(rng, n, step, 120.0) - 0.22**2 / 2)
    campaigns = _campaigns(np.random.default_rng([seed, 3]), time)
    gas = _gas(rng, time, campaigns)
    sides = {
        side: as_delivered(Naphtha(PRESSURE[side], SHIFT[side]), rng)
        for side in ("feed", "effluent")
    }
    # One oil: what the feed's heat capacity is off by, the effluent's is too, nearly.
    sides["effluent"] = replace(
        sides["effluent"], heat=sides["feed"].heat * (1 + 0.002 * float(rng.uniform(-1, 1)))
    )
    built = [_built(rng, unit) for unit in UNITS]
    start = np.array([
        [0.75 * unit.start_fouling * rng.uniform(0.8, 1.2), 0.25 * unit.start_fouling]
        for unit in UNITS
    ])  # fmt: skip
    return Section(
        time, load * up, gas, t_feed, t_effluent, ambient, vigour, campaigns,
        curves(sides["feed"]), curves(sides["effluent"]),
        tuple(one[0] for one in built), tuple(one[1] for one in built), start,
    )  # fmt: skip


def _campaigns(rng: Generator, time: Ints) -> tuple[Campaign, ...]:
    """Cases of recycle gas, five to eleven weeks each, changed in the morning."""
    out = [(int(time[0]), "mid")]
    at = int(time[0])
    while True:
        at += int(rng.uniform(35, 77)) * DAY
        if at >= time[-1] - 14 * DAY:
            return tuple(out)
        others = [name for name in CASES if name != out[-1][1]]
        out.append((at, str(rng.choice(others))))


def _gas(rng: Generator, time: Ints, campaigns: Sequence[Campaign]) -> Floats:
    """Mass share of gas: its campaign's, with the swings that the compressor allows."""
    n, step = len(time), int(time[1] - time[0])
    steps = np.empty(n)
    for at, case in campaigns:
        steps[time >= at] = CASES[case]
    width = max(RAMP // step, 1)
    padded = np.concatenate([np.full(width - 1, steps[0]), steps])
    ramped = np.convolve(padded, np.full(width, 1.0 / width), mode="valid")
    swing = levels(rng, n, step, (3, 10), (-0.015, 0.015), 4.0) + 0.006 * noise(rng, n, step, 6.0)
    return np.asarray(ramped * (1 + swing), np.float64)


def _built(rng: Generator, unit: Unit) -> tuple[Films, tuple[Layer, ...]]:
    """Films several per cent off the data sheet, laws as designed but for a quarter."""
    films = Films(
        float(rng.uniform(0.88, 1.12)), float(rng.uniform(0.88, 1.12)),
        float(rng.uniform(0.76, 0.82)), float(rng.uniform(0.56, 0.62)),
    )  # fmt: skip
    layers = tuple(
        replace(layer, growth=layer.growth * float(rng.uniform(0.8, 1.25)))
        for layer in (unit.fast, unit.slow)
    )
    return films, layers


def data_sheets() -> dict[str, tuple[float, float]]:
    """Duty (W) and clean coefficient (W/(m2 K)) of each exchanger on its data sheet."""
    one = np.ones(1)
    feed, effluent = (curves(nominal(PRESSURE[side], SHIFT[side])) for side in ("feed", "effluent"))
    place = Place(CASES["mid"] * one)
    s = Streams(
        feed, effluent, FEED_FLOW / (1 - CASES["mid"]) * one, place,
        place.enthalpy(feed, T_FEED * one), place.enthalpy(effluent, T_EFFLUENT * one),
    )  # fmt: skip
    parts = [Part(unit, DATA_SHEET, 0.0 * one) for unit in reversed(UNITS)]
    cold, hot = s.h_feed, outlet(parts, s)
    sheets = {}
    for part in parts:
        seen: list[Floats] = []
        c, h = march(part, s, cold, hot, seen)
        u_clean = float(np.mean(seen, axis=0)[1, 0])
        sheets[part.unit.name] = (float((s.m * (c - cold))[0] * 1e3), u_clean)
        cold, hot = c, h
    return sheets


def _files(sim: Simulation) -> Mapping[str, str]:
    section = sim.works
    campaigns = section.campaigns if isinstance(section, Section) else ()
    tables = {
        f"{side}_{case}.csv": curve_file(nominal(PRESSURE[side], SHIFT[side]), gas)
        for side in PRESSURE
        for case, gas in CASES.items()
    }
    return {"plant.yaml": plant_yaml(sim.truth, data_sheets(), campaigns), **tables}


FEED_EFFLUENT = Kind(
    "feed_effluent",
    "a feed-effluent exchanger with vaporisation",
    UNITS,
    TAGS,
    TROUBLES,
    ((2, 3), (6.0, 10.0)),
    works,
    _files,
)
