"""`air_inleakage` and `tube_leak`: published numbers, margins, causes, what is refused."""

from typing import Any

import pytest

from greenlang.core.errors import (
    ImpossibleState,
    InputError,
    InsufficientData,
    NotFound,
    OutsideValidity,
)
from tests.agents.condenser.golden_cases import INVENTED
from tests.agents.condenser.made import part, run

ALONE = {"meter": None, "vent": None, "decay": None, "pumps": None, "signs": None, "limit": None}
SUMMER = {"t_in": "15 degC", "pumps": {"v": "1500 m3/h"}}


def test_a_vent_at_one_inch_and_71_5_degf_carries_2_20_of_vapour() -> None:
    found = run("air_inleakage", **{**ALONE, "vent": {"p": "1 inHg a", "t": "71.5 degF"}})
    assert float(found.vapour_ratio) == pytest.approx(2.20, abs=0.02)


def test_a_millibar_a_minute_in_1000_m3_at_37_degc_is_67_kg_an_hour() -> None:
    decay = part("air_inleakage", "decay", p_end="71 mbar a")
    found = run("air_inleakage", **{**ALONE, "decay": decay})
    assert float(found.m_decay) * 3600 == pytest.approx(67, abs=0.6)
    assert found.m_air == found.m_decay


@pytest.mark.parametrize(("standard", "kg_h"), [("70 degF", 2.038), ("60 degF", 2.077)])
def test_a_scfm_has_a_temperature(standard: str, kg_h: float) -> None:
    found = run("air_inleakage", **{**ALONE, "meter": {"v": "1 cfm", "standard": standard}})
    assert float(found.m_air) * 3600 == pytest.approx(kg_h, abs=0.001)


def test_air_beyond_the_capacity_forces_the_pressure_up() -> None:
    """1500 m3/h at 18 degC carry 30.6 kg/h at 37.7 mbar; 60 kg/h force 54.1 mbar."""
    meter = {"v": f"{60 / 1.2922:.6f} m3/h", "standard": "0 degC"}
    found = run("air_inleakage", **{**ALONE, **SUMMER, "p": "37.7 mbar a", "meter": meter})
    assert float(found.capacity) * 3600 == pytest.approx(30.6, abs=0.1)
    assert float(found.p_floor) / 100 == pytest.approx(54.1, abs=0.1)
    assert float(found.margin) == pytest.approx(30.6 / 60, abs=0.003)
    assert any("air sets the pressure" in flag for flag in found.flags)


def test_warm_seal_water_takes_capacity_away() -> None:
    """75 Torr, 86 for 60 degF seal water: 0.70."""
    pumps = {"v": "1500 m3/h", "t_seal": "86 degF", "t_curve": "60 degF"}
    cold, warm = (
        run("air_inleakage", **{**ALONE, "p": "75 torr a", "pumps": p})
        for p in ({"v": "1500 m3/h"}, pumps)
    )
    assert float(warm.capacity / cold.capacity) == pytest.approx(0.70, abs=0.005)
    close = run("air_inleakage", **{**ALONE, "p": "45 mbar a", "pumps": pumps})
    assert any("cavitates" in flag for flag in close.flags)


def test_signs_tell_a_leak_from_a_pump() -> None:
    leak = run("air_inleakage")
    assert leak.cause == "steam-side leak"
    assert sum(one.probability for one in leak.causes) == pytest.approx(1)
    signs = part("air_inleakage", "signs", metered_air="down")
    assert run("air_inleakage", signs=signs).cause == "vacuum pump fault"


def test_few_signs_do_not_separate() -> None:
    found = run("air_inleakage", signs={"depression": "up"})
    assert found.cause == "not separable"
    assert "metered_air" in found.not_seen
    below = run("air_inleakage", signs={"oxygen": "above", "depression": "none"})
    assert below.causes[0].cause == "leak below the water line"


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        (ALONE, InsufficientData, "signs"),
        ({"decay": {"duration": "20 s"}}, InsufficientData, "a minute or more"),
        ({"pumps": {"v": "0 m3/h"}}, ImpossibleState, "above 0"),
        ({"vent": {"p": "20 mbar a", "t": "30 degC"}}, ImpossibleState, "vapour alone"),
        ({"odds": "1"}, ImpossibleState, "speak for its cause"),
        ({"meter": {"v": "1 cfm", "standard": "68 degF"}}, InputError, "not one of"),
    ],
)
def test_what_says_nothing_is_refused(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    given = {
        name: part("air_inleakage", name, **value) if name == "decay" and value else value
        for name, value in changes.items()
    }
    with pytest.raises(error, match=told):
        run("air_inleakage", **given)


def test_a_tube_leak_stands_out_of_its_uncertainty_or_not() -> None:
    found = run("tube_leak")
    assert float(found.m_leak) == pytest.approx(960 / 3.6 * 4.5e-9 / 180e-6, rel=1e-3)
    assert found.told == "a tube leaks"
    assert run("tube_leak", c_hotwell="2.0 ppb").told == "not told from none"
    with pytest.raises(ImpossibleState, match="samples"):
        run("tube_leak", c_water="1 ppb")


READINGS = [
    {"t": f"{30 * i} s", "p": f"{66 + 0.42 * i if i != 7 else 71.9} mbar a"} for i in range(12)
]


def test_a_false_reading_does_not_move_a_decay_test() -> None:
    """0.84 mbar a minute in 1000 m3 at 37 degC, one reading 3 mbar off."""
    decay = {"volume": "1000 m3", "t_hood": "37 degC", "readings": READINGS}
    found = run("air_inleakage", **{**ALONE, "decay": decay})
    leak = 1000 / (287.05 * 310.15) * 84 / 60
    assert float(found.m_decay) == pytest.approx(leak, rel=1e-6)
    warming = [{**one, "t_hood": f"{37 + 0.02 * i} degC"} for i, one in enumerate(READINGS)]
    less = run("air_inleakage", **{**ALONE, "decay": {**decay, "readings": warming}})
    assert less.m_decay < found.m_decay, "the vapour's own rise is no air"
    for few in (READINGS[:5], [READINGS[5]] * 6):
        with pytest.raises(InsufficientData, match="after the first minute"):
            run("air_inleakage", **{**ALONE, "decay": {**decay, "readings": few}})
    with pytest.raises(InsufficientData, match="or readings"):
        run("air_inleakage", **{**ALONE, "decay": {"volume": "1000 m3", "t_hood": "37 degC"}})


def test_a_discharge_is_counted_dry() -> None:
    humid = {"v": "30 m3/h", "p": "1013.25 mbar a", "t": "35 degC", "phi": "100 %"}
    found = run("air_inleakage", **{**ALONE, "discharge": humid})
    dry = run("air_inleakage", **{**ALONE, "discharge": {**humid, "phi": "0 %"}})
    assert float(dry.m_air) == pytest.approx(30 / 3600 * 101325 / (287.05 * 308.15), rel=1e-3)
    assert float(found.m_air / dry.m_air) == pytest.approx(1 - 5629 / 101325, abs=0.002)
    scale = {**humid, "phi": "0 %", "rho_scale": "1.2 kg/m3"}
    rotameter = run("air_inleakage", **{**ALONE, "discharge": scale})
    assert float(rotameter.m_air) == pytest.approx(30 / 3600 * (1.2 * 1.1455) ** 0.5, rel=2e-3)
    with pytest.raises(InputError, match="give one of them"):
        run("air_inleakage", discharge=humid)


def test_a_vendors_factor_goes_before_the_ideal_ring() -> None:
    """75 Torr, 86 for 60 degF: 0.70 as an ideal gas, 0.76 by one vendor."""
    plain = {"v": "1500 m3/h"}
    vendor = {**plain, "t_seal": "86 degF", "t_curve": "60 degF", "vendor": "0.76"}
    one, other = (
        run("air_inleakage", **{**ALONE, "p": "75 torr a", "pumps": pumps})
        for pumps in (plain, vendor)
    )
    assert float(other.capacity / one.capacity) == pytest.approx(0.76)


EJECTOR: dict[str, Any] = {
    "curve": [
        {"m": f"{m} kg/h", "p": f"{p} mbar a"} for m, p in ((0, 22), (30, 30), (60, 40), (120, 70))
    ],
    "p_motive": "11 bar a",
    "p_least": "10 bar a",
    "throat": "10 mm",
}
VENTED: dict[str, Any] = {
    **ALONE,
    "p": "54.1 mbar a",
    "meter": {"v": "30 m3/h", "standard": "0 degC"},
    "vent": {"p": "52 mbar a", "t": "27.5 degC"},
}


def test_an_ejector_draws_air_and_vapour_as_dry_air() -> None:
    found = run("air_inleakage", **VENTED, ejector=EJECTOR)
    air = float(found.m_air)
    load = air + air * float(found.vapour_ratio) / 0.81
    assert float(found.ejector.m_equivalent) == pytest.approx(load)
    assert 5410 < found.ejector.p_suction < 7000
    assert found.ejector.told == "the ejectors set the pressure"
    assert float(found.ejector.capacity) * 3600 == pytest.approx(90, abs=6)
    assert float(found.ejector.margin) == pytest.approx(float(found.ejector.capacity) / load)
    steam = 11e5 * 3.14159 * 0.01**2 / 4 * 1.45672e-3
    assert float(found.ejector.m_motive) == pytest.approx(steam, rel=1e-4)


def test_an_ejector_below_its_motive_pressure_is_broken_and_has_no_number() -> None:
    found = run("air_inleakage", **VENTED, ejector={**EJECTOR, "p_motive": "9.4 bar a"})
    assert found.ejector.told.startswith("broken")
    assert (found.ejector.capacity, found.ejector.p_suction) == (None, None)
    alone = run("air_inleakage", **{**ALONE, "p": "54.1 mbar a"}, ejector=EJECTOR)
    assert alone.ejector.told.startswith("load unknown")
    many = {"v": "200 m3/h", "standard": "0 degC"}
    with pytest.raises(OutsideValidity, match="load of the ejector"):
        run("air_inleakage", **{**VENTED, "meter": many}, ejector=EJECTOR)


def test_licensed_vent_tables_give_a_limit() -> None:
    tables = {
        **INVENTED,
        "vent": [
            {"shells": 1, "openings": 2, "exhaust": f"{m} lb/h", "air": f"{v} cf/min"}
            for m, v in ((500000, 10), (1000000, 15))
        ],
    }
    vent = {"tables": tables, "shells": 1, "openings": 2, "exhaust": "750000 lb/h"}
    found = run("air_inleakage", hei=vent, limit=None)
    assert float(found.limit) * 3600 == pytest.approx(12.5 * 2.038, rel=1e-3)
    assert float(found.limit_share) == pytest.approx(27.6 / 12.5, rel=1e-3)
    with pytest.raises(NotFound, match="2 shells"):
        run("air_inleakage", hei={**vent, "shells": 2}, limit=None)
