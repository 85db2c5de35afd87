"""The plant file of the bays: what their engineers know, which is not the truth."""

from collections.abc import Mapping

from greenlang.simulators.air_cooler.design import TAGS, UNITS, Unit
from greenlang.simulators.export import date
from greenlang.simulators.signals import DAY
from greenlang.simulators.works import PlantTruth

SIGMA = {"t_cold_out": "0.9 K"}


def plant_yaml(truth: PlantTruth, sheets: Mapping[str, tuple[float, float]]) -> str:
    """The plant file; `sheets` holds duty (W) and clean coefficient of each data sheet."""
    return "\n".join([_HEAD, *(_asset(unit, sheets[unit.name], truth) for unit in UNITS), _TAIL])


def _asset(unit: Unit, sheet: tuple[float, float], truth: PlantTruth) -> str:
    duty, u_clean = sheet
    new = truth.exchangers[unit.name].new_bundle
    known = "bundle new at the start" if new else "dusty at the start"
    air = "" if unit.measured else f", m_cold: {unit.m_air:g} kg/s"
    tubes = (
        f"count: {unit.tubes}, passes: {unit.passes}, d_o: {unit.d_o * 1e3:.2f} mm, "
        f"d_i: {unit.d_i * 1e3:.2f} mm, length: {unit.length:g} m, k: {unit.k_wall:g} W/m/K"
    )
    lines = [
        f"  {unit.name}:  # {unit.hot} run-down; {known}",
        "    type: air_cooled",
        f"    arrangement: air {unit.rows}/{unit.passes}  # rows/passes",
        f"    area: {unit.area:.1f} m2  # bare tubes, outside",
        f"    tubes: {{{tubes}}}",
        "    model: power",
        f"    sides: {{hot: {{fluid: {unit.hot}, in: tube}}, cold: {{fluid: air, in: shell}}}}",
        f"    design: {{duty: {duty / 1e6:.2f} MW, u_clean: {u_clean:.0f} W/m2/K{air}}}",
        "    tags:",
        *(f"      {role}: {_tag(role, tag)}" for role, tag in TAGS[unit.name].items()),
    ]
    if new:
        first = int(truth.time[0])
        lines.append(f"    clean: [{date(first)}..{date(first + 4 * DAY)}]")
    return "\n".join(lines) + "\n"


def _tag(role: str, tag: str) -> str:
    if role == "fan":
        return f'{{tag: {tag}, unit: "%"}}'
    if role == "m_hot":
        return f"{{tag: {tag}, unit: t/h, sigma: 1.5 %}}"
    return f"{{tag: {tag}, unit: degC, sigma: {SIGMA.get(role, '0.5 K')}}}"


_HEAD = """\
%YAML 1.2
---
# Four air-cooled bays of a simulated refinery. Nobody measures the air flow; three bays have a grid
# of thermometers above the bundle. fan: mean speed of the bay's two fans.
plant: {name: AC-3, currency: EUR, timezone: Europe/Berlin, barometer: 1.010 bar a, ambient: 11 degC}
fluids:
  air: {kind: pure, name: Air, pressure: 1.010 bar a}
  kerosene: {kind: petroleum, api: 43, watson_k: 11.9, viscosity: [[40 degC, 1.35 cSt], [100 degC, 0.70 cSt]]}
  gasoil: {kind: petroleum, api: 33, watson_k: 11.8, viscosity: [[40 degC, 4.2 cSt], [100 degC, 1.5 cSt]]}
assets:"""  # noqa: E501

_TAIL = """\
log: cleanings.csv  # asset, start, end, method, remark
"""
