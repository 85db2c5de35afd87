"""Assets of a plant file: geometry, sides, design data and tags."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from greenlang.agents.exchanger import bundle
from greenlang.agents.exchanger.model import (
    ROLES,
    Design,
    Exchanger,
    Limits,
    Shell,
    Side,
    Space,
    Tag,
    Tubes,
    base,
)
from greenlang.agents.exchanger.plant import surface
from greenlang.agents.exchanger.plant.deposit import deposit
from greenlang.agents.reading import Node
from greenlang.core import quantities
from greenlang.core import units as u
from greenlang.core.errors import InputError, near
from greenlang.core.units import Unit, unit_in

KINDS = (
    "shell_tube", "air_cooled", "plate", "double_pipe", "spiral", "plate_fin", "pche", "condenser",
)  # fmt: skip
ASSET = (
    "type", "shell", "tubes", "area", "arrangement", "sides", "design", "tags", "clean",
    "new_bundle", "model", "service", "rules", "geometry", "deposit",
)  # fmt: skip
SHELL = (
    "type", "series", "d_i", "layout", "pitch", "dotl", "strips", "lanes", "lane_width", "baffles",
)  # fmt: skip
BAFFLES = ("count", "cut", "spacing", "spacing_in", "spacing_out", "to_shell", "to_tube")
TUBES = ("count", "passes", "d_o", "d_i", "length", "k", "plugged")
NEW_BUNDLE_DAYS = 10
TAG = ("tag", "unit", "sigma", "at", "of", "compensated", "design")
FAN_SHARE = 0.1  # sigma of an air flow by fan speed: wind, belts, blinds
FAN_AT = 288.15  # K, of the air flow that the design gives


def unit(hint: Any) -> Unit:
    """The unit behind an annotation such as `Metre`."""
    found = unit_in(hint)
    if found is None:
        raise TypeError(f"{hint!r} has no unit")
    return found


METRE, RATIO = unit(u.Metre), unit(u.Ratio)
CONDUCTIVITY, COEFFICIENT = unit(u.WattPerMetreKelvin), unit(u.WattPerM2Kelvin)
RESISTANCE, CONDUCTANCE, WATT = unit(u.M2KelvinPerWatt), unit(u.WattPerKelvin), unit(u.Watt)
DIFFERENCE, KELVIN, DROP = unit(u.KelvinDiff), unit(u.Kelvin), unit(u.PascalDiff)
MASS_FLOW, VOLUME_FLOW = unit(u.KgPerSecond), unit(u.M3PerSecond)


def exchanger(node: Node, name: str, fluids: Mapping[str, Any]) -> Exchanger:
    """One asset; problems are noted on the way."""
    kind = node.text("type", "shell_tube", KINDS)
    design = _design(node)
    tubes, shell = _tubes(node), _shell(node)
    shells = shell.series if shell else 1
    geometry, drawn = surface.geometry(node, kind)
    fluid, space = _sides(node, fluids, kind)
    return Exchanger(
        name=name,
        kind=kind,
        arrangement=surface.arrangement(node, kind, shell, tubes, geometry),
        area=surface.area(node, tubes, shells, drawn),
        fluids=fluid,
        spaces=space,
        shells=shells,
        tubes=tubes,
        shell=shell,
        geometry=geometry,
        design=design,
        tags=_tags(node, kind, design),
        clean=_clean(node),
        model=_model(node, kind, shell, tubes),
        service=node.text("service", ""),
        deposit=deposit(node),
    )


def _tubes(node: Node) -> Tubes | None:
    if "tubes" not in node:
        return None
    t = node.node("tubes", TUBES)
    d_o, d_i = (t.number(key, METRE, above=0, upto=1, needed=True) for key in ("d_o", "d_i"))
    length = t.number("length", METRE, above=0, upto=100, needed=True)
    count, passes, plugged = t.whole("count"), t.whole("passes", 1), t.whole("plugged", 0, 0)
    if count is None:
        t.missing("count", "tubes of one shell")
    if d_o and d_i and d_i >= d_o:
        t.found.add(t.at("d_i"), f"{d_i} m is not below the outside diameter, {d_o} m")
    if count and passes and count < passes:
        t.found.add(t.at("passes"), f"{passes} passes need as many tubes, there are {count}")
    if count and (plugged or 0) >= count:
        t.found.add(t.at("plugged"), f"{plugged} of {count} tubes leave none")
    k = t.number("k", CONDUCTIVITY, above=0, upto=1000, needed=True)
    return Tubes(
        count or 1, passes or 1, d_o or 1.0, d_i or 0.5, length or 1.0, k or 1.0, plugged or 0
    )


def _shell(node: Node) -> Shell | None:
    if "shell" not in node:
        return None
    s = node.node("shell", SHELL)
    baffles = s.node("baffles", BAFFLES)
    ends = ("spacing_in", "spacing_out", "to_shell", "to_tube")
    measures = {key: baffles.number(key, METRE, above=0, upto=20) for key in ends}
    layout = s.whole("layout", 30) or 30
    if layout not in {30, 45, 60, 90}:
        s.found.add(s.at("layout"), f"{layout} degrees is no tube layout: 30, 45, 60 or 90")
    return Shell(
        type=s.text("type", "E", ("E", "F", "G", "H", "J", "K", "X")),
        series=s.whole("series", 1) or 1,
        d_i=s.number("d_i", METRE, above=0, upto=20),
        layout=layout,
        pitch=s.number("pitch", METRE, above=0, upto=1),
        dotl=s.number("dotl", METRE, above=0, upto=20),
        strips=s.whole("strips", 0, 0) or 0,
        baffle_count=baffles.whole("count"),
        baffle_cut=baffles.number("cut", RATIO, above=0, upto=0.5),
        baffle_spacing=baffles.number("spacing", METRE, above=0, upto=20),
        lanes=s.whole("lanes", 0, 0) or 0,
        lane_width=s.number("lane_width", METRE, above=0, upto=1),
        **measures,
    )


def _model(node: Node, kind: str, shell: Shell | None, tubes: Tubes | None) -> str:
    """Clean shell-side film; Bell-Delaware needs more of the drawing than Kern's does."""
    model = node.text("model", "kern", ("kern", "bell_delaware", "power"))
    if model != "bell_delaware":
        return model
    s = node.node("shell", None)
    if kind != "shell_tube" or shell is None or tubes is None:
        node.found.add(node.at("model"), "bell_delaware needs the measures of shell and tubes")
    elif shell.type != "E":
        node.found.add(s.at("type"), f"bell_delaware holds for E shells, not {shell.type}")
    elif absent := bundle.missing(shell):
        for key in absent:
            s.missing(key, "bell_delaware needs it; or say 'model: kern'")
    elif shell.lanes and shell.lane_width is None:
        s.missing("lane_width", "pass lanes along the flow need their width")
    elif said := bundle.impossible(tubes, shell):
        node.found.add(s.path, said)
    else:
        for key, what in bundle.assumed(shell):
            node.found.assume(s.at(key), what)
    return model


def _sides(
    node: Node, fluids: Mapping[str, Any], kind: str
) -> tuple[dict[Side, str], dict[Side, Space]]:
    fluid: dict[Side, str] = {}
    space: dict[Side, Space] = {}
    sides = node.node("sides", ("hot", "cold"))
    both: tuple[Side, Side] = ("hot", "cold")
    for side in both:
        part = sides.node(side, ("fluid", "in"))
        named = part.text("fluid")
        if named and named not in fluids:
            part.found.add(part.at("fluid"), f"{named!r} is not under fluids{near(named, fluids)}")
        fluid[side] = named
        # Air flows round the tubes: it is fluid 1 of the arrangements of air coolers.
        default = "shell" if (side == "hot") != (kind == "air_cooled") else "tube"
        space[side] = cast("Space", part.text("in", default, ("shell", "tube")))
    if space["hot"] == space["cold"]:
        sides.found.add(sides.path, f"both fluids are in the {space['hot']} side")
    return fluid, space


def _design(node: Node) -> Design:
    d = node.node("design", ("duty", "u_clean", "r_f", "limits", "m_cold"))
    r_f = d.node("r_f", ("shell", "tube"))
    limits = d.node("limits", ("dp_tube", "dp_shell", "ua_min"))
    return Design(
        duty=d.number("duty", WATT, above=0),
        u_clean=d.number("u_clean", COEFFICIENT, above=0, upto=1e5),
        r_f_shell=r_f.number("shell", RESISTANCE, above=-1e-12, upto=0.1),
        r_f_tube=r_f.number("tube", RESISTANCE, above=-1e-12, upto=0.1),
        m_cold=d.number("m_cold", MASS_FLOW, above=0),
        limits=Limits(
            dp_tube=limits.number("dp_tube", DROP, above=0),
            dp_shell=limits.number("dp_shell", DROP, above=0),
            ua_min=limits.number("ua_min", CONDUCTANCE, above=0),
        ),
    )


def _clean(node: Node) -> tuple[tuple[int, int], ...]:
    spans = list(node.spans("clean"))
    new = node.day("new_bundle")
    if new is not None:
        spans.append((new, new + NEW_BUNDLE_DAYS - 1))
    return tuple(sorted(spans))


def like(role: str, written: str) -> Unit:
    """SI unit of a role, given the unit that its tag is stored in."""
    if role.startswith("t_"):
        return KELVIN
    if role.startswith("dp_"):
        return DROP
    if role.startswith("m_"):
        dimension = quantities.product(written)[1]
        return VOLUME_FLOW if dimension.powers == VOLUME_FLOW.dimension.powers else MASS_FLOW
    return RATIO


def _tags(node: Node, kind: str, design: Design) -> dict[str, Tag]:
    tags = node.node("tags", ROLES)
    found: dict[str, Tag] = {}
    for role in tags.given:
        if role in ROLES:
            for name, part in _points(tags, role):
                try:
                    found[name] = tag(part, role)
                except InputError as error:
                    part.found.add(part.path, str(error))
    if kind == "air_cooled":
        _air(tags, found, design)
    temperatures = [role for role in found if role.startswith("t_") and base(role) == role]
    flows = [role for role in found if role.startswith("m_") and base(role) == role]
    if len(temperatures) + len(flows) < 5 or not flows:
        have = ", ".join(found) or "none"
        tags.found.add(
            tags.path,
            "four temperatures with one flow, or three with both flows, are needed; "
            f"there are {have}",
        )
    return found


def _points(tags: Node, role: str) -> list[tuple[str, Node]]:
    """The tag of a role, or several of one point, the first the one that is looked at first."""
    given = tags.given[role]
    if not isinstance(given, list):
        return [(role, tags.node(role, TAG))]
    if not given or not role.startswith(("t_", "m_")):
        tags.found.add(
            tags.at(role), "several tags of one point: one or more, of a temperature or a flow"
        )
        return []
    return [
        (role if i == 0 else f"{role} {i + 1}", Node(one, f"{tags.at(role)}[{i}]", TAG, tags.found))
        for i, one in enumerate(given)
    ]


def _air(node: Node, found: dict[str, Tag], design: Design) -> None:
    """Air that nothing measures: its flow at full fan times the speed of the fan."""
    if "m_cold" in found or "t_cold_out" in found:
        return
    if "fan" not in found or design.m_cold is None:
        node.found.add(
            node.path,
            "neither the flow nor the outlet temperature of the air is measured: give t_cold_out, "
            "or the tag `fan` and design: {m_cold: ...} (air at full speed and 15 degC) for an "
            "index",
        )
        return
    fan = found.pop("fan")
    found["m_cold"] = replace(
        fan, sigma=FAN_SHARE, relative=True, assumed=True, at=FAN_AT, full=float(design.m_cold)
    )
    node.found.assume(
        node.at("fan"), "air flow by the speed of the fan and design: R_f is an index only"
    )


def tag(node: Node, role: str) -> Tag:
    """One measured point with its unit and standard uncertainty."""
    written = node.text("unit", "" if role in {"bypass", "fan"} else None)
    si = like(role, written)
    quantities.conversion(written, si)
    value, relative, assumed = _sigma(node, role, si)
    return Tag(
        node.text("tag"),
        written,
        value,
        relative=relative,
        assumed=assumed,
        at=_basis(node, role),
        of=_of(node, role),
        rho_design=_orifice(node, role),
    )


def _sigma(node: Node, role: str, si: Unit) -> tuple[float, bool, bool]:
    """Standard uncertainty, whether it is a share, whether it is assumed."""
    if "sigma" not in node:
        return (*_default_sigma(role), True)
    if str(node.given["sigma"]).strip().endswith("%") and si is not RATIO:
        return node.number("sigma", RATIO, above=0, upto=1) or 0.02, True, False
    difference = DIFFERENCE if si is KELVIN else si
    return node.number("sigma", difference, above=0) or _default_sigma(role)[0], False, False


def _of(node: Node, role: str) -> tuple[str, ...]:
    """Exchangers side by side that one meter serves."""
    if "of" not in node:
        return ()
    names = tuple(str(name) for name in node.items("of"))
    if not role.startswith("m_") or len(names) < 2 or len(set(names)) < len(names):
        node.found.add(
            node.at("of"), "a flow that several exchangers share: name two or more, each once"
        )
    return names


def _orifice(node: Node, role: str) -> float | None:
    """Design density of an orifice whose reading nobody corrects."""
    if "compensated" not in node:
        return None
    design = node.node("design", ("density",))
    if str(node.given["compensated"]).lower() in {"true", "yes"}:
        return None
    density = design.number("density", unit(u.KgPerM3), above=0, upto=3000)
    if density is None or not role.startswith("m_"):
        node.found.add(
            node.at("compensated"),
            "a flow by differential pressure without compensation needs the density that its range "
            "was set for: design: {density: 790 kg/m3}",
        )
    return density


def _basis(node: Node, role: str) -> str | float:
    if not role.startswith("m_") or node.given.get("at") == "line":
        return "line"
    if "at" not in node:
        if like(role, node.text("unit")) is VOLUME_FLOW:
            node.found.assume(node.at("at"), "volume at line conditions, since the file gives none")
        return "line"
    return node.number("at", KELVIN, above=0, upto=2000) or "line"


def _default_sigma(role: str) -> tuple[float, bool]:
    """Class defaults where the file gives none: 1 K, 2 % of flow, of dP and of travel."""
    return (1.0, False) if role.startswith("t_") else (0.02, role not in {"bypass", "fan"})
