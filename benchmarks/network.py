"""The plan of a network: 12 exchangers in 3 branches with furnace, 104 weeks.

Two methods, two kinds of crew, a crane, twins, closed weeks, an outage, a yearly budget and a
furnace whose limit costs feed; solved, carried out in the re-simulated train and solved again until
it stays. `python -m benchmarks.network` prints seconds and the proven gap of each seed.
"""

import sys
from dataclasses import replace
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.decide.fleet import Solved, fleet_of, solved
from greenlang.agents.exchanger.model import (
    Budget,
    Capacity,
    CleaningMethod,
    Exchanger,
    Furnace,
    Network,
    Petroleum,
    PlanSettings,
    Plant,
    Prices,
)
from greenlang.agents.exchanger.results import (
    Band,
    Daily,
    ExchangerHistory,
    Forecast,
    Law,
    PlantHistory,
)
from greenlang.library.economics import Series

Floats = NDArray[np.float64]
DAY, TODAY = 86400.0, 20_450
BRANCHES, EACH, WEEKS = 3, 4, 104
AREA, U_CLEAN, C_HOT, C_COLD = 420.0, 400.0, 1.1e5, 1.3e5
NAMES = [f"E-{1 + b}{1 + k:02d}" for b in range(BRANCHES) for k in range(EACH)]
CRUDE = Petroleum(34.0, 11.8)
METHODS = (
    CleaningMethod("hydroblast", 45_000.0, 9 * DAY, 0.95, needs=("crew", "crane")),
    CleaningMethod(
        "chemical", 22_000.0, 3 * DAY, 0.65, needs=("chemical crew",), interval=56 * DAY
    ),
)
SETTINGS = PlanSettings(
    start=TODAY + 5,
    weeks=WEEKS,
    crews=2,
    closed=((TODAY + 180, TODAY + 193), (TODAY + 545, TODAY + 558)),
    outages=((TODAY + 400, TODAY + 420),),
    together=((NAMES[0], NAMES[1]), (NAMES[4], NAMES[5])),
    capacity=(Capacity("crane", 1), Capacity("chemical crew", 1)),
    budget=Budget(None, 700_000.0),
)


def network(seed: int = 0) -> tuple[Plant, PlantHistory]:
    """A plant with three parallel branches before a furnace that is short of duty."""
    draw = np.random.default_rng(seed)
    branches = [tuple(NAMES[b * EACH : (b + 1) * EACH]) for b in range(BRANCHES)]
    assets = tuple(
        Exchanger(
            name, "shell_tube", "E 1-2", AREA, {"hot": "residue", "cold": "crude"},
            {"hot": "shell", "cold": "tube"},
        )
        for name in NAMES
    )  # fmt: skip
    prices = Prices(
        fuel=Series(((0, 28 / 3.6e9),)), co2=Series(((0, 0.075),)), co2_factor=56.1e-9,
        power=Series(((0, 90 / 3.6e9),)), feed_margin=Series(((0, 6 / 0.158987),)),
    )  # fmt: skip
    plant = Plant(
        name="CDU-3", currency="EUR", timezone="UTC", barometer=None, ambient=288.15,
        fluids={"crude": CRUDE, "residue": CRUDE}, assets=assets,
        network=Network(
            cold=(("crude", {"split": branches}, "H-1"),),
            hot=tuple(("residue", name) for name in NAMES),
            furnace=Furnace("H-1", 0.88, "gas", 95e6, 88e6, 0.19),
        ),
        prices=prices, methods=METHODS, plan=SETTINGS,
    )  # fmt: skip
    units = tuple(_history(name, k % EACH, draw) for k, name in enumerate(NAMES))
    return plant, PlantHistory("CDU-3", TODAY - 700, TODAY, units, ())


def _history(name: str, place: int, draw: np.random.Generator) -> ExchangerHistory:
    """An exchanger at its place in a branch, with a law of its own."""
    rate = float(draw.uniform(1.5e-6, 6e-6)) * (1 + 0.4 * place)  # m2 K/W a day
    age = float(draw.uniform(20, 300))
    now, t = rate * age, np.arange(800.0) * DAY
    if draw.uniform() < 0.5:
        law = Law("linear", {"r_0": 0.0, "k": rate / DAY}, 1.0, 0.0)
        ahead = np.asarray(rate * t / DAY, np.float64)
    else:
        t_c = float(draw.uniform(150, 400))
        reach = now + rate * t_c
        law = Law("kern_seaton", {"r_0": 0.0, "r_i": reach, "t_c": t_c * DAY}, 1.0, 0.0)
        ahead = np.asarray((reach - now) * -np.expm1(-t / (t_c * DAY)), np.float64)
    days = TODAY + np.arange(800, dtype=np.int64)
    spread = np.linspace(0.8, 1.2, 40)[:, None]
    forecast = Forecast(
        days, _band(now, ahead), (law,), TODAY - int(age),
        now + ahead * spread,
    )  # fmt: skip
    t_cold = 330.0 + 35.0 * place
    nan, whole = np.full(1, np.nan), np.zeros(1, np.int64)
    daily = Daily(whole, *(nan,) * 11, whole, np.zeros(1, np.uint8))
    band = Band(now, now, now)
    reference = {
        "t_hot_in": t_cold + 130.0, "t_cold_in": t_cold, "c_1": C_HOT, "c_2": C_COLD,
        "u_clean": U_CLEAN, "hydraulic_power_tube": 9e3, "ln_dp_slope_tube": 350.0,
    }  # fmt: skip
    return ExchangerHistory(
        asset=name, daily=daily, datum="new", datum_sigma=0.0, events=(), cleanings=(),
        forecast=forecast, r_f_now=band, duty_lost_now=band, money_per_day=band, co2_per_day=band,
        reference=reference, counts={}, film_multipliers={}, redundancy="network",
    )  # fmt: skip


def _band(now: float, ahead: Floats) -> tuple[Floats, Floats, Floats]:
    return now + 0.85 * ahead, now + ahead, now + 1.15 * ahead


def planned(seed: int = 0, *, tight: float = 1.0) -> tuple[float, Solved]:
    """Seconds and the solved plan; the furnace has `tight` of its spare duty."""
    plant, history = network(seed)
    fleet, whole, _ = fleet_of(plant, history)
    if fleet.furnace is not None:
        fleet = replace(fleet, furnace=replace(fleet.furnace, slack=tight * fleet.furnace.slack))
    begin = perf_counter()
    found = solved(fleet, whole, gap=1e-2)
    return perf_counter() - begin, found


def network_plan() -> tuple[float, float]:
    """Seconds and proven gap in percent, the worst of three plants."""
    found = [planned(seed) for seed in range(3)]
    return max(took for took, _ in found), max(100.0 * one.plan.gap for _, one in found)


if __name__ == "__main__":
    for number in [int(text) for text in sys.argv[1:]] or range(3):
        took, one = planned(number)
        print(
            f"seed {number}: {took:.1f} s, {one.rounds} rounds, gap {100 * one.plan.gap:.3f} %, "
            f"cost {one.outcome.cost:.0f} against {one.nothing.cost:.0f}, feed "
            f"{one.outcome.feed:.0f} of {one.nothing.feed:.0f}, power {one.outcome.power:.0f}, "
            f"{sum(map(len, one.paths))} cleanings, settled {one.settled}"
        )
