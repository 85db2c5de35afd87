"""What the plant's engineers know, which is not the truth: plant file, makers' curves, log.

Makers' curves are off by what makers guarantee: pump heads by 1.5 %, vacuum pumps by 4 %, the last
stage's annulus by 4 %. The log misses a cleaning, has another four days late, and knows a part of
the repairs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from greenlang.simulators.condenser_unit.design import BOXES, PUMPS, UNITS, VACUUM_PUMPS, Unit
from greenlang.simulators.condenser_unit.measured import GALLON
from greenlang.simulators.condenser_unit.truth import Happened, Truth
from greenlang.simulators.export import date
from greenlang.simulators.signals import DAY, Generator
from greenlang.simulators.truth import Fault

FOOT, HORSEPOWER = 0.3048, 745.6999
LOADS = (0.5, 0.75, 1.0, 1.05)  # the last with valves wide open
PRESSURES = (12, 16, 20, 24, 28, 32, 36, 40, 45, 50, 55, 60, 70, 80, 95, 110, 130, 160, 200)  # mbar


def files(truth: Truth) -> Mapping[str, str]:
    """Every file that the plant hands over, but its history, by name."""
    out = {"plant.yaml": plant_yaml(truth), "log.csv": log_csv(truth)}
    for number, unit in enumerate(UNITS):
        rng, name = np.random.default_rng([truth.seed, 70 + number]), unit.name.lower()
        out[f"{name}_pumps.csv"] = _pump_csv(rng, unit)
        out[f"{name}_vacuum.csv"] = _vacuum_csv(rng, unit)
        out[f"{name}_exhaust.csv"] = _exhaust_csv(rng, unit)
    return out


def _pump_csv(rng: Generator, unit: Unit) -> str:
    """Head, power and NPSH of one pump as its maker tested it."""
    high, strong = 1.0 + rng.uniform(-0.015, 0.015), 1.0 + rng.uniform(-0.02, 0.02)
    us = unit.us
    units = ("gpm", "ft", "hp", "ft") if us else ("m3/h", "m", "kW", "m")
    per = (GALLON, FOOT, HORSEPOWER, FOOT) if us else (1.0 / 3600.0, 1.0, 1e3, 1.0)
    names = ("v", "head", "power", "npsh")
    lines = [",".join(f"{name} [{of}]" for name, of in zip(names, units, strict=True))]
    for share in (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4):
        v = np.asarray(share * unit.pump.v_best)
        head = high * unit.pump.head(v, np.asarray(1.0))
        power = strong * unit.pump.shaft(v, head)
        npsh = unit.pump.npsh * (0.55 + 0.45 * share**2)
        values = (float(v), float(head), float(power), npsh)
        lines.append(",".join(f"{x / one:.2f}" for x, one in zip(values, per, strict=True)))
    return "\n".join(lines) + "\n"


def _vacuum_csv(rng: Generator, unit: Unit) -> str:
    """Suction volume of one pump with seal water of 15 degC."""
    off, seal = 1.0 + rng.uniform(-0.04, 0.04), np.asarray(288.15)
    lines = ["p [mbar a],v [m3/h]"]
    for p in (20, 22, 25, 28, 32, 36, 40, 45, 50, 60, 70, 80, 100, 130, 170, 220, 300):
        volume = off * float(unit.vacuum.volume(np.asarray(100.0 * p), seal)) * 3600.0
        lines.append(f"{p},{volume:.0f}")
    return "\n".join(lines) + "\n"


def _exhaust_csv(rng: Generator, unit: Unit) -> str:
    """Change of gross power against the pressure at constant throttle flow, by load."""
    maker = replace(unit.turbine, annulus=unit.turbine.annulus * (1.0 + rng.uniform(-0.04, 0.04)))
    lines = ["p [mbar a],load [%],change [%]"]
    for load in LOADS:
        share = np.asarray((load + 0.02) / 1.02)
        at_ref = float(maker.power(np.asarray(maker.p_ref), share))
        for p in PRESSURES:
            change = float(maker.power(np.asarray(100.0 * p), share)) / at_ref - 1.0
            lines.append(f"{p},{100 * load:g},{100 * change:.4f}")
    return "\n".join(lines) + "\n"


def log_csv(truth: Truth) -> str:
    """The operation log: unit, box, what, start, end, method, remark."""
    entries = [line for unit in truth.units.values() for line in _entries(unit.name, unit.events)]
    entries += [_calibration(fault) for fault in truth.faults if fault.kind == "drift"
                and fault.unit == "Pa" and fault.end < truth.time[-1]]  # fmt: skip
    lines = ["unit,box,what,start,end,method,remark"]
    lines += [text for _, text in sorted(entries)]
    return "\n".join(lines) + "\n"


def _entries(unit: str, events: Happened) -> Iterator[tuple[int, str]]:
    for one in events.cleanings:
        if one.logged_start is not None and one.logged_end is not None:
            remark = "during the outage" if one.outage else "half box out, part load"
            yield _entry((unit, one.box, "cleaning"), (one.logged_start, one.logged_end),
                         one.method, remark)  # fmt: skip
    for two in events.troubles:
        where = (unit, two.where if two.where in BOXES else "")
        if two.kind == "debris" and two.logged:
            yield _entry((*where, "backwash"), (two.end, two.end + 3600), "backwash", "leaves")
        if two.kind == "plugging":
            span = (two.start, two.start + 12 * 3600)
            yield _entry((*where, "plugging"), span, "", f"{two.size:.0f} tubes plugged")
        if two.kind in {"vacuum_pump", "cw_pump_worn", "cw_pump_trip"}:
            span = (two.end, two.end + 8 * 3600)
            yield _entry((unit, "", "repair"), span, "", f"{two.where} back after repair")
    for leak in events.leaks:
        if leak.logged:
            place = "expansion joint" if leak.side == "above" else "condensate pump seal"
            span = (leak.end, leak.end + 3600)
            yield _entry((unit, "", "repair"), span, "", f"air leak closed at {place}")


def _calibration(fault: Fault) -> tuple[int, str]:
    span = (fault.end, fault.end + 3600)
    return _entry((fault.asset, "", "calibration"), span, "", f"{fault.tag} calibrated")


def _entry(
    what: tuple[str, str, str], span: tuple[int, int], method: str, remark: str
) -> tuple[int, str]:
    stamps = [datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M") for at in span]
    return span[0], ",".join([*what, *stamps, method, f'"{remark}"'])


def plant_yaml(truth: Truth) -> str:
    """The plant file."""
    return "\n".join([_HEAD, *(_unit(unit, truth) for unit in UNITS), _TAIL])


def _unit(unit: Unit, truth: Truth) -> str:
    t_in, v, q = unit.reference
    tubes, events = unit.tubes, truth.units[unit.name].events
    first = int(truth.time[0])
    clean = f"    clean: [{date(first)}..{date(first + 6 * DAY)}]  # boxes brushed just before\n"
    text = _UNIT.format(
        name=unit.name,
        what="cooling tower, US instruments" if unit.us else "river water",
        heat_rate=9150 if unit.us else 9050,
        t_in=t_in - 273.15,
        v=3600 * v,
        q=q / 1e6,
        tubes=tubes,
        d_o=1e3 * tubes.d_o,
        wall=1e3 * tubes.wall,
        material=unit.material,
        rows=unit.rows,
        plugged=", ".join(f"{box}: {_plugged(unit, i, events)}" for i, box in enumerate(BOXES)),
        clean="" if unit.us else clean,
        water=_WATER_TOWER if unit.tower else _WATER_RIVER,
        files=unit.name.lower(),
        pumps=", ".join(PUMPS),
        static=unit.static,
        head=unit.pump.h_best,
        vacuum_pumps=", ".join(VACUUM_PUMPS),
        p_ref=unit.turbine.p_ref / 100,
    )
    return "\n".join([text + _tower(unit), *_tags(unit), ""])


def _tower(unit: Unit) -> str:
    tower = unit.tower
    if tower is None:
        return "    limits: {p_max: 160 mbar a, do: 10 ppb}"
    return _TOWER.format(
        cells=", ".join(f"C{k + 1}" for k in range(tower.cells)), tower=tower, fan=tower.fan / 1e3
    )


def _plugged(unit: Unit, box: int, events: Happened) -> str:
    total = unit.plugged[box]
    totals = [f"[2020-01-01, {total}]"]
    for one in events.troubles:
        if one.kind == "plugging" and BOXES.index(one.where) == box:
            total += int(one.size)
            totals.append(f"[{date(one.start)}, {total}]")
    return f"[{', '.join(totals)}]" if len(totals) > 1 else f"{total}"


def _tags(unit: Unit) -> Iterator[str]:
    u, us = unit.name, unit.us
    deg, flow, drop = ("degF", "gpm", "psi") if us else ("degC", "m3/h", "mbar")
    per = 1.8 if us else 1.0

    def thermometer(name: str, sigma: float) -> str:
        return f"{{tag: {u}.{name}, unit: {deg}, sigma: {sigma * per:g} {'degF' if us else 'K'}}}"

    def boxes(name: str, unit_: str, sigma: str) -> str:
        return ", ".join(f"{box}: {{tag: {u}.{name}.{box}, unit: {unit_}, sigma: {sigma}}}"
                         for box in BOXES)  # fmt: skip

    yield "    tags:"
    yield f"      power: {{tag: {u}.P, unit: MW, sigma: 0.5 %}}"
    if us:
        yield f"      p: {{A: {{tag: {u}.PC, unit: inHg vac, sigma: 0.03 inHg}}}}"
    else:
        yield ("      p: {A: [{tag: U1.PC1, unit: mbar a, sigma: 1 mbar}, "
               "{tag: U1.PC2, unit: mbar a, sigma: 1 mbar}]}")  # fmt: skip
        yield "      p_suction: {A: {tag: U1.PSUC, unit: mbar a, sigma: 1 mbar}}"
    for role, name, sigma in (("t_in", "T1", 0.1), ("t_out", "T2", 0.3)):
        each = ", ".join(f"{box}: {thermometer(f'{name}.{box}', sigma)}" for box in BOXES)
        yield f"      {role}: {{{each}}}"
    yield f"      v: {{{boxes('V', flow, '3 %')}}}"
    yield f"      dp: {{{boxes('DP', drop, '2 %')}}}"
    yield f"      q_steam: {{tag: {u}.QCB, unit: MW, sigma: 2 %}}"
    for role, name, sigma in (("t_hotwell", "THW", 0.2), ("t_vent", "TVENT", 0.3),
                              ("t_hood", "THOOD", 0.3)):  # fmt: skip
        yield f"      {role}: {{A: {thermometer(name, sigma)}}}"
    yield f"      t_seal: {thermometer('TSEAL', 0.3)}"
    air = "unit: ft3/min, standard: 70 degF" if us else "unit: kg/h"
    yield f"      air: {{tag: {u}.AIR, {air}, sigma: 10 %}}"
    yield f"      oxygen: {{tag: {u}.DO, unit: ppb, sigma: 1 ppb}}"
    yield f"      pump_on: {{{', '.join(f'{p}: {u}.{p}.ON' for p in PUMPS)}}}"
    power = ", ".join(f"{p}: {{tag: {u}.{p}.KW, unit: kW, sigma: 1 %}}" for p in PUMPS)
    yield f"      pump_power: {{{power}}}"
    yield f"      pump_head: {{tag: {u}.HEAD, unit: m, sigma: 1 %}}"
    yield f"      vacuum_on: {{{', '.join(f'{p}: {u}.{p}.ON' for p in VACUUM_PUMPS)}}}"
    yield "      barometer: {tag: SITE.PBARO, unit: hPa a, sigma: 0.4 hPa}"
    if unit.tower is not None:
        yield "      t_wet_bulb: {tag: SITE.TWB, unit: degC, sigma: 0.3 K}"
        cells = ", ".join(f'C{k + 1}: {{tag: {u}.F{k + 1}, unit: "%"}}'
                          for k in range(unit.tower.cells))  # fmt: skip
        yield f"      fan: {{{cells}}}"


_UNIT = """\
  {name}:  # {what}
    gross: 500 MW
    basis: constant_heat_input
    heat_rate: {heat_rate} kJ/kWh
    condenser:
      zones: {{A: [A1, A2]}}
      steam_volume: 2100 m3
      reference: {{t_in: {t_in:g} degC, v: {v:g} m3/h, q: {q:g} MW}}
      r_f_design: 5e-5 m2 K/W
    tubes:
      {{count: {tubes.count}, d_o: {d_o:g} mm, wall: {wall:g} mm, length: {tubes.length:g} m,
       passes: 1, material: {material}, k: {tubes.k:g} W/m/K, rows: {rows},
       plugged: {{{plugged}}}}}
{clean}    clean_model: {{route: open}}
{water}
    pumps:
      curve: {files}_pumps.csv
      units: [{pumps}]
      static_head: {static:g} m
      system_point: {{v: {v:g} m3/h, head: {head:g} m}}
      eta_motor: 0.96
    vacuum:
      {{kind: liquid_ring, pumps: [{vacuum_pumps}], curve: {files}_vacuum.csv, curve_seal: 15 degC,
       power: 110 kW, above: 3 K}}
    turbine: {{curve: {files}_exhaust.csv, kind: power, p_ref: {p_ref:g} mbar a, alarm: 160 mbar a,
              trip: 250 mbar a}}
    air_limit: 40 kg/h
"""
_TOWER = """\
    limits: {{p_max: 160 mbar a, do: 10 ppb}}
    tower:
      cells: [{cells}]
      fan: {{power: {fan:g} kW, air: {tower.air:g} kg/s, speeds: [1.0]}}
      merkel: {{c: {tower.c:g}, n: {tower.n:g}}}
      recirculation: {tower.recirculation:g} K"""
_WATER_RIVER = """\
    water: {system: once_through, salinity: 0 g/kg,
            limits: {t_out: 33 degC, rise: 12 K, v_min: 0.9 m/s, v_max: 2.6 m/s}}"""
_WATER_TOWER = """\
    water: {system: tower, salinity: 0 g/kg, limits: {v_min: 0.9 m/s, v_max: 2.6 m/s}}"""
_HEAD = """\
%YAML 1.2
---
# Two simulated units of 500 MW: U1 on a river, U2 on a cooling tower and with US instruments.
plant: {name: Riverside, currency: EUR, timezone: UTC, barometer: 1.008 bar a, ambient: 11 degC}
prices: {power: 62 EUR/MWh, fuel: 7.8 EUR/GJ, co2: 70 EUR/t, water: 0.9 EUR/m3,
         co2_factor: 94 kg/GJ, power_co2: 420 kg/MWh}

units:"""
_TAIL = """\
methods:
  brushes: {removes: [soft, scale], effect: 0.82, effect_sigma: 0.12, cost: 18 kEUR, duration: 15 h,
            half_box: true, needs: [crew]}
  high_pressure: {removes: [soft, scale], effect: 0.95, cost: 45 kEUR, duration: 2 d, outage: true}
  backwash: {removes: [debris], effect: 0.9, cost: 0.3 kEUR, duration: 1 h, online: true}
plan: {from: 2026-01-05, weeks: 52, crews: 1, outages: [2026-04-20..2026-05-06]}
log: log.csv  # unit,box,what,start,end,method,remark
"""
