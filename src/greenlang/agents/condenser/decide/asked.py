"""Cases of the decisions from a plant and what its history says: numbers as they are audited."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar, cast

import numpy as np

from greenlang.agents.condenser import cases
from greenlang.agents.condenser.cases import Tubes
from greenlang.agents.condenser.decide import cold
from greenlang.agents.condenser.decide.basis import Basis
from greenlang.agents.condenser.decide.cleaning import Box, CleaningPlanCase, Period, Service, Way
from greenlang.agents.condenser.decide.cold import ColdEndCase
from greenlang.agents.condenser.method.repair import AirRepairCase, VacuumSet
from greenlang.agents.condenser.model import CleaningMethod, PlanSettings, Plant, PowerUnit
from greenlang.core.errors import InsufficientData
from greenlang.library.fouling.deposit import Deposit, Law
from greenlang.library.steam import saturation
from greenlang.library.turbine import response

T = TypeVar("T")
DIGITS = 9
WEEKS, PERIOD = 7, 14  # days
TRIP = 2000.0  # Pa kept from the trip after loss of a pump
AIR = 287.05
UNTIL = 90.0  # days: till a leak would be mended anyway, where no outage is planned


def exact(x: T) -> T:
    """A number as the decimal of its first digits; dataclasses and tuples part by part."""
    return cast("T", _exact(x))


def _exact(x: Any) -> Any:
    if isinstance(x, bool) or x is None or isinstance(x, int | str | Decimal):
        return x
    if is_dataclass(x) and not isinstance(x, type):
        return type(x)(**{f.name: _exact(getattr(x, f.name)) for f in fields(x)})
    if isinstance(x, tuple | list):
        return tuple(_exact(part) for part in x)
    return Decimal(f"{float(x):.{DIGITS}g}")


def now(of: Basis) -> dict[str, float]:
    """The last hours with the same machines running; the gauge's bias is taken off."""
    found = {name[4:]: x for name, x in of.latest.items() if name.startswith("now ")}
    if not {"t_in", "v", "q", "p", "power"} <= found.keys():
        return {}
    return {**found, "p": found["p"] - of.latest.get("bias", 0.0)}


def tubes(unit: PowerUnit, of: Basis, day: int) -> Tubes:
    """The tubes with what was learnt of them and what is plugged."""
    plugged = sum(unit.bundle.plugged_at(box, day) for box in of.boxes)
    known = replace(unit.bundle.tubes, plugged=float(plugged), f_b=of.f_b, f_t=of.f_t)
    return exact(known)


def prices(plant: Plant, unit: PowerUnit, day: int) -> cases.Prices:
    """Prices in force on a day, by the unit's basis."""
    p = plant.prices
    output = unit.basis == "constant_output"

    def at(series: Any) -> Any:
        return None if series is None else exact(series.at(day))

    return cases.Prices(
        "constant output" if output else "constant heat input", power=at(p.power),
        grid=at(p.power_factor), fuel=at(p.fuel), factor=at(p.co2_factor), co2=at(p.co2),
    )  # fmt: skip


def turbine(unit: PowerUnit, power: float, p: float) -> cases.Turbine:
    """The unit's curve with the power at its reference that gives this power at this pressure."""
    curve = unit.turbine.curve
    if curve is None:
        raise InsufficientData("no turbine curve: money and MW are not known")
    load, reference = power / unit.gross, power
    for _ in range(3):
        c = float(response.change(curve, np.array(p), np.array(load)))
        reference = power / (1 + c)
        load = reference / unit.gross
    if not np.isfinite(reference):
        raise InsufficientData(
            f"{p / 100:.4g} mbar at {100 * power / unit.gross:.3g} % of gross lies outside the "
            "turbine curve"
        )
    return cases.Turbine(
        exact(curve), exact(reference), exact(load), exact(unit.heat_rate)
    )  # fmt: skip


def cold_end(plant: Plant, unit: PowerUnit, of: Basis) -> ColdEndCase:
    """How to run now. InsufficientData says what a plant lacks for it."""
    at, pumps = now(of), unit.pumps
    if not at:
        raise InsufficientData("no day of good readings with pumps and fans told")
    if pumps is None or pumps.curve is None or pumps.static_head is None:
        raise InsufficientData("cooling-water pumps need curve, static_head and units")
    if f"pump {pumps.units[0].name}" not in at:
        raise InsufficientData("which cooling-water pumps run is not measured (pump_on)")
    day = int(of.latest["day"])
    groups = _pumps(unit, at)
    return ColdEndCase(
        tubes=tubes(unit, of, day),
        q=exact(at["q"]),
        pumps=groups,
        system=_system(unit),
        turbine=turbine(unit, at["power"], at["p"]),
        prices=prices(plant, unit, day),
        t_in=None if unit.tower is not None else exact(at["t_in"]),
        tower=None if unit.tower is None else _tower(unit, at),
        vacuum=_vacuum(unit, of),
        salinity=exact(unit.water.salinity) if unit.water.salinity else None,
        water=_water(plant, unit, day),
        r_f=exact(of.latest.get("r_f", 0.0)),
        r_air=exact(max(of.latest.get("r_air", 0.0), 0.0)),
        limits=_limits(unit),
        p=exact(at["p"]),
        barometer=exact(plant.barometer) if plant.barometer else None,
    )


def _pumps(unit: PowerUnit, at: Mapping[str, float]) -> tuple[cold.CoolingPumps, ...]:
    """Pumps of one speed range are equal; those without a drive come first."""
    pumps = unit.pumps
    if pumps is None or pumps.curve is None:
        return ()
    found = []
    for speeds in sorted({one.speed for one in pumps.units}, reverse=True):
        own = [one for one in pumps.units if one.speed == speeds]
        running = [at.get(f"pump {one.name}", 0.0) for one in own]
        now = max([share for share in running if share > 0], default=1.0)
        drive = speeds[0] < 1.0
        found.append(
            cold.CoolingPumps(
                exact(pumps.curve), _machines(unit, [one.name for one in own], running),
                exact(pumps.eta_motor), slowest=exact(speeds[0]) if drive else None,
                speed=exact(now if drive else 1.0),
            )
        )  # fmt: skip
    return tuple(found)


def _machines(
    unit: PowerUnit, names: Sequence[str], at: Sequence[float]
) -> tuple[cold.Machine, ...]:
    return tuple(
        cold.Machine(name, int(share > 0), tag=_tag(unit, "pump_on", name))
        for name, share in zip(names, at, strict=True)
    )


def _tag(unit: PowerUnit, role: str, item: str) -> str:
    """What the historian calls the state of a machine."""
    found = unit.tagged(role, item)
    return found[0].tag if found else ""


def _system(unit: PowerUnit) -> cold.SystemPoint:
    pumps = unit.pumps
    if pumps is None or None in (pumps.static_head, pumps.system_v, pumps.system_head):
        raise InsufficientData("cooling-water pumps need static_head and system_point")
    return exact(cold.SystemPoint(pumps.static_head, pumps.system_v, pumps.system_head))


def _tower(unit: PowerUnit, at: Mapping[str, float]) -> cold.Tower:
    tower = unit.tower
    if tower is None or None in (tower.fan.air, tower.fan.power, tower.c, tower.n):
        raise InsufficientData("the tower needs merkel (c, n) and its fan's air and power")
    if "t_wet_bulb" not in at or f"fan {tower.cells[0]}" not in at:
        raise InsufficientData("wet bulb and fans must be measured for the tower")
    speeds = np.array([0.0, *tower.fan.speeds])
    units = tuple(
        cold.Machine(
            name, int(np.argmin(np.abs(speeds - at.get(f"fan {name}", 0.0)))),
            tag=_tag(unit, "fan", name),
        )
        for name in tower.cells
    )  # fmt: skip
    cells = cold.Cells(
        units, exact(tower.fan.air), exact(tower.fan.power), exact(tuple(tower.fan.speeds))
    )
    return cold.Tower(
        (cells,), exact(tower.c), exact(tower.n), exact(at["t_wet_bulb"]),
        recirculation=exact(tower.recirculation),
    )  # fmt: skip


def _vacuum(unit: PowerUnit, of: Basis) -> cold.VacuumPumps | None:
    found = suction(unit, of)
    if found is None or unit.vacuum is None:
        return None
    v, running = found
    names = unit.vacuum.units
    return cold.VacuumPumps(
        tuple(
            cold.Machine(name, int(i < running), tag=_tag(unit, "vacuum_on", name))
            for i, name in enumerate(names)
        ),
        exact(v),
        exact(unit.vacuum.power), exact(of.air["m"]), exact(unit.vacuum.above),
    )  # fmt: skip


def suction(unit: PowerUnit, of: Basis) -> tuple[float, int] | None:
    """Volume flow of one vacuum pump as the history saw it, and how many run; None: not known."""
    at, air, vacuum = now(of), of.air, unit.vacuum
    running = round(at.get("vacuum_pumps", 0.0))
    if vacuum is None or vacuum.power is None or running < 1 or "capacity" not in air:
        return None
    t = at["t_in"] + vacuum.above
    left = at["p"] - float(saturation.pressure(np.array(t)))
    v = air["capacity"] / running * AIR * t / left
    return (v, running) if left > 0 and v > 0 and air.get("m", 0.0) > 0 else None


def _water(plant: Plant, unit: PowerUnit, day: int) -> cold.WaterPrices | None:
    if unit.tower is None or plant.prices.water is None:
        return None
    return cold.WaterPrices(exact(plant.prices.water.at(day)))


def _limits(unit: PowerUnit) -> cold.Limits:
    own, t = unit.water.limits, unit.turbine
    most = min([p for p in (t.alarm, unit.p_max) if p is not None], default=None)
    return exact(
        cold.Limits(
            v_least=own.v_min, v_most=own.v_max, t_out=own.t_out, rise=own.rise, p_most=most,
            p_most_after_loss=None if t.trip is None else t.trip - TRIP,
            oxygen=unit.oxygen_limit,
        )
    )  # fmt: skip


def cleaning_plan(plant: Plant, unit: PowerUnit, of: Basis) -> tuple[CleaningPlanCase, list[int]]:
    """The plan of a unit's waterboxes, and the first day of each of its periods."""
    settings = plant.plan or PlanSettings(of.end + 1)
    if not plant.methods:
        raise InsufficientData("no ways to clean are given: add methods to the plant file")
    if not of.weeks:
        raise InsufficientData("no season is known: too few days with load")
    missing = [box for box in of.boxes if box not in of.growth]
    if missing:
        raise InsufficientData(
            f"no forecast of {', '.join(missing)}: too few days since a cleaning"
        )
    start = max(settings.start, of.end + 1)
    days = [start + PERIOD * i for i in range(max(settings.weeks * WEEKS // PERIOD, 1))]
    case = CleaningPlanCase(
        tubes=tubes(unit, of, of.end),
        boxes=tuple(_box(unit, of, box) for box in of.boxes),
        periods=tuple(_period(plant, unit, of, settings, day) for day in days),
        ways=tuple(_way(method) for method in plant.methods),
        turbine=turbine(unit, of.latest["power"], of.latest["p"] - of.latest.get("bias", 0.0)),
        prices=prices(plant, unit, start),
        crews=settings.crews,
        r_air=exact(max(of.air.get("r_air_usual", 0.0), 0.0)),
        salinity=exact(unit.water.salinity) if unit.water.salinity else None,
    )
    return case, days


def _box(unit: PowerUnit, of: Basis, box: str) -> Box:
    g = of.growth[box]
    share = unit.bundle.share[box] / sum(unit.bundle.share[one] for one in of.boxes)
    given = {name: exact(value) for name, value in g.parameters.items()}
    deposit = Deposit(
        cast("Law", g.law), exact(g.r_now), **given, sigma_pace=exact(g.sigma_pace),
        sigma_r_now=exact(g.sigma),
    )  # fmt: skip
    return Box(box, exact(share), deposit, spared=box in of.spared)


def _period(plant: Plant, unit: PowerUnit, of: Basis, settings: PlanSettings, day: int) -> Period:
    """A fortnight as the same weeks of the years before were."""
    span = np.arange(day, day + PERIOD)
    date = span.astype("datetime64[D]")
    week = (date - date.astype("datetime64[Y]")).astype(int) // 7

    def mean(name: str) -> float:
        return float(np.mean(np.array(of.weeks[name])[week]))

    out = sum(first <= one <= last for one in span for first, last in settings.outages)
    closed = any(first <= one <= last for one in span for first, last in settings.closed)
    price = plant.prices.power
    made = turbine(unit, mean("power"), mean("p_used"))
    return Period(
        name=str(date[0]), length=exact(PERIOD * 86400.0), t_in=exact(mean("t_in")),
        v=exact(mean("v")), q=exact(mean("q")), power=made.power, load=made.load,
        price=None if price is None else exact(price.at(day)),
        on=exact(1 - min(out, PERIOD) / PERIOD), outage=bool(out), closed=closed,
    )  # fmt: skip


def _way(method: CleaningMethod) -> Way:
    service: Service = "on line" if method.online else "half box" if method.half_box else "outage"
    return Way(
        method.name, exact(method.cost), exact(method.duration), exact(method.effect),
        exact(method.effect_sigma), service, tuple(method.removes),
        derate=exact(method.derate), wear=exact(method.wear), crew="crew" in method.needs,
    )  # fmt: skip


def air_repair(plant: Plant, unit: PowerUnit, of: Basis, cost: float) -> AirRepairCase | None:
    """The leak that is open now; None where there is none or the pumps are not known."""
    found = suction(unit, of)
    if found is None or of.leak_since is None or unit.vacuum is None:
        return None
    usual = min(of.air["m_usual"], of.air["m"])
    if not 0 < usual < of.air["m"]:
        return None
    v, running = found
    at, day = of.latest, int(of.latest["day"])
    spare = max(len(unit.vacuum.units) - running, 0)
    return AirRepairCase(
        tubes=tubes(unit, of, day), t_in=exact(at["t_in"]), v=exact(at["v"]), q=exact(at["q"]),
        m_air=exact(of.air["m"]), m_air_after=exact(usual),
        vacuum=VacuumSet(exact(v), exact(unit.vacuum.power), running, spare,
                         exact(unit.vacuum.above)),
        turbine=turbine(unit, at["power"], at["p"] - at.get("bias", 0.0)),
        prices=prices(plant, unit, day), cost=exact(cost), until=exact(_until(plant, of) * 86400.0),
        r_f=exact(at.get("r_f", 0.0)), r_air=exact(max(at.get("r_air", 0.0), 0.0)),
        r_air_after=exact(max(min(of.air.get("r_air_usual", 0.0), at.get("r_air", 0.0)), 0.0)),
        salinity=exact(unit.water.salinity) if unit.water.salinity else None,
    )  # fmt: skip


def _until(plant: Plant, of: Basis) -> float:
    """Days to the next outage of the plan."""
    outages = () if plant.plan is None else plant.plan.outages
    ahead = [first - of.end for first, _ in outages if first > of.end]
    return float(min(ahead, default=UNTIL))
