"""Pipes of a train: who feeds whom, with which share, and the capacity rates that follow."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from greenlang.core.decimals import AUDIT_CONTEXT
from greenlang.core.errors import ImpossibleState, InputError, near
from greenlang.core.networks import linear_solution
from greenlang.core.provenance import untraced
from greenlang.core.solve import Residual, Unknowns, solved
from greenlang.core.units import K as KELVINS
from greenlang.core.units import Kelvin, KelvinDiff, Ratio, Unit, W, WattPerKelvin
from greenlang.library.heat import network as heat

Number = Any
RATE = Unit("W/K", W / KELVINS)


@dataclass(frozen=True)
class Source:
    """A stream that enters the train: temperature and heat capacity rate."""

    name: str
    t: Kelvin
    c: WattPerKelvin


@dataclass(frozen=True)
class Link:
    """A pipe from a source or an outlet to an inlet or an end.

    `share` is that of the flow at its origin. `dt` is what equipment on the way adds to the
    temperature, below 0 where it takes heat: a desalter, a pump, a cooler.
    """

    origin: str
    target: str
    share: Ratio | None = None
    dt: KelvinDiff | None = None


@dataclass(frozen=True)
class Network:
    """Inlets of all units ("E-101.hot"), ends, and the links into each of them."""

    inlets: tuple[str, ...]
    ends: tuple[str, ...]
    sources: tuple[Source, ...]
    into: dict[str, tuple[Link, ...]]
    drawn: tuple[str, ...]  # what leaves before an end, in words


def network(
    units: tuple[str, ...], sources: tuple[Source, ...], links: tuple[Link, ...]
) -> Network:
    """The pipes, checked. Raises InputError and ImpossibleState naming the link."""
    inlets = tuple(f"{unit}.{side}" for unit in units for side in ("hot", "cold"))
    starts = (*(source.name for source in sources), *inlets)
    _refuse_twice("units", units)
    _refuse_twice("sources", tuple(source.name for source in sources))
    for link in links:
        if link.origin not in starts:
            raise InputError(
                f"links: {link.origin!r} is neither a source nor an outlet such as 'E-101.cold'"
                f"{near(link.origin, starts)}"
            )
    ends = tuple(dict.fromkeys(link.target for link in links if link.target not in inlets))
    for end in ends:
        if end in starts or "." in end:
            raise InputError(f"links: {end!r} is no inlet of a unit{near(end, inlets)}")
    into = {
        place: tuple(link for link in links if link.target == place) for place in (*inlets, *ends)
    }
    for inlet in inlets:
        if not into[inlet]:
            raise InputError(f"{inlet} is fed by nothing; add a link to it")
    drawn = tuple(text for start in starts if (text := _rest(start, links)))
    return Network(inlets, ends, sources, into, drawn)


def _refuse_twice(what: str, names: tuple[str, ...]) -> None:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            raise InputError(f"{what}: {name!r} is given twice")


def _rest(start: str, links: tuple[Link, ...]) -> str:
    """What is said of the part of an outlet that no link takes; ImpossibleState beyond 1."""
    taken = [link for link in links if link.origin == start]
    if not taken:
        return "" if "." in start else f"source {start} feeds nothing"
    whole = [link for link in taken if link.share is None]
    if whole and len(taken) > 1:
        raise InputError(
            f"links from {start}: {len(taken)} links need the share of each; {whole[0].target} "
            f"has none"
        )
    if whole:
        return ""
    shares = [link.share for link in taken if link.share is not None]
    shares = [link.share for link in taken if link.share is not None]
    total = sum(shares, start=Decimal(0))
    if min(shares) <= 0 or total > Decimal("1.000001"):
        raise ImpossibleState(
            f"links from {start}: shares add up to {total:.6g}; each is above 0 and together they "
            f"are at most 1"
        )
    left = 1 - total
    return (
        f"{100 * float(left):.3g} % of {start} leaves the train" if left > Decimal("1E-6") else ""
    )


def rate(link: Link, rates: dict[str, Number]) -> Number:
    """Capacity rate in a link."""
    whole = rates[link.origin]
    return whole if link.share is None else heat.share_of_rate(link.share, whole)


def rates(of: Network) -> dict[str, Number]:
    """Capacity rate at every inlet (and of its outlet), source and end; recycles included."""
    given = {source.name: source.c for source in of.sources}
    for source in of.sources:
        if source.c <= 0:
            raise ImpossibleState(f"source {source.name}: a capacity rate of {source.c:.6g} W/K")
    known = _in_order(of, given)
    rest = [inlet for inlet in of.inlets if inlet not in known]
    if rest:
        with untraced(), localcontext(AUDIT_CONTEXT):
            start = _start(of, known, rest)
        found = solved(
            "flows of recycles",
            {inlet: (RATE, start[inlet]) for inlet in rest},
            lambda c: [_open(of, {**known, **c}, inlet) for inlet in rest],
        )
        known.update(found)
    for end in of.ends:
        known[end] = _sum(of, known, end)
    return known


def _start(of: Network, known: dict[str, Number], rest: list[str]) -> dict[str, Number]:
    """Rates of the inlets in recycles, by elimination: the same digits on every machine."""
    index = {inlet: i for i, inlet in enumerate(rest)}
    matrix = [[Decimal(int(i == j)) for j in range(len(rest))] for i in range(len(rest))]
    right = [Decimal(0)] * len(rest)
    for inlet, i in index.items():
        for link in of.into[inlet]:
            share = Decimal(1) if link.share is None else link.share
            if link.origin in index:
                matrix[i][index[link.origin]] -= share
            else:
                right[i] += share * known[link.origin]
    try:
        found = linear_solution(matrix, right)
    except ArithmeticError:
        found = [Decimal(0)]
    if min(found) <= 0:
        raise ImpossibleState(
            f"{', '.join(rest)}: these flows only feed themselves; let a source feed one of them "
            f"and a part of it leave"
        )
    return dict(zip(rest, found, strict=True))


def _in_order(of: Network, given: dict[str, Number]) -> dict[str, Number]:
    """Rates of the inlets that no recycle reaches, each after those that feed it."""
    known, waiting = dict(given), list(of.inlets)
    while ready := [i for i in waiting if all(link.origin in known for link in of.into[i])]:
        for inlet in ready:
            known[inlet] = _sum(of, known, inlet)
            waiting.remove(inlet)
    return known


def _sum(of: Network, known: dict[str, Number], place: str) -> Number:
    parts = [rate(link, known) for link in of.into[place]]
    return heat.joined_rate(*parts) if len(parts) > 1 else parts[0]


def _open(of: Network, known: Unknowns, inlet: str) -> Residual:
    parts = [rate(link, known) for link in of.into[inlet]]
    return Residual(heat.unaccounted_rate(known[inlet], *parts), (known[inlet],))
