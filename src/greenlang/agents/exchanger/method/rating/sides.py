"""A stream on its surface, for every kind of exchanger: what a kind must give to be rated.

A new kind adds a `Kind` to `kinds.KINDS`: its area, its arrangement, its wall, and how each of its
two streams flows. The wall temperature, the resistances and the rest follow from that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from greenlang.agents.exchanger.method import phases
from greenlang.agents.exchanger.method.states import Side as State
from greenlang.core.provenance import count
from greenlang.library.flow import friction
from greenlang.library.fluids import heating, properties
from greenlang.library.fluids.kinds import Pure, Table, TableRow
from greenlang.library.heat import balance, films

Number = Any


@dataclass(frozen=True)
class Stream:
    """A stream at its mean temperature."""

    liquid: properties.Ready
    m: Number
    t: Number
    cp: Number
    rho: Number
    mu: Number
    k: Number
    pr: Number
    t_in: Number = None  # where a drop needs the density of both ends
    t_out: Number = None


Wall = Literal["viscosity", "prandtl", "martin", "kumar", "none"]
"""How a film takes properties at the wall: (mu/mu_w)^0.14, (Pr/Pr_w)^0.11, by mu/mu_w as Martin or
Kumar has it for plates, or not at all."""


@dataclass(frozen=True)
class Drop:
    """Parts of a pressure drop by name, of all shells; fouled where the deposit is known."""

    parts: tuple[tuple[str, Number], ...]
    total: Number
    fouled: Number = None
    section: Number = None  # one ideal crossflow section, where the method has it


@dataclass(frozen=True)
class Side:
    """A stream on its surface, before its wall temperature is known."""

    place: str
    stream: Stream
    g: Number
    v: Number
    re: Number
    h_0: Number  # before the wall's correction
    wall: Wall
    drop: Callable[[Number], Drop]  # of mu/mu_w; 1 where properties do not change
    details: Callable[[Number, Drop], Any] | None = None  # of (mu/mu_w)^0.14 and the drop
    shear: Number = None
    deposit: tuple[Number, Number] | None = None  # thickness, bore


@dataclass(frozen=True)
class Kind:
    """What a kind of exchanger gives to the rating; resistances and U are on the outside area."""

    possible: Callable[[Any], None]  # raises ImpossibleState for a geometry that cannot be
    arrangement: Callable[[Any], str]
    shells: Callable[[Any], int]
    area: Callable[[Any], Number]
    wall: Callable[[Any], Number]
    outside: Callable[[Any, Stream], Side]  # of the case
    inside: Callable[[Any, Stream], Side]
    outside_film: Callable[[Any, Number], Number]  # resistance of its h
    inside_film: Callable[[Any, Number], Number]  # resistance of its h on the outside area
    inside_fouling: Callable[[Any, Number], Number]  # a resistance of the inside, outside
    assumed: Callable[[Any], tuple[str, ...]]


def between(side: State, t_low: Number, t_high: Number) -> properties.Ready:
    """A fluid of an engine as five rows between two temperatures; any other as it is.

    An engine's value is rounded evidence, so no equation closes on it; straight lines between its
    values let one, and cost less than what the engine knows. The rows keep to the phase of the
    stream's inlet.
    """
    liquid = side.liquid
    if not isinstance(liquid, Pure) or not isinstance(t_low, Decimal):
        return liquid
    balance.approach(t_high, t_low)
    point = phases.boiling_point(liquid)
    boils = point is not None and side.t_in < point
    if point is not None and t_low < point < t_high:
        t_s = heating.boiling_temperature(liquid)
        if boils:
            t_high = heating.last_of_liquid(t_s)
        else:
            t_low = heating.first_of_vapour(t_s)
    middle = properties.mean_temperature(t_low, t_high)
    lower = properties.mean_temperature(t_low, middle)
    upper = properties.mean_temperature(middle, t_high)
    names = ("cp", "rho", "mu", "k")
    rows = (
        TableRow(t, **{name: getattr(properties, name)(liquid, t) for name in names})
        for t in (t_low, lower, middle, upper, t_high)
    )
    return Table(tuple(rows), bubble_point=point if boils else None)


def of_one(g: Any, s: Stream) -> Stream:
    """The stream in one of equal exchangers in parallel."""
    n = getattr(g, "parallel", 1)
    return s if n == 1 else replace(s, m=friction.shared_flow(s.m, count(n)))


def of_engine(x: Any) -> tuple[str, ...]:
    """What is taken of fluids that an engine describes."""
    names = [name for name in ("hot", "cold") if isinstance(getattr(x, name).fluid, Pure)]
    return tuple(
        f"{name}: properties between five rows of CoolProp from cold to hot inlet" for name in names
    )


def stream(
    liquid: properties.Ready, m: Number, t: Number, t_in: Number = None, t_out: Number = None
) -> Stream:
    """Properties at t; InsufficientData names what the fluid lacks."""
    cp, mu, k = (of(liquid, t) for of in (properties.cp, properties.mu, properties.k))
    rho = properties.rho(liquid, t)
    return Stream(liquid, m, t, cp, rho, mu, k, films.prandtl(cp, mu, k), t_in, t_out)
