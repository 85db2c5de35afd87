"""What the history of a plant says: plain arrays by day, events, decisions.

Arrays are float64 by day, NaN where nothing can be said; days count since 1970. R_f is m2 K/W
referred to the tube outside area and signed; rates are per second; money is in the plant's
currency. Every estimate comes with its standard uncertainty or its P10, P50 and P90.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.agents.exchanger.saving import SavingBasis
from greenlang.library.fouling.threshold_fit import ThresholdFit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Cause = Literal[
    "fouling", "cleaning", "bypass", "plugging", "drift", "stuck", "bias", "flow_meter",
    "fluid_switch", "maldistribution", "vaporisation", "ageing", "outage", "undecided",
    "not_separable",
]  # fmt: skip


@dataclass(frozen=True)
class Band:
    """Percentiles of one number."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Band90:
    """P05, P50 and P95 of one number: the band that holds nine of ten."""

    p05: float
    p50: float
    p95: float


@dataclass(frozen=True)
class Event:
    """A change that the data show, with its cause, the next best one and the evidence."""

    asset: str
    cause: Cause
    start: int  # day
    end: int | None  # day; None: still there
    size: float  # in the unit named
    unit: str
    tag: str | None = None
    gap: float = float("inf")  # misfit of the second-best cause less that of the best
    second: Cause | None = None
    evidence: tuple[str, ...] = ()
    misfits: Mapping[str, float] = field(default_factory=dict)  # of every cause that was weighed


@dataclass(frozen=True)
class Cleaning:
    """A cleaning found in the data or in the log, and what it did to R_f."""

    asset: str
    start: int  # first day out
    end: int  # first day back
    status: Literal["confirmed", "found_without_log", "logged_without_effect", "logged_no_data"]
    method: str | None
    r_f_before: float
    r_f_after: float
    effect: float  # (before - after) / (before - best)
    effect_sigma: float
    log_offset: int | None = None  # first day of the log less that found
    log_offset_end: int | None = None  # the same of the last day
    logged: tuple[int, int] | None = None  # first and last day of the log's entry
    elsewhere: str | None = None  # the exchanger that the log, or the data, names instead


@dataclass(frozen=True)
class Saving:
    """What one cleaning has saved since, measured: duty as it was less duty had it not been done.

    Without the cleaning the fouling law of before would have gone on; flows and inlets are those
    that were. `start` and `end` are the first and last day of the window, `days` those of it that
    count, `hours` in service on each and `power` (W) the mean saving in these hours, P50. `energy`
    (J) is the duty of this exchanger over the counted hours, money and `co2` (kg) what the furnace
    did not burn for it, NaN without prices. Where nothing can be said, all are NaN and `note` says
    why.
    """

    asset: str
    cleaning_start: int  # first day out
    cleaning_end: int  # first day back
    method: str | None
    start: int
    end: int
    days: Ints
    hours: Floats
    power: Floats
    energy: Band90
    money: Band90
    co2: Band90
    laws: tuple[str, ...] = ()  # carried on without the cleaning, the likeliest first
    note: str = ""
    basis: SavingBasis | None = None  # for its record; None where prices are not known


@dataclass(frozen=True)
class Law:
    """One fouling law fitted to the current cycle; R_f(t) with t in seconds since `origin`."""

    name: Literal["linear", "power", "falling", "kern_seaton", "constant"]
    parameters: Mapping[str, float]
    weight: float  # Akaike weight among those that compete
    aicc: float


@dataclass(frozen=True)
class Forecast:
    """R_f ahead, and when each limit is reached (day; inf: not within `days`)."""

    days: Ints
    r_f: tuple[Floats, Floats, Floats]  # P10, P50, P90
    laws: tuple[Law, ...]
    origin: int  # day the current cycle began
    draws: NDArray[np.floating[Any]]  # R_f of seeded draws: (draws, days), single is enough
    limits: Mapping[str, Band] = field(default_factory=dict)
    backtest: float | None = None  # (today - forecast of 60 days ago) in sigmas
    decided: bool = True  # the cycle has enough independent days to choose a law
    unsteady: float = 0.0  # sd of ln of the pace to come over that of the law


Path = Literal[
    "growth", "ageing", "removal", "blockage_or_roughness", "other_side_or_tag", "unchanged",
    "not_separable",
]  # fmt: skip


@dataclass(frozen=True)
class ThermalHydraulic:
    """What R_f and the tube-side pressure drop say together of one cycle.

    `ln_drop_rise` is of ln of the drop over that of the clean bundle at equal flow. Conductivity
    (W/m K) and thickness (m) of the deposit are known only where it grows inside the tubes.
    """

    start: int  # day
    end: int  # day
    verdict: Path
    why: str
    r_f_rise: float
    r_f_rise_sigma: float
    ln_drop_rise: float
    ln_drop_rise_sigma: float
    conductivity: Band
    thickness: Band


@dataclass(frozen=True)
class FoulingRates:
    """Rates by month of each cycle (m2 K/J) with velocity (m/s) and film temperature (K) in tubes.

    `threshold` holds a, g and E of threshold fouling where the rates tell them, else `note` says
    why not. `told` says where season or load change the rate. `line` is the zero line, v and T.
    """

    days: Ints
    rate: Floats
    rate_sigma: Floats
    v: Floats
    t_film: Floats
    threshold: ThresholdFit | None
    note: str
    told: tuple[str, ...]
    line: tuple[Floats, Floats]


@dataclass(frozen=True)
class Daily:
    """One exchanger by day."""

    days: Ints
    r_f: Floats  # robust mean of the day
    r_f_sigma: Floats
    level: Floats  # filtered R_f, every day from first to last
    level_sigma: Floats
    rate: Floats  # m2 K/W per second
    rate_sigma: Floats
    u: Floats
    u_clean: Floats
    duty: Floats
    duty_clean: Floats
    dp_ratio: Floats
    hours: Ints  # valid hours of the day
    quality: NDArray[np.uint8]


@dataclass(frozen=True)
class Tracking:
    """What is followed from day to day beside R_f; arrays by day, NaN where not known.

    `effectiveness` is the larger change of temperature over the difference of the inlets,
    `condition` the relative error of U over that of it, `z` the daily median of the largest
    measurement test of its tags. `resistances` are the parts of 1/U now, m2 K/W.
    """

    effectiveness: Floats
    approach_hot_end: Floats  # K
    approach_cold_end: Floats  # K
    condition: Floats
    z: Floats
    drop: Mapping[str, Floats]  # side -> pressure drop, Pa
    resistances: Mapping[str, float]


@dataclass(frozen=True)
class ExchangerHistory:
    """What is known of one exchanger."""

    asset: str
    daily: Daily
    datum: Literal["new", "declared", "best_clean"]
    datum_sigma: float
    events: tuple[Event, ...]
    cleanings: tuple[Cleaning, ...]
    forecast: Forecast | None
    r_f_now: Band
    duty_lost_now: Band  # W at reference conditions
    money_per_day: Band
    co2_per_day: Band  # kg
    reference: Mapping[str, float]  # reference flows, inlets, u_clean
    counts: Mapping[str, int]  # hours by quality code
    film_multipliers: Mapping[str, float]
    redundancy: str  # "network", "one balance", "none"
    warnings: tuple[str, ...] = ()
    latest: Mapping[str, float] = field(default_factory=dict)  # last valid day: state, u_clean, SI
    index: bool = False  # a flow is only stood for by a fan's speed: R_f is an index, its zero too
    savings: tuple[Saving, ...] = ()  # of each cleaning that the data show
    tracking: Tracking | None = None
    hydraulic: tuple[ThermalHydraulic, ...] = ()  # by cycle, where a tube-side drop is measured
    rates: FoulingRates | None = None


@dataclass(frozen=True)
class Standing:
    """How one exchanger stands today against a clean one, its own history, and its fleet.

    `efficiency` is duty over clean duty at reference, `decline` what it loses in 30 days at the
    pace of the last 90, `approach` the smaller one over the last 30 days, K. `health` is None
    where too little of it is known (`coverage`). `days_left` counts to each limit, inf: not within
    the forecast. Percentiles are shares that are worse: 1 is best; those of the fleet are empty
    where there are too few of one service, and `unranked` says so.
    """

    asset: str
    service: str
    efficiency: Band
    effectiveness: float
    approach: float
    decline: float
    health: float | None
    coverage: float
    scores: Mapping[str, float]
    days_left: Mapping[str, Band]
    own: float  # percentile of today's efficiency among the days of its history
    fleet: Mapping[str, float] = field(default_factory=dict)  # measure -> percentile
    rank: int | None = None
    peers: int = 0
    unranked: str = ""


@dataclass(frozen=True)
class TagFinding:
    """What the reading and the balances say of one tag."""

    tag: str
    role: str
    asset: str
    good: int
    counts: Mapping[str, int]
    adjustment: float  # mean adjustment over sigma
    z: float  # largest measurement test
    verdict: str


@dataclass(frozen=True)
class PlantHistory:
    """The whole plant. `failed` names assets that could not be analysed, with the reason.

    Money and CO2 (kg) a day are what the furnace pays for all deposits together, P10 to P90 with
    all exchangers erring to one side. What each exchanger has is the saving if it alone were
    cleaned, and these do not add up. None where no path leads to the furnace.
    """

    plant: str
    start: int
    end: int
    exchangers: tuple[ExchangerHistory, ...]
    tags: tuple[TagFinding, ...]
    failed: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    money_per_day: Band | None = None
    co2_per_day: Band | None = None
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What to do with one exchanger, what it pays and how sure that is."""

    asset: str
    action: Literal["now", "planned", "later", "never", "insufficient data"]
    method: str | None
    day: int | None
    window: tuple[int, int] | None  # cost within 2 % of the optimum
    pays: Band  # money against never cleaning it, over the horizon
    p_pays: float
    wait_per_week: float  # money that a week's delay of the first cleaning costs; NaN: none
    cost_curve: tuple[Floats, Floats]  # cleaning interval in days, money per day
    second_best: str = ""
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Start:
    """One cleaning of the plan."""

    asset: str
    week: int
    day: int
    method: str
    cost: float
    value: float  # what the plan would lose without this cleaning, all others kept
    p_pays: float
    saves: Band | None = None  # the value with its band


@dataclass(frozen=True)
class WorkOrder:
    """A draft of a work order: a person approves it.

    `what` is done to the asset by the method, or to the tag, that `subject` names, from `start` to
    `end` (days), with `crew`. `priority` 1 is now, 2 within eight weeks, 3 later; `records` names
    the audited records that it rests on.
    """

    asset: str
    what: Literal["clean", "check tag"]
    subject: str
    start: int
    end: int
    week: int | None
    crew: tuple[str, ...]
    duration: float  # days
    cost: float
    saving: Band  # money over the plan against leaving this cleaning out
    p_pays: float
    priority: int
    reason: str
    evidence: tuple[str, ...]
    records: tuple[str, ...]
    waste: str = ""


@dataclass(frozen=True)
class FleetPlan:
    """The fleet's cleanings over the horizon, with the proof of how good the plan is.

    `furnace_duty` is what the furnace gives above its duty with a clean train, not all it gives.
    """

    start: int
    weeks: int
    starts: tuple[Start, ...]
    cost: float
    cost_do_nothing: float
    cost_practice: float | None
    gap_percent: float
    linearisation_percent: float
    second_cost: float | None
    second_starts: tuple[Start, ...]
    binding: Mapping[str, float]  # constraint -> what it costs
    furnace_duty: tuple[Floats, Floats]  # W above a clean train, by week, with and without
    furnace_inlet: tuple[Floats, Floats] | None  # K
    decisions: tuple[Decision, ...]
    warnings: tuple[str, ...] = ()
    gap_followed_percent: float = float("nan")  # from the least with the deposits really met
    problem: str = ""  # and its proof, as `core.renewals` reads them; "" where none was kept
    certificate: str = ""
