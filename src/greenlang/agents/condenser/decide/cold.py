"""The cold end as a decision sees it: what may run, what it is for, what it must keep, what it is.

Equal machines form a group and collapse to a count: which of them runs is a matter of hours, not of
power. All machines of a group with variable speed turn alike.
"""

from dataclasses import dataclass

from greenlang.agents.condenser.cases import Prices, Tubes, Turbine
from greenlang.core.units import (
    Kelvin,
    KelvinDiff,
    KgPerM3,
    KgPerSecond,
    M2KelvinPerWatt,
    M3PerSecond,
    Metre,
    MetrePerSecond,
    Money,
    MoneyPerSecond,
    Pascal,
    PascalDiff,
    PerSecond,
    Ratio,
    Second,
    SquareMetre,
    Watt,
)
from greenlang.library.economics.heat import MoneyPerM3
from greenlang.library.flow.pumps import PumpParabola, PumpTable


@dataclass(frozen=True)
class Machine:
    """A pump, fan or vacuum pump as it is.

    `step` 0 stands, 1 runs; of a fan it is the number of its speed. `since` is the time since it
    last changed, `starts` those of today.
    """

    name: str
    step: int = 0
    since: Second | None = None
    starts: int | None = None
    locked: bool = False
    tag: str = ""


@dataclass(frozen=True)
class Rules:
    """What machines of a group ask for: rest, run, starts a day, cost and ramp of a change."""

    least_run: Second | None = None
    least_rest: Second | None = None
    most_starts: int | None = None
    start_cost: Money = "0"
    ramp: PerSecond | None = None


@dataclass(frozen=True)
class CoolingPumps:
    """Equal cooling-water pumps. With `slowest` they turn at any speed from there to full."""

    pump: PumpTable | PumpParabola
    units: tuple[Machine, ...]
    eta_motor: Ratio
    eta_drive: Ratio = "1"
    slowest: Ratio | None = None
    speed: Ratio = "1"
    rules: Rules | None = None


@dataclass(frozen=True)
class Cells:
    """Equal cells of the tower: dry air and electric power of ONE at design speed and density.

    `speeds` rise, as shares of the design speed. `idle` is the share of the design air through a
    cell whose fan stands; 12 % are assumed.
    """

    units: tuple[Machine, ...]
    g: KgPerSecond
    power: Watt
    speeds: tuple[Ratio, ...] = ("1",)
    rho: KgPerM3 | None = None
    idle: Ratio | None = None
    rules: Rules | None = None


@dataclass(frozen=True)
class Tower:
    """Cells with one fill (Me = c (L/G)^-n), and the air that they draw in."""

    cells: tuple[Cells, ...]
    c: Ratio
    n: Ratio
    t_wb: Kelvin
    t_db: Kelvin | None = None
    recirculation: KelvinDiff = "0"
    coc: Ratio | None = None
    drift: Ratio = "0.00002"


@dataclass(frozen=True)
class VacuumPumps:
    """Equal vacuum pumps: volume flow of ONE as its seal water is now, and the air they carry."""

    units: tuple[Machine, ...]
    v: M3PerSecond
    power: Watt
    m_air: KgPerSecond
    above: KelvinDiff = "3"
    rules: Rules | None = None


@dataclass(frozen=True)
class SystemPoint:
    """What the circuit asks for: static head, and one point of flow and head."""

    static: Metre
    v: M3PerSecond
    head: Metre


@dataclass(frozen=True)
class WaterPrices:
    """What a cubic metre of make-up costs, and the chemicals that go with one of blowdown."""

    makeup: MoneyPerM3 | None = None
    chemicals: MoneyPerM3 | None = None


@dataclass(frozen=True)
class Suction:
    """Levels of a pump's intake from one datum, and what is lost on the way."""

    z_level: Metre
    z_eye: Metre
    h_f: Metre = "0"


@dataclass(frozen=True)
class SiphonLeg:
    """The siphon's top over its seal well, the leg's area, and what it loses."""

    z_top: Metre
    z_seal: Metre
    area: SquareMetre
    dp_leg: PascalDiff = "0"


@dataclass(frozen=True)
class Limits:
    """What a way to run must keep; each one that is not given is told as not checked.

    `p_most` is the alarm less what is kept from it; `p_most_after_loss` the same with any one
    cooling-water pump lost. `t_out`, `rise` and `intake` are permits, `t_in` the freezing limit,
    `changes` how many machines may change at once.
    """

    v_least: MetrePerSecond | None = None
    v_most: MetrePerSecond | None = None
    t_out: Kelvin | None = None
    rise: KelvinDiff | None = None
    intake: M3PerSecond | None = None
    suction: Suction | None = None
    siphon: SiphonLeg | None = None
    t_seal: Kelvin | None = None
    p_most: Pascal | None = None
    p_most_after_loss: Pascal | None = None
    subcooling: KelvinDiff | None = None
    oxygen: Ratio | None = None
    t_in: Kelvin | None = None
    changes: int | None = None


@dataclass(frozen=True)
class Doubts:
    """Standard uncertainties for the odds: of the inlet or wet bulb, R_f, duty, turbine curve."""

    t: KelvinDiff = "0.3"
    r_f: M2KelvinPerWatt = "0.00001"
    q: Ratio = "0.02"
    curve: Ratio = "0.1"
    tower: Ratio = "0.05"
    pumping: Ratio = "0.03"
    draws: int = 400
    seed: int = 1


@dataclass(frozen=True)
class ColdEndCase:
    """The cold end as it runs, with its duty, and what it may become.

    Once-through water comes at `t_in`; a `tower` makes its own. With prices of constant output fuel
    is saved at the present net power. `p` is the measured pressure, to be compared, `expected` the
    time over which the cost of a start is spread. `confirmed` is how many times before this one a
    change was worth it.
    """

    tubes: Tubes
    q: Watt
    pumps: tuple[CoolingPumps, ...]
    system: SystemPoint
    turbine: Turbine
    prices: Prices
    t_in: Kelvin | None = None
    tower: Tower | None = None
    vacuum: VacuumPumps | None = None
    salinity: Ratio | None = None
    water: WaterPrices | None = None
    r_f: M2KelvinPerWatt = "0"
    r_air: M2KelvinPerWatt = "0"
    limits: Limits | None = None
    doubts: Doubts | None = None
    p: Pascal | None = None
    barometer: Pascal | None = None
    confirmed: int = 0
    expected: Second = "28800"
    expiry: Second = "3600"


@dataclass(frozen=True)
class Operation:
    """One way to run. `pumps` and `vacuum` are numbers running, `cells` those at each fan state.

    `speeds` and `flow_each` go with the groups of pumps; `j` is what it earns a second (constant
    heat input), or minus what it costs (constant output).
    """

    what: str
    pumps: tuple[int, ...]
    cells: tuple[int, ...]
    vacuum: int | None
    speeds: tuple[Ratio, ...]
    flow_each: tuple[M3PerSecond, ...]
    v: M3PerSecond
    head: Metre
    velocity: MetrePerSecond
    t_in: Kelvin
    t_out: Kelvin
    q: Watt
    t_s: Kelvin
    p_heat: Pascal
    p: Pascal
    power: Watt
    power_pumps: Watt
    power_fans: Watt | None
    power_vacuum: Watt | None
    net: Watt
    heat_input: Watt | None
    makeup: KgPerSecond | None
    blowdown: KgPerSecond | None
    j: MoneyPerSecond


@dataclass(frozen=True)
class Alternative:
    """A way to run as the search saw it: what it earns less than the best one, and its state."""

    what: str
    less: MoneyPerSecond
    v: M3PerSecond
    p: Pascal
    net: Watt


@dataclass(frozen=True)
class CurvePoint:
    """Best of all ways at one flow of cooling water."""

    what: str
    v: M3PerSecond
    p: Pascal
    j: MoneyPerSecond
    net: Watt


@dataclass(frozen=True)
class Bound:
    """A limit that stands in the way: what its absence would earn, and by which way to run."""

    name: str
    worth: MoneyPerSecond
    what: str


@dataclass(frozen=True)
class Swing:
    """The best way if one input were another: which it is, and what not knowing would cost."""

    name: str
    by: str
    what: str
    j: MoneyPerSecond
    regret: MoneyPerSecond


@dataclass(frozen=True)
class SetPoint:
    """Advice for one machine: never written to a plant by this analysis."""

    machine: str
    tag: str
    now: str
    to: str
    ramp: PerSecond | None
    expiry: Second
    reason: str


@dataclass(frozen=True)
class ColdEnd:
    """The best way to run, the second best of other equipment, and the present one, exact.

    `gain` is the best above the present. The window holds flows and pressures of all ways within
    0.1 % of the best. `gap` is what a speed between those tried could still earn. `binding` are
    limits that cost money, dearest first. `odds` is how probably the change beats the present.
    """

    best: Operation
    second: Operation | None
    present: Operation
    gain: MoneyPerSecond
    states: int
    feasible: int
    gap: MoneyPerSecond
    v_from: M3PerSecond
    v_to: M3PerSecond
    p_from: Pascal
    p_to: Pascal
    curve: tuple[CurvePoint, ...]
    alternatives: tuple[Alternative, ...]
    binding: tuple[Bound, ...]
    swings: tuple[Swing, ...]
    odds: Ratio | None
    advice: str
    set_points: tuple[SetPoint, ...]
    checked: str
    not_checked: str
    flags: tuple[str, ...]
