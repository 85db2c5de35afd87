"""A small history for the plumbing, made with the agent's own condenser: it judges no physics.

Half a year by the hour: a river in spring, a load that wanders, two pumps or three, deposit that
grows, one waterbox after the other cleaned on the day before day 60. Accuracy is judged on
simulated plants.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from greenlang.agents.condenser import plant as plants
from greenlang.agents.condenser.cases import ExpectedCase, Tubes
from greenlang.agents.condenser.history.declaration import HISTORY
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.agents.condenser.model import Plant
from greenlang.agents.condenser.results import PlantHistory

Floats = NDArray[np.float64]
DAYS, CLEANED = 150, 60
START = 20_089 * 86_400  # 2025-01-01
FIRST = START // 86_400
BAROMETER = 101_300.0
F_B = 0.7


@dataclass(frozen=True)
class Reading:
    """Readings of one tag."""

    time: NDArray[np.int64]
    value: Floats
    code: NDArray[np.uint8]


@dataclass(frozen=True)
class Made:
    """What the condenser did, by hour, SI."""

    t_in: Floats
    v: Floats
    q: Floats
    r_f: Floats
    p: Floats
    t_out: Floats
    power: Floats
    pumps: Floats


@cache
def made() -> Made:
    """Half a year of the example's condenser."""
    rng = np.random.default_rng(3)
    hour = np.arange(24 * DAYS)
    day = hour / 24.0
    t_in = 281.0 + 8.0 * np.sin(np.pi * day / 300.0) + 0.6 * np.sin(2 * np.pi * day / 9.0)
    pumps = np.where((day.astype(int) // 8) % 2 == 0, 3.0, 2.0)
    v = np.where(pumps == 3.0, 16.0, 12.3)
    load = 0.85 + 0.12 * np.sin(2 * np.pi * (day.astype(int) % 11) / 11.0)
    q = 6e8 * load
    since = np.where(day < CLEANED, day, day - CLEANED)
    r_f = 2e-6 + 7e-7 * since
    tubes = Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, plugged=49.0, f_b=F_B)
    found = expected_pressure(ExpectedCase(tubes, t_in, v, q, r_f=r_f))
    power = 5e8 * load * (1.0 - 0.00035 * (found.p / 100.0 - 40.0))
    noise = {name: rng.standard_normal(len(hour)) for name in ("p", "t_out")}
    return Made(
        t_in, v, q, r_f, found.p + 15.0 * noise["p"], found.t_out + 0.05 * noise["t_out"], power,
        pumps,
    )  # fmt: skip


def readings(**changes: Any) -> dict[str, Reading]:
    """Every tag in plant units; `changes` replace values of a tag, None takes it away."""
    x = made()
    hour = np.arange(len(x.v)) - 24 * (CLEANED - 1)
    out_a, out_b = ((hour >= start) & (hour < start + 10) for start in (2, 13))
    values: dict[str, Any] = {
        "P": x.power / 1e6,
        "PC": x.p / 100.0,
        "T1": x.t_in - 273.15,
        "T2A": np.where(out_a, x.t_in, x.t_out) - 273.15,
        "T2B": np.where(out_b, x.t_in, x.t_out) - 273.15,
        "VA": np.where(out_a, 0.0, 1800.0 * x.v),
        "VB": np.where(out_b, 0.0, 1800.0 * x.v),
        "DA": 0.9 * x.v**2,
        "DB": 1.1 * x.v**2,
        "Q": x.q / 1e6,
        "THW": _saturation(x.p) - 273.15 - 0.3,
        "P1": np.ones(len(x.v)),
        "P2": np.ones(len(x.v)),
        "P3": x.pumps - 2.0,
        **changes,
    }
    time = START + 3600 * np.arange(len(x.v), dtype=np.int64)
    code = np.zeros(len(x.v), np.uint8)
    return {
        tag: Reading(time, np.asarray(value, np.float64), code)
        for tag, value in values.items()
        if value is not None
    }


def _saturation(p: Floats) -> Floats:
    from greenlang.library.steam import saturation

    return np.asarray(saturation.temperature(p))


def data() -> dict[str, Any]:
    """The plant file as plain data."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    found: dict[str, Any] = reader.load(plants.STARTER)
    found["plant"]["timezone"] = "UTC"
    unit = found["units"]["U1"]
    unit["tubes"]["plugged"] = {"A1": 25, "A2": 24}
    unit["pumps"] = {"units": ["P1", "P2", "P3"]}
    unit["clean"] = ["2025-01-01..2025-01-05"]
    unit["tags"] = {
        "power": "P MW",
        "p": "PC mbar a",
        "t_in": "T1 degC",
        "t_out": {"A1": "T2A degC", "A2": "T2B degC"},
        "v": {"A1": "VA m3/h", "A2": "VB m3/h"},
        "dp": {"A1": "DA mbar", "A2": "DB mbar"},
        "q_steam": "Q MW",
        "t_hotwell": {"A": "THW degC"},
        "pump_on": {"P1": "P1", "P2": "P2", "P3": "P3"},
    }
    rows = [
        {"unit": "U1", "box": "", "what": "cleaning", "start": "2025-03-01", "end": "2025-03-01",
         "method": "brushes"},
    ]  # fmt: skip
    return {**found, "log": rows}


def plant(**changes: Any) -> Plant:
    """The plant; `changes` are keys of its unit."""
    given = data()
    given["units"]["U1"] |= changes
    return plants.plant(given, lambda _name: [])


def history(of: Plant | None = None, read: dict[str, Reading] | None = None) -> PlantHistory:
    """All of it through the agent's declaration."""
    whole, given = plant() if of is None else of, readings() if read is None else read
    grid = HISTORY.span(whole, given)
    parts = [HISTORY.run(whole, given, part, grid) for part in HISTORY.parts(whole)]
    found: PlantHistory = HISTORY.joined(whole, grid, parts)
    return found
