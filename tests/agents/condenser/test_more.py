"""`zones` and `input_check`."""

import pytest

from greenlang.core.errors import InsufficientData
from greenlang.library.steam import saturation
from tests.agents.condenser.made import GOLDEN, part, run

GOOD = {"p": "46.5 mbar a", "v": "57600 m3/h"}


def test_the_condenser_of_the_example_in_two_zones() -> None:
    """32.1 and 41.0 mbar instead of 37.7."""
    found = run("zones")
    pressures = [float(one.expected.p) / 100 for one in found.zones]
    assert pressures == pytest.approx([32.1, 41.0], abs=0.06)
    tubes = part("expected_pressure", "tubes", plugged="0")
    one = run("expected_pressure", tubes=tubes, **GOLDEN, r_f="0")
    assert float(found.p_mean - one.p) / 100 == pytest.approx(-1.1, abs=0.05)
    assert float(found.t_out) == pytest.approx(float(one.t_out), abs=0.005)


def test_one_zone_is_no_case_of_zones() -> None:
    with pytest.raises(InsufficientData, match="two or more"):
        run("zones", zones=[])


def test_good_readings_have_no_findings() -> None:
    found = run("input_check", **GOOD)
    assert found.findings == ()
    assert 0.8 < float(found.q_over_power) < 2.5
    assert float(found.ttd) > 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "as a vacuum below the barometer"),
        ({"v": "57600 m3/min"}, "60 times too large"),
        ({"v": "57600 gpm"}, "gpm and m3/h"),
        ({"p": "1.37 mbar a"}, "inches of mercury"),
        ({"p": "33 mbar a"}, "terminal difference"),
        ({"t_in": "27 degC", "t_out": "18 degC"}, "swapped"),
    ],
)
def test_a_reading_that_cannot_be_is_told_for_what_it_is(
    changes: dict[str, str], told: str
) -> None:
    given = {**GOOD, **changes} if changes else {"v": "57600 m3/h"}
    assert any(told in text for text in run("input_check", **given).findings)


def test_a_kelvin_of_subcooling_at_40_degc_allows_27_ppb() -> None:
    p = f"{float(saturation.pressure(313.15)):.6f}"
    found = run("hotwell", p=p, t_hotwell="39 degC")
    assert float(found.subcooling) == pytest.approx(1, abs=1e-6)
    assert float(found.oxygen_equilibrium) == pytest.approx(27e-9, rel=0.015)
    assert found.told.startswith("air over the water")
    assert run("hotwell", p=p, t_hotwell="39 degC", oxygen="40 ppb").told.startswith(
        "more than air"
    )
    assert "was not measured" in run("hotwell", oxygen=None).told
    grades = [run("hotwell", oxygen=f"{x} ppb").grade for x in (6, 14, 40, 60)]
    assert grades == [
        "within 7 ppb",
        "within 14 ppb",
        "within 42 ppb",
        "above 42 ppb: hardly deaerated",
    ]
    assert "gauge or a thermometer" in run("hotwell", t_hotwell="33 degC").told
