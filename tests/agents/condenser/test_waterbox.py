"""`waterbox` and `siphon`: debris apart from fouling, what is refused."""

import pytest

from greenlang.core.errors import ImpossibleState, InputError
from tests.agents.condenser.made import part, run


def test_the_drop_of_the_clean_test_is_no_debris() -> None:
    found = run("waterbox", v="16 m3/s", dp="310 mbar", p=None)
    assert float(found.kappa) == pytest.approx(1, abs=1e-12)
    assert float(found.blocked) == pytest.approx(0, abs=1e-12)
    assert found.r_f is None


def test_debris_and_fouling_are_told_apart() -> None:
    """A tenth of the tubes closed and R_f = 6e-5 in the others are found again."""
    closed = str(49 + 0.1 * (20000 - 49))
    tubes = part("expected_pressure", "tubes", plugged=closed)
    made = run(
        "expected_pressure", tubes=tubes, t_in="18 degC", v="15 m3/s", q="590 MW", r_f="6e-5 m2 K/W"
    )
    kappa = 0.9**-2
    clean = run("waterbox", p=None)
    dp = f"{float(clean.dp_model) * kappa:.9f}"
    found = run("waterbox", dp=dp, p=str(made.p))
    assert float(found.blocked) == pytest.approx(0.1, abs=1e-6)
    assert float(found.velocity_open) == pytest.approx(float(made.velocity), rel=1e-6)
    assert float(found.r_f) == pytest.approx(6e-5, abs=2e-7)
    assert float(found.r_f_apparent) > 6.5e-5


def test_a_drop_below_the_clean_one_is_said_and_signed() -> None:
    found = run("waterbox", dp="250 mbar")
    assert float(found.blocked) < 0
    assert any("below that of open tubes" in flag for flag in found.flags)
    assert any("backwash" in flag for flag in run("waterbox", dp="400 mbar").flags)


def test_what_the_boxes_add_is_needed_once() -> None:
    with pytest.raises(InputError, match="one of the two"):
        run("waterbox", k="2")
    with pytest.raises(ImpossibleState, match="swapped"):
        run("waterbox", dp="-345 mbar")


def test_a_siphon_holds_breaks_or_is_near_it() -> None:
    assert run("siphon").told == "holds"
    assert run("siphon", z_top="12.6 m").told.startswith("near breaking")
    assert run("siphon", z_top="14 m").told.startswith("broken")


def test_air_in_a_waterbox_has_its_signs() -> None:
    assert run("siphon").air == "no sign of it"
    assert "layered" in run("siphon", spread="1.6 K").air
    assert "level falls" in run("siphon", top_level="falling").air
    assert run("siphon", spread=None, spread_normal=None).air.startswith("not seen")
    with pytest.raises(InputError, match="together"):
        run("siphon", spread=None)
