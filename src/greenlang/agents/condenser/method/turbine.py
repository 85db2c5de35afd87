"""What a back pressure makes of a turbine, against its curve's reference or a target (spec 3.9)."""

from dataclasses import dataclass
from typing import Any

from greenlang.agents.condenser import worth_equations as wx
from greenlang.agents.condenser.cases import Prices, Turbine
from greenlang.agents.condenser.method import worth
from greenlang.agents.condenser.method.worth import Worth
from greenlang.core.provenance import count
from greenlang.core.units import HeatRate, Pascal, PascalDiff, Ratio, Watt
from greenlang.library.turbine import checks, response
from greenlang.library.turbine.response import ResponseCurve

Number = Any


@dataclass(frozen=True)
class ResponseCase:
    """A back pressure and, where it is to be compared, the one that should be."""

    p: Pascal
    turbine: Turbine
    p_target: Pascal | None = None
    prices: Prices | None = None
    barometer: Pascal | None = None


@dataclass(frozen=True)
class Response:
    """Power and heat rate at this pressure; `worth` is what it takes against the target.

    Without a target it is taken against the curve's own reference. `next_millibar` is the power
    that one millibar more would take; below `p_choke` a better vacuum earns nothing.
    """

    change: Ratio
    power: Watt
    heat_rate: HeatRate | None
    worth: Worth
    next_millibar: Watt
    p_choke: Pascal
    over_choke: PascalDiff
    flags: tuple[str, ...] = ()


def turbine_response(x: ResponseCase) -> Response:
    """Power, heat rate, money and CO2 of a back pressure by the maker's curve.

    Raises OutsideValidity beyond the curve, ImpossibleState for a curve that rises above its choke
    point or falls faster than steam can expand; each names the likely mistake.
    """
    turbine = worth.checked(x.turbine)
    curve = turbine.curve
    now = worth.output(turbine, x.p)
    before = worth.output(turbine, curve.p_ref if x.p_target is None else x.p_target)
    p_choke = wx.choke_pressure(choke_share(curve, turbine.load), curve.p_ref)
    over = wx.above_choke(x.p, p_choke)
    said = worth.notes(turbine, x.prices, x.p)
    if over < 0:
        said = (*said, "below the choke point: less cooling water would cost no power")
    return Response(
        change=response.change(curve, x.p, turbine.load),
        power=now.power,
        heat_rate=now.heat_rate,
        worth=worth.between(before, now, x.prices),
        next_millibar=wx.power_lost(
            now.power, worth.output(turbine, wx.a_millibar_more(x.p)).power
        ),
        p_choke=p_choke,
        over_choke=over,
        flags=said,
    )


def choke_share(curve: ResponseCurve, load: Number) -> Number:
    """Choke point over the curve's reference pressure."""
    first = curve.points[0]
    points = [
        number
        for point in curve.points
        for number in (
            response.pressure_share(point.p, curve.p_ref),
            point.load,
            response.output_share(point.power, first.power)
            if curve.kind == "output"
            else point.change,
        )
    ]
    kind = count(checks.KINDS.index(curve.kind))
    return checks.choke_share(load, kind, count(int(curve.any_load)), *points)
