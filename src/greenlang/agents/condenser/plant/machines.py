"""Machines of a unit's cold end: pumps, vacuum pumps, tower and turbine."""

from typing import Any, Literal

import numpy as np

from greenlang.agents.condenser.model import (
    CwPumps,
    Fan,
    PumpUnit,
    Tower,
    Turbine,
    Vacuum,
    VacuumPoint,
)
from greenlang.agents.condenser.plant.tags import (
    DIFFERENCE,
    KELVIN,
    MASS_FLOW,
    METRE,
    PASCAL,
    RATIO,
    VOLUME_FLOW,
    WATT,
)
from greenlang.agents.prices import Tables
from greenlang.agents.reading import Node, cells
from greenlang.core.errors import GreenlangError
from greenlang.core.units import Unit
from greenlang.library.flow.pumps import PumpRow, PumpTable
from greenlang.library.tower.fit import characteristic
from greenlang.library.turbine import checks
from greenlang.library.turbine.response import ResponseCurve, ResponsePoint

PUMPS = ("curve", "units", "static_head", "system_point", "eta_motor", "density")
VACUUM = ("kind", "pumps", "curve", "curve_seal", "power", "above")
TOWER = ("cells", "fan", "merkel", "test", "recirculation")
TURBINE = ("curve", "kind", "p_ref", "alarm", "trip", "reheat")
DENSITY = 998.0  # kg/m3, of the water for which pump power is given
KINDS: dict[str, Literal["power", "heat_rate", "output"]] = {
    "power": "power", "heat_rate": "heat_rate", "output": "output",
}  # fmt: skip


def rows(
    node: Node, key: str, tables: Tables, columns: dict[str, Unit], needed: tuple[str, ...]
) -> list[tuple[Any, ...]]:
    """Rows of the CSV that a key names, or that stand here, in SI; problems named by row."""
    if key not in node:
        return []
    name, given = node.at(key), node.given[key]
    if isinstance(given, str):
        name = given
        try:
            given = tables(given)
        except GreenlangError as error:
            node.found.add(node.at(key), str(error))
            return []
    if not isinstance(given, list):
        node.found.add(node.at(key), "a CSV file, or a list of rows")
        return []
    parts = [Node(one, f"{name}, row {i + 1}", None, node.found) for i, one in enumerate(given)]
    return [one for part in parts if (one := cells(part, columns, needed)) is not None]


def pumps(node: Node, tables: Tables) -> CwPumps | None:
    """Cooling-water pumps; without a curve they count as running or not."""
    if not node.given:
        return None
    columns = {"v": VOLUME_FLOW, "head": METRE, "power": WATT, "efficiency": RATIO, "npsh": METRE}
    points = rows(node, "curve", tables, columns, ("v", "head"))
    curve = None
    if points:
        ordered = sorted(points, key=lambda point: point[0])
        curve = PumpTable(tuple(PumpRow(*point) for point in ordered), DENSITY)
    at = node.node("system_point", ("v", "head"))
    return CwPumps(
        units=tuple(_pump(node, i, one) for i, one in enumerate(node.items("units"))),
        curve=curve,
        static_head=node.number("static_head", METRE, above=-50, upto=200),
        system_v=at.number("v", VOLUME_FLOW, above=0),
        system_head=at.number("head", METRE, above=0, upto=300),
        eta_motor=node.number("eta_motor", RATIO, default=0.96, above=0, upto=1) or 0.96,
    )


def _pump(node: Node, i: int, given: Any) -> PumpUnit:
    if isinstance(given, str):
        return PumpUnit(given)
    part = Node(given, f"{node.at('units')}[{i}]", ("id", "speed"), node.found)
    speed = [float(x) for x in part.items("speed") if isinstance(x, int | float)]
    if "speed" in part and not (len(speed) == 2 and 0 < speed[0] <= speed[1] <= 1):
        part.found.add(part.at("speed"), "give the range as [0.6, 1.0], shares of full speed")
        speed = []
    return PumpUnit(part.text("id"), (speed[0], speed[1]) if speed else (1.0, 1.0))


def vacuum(node: Node, tables: Tables) -> Vacuum | None:
    """Vacuum pumps or ejectors; without a curve there is no floor pressure."""
    if not node.given:
        return None
    kind = node.text("kind", "liquid_ring", ("liquid_ring", "ejector"))
    columns = {"p": PASCAL, "v": VOLUME_FLOW, "air": MASS_FLOW}
    column = "v" if kind == "liquid_ring" else "air"
    points = rows(node, "curve", tables, columns, ("p", column))
    return Vacuum(
        kind="ejector" if kind == "ejector" else "liquid_ring",
        units=tuple(str(one) for one in node.items("pumps")) or ("vacuum",),
        curve=tuple(VacuumPoint(*point) for point in sorted(points, key=lambda one: one[0])),
        t_curve=node.number("curve_seal", KELVIN, above=270, upto=340),
        power=node.number("power", WATT, above=0),
        above=node.number("above", DIFFERENCE, default=3.0, above=-1e-9, upto=20) or 0.0,
    )


def tower(node: Node, tables: Tables) -> Tower | None:
    """Cooling tower: its fill by c and n, or by test points of L/G and Merkel's number."""
    if not node.given:
        return None
    given = node.node("merkel", ("c", "n"))
    c, n = (given.number(key, RATIO, above=0, upto=20) for key in ("c", "n"))
    points = rows(node, "test", tables, {"ratio": RATIO, "me": RATIO}, ("ratio", "me"))
    if points:
        c, n = _fitted(node, points)
    fan = node.node("fan", ("power", "air", "speeds"))
    speeds = tuple(float(x) for x in fan.items("speeds") if isinstance(x, int | float))
    if any(not 0 < x <= 1 for x in speeds):
        fan.found.add(fan.at("speeds"), f"{list(speeds)}: shares of full speed, above 0 up to 1")
    return Tower(
        cells=_cells(node),
        fan=Fan(
            fan.number("power", WATT, above=0), fan.number("air", MASS_FLOW, above=0),
            speeds or (1.0,),
        ),
        c=c,
        n=n,
        recirculation=node.number("recirculation", DIFFERENCE, default=0.0, above=-1e-9, upto=10)
        or 0.0,
    )  # fmt: skip


def _cells(node: Node) -> tuple[str, ...]:
    given = node.given.get("cells")
    if isinstance(given, int) and not isinstance(given, bool) and 0 < given < 100:
        return tuple(f"C{i + 1}" for i in range(given))
    if not node.items("cells"):
        node.missing("cells", "their number, or their names")
    return tuple(str(one) for one in node.items("cells"))


def _fitted(node: Node, points: list[tuple[Any, ...]]) -> tuple[float | None, float | None]:
    try:
        fit = characteristic(np.array([p[0] for p in points]), np.array([p[1] for p in points]))
    except GreenlangError as error:
        node.found.add(node.at("test"), str(error))
        return None, None
    return fit.c, fit.n


def turbine(node: Node, tables: Tables) -> Turbine:
    """The exhaust curve, checked: its zero, its fall, its pressures (spec 3.9)."""
    alarm, trip = (node.number(key, PASCAL, above=1e3, upto=1e5) for key in ("alarm", "trip"))
    if alarm and trip and alarm >= trip:
        node.found.add(node.at("alarm"), "the alarm lies below the trip")
    curve = _response(node, tables)
    reheat = node.given.get("reheat", True)
    return Turbine(curve, alarm, trip, reheat is not False)


def _response(node: Node, tables: Tables) -> ResponseCurve | None:
    if "curve" not in node:
        return None
    kind: Literal["power", "heat_rate", "output"] = KINDS.get(
        node.text("kind", "power", tuple(KINDS)), "power"
    )
    p_ref = node.number("p_ref", PASCAL, above=500, upto=1e5, needed=True)
    column = "power" if kind == "output" else "change"
    columns = {"p": PASCAL, "load": RATIO, "change": RATIO, "power": WATT}
    points = rows(node, "curve", tables, columns, ("p", column))
    if p_ref is None or not points:
        return None
    any_load = all(point[1] is None for point in points)
    made = tuple(
        ResponsePoint(p, 1.0 if load is None else load, change, power)
        for p, load, change, power in points
    )
    curve = ResponseCurve(kind, p_ref, made, any_load)
    try:
        checks.shapes(curve)
    except GreenlangError as error:
        node.found.add(node.at("curve"), str(error))
        return None
    return curve
