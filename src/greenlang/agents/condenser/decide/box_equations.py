"""Waterboxes side by side under one steam, each with a deposit of its own; what a plan costs."""

from greenlang.core.equations import equation
from greenlang.core.maths import exp
from greenlang.core.units import (
    Kelvin,
    M2KelvinPerWatt,
    Ratio,
    Second,
    SquareMetre,
    Watt,
    WattPerKelvin,
    WattPerM2,
)

BESIDE = "effectiveness of boxes side by side under one steam: Incropera et al. (2011), ch. 11"
PLAN = "cost of a plan: what deposits cost while they last, and what cleaning costs"


@equation("ε_b", BESIDE, at=(("0.5", "1.2"), ("1", "2")))
def part_of_box(share: Ratio, ntu: Ratio) -> Ratio:
    """What a box with this share of the water adds to the effectiveness of the whole."""
    return share * (1 - exp(-ntu))


@equation("T_s", BESIDE, at=(("288", "6e8", "6.7e7", "0.35", "0.34"), ("300", "3", "1", "0.5")))
def condensing_of_boxes(t_in: Kelvin, q: Watt, c: WattPerKelvin, *parts: Ratio) -> Kelvin:
    """Temperature at which steam condenses over boxes of unlike deposits."""
    return t_in + q / (c * sum(parts))


@equation("q_b", BESIDE, at=(("6.7e7", "22300", "1.2", "301", "288"), ("1", "2", "1", "4", "3")))
def flux_of_box(
    c: WattPerKelvin, area: SquareMetre, ntu: Ratio, t_s: Kelvin, t_in: Kelvin
) -> WattPerM2:
    """Heat flux of one box; water and area of the whole, of which a box has the same share."""
    return c / area * (1 - exp(-ntu)) * (t_s - t_in)


@equation("t_on", "definition", at=(("2419200", "0.9"), ("5", "1")))
def on_line(t: Second, share: Ratio) -> Second:
    """Time of a period on line."""
    return t * share


@equation("t/2", "middle of a period", at=(("2419200",), ("4",)))
def middle(t: Second) -> Second:
    """Time to the middle of a period, where its deposit is taken."""
    return t / 2


@equation("P_d", "definition", at=(("500e6", "0.05"), ("5", "1")))
def derated(power: Watt, share: Ratio) -> Watt:
    """Power that a derating takes."""
    return power * share


@equation("R_f", "a clean surface", at=(("8e-5",), ("-1e-5",)))
def no_deposit(r_f: M2KelvinPerWatt) -> M2KelvinPerWatt:
    """The same surface without its deposit."""
    return 0 * r_f


@equation("Σw", PLAN, at=(("0.01", "0.002"), ("0.5",)))
def worn(*wear: Ratio) -> Ratio:
    """Share of the wall that cleanings take."""
    return sum(wear)
