"""Streams whose heat capacity changes so much along a unit that one mean value misleads."""

from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.method.states import Side
from greenlang.core.provenance import untraced
from greenlang.library.fluids import heating, properties
from greenlang.library.fluids.kinds import Constant, Curve, Pure, Water
from greenlang.library.heat import lmtd, zones
from greenlang.library.heat.pntu import arrangements

Number = Any
MOST = Decimal("1.2")
SHORT = 60  # K, over which the heat capacity of no liquid changes by a fifth


def said(hot: Side, cold: Side, arrangement: str) -> list[str]:
    """What a reader of a P-NTU result should know of its streams; single cases only.

    Raises ImpossibleState where by enthalpy the streams meet on the way: what counterflow cannot
    do no arrangement does.
    """
    told = [text for name, s in (("hot", hot), ("cold", cold)) for text in _of_side(name, s)]
    return [*told, _by_enthalpy(hot, cold, arrangement)] if told else []


def _of_side(name: str, side: Side) -> list[str]:
    liquid = side.liquid
    if isinstance(liquid, Constant) or not isinstance(side.t_in, Decimal):
        return []
    with untraced():
        if isinstance(liquid, Water | Pure) and _boils(liquid, side):
            return [f"{name}: boils or condenses on the way, {TAKEN}"]
        ratio = _ratio(liquid, side)
    if ratio <= MOST:
        return []
    return [f"{name}: heat capacity changes by a factor of {ratio:.3g} on the way, {TAKEN}"]


def _by_enthalpy(hot: Side, cold: Side, arrangement: str) -> str:
    """By how much the mean difference is off, and what to do about it."""
    with untraced():
        found = zones.zones(_path(hot), _path(cold))
        dt_mean, dt_lm = zones.mean_of(found), lmtd.lmtd(found[-1].dt_b, found[0].dt_a)
    off = (
        f"by enthalpy in counterflow the mean temperature difference is {dt_mean:.4g} K, the LMTD "
        f"{dt_lm:.4g} K"
    )
    if arrangements.ALIASES.get(arrangement, arrangement) == "counterflow":
        return f"{off}: take UA, U and R_f from the analysis `zones`"
    return (
        f"{off}: U and R_f are an indication only; no analysis goes by enthalpy in {arrangement}, "
        f"`zones` does in counterflow"
    )


def _path(side: Side) -> tuple[heating.Point, ...]:
    low, high = sorted((side.t_in, side.t_out))
    return heating.path(side.liquid, heating.End(t=low), heating.End(t=high))


TAKEN = "P-NTU takes it as constant"


def _boils(liquid: Water | Pure, side: Side) -> bool:
    at = heating.boiling_temperature(liquid)
    return at is not None and min(side.t_in, side.t_out) < at < max(side.t_in, side.t_out)


def _ratio(liquid: properties.Ready, side: Side) -> Decimal:
    if isinstance(liquid, Curve):
        return Decimal(repr(heating.uneven(_path(side))))
    low, high = sorted((side.t_in, side.t_out))
    if high - low < SHORT:
        return Decimal(1)
    ends = [properties.cp(liquid, t) for t in (low, high)]
    return Decimal(max(ends) / min(ends))
