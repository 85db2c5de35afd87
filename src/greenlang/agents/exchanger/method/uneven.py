"""Streams whose heat capacity changes so much along a unit that one mean value misleads."""

from decimal import Decimal
from typing import Any

from greenlang.agents.exchanger.method.states import Side
from greenlang.core.provenance import untraced
from greenlang.library.fluids import heating, properties
from greenlang.library.fluids.kinds import Constant, Curve, Pure, Water

Number = Any
MOST = Decimal("1.2")
SHORT = 60  # K, over which the heat capacity of no liquid changes by a fifth


def said(name: str, side: Side) -> list[str]:
    """What a reader of a P-NTU result should know of this side; single cases only."""
    liquid = side.liquid
    if isinstance(liquid, Constant) or not isinstance(side.t_in, Decimal):
        return []
    with untraced():
        if isinstance(liquid, Water | Pure) and _boils(liquid, side):
            return [f"{name}: boils or condenses on the way, {INSTEAD}"]
        ratio = _ratio(liquid, side)
    if ratio <= MOST:
        return []
    return [f"{name}: heat capacity changes by a factor of {ratio:.3g} on the way, {INSTEAD}"]


INSTEAD = "P-NTU takes it as constant: by enthalpy in the analysis `zones` (counterflow)"


def _boils(liquid: Water | Pure, side: Side) -> bool:
    at = heating.boiling_temperature(liquid)
    return at is not None and min(side.t_in, side.t_out) < at < max(side.t_in, side.t_out)


def _ratio(liquid: properties.Ready, side: Side) -> Decimal:
    low, high = sorted((side.t_in, side.t_out))
    if isinstance(liquid, Curve):
        return Decimal(repr(heating.uneven(
            heating.path(liquid, heating.End(t=low), heating.End(t=high))
        )))  # fmt: skip
    if high - low < SHORT:
        return Decimal(1)
    ends = [properties.cp(liquid, t) for t in (low, high)]
    return Decimal(max(ends) / min(ends))
