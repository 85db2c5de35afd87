"""The plant as the exchanger agent sees it: equipment, streams, network, prices, log.

`services.files.plant` fills these from the plant file; everything is coherent SI, pressures are
absolute, times are UTC seconds since 1970 and dates are days since 1970.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from greenlang.library.alerts import Setting
from greenlang.library.economics import Series

Number = Any  # float for history, Decimal for an audited case: the same dataclass serves both
Side = Literal["hot", "cold"]
Space = Literal["shell", "tube"]


@dataclass(frozen=True)
class Petroleum:
    """A cut or crude known by API gravity, Watson K and viscosity at two or more points.

    `viscosity` holds (T in K, kinematic viscosity in m2/s).
    """

    api: Number
    watson_k: Number
    viscosity: tuple[tuple[Number, Number], ...] = ()
    bubble_point: Number | None = None  # K; None: unknown, and results say so


@dataclass(frozen=True)
class PropertyTable:
    """A user's table by temperature; rows (T, rho, cp, mu, k), T rising, None where not given."""

    rows: tuple[tuple[Number, Number | None, Number, Number | None, Number | None], ...]


@dataclass(frozen=True)
class HeatCurve:
    """A stream that boils or condenses: rows (T, h, rho, mu, k), a point at every bend.

    h rises and T never falls; what is not given is None.
    """

    rows: tuple[tuple[Number, Number, Number | None, Number | None, Number | None], ...]


@dataclass(frozen=True)
class Water:
    """Water or steam by IAPWS-IF97 at a given pressure (Pa)."""

    pressure: Number = 1_000_000


@dataclass(frozen=True)
class PureFluid:
    """A fluid of CoolProp by its name there, at a given pressure (Pa)."""

    name: str
    pressure: Number


Fluid = Petroleum | PropertyTable | HeatCurve | Water | PureFluid


@dataclass(frozen=True)
class Shell:
    """Shell-side geometry, m; TEMA letter, shells in series, single segmental baffles."""

    type: str = "E"
    series: int = 1
    d_i: Number | None = None
    layout: int = 30  # degrees: 30, 45, 60, 90
    pitch: Number | None = None
    dotl: Number | None = None
    strips: int = 0
    baffle_count: int | None = None
    baffle_cut: Number | None = None  # share of the shell diameter
    baffle_spacing: Number | None = None
    spacing_in: Number | None = None  # end spacings; None: what the tube length leaves
    spacing_out: Number | None = None
    to_shell: Number | None = None  # shell less baffle diameter
    to_tube: Number | None = None  # hole less tube diameter
    lanes: int = 0  # pass lanes along the crossflow
    lane_width: Number | None = None


@dataclass(frozen=True)
class Tubes:
    """Tube-side geometry of one shell, m and W/(m K)."""

    count: int
    passes: int
    d_o: Number
    d_i: Number
    length: Number
    k: Number
    plugged: int = 0


@dataclass(frozen=True)
class Limits:
    """What ends a run: pressure drop (Pa) and conductance (W/K); None: no limit."""

    dp_tube: Number | None = None
    dp_shell: Number | None = None
    ua_min: Number | None = None


@dataclass(frozen=True)
class Design:
    """The data sheet, SI; fouling allowances refer to their own surface's side of U (outside)."""

    duty: Number | None = None
    u_clean: Number | None = None
    r_f_shell: Number | None = None
    r_f_tube: Number | None = None
    m_cold: Number | None = None  # kg/s; air at full speed of the fans and 15 degC
    limits: Limits = Limits()


@dataclass(frozen=True)
class Tag:
    """A measured point: historian name, unit as stored, standard uncertainty in SI.

    `sigma` is in SI (K, kg/s or m3/s, Pa) when absolute, a share of the value when `relative`.
    `at` is the density basis of a volume flow: "line" or a temperature in K. `assumed` says that
    sigma is a class default, not the user's. With `full` the tag is no flow meter but the speed of
    a fan, which stands for the flow of air (at `at`): the result is an index.
    """

    tag: str
    unit: str
    sigma: float
    relative: bool = False
    assumed: bool = True
    at: str | float = "line"
    full: float | None = None  # kg/s at full speed of the fan whose speed this tag is
    of: tuple[str, ...] = ()  # exchangers side by side whose flows this meter shows together
    rho_design: float | None = None  # kg/m3 that an orifice without compensation reckons with


ROLES = (
    "t_hot_in", "t_hot_out", "t_cold_in", "t_cold_out", "m_hot", "m_cold",
    "dp_tube", "dp_shell", "bypass", "fan",
)  # fmt: skip
"""What a tag may measure; `bypass` is a valve position, `fan` a speed, both 0 to 1 in SI."""


def base(role: str) -> str:
    """The role of a tag; a second tag of the same point is kept as "t_hot_in 2"."""
    return role.partition(" ")[0]


@dataclass(frozen=True)
class Deposit:
    """Mechanism of fouling by side, and the share of R_f that is in the tubes, None: not known."""

    of: Mapping[Space, str]
    tube_share: float | None = None


@dataclass(frozen=True)
class Exchanger:
    """One asset. `sides` says which fluid runs where; `clean` holds known-clean windows (days)."""

    name: str
    kind: str  # shell_tube, air_cooled, plate, double_pipe ...
    arrangement: str  # "E 1-2", "counterflow", "parallel", "crossflow both unmixed" ...
    area: Number  # m2, all shells, tube outside area
    fluids: Mapping[Side, str]  # side -> name in Plant.fluids
    spaces: Mapping[Side, Space]
    shells: int = 1  # in series
    tubes: Tubes | None = None
    shell: Shell | None = None
    geometry: Any = None  # of another kind, as `geometry` has it, in floats
    design: Design = Design()
    tags: Mapping[str, Tag] = field(default_factory=dict)  # role -> tag
    clean: tuple[tuple[int, int], ...] = ()  # first and last day of each known-clean window
    model: str = "kern"  # clean shell-side film model
    service: str = ""  # what it is compared with; "": same kind, same cold fluid
    deposit: Deposit | None = None  # what fouls it, where the plant file says so

    @property
    def index(self) -> bool:
        """Whether a fan's speed only stands for a flow, so that R_f is no more than an index."""
        return any(tag.full is not None for tag in self.tags.values())


@dataclass(frozen=True)
class Furnace:
    """What makes up for lost preheat. Efficiency on the basis of `Prices.basis`.

    `duty_now` is what it gives at the end of the history, at reference flows: with it `duty_max`
    limits a plan, and what is lacking costs feed. `feed` is the flow that the margin is earned on,
    None for the cold stream at its density at 15 degC.
    """

    asset: str
    efficiency: Number
    fuel: str
    duty_max: Number | None = None  # W
    duty_now: Number | None = None  # W
    feed: Number | None = None  # m3/s


CREW = "crew"
Path = tuple[Any, ...]  # names in flow order; a split is {"split": (path, path ...)}


@dataclass(frozen=True)
class Network:
    """Who feeds whom. Each path begins with a fluid; the rest are assets or other equipment."""

    cold: tuple[Path, ...] = ()
    hot: tuple[Path, ...] = ()
    furnace: Furnace | None = None


@dataclass(frozen=True)
class Prices:
    """SI prices: fuel money/J, co2 money/kg, power money/J, feed_margin money/m3.

    `co2_factor` is kg CO2 per J of fuel on the same basis as the price (`lhv` or `hhv`), the last
    of `co2_factors` where it is dated; `power_factor` kg CO2 per J of power that is bought (scope
    2), None where it is not given.
    """

    fuel: Series | None = None
    co2: Series | None = None
    power: Series | None = None
    feed_margin: Series | None = None
    basis: str = "lhv"
    co2_factor: float | None = None
    co2_source: str = ""
    co2_factors: Series | None = None
    power_factor: Series | None = None
    power_source: str = ""

    def factor_at(self, day: int) -> float | None:
        """The CO2 factor of the fuel in force on a day."""
        return self.co2_factor if self.co2_factors is None else self.co2_factors.at(day)


@dataclass(frozen=True)
class CleaningMethod:
    """A way to clean: money, seconds, share of the deposit removed.

    `online`: the exchanger stays in service. `interval` (s) is the least time from one cleaning by
    it to the next of the same exchanger. `assets` are those that it fits, () for all, and `unfit`
    those whose deposit it does not remove. `kind` is a row of `exchanger/cleaning_methods`, `waste`
    what it leaves; `effects` hold for the exchangers that they name, `effect` for the others, and
    `effect_of` says where effect and sigma come from.
    """

    name: str
    cost: float
    duration: float
    effect: float
    effect_sigma: float = 0.1
    needs: tuple[str, ...] = ("crew",)
    online: bool = False
    interval: float = 0.0
    assets: tuple[str, ...] = ()
    kind: str = ""
    waste: str = ""
    effect_of: str = "plant file"
    effects: Mapping[str, float] = field(default_factory=dict)
    unfit: tuple[str, ...] = ()

    def effect_on(self, asset: str) -> float:
        """Share of this exchanger's deposit that it removes."""
        return self.effects.get(asset, self.effect)


@dataclass(frozen=True)
class Capacity:
    """How many of a need there are, and the spans (first day, last day, number) with others."""

    need: str
    count: int
    other: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class FixedStart:
    """A cleaning that is decided already: the exchanger goes out in the week of this day."""

    asset: str
    day: int
    method: str | None = None


@dataclass(frozen=True)
class Forbidden:
    """Days (first, last) on which no cleaning of an exchanger may begin."""

    asset: str
    first: int
    last: int


@dataclass(frozen=True)
class Budget:
    """Money for cleanings: over the horizon, and in each calendar year; None: no limit."""

    total: float | None = None
    per_year: float | None = None


@dataclass(frozen=True)
class PlanSettings:
    """The horizon of the fleet plan; dates are days since 1970, spans include both ends.

    `capacity` holds the needs other than plain crews that are limited: crews of a kind, cranes,
    spare bundles; `crews` itself may differ in spans, as one of them. `pump_efficiency` is that of
    pump and motor, None for 0.7.
    """

    start: int
    weeks: int = 52
    crews: int = 1
    closed: tuple[tuple[int, int], ...] = ()
    outages: tuple[tuple[int, int], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    capacity: tuple[Capacity, ...] = ()
    budget: Budget = Budget()
    fixed: tuple[FixedStart, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    pump_efficiency: float | None = None

    def limits(self) -> tuple[Capacity, ...]:
        """Every limited need, plain crews first."""
        if any(one.need == CREW for one in self.capacity):
            return self.capacity
        return (Capacity(CREW, self.crews), *self.capacity)


@dataclass(frozen=True)
class LogEntry:
    """A line of the maintenance log."""

    asset: str
    start: int
    end: int
    method: str
    remark: str = ""


OperationKind = Literal[
    "crude_change", "mode_change", "desalter_upset", "antifoulant", "decoke", "other"
]


@dataclass(frozen=True)
class Operation:
    """A line of the log that is no cleaning. `of`: an exchanger or a fluid; "" for the unit."""

    kind: OperationKind
    start: int
    end: int
    of: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Assay:
    """From this day on the fluid of this name has other properties."""

    day: int
    fluid: str
    properties: Fluid


@dataclass(frozen=True)
class Plant:
    """Everything that the plant file says."""

    name: str
    currency: str
    timezone: str
    barometer: float | None  # Pa; None: no gauge pressure can be converted
    ambient: float  # K
    fluids: Mapping[str, Fluid]
    assets: tuple[Exchanger, ...]
    network: Network = Network()
    prices: Prices = Prices()
    methods: tuple[CleaningMethod, ...] = ()
    plan: PlanSettings | None = None
    log: tuple[LogEntry, ...] = ()
    strays: tuple[LogEntry, ...] = ()  # of the log, for assets that the plant file does not have
    operation: tuple[Operation, ...] = ()  # lines of the log that are no cleanings
    assays: tuple[Assay, ...] = ()
    rules: tuple[Setting, ...] = ()  # what it sets about alert rules
    warnings: tuple[str, ...] = ()  # what was assumed while reading

    def asset(self, name: str) -> Exchanger:
        """The exchanger of that name; KeyError if there is none."""
        return {asset.name: asset for asset in self.assets}[name]
