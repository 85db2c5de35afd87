"""Plants of one exchanger by hand, with a truth: what the history must find again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.model import Design, Exchanger, Fluid, LogEntry, Plant, Space, Tag
from greenlang.agents.exchanger.results import ExchangerHistory
from greenlang.library.heat.pntu.arrangements import p_of

Floats = NDArray[np.float64]
FIRST, STEP, DAY = 19_723, 600, 86_400
FLOWS = ("m_hot", "m_cold")


@dataclass(frozen=True)
class Reading:
    time: NDArray[np.int64]
    value: Floats
    code: NDArray[np.uint8]


@dataclass(frozen=True)
class Made:
    """A plant with its readings and the true R_f of every day."""

    plant: Plant
    readings: Mapping[str, Reading]
    r_f: Floats

    def without(self, *tags: str) -> "Made":
        kept = {name: one for name, one in self.readings.items() if name not in tags}
        return replace(self, readings=kept)


def times(days: int) -> NDArray[np.int64]:
    return FIRST * DAY + STEP * np.arange(days * DAY // STEP, dtype=np.int64)


def swing(seed: int, t: NDArray[np.int64], share: float, days: float = 9.0) -> Floats:
    """A flow or temperature that wanders about 1 by some share."""
    rng = np.random.default_rng(seed)
    knots = np.arange(t[0], t[-1] + 2 * days * DAY, days * DAY)
    slow = np.interp(t, knots, rng.uniform(-1, 1, len(knots)))
    daily = 0.3 * np.sin(2 * np.pi * t / DAY + rng.uniform(0, 6))
    return np.asarray(1.0 + share * (slow + daily), np.float64)


def sawtooth(days: int, rate: float, cleaned: tuple[int, ...], left: float = 0.0) -> Floats:
    """R_f at 10 min: linear growth from 0, cleaned amid the day before each day given."""
    at = np.arange(days * 144) / 144.0
    starts = np.array([0.0, *(day - 0.5 for day in cleaned)])
    k = np.searchsorted(starts, at, side="right") - 1
    return np.asarray(rate * (at - starts[k]) + left * (k > 0), np.float64)


def exchanger(name: str, kind: str, arrangement: str, area: float, u: float) -> Exchanger:
    spaces: dict[str, Space] = {"hot": "shell", "cold": "tube"}
    if kind == "air_cooled":
        spaces = {"hot": "tube", "cold": "shell"}
    tags = {role: Tag(f"{name}.{role}", "K", 0.5) for role in
            ("t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out")}  # fmt: skip
    tags |= {role: Tag(f"{name}.{role}", "kg/s", 0.01, relative=True) for role in FLOWS}
    return Exchanger(
        name, kind, arrangement, area, {"hot": "hot", "cold": "cold"},
        {"hot": spaces["hot"], "cold": spaces["cold"]}, design=Design(u_clean=u), tags=tags,
        model="power", clean=((FIRST, FIRST + 5),),
    )  # fmt: skip


def plant(asset: Exchanger, hot: Fluid, cold: Fluid, cleaned: tuple[int, ...] = ()) -> Plant:
    log = tuple(LogEntry(asset.name, FIRST + d - 1, FIRST + d - 1, "CIP") for d in cleaned)
    return Plant("made", "EUR", "UTC", 1e5, 288.15, {"hot": hot, "cold": cold}, (asset,), log=log)


def solved(
    asset: Exchanger, u: Floats, c: tuple[Floats, Floats], t: tuple[Floats, Floats]
) -> dict[str, Floats]:
    """Temperatures of constant capacity rates `c` (hot, cold) from inlets `t`."""
    one, other = (0, 1) if asset.spaces["hot"] == "shell" else (1, 0)
    p = p_of(asset.arrangement, u * float(asset.area) / c[one], c[one] / c[other], asset.shells)
    q = p * c[one] * (t[0] - t[1])
    return {
        "t_hot_in": t[0], "t_hot_out": t[0] - q / c[0],
        "t_cold_in": t[1], "t_cold_out": t[1] + q / c[1],
    }  # fmt: skip


def read(
    asset: Exchanger,
    t: NDArray[np.int64],
    states: Mapping[str, Floats],
    seed: int,
    off: tuple[tuple[float, float], ...] = (),
) -> dict[str, Reading]:
    """Readings with noise; `off`: days (from, to) without flow."""
    rng = np.random.default_rng(seed)
    day = (t - t[0]) / DAY
    down = np.zeros(len(t), np.bool_)
    for a, b in off:
        down |= (day >= a) & (day < b)
    out = {}
    for role, tag in asset.tags.items():
        x = states[role]
        noise = 0.01 * x if role not in states or not role.startswith("t_") else 0.3
        x = x + noise * rng.standard_normal(len(t))
        if role in FLOWS or role == "fan":
            x = np.where(down, 0.0, x)
        out[tag.tag] = Reading(t, x, np.zeros(len(t), np.uint8))
    return out


def error(made: Made, found: ExchangerHistory) -> Floats:
    """R_f found less true, days with a value."""
    true = made.r_f.reshape(-1, 144).mean(axis=1)
    seen = np.isfinite(found.daily.r_f)
    return np.asarray((found.daily.level - true)[seen])
