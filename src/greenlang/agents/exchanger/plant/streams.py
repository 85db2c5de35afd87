"""Fluids, assays and the network of a plant file."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from greenlang.agents.exchanger.model import (
    Assay,
    Fluid,
    Furnace,
    HeatCurve,
    Network,
    Path,
    Petroleum,
    PropertyTable,
    PureFluid,
    Water,
)
from greenlang.agents.exchanger.plant.equipment import KELVIN, RATIO, VOLUME_FLOW, WATT, unit
from greenlang.agents.reading import Node, cells, headings
from greenlang.core import units as u
from greenlang.core.errors import near

Tables = Callable[[str], list[dict[str, str]]]
KINDS = ("petroleum", "table", "enthalpy", "water", "pure")
LIQUID = 200.0  # kg/m3: denser than any gas at the pressures of exchangers
FLUID = ("kind", "api", "watson_k", "viscosity", "bubble_point", "file", "rows", "name", "pressure")
KINEMATIC, DYNAMIC = unit(u.M2PerSecond), unit(u.PascalSecond)
COLUMNS = {
    "t": KELVIN, "rho": unit(u.KgPerM3), "cp": unit(u.JoulePerKgKelvin), "mu": DYNAMIC,
    "k": unit(u.WattPerMetreKelvin),
}  # fmt: skip
CURVE = {
    "t": KELVIN, "h": unit(u.JoulePerKg), "rho": COLUMNS["rho"], "mu": DYNAMIC, "k": COLUMNS["k"],
}  # fmt: skip


def fluids(top: Node, tables: Tables, barometer: float | None) -> dict[str, Fluid]:
    """Fluid by name."""
    nodes = top.nodes("fluids", FLUID)
    found = {name: fluid(node, tables, barometer) for name, node in nodes.items()}
    if not found:
        top.missing("fluids", "describe the fluids by API gravity, table, water or CoolProp name")
    return found


def fluid(node: Node, tables: Tables, barometer: float | None) -> Fluid:
    """One fluid of any kind."""
    kind = node.text("kind", None, KINDS)
    if kind in {"table", "enthalpy"}:
        return _table(node, tables)
    pressure = node.number("pressure", unit(u.Pascal), above=0, upto=1e8, barometer=barometer)
    if kind == "water":
        if "pressure" not in node:
            node.found.assume(node.at("pressure"), "10 bar a: a liquid hardly depends on it")
        return Water(pressure or 1_000_000.0)
    if kind == "pure":
        if "pressure" not in node:
            node.missing("pressure", "a pure fluid needs its pressure, such as '8 bar a'")
        return PureFluid(node.text("name"), pressure or 1e5)
    return _petroleum(node)


def _petroleum(node: Node) -> Petroleum:
    api = node.number("api", RATIO, above=-10, upto=110, needed=True)
    if "watson_k" not in node:
        node.missing("watson_k", "API gravity alone does not fix the heat capacity: give Watson K")
    watson = node.number("watson_k", RATIO, above=8, upto=14)
    points = []
    for i, pair in enumerate(node.items("viscosity")):
        path = f"{node.at('viscosity')}[{i}]"
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            node.found.add(path, f"a temperature and a viscosity are needed, got {pair!r}")
            continue
        t, nu = node.converted(path, pair[0], KELVIN), node.converted(path, pair[1], KINEMATIC)
        if t is not None and nu is not None:
            points.append((t, nu))
    points.sort()
    for (t_1, nu_1), (t_2, nu_2) in itertools.pairwise(points):
        if nu_2 >= nu_1:
            node.found.add(
                node.at("viscosity"),
                f"rises from {nu_1 * 1e6:g} to {nu_2 * 1e6:g} cSt between {t_1 - 273.15:g} and "
                f"{t_2 - 273.15:g} degC: a liquid's viscosity falls with temperature",
            )
    if len(points) == 1:
        node.found.add(node.at("viscosity"), "one point does not fix the slope: give two, or none")
    bubble = node.number("bubble_point", KELVIN, above=0, upto=2000)
    return Petroleum(api or 30.0, watson or 11.8, tuple(points), bubble)


def _table(node: Node, tables: Tables) -> PropertyTable | HeatCurve:
    """Rows by temperature: with a column h a heating curve, else properties with cp."""
    given = tables(node.text("file")) if "file" in node else node.items("rows")
    parts = [
        Node(row, f"{node.at('rows')}[{i + 1}]", None, node.found) for i, row in enumerate(given)
    ]
    if any("h" in headings(part) for part in parts):
        return _heat_curve(node, parts)
    if node.text("kind") == "enthalpy":
        node.found.add(node.path, "an enthalpy curve needs the columns T and h; there is no h")
        return HeatCurve(((273.15, 0.0, None, None, None), (773.15, 1e6, None, None, None)))
    rows: list[Any] = [row for part in parts if (row := cells(part, COLUMNS, ("t", "cp")))]
    rows.sort()
    if len(rows) < 2:
        node.found.add(node.path, f"a property table needs two rows or more, got {len(rows)}")
        rows = [(273.15, None, 2000.0, None, None), (773.15, None, 2000.0, None, None)]
    for (t_1, rho, _, mu_1, _), (t_2, _, _, mu_2, _) in itertools.pairwise(rows):
        if None not in (rho, mu_1, mu_2) and rho > LIQUID and mu_2 >= mu_1:
            node.found.add(
                node.path,
                f"viscosity rises from {mu_1 * 1e3:g} to {mu_2 * 1e3:g} mPa s between "
                f"{t_1 - 273.15:g} and {t_2 - 273.15:g} degC: a liquid's falls with temperature",
            )
    return PropertyTable(tuple(rows))


def _heat_curve(node: Node, parts: list[Node]) -> HeatCurve:
    rows: list[Any] = [row for part in parts if (row := cells(part, CURVE, ("t", "h")))]
    rows.sort(key=lambda row: (row[1], row[0]))
    for (t_1, h_1, *_), (t_2, h_2, *_) in itertools.pairwise(rows):
        if not (h_2 > h_1 and t_2 >= t_1):
            node.found.add(
                node.path,
                f"heating curve: T must not fall while h rises, but {t_1 - 273.15:g} degC, "
                f"{h_1 / 1e3:g} kJ/kg is followed by {t_2 - 273.15:g} degC, {h_2 / 1e3:g} kJ/kg",
            )
    if len(rows) < 2:
        node.found.add(node.path, f"a heating curve needs two points or more, got {len(rows)}")
        rows = [(273.15, 0.0, None, None, None), (773.15, 1e6, None, None, None)]
    return HeatCurve(tuple(rows))


def assays(
    top: Node, known: Mapping[str, Fluid], tables: Tables, barometer: float | None
) -> tuple[Assay, ...]:
    """Dated properties of a fluid, in order of time."""
    found = []
    for i, entry in enumerate(top.items("assays")):
        node = Node(entry, f"assays[{i}]", ("from", "fluid", *FLUID), top.found)
        name, day = node.text("fluid"), node.day("from")
        if name and name not in known:
            node.found.add(node.at("fluid"), f"{name!r} is not under fluids{near(name, known)}")
        if day is None:
            node.missing("from", "the day from which the assay holds")
            continue
        found.append(Assay(day, name, fluid(node, tables, barometer)))
    return tuple(sorted(found, key=lambda assay: (assay.day, assay.fluid)))


def network(top: Node, assets: Mapping[str, Any], known: Mapping[str, Fluid]) -> Network:
    """Who feeds whom, and the furnace."""
    node = top.node("network", ("cold", "hot", "furnace"))
    cold, hot = (
        tuple(
            _path(node, entry, f"{node.at(side)}[{i}]") for i, entry in enumerate(node.items(side))
        )
        for side in ("cold", "hot")
    )
    for side, paths in (("cold", cold), ("hot", hot)):
        for i, path in enumerate(paths):
            where = f"{node.at(side)}[{i}]"
            if path and path[0] not in known:
                node.found.add(
                    where, f"begins with {path[0]!r}, which is no fluid{near(str(path[0]), known)}"
                )
    for side, paths in (("cold", cold), ("hot", hot)):
        named = [name for path in paths for name in members(path) if name in assets]
        for name in dict.fromkeys(name for name in named if named.count(name) > 1):
            node.found.add(node.at(side), f"{name} appears twice on the {side} side")
    return Network(cold, hot, _furnace(node))


def members(path: Path) -> list[str]:
    """Every name on a path, splits included, without the leading fluid."""
    names: list[str] = []
    for part in path[1:]:
        if isinstance(part, Mapping):
            for branch in part["split"]:
                names += members(("", *branch))
        else:
            names.append(part)
    return names


def _path(node: Node, entry: Any, where: str) -> Path:
    if not isinstance(entry, list | tuple) or not entry:
        node.found.add(where, f"a list of names in flow order is needed, got {entry!r}")
        return ()
    return tuple(_part(node, part, where) for part in entry)


def _part(node: Node, part: Any, where: str) -> Any:
    if isinstance(part, Mapping):
        if set(part) != {"split"} or not isinstance(part["split"], list):
            node.found.add(where, f"a split is {{split: [[...], [...]]}}, got {dict(part)!r}")
            return ""
        return {"split": tuple(_path(node, branch, where) for branch in part["split"])}
    return str(part)


def _furnace(node: Node) -> Furnace | None:
    if "furnace" not in node:
        return None
    part = node.node("furnace", ("asset", "efficiency", "fuel", "duty_max", "duty_now", "feed"))
    efficiency = part.number("efficiency", RATIO, above=0, upto=1.1, needed=True)
    duty_max = part.number("duty_max", WATT, above=0)
    duty_now = part.number("duty_now", WATT, above=0)
    if duty_max is not None and duty_now is None:
        part.found.assume(
            part.at("duty_max"), "not counted: give duty_now, the furnace's duty today"
        )
    return Furnace(
        part.text("asset"), efficiency or 1.0, part.text("fuel", "gas"), duty_max, duty_now,
        part.number("feed", VOLUME_FLOW, above=0),
    )  # fmt: skip
