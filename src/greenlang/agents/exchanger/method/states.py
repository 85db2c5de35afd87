"""One exchanger's measured state made complete: the heat balance gives what was not measured."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import PerformanceCase, Stream
from greenlang.core.errors import InputError, InsufficientData
from greenlang.library.fluids import properties
from greenlang.library.heat import balance

Number = Any
SideName = Literal["hot", "cold"]


@dataclass(frozen=True)
class Side:
    """One side with mass flow and duty; `missing` names what the balance had to give."""

    liquid: properties.Ready
    t_in: Number
    t_out: Number
    m: Number
    q: Number = None
    missing: str = ""
    s_in: Number = None
    s_out: Number = None
    s_m: Number = None


def sides(x: PerformanceCase) -> tuple[Side, Side]:
    """Both sides, complete; InsufficientData where more than one of the six values is missing."""
    hot, cold = measured(x.hot, "hot"), measured(x.cold, "cold")
    missing = [
        f"{name}.{side.missing}" for name, side in (("hot", hot), ("cold", cold)) if side.missing
    ]
    if len(missing) > 1:
        raise InsufficientData(
            f"{' and '.join(missing)} missing: of four temperatures and two flows the heat balance "
            f"gives one; measure the others"
        )
    hot = hot if hot.missing else replace(hot, q=net(duty_of(hot, "hot"), x.q_loss))
    cold = cold if cold.missing else replace(cold, q=duty_of(cold, "cold"))
    if hot.missing:
        hot = _completed(
            hot, cold.q if x.q_loss is None else balance.duty_with_loss(cold.q, x.q_loss), "hot"
        )
        hot = replace(hot, q=cold.q)
    elif cold.missing:
        cold = replace(_completed(cold, hot.q, "cold"), q=hot.q)
    return _with_sigmas(hot), _with_sigmas(cold)


def measured(stream: Stream, name: str) -> Side:
    """One side as far as it is measured; its mass flow from a volume flow where need be."""
    liquid = properties.ready(stream.fluid)
    if stream.m is not None and stream.v is not None:
        raise InputError(f"{name}: the flow is given by mass and by volume; give one of them")
    gaps = [part for part in ("t_in", "t_out") if getattr(stream, part) is None]
    m = stream.m
    if m is None and stream.v is not None:
        at = stream.v_at if stream.v_at is not None else stream.t_in
        if at is None:
            raise InsufficientData(f"{name}: t_in is needed for the density at line conditions")
        m = balance.mass_flow(stream.v, properties.rho(liquid, at))
    gaps += ["flow"] if m is None else []
    return Side(
        liquid,
        stream.t_in,
        stream.t_out,
        m,
        missing=" and ".join(gaps),
        s_in=stream.sigma_t_in,
        s_out=stream.sigma_t_out,
        s_m=stream.sigma_flow,
    )


def _ends(side: Side, name: SideName) -> tuple[Number, Number]:
    return (side.t_in, side.t_out) if name == "hot" else (side.t_out, side.t_in)


def duty_of(side: Side, name: SideName) -> Number:
    """Heat that a side gives (hot) or takes (cold), by its enthalpies."""
    warm, cool = _ends(side, name)
    return balance.duty_by_enthalpy(side.m, properties.h_diff(side.liquid, warm, cool))


def net(q: Number, q_loss: Number) -> Number:
    """What the cold side gets of a duty."""
    return q if q_loss is None else balance.duty_after_loss(q, q_loss)


def _completed(side: Side, q: Number, name: SideName) -> Side:
    """The side with its missing value from the duty q."""
    if side.missing == "flow":
        warm, cool = _ends(side, name)
        return replace(side, m=ex.balancing_flow(q, properties.h_diff(side.liquid, warm, cool)))
    if side.missing not in {"t_in", "t_out"}:
        raise InsufficientData(f"{name}.{side.missing} missing: the heat balance gives one value")
    dh = ex.enthalpy_change(q, side.m)
    known = side.t_in if side.missing == "t_out" else side.t_out
    cooler = (name == "hot") == (side.missing == "t_out")
    t = properties.t_after(side.liquid, known, ex.given_up(dh) if cooler else dh)
    return replace(side, t_out=t) if side.missing == "t_out" else replace(side, t_in=t)


def _with_sigmas(side: Side) -> Side:
    """Given standard uncertainties, or the class defaults."""
    if side.s_in is not None and side.s_out is not None and side.s_m is not None:
        return side
    return replace(
        side,
        s_in=ex.assumed_temperature_sigma(side.t_in) if side.s_in is None else side.s_in,
        s_out=ex.assumed_temperature_sigma(side.t_out) if side.s_out is None else side.s_out,
        s_m=ex.assumed_flow_sigma(side.m) if side.s_m is None else side.s_m,
    )
