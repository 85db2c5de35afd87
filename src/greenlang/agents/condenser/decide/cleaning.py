"""When to clean which waterbox, by which way: what an engineer gives, and what the plan is."""

from dataclasses import dataclass
from typing import Literal

from greenlang.agents.condenser.cases import Prices, Tubes, Turbine
from greenlang.core.units import (
    Kelvin,
    M2KelvinPerWatt,
    M3PerSecond,
    Money,
    MoneyPerJoule,
    Pascal,
    Ratio,
    Second,
    Watt,
)
from greenlang.library.fouling.deposit import Deposit

Service = Literal["on line", "half box", "outage"]
What = Literal["soft", "scale", "slime", "not told"]


@dataclass(frozen=True)
class Box:
    """A waterbox: its share of the tubes and of the water, and its deposit with the law of it.

    One that is `spared` is not cleaned, whatever it costs.
    """

    name: str
    share: Ratio
    deposit: Deposit
    spared: bool = False


@dataclass(frozen=True)
class Period:
    """A period as the season makes it; without power and load the turbine runs as in the case.

    `on` is the share of it on line. An `outage` lets in ways that need one; a `closed` period lets
    in none.
    """

    name: str
    length: Second
    t_in: Kelvin
    v: M3PerSecond
    q: Watt
    power: Watt | None = None
    load: Ratio | None = None
    price: MoneyPerJoule | None = None
    on: Ratio = "1"
    outage: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Way:
    """A way to clean one waterbox. With a `kind` of the table, what it removes may stay away.

    A half box out of service costs the power that the other boxes' pressure takes, or `derate` of
    it where given; flows of the others stay. `wear` is the share of the wall that it takes.
    """

    name: str
    cost: Money
    duration: Second
    effect: Ratio
    sigma_effect: Ratio = "0.1"
    service: Service = "half box"
    removes: tuple[str, ...] = ()
    kind: str = ""
    derate: Ratio | None = None
    wear: Ratio = "0"
    crew: bool = True


@dataclass(frozen=True)
class CleaningPlanCase:
    """Waterboxes, seasons, ways to clean, and what power is worth.

    `deposit` is what lies in the tubes, which decides the ways that apply. `beyond` is the time
    after the last period for which its deposits are counted on, so that the end is not left dirty
    for nothing. `sigma_price` is a share.
    """

    tubes: Tubes
    boxes: tuple[Box, ...]
    periods: tuple[Period, ...]
    ways: tuple[Way, ...]
    turbine: Turbine
    prices: Prices
    deposit: What = "not told"
    crews: int = 1
    r_air: M2KelvinPerWatt = "0"
    salinity: Ratio | None = None
    beyond: Second = "7776000"
    sigma_price: Ratio = "0.1"
    draws: int = 400
    seed: int = 1


@dataclass(frozen=True)
class Start:
    """A cleaning of the plan, with the deposit that it meets and leaves, and what it costs."""

    box: str
    way: str
    period: str
    r_before: M2KelvinPerWatt
    r_after: M2KelvinPerWatt
    cost: Money
    derating: Money | None


@dataclass(frozen=True)
class Course:
    """One period under the plan and without any cleaning: pressure, and what deposits cost."""

    period: str
    p_clean: Pascal
    p: Pascal
    p_uncleaned: Pascal
    lost: Money
    lost_uncleaned: Money


@dataclass(frozen=True)
class CostAt:
    """What a box costs to the end if it is first cleaned then, by this way, and then best."""

    period: str
    way: str
    cost: Money


@dataclass(frozen=True)
class WayCost:
    """One way: when it is best begun with, and what that costs more than the best way."""

    way: str
    period: str
    more: Money | None
    note: str


@dataclass(frozen=True)
class BoxPlan:
    """What to do with one waterbox, were the others as they are now.

    `action` is now, planned, next outage or never. The window holds periods of a first cleaning
    that cost within 2 % of the best. `saves` is what its cleanings save, the others as planned, and
    `odds` that this is above zero. `break_even` is the R_f at which a cleaning now pays for
    itself; None: at none that it reaches.
    """

    box: str
    action: str
    way: str
    period: str
    window_from: str
    window_to: str
    saves_p10: Money | None
    saves_p50: Money | None
    saves_p90: Money | None
    odds: Ratio | None
    break_even: M2KelvinPerWatt | None
    curve: tuple[CostAt, ...]
    ways: tuple[WayCost, ...]


@dataclass(frozen=True)
class CleaningPlan:
    """The plan, exact, beside doing nothing; how good it provably is, and what comes second.

    Costs are what deposits take to the end, with cleanings and deratings. `benefit` is against none
    of it, with its P10, P50 and P90 and the odds that it is above zero. `gap` is proven on the
    states that were tried; `crew` is what sharing the crews costs, `second_more` what the best plan
    with another first cleaning costs more.
    """

    cost: Money
    cost_of_nothing: Money
    benefit: Money
    benefit_p10: Money | None
    benefit_p50: Money | None
    benefit_p90: Money | None
    odds: Ratio | None
    gap: Ratio
    second: str
    second_more: Money | None
    crew: Money
    wear: Ratio | None
    starts: tuple[Start, ...]
    boxes: tuple[BoxPlan, ...]
    course: tuple[Course, ...]
    flags: tuple[str, ...]
