"""How to run the cold end now: pumps, tower and vacuum pumps as one problem (spec 5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from greenlang.agents.condenser.decide import advice, exact, limits, running
from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.decide.cold import (
    Alternative,
    Bound,
    ColdEnd,
    ColdEndCase,
    CurvePoint,
    Operation,
    Swing,
)
from greenlang.agents.condenser.decide.running import Setup
from greenlang.agents.condenser.decide.search import Searched, searched
from greenlang.agents.condenser.decide.table import Named
from greenlang.agents.condenser.decide.ways import Way, Ways, allowed, present, starts
from greenlang.agents.condenser.method import worth
from greenlang.core.errors import InsufficientData
from greenlang.core.provenance import count, untraced
from greenlang.core.solve import optimum
from greenlang.core.uncertainty import floats
from greenlang.core.units import ONE, Pa, Unit, W, m, money, s
from greenlang.library.flow.operation import Running, operating_point

Number = Any
UNITS = {
    "v": Unit("m3/s", m**3 / s), "p": Unit("Pa", Pa), "net": Unit("W", W),
    "j": Unit("money/s", money / s),
}  # fmt: skip
UNITS |= dict.fromkeys(("less", "worth", "regret", "gap"), UNITS["j"])
SHARE = Unit("1", ONE)
DIGITS = 7  # of what the search alone says: floats of another machine do not reach so far
NONE = -1e-7


def cold_end(x: ColdEndCase) -> ColdEnd:
    """The best way to run of all there are, the second best, and what the change is worth.

    Best, second and present are worked out in Decimal; curve, alternatives, swings and odds are as
    the search in floats saw them. Infeasible where no way keeps every limit.
    """
    _complete(x)
    plant = running.setup(x)
    now = present(x)
    allowed(x, now)  # rest, run and locks are measured: what they leave is part of the record
    with untraced():
        plain = running.setup(floats(x))
        worth.checked(plain.x.turbine)
        _possible(plant, now)
        found = searched(plain)
    home = exact.operation(plant, _exactly(x, found.present), found.what[2], (), None)
    kept: list[Ranked] = []

    def judged(point: Mapping[str, Number]) -> tuple[Number, dict[str, Number]]:
        best = _run(plant, found.best, found.what[0], home, (point, "best"))
        second = None
        if found.second is not None:
            second = _run(plant, found.second, found.what[1], home, (point, "second"))
        kept.append(_ranked(found, best, second, home))
        return kept[-1].best.j, _slacks(plant, kept[-1], home)

    at, _ = optimum("cold end", _problem(x, found), _posited(x, found), judged)
    return _told(x, kept[-1], home, at)


@dataclass(frozen=True)
class Ranked:
    """Best and second best as they are in Decimal, and the search in that order."""

    found: Searched
    best: Operation
    second: Operation | None


def _ranked(found: Searched, best: Operation, second: Operation | None, home: Operation) -> Ranked:
    """Floats may take one of two equals for the better one: to a millionth of J."""
    what = found.what
    if second is not None and found.second is not None and second.j > best.j:
        swapped = replace(found, best=found.second, second=found.best, after_loss=(),
                          what=(what[1], what[0], what[2]))  # fmt: skip
        return _ranked(swapped, second, best, home)
    if not found.broken and home.j > best.j:
        stays = replace(found, best=found.present, second=found.best, after_loss=(),
                        what=(what[2], what[0], what[2]))  # fmt: skip
        return Ranked(stays, home, best)
    return Ranked(found, best, second)


def _complete(x: ColdEndCase) -> None:
    prices = x.prices
    if prices.basis == "constant heat input" and prices.power is None:
        raise InsufficientData("prices.power: what a MWh more is worth is needed")
    if prices.basis == "constant output" and None in (prices.fuel, x.turbine.heat_rate):
        raise InsufficientData("constant output needs prices.fuel and turbine.heat_rate")
    if not x.pumps or not all(group.units for group in x.pumps):
        raise InsufficientData("pumps: give at least one group, each with its units")
    if not any(one.step for group in x.pumps for one in group.units):
        raise InsufficientData("no cooling-water pump runs now: mark those that do with step 1")


def _possible(plant: Setup, now: Ways) -> None:
    """The library's own words where the present way itself cannot be."""
    x = plant.x
    groups = [
        Running(group.pump, count(int(n)), group.speed)
        for group, n in zip(x.pumps, now.counts[0], strict=True)
    ]
    operating_point(groups, x.system.static, plant.k)


def _exactly(
    x: ColdEndCase, way: Way, posited: tuple[Mapping[str, Number], str] | None = None
) -> Way:
    """The way with speeds that a record can cite."""
    point, name = ({}, "") if posited is None else posited
    speeds = (point.get(f"{name} speed {i}", group.speed) for i, group in enumerate(x.pumps))
    return Way(way.counts, tuple(speeds), way.cells, way.vacuum, way.near)


def _run(
    plant: Setup, way: Way, what: str, home: Operation, posited: tuple[Mapping[str, Number], str]
) -> Operation:
    x = plant.x
    costs = [(int(n[0]), cost) for n, cost in starts(x, way.row)]
    return exact.operation(plant, _exactly(x, way, posited), what, costs, home)


def _slacks(plant: Setup, of: Ranked, home: Operation) -> dict[str, Number]:
    """Room to every limit of the best way, and that it beats the other two."""
    x, best, found = plant.x, of.best, of.found
    lost = [
        exact.operation(plant, replace(way, speeds=best.speeds), "", (), home).p
        for way in found.after_loss
    ]
    slacks = limits.rooms(x, best, (found.best.counts, best.speeds), lost)
    if of.second is not None:
        slacks["above the second best"] = ce.left_over(best.j, of.second.j)
    if not found.broken:
        slacks["above the present"] = ce.left_over(best.j, home.j)
    return slacks


def _problem(x: ColdEndCase, found: Searched) -> str:
    checked, _ = limits.checked(x)
    return (
        f"most of J over {found.states} ways to run ({found.feasible} keep their limits), "
        f"{x.prices.basis}; limits: {', '.join(checked)}. Curve, alternatives, swings and odds: "
        "floats of the search"
    )


def _posited(x: ColdEndCase, found: Searched) -> dict[str, tuple[Unit, Decimal]]:
    """All numbers that the search alone says, by name."""
    given: dict[str, tuple[Unit, float]] = {
        f"{name} speed {i}": (SHARE, way.speeds[i])
        for name, way in (("best", found.best), ("second", found.second))
        if way is not None
        for i, group in enumerate(x.pumps)
        if group.slowest is not None
    }
    given |= {
        name: (UNITS[name[0]], value)
        for name, value in zip(("v from", "v to", "p from", "p to"), found.window, strict=True)
    }
    given["gap"] = (UNITS["gap"], found.gap)
    if found.odds is not None:
        given["odds"] = (SHARE, found.odds)
    for kind in ("curve", "alternatives", "binding", "swings"):
        for i, row in enumerate(getattr(found, kind)):
            given |= {f"{kind} {i} {key}": (UNITS[key], value) for key, value in row.values.items()}
    return {
        name: (unit, Decimal(f"{value:.{DIGITS - 1}e}")) for name, (unit, value) in given.items()
    }


def _told(x: ColdEndCase, of: Ranked, home: Operation, point: Mapping[str, Number]) -> ColdEnd:
    found, best = of.found, of.best

    def rows(kind: str) -> list[tuple[Named, dict[str, Number]]]:
        return [
            (row, {key: point[f"{kind} {i} {key}"] for key in row.values})
            for i, row in enumerate(getattr(found, kind))
        ]

    checked, missing = limits.checked(x)
    odds = point.get("odds")
    gain = ce.left_over(best.j, home.j)
    verdict = advice.verdict(x, found, gain, odds)
    return ColdEnd(
        best=best,
        second=of.second,
        present=home,
        gain=gain,
        states=found.states,
        feasible=found.feasible,
        gap=point["gap"],
        v_from=point["v from"],
        v_to=point["v to"],
        p_from=point["p from"],
        p_to=point["p to"],
        curve=tuple(CurvePoint(row.what, **of) for row, of in rows("curve")),
        alternatives=tuple(
            Alternative(row.what, of["less"], of["v"], of["p"], of["net"])
            for row, of in rows("alternatives")
        ),
        binding=tuple(Bound(row.name, of["worth"], row.what) for row, of in rows("binding")),
        swings=tuple(Swing(row.name, row.by, row.what, **of) for row, of in rows("swings")),
        odds=odds,
        advice=verdict,
        set_points=advice.set_points(x, found, home, best),
        checked=", ".join(checked),
        not_checked=", ".join(missing) or "nothing",
        flags=advice.flags(x, found, home),
    )
