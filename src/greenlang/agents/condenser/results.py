"""What the history of a plant's condensers says: plain arrays by day, events, causes, outlook.

Arrays are float64 by day (D,) or by day and waterbox (D, B), NaN where nothing can be said; days
count since 1970, times of events are days since 1970 as floats. All SI: Pa, K, W, J, kg; money is
in the plant's currency. R_f is m2 K/W referred to the tube outside area and signed. A loss is
positive. Every estimate comes with its standard uncertainty or its P10, P50 and P90.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from greenlang.library.fouling.forms import Name

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CAUSES = ("inlet temperature", "flow", "load", "fouling", "plugging", "debris", "air")
"""What can move a back pressure; "unexplained" is what the gauge shows beyond, signed."""
RECOVERABLE = ("flow", "fouling", "plugging", "debris", "air")
"""Causes that somebody can put right; weather and load are not among them."""


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
    """A change that the data show, with its cause and the evidence.

    `box` None: the whole zone. `size` is in `size_unit`: kg/s of a leak above before, the share of
    tubes that debris closes, the share of flow that a pump lost, Pa or K of a gauge at its largest.
    `pressure` is what it did to the condenser, Pa, NaN where not known. `tag` is the role of a
    gauge that drifts, `tag_name` what the historian calls it.
    """

    unit: str
    zone: str
    box: str | None
    cause: str
    start: float
    end: float | None  # None: still there
    size: float
    size_sigma: float
    size_unit: str
    pressure: float = float("nan")
    pressure_sigma: float = float("nan")
    tag: str | None = None
    tag_name: str | None = None
    probabilities: Mapping[str, float] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    not_seen: tuple[str, ...] = ()
    side: str = ""  # "above the water line", "below the water line", "not told"
    air: bool = False
    logged: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cleaning:
    """A cleaning of one waterbox, found in the data or in the log, and what it did to R_f."""

    unit: str
    box: str
    start: float
    end: float
    status: Literal["confirmed", "found_without_log", "logged_without_effect", "logged_no_data"]
    method: str | None
    r_f_before: float
    r_f_after: float
    effect: float  # (before - after) / before
    effect_sigma: float
    logged: tuple[float, float] | None = None


@dataclass(frozen=True)
class Saving:
    """What one cleaning or repair has saved since, at the conditions that were.

    `pressure` (Pa) is its mean over the window, energy in J, `co2` in kg; NaN without prices or a
    turbine curve. Where nothing can be said, `note` says why.
    """

    unit: str
    box: str | None
    what: Literal["cleaning", "repair"]
    start: float
    end: float
    window: tuple[int, int]  # first and last day that count
    days: Ints
    pressure: Band90
    energy: Band90
    money: Band90
    co2: Band90
    note: str = ""


@dataclass(frozen=True)
class Law:
    """One fouling law fitted to the current cycle of a waterbox."""

    name: Name
    parameters: Mapping[str, float]
    weight: float
    aicc: float


@dataclass(frozen=True)
class Forecast:
    """R_f of one waterbox ahead, and when each limit is reached (day; inf: not within `days`)."""

    box: str
    days: Ints
    r_f: tuple[Floats, Floats, Floats]  # P10, P50, P90
    laws: tuple[Law, ...]
    origin: int  # day the current cycle began
    draws: NDArray[np.floating[Any]]  # (draws, days)
    limits: Mapping[str, Band] = field(default_factory=dict)
    backtest: float | None = None
    decided: bool = True
    unsteady: float = 0.0


@dataclass(frozen=True)
class States:
    """Smoothed states by day: waterboxes (D, B), zone (D,); `bias` what the gauge reads too high.

    `r_f` has air taken off; `r_air` is what air adds to every waterbox's resistance.
    """

    r_f: Floats
    r_f_sigma: Floats
    rate: Floats  # m2 K/W per second
    rate_sigma: Floats
    r_air: Floats
    r_air_sigma: Floats
    bias: Floats
    bias_sigma: Floats
    kappa: Floats
    kappa_sigma: Floats


@dataclass(frozen=True)
class CleanFit:
    """The clean condenser as learnt: bundle factor, factor on the film in the tubes, their sigmas.

    `spread` is the model's sigma as a share of 1/U clean, `windows` the days that it was learnt
    on. `source` is "plant file", "declared", "after cleanings", "cleanest days" or "prior".
    """

    f_b: float
    f_b_sigma: float
    f_t: float
    f_t_sigma: float
    spread: float
    windows: tuple[tuple[int, int], ...]
    hours: int
    source: str
    prior: float


@dataclass(frozen=True)
class Daily:
    """One condenser by day: what was measured, reconciled, and follows.

    `p` is the measured pressure, `p_used` with the gauge's bias taken off, `p_target` that of the
    clean condenser under the day's water and load, `p_norm` that of the day's condenser under the
    reference. `r` is 1/U - 1/U_clean by waterbox before air is taken off. `flow_share` is the flow
    over that of the running pumps as learnt.
    """

    days: Ints
    hours: Floats  # usable
    power: Floats
    load: Floats  # share of gross
    q: Floats
    q_sigma: Floats
    t_in: Floats
    t_out: Floats
    v: Floats
    flow_share: Floats
    p: Floats
    p_used: Floats
    t_s: Floats
    u: Floats
    u_clean: Floats
    r: Floats  # (D, B)
    r_sigma: Floats  # (D, B)
    p_target: Floats
    p_norm: Floats
    p_norm_sigma: Floats
    cf_ref: Floats
    cf_ref_sigma: Floats
    ttd: Floats
    ttd_target: Floats
    rise: Floats
    depression: Floats
    subcooling: Floats
    m_air: Floats
    m_capacity: Floats  # of the vacuum pumps in service, at the day's pressure
    p_floor: Floats
    oxygen: Floats  # kg/kg
    oxygen_equilibrium: Floats
    quality: NDArray[np.uint8]


@dataclass(frozen=True)
class Amounts:
    """One cause, or all of them (D, K): means over the hours that count, and sums over them.

    `power` and `heat_rate` are withheld (NaN) without a turbine curve, money and CO2 without
    prices or factors.
    """

    pressure: Floats  # Pa, mean
    temperature: Floats  # K, mean
    power: Floats  # W, mean
    heat_rate: Floats  # J/J, mean
    energy: Floats  # J, sum
    money: Floats  # sum
    co2: Floats  # kg, sum


@dataclass(frozen=True)
class Split:
    """Every hour's back pressure against the reference, split into causes, by day.

    `parts` (D, K) are Shapley values, each quantity split by itself; `gain` (D, K) what putting
    one cause right alone would have given, Pa. `unexplained` (D,) is what the gauge shows beyond.
    `inlet` splits the part of the inlet temperature of a tower, Pa: wet bulb, tower, recirculation,
    range. `p_reference` is the pressure of the reference, `hours` how many hours count.
    """

    days: Ints
    causes: tuple[str, ...]
    hours: Floats
    p_reference: float
    p_model: Floats
    parts: Amounts
    gain: Floats
    unexplained: Amounts
    inlet: Mapping[str, Floats] = field(default_factory=dict)
    basis: str = "constant_heat_input"
    withheld: tuple[str, ...] = ()  # columns that are NaN, and why


@dataclass(frozen=True)
class Total:
    """One cause over a span of days: mean pressure and temperature, sums of energy, money, CO2."""

    cause: str
    start: int
    end: int
    hours: float
    pressure: float
    pressure_sigma: float
    temperature: float
    heat_rate: float
    energy: float
    money: float
    co2: float


@dataclass(frozen=True)
class TagFinding:
    """What the reading and the balances say of one tag."""

    tag: str
    role: str
    asset: str
    good: int
    counts: Mapping[str, int]
    adjustment: float  # mean adjustment over sigma
    z: float  # largest daily median of the measurement test
    verdict: str


@dataclass(frozen=True)
class CondenserHistory:
    """What is known of one condenser (one steam pressure of a unit).

    `months` holds the totals of every calendar month, `of_events` those of each event's days, in
    their order. `recoverable_per_day` (money) and `power_per_day` (W) are what the causes that can
    be put right take now. `latest` is the last valid day in SI. `not_seen` lists what this plant
    does not measure, and what follows.
    """

    asset: str
    zone: str
    boxes: tuple[str, ...]
    daily: Daily
    states: States
    clean: CleanFit
    split: Split
    months: tuple[Total, ...]
    totals: tuple[Total, ...]
    events: tuple[Event, ...] = ()
    cleanings: tuple[Cleaning, ...] = ()
    savings: tuple[Saving, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    r_f_now: Mapping[str, Band] = field(default_factory=dict)
    recoverable_per_day: Mapping[str, Band] = field(default_factory=dict)
    power_per_day: Mapping[str, Band] = field(default_factory=dict)
    reference: Mapping[str, float] = field(default_factory=dict)
    latest: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)  # hours by quality code
    flows: Mapping[str, float] = field(default_factory=dict)  # pumps running -> flow learnt, m3/s
    not_seen: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    more: Mapping[str, Floats] = field(default_factory=dict)  # by day, of what else is measured
    of_events: tuple[tuple[Total, ...], ...] = ()

    @property
    def unit(self) -> str:
        """Name of its unit in the plant file: a condenser of several zones is "U1 A", "U1 B"."""
        return self.asset.removesuffix(f" {self.zone}")


@dataclass(frozen=True)
class PlantHistory:
    """The whole plant. `failed` names condensers that could not be analysed, with the reason."""

    plant: str
    start: int
    end: int
    condensers: tuple[CondenserHistory, ...]
    tags: tuple[TagFinding, ...]
    failed: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def condenser(self, asset: str) -> CondenserHistory:
        """The condenser of that name; KeyError if there is none."""
        return {one.asset: one for one in self.condensers}[asset]
