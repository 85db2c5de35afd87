"""Tags of a unit: what is measured where, in which unit, how well."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from greenlang.agents.condenser.model import Tag
from greenlang.agents.reading import Node
from greenlang.core import quantities
from greenlang.core import units as u
from greenlang.core.errors import InputError, near
from greenlang.core.units import Unit, unit_in

TAG = ("tag", "unit", "sigma", "standard")
STANDARDS = ("60 degF", "70 degF", "0 degC")
Item = Literal["unit", "zone", "box", "pump", "vacuum", "cell"]


def unit(hint: Any) -> Unit:
    """The unit behind an annotation such as `Metre`."""
    found = unit_in(hint)
    if found is None:
        raise TypeError(f"{hint!r} has no unit")
    return found


KELVIN, DIFFERENCE, PASCAL, DROP = map(unit, (u.Kelvin, u.KelvinDiff, u.Pascal, u.PascalDiff))
RATIO, WATT, METRE = map(unit, (u.Ratio, u.Watt, u.Metre))
VOLUME_FLOW, MASS_FLOW = unit(u.M3PerSecond), unit(u.KgPerSecond)


@dataclass(frozen=True)
class Role:
    """Units that a role may be stored in (the first one is usual), what has it, its usual sigma."""

    like: tuple[Unit, ...]
    of: Item
    sigma: float
    relative: bool = False


ROLES: dict[str, Role] = {
    "p": Role((PASCAL,), "zone", 100.0),
    "t_in": Role((KELVIN,), "box", 0.1),
    "t_out": Role((KELVIN,), "box", 0.3),
    "v": Role((VOLUME_FLOW, MASS_FLOW), "box", 0.03, relative=True),
    "dp": Role((DROP,), "box", 0.02, relative=True),
    "power": Role((WATT,), "unit", 0.005, relative=True),
    "q_steam": Role((WATT,), "unit", 0.02, relative=True),
    "m_exhaust": Role((MASS_FLOW,), "unit", 0.02, relative=True),
    "m_condensate": Role((MASS_FLOW,), "unit", 0.02, relative=True),
    "t_hotwell": Role((KELVIN,), "zone", 0.2),
    "t_vent": Role((KELVIN,), "zone", 0.2),
    "t_hood": Role((KELVIN,), "zone", 0.2),
    "t_seal": Role((KELVIN,), "unit", 0.2),
    "p_suction": Role((PASCAL,), "zone", 100.0),
    "air": Role((MASS_FLOW, VOLUME_FLOW), "unit", 0.1, relative=True),
    "pump_on": Role((RATIO,), "pump", 0.0),
    "pump_speed": Role((RATIO,), "pump", 0.01),
    "pump_power": Role((WATT,), "pump", 0.02, relative=True),
    "pump_head": Role((METRE, DROP), "unit", 0.02, relative=True),
    "vacuum_on": Role((RATIO,), "vacuum", 0.0),
    "oxygen": Role((RATIO,), "unit", 1e-9),
    "sodium": Role((RATIO,), "unit", 1e-10),
    "conductivity": Role((), "unit", 0.02, relative=True),
    "ph": Role((), "unit", 0.05),
    "barometer": Role((PASCAL,), "unit", 50.0),
    "t_wet_bulb": Role((KELVIN,), "unit", 0.3),
    "t_air": Role((KELVIN,), "unit", 0.3),
    "humidity": Role((RATIO,), "unit", 0.03),
    "fan": Role((RATIO,), "cell", 0.01),
    "make_up": Role((VOLUME_FLOW,), "unit", 0.03, relative=True),
    "blowdown": Role((VOLUME_FLOW,), "unit", 0.03, relative=True),
}
"""What a tag may measure; a role without units is kept as it comes."""

Tags = dict[tuple[str, str], tuple[Tag, ...]]


def tags(node: Node, items: Mapping[Item, Collection[str]], barometer: float | None) -> Tags:
    """Every tag of a unit by role and item; problems are noted on the way."""
    found: Tags = {}
    for role, given in node.given.items():
        if role not in ROLES:
            continue
        for item, one in _by_item(node, role, given, items[ROLES[role].of]).items():
            path = node.at(role) + (f".{item}" if item else "")
            read = [_tag(node, each, path, role) for each in _listed(one)]
            if kept := tuple(tag for tag in read if tag is not None):
                found[role, item] = kept
    _check_gauges(node, found, barometer)
    _check_twice(node, found)
    return found


def _listed(one: Any) -> list[Any]:
    return list(one) if isinstance(one, list | tuple) else [one]


def _by_item(node: Node, role: str, given: Any, known: Collection[str]) -> dict[str, Any]:
    """What a role gives by zone, waterbox, pump or cell; one tag alone stands for the unit."""
    if not isinstance(given, Mapping) or "tag" in given:
        return {"": given}
    of, found = ROLES[role].of, {}
    for item, one in given.items():
        if str(item) in known:
            found[str(item)] = one
            continue
        hint = near(str(item), (*known, *TAG)) or f"; there are {', '.join(known) or 'none'}"
        node.found.add(f"{node.at(role)}.{item}", f"no {of} of this unit is called {item!r}{hint}")
    return found


def _tag(node: Node, given: Any, path: str, role: str) -> Tag | None:
    if isinstance(given, str):
        name, _, written = given.strip().partition(" ")
        given = {"tag": name, "unit": written.strip()}
    part = Node(given, path, TAG, node.found)
    name, written = part.text("tag"), part.text("unit", "" if _bare(role) else None)
    if not name or (not written and not _bare(role)):
        return None
    try:
        like = stored_as(role, written)
    except InputError as error:
        part.found.add(part.at("unit"), str(error))
        return None
    sigma, relative, assumed = _sigma(part, role, like)
    return Tag(name, written, sigma, relative, assumed, _standard(part, role, like))


def _bare(role: str) -> bool:
    return ROLES[role].like in {(), (RATIO,)}


def stored_as(role: str, written: str) -> Unit | None:
    """SI unit that a tag of this role and unit is converted to; None: kept as it comes.

    Errors: UnitError where the unit measures something else.
    """
    kinds = ROLES[role].like
    for like in kinds[1:]:
        if quantities.product(written)[1].powers == like.dimension.powers:
            quantities.conversion(written, like)
            return like
    if kinds:
        quantities.conversion(written, kinds[0])
    return kinds[0] if kinds else None


def _sigma(part: Node, role: str, like: Unit | None) -> tuple[float, bool, bool]:
    """Standard uncertainty, whether it is a share, whether it is assumed."""
    usual = ROLES[role]
    if "sigma" not in part or like is None:
        return usual.sigma, usual.relative, True
    if str(part.given["sigma"]).strip().endswith("%") and like is not RATIO:
        return part.number("sigma", RATIO, above=0, upto=1) or usual.sigma, True, False
    difference = {KELVIN: DIFFERENCE, PASCAL: DROP}.get(like, like)
    return part.number("sigma", difference, above=0) or usual.sigma, False, False


def _standard(part: Node, role: str, like: Unit | None) -> str:
    """Temperature that a standard volume of air means; without it a volume is no mass."""
    if role != "air" or like is not VOLUME_FLOW:
        return ""
    if "standard" not in part:
        part.missing("standard", "a standard volume is a mass only by its temperature: 60 degF, "
                     "70 degF or 0 degC (Nm3)")  # fmt: skip
        return ""
    return part.text("standard", None, STANDARDS)


def is_gauge(tag: Tag) -> bool:
    """Whether a pressure is stored against the barometer."""
    return len(quantities.conversion(tag.unit, PASCAL).parameters) > 1


def _check_gauges(node: Node, found: Tags, barometer: float | None) -> None:
    known = barometer is not None or ("barometer", "") in found
    for (role, item), several in found.items():
        for tag in several:
            if ROLES[role].like[:1] == (PASCAL,) and is_gauge(tag) and not known:
                node.found.add(
                    f"{node.at(role)}{'.' if item else ''}{item}",
                    f"{tag.tag} is in {tag.unit!r}, against the barometer: give plant.barometer, "
                    "better the tag `barometer` (10 mbar of weather are 10 mbar of vacuum)",
                )


def _check_twice(node: Node, found: Tags) -> None:
    seen: dict[str, tuple[str, str]] = {}
    for key, several in found.items():
        for tag in several:
            if tag.tag in seen:
                node.found.add(
                    ".".join(filter(None, (node.path, *key))),
                    f"tag {tag.tag} already is {' '.join(filter(None, seen[tag.tag]))} here",
                )
            seen[tag.tag] = key
