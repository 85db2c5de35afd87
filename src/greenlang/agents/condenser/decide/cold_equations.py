"""Formulas of the cold end as one problem: power, heat left over, money, room to its limits."""

from greenlang.core.equations import equation
from greenlang.core.units import (
    KelvinDiff,
    KgPerM3,
    KgPerSecond,
    M3PerSecond,
    Metre,
    MetrePerSecond,
    Money,
    MoneyPerJoule,
    MoneyPerSecond,
    PascalDiff,
    Ratio,
    Second,
    SquareMetre,
    Watt,
)
from greenlang.library.economics.heat import MoneyPerM3

ENERGY = "energy balance of the unit: heat input is power, condenser duty and what stays the same"
ROOM = "how far a state is from its limit; negative beyond it"
SUCTION = "ANSI/HI 9.6.1: a margin of 10 % on the net positive suction head"
EARNED = "value of net power less what running costs"


@equation("P_g", "equal machines", at=(("3", "1.2e6"), ("0", "5")))
def together(number: Ratio, each: Watt) -> Watt:
    """Power of equal machines."""
    return number * each


@equation("P_aux", "sum of powers", at=(("4e6", "9e5", "1e5"), ("3",)))
def auxiliary(*power: Watt) -> Watt:
    """Power of all machines of the cold end."""
    return sum(power)


@equation("P_n", "definition", at=(("498e6", "5e6"), ("5", "6")))
def net(gross: Watt, aux: Watt) -> Watt:
    """Power of the turbine less that of the cold end."""
    return gross - aux


@equation("Q", ENERGY, at=(("600e6", "500e6", "501e6"), ("5", "2", "3")))
def duty_left(q_0: Watt, p_0: Watt, power: Watt) -> Watt:
    """Duty at the same heat input: what the turbine gives more, the condenser does not get."""
    return q_0 - (power - p_0)


@equation("Q", ENERGY, at=(("0.998", "600e6", "500e6", "501e6"), ("1", "5", "2", "3")))
def duty_at_input(f: Ratio, q_0: Watt, p_0: Watt, power: Watt) -> Watt:
    """Duty where the heat input is another: `f` of the present one."""
    return f * (q_0 + p_0) - power


@equation("ΔQ", "residual of a duty", at=(("600e6", "599e6"), ("5", "6")))
def duty_missed(q: Watt, wanted: Watt) -> Watt:
    """How far a duty lies above that of the balance."""
    return q - wanted


@equation("ΔP_n", "residual of the net power", at=(("495e6", "5e6", "490e6"), ("5", "2", "3")))
def net_missed(power: Watt, aux: Watt, net_0: Watt) -> Watt:
    """How far net power lies above that which is held."""
    return power - aux - net_0


@equation("e", EARNED, at=(("1.7e-8", "495e6"), ("1", "2")))
def earned(price: MoneyPerJoule, power: Watt) -> MoneyPerSecond:
    """What power is worth."""
    return price * power


@equation("c_w", EARNED, guards=("rho > 0: water has a density",),
          at=(("190", "998", "0.5"), ("5", "1", "2")))  # fmt: skip
def water_cost(m: KgPerSecond, rho: KgPerM3, price: MoneyPerM3) -> MoneyPerSecond:
    """What make-up costs, or the chemicals that go with blowdown."""
    return m / rho * price


@equation("c_s", "cost of a start over the time until the next change",
          guards=("expected > 0: give the time until conditions change",),
          at=(("1", "150", "28800"), ("0", "3", "4")))  # fmt: skip
def start_cost(starts: Ratio, cost: Money, expected: Second) -> MoneyPerSecond:
    """What starts cost, spread over the time for which they are made."""
    return starts * cost / expected


@equation("J", EARNED, at=(("8.5", "0.1", "0.02"), ("5",)))
def left_over(value: MoneyPerSecond, *costs: MoneyPerSecond) -> MoneyPerSecond:
    """What a way to run earns: its power less its costs, or less what another way earns."""
    return value - sum(costs)


@equation("J", EARNED, at=(("9.8", "0.1", "0.02"), ("5",)))
def spent(*costs: MoneyPerSecond) -> MoneyPerSecond:
    """What a way to run earns where it only costs: minus the sum."""
    return -sum(costs)


@equation("M", "sum over equal cells", at=(("4", "50"), ("2", "30")))
def of_cells(number: Ratio, each: KgPerSecond) -> KgPerSecond:
    """Water of equal cells."""
    return number * each


@equation("M", "sum over cells", at=(("200", "60"), ("5",)))
def of_tower(*m: KgPerSecond) -> KgPerSecond:
    """Water of all cells."""
    return sum(m)


@equation("Δv", ROOM, at=(("2.6", "1.8"), ("1", "2")))
def velocity_room(most: MetrePerSecond, v: MetrePerSecond) -> MetrePerSecond:
    """Velocity above another."""
    return most - v


@equation("Δ(T2-T1)", ROOM, at=(("10", "9"), ("5", "6")))
def span_room(most: KelvinDiff, span: KelvinDiff) -> KelvinDiff:
    """Room of a difference of temperatures."""
    return most - span


@equation("ΔV", ROOM, at=(("18", "16"), ("5", "6")))
def flow_room(most: M3PerSecond, v: M3PerSecond) -> M3PerSecond:
    """Room of a flow."""
    return most - v


@equation("v", "mass balance over a cross-section", at=(("16", "7"), ("5", "2")))
def leg_velocity(v: M3PerSecond, area: SquareMetre) -> MetrePerSecond:
    """Velocity in the leg of a siphon."""
    return v / area


@equation("ΔNPSH", SUCTION, at=(("9", "7"), ("5", "6")))
def suction_room(available: Metre, required: Metre) -> Metre:
    """Suction head that is left beyond 1.1 of what a pump needs."""
    return available - 1.1 * required


@equation("Δp", "10 kPa above boiling at a siphon's top; of this project", empirical=True,
          at=(("25000",), ("5000",)))  # fmt: skip
def siphon_room(reserve: PascalDiff) -> PascalDiff:
    """Reserve of a siphon beyond the 10 kPa that should be kept."""
    return reserve - 10000


@equation("Δp", "15 mbar above the seal water's own pressure; of this project", empirical=True,
          at=(("2500",), ("500",)))  # fmt: skip
def seal_room(reserve: PascalDiff) -> PascalDiff:
    """Reserve of a liquid-ring pump beyond the 15 mbar that should be kept."""
    return reserve - 1500


@equation("ΔDO", ROOM, at=(("7e-9", "2e-9"), ("1", "2")))
def oxygen_room(most: Ratio, found: Ratio) -> Ratio:
    """Room of dissolved oxygen."""
    return most - found
