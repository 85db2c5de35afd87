"""Records of pumps, towers, air and tables: every step traced, every record recomputed."""

import dataclasses
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from greenlang.core.provenance import Audited, audit
from greenlang.core.units import (
    JoulePerKgKelvin,
    Kelvin,
    KelvinDiff,
    KgPerSecond,
    M3PerSecond,
    Metre,
    MetrePerSecond,
    Pascal,
    Ratio,
    WattPerM2Kelvin,
)
from greenlang.core.verify import verify
from greenlang.library import hei
from greenlang.library.air import moist
from greenlang.library.flow.operation import Running, operating_point
from greenlang.library.flow.pumps import HeadPerFlow2, PumpRow, PumpTable
from greenlang.library.fluids import seawater
from greenlang.library.tower import fans, merkel, water
from greenlang.services.files.hei import loaded
from tests.library.test_hei import written


@dataclasses.dataclass(frozen=True)
class Pumping:
    pump: PumpTable
    count: int
    slow: Ratio
    h_s: Metre
    k: HeadPerFlow2


@dataclasses.dataclass(frozen=True)
class Pumped:
    v: M3PerSecond
    head: Metre
    flows: tuple[M3PerSecond, ...]


def pumped(case: Pumping) -> Pumped:
    full = case.pump.rows[0].efficiency
    groups = [Running(case.pump, case.count, full), Running(case.pump, case.count, case.slow)]
    found = operating_point(groups, case.h_s, case.k)
    return Pumped(found.v, found.head, found.flows)


def proved(found: Audited[Any]) -> str:
    verify(found.record)
    return found.record.content


@pytest.mark.parametrize(("slow", "idle"), [("0.9", False), ("0.5", True)])
def test_an_operating_point_recomputes(slow: str, idle: bool) -> None:
    rows = tuple(
        PumpRow(f"{v} m3/s", f"{h} m", efficiency="1")
        for v, h in ((0, 30), (2, 28), (4, 23.5), (5, 20), (6, 15), (7, 9))
    )
    pump = PumpTable(rows, "998 kg/m3", "1.5 m3/s")
    found = audit(pumped, Pumping(pump, 2, slow, "12 m", Decimal("0.05")))
    content = proved(found)
    assert ('"choose":"shut_off <= head"' in content) is idle
    assert (found.result.flows[1] == 0) is idle


@dataclasses.dataclass(frozen=True)
class Cooling:
    t_db: Kelvin
    phi: Ratio
    p: Pascal
    water: KgPerSecond
    g: KgPerSecond
    r: KelvinDiff
    c: Ratio
    n: Ratio
    cp: JoulePerKgKelvin
    coc: Ratio
    drift: Ratio
    running: int
    idle: int


@dataclasses.dataclass(frozen=True)
class Cold:
    t_wb: Kelvin
    t_cold: Kelvin
    of_hot: Kelvin
    asked: Ratio
    mixed: Kelvin
    makeup: KgPerSecond


def cooled(case: Cooling) -> Cold:
    w = moist.humidity_ratio(case.t_db, case.phi, case.p)
    t_wb = moist.wet_bulb(case.t_db, w, case.p)
    air = merkel.entering(t_wb, case.p)
    one = fans.water_of_cell(case.water, case.running)
    ratio = merkel.loading(one, case.g)
    t = merkel.cold_water(case.r, air, ratio, case.c, case.n, case.cp)
    hot = merkel.hot_water(t, case.r)
    again = merkel.cold_water_of_hot(hot, air, ratio, case.c, case.n, case.cp)
    asked = merkel.required(t, case.r, air, ratio, case.cp)
    groups = [
        fans.Cells(case.running, case.g),
        fans.Cells(case.idle, fans.assumed_idle_air(case.g)),
    ]
    cells = fans.cells_at_range(groups, case.water, case.r, air, (case.c, case.n), case.cp)
    used = water.use(one, case.g, case.r, t, air, w, case.cp, case.coc, case.drift)
    return Cold(t_wb, t, again, asked, cells.t_cold, used.makeup)


def test_a_tower_recomputes_in_both_unit_systems() -> None:
    case = Cooling(
        "30 degC", "60 %", "1000 mbar a", "4000 kg/s", "600 kg/s", "10 K", "1.6", "0.6",
        "4186 J/(kg K)", "4", "0.005 %", 5, 1,
    )  # fmt: skip
    found = audit(cooled, case)
    proved(found)
    assert abs(found.result.t_cold - found.result.of_hot) < Decimal("1E-15")
    assert found.result.t_wb < found.result.t_cold < found.result.mixed
    us = dataclasses.replace(case, t_db="86 degF", p="14.50377377302 psi a", r="18 degF")
    other = audit(cooled, us).result
    assert abs(other.t_cold - found.result.t_cold) < Decimal("1E-9")


@dataclasses.dataclass(frozen=True)
class Licensed:
    tables: hei.HeiTables
    od: Metre
    v: MetrePerSecond
    t: Kelvin
    salinity: Ratio
    p: Pascal


@dataclasses.dataclass(frozen=True)
class Clean:
    u: WattPerM2Kelvin
    cp: JoulePerKgKelvin


def clean(case: Licensed) -> Clean:
    parts = hei.u1(case.tables, case.od, case.v), hei.fw(case.tables, case.t)
    u = hei.clean(*parts, hei.fm(case.tables, "Titanium", "22"))
    return Clean(u, seawater.cp(case.t, case.salinity, case.p))


def test_a_licensed_table_recomputes_from_the_rows_in_the_record(tmp_path: Path) -> None:
    tables = loaded(written(tmp_path), "99")
    short = hei.narrowed(tables, 0.0254, 2.0, 294.0, ("Titanium", "22"))
    case = Licensed(short, "1 in", "6.5 ft/s", "70 degF", "2.5 g/kg", "1 bar a")
    content = proved(audit(clean, case))
    assert tables.digest in content
