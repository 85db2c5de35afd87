"""`calibration`: factors that made tests come back, and what too little of them allows."""

from typing import Any

import pytest

from greenlang.core.errors import InsufficientData
from tests.agents.condenser.made import part, run

TRUE = {"f_b": "0.72", "f_t": "1.03"}
STATES = ((15.2, 57600, 592), (13.1, 57300, 543), (16.0, 43500, 613), (14.4, 57900, 334))


def made(states: Any = STATES, **sigma: str) -> list[dict[str, Any]]:
    """Tests of a condenser whose factors are known."""
    tubes = {**part("calibration", "tubes", rows=None), **TRUE, "plugged": "12"}
    found = []
    for t_in, v, q in states:
        water = {"t_in": f"{t_in} degC", "v": f"{v} m3/h"}
        state = run("expected_pressure", tubes=tubes, **water, q=f"{q} MW", r_f=None)
        found.append(
            {
                "p": f"{state.p} Pa", "water": {**water, "t_out": f"{state.t_out} K", **sigma},
                "steam": {"q": f"{q} MW"}, "plugged": "12",
            }
        )  # fmt: skip
    return found


def sharp(t: str, share: str, p: str) -> list[dict[str, Any]]:
    """The same with standard uncertainties of their readings."""
    tests = made(sigma_t_in=t, sigma_t_out=t, sigma_v=share)
    steam = {**tests[0]["steam"], "sigma": share}
    return [{**one, "sigma_p": p, "steam": {**steam, **one["steam"]}} for one in tests]


def test_known_factors_come_back_from_sharp_tests() -> None:
    found = run("calibration", tests=sharp("0.001 K", "0.0001", "0.1 Pa"))
    assert float(found.f_b) == pytest.approx(0.72, rel=0.002)
    assert float(found.f_t) == pytest.approx(1.03, rel=0.002)
    assert float(found.sigma_clean) < 5e-4
    assert float(found.f_b_sigma) < 0.01


def test_blurred_tests_are_held_by_their_prior() -> None:
    found = run("calibration", tests=made())
    assert float(found.prior) < float(found.f_b) < 0.72
    assert 0.03 < float(found.f_b_sigma) < 0.15
    assert float(found.f_t) == pytest.approx(1.0, abs=0.05)
    near = run("calibration", tests=made(), tubes=part("calibration", "tubes", f_b="0.7"))
    assert abs(float(near.f_b) - 0.72) < abs(float(found.f_b) - 0.72)


def test_tests_of_one_state_tell_the_bundle_alone() -> None:
    found = run("calibration", tests=made(STATES[:1] * 2))
    assert found.f_t is None
    assert any("only f_b" in flag for flag in found.flags)
    one = run("calibration", tests=made(STATES[:1]))
    assert (one.f_t, one.sigma_clean) == (None, None)
    assert any("few tests" in flag for flag in one.flags)


def test_a_test_with_dirt_or_air_stands_out() -> None:
    tests = sharp("0.05 K", "0.01", "30 Pa")
    dirty = {**tests[1], "p": f"{float(tests[1]['p'].split()[0]) * 1.2} Pa"}
    found = run("calibration", tests=[tests[0], dirty, *tests[2:]])
    assert any(flag.startswith("test 2") for flag in found.flags)
    assert max(found.tests, key=lambda one: abs(one.z)) is found.tests[1]


def test_the_fit_is_what_performance_takes() -> None:
    found = run("calibration")
    tubes = {**part("performance", "tubes"), "f_b": str(found.f_b), "f_t": str(found.f_t)}
    state = run("performance", tubes=tubes, sigma_clean=str(found.sigma_clean))
    assert state.f_b == found.f_b


def test_what_cannot_be_fitted_is_refused() -> None:
    with pytest.raises(InsufficientData, match="one at least"):
        run("calibration", tests=[])
    with pytest.raises(InsufficientData, match="prior"):
        run("calibration", tubes=part("calibration", "tubes", rows=None))
