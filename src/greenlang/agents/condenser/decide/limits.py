"""What a way to run must keep (spec 5.1): the room to each limit, in Decimal or in arrays."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from greenlang.agents.condenser import air_equations as ax
from greenlang.agents.condenser import box_equations as bx
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.decide.cold import ColdEndCase, Limits, SiphonLeg, Suction
from greenlang.core.errors import InsufficientData
from greenlang.library.flow import pumps
from greenlang.library.heat import balance as heat
from greenlang.library.steam import saturation
from greenlang.library.water import oxygen

Number = Any
NAMES = {
    "v_least": "least velocity in the tubes",
    "v_most": "most velocity in the tubes",
    "t_out": "outlet temperature",
    "rise": "rise of the cooling water",
    "intake": "intake of water",
    "suction": "suction head of the pumps",
    "siphon": "siphon",
    "t_seal": "seal water of the vacuum pumps",
    "p_most": "pressure below the alarm",
    "p_most_after_loss": "pressure after loss of a pump",
    "subcooling": "subcooling",
    "oxygen": "dissolved oxygen",
    "t_in": "freezing",
    "changes": "machines that change at once",
}
LEAST = "minimum flow of the pumps"
ALWAYS = ("run-out of the pumps", "range of the turbine curve", "run, rest and locks of machines")


def checked(x: ColdEndCase) -> tuple[list[str], list[str]]:
    """Names of the limits that are checked, and of those that are not given."""
    limits = x.limits or Limits()
    given = [told for name, told in NAMES.items() if getattr(limits, name) is not None]
    if all(group.pump.least is not None for group in x.pumps):
        given.append(LEAST)
    return [*ALWAYS, *given], [one for one in (*NAMES.values(), LEAST) if one not in given]


def rooms(
    x: ColdEndCase, o: Any, way: tuple[Sequence[Any], Sequence[Any]], p_after_loss: Sequence[Number]
) -> dict[str, Number]:
    """Room to every limit that is given; `o` is an operation or columns of one.

    `way` holds numbers and speeds of the pumps by group, `p_after_loss` the pressures with one
    pump less of each group.
    """
    limits = x.limits or Limits()
    found: dict[str, Number] = {}
    _water(limits, o, found)
    _pressures(limits, o, found)
    for i, p in enumerate(p_after_loss):
        if limits.p_most_after_loss is not None:
            found[_of(NAMES["p_most_after_loss"], i)] = cx.above(limits.p_most_after_loss, p)
    if limits.siphon is not None:
        found[NAMES["siphon"]] = _siphon(x, limits.siphon, o)
    _pumps(x, limits.suction, o, way, found)
    return found


def _of(name: str, i: int) -> str:
    return name if i == 0 else f"{name} ({i + 1})"


def _water(limits: Limits, o: Any, found: dict[str, Number]) -> None:
    if limits.v_least is not None:
        found[NAMES["v_least"]] = ce.velocity_room(o.velocity, limits.v_least)
    if limits.v_most is not None:
        found[NAMES["v_most"]] = ce.velocity_room(limits.v_most, o.velocity)
    if limits.t_out is not None:
        found[NAMES["t_out"]] = cx.difference(limits.t_out, o.t_out)
    if limits.rise is not None:
        found[NAMES["rise"]] = ce.span_room(limits.rise, heat.approach(o.t_out, o.t_in))
    if limits.intake is not None:
        found[NAMES["intake"]] = ce.flow_room(limits.intake, o.v)
    if limits.t_in is not None:
        found[NAMES["t_in"]] = cx.difference(o.t_in, limits.t_in)


def _pressures(limits: Limits, o: Any, found: dict[str, Number]) -> None:
    if limits.p_most is not None:
        found[NAMES["p_most"]] = cx.above(limits.p_most, o.p)
    if limits.t_seal is not None:
        reserve = ax.seal_reserve(o.p, saturation.pressure(limits.t_seal))
        found[NAMES["t_seal"]] = ce.seal_room(reserve)
    if limits.subcooling is not None:
        below = cx.difference(saturation.temperature(o.p), o.t_s)
        found[NAMES["subcooling"]] = ce.span_room(limits.subcooling, below)
    if limits.oxygen is not None:
        air = oxygen.air_over_water(o.p, o.p_heat)
        most = oxygen.dissolved_oxygen(air, oxygen.henry_oxygen(o.t_s, o.p_heat))
        found[NAMES["oxygen"]] = ce.oxygen_room(limits.oxygen, most)


def _siphon(x: ColdEndCase, leg: SiphonLeg, o: Any) -> Number:
    barometer = _barometer(x, "the siphon")
    rho = water.density(barometer, o.t_out, x.salinity)
    rise = bx.height(leg.z_top, leg.z_seal)
    v = ce.leg_velocity(o.v, leg.area)
    top = bx.siphon_top(barometer, rho, rise, leg.dp_leg, v)
    return ce.siphon_room(bx.siphon_reserve(top, saturation.pressure(o.t_out)))


def _pumps(
    x: ColdEndCase, suction: Suction | None, o: Any, way: tuple[Sequence[Any], Sequence[Any]],
    found: dict[str, Number],
) -> None:  # fmt: skip
    counts, speeds = way
    for i, (group, v) in enumerate(zip(x.pumps, o.flow_each, strict=True)):
        if isinstance(v, Decimal) and not counts[i]:
            continue
        if group.pump.least is not None:
            least = pumps.flow_at_speed(group.pump.least, speeds[i])
            found[_of(LEAST, i)] = _running(ce.flow_room(v, least), counts[i])
        if suction is not None:
            needed = pumps.npsh_required(group.pump, v, speeds[i])  # type: ignore[arg-type]
            room = ce.suction_room(_suction_head(x, suction, o), needed)
            found[_of(NAMES["suction"], i)] = _running(room, counts[i])


def _suction_head(x: ColdEndCase, suction: Suction, o: Any) -> Number:
    barometer = _barometer(x, "the suction head")
    rho = water.density(barometer, o.t_in, x.salinity)
    return pumps.npsh_available(
        barometer, saturation.pressure(o.t_in), rho, suction.z_level, suction.z_eye, suction.h_f
    )


def _running(room: Number, number: Any) -> Number:
    """Pumps that stand keep every limit."""
    return room if isinstance(room, Decimal) else np.where(number > 0, room, np.inf)


def _barometer(x: ColdEndCase, what: str) -> Number:
    if x.barometer is None:
        raise InsufficientData(f"{what} needs the site's barometer: give it, or drop that limit")
    return x.barometer
