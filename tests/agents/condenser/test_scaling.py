"""`scaling`: the worked example of UFC 3-240-13FN, the wall, limits, bad input."""

from typing import Any

import pytest

from greenlang.core.errors import ImpossibleState, InputError
from tests.agents.condenser.made import run


def test_the_worked_example_at_120_degf() -> None:
    """By tables 6.77, 1.43, 5.34, 6.07; the closed form lies within 0.16 of them."""
    found = run("scaling", t_out="120 degF", flux=None, r=None, limits=None)
    at = found.outlet
    published = {"ph_saturation": 6.77, "lsi": 1.43, "rsi": 5.34, "psi": 6.07}
    for name, value in published.items():
        assert float(getattr(at, name)) == pytest.approx(value, abs=0.16)
    assert float(found.ph_equilibrium) == pytest.approx(7.47, abs=0.005)
    assert found.wall is None
    assert any("wall is warmer" in flag for flag in found.flags)


def test_the_wall_scales_before_the_bulk() -> None:
    found = run("scaling")
    assert float(found.wall.t - found.outlet.t) == pytest.approx(8500 * 0.0011 / 1.8, rel=1e-6)
    assert found.wall.psi < found.outlet.psi
    hot = run("scaling", r="0.004 h ft2 F/Btu")
    assert hot.told.startswith("scales")
    assert float(hot.chemistry) == 0.5


def test_limits_are_counted_for_the_health_index() -> None:
    found = run("scaling")
    assert found.told == "beyond its limit: cycles of concentration"
    assert float(found.chemistry) == 0.75
    assert run("scaling", limits=None).told == "within all limits that were given"
    soft = run("scaling", calcium="20 mg/l", alkalinity="25 mg/l", ph="7.2", limits=None)
    assert soft.told.startswith("dissolves lime")


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"ph": "72"}, ImpossibleState, "between 0 and 14"),
        ({"calcium": "500"}, ImpossibleState, "write it as '320 mg/l'"),
        ({"r": None}, InputError, "flux and r together"),
        ({"alkalinity": "0 mg/l"}, ImpossibleState, "above zero"),
    ],
)
def test_an_analysis_that_cannot_be_is_refused(
    changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        run("scaling", **changes)
