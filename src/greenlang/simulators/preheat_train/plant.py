"""The plant file of a simulated train: what its engineers know, which is not the truth.

Data sheets come from the films of the rating programme, not from those of the real bundles.
"""

from datetime import UTC, datetime
from typing import Protocol

import numpy as np

from greenlang.simulators.preheat_train import fluids, network, plan
from greenlang.simulators.preheat_train.design import HOT_ORDER, UNITS, Unit
from greenlang.simulators.preheat_train.equipment import reference_conditions
from greenlang.simulators.preheat_train.films import Films
from greenlang.simulators.preheat_train.fluids import Liquid
from greenlang.simulators.preheat_train.tags import FLOW_UNITS, SIGMA, TAGS
from greenlang.simulators.preheat_train.truth import Truth

DAY = 86_400
DATA_SHEET = Films(1.0, 1.0, 0.80, 0.57, 0.43, 0.22, 0.4, 1.15)
SERVICES = {
    "tpa": "top pump-around",
    "kerosene": "kerosene",
    "residue": "atmospheric residue",
    "mpa": "middle pump-around",
    "ago": "atmospheric gasoil",
}


class Simulated(Protocol):
    """A simulation or a fleet."""

    @property
    def truth(self) -> Truth:
        """What was true."""
        ...


def plant_yaml(sim: Simulated, prefixes: tuple[str, ...] = ("",)) -> str:
    """The plant file; `prefixes` ("T01-" ...) repeat the train with other names and tags."""
    truth = sim.truth
    sheets = _data_sheets()
    blocks = [_HEAD, _fluids(), _assays(truth), "assets:"]
    for prefix in prefixes:
        blocks += [_asset(unit, sheets[unit.name], truth, prefix) for unit in UNITS]
    blocks += [_network(prefixes), _TAIL]
    return "\n".join(blocks)


def _data_sheets() -> dict[str, tuple[float, float]]:
    """Duty (W) and clean coefficient (W/(m2 K)) of each exchanger on its data sheet."""
    reference = reference_conditions(1, fluids.CRUDES["base"], fluids.PRODUCTS)
    design = network.profile(reference, [DATA_SHEET] * len(UNITS), np.zeros((1, len(UNITS))))
    return {
        unit.name: (float(design.duty[0, i]), float(design.u_clean[0, i]))
        for i, unit in enumerate(UNITS)
    }


def _petroleum(liquid: Liquid) -> str:
    points = ", ".join(f"[{t:g} degC, {nu:g} cSt]" for t, nu in liquid.viscosity)
    return (
        f"{{kind: petroleum, api: {liquid.api:g}, watson_k: {liquid.watson_k:g}, "
        f"viscosity: [{points}]}}"
    )


def _fluids() -> str:
    lines = ["fluids:", f"  crude: {_petroleum(fluids.CRUDES['base'])}"]
    lines += [f"  {name}: {_petroleum(liquid)}" for name, liquid in fluids.PRODUCTS.items()]
    return "\n".join(lines) + "\n"


def _assays(truth: Truth) -> str:
    """Each change of crude with the laboratory's report of that crude."""
    lines = ["assays:  # from this day on the crude is another one"]
    lines += [
        f"  - {{from: {_date(change.at)}, fluid: crude, "
        f"{_petroleum(fluids.CRUDES[change.crude]).lstrip('{').rstrip('}')}}}"
        for change in truth.feed_changes
    ]
    return "\n".join(lines) + "\n"


def _asset(unit: Unit, sheet: tuple[float, float], truth: Truth, prefix: str) -> str:
    duty, u_clean = sheet
    known = "bundle new at the start" if truth.exchangers[unit.name].new_bundle else "fouled"
    hot, cold = ("shell", "tube") if unit.crude_in == "tube" else ("tube", "shell")
    sides = f"{{hot: {{fluid: {unit.hot}, in: {hot}}}, cold: {{fluid: crude, in: {cold}}}}}"
    data_sheet = f"duty: {duty / 1e6:.1f} MW, u_clean: {u_clean:.0f} W/m2/K"
    allowance = "{shell: 3e-4 m2 K/W, tube: 5e-4 m2 K/W}"
    lines = [
        f"  {prefix}{unit.name}:  # crude against {SERVICES[unit.hot]}; {known}",
        *_geometry(unit),
        f"    sides: {sides}",
        f"    design: {{{data_sheet}, r_f: {allowance}}}",
        "    tags:",
        *(f"      {role}: {_tag(role, prefix, tag)}" for role, tag in TAGS[unit.name].items()),
    ]
    if truth.exchangers[unit.name].new_bundle:
        first = int(truth.time[0])
        lines.append(f"    clean: [{_date(first)}..{_date(first + 9 * DAY)}]")
    return "\n".join(lines) + "\n"


def _geometry(unit: Unit) -> list[str]:
    """Shell and tubes where the drawings exist, else the area alone."""
    if not unit.geometry:
        return [
            "    type: shell_tube",
            "    arrangement: E 1-2",
            f"    area: {unit.area:.1f} m2  # no drawings",
            f"    shell: {{type: E, series: {unit.shells}}}",
        ]
    dotl = 0.995 * unit.d_shell - 0.012
    baffles = f"{{count: {unit.baffles}, cut: 25 %, spacing: {unit.spacing * 1e3:.0f} mm}}"
    shell = (
        f"type: E, series: {unit.shells}, d_i: {unit.d_shell:.2f} m, layout: 90, "
        f"pitch: {unit.pitch * 1e3:.2f} mm, dotl: {dotl:.3f} m, strips: 2, baffles: {baffles}"
    )
    tubes = (
        f"count: {unit.tubes}, passes: 2, d_o: {unit.d_o * 1e3:.2f} mm, "
        f"d_i: {unit.d_i * 1e3:.2f} mm, length: {unit.length:g} m, k: {unit.k_wall:g} W/m/K"
    )
    return [f"    shell: {{{shell}}}", f"    tubes: {{{tubes}}}"]


def _tag(role: str, prefix: str, tag: str) -> str:
    name = f"tag: {prefix}{tag}"
    if role.startswith("t_"):
        return f"{{{name}, unit: degC, sigma: {SIGMA['temperature']}}}"
    if role.startswith("m_"):
        unit, at = FLOW_UNITS[tag]
        basis = f", at: {at}" if at else ""
        return f"{{{name}, unit: {unit}{basis}, sigma: {SIGMA['flow']}}}"
    if role == "bypass":
        return f'{{{name}, unit: "%", sigma: {SIGMA["valve"]}}}'
    return f"{{{name}, unit: kPa diff, sigma: {SIGMA['dp']}}}"


def _network(prefixes: tuple[str, ...]) -> str:
    """Crude and hot streams in flow order; the desalter stands behind E-103."""
    cold = [
        ", ".join(
            ["crude", *(p + u.name for u in UNITS[:3]), p + "desalter"]
            + [p + u.name for u in UNITS[3:]]
            + ["H-1"]
        )
        for p in prefixes
    ]
    hot = [
        ", ".join([name, *(p + asset for asset in order)])
        for p in prefixes
        for name, order in HOT_ORDER.items()
    ]
    lines = ["network:  # both sides, in flow order", "  cold:"]
    lines += [f"    - [{path}]" for path in cold]
    lines += ["  hot:", *(f"    - [{path}]" for path in hot)]
    prices = plan.PRICES
    lines.append(
        f"  furnace: {{asset: H-1, efficiency: {prices.efficiency:g}, fuel: gas, "
        f"duty_max: {62 * len(prefixes)} MW}}"
    )
    return "\n".join(lines) + "\n"


def _date(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d")


_HEAD = """\
%YAML 1.2
---
# Crude preheat train of a simulated refinery: eight exchangers, desalter, furnace.
# Every number carries its unit; sigma is the standard uncertainty of one reading,
# noise and calibration together.
plant: {name: CDU-1, currency: EUR, timezone: Europe/Berlin, barometer: 1.006 bar a, ambient: 10 degC}
"""  # noqa: E501

_TAIL = f"""\
prices: {{gas: {plan.PRICES.fuel:g} EUR/MWh, basis: lhv, co2: {plan.PRICES.co2:g} EUR/t}}
methods:
  hydroblast: {{cost: 45 kEUR, duration: 9 d, effect: 0.95, needs: [crew]}}
  chemical: {{cost: 22 kEUR, duration: 3 d, effect: 0.65, needs: [crew]}}
plan: {{from: 2026-01-05, weeks: 52, crews: 2, outages: [2026-04-06..2026-04-24]}}
log: cleanings.csv  # asset, start, end, method, remark
"""
