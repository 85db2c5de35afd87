"""One unit of a plant file: zones, tubes, water, reference, clean model, tags."""

from collections.abc import Mapping
from typing import Any

from greenlang.agents.condenser.cases import Reference, Tubes
from greenlang.agents.condenser.model import (
    Basis,
    Bundle,
    CleanModel,
    CoolingWater,
    CwPumps,
    PowerUnit,
    System,
    Tower,
    Vacuum,
    WaterLimits,
    Zone,
)
from greenlang.agents.condenser.plant import machines
from greenlang.agents.condenser.plant.tags import (
    DIFFERENCE,
    KELVIN,
    MASS_FLOW,
    METRE,
    PASCAL,
    RATIO,
    ROLES,
    VOLUME_FLOW,
    WATT,
    Item,
    Tags,
    tags,
    unit,
)
from greenlang.agents.prices import Tables
from greenlang.agents.reading import Node
from greenlang.core import units as u
from greenlang.core.errors import near

UNIT = (
    "gross", "basis", "heat_rate", "condenser", "tubes", "clean", "clean_model", "water", "pumps",
    "tower", "vacuum", "turbine", "air_limit", "limits", "tags", "rules",
)  # fmt: skip
CONDENSER = ("zones", "steam_volume", "reference", "r_f_design")
TUBES = (
    "count", "d_o", "od", "wall", "length", "passes", "k", "material", "rows", "plugged", "share",
)  # fmt: skip
RESISTANCE, CONDUCTIVITY = unit(u.M2KelvinPerWatt), unit(u.WattPerMetreKelvin)
VELOCITY, VOLUME = unit(u.MetrePerSecond), unit(u.CubicMetre)
CONDUCTIVITIES = {
    "titanium": 21.0, "admiralty": 111.0, "90-10": 45.0, "70-30": 29.0, "304": 15.0, "316": 15.0,
    "copper": 390.0, "aluminium brass": 100.0,
}  # fmt: skip
"""W/(m K) near 300 K, rounded from makers' sheets: defaults that a plant file may overrule."""
BASES: dict[str, Basis] = {
    "constant_heat_input": "constant_heat_input", "constant_output": "constant_output",
}  # fmt: skip
SYSTEMS: dict[str, System] = {
    "once_through": "once_through", "tower": "tower", "pond": "pond", "mixed": "mixed",
}  # fmt: skip
_JOULES = {"kJ/kWh": 1.0 / 3600.0, "MJ/kWh": 1.0 / 3.6, "Btu/kWh": 1055.05585262 / 3.6e6}


def power_unit(node: Node, name: str, tables: Tables, barometer: float | None) -> PowerUnit:
    """One unit; problems are noted on the way."""
    c = node.node("condenser", CONDENSER)
    zones = _zones(c)
    boxes = tuple(box for zone in zones for box in zone.boxes)
    cw, air = node.node("pumps", machines.PUMPS), node.node("vacuum", machines.VACUUM)
    fan = node.node("tower", machines.TOWER)
    pumps, vacuum = machines.pumps(cw, tables), machines.vacuum(air, tables)
    tower = machines.tower(fan, tables)
    water = _water(node)
    if water.system == "tower" and tower is None:
        node.found.assume(node.at("tower"), "no tower described: what it does is not split off")
    limits = node.node("limits", ("p_max", "do"))
    return PowerUnit(
        name=name,
        gross=node.number("gross", WATT, above=1e5, upto=3e9, needed=True) or 1e8,
        zones=zones,
        bundle=_bundle(node, zones, boxes),
        reference=_reference(c),
        basis=BASES.get(
            node.text("basis", "constant_heat_input", tuple(BASES)), "constant_heat_input"
        ),
        heat_rate=_heat_rate(node),
        volume=c.number("steam_volume", VOLUME, above=0, upto=1e5),
        r_f_design=c.number("r_f_design", RESISTANCE, above=0, upto=1e-2),
        clean=_clean(node, boxes),
        model=_model(node),
        water=water,
        pumps=pumps,
        vacuum=vacuum,
        tower=tower,
        turbine=machines.turbine(node.node("turbine", machines.TURBINE), tables),
        air_limit=node.number("air_limit", MASS_FLOW, above=0, upto=1),
        p_max=limits.number("p_max", PASCAL, default=35_000.0, above=1e3, upto=1e5) or 35_000.0,
        oxygen_limit=limits.number("do", RATIO, above=0, upto=1e-6),
        tags=_tags(node, zones, (pumps, vacuum, tower), barometer),
    )


def _zones(c: Node) -> tuple[Zone, ...]:
    """Zones by name: a mapping of waterboxes, or a list of {id, waterboxes}."""
    given = c.given.get("zones")
    if isinstance(given, list):
        parts = [
            Node(one, f"{c.at('zones')}[{i}]", ("id", "waterboxes"), c.found)
            for i, one in enumerate(given)
        ]
        found = [(p.text("id"), p.items("waterboxes")) for p in parts]
    elif isinstance(given, Mapping):
        zones = c.node("zones", None)
        found = [(name, zones.items(name)) for name in zones.given]
    else:
        c.missing("zones", "one steam pressure and its waterboxes, such as {A: [A1, A2]}")
        found = [("A", ["A"])]
    boxes = [str(box) for _, several in found for box in several]
    for name, several in found:
        if not several:
            c.found.add(f"{c.at('zones')}.{name}", "name its waterboxes, such as [A1, A2]")
    for box in sorted({box for box in boxes if boxes.count(box) > 1}):
        c.found.add(c.at("zones"), f"waterbox {box!r} is named twice")
    return tuple(Zone(name, tuple(map(str, several))) for name, several in found)


def _bundle(node: Node, zones: tuple[Zone, ...], boxes: tuple[str, ...]) -> Bundle:
    t = node.node("tubes", TUBES)
    count, passes = t.whole("count"), t.whole("passes", 1) or 1
    if count is None:
        t.missing("count", "tubes of the whole condenser")
    size = {"above": 0.005, "upto": 0.1, "needed": True}
    d_o = t.number("od" if "od" in t else "d_o", METRE, **size) or 0.0254  # type: ignore[arg-type]
    wall = t.number("wall", METRE, above=1e-4, upto=0.01, needed=True) or 0.001
    if d_o <= 2 * wall:
        t.found.add(t.at("wall"), f"{wall:g} m fills a tube of {d_o:g} m")
    material = t.text("material", "")
    return Bundle(
        tubes=Tubes(
            count=count or len(boxes),
            d_o=d_o,
            wall=wall,
            length=t.number("length", METRE, above=0.5, upto=50, needed=True) or 1.0,
            k_wall=_wall_conductivity(t, material),
            passes=passes,
            rows=t.number("rows", RATIO, default=_rows(t, count, zones), above=0.99, upto=500),
        ),
        share=_shares(t, boxes),
        plugged={box: _plugged(t, box, count) for box in boxes},
        material=material,
    )


def _rows(t: Node, count: int | None, zones: tuple[Zone, ...]) -> float:
    """Tubes that drip on one another: a square bundle's side, where nobody says it."""
    guess = round((0.5 * (count or 1000) / max(len(zones), 1)) ** 0.5)
    if "rows" not in t:
        t.found.assume(
            t.at("rows"), f"{guess} tubes drip on one another: prior of the bundle factor, 30 %"
        )
    return float(guess)


def _wall_conductivity(t: Node, material: str) -> float:
    known = CONDUCTIVITIES.get(material.lower())
    if "k" not in t and known is None:
        t.missing("k", f"conductivity of the tubes, or a material of {', '.join(CONDUCTIVITIES)}")
    elif "k" not in t:
        t.found.assume(t.at("k"), f"{known:g} W/m/K for {material}")
    return t.number("k", CONDUCTIVITY, default=known, above=1, upto=500) or 20.0


def _shares(t: Node, boxes: tuple[str, ...]) -> dict[str, float]:
    given = t.node("share", boxes)
    if not given.given:
        return {box: 1.0 / max(len(boxes), 1) for box in boxes}
    shares = {box: given.number(box, RATIO, above=0, upto=1) or 0.0 for box in boxes}
    if abs(sum(shares.values()) - 1.0) > 0.01:
        given.found.add(given.path, f"the shares sum to {sum(shares.values()):.4g}, not to 1")
    return shares


def _plugged(t: Node, box: str, count: int | None) -> tuple[tuple[int, int], ...]:
    """Dated numbers of plugged tubes of a waterbox; one number holds from ever."""
    node = t.node("plugged", None)
    given = node.given.get(box)
    entries = given if isinstance(given, list) else [] if given is None else [["1970-01-01", given]]
    found = []
    for i, entry in enumerate(entries):
        path = f"{node.at(box)}[{i}]"
        pair = list(entry) if isinstance(entry, list | tuple) and len(entry) == 2 else [None, None]
        day = node.as_day(path, pair[0]) if pair[0] is not None else None
        number = pair[1]
        if day is None or not isinstance(number, int) or isinstance(number, bool) or number < 0:
            node.found.add(path, f"{entry!r}: a date and a number of tubes are needed")
        elif count and number >= count:
            node.found.add(path, f"{number} plugged of {count} tubes leave none")
        else:
            found.append((day, number))
    return tuple(sorted(found))


def _reference(c: Node) -> Reference | None:
    if "reference" not in c:
        c.missing("reference", "the conditions that results are brought to: t_in, v, q")
        return None
    r = c.node("reference", ("t_in", "t1", "v", "flow", "q", "duty"))
    t_in = r.number("t1" if "t1" in r else "t_in", KELVIN, above=268, upto=330, needed=True)
    v = r.number("flow" if "flow" in r else "v", VOLUME_FLOW, above=0, upto=500, needed=True)
    q = r.number("duty" if "duty" in r else "q", WATT, above=0, upto=1e10, needed=True)
    return None if t_in is None or v is None or q is None else Reference(t_in, v, q)


def _heat_rate(node: Node) -> float | None:
    """Fuel heat per gross power, W/W, as plants write it: kJ/kWh, MJ/kWh, Btu/kWh, or a number."""
    given = node.given.get("heat_rate")
    if given is None:
        return None
    number, _, written = str(given).strip().partition(" ")
    factor = _JOULES.get(written.replace("BTU", "Btu")) if written else 1.0
    try:
        value = float(number) * (factor or float("nan"))
    except ValueError:
        value = float("nan")
    if not 1.0 < value < 6.0:
        node.found.add(
            node.at("heat_rate"),
            f"{given!r}: fuel heat per gross power, such as '9100 kJ/kWh' or '8600 Btu/kWh'",
        )
        return None
    return value


def _clean(node: Node, boxes: tuple[str, ...]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Known-clean days of every waterbox; a list alone holds for all of them."""
    if isinstance(node.given.get("clean"), Mapping):
        part = node.node("clean", boxes)
        return {box: part.spans(box) for box in boxes}
    spans = node.spans("clean")
    return dict.fromkeys(boxes, spans)


def _model(node: Node) -> CleanModel:
    m = node.node("clean_model", ("route", "tube_side", "bundle_factor", "f_b", "a", "f_t"))
    if m.text("route", "open", ("open", "hei")) == "hei":
        m.found.add(
            m.at("route"),
            "a history takes the open route: licensed tables of one edition serve single states "
            "(clean_transfer)",
        )
    return CleanModel(
        m.number("f_b", RATIO, above=0, upto=3),
        m.number("a" if "a" in m else "f_t", RATIO, above=0.3, upto=3),
    )


def _water(node: Node) -> CoolingWater:
    w = node.node("water", ("system", "salinity", "limits", "waterbox", "pressure"))
    limits = w.node("limits", ("t_out", "rise", "v_min", "v_max", "velocity"))
    low, high = _velocities(limits)
    salinity = w.given.get("salinity")
    system = w.text("system", "once_through", tuple(SYSTEMS))
    return CoolingWater(
        system=SYSTEMS.get(system, "once_through"),
        salinity=0.0 if salinity is None else _salinity(w, salinity),
        limits=WaterLimits(
            t_out=limits.number("t_out", KELVIN, above=273, upto=350),
            rise=limits.number("rise", DIFFERENCE, above=0, upto=50),
            v_min=low,
            v_max=high,
        ),
        k=w.node("waterbox", ("k",)).number("k", RATIO, above=-1e-9, upto=100),
        pressure=w.number("pressure", PASCAL, above=2e4, upto=2e6),
    )


def _velocities(limits: Node) -> tuple[float | None, float | None]:
    both = limits.items("velocity")
    if len(both) == 2:
        low, high = (limits.converted(limits.at("velocity"), one, VELOCITY) for one in both)
        return low, high
    return (
        limits.number("v_min", VELOCITY, above=0, upto=10),
        limits.number("v_max", VELOCITY, above=0, upto=10),
    )


def _salinity(w: Node, given: Any) -> float:
    """Salt of the water, kg/kg."""
    text = str(given).strip()
    number = text.removesuffix("g/kg").strip()
    try:
        value = float(number) / 1000.0
    except ValueError:
        value = -1.0
    if (not text.endswith("g/kg") and value != 0.0) or not 0.0 <= value <= 0.12:
        w.found.add(w.at("salinity"), f"{given!r}: grams of salt a kilogram, such as '35 g/kg'")
        return 0.0
    return value


def _tags(
    node: Node,
    zones: tuple[Zone, ...],
    machinery: tuple[CwPumps | None, Vacuum | None, Tower | None],
    barometer: float | None,
) -> Tags:
    pumps, vacuum, tower = machinery
    items: dict[Item, tuple[str, ...]] = {
        "unit": (),
        "zone": tuple(zone.name for zone in zones),
        "box": tuple(box for zone in zones for box in zone.boxes),
        "pump": () if pumps is None else tuple(one.name for one in pumps.units),
        "vacuum": () if vacuum is None else vacuum.units,
        "cell": () if tower is None else tower.cells,
    }
    given = node.node("tags", tuple(ROLES))
    found = tags(given, items, barometer)
    _enough(given, zones, found)
    return found


def _enough(node: Node, zones: tuple[Zone, ...], found: Tags) -> None:
    """What a coefficient needs: pressure, inlet, and two of outlet, flow and the steam's duty."""
    known = {role for role, _ in found}
    for zone in zones:
        if not {("p", zone.name), ("p", "")} & set(found):
            node.missing(f"p.{zone.name}", "without the condenser pressure there is no result")
    for role, what in (("t_in", "cooling water in"),):
        if role not in known:
            node.missing(role, f"without the {what} there is no result")
    has_steam = bool(known & {"q_steam", "m_exhaust", "m_condensate"})
    if ("t_out" in known) + ("v" in known) + has_steam < 2:
        node.found.add(
            node.path,
            "two are needed of t_out, v and the steam's duty (q_steam, m_exhaust or m_condensate); "
            f"there are {', '.join(sorted(known)) or 'none'}",
        )
    for role in sorted(set(ROLES) - known):
        if role in NOT_SEEN:
            node.found.assume(node.at(role), f"not measured: {NOT_SEEN[role]}")


NOT_SEEN = {
    "t_vent": "the depression that tells air from dirt is not seen",
    "air": "how much air there is is not seen; only what it does",
    "dp": "debris is not told from a low flow",
    "t_hood": "one witness of the pressure gauge less",
    "vacuum_on": "the number of vacuum pumps in service is not seen",
}
"""Role -> what is not seen without it (spec 2)."""

__all__ = ["UNIT", "near", "power_unit"]
