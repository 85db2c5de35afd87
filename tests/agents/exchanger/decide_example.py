"""A small train with known laws: plants and histories for the tests of decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from greenlang.agents.exchanger.model import (
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
from greenlang.core.uncertainty import normal_draws
from greenlang.library.economics import Series
from greenlang.library.heat.pntu.arrangements import p_of

DAY = 86400.0
CODES = np.zeros(1, np.uint8)
TODAY = 20_450
CRUDE = Petroleum(34.0, 11.8)
METHODS = (
    CleaningMethod("hydroblast", 45_000.0, 9 * DAY, 0.95),
    CleaningMethod("chemical", 22_000.0, 3 * DAY, 0.65),
)
PRICES = Prices(
    fuel=Series(((0, 28 / 3.6e9),)), co2=Series(((0, 0.075),)), co2_factor=56.1e-9,
    co2_source="IPCC 2006",
)  # fmt: skip
INLETS = {
    "E-1": (430.0, 310.0),
    "E-2": (480.0, 360.0),
    "E-3": (540.0, 400.0),
    "E-4": (600.0, 440.0),
}
C_HOT, C_COLD, U_CLEAN, AREA = 1.1e5, 2.2e5, 400.0, 250.0


def exchanger(name: str) -> Exchanger:
    return Exchanger(
        name=name,
        kind="shell_tube",
        arrangement="E 1-2",
        area=AREA,
        fluids={"hot": "residue", "cold": "crude"},
        spaces={"hot": "shell", "cold": "tube"},
    )


def plant(names: Sequence[str] = tuple(INLETS), settings: PlanSettings | None = None) -> Plant:
    furnace = Furnace("H-1", 0.88, "gas")
    return Plant(
        name="CDU-1",
        currency="EUR",
        timezone="UTC",
        barometer=None,
        ambient=288.15,
        fluids={"crude": CRUDE, "residue": CRUDE},
        assets=tuple(exchanger(name) for name in names),
        network=Network(
            cold=(("crude", *names, "H-1"),),
            hot=tuple(("residue", name) for name in names),
            furnace=furnace,
        ),
        prices=PRICES,
        methods=METHODS,
        plan=settings or PlanSettings(start=TODAY + 5, weeks=52, crews=1),
    )


def law(name: str, parameters: Mapping[str, float]) -> Law:
    return Law(name, parameters, 1.0, 0.0)  # type: ignore[arg-type]


def forecast(of: Law, now: float, spread: float = 0.15, draws: int = 400) -> Forecast:
    """The law carried on from R_f `now`, its growth known to a share `spread`."""
    days = TODAY + np.arange(400, dtype=np.int64)
    t = (days - TODAY) * DAY
    if of.name == "linear":
        rise = np.asarray(of.parameters["k"] * t, np.float64)
    else:
        r_i, t_c = of.parameters["r_i"], of.parameters["t_c"]
        rise = (r_i - now) * -np.expm1(-t / t_c)
    z = normal_draws(3, (draws, 1))
    every = now + rise * (1 + spread * z)
    low, high = (np.asarray(np.percentile(every, q, axis=0)) for q in (10, 90))
    return Forecast(days, (low, np.asarray(now + rise), high), (of,), TODAY - 200, every)


def exchanger_history(name: str, now: float, ahead: Forecast | None) -> ExchangerHistory:
    t_hot, t_cold = INLETS[name]
    n = np.array([1 / (1 / U_CLEAN + now), U_CLEAN]) * AREA / C_HOT
    duty = p_of("E 1-2", n, np.full(2, C_HOT / C_COLD)) * C_HOT * (t_hot - t_cold)
    nan = np.full(1, np.nan)
    whole = np.zeros(1, np.int64)
    daily = Daily(whole, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, whole, CODES)
    band = Band(now, now, now)
    return ExchangerHistory(
        asset=name, daily=daily, datum="new", datum_sigma=0.0, events=(), cleanings=(),
        forecast=ahead, r_f_now=band, duty_lost_now=band, money_per_day=band, co2_per_day=band,
        reference={
            "t_hot_in": t_hot, "t_cold_in": t_cold, "c_1": C_HOT, "c_2": C_COLD,
            "u_clean": U_CLEAN, "duty": float(duty[0]), "duty_clean": float(duty[1]),
        },
        counts={}, film_multipliers={}, redundancy="network",
    )  # fmt: skip


LAWS = {
    "E-1": (law("kern_seaton", {"r_0": 0.0, "r_i": 3e-4, "t_c": 60 * DAY}), 2.8e-4),
    "E-2": (law("linear", {"r_0": 0.0, "k": 3e-4 / (100 * DAY)}), 6e-4),
    "E-3": (law("linear", {"r_0": 0.0, "k": 6e-4 / (100 * DAY)}), 2.2e-3),
    "E-4": (law("linear", {"r_0": 0.0, "k": 9e-4 / (100 * DAY)}), 1.5e-3),
}


def history(names: Sequence[str] = tuple(INLETS), spread: float = 0.15) -> PlantHistory:
    found = tuple(
        exchanger_history(name, LAWS[name][1], forecast(*LAWS[name], spread)) for name in names
    )
    return PlantHistory("CDU-1", TODAY - 700, TODAY, found, ())


def with_settings(of: Plant, **changes: object) -> Plant:
    assert of.plan is not None
    return replace(of, plan=replace(of.plan, **changes))  # type: ignore[arg-type]
