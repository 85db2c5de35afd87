"""What a deposit and a way to clean cost one exchanger, for every cleaning interval (spec 5.1)."""

from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import Arrangement
from greenlang.agents.exchanger.decide import equations as eq
from greenlang.core.errors import InputError
from greenlang.core.provenance import count, untraced
from greenlang.core.solve import Residual, solved
from greenlang.core.units import (
    K,
    Kelvin,
    KgPerJoule,
    Money,
    MoneyPerJoule,
    MoneyPerKg,
    Ratio,
    Second,
    SquareMetre,
    Unit,
    W,
    WattPerKelvin,
    WattPerM2Kelvin,
    m,
)
from greenlang.library import economics as eco
from greenlang.library.fouling import losses
from greenlang.library.fouling.deposit import Deposit, grown, left_after
from greenlang.library.heat import balance, lmtd
from greenlang.library.heat.pntu import arrangements

Number = Any
NODES = 10  # of Simpson's rule; an even number
ROUNDS, SETTLED, FINEST = 400, 1e-13, 1e-12
DIGITS = 15  # of what a solver found
RESISTANCE = Unit("m2 K/W", m**2 * K / W)


@dataclass(frozen=True)
class Surface:
    """An exchanger at its reference flows and inlets, clean; `shell_side` is fluid 1."""

    u_clean: WattPerM2Kelvin
    area: SquareMetre
    c_hot: WattPerKelvin
    c_cold: WattPerKelvin
    t_hot_in: Kelvin
    t_cold_in: Kelvin
    arrangement: Arrangement = "E 1-2"
    shells: int = 1
    shell_side: Literal["hot", "cold"] = "hot"


@dataclass(frozen=True)
class HeatPrice:
    """What a joule of duty lost costs: fuel and its CO2 over efficiency, all LHV or all HHV.

    `phi` is the share of it that the furnace makes up for.
    """

    fuel: MoneyPerJoule
    eta: Ratio
    phi: Ratio = "1"
    co2_factor: KgPerJoule = "0"
    co2: MoneyPerKg = "0"
    sigma_fuel: Ratio = "0.1"


@dataclass(frozen=True)
class Way:
    """A way to clean. On line it costs no outage. Its effect on the whole, or by side."""

    name: str
    cost: Money
    duration: Second
    effect: Ratio | None = None
    sigma_effect: Ratio = "0.1"
    effect_tube: Ratio | None = None
    effect_shell: Ratio | None = None
    online: bool = False
    mechanisms: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    waste: str = ""


@dataclass(frozen=True)
class IntervalCase:
    """One exchanger, its deposit, what heat is worth, and one way to clean.

    A law is followed to the horizon, five years. `delay` is the one whose cost is asked for.
    `tube_share` is the share of the deposit that is in the tubes, for ways with an effect by side.
    """

    exchanger: Surface
    deposit: Deposit
    heat: HeatPrice
    way: Way
    horizon: Second = "157680000"
    delay: Second = "604800"
    tube_share: Ratio | None = None


@dataclass(frozen=True)
class Cycle:
    """One running time for ever: mean cost, R_f before and after each cleaning."""

    t: Number
    j: Number
    before: Number
    left: Number


class Cost:
    """What the deposits of one case cost: its prices and its clean duty, found once."""

    def __init__(self, x: IntervalCase) -> None:
        check(x.way)
        self.x, self.effect = x, effect(x.way, x.tube_share)
        self.price = eco.heat_price(x.heat.fuel, x.heat.co2_factor, x.heat.co2)
        self.clean = duty(x.exchanger, x.exchanger.u_clean)
        whole = self.money(self.clean)
        self.whole = eq.nothing_missed(whole) if x.way.online else whole

    def money(self, lost: Number) -> Number:
        """Money per second of lost duty."""
        return eco.cost_rate(self.fuel(lost), self.price)

    def fuel(self, lost: Number) -> Number:
        """Fuel that makes up for lost duty."""
        return eco.fired(lost, self.x.heat.phi, self.x.heat.eta)

    def lost(self, r_f: Number) -> Number:
        """Duty lost with a deposit."""
        u = losses.fouled_coefficient(self.x.exchanger.u_clean, r_f)
        return losses.duty_lost(self.clean, duty(self.x.exchanger, u))

    def rate(self, r_f: Number) -> Number:
        """Money per second that a deposit costs."""
        return self.money(self.lost(r_f))

    def lost_over(self, r_0: Number, t: Number) -> Number:
        """Money lost in a running time that begins with a deposit, by Simpson's rule."""
        parts = []
        for i in range(1, NODES + 1):
            at = eq.node(t, count(i), count(NODES))
            w = 1 if i == NODES else 4 if i % 2 else 2
            rate = self.rate(grown(self.x.deposit, r_0, at))
            parts.append(eq.simpson_part(rate, t, count(i), count(NODES), count(w)))
        return eco.total(*parts)

    def mean(self, t: Number) -> Cycle:
        """The endless cycle of one running time, with the residue that it brings."""
        left = self.residue(t)
        lost = self.lost_over(left, t)
        j = eq.mean_cost(self.x.way.cost, self.whole, self.out, lost, t)
        return Cycle(t, j, grown(self.x.deposit, left, t), left)

    @property
    def out(self) -> Number:
        """Time out of service; on line the crew's time, in which nothing is missed."""
        return self.x.way.duration

    def residue(self, t: Number) -> Number:
        """R_f that each of endless cleanings leaves, a running time apart."""
        with untraced():
            start = settled(floats(self.x), float(self.effect), float(t))
        left = like(t, start)
        if not isinstance(t, Decimal):
            return left

        def open_(point: dict[str, Any]) -> list[Residual]:
            before = grown(self.x.deposit, point["left"], t)
            again = left_after(before, self.effect)
            return [Residual(eq.residue_gap(point["left"], again), (before, again))]

        return solved("residue", {"left": (RESISTANCE, left)}, open_)["left"]


def settled(x: IntervalCase, e: float, t: Any) -> Any:
    """The residue by iteration, which cleaning makes converge; inf: ever more."""
    left = 0.0 * t
    for _ in range(ROUNDS):
        following = (1.0 - e) * grown(x.deposit, left, t)
        moves = np.abs(following - left) > SETTLED * (np.abs(following) + FINEST)
        left = following
        if not np.any(moves):
            return left
    return np.where(moves, np.inf, left)[()]


def duty(at: Surface, u: Number) -> Number:
    """Duty of the exchanger with an overall coefficient."""
    c_1, c_2 = (at.c_hot, at.c_cold) if at.shell_side == "hot" else (at.c_cold, at.c_hot)
    n = lmtd.units_of_conductance(lmtd.conductance_of_surface(u, at.area), c_1)
    r = balance.ratio_of_rates(c_1, c_2)
    eps = balance.effectiveness(arrangements.p_of(at.arrangement, n, r, at.shells), r)
    c_min = balance.smaller_rate(c_1, c_2)
    return ex.duty_of_effectiveness(eps, balance.largest_duty(c_min, at.t_hot_in, at.t_cold_in))


def effect(way: Way, tube_share: Number | None) -> Number:
    """Effect on the whole deposit. Errors: InputError where it is given twice or not at all."""
    sides = (way.effect_tube, way.effect_shell)
    if way.effect is not None:
        if any(side is not None for side in sides):
            raise InputError(f"{way.name}: effect is given whole and by side: take one of the two")
        return way.effect
    if None in sides:
        raise InputError(f"{way.name}: give effect, or effect_tube and effect_shell")
    if tube_share is None:
        raise InputError(
            f"{way.name}: its effect is by side: give tube_share, the share of the deposit in the "
            "tubes, or its effect on the whole"
        )
    return eq.effect_of_sides(tube_share, *sides)


def check(way: Way) -> None:
    """Refuse a way to clean that cannot be."""
    if float(way.cost) < 0.0:
        raise InputError(f"{way.name}: a cost of {way.cost} is negative: give what it costs, or 0")
    if float(way.duration) <= 0.0:
        raise InputError(
            f"{way.name}: a duration of {way.duration} s: a cleaning takes time; say online: true "
            "if the exchanger stays in service"
        )
    for name in ("effect", "effect_tube", "effect_shell"):
        value = getattr(way, name)
        if value is not None and not 0.0 <= float(value) <= 1.0:
            raise InputError(f"{way.name}: {name} {value} is no share of the deposit: give 0 to 1")


def like(number: Number, value: float, digits: int = DIGITS) -> Number:
    """A value that a solver found, in the kind of number that the case has."""
    return Decimal(f"{value:.{digits - 1}e}") if isinstance(number, Decimal) else value


def floats(x: Any) -> Any:
    """The case in floats, for solvers."""
    if isinstance(x, Decimal):
        return float(x)
    if is_dataclass(x) and not isinstance(x, type):
        return type(x)(**{f.name: floats(getattr(x, f.name)) for f in fields(x)})
    return x
