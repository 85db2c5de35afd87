"""A plant, its history and its plan by hand: smooth curves, every kind of trouble, no analysis."""

import math
from dataclasses import replace
from typing import Literal, get_args

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
    Tag,
    Tubes,
)
from greenlang.agents.exchanger.results import (
    Band,
    Band90,
    Cleaning,
    Daily,
    Decision,
    Event,
    ExchangerHistory,
    FleetPlan,
    Floats,
    Forecast,
    FoulingRates,
    Law,
    PlantHistory,
    Saving,
    Start,
    TagFinding,
    ThermalHydraulic,
    Tracking,
)
from greenlang.agents.exchanger.standing import standings
from greenlang.library.economics import Series
from greenlang.library.fouling.threshold_fit import ThresholdFit

FIRST, DAYS = 19_723, 731  # 2024-01-01, two years
LAST = FIRST + DAYS - 1
Action = Literal["now", "planned", "later", "never", "insufficient data"]
Status = Literal["confirmed", "found_without_log", "logged_without_effect", "logged_no_data"]
STATUSES: tuple[Status, ...] = get_args(Status)
NAMES = tuple(f"E-{n}" for n in range(101, 109))
REFERENCE = {
    "m_hot": 60.0, "m_cold": 150.0, "t_hot_in": 560.0, "t_cold_in": 430.0, "u_clean": 430.0,
    "c_1": 1.6e5, "c_2": 3.6e5,
}  # fmt: skip
LATEST = {"t_hot_in": 560.0, "t_hot_out": 498.0, "t_cold_in": 430.0, "t_cold_out": 458.0,
          "m_hot": 60.0, "m_cold": 150.0, "day": float(LAST), "u_clean": 430.0}  # fmt: skip
CRUDE = Petroleum(34, 11.8, ((313.15, 4.6e-6), (373.15, 1.6e-6)))


def plant(name: str = "CDU-1", names: tuple[str, ...] = NAMES) -> Plant:
    assets = tuple(
        Exchanger(one, "shell_tube", "E 1-2", 420.0, {"hot": "ago", "cold": "crude"},
                  {"hot": "shell", "cold": "tube"}, shells=2,
                  tubes=Tubes(300, 2, 0.0254, 0.02118, 6.1, 45.0),
                  tags={"dp_tube": Tag(f"PDI_{one}", "kPa", 500.0)})
        for one in names
    )  # fmt: skip
    prices = Prices(
        fuel=Series(((FIRST, 28 / 3.6e9),)), co2=Series(((FIRST, 0.075),)), co2_factor=56.1e-9,
        co2_source="IPCC 2006, natural gas",
    )  # fmt: skip
    start = LAST + 4
    return Plant(
        name, "EUR", "Europe/Berlin", 100_600.0, 288.15, {"crude": CRUDE, "ago": CRUDE}, assets,
        Network(cold=(("crude", *names, "H-1"),), furnace=Furnace("H-1", 0.88, "gas", 95e6)),
        prices,
        (CleaningMethod("hydroblast", 45_000.0, 9 * 86_400.0, 0.95),
         CleaningMethod("chemical", 22_000.0, 3 * 86_400.0, 0.65)),
        PlanSettings(start, 52, 2, closed=((start + 345, start + 360),),
                     outages=((start + 91, start + 109),), together=(names[:2],)),
        warnings=("E-107: no drawings: clean coefficient by power law",),
    )  # fmt: skip


def wobble(phase: float, n: int = DAYS) -> Floats:
    """Something like daily scatter, the same on every machine to the digits shown."""
    t = np.arange(n)
    return np.asarray(np.sin(12.9 * t + phase) * np.cos(7.1 * t * t / n + phase), np.float64)


def deposit(i: int, cleaned: tuple[int, ...]) -> Floats:
    """R_f of exchanger i: square-root-like growth from every cleaning."""
    r_f = np.zeros(DAYS)
    start, left = (0, 0.0) if i % 2 else (-260, 2e-5)
    for end in (*cleaned, DAYS):
        since = np.arange(max(start, 0), end) - start
        r_f[max(start, 0) : end] = left + 1e-5 * (3 + 1.3 * i) * since**0.5
        start, left = end, 2e-5
    return r_f


def daily(i: int, cleaned: tuple[int, ...]) -> Daily:
    truth = deposit(i, cleaned)
    sigma = np.full(DAYS, 1.6e-5)
    r_f = truth + sigma * 1.4 * wobble(i)
    gone = np.zeros(DAYS, bool)
    for day in (*cleaned, 120, 121, 400):
        gone[day - 9 : day] = True
    r_f[gone] = np.nan
    u_clean = 430 + 25 * np.sin(np.arange(DAYS) / 58 + i) + 6 * wobble(i + 1)
    u = 1 / (1 / u_clean + r_f)
    share = 1 - np.exp(-1.6 * u / 400)
    clean = 1 - np.exp(-1.6 * u_clean / 400)
    duty = (9e6 + 1.5e6 * i) * (1 + 0.05 * np.sin(np.arange(DAYS) / 31))
    dp = (1 - 150 * truth) ** -2.0 + 0.02 * wobble(i + 2)
    if i == 6:
        dp[:] = np.nan
    hours = np.where(gone, 0, 21 + np.round(2 * wobble(i + 3))).astype(np.int64)
    rate = np.gradient(truth) / 86_400
    return Daily(
        np.arange(FIRST, LAST + 1), r_f, np.where(gone, np.nan, sigma), truth,
        np.full(DAYS, 1.1e-5), rate, np.abs(rate) * 0.2 + 1e-13, np.where(gone, np.nan, u), u_clean,
        np.where(gone, np.nan, duty * share), duty * clean, np.where(gone, np.nan, dp), hours,
        gone.astype(np.uint8) * 4,
    )  # fmt: skip


def forecast(i: int, since: int, now: float) -> Forecast:
    ahead = np.arange(1, 366)
    pace = 1e-5 * (3 + 1.3 * i)
    mid = now + pace * (np.sqrt(ahead + since) - math.sqrt(since))
    spread = 1.2e-5 + 2.2e-7 * ahead
    bands = (mid - 1.28 * spread, mid, mid + 1.28 * spread)
    limits = {
        "UA_min": Band(LAST + 90.0, LAST + 160.0 + 9 * i, math.inf),
        "J*": Band(LAST + 20.0, LAST + 60.0 + 5 * i, LAST + 120.0),
        "dp_tube": Band(math.inf, math.inf, math.inf),
    }
    laws = (
        Law("power", {"k": pace, "n": 0.5}, 0.74, -410.2),
        Law("kern_seaton", {"limit": 2e-3, "tau": 2e7}, 0.26, -408.1),
    )
    return Forecast(
        LAST + ahead, bands, laws, LAST - since, np.array([bands[0], mid]), limits, backtest=0.8
    )


def exchanger(i: int, name: str) -> ExchangerHistory:
    cleaned = ((), (310,), (200, 520), (430,), (), (150, 480), (360,), (610,))[i]
    day = daily(i, cleaned)
    now = float(day.level[-1])
    since = DAYS - cleaned[-1] if cleaned else DAYS
    cost = 90.0 + 240.0 * i
    found = tuple(
        Cleaning(name, FIRST + d - 9, FIRST + d, STATUSES[(i + k) % 3 if i != 7 else 3],
                 "hydroblast" if (i + k) % 3 != 1 else None, float(day.level[d - 10]), 2e-5,
                 0.92, 0.05, 2 if i == 2 else 0)
        for k, d in enumerate(cleaned)
    )  # fmt: skip
    r_f = Band(now - 1.4e-5, now, now + 1.4e-5)
    return ExchangerHistory(
        name, day, ("best_clean", "new", "declared")[i % 3], 1.5e-5, events(i, name), found,
        forecast(i, since, now), r_f, Band(0.7e6, 0.9e6 + 1e5 * i, 1.2e6 + 1e5 * i),
        Band(cost * 0.8, cost, cost * 1.25), Band(0.9 * cost, 1.1 * cost, 1.4 * cost),
        REFERENCE,
        {"good": 15_400, "held": 120, "off": 700, "unsteady": 610, "bad_text": 220, "stuck": 90},
        {"tube": 1.04, "shell": 0.93}, "network", latest=LATEST, tracking=tracking(i, day),
        hydraulic=together(i), rates=rates(i), savings=saved(name, day, found),
    )  # fmt: skip


def saved(name: str, day: Daily, found: tuple[Cleaning, ...]) -> tuple[Saving, ...]:
    """What each cleaning that the data show has saved: a tenth of the duty until the next one."""
    seen = [c for c in found if c.status in {"confirmed", "found_without_log"}]
    ends = [*(c.start for c in seen[1:]), LAST + 1]
    return tuple(_saved(name, day, c, end) for c, end in zip(seen, ends, strict=False))


def _saved(name: str, day: Daily, c: Cleaning, end: int) -> Saving:
    begin, end = c.end + 1, min(end, c.end + 366)
    known = np.flatnonzero(np.isfinite(day.duty[begin - FIRST : end - FIRST])) + begin - FIRST
    power, hours = 0.1 * day.duty[known], np.full(known.size, 24.0)
    energy = float(power @ hours) * 3600.0
    heat, money, co2 = (Band90(0.85 * x * energy, x * energy, 1.15 * x * energy)
                        for x in (1.0, 12e-9, 64e-9))  # fmt: skip
    return Saving(
        name, c.start, c.end, c.method, begin, end - 1, FIRST + known, hours, power, heat, money,
        co2, ("power", "linear"),
    )  # fmt: skip


def tracking(i: int, day: Daily) -> Tracking:
    """What is followed beside R_f; the balance of the fourth opens near the end."""
    efficiency = day.duty / day.duty_clean
    z = 1.1 + 0.3 * wobble(i + 5)
    if i == 3:
        z[600:] += 2.6
    r_f = float(day.level[-1])
    parts = {"shell film": 8e-4, "wall": 1e-4, "tube film": 1.2e-3, "fouling": r_f}
    parts["constant of the fit"] = 4e-5 * (i - 3)
    drop = {} if i == 6 else {"tube": 6e4 * day.dp_ratio}
    return Tracking(
        0.62 * efficiency, 96.0 - 30.0 * efficiency, 88.0 - 40.0 * efficiency,
        2.0 + 0.2 * wobble(i + 4), z, drop, parts,
    )  # fmt: skip


def together(i: int) -> tuple[ThermalHydraulic, ...]:
    """One cycle with a deposit inside the tubes, and one that is not separable."""
    grown = ThermalHydraulic(
        FIRST + 300, LAST, "growth", "both rose along k_d 0.40 W/m K", 8e-4, 1e-5, 0.12, 0.01,
        Band(0.35, 0.4, 0.45), Band(2.6e-4, 3e-4, 3.4e-4),
    )  # fmt: skip
    unknown = Band(math.nan, math.nan, math.nan)
    hidden = replace(
        grown, verdict="not_separable", why="both rose; the band of the conductivity is ± 80 %",
        conductivity=unknown, thickness=unknown,
    )  # fmt: skip
    return (replace(hidden, start=FIRST, end=FIRST + 290), hidden if i % 2 else grown)


def rates(i: int) -> FoulingRates:
    """Two years of months, of which some tell a threshold."""
    n = 24
    v = 1.5 + 0.2 * np.sin(np.arange(n) + i)
    t = 480.0 + 15.0 * np.cos(2.0 * np.arange(n) + i)
    rate = 1e-10 * (1.0 + 0.02 * (t - 480.0) - 0.5 * (v - 1.5))
    line = (np.linspace(1.2, 1.9, 25), np.linspace(430.0, 470.0, 25))
    none = (np.zeros(0), np.zeros(0))
    found = ThresholdFit(9.0, 4e-11, 68e3, np.diag([0.4, 1e-23]), 30.0, 22, removal=True)
    told = ("fouls by 0.2 m² K/kW in 30 d at high flow in the tubes, by 0.3 at low flow",)
    return FoulingRates(
        FIRST + 30 * np.arange(n), rate, np.full(n, 1e-12), v, t, None if i % 2 else found,
        "velocity and temperature vary too little" if i % 2 else "", () if i % 2 else told,
        none if i % 2 else line,
    )  # fmt: skip


def events(i: int, name: str) -> tuple[Event, ...]:
    some = {
        1: Event(name, "bypass", FIRST + 420, FIRST + 505, 0.21, "1", None, 18.4, "fouling",
                 ("dP ratio falls to 0.65", "valve ZT102 opens the same day")),
        3: Event(name, "drift", FIRST + 600, None, 3.4, "K", "TI_CRUDE_04", 31.0, "fouling",
                 ("the next exchanger's inlet on the same pipe does not follow",)),
        4: Event(name, "stuck", FIRST + 250, FIRST + 263, 431.2, "K", "TI205"),
        5: Event(name, "not_separable", FIRST + 90, FIRST + 130, 8e-5, "m2 K/W", None, 1.2,
                 "flow_meter", ("no valve or dP tag here tells these apart",)),
    }  # fmt: skip
    return (some[i],) if i in some else ()


def blank(name: str) -> ExchangerHistory:
    """An exchanger of which nothing can be said."""
    none, hours = np.full(DAYS, np.nan), np.zeros(DAYS, np.int64)
    days = np.arange(FIRST, LAST + 1)
    nothing = Band(math.nan, math.nan, math.nan)
    return ExchangerHistory(
        name, Daily(
            days, none, none, none, none, none, none, none, none, none, none, none, hours,
            np.full(DAYS, 2, np.uint8),
        ),
        "best_clean", math.nan, (), (), None, nothing, nothing, nothing, nothing, {},
        {"missing": 17_544}, {}, "none", ("12 valid days, 30 are needed",),
    )  # fmt: skip


def history(name: str = "CDU-1", names: tuple[str, ...] = NAMES) -> PlantHistory:
    units = tuple(exchanger(i, one) for i, one in enumerate(names[:-1]))
    tags = (
        TagFinding("TI_CRUDE_04", "t_cold_out", names[3], 15_000, {"good": 15_000, "spike": 44},
                   3.1, 6.2, "drifts since 2025-08-23: 3.4 K; calibrate"),
        TagFinding("TI205", "t_hot_out", names[4], 17_000, {"good": 17_000, "stuck": 310}, 0.4,
                   1.1, "stuck from 2024-09-07 to 2024-09-20"),
        TagFinding("FI101", "m_cold", names[0], 17_300, {"good": 17_300, "bad_text": 120}, 0.2,
                   0.9, "good"),
    )  # fmt: skip
    return PlantHistory(
        name, FIRST, LAST, (*units, blank(names[-1])), tags,
        {"E-201": "its hot side is colder than its cold side in 97 % of hours: check the tags"},
        ("the historian has nothing from 2024-07-02 to 2024-07-05",),
        Band(4_100.0, 5_040.0, 6_200.0), Band(4_600.0, 5_500.0, 7_000.0),
        standings(plant(name, names), units, LAST),
    )  # fmt: skip


def decision(i: int, one: ExchangerHistory) -> Decision:
    actions: tuple[Action, ...] = (
        "later", "planned", "now", "planned", "never", "now", "planned",
    )  # fmt: skip
    action = actions[i]
    days = np.linspace(20, 900, 45)
    cost = 45_000 / days + (0.4 + 0.3 * i) * days
    day = {"now": LAST + 6, "planned": LAST + 95 + 20 * i, "later": LAST + 330}.get(action)
    unknown = Band(math.nan, math.nan, math.nan)
    pays = unknown if day is None else Band(8_000.0 * i, 21_000.0 * i, 36_000.0 * i)
    return Decision(
        one.asset, action, None if day is None else ("hydroblast", "chemical")[i % 2], day,
        None if day is None else (day - 20, day + 35), pays, 0.55 + 0.06 * i, 260.0 * i,
        (days, cost), "chemical in March", ("costs more now than the average of a best cycle",),
    )  # fmt: skip


def plan(known: PlantHistory) -> FleetPlan:
    some = known.exchangers[:-1]
    decisions = tuple(decision(i, one) for i, one in enumerate(some))
    blank_one = known.exchangers[-1].asset
    nothing = (np.array([]), np.array([]))
    none = Decision(
        blank_one, "insufficient data", None, None, None, Band(math.nan, math.nan, math.nan),
        math.nan, math.nan, nothing, why=("12 valid days, 30 are needed",),
    )  # fmt: skip
    first = LAST + 4
    starts = tuple(
        Start(d.asset, (d.day - first) // 7, d.day, d.method, 45_000.0, d.pays.p50, d.p_pays)
        for d in decisions if d.day is not None and d.method is not None
    )  # fmt: skip
    weeks = np.arange(52, dtype=np.float64)
    without = 61e6 + 7e4 * weeks
    return FleetPlan(
        first, 52, starts, 812_000.0, 1_264_000.0, 955_000.0, 0.3, 1.2, 824_000.0, starts[:-1],
        {"crews": 21_000.0, "closed weeks": 3_200.0}, (without - 4e4 * weeks, without),
        (517 - 0.01 * weeks, 517 - 0.06 * weeks), (*decisions, none),
    )  # fmt: skip


def hostile() -> tuple[Plant, PlantHistory, FleetPlan]:
    """Names that would do harm if they were taken for markup."""
    name = '#import "x" <script>alert(1)</script>'
    names = ("<b>E-1</b>", "#eval(1)", *NAMES[2:])
    known = history(name, names)
    return plant(name, names), known, plan(known)


def ordinary() -> tuple[Plant, PlantHistory, FleetPlan]:
    known = history()
    return plant(), known, plan(known)


def empty() -> tuple[Plant, PlantHistory, FleetPlan]:
    """Nothing could be analysed."""
    plant_, known, planned = ordinary()
    return plant_, replace(known, exchangers=(blank("E-101"),), tags=()), replace(
        planned, starts=(), decisions=planned.decisions[-1:], cost=math.nan,
        cost_do_nothing=math.nan, second_cost=None, furnace_inlet=None,
        furnace_duty=(np.full(52, np.nan), np.full(52, np.nan)), binding={},
    )  # fmt: skip
