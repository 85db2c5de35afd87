"""What deposits of several waterboxes cost a second, season by season: in Decimal or in arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser.cases import Prices, Turbine
from greenlang.agents.condenser.decide import box_equations as be
from greenlang.agents.condenser.decide.cleaning import CleaningPlanCase, Period, Way
from greenlang.agents.condenser.method import clean, worth
from greenlang.agents.condenser.method.expected import PASSES, Stream, stream
from greenlang.core.errors import InputError, InsufficientData, near
from greenlang.core.tables import table
from greenlang.library.heat import resistances
from greenlang.library.steam import saturation

Number = Any
WAYS = "condenser/cleaning_methods"


@dataclass(frozen=True)
class Season:
    """A period with its stream, turbine and prices."""

    period: Period
    w: Stream
    turbine: Turbine
    prices: Prices


def bundle(x: CleaningPlanCase) -> clean.Bundle:
    """The bundle; the film outside must be known."""
    b = clean.bundle(x.tubes)
    if b.f_b is None:
        raise InsufficientData("tubes: give f_b, learnt after cleanings, or rows for a prior")
    return b


def season(x: CleaningPlanCase, b: clean.Bundle, period: Period) -> Season:
    """What a period is for a condenser."""
    turbine = x.turbine
    if period.power is not None:
        turbine = replace(turbine, power=period.power)
    if period.load is not None:
        turbine = replace(turbine, load=period.load)
    prices = x.prices if period.price is None else replace(x.prices, power=period.price)
    w = stream(b, period.t_in, period.v, period.q, salinity=x.salinity)
    return Season(period, w, turbine, prices)


def pressure(
    b: clean.Bundle, w: Stream, boxes: Sequence[tuple[Number, Number]], r_air: Number
) -> Number:
    """Pressure over boxes of (share of water and tubes, R_f); those left out of it stand still."""
    t_s = cx.first_guess(w.t_out)
    fluxes = [resistances.heat_flux(w.q, b.area)] * len(boxes)
    films: list[Any] = [None] * len(boxes)
    for _ in range(PASSES):
        units = []
        for i, (_, r_f) in enumerate(boxes):
            films[i] = clean.steam_film(b, t_s, fluxes[i], films[i])
            u = cx.coefficient_of(films[i], w.tube.r, b.r_wall, r_f, r_air)
            units.append(cx.transfer_units(u, b.area, w.c))
        parts = (be.part_of_box(share, ntu) for (share, _), ntu in zip(boxes, units, strict=True))
        t_s = be.condensing_of_boxes(w.t_in, w.q, w.c, *parts)
        fluxes = [be.flux_of_box(w.c, b.area, ntu, t_s, w.t_in) for ntu in units]
    return saturation.pressure(t_s)


def cost_rate(of: Season, p: Number, p_clean: Number) -> Number:
    """Money a second that a pressure costs beyond that of the clean condenser."""
    before, now = worth.output(of.turbine, p_clean), worth.output(of.turbine, p)
    found = worth.between(before, now, of.prices).cost
    if found is None:
        raise InsufficientData(
            "prices: give power for constant heat input, or fuel for constant output: a plan "
            "weighs money"
        )
    return found


def derating_rate(of: Season, way: Way, p_clean: Number) -> Number:
    """Money a second that a way's own share of derating costs."""
    power = worth.output(of.turbine, p_clean).power
    found = worth.priced(be.derated(power, way.derate), None, power, of.prices).cost
    if found is None:
        raise InsufficientData("prices: give power: a derating is paid in power")
    return found


def removed(way: Way) -> tuple[str, ...]:
    """What a way removes: as given, or as the table says of its kind."""
    if way.removes or not way.kind:
        return way.removes
    known = {row[0]: row for row in table(WAYS).rows}
    if way.kind not in known:
        raise InputError(
            f"{way.name}: kind {way.kind!r} is none of the table{near(way.kind, known)}"
        )
    return tuple(known[way.kind][3].split("|"))


def applies(x: CleaningPlanCase, way: Way) -> str:
    """Why a way does not apply to this deposit; "" where it does."""
    removes = removed(way)
    if not removes:
        return ""
    if set(removes) <= {"debris"}:
        return "removes debris, which is not in R_f"
    if set(removes) <= {"rate"}:
        return "slows the deposit and removes none"
    if x.deposit != "not told" and x.deposit not in removes:
        return f"not meant for {x.deposit}"
    return ""


def check(x: CleaningPlanCase) -> None:
    """Refuse what cannot be planned."""
    if not x.boxes or not x.periods:
        raise InsufficientData("give boxes and periods: at least one of each")
    total = sum((box.share for box in x.boxes), Decimal(0))
    if abs(total - 1) > Decimal("1E-6"):
        raise InputError(f"shares of the boxes sum to {total:.6g}: they are shares of 1")
    for name in ([one.name for one in x.boxes], [one.name for one in x.ways]):
        if len(set(name)) < len(name):
            raise InputError(f"two have one name: {', '.join(name)}; name each differently")
    shortest = min(period.length for period in x.periods)
    for way in x.ways:
        if not 0 <= way.effect <= 1:
            raise InputError(f"{way.name}: effect {way.effect:.4g} is no share: give 0 to 1")
        if way.duration > shortest:
            raise InputError(
                f"{way.name}: {float(way.duration) / 86400:.4g} d is longer than a period of "
                f"{float(shortest) / 86400:.4g} d: take longer periods"
            )
        if way.cost < 0:
            raise InputError(f"{way.name}: a cost of {way.cost} is negative")
