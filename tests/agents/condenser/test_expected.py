"""`expected_pressure`: the worked example, what moves the pressure which way, what is refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlang.agents.condenser.cases import ExpectedCase, Tubes
from greenlang.agents.condenser.method.expected import expected_pressure
from greenlang.core.errors import ImpossibleState, InsufficientData
from tests.agents.condenser.made import GOLDEN, example, part, run

TUBES = Tubes(20000, 0.0254, 0.000711, 14.0, 21.0, f_b=0.75)


def _clean(**changes: Any) -> Any:
    tubes = part("expected_pressure", "tubes", plugged="0")
    return run("expected_pressure", **{"tubes": tubes, **GOLDEN, "r_f": "0", **changes})


def test_the_clean_condenser_at_its_reference() -> None:
    """The worked example computed twice: 37.654 mbar with the inlet's velocity at mid density.

    Here the mass flow is that of the inlet all along the tube, which makes the tube film 0.07 %
    better: 37.649 mbar.
    """
    found = _clean()
    assert float(found.p) / 100 == pytest.approx(37.654, abs=0.006)
    assert float(found.p) / 100 == pytest.approx(37.6485, abs=0.0015)
    assert float(found.t_out) - 273.15 == pytest.approx(23.968, abs=0.0015)
    assert float(found.velocity) == pytest.approx(1.772, abs=0.0005)
    assert float(found.h_inside) == pytest.approx(7071, rel=0.001)
    assert float(found.h_steam) == pytest.approx(10277, rel=0.0005)
    assert float(found.u_clean) == pytest.approx(3546.6, rel=0.0005)


def test_the_fouled_condenser_in_summer() -> None:
    found = run("expected_pressure")
    assert float(found.p) / 100 == pytest.approx(63.149, abs=0.015)


def test_more_passes_of_the_film_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = float(run("expected_pressure").p)
    monkeypatch.setattr(
        "greenlang.agents.condenser.method.expected.condensing.__defaults__", ((), 9)
    )
    assert float(run("expected_pressure").p) == pytest.approx(before, abs=0.05)  # Pa


CHANGES = {"t_in": 1, "q": 1, "r_f": 1, "plugged": 1, "v": -1, "length": -1}
LOW = {"t_in": 278.0, "q": 3e8, "r_f": 0.0, "plugged": 0.0, "v": 11.0, "length": 11.0}
HIGH = {"t_in": 303.0, "q": 7e8, "r_f": 3e-4, "plugged": 2000.0, "v": 22.0, "length": 16.0}
STATES = st.fixed_dictionaries({name: st.floats(LOW[name], HIGH[name]) for name in LOW})


def _pressure(state: dict[str, float]) -> float:
    tubes = Tubes(
        20000, 0.0254, 0.000711, state["length"], 21.0, plugged=state["plugged"], f_b=0.75
    )
    case = ExpectedCase(tubes, state["t_in"], state["v"], state["q"], r_f=state["r_f"])
    return float(expected_pressure(case).p)


@settings(max_examples=40, deadline=None)
@given(STATES, st.sampled_from(sorted(CHANGES)))
def test_pressure_rises_and_falls_as_physics_says(state: dict[str, float], name: str) -> None:
    step = 0.01 * (HIGH[name] - LOW[name])
    more = {**state, name: state[name] + step}
    assert (_pressure(more) - _pressure(state)) * CHANGES[name] > 0


def test_air_sets_the_pressure_beyond_the_capacity_of_the_pumps() -> None:
    held = _clean(p_floor="54.1 mbar a")
    assert held.limited_by == "air"
    assert float(held.p) == pytest.approx(5410)
    free = _clean(p_floor="20 mbar a")
    assert free.limited_by == "heat"
    assert free.p == free.p_heat


def test_arrays_and_decimals_agree() -> None:
    case = ExpectedCase(
        TUBES, np.array([288.15, 295.15]), np.array([16.0, 13.5]), np.array([6e8, 5.6e8]), r_f=1e-5
    )
    fast = expected_pressure(case).p
    exact = [
        _clean(t_in=t, v=v, q=q, r_f="1e-5").p
        for t, v, q in (("15 degC", "16", "6e8"), ("22 degC", "13.5", "5.6e8"))
    ]
    assert fast == pytest.approx([float(p) for p in exact], rel=1e-10)


def test_a_condenser_without_a_bundle_factor_has_no_expectation() -> None:
    tubes = part("expected_pressure", "tubes", f_b=None)
    with pytest.raises(InsufficientData, match="f_b"):
        run("expected_pressure", tubes=tubes)
    prior = run("expected_pressure", tubes={**tubes, "rows": "30"})
    assert float(prior.h_steam) < float(run("expected_pressure").h_steam)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"v": "13.5 m3/min"}, "60 times too small"),
        ({"v": "13500 m3/s"}, "1000 times too large"),
        ({"q": "0 MW"}, "above 0"),
        ({"v": "-1 m3/s"}, "above 0"),
        ({"tubes": {**example("expected_pressure")["tubes"], "plugged": "20000"}}, "plugged"),
        ({"tubes": {**example("expected_pressure")["tubes"], "passes": 0}}, "passes"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ImpossibleState, match=told):
        run("expected_pressure", **changes)
