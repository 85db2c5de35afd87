"""A train of exchangers at given inlets and sizes: every temperature, and what one cleaning does.

With constant heat capacity rates P-NTU makes every duty linear in its two inlets, so the train with
all its splits, mixers and recycles is one linear system: no stream is torn. The record holds the
solution and each balance that it closes.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any, Literal

from greenlang.agents.exchanger import equations as ex
from greenlang.agents.exchanger.cases import Arrangement
from greenlang.agents.exchanger.method import pipes
from greenlang.agents.exchanger.method.pipes import Link, Network, Source
from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.errors import ImpossibleState, InputError, near
from greenlang.core.networks import linear_solution
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, Unknowns, solved
from greenlang.core.units import (
    LEVEL,
    Kelvin,
    KelvinDiff,
    M2KelvinPerWatt,
    Ratio,
    SquareMetre,
    Unit,
    Watt,
    WattPerKelvin,
    WattPerM2Kelvin,
)
from greenlang.library.heat import balance, lmtd, network, resistances, sizing
from greenlang.library.heat.pntu import arrangements

Number = Any
SIDES = ("hot", "cold")
KELVIN = Unit("K", LEVEL)


@dataclass(frozen=True)
class TrainUnit:
    """One exchanger: `ua`, or area with the clean coefficient and the fouling that it bears."""

    name: str
    arrangement: Arrangement
    shells: int = 1
    shell_side: Literal["hot", "cold"] = "hot"
    ua: WattPerKelvin | None = None
    area: SquareMetre | None = None
    u_clean: WattPerM2Kelvin | None = None
    r_f: M2KelvinPerWatt | None = None


@dataclass(frozen=True)
class TrainCase:
    """Exchangers, the streams that enter, and the pipes between them.

    A link runs from a source or an outlet ("E-101.cold") to an inlet or to a name of its own, such
    as "furnace". `clean` names exchangers to be taken as cleaned, for the comparison; `furnace` the
    end whose duty counts.
    """

    units: tuple[TrainUnit, ...]
    sources: tuple[Source, ...]
    links: tuple[Link, ...]
    clean: tuple[str, ...] = ()
    furnace: str | None = None


@dataclass(frozen=True)
class UnitState:
    """One exchanger of the solved train."""

    name: str
    ua: WattPerKelvin
    ntu: Ratio
    effectiveness: Ratio
    q: Watt
    t_hot_in: Kelvin
    t_hot_out: Kelvin
    t_cold_in: Kelvin
    t_cold_out: Kelvin
    c_hot: WattPerKelvin
    c_cold: WattPerKelvin


@dataclass(frozen=True)
class EndState:
    """A stream that leaves the train, such as into the furnace."""

    name: str
    t: Kelvin
    c: WattPerKelvin


@dataclass(frozen=True)
class UnitChange:
    """What the cleaning changes on an exchanger."""

    name: str
    q: Watt


@dataclass(frozen=True)
class EndChange:
    """What the cleaning changes at an end of the train: temperature and heat carried out."""

    name: str
    dt: KelvinDiff
    q: Watt


@dataclass(frozen=True)
class TrainResult:
    """The train as it is; with `clean` also as it would be, and the difference.

    `network_value` is the duty that the furnace saves over the duty that the cleaned exchangers
    gain at their inlets as they are: below 1 where others lose what these gain.
    """

    units: tuple[UnitState, ...]
    ends: tuple[EndState, ...]
    units_cleaned: tuple[UnitState, ...] = ()
    ends_cleaned: tuple[EndState, ...] = ()
    unit_changes: tuple[UnitChange, ...] = ()
    end_changes: tuple[EndChange, ...] = ()
    furnace_saving: Watt | None = None
    network_value: Ratio | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sized:
    """An exchanger with its capacity rates and P."""

    of: TrainUnit
    ua: Number
    c_hot: Number
    c_cold: Number
    c_1: Number
    n: Number
    r: Number
    p: Number

    def duty(self, t_hot: Number, t_cold: Number) -> Number:
        """Heat from hot to cold, whichever of them is fluid 1."""
        return balance.duty_by_effectiveness(self.p, self.c_1, t_hot, t_cold)


def train(x: TrainCase) -> TrainResult:
    """All outlets of a train, and with `clean` what these cleanings do to it and to the furnace.

    Raises InputError for links that lead nowhere or inlets that nothing feeds, ImpossibleState for
    shares beyond the whole of an outlet.
    """
    piping = pipes.network(tuple(unit.name for unit in x.units), x.sources, x.links)
    _known(x, piping)
    rates = pipes.rates(piping)
    sizes = [_sized(unit, _ua(unit), rates) for unit in x.units]
    states, ends = _solved("train", piping, rates, sizes)
    said = ("heat capacity rates that do not change with temperature", *piping.drawn)
    if not x.clean:
        return TrainResult(states, ends, assumed=said)
    cleaned = [
        _sized(one.of, _clean_ua(one.of), rates) if one.of.name in x.clean else one for one in sizes
    ]
    after, ends_after = _solved("train cleaned", piping, rates, cleaned)
    changes = tuple(
        EndChange(a.name, sizing.warmer(b.t, a.t), network.carried_more(a.c, b.t, a.t))
        for a, b in zip(ends, ends_after, strict=True)
    )
    saving = next((change.q for change in changes if change.name == x.furnace), None)
    gained = [
        network.more_between(new.p, old.p, old.c_1, state.t_hot_in, state.t_cold_in)
        for new, old, state in zip(cleaned, sizes, states, strict=True)
        if old.of.name in x.clean
    ]
    return TrainResult(
        units=states,
        ends=ends,
        units_cleaned=after,
        ends_cleaned=ends_after,
        unit_changes=tuple(
            UnitChange(a.name, sizing.more_duty(b.q, a.q))
            for a, b in zip(states, after, strict=True)
        ),
        end_changes=changes,
        furnace_saving=saving,
        network_value=None if saving is None else network.network_value(saving, *gained),
        assumed=said,
    )


def _known(x: TrainCase, piping: Network) -> None:
    names = [unit.name for unit in x.units]
    for name in x.clean:
        if name not in names:
            raise InputError(f"clean: {name!r} is no unit of the train{near(name, names)}")
        one = x.units[names.index(name)]
        if one.u_clean is None or one.area is None:
            raise InputError(f"clean: {name} needs area and u_clean, not only ua, to be cleaned")
    if x.furnace is not None and x.furnace not in piping.ends:
        raise InputError(f"furnace: no link leads to {x.furnace!r}{near(x.furnace, piping.ends)}")


def _ua(unit: TrainUnit) -> Number:
    if unit.ua is not None:
        return unit.ua
    if unit.area is None or unit.u_clean is None:
        raise InputError(f"{unit.name}: give ua, or area and u_clean (with r_f)")
    if unit.r_f is None:
        return lmtd.conductance_of_surface(unit.u_clean, unit.area)
    whole = resistances.total(resistances.resistance(unit.u_clean), unit.r_f)
    return lmtd.conductance_of_surface(resistances.coefficient(whole), unit.area)


def _clean_ua(unit: TrainUnit) -> Number:
    return lmtd.conductance_of_surface(unit.u_clean, unit.area)


def _sized(unit: TrainUnit, ua: Number, rates: dict[str, Number]) -> _Sized:
    c_hot, c_cold = (rates[f"{unit.name}.{side}"] for side in SIDES)
    c_1, c_2 = (c_hot, c_cold) if unit.shell_side == "hot" else (c_cold, c_hot)
    n, r = lmtd.units_of_conductance(ua, c_1), balance.ratio_of_rates(c_1, c_2)
    return _Sized(unit, ua, c_hot, c_cold, c_1, n, r,
                  arrangements.p_of(unit.arrangement, n, r, unit.shells))  # fmt: skip


def _solved(
    name: str, piping: Network, rates: dict[str, Number], sizes: list[_Sized]
) -> tuple[tuple[UnitState, ...], tuple[EndState, ...]]:
    """Inlet temperatures of all units at once, then everything that follows from them."""
    with untraced(), localcontext(AUDIT_CONTEXT):
        start = _start(piping, rates, sizes)
    found: list[dict[str, Number]] = []

    def residuals(t: Unknowns) -> list[Residual]:
        outlets = _outlets(piping, sizes, t)
        found.append(outlets)
        return [_mixing(piping, rates, outlets, inlet, t[inlet]) for inlet in piping.inlets]

    t = solved(name, {inlet: (KELVIN, start[inlet]) for inlet in piping.inlets}, residuals)
    outlets = found[-1]
    states = tuple(_state(one, t, outlets) for one in sizes)
    ends = tuple(_end(piping, rates, outlets, end) for end in piping.ends)
    return states, ends


def _outlets(piping: Network, sizes: list[_Sized], t: Unknowns) -> dict[str, Number]:
    """Temperature of every source and of every outlet of a unit."""
    outlets = {source.name: source.t for source in piping.sources}
    for one in sizes:
        hot, cold = (t[f"{one.of.name}.{side}"] for side in SIDES)
        q = one.duty(hot, cold)
        outlets[f"{one.of.name}.hot"] = balance.outlet(hot, q, one.c_hot)
        outlets[f"{one.of.name}.cold"] = ex.outlet_heated(cold, q, one.c_cold)
    return outlets


def _parts(
    piping: Network, rates: dict[str, Number], outlets: dict[str, Number], place: str
) -> list[Number]:
    """Heat that each link carries to a place, above 0 K."""
    return [
        network.carried(pipes.rate(link, rates), outlets[link.origin])
        if link.dt is None
        else network.carried_after(pipes.rate(link, rates), outlets[link.origin], link.dt)
        for link in piping.into[place]
    ]


def _mixing(
    piping: Network, rates: dict[str, Number], outlets: dict[str, Number], place: str, t: Number
) -> Residual:
    whole = network.carried(rates[place], t)
    return Residual(network.unmixed(whole, *_parts(piping, rates, outlets, place)), (whole,))


def _state(one: _Sized, t: Unknowns, outlets: dict[str, Number]) -> UnitState:
    name = one.of.name
    hot, cold = t[f"{name}.hot"], t[f"{name}.cold"]
    return UnitState(
        name,
        one.ua,
        balance.transfer_units(one.n, one.r),
        balance.effectiveness(one.p, one.r),
        one.duty(hot, cold),
        hot,
        outlets[f"{name}.hot"],
        cold,
        outlets[f"{name}.cold"],
        one.c_hot,
        one.c_cold,
    )


def _end(
    piping: Network, rates: dict[str, Number], outlets: dict[str, Number], name: str
) -> EndState:
    t = network.mixed(rates[name], *_parts(piping, rates, outlets, name))
    return EndState(name, t, rates[name])


def _start(piping: Network, rates: dict[str, Number], sizes: list[_Sized]) -> dict[str, Decimal]:
    """The solution itself, by elimination: the same digits on every machine."""
    index = {inlet: i for i, inlet in enumerate(piping.inlets)}
    size = len(index)
    matrix = [[Decimal(int(i == j)) for j in range(size)] for i in range(size)]
    right = [Decimal(0)] * size
    fixed = {source.name: source.t for source in piping.sources}
    g = {one.of.name: one.p * one.c_1 for one in sizes}
    for inlet, i in index.items():
        for link in piping.into[inlet]:
            weight = pipes.rate(link, rates) / rates[inlet]
            right[i] += weight * (link.dt or 0)
            if link.origin in fixed:
                right[i] += weight * fixed[link.origin]
                continue
            unit, _, side = link.origin.rpartition(".")
            part = g[unit] / rates[link.origin]
            other = f"{unit}.{'cold' if side == 'hot' else 'hot'}"
            matrix[i][index[link.origin]] -= weight * (1 - part)
            matrix[i][index[other]] -= weight * part
    return dict(zip(index, _eliminated(matrix, right), strict=True))


def _eliminated(matrix: list[list[Number]], right: list[Number]) -> list[Number]:
    try:
        return linear_solution(matrix, right)
    except ArithmeticError:
        raise ImpossibleState(
            "the train has no one solution: some stream only feeds itself; let a source feed it"
        ) from None
