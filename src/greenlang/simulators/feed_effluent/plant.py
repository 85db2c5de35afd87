"""The plant file of the reactor section: what its engineers know, which is not the truth."""

from collections.abc import Mapping, Sequence

import numpy as np

from greenlang.simulators.export import date
from greenlang.simulators.feed_effluent.design import TAGS, UNITS, Unit
from greenlang.simulators.feed_effluent.mixture import T_GRID, Naphtha, enthalpies
from greenlang.simulators.signals import DAY
from greenlang.simulators.works import PlantTruth

KELVIN = 273.15
FIRST, LAST, STEP = 60, 380, 10  # degC of the tables


def curve_file(of: Naphtha, gas: float) -> str:
    """The design office's enthalpy curve of a side in a case, as CSV."""
    h, share = enthalpies(of, gas)
    lines = ["T [degC],h [kJ/kg],vapour"]
    for t in range(FIRST, LAST + 1, STEP):
        at = t + KELVIN
        lines.append(f"{t},{np.interp(at, T_GRID, h):.2f},{np.interp(at, T_GRID, share):.3f}")
    return "\n".join(lines) + "\n"


def plant_yaml(
    truth: PlantTruth,
    sheets: Mapping[str, tuple[float, float]],
    campaigns: Sequence[tuple[int, str]],
) -> str:
    """The plant file; `sheets` holds duty (W) and clean coefficient of each data sheet."""
    blocks = [_HEAD, _assays(campaigns), "assets:"]
    return "\n".join([*blocks, *(_asset(unit, sheets[unit.name], truth) for unit in UNITS), _TAIL])


def _assays(campaigns: Sequence[tuple[int, str]]) -> str:
    """Each campaign with the curves of its recycle gas."""
    lines = ["assays:  # from this day on another ratio of recycle gas to naphtha"]
    lines += [
        f"  - {{from: {date(at)}, fluid: {side}, kind: enthalpy, file: {side}_{case}.csv}}"
        for at, case in campaigns
        for side in ("feed", "effluent")
    ]
    return "\n".join(lines) + "\n"


def _asset(unit: Unit, sheet: tuple[float, float], truth: PlantTruth) -> str:
    duty, u_clean = sheet
    new = truth.exchangers[unit.name].new_bundle
    known = "bundle new at the start" if new else "fouled at the start"
    lines = [
        f"  {unit.name}:  # {unit.title}; {known}",
        "    type: shell_tube",
        "    arrangement: counterflow",
        f"    area: {unit.area:g} m2  # all shells, outside",
        f"    shell: {{type: E, series: {unit.shells}}}",
        "    model: power",
        "    sides: {hot: {fluid: effluent, in: shell}, cold: {fluid: feed, in: tube}}",
        f"    design: {{duty: {duty / 1e6:.2f} MW, u_clean: {u_clean:.0f} W/m2/K}}",
        "    tags:",
        *(f"      {role}: {_tag(role, tag)}" for role, tag in TAGS[unit.name].items()),
    ]
    if new:
        first = int(truth.time[0])
        lines.append(f"    clean: [{date(first)}..{date(first + 4 * DAY)}]")
    return "\n".join(lines) + "\n"


def _tag(role: str, tag: str) -> str:
    if role.startswith("t_"):
        return f"{{tag: {tag}, unit: degC, sigma: 0.5 K}}"
    return f"{{tag: {tag}, unit: t/h, sigma: 1.5 %}}"


_HEAD = """\
%YAML 1.2
---
# Reactor section of a simulated naphtha hydrotreater: naphtha and recycle gas boil against the
# reactor's effluent. Enthalpies per kg of the whole mixture, from the design office's flash of
# each case. FI4101: naphtha and gas summed; FI4201: the products of the separator summed.
plant: {name: NHT-4, currency: EUR, timezone: Europe/Berlin, barometer: 1.010 bar a, ambient: 10 degC}
fluids:
  feed: {kind: enthalpy, file: feed_mid.csv}
  effluent: {kind: enthalpy, file: effluent_mid.csv}
"""  # noqa: E501

_TAIL = """\
network:  # both sides, in flow order
  cold:
    - [feed, E-202, E-201, heater]
  hot:
    - [effluent, E-201, E-202]
  furnace: {asset: heater, efficiency: 0.86, fuel: gas}

prices: {gas: 28 EUR/MWh, basis: lhv, co2: 75 EUR/t}
methods:
  hydroblast: {cost: 60 kEUR, duration: 10 d, effect: 0.9, needs: [crew]}
plan: {from: 2026-01-05, weeks: 52, crews: 1, outages: [2026-05-04..2026-05-22]}
log: cleanings.csv  # asset, start, end, method, remark
"""
