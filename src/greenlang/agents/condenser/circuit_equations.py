"""The cooling-water circuit: what plugged tubes take from its flow, what a tower should give."""

from typing import Any

from greenlang.core.equations import equation
from greenlang.core.units import (
    JoulePerKgKelvin,
    KelvinDiff,
    KgPerM3,
    KgPerSecond,
    M3PerSecond,
    Metre,
    PascalDiff,
    Ratio,
    Watt,
)
from greenlang.library.flow.pumps import HeadPerFlow2

Number = Any
HYDRAULICS = "Darcy-Weisbach: a drop goes with the square of the velocity in the open tubes"
FILL = "Me = c (L/G)^-n of the fill, Merkel's method"


@equation("k_c", HYDRAULICS, empirical=True, at=(("31000", "998", "16"), ("2e4", "1025", "14")))
def condenser_constant(dp: PascalDiff, rho: KgPerM3, v: M3PerSecond) -> HeadPerFlow2:
    """What the condenser is of the circuit's constant, from its drop at a flow."""
    return dp / (rho * 9.80665 * v**2)


@equation("k", HYDRAULICS, at=(("0.04", "0.012", "19951", "19000"), ("5", "1", "3", "2")))
def constant_plugged(k: HeadPerFlow2, k_c: HeadPerFlow2, tubes: Ratio, left: Ratio) -> HeadPerFlow2:
    """Constant of the circuit with fewer open tubes than when it was measured."""
    return k + k_c * ((tubes / left) ** 2 - 1)


@equation("N_0", "every tube open", at=(("49",), ("5",)))
def none_plugged(plugged: Ratio) -> Ratio:
    """No tube plugged."""
    return 0 * plugged


@equation("N_p", "definition", at=(("49", "100"), ("5", "0")))
def more_plugged(plugged: Ratio, more: Ratio) -> Ratio:
    """Tubes that are plugged after some more."""
    return plugged + more


@equation("NPSH_a/NPSH_r", "definition", guards=("required > 0: give the pump's NPSH",),
          at=(("12", "6"), ("5", "4")))  # fmt: skip
def suction_margin(available: Metre, required: Metre) -> Ratio:
    """Suction head there is over that which the pump needs; 1.1 should be kept."""
    return available / required


@equation("v_1", "equal pumps share the flow", guards=("number > 0: no pump runs",),
          at=(("12", "3"), ("5", "1")))  # fmt: skip
def flow_of_one(v: M3PerSecond, number: Ratio) -> M3PerSecond:
    """Flow of one of equal pumps."""
    return v / number


@equation("R", "heat over the water's capacity", at=(("4e8", "13000", "4186"), ("3", "2", "1")))
def heated_by(q: Watt, m: KgPerSecond, cp: JoulePerKgKelvin) -> KelvinDiff:
    """Range that a duty asks of a tower."""
    return q / (m * cp)


@equation("c", FILL, at=(("1.7", "1.2", "0.6"), ("2", "1", "0.5")))
def constant_of_fill(me: Ratio, ratio: Ratio, n: Ratio) -> Ratio:
    """Constant of a fill that gives a Merkel number at L/G."""
    return me * ratio**n


@equation("capability", "CTI ATC-105's idea, at equal fan power", at=(("1.2", "1.3"), ("5", "6")))
def capability(ratio: Ratio, predicted: Ratio) -> Ratio:
    """Water that the tower cools over what it should at these temperatures: 1 is as sold."""
    return ratio / predicted
