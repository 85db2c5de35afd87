"""The hotwell: subcooling, and on which side of the water line oxygen comes in (spec 3.12)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import check_equations as kx
from greenlang.agents.condenser import equations as cx
from greenlang.core.units import Kelvin, KelvinDiff, KgPerSecond, Pascal, PascalDiff, Ratio, Watt
from greenlang.library.cusum import standardised
from greenlang.library.heat import balance as heat
from greenlang.library.steam import region1, saturation
from greenlang.library.water import oxygen

Number = Any
GRADES = (
    (Decimal("7E-9"), "within 7 ppb"),
    (Decimal("14E-9"), "within 14 ppb"),
    (Decimal("42E-9"), "within 42 ppb"),
)


@dataclass(frozen=True)
class HotwellCase:
    """Pressure over the hotwell, its temperature, and what oxygen was measured in the condensate.

    Oxygen is a mass share, such as "18 ppb"; its standard uncertainty 1 ppb unless given.
    """

    p: Pascal
    t_hotwell: Kelvin
    m: KgPerSecond | None = None
    oxygen: Ratio | None = None
    sigma_oxygen: Ratio = "1E-9"
    barometer: Pascal | None = None


@dataclass(frozen=True)
class Hotwell:
    """Subcooling with its heat, and the oxygen that the air over the water could explain.

    `grade` is what condensate of that oxygen is called in deaeration: 7, 14 or 42 ppb, which are
    0.005, 0.01 and 0.03 cm3/l (in common use, unconfirmed).
    """

    subcooling: KelvinDiff
    q: Watt | None
    p_air: PascalDiff
    oxygen_equilibrium: Ratio
    oxygen_over: Ratio | None
    told: str
    grade: str


def hotwell(x: HotwellCase) -> Hotwell:
    """Subcooling, and whether dissolved oxygen is from air or from below the water line."""
    below = cx.difference(saturation.temperature(x.p), x.t_hotwell)
    p_s = saturation.pressure(x.t_hotwell)
    p_air = oxygen.air_over_water(x.p, p_s)
    most = oxygen.dissolved_oxygen(p_air, oxygen.henry_oxygen(x.t_hotwell, p_s))
    q = None
    if x.m is not None:
        rate = heat.capacity_rate(x.m, region1.heat_capacity(x.p, x.t_hotwell))
        q = kx.subcooling_heat(rate, below)
    over = None
    if x.oxygen is not None:
        over = standardised(x.oxygen, most, x.sigma_oxygen)
    return Hotwell(below, q, p_air, most, over, _told(below, over), _grade(x.oxygen))


def _told(below: Number, over: Number) -> str:
    if below < 0:
        return "warmer than its saturation: a gauge or a thermometer is off"
    if over is None:
        return "oxygen was not measured"
    if over > 2:
        return "more than air can explain: look below the water line (pump seal, drain, make-up)"
    return "air over the water can explain it: look on the steam side"


def _grade(oxygen_found: Number) -> str:
    if oxygen_found is None:
        return "not measured"
    for most, name in GRADES:
        if oxygen_found <= most:
            return name
    return "above 42 ppb: hardly deaerated"
