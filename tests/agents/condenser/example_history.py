"""A hand-made history of two condensers over two years, for figures, report and alerts.

U1 fouls, is cleaned twice, draws air for two months and loses a pump for a while; its gauge drifts
at the end. U2 has a tower and measures little. Pressures come from the agent's own expectation.
"""

import functools
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.condenser.cases import ExpectedCase
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.agents.condenser.model import LogEntry, Plant, PowerUnit
from greenlang.agents.condenser.plant import STARTER
from greenlang.agents.condenser.plant import plant as plant_of
from greenlang.agents.condenser.results import (
    CAUSES,
    RECOVERABLE,
    Amounts,
    Band,
    Band90,
    CleanFit,
    Cleaning,
    CondenserHistory,
    Daily,
    Event,
    Forecast,
    Law,
    PlantHistory,
    Saving,
    Split,
    States,
    TagFinding,
    Total,
)
from greenlang.core.uncertainty import floats
from greenlang.library.steam import saturation

Floats = NDArray[np.float64]
FIRST, DAYS = 19723, 731  # 2024-01-01
LAST = FIRST + DAYS - 1
LEAK, LEAK_END, PUMP, PUMP_END = FIRST + 330, FIRST + 392, FIRST + 560, FIRST + 575
CLEANED = {"A1": (FIRST + 240, FIRST + 610), "A2": (FIRST + 242, FIRST + 612)}
PRICE = 62.0 / 3.6e9  # EUR/J
LIMIT = 40.0 / 3600.0


@functools.cache
def plant() -> Plant:
    """The starter's unit, and a second one with a tower that measures little."""
    from ruamel.yaml import YAML

    data = YAML(typ="safe", pure=True).load(STARTER.partition("---")[2])
    unit = plant_of(data, lambda _: [], "plant.yaml")
    one = replace(unit.units[0], r_f_design=5e-5, air_limit=LIMIT)
    two = replace(one, name="U2", r_f_design=None, air_limit=None)
    log = (
        LogEntry("U1", "A1", "cleaning", CLEANED["A1"][0], CLEANED["A1"][0], "brushes"),
        LogEntry("U1", "A1", "cleaning", FIRST + 100, FIRST + 100, "ball system"),
        LogEntry("U1", "", "repair", LEAK_END, LEAK_END, remark="gland steam of the second flow"),
    )
    return replace(unit, name="Riverside", units=(one, two), log=log)


def history() -> PlantHistory:
    """Both condensers."""
    whole = plant()
    first = condenser(whole.unit("U1"))
    tags = (
        TagFinding("U1.PC", "p", "U1", 104_000, {"good": 104_000}, 2.1, 3.4, "drift of +3.0 mbar"),
        TagFinding("U1.T1", "t_in", "U1", 104_500, {"good": 104_500}, 0.2, 0.8, "ok"),
    )
    return PlantHistory("Riverside", FIRST, LAST, (first, plain(first)), tags, {}, ("a warning",))


def days() -> NDArray[np.int64]:
    return np.arange(FIRST, LAST + 1)


def dirt(box: str) -> Floats:
    """R_f: saturating growth from the last cleaning on, of which a fifth stays."""
    d, out, level, start = days(), np.zeros(DAYS), 1e-5, FIRST
    for end in (*CLEANED[box], LAST + 1):
        some = (d >= start) & (d < end)
        out[some] = level + (14e-5 - level) * (1.0 - np.exp(-(d[some] - start) / 400.0))
        level, start = 0.2 * out[some][-1], end
    return out


@dataclass(frozen=True)
class Course:
    """What the condenser of U1 went through, by day."""

    t_in: Floats
    load: Floats
    flow: Floats
    r: Floats
    leak: NDArray[np.bool_]
    r_air: Floats
    noise: Floats

    @property
    def q(self) -> Floats:
        return 6.0e8 * self.load


def course() -> Course:
    d = days()
    season = np.sin(2 * np.pi * (d - FIRST - 110) / 365.25)
    noise = np.random.default_rng(4).normal(size=(3, DAYS))
    leak = (d >= LEAK) & (d < LEAK_END)
    return Course(
        t_in=288.15 + 8.0 * season + 0.5 * noise[0],
        load=0.85 + 0.12 * np.sin(d / 9.0),
        flow=16.0 * np.where((d >= PUMP) & (d < PUMP_END), 0.66, 1.0),
        r=np.column_stack([dirt(box) for box in ("A1", "A2")]),
        leak=leak,
        r_air=np.where(leak, 2.5e-5, 0.0),
        noise=noise,
    )


def pressure(
    unit: PowerUnit, t: Floats | float, v: Floats | float, q: Floats | float,
    extra: tuple[Floats | float, Floats | float] = (0.0, 0.0),
) -> Floats:  # fmt: skip
    """As the agent expects it, with fouling and air."""
    tubes = replace(unit.bundle.tubes, f_b=0.75, k_wall=21.0)
    base = floats(ExpectedCase(tubes, 288.15, 16.0, 6e8, r_f=0.0, r_air=0.0))
    full = np.ones(DAYS)
    case = replace(
        base, t_in=t * full, v=v * full, q=q * full, r_f=extra[0] * full, r_air=extra[1] * full
    )
    return np.asarray(expected_pressure(case).p)


def condenser(unit: PowerUnit) -> CondenserHistory:
    at = course()
    dirt_ = at.r.mean(axis=1)
    whole = (dirt_, at.r_air)
    target = pressure(unit, at.t_in, at.flow, at.q)
    steps = {
        "inlet temperature": pressure(unit, at.t_in, 16.0, 6e8),
        "load": pressure(unit, at.t_in, 16.0, at.q),
        "flow": target,
        "fouling": pressure(unit, at.t_in, at.flow, at.q, (dirt_, 0.0)),
        "air": pressure(unit, at.t_in, at.flow, at.q, whole),
    }
    model = steps["air"]
    reference = float(pressure(unit, 288.15, 16.0, 6e8)[0])
    parts, before = np.zeros((DAYS, len(CAUSES))), np.full(DAYS, reference)
    for cause, after in steps.items():
        parts[:, CAUSES.index(cause)] = after - before
        before = after
    rest = 15.0 * at.noise[1]
    split = Split(
        days(), CAUSES, np.full(DAYS, 23.0), reference, model, amounts(parts, at.load), parts,
        amounts(rest[:, None], at.load),
    )  # fmt: skip
    norm = pressure(unit, 288.15, 16.0, 6e8, whole) + 20.0 * at.noise[2]
    return CondenserHistory(
        asset="U1", zone="A", boxes=("A1", "A2"), daily=daily(at, model + rest, target, norm),
        states=states(at),
        clean=CleanFit(0.75, 0.03, 1.0, 0.04, 0.01, ((FIRST, FIRST + 14),), 300, "declared", 0.7),
        split=split, months=months(split), totals=months(split, whole=True), events=events(),
        cleanings=tuple(cleaning(box, day, at.r[:, b]) for b, box in enumerate(("A1", "A2"))
                        for day in CLEANED[box]),
        savings=(saving(),), forecasts=(forecast("A1", at.r[-1, 0]), forecast("A2", at.r[-1, 1])),
        r_f_now={box: around(at.r[-1, b], 5e-6) for b, box in enumerate(("A1", "A2"))},
        recoverable_per_day=recoverable(split),
        reference={"p": reference, "t_in": 288.15, "v": 16.0, "q": 6e8},
        counts={"good": 15_000, "unsteady": 1_800, "off": 600, "event": 140},
        flows={"2": 16.0, "1": 10.5}, not_seen=("seal water temperature: no reserve to boiling",),
        more={"rise_expected": at.q / (16.0 * 4.186e6), "t_wet_bulb": at.t_in - 6.0},
    )  # fmt: skip


def drift() -> Floats:
    d = days()
    return np.asarray(np.where(d > LAST - 40, 12.0 * (d - LAST + 40), 0.0))


def daily(at: Course, actual: Floats, target: Floats, norm: Floats) -> Daily:
    t_s = np.asarray(saturation.temperature(actual))
    t_out = at.t_in + at.q / (at.flow * 4.186e6)
    leak, full = at.leak, np.ones(DAYS)
    return Daily(
        days=days(), hours=23.0 * full, power=5e8 * at.load, load=at.load, q=at.q,
        q_sigma=0.01 * at.q, t_in=at.t_in, t_out=t_out, v=at.flow, flow_share=at.flow / 16.0,
        p=actual + drift(), p_used=actual, t_s=t_s, u=2900.0 * full, u_clean=3500.0 * full,
        r=at.r, r_sigma=np.full(at.r.shape, 3e-6), p_target=target, p_norm=norm,
        p_norm_sigma=40.0 * full, cf_ref=1.0 / (1.0 + 3500.0 * at.r.mean(axis=1)),
        cf_ref_sigma=0.015 * full, ttd=t_s - t_out,
        ttd_target=np.asarray(saturation.temperature(target)) - t_out, rise=t_out - at.t_in,
        depression=np.where(leak, 4.0, 1.2) + 0.1 * at.noise[0],
        subcooling=np.where(leak, 3.6, 0.8), m_air=np.where(leak, 61.0, 13.0) / 3600.0,
        m_capacity=52.0 / 3600.0 * full, p_floor=2500.0 * full,
        oxygen=np.where(leak, 14e-9, 5e-9), oxygen_equilibrium=np.where(leak, 20e-9, 7e-9),
        quality=np.zeros(DAYS, np.uint8),
    )  # fmt: skip


def states(at: Course) -> States:
    ones = np.ones((DAYS, 2))
    kappa = np.where(days() > LAST - 5, 1.4, 1.02)[:, None] * ones
    return States(
        at.r, 5e-6 * ones, 3e-12 * ones, 1e-12 * ones, at.r_air, np.full(DAYS, 3e-6), drift(),
        np.full(DAYS, 40.0), kappa, 0.03 * ones,
    )  # fmt: skip


def amounts(parts: Floats, load: Floats) -> Amounts:
    """0.35 MW a mbar at full load, 23 hours a day."""
    power = 0.35e6 / 100.0 * parts * load[:, None]
    energy = power * 23 * 3600.0
    return Amounts(
        parts, parts / 250.0, power, power / 5e8 * 2.6, energy, PRICE * energy,
        420.0 / 3.6e9 * energy,
    )  # fmt: skip


def months(split: Split, *, whole: bool = False) -> tuple[Total, ...]:
    month = (split.days.astype("datetime64[D]")).astype("datetime64[M]").astype(int)
    out = []
    for number in [None] if whole else np.unique(month):
        some = np.ones(DAYS, bool) if number is None else month == number
        start, end = int(split.days[some][0]), int(split.days[some][-1])
        for k, cause in enumerate((*split.causes, "unexplained")):
            a = split.unexplained if cause == "unexplained" else split.parts
            j = 0 if cause == "unexplained" else k
            out.append(Total(
                cause, start, end, 23.0 * some.sum(), float(a.pressure[some, j].mean()), 25.0,
                float(a.temperature[some, j].mean()), float(a.heat_rate[some, j].mean()),
                float(a.energy[some, j].sum()), float(a.money[some, j].sum()),
                float(a.co2[some, j].sum()),
            ))  # fmt: skip
    return tuple(out)


def around(x: float, sigma: float) -> Band:
    return Band(x - 1.28 * sigma, x, x + 1.28 * sigma)


def recoverable(split: Split) -> dict[str, Band]:
    last = split.parts.money[-30:].mean(axis=0)
    found = {c: around(last[CAUSES.index(c)], 120.0) for c in RECOVERABLE}
    return found | {"together": around(sum(b.p50 for b in found.values()), 300.0)}


def cleaning(box: str, day: int, r: Floats) -> Cleaning:
    before, after = float(r[day - FIRST - 1]), float(r[day - FIRST])
    return Cleaning(
        "U1", box, day + 0.25, day + 1.1, "confirmed" if box == "A1" else "found_without_log",
        "brushes", before, after, 1.0 - after / before, 0.06,
        (day + 0.2, day + 1.0) if box == "A1" else None,
    )  # fmt: skip


def events() -> tuple[Event, ...]:
    leak = {"steam-side leak": 0.93, "vacuum pump fault": 0.05, "leak below the water line": 0.02}
    return (
        Event("U1", "A", None, "steam-side leak", LEAK + 0.4, LEAK_END + 0.2, 48.0 / 3600.0,
              4.0 / 3600.0, "kg/s", 620.0, 60.0, probabilities=leak,
              signs={"depression": "up", "air": "up"}, not_seen=("spare pump",),
              side="above the water line", air=True),
        Event("U1", "A", None, "cooling-water pump", float(PUMP), float(PUMP_END), 0.34, 0.02,
              "1", 900.0, 80.0),
        Event("U1", "A", None, "gauge drift", LAST - 40.0, None, 320.0, 40.0, "Pa", tag="p",
              tag_name="U1.PC"),
    )  # fmt: skip


def saving() -> Saving:
    end = CLEANED["A1"][0]
    return Saving(
        "U1", "A1", "cleaning", end + 0.25, end + 1.1, (end + 2, end + 300),
        np.arange(end + 2, end + 300), Band90(280.0, 340.0, 400.0), Band90(5e12, 7e12, 9e12),
        Band90(86_000.0, 121_000.0, 155_000.0), Band90(6e5, 8e5, 1e6),
    )  # fmt: skip


def forecast(box: str, level: float) -> Forecast:
    ahead = np.arange(LAST + 1, LAST + 366)
    mid = level + (14e-5 - level) * (1.0 - np.exp(-(ahead - LAST) / 400.0))
    spread = 4e-6 + 1.5e-8 * (ahead - LAST)
    return Forecast(
        box, ahead, (mid - spread, mid, mid + spread),
        (Law("kern_seaton", {"r_inf": 1.4e-4, "tau": 400.0}, 0.8, -100.0),), CLEANED[box][1],
        np.vstack([mid - spread, mid, mid + spread]),
        {"design": Band(LAST + 30.0, LAST + 45.0, LAST + 70.0)}, 0.4,
    )  # fmt: skip


def plain(one: CondenserHistory) -> CondenserHistory:
    """A condenser that measures pressure, temperatures and power, without money or forecast."""
    empty = {
        f.name: np.full(DAYS, np.nan) for f in fields(Daily)
        if f.name in {"depression", "subcooling", "m_air", "m_capacity", "p_floor", "oxygen",
                      "oxygen_equilibrium"}
    }  # fmt: skip
    nothing = {
        name: np.full(one.split.parts.pressure.shape, np.nan)
        for name in ("power", "heat_rate", "energy", "money", "co2")
    }
    nan = float("nan")
    lacking = tuple(replace(t, heat_rate=nan, energy=nan, money=nan, co2=nan) for t in one.months)
    return replace(
        one, asset="U2", daily=replace(one.daily, **empty),
        states=replace(one.states, kappa=np.full((DAYS, 2), np.nan), bias=np.full(DAYS, np.nan)),
        split=replace(one.split, parts=replace(one.split.parts, **nothing),
                      withheld=("power: no turbine curve",)),
        months=lacking, totals=lacking[:8], events=(), cleanings=(), savings=(), forecasts=(),
        recoverable_per_day={"together": Band(nan, nan, nan)}, more={},
    )  # fmt: skip
