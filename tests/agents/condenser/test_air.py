"""`air_inleakage` and `tube_leak`: published numbers, margins, causes, what is refused."""

from typing import Any

import pytest

from greenlang.core.errors import ImpossibleState, InputError, InsufficientData
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
