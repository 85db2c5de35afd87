"""The cold water that a tower should give, what moved it, and what the tower uses (spec 3.15)."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from greenlang.agents.condenser import circuit_equations as ux
from greenlang.agents.condenser import equations as cx
from greenlang.agents.condenser import water
from greenlang.agents.condenser.decide import cold_equations as ce
from greenlang.agents.condenser.method.decomposition import InletPart
from greenlang.agents.condenser.method.shapley import TEMPERATURE, value
from greenlang.core.errors import ImpossibleState, InsufficientData
from greenlang.core.provenance import count, untraced
from greenlang.core.solve import Residual, solved
from greenlang.core.units import (
    ONE,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M3PerSecond,
    Pascal,
    Ratio,
    Unit,
    Watt,
)
from greenlang.library.air import moist
from greenlang.library.heat import balance as heat
from greenlang.library.tower import fans, merkel
from greenlang.library.tower import water as use
from greenlang.library.tower.water import WaterUse

Number = Any
RATIO = Unit("1", ONE)
PLAYERS = ("wet bulb", "recirculation", "capability")


@dataclass(frozen=True)
class TowerState:
    """Air at a tower and its fill's constant: what a reference is told by."""

    t_wb: Kelvin
    c: Ratio
    recirculation: KelvinDiff = "0"


@dataclass(frozen=True)
class TowerCase:
    """Cells that run, `idle` ones whose fans stand, water and its heat, the air.

    Air by wet bulb, or by dry bulb and humidity; `recirculation` is what the wet bulb at the air
    inlet lies above it. `c` and `n` are the fill's, by the maker or `library.tower.fit`. With
    `t_cold` measured the tower's capability is told, with a `reference` what moved the cold water.
    """

    c: Ratio
    n: Ratio
    running: int
    g: KgPerSecond
    v: M3PerSecond
    q: Watt
    barometer: Pascal
    t_wb: Kelvin | None = None
    t_db: Kelvin | None = None
    phi: Ratio | None = None
    recirculation: KelvinDiff = "0"
    idle: int = 0
    idle_air: Ratio | None = None
    t_cold: Kelvin | None = None
    reference: TowerState | None = None
    coc: Ratio | None = None
    drift: Ratio = "0.00002"
    salinity: Ratio | None = None


@dataclass(frozen=True)
class Tower:
    """Cold water by the fill's law; `over` is what was measured above it.

    `c_measured` is the fill's constant that the measured cold water asks for, `capability` the
    water that the tower cools over what it should. `inlet` are parts of the change of the cold
    water against the reference, as `decomposition` takes them.
    """

    t_wb: Kelvin
    t_cold: Kelvin
    t_hot: Kelvin
    r: KelvinDiff
    approach: KelvinDiff
    ratio: Ratio
    over: KelvinDiff | None
    c_measured: Ratio | None
    capability: Ratio | None
    inlet: tuple[InletPart, ...]
    use: WaterUse | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class _Water:
    m: Number
    r: Number
    cp: Number


def tower(x: TowerCase) -> Tower:
    """Cold water, approach, capability, causes and water use of a cooling tower.

    Raises ImpossibleState with the lowest cold water that there can be where the approach cannot
    be reached.
    """
    if x.running < 1:
        raise InsufficientData("running: one cell at least must have its fan on")
    t_wb, w_air = _air(x)
    entering = merkel.hot_water(t_wb, x.recirculation)
    w = _water(x, t_wb)
    cold = _cold(x, w, entering, x.c)
    one = fans.water_of_cell(w.m, count(x.running + x.idle))
    ratio = merkel.loading(one, x.g)
    c_test, able = _measured(x, w, entering, ratio)
    return Tower(
        t_wb=t_wb,
        t_cold=cold,
        t_hot=merkel.hot_water(cold, w.r),
        r=w.r,
        approach=merkel.approach(cold, t_wb),
        ratio=ratio,
        over=None if x.t_cold is None else cx.difference(x.t_cold, cold),
        c_measured=c_test,
        capability=able,
        inlet=() if x.reference is None else _parts(x, x.reference, w, t_wb),
        use=None if x.coc is None else _use(x, w, entering, cold, w_air, x.coc),
        flags=_flags(x),
    )


def _air(x: TowerCase) -> tuple[Number, Number]:
    """Wet bulb and humidity ratio of the ambient air."""
    if isinstance(x.phi, Decimal) and not 0 < x.phi <= 1:
        raise ImpossibleState(f"phi = {x.phi:.4g}: air holds above 0 to 100 %; write it as '55 %'")
    if x.t_db is not None and x.phi is not None:
        w = moist.humidity_ratio(x.t_db, x.phi, x.barometer)
        return moist.wet_bulb(x.t_db, w, x.barometer) if x.t_wb is None else x.t_wb, w
    if x.t_wb is None:
        raise InsufficientData("give t_wb, or t_db with phi, for the air")
    if x.t_db is not None:
        return x.t_wb, moist.humidity_ratio_wet(x.t_db, x.t_wb, x.barometer)
    return x.t_wb, moist.saturated_humidity_ratio(x.t_wb, x.barometer)


def _water(x: TowerCase, t_wb: Number) -> _Water:
    p_w = cx.assumed_water_pressure(t_wb)
    m = heat.mass_flow(x.v, water.density(p_w, t_wb, x.salinity))
    cp = water.heat_capacity(p_w, t_wb, x.salinity)
    return _Water(m, ux.heated_by(x.q, m, cp), cp)


def _cold(x: TowerCase, w: _Water, t_wb: Number, c: Number) -> Number:
    groups = [fans.Cells(count(x.running), x.g)]
    if x.idle:
        idle = fans.assumed_idle_air(x.g) if x.idle_air is None else fans.idle_air(x.g, x.idle_air)
        groups.append(fans.Cells(count(x.idle), idle))
    air = merkel.entering(t_wb, x.barometer)
    return fans.cells_at_range(groups, w.m, w.r, air, (c, x.n), w.cp).t_cold


def _measured(x: TowerCase, w: _Water, t_wb: Number, ratio: Number) -> tuple[Number, Number]:
    """The fill's constant by the measured cold water, and the capability."""
    if x.t_cold is None or x.idle:
        return None, None
    air = merkel.entering(t_wb, x.barometer)
    asked = merkel.required(x.t_cold, w.r, air, ratio, w.cp)

    def rows(at: dict[str, Any]) -> list[Residual]:
        need = merkel.asked(x.t_cold, w.r, air, at["ratio"], w.cp)
        given = merkel.available(x.c, at["ratio"], x.n)
        return [Residual(merkel.missed(need, given), (need, given))]

    with untraced():
        start = ratio * (x.c / ux.constant_of_fill(asked, ratio, x.n))
    found = solved("tower.predicted_loading", {"ratio": (RATIO, +start)}, rows)["ratio"]
    return ux.constant_of_fill(asked, ratio, x.n), ux.capability(ratio, found)


def _parts(x: TowerCase, ref: TowerState, w: _Water, t_wb: Number) -> tuple[InletPart, ...]:
    """What moved the cold water at this flow and heat: Shapley's values, which sum to the whole.

    The fill's constant is the measured one where there is a measurement.
    """
    c = x.c if x.t_cold is None else _measured_constant(x, w, t_wb)

    def cold(there: frozenset[str]) -> Number:
        wet = t_wb if "wet bulb" in there else ref.t_wb
        more = x.recirculation if "recirculation" in there else ref.recirculation
        return _cold(x, w, merkel.hot_water(wet, more), c if "capability" in there else ref.c)

    whole = frozenset(PLAYERS)
    sets = [frozenset(s) for n in range(len(PLAYERS) + 1) for s in combinations(PLAYERS, n)]
    found = {s: cold(s) for s in sets}
    return tuple(
        InletPart(name, value(name, whole, lambda s: found[s], TEMPERATURE)) for name in PLAYERS
    )


def _measured_constant(x: TowerCase, w: _Water, t_wb: Number) -> Number:
    one = fans.water_of_cell(w.m, count(x.running + x.idle))
    entering = merkel.hot_water(t_wb, x.recirculation)
    found = _measured(x, w, entering, merkel.loading(one, x.g))[0]
    return x.c if found is None else found


def _use(
    x: TowerCase, w: _Water, t_wb: Number, cold: Number, w_air: Number, coc: Number
) -> WaterUse:
    air = merkel.entering(t_wb, x.barometer)
    g = ce.of_cells(count(x.running), x.g)
    return use.use(w.m, g, w.r, cold, air, w_air, w.cp, coc, x.drift)


def _flags(x: TowerCase) -> tuple[str, ...]:
    if not isinstance(x.v, Decimal):
        return ()
    said = []
    if x.idle and x.idle_air is None:
        said.append("12 % of the air through cells whose fans stand: assumed, unconfirmed")
    if x.idle and x.t_cold is not None:
        said.append("capability needs every cell running: it is not told")
    if x.coc is not None and x.t_db is None:
        said.append("water use with saturated air: give t_db, or the evaporation is the least")
    return tuple(said)
