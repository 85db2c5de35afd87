"""One way to run in Decimal: its fixed point as one recorded solution."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.decide import running
from greenlang.agents.condenser.decide.cold import Operation
from greenlang.agents.condenser.decide.running import Load, Reached, Setup
from greenlang.agents.condenser.decide.ways import Way
from greenlang.core.provenance import count
from greenlang.core.solve import Residual, solved
from greenlang.core.units import Unit, W
from greenlang.library.flow import pumps
from greenlang.library.flow.operation import OperatingPoint, Running, operating_point
from greenlang.library.heat import balance as heat
from greenlang.library.tower import fans, merkel

Number = Any
WATT = Unit("W", W)
SHARE = Unit("1", W / W)
START = 15  # digits of a starting value


@dataclass(frozen=True)
class Point:
    """What a way comes to at its fixed point."""

    flow: OperatingPoint
    r: Reached
    q: Number
    f: Number
    load: Load
    t_hot: Number
    each: tuple[Number, ...]


def operation(
    s: Setup, way: Way, what: str, starts: Sequence[tuple[int, Number]], home: Operation | None
) -> Operation:
    """The way at its fixed point; `home` is the present one, None while it is worked out."""
    at = _point(s, way, home)
    cells = tuple(count(n) for n in way.cells)
    use = running.used(s, at.r.w, at.t_hot, at.each, cells)
    net = ce.net(_power(at), at.load.total)
    return Operation(
        what=what,
        pumps=way.counts,
        cells=way.cells,
        vacuum=way.vacuum,
        speeds=way.speeds,
        flow_each=at.flow.flows,
        v=at.flow.v,
        head=at.flow.head,
        velocity=at.r.w.velocity,
        t_in=at.r.w.t_in,
        t_out=at.r.w.t_out,
        q=at.q,
        t_s=at.r.t_s,
        p_heat=at.r.p_heat,
        p=at.r.p,
        power=_power(at),
        power_pumps=at.load.pumps,
        power_fans=at.load.fans,
        power_vacuum=at.load.vacuum,
        net=net,
        heat_input=running.heat_input(s, at.f),
        makeup=use.makeup,
        blowdown=use.blowdown,
        j=running.money(
            s, net, at.f, at.r.w, use, [(count(n), cost) for n, cost in starts]
        ),
    )  # fmt: skip


def _power(at: Point) -> Number:
    return at.r.power if at.f is None else pumps.power_of_share(at.f, at.r.power)


def _point(s: Setup, way: Way, home: Operation | None) -> Point:
    x = s.x
    groups = [
        Running(group.pump, count(n), speed)
        for group, n, speed in zip(x.pumps, way.counts, way.speeds, strict=True)
    ]
    flow = operating_point(groups, x.system.static, s.k)
    cells = tuple(count(n) for n in way.cells)
    vacuum = None if way.vacuum is None else count(way.vacuum)
    unknowns = _unknowns(way, home, moves=x.prices.basis == "constant output")
    kept: list[Point] = []

    def rows(at: dict[str, Any]) -> list[Residual]:
        point, found = _rows(s, flow, (way, cells, vacuum), at, home)
        kept.append(point)
        return found

    if unknowns:
        solved("condenser.cold_end", unknowns, rows)
    else:
        rows({})
    return kept[-1]


def _unknowns(way: Way, home: Operation | None, *, moves: bool) -> dict[str, tuple[Unit, Decimal]]:
    units = {"q": WATT, "f": SHARE}
    names = [] if home is None else ["q", *(("f",) if moves else ())]
    if way.cells:
        names += ["t_hot", *(f"t_{i}" for i, n in enumerate(way.cells) if n)]
    return {
        name: (units.get(name, merkel.KELVIN), Decimal(f"{way.near[name]:.{START - 1}e}"))
        for name in names
    }


def _rows(
    s: Setup, flow: OperatingPoint, running_now: tuple[Way, Any, Any], at: dict[str, Any],
    home: Operation | None,
) -> tuple[Point, list[Residual]]:  # fmt: skip
    x, (way, cells, vacuum) = s.x, running_now
    q, f = at.get("q", x.q), at.get("f")
    cold, cooled = (x.t_in, None) if s.air is None else _basin(way, cells, at)
    r = running.reached(s, cold, flow.v, q, vacuum, None)
    rho = running.density(x, cold)
    numbers = tuple(count(n) for n in way.counts)
    load = running.load(s, rho, (flow.flows, way.speeds, numbers, cells), vacuum, None)
    found: list[Residual] = []
    if s.air is not None:
        found = _tower_rows(s, r, (way, cells), at, cooled)
    if home is not None:
        found += _balance_rows(s, r, load, (q, f), home)
    each = tuple(at.get(f"t_{i}") for i in range(len(way.cells)))
    return Point(flow, r, q, f, load, at.get("t_hot"), each), found


def _balance_rows(
    s: Setup, r: Reached, load: Load, at: tuple[Number, Number], home: Operation
) -> list[Residual]:
    q, f = at
    if f is None:
        wanted = ce.duty_left(s.x.q, home.power, r.power)
        return [Residual(ce.duty_missed(q, wanted), (q, wanted))]
    power = pumps.power_of_share(f, r.power)
    wanted = ce.duty_at_input(f, s.x.q, home.power, power)
    missed = ce.net_missed(power, load.total, home.net)
    return [
        Residual(ce.duty_missed(q, wanted), (q, wanted)),
        Residual(missed, (power, load.total, home.net)),
    ]


def _basin(way: Way, cells: Sequence[Any], at: dict[str, Any]) -> tuple[Number, Number]:
    many = count(sum(way.cells))
    parts = [
        fans.part_of_basin(n, many, at[f"t_{i}"], at["t_hot"]) for i, n in enumerate(cells) if n
    ]
    cooled = fans.cooling_of_basin(*parts)
    return fans.basin(at["t_hot"], cooled), cooled


def _tower_rows(
    s: Setup, r: Reached, now: tuple[Way, Sequence[Any]], at: dict[str, Any], cooled: Number
) -> list[Residual]:
    (way, cells), tower, air = now, s.x.tower, s.air
    if tower is None or air is None:
        return []
    span = heat.approach(r.w.t_out, r.w.t_in)
    found = [Residual(fans.range_missed(cooled, span), (cooled, span))]
    one = fans.water_of_cell(r.w.m, count(sum(way.cells)))
    for i, (n, draught) in enumerate(zip(cells, s.states, strict=True)):
        if not n:
            continue
        ratio = merkel.loading(one, draught.g)
        given = merkel.available(tower.c, ratio, tower.n)
        taken = merkel.cooling_range(at["t_hot"], at[f"t_{i}"])
        me = merkel.asked(at[f"t_{i}"], taken, air.inlet, ratio, r.w.cp)
        found.append(Residual(merkel.missed(me, given), (me, given)))
    return found
