"""The plant file of the coolers: what their engineers know, which is not the truth."""

from collections.abc import Mapping

from greenlang.simulators.export import date
from greenlang.simulators.plate_cooler.design import TAGS, UNITS, Unit
from greenlang.simulators.signals import DAY
from greenlang.simulators.works import PlantTruth

ARRANGEMENTS = {(1, 1): "counterflow", (2, 1): "plate 2/1", (2, 2): "plate 2/2"}
SERVICES = {"closed_water": "closed cooling water", "lean_oil": "lean oil"}


def plant_yaml(truth: PlantTruth, sheets: Mapping[str, tuple[float, float]]) -> str:
    """The plant file; `sheets` holds duty (W) and clean coefficient of each data sheet."""
    blocks = [_HEAD, *(_asset(unit, sheets[unit.name], truth) for unit in UNITS), _TAIL]
    return "\n".join(blocks)


def _asset(unit: Unit, sheet: tuple[float, float], truth: PlantTruth) -> str:
    duty, u_clean = sheet
    new = truth.exchangers[unit.name].new_bundle
    known = "plates new at the start" if new else "fouled at the start"
    lines = [
        f"  {unit.name}:  # {SERVICES[unit.hot]} against tower water; {known}",
        "    type: plate",
        f"    arrangement: {ARRANGEMENTS[unit.passes]}  # passes of hot and cold stream",
        f"    area: {unit.area:g} m2",
        "    model: power",
        f"    sides: {{hot: {{fluid: {unit.hot}}}, cold: {{fluid: tower_water}}}}",
        f"    design: {{duty: {duty / 1e6:.2f} MW, u_clean: {u_clean:.0f} W/m2/K}}",
        "    tags:",
        *(f"      {role}: {_tag(role, tag)}" for role, tag in TAGS[unit.name].items()),
    ]
    if new:
        first = int(truth.time[0])
        lines.append(f"    clean: [{date(first)}..{date(first + 2 * DAY)}]")
    return "\n".join(lines) + "\n"


def _tag(role: str, tag: str) -> str:
    if role.startswith("t_"):
        return f"{{tag: {tag}, unit: degC, sigma: 0.5 K}}"
    unit = "t/h" if role == "m_hot" else "m3/h, at: line"
    return f"{{tag: {tag}, unit: {unit}, sigma: 1.5 %}}"


_HEAD = """\
%YAML 1.2
---
# Four plate coolers of a simulated gas plant: closed cooling water and lean oil against tower water.
# The water inlets are one header; each cooler has its own thermometer there.
plant: {name: CW-2, currency: EUR, timezone: Europe/Berlin, barometer: 1.010 bar a, ambient: 10 degC}
fluids:
  closed_water: {kind: water, pressure: 6 bar a}
  tower_water: {kind: water, pressure: 4 bar a}
  lean_oil: {kind: petroleum, api: 38, watson_k: 11.8, viscosity: [[40 degC, 2.4 cSt], [100 degC, 1.05 cSt]]}
assets:"""  # noqa: E501

_TAIL = """\
network:  # one header feeds all four
  cold:
    - [tower_water, {split: [[PC-101], [PC-102], [PC-103], [PC-104]]}]
log: cleanings.csv  # asset, start, end, method, remark
"""
